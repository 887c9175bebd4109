//! Send is Cancel while a send is under way, in every phase of it.

use countersign::demo::{DemoServer, Phase};
use countersign::model::{Outcome, Stage};
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};

use super::desk::Desk;
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
fn sent_to(url: &str, stage: Stage, held: impl FnOnce()) -> Desk {
    let mut desk = Desk::first_start();
    desk.fill("URL", url);
    desk.click("Send");
    held();
    desk.until("the send stands in the stage", |desk| {
        desk.tab().sending.as_ref().unwrap().progress.stage() == stage
    });
    desk
}

fn cancel(desk: &mut Desk, by: By, stage: Stage) {
    assert!(!desk.has_button("Send"), "the button says Cancel");
    desk.send_by(|desk| match by {
        By::Button => desk.click("Cancel"),
        By::Escape => desk.press(Modifiers::NONE, Key::Escape),
    });
    assert!(matches!(&desk.sent().exchange.outcome, Outcome::Cancelled { stage: at, .. } if *at == stage));
    desk.assert_sees("Cancelled");
    desk.assert_sees(&format!("The connection was closed while {}", stage.doing()));
    assert!(desk.has_button("Send"), "the button says Send again");
    assert!(!desk.has_button("Cancel"));
}

/// Cancels both ways while `server` holds the send in `stage`, and the server sees the socket close.
fn cancelled_both_ways(server: &Server<Seen>, url: &str, stage: Stage) {
    for by in WAYS {
        let mut desk = sent_to(url, stage, || assert_eq!(server.next(), Seen::Held));
        cancel(&mut desk, by, stage);
        assert_eq!(server.next(), Seen::Closed);
    }
}

#[test]
fn while_the_tls_handshake_is_held() {
    let server = holding(b"", b"");
    let url = format!("https://localhost:{}/", server.port());
    let mut desk = Desk::first_start();
    desk.fill("URL", &url);
    desk.fill("Region", "us-east-1");
    desk.fill("Service", "execute-api");
    for by in WAYS {
        desk.click("Send");
        assert_eq!(server.next(), Seen::Held);
        desk.until("the connection is being made", |desk| {
            desk.tab().sending.as_ref().unwrap().progress.stage() == Stage::Connecting
        });
        desk.assert_sees("Connecting");
        cancel(&mut desk, by, Stage::Connecting);
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
        let mut desk = sent_to(&url, Stage::Receiving, || assert_eq!(server.next(), Seen::Held));
        desk.until("the half is here", |desk| {
            desk.tab().sending.as_ref().unwrap().progress.body_bytes() == 4
        });
        desk.frame();
        desk.assert_sees("Receiving the body, 4 B");
        cancel(&mut desk, by, Stage::Receiving);
        assert_eq!(server.next(), Seen::Closed);
        desk.assert_sees("half");
    }
}

/// A second embedded server, held at `phase`.
fn held_demo(desk: &Desk, phase: Phase) -> DemoServer {
    let now = desk.room.now.clone();
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
        let mut desk = Desk::first_start();
        let server = held_demo(&desk, phase);
        desk.fill("URL", &format!("{}/dev/pets", server.address()));
        for by in WAYS {
            desk.click("Send");
            assert!(server.wait_until_held(phase, PATIENCE));
            desk.until("the send stands in the stage", |desk| {
                desk.tab().sending.as_ref().unwrap().progress.stage() == stage
            });
            cancel(&mut desk, by, stage);
        }
        server.release(phase);
        desk.send();
        assert_eq!(desk.status(), 200);
    }
}

#[test]
fn closing_the_tab_cancels_its_send_and_another_tab_is_not_cancelled_by_escape() {
    let server = holding(b"\r\n\r\n", b"");
    let mut desk = sent_to(&execute_api(server.port(), "/dev/pets"), Stage::Waiting, || {
        assert_eq!(server.next(), Seen::Held);
    });
    desk.click("Tab Wrong secret");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.send();
    assert_eq!(desk.status(), 403, "another tab stays usable");
    let first = &desk.app().tabs()[0];
    assert!(first.sending.is_some(), "Escape is for the tab in front");
    desk.click("Close List pets");
    assert_eq!(server.next(), Seen::Closed);
    assert_eq!(desk.app().tabs().len(), 1);
}

#[test]
fn escape_with_the_palette_open_closes_the_palette_and_not_the_connection() {
    let server = holding(b"\r\n\r\n", b"");
    let mut desk = sent_to(&execute_api(server.port(), "/dev/pets"), Stage::Waiting, || {
        assert_eq!(server.next(), Seen::Held);
    });
    desk.ctrl(Key::K);
    desk.frame();
    assert!(desk.find_field("Search commands").is_some());
    desk.press(Modifiers::NONE, Key::Escape);
    desk.frame();
    assert!(desk.find_field("Search commands").is_none());
    assert!(desk.tab().sending.is_some());
    cancel(&mut desk, By::Escape, Stage::Waiting);
    assert_eq!(server.next(), Seen::Closed);
}

#[test]
fn a_second_send_of_the_same_tab_is_not_queued_meanwhile() {
    let server = holding(b"\r\n\r\n", b"");
    let mut desk = sent_to(&execute_api(server.port(), "/dev/pets"), Stage::Waiting, || {
        assert_eq!(server.next(), Seen::Held);
    });
    desk.ctrl(Key::Enter);
    desk.ctrl(Key::Enter);
    cancel(&mut desk, By::Button, Stage::Waiting);
    assert_eq!(server.next(), Seen::Closed);
    assert_eq!(server.accepted(), 1);
}

#[test]
fn escape_with_a_menu_open_closes_the_menu_and_not_the_connection() {
    let server = holding(b"\r\n\r\n", b"");
    let mut desk = sent_to(&execute_api(server.port(), "/dev/pets"), Stage::Waiting, || {
        assert_eq!(server.next(), Seen::Held);
    });
    desk.click("Method GET");
    desk.frame();
    assert!(desk.find_field("Other method").is_some());
    desk.press(Modifiers::NONE, Key::Escape);
    desk.frame();
    assert!(desk.find_field("Other method").is_none(), "the menu is closed");
    assert!(desk.tab().sending.is_some(), "the send goes on");
    cancel(&mut desk, By::Escape, Stage::Waiting);
    assert_eq!(server.next(), Seen::Closed);
}

#[test]
fn escape_with_a_list_of_completions_open_closes_the_list_and_not_the_connection() {
    let server = holding(b"\r\n\r\n", b"");
    let mut desk = sent_to(&execute_api(server.port(), "/dev/pets"), Stage::Waiting, || {
        assert_eq!(server.next(), Seen::Held);
    });
    desk.run(Command::ShowHeaders);
    desk.click("Add header");
    desk.frame();
    desk.frame();
    desk.type_text("acc");
    desk.frame();
    let offers = |desk: &Desk| {
        desk.controls()
            .iter()
            .any(|name| name.contains("accept-language"))
    };
    assert!(offers(&desk), "{:?}", desk.controls());
    desk.press(Modifiers::NONE, Key::Escape);
    desk.frame();
    assert!(!offers(&desk), "the list is closed");
    assert!(desk.tab().sending.is_some(), "the send goes on");
    cancel(&mut desk, By::Escape, Stage::Waiting);
    assert_eq!(server.next(), Seen::Closed);
}
