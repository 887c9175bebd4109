//! Send is Cancel while a send is under way, in every phase of it.

use countersign::demo::{DemoServer, Phase};
use countersign::model::{Outcome, Stage};
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};

use super::test_window::TestWindow;
use crate::support::order::execute_api;
use crate::support::server::{PATIENCE, Server};

/// How a person cancels.
#[derive(Clone, Copy, Debug)]
enum By {
    Button,
    Escape,
}

const WAYS: [By; 2] = [By::Button, By::Escape];

/// What a holding server tells.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Held,
    Closed,
}

/// A server that reads until it has `wait_for`, writes `reply`, and then waits for the client to close.
fn holding(wait_for: &'static [u8], reply: &'static [u8]) -> Server<Seen> {
    Server::start(move |mut connection, seen| {
        connection.wait_for(wait_for);
        connection.write(reply);
        seen.send(Seen::Held).unwrap();
        connection.until_closed();
        seen.send(Seen::Closed).unwrap();
    })
}

/// Sends the sample to this URL and waits until the send stands in `stage`.
fn sent_to(url: &str, stage: Stage, held: impl FnOnce()) -> TestWindow {
    let mut window = TestWindow::first_start();
    window.fill("URL", url);
    window.click("Send");
    held();
    window.until("the send stands in the stage", |window| {
        window.tab().last.sending.as_ref().unwrap().progress.stage() == stage
    });
    window
}

fn cancel(window: &mut TestWindow, by: By, stage: Stage) {
    assert!(!window.has_button("Send"), "the button says Cancel");
    window.send_by(|window| match by {
        By::Button => window.click("Cancel"),
        By::Escape => window.press(Modifiers::NONE, Key::Escape),
    });
    assert!(matches!(&window.sent().exchange.outcome, Outcome::Cancelled { stage: at, .. } if *at == stage));
    window.assert_sees("Cancelled");
    window.assert_sees(&format!("The connection was closed while {}", stage.doing()));
    assert!(window.has_button("Send"), "the button says Send again");
    assert!(!window.has_button("Cancel"));
}

/// Cancels both ways while `server` holds the send in `stage`, and the server sees the socket close.
fn cancelled_both_ways(server: &Server<Seen>, url: &str, stage: Stage) {
    for by in WAYS {
        let mut window = sent_to(url, stage, || assert_eq!(server.next(), Seen::Held));
        cancel(&mut window, by, stage);
        assert_eq!(server.next(), Seen::Closed);
    }
}

#[test]
fn while_the_tls_handshake_is_held() {
    let server = holding(b"", b"");
    let url = format!("https://localhost:{}/", server.port());
    let mut window = TestWindow::first_start();
    window.fill("URL", &url);
    window.fill("Region", "us-east-1");
    window.fill("Service", "execute-api");
    for by in WAYS {
        window.click("Send");
        assert_eq!(server.next(), Seen::Held);
        window.until("the connection is being made", |window| {
            window.tab().last.sending.as_ref().unwrap().progress.stage() == Stage::Connecting
        });
        window.assert_sees("Connecting");
        cancel(&mut window, by, Stage::Connecting);
        assert_eq!(server.next(), Seen::Closed);
    }
}

#[test]
fn while_no_reply_comes() {
    let server = holding(b"\r\n\r\n", b"");
    cancelled_both_ways(&server, &execute_api(server.port(), "/dev/pets"), Stage::Waiting);
}

#[test]
fn while_the_body_is_held_half_way_and_what_came_is_shown() {
    let server = holding(b"\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
    let url = execute_api(server.port(), "/dev/pets");
    for by in WAYS {
        let mut window = sent_to(&url, Stage::Receiving, || assert_eq!(server.next(), Seen::Held));
        window.until("the half is here", |window| {
            window.tab().last.sending.as_ref().unwrap().progress.body_bytes() == 4
        });
        window.frame();
        window.assert_sees("Receiving the body, 4 B");
        cancel(&mut window, by, Stage::Receiving);
        assert_eq!(server.next(), Seen::Closed);
        window.assert_sees("half");
    }
}

/// A second embedded server, held at `phase`.
fn held_demo(window: &TestWindow, phase: Phase) -> DemoServer {
    let now = window.machine.now.clone();
    let server = DemoServer::builder(move || *now.lock().unwrap())
        .spawn(0)
        .unwrap();
    server.hold(phase);
    server
}

#[test]
fn while_the_embedded_server_is_held_and_it_answers_again_afterwards() {
    for (phase, stage) in [
        (Phase::BeforeReply, Stage::Waiting),
        (Phase::MidBody, Stage::Receiving),
    ] {
        let mut window = TestWindow::first_start();
        let server = held_demo(&window, phase);
        window.fill("URL", &format!("{}/dev/pets", server.address()));
        for by in WAYS {
            window.click("Send");
            assert!(server.wait_until_held(phase, PATIENCE));
            window.until("the send stands in the stage", |window| {
                window.tab().last.sending.as_ref().unwrap().progress.stage() == stage
            });
            cancel(&mut window, by, stage);
        }
        server.release(phase);
        window.send();
        assert_eq!(window.status(), 200);
    }
}

#[test]
fn closing_the_tab_cancels_its_send_and_another_tab_is_not_cancelled_by_escape() {
    let server = holding(b"\r\n\r\n", b"");
    let mut window = sent_to(&execute_api(server.port(), "/dev/pets"), Stage::Waiting, || {
        assert_eq!(server.next(), Seen::Held);
    });
    window.click("Tab Wrong secret");
    window.press(Modifiers::NONE, Key::Escape);
    window.send();
    assert_eq!(window.status(), 403, "another tab stays usable");
    let first = &window.app().tabs()[0];
    assert!(first.last.sending.is_some(), "Escape is for the tab in front");
    window.click("Close List pets");
    assert_eq!(server.next(), Seen::Closed);
    assert_eq!(window.app().tabs().len(), 1);
}

#[test]
fn escape_with_the_palette_open_closes_the_palette_and_not_the_connection() {
    let server = holding(b"\r\n\r\n", b"");
    let mut window = sent_to(&execute_api(server.port(), "/dev/pets"), Stage::Waiting, || {
        assert_eq!(server.next(), Seen::Held);
    });
    window.ctrl(Key::K);
    window.frame();
    assert!(window.find_field("Search commands").is_some());
    window.press(Modifiers::NONE, Key::Escape);
    window.frame();
    assert!(window.find_field("Search commands").is_none());
    assert!(window.tab().last.sending.is_some());
    cancel(&mut window, By::Escape, Stage::Waiting);
    assert_eq!(server.next(), Seen::Closed);
}

#[test]
fn a_second_send_of_the_same_tab_is_not_queued_meanwhile() {
    let server = holding(b"\r\n\r\n", b"");
    let mut window = sent_to(&execute_api(server.port(), "/dev/pets"), Stage::Waiting, || {
        assert_eq!(server.next(), Seen::Held);
    });
    window.ctrl(Key::Enter);
    window.ctrl(Key::Enter);
    cancel(&mut window, By::Button, Stage::Waiting);
    assert_eq!(server.next(), Seen::Closed);
    assert_eq!(server.accepted(), 1);
}

#[test]
fn escape_with_a_menu_open_closes_the_menu_and_not_the_connection() {
    let server = holding(b"\r\n\r\n", b"");
    let mut window = sent_to(&execute_api(server.port(), "/dev/pets"), Stage::Waiting, || {
        assert_eq!(server.next(), Seen::Held);
    });
    window.click("Method GET");
    window.frame();
    assert!(window.find_field("Other method").is_some());
    window.press(Modifiers::NONE, Key::Escape);
    window.frame();
    assert!(window.find_field("Other method").is_none(), "the menu is closed");
    assert!(window.tab().last.sending.is_some(), "the send goes on");
    cancel(&mut window, By::Escape, Stage::Waiting);
    assert_eq!(server.next(), Seen::Closed);
}

#[test]
fn escape_with_a_list_of_completions_open_closes_the_list_and_not_the_connection() {
    let server = holding(b"\r\n\r\n", b"");
    let mut window = sent_to(&execute_api(server.port(), "/dev/pets"), Stage::Waiting, || {
        assert_eq!(server.next(), Seen::Held);
    });
    window.run(Command::ShowHeaders);
    window.click("Add header");
    window.frame();
    window.frame();
    window.type_text("acc");
    window.frame();
    let offers = |window: &TestWindow| {
        window
            .controls()
            .iter()
            .any(|name| name.contains("accept-language"))
    };
    assert!(offers(&window), "{:?}", window.controls());
    window.press(Modifiers::NONE, Key::Escape);
    window.frame();
    assert!(!offers(&window), "the list is closed");
    assert!(window.tab().last.sending.is_some(), "the send goes on");
    cancel(&mut window, By::Escape, Stage::Waiting);
    assert_eq!(server.next(), Seen::Closed);
}
