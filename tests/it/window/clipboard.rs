//! What is copied is exactly what is shown.

use countersign::demo::{TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use countersign::ui::command::Command;
use countersign::ui::masking::Masking;
use eframe::egui::{Event, Key};

use super::screen::{TOKEN_START, mark};
use super::test_window::TestWindow;

/// Clicks a copy button and gives what is on the clipboard then.
fn copied_by(window: &mut TestWindow, button: &str) -> String {
    window.scroll_to(button);
    window.click(button);
    window.settle();
    window.copied.pop().expect("something is copied")
}

#[test]
fn the_copy_buttons_copy_the_exact_texts() {
    let mut window = TestWindow::first_start();
    window.send();
    let report = window.report_sent().clone();
    let authorization = copied_by(&mut window, "Copy the Authorization header");
    assert_eq!(authorization, report.authorization.as_str());
    window.assert_sees("Copied the Authorization header");
    let canonical = copied_by(&mut window, "Copy the canonical request");
    assert_eq!(canonical, report.canonical_request.as_str());
    let string = copied_by(&mut window, "Copy the string to sign");
    assert_eq!(string, report.string_to_sign.as_str());
    let body = copied_by(&mut window, "Copy the response body");
    assert_eq!(body.as_bytes(), &window.sent().received.bytes[..]);
    assert!(window.copied.is_empty());
}

#[test]
fn the_live_texts_are_copied_while_the_pane_is_live() {
    let mut window = TestWindow::first_start();
    window.send();
    window.fill("URL", "{{demo}}/dev/pets?limit=2");
    assert_ne!(window.report_live().signature, window.report_sent().signature);
    let copied = copied_by(&mut window, "Copy the Authorization header");
    assert_eq!(copied, window.report_live().authorization.as_str());
}

#[test]
fn the_session_token_is_masked_in_the_copy_until_it_is_shown() {
    let mut window = TestWindow::first_start();
    let aws = &mut window.tab_mut().draft.request.http.auth.aws;
    TEMPORARY_KEY_ID.clone_into(&mut aws.access_key_id);
    aws.secret_access_key = TEMPORARY_SECRET.to_owned().into();
    aws.session_token = TEMPORARY_TOKEN.to_owned().into();
    window.settle();
    window.send();
    window.run(Command::CopyCanonicalRequest);
    let masked = window.copied.pop().unwrap();
    let line = format!("x-amz-security-token:{}", mark());
    assert!(masked.lines().any(|other| other == line), "{masked}");
    assert!(TEMPORARY_TOKEN.starts_with(TOKEN_START) && !masked.contains(TOKEN_START));
    for command in [Command::CopyAuthorization, Command::CopyStringToSign] {
        window.run(command);
        assert!(!window.copied.pop().unwrap().contains(TOKEN_START));
    }
    window.tab_mut().signature.token = Masking::Clear;
    window.run(Command::CopyCanonicalRequest);
    assert_eq!(
        window.copied.pop().unwrap(),
        window.report_sent().canonical_request.as_str()
    );
}

#[test]
fn a_masked_secret_can_not_be_copied_or_cut_out_of_its_field() {
    let mut window = TestWindow::first_start();
    window.enter("Secret access key");
    window.event(Event::Copy);
    window.event(Event::Cut);
    window.settle();
    assert!(window.copied.is_empty(), "{:?}", window.copied);
    window.enter("Access key ID");
    window.event(Event::Copy);
    assert_eq!(window.copied, ["AKIAIOSFODNN7EXAMPLE"]);
}

#[test]
fn ctrl_period_copies_the_whole_body_also_what_is_not_in_sight() {
    let mut window = TestWindow::first_start();
    window.fill("URL", "{{demo}}/dev/pets");
    window.send();
    window.ctrl(Key::Period);
    assert_eq!(window.copied[0].as_bytes(), &window.sent().received.bytes[..]);
}
