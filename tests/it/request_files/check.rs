//! `collection check` finds what a send refuses, and secrets wherever they stand.

use super::{CANARY, KEY, checked, collection, run_with, write};
use serde_json::Value;

fn kinds(found: &Value, list: &str, path: &str) -> Vec<String> {
    found[list]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["path"] == path)
        .map(|finding| finding["kind"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_a_send_refuses_fails_the_check() {
    for (http, kind) in [
        ("method: ''\n  url: https://x/", "method-missing"),
        ("method: GET\n  url: ''", "url-missing"),
        ("method: GET\n  url: ftp://x/", "scheme-unsupported"),
        ("method: GET\n  url: [https://x/]", "file-damaged"),
        ("method: [GET]\n  url: https://x/", "file-damaged"),
        (
            "method: GET\n  url: https://x/\n  headers: {a: b}",
            "file-damaged",
        ),
        (
            "method: GET\n  url: https://x/\n  headers: [{name: a, value: \"b\\nc\"}]",
            "header-value-invalid",
        ),
        (
            "method: GET\n  url: https://x/\n  auth: {type: bearer}",
            "auth-value-missing",
        ),
        (
            "method: POST\n  url: https://x/\n  body: {type: file}",
            "file-not-chosen",
        ),
    ] {
        let collection = collection();
        let yaml = format!("info:\n  name: odd\n  type: http\nhttp:\n  {http}\n");
        write(collection.path(), "odd.yml", &yaml);
        let found = checked(&collection, &[], &["--json"]);
        assert_eq!(found.code, 1, "{http}: {found:?}");
        assert_eq!(
            kinds(&found.json(), "findings", "odd.yml"),
            [kind],
            "{http}: {found:?}"
        );
    }
}

#[test]
fn a_damaged_file_is_named_once() {
    let collection = collection();
    write(
        collection.path(),
        "odd.yml",
        "info: {name: n, type: http}\nhttp: {url: x, headers: a}\n",
    );
    let found = checked(&collection, &[KEY], &[]);
    let line = found
        .out
        .lines()
        .find(|line| line.starts_with("odd.yml"))
        .unwrap();
    assert_eq!(line.matches("can not be read").count(), 1, "{line}");
    assert!(!line.contains(collection.path().to_str().unwrap()), "{line}");
}

#[test]
fn secrets_are_found_in_every_file_and_not_told() {
    let collection = collection();
    for (path, text) in [
        (
            "digest.yml",
            "info: {name: d, type: http}\nhttp:\n  url: https://x/\n  auth: {type: digest, password: CANARY}\n",
        ),
        (
            "partly.yml",
            "info: {name: d, type: http}\nhttp:\n  url: https://x/\n  auth: {type: basic, username: u, password: '{{where}}CANARY'}\n",
        ),
        (
            "rpc.yml",
            "info: {name: d, type: grpc}\ngrpc:\n  auth: {type: bearer, token: CANARY}\n",
        ),
        (
            "environments/cert.yml",
            "name: cert\nclientCertificates: [{passphrase: CANARY}]\n",
        ),
        (
            "pets/list.countersign.toml",
            "[aws]\nsecretAccessKey = \"CANARY\"\n",
        ),
        ("gone.countersign.toml", "[aws]\nsessionToken = \"CANARY\"\n"),
    ] {
        write(collection.path(), path, &text.replace("CANARY", CANARY));
        let found = checked(&collection, &[KEY], &["--json"]);
        let kinds = kinds(&found.json(), "findings", path);
        assert!(
            kinds.iter().any(|kind| kind == "secret-typed"),
            "{path}: {found:?}"
        );
        assert!(!found.all().contains(CANARY), "{found:?}");
    }
}

#[test]
fn what_a_foreign_collection_would_send_of_this_computer_is_noted() {
    let collection = collection();
    for (name, section, kind) in [
        (
            "a.yml",
            "  body: {type: file, data: [{filePath: /etc/hostname}]}\n",
            "file-outside",
        ),
        (
            "b.yml",
            "  body: {type: file, data: [{filePath: ../../x, selected: true}]}\n",
            "file-outside",
        ),
        (
            "c.yml",
            "  body: {type: multipart-form, data: [{name: f, type: file, value: [/etc/hostname]}]}\n",
            "file-outside",
        ),
        (
            "d.yml",
            "  headers: [{name: x, value: '{{process.env.AWS_SECRET_ACCESS_KEY}}'}]\n",
            "secret-of-the-environment",
        ),
        (
            "e.yml",
            "  body: {type: file, data: [{filePath: files/up.txt}]}\n",
            "",
        ),
        (
            "f.yml",
            "  auth: none\nruntime: {scripts: [{type: tests, code: x}]}\n",
            "scripts-not-run",
        ),
    ] {
        let yaml =
            format!("info: {{name: odd, type: http}}\nhttp:\n  method: POST\n  url: https://x/\n{section}");
        write(collection.path(), name, &yaml);
        let environment = [KEY, ("AWS_SECRET_ACCESS_KEY", CANARY)];
        let found = checked(&collection, &environment, &["--json"]);
        let kinds = kinds(&found.json(), "notes", name);
        assert_eq!(
            kinds.first().map_or("", String::as_str),
            kind,
            "{name}: {found:?}"
        );
        assert!(!found.all().contains(CANARY), "{found:?}");
    }
}

#[test]
fn variables_that_no_text_can_name_are_found() {
    let collection = collection();
    write(
        collection.path(),
        "environments/odd.yml",
        "name: odd\nvariables: [{name: a b, value: x}, {name: $uuid, value: x}, {name: off +, value: x, disabled: true}]\n",
    );
    let found = checked(&collection, &[KEY], &["--json"]);
    assert_eq!(
        kinds(&found.json(), "findings", "environments/odd.yml"),
        ["variable-name-unusable", "variable-name-unusable"]
    );
}

#[test]
fn what_would_be_sent_without_a_part_is_refused_and_told() {
    for (http, told) in [
        ("headers: [X-Team: pets]", "row 1 of http.headers"),
        (
            "headers: [{name: a, value: b}, \"X-Team: pets\"]",
            "row 2 of http.headers",
        ),
        ("headers: [{name: a, value: [b]}]", "row 1 of http.headers"),
        (
            "params: [{name: a, value: {b: c}, type: path}]",
            "row 1 of http.params",
        ),
        ("Auth: inherit", "another spelling than auth"),
        ("headers: []\nauth: inherit", "auth stands in the top"),
        ("headers: []\nrequest: {auth: inherit}", "auth stands in request"),
        (
            "headers: []\n<<<<<<< HEAD\nauth: inherit\n=======\nauth: none\n>>>>>>> other",
            "a merge is not finished",
        ),
    ] {
        let collection = collection();
        let yaml =
            format!("info:\n  name: odd\n  type: http\nhttp:\n  method: GET\n  url: https://x/\n  {http}\n");
        write(collection.path(), "odd.yml", &yaml);
        let found = checked(&collection, &[KEY], &[]);
        let line = found.out.lines().find(|line| line.starts_with("odd.yml"));
        assert!(line.is_some_and(|line| line.contains(told)), "{http}: {found:?}");
        let file = collection.path().join("odd.yml");
        let sent = run_with(&[KEY], "", &["send", file.to_str().unwrap()]);
        assert!(sent.code == 2 && sent.err.contains(told), "{http}: {sent:?}");
    }
}

#[test]
fn yaml_of_other_programs_is_noted_and_a_request_without_its_type_is_a_finding() {
    let collection = collection();
    write(collection.path(), "compose.yml", "services: {db: {image: x}}\n");
    write(
        collection.path(),
        "lost.yml",
        "info: {name: x}\nhttp: {url: https://x/}\n",
    );
    let found = checked(&collection, &[KEY], &["--json"]).json();
    assert_eq!(kinds(&found, "notes", "compose.yml"), ["not-a-request"]);
    assert_eq!(kinds(&found, "findings", "compose.yml"), [""; 0]);
    assert_eq!(kinds(&found, "findings", "lost.yml"), ["file-damaged"]);
}

#[test]
fn requests_in_the_file_of_the_collection_are_not_passed_over() {
    let collection = collection();
    let root = collection.path().join("opencollection.yml");
    let before = std::fs::read_to_string(root).unwrap();
    for inside in [
        "items:\n  - info: {name: in, type: http}\n    http: {method: GET, url: https://x/}\n",
        "config:\n  environments:\n    - name: dev\n",
    ] {
        write(
            collection.path(),
            "opencollection.yml",
            &format!("{before}{inside}"),
        );
        let found = checked(&collection, &[KEY], &[]);
        assert_eq!(found.code, 1, "{found:?}");
        assert!(
            found
                .out
                .contains(".: It can not be read: opencollection.yml holds"),
            "{found:?}"
        );
    }
}
