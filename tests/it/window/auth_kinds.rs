//! Basic, Bearer token and API key: what they add, and that nobody reads it by accident.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::model::{AuthKind, Outcome, SignatureLocation};
use countersign::store::keys::{KeyStore, MemoryKeyStore};
use countersign::ui::tab::{ResponsePage, SecretNote, Section};

use super::desk::{Desk, Room};
use crate::support::order::execute_api;
use crate::support::server::{Server, recorder};

const SECRET: &str = "Canary/pässword+=1234567890";

/// The form of a kind, filled, against this address.
fn filled(desk: &mut Desk, kind: &str, url: &str) {
    desk.fill("URL", url);
    desk.click(&format!("Auth: {kind}"));
    desk.settle();
    match kind {
        "Basic" => {
            desk.fill("User name", "Zoë");
            desk.fill("Password", SECRET);
        }
        "Bearer token" => desk.fill("Token", "Canary.bearer-token_1234567890"),
        _ => desk.fill("API key", "Canary1234567890key"),
    }
}

#[test]
fn each_kind_adds_its_line_and_the_secret_is_on_no_screen() {
    let pair = STANDARD.encode(format!("Zoë:{SECRET}"));
    for (kind, line, secret) in [
        ("Basic", format!("authorization: Basic {pair}\r\n"), SECRET),
        (
            "Bearer token",
            "authorization: Bearer Canary.bearer-token_1234567890\r\n".to_owned(),
            "Canary.bearer-token_1234567890",
        ),
        (
            "API key",
            "x-api-key: Canary1234567890key\r\n".to_owned(),
            "Canary1234567890key",
        ),
    ] {
        let server = recorder();
        let mut desk = Desk::first_start();
        filled(&mut desk, kind, &execute_api(server.port(), "/dev/pets"));
        desk.send();
        assert_eq!(desk.status(), 200);
        let bytes = String::from_utf8(server.next()).unwrap();
        assert!(bytes.contains(&line), "{kind}: {bytes}");
        assert!(!bytes.contains("x-amz-"), "{bytes}");
        for section in [Section::Params, Section::Auth, Section::Headers] {
            for page in [ResponsePage::Headers, ResponsePage::Wire] {
                let tab = desk.tab_mut();
                (tab.section, tab.response.page) = (section, page);
                desk.settle();
                let told = desk.everything_told();
                assert!(
                    !told.contains(secret) && !told.contains(&pair),
                    "{kind} {section:?}"
                );
            }
        }
        desk.assert_sees(match kind {
            "Basic" => "[user name and password, ",
            "Bearer token" => "[bearer token, ",
            _ => "[API key, ",
        });
    }
}

#[test]
fn an_api_key_goes_into_the_query_behind_what_is_there() {
    let server = recorder();
    let mut desk = Desk::first_start();
    filled(&mut desk, "API key", &execute_api(server.port(), "/dev/pets?a=1"));
    desk.click("Add to: Query");
    desk.settle();
    desk.send();
    let bytes = String::from_utf8(server.next()).unwrap();
    assert!(
        bytes.starts_with("GET /dev/pets?a=1&x-api-key=Canary1234567890key HTTP/1.1\r\n"),
        "{bytes}"
    );
    desk.tab_mut().response.page = ResponsePage::Wire;
    desk.settle();
    assert!(!desk.everything_told().contains("Canary1234567890key"));
    desk.assert_sees("x-api-key=[API key, 19 bytes");
}

#[test]
fn a_row_of_the_same_name_is_sent_in_place_of_it() {
    let server = recorder();
    let mut desk = Desk::first_start();
    filled(
        &mut desk,
        "Bearer token",
        &execute_api(server.port(), "/dev/pets"),
    );
    let row = countersign::model::HeaderRow::new("Authorization", "Custom abc");
    desk.tab_mut().request.http.headers.push(row);
    desk.settle();
    desk.assert_sees("The authorization row is sent in place of the one that auth would add");
    desk.send();
    let bytes = String::from_utf8(server.next()).unwrap();
    assert!(bytes.contains("authorization: Custom abc\r\n"));
    assert_eq!(bytes.matches("authorization:").count(), 1);
}

#[test]
fn without_its_value_nothing_leaves() {
    let server = Server::<()>::start(|mut connection, _| {
        connection.wait_for(b"");
        panic!("bytes came");
    });
    for kind in ["Basic", "Bearer token", "API key"] {
        let mut desk = Desk::first_start();
        desk.fill("URL", &execute_api(server.port(), "/dev/pets"));
        desk.click(&format!("Auth: {kind}"));
        desk.settle();
        desk.assert_sees(&format!("Auth is {kind}, and the field for the"));
        desk.send();
        let Outcome::Failed(failure) = &desk.sent().exchange.outcome else {
            panic!("{:?}", desk.sent().exchange.outcome);
        };
        assert_eq!(failure.kind, "auth-value-missing");
    }
    assert_eq!(server.accepted(), 0);
}

#[test]
fn the_secrets_of_every_kind_come_back_from_the_key_store_and_are_in_no_file() {
    let store = Arc::new(MemoryKeyStore::default());
    let mut desk = Desk::start(Room::with_key_store(Arc::clone(&store) as Arc<dyn KeyStore>));
    for kind in ["Basic", "Bearer token", "API key"] {
        filled(&mut desk, kind, "https://api.example.com/");
    }
    let before = desk.tab().request.http.auth.clone();
    let mut desk = desk.restart();
    assert_eq!(store.len(), 3);
    desk.until("the key store answers", |desk| {
        let notes = &desk.tab().secrets;
        [&notes.password, &notes.bearer_token, &notes.api_key].map(|note| *note == SecretNote::Kept)
            == [true; 3]
    });
    assert_eq!(desk.tab().request.http.auth, before);
    assert_eq!(desk.tab().request.http.auth.kind, AuthKind::ApiKey);
    assert!(
        !desk.tab().history.can_undo(),
        "bringing a secret back is no edit"
    );
    let file = std::fs::read_to_string(desk.room.data_dir().join("session.json")).unwrap();
    assert!(!file.contains("Canary"));
}

#[test]
fn each_signing_option_says_what_automatic_means_and_goes_back_to_it() {
    let mut desk = Desk::first_start();
    desk.make_editor_higher(300.0);
    desk.click("Advanced signing options");
    desk.settle();
    desk.assert_sees("Automatic: twice");
    desk.assert_sees("Automatic: the host sent");
    for (label, choice) in [
        ("Payload", "Unsigned"),
        ("Content hash header", "Always"),
        ("Path encoding", "Once"),
        ("Dot segments", "Kept"),
        ("Token placement", "After signing"),
        ("Algorithm", "SigV4a"),
    ] {
        let before = desk.report_live().canonical_request.as_str().to_owned();
        let usual = desk.tab().request.http.auth.aws.options.clone();
        desk.scroll_to(&format!("{label}: {choice}"));
        desk.click(&format!("{label}: {choice}"));
        desk.settle();
        assert_ne!(desk.tab().request.http.auth.aws.options, usual, "{label}");
        desk.assert_sees("1 option is not automatic");
        desk.click(&format!("{label}: back to automatic"));
        desk.settle();
        assert_eq!(desk.tab().request.http.auth.aws.options, usual, "{label}");
        assert_eq!(desk.report_live().canonical_request.as_str(), before);
    }
    desk.scroll_to("Signing time: Fixed");
    desk.fill("Signing host", "internal.example.com");
    assert!(
        desk.report_live()
            .canonical_request
            .as_str()
            .contains("host:internal.example.com\n")
    );
    desk.assert_sees("signed in place of the host sent");
    desk.click("Signing time: Fixed");
    desk.settle();
    desk.fill("Fixed time", "20150830T123600Z");
    assert!(
        desk.report_live()
            .canonical_request
            .as_str()
            .contains("x-amz-date:20150830T123600Z\n")
    );
    desk.fill("Fixed time", "20150830T12");
    desk.assert_sees("so the one before stays");
    desk.click("Signing time: back to automatic");
    desk.click("Signing host: back to automatic");
    desk.settle();
    desk.assert_sees("payload, encoding, hosts, time");
}

#[test]
fn a_presigned_url_is_made_with_its_time_to_live() {
    let mut desk = Desk::first_start();
    desk.click("Add signature to: Presigned URL");
    desk.settle();
    let options = &desk.tab().request.http.auth.aws.options;
    assert_eq!(options.location, SignatureLocation::Query { expires_in: 900 });
    desk.assert_sees("proved");
    desk.send();
    assert_eq!(desk.status(), 200);
    desk.click("Add signature to: Header");
    desk.settle();
    let options = &desk.tab().request.http.auth.aws.options;
    assert_eq!(options.location, SignatureLocation::Header);
}
