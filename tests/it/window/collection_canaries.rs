//! Secrets of collections: in no file of the collection and of the window, in no text that is drawn or told, in no copy.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::model::{AuthKind, HeaderRow, Secret};
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};

use super::test_window::TestWindow;
use super::{collections, history};

/// One value for each way in which a secret comes into a collection; no published example.
const CANARIES: [&str; 5] = [
    "Canary/Filled+In=0987654321/zyxwvutsrqp0",
    "Canary/Typed+Key=0987654321/zyxwvutsrqp1",
    "Canary/Session+Token=87654321/zyxwvutsrq",
    "ghp_CanaryInAHeader0123456789abcdefghijk",
    "Canary/Of+A+Table=87654321/zyxwvutsrqp04",
];

/// The forms in which a text may hold a value.
fn forms(value: &str) -> Vec<String> {
    let mut percent = String::new();
    let mut hex = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            percent.push(char::from(byte));
        } else {
            write!(percent, "%{byte:02X}").unwrap();
        }
        write!(hex, "{byte:02x}").unwrap();
    }
    let json = serde_json::to_string(value).unwrap();
    vec![
        value.to_owned(),
        percent,
        hex,
        STANDARD.encode(value),
        json.trim_matches('"').to_owned(),
    ]
}

/// The canary that a text holds in one of its forms.
fn found_in(text: &str) -> Option<&'static str> {
    let holds = |canary: &&&str| forms(canary).iter().any(|form| text.contains(form.as_str()));
    CANARIES.iter().find(holds).copied()
}

/// Every file below a folder with a canary in it or in its name.
fn files_with_canaries(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with_canaries(&path));
        } else {
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            if found_in(&text).is_some() || found_in(&path.to_string_lossy()).is_some() {
                found.push(path);
            }
        }
    }
    found
}

fn assert_told_nothing(window: &mut TestWindow, when: &str) {
    assert_eq!(found_in(&window.everything_told()), None, "{when}");
}

#[test]
fn secrets_of_a_collection_stay_out_of_files_texts_and_copies() {
    let [filled_in, typed_key, session_token, in_header, of_table] = CANARIES;
    let mut window = TestWindow::first_start();
    collections::open_request_of_a_new_collection(&mut window);
    window.run(Command::SwitchEnvironment);
    window.settle();
    window.click("Use local");
    window.settle();
    window.run(Command::FillMissingValues);
    window.settle();
    window.fill("Value of secret_key", filled_in);
    window.click("Keep in the key store");
    window.settle();
    window.send();
    // A table of variables, with a new secret.
    window.run(Command::EditEnvironments);
    window.settle();
    window.click("Add variable");
    window.settle();
    window.type_text("of_table");
    window.settle();
    assert_told_nothing(&mut window, "the table of variables");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    // A draft with secrets in its auth, and one in a header.
    window.run(Command::NewTab);
    window.settle();
    window.fill("URL", "{{demo}}/dev/pets/1");
    let request = &mut window.tab_mut().draft.request;
    request.http.headers = vec![HeaderRow::new("authorization", format!("token {in_header}"))];
    let auth = &mut request.http.auth;
    auth.kind = AuthKind::AwsSignature;
    auth.aws.access_key_id = "ASIACANARYOFCOLLECT1".to_owned();
    auth.aws.secret_access_key = Secret::new(typed_key);
    auth.aws.session_token = Secret::new(session_token);
    window.settle();
    window.ctrl(Key::S);
    window.settle();
    window.fill("Name of the request", "Canary");
    window.click("Save");
    window.settle();
    window.assert_sees("Save a secret into a file?");
    window.click("Make them variables");
    window.until("it is saved", |window| window.tab().file.is_some());
    window.settle();
    window.send();
    for command in [
        Command::ShowAuth,
        Command::ShowHeaders,
        Command::ShowTimeline,
        Command::ShowLiveSignature,
        Command::ShowSentSignature,
        Command::EditEnvironments,
        Command::EditInherited,
        Command::SaveRequestAs,
        Command::OpenPalette,
        Command::ReportForSupport,
        Command::ShowHistory,
    ] {
        window.run(command);
        window.settle();
        assert_told_nothing(&mut window, &format!("{command:?}"));
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
    }
    for command in [
        Command::CopyRequestPath,
        Command::CopySignatureReport,
        Command::CopyCanonicalRequest,
        Command::CopyAsCurlEnv,
    ] {
        window.run(command);
        window.settle();
    }
    let copied = window.copied.join("\n");
    assert_eq!(found_in(&copied), None);
    let folder = window.machine.folder.clone();
    let data_dir = window.machine.data_dir().to_owned();
    drop(window.close());
    let kept = history::kept_texts(&data_dir);
    assert!(
        kept.iter().any(|text| text.contains("/dev/pets/1")),
        "it was kept"
    );
    assert!(kept.iter().all(|text| found_in(text).is_none()));
    assert_eq!(files_with_canaries(folder.path()), Vec::<PathBuf>::new());
    // The search finds what is there.
    for (at, form) in forms(of_table).into_iter().enumerate() {
        plant(
            folder.path(),
            &format!("planted{at}"),
            &format!("before {form} after"),
        );
    }
    assert_eq!(files_with_canaries(folder.path()).len(), forms(of_table).len());
}

#[expect(clippy::disallowed_methods, reason = "a file of the test")]
fn plant(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}
