//! What is copied is exactly what is shown.

use countersign::demo::{TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use countersign::ui::command::Command;
use countersign::ui::tab::Masking;
use eframe::egui::{Event, Key};

use super::desk::Desk;
use super::screen::{TOKEN_START, mark};

/// Clicks a copy button and gives what is on the clipboard then.
fn copied_by(desk: &mut Desk, button: &str) -> String {
    desk.scroll_to(button);
    desk.click(button);
    desk.settle();
    desk.copied.pop().expect("something is copied")
}

#[test]
fn the_copy_buttons_copy_the_exact_texts() {
    let mut desk = Desk::first_start();
    desk.send();
    let report = desk.report_sent().clone();
    let authorization = copied_by(&mut desk, "Copy the Authorization header");
    assert_eq!(authorization, report.authorization.as_str());
    desk.assert_sees("Copied the Authorization header");
    let canonical = copied_by(&mut desk, "Copy the canonical request");
    assert_eq!(canonical, report.canonical_request.as_str());
    let string = copied_by(&mut desk, "Copy the string to sign");
    assert_eq!(string, report.string_to_sign.as_str());
    let body = copied_by(&mut desk, "Copy the response body");
    assert_eq!(body.as_bytes(), &desk.sent().received.bytes[..]);
    assert!(desk.copied.is_empty());
}

#[test]
fn the_live_texts_are_copied_while_the_pane_is_live() {
    let mut desk = Desk::first_start();
    desk.send();
    desk.fill("URL", "{{demo}}/dev/pets?limit=2");
    assert_ne!(desk.report_live().signature, desk.report_sent().signature);
    let copied = copied_by(&mut desk, "Copy the Authorization header");
    assert_eq!(copied, desk.report_live().authorization.as_str());
}

#[test]
fn the_session_token_is_masked_in_the_copy_until_it_is_shown() {
    let mut desk = Desk::first_start();
    let aws = &mut desk.tab_mut().request.http.auth.aws;
    TEMPORARY_KEY_ID.clone_into(&mut aws.access_key_id);
    aws.secret_access_key = TEMPORARY_SECRET.to_owned().into();
    aws.session_token = TEMPORARY_TOKEN.to_owned().into();
    desk.settle();
    desk.send();
    desk.run(Command::CopyCanonicalRequest);
    let masked = desk.copied.pop().unwrap();
    let line = format!("x-amz-security-token:{}", mark());
    assert!(masked.lines().any(|other| other == line), "{masked}");
    assert!(TEMPORARY_TOKEN.starts_with(TOKEN_START) && !masked.contains(TOKEN_START));
    for command in [Command::CopyAuthorization, Command::CopyStringToSign] {
        desk.run(command);
        assert!(!desk.copied.pop().unwrap().contains(TOKEN_START));
    }
    desk.tab_mut().token = Masking::Clear;
    desk.run(Command::CopyCanonicalRequest);
    assert_eq!(
        desk.copied.pop().unwrap(),
        desk.report_sent().canonical_request.as_str()
    );
}

#[test]
fn a_masked_secret_can_not_be_copied_or_cut_out_of_its_field() {
    let mut desk = Desk::first_start();
    desk.enter("Secret access key");
    desk.event(Event::Copy);
    desk.event(Event::Cut);
    desk.settle();
    assert!(desk.copied.is_empty(), "{:?}", desk.copied);
    desk.enter("Access key ID");
    desk.event(Event::Copy);
    assert_eq!(desk.copied, ["AKIAIOSFODNN7EXAMPLE"]);
}

#[test]
fn ctrl_period_copies_the_whole_body_also_what_is_not_in_sight() {
    let mut desk = Desk::first_start();
    desk.fill("URL", "{{demo}}/dev/pets");
    desk.send();
    desk.ctrl(Key::Period);
    assert_eq!(desk.copied[0].as_bytes(), &desk.sent().received.bytes[..]);
}
