//! The request as text for other tools: what is copied is what was sent, and what the message says of it holds.

use countersign::demo::{DEMO_SECRET, TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use countersign::formats::request_from_curl;
use countersign::model::{AuthKind, SignatureLocation};
use countersign::ui::command::Command;
use countersign::ui::tab::Side;

use super::desk::Desk;
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
    let mut desk = Desk::first_start();
    desk.fill("URL", &execute_api(server.port(), "/dev/pets?limit=2"));
    desk.run(Command::PinTime);
    desk.run(Command::CopyAsRaw);
    desk.send();
    assert_eq!(desk.tab().side, Side::AsSent);
    desk.run(Command::CopyAsRaw);
    let bytes = String::from_utf8(server.next()).unwrap();
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_ascii_lowercase).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&desk.copied[0]), sorted(&bytes));
    assert_eq!(sorted(&desk.copied[1]), sorted(&bytes));
    desk.assert_sees("Copied as raw HTTP: signed once, works for 15 minutes");
}

#[test]
fn commands_that_sign_by_themselves_hold_no_key_and_say_so() {
    let mut desk = Desk::first_start();
    for command in [Command::CopyAsCurlEnv, Command::CopyAsAwscurl] {
        desk.run(command);
        desk.settle();
        let text = desk.copied.pop().unwrap();
        assert!(!text.contains(DEMO_SECRET), "{text}");
        desk.assert_sees("no secret of the key fields in it");
    }
    // A secret that somebody typed into the request itself is in the text.
    desk.fill(
        "URL",
        &format!("{{{{demo}}}}/dev/pets?x={}", DEMO_SECRET.replace('/', "-")),
    );
    desk.tab_mut().request.http.auth.aws.secret_access_key = DEMO_SECRET.replace('/', "-").into();
    desk.settle();
    desk.run(Command::CopyAsCurlEnv);
    desk.settle();
    desk.assert_sees("one of your secrets is in it");
}

#[test]
fn a_session_token_in_the_text_is_said() {
    let mut desk = Desk::first_start();
    let aws = &mut desk.tab_mut().request.http.auth.aws;
    TEMPORARY_KEY_ID.clone_into(&mut aws.access_key_id);
    aws.secret_access_key = TEMPORARY_SECRET.to_owned().into();
    aws.session_token = TEMPORARY_TOKEN.to_owned().into();
    desk.settle();
    desk.run(Command::CopyAsCurlSigned);
    desk.settle();
    assert!(desk.copied[0].contains(TEMPORARY_TOKEN) && !desk.copied[0].contains(TEMPORARY_SECRET));
    desk.assert_sees("The text holds the session token");
    desk.run(Command::CopyAsCurlEnv);
    assert!(!desk.copied[1].contains(TEMPORARY_TOKEN));
}

#[test]
fn a_copied_command_is_the_request_again_when_it_is_pasted() {
    let mut desk = Desk::first_start();
    desk.run(Command::CopyAsCurlSigned);
    let command = desk.copied.pop().unwrap();
    let read = request_from_curl(&command).unwrap().request;
    let report = desk.report_live();
    let authorization = read
        .http
        .headers
        .iter()
        .find(|row| row.name.eq_ignore_ascii_case("authorization"));
    assert_eq!(authorization.unwrap().value, report.authorization.as_str());
    assert_eq!(read.http.auth.kind, AuthKind::None);
    desk.enter("URL");
    desk.paste(&command);
    desk.send();
    assert_eq!(desk.status(), 200, "the pasted signature is good");
}

#[test]
fn what_can_not_be_copied_says_why_and_leaves_the_clipboard_alone() {
    let mut desk = Desk::first_start();
    desk.run(Command::CopyAsPresignedUrl);
    desk.settle();
    desk.assert_sees("Not copied. The signature stands in the Authorization header");
    desk.tab_mut().request.http.auth.aws.options.location = SignatureLocation::Query { expires_in: 60 };
    desk.settle();
    desk.run(Command::CopyAsAwscurl);
    desk.settle();
    desk.assert_sees("Not copied. The signature stands in the URL");
    desk.run(Command::NewTab);
    desk.settle();
    for command in FORMS {
        let before = desk.app().messages().len();
        desk.run(command);
        let said = desk.app().messages();
        assert!(
            said.last().unwrap().starts_with("Not copied. "),
            "{command:?} {before} {said:?}"
        );
    }
    // With the documented example key in place of missing ones nothing is copied as if it were signed.
    desk.fill("URL", "{{demo}}/dev/pets");
    for command in FORMS {
        desk.run(command);
    }
    assert!(desk.copied.is_empty(), "{:?}", desk.copied);
}
