//! The JSON forms of the command line, and every option of a JSON request.

use serde_json::{Value, json};

use crate::command_line::{API, PINNED, demo};
use crate::support::command::{SAID, run, run_with};

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
    assert_eq!((ran.code, ran.err.as_str()), (0, SAID));
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
