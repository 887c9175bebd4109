//! Two replies against each other, as a person compares them.

use std::sync::Mutex;

use countersign::model::AuthKind;
use countersign::ui::command::Command;
use countersign::ui::tab::ResponsePage;
use eframe::egui::{Event, Key, Modifiers};

use super::desk::{Desk, Room};
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

fn getting(server: &Server<()>, room: Room) -> Desk {
    let mut desk = Desk::start(room);
    desk.tab_mut().request.http.auth.kind = AuthKind::None;
    desk.fill("URL", &format!("http://127.0.0.1:{}/pets", server.port()));
    desk
}

/// Sends twice and compares.
fn compared(
    first: (&'static str, &'static str, Vec<u8>),
    second: (&'static str, &'static str, Vec<u8>),
) -> Desk {
    let server = replies(vec![first, second]);
    let mut desk = getting(&server, Room::with_size(eframe::egui::vec2(1280.0, 1000.0)));
    desk.send();
    desk.send();
    desk.run(Command::CompareWithPrevious);
    desk.until("they are compared", |desk| !desk.sees("Comparing the bodies"));
    desk.settle();
    desk
}

#[test]
fn status_headers_and_body_stand_against_each_other() {
    let mut desk = compared(
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
    desk.assert_sees("4 changes");
    for words in [
        "200 OK",
        "404 Not Found",
        "x-old: 1",
        "differs every time",
        "\"Rex\"",
        "\"Max\"",
    ] {
        desk.assert_sees(words);
    }
    let told = desk.everything_told();
    assert!(told.contains("Removed:       \"name\": \"Rex\""), "{told}");
    assert!(told.contains("Added:       \"name\": \"Max\""), "{told}");
    // By signs and not by colour alone.
    let signs = desk.texts();
    assert!(signs.iter().any(|text| text == "−") && signs.iter().any(|text| text == "+"));

    desk.press(Modifiers::NONE, Key::F7);
    assert_eq!(desk.tab().compare.as_ref().unwrap().position(), (Some(1), 4));
    desk.press(Modifiers::SHIFT, Key::F7);
    assert_eq!(desk.tab().compare.as_ref().unwrap().position(), (Some(4), 4));

    desk.click("Compare: Raw");
    desk.until("they are compared raw", |desk| desk.sees("{ \"pets\""));
    desk.click("Response body");
    desk.settle();
    desk.assert_sees("\"Max\"");
    assert!(desk.tab().compare.is_none());
}

#[test]
fn the_words_that_changed_are_marked_within_the_line() {
    let desk = compared(
        ("200 OK", JSON, br#"{"arn":"arn:aws:iam::1:role/alpha"}"#.to_vec()),
        ("200 OK", JSON, br#"{"arn":"arn:aws:iam::1:role/beta"}"#.to_vec()),
    );
    let marked: Vec<String> = desk
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
    let mut desk = compared(
        ("200 OK", plain, body("old one")),
        ("200 OK", plain, body("new one")),
    );
    desk.assert_sees("1 change");
    desk.assert_sees("… 147 equal lines");
    desk.assert_sees("line 148");
    desk.assert_sees_not("line 100");
    desk.click("Show 147 equal lines");
    desk.settle();
    desk.assert_sees("line 5");
    desk.press(Modifiers::NONE, Key::F7);
    desk.settle();
    desk.assert_sees("new one");
}

#[test]
fn equal_replies_say_so_and_formatting_is_no_difference() {
    let same = || ("200 OK", JSON, br#"{"a":[1,2]}"#.to_vec());
    let desk = compared(same(), same());
    desk.assert_sees("The responses are the same");
    desk.assert_sees("byte for byte");
    let desk = compared(
        ("200 OK", JSON, br#"{"a":[1,2]} "#.to_vec()),
        ("200 OK", JSON, br#"{ "a":[1,2]}"#.to_vec()),
    );
    desk.assert_sees("The responses are the same, formatted in another way");
}

#[test]
fn bytes_that_are_no_text_are_compared_by_bytes() {
    let octets = "content-type: application/octet-stream\r\n";
    let desk = compared(
        ("200 OK", octets, vec![0, 1, 2, 3, 4]),
        ("200 OK", octets, vec![0, 1, 2, 9, 4]),
    );
    desk.assert_sees("which differ from byte 3 on");
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
    let mut desk = getting(&server, Room::default());
    desk.run(Command::CompareWithPinned);
    desk.settle();
    assert_eq!(
        desk.app().messages().last(),
        Some(&"No response to compare yet: send the request first")
    );
    desk.send();
    desk.run(Command::PinResponse);
    desk.run(Command::DuplicateTab);
    desk.send();
    desk.run(Command::CompareWithPinned);
    desk.until("they are compared", |desk| desk.sees("1 change"));
    desk.settle();
    desk.assert_sees("one");
    desk.assert_sees("two");
    desk.assert_sees("pinned from");
    desk.send();
    desk.until("the new one is compared", |desk| desk.sees("three"));
    assert_eq!(desk.tab().response.page, ResponsePage::Compare);
    desk.assert_sees_not("two");
}

/// Where a row with this text is.
fn row(desk: &Desk, text: &str) -> eframe::egui::Pos2 {
    let found = desk.drawn().into_iter().find(|drawn| drawn.text.trim() == text);
    found
        .unwrap_or_else(|| panic!("{text} in {:#?}", desk.texts()))
        .seen
        .center()
}

#[test]
fn rows_are_chosen_with_the_pointer_and_copied_as_rows_or_as_a_side() {
    let mut desk = compared(
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
    let from = row(&desk, "\"a\": 1,");
    let to = row(&desk, "\"c\": 3");
    desk.drag(from, to - from);
    desk.event(Event::Copy);
    desk.settle();
    assert_eq!(desk.copied.last().map(String::as_str), Some(rows));
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
        desk.click("Copy rows or a side");
        desk.settle();
        desk.click(entry);
        desk.settle();
        assert_eq!(desk.copied.last().map(String::as_str), Some(copied), "{entry}");
    }
    // Escape gives everything back.
    let place = row(&desk, "\"a\": 1,");
    desk.click_at(place);
    desk.press(Modifiers::NONE, Key::Escape);
    desk.settle();
    for (entry, words) in [
        (
            "Copy the first response",
            ["200 OK\n", "x-old: 1\n", "\"b\": \"x\""],
        ),
        ("Copy this response", ["200 OK\n", "x-new: 2\n", "\"b\": \"y\""]),
    ] {
        desk.click("Copy rows or a side");
        desk.settle();
        desk.click(entry);
        desk.settle();
        let copied = desk.copied.last().unwrap().clone();
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
    desk.click("Copy rows or a side");
    desk.settle();
    desk.click("Copy all rows");
    desk.settle();
    let copied = desk.copied.last().unwrap();
    assert!(
        copied.contains("-x-old: 1\n+x-new: 2") || copied.contains("+x-new: 2\n-x-old: 1"),
        "{copied}"
    );
}

#[test]
fn rows_are_chosen_with_the_keyboard() {
    let mut desk = compared(
        ("200 OK", "content-type: text/plain\r\n", b"one\ntwo\n".to_vec()),
        ("200 OK", "content-type: text/plain\r\n", b"one\nthree\n".to_vec()),
    );
    let place = row(&desk, "two");
    desk.click_at(place);
    desk.press(Modifiers::SHIFT, Key::ArrowDown);
    desk.event(Event::Copy);
    desk.settle();
    assert_eq!(desk.copied.last().map(String::as_str), Some("-two\n+three\n"));
    desk.ctrl(Key::A);
    desk.event(Event::Copy);
    desk.settle();
    let copied = desk.copied.last().unwrap();
    assert!(copied.starts_with("Status\n 200 OK\nHeaders\n"), "{copied}");
}
