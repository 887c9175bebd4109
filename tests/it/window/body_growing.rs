//! Bodies that are shown while they come.

use std::fmt::Write as _;

use countersign::model::AuthKind;
use countersign::text::View;
use countersign::ui::command::Command;
use eframe::egui::{Event, Key, Modifiers, Pos2};
use egui_kittest::kittest::Queryable as _;

use super::body_viewer::{button, lines};
use super::desk::Desk;
use crate::support::server::Server;

/// A server that sends lines, and more each time it is told.
fn growing(more: std::sync::mpsc::Receiver<usize>, total: usize) -> Server<()> {
    let more = std::sync::Mutex::new(more);
    Server::start(move |mut connection, _| {
        connection.request();
        let all = lines(total);
        let length = all.len();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: {length}\r\n\r\n");
        connection.write(head.as_bytes());
        let mut at = 0;
        while let Ok(to) = more.lock().unwrap().recv() {
            let to = lines(to).len();
            connection.write(&all[at..to]);
            at = to;
        }
        connection.until_closed();
    })
}

#[test]
fn a_body_grows_in_place_and_stays_where_it_is_read() {
    let (more, told) = std::sync::mpsc::channel();
    let server = growing(told, 300_000);
    let mut desk = Desk::first_start();
    desk.tab_mut().request.http.auth.kind = AuthKind::None;
    desk.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    desk.click("Send");
    more.send(100_000).unwrap();
    desk.until("all that came is counted", |desk| {
        desk.tab().viewer.document().lines().lines() >= 100_000
    });
    assert!(desk.tab().sending.is_some());
    // A known end: the beginning stays in sight.
    desk.until("rows are read", |desk| desk.sees("line 1"));
    assert_eq!(desk.tab().viewer.top(), 0);
    desk.run(Command::GoToLine);
    desk.settle();
    desk.fill("Go to line", "77,777");
    desk.press(Modifiers::NONE, Key::Enter);
    desk.until("the line is in sight", |desk| desk.sees("line 77777"));
    let top = desk.tab().viewer.top();
    more.send(200_000).unwrap();
    desk.until("more is counted", |desk| {
        desk.tab().viewer.document().lines().lines() >= 200_000
    });
    desk.frame();
    assert_eq!(desk.tab().viewer.top(), top);
    desk.assert_sees("line 77777");
    // Who goes to the end stays there.
    let at = desk.harness.get_by_label("Body text").rect().center();
    clicks_now(&mut desk, at);
    desk.press(Modifiers::NONE, Key::End);
    desk.until("the end is in sight", |desk| desk.sees("line 200000"));
    more.send(300_000).unwrap();
    desk.until("the new end is in sight", |desk| desk.sees("line 300000"));
    drop(more);
    desk.until("the send ends", |desk| desk.tab().sending.is_none());
    desk.until("the end stays in sight", |desk| desk.sees("line 300000"));
}

/// A click while something is under way, so that the window need not come to rest.
fn clicks_now(desk: &mut Desk, at: Pos2) {
    desk.event(Event::PointerMoved(at));
    desk.event(button(at, true, Modifiers::NONE));
    desk.event(button(at, false, Modifiers::NONE));
}

/// A server that sends a reply of known length piece by piece, as it is told how far.
fn in_pieces(head: &'static str, body: Vec<u8>, told: std::sync::mpsc::Receiver<usize>) -> Server<()> {
    let told = std::sync::Mutex::new(told);
    Server::start(move |mut connection, _| {
        connection.request();
        let length = body.len();
        connection.write(format!("HTTP/1.1 200 OK\r\n{head}content-length: {length}\r\n\r\n").as_bytes());
        let mut at = 0;
        while let Ok(to) = told.lock().unwrap().recv() {
            connection.write(&body[at..to]);
            at = to;
        }
        connection.until_closed();
    })
}

#[test]
fn an_indented_body_grows_in_place_and_its_tree_waits_for_the_end() {
    let mut body = "{\"items\":[".to_owned();
    for number in 0..40_000 {
        write!(body, "{{\"id\":{number},\"name\":\"name {number}\"}},").unwrap();
    }
    body.push_str("0]}");
    let end = body.len();
    let (more, told) = std::sync::mpsc::channel();
    let server = in_pieces("content-type: application/json\r\n", body.into_bytes(), told);
    let mut desk = Desk::first_start();
    desk.tab_mut().request.http.auth.kind = AuthKind::None;
    desk.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    desk.click("Send");
    more.send(400_000).unwrap();
    let lines = |desk: &Desk| {
        let document = desk.tab().viewer.document();
        if document.has_pretty() {
            document.view(View::Pretty).lines()
        } else {
            0
        }
    };
    // 64 kB are some 7,000 lines.
    desk.until("what came is indented", |desk| lines(desk) > 30_000);
    assert!(desk.tab().sending.is_some());
    desk.until("rows are drawn", |desk| desk.sees("      \"id\": 0,"));
    desk.run(Command::GoToLine);
    desk.settle();
    desk.fill("Go to line", "20,003");
    desk.press(Modifiers::NONE, Key::Enter);
    desk.until("the line is in sight", |desk| desk.sees("      \"id\": 5000,"));
    let (top, before) = (desk.tab().viewer.top(), lines(&desk));
    more.send(end - 10).unwrap();
    desk.until("more is indented", |desk| lines(desk) > before * 2);
    desk.frame();
    assert_eq!(desk.tab().viewer.top(), top);
    desk.assert_sees("      \"id\": 5000,");
    desk.click("Body: Tree");
    desk.frame();
    desk.assert_sees("The tree is made when all of the body is here");
    desk.click("Body: Pretty");
    more.send(end).unwrap();
    drop(more);
    desk.until("the send ends", |desk| desk.tab().sending.is_none());
    // Never as it came in between.
    desk.assert_sees("      \"id\": 5000,");
    desk.until("all of it is indented", |desk| lines(desk) == 160_005);
}
