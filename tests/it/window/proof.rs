//! A wrong explanation is caught and said, live and as sent.

use countersign::demo::{DEMO_SECRET, TEMPORARY_TOKEN};
use countersign::model::{CanonicalSections, Proof, Traced, WireHeader, WireRequest};
use countersign::sigv4::{Signer, canonicalise};
use countersign::ui::command::Command;
use eframe::egui::Key;

use super::test_window::{TestMachine, TestWindow};

/// The right canonical request with one character more in its first line.
fn corrupted(wire: &WireRequest, lines: &[WireHeader]) -> (Traced, CanonicalSections) {
    let (right, sections) = canonicalise(wire, lines);
    (Traced::rule(&format!("X{}", right.as_str()), "test"), sections)
}

fn assert_warned(window: &TestWindow) {
    window.assert_sees("This explanation is wrong: it is not what was signed");
    window.assert_sees("not proved");
    window.assert_sees("This canonical request does not reproduce the signature");
    assert!(!window.texts().iter().any(|text| text == "proved"));
}

#[test]
fn a_broken_canonicaliser_raises_the_banner_live_and_as_sent() {
    let mut window = TestWindow::start(TestMachine::with_signer(Signer::with_canonicaliser(corrupted)));
    assert!(matches!(window.report_live().proof, Proof::Broken { .. }));
    assert_warned(&window);
    window.send();
    assert_eq!(window.status(), 200, "the signature itself is right");
    assert_warned(&window);
    window.click("Signature: Live");
    window.settle();
    assert_warned(&window);
    window.run(Command::UseLightTheme);
    window.settle();
    assert_warned(&window);
}

#[test]
fn what_to_report_is_copied_without_credentials() {
    let mut window = TestWindow::start(TestMachine::with_signer(Signer::with_canonicaliser(corrupted)));
    let aws = &mut window.tab_mut().draft.request.http.auth.aws;
    aws.session_token = countersign::model::Secret::new(TEMPORARY_TOKEN);
    window.settle();
    window.click("Copy what to report");
    let text = window.copied.last().unwrap().clone();
    let report = window.report_live();
    for part in [
        "Method: GET",
        "Target: /dev/pets?",
        "Canonical request",
        "XGET",
        "host, accept",
        env!("CARGO_PKG_VERSION"),
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        text.contains(&report.signature),
        "what was made, and what the explanation gives"
    );
    for secret in [DEMO_SECRET, TEMPORARY_TOKEN, report.access_key_id.as_str()] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[test]
fn a_right_one_raises_none() {
    let mut window = TestWindow::first_start();
    window.assert_sees_not("This explanation is wrong");
    window.assert_sees("This canonical request reproduces the signature of aws-sigv4");
    window.send();
    window.assert_sees_not("This explanation is wrong");
    window.assert_sees("This canonical request reproduces the signature that was sent");
}

#[test]
fn a_secret_that_is_sent_is_counted_and_said() {
    let mut window = TestWindow::first_start();
    window.fill(
        "URL",
        &format!("{{{{demo}}}}/dev/pets?pasted={}", DEMO_SECRET.replace('/', "%2F")),
    );
    window.send();
    window.assert_sees("0 occurrences in the bytes sent");
    window.fill(
        "URL",
        &format!("{{{{demo}}}}/dev/pets?pasted={DEMO_SECRET}&again={DEMO_SECRET}"),
    );
    window.send_by(|window| window.ctrl(Key::Enter));
    assert_eq!(window.sent().exchange.secret_occurrences, Some(2));
    window.assert_sees("The secret itself was sent: 2 occurrences in the bytes sent");
}
