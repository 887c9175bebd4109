//! What the response pane says of certificates, of bodies that are still coming, and of saving them.

use std::fs;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use countersign::model::{AuthKind, ChainTrust, Outcome};
use countersign::ui::command::Command;
use countersign::ui::reply::response_view::BodyLayout;
use eframe::egui::{Key, Modifiers, vec2};

use egui_kittest::kittest::Queryable as _;

use super::test_window::{Picks, TestMachine, TestWindow};
use crate::support::server::Server;
use crate::support::tls::{Offer, TlsServer, self_signed};

/// A window on an unsigned GET of this URL.
fn getting(url: &str, machine: TestMachine) -> TestWindow {
    let mut window = TestWindow::start(machine);
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.fill("URL", url);
    window
}

fn trust(window: &TestWindow) -> ChainTrust {
    let tls = window.sent().exchange.connection.tls.clone();
    tls.unwrap().trust
}

#[test]
fn a_refused_certificate_is_shown_accepted_by_the_user_and_refused_again() {
    let server = TlsServer::start(Offer::new(self_signed("localhost")));
    // High enough for the whole timeline.
    let machine = TestMachine::with_size(vec2(1280.0, 1400.0));
    let mut window = getting(&format!("https://localhost:{}/", server.port), machine);
    window.send();
    window.assert_sees("No reply");
    assert!(matches!(trust(&window), ChainTrust::Refused(_)));
    let sha256 = window.sent().exchange.connection.tls.as_ref().unwrap().chain[0]
        .sha256
        .clone();
    window.assert_sees("Subject");
    window.assert_sees("Valid");
    let accept = "Accept this certificate for localhost until Countersign quits";
    window.click(accept);
    window.settle();
    window.assert_sees("The certificate is accepted for localhost: send again");
    assert_eq!(window.app().network().accepted[0].sha256, sha256);

    window.send();
    assert_eq!(window.status(), 200);
    server.next();
    window.assert_sees("certificate accepted by you");
    window.run(Command::ShowTimeline);
    window.settle();
    for words in [
        "Securing",
        "TLS 1.3",
        "Cipher suite",
        "certificate accepted by you",
    ] {
        window.assert_sees(words);
    }

    window.run(Command::OpenNetwork);
    window.settle();
    window.scroll_to("Remove the accepted certificate for localhost");
    window.click("Remove the accepted certificate for localhost");
    window.settle();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(window.app().network().accepted.is_empty());
    window.send();
    assert!(matches!(trust(&window), ChainTrust::Refused(_)));
}

#[test]
fn an_accepted_certificate_is_forgotten_with_the_program() {
    let server = TlsServer::start(Offer::new(self_signed("localhost")));
    let mut window = getting(
        &format!("https://localhost:{}/", server.port),
        TestMachine::default(),
    );
    window.send();
    window.click("Accept this certificate for localhost until Countersign quits");
    window.settle();
    let window = window.restart();
    assert!(window.app().network().accepted.is_empty());
}

/// A server that writes head and half of a body, and then waits for the client to close.
fn half_a_body() -> Server<()> {
    Server::start(|mut connection, seen| {
        connection.request();
        connection.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nx-mark: here\r\ncontent-length: 100\r\n\r\nthe first half",
        );
        connection.until_closed();
        seen.send(()).unwrap();
    })
}

#[test]
fn head_and_body_are_shown_as_they_come_and_stay_when_cancelled() {
    let server = half_a_body();
    let mut window = getting(
        &format!("http://127.0.0.1:{}/", server.port()),
        TestMachine::default(),
    );
    window.click("Send");
    window.until("the half is on screen", |window| {
        window.sees("200 OK") && window.sees("the first half")
    });
    assert!(window.tab().last.sending.is_some());
    window.frame();
    window.click("Response headers");
    window.until("the headers are on screen", |window| window.sees("x-mark"));
    window.click("Response body");
    window.until("the body is on screen", |window| window.sees("the first half"));
    window.send_by(|window| window.click("Cancel"));
    server.next();
    assert!(matches!(
        window.sent().exchange.outcome,
        Outcome::Cancelled { .. }
    ));
    for words in ["200 OK", "Cancelled", "the first half"] {
        window.assert_sees(words);
    }
    window.click("Response headers");
    window.settle();
    window.assert_sees("x-mark");
}

/// A server that sends events of 100 bytes without end, so many at once, and more each time it is told.
fn events(at_once: u32, more: Receiver<()>) -> Server<()> {
    let more = Mutex::new(more);
    Server::start(move |mut connection, _| {
        connection.request();
        connection.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n");
        let mut number = 0;
        loop {
            for _ in 0..at_once {
                number += 1;
                connection.write(format!("data: {:<90}\n\n", format!("event {number}")).as_bytes());
            }
            if more.lock().unwrap().recv().is_err() {
                return;
            }
        }
    })
}

#[test]
fn the_newest_events_of_a_stream_are_in_sight() {
    let (more, told) = channel();
    let server = events(1_000, told);
    let mut window = getting(
        &format!("http://127.0.0.1:{}/", server.port()),
        TestMachine::default(),
    );
    window.click("Send");
    window.until("the last event so far", |window| window.sees("event 1000 "));
    for last in ["event 2000 ", "event 3000 "] {
        more.send(()).unwrap();
        window.until(last, |window| window.sees(last));
    }
    // Who has gone up stays there, and nothing of the beginning is lost.
    let rows = window.harness.get_by_label("Body text").rect();
    window.click_at(rows.center());
    window.press(Modifiers::NONE, Key::Home);
    window.until("the first event", |window| window.sees("event 1 "));
    let rows_before = window.tab().reply.viewer.document().lines().rows();
    more.send(()).unwrap();
    window.until("more rows", |window| {
        window.tab().reply.viewer.document().lines().rows() > rows_before
    });
    window.assert_sees("event 1 ");
    window.press(Modifiers::NONE, Key::End);
    window.until("the last event", |window| window.sees("event 4000 "));
    window.press(Modifiers::NONE, Key::Escape);
    window.until("it is cancelled", |window| window.tab().last.sending.is_none());
}

#[test]
fn a_body_is_saved_as_shown_or_as_received() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("saved.json");
    let server = Server::<()>::start(|mut connection, _| {
        while connection.request().is_some() {
            connection.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{\"a\":[1]}",
            );
        }
    });
    let machine = TestMachine::with_dialogs(Arc::new(Picks(path.clone())));
    let mut window = getting(&format!("http://127.0.0.1:{}/", server.port()), machine);
    window.send();
    window.run(Command::SaveResponseBody);
    window.settle();
    window.click("Browse for the file to save to");
    window.until("the picked path is in its field", |window| {
        window.field("Path to save to").value().as_deref() == path.to_str()
    });
    window.click("Save");
    window.until("it is saved", |window| window.sees("Saved "));
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\n  \"a\": [\n    1\n  ]\n}");
    window.settle();
    window.assert_sees_not("Path of the file");

    window.run(Command::SaveResponseBody);
    window.settle();
    window.fill_by_paste("Path to save to", path.to_str().unwrap());
    window.click("Save: As received");
    window.settle();
    window.click("Save");
    window.until("the page is closed", |window| {
        window.find_field("Path to save to").is_none()
    });
    assert_eq!(fs::read(&path).unwrap(), b"{\"a\":[1]}");

    window.tab_mut().reply.response.layout = BodyLayout::Raw;
    window.run(Command::SaveResponseBody);
    window.settle();
    window.fill_by_paste("Path to save to", path.to_str().unwrap());
    window.click("Save");
    window.until("the page is closed", |window| {
        window.find_field("Path to save to").is_none()
    });
    assert_eq!(fs::read(&path).unwrap(), b"{\"a\":[1]}");
}

#[test]
fn a_place_that_can_not_be_written_to_is_named_and_the_page_stays() {
    let mut window = TestWindow::first_start();
    window.run(Command::SaveResponseBody);
    window.settle();
    window.assert_sees("Nothing to save yet");
    window.send();
    window.run(Command::SaveResponseBody);
    window.settle();
    let nowhere = window.machine.data_dir().join("no folder").join("x.json");
    window.fill_by_paste("Path to save to", nowhere.to_str().unwrap());
    window.click("Save");
    window.until("the page says so", |window| window.sees("was not written"));
    assert!(window.find_field("Path to save to").is_some());
}
