//! Comparing with what the service says it expected, pasted from anywhere.

use countersign::ui::command::Command;
use countersign::ui::shown_signature::Side;
use eframe::egui::{Event, Key, Modifiers, vec2};

use super::test_window::{TestMachine, TestWindow};

/// A window whose page is open with nothing in it.
fn open(size: eframe::egui::Vec2) -> TestWindow {
    let mut window = TestWindow::start(TestMachine::with_size(size));
    window.run(Command::CompareWithService);
    window.settle();
    window
}

/// Pastes over what stands in the page.
fn paste(window: &mut TestWindow, text: &str) {
    window.fill_by_paste("Text of the service", "");
    window.paste(text);
    window.settle();
}

#[test]
fn a_pasted_canonical_string_shows_the_line_and_the_characters_that_differ() {
    for size in [vec2(900.0, 700.0), vec2(720.0, 480.0), vec2(1920.0, 1080.0)] {
        let mut window = open(size);
        let ours = window.report_live().canonical_request.as_str().to_owned();
        let theirs = ours.replace("limit=10", "limit=1").replace('\n', "\r\n");
        paste(&mut window, &format!("{theirs}\r\n"));
        window.assert_sees("Line 3 differs first: the query");
        window.assert_sees("Undone to read the paste: line ends of Windows");
        if size.y > 600.0 {
            window.assert_sees("3 the query");
            window.assert_sees("limit=1&type=dog");
        }
        let right = window.harness.ctx.content_rect().right();
        for drawn in window.drawn() {
            assert!(drawn.seen.right() <= right, "{}", drawn.text);
        }
    }
}

#[test]
fn a_pasted_string_to_sign_is_compared_as_one() {
    let mut window = open(vec2(1280.0, 800.0));
    let ours = window.report_live().string_to_sign.as_str().to_owned();
    paste(&mut window, &ours.replace("us-east-1", "eu-west-1"));
    window.assert_sees("The strings to sign differ in the scope");
    window.assert_sees("the region is us-east-1 here and eu-west-1 at the service");
    window.assert_sees("3 scope");
    paste(&mut window, &ours);
    window.assert_sees("Same string to sign");
    window.assert_sees("the secret access key does not belong to this access key ID");
}

#[test]
fn the_reply_is_taken_when_it_says_what_was_expected() {
    let mut window = TestWindow::first_start();
    window.run(Command::OpenWrongSecretSample);
    window.send();
    let body = String::from_utf8(window.sent().received.bytes.to_vec()).unwrap();
    window.run(Command::CompareWithService);
    window.settle();
    window.assert_sees("From the reply of the last send");
    window.assert_sees("Same canonical request and same string to sign");
    window.assert_sees("the clock is not the cause");
    // What is typed now is of another time or is not: the live side says so by itself.
    window.click("Paste another text");
    window.settle();
    window.assert_sees_not("Same canonical request");
    paste(&mut window, &body);
    window.assert_sees("Same canonical request and same string to sign");
    window.click("Clear");
    window.settle();
    window.click("Take it from the reply");
    window.settle();
    window.assert_sees("From the reply of the last send");
}

#[test]
fn live_and_as_sent_are_compared_each_with_the_paste() {
    let mut window = TestWindow::first_start();
    window.run(Command::OpenWrongSecretSample);
    window.send();
    window.fill("URL", "{{demo}}/dev/cats");
    window.run(Command::CompareWithService);
    window.settle();
    assert_eq!(window.tab().signature.side, Side::Live);
    window.assert_sees("Line 2 differs first: the path");
    window.click("Compare: As sent");
    window.settle();
    window.assert_sees("Same canonical request and same string to sign");
}

#[test]
fn what_can_not_be_compared_says_why() {
    let mut window = open(vec2(1280.0, 800.0));
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
        paste(&mut window, text);
        window.assert_sees(says);
    }
    window.fill_by_paste("Text of the service", "");
    window.assert_sees("Paste the canonical string or the string to sign of the service");
    // A megabyte is kept out of the field and refused by its length.
    window.paste(&"x".repeat(1_000_000));
    window.settle();
    window.assert_sees("1.0 MB are pasted, and at most 256 KiB are read");
    window.assert_sees("paste the reply alone");
    window.click("Paste another text");
    window.settle();
    let long = format!(
        "GET\n/{}\n\nhost:h\n\nhost\nUNSIGNED-PAYLOAD",
        "a".repeat(100_000)
    );
    window.paste(&long);
    window.settle();
    window.assert_sees("Line 2 differs first: the path");
}

#[test]
fn the_session_token_of_the_paste_is_masked_in_the_lines() {
    let mut window = TestWindow::first_start();
    let token = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEX+token==";
    window.tab_mut().draft.request.http.auth.aws.session_token = token.to_owned().into();
    window.settle();
    let ours = window.report_live().canonical_request.as_str().to_owned();
    assert!(ours.contains(token));
    // A low section, so that the pane behind the page is in sight.
    window.run(Command::ShowParams);
    window.run(Command::CompareWithService);
    window.settle();
    paste(&mut window, &ours.replace(token, &token.to_lowercase()));
    window.assert_sees("differs first: header x-amz-security-token");
    let told =
        |window: &TestWindow, words: &str| window.texts().iter().filter(|text| text.contains(words)).count();
    assert_eq!(told(&window, token), 0);
    assert_eq!(
        told(&window, &token.to_lowercase()),
        1,
        "in the field alone, as pasted"
    );
    // Both columns, and the pane behind the page.
    assert_eq!(told(&window, "[session token, 44 bytes, sha256 "), 3);
    window.click("Close");
    window.settle();
    window.assert_sees_not("Compare with the service");
}

#[test]
fn a_paste_of_any_size_leaves_the_field_small_and_says_what_to_do() {
    let mut window = open(vec2(1280.0, 800.0));
    for bytes in [256 * 1024 + 1, 50_000_000] {
        window.paste(&"x".repeat(bytes));
        window.settle();
        window.assert_sees("at most 256 KiB are read");
        window.assert_sees("The paste is not kept");
        let longest = window.texts().iter().map(String::len).max();
        assert!(longest < Some(2_000), "{longest:?}");
        window.click("Paste another text");
        window.settle();
        window.assert_sees_not("256 KiB");
    }
    // The longest that is read is read.
    let ours = window.report_live().canonical_request.as_str().to_owned();
    let machine = 256 * 1024 - ours.len();
    window.paste(&ours.replace("limit=10", &format!("limit=10{}", "0".repeat(machine))));
    window.settle();
    window.assert_sees("Line 3 differs first: the query");
    window.click("Paste another text");
    window.settle();
    // Small pastes one behind the other are no way around it.
    for _ in 0..40 {
        window.paste(&"y".repeat(10_000));
        window.frame();
    }
    window.settle();
    let longest = window.texts().iter().map(String::len).max();
    assert!(longest < Some(17_000), "{longest:?}");
}

#[test]
fn lines_and_sides_are_copied_by_button_menu_and_pointer() {
    let mut window = open(vec2(1280.0, 800.0));
    let ours = window.report_live().canonical_request.as_str().to_owned();
    let theirs = ours.replace("limit=10", "limit=1");
    paste(&mut window, &theirs);
    window.click("Copy our canonical request");
    window.settle();
    assert_eq!(window.copied.last(), Some(&ours));
    window.click("Copy the service's canonical request");
    window.settle();
    assert_eq!(window.copied.last(), Some(&theirs));
    for (entry, line) in [
        ("Copy our line", "limit=10&type=dog"),
        ("Copy the service's line", "limit=1&type=dog"),
    ] {
        // By the keyboard.
        window.button("Line 3 the query").focus();
        window.settle();
        window.press(Modifiers::NONE, Key::Enter);
        window.settle();
        window.click(entry);
        window.settle();
        assert_eq!(window.copied.last().map(String::as_str), Some(line));
    }
    // A drag over rows selects their text.
    let at = |window: &TestWindow, text: &str| {
        let found = window.drawn().into_iter().rfind(|drawn| drawn.text == text);
        found.unwrap_or_else(|| panic!("{text}")).seen
    };
    let from = at(&window, "limit=1&type=dog").left_center();
    let to = at(&window, "host;x-amz-date").right_center();
    window.drag(from + vec2(1.0, 0.0), to - from);
    window.event(Event::Copy);
    window.settle();
    let copied = window.copied.last().unwrap().clone();
    assert!(
        copied.contains("imit=1&type=dog") && copied.contains("host:"),
        "{copied}"
    );
}

#[test]
fn each_line_has_the_name_of_its_section() {
    let mut window = open(vec2(1600.0, 1200.0));
    let ours = window.report_live().canonical_request.as_str().to_owned();
    paste(&mut window, &ours.replace("limit=10", "limit=1"));
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
        window.assert_sees(name);
    }
}
