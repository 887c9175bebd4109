//! Secrets of every source of credentials: in no text that is drawn or told, in no copy but those that say so, in no report,
//! and in no file of the window.

use std::path::Path;

use countersign::demo::DEMO_ROLE;
use countersign::model::{AssumeRoleForm, CredentialSource};
use countersign::ui::command::Command;
use countersign::ui::context::DemoStatus;

use super::credentials::sts;
use super::test_window::{TestMachine, TestWindow};
use crate::support::sso::{START_URL, get};

/// No published example.
const SECRET: &str = "Canary/Of+Sources=0987654321/zyxwvutsrqp";
const TOKEN: &str = "CanaryTokenOfSourcesCanaryTokenOfSourcesCanaryTokenOfSources==";
const KEY_ID: &str = "ASIACANARYSOURCES012";

fn window_with(machine: TestMachine, source: CredentialSource) -> TestWindow {
    let mut window = TestWindow::start(machine);
    let DemoStatus::Ready { port, .. } = window.app().demo() else {
        panic!("no embedded server");
    };
    let (url, sts) = (format!("http://127.0.0.1:{port}"), sts(&window));
    for (name, value) in [
        ("AWS_ENDPOINT_URL_STS", &sts),
        ("AWS_ENDPOINT_URL_SSO", &url),
        ("AWS_ENDPOINT_URL_SSO_OIDC", &url),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", &url),
    ] {
        window.machine.set(name, value);
    }
    window.tab_mut().draft.request.http.auth.aws.source = source;
    window.run(Command::ShowAuth);
    window.settle();
    window
}

/// Looks through everything that the window shows, copies, reports and keeps.
fn assert_hidden(mut window: TestWindow, secrets: &[&str], own: &[&str]) {
    let hold = |text: &str, place: &str| {
        for secret in secrets {
            assert!(
                !text.contains(secret),
                "{place} has {}…",
                &secret.get(..6).unwrap()
            );
        }
    };
    for command in [
        Command::ShowAuth,
        Command::ShowHeaders,
        Command::ShowTimeline,
        Command::ShowLiveSignature,
        Command::ShowSentSignature,
        Command::ShowOwnCalls,
        Command::ShowCredentialPlan,
        Command::ReportForSupport,
        Command::CopyAsCode,
        Command::ExplainSteps,
    ] {
        window.run(command);
        window.settle();
        window.settle();
        hold(&window.everything_told(), &format!("{command:?}"));
        window.press(eframe::egui::Modifiers::NONE, eframe::egui::Key::Escape);
        window.settle();
    }
    for command in [
        Command::CopySignatureReport,
        Command::CopyCanonicalRequest,
        Command::CopyAsCurlEnv,
        Command::CopyAsAwscurl,
    ] {
        window.run(command);
        window.settle();
        let copied = window.copied.last().cloned().unwrap_or_default();
        hold(&copied, &format!("{command:?}"));
    }
    let folder = window.machine.folder.clone();
    let data_dir = window.machine.data_dir().to_owned();
    drop(window.close());
    let kept = super::history::kept_texts(&data_dir);
    assert!(!kept.is_empty(), "what was sent was kept");
    for text in &kept {
        hold(text, "the history");
    }
    look_through(folder.path(), own, &hold);
}

fn look_through(folder: &Path, own: &[&str], hold: &dyn Fn(&str, &str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if own.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            look_through(&path, own, hold);
        } else {
            hold(&String::from_utf8_lossy(&std::fs::read(&path).unwrap()), &name);
        }
    }
}

#[test]
fn keys_of_environment_profile_and_command_stay_hidden() {
    let machine = TestMachine::default();
    machine.set("AWS_ACCESS_KEY_ID", KEY_ID);
    machine.set("AWS_SECRET_ACCESS_KEY", SECRET);
    machine.set("AWS_SESSION_TOKEN", TOKEN);
    let mut window = window_with(machine, CredentialSource::Environment);
    window.send();
    assert_eq!(window.status(), 403, "nobody knows this key");
    assert_hidden(window, &[SECRET, TOKEN], &[]);

    let lines =
        format!("aws_access_key_id={KEY_ID}\naws_secret_access_key={SECRET}\naws_session_token={TOKEN}\n");
    let json = format!(
        r#"{{"Version":1,"AccessKeyId":"{KEY_ID}","SecretAccessKey":"{SECRET}","SessionToken":"{TOKEN}"}}"#
    );
    let machine = TestMachine::default();
    let script = machine.write("keys.sh", &format!("echo '{json}'\n"));
    let config = format!(
        "[profile keys]\n{lines}[profile tool]\ncredential_process = sh {}\n",
        script.display()
    );
    let config = machine.write("config", &config);
    machine.set("AWS_CONFIG_FILE", config.to_str().unwrap());
    for profile in ["keys", "tool"] {
        let mut window = window_with(machine.clone(), CredentialSource::Profile);
        window.fill("Profile", profile);
        window.send();
        if window.sees("Run this command?") {
            window.settle();
            window.send_by(|window| window.click("Run it"));
        }
        assert_eq!(window.status(), 403, "{profile}");
        assert_hidden(window, &[SECRET, TOKEN], &["config", "keys.sh"]);
    }
}

/// The token that the last request carried.
fn token_sent(window: &TestWindow) -> String {
    let wire = window.sent().exchange.wire.clone().unwrap();
    wire.header("x-amz-security-token")
        .unwrap()
        .value
        .as_str()
        .to_owned()
}

#[test]
fn what_sts_and_an_instance_give_stays_hidden() {
    for (source, roles) in [
        (CredentialSource::Typed, vec![DEMO_ROLE]),
        (CredentialSource::Instance, vec![]),
        (CredentialSource::Instance, vec![DEMO_ROLE]),
    ] {
        let mut window = window_with(TestMachine::default(), source);
        let role = |role_arn: &&str| AssumeRoleForm {
            role_arn: (*role_arn).to_owned(),
            ..AssumeRoleForm::default()
        };
        window.tab_mut().draft.request.http.auth.aws.roles = roles.iter().map(role).collect();
        window.settle();
        window.send();
        assert_eq!(window.status(), 200, "{source:?} {roles:?}");
        let token = token_sent(&window);
        assert_hidden(window, &[&token], &[]);
    }
}

#[test]
fn the_tokens_of_a_sign_in_stand_in_the_cache_of_the_aws_cli_alone() {
    let machine = TestMachine::default();
    let home = machine.data_dir().join("home");
    std::fs::create_dir(&home).unwrap();
    machine.set("HOME", home.to_str().unwrap());
    let mut window = window_with(machine, CredentialSource::IdentityCenter);
    let form = &mut window.tab_mut().draft.request.http.auth.aws.identity_center;
    START_URL.clone_into(&mut form.start_url);
    "us-east-1".clone_into(&mut form.region);
    "123456789012".clone_into(&mut form.account_id);
    "DemoReadOnly".clone_into(&mut form.role_name);
    window.settle();
    window.send();
    window.settle();
    window.send_by(|window| {
        window.click("Use a code");
        window.until("the code is shown", |window| window.sees("compare this code"));
        window.settle();
        window.click("Open the browser");
        window.settle();
        assert_eq!(get(&window.opened_urls[0].clone()).status, 200);
    });
    assert_eq!(window.status(), 200);
    let cache = home.join(".aws/sso/cache");
    let mut secrets = vec![token_sent(&window)];
    for entry in std::fs::read_dir(cache).unwrap() {
        let file: serde_json::Value =
            serde_json::from_slice(&std::fs::read(entry.unwrap().path()).unwrap()).unwrap();
        for name in ["accessToken", "refreshToken", "clientSecret"] {
            secrets.extend(file.get(name).and_then(|value| value.as_str()).map(str::to_owned));
        }
    }
    assert!(secrets.len() >= 4, "{}", secrets.len());
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    assert_hidden(window, &secrets, &["home"]);
}

#[test]
fn a_container_that_is_none_is_told_and_sends_nothing() {
    let mut window = window_with(TestMachine::default(), CredentialSource::Container);
    window.send();
    assert!(window.sent().exchange.wire.is_none());
    window.assert_sees("AWS_CONTAINER_CREDENTIALS_");
}
