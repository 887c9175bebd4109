//! Comparing with what the service says it expected, pasted from anywhere.

use countersign::ui::command::Command;
use countersign::ui::tab::Side;
use eframe::egui::{Event, Key, Modifiers, vec2};

use super::desk::{Desk, Room};

/// A desk whose page is open with nothing in it.
fn open(size: eframe::egui::Vec2) -> Desk {
    let mut desk = Desk::start(Room::with_size(size));
    desk.run(Command::CompareWithService);
    desk.settle();
    desk
}

/// Pastes over what stands in the page.
fn paste(desk: &mut Desk, text: &str) {
    desk.fill_by_paste("Text of the service", "");
    desk.paste(text);
    desk.settle();
}

#[test]
fn a_pasted_canonical_string_shows_the_line_and_the_characters_that_differ() {
    for size in [vec2(900.0, 700.0), vec2(720.0, 480.0), vec2(1920.0, 1080.0)] {
        let mut desk = open(size);
        let ours = desk.report_live().canonical_request.as_str().to_owned();
        let theirs = ours.replace("limit=10", "limit=1").replace('\n', "\r\n");
        paste(&mut desk, &format!("{theirs}\r\n"));
        desk.assert_sees("Line 3 differs first: the query");
        desk.assert_sees("Undone to read the paste: line ends of Windows");
        if size.y > 600.0 {
            desk.assert_sees("3 the query");
            desk.assert_sees("limit=1&type=dog");
        }
        let right = desk.harness.ctx.content_rect().right();
        for drawn in desk.drawn() {
            assert!(drawn.seen.right() <= right, "{}", drawn.text);
        }
    }
}

#[test]
fn a_pasted_string_to_sign_is_compared_as_one() {
    let mut desk = open(vec2(1280.0, 800.0));
    let ours = desk.report_live().string_to_sign.as_str().to_owned();
    paste(&mut desk, &ours.replace("us-east-1", "eu-west-1"));
    desk.assert_sees("The strings to sign differ in the scope");
    desk.assert_sees("the region is us-east-1 here and eu-west-1 at the service");
    desk.assert_sees("3 scope");
    paste(&mut desk, &ours);
    desk.assert_sees("Same string to sign");
    desk.assert_sees("the secret access key does not belong to this access key ID");
}

#[test]
fn the_reply_is_taken_when_it_says_what_was_expected() {
    let mut desk = Desk::first_start();
    desk.run(Command::OpenWrongSecretSample);
    desk.send();
    let body = String::from_utf8(desk.sent().received.bytes.to_vec()).unwrap();
    desk.run(Command::CompareWithService);
    desk.settle();
    desk.assert_sees("From the reply of the last send");
    desk.assert_sees("Same canonical request and same string to sign");
    desk.assert_sees("the clock is not the cause");
    // What is typed now is of another time or is not: the live side says so by itself.
    desk.click("Paste another text");
    desk.settle();
    desk.assert_sees_not("Same canonical request");
    paste(&mut desk, &body);
    desk.assert_sees("Same canonical request and same string to sign");
    desk.click("Clear");
    desk.settle();
    desk.click("Take it from the reply");
    desk.settle();
    desk.assert_sees("From the reply of the last send");
}

#[test]
fn live_and_as_sent_are_compared_each_with_the_paste() {
    let mut desk = Desk::first_start();
    desk.run(Command::OpenWrongSecretSample);
    desk.send();
    desk.fill("URL", "{{demo}}/dev/cats");
    desk.run(Command::CompareWithService);
    desk.settle();
    assert_eq!(desk.tab().side, Side::Live);
    desk.assert_sees("Line 2 differs first: the path");
    desk.click("Compare: As sent");
    desk.settle();
    desk.assert_sees("Same canonical request and same string to sign");
}

#[test]
fn what_can_not_be_compared_says_why() {
    let mut desk = open(vec2(1280.0, 800.0));
    for (text, says) in [
        (
            "hello world",
            "This is neither a canonical request nor a string to sign",
        ),
        (
            r#"{"message":"Forbidden"}"#,
            "This reply does not say which request the service expected",
        ),
    ] {
        paste(&mut desk, text);
        desk.assert_sees(says);
    }
    desk.fill_by_paste("Text of the service", "");
    desk.assert_sees("Paste the canonical string or the string to sign of the service");
    // A megabyte is kept out of the field and refused by its length.
    desk.paste(&"x".repeat(1_000_000));
    desk.settle();
    desk.assert_sees("1.0 MB are pasted, and at most 256 KiB are read");
    desk.assert_sees("paste the reply alone");
    desk.click("Paste another text");
    desk.settle();
    let long = format!(
        "GET\n/{}\n\nhost:h\n\nhost\nUNSIGNED-PAYLOAD",
        "a".repeat(100_000)
    );
    desk.paste(&long);
    desk.settle();
    desk.assert_sees("Line 2 differs first: the path");
}

#[test]
fn the_session_token_of_the_paste_is_masked_in_the_lines() {
    let mut desk = Desk::first_start();
    let token = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEX+token==";
    desk.tab_mut().request.http.auth.aws.session_token = token.to_owned().into();
    desk.settle();
    let ours = desk.report_live().canonical_request.as_str().to_owned();
    assert!(ours.contains(token));
    desk.run(Command::CompareWithService);
    desk.settle();
    paste(&mut desk, &ours.replace(token, &token.to_lowercase()));
    desk.assert_sees("differs first: header x-amz-security-token");
    let told = |desk: &Desk, words: &str| desk.texts().iter().filter(|text| text.contains(words)).count();
    assert_eq!(told(&desk, token), 0);
    assert_eq!(
        told(&desk, &token.to_lowercase()),
        1,
        "in the field alone, as pasted"
    );
    // Both columns, and the pane behind the page.
    assert_eq!(told(&desk, "[session token, 44 bytes, sha256 "), 3);
    desk.click("Close");
    desk.settle();
    desk.assert_sees_not("Compare with the service");
}

#[test]
fn a_paste_of_any_size_leaves_the_field_small_and_says_what_to_do() {
    let mut desk = open(vec2(1280.0, 800.0));
    for bytes in [256 * 1024 + 1, 50_000_000] {
        desk.paste(&"x".repeat(bytes));
        desk.settle();
        desk.assert_sees("at most 256 KiB are read");
        desk.assert_sees("The paste is not kept");
        let longest = desk.texts().iter().map(String::len).max();
        assert!(longest < Some(2_000), "{longest:?}");
        desk.click("Paste another text");
        desk.settle();
        desk.assert_sees_not("256 KiB");
    }
    // The longest that is read is read.
    let ours = desk.report_live().canonical_request.as_str().to_owned();
    let room = 256 * 1024 - ours.len();
    desk.paste(&ours.replace("limit=10", &format!("limit=10{}", "0".repeat(room))));
    desk.settle();
    desk.assert_sees("Line 3 differs first: the query");
    desk.click("Paste another text");
    desk.settle();
    // Small pastes one behind the other are no way around it.
    for _ in 0..40 {
        desk.paste(&"y".repeat(10_000));
        desk.frame();
    }
    desk.settle();
    let longest = desk.texts().iter().map(String::len).max();
    assert!(longest < Some(17_000), "{longest:?}");
}

#[test]
fn lines_and_sides_are_copied_by_button_menu_and_pointer() {
    let mut desk = open(vec2(1280.0, 800.0));
    let ours = desk.report_live().canonical_request.as_str().to_owned();
    let theirs = ours.replace("limit=10", "limit=1");
    paste(&mut desk, &theirs);
    desk.click("Copy our canonical request");
    desk.settle();
    assert_eq!(desk.copied.last(), Some(&ours));
    desk.click("Copy the service's canonical request");
    desk.settle();
    assert_eq!(desk.copied.last(), Some(&theirs));
    for (entry, line) in [
        ("Copy our line", "limit=10&type=dog"),
        ("Copy the service's line", "limit=1&type=dog"),
    ] {
        // By the keyboard.
        desk.button("Line 3 the query").focus();
        desk.settle();
        desk.press(Modifiers::NONE, Key::Enter);
        desk.settle();
        desk.click(entry);
        desk.settle();
        assert_eq!(desk.copied.last().map(String::as_str), Some(line));
    }
    // A drag over rows selects their text.
    let at = |desk: &Desk, text: &str| {
        let found = desk.drawn().into_iter().rfind(|drawn| drawn.text == text);
        found.unwrap_or_else(|| panic!("{text}")).seen
    };
    let from = at(&desk, "limit=1&type=dog").left_center();
    let to = at(&desk, "host;x-amz-date").right_center();
    desk.drag(from + vec2(1.0, 0.0), to - from);
    desk.event(Event::Copy);
    desk.settle();
    let copied = desk.copied.last().unwrap().clone();
    assert!(
        copied.contains("imit=1&type=dog") && copied.contains("host:"),
        "{copied}"
    );
}

#[test]
fn each_line_has_the_name_of_its_section() {
    let mut desk = open(vec2(1600.0, 1200.0));
    let ours = desk.report_live().canonical_request.as_str().to_owned();
    paste(&mut desk, &ours.replace("limit=10", "limit=1"));
    for name in [
        "1 the method",
        "2 the path",
        "3 the query",
        "4 header host",
        "5 header x-amz-date",
        "6 the empty line after the headers",
        "7 the list of signed headers",
        "8 the payload hash",
    ] {
        desk.assert_sees(name);
    }
}
