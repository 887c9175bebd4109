//! Sources of credentials other than typed keys, the roles on top of them, and what the user is asked for them.
//!
//! Long because each source, question and surface of credentials has its case.

use std::path::PathBuf;

use countersign::demo::{
    DEMO_KEY_ID, DEMO_MFA_CODE, DEMO_MFA_ROLE, DEMO_MFA_SERIAL, DEMO_ROLE, DEMO_SECRET, EXPIRED_KEY_ID,
    EXPIRED_SECRET, EXPIRED_TOKEN,
};
use countersign::model::{AssumeRoleForm, CredentialSource, KeyExpiry, Outcome, Secret};
use countersign::ui::command::Command;
use countersign::ui::context::DemoStatus;
use countersign::ui::credential_status::CredentialJob;
use eframe::egui::Key;
use time::Duration;

use super::test_window::{TestMachine, TestWindow};

/// The role's session, as STS words its ARN.
const ASSUMED: &str = "role/demo (123456789012)";

/// The address of the embedded STS.
pub fn sts(window: &TestWindow) -> String {
    match window.app().demo() {
        DemoStatus::Ready { port, .. } => format!("http://sts.us-east-1.localhost:{port}"),
        other => panic!("{other:?}"),
    }
}

/// A machine whose config files hold these texts.
fn machine(config: &str, credentials: &str) -> TestMachine {
    let machine = TestMachine::default();
    write(&machine, "AWS_CONFIG_FILE", "config", config);
    write(
        &machine,
        "AWS_SHARED_CREDENTIALS_FILE",
        "credentials",
        credentials,
    );
    machine
}

fn write(machine: &TestMachine, variable: &str, name: &str, text: &str) -> PathBuf {
    let path = machine.write(name, text);
    machine.set(variable, path.to_str().unwrap());
    path
}

/// The signed sample with another source, its Auth section in front.
fn with_source(machine: TestMachine, source: CredentialSource) -> TestWindow {
    let mut window = TestWindow::start(machine);
    let sts = sts(&window);
    window.machine.set("AWS_ENDPOINT_URL_STS", &sts);
    window.tab_mut().draft.request.http.auth.aws.source = source;
    window.run(Command::ShowAuth);
    window.settle();
    window
}

fn choose_role(window: &mut TestWindow, role_arn: &str, mfa_serial: &str) {
    let sts_endpoint = sts(window);
    window.tab_mut().draft.request.http.auth.aws.roles = vec![AssumeRoleForm {
        role_arn: role_arn.to_owned(),
        mfa_serial: mfa_serial.to_owned(),
        sts_endpoint,
        ..AssumeRoleForm::default()
    }];
    window.settle();
}

fn keys(profile: &str) -> String {
    format!("[{profile}]\naws_access_key_id = {DEMO_KEY_ID}\naws_secret_access_key = {DEMO_SECRET}\n")
}

/// The key ID that the last request was signed with.
fn signed_with(window: &TestWindow) -> String {
    let wire = window.sent().exchange.wire.clone().unwrap();
    let line = wire.header("authorization").unwrap().value.as_str().to_owned();
    let after = line.split("Credential=").nth(1).unwrap();
    after.split('/').next().unwrap().to_owned()
}

fn failure(window: &TestWindow) -> &'static str {
    match &window.sent().exchange.outcome {
        Outcome::Failed(failure) => failure.kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_profile_is_chosen_from_the_files_and_signs() {
    let config = "[profile other]\nregion = eu-west-1\n";
    let mut window = with_source(machine(config, &keys("dev")), CredentialSource::Profile);
    window.until("the files are read", |window| {
        window.has_button("Choose a profile")
    });
    window.click("Choose a profile");
    window.until("both profiles are listed", |window| {
        window.has_button("Choose profile dev") && window.has_button("Choose profile other")
    });
    window.fill("Find a profile", "dev");
    window.settle();
    assert!(!window.has_button("Choose profile other"));
    window.click("Choose profile dev");
    window.settle();
    assert_eq!(window.tab().draft.request.http.auth.aws.profile, "dev");
    window.assert_sees("credentials line 1");
    window.assert_sees("Fetched by Send");
    window.send();
    assert_eq!(window.status(), 200);
    assert_eq!(signed_with(&window), DEMO_KEY_ID);
    window.assert_sees("proved");
}

#[test]
fn a_profile_that_is_not_there_is_told_at_the_field_and_sends_nothing() {
    let mut window = with_source(machine("", &keys("dev")), CredentialSource::Profile);
    window.fill("Profile", "devv");
    window.until("it is told", |window| {
        window.sees("No config file has the profile devv")
    });
    window.send();
    assert_eq!(failure(&window), "profile-missing");
    assert!(window.sent().exchange.wire.is_none());
}

#[test]
fn a_file_that_changes_is_read_again() {
    let mut window = with_source(machine("", &keys("dev")), CredentialSource::Profile);
    window.fill("Profile", "late");
    window.until("it is told", |window| {
        window.sees("No config file has the profile late")
    });
    let both = format!("{}{}", keys("dev"), keys("late"));
    write(
        &window.machine,
        "AWS_SHARED_CREDENTIALS_FILE",
        "credentials",
        &both,
    );
    // The files are looked at once a second, on the window's own clock.
    window.harness.input_mut().time = Some(1_000.0);
    window.until("it is there", |window| window.sees("credentials line 4"));
}

#[test]
fn keys_of_the_environment_sign() {
    let machine = TestMachine::default();
    machine.set("AWS_ACCESS_KEY_ID", DEMO_KEY_ID);
    machine.set("AWS_SECRET_ACCESS_KEY", DEMO_SECRET);
    for source in [CredentialSource::Environment, CredentialSource::Automatic] {
        let mut window = with_source(machine.clone(), source);
        window.tab_mut().draft.request.http.auth.aws.access_key_id = "AKIAOTHEREXAMPLE".to_owned();
        window.send();
        assert_eq!(window.status(), 200, "{source:?}");
        assert_eq!(signed_with(&window), DEMO_KEY_ID, "{source:?}");
    }
}

#[test]
fn keys_typed_before_are_not_shown_as_those_of_another_source() {
    let mut window = with_source(TestMachine::default(), CredentialSource::Environment);
    window.tab_mut().draft.request.http.auth.aws.access_key_id = "AKIATYPEDBEFOREXYZ9".to_owned();
    window.settle();
    assert!(!window.everything_told().contains("AKIATYPEDBEFOREXYZ9"));
    window.send();
    assert!(window.sent().exchange.wire.is_none(), "nothing leaves");
}

/// A profile whose command prints the demo's keys and leaves a trace.
fn process_machine(trace: &str) -> (TestMachine, String) {
    let machine = TestMachine::default();
    let ran = machine.data_dir().join(trace);
    let json = format!(r#"{{"Version":1,"AccessKeyId":"{DEMO_KEY_ID}","SecretAccessKey":"{DEMO_SECRET}"}}"#);
    let script = machine.write(
        "keys.sh",
        &format!("echo ran >> {}\necho '{json}'\n", ran.display()),
    );
    let command = format!("sh {} first", script.display());
    write(
        &machine,
        "AWS_CONFIG_FILE",
        "config",
        &format!("[profile p]\ncredential_process = {command}\n"),
    );
    write(&machine, "AWS_SHARED_CREDENTIALS_FILE", "credentials", "");
    (machine, command)
}

#[test]
#[cfg(unix)]
fn a_command_is_shown_before_its_first_run_and_when_it_changes() {
    let (machine, command) = process_machine("ran");
    let ran = machine.data_dir().join("ran");
    let mut window = with_source(machine, CredentialSource::Profile);
    window.fill("Profile", "p");
    window.send();
    assert_eq!(failure(&window), "process-not-allowed");
    assert!(!ran.exists(), "not before it is allowed");
    window.assert_sees("Run this command?");
    window.assert_sees(&command);
    window.assert_sees("config line 2");
    window.click("Cancel");
    window.settle();
    window.click("Answer…");
    window.settle();
    window.send_by(|window| window.click("Run it"));
    assert_eq!(window.status(), 200);
    assert!(ran.exists());
    let mut window = window.restart();
    window.send();
    assert_eq!(window.status(), 200, "it is not asked again after a restart");
    let config = window.machine.data_dir().join("config");
    let changed = std::fs::read_to_string(&config)
        .unwrap()
        .replace("first", "second");
    window.machine.write("config", &changed);
    window.run(Command::FetchCredentials);
    window.until("it is asked", |window| window.sees("Run this command?"));
    window.assert_sees("second");
    let session = std::fs::read_to_string(window.machine.data_dir().join("session.json")).unwrap();
    assert!(
        !session.contains("keys.sh"),
        "a command may hold a secret: its hash is kept"
    );
}

#[test]
fn a_role_in_the_form_is_assumed_and_the_caller_can_send_too() {
    let mut window = with_source(TestMachine::default(), CredentialSource::Typed);
    window.click("Assume a role");
    window.settle();
    window.fill("ARN of role", DEMO_ROLE);
    window.settle();
    window.assert_sees("Fetched by Send");
    window.send();
    assert_eq!(window.status(), 200);
    let role_key = signed_with(&window);
    assert!(role_key.starts_with("ASIA"), "{role_key}");
    window.assert_sees(ASSUMED);
    window.assert_sees("ends in 60 min");
    assert_eq!(window.sent().exchange.chain.len(), 2);
    window.send_by(|window| window.run(Command::SendAsCaller));
    assert_eq!(signed_with(&window), DEMO_KEY_ID);
    window.send();
    assert_eq!(
        signed_with(&window),
        role_key,
        "once, and from the cache after that"
    );
}

#[test]
fn a_code_of_an_mfa_device_is_asked_for() {
    let mut window = with_source(TestMachine::default(), CredentialSource::Typed);
    choose_role(&mut window, DEMO_MFA_ROLE, DEMO_MFA_SERIAL);
    window.send();
    assert_eq!(failure(&window), "mfa-code-needed");
    window.assert_sees(DEMO_MFA_SERIAL);
    window.settle();
    window.fill("MFA code", "000000");
    window.send_by(|window| window.click("Assume and send"));
    window.assert_sees("invalid MFA one time pass code");
    assert!(
        window.sent().exchange.wire.is_none(),
        "a refused role sends nothing"
    );
    window.send();
    window.settle();
    window.fill("MFA code", DEMO_MFA_CODE);
    window.send_by(|window| window.harness.key_press(Key::Enter));
    assert_eq!(window.status(), 200);
    window.assert_sees("role/demo-mfa (123456789012)");
    window.send();
    assert_eq!(
        window.status(),
        200,
        "the session lasts: no code is asked for again"
    );
}

#[test]
fn the_end_is_counted_down_while_a_tab_is_open_and_send_fetches_new_ones() {
    let mut window = with_source(TestMachine::default(), CredentialSource::Typed);
    choose_role(&mut window, DEMO_ROLE, "");
    window.send();
    let first = signed_with(&window);
    window.assert_sees("ends in 60 min");
    assert!(
        window.repaint_delay() <= std::time::Duration::from_secs(61),
        "the words change with the minute"
    );
    let pass = |window: &TestWindow, minutes| {
        let mut now = window.machine.now.lock().unwrap();
        *now += Duration::minutes(minutes);
    };
    pass(&window, 52);
    window.settle();
    window.assert_sees("ends in 8 min");
    pass(&window, 9);
    window.settle();
    window.assert_sees("ended");
    window.send();
    assert_eq!(window.status(), 200);
    assert_ne!(signed_with(&window), first);
    window.assert_sees("ends in 60 min");
}

#[test]
fn a_click_fetches_new_ones_and_sends_nothing() {
    let mut window = with_source(TestMachine::default(), CredentialSource::Typed);
    choose_role(&mut window, DEMO_ROLE, "");
    let key = |window: &TestWindow| {
        let at_hand = window.tab().draft.live.at_hand.clone();
        at_hand.map(|at_hand| at_hand.access_key_id)
    };
    window.click("Fetch now");
    window.until("they are there", |window| {
        key(window).is_some() && window.has_button("Refresh")
    });
    window.settle();
    let first = key(&window);
    window.click("Refresh");
    window.until("new ones are there", |window| {
        key(window).is_some_and(|key| Some(key) != first)
    });
    assert!(window.tab().last.sent.is_none());
    window.settle();
    assert!(
        window
            .report_live()
            .authorization
            .as_str()
            .contains(&key(&window).unwrap()),
        "the live signature is theirs"
    );
    window.run(Command::ShowOwnCalls);
    window.settle();
    window.assert_sees("AssumeRole");
    window.assert_sees("sts.us-east-1.localhost");
}

#[test]
fn a_question_that_found_something_else_over_the_window_waits_beside_the_credentials() {
    let mut window = with_source(TestMachine::default(), CredentialSource::Typed);
    choose_role(&mut window, DEMO_MFA_ROLE, DEMO_MFA_SERIAL);
    window.run(Command::ShowOwnCalls);
    window.run(Command::FetchCredentials);
    window.until("it is known that a code is needed", |window| {
        matches!(window.tab().draft.credential_job, CredentialJob::Asks(_))
    });
    window.settle();
    window.harness.key_press(Key::Escape);
    window.settle();
    window.assert_sees(DEMO_MFA_SERIAL);
    window.click("Answer…");
    window.settle();
    window.fill("MFA code", DEMO_MFA_CODE);
    window.harness.key_press(Key::Enter);
    window.until("they are there", |window| {
        let draft = &window.tab().draft;
        draft.live.at_hand.is_some() && draft.credential_job == CredentialJob::Idle
    });
    window.settle();
    window.assert_sees("role/demo-mfa (123456789012)");
    assert_eq!(window.tab().draft.credential_job, CredentialJob::Idle);
    // A question that is put away, and a refusal, take nothing of what is there.
    window.run(Command::FetchCredentials);
    window.until("a code is needed again", |window| {
        matches!(window.tab().draft.credential_job, CredentialJob::Asks(_))
    });
    window.settle();
    window.harness.key_press(Key::Escape);
    window.settle();
    window.assert_sees("role/demo-mfa (123456789012)");
    window.send();
    assert_eq!(window.status(), 200);
}

#[test]
fn sts_says_who_the_keys_belong_to() {
    let mut window = with_source(TestMachine::default(), CredentialSource::Typed);
    choose_role(&mut window, DEMO_ROLE, "");
    window.click("Who am I?");
    window.until("STS has answered", |window| {
        window.sees("user/demo (123456789012)")
    });
    window.assert_sees(ASSUMED);
}

#[test]
fn a_role_that_is_refused_is_told_in_the_words_of_sts() {
    let mut window = with_source(TestMachine::default(), CredentialSource::Typed);
    choose_role(&mut window, "arn:aws:iam::123456789012:role/none", "");
    window.click("Fetch now");
    window.until("it is told", |window| {
        matches!(window.tab().draft.credential_job, CredentialJob::Failed(_))
    });
    window.settle();
    window.assert_sees("is not authorized to perform: sts:AssumeRole");
}

#[test]
fn keys_that_have_ended_are_sent_only_when_that_is_meant() {
    let mut window = with_source(TestMachine::default(), CredentialSource::Typed);
    let aws = &mut window.tab_mut().draft.request.http.auth.aws;
    aws.access_key_id = EXPIRED_KEY_ID.to_owned();
    aws.secret_access_key = Secret::new(EXPIRED_SECRET);
    aws.session_token = Secret::new(EXPIRED_TOKEN);
    aws.expiry = Some(KeyExpiry {
        access_key_id: EXPIRED_KEY_ID.to_owned(),
        unix_seconds: 1_795_170_000,
    });
    window.settle();
    window.assert_sees("ended");
    window.send();
    assert_eq!(failure(&window), "credentials-expired");
    window.assert_sees("These credentials have ended");
    window.settle();
    window.send_by(|window| window.click("Send anyway"));
    assert_eq!(window.status(), 403);
}

#[test]
fn what_was_fetched_is_in_no_file_of_the_window() {
    let mut window = with_source(machine("", &keys("dev")), CredentialSource::Profile);
    window.fill("Profile", "dev");
    choose_role(&mut window, DEMO_ROLE, "");
    window.send();
    assert_eq!(window.status(), 200);
    let wire = window.sent().exchange.wire.clone().unwrap();
    let token = wire
        .header("x-amz-security-token")
        .unwrap()
        .value
        .as_str()
        .to_owned();
    let folder = window.machine.folder.clone();
    drop(window.close());
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() && path.file_name().unwrap() != "credentials" {
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            assert!(
                !text.contains(&token) && !text.contains(DEMO_SECRET),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn a_custom_domain_takes_the_region_of_the_profile_and_a_host_that_names_one_does_not() {
    let credentials = format!("{}region = eu-west-3\n", keys("dev"));
    let mut window = with_source(machine("", &credentials), CredentialSource::Profile);
    window.fill("Profile", "dev");
    window.send();
    let scope = |window: &TestWindow| window.report_sent().credential_scope.as_str().to_owned();
    assert!(
        scope(&window).contains("/us-east-1/execute-api/"),
        "the host says so"
    );
    let server = crate::support::server::recorder();
    let port = server.port();
    let tab = window.tab_mut();
    tab.draft.request.http.url = format!("http://localhost:{port}/pets");
    tab.draft.request.http.auth.aws.service = "execute-api".to_owned();
    window.settle();
    window.send();
    assert!(
        scope(&window).contains("/eu-west-3/execute-api/"),
        "{}",
        scope(&window)
    );
    let notes = &window.sent().exchange.notes;
    assert!(
        notes
            .iter()
            .any(|note| note.rule == "region-from-profile" && note.reason.contains("credentials line 4")),
        "{notes:?}"
    );
}
