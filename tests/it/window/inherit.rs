//! The shared authorization and the requests that inherit it.
//!
//! Long because one place after another that shows or sends credentials has to follow it.

use std::sync::Arc;

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET};
use countersign::model::{AuthKind, Outcome, SignatureLocation};
use countersign::store::keys::{KeyStore, MemoryKeyStore, NoKeyStore};
use countersign::ui::command::Command;
use countersign::ui::context::DemoStatus;
use countersign::ui::tab::{CredentialsUsed, SecretNote, Side};
use eframe::egui::{Key, Modifiers};

use super::desk::{Desk, Room};
use crate::support::order::execute_api;
use crate::support::server::{Server, recorder};

const TEMPORARY: &str = "ASIAIOSFODNN7EXAMPLE";
const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLEtokenEXAMPLEtokenEXAMPLEtokenEXAMPLEtokenEXAMPLEtoken==";
/// No published example.
const CANARY: &str = "Canary/Secret+Key=1234567890/abcdefghijk";

/// The first sample, which inherits.
fn inheriting() -> Desk {
    inheriting_in(Room::default())
}

fn inheriting_in(room: Room) -> Desk {
    let mut desk = Desk::start(room);
    inherit(&mut desk);
    desk
}

fn inherit(desk: &mut Desk) {
    desk.click("Auth: Inherit");
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::Inherit);
}

/// Sets AWS Signature up on the page of the shared authorization.
fn share(desk: &mut Desk, id: &str, secret: &str) {
    open_page(desk);
    desk.click("Shared auth: AWS Signature");
    desk.settle();
    desk.fill("Access key ID", id);
    desk.fill("Secret access key", secret);
    close_page(desk);
}

fn open_page(desk: &mut Desk) {
    desk.run(Command::EditSharedAuth);
    desk.settle();
    desk.assert_sees("for every request whose auth is Inherit");
}

fn close_page(desk: &mut Desk) {
    desk.click("Close");
    desk.settle();
    desk.assert_sees_not("for every request whose auth is Inherit");
}

/// A listener that must not see a single byte.
fn untouched() -> Server<()> {
    Server::start(|mut connection, _| {
        connection.wait_for(b"");
        panic!("bytes came");
    })
}

fn exports(id: &str, secret: &str, token: &str) -> String {
    format!(
        "export AWS_ACCESS_KEY_ID={id}\nexport AWS_SECRET_ACCESS_KEY={secret}\nexport AWS_SESSION_TOKEN={token}\n"
    )
}

#[test]
fn with_nothing_set_up_not_a_byte_leaves_and_both_panes_say_why() {
    let server = untouched();
    let mut desk = Desk::first_start();
    desk.fill("URL", &execute_api(server.port(), "/dev/pets"));
    inherit(&mut desk);
    desk.assert_sees("Nothing: the shared authorization is not set up");
    desk.assert_sees("Auth is Inherit, and the shared authorization is not set up");
    assert!(desk.tab().live.wire.is_none() && desk.tab().live.report.is_none());
    desk.send();
    let Outcome::Failed(failure) = &desk.sent().exchange.outcome else {
        panic!("{:?}", desk.sent().exchange.outcome);
    };
    assert_eq!(failure.kind, "nothing-to-inherit");
    assert_eq!(
        desk.tab().live.problem.as_ref().map(|problem| &problem.message),
        Some(&failure.message)
    );
    desk.assert_sees("Set the shared authorization up on the Auth tab, or choose another kind of auth there");
    desk.run(Command::TestProtection);
    desk.settle();
    desk.assert_sees("Not tested. Auth is Inherit, and the shared authorization is not set up");
    desk.run(Command::ShowLiveSignature);
    desk.run(Command::CopyAsRaw);
    desk.settle();
    desk.assert_sees("Not copied. auth is Inherit");
    assert_eq!(server.accepted(), 0);
}

#[test]
fn two_requests_take_it_and_a_change_of_it_changes_both() {
    let mut desk = inheriting();
    share(&mut desk, DEMO_KEY_ID, DEMO_SECRET);
    desk.assert_sees("AWS Signature from the shared authorization");
    desk.assert_sees("Shared keys");
    desk.assert_sees("proved");
    desk.send();
    assert_eq!(desk.status(), 200);
    assert_eq!(desk.report_sent().access_key_id, DEMO_KEY_ID);
    // The other sample has a wrong secret of its own, and the right one is shared.
    desk.run(Command::NextTab);
    desk.settle();
    desk.send();
    assert_eq!(desk.status(), 403);
    inherit(&mut desk);
    desk.send();
    assert_eq!(desk.status(), 200);
    share(&mut desk, DEMO_KEY_ID, "another-secret-that-is-wrong-0000000000");
    assert_eq!(
        desk.tab().side,
        Side::Live,
        "an edit turns the pane to what is typed"
    );
    let before = desk.report_live().signature.clone();
    desk.send();
    assert_eq!(desk.status(), 403);
    desk.run(Command::PreviousTab);
    desk.settle();
    let live = desk.report_live().signature.clone();
    assert_ne!(live, desk.report_sent().signature, "made anew when it is shown");
    assert_ne!(live, before, "of another URL");
    desk.send();
    assert_eq!(desk.status(), 403);
    open_page(&mut desk);
    desk.assert_sees("2 of the open ones");
    desk.fill("Secret access key", DEMO_SECRET);
    close_page(&mut desk);
    desk.send();
    assert_eq!(desk.status(), 200);
    desk.run(Command::NextTab);
    desk.settle();
    desk.send();
    assert_eq!(desk.status(), 200);
}

#[test]
fn what_is_shown_is_signed_and_sent() {
    let server = recorder();
    let mut desk = Desk::first_start();
    desk.fill("URL", &execute_api(server.port(), "/dev/pets"));
    inherit(&mut desk);
    share(&mut desk, "AKIDSHARED", CANARY);
    desk.run(Command::PinTime);
    desk.settle();
    let live = desk.report_live().authorization.clone();
    desk.send();
    let bytes = String::from_utf8(server.next()).unwrap();
    assert!(
        bytes.contains(&format!("authorization: {}\r\n", live.as_str())),
        "{bytes}"
    );
    assert!(live.as_str().contains("Credential=AKIDSHARED/"));
    assert!(!bytes.contains(CANARY));
    desk.assert_sees("proved");
    assert!(!desk.everything_told().contains(CANARY));
}

#[test]
fn none_is_sent_unsigned_and_says_so() {
    let server = recorder();
    let mut desk = Desk::first_start();
    desk.fill("URL", &execute_api(server.port(), "/dev/pets"));
    inherit(&mut desk);
    open_page(&mut desk);
    desk.click("Shared auth: None");
    desk.settle();
    desk.assert_sees("Requests that inherit are sent without auth");
    close_page(&mut desk);
    desk.assert_sees("None from the shared authorization");
    desk.assert_sees("The shared authorization is None, so the request is sent unsigned, as it stands");
    desk.assert_sees("No auth, from the shared authorization");
    desk.send();
    assert_eq!(desk.status(), 200);
    let bytes = String::from_utf8(server.next()).unwrap().to_ascii_lowercase();
    assert!(
        !bytes.contains("authorization") && !bytes.contains("x-amz-"),
        "{bytes}"
    );
    assert!(desk.sent().exchange.report.is_none());
}

#[test]
fn the_other_kinds_are_inherited_too_and_stay_masked() {
    for (kind, field, line) in [
        (
            "Bearer token",
            "Token",
            "authorization: Bearer Canary1234567890\r\n",
        ),
        ("API key", "API key", "x-api-key: Canary1234567890\r\n"),
    ] {
        let server = recorder();
        let mut desk = Desk::first_start();
        desk.fill("URL", &execute_api(server.port(), "/dev/pets"));
        inherit(&mut desk);
        open_page(&mut desk);
        desk.click(&format!("Shared auth: {kind}"));
        desk.settle();
        close_page(&mut desk);
        desk.assert_sees("Not typed there yet");
        open_page(&mut desk);
        desk.fill(field, "Canary1234567890");
        close_page(&mut desk);
        desk.assert_sees(&format!("{kind} from the shared authorization"));
        desk.assert_sees("16 characters");
        desk.send();
        assert_eq!(desk.status(), 200);
        let bytes = String::from_utf8(server.next()).unwrap();
        assert!(bytes.contains(line), "{bytes}");
        desk.run(Command::ShowHeaders);
        desk.settle();
        assert!(!desk.everything_told().contains("Canary1234567890"), "{kind}");
    }
}

#[test]
fn missing_keys_are_previewed_and_never_sent() {
    let server = untouched();
    let mut desk = Desk::first_start();
    desk.fill("URL", &execute_api(server.port(), "/dev/pets"));
    inherit(&mut desk);
    open_page(&mut desk);
    desk.click("Shared auth: AWS Signature");
    desk.settle();
    close_page(&mut desk);
    assert_eq!(desk.tab().live.credentials, CredentialsUsed::Example);
    desk.assert_sees("signing needs an access key ID, and the field is empty");
    desk.send();
    let Outcome::Failed(failure) = &desk.sent().exchange.outcome else {
        panic!("{:?}", desk.sent().exchange.outcome);
    };
    assert_eq!(failure.kind, "access-key-id-missing");
    assert_eq!(server.accepted(), 0);
    // The card of the failure leads to where it is mended; the other button is in the auth section.
    desk.run(Command::ShowBody);
    desk.settle();
    desk.click("Edit the shared authorization…");
    desk.settle();
    desk.assert_sees("for every request whose auth is Inherit");
}

#[test]
fn region_and_service_come_from_each_host_unless_they_are_shared() {
    let mut desk = inheriting();
    share(&mut desk, DEMO_KEY_ID, DEMO_SECRET);
    let scope = |desk: &Desk| desk.report_live().credential_scope.as_str().to_owned();
    assert!(scope(&desk).ends_with("/us-east-1/execute-api/aws4_request"));
    assert_eq!(desk.texts().iter().filter(|text| *text == "from host").count(), 2);
    desk.fill("URL", "https://sqs.ap-south-1.amazonaws.com/");
    assert!(scope(&desk).ends_with("/ap-south-1/sqs/aws4_request"));
    open_page(&mut desk);
    desk.fill("Region", "eu-west-1");
    desk.assert_sees("for all");
    close_page(&mut desk);
    assert!(scope(&desk).ends_with("/eu-west-1/sqs/aws4_request"));
    desk.assert_sees("shared");
    assert!(
        desk.tab()
            .live
            .notes
            .iter()
            .any(|note| note.rule == "region-contradicts-host"),
        "{:?}",
        desk.tab().live.notes
    );
    desk.assert_sees("ap-south-1");
    assert!(
        desk.tab().request.http.auth.aws.region.is_empty(),
        "nothing is typed into the request"
    );
}

#[test]
fn a_request_keeps_its_own_choice_of_signed_headers() {
    let mut desk = inheriting();
    share(&mut desk, DEMO_KEY_ID, DEMO_SECRET);
    let row = countersign::model::HeaderRow::new("x-mine", "1");
    desk.tab_mut().request.http.headers.push(row);
    let options = &mut desk.tab_mut().request.http.auth.aws.options;
    options.unsigned_headers.push("x-mine".to_owned());
    desk.settle();
    let signed = |desk: &Desk| desk.report_live().canonical_request.as_str().contains("x-mine");
    assert!(!signed(&desk));
    desk.tab_mut()
        .request
        .http
        .auth
        .aws
        .options
        .unsigned_headers
        .clear();
    desk.settle();
    assert!(signed(&desk));
    assert!(desk.app().shared_auth().aws.options.unsigned_headers.is_empty());
}

#[test]
fn a_presigned_url_is_inherited() {
    let mut desk = inheriting();
    share(&mut desk, DEMO_KEY_ID, DEMO_SECRET);
    open_page(&mut desk);
    desk.click("Add signature to: Presigned URL");
    desk.settle();
    close_page(&mut desk);
    let options = &desk.tab().auth().aws.options;
    assert_eq!(options.location, SignatureLocation::Query { expires_in: 900 });
    desk.send();
    assert_eq!(desk.status(), 200);
    desk.run(Command::CopyAsPresignedUrl);
    assert!(desk.copied[0].contains("X-Amz-Signature="), "{:?}", desk.copied);
}

#[test]
fn the_options_of_signing_are_shared_and_say_that_they_depend_on_the_service() {
    let mut desk = inheriting();
    share(&mut desk, DEMO_KEY_ID, DEMO_SECRET);
    open_page(&mut desk);
    desk.click("Advanced signing options");
    desk.settle();
    desk.assert_sees("Automatic: as the service of each request");
    assert!(!desk.has_button("Signing time: Fixed"), "a time is one request's");
    desk.click("Content hash header: Always");
    desk.settle();
    close_page(&mut desk);
    let canonical = desk.report_live().canonical_request.as_str();
    assert!(canonical.contains("x-amz-content-sha256:"), "{canonical}");
}

#[test]
fn it_comes_back_after_a_restart_and_its_secrets_from_the_key_store() {
    let store = Arc::new(MemoryKeyStore::default());
    let mut desk = inheriting_in(Room::with_key_store(Arc::clone(&store) as Arc<dyn KeyStore>));
    share(&mut desk, "AKIDSHARED", CANARY);
    open_page(&mut desk);
    desk.fill("Session token", TOKEN);
    desk.fill("Region", "eu-central-1");
    close_page(&mut desk);
    let before = desk.app().shared_auth().clone();
    let mut desk = desk.restart();
    assert_eq!(store.len(), 2);
    desk.until("the key store answers", |desk| {
        desk.app().shared_secrets().session_token == SecretNote::Kept
    });
    desk.settle();
    assert_eq!(*desk.app().shared_auth(), before);
    assert_eq!(
        desk.tab().live.problem,
        None,
        "ready to send without being touched"
    );
    assert_eq!(desk.report_live().access_key_id, "AKIDSHARED");
    desk.assert_sees("Secret access key: kept by this computer's key store");
    open_page(&mut desk);
    desk.press(Modifiers::COMMAND, Key::Z);
    desk.settle();
    assert_eq!(
        *desk.app().shared_auth(),
        before,
        "bringing a secret back is no edit"
    );
    let room = desk.close();
    for entry in walk(room.data_dir()) {
        let bytes = std::fs::read(&entry).unwrap();
        for secret in [CANARY, TOKEN] {
            assert_eq!(
                memchr::memmem::find(&bytes, secret.as_bytes()),
                None,
                "{}",
                entry.display()
            );
        }
    }
    let file = std::fs::read_to_string(room.data_dir().join("session.json")).unwrap();
    assert!(file.contains("AKIDSHARED"), "{file}");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn without_a_key_store_the_secret_is_missing_after_a_restart_and_nothing_is_sent() {
    let server = untouched();
    let mut desk = Desk::start(Room::with_key_store(Arc::new(NoKeyStore)));
    desk.fill("URL", &execute_api(server.port(), "/dev/pets"));
    inherit(&mut desk);
    share(&mut desk, "AKIDSHARED", CANARY);
    let mut desk = desk.restart();
    desk.until("the key store answers", |desk| {
        matches!(
            desk.app().shared_secrets().secret_access_key,
            SecretNote::Missing(_)
        )
    });
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::Inherit);
    desk.make_editor_higher(80.0);
    desk.settle();
    desk.assert_sees("Secret access key: typed before and not here now");
    desk.send();
    let Outcome::Failed(failure) = &desk.sent().exchange.outcome else {
        panic!("{:?}", desk.sent().exchange.outcome);
    };
    assert_eq!(failure.kind, "secret-missing");
    assert_eq!(server.accepted(), 0);
    // What is missing is missed after an edit of something else, too.
    open_page(&mut desk);
    desk.fill("Region", "eu-central-1");
    close_page(&mut desk);
    let mut desk = desk.restart();
    desk.until("the key store answers again", |desk| {
        matches!(
            desk.app().shared_secrets().secret_access_key,
            SecretNote::Missing(_)
        )
    });
}

#[test]
fn pasted_credentials_go_where_the_request_takes_them_from() {
    let mut desk = inheriting();
    let own = desk.tab().request.http.auth.aws.clone();
    desk.run(Command::NextTab);
    desk.settle();
    inherit(&mut desk);
    desk.paste(&exports(TEMPORARY, CANARY, TOKEN));
    desk.settle();
    assert_eq!(desk.app().shared_auth().kind, AuthKind::AwsSignature);
    assert_eq!(desk.app().shared_auth().aws.access_key_id, TEMPORARY);
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::Inherit);
    let said = desk.app().messages().join("\n");
    assert!(
        said.contains("into the shared authorization; 2 open requests inherit it"),
        "{said}"
    );
    assert!(!said.contains("They replace"), "{said}");
    assert_eq!(desk.report_live().access_key_id, TEMPORARY);
    desk.run(Command::PreviousTab);
    desk.settle();
    assert_eq!(desk.report_live().access_key_id, TEMPORARY);
    assert_eq!(
        desk.tab().request.http.auth.aws,
        own,
        "the keys of the request are left alone"
    );
    // On the page, too, and what was there can be had back.
    open_page(&mut desk);
    desk.paste(&exports(DEMO_KEY_ID, DEMO_SECRET, ""));
    desk.settle();
    assert_eq!(desk.app().shared_auth().aws.access_key_id, DEMO_KEY_ID);
    assert!(desk.app().shared_auth().aws.session_token.is_empty());
    let said = desk.app().messages().join("\n");
    assert!(
        said.contains(&format!(
            "They replace access key {TEMPORARY}: Undo on its page brings that back"
        )),
        "{said}"
    );
    desk.ctrl(Key::Z);
    desk.settle();
    let aws = &desk.app().shared_auth().aws;
    assert_eq!(aws.access_key_id, TEMPORARY);
    assert_eq!(aws.secret_access_key.expose_for_signing(), CANARY);
    desk.ctrl_shift(Key::Z);
    desk.settle();
    assert_eq!(desk.app().shared_auth().aws.access_key_id, DEMO_KEY_ID);
    close_page(&mut desk);
    desk.send();
    assert_eq!(desk.status(), 200);
}

#[test]
fn undo_of_a_tab_and_of_the_shared_authorization_are_two() {
    let mut desk = inheriting();
    share(&mut desk, DEMO_KEY_ID, DEMO_SECRET);
    let shared = desk.app().shared_auth().clone();
    desk.fill("URL", "{{demo}}/dev/pets");
    // Back past the choice of Inherit: the shared values stay as they are.
    while desk.tab().history.can_undo() {
        desk.ctrl(Key::Z);
        desk.settle();
    }
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::AwsSignature);
    assert_eq!(*desk.app().shared_auth(), shared);
    while desk.tab().history.can_redo() {
        desk.ctrl_shift(Key::Z);
        desk.settle();
    }
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::Inherit);
    assert_eq!(desk.tab().request.http.url, "{{demo}}/dev/pets");
    assert_eq!(*desk.app().shared_auth(), shared);
    open_page(&mut desk);
    let request = desk.tab().request.clone();
    desk.fill("Region", "eu-west-1");
    while !desk.app().shared_auth().aws.region.is_empty() {
        desk.ctrl(Key::Z);
        desk.settle();
    }
    assert_eq!(*desk.app().shared_auth(), shared);
    // Down to where nothing was set up.
    while desk.app().shared_auth().kind != AuthKind::Inherit {
        desk.ctrl(Key::Z);
        desk.settle();
    }
    assert_eq!(desk.app().shared_auth().kind, AuthKind::Inherit);
    assert!(desk.app().shared_auth().aws.secret_access_key.is_empty());
    assert_eq!(desk.tab().request, request, "the tab behind is left alone");
    assert!(desk.tab().live.report.is_none());
}

#[test]
fn nobody_reads_the_key_id_while_presenting() {
    let mut desk = inheriting();
    share(&mut desk, "AKIDSHAREDFORALL", DEMO_SECRET);
    desk.assert_sees("AKIDSHAREDFORALL");
    desk.run(Command::Present);
    desk.settle();
    desk.assert_sees_not("AKIDSHAREDFORALL");
    desk.assert_sees("AKID••••••••");
    open_page(&mut desk);
    desk.assert_sees_not("AKIDSHAREDFORALL");
    close_page(&mut desk);
    desk.run(Command::ExplainSteps);
    for step in 1..=13 {
        desk.settle();
        assert!(!desk.sees("AKIDSHAREDFORALL"), "step {step}");
        desk.press(Modifiers::NONE, Key::ArrowRight);
    }
}

#[test]
fn copies_and_reports_are_of_the_inherited_auth_and_hold_no_secret() {
    let mut desk = inheriting();
    share(&mut desk, DEMO_KEY_ID, CANARY);
    for side in ["live", "as sent"] {
        if side == "as sent" {
            desk.send();
        }
        desk.copied.clear();
        for command in [
            Command::CopyAsCurlEnv,
            Command::CopyAsCurlSigned,
            Command::CopyAsRaw,
            Command::CopySignatureReport,
            Command::CopyAuthorization,
        ] {
            desk.run(command);
        }
        let [with_keys, signed, raw, sheet, authorization] = desk.copied.as_slice() else {
            panic!("{side}: {:?}", desk.copied);
        };
        assert!(with_keys.contains("--aws-sigv4"), "{with_keys}");
        assert!(signed.contains(authorization.as_str()), "{signed}");
        assert!(raw.contains(&format!("authorization: {authorization}")), "{raw}");
        assert!(sheet.contains(DEMO_KEY_ID), "{sheet}");
        for text in &desk.copied {
            assert!(!text.contains(CANARY), "{side}: {text}");
        }
    }
}

#[test]
fn the_protection_test_takes_the_shared_keys() {
    let mut desk = inheriting();
    share(&mut desk, DEMO_KEY_ID, DEMO_SECRET);
    desk.run(Command::TestProtection);
    desk.until("three verdicts", |desk| !desk.sees("Waiting"));
    desk.assert_sees("Refused, as it should be");
    desk.assert_sees("The credentials are accepted");
    desk.click("Close");
    desk.settle();
    assert_eq!(
        desk.app()
            .shared_auth()
            .aws
            .secret_access_key
            .expose_for_signing(),
        DEMO_SECRET
    );
}

#[test]
fn credentials_of_a_reply_are_shared_when_the_request_inherits() {
    let mut desk = inheriting();
    share(&mut desk, DEMO_KEY_ID, DEMO_SECRET);
    let DemoStatus::Ready { port, .. } = desk.app().demo() else {
        panic!("the embedded server runs")
    };
    let role: String =
        url::form_urlencoded::byte_serialize(countersign::demo::DEMO_ROLE.as_bytes()).collect();
    let url = format!(
        "http://sts.us-east-1.localhost:{port}/?Action=AssumeRole&Version=2011-06-15&RoleArn={role}&RoleSessionName=me"
    );
    desk.fill_by_paste("URL", &url);
    desk.send();
    assert_eq!(desk.status(), 200);
    assert!(!desk.has_button("Use as credentials"));
    desk.click("Use as shared credentials");
    desk.settle();
    assert!(desk.app().shared_auth().aws.access_key_id.starts_with("ASIA"));
    assert!(desk.app().shared_auth().aws.expiry.is_some());
    desk.fill_by_paste("URL", "{{demo}}/dev/pets");
    desk.send();
    assert_eq!(desk.status(), 200, "the role may call the API");
    // A tab with keys of its own can share what its reply gave.
    open_page(&mut desk);
    desk.fill("Access key ID", DEMO_KEY_ID);
    desk.fill("Secret access key", DEMO_SECRET);
    desk.fill("Session token", "");
    close_page(&mut desk);
    desk.click("Auth: AWS Signature");
    desk.settle();
    desk.fill_by_paste("URL", &url);
    desk.send();
    desk.click("Use in another tab…");
    desk.settle();
    desk.click("The shared authorization");
    desk.settle();
    desk.assert_sees("for every request whose auth is Inherit: none of the open ones");
    assert!(desk.app().shared_auth().aws.access_key_id.starts_with("ASIA"));
    assert_eq!(desk.tab().request.http.auth.aws.access_key_id, DEMO_KEY_ID);
}

#[test]
fn a_new_request_inherits_once_there_is_something_to_inherit() {
    let mut desk = Desk::first_start();
    desk.run(Command::NewTab);
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::AwsSignature);
    // Its own key fields would stand behind those of the page.
    desk.click("Auth: None");
    desk.settle();
    share(&mut desk, DEMO_KEY_ID, DEMO_SECRET);
    desk.run(Command::NewTab);
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::Inherit);
    desk.type_text("{{demo}}/dev/pets/2?then=1");
    desk.settle();
    desk.send();
    assert_eq!(desk.status(), 200);
    desk.fill("URL", "https://example.com/something-else");
    // Opened again from the past, it inherits what is shared then.
    share(&mut desk, DEMO_KEY_ID, "another-secret-that-is-wrong-0000000000");
    desk.ctrl(Key::K);
    desk.settle();
    desk.type_text("pets/2?then");
    desk.settle();
    desk.press(Modifiers::NONE, Key::Enter);
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::Inherit);
    assert!(
        desk.tab().request.http.auth.aws.secret_access_key.is_empty(),
        "no copy of the shared keys"
    );
    desk.send();
    assert_eq!(desk.status(), 403);
}

/// Answers with a redirect and gives the request.
fn redirecting(to: String) -> Server<Vec<u8>> {
    Server::start(move |mut connection, events| {
        while let Some(request) = connection.request() {
            let head =
                format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
            connection.write(head.as_bytes());
            events.send(request).unwrap();
        }
    })
}

#[test]
fn a_redirect_that_is_followed_leaves_no_copy_of_the_shared_keys_in_a_tab() {
    let other = recorder();
    let server = redirecting(execute_api(other.port(), "/elsewhere"));
    let host = format!("abcd123456.execute-api.us-east-1.localhost:{}", other.port());
    let mut desk = Desk::first_start();
    desk.fill("URL", &execute_api(server.port(), "/dev/pets"));
    let own = desk.tab().request.http.auth.aws.clone();
    inherit(&mut desk);
    share(&mut desk, "AKIDSHARED", CANARY);
    desk.send();
    assert_eq!(desk.status(), 307);
    desk.send_by(|desk| desk.click(&format!("Sign again for {host}")));
    assert_eq!(desk.status(), 200);
    let bytes = String::from_utf8(other.next()).unwrap();
    assert!(bytes.contains("Credential=AKIDSHARED/"), "{bytes}");
    let auth = &desk.tab().request.http.auth;
    assert_eq!((auth.kind, &auth.aws), (AuthKind::Inherit, &own));
    desk.run(Command::PreviousTab);
    desk.settle();
    desk.send_by(|desk| desk.click("Follow without credentials"));
    assert_eq!(desk.status(), 200);
    let bytes = String::from_utf8(other.next()).unwrap().to_ascii_lowercase();
    assert!(!bytes.contains("authorization"), "{bytes}");
    let auth = &desk.tab().request.http.auth;
    assert_eq!((auth.kind, &auth.aws), (AuthKind::None, &own));
}
