//! The first minute: the samples, Send, and a request of one's own.

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET, TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use countersign::model::AuthKind;
use countersign::ui::tab::{Side, Tab};
use eframe::egui::Key;

use super::desk::Desk;

#[test]
fn the_first_start_opens_two_samples_and_send_answers_200_with_the_proof() {
    let mut desk = Desk::first_start();
    let titles: Vec<String> = desk.app().tabs().iter().map(Tab::title).collect();
    assert_eq!(titles, ["List pets", "Wrong secret"]);
    desk.assert_sees("Nothing sent yet");
    desk.send();
    assert_eq!(desk.status(), 200);
    desk.assert_sees("200 OK");
    desk.assert_sees("\"dog\"");
    assert_eq!(desk.tab().side, Side::AsSent);
    assert!(desk.button("Signature: As sent").rect().is_positive());
    desk.assert_sees("signed 12:00:00 UTC");
    desk.assert_sees("proved");
    desk.assert_sees("0 occurrences in the bytes sent");
    desk.assert_sees("host;x-amz-date");
    assert_eq!(desk.report_sent().signed_headers, ["host", "x-amz-date"]);
    assert!(
        desk.report_sent()
            .authorization
            .as_str()
            .contains("SignedHeaders=host;x-amz-date,")
    );
}

/// A new tab by keyboard, its URL typed, AWS Signature chosen and the key pair filled in.
fn own_request(key_id: &str, secret: &str) -> Desk {
    let mut desk = Desk::first_start();
    desk.ctrl(Key::T);
    desk.settle();
    assert_eq!(
        desk.focused().as_deref(),
        Some("URL"),
        "a new tab waits for its URL"
    );
    desk.type_text("{{demo}}/dev/pets");
    desk.click("Auth: AWS Signature");
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::AwsSignature);
    desk.fill("Access key ID", key_id);
    desk.fill("Secret access key", secret);
    assert_eq!(desk.tab().live.problem, None);
    desk
}

#[test]
fn a_request_of_ones_own_is_typed_signed_and_answered() {
    let mut desk = own_request(DEMO_KEY_ID, DEMO_SECRET);
    desk.send();
    assert_eq!(desk.status(), 200);
    assert_eq!(desk.report_sent().signed_headers, ["host", "x-amz-date"]);
    desk.assert_sees("200 OK");
}

#[test]
fn temporary_credentials_sign_their_session_token() {
    let mut desk = own_request(TEMPORARY_KEY_ID, TEMPORARY_SECRET);
    desk.fill_by_paste("Session token", TEMPORARY_TOKEN);
    desk.send();
    assert_eq!(desk.status(), 200);
    let names = ["host", "x-amz-date", "x-amz-security-token"];
    assert_eq!(desk.report_sent().signed_headers, names);
    desk.assert_sees("host;x-amz-date;x-amz-security-token");
}

#[test]
fn an_empty_session_token_is_none() {
    let mut desk = own_request(DEMO_KEY_ID, DEMO_SECRET);
    desk.fill("Session token", "typed and taken out again");
    assert_eq!(desk.report_live().signed_headers.len(), 3);
    desk.fill("Session token", "");
    desk.send();
    assert_eq!(desk.status(), 200);
    assert_eq!(desk.report_sent().signed_headers, ["host", "x-amz-date"]);
}
