//! The command line: the real binary against the demo server, and in-process where a part is broken on
//! purpose.

use std::io::{BufRead as _, BufReader};
use std::sync::Arc;

use countersign::cli::{self, Exit, Outcome, Stream, Surroundings};
use countersign::demo::{
    DEMO_KEY_ID, DEMO_SECRET, DemoServer, EXPIRED_KEY_ID, EXPIRED_SECRET, EXPIRED_TOKEN, TEMPORARY_KEY_ID,
    TEMPORARY_SECRET, TEMPORARY_TOKEN,
};
use countersign::engine::{Ambient, Deps};
use countersign::http::ReqwestTransport;
use countersign::model::{CanonicalSections, Origin, Traced, WireHeader, WireRequest};
use countersign::sigv4::{Signer, canonicalise};
use serde_json::{Value, json};

use crate::support::command::{DEMO, Variables, binary, run, run_with};

const PINNED: &str = "20261120T120000Z";
const API: &str = "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets";

fn demo() -> (DemoServer, String) {
    let server = DemoServer::spawn(0).unwrap();
    let url = format!("{}/dev/pets", server.address());
    (server, url)
}

#[test]
fn send_prints_the_body_and_with_i_the_head() {
    let (_server, url) = demo();
    let ran = run(&["send", "GET", &url]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap()[1]["type"], "cat");
    let ran = run(&["send", "-i", "GET", &url]);
    assert!(ran.out.starts_with("HTTP/1.1 200 OK\n"), "{}", ran.out);
    assert!(ran.out.contains("\nx-amz-apigw-id: "), "{}", ran.out);
}

#[test]
fn each_kind_of_mistake_gets_the_text_of_aws() {
    let (_server, url) = demo();
    let one = format!("{url}/1");
    let elsewhere = url.replace("/dev/", "/prod/");
    let other_key = [("AWS_ACCESS_KEY_ID", "AKIAI44QH8DHBEXAMPLE"), DEMO[1]];
    let other_secret = [DEMO[0], ("AWS_SECRET_ACCESS_KEY", "another secret")];
    let no_token = [
        ("AWS_ACCESS_KEY_ID", TEMPORARY_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", TEMPORARY_SECRET),
    ];
    let ended = [
        ("AWS_ACCESS_KEY_ID", EXPIRED_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", EXPIRED_SECRET),
        ("AWS_SESSION_TOKEN", EXPIRED_TOKEN),
    ];
    let invalid = "The security token included in the request is invalid.";
    let mistakes: [(Variables<'_>, &[&str], &str); 11] = [
        (
            &DEMO,
            &["GET", &url, "--auth", "none"],
            "Missing Authentication Token",
        ),
        (&DEMO, &["GET", &elsewhere], "Missing Authentication Token"),
        (
            &DEMO,
            &["GET", &url, "--time", "20200101T000000Z"],
            "Signature expired: 20200101T000000Z is now earlier than ",
        ),
        (
            &DEMO,
            &["GET", &url, "--time", "20990101T000000Z"],
            "Signature not yet current: 20990101T000000Z is still later than ",
        ),
        (
            &DEMO,
            &["GET", &url, "--region", "eu-west-1"],
            "Credential should be scoped to a valid region, not 'eu-west-1'.",
        ),
        (
            &DEMO,
            &["GET", &url, "--service", "s3"],
            "Credential should be scoped to correct service: 'execute-api'.",
        ),
        (&other_key, &["GET", &url], invalid),
        (&no_token, &["GET", &url], invalid),
        (
            &ended,
            &["GET", &url],
            "The security token included in the request is expired",
        ),
        (
            &other_secret,
            &["GET", &url],
            "The request signature we calculated does not match the signature you provided.",
        ),
        (
            &DEMO,
            &["DELETE", &one],
            "User: arn:aws:iam::123456789012:user/demo is not authorized to perform: execute-api:Invoke on resource: ",
        ),
    ];
    for (variables, arguments, text) in mistakes {
        let ran = run_with(variables, "", &[&["send"], arguments].concat());
        let body: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(
            body["message"].as_str().unwrap().starts_with(text),
            "{arguments:?}: {}",
            ran.out
        );
        let ran = run_with(variables, "", &[&["send", "--fail"], arguments].concat());
        assert_eq!(ran.code, 1, "{ran:?}");
    }
}

#[test]
fn a_wrong_secret_is_told_from_an_altered_request() {
    let (_server, url) = demo();
    let ran = run_with(
        &[DEMO[0], ("AWS_SECRET_ACCESS_KEY", "another secret")],
        "",
        &["send", "GET", &url],
    );
    assert!(
        ran.err.contains("computed the same canonical request"),
        "{}",
        ran.err
    );
    let fault = countersign::demo::Misbehaviour::RewritePath {
        from: "/dev/pets".to_owned(),
        to: "/dev/pets/1".to_owned(),
    };
    let altering = {
        let now = Ambient::system().now;
        DemoServer::builder(move || now())
            .misbehave(fault)
            .spawn(0)
            .unwrap()
    };
    let ran = run(&["send", "GET", &format!("{}/dev/pets", altering.address())]);
    assert!(
        ran.err
            .contains("altered on its way: '/dev/pets' was signed, '/dev/pets/1' arrived"),
        "{}",
        ran.err
    );
}

#[test]
fn send_json_holds_report_request_and_response() {
    let (_server, url) = demo();
    let ran = run(&[
        "send",
        "--json",
        "POST",
        &url,
        "-d",
        r#"{"type":"cat","price":1.5}"#,
    ]);
    let json = ran.json();
    assert_eq!(ran.code, 0);
    assert_eq!(json["response"]["status"], 200);
    assert_eq!(json["response"]["complete"], true);
    assert_eq!(json["report"]["consistent"], true);
    assert_eq!(json["secret_occurrences"], 0);
    let lines = json["wire"]["headers"].as_array().unwrap();
    assert!(
        lines.contains(&json!(["content-type", "application/json"])),
        "{lines:?}"
    );
    let ran = run(&["send", "--json", "GET", &url, "--auth", "none"]);
    assert_eq!(ran.json()["report"], Value::Null);
}

#[test]
fn sign_json_has_the_documented_form() {
    let ran = run(&["sign", "--json", "GET", API, "--time", PINNED]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let json = ran.json();
    assert_eq!(
        json["canonical_request"],
        "GET\n/dev/pets\n\nhost:abcd123456.execute-api.us-east-1.amazonaws.com\nx-amz-date:20261120T120000Z\n\n\
         host;x-amz-date\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    assert_eq!(json["signed_headers"], json!(["host", "x-amz-date"]));
    assert_eq!(
        json["credential_scope"],
        "20261120/us-east-1/execute-api/aws4_request"
    );
    assert_eq!(json["consistent"], true);
    assert_eq!(json["presigned_url"], Value::Null);
    let wire = &json["wire"];
    assert_eq!(
        (&wire["method"], &wire["target"], &wire["body_base64"]),
        (&json!("GET"), &json!("/dev/pets"), &json!(""))
    );
    let authorization = json!(["authorization", json["authorization"]]);
    assert!(wire["headers"].as_array().unwrap().contains(&authorization));
    let keys = [
        "canonical_request",
        "string_to_sign",
        "credential_scope",
        "signed_headers",
        "signature",
        "authorization",
        "presigned_url",
        "wire",
        "consistent",
        "host_differs",
        "notes",
        "warnings",
    ];
    let places: Vec<_> = keys
        .iter()
        .map(|key| ran.out.find(&format!("\"{key}\":")).expect(key))
        .collect();
    assert!(places.is_sorted(), "{}", ran.out);
}

#[test]
fn a_json_request_is_taken_from_a_file_or_standard_input() {
    let request = json!({
        "method": "POST", "url": API, "headers": [["X-Amz-Meta", "a"], ["content-type", "text/csv"]],
        "body_base64": "AP8=",
        "aws": { "access_key_id": "AKIDEXAMPLE", "secret_access_key": "wJalrXUtnFEMI", "time": PINNED },
    })
    .to_string();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("request.json");
    std::fs::File::create(&path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, request.as_bytes()))
        .unwrap();
    let from_file = run_with(
        &[],
        "",
        &["sign", "--json", "--json-request", path.to_str().unwrap()],
    );
    let from_input = run_with(&[], &request, &["sign", "--json", "--json-request", "-"]);
    assert_eq!(from_file.code, 0, "{from_file:?}");
    assert_eq!(from_file.out, from_input.out);
    let json = from_file.json();
    assert_eq!(
        json["signed_headers"],
        json!(["content-type", "host", "x-amz-date", "x-amz-meta"])
    );
    assert_eq!(json["wire"]["body_base64"], "AP8=");
    assert!(!from_file.all().contains("wJalrXUtnFEMI"));
}

#[test]
fn the_host_of_a_json_request_is_sent_and_signed() {
    let request = json!({
        "method": "GET", "url": API, "host": "api.example.com",
        "aws": { "access_key_id": "AKID", "secret_access_key": "a secret", "time": PINNED },
    });
    let json = run_with(
        &[],
        &request.to_string(),
        &["sign", "--json", "--json-request", "-"],
    )
    .json();
    assert_eq!(json["wire"]["headers"][0], json!(["host", "api.example.com"]));
    assert!(
        json["canonical_request"]
            .as_str()
            .unwrap()
            .contains("\nhost:api.example.com\n")
    );
    assert_eq!(json["host_differs"], false);
}

/// The presigned URL of <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>.
#[test]
fn a_presigned_url_is_printed_and_reported() {
    let url = "https://examplebucket.s3.amazonaws.com/test.txt";
    let key = [
        "--access-key-id",
        "AKIAIOSFODNN7EXAMPLE",
        "--time",
        "20130524T000000Z",
        "--presign",
        "86400",
    ];
    let secret = [(
        "AWS_SECRET_ACCESS_KEY",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    )];
    let flags = |first: &[&'static str]| [first, &["GET", url], &key].concat();
    let json = run_with(&secret, "", &flags(&["sign", "--json"])).json();
    let signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    assert_eq!(json["signature"], signature);
    assert_eq!(json["authorization"], Value::Null);
    let presigned = json["presigned_url"].as_str().unwrap();
    assert!(
        presigned.starts_with(url) && presigned.ends_with(signature),
        "{presigned}"
    );
    assert_eq!(
        format!(
            "https://examplebucket.s3.amazonaws.com{}",
            json["wire"]["target"].as_str().unwrap()
        ),
        presigned
    );
    let text = run_with(&secret, "", &flags(&["sign"]));
    assert!(
        text.out.contains(&format!("Presigned URL\n  {presigned}\n")),
        "{}",
        text.out
    );
    assert!(!text.out.contains("Authorization"), "{}", text.out);
    for seconds in ["0", "604801", "99999999999"] {
        let ran = run_with(
            &secret,
            "",
            &[
                "sign",
                "GET",
                url,
                "--access-key-id",
                "AKID",
                "--presign",
                seconds,
            ],
        );
        assert_eq!(ran.code, 3, "{seconds}");
        assert!(ran.err.contains("1 to 604800"), "{}", ran.err);
    }
}

#[test]
fn every_option_of_a_json_request_is_honoured() {
    let sign = |target: &str, spelling: &str, options: Value| {
        let mut aws = json!({ "access_key_id": "AKID", "secret_access_key": "a secret", "time": PINNED });
        for (key, value) in options.as_object().unwrap() {
            aws[key] = value.clone();
        }
        let url = format!("https://abcd123456.execute-api.us-east-1.amazonaws.com{target}");
        let request = json!({ "method": "GET", "url": url, "spelling": spelling, "aws": aws });
        let json = run_with(
            &[],
            &request.to_string(),
            &["sign", "--json", "--json-request", "-"],
        )
        .json();
        assert_eq!(json["consistent"], true, "{json}");
        json
    };
    let text = |json: &Value, key: &str| json[key].as_str().unwrap().to_owned();
    let path = |json: &Value| text(json, "canonical_request").lines().nth(1).unwrap().to_owned();
    let rules = |json: &Value| -> Vec<String> {
        let notes = json["notes"].as_array().unwrap();
        notes.iter().map(|note| text(note, "rule")).collect()
    };

    let json = sign("/a/../b%2F", "auto", json!({}));
    assert_eq!(path(&json), "/b%252F");
    let json = sign(
        "/a/../b%2F",
        "auto",
        json!({ "path_encoding": "single", "normalize_path": false }),
    );
    assert_eq!(path(&json), "/a/../b/");
    assert!(rules(&json).contains(&"path-encoding-overridden".to_owned()));
    assert!(rules(&json).contains(&"normalize-path-overridden".to_owned()));
    let json = sign("/a:b?c", "canonical", json!({}));
    assert_eq!(json["wire"]["target"], "/a%3Ab?c=");
    assert!(rules(&json).contains(&"target-respelled".to_owned()));

    let json = sign("/", "auto", json!({ "payload": "unsigned" }));
    assert!(text(&json, "canonical_request").ends_with("\nUNSIGNED-PAYLOAD"));
    assert_eq!(
        json["signed_headers"],
        json!(["host", "x-amz-content-sha256", "x-amz-date"])
    );
    let json = sign(
        "/",
        "auto",
        json!({ "payload": "unsigned", "content_sha256_header": false }),
    );
    assert_eq!(json["signed_headers"], json!(["host", "x-amz-date"]));

    let token = json!({ "session_token": "token", "session_token_placement": "after_signing" });
    let json = sign("/", "auto", token);
    assert_eq!(json["signed_headers"], json!(["host", "x-amz-date"]));
    assert!(
        json["wire"]["headers"]
            .as_array()
            .unwrap()
            .contains(&json!(["x-amz-security-token", "token"]))
    );

    let flips = json!({ "signed_headers_extra": ["User-Agent"], "unsigned_headers": ["x-amz-date"] });
    assert_eq!(
        sign("/", "auto", flips)["signed_headers"],
        json!(["host", "user-agent"])
    );

    let json = sign("/", "auto", json!({ "signing_host": "api.example.com" }));
    assert_eq!(json["host_differs"], true);
    assert!(text(&json, "canonical_request").contains("\nhost:api.example.com\n"));
    assert_eq!(
        json["wire"]["headers"][0],
        json!(["host", "abcd123456.execute-api.us-east-1.amazonaws.com"])
    );
    assert_eq!(json["warnings"].as_array().unwrap().len(), 1);

    let json = sign(
        "/",
        "auto",
        json!({ "algorithm": "sigv4a", "region_set": ["us-east-1", "eu-*"] }),
    );
    assert_eq!(json["credential_scope"], "20261120/execute-api/aws4_request");
    assert!(text(&json, "canonical_request").contains("\nx-amz-region-set:us-east-1,eu-*\n"));
    assert!(text(&json, "string_to_sign").starts_with("AWS4-ECDSA-P256-SHA256\n"));
}

#[test]
fn each_line_gets_a_report_or_an_error() {
    let line = |aws: Value| json!({ "method": "GET", "url": API, "aws": aws }).to_string();
    let key = |time: &str| json!({ "access_key_id": "AKID", "secret_access_key": "a secret", "time": time });
    let input = [
        line(key(PINNED)),
        "{ nonsense".to_owned(),
        String::new(),
        line(json!({ "access_key_id": "AKID" })),
        line(json!({ "access_key_id": "AKID", "secret_access_key": "s", "location": "query", "expires_in": 0 })),
        line(key("20261121T120000Z")),
    ]
    .join("\n");
    let ran = run_with(&[], &input, &["sign", "--jsonl"]);
    let lines: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let kinds: Vec<_> = lines
        .iter()
        .map(|line| line["error"]["kind"].as_str().unwrap_or(""))
        .collect();
    assert_eq!(
        kinds,
        [
            "",
            "malformed-request",
            "secret-missing",
            "expires-out-of-range",
            ""
        ]
    );
    assert_eq!(
        lines[4]["credential_scope"],
        "20261121/us-east-1/execute-api/aws4_request"
    );
    assert_eq!((ran.code, ran.err.as_str()), (3, ""));
    assert!(!ran.out.contains("a secret"));
}

#[test]
fn the_exit_code_tells_usage_signing_and_no_reply_apart() {
    let no_server = "http://127.0.0.1:1/";
    let none: Variables<'_> = &[];
    let cases: [(Variables<'_>, &[&str], i32, &str); 11] = [
        (none, &["sing"], 2, ""),
        (none, &["sign"], 2, "request-missing"),
        (&DEMO, &["sign", "GET"], 2, "request-missing"),
        (
            &DEMO,
            &["sign", "GET", API, "-H", "no colon"],
            2,
            "malformed-header",
        ),
        (
            &DEMO,
            &["sign", "GET", API, "--time", "noon"],
            2,
            "malformed-time",
        ),
        (&DEMO, &["sign", "GET", "ftp://example.com/"], 2, ""),
        (
            &DEMO,
            &["sign", "GET", API, "--auth", "none"],
            2,
            "nothing-to-sign",
        ),
        (none, &["sign", "GET", API], 3, "access-key-id-missing"),
        (&DEMO[..1], &["send", "GET", API], 3, "secret-missing"),
        (
            &DEMO,
            &["sign", "GET", "https://api.example.com/"],
            3,
            "region-missing",
        ),
        (
            &DEMO,
            &["send", "GET", no_server, "--region", "r", "--service", "s"],
            1,
            "connection-refused",
        ),
    ];
    for (variables, arguments, code, kind) in cases {
        let ran = run_with(variables, "", arguments);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{arguments:?}: {ran:?}");
        assert!(!ran.err.is_empty());
        if kind.is_empty() {
            continue;
        }
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        let ran = run_with(variables, "", &[arguments, &["--json"]].concat());
        assert_eq!(
            (ran.code, ran.json()["error"]["kind"].as_str()),
            (code, Some(kind)),
            "{ran:?}"
        );
        for part in ["message", "hint"] {
            assert!(!ran.json()["error"][part].as_str().unwrap().is_empty(), "{ran:?}");
        }
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    let ran = run_with(&[], "", &["--help"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for command in ["sign", "send", "verify", "demo", "demo-server"] {
        assert!(ran.out.contains(command));
    }
    for command in ["explain", "whoami", "import"] {
        assert!(!ran.out.contains(command), "{command} does not work yet");
    }
    assert_eq!(
        run_with(&[], "", &["--version"]).out,
        concat!("countersign ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn the_region_of_the_environment_is_for_custom_domains_only() {
    let variables = [
        DEMO[0],
        DEMO[1],
        ("AWS_REGION", "eu-west-1"),
        ("AWS_DEFAULT_REGION", "eu-north-1"),
    ];
    let sign = |variables: &[(&str, &str)], url: &str, more: &[&str]| {
        let ran = run_with(
            variables,
            "",
            &[&["sign", "--json", "GET", url, "--time", PINNED], more].concat(),
        );
        ran.json()["credential_scope"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        sign(&variables, API, &[]),
        "20261120/us-east-1/execute-api/aws4_request"
    );
    let custom = "https://api.example.com/";
    let service = ["--service", "execute-api"];
    assert_eq!(
        sign(&variables, custom, &service),
        "20261120/eu-west-1/execute-api/aws4_request"
    );
    let default = [variables[0], variables[1], variables[3]];
    assert_eq!(
        sign(&default, custom, &service),
        "20261120/eu-north-1/execute-api/aws4_request"
    );
    let typed = ["--service", "execute-api", "--region", "ap-south-1"];
    assert_eq!(
        sign(&variables, custom, &typed),
        "20261120/ap-south-1/execute-api/aws4_request"
    );
}

#[test]
fn temporary_credentials_are_signed_and_their_token_is_not_shown_to_people() {
    let (_server, url) = demo();
    let variables = [
        ("AWS_ACCESS_KEY_ID", TEMPORARY_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", TEMPORARY_SECRET),
        ("AWS_SESSION_TOKEN", TEMPORARY_TOKEN),
    ];
    assert_eq!(run_with(&variables, "", &["send", "--fail", "GET", &url]).code, 0);
    let ran = run_with(&variables, "", &["sign", "GET", API]);
    assert!(ran.out.contains("host;x-amz-date;x-amz-security-token"));
    assert!(
        ran.out.contains("x-amz-security-token:[session token, "),
        "{}",
        ran.out
    );
    assert!(!ran.all().contains(TEMPORARY_TOKEN));
    let mixed = run_with(
        &variables,
        "",
        &["sign", "GET", API, "--access-key-id", "AKIAOTHER"],
    );
    assert!(
        mixed.err.contains("AWS_SESSION_TOKEN was left out"),
        "{}",
        mixed.err
    );
}

#[test]
fn secrets_come_from_named_variables_and_standard_input() {
    let (_server, url) = demo();
    let send = [
        "send",
        "--fail",
        "GET",
        &url,
        "--access-key-id",
        DEMO_KEY_ID,
        "--secret-from",
    ];
    assert_eq!(
        run_with(&[("MINE", DEMO_SECRET)], "", &[&send[..], &["env:MINE"]].concat()).code,
        0
    );
    assert_eq!(
        run_with(
            &[],
            &format!("{DEMO_SECRET}\n"),
            &[&send[..], &["stdin"]].concat()
        )
        .code,
        0
    );
    assert_eq!(run_with(&[], "", &[&send[..], &["env:MISSING"]].concat()).code, 3);
    let pasted = run_with(&[], "", &[&send[..], &[DEMO_SECRET]].concat());
    assert_eq!(pasted.code, 2);
    assert!(!pasted.all().contains(DEMO_SECRET));
}

#[test]
fn the_secret_stands_in_no_output() {
    let (_server, url) = demo();
    let in_header = format!("X-Note: {DEMO_SECRET}");
    let commands: [&[&str]; 7] = [
        &["sign", "GET", API],
        &["sign", "--json", "GET", API],
        &["sign", "--json", "GET", API, "-H", &in_header],
        &["sign", "POST", API, "-d", DEMO_SECRET],
        &["send", "--json", "GET", &url, "-H", &in_header],
        &[
            "send",
            "-i",
            "GET",
            &url,
            "-H",
            &in_header,
            "--region",
            DEMO_SECRET,
        ],
        &["demo"],
    ];
    for arguments in commands {
        let ran = run(arguments);
        assert!(!ran.all().contains(DEMO_SECRET), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn the_guided_run_ends_by_itself_without_a_terminal() {
    let ran = run_with(&[], "", &["demo"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    for text in [
        "403 Forbidden · MissingAuthenticationTokenException",
        "200 OK",
        "Proved: this canonical request gives this signature",
        "403 Forbidden · InvalidSignatureException",
        "computed the same canonical request",
    ] {
        assert!(ran.out.contains(text), "{text}: {}", ran.out);
    }
    assert!(!ran.out.contains('\x1b'));
}

#[test]
fn demo_server_says_where_it_is_and_serves() {
    let mut child = binary().args(["demo-server", "--port", "0"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let address = first.strip_prefix("Listening on ").unwrap().to_owned();
    let text: Vec<String> = lines.by_ref().take(15).map(Result::unwrap).collect();
    let ran = run(&["send", "--fail", "GET", &format!("{address}/dev/pets")]);
    let port = address.rsplit(':').next().unwrap();
    let taken = run(&["demo-server", "--port", port]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        text.iter().any(|line| line.contains("curl --aws-sigv4")),
        "{text:?}"
    );
    assert_eq!((taken.code, taken.err.lines().count()), (1, 1), "{taken:?}");
}

/// Puts a blank where none is signed: a canonical request that nobody signed.
fn broken(wire: &WireRequest, headers: &[WireHeader]) -> (Traced, CanonicalSections) {
    let (text, sections) = canonicalise(wire, headers);
    let wrong = text.as_str().replacen("host:", "host: ", 1);
    (Traced::new(&wrong, Origin::Rule("broken")), sections)
}

fn run_broken(arguments: &[&str], input: &str) -> (Outcome, String, String) {
    let mut ambient = Ambient::system();
    ambient.environment = Arc::new(|name| {
        DEMO.iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).to_owned())
    });
    let deps = Deps {
        ambient,
        signer: Signer::with_canonicaliser(broken),
        transport: Arc::new(ReqwestTransport::default()),
        body_cap_bytes: 1 << 20,
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments = [&["countersign"], arguments].concat();
    let outcome = cli::run(
        arguments.into_iter().map(Into::into),
        Surroundings {
            deps: &deps,
            input: &mut input.as_bytes(),
            out: &mut out,
            err: &mut err,
            input_is: Stream::Redirected,
            out_is: Stream::Redirected,
        },
    );
    (
        outcome,
        String::from_utf8(out).unwrap(),
        String::from_utf8(err).unwrap(),
    )
}

#[test]
fn a_wrong_canonical_request_is_caught_by_every_command() {
    let (_server, url) = demo();
    let line = json!({ "method": "GET", "url": API, "aws": {} }).to_string();
    let commands: [(&[&str], &str); 5] = [
        (&["sign", "--json", "GET", API], ""),
        (&["sign", "--jsonl"], &line),
        (&["send", "--json", "GET", &url], ""),
        (&["sign", "GET", API], ""),
        (&["demo"], ""),
    ];
    for (arguments, input) in commands {
        let (outcome, out, _) = run_broken(arguments, input);
        assert_eq!(outcome, Outcome::Exit(Exit::Signing), "{arguments:?}: {out}");
        if arguments.iter().any(|argument| argument.starts_with("--json")) {
            assert!(out.contains("\"consistent\":false"), "{out}");
        } else {
            assert!(out.contains("NOT PROVED"), "{out}");
        }
    }
}

/// The key of AWS's example of deriving a signing key: 20150830, us-east-1, iam.
/// <https://docs.aws.amazon.com/general/latest/gr/signature-v4-examples.html>
const PUBLISHED_SIGNING_KEY: &str = "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9";

#[test]
fn the_keys_of_the_derivation_are_printed_only_when_asked_for() {
    let keys = [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        (
            "AWS_SECRET_ACCESS_KEY",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        ),
    ];
    let plain = [
        "sign",
        "GET",
        "https://iam.amazonaws.com/",
        "--time",
        "20150830T123600Z",
    ];
    for more in [&[][..], &["--json"]] {
        let without = run_with(&keys, "", &[&plain[..], more].concat());
        assert_eq!(without.code, 0, "{without:?}");
        assert!(!without.out.contains(PUBLISHED_SIGNING_KEY));
        let with = run_with(&keys, "", &[&plain[..], more, &["--key-steps"]].concat());
        assert_eq!(with.code, 0, "{with:?}");
        assert!(with.out.contains(PUBLISHED_SIGNING_KEY), "{}", with.out);
    }
}
