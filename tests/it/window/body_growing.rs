//! Bodies that are shown while they come.

use std::fmt::Write as _;

use countersign::model::AuthKind;
use countersign::text::View;
use countersign::ui::command::Command;
use eframe::egui::{Event, Key, Modifiers, Pos2};
use egui_kittest::kittest::Queryable as _;

use super::body_viewer::{button, lines};
use super::test_window::TestWindow;
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
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    window.click("Send");
    more.send(100_000).unwrap();
    window.until("all that came is counted", |window| {
        window.tab().reply.viewer.document().lines().lines() >= 100_000
    });
    assert!(window.tab().last.sending.is_some());
    // A known end: the beginning stays in sight.
    window.until("rows are read", |window| window.sees("line 1"));
    assert_eq!(window.tab().reply.viewer.top(), 0);
    window.run(Command::GoToLine);
    window.settle();
    window.fill("Go to line", "77,777");
    window.press(Modifiers::NONE, Key::Enter);
    window.until("the line is in sight", |window| window.sees("line 77777"));
    let top = window.tab().reply.viewer.top();
    more.send(200_000).unwrap();
    window.until("more is counted", |window| {
        window.tab().reply.viewer.document().lines().lines() >= 200_000
    });
    window.frame();
    assert_eq!(window.tab().reply.viewer.top(), top);
    window.assert_sees("line 77777");
    // Who goes to the end stays there.
    let at = window.harness.get_by_label("Body text").rect().center();
    clicks_now(&mut window, at);
    window.press(Modifiers::NONE, Key::End);
    window.until("the end is in sight", |window| window.sees("line 200000"));
    more.send(300_000).unwrap();
    window.until("the new end is in sight", |window| window.sees("line 300000"));
    drop(more);
    window.until("the send ends", |window| window.tab().last.sending.is_none());
    window.until("the end stays in sight", |window| window.sees("line 300000"));
}

/// A click while something is under way, so that the window need not come to rest.
fn clicks_now(window: &mut TestWindow, at: Pos2) {
    window.event(Event::PointerMoved(at));
    window.event(button(at, true, Modifiers::NONE));
    window.event(button(at, false, Modifiers::NONE));
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
    let mut window = TestWindow::first_start();
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.fill("URL", &format!("http://127.0.0.1:{}/", server.port()));
    window.click("Send");
    more.send(400_000).unwrap();
    let lines = |window: &TestWindow| {
        let document = window.tab().reply.viewer.document();
        if document.has_pretty() {
            document.view(View::Pretty).lines()
        } else {
            0
        }
    };
    // 64 kB are some 7,000 lines.
    window.until("what came is indented", |window| lines(window) > 30_000);
    assert!(window.tab().last.sending.is_some());
    window.until("rows are drawn", |window| window.sees("      \"id\": 0,"));
    window.run(Command::GoToLine);
    window.settle();
    window.fill("Go to line", "20,003");
    window.press(Modifiers::NONE, Key::Enter);
    window.until("the line is in sight", |window| {
        window.sees("      \"id\": 5000,")
    });
    let (top, before) = (window.tab().reply.viewer.top(), lines(&window));
    more.send(end - 10).unwrap();
    window.until("more is indented", |window| lines(window) > before * 2);
    window.frame();
    assert_eq!(window.tab().reply.viewer.top(), top);
    window.assert_sees("      \"id\": 5000,");
    window.click("Body: Tree");
    window.frame();
    window.assert_sees("The tree is made when all of the body is here");
    window.click("Body: Pretty");
    more.send(end).unwrap();
    drop(more);
    window.until("the send ends", |window| window.tab().last.sending.is_none());
    // Never as it came in between.
    window.assert_sees("      \"id\": 5000,");
    window.until("all of it is indented", |window| lines(window) == 160_005);
}
