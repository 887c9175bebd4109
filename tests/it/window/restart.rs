//! What comes back after a restart, and what must not be in any file.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET};
use countersign::model::{AuthKind, BodyKind};
use countersign::store::keys::{KeyStore, MemoryKeyStore, NoKeyStore};
use countersign::ui::command::Command;
use countersign::ui::tab::{SecretNote, Tab};
use eframe::egui::{Key, ThemePreference};

use super::desk::{Desk, Room};

/// No published example, with characters that every encoding spells in its own way.
const SECRET: &str = "Canary/Secret+Key=1234567890/abcdefghijk";
const TOKEN: &str = "Canary//Token+With=Padding==";

/// A third tab with everything typed by hand.
fn typed(room: Room) -> Desk {
    let mut desk = Desk::start(room);
    desk.ctrl(Key::T);
    desk.settle();
    desk.type_text("https://abcd123456.execute-api.eu-west-1.amazonaws.com/dev/pets?q=ü");
    desk.click("Auth: AWS Signature");
    desk.settle();
    desk.fill("Access key ID", "AKIDTYPED");
    desk.fill("Secret access key", SECRET);
    desk.fill("Session token", TOKEN);
    desk.fill("Region", "eu-central-1");
    desk.click("Headers");
    desk.settle();
    desk.click("Add header");
    desk.settle();
    desk.fill("Header 1 name", "X-Typed");
    desk.fill("Header 1 value", "by hand");
    desk.click("Body");
    desk.settle();
    desk.click("Body: JSON");
    desk.settle();
    desk.fill("Body", "{\"type\": \"dog\"}");
    desk.run(Command::UseLightTheme);
    desk.settle();
    desk
}

fn assert_drafts_are_back(desk: &Desk) {
    let titles: Vec<String> = desk.app().tabs().iter().map(Tab::title).collect();
    assert_eq!(titles, ["List pets", "/dev/pets", "Wrong secret"]);
    assert_eq!(
        desk.tab().title(),
        "/dev/pets",
        "the tab in front is in front again"
    );
    let http = &desk.tab().request.http;
    assert_eq!(
        http.url,
        "https://abcd123456.execute-api.eu-west-1.amazonaws.com/dev/pets?q=ü"
    );
    assert_eq!(http.auth.kind, AuthKind::AwsSignature);
    assert_eq!(http.auth.aws.access_key_id, "AKIDTYPED");
    assert_eq!(http.auth.aws.region, "eu-central-1");
    assert_eq!(
        (http.headers[0].name.as_str(), http.headers[0].value.as_str()),
        ("X-Typed", "by hand")
    );
    assert_eq!(
        (http.body.kind, http.body.text.as_str()),
        (BodyKind::Json, "{\"type\": \"dog\"}")
    );
    assert_eq!(desk.theme_at_start, ThemePreference::Light);
}

#[test]
fn drafts_the_tab_in_front_and_the_theme_come_back_and_the_secrets_from_the_key_store() {
    let store = Arc::new(MemoryKeyStore::default());
    let desk = typed(Room::with_key_store(Arc::clone(&store) as Arc<dyn KeyStore>));
    let mut desk = desk.restart();
    assert_eq!(store.len(), 2);
    assert_drafts_are_back(&desk);
    desk.until("the key store answers", |desk| {
        desk.tab().secrets.session_token == SecretNote::Kept
    });
    desk.settle();
    let aws = &desk.tab().request.http.auth.aws;
    assert_eq!(aws.secret_access_key.expose_for_signing(), SECRET);
    assert_eq!(aws.session_token.expose_for_signing(), TOKEN);
    assert_eq!(desk.tab().live.problem, None, "ready to send");
    desk.assert_sees("kept by the key store");
}

#[test]
fn without_a_key_store_the_secret_is_not_there_and_the_form_says_why() {
    let desk = typed(Room::with_key_store(Arc::new(NoKeyStore)));
    let mut desk = desk.restart();
    assert_drafts_are_back(&desk);
    desk.until("the key store answers", |desk| {
        matches!(desk.tab().secrets.session_token, SecretNote::Missing(_))
    });
    desk.make_editor_higher(80.0);
    desk.settle();
    let aws = &desk.tab().request.http.auth.aws;
    assert!(aws.secret_access_key.is_empty() && aws.session_token.is_empty());
    desk.assert_sees(
        "Secret access key: typed before and not here now, as no key store gave it back. Type it again",
    );
    desk.assert_sees("signing needs a secret access key, and the field is empty");
    assert!(
        desk.everything_told()
            .contains("Session token: typed before and not here now")
    );
    // Typed again, the sentence goes and the one about this run comes.
    desk.fill("Secret access key", SECRET);
    desk.until("the key store refuses", |desk| {
        matches!(desk.tab().secrets.secret_access_key, SecretNote::MemoryOnly(_))
    });
    desk.assert_sees("Secret access key: kept in memory until the window closes");
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn percent_encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The ways in which a secret may hide in a file.
fn spellings(secret: &str) -> Vec<String> {
    let reversed: String = secret.chars().rev().collect();
    let hex = secret
        .bytes()
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>()
        .concat();
    let unpadded = |text: String| text.trim_end_matches('=').to_owned();
    let mut all = vec![
        secret.to_owned(),
        percent_encoded(secret),
        secret.replace('/', "\\/"),
        reversed,
        hex,
    ];
    // In base64 the start of the secret may stand at any of three places.
    for before in 0..3 {
        let padded = [vec![b' '; before], secret.as_bytes().to_vec()].concat();
        let cut = before.div_ceil(3) * 4;
        for engine in [&STANDARD, &URL_SAFE] {
            let text = unpadded(engine.encode(&padded));
            let inner = cut..text.len() - 2;
            all.push(text.get(inner).unwrap().to_owned());
        }
    }
    all
}

#[test]
fn no_secret_is_in_any_file_of_the_data_folder() {
    for store in [
        Arc::new(NoKeyStore) as Arc<dyn KeyStore>,
        Arc::new(MemoryKeyStore::default()),
    ] {
        let mut desk = typed(Room::with_key_store(store));
        // A reply, a cancelled edit and a closed tab leave no trace either.
        desk.fill_by_paste("URL", "{{demo}}/dev/pets");
        desk.send();
        desk.run(Command::DuplicateTab);
        desk.run(Command::CloseTab);
        let room = desk.restart().close();
        let mut found = Vec::new();
        files(room.data_dir(), &mut found);
        assert!(found.iter().any(|path| path.ends_with("session.json")));
        for path in found {
            let bytes = fs::read(&path).unwrap();
            for secret in [SECRET, TOKEN] {
                for spelling in spellings(secret) {
                    let at = memchr::memmem::find(&bytes, spelling.as_bytes());
                    assert_eq!(at, None, "{spelling:?} in {}", path.display());
                }
            }
        }
    }
}

#[test]
fn the_scan_would_find_a_secret() {
    let encoded = STANDARD.encode(format!("x{SECRET}y"));
    assert!(
        spellings(SECRET)
            .iter()
            .any(|spelling| encoded.contains(spelling))
    );
    let query = format!("a={}", percent_encoded(SECRET));
    assert!(spellings(SECRET).iter().any(|spelling| query.contains(spelling)));
}

#[test]
fn the_samples_work_after_a_restart_without_a_key_store() {
    let desk = Desk::start(Room::with_key_store(Arc::new(NoKeyStore)));
    let mut desk = desk.restart();
    let aws = &desk.tab().request.http.auth.aws;
    assert_eq!(aws.access_key_id, DEMO_KEY_ID);
    assert_eq!(aws.secret_access_key.expose_for_signing(), DEMO_SECRET);
    desk.send();
    assert_eq!(desk.status(), 200);
}

#[test]
fn a_window_that_is_gone_without_being_closed_leaves_its_drafts() {
    let desk = typed(Room::default());
    let room = desk.room.clone();
    drop(desk);
    let desk = Desk::start(room);
    assert_drafts_are_back(&desk);
}
