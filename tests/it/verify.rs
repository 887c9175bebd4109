//! `verify`: requests signed by `aws-sigv4` alone, and AWS's own examples, in each of the forms it reads.

use std::io::Write as _;

use countersign::demo::{DEMO_KEY_ID, DEMO_SECRET, TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use serde_json::{Value, json};

use crate::support::command::{DEMO, Ran, run, run_with};
use crate::support::signed_call::{Call, SignedCall};

const AT: &str = "20261120T120000Z";

/// The example of <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>.
const PRESIGNED: &str = "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

fn post() -> SignedCall {
    Call {
        method: "POST",
        target: "/dev/pets?type=a%20b&limit=1",
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: r#"{"name":"it's"}"#,
        ..Call::default()
    }
    .sign()
}

fn url(call: &SignedCall) -> String {
    let (_, host) = call.headers.iter().find(|(name, _)| name == "host").unwrap();
    format!("https://{host}{}", call.target)
}

fn as_curl(call: &SignedCall) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    let headers: Vec<String> = call
        .headers
        .iter()
        .filter(|(name, _)| name != "host")
        .map(|(name, value)| format!("-H {}", quoted(&format!("{name}: {value}"))))
        .collect();
    let mut command = format!(
        "curl {} -X {} \\\n {}",
        quoted(&url(call)),
        call.method,
        headers.join(" \\\n ")
    );
    if !call.body.is_empty() {
        command = format!("{command} --data-raw {}", quoted(&call.body));
    }
    command
}

fn as_har(call: &SignedCall) -> String {
    let headers: Vec<Value> = call
        .headers
        .iter()
        .map(|(name, value)| {
            if name == "host" {
                (":authority", value)
            } else {
                (name.as_str(), value)
            }
        })
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect();
    let request = json!({
        "method": call.method, "url": url(call), "httpVersion": "HTTP/2", "headers": headers,
        "bodySize": call.body.len(), "postData": { "mimeType": "application/json", "text": call.body },
    });
    json!({ "log": { "entries": [{ "request": { "method": "GET", "url": "https://h/" } }, { "request": request }] } })
        .to_string()
}

fn verify(input: &str, arguments: &[&str]) -> Ran {
    run_with(&DEMO, input, &[&["verify", "--time", AT], arguments].concat())
}

fn verify_json(input: &str, arguments: &[&str]) -> Value {
    verify(input, &[&["--json"], arguments].concat()).json()
}

/// Kinds of the faults found.
fn kinds(result: &Value) -> Vec<&str> {
    let faults = result["faults"].as_array().unwrap();
    faults
        .iter()
        .map(|fault| fault["kind"].as_str().unwrap())
        .collect()
}

#[test]
fn a_good_request_is_valid_in_every_form() {
    let call = post();
    let raw = String::from_utf8(call.bytes()).unwrap();
    let (curl, har) = (as_curl(&call), as_har(&call));
    let forms: [(&str, &[&str]); 4] = [
        (&raw, &["--raw", "-"]),
        (&curl, &["--curl", "-"]),
        (&har, &["--har", "-", "--entry", "2"]),
        ("", &["--curl", &curl]),
    ];
    for (input, arguments) in forms {
        let ran = verify(input, arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        assert!(ran.out.contains("\nValid: "), "{}", ran.out);
        for line in [
            "Scope           20261120/us-east-1/execute-api/aws4_request\n",
            "Region          us-east-1\n",
            "Service         execute-api\n",
            "Signed at       20261120T120000Z\n",
            "Good until      20261120T120500Z\n",
            "Signed headers  content-type;host;x-amz-date\n",
        ] {
            assert!(ran.out.contains(line), "{line} in {}", ran.out);
        }
    }
}

#[test]
fn the_presigned_url_of_the_documentation_is_valid_until_it_expires() {
    let run_at = |time: &str| run(&["verify", "--url", PRESIGNED, "--time", time]);
    let ran = run_at("20130524T235959Z");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains("Good until      20130525T000000Z\n"),
        "{}",
        ran.out
    );
    let ran = run_at("20130525T000001Z");
    assert_eq!(ran.code, 1);
    assert!(
        ran.out
            .contains("Fault: Expired: signed at 20130524T000000Z, good until 20130525T000000Z, and it is 20130525T000001Z"),
        "{}",
        ran.out
    );
    let piped = run_with(
        &DEMO,
        PRESIGNED,
        &["verify", "--url", "-", "--time", "20130524T000000Z"],
    );
    assert_eq!(piped.code, 0, "{piped:?}");
    let put = run(&[
        "verify",
        "--url",
        PRESIGNED,
        "--time",
        "20130524T235959Z",
        "--method",
        "PUT",
    ]);
    assert_eq!(put.code, 1);
    assert!(put.out.contains("The signature differs"), "{}", put.out);
}

#[test]
fn what_was_changed_gives_another_signature() {
    let mut other_body = post();
    other_body.body = "{}".to_owned();
    let mut other_target = post();
    other_target.target = "/dev/pets?limit=1".to_owned();
    let mut other_method = post();
    other_method.method = "PUT".to_owned();
    let other_type = post().with("content-type", "text/plain");
    for call in [other_body, other_target, other_method, other_type] {
        let ran = verify(&as_curl(&call), &["--curl", "-", "--json"]);
        assert_eq!(ran.code, 1);
        let result = ran.json();
        assert_eq!(result["verdict"], "signature_differs", "{result}");
        assert_eq!(kinds(&result), [""; 0], "{result}");
        assert_eq!(result["computed_signature"].as_str().unwrap().len(), 64);
    }
}

#[test]
fn structural_faults_are_named() {
    let cases = [
        (post().without("authorization"), "unsigned-request"),
        (post().with("authorization", "Bearer abc"), "not-a-sigv4-header"),
        (post().without("x-amz-date"), "incomplete-authorization"),
        (
            post().replace("x-amz-date", "20261120T120000Z", "20261121T120000Z"),
            "scope-date-mismatch",
        ),
        (
            post().replace("authorization", "/us-east-1", ""),
            "malformed-credential",
        ),
        (
            post().replace("authorization", "content-type;host;", "content-type;"),
            "host-not-signed",
        ),
        (
            post().replace("authorization", "content-type;host", "host;content-type"),
            "malformed-signed-headers",
        ),
        (post().without("content-type"), "missing-header"),
        (post().with("x-amz-meta", "1"), "headers-not-signed"),
        (
            post().replace("authorization", "AKIA", "ASIA"),
            "session-token-missing",
        ),
        (
            post().with("x-amz-security-token", "t"),
            "session-token-unexpected",
        ),
        (
            post().replace("authorization", "Signature=", "Signature=z"),
            "malformed-signature",
        ),
    ];
    for (call, kind) in cases {
        let raw = String::from_utf8(call.bytes()).unwrap();
        let result = verify_json(&raw, &["--raw", "-"]);
        assert!(kinds(&result).contains(&kind), "{kind}: {result}");
        assert_eq!(result["passed"], false);
    }
}

#[test]
fn without_the_secret_there_is_no_verdict_and_no_fault() {
    let raw = String::from_utf8(post().bytes()).unwrap();
    let arguments = ["verify", "--raw", "-", "--time", AT, "--json"];
    let ran = run_with(&[], &raw, &arguments);
    assert_eq!((ran.code, ran.json()["verdict"].as_str()), (0, Some("unknown")));
    let other = [("AWS_ACCESS_KEY_ID", "AKIAI44QH8DHBEXAMPLE"), DEMO[1]];
    let result = run_with(&other, &raw, &arguments).json();
    assert_eq!(result["verdict"], "unknown");
    assert!(
        result["warnings"][0].as_str().unwrap().contains(DEMO_KEY_ID),
        "{result}"
    );
    let named = [("MINE", DEMO_SECRET)];
    let result = run_with(
        &named,
        &raw,
        &[&arguments[..], &["--secret-from", "env:MINE"]].concat(),
    )
    .json();
    assert_eq!(result["verdict"], "valid");
}

#[test]
fn temporary_credentials_verify_and_their_secrets_are_not_printed() {
    let call = Call {
        key_id: TEMPORARY_KEY_ID,
        secret: TEMPORARY_SECRET,
        token: Some(TEMPORARY_TOKEN),
        ..Call::default()
    }
    .sign();
    let variables = [("AWS_SECRET_ACCESS_KEY", TEMPORARY_SECRET)];
    let curl = as_curl(&call);
    let ran = run_with(&variables, "", &["verify", "--time", AT, "--curl", &curl]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let wrong = [("AWS_SECRET_ACCESS_KEY", DEMO_SECRET)];
    let ran = run_with(&wrong, "", &["verify", "--time", AT, "--curl", &curl]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("x-amz-security-token:[session token"),
        "{}",
        ran.out
    );
    assert!(!ran.all().contains(TEMPORARY_TOKEN) && !ran.all().contains(DEMO_SECRET));
}

#[test]
fn a_har_without_authorization_is_said() {
    let call = post().without("authorization");
    let ran = verify(&as_har(&call), &["--har", "-", "--entry", "2"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err
            .contains("has no Authorization header: browsers leave it out"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains(":authority was read as the host header"),
        "{}",
        ran.err
    );
}

#[test]
fn files_are_read_and_usage_is_refused() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&post().bytes()).unwrap();
    let path = file.path().to_str().unwrap();
    assert_eq!(verify("", &["--raw", path]).code, 0);
    let refused: [(&str, &[&str], &str); 7] = [
        ("", &[], "required"),
        ("", &["--raw", path, "--url", PRESIGNED], "cannot be used with"),
        ("", &["--raw", "/nowhere"], "could not be read"),
        ("{}", &["--har", "-"], "no log.entries"),
        ("", &["--curl", "wget https://h"], "no curl command"),
        (
            "x",
            &["--raw", "-", "--secret-from", "stdin"],
            "both the request and the secret",
        ),
        ("", &["--url", "https://"], "has no host"),
    ];
    for (input, arguments, text) in refused {
        let ran = verify(input, arguments);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains(text), "{text} in {}", ran.err);
    }
}

#[test]
fn cookies_and_keys_that_were_signed_are_marks_in_both_forms() {
    let (cookie, key) = ("a=1; sid=topsecret123", "key-of-a-usage-plan");
    let call = Call {
        target: "/dev/pets?access_token=token-of-a-query&limit=1",
        headers: vec![
            ("cookie".to_owned(), cookie.to_owned()),
            ("x-api-key".to_owned(), key.to_owned()),
        ],
        ..Call::default()
    }
    .sign();
    let wrong = [("AWS_SECRET_ACCESS_KEY", TEMPORARY_SECRET)];
    let curl = as_curl(&call);
    for form in [&[][..], &["--json"]] {
        let arguments = [&["verify", "--time", AT, "--curl", &curl], form].concat();
        let ran = run_with(&wrong, "", &arguments);
        assert_eq!(ran.code, 1, "{ran:?}");
        for mark in [
            "cookie:[cookie, 21 bytes",
            "x-api-key:[x-api-key, 19 bytes",
            "access_token=[access_token, 16 bytes",
        ] {
            assert!(ran.out.contains(mark), "{mark}: {}", ran.out);
        }
        for secret in [cookie, "topsecret123", key, "token-of-a-query"] {
            assert!(!ran.all().contains(secret), "{secret}: {}", ran.all());
        }
    }
}

#[test]
fn a_scope_does_not_drive_the_terminal() {
    let url = PRESIGNED.replace("us-east-1", "us%1B%5B2J%0AValid:%E2%80%AE");
    let text = verify("", &["--url", &url]).out;
    assert!(
        text.lines()
            .any(|line| line.starts_with("Region") && line.ends_with("us<U+001B>[2J<U+000A>Valid:<U+202E>")),
        "{text}"
    );
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    let report = verify_json("", &["--url", &url]);
    assert_eq!(report["claim"]["region"], "us\u{1b}[2J\nValid:\u{202e}");
}
