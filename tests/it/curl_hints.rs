//! The cures that the command line names for curl commands: each is taken, and it works.

use crate::command_line::{API, PINNED, demo};
use crate::support::command::{DEMO, Ran, run, run_with};
use crate::support::files::Files;

fn good(ran: &Ran) {
    assert_eq!(ran.code, 0, "{ran:?}");
}

fn hint<'a>(ran: &'a Ran, expected: &str) -> &'a str {
    assert_ne!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains(expected), "{expected}: {}", ran.err);
    &ran.err
}

#[test]
fn a_command_with_its_own_authorization_is_checked_instead() {
    let printed = run(&["sign", "GET", API, "--time", PINNED, "--as", "curl"]);
    let refused = run(&["sign", "--curl", &printed.out]);
    let said = hint(&refused, "countersign verify --curl");
    assert!(!said.contains("--auth none"), "{said}");
    good(&run(&["verify", "--time", PINNED, "--curl", &printed.out]));
    let without: String = printed
        .out
        .split(" \\\n")
        .filter(|line| !line.contains("authorization"))
        .collect();
    good(&run(&["sign", "--curl", &without]));
    hint(
        &run(&["sign", "GET", API, "--auth", "none"]),
        "Leave --auth none out",
    );
    hint(
        &run(&["sign", "--curl", "curl h", "--auth", "none"]),
        "Leave --auth none out",
    );
}

#[test]
fn files_are_read_when_they_are_allowed() {
    let folder = Files::new();
    let path = folder.write("pet.json", b"{\n\"type\":\"dog\",\"price\":1.5}");
    let (_server, url) = demo();
    for command in [
        format!("curl -X POST -T {path} {url}"),
        format!("curl --data-binary @{path} {url}"),
        format!("curl -H 'content-type: application/json' -d @{path} {url}"),
        format!("awscurl -X POST -d @{path} {url}"),
    ] {
        let refused = run(&["send", "--fail", "--curl", &command]);
        assert_eq!(refused.code, 2, "{refused:?}");
        let said = hint(&refused, "Add --allow-files");
        assert!(said.contains(&path), "{said}");
        let ran = run(&["send", "--json", "--curl", &command, "--allow-files"]);
        good(&ran);
        assert!(!ran.err.contains("not read"), "{}", ran.err);
        let sent = ran.json()["wire"]["headers"].to_string();
        assert!(sent.contains("content-length\",\"27"), "{sent}");
    }
    let other = format!("curl -H @{path} {url}");
    let ran = run(&["send", "--curl", &other, "--allow-files"]);
    assert!(ran.err.contains("which is not read"), "{}", ran.err);
}

#[test]
fn flags_of_the_network_are_those_of_send() {
    let (_server, url) = demo();
    let ran = run(&["send", "--curl", &format!("curl -k {url}")]);
    assert!(ran.err.contains("--accept-certificate SHA256"), "{}", ran.err);
    let sha256 = "ab".repeat(32);
    good(&run(&[
        "send",
        "--curl",
        &format!("curl {url}"),
        "--accept-certificate",
        &sha256,
    ]));
    let ran = run(&["send", "--curl", &format!("curl -x http://127.0.0.1:9 {url}")]);
    good(&ran);
    assert!(
        ran.err.contains("use --proxy URL of countersign send"),
        "{}",
        ran.err
    );
    let ran = run(&[
        "send",
        "--curl",
        &format!("curl --cert a.pem --cacert b.pem {url}"),
    ]);
    assert!(
        ran.err.contains("--cert FILE") && ran.err.contains("--cacert FILE"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("settings"), "{}", ran.err);
    let ran = run(&["send", "--curl", &format!("curl {url} --next {url}")]);
    good(&ran);
    assert!(ran.err.contains("up to --next"), "{}", ran.err);
}

#[test]
fn credentials_that_are_missing_are_given_as_the_hint_says() {
    let command = format!("curl -u minio --aws-sigv4 aws:amz {API}");
    let refused = run(&["sign", "--curl", &command]);
    hint(&refused, "--secret-from env:NAME or --secret-from stdin");
    good(&run_with(
        &[("S", "x")],
        "",
        &["sign", "--curl", &command, "--secret-from", "env:S"],
    ));
    good(&run_with(
        &[],
        "x\n",
        &["sign", "--curl", &command, "--secret-from", "stdin"],
    ));
    let command = format!("curl --digest -u a:b {API}");
    hint(
        &run(&["sign", "--curl", &command]),
        "--access-key-id ID --secret-from env:NAME",
    );
    let flags = [
        "sign",
        "--curl",
        &command,
        "--access-key-id",
        "AKID",
        "--secret-from",
        "env:S",
    ];
    good(&run_with(&[("S", "x")], "", &flags));
    let command = format!("curl -u :s --aws-sigv4 aws:amz {API}");
    hint(&run(&["sign", "--curl", &command]), "take --user out");
    good(&run(&["sign", "--curl", &command.replace("-u :s", "")]));
}

#[test]
fn a_json_request_is_told_of_its_fields() {
    let json = |aws: &str| format!(r#"{{"method":"GET","url":"https://h.example/","aws":{{{aws}}}}}"#);
    let sign = |variables: &[(&str, &str)], aws: &str| {
        run_with(variables, &json(aws), &["sign", "--json-request", "-"])
    };
    let refused = sign(&DEMO, r#""service":"execute-api""#);
    let said = hint(&refused, "Give \"region\" in \"aws\"");
    assert!(!said.contains("--region"), "{said}");
    good(&sign(&DEMO, r#""service":"execute-api","region":"us-east-1""#));
    hint(
        &sign(&DEMO, r#""region":"us-east-1""#),
        "Give \"service\" in \"aws\"",
    );
    hint(
        &sign(&[], r#""region":"us-east-1""#),
        "Give \"access_key_id\" in \"aws\"",
    );
    let unsigned = r#"{"method":"GET","url":"https://h.example/"}"#;
    let refused = run_with(&DEMO, unsigned, &["sign", "--json-request", "-"]);
    let said = hint(&refused, "an \"aws\" object");
    assert!(!said.contains("--auth"), "{said}");
}

#[test]
fn a_command_of_a_web_page_is_read_as_it_was_meant() {
    let (_server, url) = demo();
    let copied =
        format!("curl\u{A0}\u{2013}X GET \u{201C}{url}\u{201D} \u{2014}header \u{2018}x-a: 1\u{2019}");
    let ran = run(&["send", "--fail", "--curl", &copied]);
    good(&ran);
    assert!(
        ran.err
            .contains("typographic quotation marks, no-break spaces and dashes"),
        "{}",
        ran.err
    );
    let refused = run(&["sign", "GET", "https://\u{201C}h.example/"]);
    hint(&refused, "the URL's host has typographic quotation marks");
}
