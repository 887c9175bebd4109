//! `credentials login` and `credentials logout`, with the real binary and the test as the person.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command};

use countersign::demo::{DemoServer, Misbehaviour, SsoFault};

use crate::support::command::{Ran, binary};
use crate::support::signed_call::NOW;
use crate::support::sso::{START_URL, browse, get, json_file};

struct Machine {
    server: DemoServer,
    home: tempfile::TempDir,
}

impl Machine {
    fn new() -> Self {
        Self::with(DemoServer::spawn(0).unwrap())
    }

    fn with(server: DemoServer) -> Self {
        Self {
            server,
            home: tempfile::tempdir().unwrap(),
        }
    }

    /// For the sign-in of the form.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.plain_command(arguments);
        command.args(["--sso-start-url", START_URL, "--sso-region", "us-east-1"]);
        command
    }

    fn plain_command(&self, arguments: &[&str]) -> Command {
        let url = format!("http://127.0.0.1:{}", self.server.port());
        let mut command = binary();
        command
            .env("HOME", self.home.path())
            .env("AWS_ENDPOINT_URL_SSO", &url)
            .env("AWS_ENDPOINT_URL_SSO_OIDC", &url)
            .arg("credentials")
            .args(arguments);
        command
    }

    fn files(&self) -> Vec<std::path::PathBuf> {
        let Ok(folder) = std::fs::read_dir(self.home.path().join(".aws/sso/cache")) else {
            return Vec::new();
        };
        folder.map(|entry| entry.unwrap().path()).collect()
    }

    /// The file with a token in it.
    fn token(&self) -> Option<serde_json::Value> {
        let mut read = self.files().into_iter().map(|file| json_file(&file));
        read.find(|fields| fields.get("accessToken").is_some())
    }
}

/// A sign-in that has printed its address.
pub struct Waiting {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    said: String,
    pub url: String,
}

impl Waiting {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        let url = loop {
            let from = said.len();
            assert_ne!(out.read_line(&mut said).unwrap(), 0, "it ended: {said}");
            if let Some(url) = said.get(from..).unwrap().trim().strip_prefix("http://") {
                break format!("http://{url}");
            }
        };
        Self {
            child,
            out,
            said,
            url,
        }
    }

    pub fn end(mut self) -> Ran {
        self.out.read_to_string(&mut self.said).unwrap();
        let output = self.child.wait_with_output().unwrap();
        Ran {
            code: output.status.code().expect("an exit code"),
            out: self.said,
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn holds_no_secret(ran: &Ran, token: &serde_json::Value) {
    for name in ["accessToken", "refreshToken", "clientSecret"] {
        let secret = token[name].as_str().unwrap();
        assert!(!ran.all().contains(secret), "{name} in {ran:?}");
    }
}

#[test]
fn a_browser_signs_in_and_out() {
    let machine = Machine::new();
    let waiting = Waiting::start(machine.command(&["login"]));
    browse(&waiting.url);
    let ran = waiting.end();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains(&format!("Signed in at {START_URL} until 20")),
        "{ran:?}"
    );
    let token = machine.token().unwrap();
    holds_no_secret(&ran, &token);
    let output = machine.command(&["logout"]).output().unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        format!("Signed out at {START_URL}\n")
    );
    assert_eq!(machine.token(), None);
    let output = machine.command(&["logout"]).output().unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        format!("Nobody was signed in at {START_URL}\n")
    );
}

#[test]
fn a_code_signs_in() {
    let machine = Machine::new();
    let waiting = Waiting::start(machine.command(&["login", "--device-code"]));
    assert_eq!(get(&waiting.url).status, 200);
    let ran = waiting.end();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("  code "), "{ran:?}");
    holds_no_secret(&ran, &machine.token().unwrap());
}

#[test]
fn a_profile_says_where_and_how() {
    let machine = Machine::new();
    std::fs::create_dir(machine.home.path().join(".aws")).unwrap();
    let config = format!(
        "[profile old]\nsso_start_url = {START_URL}\nsso_region = us-east-1\nsso_account_id = 123456789012\n\
         sso_role_name = DemoReadOnly\n\
         [profile new]\nsso_session = me\nsso_account_id = 123456789012\nsso_role_name = DemoReadOnly\n\
         [sso-session me]\nsso_start_url = https://d-9999999999.awsapps.com/start\nsso_region = us-east-1\n\
         [profile keys]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n"
    );
    let mut file = std::fs::File::create(machine.home.path().join(".aws/config")).unwrap();
    file.write_all(config.as_bytes()).unwrap();
    let sign_in = |profile: &str| {
        let waiting = Waiting::start(machine.plain_command(&["login", "--profile", profile]));
        if waiting.url.contains("/authorize") {
            browse(&waiting.url);
        } else {
            assert_eq!(get(&waiting.url).status, 200);
        }
        waiting.end()
    };
    let old = sign_in("old");
    assert_eq!(
        (old.code, old.out.contains("  code ")),
        (0, true),
        "as the AWS CLI does: {old:?}"
    );
    assert_eq!(machine.token().unwrap()["startUrl"], START_URL);
    let new = sign_in("new");
    assert_eq!((new.code, new.out.contains("/authorize?")), (0, true), "{new:?}");
    // SHA-1 of `me`, from `printf me | sha1sum`.
    let named = machine
        .home
        .path()
        .join(".aws/sso/cache/b1c1d8736f20db3fb6c1c66bb1455ed43909f0d8.json");
    assert_eq!(
        json_file(&named)["startUrl"],
        "https://d-9999999999.awsapps.com/start"
    );
    let keys = machine
        .plain_command(&["login", "--profile", "keys"])
        .output()
        .unwrap();
    assert_eq!(keys.status.code(), Some(2));
    let err = String::from_utf8(keys.stderr).unwrap();
    assert!(err.contains("does not use IAM Identity Center"), "{err}");
}

#[test]
fn a_refusal_is_one_line_with_the_next_step() {
    let denying = DemoServer::builder(|| NOW)
        .misbehave(Misbehaviour::Sso(SsoFault::Denied))
        .spawn(0)
        .unwrap();
    let machine = Machine::with(denying);
    let waiting = Waiting::start(machine.command(&["login"]));
    browse(&waiting.url);
    let ran = waiting.end();
    assert_eq!(ran.code, 3);
    assert_eq!(
        ran.err,
        "countersign: the sign-in was denied in the browser. Sign in again and allow access\n"
    );
    assert_eq!(machine.token(), None);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it() {
    for more in [&["login"][..], &["login", "--device-code"]] {
        let machine = Machine::new();
        let waiting = Waiting::start(machine.command(more));
        let process = waiting.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &process])
                .status()
                .unwrap()
                .success()
        );
        let ran = waiting.end();
        assert_eq!(ran.code, 3, "{ran:?}");
        assert_eq!(ran.err, "countersign: the sign-in was cancelled\n");
        assert_eq!(machine.token(), None);
    }
}

#[test]
fn without_a_home_there_is_no_place_for_it() {
    let machine = Machine::new();
    let mut command = machine.command(&["login"]);
    let output = command.env_remove("HOME").output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(
        err.contains("the home folder is not known") && err.contains("Set HOME"),
        "{err}"
    );
    assert!(machine.server.requests().is_empty());
}

#[cfg(unix)]
#[test]
fn a_home_that_can_not_be_written_is_named() {
    let machine = Machine::new();
    let file = machine.home.path().join(".aws");
    std::fs::copy("Cargo.toml", &file).unwrap();
    let output = machine.command(&["login", "--device-code"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let err = String::from_utf8(output.stderr).unwrap();
    let cache = Path::new(".aws/sso/cache");
    assert!(
        err.contains(&cache.display().to_string()) && err.contains("can not be written"),
        "{err}"
    );
}
