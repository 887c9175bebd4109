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
use countersign::ui::secret_notes::SecretNote;
use eframe::egui::{Key, ThemePreference};

use super::test_window::{TestMachine, TestWindow};

/// No published example, with characters that every encoding spells in its own way.
const SECRET: &str = "Canary/Secret+Key=1234567890/abcdefghijk";
const TOKEN: &str = "Canary//Token+With=Padding==";

/// A third tab with everything typed by hand.
fn typed(machine: TestMachine) -> TestWindow {
    let mut window = TestWindow::start(machine);
    window.ctrl(Key::T);
    window.settle();
    window.type_text("https://abcd123456.execute-api.eu-west-1.amazonaws.com/dev/pets?q=ü");
    window.click("Auth: AWS Signature");
    window.settle();
    window.fill("Access key ID", "AKIDTYPED");
    window.fill("Secret access key", SECRET);
    window.fill("Session token", TOKEN);
    window.fill("Region", "eu-central-1");
    window.click("Headers");
    window.settle();
    window.click("Add header");
    window.settle();
    window.fill("Header 1 name", "X-Typed");
    window.fill("Header 1 value", "by hand");
    window.click("Body");
    window.settle();
    window.click("Body: JSON");
    window.settle();
    window.fill("Body", "{\"type\": \"dog\"}");
    window.run(Command::UseLightTheme);
    window.settle();
    window
}

fn assert_drafts_are_back(window: &TestWindow) {
    let titles: Vec<String> = window.app().tabs().iter().map(|tab| tab.draft.title()).collect();
    assert_eq!(titles, ["List pets", "/dev/pets", "Wrong secret"]);
    assert_eq!(
        window.tab().draft.title(),
        "/dev/pets",
        "the tab in front is in front again"
    );
    let http = &window.tab().draft.request.http;
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
    assert_eq!(window.theme_at_start, ThemePreference::Light);
}

#[test]
fn drafts_the_tab_in_front_and_the_theme_come_back_and_the_secrets_from_the_key_store() {
    let store = Arc::new(MemoryKeyStore::default());
    let window = typed(TestMachine::with_key_store(
        Arc::clone(&store) as Arc<dyn KeyStore>
    ));
    let mut window = window.restart();
    assert_eq!(store.len(), 2);
    assert_drafts_are_back(&window);
    window.until("the key store answers", |window| {
        window.tab().draft.secrets.session_token == SecretNote::Kept
    });
    window.settle();
    let aws = &window.tab().draft.request.http.auth.aws;
    assert_eq!(aws.secret_access_key.expose_for_signing(), SECRET);
    assert_eq!(aws.session_token.expose_for_signing(), TOKEN);
    assert_eq!(window.tab().draft.live.problem, None, "ready to send");
    window.assert_sees("kept by the key store");
}

#[test]
fn without_a_key_store_the_secret_is_not_there_and_the_form_says_why() {
    let window = typed(TestMachine::with_key_store(Arc::new(NoKeyStore)));
    let mut window = window.restart();
    assert_drafts_are_back(&window);
    window.until("the key store answers", |window| {
        matches!(window.tab().draft.secrets.session_token, SecretNote::Missing(_))
    });
    window.make_editor_higher(80.0);
    window.settle();
    let aws = &window.tab().draft.request.http.auth.aws;
    assert!(aws.secret_access_key.is_empty() && aws.session_token.is_empty());
    window.assert_sees(
        "Secret access key: typed before and not here now, as no key store gave it back. Type it again",
    );
    window.assert_sees("signing needs a secret access key, and the field is empty");
    assert!(
        window
            .everything_told()
            .contains("Session token: typed before and not here now")
    );
    // Typed again, the sentence goes and the one about this run comes.
    window.fill("Secret access key", SECRET);
    window.until("the key store refuses", |window| {
        matches!(
            window.tab().draft.secrets.secret_access_key,
            SecretNote::MemoryOnly(_)
        )
    });
    window.assert_sees("Secret access key: kept in memory until the window closes");
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
        let mut window = typed(TestMachine::with_key_store(store));
        // A reply, a cancelled edit and a closed tab leave no trace either.
        window.fill_by_paste("URL", "{{demo}}/dev/pets");
        window.send();
        window.run(Command::DuplicateTab);
        window.run(Command::CloseTab);
        let machine = window.restart().close();
        let mut found = Vec::new();
        files(machine.data_dir(), &mut found);
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
    let window = TestWindow::start(TestMachine::with_key_store(Arc::new(NoKeyStore)));
    let mut window = window.restart();
    let aws = &window.tab().draft.request.http.auth.aws;
    assert_eq!(aws.access_key_id, DEMO_KEY_ID);
    assert_eq!(aws.secret_access_key.expose_for_signing(), DEMO_SECRET);
    window.send();
    assert_eq!(window.status(), 200);
}

#[test]
fn a_window_that_is_gone_without_being_closed_leaves_its_drafts() {
    let window = typed(TestMachine::default());
    let machine = window.machine.clone();
    drop(window);
    let window = TestWindow::start(machine);
    assert_drafts_are_back(&window);
}

/// The name of a variable is no secret: it comes back without any key store, and no key store gets it.
#[test]
fn a_secret_field_that_names_a_variable_is_kept_with_the_request() {
    let mut window = TestWindow::start(TestMachine::default());
    window.ctrl(Key::T);
    window.settle();
    window.type_text("{{demo}}/dev/pets");
    window.click("Auth: AWS Signature");
    window.settle();
    window.fill("Access key ID", "{{key}}");
    window.fill("Secret access key", "{{secret}}");
    window.settle();
    let problem = window.tab().draft.live.problem.clone().unwrap();
    assert_eq!(problem.kind, "unknown-variable");
    assert!(window.tab().draft.live.fields.is_empty());
    let mut window = window.restart();
    window.settle();
    let aws = &window.tab().draft.request.http.auth.aws;
    assert_eq!(aws.access_key_id, "{{key}}");
    assert_eq!(aws.secret_access_key.reference(), Some("secret"));
    assert_eq!(window.tab().draft.secrets.secret_access_key, SecretNote::Quiet);
}
