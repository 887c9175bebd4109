//! A HAR file of the window's history, for readers that are not ours: `tests/foreign/har.py`.

use std::path::PathBuf;

use countersign::model::{AuthKind, BodyKind, HeaderRow, Secret};
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers, vec2};

use super::test_window::{TestMachine, TestWindow};
use crate::child;

/// What the script says: what is to be sent, and where the archive goes.
#[derive(serde::Deserialize)]
struct Told {
    file: PathBuf,
    sends: Vec<Send>,
}

#[derive(serde::Deserialize)]
struct Send {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
    /// Access key ID, secret access key and session token; none for no auth.
    keys: Option<(String, String, String)>,
}

#[test]
fn an_archive_in_a_process_of_its_own() {
    let Some(told) = child::argument() else { return };
    let told: Told = serde_json::from_str(&told).unwrap();
    let mut window = TestWindow::start(TestMachine::with_size(vec2(1280.0, 1100.0)));
    for (number, send) in told.sends.iter().enumerate() {
        fill(&mut window, send);
        window.send();
        window.run(Command::ShowHistory);
        window.until("it is in the history", |window| {
            window.app().history_rows().len() == number + 1
        });
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
    }
    window.run(Command::ShowHistory);
    window.settle();
    window.until("all are there", |window| {
        window.app().history_rows().len() == told.sends.len()
    });
    window.click("Export as HAR…");
    window.settle();
    window.fill("File of the archive", told.file.to_str().unwrap());
    window.click("Write HAR");
    window.until("it is written", |window| window.sees("Wrote "));
    println!("\nANSWER {{}}");
}

fn fill(window: &mut TestWindow, send: &Send) {
    let http = &mut window.tab_mut().draft.request.http;
    http.method.clone_from(&send.method);
    http.url.clone_from(&send.url);
    http.headers = send
        .headers
        .iter()
        .map(|(name, value)| HeaderRow::new(name, value))
        .collect();
    http.body.kind = if send.body.is_empty() {
        BodyKind::None
    } else {
        BodyKind::Raw
    };
    http.body.text = send.body.as_str().into();
    http.auth.kind = AuthKind::None;
    if let Some((id, secret, token)) = &send.keys {
        http.auth.kind = AuthKind::AwsSignature;
        http.auth.aws.access_key_id.clone_from(id);
        http.auth.aws.secret_access_key = Secret::new(secret.as_str());
        http.auth.aws.session_token = Secret::new(token.as_str());
        "us-east-1".clone_into(&mut http.auth.aws.region);
        "execute-api".clone_into(&mut http.auth.aws.service);
    }
    window.settle();
}
