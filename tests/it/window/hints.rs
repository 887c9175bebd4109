//! What the editor says while a request is being typed: placeholders, keys that can not be right, a URL that goes out
//! otherwise, and the one click that puts each right.

use countersign::model::{AuthKind, Outcome, SignatureLocation};
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};

use super::desk::Desk;
use crate::support::order::{SECRET, execute_api};
use crate::support::server::recorder;

const TEMPLATE: &str = "https://<Api-id>.execute-api.{region}.amazonaws.com/<stage>/pets/{petId}";

#[test]
fn tab_goes_through_the_placeholders_of_a_pasted_url_and_typing_fills_them_in() {
    let mut desk = Desk::first_start();
    desk.fill_by_paste("URL", TEMPLATE);
    desk.assert_sees("The URL's host has the placeholder <Api-id>");
    assert_eq!(desk.tab().live.hint, None, "nothing is read from a placeholder");
    desk.type_text("abcd123456");
    desk.press(Modifiers::NONE, Key::Tab);
    desk.settle();
    assert_eq!(desk.focused().as_deref(), Some("URL"));
    desk.assert_sees("The URL's host has the placeholder {region}");
    desk.type_text("eu-west-1");
    desk.press(Modifiers::NONE, Key::Tab);
    desk.settle();
    desk.assert_sees("Replace the placeholder <stage>");
    desk.press(Modifiers::SHIFT, Key::Tab);
    desk.settle();
    assert_ne!(desk.focused().as_deref(), Some("URL"), "none stands before");
    desk.click("Select it");
    desk.settle();
    assert_eq!(desk.focused().as_deref(), Some("URL"));
    desk.type_text("dev");
    desk.settle();
    let filled = "https://abcd123456.execute-api.eu-west-1.amazonaws.com/dev/pets/{petId}";
    assert_eq!(desk.tab().request.http.url, filled);
    desk.assert_sees_not("placeholder");
    assert_eq!(desk.field("Region").value().as_deref(), Some("eu-west-1"));
    desk.press(Modifiers::NONE, Key::Tab);
    desk.settle();
    assert_ne!(
        desk.focused().as_deref(),
        Some("URL"),
        "after the last one Tab leaves"
    );
}

#[test]
fn a_request_with_a_placeholder_in_its_host_is_not_sent_and_says_why() {
    let mut desk = Desk::first_start();
    desk.fill("URL", "https://<Api-id>.execute-api.us-east-1.amazonaws.com/dev");
    assert_eq!(
        desk.field("Region").value().as_deref(),
        Some("us-east-1"),
        "the rest is read"
    );
    desk.send();
    let Outcome::Failed(failure) = &desk.sent().exchange.outcome else {
        panic!("{:?}", desk.sent().exchange.outcome);
    };
    assert_eq!(failure.kind, "host-has-placeholder");
    assert!(desk.sent().exchange.wire.is_none());
}

#[test]
fn swapped_keys_are_swapped_back_by_a_click() {
    let mut desk = Desk::first_start();
    let id = desk.tab().request.http.auth.aws.access_key_id.clone();
    desk.fill("Access key ID", SECRET);
    desk.fill("Secret access key", &id);
    desk.assert_sees("This looks like a secret access key, not like its ID");
    desk.click("Swap");
    desk.settle();
    let aws = &desk.tab().request.http.auth.aws;
    assert_eq!(aws.access_key_id, id);
    assert_eq!(aws.secret_access_key.expose_for_signing(), SECRET);
    desk.assert_sees_not("This looks like");
    assert!(!desk.has_button("Swap"));
}

#[test]
fn each_problem_of_a_key_is_said_once_and_mended_at_its_field() {
    let mut desk = Desk::first_start();
    let once = |desk: &Desk, words: &str| {
        let count = desk.texts().iter().filter(|text| text.contains(words)).count();
        assert_eq!(count, 1, "{words}: {:#?}", desk.texts());
    };
    let stale = "Keys that start with AKIA are long-term and have no session token";
    desk.fill("Session token", "stale");
    once(&desk, stale);
    desk.click("Clear the session token");
    desk.settle();
    desk.assert_sees_not(stale);
    assert!(desk.tab().request.http.auth.aws.session_token.is_empty());
    let id = desk.tab().request.http.auth.aws.access_key_id.clone();
    desk.fill("Access key ID", &format!(" {id} "));
    once(&desk, "White space was removed from the access key ID");
    desk.click("Remove the blanks");
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.aws.access_key_id, id);
    desk.fill("Region", "eu-west-1");
    once(
        &desk,
        "The typed region eu-west-1 is signed, but the host says us-east-1",
    );
    desk.click("Use us-east-1");
    desk.settle();
    desk.assert_sees_not("is signed, but");
    desk.fill("URL", "https://api.example.com/dev");
    desk.fill("Region", "eu-west1");
    once(&desk, "No AWS region is called");
    desk.click("Use eu-west-1");
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.aws.region, "eu-west-1");
}

#[test]
fn pasted_keys_bring_their_end_and_a_presigned_url_that_outlives_them_is_shortened_by_a_click() {
    let mut desk = Desk::first_start();
    desk.enter("Access key ID");
    // The clock of the room stands at 2026-11-20 12:00:00.
    desk.paste(
        "{\"Credentials\":{\"AccessKeyId\":\"ASIAIOSFODNN7EXAMPLE\",\
         \"SecretAccessKey\":\"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\",\"SessionToken\":\"a-token\",\
         \"Expiration\":\"2026-11-20T12:10:00Z\"}}",
    );
    desk.settle();
    desk.click("Add signature to: Presigned URL");
    desk.settle();
    desk.assert_sees("and the URL with them, not after 15 minutes");
    desk.click("Use 10 minutes");
    desk.settle();
    let location = desk.tab().request.http.auth.aws.options.location;
    assert!(
        matches!(location, SignatureLocation::Query { expires_in: 600 }),
        "{location:?}"
    );
    desk.assert_sees_not("and the URL with them");
    *desk.room.now.lock().unwrap() += std::time::Duration::from_hours(2);
    desk.fill("Session token", "b-token");
    desk.assert_sees("These credentials expired");
}

#[test]
fn the_line_below_the_url_says_what_goes_out_and_mends_it() {
    let mut desk = Desk::first_start();
    desk.fill_by_paste(
        "URL",
        " http://abcd123456.execute-api.us-east-1.amazonaws.com/dev//a b?c=1+2 ",
    );
    for (fix, url) in [
        (
            "Write %2B, a plus",
            " http://abcd123456.execute-api.us-east-1.amazonaws.com/dev//a b?c=1%2B2 ",
        ),
        (
            "Remove the blanks",
            "http://abcd123456.execute-api.us-east-1.amazonaws.com/dev//a b?c=1%2B2",
        ),
        (
            "Use https",
            "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev//a b?c=1%2B2",
        ),
        (
            "Use one slash",
            "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/a b?c=1%2B2",
        ),
    ] {
        desk.click(fix);
        desk.settle();
        assert_eq!(desk.tab().request.http.url, url);
    }
    desk.assert_sees("Sent as /dev/a%20b?c=1%2B2");
    desk.fill("URL", "h.example/dev");
    desk.click("Write https://");
    desk.settle();
    assert_eq!(desk.tab().request.http.url, "https://h.example/dev");
    desk.assert_sees_not("Sent as");
    desk.fill("URL", "https://abcd123456.execute-api.us-east-1.amazonaws.com/");
    desk.assert_sees("The path names no stage");
}

#[test]
fn a_url_without_auth_gets_no_word_on_keys() {
    let mut desk = Desk::first_start();
    desk.fill("Session token", "stale");
    desk.tab_mut().request.http.auth.kind = AuthKind::None;
    desk.settle();
    assert!(desk.tab().live.fields.is_empty());
}

#[test]
fn opening_the_advanced_options_brings_them_into_sight() {
    let mut desk = Desk::first_start();
    desk.assert_sees_not("Content hash header");
    desk.click("Advanced signing options");
    desk.settle();
    let shown = desk.drawn();
    let row = |words: &str| shown.iter().find(|text| text.text == words).unwrap();
    for words in ["Payload", "Content hash header", "Path encoding"] {
        assert!(row(words).seen.height() > 10.0, "{words} is in sight");
    }
}

#[test]
fn a_paste_of_a_megabyte_into_the_url_is_kept_whole_and_shown_by_its_beginning() {
    let mut desk = Desk::first_start();
    let before = desk.tab().request.http.url.clone();
    let url = format!("https://h.example/?q={}", "é<{{".repeat(200_000));
    desk.fill_by_paste("URL", &url);
    assert_eq!(desk.tab().request.http.url, url);
    desk.assert_sees("1.0 MB");
    let laid_out = desk.drawn().iter().map(|drawn| drawn.text.len()).max();
    assert!(
        laid_out < Some(10_000),
        "{laid_out:?} bytes of one text are laid out"
    );
    assert_eq!(
        desk.tab().live.problem.as_ref().map(|problem| problem.kind),
        Some("url-too-long")
    );
    desk.ctrl(Key::Z);
    desk.settle();
    assert_eq!(desk.tab().request.http.url, before);
    desk.fill_by_paste("URL", &url);
    desk.click("Clear URL");
    desk.settle();
    assert_eq!(desk.tab().request.http.url, "");
    desk.fill("URL", "https://h.example/");
    assert_eq!(desk.tab().request.http.url, "https://h.example/");
}

#[test]
fn a_long_header_value_is_sent_to_the_last_byte() {
    let server = recorder();
    let mut desk = Desk::first_start();
    desk.fill("URL", &execute_api(server.port(), "/dev/pets"));
    desk.run(Command::ShowHeaders);
    desk.click("Add header");
    desk.settle();
    desk.fill("Header 1 name", "x-long");
    let value = format!("{}end", "0123456789".repeat(7_000));
    desk.fill_by_paste("Header 1 value", &value);
    desk.assert_sees("70 kB");
    assert_eq!(desk.tab().request.http.headers[0].value, value);
    desk.send();
    let sent = String::from_utf8(server.next()).unwrap();
    assert!(sent.contains(&format!("\r\nx-long: {value}\r\n")));
}

#[test]
fn long_pastes_into_the_key_fields_are_kept_whole_and_told_nobody() {
    let mut desk = Desk::first_start();
    let token = "IQoJb3JpZ2luX2VjE".repeat(5_000);
    desk.fill("Access key ID", "ASIAIOSFODNN7EXAMPLE");
    desk.fill_by_paste("Session token", &token);
    let kept = desk
        .tab()
        .request
        .http
        .auth
        .aws
        .session_token
        .expose_for_signing()
        == token;
    assert!(kept, "to the last byte");
    assert!(!desk.everything_told().contains("IQoJb3JpZ2luX2VjE"));
}

#[test]
fn notes_on_parameters_and_headers_stand_at_their_rows_too() {
    let mut desk = Desk::first_start();
    desk.fill(
        "URL",
        "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev?a=1+2&b=3",
    );
    desk.run(Command::ShowParams);
    desk.settle();
    let plus = "A + in the query is signed as a space";
    let count = |desk: &Desk| desk.texts().iter().filter(|text| text.contains(plus)).count();
    assert_eq!(count(&desk), 2, "below the URL and at the row");
    desk.click("Send parameter 1");
    desk.settle();
    assert_eq!(count(&desk), 0, "a row that is off is not sent");
    desk.run(Command::ShowHeaders);
    desk.click("Add header");
    desk.settle();
    desk.fill("Header 1 name", "X-Amz-Date");
    desk.fill("Header 1 value", "20261120T120000Z");
    desk.assert_sees("The x-amz-date row is not sent: signing sets this header");
}
