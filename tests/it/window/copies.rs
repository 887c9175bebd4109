//! The request as text for other tools: what is copied is what was sent, and what the message says of it holds.

use countersign::demo::{DEMO_SECRET, TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use countersign::formats::request_from_curl;
use countersign::model::{AuthKind, SignatureLocation};
use countersign::ui::command::Command;
use countersign::ui::shown_signature::Side;

use super::test_window::TestWindow;
use crate::support::order::execute_api;
use crate::support::server::recorder;

const FORMS: [Command; 5] = [
    Command::CopyAsCurlEnv,
    Command::CopyAsCurlSigned,
    Command::CopyAsAwscurl,
    Command::CopyAsRaw,
    Command::CopyAsPresignedUrl,
];

#[test]
fn raw_http_is_what_the_server_received_live_and_as_sent() {
    let server = recorder();
    let mut window = TestWindow::first_start();
    window.fill("URL", &execute_api(server.port(), "/dev/pets?limit=2"));
    window.run(Command::PinTime);
    window.run(Command::CopyAsRaw);
    window.send();
    assert_eq!(window.tab().signature.side, Side::AsSent);
    window.run(Command::CopyAsRaw);
    let bytes = String::from_utf8(server.next()).unwrap();
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_ascii_lowercase).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&window.copied[0]), sorted(&bytes));
    assert_eq!(sorted(&window.copied[1]), sorted(&bytes));
    window.assert_sees("Copied as raw HTTP: signed once, works for 15 minutes");
}

#[test]
fn commands_that_sign_by_themselves_hold_no_key_and_say_so() {
    let mut window = TestWindow::first_start();
    for command in [Command::CopyAsCurlEnv, Command::CopyAsAwscurl] {
        window.run(command);
        window.settle();
        let text = window.copied.pop().unwrap();
        assert!(!text.contains(DEMO_SECRET), "{text}");
        window.assert_sees("no secret of the key fields in it");
    }
    // A secret that somebody typed into the request itself is in the text.
    window.fill(
        "URL",
        &format!("{{{{demo}}}}/dev/pets?x={}", DEMO_SECRET.replace('/', "-")),
    );
    window.tab_mut().draft.request.http.auth.aws.secret_access_key = DEMO_SECRET.replace('/', "-").into();
    window.settle();
    window.run(Command::CopyAsCurlEnv);
    window.settle();
    window.assert_sees("one of your secrets is in it");
}

#[test]
fn a_session_token_in_the_text_is_said() {
    let mut window = TestWindow::first_start();
    let aws = &mut window.tab_mut().draft.request.http.auth.aws;
    TEMPORARY_KEY_ID.clone_into(&mut aws.access_key_id);
    aws.secret_access_key = TEMPORARY_SECRET.to_owned().into();
    aws.session_token = TEMPORARY_TOKEN.to_owned().into();
    window.settle();
    window.run(Command::CopyAsCurlSigned);
    window.settle();
    assert!(window.copied[0].contains(TEMPORARY_TOKEN) && !window.copied[0].contains(TEMPORARY_SECRET));
    window.assert_sees("The text holds the session token");
    window.run(Command::CopyAsCurlEnv);
    assert!(!window.copied[1].contains(TEMPORARY_TOKEN));
}

#[test]
fn a_copied_command_is_the_request_again_when_it_is_pasted() {
    let mut window = TestWindow::first_start();
    window.run(Command::CopyAsCurlSigned);
    let command = window.copied.pop().unwrap();
    let read = request_from_curl(&command).unwrap().request;
    let report = window.report_live();
    let authorization = read
        .http
        .headers
        .iter()
        .find(|row| row.name.eq_ignore_ascii_case("authorization"));
    assert_eq!(authorization.unwrap().value, report.authorization.as_str());
    assert_eq!(read.http.auth.kind, AuthKind::None);
    window.enter("URL");
    window.paste(&command);
    window.send();
    assert_eq!(window.status(), 200, "the pasted signature is good");
}

#[test]
fn what_can_not_be_copied_says_why_and_leaves_the_clipboard_alone() {
    let mut window = TestWindow::first_start();
    window.run(Command::CopyAsPresignedUrl);
    window.settle();
    window.assert_sees("Not copied. The signature stands in the Authorization header");
    window.tab_mut().draft.request.http.auth.aws.options.location =
        SignatureLocation::Query { expires_in: 60 };
    window.settle();
    window.run(Command::CopyAsAwscurl);
    window.settle();
    window.assert_sees("Not copied. The signature stands in the URL");
    window.run(Command::NewTab);
    window.settle();
    for command in FORMS {
        let before = window.app().messages().len();
        window.run(command);
        let said = window.app().messages();
        assert!(
            said.last().unwrap().starts_with("Not copied. "),
            "{command:?} {before} {said:?}"
        );
    }
    // With the documented example key in place of missing ones nothing is copied as if it were signed.
    window.fill("URL", "{{demo}}/dev/pets");
    for command in FORMS {
        window.run(command);
    }
    assert!(window.copied.is_empty(), "{:?}", window.copied);
}
