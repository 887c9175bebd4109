//! The auth section: none or AWS Signature, region and service from the host or typed, and what is missing.

use countersign::app::samples;
use countersign::model::{AuthKind, AwsAuth, Outcome, Secret, SignatureLocation};
use countersign::ui::command::Command;
use countersign::ui::live::CredentialsUsed;
use eframe::egui::{Key, Modifiers};

use super::test_window::TestWindow;
use crate::support::order::{SECRET, execute_api};
use crate::support::server::{Server, recorder};

#[test]
fn switching_to_none_and_back_keeps_every_value() {
    let mut window = TestWindow::first_start();
    window.fill("Session token", "a-token");
    window.fill("Region", "eu-west-1");
    window.fill("Service", "lambda");
    let before = window.tab().draft.request.http.auth.aws.clone();
    window.click("Auth: None");
    window.settle();
    window.assert_sees("the values of the other kinds are kept");
    assert!(window.find_field("Secret access key").is_none());
    window.assert_sees("Auth is None, so the request is sent as it stands");
    window.click("Sign with AWS Signature");
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::AwsSignature);
    assert_eq!(window.tab().draft.request.http.auth.aws, before);
    assert_eq!(window.field("Region").value().as_deref(), Some("eu-west-1"));
}

#[test]
fn auth_none_sends_without_authorization_and_keeps_nothing_back() {
    let server = recorder();
    let mut window = TestWindow::first_start();
    window.fill("URL", &execute_api(server.port(), "/dev/pets"));
    window.click("Auth: None");
    window.send();
    assert_eq!(window.status(), 200);
    let bytes = String::from_utf8(server.next()).unwrap().to_ascii_lowercase();
    for name in [
        "authorization",
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-content-sha256",
    ] {
        assert!(!bytes.contains(name), "{bytes}");
    }
    assert!(window.sent().exchange.report.is_none());
    window.assert_sees("Nothing was signed");
    window.assert_sees("The last request was sent as it stood, without a signature");
    window.assert_sees_not("proved");
    window.assert_sees_not("occurrences");
}

#[test]
fn region_and_service_come_from_the_host_until_typed_over() {
    let mut window = TestWindow::first_start();
    assert_eq!(window.field("Region").value().as_deref(), Some("us-east-1"));
    assert_eq!(window.field("Service").value().as_deref(), Some("execute-api"));
    assert_eq!(
        window.texts().iter().filter(|text| *text == "from host").count(),
        2
    );
    assert!(
        window.tab().draft.request.http.auth.aws.region.is_empty(),
        "nothing is typed for it"
    );
    window.fill("Region", "eu-west-1");
    assert_eq!(window.tab().draft.request.http.auth.aws.region, "eu-west-1");
    assert!(
        window
            .report_live()
            .credential_scope
            .as_str()
            .contains("/eu-west-1/")
    );
    window.click("Use us-east-1");
    window.settle();
    assert!(window.tab().draft.request.http.auth.aws.region.is_empty());
    assert_eq!(window.field("Region").value().as_deref(), Some("us-east-1"));
    assert!(
        window
            .report_live()
            .credential_scope
            .as_str()
            .contains("/us-east-1/")
    );
    window.fill("URL", "https://sqs.ap-south-1.amazonaws.com/");
    assert_eq!(
        window.field("Region").value().as_deref(),
        Some("ap-south-1"),
        "it follows the host"
    );
    assert_eq!(window.field("Service").value().as_deref(), Some("sqs"));
}

#[test]
fn the_value_from_the_host_can_be_deleted_key_by_key_and_typed_anew() {
    let mut window = TestWindow::first_start();
    window.enter("Region");
    window.press(Modifiers::NONE, Key::End);
    for _ in 0.."us-east-1".len() {
        window.press(Modifiers::NONE, Key::Backspace);
    }
    window.settle();
    assert_eq!(window.field("Region").value().unwrap_or_default(), "");
    assert!(
        window
            .report_live()
            .credential_scope
            .as_str()
            .contains("/us-east-1/"),
        "the host still counts"
    );
    window.type_text("eu-west-1");
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.aws.region, "eu-west-1");
    window.fill("Region", "");
    window.enter("Service");
    window.settle();
    assert_eq!(
        window.field("Region").value().as_deref(),
        Some("us-east-1"),
        "left empty, it is the host's again"
    );
}

#[test]
fn a_host_that_names_no_region_asks_for_one() {
    let mut window = TestWindow::first_start();
    window.fill("URL", "https://api.example.com/dev/pets");
    window.assert_sees("signing needs a region: none is typed, and api.example.com does not name one");
    window.assert_sees("Type the region on the Auth tab");
    window.fill("Region", "us-east-1");
    window.assert_sees("signing needs a service");
    window.fill("Service", "execute-api");
    assert_eq!(window.tab().draft.live.problem, None);
    assert_eq!(window.texts().iter().filter(|text| *text == "typed").count(), 2);
    window.assert_sees("proved");
}

/// A listener that must not see a single byte.
fn untouched() -> Server<()> {
    Server::start(|mut connection, _| {
        connection.wait_for(b"");
        panic!("bytes came");
    })
}

#[test]
fn a_preview_with_the_example_key_is_shown_and_never_sent() {
    let server = untouched();
    for (missing, says) in [
        (
            "Access key ID",
            "signing needs an access key ID, and the field is empty",
        ),
        (
            "Secret access key",
            "signing needs a secret access key, and the field is empty",
        ),
    ] {
        let mut window = TestWindow::first_start();
        window.fill("URL", &execute_api(server.port(), "/dev/pets"));
        window.fill(missing, "");
        assert_eq!(window.tab().draft.live.credentials, CredentialsUsed::Example);
        window.assert_sees("Preview with the example key of AWS's documentation");
        window.assert_sees(says);
        window.send();
        let Outcome::Failed(failure) = &window.sent().exchange.outcome else {
            panic!("{:?}", window.sent().exchange.outcome);
        };
        assert_eq!(failure.message, says);
        assert!(window.sent().exchange.wire.is_none());
        window.assert_sees("No reply");
        window.assert_sees("Failed while signing");
        window.assert_sees("on the Auth tab");
    }
    assert_eq!(server.accepted(), 0);
}

/// Takes something away that signing needs.
type Spoil = fn(&mut AwsAuth);

#[test]
fn every_kind_of_missing_credentials_keeps_the_request_here() {
    let server = untouched();
    let mut window = TestWindow::first_start();
    let url = format!("http://127.0.0.1:{}/", server.port());
    let spoils: [(&str, Spoil); 5] = [
        ("region-missing", |aws| aws.region.clear()),
        ("service-missing", |aws| aws.service.clear()),
        ("secret-missing", |aws| {
            aws.secret_access_key = Secret::new(" ");
        }),
        ("access-key-id-unusable", |aws| aws.access_key_id.push('/')),
        ("session-token-unusable", |aws| {
            aws.session_token = Secret::new("é\u{7}");
        }),
    ];
    for (kind, spoil) in spoils {
        let mut request = samples::list_pets();
        request.http.url.clone_from(&url);
        let aws = &mut request.http.auth.aws;
        "us-east-1".clone_into(&mut aws.region);
        "execute-api".clone_into(&mut aws.service);
        aws.secret_access_key = Secret::new(SECRET);
        spoil(aws);
        window.tab_mut().draft.request = request;
        window.settle();
        window.send();
        let Outcome::Failed(failure) = &window.sent().exchange.outcome else {
            panic!("{kind}: {:?}", window.sent().exchange.outcome);
        };
        assert_eq!(failure.kind, kind);
        window.assert_sees(&failure.message);
    }
    assert_eq!(server.accepted(), 0);
}

#[test]
fn the_eye_shows_the_secret_and_hides_it_again() {
    let mut window = TestWindow::first_start();
    window.assert_sees_not(SECRET);
    window.click("Show secret access key");
    window.settle();
    window.assert_sees(SECRET);
    window.click("Hide secret access key");
    window.settle();
    window.assert_sees_not(SECRET);
    assert!(!window.everything_told().contains(SECRET));
}

/// The number of the expiry, as it would be signed.
fn seconds(window: &TestWindow) -> u32 {
    match window.tab().draft.request.http.auth.aws.options.location {
        SignatureLocation::Query { expires_in } => expires_in,
        SignatureLocation::Header => panic!("the signature is in the header"),
    }
}

#[test]
fn any_expiry_can_be_typed_and_what_is_wrong_with_it_is_said_at_once() {
    let mut window = TestWindow::first_start();
    window.click("Add signature to: Presigned URL");
    window.settle();
    let name = "Expires in seconds";
    let shown = |window: &TestWindow| window.field(name).value().unwrap_or_default();
    assert_eq!((seconds(&window), shown(&window).as_str()), (900, "900"));
    let range = "AWS takes presigned URLs that work from 1 second to 7 days";
    for (typed, counts, says) in [
        ("700000", 700_000, range),
        ("0", 0, range),
        ("604801", 604_801, range),
        ("604800", 604_800, ""),
        ("", 604_800, "No seconds, so 7 days stays"),
        ("15m", 604_800, "Not a whole number of seconds, so 7 days stays"),
        ("-1", 604_800, "Not a whole number of seconds, so 7 days stays"),
        ("99999999999", 604_800, "Too many seconds, so 7 days stays"),
        ("60", 60, ""),
    ] {
        window.fill_by_paste(name, typed);
        // In the field and after it was left.
        for _ in 0..2 {
            window.settle();
            assert_eq!((shown(&window).as_str(), seconds(&window)), (typed, counts));
            if says.is_empty() {
                window.assert_sees_not("stays");
                window.assert_sees_not(range);
            } else {
                window.assert_sees(says);
            }
            window.enter("Region");
        }
    }
    window.fill(name, "700000");
    window.click("Use 7 days");
    window.settle();
    assert_eq!((seconds(&window), shown(&window).as_str()), (604_800, "604800"));
    // An undo takes the place of a text that counts for nothing.
    window.fill(name, "x");
    window.run(Command::Undo);
    window.settle();
    assert_eq!(shown(&window), seconds(&window).to_string());
}

#[test]
fn a_timeout_that_is_no_number_stays_in_its_field_and_is_told() {
    let mut window = TestWindow::first_start();
    window.run(Command::ShowSettings);
    window.settle();
    let name = "Total timeout in milliseconds";
    window.fill(name, "2 500");
    assert_eq!(window.tab().draft.request.settings.total_timeout_ms, Some(2_500));
    window.fill_by_paste(name, "2.5");
    assert_eq!(window.tab().draft.request.settings.total_timeout_ms, Some(2_500));
    window.enter("Server name");
    window.settle();
    assert_eq!(window.field(name).value().as_deref(), Some("2.5"));
    window.assert_sees("Not a whole number of ms, so 2500 ms stays");
    window.fill_by_paste(name, "9999999999");
    window.assert_sees("Too many ms, so 2500 ms stays");
    window.fill(name, "");
    assert_eq!(window.tab().draft.request.settings.total_timeout_ms, None);
    window.assert_sees_not("stays");
}
