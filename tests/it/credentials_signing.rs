//! `sign`, `send`, `whoami` and `credentials export` with credentials that nobody typed: the real binary, in a home folder of
//! its own, against the API and the STS of the demo server. Long because each flag is one short path through all of them.

use std::fs;
use std::net::TcpListener;

use countersign::cli::{self, Exit, Outcome, Stream, Surroundings};
use countersign::demo::{
    DEMO_KEY_ID, DEMO_MFA_CODE, DEMO_MFA_ROLE, DEMO_MFA_SERIAL, DEMO_ROLE, DEMO_SECRET, DemoServer,
    TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command_line::{API, PINNED};
use crate::sso_command_line::Waiting;
use crate::support::command::{DEMO, Ran, Variables, binary, run_with};
use crate::support::credentials::{MovedClock, deps_in};
use crate::support::server::Server;
use crate::support::sso::{START_URL, get};

const USER: &str = "arn:aws:iam::123456789012:user/demo";

/// A home folder with profiles, and the demo server with all that they lead to.
struct Machine {
    server: DemoServer,
    home: TempDir,
}

impl Machine {
    fn new() -> Self {
        let machine = Self {
            server: DemoServer::spawn(0).unwrap(),
            home: tempfile::tempdir().unwrap(),
        };
        let folder = machine.home.path().join(".aws");
        fs::create_dir(&folder).unwrap();
        let binary = env!("CARGO_BIN_EXE_countersign");
        let ran = machine.home.path().join("ran").display().to_string();
        let config = format!(
            "[default]\n\
             [profile other]\n\
             [profile far]\n\
             region = ap-south-1\n\
             [profile invoke]\n\
             role_arn = {DEMO_ROLE}\n\
             source_profile = other\n\
             [profile mfa]\n\
             role_arn = {DEMO_MFA_ROLE}\n\
             source_profile = other\n\
             mfa_serial = {DEMO_MFA_SERIAL}\n\
             [profile command]\n\
             credential_process = touch {ran} && {binary} credentials export --profile invoke --format json\n\
             [profile center]\n\
             sso_start_url = {START_URL}\n\
             sso_region = us-east-1\n\
             sso_account_id = 444455556666\n\
             sso_role_name = DemoDeveloper\n"
        );
        let pair = |profile: &str, id: &str, secret: &str| {
            format!("[{profile}]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n")
        };
        let credentials = format!(
            "{}{}{}",
            pair("far", DEMO_KEY_ID, DEMO_SECRET),
            pair("default", "AKIAI44QH8DHBEXAMPLE", "another secret"),
            pair("other", DEMO_KEY_ID, DEMO_SECRET)
        );
        machine.write("config", &config);
        machine.write("credentials", &credentials);
        machine
    }

    #[expect(clippy::disallowed_methods, reason = "a file of the test")]
    fn write(&self, name: &str, text: &str) {
        fs::write(self.home.path().join(".aws").join(name), text).unwrap();
    }

    fn api(&self) -> String {
        format!("{}/dev/pets", self.server.address())
    }

    fn own_calls(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port())
    }

    fn run_with(&self, variables: Variables<'_>, input: &str, arguments: &[&str]) -> Ran {
        let (home, url) = (self.home.path().to_str().unwrap(), self.own_calls());
        let own = [
            ("HOME", home),
            ("PATH", "/usr/bin:/bin"),
            ("AWS_ENDPOINT_URL", &url),
        ];
        let ran = run_with(&[&own, variables].concat(), input, arguments);
        if !arguments.contains(&"export") {
            assert!(!ran.all().contains(DEMO_SECRET), "{arguments:?}: {ran:?}");
        }
        ran
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(&[], "", arguments)
    }

    /// Standard error of a send that was answered with success.
    fn sends(&self, variables: Variables<'_>, flags: &[&str]) -> String {
        let url = self.api();
        let ran = self.run_with(variables, "", &[&["send", "--fail", "GET", &url], flags].concat());
        assert_eq!(ran.code, 0, "{flags:?}: {ran:?}");
        ran.err
    }

    /// A send that must not reach anybody; its error.
    fn fails(&self, variables: Variables<'_>, input: &str, flags: &[&str]) -> Value {
        let api = TcpListener::bind("127.0.0.1:0").unwrap();
        api.set_nonblocking(true).unwrap();
        let url = format!("http://{}/", api.local_addr().unwrap());
        let request = ["GET", &url, "--region", "us-east-1", "--service", "execute-api"];
        let ran = self.run_with(
            variables,
            input,
            &[&["send", "--json"], &request[..], flags].concat(),
        );
        assert_eq!(ran.code, 3, "{flags:?}: {ran:?}");
        assert!(api.accept().is_err(), "{flags:?}: somebody connected");
        assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
        ran.json()["error"].clone()
    }
}

fn text(of: &Value) -> &str {
    of.as_str().unwrap()
}

#[test]
fn the_nearest_source_signs_and_is_told_on_standard_error() {
    let machine = Machine::new();
    let other = format!("countersign: profile other, {DEMO_KEY_ID}\n");
    let environment = format!("countersign: environment, {DEMO_KEY_ID}\n");
    let profile = [("AWS_PROFILE", "other")];
    let strange = [("AWS_ACCESS_KEY_ID", "AKIAOTHER"), ("AWS_SECRET_ACCESS_KEY", "s")];
    assert_eq!(machine.sends(&[], &["--profile", "other"]), other);
    assert_eq!(machine.sends(&strange, &["--profile", "other"]), other);
    assert_eq!(machine.sends(&profile, &[]), other);
    assert_eq!(machine.sends(&DEMO, &[]), environment);
    assert_eq!(machine.sends(&[DEMO[0], DEMO[1], profile[0]], &[]), environment);
    assert_eq!(
        machine.sends(&DEMO, &["--credential-source", "environment"]),
        environment
    );
    let typed = ["--access-key-id", DEMO_KEY_ID, "--secret-from", "env:MINE"];
    assert_eq!(
        machine.sends(&[("MINE", DEMO_SECRET), strange[0], profile[0]], &typed),
        ""
    );
    // Nothing said: profile default, whose keys the demo does not know.
    let url = machine.api();
    let ran = machine.run(&["send", "--fail", "GET", &url]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let first = "countersign: profile default, AKIAI44QH8DHBEXAMPLE\n";
    assert!(ran.err.starts_with(first), "{ran:?}");
    // As the AWS CLI refuses it.
    let refused = machine.fails(&[DEMO[0], DEMO[1], ("AWS_PROFILE", "nobody")], "", &[]);
    assert_eq!(refused["kind"], "profile-missing");
}

#[test]
fn roles_are_assumed_one_after_the_other() {
    let machine = Machine::new();
    let said = machine.sends(&[], &["--profile", "invoke"]);
    assert_eq!(
        said,
        "countersign: profile invoke, role/demo (123456789012), ends in 60 min\n"
    );
    let chain = [
        "--profile",
        "other",
        "--assume-role",
        DEMO_ROLE,
        "--external-id",
        "first id",
        "--assume-role",
        DEMO_ROLE,
    ];
    let before = machine.server.requests().len();
    let said = machine.sends(&[], &chain);
    assert!(
        said.starts_with("countersign: profile other, role/demo ("),
        "{said}"
    );
    let bodies: Vec<String> = machine.server.requests()[before..]
        .iter()
        .map(|request| String::from_utf8(request.body.clone()).unwrap())
        .collect();
    let [first, second, api] = bodies.as_slice() else {
        panic!("{bodies:?}")
    };
    assert!(
        first.contains("ExternalId=first+id") || first.contains("ExternalId=first%20id"),
        "{first}"
    );
    assert!(
        second.contains("Action=AssumeRole") && !second.contains("ExternalId"),
        "{second}"
    );
    assert_eq!(api, "", "the API is asked last, once");
    // Roles stand on any source, typed keys too.
    let typed = [
        "--access-key-id",
        DEMO_KEY_ID,
        "--secret-from",
        "env:MINE",
        "--assume-role",
        DEMO_ROLE,
    ];
    let said = machine.sends(&[("MINE", DEMO_SECRET)], &typed);
    assert!(said.starts_with("countersign: given keys, role/demo ("), "{said}");
    let said = machine.sends(&DEMO, &["--assume-role", DEMO_ROLE]);
    assert!(
        said.starts_with("countersign: environment, role/demo ("),
        "{said}"
    );
    let refused = machine.fails(
        &DEMO,
        "",
        &["--assume-role", "arn:aws:iam::123456789012:role/other"],
    );
    assert_eq!(refused["kind"], "sts-not-allowed");
    let lonely = [
        "sign",
        "GET",
        API,
        "--external-id",
        "x",
        "--assume-role",
        DEMO_ROLE,
    ];
    assert_eq!(machine.run(&lonely).code, 2);
}

#[test]
fn a_code_is_given_by_flag_variable_or_standard_input() {
    let machine = Machine::new();
    let asked = machine.fails(&[], "", &["--profile", "mfa"]);
    assert_eq!(asked["kind"], "mfa-code-needed");
    assert!(text(&asked["hint"]).contains("--mfa-code"), "{asked}");
    let said = "countersign: profile mfa, role/demo-mfa (123456789012), ends in 60 min\n";
    assert_eq!(
        machine.sends(&[], &["--profile", "mfa", "--mfa-code", DEMO_MFA_CODE]),
        said
    );
    let variable = [("CODE", DEMO_MFA_CODE)];
    assert_eq!(
        machine.sends(&variable, &["--profile", "mfa", "--mfa-code", "env:CODE"]),
        said
    );
    let url = machine.api();
    let stdin = [
        "send",
        "--fail",
        "GET",
        &url,
        "--profile",
        "mfa",
        "--mfa-code",
        "stdin",
    ];
    let ran = machine.run_with(&[], &format!("{DEMO_MFA_CODE}\n"), &stdin);
    assert_eq!((ran.code, ran.err.as_str()), (0, said));
    let role = [
        "--assume-role",
        DEMO_MFA_ROLE,
        "--mfa-serial",
        DEMO_MFA_SERIAL,
        "--mfa-code",
        DEMO_MFA_CODE,
    ];
    machine.sends(&DEMO, &role);
    let wrong = machine.fails(&[], "", &["--profile", "mfa", "--mfa-code", "000000"]);
    assert_eq!(wrong["kind"], "sts-mfa-refused");
    for unasked in [
        &["--profile", "other"][..],
        &["--access-key-id", "AKIA", "--secret-from", "env:S"],
    ] {
        let flags = [&["sign", "GET", API, "--mfa-code", "1"], unasked].concat();
        let ran = machine.run_with(&[("S", "s")], "", &flags);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("no role names the MFA device"), "{ran:?}");
    }
}

#[test]
fn a_person_is_asked_where_one_sits() {
    let machine = Machine::new();
    let (home, url) = (machine.home.path().to_str().unwrap(), machine.own_calls());
    let system = countersign::engine::Ambient::system();
    let deps = countersign::engine::Deps {
        credentials: {
            let (home, url) = (home.to_owned(), url.clone());
            let ambient = countersign::engine::Ambient {
                environment: std::sync::Arc::new(move |name| match name {
                    "HOME" => Some(home.clone()),
                    "AWS_ENDPOINT_URL" => Some(url.clone()),
                    _ => None,
                }),
                ..system
            };
            ambient.credentials()
        },
        ..deps_in(&MovedClock::default(), &[], |_| {})
    };
    let run = |arguments: &[&str], typed: &str| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let outcome = cli::run(
            [&["countersign"], arguments].concat().into_iter().map(Into::into),
            Surroundings {
                deps: &deps,
                input: &mut typed.as_bytes(),
                out: &mut out,
                err: &mut err,
                input_is: Stream::Terminal,
                out_is: Stream::Redirected,
            },
        );
        (
            outcome,
            String::from_utf8(out).unwrap(),
            String::from_utf8(err).unwrap(),
        )
    };
    let good = Outcome::Exit(Exit::Good);
    let (outcome, out, err) = run(&["whoami", "--profile", "mfa"], &format!("{DEMO_MFA_CODE}\n"));
    assert_eq!(outcome, good, "{err}");
    assert!(out.starts_with(&format!("{USER}  123456789012  ")), "{out}");
    assert!(
        err.starts_with(&format!(
            "Code of the MFA device {DEMO_MFA_SERIAL}, to assume {DEMO_MFA_ROLE}: "
        )),
        "{err}"
    );
    let (outcome, _, err) = run(&["whoami", "--profile", "command"], "n\n");
    assert_eq!(outcome, Outcome::Exit(Exit::Signing), "{err}");
    assert!(!machine.home.path().join("ran").exists());
}

#[cfg(unix)]
#[test]
fn a_command_runs_when_it_is_allowed() {
    let machine = Machine::new();
    let ran = machine.home.path().join("ran");
    let refused = machine.fails(&[], "", &["--profile", "command"]);
    assert_eq!(refused["kind"], "process-not-allowed");
    assert!(
        text(&refused["message"]).contains("credentials export --profile invoke"),
        "{refused}"
    );
    assert!(text(&refused["hint"]).contains("--run-process"), "{refused}");
    assert!(!ran.exists());
    // The command is `credentials export`, so that its JSON is read as any program's.
    let said = machine.sends(&[], &["--profile", "command", "--run-process"]);
    assert!(said.starts_with("countersign: profile command, ASIA"), "{said}");
    assert!(ran.exists());
}

#[test]
fn a_sign_in_is_asked_for_by_its_command_and_then_used() {
    let machine = Machine::new();
    let asked = machine.fails(&[], "", &["--profile", "center"]);
    assert_eq!(asked["kind"], "sign-in-needed");
    assert_eq!(
        asked["hint"],
        "Run: countersign credentials login --profile center"
    );
    let flags = [
        "--sso-start-url",
        START_URL,
        "--sso-region",
        "us-east-1",
        "--sso-account",
        "444455556666",
        "--sso-role",
        "DemoDeveloper",
    ];
    let asked = machine.fails(&[], "", &flags);
    let command =
        format!("Run: countersign credentials login --sso-start-url {START_URL} --sso-region us-east-1");
    assert_eq!(asked["hint"], command);
    let mut login = binary();
    login
        .env("HOME", machine.home.path())
        .env("AWS_ENDPOINT_URL", machine.own_calls())
        .args(["credentials", "login", "--device-code", "--profile", "center"]);
    let waiting = Waiting::start(login);
    assert_eq!(get(&waiting.url).status, 200);
    assert_eq!(waiting.end().code, 0);
    let said = machine.sends(&[], &["--profile", "center"]);
    assert!(
        said.starts_with("countersign: profile center, DemoDeveloper (444455556666), ends in "),
        "{said}"
    );
    let said = machine.sends(&[], &flags);
    assert!(
        said.starts_with("countersign: IAM Identity Center, DemoDeveloper (444455556666), ends in "),
        "{said}"
    );
}

#[test]
fn an_instance_is_asked_only_when_it_is_named() {
    let machine = Machine::new();
    let api = machine.own_calls();
    let home = tempfile::tempdir().unwrap();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    nobody.set_nonblocking(true).unwrap();
    let metadata = format!("http://{}", nobody.local_addr().unwrap());
    let alone = |endpoint: &str, arguments: &[&str]| {
        let home = home.path().to_str().unwrap();
        let variables = [("HOME", home), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", endpoint)];
        run_with(&variables, "", arguments)
    };
    for command in [&["sign", "GET", API][..], &["whoami"], &["credentials", "export"]] {
        let ran = alone(&metadata, command);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran:?}");
        assert!(
            ran.err
                .contains("neither the environment nor profile default has one")
                && ran.err.contains("--credential-source instance"),
            "{ran:?}"
        );
    }
    assert!(nobody.accept().is_err(), "somebody connected");
    let ran = alone(&api, &["sign", "GET", API, "--credential-source", "instance"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.starts_with("countersign: instance, ASIA"), "{ran:?}");
}

#[test]
fn what_has_ended_is_used_only_when_that_is_said() {
    let machine = Machine::new();
    let ended = [
        DEMO[0],
        DEMO[1],
        ("AWS_CREDENTIAL_EXPIRATION", "2020-01-01T00:00:00Z"),
    ];
    let refused = machine.fails(&ended, "", &[]);
    assert_eq!(refused["kind"], "credentials-expired");
    assert!(text(&refused["hint"]).contains("--use-expired"), "{refused}");
    let said = machine.sends(&ended, &["--use-expired"]);
    assert!(
        said.starts_with(&format!("countersign: environment, {DEMO_KEY_ID}, ended ")),
        "{said}"
    );
    // Given whole, they are typed: sent, with a warning.
    let given = json!({
        "Version": 1, "AccessKeyId": DEMO_KEY_ID, "SecretAccessKey": DEMO_SECRET, "Expiration": "2020-01-01T00:00:00Z",
    });
    let url = machine.api();
    let ran = machine.run_with(
        &[],
        &given.to_string(),
        &["send", "GET", &url, "--secret-from", "stdin"],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.err
            .starts_with("warning: the credentials that were given ended "),
        "{ran:?}"
    );
}

#[test]
fn the_region_of_the_profile_is_for_hosts_that_name_none() {
    let machine = Machine::new();
    let scope = |variables: Variables<'_>, arguments: &[&str]| {
        let sign = [
            "sign",
            "--json",
            "--time",
            PINNED,
            "--service",
            "execute-api",
            "GET",
        ];
        let ran = machine.run_with(variables, "", &[&sign, arguments].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        let report = ran.json();
        let scope = text(&report["credential_scope"]).to_owned();
        scope.split('/').nth(1).unwrap().to_owned()
    };
    let custom = "https://api.example.com/";
    let variable = [("AWS_REGION", "us-west-2")];
    let far = ["--profile", "far"];
    assert_eq!(scope(&[], &[&[custom], &far[..]].concat()), "ap-south-1");
    assert_eq!(scope(&variable, &[&[custom], &far[..]].concat()), "ap-south-1");
    assert_eq!(scope(&[], &[&[API], &far[..]].concat()), "us-east-1");
    assert_eq!(
        scope(&[], &[&[custom, "--region", "eu-central-1"], &far[..]].concat()),
        "eu-central-1"
    );
    // As the AWS CLI does it where no profile was chosen by a flag.
    let of_environment = [("AWS_PROFILE", "far"), variable[0]];
    assert_eq!(scope(&of_environment, &[custom]), "us-west-2");
    assert_eq!(scope(&of_environment[..1], &[custom]), "ap-south-1");
    machine.write("config", "[default]\nregion = sa-east-1\n");
    assert_eq!(
        scope(&DEMO, &[custom]),
        "sa-east-1",
        "keys of the environment, region of the file"
    );
}

#[test]
fn keys_of_a_request_are_not_mixed_with_a_flag_and_lines_have_their_own() {
    let machine = Machine::new();
    let own = json!({"method": "GET", "url": API, "aws": {"access_key_id": "AKIAOWN", "secret_access_key": "s", "time": PINNED}});
    let none = json!({"method": "GET", "url": API, "aws": {"time": PINNED}});
    let twice = machine.run_with(
        &[],
        &own.to_string(),
        &["sign", "--json-request", "-", "--profile", "other"],
    );
    assert_eq!(twice.code, 2, "{twice:?}");
    assert!(twice.err.contains("a flag names others"), "{twice:?}");
    let curl = format!("curl -u minio:minio123 --aws-sigv4 aws:amz:us-east-1:s3 {API}");
    assert_eq!(
        machine.run(&["sign", "--curl", &curl, "--profile", "other"]).code,
        2
    );
    assert_eq!(
        machine
            .run(&[
                "sign",
                "GET",
                API,
                "--access-key-id",
                "AKIA",
                "--profile",
                "other"
            ])
            .code,
        2
    );
    // A command that takes its credentials from a file which is not read can be given a profile.
    let awscurl = format!("awscurl --profile mine {API}");
    assert_eq!(machine.run(&["sign", "--curl", &awscurl]).code, 3);
    assert_eq!(
        machine
            .run(&["sign", "--curl", &awscurl, "--profile", "other"])
            .code,
        0
    );
    let lines = format!("{none}\n{own}\n{none}\n");
    let ran = machine.run_with(&[], &lines, &["sign", "--jsonl", "--profile", "other"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let said = format!("countersign: profile other, {DEMO_KEY_ID}\n");
    assert_eq!(ran.err, said, "once for all lines");
    let keys: Vec<String> = ran
        .out
        .lines()
        .map(|line| {
            let report: Value = serde_json::from_str(line).unwrap();
            let authorization = text(&report["authorization"]).to_owned();
            let key = authorization.split_once("Credential=").unwrap().1;
            key.split('/').next().unwrap().to_owned()
        })
        .collect();
    assert_eq!(keys, [DEMO_KEY_ID, "AKIAOWN", DEMO_KEY_ID]);
}

#[test]
fn whoami_names_every_identity_of_the_chain() {
    let machine = Machine::new();
    let ran = machine.run(&["whoami", "--profile", "invoke"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<Vec<&str>> = ran.out.lines().map(|line| line.split("  ").collect()).collect();
    let [user, role] = lines.as_slice() else {
        panic!("{ran:?}")
    };
    assert_eq!(user[..2], [USER, "123456789012"]);
    assert!(
        role[0].starts_with("arn:aws:sts::123456789012:assumed-role/demo/"),
        "{role:?}"
    );
    assert!(role[2].starts_with("AROA"), "{role:?}");
    let ran = machine.run_with(&DEMO, "", &["whoami", "--json"]);
    assert_eq!(ran.json()["identities"][0]["arn"], USER);
    assert_eq!(ran.err, format!("countersign: environment, {DEMO_KEY_ID}\n"));
    let unknown = machine.run(&["whoami", "--json"]);
    assert_eq!(
        (unknown.code, &unknown.json()["error"]["kind"]),
        (1, &json!("sts-key-unknown"))
    );
    let nobody = [("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1"), DEMO[0], DEMO[1]];
    assert_eq!(machine.run_with(&nobody, "", &["whoami"]).code, 1);
    assert_eq!(machine.run(&["whoami", "--profile", "nobody"]).code, 3);
    assert_eq!(machine.run(&["whoami", "--profile", "mfa"]).code, 3);
    assert_eq!(machine.run(&["whoami", "--profile", " "]).code, 2);
}

#[test]
fn what_is_exported_is_what_other_programs_read() {
    let machine = Machine::new();
    let environment = [
        ("AWS_ACCESS_KEY_ID", TEMPORARY_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", TEMPORARY_SECRET),
        ("AWS_SESSION_TOKEN", TEMPORARY_TOKEN),
    ];
    let export = |format: &str| {
        let ran = machine.run_with(&environment, "", &["credentials", "export", "--format", format]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(
            ran.err
                .contains("warning: the secret access key is printed in clear text"),
            "{ran:?}"
        );
        assert!(
            !ran.err.contains(TEMPORARY_SECRET) && !ran.err.contains(TEMPORARY_TOKEN),
            "{ran:?}"
        );
        ran.out
    };
    let json: Value = serde_json::from_str(&export("json")).unwrap();
    let expected = json!({
        "Version": 1, "AccessKeyId": TEMPORARY_KEY_ID, "SecretAccessKey": TEMPORARY_SECRET, "SessionToken": TEMPORARY_TOKEN,
    });
    assert_eq!(json, expected);
    assert!(export("profile").contains(&format!("\naws_secret_access_key = {TEMPORARY_SECRET}\n")));
    assert!(export("powershell").contains(&format!("$Env:AWS_ACCESS_KEY_ID = '{TEMPORARY_KEY_ID}'\n")));
    let lines = export("shell");
    // A shell is the judge of what it is given.
    let script = format!(
        "{lines}printf '%s\\n' \"$AWS_ACCESS_KEY_ID\" \"$AWS_SECRET_ACCESS_KEY\" \"$AWS_SESSION_TOKEN\""
    );
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .output()
        .unwrap();
    let read = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        read,
        format!("{TEMPORARY_KEY_ID}\n{TEMPORARY_SECRET}\n{TEMPORARY_TOKEN}\n")
    );
    let ran = machine.run(&["credentials", "export", "--profile", "mfa"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran:?}");
}

#[test]
fn secrets_of_the_whole_chain_stand_in_no_output() {
    let machine = Machine::new();
    let url = machine.api();
    let ran = machine.run(&[
        "sign",
        "GET",
        API,
        "--profile",
        "invoke",
        "-H",
        &format!("x-note: {DEMO_SECRET}"),
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("x-note:[secret access key, "), "{ran:?}");
    assert!(
        ran.out.contains("x-amz-security-token:[session token, "),
        "{ran:?}"
    );
    let ran = machine.run(&[
        "send",
        "--json",
        "GET",
        &url,
        "--profile",
        "invoke",
        "-H",
        &format!("x-note: {DEMO_SECRET}"),
    ]);
    assert!(ran.json()["report"].is_object(), "{ran:?}");
}

#[test]
fn a_proxy_is_for_the_own_calls_too() {
    let proxy = Server::start(|mut connection, sender| {
        while let Some(request) = connection.request() {
            let head = String::from_utf8_lossy(&request);
            sender
                .send(head.lines().next().unwrap_or_default().to_owned())
                .unwrap();
            connection.write(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n");
        }
    });
    let through = format!("http://127.0.0.1:{}", proxy.port());
    let home = Machine::new();
    let role = ["--assume-role", DEMO_ROLE];
    let sso = ["--sso-start-url", START_URL, "--sso-region", "us-east-1"];
    let variables = [
        DEMO[0],
        DEMO[1],
        ("AWS_ENDPOINT_URL_STS", "http://sts.example.invalid"),
        ("AWS_ENDPOINT_URL_SSO_OIDC", "http://oidc.example.invalid"),
    ];
    for (command, more, expected) in [
        (
            &["sign", "GET", API][..],
            &role[..],
            "POST http://sts.example.invalid/ HTTP/1.1",
        ),
        (
            &["send", "GET", API],
            &role,
            "POST http://sts.example.invalid/ HTTP/1.1",
        ),
        (
            &["credentials", "export"],
            &role,
            "POST http://sts.example.invalid/ HTTP/1.1",
        ),
        (&["whoami"], &[], "POST http://sts.example.invalid/ HTTP/1.1"),
        (
            &["credentials", "login", "--device-code"],
            &sso,
            "POST http://oidc.example.invalid/client/register HTTP/1.1",
        ),
    ] {
        let ran = home.run_with(&variables, "", &[command, more, &["--proxy", &through]].concat());
        assert_ne!(ran.code, 0, "{ran:?}");
        assert_eq!(proxy.next(), expected, "{command:?}");
    }
    let aside = ["whoami", "--proxy", &through, "--noproxy", "127.0.0.1"];
    let direct = [DEMO[0], DEMO[1]];
    assert_eq!(home.run_with(&direct, "", &aside).code, 0);
}
