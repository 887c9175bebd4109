//! What the response pane says of certificates, of bodies that are still coming, and of saving them.

use std::fs;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use countersign::model::{AuthKind, ChainTrust, Outcome};
use countersign::ui::command::Command;
use countersign::ui::tab::BodyLayout;
use eframe::egui::{Key, Modifiers, vec2};

use egui_kittest::kittest::Queryable as _;

use super::desk::{Desk, Picks, Room};
use crate::support::server::Server;
use crate::support::tls::{Offer, TlsServer, self_signed};

/// A window on an unsigned GET of this URL.
fn getting(url: &str, room: Room) -> Desk {
    let mut desk = Desk::start(room);
    desk.tab_mut().request.http.auth.kind = AuthKind::None;
    desk.fill("URL", url);
    desk
}

fn trust(desk: &Desk) -> ChainTrust {
    let tls = desk.sent().exchange.connection.tls.clone();
    tls.unwrap().trust
}

#[test]
fn a_refused_certificate_is_shown_accepted_by_the_user_and_refused_again() {
    let server = TlsServer::start(Offer::new(self_signed("localhost")));
    // High enough for the whole timeline.
    let room = Room::with_size(vec2(1280.0, 1400.0));
    let mut desk = getting(&format!("https://localhost:{}/", server.port), room);
    desk.send();
    desk.assert_sees("No reply");
    assert!(matches!(trust(&desk), ChainTrust::Refused(_)));
    let sha256 = desk.sent().exchange.connection.tls.as_ref().unwrap().chain[0]
        .sha256
        .clone();
    desk.assert_sees("Subject");
    desk.assert_sees("Valid");
    let accept = "Accept this certificate for localhost until Countersign quits";
    desk.click(accept);
    desk.settle();
    desk.assert_sees("The certificate is accepted for localhost: send again");
    assert_eq!(desk.app().network().accepted[0].sha256, sha256);

    desk.send();
    assert_eq!(desk.status(), 200);
    server.next();
    desk.assert_sees("certificate accepted by you");
    desk.run(Command::ShowTimeline);
    desk.settle();
    for words in [
        "Securing",
        "TLS 1.3",
        "Cipher suite",
        "certificate accepted by you",
    ] {
        desk.assert_sees(words);
    }

    desk.run(Command::OpenNetwork);
    desk.settle();
    desk.scroll_to("Remove the accepted certificate for localhost");
    desk.click("Remove the accepted certificate for localhost");
    desk.settle();
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    assert!(desk.app().network().accepted.is_empty());
    desk.send();
    assert!(matches!(trust(&desk), ChainTrust::Refused(_)));
}

#[test]
fn an_accepted_certificate_is_forgotten_with_the_program() {
    let server = TlsServer::start(Offer::new(self_signed("localhost")));
    let mut desk = getting(&format!("https://localhost:{}/", server.port), Room::default());
    desk.send();
    desk.click("Accept this certificate for localhost until Countersign quits");
    desk.settle();
    let desk = desk.restart();
    assert!(desk.app().network().accepted.is_empty());
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
    let mut desk = getting(&format!("http://127.0.0.1:{}/", server.port()), Room::default());
    desk.click("Send");
    desk.until("the half is on screen", |desk| {
        desk.sees("200 OK") && desk.sees("the first half")
    });
    assert!(desk.tab().sending.is_some());
    desk.frame();
    desk.click("Response headers");
    desk.until("the headers are on screen", |desk| desk.sees("x-mark"));
    desk.click("Response body");
    desk.until("the body is on screen", |desk| desk.sees("the first half"));
    desk.send_by(|desk| desk.click("Cancel"));
    server.next();
    assert!(matches!(desk.sent().exchange.outcome, Outcome::Cancelled { .. }));
    for words in ["200 OK", "Cancelled", "the first half"] {
        desk.assert_sees(words);
    }
    desk.click("Response headers");
    desk.settle();
    desk.assert_sees("x-mark");
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
    let mut desk = getting(&format!("http://127.0.0.1:{}/", server.port()), Room::default());
    desk.click("Send");
    desk.until("the last event so far", |desk| desk.sees("event 1000 "));
    for last in ["event 2000 ", "event 3000 "] {
        more.send(()).unwrap();
        desk.until(last, |desk| desk.sees(last));
    }
    // Who has gone up stays there, and nothing of the beginning is lost.
    let rows = desk.harness.get_by_label("Body text").rect();
    desk.click_at(rows.center());
    desk.press(Modifiers::NONE, Key::Home);
    desk.until("the first event", |desk| desk.sees("event 1 "));
    let rows_before = desk.tab().viewer.document().lines().rows();
    more.send(()).unwrap();
    desk.until("more rows", |desk| {
        desk.tab().viewer.document().lines().rows() > rows_before
    });
    desk.assert_sees("event 1 ");
    desk.press(Modifiers::NONE, Key::End);
    desk.until("the last event", |desk| desk.sees("event 4000 "));
    desk.press(Modifiers::NONE, Key::Escape);
    desk.until("it is cancelled", |desk| desk.tab().sending.is_none());
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
    let room = Room::with_dialogs(Arc::new(Picks(path.clone())));
    let mut desk = getting(&format!("http://127.0.0.1:{}/", server.port()), room);
    desk.send();
    desk.run(Command::SaveResponseBody);
    desk.settle();
    desk.click("Browse for the file to save to");
    desk.until("the picked path is in its field", |desk| {
        desk.field("Path to save to").value().as_deref() == path.to_str()
    });
    desk.click("Save");
    desk.until("it is saved", |desk| desk.sees("Saved "));
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\n  \"a\": [\n    1\n  ]\n}");
    desk.settle();
    desk.assert_sees_not("Path of the file");

    desk.run(Command::SaveResponseBody);
    desk.settle();
    desk.fill_by_paste("Path to save to", path.to_str().unwrap());
    desk.click("Save: As received");
    desk.settle();
    desk.click("Save");
    desk.until("the page is closed", |desk| {
        desk.find_field("Path to save to").is_none()
    });
    assert_eq!(fs::read(&path).unwrap(), b"{\"a\":[1]}");

    desk.tab_mut().response.layout = BodyLayout::Raw;
    desk.run(Command::SaveResponseBody);
    desk.settle();
    desk.fill_by_paste("Path to save to", path.to_str().unwrap());
    desk.click("Save");
    desk.until("the page is closed", |desk| {
        desk.find_field("Path to save to").is_none()
    });
    assert_eq!(fs::read(&path).unwrap(), b"{\"a\":[1]}");
}

#[test]
fn a_place_that_can_not_be_written_to_is_named_and_the_page_stays() {
    let mut desk = Desk::first_start();
    desk.run(Command::SaveResponseBody);
    desk.settle();
    desk.assert_sees("Nothing to save yet");
    desk.send();
    desk.run(Command::SaveResponseBody);
    desk.settle();
    let nowhere = desk.room.data_dir().join("no folder").join("x.json");
    desk.fill_by_paste("Path to save to", nowhere.to_str().unwrap());
    desk.click("Save");
    desk.until("the page says so", |desk| desk.sees("was not written"));
    assert!(desk.find_field("Path to save to").is_some());
}
