//! What the editor says while a request is being typed: placeholders, keys that can not be right, a URL that goes out
//! otherwise, and the one click that puts each right.

use countersign::model::{AuthKind, Outcome, SignatureLocation};
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};

use super::test_window::TestWindow;
use crate::support::order::{SECRET, execute_api};
use crate::support::server::recorder;

const TEMPLATE: &str = "https://<Api-id>.execute-api.{region}.amazonaws.com/<stage>/pets/{petId}";

#[test]
fn tab_goes_through_the_placeholders_of_a_pasted_url_and_typing_fills_them_in() {
    let mut window = TestWindow::first_start();
    window.fill_by_paste("URL", TEMPLATE);
    window.assert_sees("The URL's host has the placeholder <Api-id>");
    assert_eq!(
        window.tab().draft.live.hint,
        None,
        "nothing is read from a placeholder"
    );
    window.type_text("abcd123456");
    window.press(Modifiers::NONE, Key::Tab);
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("URL"));
    window.assert_sees("The URL's host has the placeholder {region}");
    window.type_text("eu-west-1");
    window.press(Modifiers::NONE, Key::Tab);
    window.settle();
    window.assert_sees("Replace the placeholder <stage>");
    window.press(Modifiers::SHIFT, Key::Tab);
    window.settle();
    assert_ne!(window.focused().as_deref(), Some("URL"), "none stands before");
    window.click("Select it");
    window.settle();
    assert_eq!(window.focused().as_deref(), Some("URL"));
    window.type_text("dev");
    window.settle();
    let filled = "https://abcd123456.execute-api.eu-west-1.amazonaws.com/dev/pets/{petId}";
    assert_eq!(window.tab().draft.request.http.url, filled);
    window.assert_sees_not("placeholder");
    assert_eq!(window.field("Region").value().as_deref(), Some("eu-west-1"));
    window.press(Modifiers::NONE, Key::Tab);
    window.settle();
    assert_ne!(
        window.focused().as_deref(),
        Some("URL"),
        "after the last one Tab leaves"
    );
}

#[test]
fn a_request_with_a_placeholder_in_its_host_is_not_sent_and_says_why() {
    let mut window = TestWindow::first_start();
    window.fill("URL", "https://<Api-id>.execute-api.us-east-1.amazonaws.com/dev");
    assert_eq!(
        window.field("Region").value().as_deref(),
        Some("us-east-1"),
        "the rest is read"
    );
    window.send();
    let Outcome::Failed(failure) = &window.sent().exchange.outcome else {
        panic!("{:?}", window.sent().exchange.outcome);
    };
    assert_eq!(failure.kind, "host-has-placeholder");
    assert!(window.sent().exchange.wire.is_none());
}

#[test]
fn swapped_keys_are_swapped_back_by_a_click() {
    let mut window = TestWindow::first_start();
    let id = window.tab().draft.request.http.auth.aws.access_key_id.clone();
    window.fill("Access key ID", SECRET);
    window.fill("Secret access key", &id);
    window.assert_sees("This looks like a secret access key, not like its ID");
    window.click("Swap");
    window.settle();
    let aws = &window.tab().draft.request.http.auth.aws;
    assert_eq!(aws.access_key_id, id);
    assert_eq!(aws.secret_access_key.expose_for_signing(), SECRET);
    window.assert_sees_not("This looks like");
    assert!(!window.has_button("Swap"));
}

#[test]
fn each_problem_of_a_key_is_said_once_and_mended_at_its_field() {
    let mut window = TestWindow::first_start();
    let once = |window: &TestWindow, words: &str| {
        let count = window.texts().iter().filter(|text| text.contains(words)).count();
        assert_eq!(count, 1, "{words}: {:#?}", window.texts());
    };
    let stale = "Keys that start with AKIA are long-term and have no session token";
    window.fill("Session token", "stale");
    once(&window, stale);
    window.click("Clear the session token");
    window.settle();
    window.assert_sees_not(stale);
    assert!(window.tab().draft.request.http.auth.aws.session_token.is_empty());
    let id = window.tab().draft.request.http.auth.aws.access_key_id.clone();
    window.fill("Access key ID", &format!(" {id} "));
    once(&window, "White space was removed from the access key ID");
    window.click("Remove the blanks");
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.aws.access_key_id, id);
    window.fill("Region", "eu-west-1");
    once(
        &window,
        "The typed region eu-west-1 is signed, but the host says us-east-1",
    );
    window.click("Use us-east-1");
    window.settle();
    window.assert_sees_not("is signed, but");
    window.fill("URL", "https://api.example.com/dev");
    window.fill("Region", "eu-west1");
    once(&window, "No AWS region is called");
    window.click("Use eu-west-1");
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.aws.region, "eu-west-1");
}

#[test]
fn pasted_keys_bring_their_end_and_a_presigned_url_that_outlives_them_is_shortened_by_a_click() {
    let mut window = TestWindow::first_start();
    window.enter("Access key ID");
    // The clock of the machine stands at 2026-11-20 12:00:00.
    window.paste(
        "{\"Credentials\":{\"AccessKeyId\":\"ASIAIOSFODNN7EXAMPLE\",\
         \"SecretAccessKey\":\"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\",\"SessionToken\":\"a-token\",\
         \"Expiration\":\"2026-11-20T12:10:00Z\"}}",
    );
    window.settle();
    window.click("Add signature to: Presigned URL");
    window.settle();
    window.assert_sees("and the URL with them, not after 15 minutes");
    window.click("Use 10 minutes");
    window.settle();
    let location = window.tab().draft.request.http.auth.aws.options.location;
    assert!(
        matches!(location, SignatureLocation::Query { expires_in: 600 }),
        "{location:?}"
    );
    window.assert_sees_not("and the URL with them");
    *window.machine.now.lock().unwrap() += std::time::Duration::from_hours(2);
    window.fill("Session token", "b-token");
    window.assert_sees("These credentials expired");
}

#[test]
fn the_line_below_the_url_says_what_goes_out_and_mends_it() {
    let mut window = TestWindow::first_start();
    window.fill_by_paste(
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
        window.click(fix);
        window.settle();
        assert_eq!(window.tab().draft.request.http.url, url);
    }
    window.assert_sees("Sent as /dev/a%20b?c=1%2B2");
    window.fill("URL", "h.example/dev");
    window.click("Write https://");
    window.settle();
    assert_eq!(window.tab().draft.request.http.url, "https://h.example/dev");
    window.assert_sees_not("Sent as");
    window.fill("URL", "https://abcd123456.execute-api.us-east-1.amazonaws.com/");
    window.assert_sees("The path names no stage");
}

#[test]
fn a_url_without_auth_gets_no_word_on_keys() {
    let mut window = TestWindow::first_start();
    window.fill("Session token", "stale");
    window.tab_mut().draft.request.http.auth.kind = AuthKind::None;
    window.settle();
    assert!(window.tab().draft.live.fields.is_empty());
}

#[test]
fn opening_the_advanced_options_brings_them_into_sight() {
    let mut window = TestWindow::first_start();
    window.assert_sees_not("Content hash header");
    window.click("Advanced signing options");
    window.settle();
    let shown = window.drawn();
    let row = |words: &str| shown.iter().find(|text| text.text == words).unwrap();
    for words in ["Payload", "Content hash header", "Path encoding"] {
        assert!(row(words).seen.height() > 10.0, "{words} is in sight");
    }
}

#[test]
fn a_paste_of_a_megabyte_into_the_url_is_kept_whole_and_shown_by_its_beginning() {
    let mut window = TestWindow::first_start();
    let before = window.tab().draft.request.http.url.clone();
    let url = format!("https://h.example/?q={}", "é<{{".repeat(200_000));
    window.fill_by_paste("URL", &url);
    assert_eq!(window.tab().draft.request.http.url, url);
    window.assert_sees("1.0 MB");
    let laid_out = window.drawn().iter().map(|drawn| drawn.text.len()).max();
    assert!(
        laid_out < Some(10_000),
        "{laid_out:?} bytes of one text are laid out"
    );
    assert_eq!(
        window
            .tab()
            .draft
            .live
            .problem
            .as_ref()
            .map(|problem| problem.kind),
        Some("url-too-long")
    );
    window.ctrl(Key::Z);
    window.settle();
    assert_eq!(window.tab().draft.request.http.url, before);
    window.fill_by_paste("URL", &url);
    window.click("Clear URL");
    window.settle();
    assert_eq!(window.tab().draft.request.http.url, "");
    window.fill("URL", "https://h.example/");
    assert_eq!(window.tab().draft.request.http.url, "https://h.example/");
}

#[test]
fn a_long_header_value_is_sent_to_the_last_byte() {
    let server = recorder();
    let mut window = TestWindow::first_start();
    window.fill("URL", &execute_api(server.port(), "/dev/pets"));
    window.run(Command::ShowHeaders);
    window.click("Add header");
    window.settle();
    window.fill("Header 1 name", "x-long");
    let value = format!("{}end", "0123456789".repeat(7_000));
    window.fill_by_paste("Header 1 value", &value);
    window.assert_sees("70 kB");
    assert_eq!(window.tab().draft.request.http.headers[0].value, value);
    window.send();
    let sent = String::from_utf8(server.next()).unwrap();
    assert!(sent.contains(&format!("\r\nx-long: {value}\r\n")));
}

#[test]
fn long_pastes_into_the_key_fields_are_kept_whole_and_told_nobody() {
    let mut window = TestWindow::first_start();
    let token = "IQoJb3JpZ2luX2VjE".repeat(5_000);
    window.fill("Access key ID", "ASIAIOSFODNN7EXAMPLE");
    window.fill_by_paste("Session token", &token);
    let kept = window
        .tab()
        .draft
        .request
        .http
        .auth
        .aws
        .session_token
        .expose_for_signing()
        == token;
    assert!(kept, "to the last byte");
    assert!(!window.everything_told().contains("IQoJb3JpZ2luX2VjE"));
}

#[test]
fn notes_on_parameters_and_headers_stand_at_their_rows_too() {
    let mut window = TestWindow::first_start();
    window.fill(
        "URL",
        "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev?a=1+2&b=3",
    );
    window.run(Command::ShowParams);
    window.settle();
    let plus = "A + in the query is signed as a space";
    let count = |window: &TestWindow| window.texts().iter().filter(|text| text.contains(plus)).count();
    assert_eq!(count(&window), 2, "below the URL and at the row");
    window.click("Send parameter 1");
    window.settle();
    assert_eq!(count(&window), 0, "a row that is off is not sent");
    window.run(Command::ShowHeaders);
    window.click("Add header");
    window.settle();
    window.fill("Header 1 name", "X-Amz-Date");
    window.fill("Header 1 value", "20261120T120000Z");
    window.assert_sees("The x-amz-date row is not sent: signing sets this header");
}
