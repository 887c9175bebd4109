//! Whole credentials where a secret is asked for, words for no value, and what else a command line says of signing.

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET, TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};

use crate::command_line::{API, PINNED, demo};
use crate::support::command::{DEMO, Ran, run, run_with};

fn temporary_as_json() -> String {
    format!(
        r#"{{"Credentials":{{"AccessKeyId":"{TEMPORARY_KEY_ID}","SecretAccessKey":"{TEMPORARY_SECRET}","SessionToken":"{TEMPORARY_TOKEN}"}}}}"#
    )
}

#[test]
fn credentials_of_a_program_are_taken_whole() {
    let (_server, url) = demo();
    let lines = format!(
        "export AWS_ACCESS_KEY_ID={TEMPORARY_KEY_ID}\nexport AWS_SECRET_ACCESS_KEY={TEMPORARY_SECRET}\nexport AWS_SESSION_TOKEN={TEMPORARY_TOKEN}\n"
    );
    let profile = format!(
        "[default]\naws_access_key_id = {TEMPORARY_KEY_ID}\naws_secret_access_key = {TEMPORARY_SECRET}\naws_session_token = {TEMPORARY_TOKEN}\n"
    );
    for input in [temporary_as_json(), lines, profile] {
        for variables in [&[][..], &DEMO] {
            let ran = run_with(
                variables,
                &input,
                &["send", "--fail", "GET", &url, "--secret-from", "stdin"],
            );
            assert_eq!(ran.code, 0, "{ran:?}");
            assert!(!ran.all().contains(TEMPORARY_SECRET));
        }
        let variables = [("CREDENTIALS", input.as_str())];
        let ran = run_with(
            &variables,
            "",
            &["send", "--fail", "GET", &url, "--secret-from", "env:CREDENTIALS"],
        );
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    let other = [
        "sign",
        "GET",
        API,
        "--access-key-id",
        "AKIAOTHER",
        "--secret-from",
        "stdin",
    ];
    let ran = run_with(&[], &temporary_as_json(), &other);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(
        ran.err.contains(TEMPORARY_KEY_ID) && ran.err.contains("AKIAOTHER"),
        "{}",
        ran.err
    );
}

#[test]
fn words_for_no_value_are_said() {
    for word in ["null", "None"] {
        let ran = run_with(
            &DEMO,
            &format!("{word}\n"),
            &["sign", "GET", API, "--secret-from", "stdin"],
        );
        assert_eq!(ran.code, 3, "{ran:?}");
        assert!(ran.err.contains("null or None"), "{}", ran.err);
        let variables = [&DEMO[..], &[("AWS_SESSION_TOKEN", word)]].concat();
        let ran = run_with(&variables, "", &["sign", "--json", "--time", PINNED, "GET", API]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.all().contains("the session token was left out"), "{ran:?}");
        assert!(!ran.out.contains("x-amz-security-token"), "{}", ran.out);
    }
}

fn signed(arguments: &[&str]) -> Ran {
    let ran = run(&[&["sign", "--json", "--time", PINNED], arguments].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    ran
}

#[test]
fn a_region_set_is_signed_with_version_4a() {
    for set in ["*", "us-east-1,eu-west-1"] {
        let curl = format!("curl --aws-sigv4 'aws:amz:{set}:execute-api' {API}");
        for request in [&["GET", API, "--region", set][..], &["--curl", &curl]] {
            let report = signed(request).json();
            assert!(
                report["authorization"]
                    .as_str()
                    .unwrap()
                    .starts_with("AWS4-ECDSA-P256-SHA256 ")
            );
            assert_eq!(report["credential_scope"], "20261120/execute-api/aws4_request");
            let headers = report["wire"]["headers"].to_string();
            assert!(
                headers.contains(&format!("\"x-amz-region-set\",\"{set}\"")),
                "{headers}"
            );
        }
    }
}

#[test]
fn the_host_row_decides_behind_a_tunnel() {
    let host = "Host: abcd123456.execute-api.eu-west-3.amazonaws.com";
    for url in ["http://127.0.0.1:8443/dev/pets", "https://abc.ngrok.app/dev/pets"] {
        let report = signed(&["GET", url, "-H", host]).json();
        assert_eq!(
            report["credential_scope"],
            "20261120/eu-west-3/execute-api/aws4_request"
        );
    }
    let variables = [&DEMO[..], &[("AWS_REGION", "us-west-2")]].concat();
    let arguments = [
        "sign",
        "--json",
        "--time",
        PINNED,
        "GET",
        "https://127.0.0.1/dev",
        "-H",
        host,
    ];
    let report = run_with(&variables, "", &arguments).json();
    assert_eq!(
        report["credential_scope"],
        "20261120/eu-west-3/execute-api/aws4_request"
    );
}

#[test]
fn a_raw_message_ends_where_its_body_ends() {
    let with_body = run(&[
        "sign",
        "POST",
        API,
        "-d",
        "{\"a\":1}",
        "--time",
        PINNED,
        "--as",
        "raw",
    ]);
    assert!(
        with_body.out.ends_with("\r\n\r\n{\"a\":1}"),
        "{:?}",
        with_body.out
    );
    let without = run(&["sign", "GET", API, "--time", PINNED, "--as", "raw"]);
    assert!(without.out.ends_with("\r\n\r\n"), "{:?}", without.out);
}

#[test]
fn a_token_in_a_header_row_stands_for_the_field() {
    let (_server, url) = demo();
    let header = format!("X-Amz-Security-Token: {TEMPORARY_TOKEN}");
    let variables = [
        ("AWS_ACCESS_KEY_ID", TEMPORARY_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", TEMPORARY_SECRET),
        ("AWS_SESSION_TOKEN", "another"),
    ];
    let ran = run_with(&variables, "", &["send", "--fail", "GET", &url, "-H", &header]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = run_with(&variables, "", &["sign", "GET", &url, "-H", &header]);
    assert!(
        ran.out.contains("row is taken as the session token"),
        "{}",
        ran.out
    );
    assert!(!ran.all().contains(TEMPORARY_TOKEN), "{ran:?}");
}

#[test]
fn bytes_of_a_query_and_white_space_of_a_header_are_signed_as_services_do() {
    let url = format!("{API}?x=%E9");
    let ran = run(&["sign", "GET", &url, "-H", "x-a: a\t\tb  c", "--time", PINNED]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("\n  x=%E9\n") && ran.out.contains("\n  x-a:a b c\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out
            .contains("aws-sigv4 can not spell the bytes of this query"),
        "{}",
        ran.out
    );
    let (_server, demo) = demo();
    let ran = run(&[
        "send",
        "--fail",
        "GET",
        &format!("{demo}?x=%E9"),
        "-H",
        "x-a: a\t\tb  c",
    ]);
    assert_eq!(ran.code, 0, "{ran:?} {DEMO_KEY_ID} {}", DEMO_SECRET.len());
}
