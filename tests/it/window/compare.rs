//! Comparing with what the service says it expected, pasted from anywhere.

use countersign::ui::command::Command;
use countersign::ui::tab::Side;
use eframe::egui::vec2;

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
    desk.assert_sees("1000000 bytes are pasted");
    desk.assert_sees("Paste the reply alone");
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
