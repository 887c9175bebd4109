//! Curl commands as documentation, browsers and people write them, and the requests that they stand for.

use countersign::formats::{FormatError, ImportedRequest, Warning, request_from_curl};
use countersign::model::{AuthKind, Body, BodyKind, PartKind, Protocol, Redirects, Request};
use proptest::prelude::*;

const COMMANDS: &str = include_str!("../fixtures/curl/commands.txt");

/// The lines that an imported request is written as in the fixture.
fn lines(imported: &ImportedRequest) -> Vec<String> {
    let http = &imported.request.http;
    let mut lines = vec![format!("= {} {}", http.method, http.url)];
    lines.extend(
        http.headers
            .iter()
            .map(|row| format!("H {}: {}", row.name, row.value)),
    );
    lines.extend(body(&http.body));
    if http.auth.kind == AuthKind::AwsSignature {
        let aws = &http.auth.aws;
        let fields = [
            aws.access_key_id.as_str(),
            aws.secret_access_key.expose_for_editing(),
            aws.session_token.expose_for_editing(),
            &aws.region,
            &aws.service,
        ]
        .map(|field| if field.is_empty() { "-" } else { field });
        lines.push(format!("A {}", fields.join(" ")));
    }
    let settings = &imported.request.settings;
    if settings.redirects == Redirects::Everywhere {
        lines.push("S redirects everywhere".to_owned());
    }
    if settings.protocol == Protocol::Http2 {
        lines.push("S http2".to_owned());
    }
    if !settings.connect_to.is_empty() {
        lines.push(format!("S connect {}", settings.connect_to));
    }
    for (name, value) in [
        ("total", settings.total_timeout_ms),
        ("connecting", settings.connect_timeout_ms),
    ] {
        lines.extend(value.map(|value| format!("S {name} {value}")));
    }
    lines.extend(imported.warnings.iter().map(|warning| {
        let name = format!("{warning:?}");
        let end = name.find([' ', '(', '{']).unwrap_or(name.len());
        format!("W {}", name.split_at(end).0)
    }));
    lines
}

fn body(body: &Body) -> Vec<String> {
    let json = |text: &str| serde_json::to_string(text).unwrap();
    if !body.bytes.is_empty() {
        let bytes = &body.bytes;
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let hex = hex.concat();
        return vec![format!("B BYTES {}", json(&hex))];
    }
    let kind = match body.kind {
        BodyKind::None => return Vec::new(),
        BodyKind::Json => "json",
        BodyKind::Xml => "xml",
        BodyKind::Text => "text",
        BodyKind::Raw => "raw",
        BodyKind::Form => "form",
        BodyKind::Multipart => "multipart",
        BodyKind::File => return vec![format!("B file {}", json(&body.file.path))],
        BodyKind::GraphQl => "graphql",
    };
    let mut lines = vec![format!("B {kind} {}", json(&body.text))];
    if body.kind == BodyKind::Multipart {
        lines.extend(body.parts.iter().map(|part| {
            let (kind, value) = match part.kind {
                PartKind::Text => ("text", &part.text),
                PartKind::File => ("file", &part.path),
            };
            let fields =
                [&part.name, value, &part.content_type, &part.file_name].map(|field| json(field.as_str()));
            format!("P {kind} {}", fields.join(" "))
        }));
    }
    lines
}

struct Case {
    title: String,
    command: String,
    expected: Vec<String>,
}

fn cases() -> Vec<Case> {
    let cases = COMMANDS.split("\n#### ").skip(1).map(|block| {
        let (title, rest) = block.split_once('\n').unwrap();
        let (command, expected) = rest.split_once("\n= ").unwrap();
        Case {
            title: title.to_owned(),
            command: command.to_owned(),
            expected: format!("= {expected}")
                .trim_end_matches('\n')
                .lines()
                .map(str::to_owned)
                .collect(),
        }
    });
    cases.collect()
}

#[test]
fn every_command_becomes_the_request_that_it_stands_for() {
    let cases = cases();
    assert!(cases.len() >= 150, "{}", cases.len());
    let mut wrong = Vec::new();
    for Case {
        title,
        command,
        expected,
    } in cases
    {
        let got = match request_from_curl(&command) {
            Ok(imported) => lines(&imported),
            Err(error) => vec![error.to_string()],
        };
        if got != expected {
            wrong.push(format!(
                "{title}\n{command}\n got {got:#?}\n expected {expected:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

/// Windows line ends, and blanks and line ends around, change nothing.
#[test]
fn line_ends_and_blanks_around_do_not_matter() {
    for Case {
        title,
        command,
        expected,
    } in cases()
    {
        if command.contains("$'")
            || command.contains("@'")
            || expected.iter().any(|line| line.contains("\\n"))
        {
            continue;
        }
        for text in [
            format!("\n  {command}\n\n"),
            format!("\u{feff}{}\r\n", command.replace('\n', "\r\n")),
        ] {
            let imported = request_from_curl(&text).unwrap();
            assert_eq!(lines(&imported), expected, "{title}: {text:?}");
        }
    }
}

#[test]
fn what_is_no_curl_command_is_an_error() {
    for (text, kind) in [
        ("", "nothing-to-read"),
        ("   \n", "nothing-to-read"),
        ("wget https://h.example/", "not-curl"),
        ("https://h.example/", "not-curl"),
        ("curl", "url-missing"),
        ("curl -s", "url-missing"),
        ("curl 'https://h.example/", "unclosed-quote"),
        ("curl https:///x", "host-missing"),
    ] {
        let error: FormatError = request_from_curl(text).unwrap_err();
        assert_eq!(error.kind(), kind, "{text}");
    }
}

/// No warning repeats a secret, and neither does the request as it is saved.
#[test]
fn secrets_stay_out_of_warnings_and_out_of_what_is_saved() {
    let command = "curl --frob --aws-sigv4 aws:amz:us-east-1:s3 -u AKIDEXAMPLE:s3cr3tkey -H 'x-amz-security-token: t0k3n' -H 'nocolon-t0k3n' https://h.example/";
    let imported = request_from_curl(command).unwrap();
    let said = imported
        .warnings
        .iter()
        .map(|warning| format!("{warning} {warning:?}"))
        .collect::<Vec<_>>()
        .concat();
    let saved = serde_json::to_string(&imported.request).unwrap();
    for text in [said, saved, format!("{imported:?}")] {
        assert!(!text.contains("s3cr3tkey") && !text.contains("t0k3n"), "{text}");
    }
}

#[test]
fn a_file_is_named_and_never_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    for command in [
        format!("curl -d @{path} h"),
        format!("curl --data-binary @{path} h"),
        format!("curl -T {path} h"),
        format!("curl -F 'f=@{path}' h"),
        format!("curl -F 'f=<{path}' h"),
        format!("curl -H @{path} h"),
        format!("curl -K {path} h"),
        format!("curl --netrc-file {path} h"),
        format!("curl -b {path} h"),
        format!("curl --data-urlencode 'a@{path}' h"),
    ] {
        let imported = request_from_curl(&command).unwrap();
        let request: &Request = &imported.request;
        assert!(!format!("{request:?}").contains("countersign\""), "{command}");
        let told = |warning: &Warning| {
            matches!(warning, Warning::NeedsPermission { path: named, .. } if named == path)
                || matches!(warning, Warning::LeftOut { .. })
        };
        assert!(
            imported.warnings.iter().any(told),
            "{command}: {:?}",
            imported.warnings
        );
    }
}

/// A long command costs time in proportion to its length.
#[test]
fn a_huge_command_is_read() {
    let body = "{\"a\":1}".repeat(200_000);
    let imported =
        request_from_curl(&format!("curl h -H 'Content-Type: application/json' -d '{body}'")).unwrap();
    assert_eq!(imported.request.http.body.text.len(), body.len());
    let headers = " -H 'x-a: 1'".repeat(20_000);
    assert_eq!(
        request_from_curl(&format!("curl h{headers}"))
            .unwrap()
            .request
            .http
            .headers
            .len(),
        20_000
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), flags in r#"( (-[A-Za-z:]{1,3}|--[a-z-]{1,14}|[$%^`'"@a-z=:/.?{}(;]{1,8})){0,8}"#) {
        request_from_curl(&text).ok();
        request_from_curl(&format!("curl {text}")).ok();
        request_from_curl(&format!("curl{flags}")).ok();
        request_from_curl(&format!("curl.exe{flags}")).ok();
        request_from_curl(&format!("curl ^\n{flags}")).ok();
    }
}
