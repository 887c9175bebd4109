//! Basic, Bearer token and API key: what they add, and that nobody reads it by accident.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::model::{AuthKind, Outcome, SignatureLocation};
use countersign::store::keys::{KeyStore, MemoryKeyStore};
use countersign::ui::reply::response_view::ResponsePage;
use countersign::ui::secret_notes::SecretNote;
use countersign::ui::section::Section;

use super::test_window::{TestMachine, TestWindow};
use crate::support::order::execute_api;
use crate::support::server::{Server, recorder};

const SECRET: &str = "Canary/pässword+=1234567890";

/// The form of a kind, filled, against this address.
fn filled(window: &mut TestWindow, kind: &str, url: &str) {
    window.fill("URL", url);
    window.click(&format!("Auth: {kind}"));
    window.settle();
    match kind {
        "Basic" => {
            window.fill("User name", "Zoë");
            window.fill("Password", SECRET);
        }
        "Bearer token" => window.fill("Token", "Canary.bearer-token_1234567890"),
        _ => window.fill("API key", "Canary1234567890key"),
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
        let mut window = TestWindow::first_start();
        filled(&mut window, kind, &execute_api(server.port(), "/dev/pets"));
        window.send();
        assert_eq!(window.status(), 200);
        let bytes = String::from_utf8(server.next()).unwrap();
        assert!(bytes.contains(&line), "{kind}: {bytes}");
        assert!(!bytes.contains("x-amz-"), "{bytes}");
        for section in [Section::Params, Section::Auth, Section::Headers] {
            for page in [ResponsePage::Headers, ResponsePage::Wire] {
                let tab = window.tab_mut();
                (tab.section, tab.reply.response.page) = (section, page);
                window.settle();
                let told = window.everything_told();
                assert!(
                    !told.contains(secret) && !told.contains(&pair),
                    "{kind} {section:?}"
                );
            }
        }
        window.assert_sees(match kind {
            "Basic" => "[user name and password, ",
            "Bearer token" => "[bearer token, ",
            _ => "[API key, ",
        });
    }
}

#[test]
fn an_api_key_goes_into_the_query_behind_what_is_there() {
    let server = recorder();
    let mut window = TestWindow::first_start();
    filled(
        &mut window,
        "API key",
        &execute_api(server.port(), "/dev/pets?a=1"),
    );
    window.click("Add to: Query");
    window.settle();
    window.send();
    let bytes = String::from_utf8(server.next()).unwrap();
    assert!(
        bytes.starts_with("GET /dev/pets?a=1&x-api-key=Canary1234567890key HTTP/1.1\r\n"),
        "{bytes}"
    );
    window.tab_mut().reply.response.page = ResponsePage::Wire;
    window.settle();
    assert!(!window.everything_told().contains("Canary1234567890key"));
    window.assert_sees("x-api-key=[API key, 19 bytes");
}

#[test]
fn a_row_of_the_same_name_is_sent_in_place_of_it() {
    let server = recorder();
    let mut window = TestWindow::first_start();
    filled(
        &mut window,
        "Bearer token",
        &execute_api(server.port(), "/dev/pets"),
    );
    let row = countersign::model::HeaderRow::new("Authorization", "Custom abc");
    window.tab_mut().draft.request.http.headers.push(row);
    window.settle();
    window.assert_sees("The authorization row is sent in place of the one that auth would add");
    window.send();
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
        let mut window = TestWindow::first_start();
        window.fill("URL", &execute_api(server.port(), "/dev/pets"));
        window.click(&format!("Auth: {kind}"));
        window.settle();
        window.assert_sees(&format!("Auth is {kind}, and the field for the"));
        window.send();
        let Outcome::Failed(failure) = &window.sent().exchange.outcome else {
            panic!("{:?}", window.sent().exchange.outcome);
        };
        assert_eq!(failure.kind, "auth-value-missing");
    }
    assert_eq!(server.accepted(), 0);
}

#[test]
fn the_secrets_of_every_kind_come_back_from_the_key_store_and_are_in_no_file() {
    let store = Arc::new(MemoryKeyStore::default());
    let mut window = TestWindow::start(TestMachine::with_key_store(
        Arc::clone(&store) as Arc<dyn KeyStore>
    ));
    for kind in ["Basic", "Bearer token", "API key"] {
        filled(&mut window, kind, "https://api.example.com/");
    }
    let before = window.tab().draft.request.http.auth.clone();
    let mut window = window.restart();
    assert_eq!(store.len(), 3);
    window.until("the key store answers", |window| {
        let notes = &window.tab().draft.secrets;
        [&notes.password, &notes.bearer_token, &notes.api_key].map(|note| *note == SecretNote::Kept)
            == [true; 3]
    });
    assert_eq!(window.tab().draft.request.http.auth, before);
    assert_eq!(window.tab().draft.request.http.auth.kind, AuthKind::ApiKey);
    assert!(
        !window.tab().draft.history.can_undo(),
        "bringing a secret back is no edit"
    );
    let file = std::fs::read_to_string(window.machine.data_dir().join("session.json")).unwrap();
    assert!(!file.contains("Canary"));
}

#[test]
fn each_signing_option_says_what_automatic_means_and_goes_back_to_it() {
    let mut window = TestWindow::first_start();
    window.make_editor_higher(300.0);
    window.click("Advanced signing options");
    window.settle();
    window.assert_sees("Automatic: twice");
    window.assert_sees("Automatic: the host sent");
    for (label, choice) in [
        ("Payload", "Unsigned"),
        ("Content hash header", "Always"),
        ("Path encoding", "Once"),
        ("Dot segments", "Kept"),
        ("Token placement", "After signing"),
        ("Algorithm", "SigV4a"),
    ] {
        let before = window.report_live().canonical_request.as_str().to_owned();
        let usual = window.tab().draft.request.http.auth.aws.options.clone();
        window.scroll_to(&format!("{label}: {choice}"));
        window.click(&format!("{label}: {choice}"));
        window.settle();
        assert_ne!(window.tab().draft.request.http.auth.aws.options, usual, "{label}");
        window.assert_sees("1 option is not automatic");
        window.click(&format!("{label}: back to automatic"));
        window.settle();
        assert_eq!(window.tab().draft.request.http.auth.aws.options, usual, "{label}");
        assert_eq!(window.report_live().canonical_request.as_str(), before);
    }
    window.scroll_to("Signing time: Fixed");
    window.fill("Signing host", "internal.example.com");
    assert!(
        window
            .report_live()
            .canonical_request
            .as_str()
            .contains("host:internal.example.com\n")
    );
    window.assert_sees("signed in place of the host sent");
    window.click("Signing time: Fixed");
    window.settle();
    window.fill("Fixed time", "20150830T123600Z");
    assert!(
        window
            .report_live()
            .canonical_request
            .as_str()
            .contains("x-amz-date:20150830T123600Z\n")
    );
    window.fill("Fixed time", "20150830T12");
    window.assert_sees("so the one before stays");
    window.click("Signing time: back to automatic");
    window.click("Signing host: back to automatic");
    window.settle();
    window.assert_sees("payload, encoding, hosts, time");
}

#[test]
fn a_presigned_url_is_made_with_its_time_to_live() {
    let mut window = TestWindow::first_start();
    window.click("Add signature to: Presigned URL");
    window.settle();
    let options = &window.tab().draft.request.http.auth.aws.options;
    assert_eq!(options.location, SignatureLocation::Query { expires_in: 900 });
    window.assert_sees("proved");
    window.send();
    assert_eq!(window.status(), 200);
    window.click("Add signature to: Header");
    window.settle();
    let options = &window.tab().draft.request.http.auth.aws.options;
    assert_eq!(options.location, SignatureLocation::Header);
}
