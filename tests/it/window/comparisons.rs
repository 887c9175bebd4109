//! Two replies against each other, as a person compares them.

use std::sync::Mutex;

use countersign::model::AuthKind;
use countersign::ui::command::Command;
use countersign::ui::reply::response_view::ResponsePage;
use eframe::egui::{Event, Key, Modifiers};

use super::test_window::{TestMachine, TestWindow};
use crate::support::server::Server;

/// A server that gives these replies (status line, more header lines, body) one after the other.
fn replies(replies: Vec<(&'static str, &'static str, Vec<u8>)>) -> Server<()> {
    let replies = Mutex::new(replies.into_iter());
    Server::start(move |mut connection, _| {
        while connection.request().is_some() {
            let (status, headers, body) = replies.lock().unwrap().next().unwrap();
            let head = format!(
                "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n",
                body.len()
            );
            connection.write(head.as_bytes());
            connection.write(&body);
        }
    })
}

const JSON: &str = "content-type: application/json\r\n";

fn getting(server: &Server<()>, machine: TestMachine) -> TestWindow {
    let mut window = TestWindow::start(machine);
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.fill("URL", &format!("http://127.0.0.1:{}/pets", server.port()));
    window
}

/// Sends twice and compares.
fn compared(
    first: (&'static str, &'static str, Vec<u8>),
    second: (&'static str, &'static str, Vec<u8>),
) -> TestWindow {
    let server = replies(vec![first, second]);
    let mut window = getting(
        &server,
        TestMachine::with_size(eframe::egui::vec2(1280.0, 1000.0)),
    );
    window.send();
    window.send();
    window.run(Command::CompareWithPrevious);
    window.until("they are compared", |window| !window.sees("Comparing the bodies"));
    window.settle();
    window
}

#[test]
fn status_headers_and_body_stand_against_each_other() {
    let mut window = compared(
        (
            "200 OK",
            "content-type: application/json\r\ndate: Fri, 20 Nov 2026 12:00:00 GMT\r\nx-old: 1\r\n",
            br#"{"pets":[{"id":1,"name":"Rex"},{"id":2,"name":"Ada"}],"next":null}"#.to_vec(),
        ),
        (
            "404 Not Found",
            "content-type: application/json\r\ndate: Fri, 20 Nov 2026 12:00:09 GMT\r\n",
            b"{ \"pets\": [{\"id\":1,\"name\":\"Max\"},\n{\"id\":2,\"name\":\"Ada\"}],\"next\":null }"
                .to_vec(),
        ),
    );
    // The length differs too; the date does every time and is no change.
    window.assert_sees("4 changes");
    for words in [
        "200 OK",
        "404 Not Found",
        "x-old: 1",
        "differs every time",
        "\"Rex\"",
        "\"Max\"",
    ] {
        window.assert_sees(words);
    }
    let told = window.everything_told();
    assert!(told.contains("Removed:       \"name\": \"Rex\""), "{told}");
    assert!(told.contains("Added:       \"name\": \"Max\""), "{told}");
    // By signs and not by colour alone.
    let signs = window.texts();
    assert!(signs.iter().any(|text| text == "−") && signs.iter().any(|text| text == "+"));

    window.press(Modifiers::NONE, Key::F7);
    assert_eq!(
        window.tab().reply.compare.as_ref().unwrap().position(),
        (Some(1), 4)
    );
    window.press(Modifiers::SHIFT, Key::F7);
    assert_eq!(
        window.tab().reply.compare.as_ref().unwrap().position(),
        (Some(4), 4)
    );

    window.click("Compare: Raw");
    window.until("they are compared raw", |window| window.sees("{ \"pets\""));
    window.click("Response body");
    window.settle();
    window.assert_sees("\"Max\"");
    assert!(window.tab().reply.compare.is_none());
}

#[test]
fn the_words_that_changed_are_marked_within_the_line() {
    let window = compared(
        ("200 OK", JSON, br#"{"arn":"arn:aws:iam::1:role/alpha"}"#.to_vec()),
        ("200 OK", JSON, br#"{"arn":"arn:aws:iam::1:role/beta"}"#.to_vec()),
    );
    let marked: Vec<String> = window
        .drawn()
        .iter()
        .flat_map(|drawn| {
            let job = drawn.galley.job.clone();
            let sections = job.sections.clone();
            sections
                .into_iter()
                .filter(|section| section.format.underline.width > 0.0)
                .map(move |section| {
                    let range = section.byte_range.start.0..section.byte_range.end.0;
                    job.text.get(range).unwrap().to_owned()
                })
        })
        .collect();
    assert!(
        marked.iter().any(|text| text == "alpha") && marked.iter().any(|text| text == "beta"),
        "{marked:?}"
    );
}

#[test]
fn equal_stretches_are_folded_and_open_on_a_click() {
    let body = |changed: &str| -> Vec<u8> {
        (0..200)
            .map(|line| {
                if line == 150 {
                    format!("{changed}\n")
                } else {
                    format!("line {line}\n")
                }
            })
            .collect::<String>()
            .into_bytes()
    };
    let plain = "content-type: text/plain\r\n";
    let mut window = compared(
        ("200 OK", plain, body("old one")),
        ("200 OK", plain, body("new one")),
    );
    window.assert_sees("1 change");
    window.assert_sees("… 147 equal lines");
    window.assert_sees("line 148");
    window.assert_sees_not("line 100");
    window.click("Show 147 equal lines");
    window.settle();
    window.assert_sees("line 5");
    window.press(Modifiers::NONE, Key::F7);
    window.settle();
    window.assert_sees("new one");
}

#[test]
fn equal_replies_say_so_and_formatting_is_no_difference() {
    let same = || ("200 OK", JSON, br#"{"a":[1,2]}"#.to_vec());
    let window = compared(same(), same());
    window.assert_sees("The responses are the same");
    window.assert_sees("byte for byte");
    let window = compared(
        ("200 OK", JSON, br#"{"a":[1,2]} "#.to_vec()),
        ("200 OK", JSON, br#"{ "a":[1,2]}"#.to_vec()),
    );
    window.assert_sees("The responses are the same, formatted in another way");
}

#[test]
fn bytes_that_are_no_text_are_compared_by_bytes() {
    let octets = "content-type: application/octet-stream\r\n";
    let window = compared(
        ("200 OK", octets, vec![0, 1, 2, 3, 4]),
        ("200 OK", octets, vec![0, 1, 2, 9, 4]),
    );
    window.assert_sees("which differ from byte 3 on");
}

#[test]
fn a_pinned_reply_is_compared_across_tabs_and_an_open_comparison_follows_the_next_send() {
    let plain = "content-type: text/plain\r\n";
    let answers = ["one", "two", "three"];
    let server = replies(
        answers
            .iter()
            .map(|body| ("200 OK", plain, body.as_bytes().to_vec()))
            .collect(),
    );
    let mut window = getting(&server, TestMachine::default());
    window.run(Command::CompareWithPinned);
    window.settle();
    assert_eq!(
        window.app().messages().last(),
        Some(&"No response to compare yet: send the request first")
    );
    window.send();
    window.run(Command::PinResponse);
    window.run(Command::DuplicateTab);
    window.send();
    window.run(Command::CompareWithPinned);
    window.until("they are compared", |window| window.sees("1 change"));
    window.settle();
    window.assert_sees("one");
    window.assert_sees("two");
    window.assert_sees("pinned from");
    window.send();
    window.until("the new one is compared", |window| window.sees("three"));
    assert_eq!(window.tab().reply.response.page, ResponsePage::Compare);
    window.assert_sees_not("two");
}

/// Where a row with this text is.
fn row(window: &TestWindow, text: &str) -> eframe::egui::Pos2 {
    let found = window.drawn().into_iter().find(|drawn| drawn.text.trim() == text);
    found
        .unwrap_or_else(|| panic!("{text} in {:#?}", window.texts()))
        .seen
        .center()
}

#[test]
fn rows_are_chosen_with_the_pointer_and_copied_as_rows_or_as_a_side() {
    let mut window = compared(
        (
            "200 OK",
            "content-type: application/json\r\nx-old: 1\r\n",
            br#"{"a":1,"b":"x","c":3}"#.to_vec(),
        ),
        (
            "200 OK",
            "content-type: application/json\r\nx-new: 2\r\n",
            br#"{"a":1,"b":"y","c":3}"#.to_vec(),
        ),
    );
    let rows = "   \"a\": 1,\n-  \"b\": \"x\",\n+  \"b\": \"y\",\n   \"c\": 3\n";
    let from = row(&window, "\"a\": 1,");
    let to = row(&window, "\"c\": 3");
    window.drag(from, to - from);
    window.event(Event::Copy);
    window.settle();
    assert_eq!(window.copied.last().map(String::as_str), Some(rows));
    for (entry, copied) in [
        ("Copy the chosen rows", rows),
        (
            "Copy what the first has there",
            "  \"a\": 1,\n  \"b\": \"x\",\n  \"c\": 3\n",
        ),
        (
            "Copy what this one has there",
            "  \"a\": 1,\n  \"b\": \"y\",\n  \"c\": 3\n",
        ),
    ] {
        window.click("Copy rows or a side");
        window.settle();
        window.click(entry);
        window.settle();
        assert_eq!(window.copied.last().map(String::as_str), Some(copied), "{entry}");
    }
    // Escape gives everything back.
    let place = row(&window, "\"a\": 1,");
    window.click_at(place);
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    for (entry, words) in [
        (
            "Copy the first response",
            ["200 OK\n", "x-old: 1\n", "\"b\": \"x\""],
        ),
        ("Copy this response", ["200 OK\n", "x-new: 2\n", "\"b\": \"y\""]),
    ] {
        window.click("Copy rows or a side");
        window.settle();
        window.click(entry);
        window.settle();
        let copied = window.copied.last().unwrap().clone();
        for word in words {
            assert!(copied.contains(word), "{entry}: {word} in {copied}");
        }
        assert!(
            copied.contains("content-type: application/json\n"),
            "equal headers too: {copied}"
        );
        assert!(
            !copied.contains("equal header") && !copied.contains("Headers"),
            "{copied}"
        );
        let other = if entry.contains("first") { "x-new" } else { "x-old" };
        assert!(!copied.contains(other), "{copied}");
    }
    window.click("Copy rows or a side");
    window.settle();
    window.click("Copy all rows");
    window.settle();
    let copied = window.copied.last().unwrap();
    assert!(
        copied.contains("-x-old: 1\n+x-new: 2") || copied.contains("+x-new: 2\n-x-old: 1"),
        "{copied}"
    );
}

#[test]
fn rows_are_chosen_with_the_keyboard() {
    let mut window = compared(
        ("200 OK", "content-type: text/plain\r\n", b"one\ntwo\n".to_vec()),
        ("200 OK", "content-type: text/plain\r\n", b"one\nthree\n".to_vec()),
    );
    let place = row(&window, "two");
    window.click_at(place);
    window.press(Modifiers::SHIFT, Key::ArrowDown);
    window.event(Event::Copy);
    window.settle();
    assert_eq!(window.copied.last().map(String::as_str), Some("-two\n+three\n"));
    window.ctrl(Key::A);
    window.event(Event::Copy);
    window.settle();
    let copied = window.copied.last().unwrap();
    assert!(copied.starts_with("Status\n 200 OK\nHeaders\n"), "{copied}");
}
