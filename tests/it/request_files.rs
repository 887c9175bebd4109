//! Request files of a collection on the command line: what they inherit, their variables, their secrets.

mod check;
mod refused;
mod secrets;

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use countersign::cli::{self, Outcome, Stream, Surroundings, WindowStay};
use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET, DemoServer};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::command::{DEMO, Ran, Variables, run_with};
use crate::support::order::deps;

const KEY: (&str, &str) = ("COUNTERSIGN_SECRET_SECRET_ACCESS_KEY", DEMO_SECRET);
const CANARY: &str = "canary-0123456789";
const CANARY_KEY: &str = "kX9mQ2vL7bT4wR8nY1cD5fG6hJ0pS3aZeUiOxKqW";
const PINNED: [&str; 2] = ["--time", "20261120T120000Z"];

const ROOT: &str = "\
opencollection: 1.0.0
info:
  name: Shop
request:
  headers:
    - name: X-Coll
      value: '{{where}}'
    - name: x-both
      value: collection
    - name: X-Off
      value: never
      disabled: true
  auth:
    type: awsv4
    accessKeyId: '{{accessKeyId}}'
    secretAccessKey: '{{secretAccessKey}}'
    service: execute-api
    region: '{{region}}'
  variables:
    - name: where
      value: collection
    - name: only
      value: '{{where}} by name'
";
const LOCAL: &str = "\
name: local
variables:
  - name: where
    value: environment
  - name: accessKeyId
    value: AKIAIOSFODNN7EXAMPLE
  - name: region
    value: us-east-1
  - secret: true
    name: secretAccessKey
";
const FOLDER: &str = "\
info:
  name: Pets
  type: folder
request:
  headers:
    - name: X-Both
      value: folder
  auth: inherit
  variables:
    - name: where
      value: folder
";
const LIST: &str = "\
info:
  name: list
  type: http
  seq: 1
http:
  method: GET
  url: '{{base}}/dev/pets'
  headers:
    - name: X-Own
      value: '{{only}}, {{process.env.STAGE}}'
  auth: inherit
runtime:
  variables: []
";
const UPLOAD: &str = "\
info:
  name: upload
  type: http
http:
  method: POST
  url: '{{base}}/dev/pets'
  body:
    type: file
    data:
      - filePath: files/up.txt
        contentType: text/plain
        selected: true
  auth: inherit
";
const UNSIGNED: &str = "\
info:
  name: plain
  type: http
http:
  method: GET
  url: '{{base}}/dev/pets'
  headers:
    - name: X-Pin
      value: '{{pin}}'
runtime:
  variables:
    - name: pin
      value: '1234'
";

fn collection() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in [
        ("opencollection.yml", ROOT),
        ("environments/local.yml", LOCAL),
        ("pets/folder.yml", FOLDER),
        ("pets/list.yml", LIST),
        ("pets/upload.yml", UPLOAD),
        ("plain.yml", UNSIGNED),
        ("files/up.txt", "of the file\n"),
        (".env", "STAGE=blue\n"),
    ] {
        write(folder.path(), path, text);
    }
    folder
}

#[expect(clippy::disallowed_methods, reason = "files of the test")]
fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn ran(variables: Variables<'_>, collection: &TempDir, command: &[&str], file: &str, flags: &[&str]) -> Ran {
    let file = collection.path().join(file);
    let named = [file.to_str().unwrap()];
    run_with(variables, "", &[command, &named, flags].concat())
}

/// Values of a header in the report of `sign --json`.
fn header(report: &Value, name: &str) -> Vec<String> {
    let lines = report["wire"]["headers"].as_array().unwrap();
    let named = lines
        .iter()
        .filter(|line| line[0].as_str().unwrap().eq_ignore_ascii_case(name));
    named.map(|line| line[1].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_request_is_sent_with_the_auth_and_the_environment_of_its_collection() {
    let server = DemoServer::spawn(0).unwrap();
    let collection = collection();
    let base = format!("base={}", server.address());
    let flags = ["--environment", "local", "--var", &base];
    let sent = ran(&[KEY], &collection, &["send"], "pets/list.yml", &flags);
    assert_eq!(sent.code, 0, "{sent:?}");
    assert_eq!(
        serde_json::from_str::<Value>(&sent.out).unwrap()[1]["type"],
        "cat"
    );
    assert!(!sent.all().contains(DEMO_SECRET));
    let other = [("OF_CI", DEMO_SECRET)];
    let named = [&flags[..], &["--secret-var", "secretAccessKey=env:OF_CI"]].concat();
    assert_eq!(
        ran(&other, &collection, &["send", "--fail"], "pets/list.yml", &named).code,
        0
    );
    let wrong = [(KEY.0, "another secret key")];
    assert_eq!(
        ran(&wrong, &collection, &["send", "--fail"], "pets/list.yml", &flags).code,
        1
    );
}

#[test]
fn rows_and_variables_are_those_of_the_nearest() {
    let collection = collection();
    let flags = [
        &[
            "--environment",
            "local",
            "--json",
            "--var",
            "base=https://api.example.com",
        ][..],
        &PINNED,
    ]
    .concat();
    let signed = ran(
        &[KEY, ("STAGE", "red")],
        &collection,
        &["sign"],
        "pets/list.yml",
        &flags,
    );
    assert_eq!(signed.code, 0, "{signed:?}");
    let report = signed.json();
    assert_eq!(
        header(&report, "x-own"),
        ["folder by name, blue"],
        "and .env goes over the environment"
    );
    assert_eq!(header(&report, "x-coll"), ["folder"]);
    assert_eq!(header(&report, "x-both"), ["folder"]);
    assert_eq!(header(&report, "x-off").len(), 0);
    assert_eq!(
        report["credential_scope"],
        "20261120/us-east-1/execute-api/aws4_request"
    );
    assert!(!signed.all().contains(DEMO_SECRET));
    let given = [&flags[..], &["--var", "where=run"]].concat();
    let report = ran(&[KEY], &collection, &["sign"], "pets/list.yml", &given).json();
    assert_eq!(header(&report, "x-coll"), ["run"]);
    // Nothing but the file was given again: the report is the same.
    let again = ran(
        &[KEY, ("STAGE", "red")],
        &collection,
        &["sign"],
        "pets/list.yml",
        &flags,
    );
    assert_eq!(again.out, signed.out);
}

#[test]
fn a_secret_that_is_missing_stops_the_send_before_any_byte() {
    let collection = collection();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let base = format!("base=http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let flags = ["--environment", "local", "--var", &base];
    let sent = ran(&DEMO, &collection, &["send"], "pets/list.yml", &flags);
    assert_eq!(sent.code, 3, "{sent:?}");
    assert_eq!(
        sent.err,
        "countersign: the secret access key uses a variable without a value: the value of the secret {{secretAccessKey}} of \
         environment local is not on this computer. Set COUNTERSIGN_SECRET_SECRET_ACCESS_KEY in the environment, or use \
         --secret-var secretAccessKey=env:VARIABLE.\n"
    );
    assert_eq!(
        listener.accept().unwrap_err().kind(),
        std::io::ErrorKind::WouldBlock,
        "nothing connected"
    );
    let none = ran(&[KEY], &collection, &["send"], "pets/list.yml", &["--var", &base]);
    assert_eq!(none.code, 2, "{none:?}");
    for word in ["{{region}}", "{{accessKeyId}}", "--environment (local)"] {
        assert!(none.err.contains(word), "{word}: {}", none.err);
    }
    assert!(listener.accept().is_err());
}

#[test]
fn a_damaged_file_above_a_request_stops_the_send_before_any_byte() {
    for (file, text) in [
        (
            "opencollection.yml",
            "opencollection: 1.0.0\ninfo:\n<<<<<<< HEAD\n  name: Shop\n",
        ),
        ("pets/folder.yml", "info:\n  name: [Pets\n"),
        ("pets/folder.countersign.toml", "version = \"one\"\n"),
    ] {
        let collection = collection();
        write(collection.path(), file, text);
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        server.set_nonblocking(true).unwrap();
        let base = format!("base=http://{}", server.local_addr().unwrap());
        let flags = ["--environment", "local", "--var", &base];
        let ran = ran(&[KEY], &collection, &["send"], "pets/list.yml", &flags);
        assert_ne!(ran.code, 0, "{file}: {}", ran.out);
        assert!(ran.err.contains(file), "{file}: {}", ran.err);
        assert!(server.accept().is_err(), "{file}: something was sent");
    }
}

#[test]
fn flags_for_credentials_go_over_the_file() {
    let collection = collection();
    let base = [
        &[
            "--json",
            "--var",
            "base=https://api.example.com",
            "--var",
            "region=eu-west-1",
        ][..],
        &PINNED,
    ]
    .concat();
    let of_environment = ran(
        &DEMO,
        &collection,
        &["sign"],
        "pets/list.yml",
        &[&base[..], &["--access-key-id", DEMO_KEY_ID]].concat(),
    );
    assert_eq!(of_environment.code, 0, "{of_environment:?}");
    let report = of_environment.json();
    assert_eq!(
        report["credential_scope"],
        "20261120/eu-west-1/execute-api/aws4_request"
    );
    let region = [
        &base[..],
        &["--access-key-id", DEMO_KEY_ID, "--region", "eu-north-1"],
    ]
    .concat();
    let report = ran(&DEMO, &collection, &["sign"], "pets/list.yml", &region).json();
    assert_eq!(
        report["credential_scope"],
        "20261120/eu-north-1/execute-api/aws4_request"
    );
    // And what has no auth of its own is sent without, unless a flag says otherwise.
    let plain = ran(&DEMO, &collection, &["sign"], "plain.yml", &base);
    assert_eq!(
        (plain.code, plain.json()["error"]["kind"].as_str()),
        (2, Some("nothing-to-sign"))
    );
    let signed = ran(
        &DEMO,
        &collection,
        &["sign"],
        "plain.yml",
        &[
            &base[..],
            &["--auth", "aws", "--service", "s3", "--region", "us-east-1"],
        ]
        .concat(),
    );
    assert_eq!(signed.code, 0, "{signed:?}");
    assert_eq!(header(&signed.json(), "x-pin"), ["1234"]);
}

#[test]
fn files_of_a_body_are_relative_to_the_collection() {
    let collection = collection();
    let flags = [
        &[
            "--environment",
            "local",
            "--json",
            "--var",
            "base=https://api.example.com",
        ][..],
        &PINNED,
    ]
    .concat();
    let signed = ran(&[KEY], &collection, &["sign"], "pets/upload.yml", &flags);
    assert_eq!(signed.code, 0, "{signed:?}");
    let report = signed.json();
    assert_eq!(header(&report, "content-type"), ["text/plain"]);
    // sha256sum of the file.
    assert_eq!(
        report["wire"]["body_sha256"],
        "fe88af4a6cea582edc586aac00453a976bcdb5db1519f791e2b26d6c56c3a332"
    );
}

#[test]
fn what_can_not_be_meant_is_refused_without_repeating_a_secret() {
    let collection = collection();
    let environment = ["--environment", "local"];
    let secret = format!("secretAccessKey={CANARY}");
    let of_other = format!("secretAccessKey={CANARY}:x");
    for (file, flags, kind) in [
        (
            "pets/list.yml",
            &["--environment", "prod"][..],
            "environment-unknown",
        ),
        (
            "pets/list.yml",
            &[&environment[..], &["--var", &secret]].concat(),
            "secret-in-argument",
        ),
        (
            "pets/list.yml",
            &[&environment[..], &["--secret-var", &of_other]].concat(),
            "unknown-secret-source",
        ),
        (
            "pets/list.yml",
            &[&environment[..], &["-H", "a: b"]].concat(),
            "request-twice",
        ),
        ("pets/gone.yml", &environment, "unreadable-file"),
    ] {
        let refused = ran(&[KEY], &collection, &["sign", "--json"], file, flags);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert_eq!(refused.json()["error"]["kind"], kind);
        assert!(!refused.all().contains(CANARY), "{refused:?}");
    }
    let without_file = run_with(&DEMO, "", &["sign", "GET", "https://x/", "--var", "a=b"]);
    assert_eq!(without_file.code, 2);
    assert!(
        without_file.err.contains("--var is for a request file"),
        "{}",
        without_file.err
    );
    let alone = TempDir::new().unwrap();
    write(alone.path(), "list.yml", LIST);
    let alone = ran(&[KEY], &alone, &["sign"], "list.yml", &[]);
    assert!(
        alone.code == 2 && alone.err.contains("opencollection.yml"),
        "{alone:?}"
    );
}

#[test]
fn a_folder_opens_the_window_and_what_is_none_does_not() {
    let collection = collection();
    let outcome = |arguments: &[&str]| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let outcome = cli::run(
            ["countersign"].iter().chain(arguments).map(Into::into),
            Surroundings {
                deps: &deps(),
                input: &mut std::io::empty(),
                out: &mut out,
                err: &mut err,
                input_is: Stream::Redirected,
                out_is: Stream::Redirected,
            },
        );
        (outcome, String::from_utf8(err).unwrap())
    };
    let (opened, _) = outcome(&[collection.path().to_str().unwrap()]);
    assert_eq!(
        opened,
        Outcome::OpenWindow {
            data_dir: None,
            stay: WindowStay::UntilClosed,
            folder: Some(collection.path().to_path_buf())
        }
    );
    let (refused, err) = outcome(&["snd"]);
    assert_eq!(refused, Outcome::Exit(cli::Exit::Usage));
    assert!(err.contains("snd is neither a command nor a folder"), "{err}");
}

fn checked(collection: &TempDir, variables: Variables<'_>, flags: &[&str]) -> Ran {
    let folder = collection.path().to_str().unwrap();
    run_with(variables, "", &[&["collection", "check", folder], flags].concat())
}

#[test]
fn a_clean_collection_passes_the_check() {
    let collection = collection();
    // What only a run gives is defined for this one.
    write(
        collection.path(),
        "opencollection.yml",
        &format!("{ROOT}    - name: base\n      value: https://api.example.com\n"),
    );
    let clean = checked(&collection, &[KEY], &[]);
    assert_eq!(
        (clean.code, clean.out.as_str()),
        (0, "3 requests: 0 findings, 0 notes\n"),
        "{clean:?}"
    );
    let without = checked(&collection, &[], &["--json"]);
    assert_eq!(without.code, 0, "{without:?}");
    let notes = without.json()["notes"].as_array().unwrap().clone();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert_eq!(notes[0]["kind"], "secret-variable-missing");
    assert!(
        notes[0]["hint"]
            .as_str()
            .unwrap()
            .contains("COUNTERSIGN_SECRET_SECRET_ACCESS_KEY")
    );
}

#[test]
fn what_is_damaged_unresolved_or_unsafe_is_found_and_nothing_secret_is_printed() {
    let collection = collection();
    let folder = collection.path();
    write(folder, "broken.yml", "info: {name: [\n");
    write(folder, "Pets/List.yml", LIST);
    write(folder, "pets/con.yml", UNSIGNED);
    write(
        folder,
        "typed.yml",
        &format!(
            "info: {{name: typed, type: http}}\nhttp:\n  method: GET\n  url: https://x/?api_key={CANARY}\n  headers:\n    - \
             {{name: Authorization, value: Bearer {CANARY}}}\n  auth:\n    type: bearer\n    token: {CANARY}\n"
        ),
    );
    write(
        folder,
        "script.yml",
        &format!(
            "info: {{name: s, type: http}}\nhttp: {{method: GET, url: 'https://x/'}}\nruntime:\n  scripts:\n    - type: \
             tests\n      code: |\n        aws.secretKey = '{CANARY_KEY}'\n"
        ),
    );
    write(folder, ".env", "API_TOKEN=0123456789\n");
    write(
        folder,
        "keyless.yml",
        "info: {name: k, type: http}\nhttp:\n  method: GET\n  url: https://x/\n  auth: {type: awsv4, region: us-east-1}\n",
    );
    write(
        folder,
        "environments/bad.yml",
        &format!(
            "name: bad\nvariables:\n  - secret: true\n    name: s\n    value: {CANARY}\n  - name: apiKey\n    value: {CANARY}\n"
        ),
    );
    let found = checked(&collection, &[KEY], &["--json"]);
    assert_eq!(found.code, 1, "{found:?}");
    let findings = found.json()["findings"].as_array().unwrap().clone();
    let has = |kind: &str, path: &str| {
        findings
            .iter()
            .any(|finding| finding["kind"] == kind && finding["path"].as_str().unwrap().ends_with(path))
    };
    for (kind, path) in [
        ("file-damaged", "broken.yml"),
        ("unknown-variable", "pets/list.yml"),
        ("name-clash", "pets/con.yml"),
        ("secret-typed", "typed.yml"),
        ("secret-typed", "script.yml"),
        ("unsigned-in-bruno", "keyless.yml"),
        ("secret-typed", "environments/bad.yml"),
    ] {
        assert!(has(kind, path), "{kind} {path}: {findings:#?}");
    }
    let of_script = findings
        .iter()
        .find(|finding| finding["path"] == "script.yml")
        .unwrap();
    assert!(
        of_script["message"]
            .as_str()
            .unwrap()
            .starts_with("On line 7 stands"),
        "{of_script}"
    );
    let notes = found.json()["notes"].clone();
    assert_eq!(notes[0]["kind"], "dot-env-not-ignored", "{notes}");
    let names = findings.iter().filter(|finding| finding["kind"] == "name-clash");
    assert_eq!(
        names.count(),
        2,
        "the folders differ in case, and con: {findings:#?}"
    );
    let of_variables = |name: &str, path: &str| {
        findings.iter().any(|finding| {
            finding["path"] == path
                && finding["message"]
                    .as_str()
                    .unwrap()
                    .contains(&format!("{{{{{name}}}}}"))
        })
    };
    assert!(
        of_variables("region", "pets/list.yml"),
        "the environment bad has no region"
    );
    for flags in [&["--json"][..], &[]] {
        let found = checked(&collection, &[KEY], flags);
        assert!(
            [CANARY, CANARY_KEY, DEMO_SECRET]
                .iter()
                .all(|secret| !found.all().contains(secret)),
            "{found:?}"
        );
    }
    let one = checked(&collection, &[KEY], &["--json", "--environment", "local"]);
    assert!(!one.out.contains("{{region}}"), "{}", one.out);
}
