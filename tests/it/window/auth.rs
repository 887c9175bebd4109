//! The auth section: none or AWS Signature, region and service from the host or typed, and what is missing.

use countersign::app::samples;
use countersign::model::{AuthKind, AwsAuth, Outcome, Secret, SignatureLocation};
use countersign::ui::command::Command;
use countersign::ui::tab::CredentialsUsed;
use eframe::egui::{Key, Modifiers};

use super::desk::Desk;
use crate::support::order::{SECRET, execute_api};
use crate::support::server::{Server, recorder};

#[test]
fn switching_to_none_and_back_keeps_every_value() {
    let mut desk = Desk::first_start();
    desk.fill("Session token", "a-token");
    desk.fill("Region", "eu-west-1");
    desk.fill("Service", "lambda");
    let before = desk.tab().request.http.auth.aws.clone();
    desk.click("Auth: None");
    desk.settle();
    desk.assert_sees("the values of the other kinds are kept");
    assert!(desk.find_field("Secret access key").is_none());
    desk.assert_sees("Auth is None, so the request is sent as it stands");
    desk.click("Sign with AWS Signature");
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::AwsSignature);
    assert_eq!(desk.tab().request.http.auth.aws, before);
    assert_eq!(desk.field("Region").value().as_deref(), Some("eu-west-1"));
}

#[test]
fn auth_none_sends_without_authorization_and_keeps_nothing_back() {
    let server = recorder();
    let mut desk = Desk::first_start();
    desk.fill("URL", &execute_api(server.port(), "/dev/pets"));
    desk.click("Auth: None");
    desk.send();
    assert_eq!(desk.status(), 200);
    let bytes = String::from_utf8(server.next()).unwrap().to_ascii_lowercase();
    for name in [
        "authorization",
        "x-amz-date",
        "x-amz-security-token",
        "x-amz-content-sha256",
    ] {
        assert!(!bytes.contains(name), "{bytes}");
    }
    assert!(desk.sent().exchange.report.is_none());
    desk.assert_sees("Nothing was signed");
    desk.assert_sees("The last request was sent as it stood, without a signature");
    desk.assert_sees_not("proved");
    desk.assert_sees_not("occurrences");
}

#[test]
fn region_and_service_come_from_the_host_until_typed_over() {
    let mut desk = Desk::first_start();
    assert_eq!(desk.field("Region").value().as_deref(), Some("us-east-1"));
    assert_eq!(desk.field("Service").value().as_deref(), Some("execute-api"));
    assert_eq!(desk.texts().iter().filter(|text| *text == "from host").count(), 2);
    assert!(
        desk.tab().request.http.auth.aws.region.is_empty(),
        "nothing is typed for it"
    );
    desk.fill("Region", "eu-west-1");
    assert_eq!(desk.tab().request.http.auth.aws.region, "eu-west-1");
    assert!(
        desk.report_live()
            .credential_scope
            .as_str()
            .contains("/eu-west-1/")
    );
    desk.click("Use us-east-1");
    desk.settle();
    assert!(desk.tab().request.http.auth.aws.region.is_empty());
    assert_eq!(desk.field("Region").value().as_deref(), Some("us-east-1"));
    assert!(
        desk.report_live()
            .credential_scope
            .as_str()
            .contains("/us-east-1/")
    );
    desk.fill("URL", "https://sqs.ap-south-1.amazonaws.com/");
    assert_eq!(
        desk.field("Region").value().as_deref(),
        Some("ap-south-1"),
        "it follows the host"
    );
    assert_eq!(desk.field("Service").value().as_deref(), Some("sqs"));
}

#[test]
fn the_value_from_the_host_can_be_deleted_key_by_key_and_typed_anew() {
    let mut desk = Desk::first_start();
    desk.enter("Region");
    desk.press(Modifiers::NONE, Key::End);
    for _ in 0.."us-east-1".len() {
        desk.press(Modifiers::NONE, Key::Backspace);
    }
    desk.settle();
    assert_eq!(desk.field("Region").value().unwrap_or_default(), "");
    assert!(
        desk.report_live()
            .credential_scope
            .as_str()
            .contains("/us-east-1/"),
        "the host still counts"
    );
    desk.type_text("eu-west-1");
    desk.settle();
    assert_eq!(desk.tab().request.http.auth.aws.region, "eu-west-1");
    desk.fill("Region", "");
    desk.enter("Service");
    desk.settle();
    assert_eq!(
        desk.field("Region").value().as_deref(),
        Some("us-east-1"),
        "left empty, it is the host's again"
    );
}

#[test]
fn a_host_that_names_no_region_asks_for_one() {
    let mut desk = Desk::first_start();
    desk.fill("URL", "https://api.example.com/dev/pets");
    desk.assert_sees("signing needs a region: none is typed, and api.example.com does not name one");
    desk.assert_sees("Type the region on the Auth tab");
    desk.fill("Region", "us-east-1");
    desk.assert_sees("signing needs a service");
    desk.fill("Service", "execute-api");
    assert_eq!(desk.tab().live.problem, None);
    assert_eq!(desk.texts().iter().filter(|text| *text == "typed").count(), 2);
    desk.assert_sees("proved");
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
        let mut desk = Desk::first_start();
        desk.fill("URL", &execute_api(server.port(), "/dev/pets"));
        desk.fill(missing, "");
        assert_eq!(desk.tab().live.credentials, CredentialsUsed::Example);
        desk.assert_sees("Preview with the example key of AWS's documentation");
        desk.assert_sees(says);
        desk.send();
        let Outcome::Failed(failure) = &desk.sent().exchange.outcome else {
            panic!("{:?}", desk.sent().exchange.outcome);
        };
        assert_eq!(failure.message, says);
        assert!(desk.sent().exchange.wire.is_none());
        desk.assert_sees("No reply");
        desk.assert_sees("Failed while signing");
        desk.assert_sees("on the Auth tab");
    }
    assert_eq!(server.accepted(), 0);
}

/// Takes something away that signing needs.
type Spoil = fn(&mut AwsAuth);

#[test]
fn every_kind_of_missing_credentials_keeps_the_request_here() {
    let server = untouched();
    let mut desk = Desk::first_start();
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
        desk.tab_mut().request = request;
        desk.settle();
        desk.send();
        let Outcome::Failed(failure) = &desk.sent().exchange.outcome else {
            panic!("{kind}: {:?}", desk.sent().exchange.outcome);
        };
        assert_eq!(failure.kind, kind);
        desk.assert_sees(&failure.message);
    }
    assert_eq!(server.accepted(), 0);
}

#[test]
fn the_eye_shows_the_secret_and_hides_it_again() {
    let mut desk = Desk::first_start();
    desk.assert_sees_not(SECRET);
    desk.click("Show secret access key");
    desk.settle();
    desk.assert_sees(SECRET);
    desk.click("Hide secret access key");
    desk.settle();
    desk.assert_sees_not(SECRET);
    assert!(!desk.everything_told().contains(SECRET));
}

/// The number of the expiry, as it would be signed.
fn seconds(desk: &Desk) -> u32 {
    match desk.tab().request.http.auth.aws.options.location {
        SignatureLocation::Query { expires_in } => expires_in,
        SignatureLocation::Header => panic!("the signature is in the header"),
    }
}

#[test]
fn any_expiry_can_be_typed_and_what_is_wrong_with_it_is_said_at_once() {
    let mut desk = Desk::first_start();
    desk.click("Add signature to: Presigned URL");
    desk.settle();
    let name = "Expires in seconds";
    let shown = |desk: &Desk| desk.field(name).value().unwrap_or_default();
    assert_eq!((seconds(&desk), shown(&desk).as_str()), (900, "900"));
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
        desk.fill_by_paste(name, typed);
        // In the field and after it was left.
        for _ in 0..2 {
            desk.settle();
            assert_eq!((shown(&desk).as_str(), seconds(&desk)), (typed, counts));
            if says.is_empty() {
                desk.assert_sees_not("stays");
                desk.assert_sees_not(range);
            } else {
                desk.assert_sees(says);
            }
            desk.enter("Region");
        }
    }
    desk.fill(name, "700000");
    desk.click("Use 7 days");
    desk.settle();
    assert_eq!((seconds(&desk), shown(&desk).as_str()), (604_800, "604800"));
    // An undo takes the place of a text that counts for nothing.
    desk.fill(name, "x");
    desk.run(Command::Undo);
    desk.settle();
    assert_eq!(shown(&desk), seconds(&desk).to_string());
}

#[test]
fn a_timeout_that_is_no_number_stays_in_its_field_and_is_told() {
    let mut desk = Desk::first_start();
    desk.run(Command::ShowSettings);
    desk.settle();
    let name = "Total timeout in milliseconds";
    desk.fill(name, "2 500");
    assert_eq!(desk.tab().request.settings.total_timeout_ms, Some(2_500));
    desk.fill_by_paste(name, "2.5");
    assert_eq!(desk.tab().request.settings.total_timeout_ms, Some(2_500));
    desk.enter("Server name");
    desk.settle();
    assert_eq!(desk.field(name).value().as_deref(), Some("2.5"));
    desk.assert_sees("Not a whole number of ms, so 2500 ms stays");
    desk.fill_by_paste(name, "9999999999");
    desk.assert_sees("Too many ms, so 2500 ms stays");
    desk.fill(name, "");
    assert_eq!(desk.tab().request.settings.total_timeout_ms, None);
    desk.assert_sees_not("stays");
}
