//! The first minute: the samples, Send, and a request of one's own.

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET, TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use countersign::model::AuthKind;
use countersign::ui::shown_signature::Side;
use eframe::egui::Key;

use super::test_window::TestWindow;

#[test]
fn the_first_start_opens_two_samples_and_send_answers_200_with_the_proof() {
    let mut window = TestWindow::first_start();
    let titles: Vec<String> = window.app().tabs().iter().map(|tab| tab.draft.title()).collect();
    assert_eq!(titles, ["List pets", "Wrong secret"]);
    window.assert_sees("Nothing sent yet");
    window.send();
    assert_eq!(window.status(), 200);
    window.assert_sees("200 OK");
    window.assert_sees("\"dog\"");
    assert_eq!(window.tab().signature.side, Side::AsSent);
    assert!(window.button("Signature: As sent").rect().is_positive());
    window.assert_sees("signed 12:00:00 UTC");
    window.assert_sees("proved");
    window.assert_sees("0 occurrences in the bytes sent");
    window.assert_sees("host;x-amz-date");
    assert_eq!(window.report_sent().signed_headers, ["host", "x-amz-date"]);
    assert!(
        window
            .report_sent()
            .authorization
            .as_str()
            .contains("SignedHeaders=host;x-amz-date,")
    );
}

/// A new tab by keyboard, its URL typed, AWS Signature chosen and the key pair filled in.
fn own_request(key_id: &str, secret: &str) -> TestWindow {
    let mut window = TestWindow::first_start();
    window.ctrl(Key::T);
    window.settle();
    assert_eq!(
        window.focused().as_deref(),
        Some("URL"),
        "a new tab waits for its URL"
    );
    window.type_text("{{demo}}/dev/pets");
    window.click("Auth: AWS Signature");
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::AwsSignature);
    window.fill("Access key ID", key_id);
    window.fill("Secret access key", secret);
    assert_eq!(window.tab().draft.live.problem, None);
    window
}

#[test]
fn a_request_of_ones_own_is_typed_signed_and_answered() {
    let mut window = own_request(DEMO_KEY_ID, DEMO_SECRET);
    window.send();
    assert_eq!(window.status(), 200);
    assert_eq!(window.report_sent().signed_headers, ["host", "x-amz-date"]);
    window.assert_sees("200 OK");
}

#[test]
fn temporary_credentials_sign_their_session_token() {
    let mut window = own_request(TEMPORARY_KEY_ID, TEMPORARY_SECRET);
    window.fill_by_paste("Session token", TEMPORARY_TOKEN);
    window.send();
    assert_eq!(window.status(), 200);
    let names = ["host", "x-amz-date", "x-amz-security-token"];
    assert_eq!(window.report_sent().signed_headers, names);
    window.assert_sees("host;x-amz-date;x-amz-security-token");
}

#[test]
fn an_empty_session_token_is_none() {
    let mut window = own_request(DEMO_KEY_ID, DEMO_SECRET);
    window.fill("Session token", "typed and taken out again");
    assert_eq!(window.report_live().signed_headers.len(), 3);
    window.fill("Session token", "");
    window.send();
    assert_eq!(window.status(), 200);
    assert_eq!(window.report_sent().signed_headers, ["host", "x-amz-date"]);
}
