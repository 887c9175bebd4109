//! The shared authorization and the requests that inherit it.
//!
//! Long because one place after another that shows or sends credentials has to follow it.

use std::sync::Arc;

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET};
use countersign::model::{AuthKind, Outcome, SignatureLocation};
use countersign::store::keys::{KeyStore, MemoryKeyStore, NoKeyStore};
use countersign::ui::command::Command;
use countersign::ui::context::DemoStatus;
use countersign::ui::live::CredentialsUsed;
use countersign::ui::secret_notes::SecretNote;
use countersign::ui::shown_signature::Side;
use eframe::egui::{Key, Modifiers};

use super::test_window::{TestMachine, TestWindow};
use crate::support::order::execute_api;
use crate::support::server::{Server, recorder};

const TEMPORARY: &str = "ASIAIOSFODNN7EXAMPLE";
const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLEtokenEXAMPLEtokenEXAMPLEtokenEXAMPLEtokenEXAMPLEtoken==";
/// No published example.
const CANARY: &str = "Canary/Secret+Key=1234567890/abcdefghijk";

/// The first sample, which inherits.
fn inheriting() -> TestWindow {
    inheriting_in(TestMachine::default())
}

fn inheriting_in(machine: TestMachine) -> TestWindow {
    let mut window = TestWindow::start(machine);
    inherit(&mut window);
    window
}

fn inherit(window: &mut TestWindow) {
    window.click("Auth: Inherit");
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::Inherit);
}

/// Sets AWS Signature up on the page of the shared authorization.
fn share(window: &mut TestWindow, id: &str, secret: &str) {
    open_page(window);
    window.click("Shared auth: AWS Signature");
    window.settle();
    window.fill("Access key ID", id);
    window.fill("Secret access key", secret);
    close_page(window);
}

fn open_page(window: &mut TestWindow) {
    window.run(Command::EditSharedAuth);
    window.settle();
    window.assert_sees("for every request whose auth is Inherit");
}

fn close_page(window: &mut TestWindow) {
    window.click("Close");
    window.settle();
    window.assert_sees_not("for every request whose auth is Inherit");
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
    let mut window = TestWindow::first_start();
    window.fill("URL", &execute_api(server.port(), "/dev/pets"));
    inherit(&mut window);
    window.assert_sees("Nothing: the shared authorization is not set up");
    window.assert_sees("Auth is Inherit, and the shared authorization is not set up");
    assert!(window.tab().draft.live.wire.is_none() && window.tab().draft.live.report.is_none());
    window.send();
    let Outcome::Failed(failure) = &window.sent().exchange.outcome else {
        panic!("{:?}", window.sent().exchange.outcome);
    };
    assert_eq!(failure.kind, "nothing-to-inherit");
    assert_eq!(
        window
            .tab()
            .draft
            .live
            .problem
            .as_ref()
            .map(|problem| &problem.message),
        Some(&failure.message)
    );
    window
        .assert_sees("Set the shared authorization up on the Auth tab, or choose another kind of auth there");
    window.run(Command::TestProtection);
    window.settle();
    window.assert_sees("Not tested. Auth is Inherit, and the shared authorization is not set up");
    window.run(Command::ShowLiveSignature);
    window.run(Command::CopyAsRaw);
    window.settle();
    window.assert_sees("Not copied. auth is Inherit");
    assert_eq!(server.accepted(), 0);
}

#[test]
fn two_requests_take_it_and_a_change_of_it_changes_both() {
    let mut window = inheriting();
    share(&mut window, DEMO_KEY_ID, DEMO_SECRET);
    window.assert_sees("AWS Signature from the shared authorization");
    window.assert_sees("Inherited keys");
    window.assert_sees("proved");
    window.send();
    assert_eq!(window.status(), 200);
    assert_eq!(window.report_sent().access_key_id, DEMO_KEY_ID);
    // The other sample has a wrong secret of its own, and the right one is shared.
    window.run(Command::NextTab);
    window.settle();
    window.send();
    assert_eq!(window.status(), 403);
    inherit(&mut window);
    window.send();
    assert_eq!(window.status(), 200);
    share(
        &mut window,
        DEMO_KEY_ID,
        "another-secret-that-is-wrong-0000000000",
    );
    assert_eq!(
        window.tab().signature.side,
        Side::Live,
        "an edit turns the pane to what is typed"
    );
    let before = window.report_live().signature.clone();
    window.send();
    assert_eq!(window.status(), 403);
    window.run(Command::PreviousTab);
    window.settle();
    let live = window.report_live().signature.clone();
    assert_ne!(live, window.report_sent().signature, "made anew when it is shown");
    assert_ne!(live, before, "of another URL");
    window.send();
    assert_eq!(window.status(), 403);
    open_page(&mut window);
    window.assert_sees("2 of the open ones");
    window.fill("Secret access key", DEMO_SECRET);
    close_page(&mut window);
    window.send();
    assert_eq!(window.status(), 200);
    window.run(Command::NextTab);
    window.settle();
    window.send();
    assert_eq!(window.status(), 200);
}

#[test]
fn what_is_shown_is_signed_and_sent() {
    let server = recorder();
    let mut window = TestWindow::first_start();
    window.fill("URL", &execute_api(server.port(), "/dev/pets"));
    inherit(&mut window);
    share(&mut window, "AKIDSHARED", CANARY);
    window.run(Command::PinTime);
    window.settle();
    let live = window.report_live().authorization.clone();
    window.send();
    let bytes = String::from_utf8(server.next()).unwrap();
    assert!(
        bytes.contains(&format!("authorization: {}\r\n", live.as_str())),
        "{bytes}"
    );
    assert!(live.as_str().contains("Credential=AKIDSHARED/"));
    assert!(!bytes.contains(CANARY));
    window.assert_sees("proved");
    assert!(!window.everything_told().contains(CANARY));
}

#[test]
fn none_is_sent_unsigned_and_says_so() {
    let server = recorder();
    let mut window = TestWindow::first_start();
    window.fill("URL", &execute_api(server.port(), "/dev/pets"));
    inherit(&mut window);
    open_page(&mut window);
    window.click("Shared auth: None");
    window.settle();
    window.assert_sees("Requests that inherit are sent without auth");
    close_page(&mut window);
    window.assert_sees("None from the shared authorization");
    window.assert_sees("The inherited auth is None, so the request is sent unsigned, as it stands");
    window.assert_sees("No auth, from the shared authorization");
    window.send();
    assert_eq!(window.status(), 200);
    let bytes = String::from_utf8(server.next()).unwrap().to_ascii_lowercase();
    assert!(
        !bytes.contains("authorization") && !bytes.contains("x-amz-"),
        "{bytes}"
    );
    assert!(window.sent().exchange.report.is_none());
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
        let mut window = TestWindow::first_start();
        window.fill("URL", &execute_api(server.port(), "/dev/pets"));
        inherit(&mut window);
        open_page(&mut window);
        window.click(&format!("Shared auth: {kind}"));
        window.settle();
        close_page(&mut window);
        window.assert_sees("Not typed there yet");
        open_page(&mut window);
        window.fill(field, "Canary1234567890");
        close_page(&mut window);
        window.assert_sees(&format!("{kind} from the shared authorization"));
        window.assert_sees("16 characters");
        window.send();
        assert_eq!(window.status(), 200);
        let bytes = String::from_utf8(server.next()).unwrap();
        assert!(bytes.contains(line), "{bytes}");
        window.run(Command::ShowHeaders);
        window.settle();
        assert!(!window.everything_told().contains("Canary1234567890"), "{kind}");
    }
}

#[test]
fn missing_keys_are_previewed_and_never_sent() {
    let server = untouched();
    let mut window = TestWindow::first_start();
    window.fill("URL", &execute_api(server.port(), "/dev/pets"));
    inherit(&mut window);
    open_page(&mut window);
    window.click("Shared auth: AWS Signature");
    window.settle();
    close_page(&mut window);
    assert_eq!(window.tab().draft.live.credentials, CredentialsUsed::Example);
    window.assert_sees("signing needs an access key ID, and the field is empty");
    window.send();
    let Outcome::Failed(failure) = &window.sent().exchange.outcome else {
        panic!("{:?}", window.sent().exchange.outcome);
    };
    assert_eq!(failure.kind, "access-key-id-missing");
    assert_eq!(server.accepted(), 0);
    // The card of the failure leads to where it is mended; the other button is in the auth section.
    window.run(Command::ShowBody);
    window.settle();
    window.click("Edit what it inherits…");
    window.settle();
    window.assert_sees("for every request whose auth is Inherit");
}

#[test]
fn region_and_service_come_from_each_host_unless_they_are_shared() {
    let mut window = inheriting();
    share(&mut window, DEMO_KEY_ID, DEMO_SECRET);
    let scope = |window: &TestWindow| window.report_live().credential_scope.as_str().to_owned();
    assert!(scope(&window).ends_with("/us-east-1/execute-api/aws4_request"));
    assert_eq!(
        window.texts().iter().filter(|text| *text == "from host").count(),
        2
    );
    window.fill("URL", "https://sqs.ap-south-1.amazonaws.com/");
    assert!(scope(&window).ends_with("/ap-south-1/sqs/aws4_request"));
    open_page(&mut window);
    window.fill("Region", "eu-west-1");
    window.assert_sees("for all");
    close_page(&mut window);
    assert!(scope(&window).ends_with("/eu-west-1/sqs/aws4_request"));
    window.assert_sees("shared");
    assert!(
        window
            .tab()
            .draft
            .live
            .notes
            .iter()
            .any(|note| note.rule == "region-contradicts-host"),
        "{:?}",
        window.tab().draft.live.notes
    );
    window.assert_sees("ap-south-1");
    assert!(
        window.tab().draft.request.http.auth.aws.region.is_empty(),
        "nothing is typed into the request"
    );
}

#[test]
fn a_request_keeps_its_own_choice_of_signed_headers() {
    let mut window = inheriting();
    share(&mut window, DEMO_KEY_ID, DEMO_SECRET);
    let row = countersign::model::HeaderRow::new("x-mine", "1");
    window.tab_mut().draft.request.http.headers.push(row);
    let options = &mut window.tab_mut().draft.request.http.auth.aws.options;
    options.unsigned_headers.push("x-mine".to_owned());
    window.settle();
    let signed = |window: &TestWindow| window.report_live().canonical_request.as_str().contains("x-mine");
    assert!(!signed(&window));
    window
        .tab_mut()
        .draft
        .request
        .http
        .auth
        .aws
        .options
        .unsigned_headers
        .clear();
    window.settle();
    assert!(signed(&window));
    assert!(window.app().shared_auth().aws.options.unsigned_headers.is_empty());
}

#[test]
fn a_presigned_url_is_inherited() {
    let mut window = inheriting();
    share(&mut window, DEMO_KEY_ID, DEMO_SECRET);
    open_page(&mut window);
    window.click("Add signature to: Presigned URL");
    window.settle();
    close_page(&mut window);
    let options = &window.tab().draft.auth().aws.options;
    assert_eq!(options.location, SignatureLocation::Query { expires_in: 900 });
    window.send();
    assert_eq!(window.status(), 200);
    window.run(Command::CopyAsPresignedUrl);
    assert!(
        window.copied[0].contains("X-Amz-Signature="),
        "{:?}",
        window.copied
    );
}

#[test]
fn the_options_of_signing_are_shared_and_say_that_they_depend_on_the_service() {
    let mut window = inheriting();
    share(&mut window, DEMO_KEY_ID, DEMO_SECRET);
    open_page(&mut window);
    window.click("Advanced signing options");
    window.settle();
    window.assert_sees("Automatic: as the service of each request");
    assert!(
        !window.has_button("Signing time: Fixed"),
        "a time is one request's"
    );
    window.click("Content hash header: Always");
    window.settle();
    close_page(&mut window);
    let canonical = window.report_live().canonical_request.as_str();
    assert!(canonical.contains("x-amz-content-sha256:"), "{canonical}");
}

#[test]
fn it_comes_back_after_a_restart_and_its_secrets_from_the_key_store() {
    let store = Arc::new(MemoryKeyStore::default());
    let mut window = inheriting_in(TestMachine::with_key_store(
        Arc::clone(&store) as Arc<dyn KeyStore>
    ));
    share(&mut window, "AKIDSHARED", CANARY);
    open_page(&mut window);
    window.fill("Session token", TOKEN);
    window.fill("Region", "eu-central-1");
    close_page(&mut window);
    let before = window.app().shared_auth().clone();
    let mut window = window.restart();
    assert_eq!(store.len(), 2);
    window.until("the key store answers", |window| {
        window.app().shared_secrets().session_token == SecretNote::Kept
    });
    window.settle();
    assert_eq!(*window.app().shared_auth(), before);
    assert_eq!(
        window.tab().draft.live.problem,
        None,
        "ready to send without being touched"
    );
    assert_eq!(window.report_live().access_key_id, "AKIDSHARED");
    window.assert_sees("Secret access key: kept by this computer's key store");
    open_page(&mut window);
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(
        *window.app().shared_auth(),
        before,
        "bringing a secret back is no edit"
    );
    let machine = window.close();
    for entry in files_under(machine.data_dir()) {
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
    let file = std::fs::read_to_string(machine.data_dir().join("session.json")).unwrap();
    assert!(file.contains("AKIDSHARED"), "{file}");
}

/// Every file below a folder.
pub fn files_under(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_under(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn without_a_key_store_the_secret_is_missing_after_a_restart_and_nothing_is_sent() {
    let server = untouched();
    let mut window = TestWindow::start(TestMachine::with_key_store(Arc::new(NoKeyStore)));
    window.fill("URL", &execute_api(server.port(), "/dev/pets"));
    inherit(&mut window);
    share(&mut window, "AKIDSHARED", CANARY);
    let mut window = window.restart();
    window.until("the key store answers", |window| {
        matches!(
            window.app().shared_secrets().secret_access_key,
            SecretNote::Missing(_)
        )
    });
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::Inherit);
    window.make_editor_higher(80.0);
    window.settle();
    window.assert_sees("Secret access key: typed before and not here now");
    window.send();
    let Outcome::Failed(failure) = &window.sent().exchange.outcome else {
        panic!("{:?}", window.sent().exchange.outcome);
    };
    assert_eq!(failure.kind, "secret-missing");
    assert_eq!(server.accepted(), 0);
    // What is missing is missed after an edit of something else, too.
    open_page(&mut window);
    window.fill("Region", "eu-central-1");
    close_page(&mut window);
    let mut window = window.restart();
    window.until("the key store answers again", |window| {
        matches!(
            window.app().shared_secrets().secret_access_key,
            SecretNote::Missing(_)
        )
    });
}

#[test]
fn pasted_credentials_go_where_the_request_takes_them_from() {
    let mut window = inheriting();
    let own = window.tab().draft.request.http.auth.aws.clone();
    window.run(Command::NextTab);
    window.settle();
    inherit(&mut window);
    window.paste(&exports(TEMPORARY, CANARY, TOKEN));
    window.settle();
    assert_eq!(window.app().shared_auth().kind, AuthKind::AwsSignature);
    assert_eq!(window.app().shared_auth().aws.access_key_id, TEMPORARY);
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::Inherit);
    let said = window.app().messages().join("\n");
    assert!(
        said.contains("into the shared authorization; 2 open requests inherit it"),
        "{said}"
    );
    assert!(!said.contains("They replace"), "{said}");
    assert_eq!(window.report_live().access_key_id, TEMPORARY);
    window.run(Command::PreviousTab);
    window.settle();
    assert_eq!(window.report_live().access_key_id, TEMPORARY);
    assert_eq!(
        window.tab().draft.request.http.auth.aws,
        own,
        "the keys of the request are left alone"
    );
    // On the page, too, and what was there can be had back.
    open_page(&mut window);
    window.paste(&exports(DEMO_KEY_ID, DEMO_SECRET, ""));
    window.settle();
    assert_eq!(window.app().shared_auth().aws.access_key_id, DEMO_KEY_ID);
    assert!(window.app().shared_auth().aws.session_token.is_empty());
    let said = window.app().messages().join("\n");
    assert!(
        said.contains(&format!(
            "They replace access key {TEMPORARY}: Undo on its page brings that back"
        )),
        "{said}"
    );
    window.ctrl(Key::Z);
    window.settle();
    let aws = &window.app().shared_auth().aws;
    assert_eq!(aws.access_key_id, TEMPORARY);
    assert_eq!(aws.secret_access_key.expose_for_signing(), CANARY);
    window.ctrl_shift(Key::Z);
    window.settle();
    assert_eq!(window.app().shared_auth().aws.access_key_id, DEMO_KEY_ID);
    close_page(&mut window);
    window.send();
    assert_eq!(window.status(), 200);
}

#[test]
fn undo_of_a_tab_and_of_the_shared_authorization_are_two() {
    let mut window = inheriting();
    share(&mut window, DEMO_KEY_ID, DEMO_SECRET);
    let shared = window.app().shared_auth().clone();
    window.fill("URL", "{{demo}}/dev/pets");
    // Back past the choice of Inherit: the shared values stay as they are.
    while window.tab().draft.history.can_undo() {
        window.ctrl(Key::Z);
        window.settle();
    }
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::AwsSignature);
    assert_eq!(*window.app().shared_auth(), shared);
    while window.tab().draft.history.can_redo() {
        window.ctrl_shift(Key::Z);
        window.settle();
    }
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::Inherit);
    assert_eq!(window.tab().draft.request.http.url, "{{demo}}/dev/pets");
    assert_eq!(*window.app().shared_auth(), shared);
    open_page(&mut window);
    let request = window.tab().draft.request.clone();
    window.fill("Region", "eu-west-1");
    while !window.app().shared_auth().aws.region.is_empty() {
        window.ctrl(Key::Z);
        window.settle();
    }
    assert_eq!(*window.app().shared_auth(), shared);
    // Down to where nothing was set up.
    while window.app().shared_auth().kind != AuthKind::Inherit {
        window.ctrl(Key::Z);
        window.settle();
    }
    assert_eq!(window.app().shared_auth().kind, AuthKind::Inherit);
    assert!(window.app().shared_auth().aws.secret_access_key.is_empty());
    assert_eq!(
        window.tab().draft.request,
        request,
        "the tab behind is left alone"
    );
    assert!(window.tab().draft.live.report.is_none());
}

#[test]
fn nobody_reads_the_key_id_while_presenting() {
    let mut window = inheriting();
    share(&mut window, "AKIDSHAREDFORALL", DEMO_SECRET);
    window.assert_sees("AKIDSHAREDFORALL");
    window.run(Command::Present);
    window.settle();
    window.assert_sees_not("AKIDSHAREDFORALL");
    window.assert_sees("AKID••••••••");
    open_page(&mut window);
    window.assert_sees_not("AKIDSHAREDFORALL");
    close_page(&mut window);
    window.run(Command::ExplainSteps);
    for step in 1..=13 {
        window.settle();
        assert!(!window.sees("AKIDSHAREDFORALL"), "step {step}");
        window.press(Modifiers::NONE, Key::ArrowRight);
    }
}

#[test]
fn copies_and_reports_are_of_the_inherited_auth_and_hold_no_secret() {
    let mut window = inheriting();
    share(&mut window, DEMO_KEY_ID, CANARY);
    for side in ["live", "as sent"] {
        if side == "as sent" {
            window.send();
        }
        window.copied.clear();
        for command in [
            Command::CopyAsCurlEnv,
            Command::CopyAsCurlSigned,
            Command::CopyAsRaw,
            Command::CopySignatureReport,
            Command::CopyAuthorization,
        ] {
            window.run(command);
        }
        let [with_keys, signed, raw, sheet, authorization] = window.copied.as_slice() else {
            panic!("{side}: {:?}", window.copied);
        };
        assert!(with_keys.contains("--aws-sigv4"), "{with_keys}");
        assert!(signed.contains(authorization.as_str()), "{signed}");
        assert!(raw.contains(&format!("authorization: {authorization}")), "{raw}");
        assert!(sheet.contains(DEMO_KEY_ID), "{sheet}");
        for text in &window.copied {
            assert!(!text.contains(CANARY), "{side}: {text}");
        }
    }
}

#[test]
fn the_protection_test_takes_the_shared_keys() {
    let mut window = inheriting();
    share(&mut window, DEMO_KEY_ID, DEMO_SECRET);
    window.run(Command::TestProtection);
    window.until("three verdicts", |window| !window.sees("Waiting"));
    window.assert_sees("Refused, as it should be");
    window.assert_sees("The credentials are accepted");
    window.click("Close");
    window.settle();
    assert_eq!(
        window
            .app()
            .shared_auth()
            .aws
            .secret_access_key
            .expose_for_signing(),
        DEMO_SECRET
    );
}

#[test]
fn credentials_of_a_reply_are_shared_when_the_request_inherits() {
    let mut window = inheriting();
    share(&mut window, DEMO_KEY_ID, DEMO_SECRET);
    let DemoStatus::Ready { port, .. } = window.app().demo() else {
        panic!("the embedded server runs")
    };
    let role: String =
        url::form_urlencoded::byte_serialize(countersign::demo::DEMO_ROLE.as_bytes()).collect();
    let url = format!(
        "http://sts.us-east-1.localhost:{port}/?Action=AssumeRole&Version=2011-06-15&RoleArn={role}&RoleSessionName=me"
    );
    window.fill_by_paste("URL", &url);
    window.send();
    assert_eq!(window.status(), 200);
    assert!(!window.has_button("Use as credentials"));
    window.click("Use as shared credentials");
    window.settle();
    assert!(window.app().shared_auth().aws.access_key_id.starts_with("ASIA"));
    assert!(window.app().shared_auth().aws.expiry.is_some());
    window.fill_by_paste("URL", "{{demo}}/dev/pets");
    window.send();
    assert_eq!(window.status(), 200, "the role may call the API");
    // A tab with keys of its own can share what its reply gave.
    open_page(&mut window);
    window.fill("Access key ID", DEMO_KEY_ID);
    window.fill("Secret access key", DEMO_SECRET);
    window.fill("Session token", "");
    close_page(&mut window);
    window.click("Auth: AWS Signature");
    window.settle();
    window.fill_by_paste("URL", &url);
    window.send();
    window.click("Use in another tab…");
    window.settle();
    window.click("The shared authorization");
    window.settle();
    window.assert_sees("for every request whose auth is Inherit: none of the open ones");
    assert!(window.app().shared_auth().aws.access_key_id.starts_with("ASIA"));
    assert_eq!(
        window.tab().draft.request.http.auth.aws.access_key_id,
        DEMO_KEY_ID
    );
}

#[test]
fn a_new_request_inherits_once_there_is_something_to_inherit() {
    let mut window = TestWindow::first_start();
    window.run(Command::NewTab);
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::AwsSignature);
    // Its own key fields would stand behind those of the page.
    window.click("Auth: None");
    window.settle();
    share(&mut window, DEMO_KEY_ID, DEMO_SECRET);
    window.run(Command::NewTab);
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::Inherit);
    window.type_text("{{demo}}/dev/pets/2?then=1");
    window.settle();
    window.send();
    assert_eq!(window.status(), 200);
    window.fill("URL", "https://example.com/something-else");
    // Opened again from the past, it inherits what is shared then.
    share(
        &mut window,
        DEMO_KEY_ID,
        "another-secret-that-is-wrong-0000000000",
    );
    window.ctrl(Key::K);
    window.settle();
    window.type_text("pets/2?then");
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::Inherit);
    assert!(
        window
            .tab()
            .draft
            .request
            .http
            .auth
            .aws
            .secret_access_key
            .is_empty(),
        "no copy of the shared keys"
    );
    window.send();
    assert_eq!(window.status(), 403);
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
    let mut window = TestWindow::first_start();
    window.fill("URL", &execute_api(server.port(), "/dev/pets"));
    let own = window.tab().draft.request.http.auth.aws.clone();
    inherit(&mut window);
    share(&mut window, "AKIDSHARED", CANARY);
    window.send();
    assert_eq!(window.status(), 307);
    window.send_by(|window| window.click(&format!("Sign again for {host}")));
    assert_eq!(window.status(), 200);
    let bytes = String::from_utf8(other.next()).unwrap();
    assert!(bytes.contains("Credential=AKIDSHARED/"), "{bytes}");
    let auth = &window.tab().draft.request.http.auth;
    assert_eq!((auth.kind, &auth.aws), (AuthKind::Inherit, &own));
    window.run(Command::PreviousTab);
    window.settle();
    window.send_by(|window| window.click("Follow without credentials"));
    assert_eq!(window.status(), 200);
    let bytes = String::from_utf8(other.next()).unwrap().to_ascii_lowercase();
    assert!(!bytes.contains("authorization"), "{bytes}");
    let auth = &window.tab().draft.request.http.auth;
    assert_eq!((auth.kind, &auth.aws), (AuthKind::None, &own));
}
