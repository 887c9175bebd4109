//! A wrong explanation is caught and said, live and as sent.

use countersign::demo::{DEMO_SECRET, TEMPORARY_TOKEN};
use countersign::model::{CanonicalSections, Proof, Traced, WireHeader, WireRequest};
use countersign::sigv4::{Signer, canonicalise};
use countersign::ui::command::Command;
use eframe::egui::Key;

use super::desk::{Desk, Room};

/// The right canonical request with one character more in its first line.
fn corrupted(wire: &WireRequest, lines: &[WireHeader]) -> (Traced, CanonicalSections) {
    let (right, sections) = canonicalise(wire, lines);
    (Traced::rule(&format!("X{}", right.as_str()), "test"), sections)
}

fn assert_warned(desk: &Desk) {
    desk.assert_sees("This explanation is wrong: it is not what was signed");
    desk.assert_sees("not proved");
    desk.assert_sees("This canonical request does not reproduce the signature");
    assert!(!desk.texts().iter().any(|text| text == "proved"));
}

#[test]
fn a_broken_canonicaliser_raises_the_banner_live_and_as_sent() {
    let mut desk = Desk::start(Room::with_signer(Signer::with_canonicaliser(corrupted)));
    assert!(matches!(desk.report_live().proof, Proof::Broken { .. }));
    assert_warned(&desk);
    desk.send();
    assert_eq!(desk.status(), 200, "the signature itself is right");
    assert_warned(&desk);
    desk.click("Signature: Live");
    desk.settle();
    assert_warned(&desk);
    desk.run(Command::UseLightTheme);
    desk.settle();
    assert_warned(&desk);
}

#[test]
fn what_to_report_is_copied_without_credentials() {
    let mut desk = Desk::start(Room::with_signer(Signer::with_canonicaliser(corrupted)));
    let aws = &mut desk.tab_mut().request.http.auth.aws;
    aws.session_token = countersign::model::Secret::new(TEMPORARY_TOKEN);
    desk.settle();
    desk.click("Copy what to report");
    let text = desk.copied.last().unwrap().clone();
    let report = desk.report_live();
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
    let mut desk = Desk::first_start();
    desk.assert_sees_not("This explanation is wrong");
    desk.assert_sees("This canonical request reproduces the signature of aws-sigv4");
    desk.send();
    desk.assert_sees_not("This explanation is wrong");
    desk.assert_sees("This canonical request reproduces the signature that was sent");
}

#[test]
fn a_secret_that_is_sent_is_counted_and_said() {
    let mut desk = Desk::first_start();
    desk.fill(
        "URL",
        &format!("{{{{demo}}}}/dev/pets?pasted={}", DEMO_SECRET.replace('/', "%2F")),
    );
    desk.send();
    desk.assert_sees("0 occurrences in the bytes sent");
    desk.fill(
        "URL",
        &format!("{{{{demo}}}}/dev/pets?pasted={DEMO_SECRET}&again={DEMO_SECRET}"),
    );
    desk.send_by(|desk| desk.ctrl(Key::Enter));
    assert_eq!(desk.sent().exchange.secret_occurrences, Some(2));
    desk.assert_sees("The secret itself was sent: 2 occurrences in the bytes sent");
}
