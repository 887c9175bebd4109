//! `explain`, and what `send` says of a refusal: the real binary.

use countersign::demo::{TEMPORARY_KEY_ID, TEMPORARY_SECRET, TEMPORARY_TOKEN};
use serde_json::{Value, json};

use crate::command_line::demo;
use crate::support::command::{DEMO, Ran, SAID, Variables, run, run_with};
use crate::support::refusals::{named, refusals};

fn explain(text: &str) -> Ran {
    run_with(&[], text, &["explain", "--json"])
}

#[test]
fn a_reply_of_curl_is_explained() {
    let ran = explain(&named("row 46: the region of the bucket").raw());
    assert_eq!(ran.code, 0, "{ran:?}");
    let finding = &ran.json()["findings"][0];
    assert_eq!(finding["cause"], "wrong-region");
    assert_eq!(finding["confidence"], "certain");
    assert_eq!(finding["part"], "region");
    assert_eq!(
        finding["fix"]["mend"],
        json!({"kind": "use-region", "value": "eu-west-1"})
    );
    assert!(finding["title"].as_str().unwrap().contains("eu-west-1"));
    let evidence = &finding["evidence"][0];
    assert_eq!(evidence["place"], "reply body");
    assert!(
        evidence["text"]
            .as_str()
            .unwrap()
            .ends_with("expecting 'eu-west-1'"),
        "{evidence}"
    );
}

#[test]
fn the_json_form_has_the_documented_keys() {
    let ran = explain(&named("row 25: a user without permission").raw());
    let keys = [
        "cause",
        "confidence",
        "title",
        "evidence",
        "meaning",
        "ruled_out",
        "fix",
        "part",
        "policy",
    ];
    let places: Vec<_> = keys
        .iter()
        .map(|key| ran.out.find(&format!("\"{key}\":")).expect(key))
        .collect();
    assert!(places.is_sorted(), "{}", ran.out);
    let policy = &ran.json()["findings"][0]["policy"];
    let document: Value = serde_json::from_str(policy["documents"][0]["json"].as_str().unwrap()).unwrap();
    assert_eq!(document["Statement"][0]["Action"], "execute-api:Invoke");
}

#[test]
fn a_body_alone_a_har_and_a_report_are_read() {
    let refusal = named("row 19: a temporary key without its token");
    let alone = explain(&refusal.body);
    assert_eq!(alone.json()["findings"][0]["cause"], "unknown-access-key");
    let request = refusal.request.as_ref().unwrap();
    let pairs = |headers: &[(String, String)]| -> Vec<Value> {
        headers
            .iter()
            .map(|(name, value)| json!({"name": name, "value": value}))
            .collect()
    };
    let har = json!({"log": {"entries": [
        {"request": {"method": "GET", "url": "https://h.example/"}, "response": {"status": 200, "headers": [], "content": {}}},
        {
            "request": {
                "method": request.method,
                "url": format!("https://{}{}", request.header("host").unwrap(), request.target),
                "headers": pairs(&request.headers),
            },
            "response": {"status": 400, "headers": pairs(&refusal.head.headers), "content": {"text": refusal.body}},
        },
    ]}});
    // The request tells what the reply alone can not.
    assert_eq!(
        explain(&har.to_string()).json()["findings"][0]["cause"],
        "session-token-missing"
    );
    let first = run_with(&[], &har.to_string(), &["explain", "--json", "--entry", "1"]);
    assert_eq!((first.code, first.json()), (0, json!({"findings": []})));
}

#[test]
fn what_send_printed_is_explained_as_it_was_sent() {
    let (_server, url) = demo();
    let sent = run_with(
        &[DEMO[0], ("AWS_SECRET_ACCESS_KEY", "another secret")],
        "",
        &["send", "--json", "GET", &url],
    );
    let report = sent.json();
    assert_eq!(report["findings"][0]["cause"], "wrong-secret-key");
    assert_eq!(report["findings"][0]["confidence"], "certain");
    let mut again = explain(&sent.out).json()["findings"].clone();
    assert_eq!(again, report["findings"]);
    again.as_array_mut().unwrap().clear();
    let good = run(&["send", "--json", "GET", &url]);
    assert_eq!(good.json()["findings"], again);
}

#[test]
fn usage_and_what_is_not_known_have_exit_codes_of_their_own() {
    let empty = run_with(&[], " ", &["explain", "--json"]);
    assert_eq!(
        (empty.code, empty.json()["error"]["kind"].as_str()),
        (2, Some("nothing-to-read"))
    );
    let missing = run(&["explain", "--response", "/nowhere/at/all"]);
    assert_eq!((missing.code, missing.out.as_str()), (2, ""));
    assert!(missing.err.contains("could not be read"), "{}", missing.err);
    let negative = &refusals("negatives.txt")[0];
    let unknown = explain(&negative.raw());
    assert_eq!(
        (unknown.code, unknown.json()["findings"][0]["cause"].as_str()),
        (1, Some("unknown"))
    );
    let good = run_with(&[], "HTTP/1.1 200 OK\n\nhello", &["explain"]);
    assert_eq!(good.code, 0);
    assert!(good.out.contains("no refusal"), "{}", good.out);
}

#[test]
fn people_read_title_evidence_steps_and_policy() {
    let ran = run_with(
        &[],
        &named("row 25: a user without permission").raw(),
        &["explain"],
    );
    for piece in [
        "The caller may not do execute-api:Invoke\ncertain, not-authorized\n",
        "  reply body: User: arn:aws:iam::123456789012:user/demo is not authorized",
        "  ruled out: The signature was right",
        "  1. ",
        "\"Resource\": \"arn:aws:execute-api:us-east-1:*:abcd123456/dev/DELETE/pets/1\"",
        "A hint, not a grant",
    ] {
        assert!(ran.out.contains(piece), "{piece}\n{}", ran.out);
    }
}

#[test]
fn send_says_why_on_standard_error() {
    let (_server, url) = demo();
    let elsewhere = url.replace("/dev/", "/prod/");
    let no_token = [
        ("AWS_ACCESS_KEY_ID", TEMPORARY_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", TEMPORARY_SECRET),
    ];
    let cases: [(Variables<'_>, &[&str], &str); 6] = [
        (&DEMO, &["GET", &elsewhere], "route-or-stage-not-found"),
        (
            &DEMO,
            &["GET", &url, "--time", "20200101T000000Z"],
            "clock-behind",
        ),
        (&DEMO, &["GET", &url, "--time", "20990101T000000Z"], "clock-ahead"),
        (&DEMO, &["GET", &url, "--region", "eu-west-1"], "wrong-region"),
        (&DEMO, &["GET", &url, "--service", "s3"], "wrong-service"),
        (&no_token, &["GET", &url], "session-token-missing"),
    ];
    for (variables, arguments, cause) in cases {
        let ran = run_with(variables, "", &[&["send"], arguments].concat());
        let said = format!(", {cause})\n");
        let first = ran
            .err
            .lines()
            .find(|line| line.starts_with("why: "))
            .unwrap_or_default();
        assert!(
            format!("{first}\n").ends_with(&said),
            "{arguments:?}: {}",
            ran.err
        );
        assert!(ran.err.contains("  next: "), "{}", ran.err);
    }
    let good = run(&["send", "GET", &url]);
    assert_eq!(good.err, SAID);
}

/// A pinned time and a clock that is off look the same to the service, and not here.
#[test]
fn a_pinned_time_is_mended_by_signing_for_now() {
    let (_server, url) = demo();
    let ran = run(&["send", "--json", "GET", &url, "--time", "20200101T000000Z"]);
    let finding = &ran.json()["findings"][0];
    assert_eq!(finding["fix"]["mend"], json!({"kind": "sign-now"}));
    assert!(
        finding["meaning"]
            .as_str()
            .unwrap()
            .contains("agrees with the service's"),
        "{finding}"
    );
}

#[test]
fn no_secret_and_no_signature_is_said() {
    let (_server, url) = demo();
    let temporary = [
        ("AWS_ACCESS_KEY_ID", TEMPORARY_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", "another secret key that is wrong"),
        ("AWS_SESSION_TOKEN", TEMPORARY_TOKEN),
    ];
    let sent = run_with(&temporary, "", &["send", "--json", "GET", &url]);
    let report = sent.json();
    let findings = report["findings"].to_string();
    assert_eq!(report["findings"][0]["cause"], "wrong-secret-key");
    let signature = report["report"]["signature"].as_str().unwrap();
    let plain = run_with(&[], &sent.out, &["explain"]);
    for secret in [TEMPORARY_TOKEN, "another secret key that is wrong", signature] {
        assert!(!findings.contains(secret), "{findings}");
        assert!(!plain.all().contains(secret), "{}", plain.all());
    }
}

/// Without its request a bare reply leaves open what the request settles.
#[test]
fn the_request_beside_a_saved_response_settles_what_it_leaves_open() {
    let reply = "HTTP/1.1 403 Forbidden\r\nx-amzn-ErrorType: MissingAuthenticationTokenException\r\n\
        x-amz-apigw-id: JFExample=\r\ncontent-type: application/json\r\n\r\n{\"message\":\"Missing Authentication Token\"}";
    let signed = "curl https://abcd123456.execute-api.us-east-1.amazonaws.com/prod/pets -H 'x-amz-date: 20261120T120000Z' \
        -H 'authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261120/us-east-1/execute-api/aws4_request, \
        SignedHeaders=host;x-amz-date, Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'";
    let first = |arguments: &[&str]| run_with(&[], reply, arguments).json()["findings"][0].clone();
    let with = first(&["explain", "--json", "--curl", signed]);
    assert_eq!(
        (&with["cause"], &with["confidence"]),
        (&json!("route-or-stage-not-found"), &json!("certain"))
    );
    let alone = first(&["explain", "--json"]);
    assert_ne!(alone["confidence"], "certain", "{alone}");
}

#[test]
fn response_and_request_can_not_both_come_from_standard_input() {
    let ran = run_with(&[], "{}", &["explain", "--curl", "-"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("--response FILE"), "{}", ran.err);
}

#[test]
fn a_send_without_a_reply_names_its_cause_in_json() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let ran = run(&[
        "send",
        "--json",
        "--auth",
        "none",
        "GET",
        &format!("http://{closed}/"),
    ]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let said = ran.json();
    assert_eq!(said["error"]["kind"], "connection-refused");
    assert_eq!(said["findings"][0]["cause"], "connection-refused");
}

#[test]
fn an_entry_without_a_response_is_named_and_not_taken_for_a_good_one() {
    let har = json!({"log": {"entries": [
        {"request": {"method": "GET", "url": "https://h.example/"}, "response": {"status": 0, "headers": []}},
    ]}});
    let ran = run_with(&[], &har.to_string(), &["explain"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("has no response"), "{}", ran.err);
}

/// What people have in their terminal and paste.
#[test]
fn the_words_of_the_aws_cli_are_explained() {
    let cause =
        |text: &str| run_with(&[], text, &["explain", "--json"]).json()["findings"][0]["cause"].clone();
    let cases = [
        (
            "An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::123456789012:user/ada \
             is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::210987654321:role/x",
            "not-authorized",
        ),
        (
            "An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity operation: Signature expired: \
             20261120T120000Z is now earlier than 20261120T121500Z (20261120T122000Z - 5 min.)",
            "clock-behind",
        ),
        (
            "An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token \
             included in the request is invalid.",
            "unknown-access-key",
        ),
        (
            "An error occurred (ExpiredToken) when calling the ListBuckets operation: The provided token has expired.",
            "credentials-expired",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(cause(text), expected, "{text}");
    }
}

/// A trace has the request too, which settles what the reply leaves open.
#[test]
fn a_trace_of_curl_is_explained_with_its_request() {
    let trace = "* Connected\n> GET /prod/pets HTTP/1.1\n> Host: abcd123456.execute-api.us-east-1.amazonaws.com\n\
        > X-Amz-Date: 20261120T120000Z\n> Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261120/us-east-1/\
        execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n\
        > \n< HTTP/1.1 403 Forbidden\n< x-amzn-ErrorType: MissingAuthenticationTokenException\n< x-amz-apigw-id: JFExample=\n\
        < \n* Connection left intact\n{\"message\":\"Missing Authentication Token\"}";
    let finding = run_with(&[], trace, &["explain", "--json"]).json()["findings"][0].clone();
    assert_eq!(
        (&finding["cause"], &finding["confidence"]),
        (&json!("route-or-stage-not-found"), &json!("certain"))
    );
}

#[test]
fn what_a_reply_quotes_of_its_request_is_hidden_and_drives_no_terminal() {
    for quoted in [
        "Authorization: Bearer abc.def.topsecret123",
        "Authorization: Basic dXNlcjp0b3BzZWNyZXQxMjM=",
        "Authorization=Bearer topsecret123",
        "Cookie: a=1; sid=topsecret123",
        "aws_secret_access_key=topsecret123",
        "x-auth-token: topsecret123",
        "/a?access_token=topsecret123&x=1",
    ] {
        let body = json!({ "message": format!("Refused \u{1b}[2J\u{202e} {quoted}") });
        let reply = format!("HTTP/1.1 403 Forbidden\r\nx-amzn-requestid: 1\r\n\r\n{body}");
        let text = run_with(&[], &reply, &["explain"]);
        let report = explain(&reply);
        for said in [&text.out, &report.out] {
            assert!(
                said.contains("Refused") && said.contains("[hidden]"),
                "{quoted}: {said}"
            );
            assert!(
                !said.contains("topsecret123") && !said.contains("dXNlcjp0"),
                "{quoted}: {said}"
            );
        }
        assert!(text.out.contains("Refused <U+001B>[2J<U+202E>"), "{}", text.out);
        assert!(!text.out.contains(['\u{1b}', '\u{202e}']), "{:?}", text.out);
    }
}

#[test]
fn a_denial_by_a_limiting_policy_says_that_it_has_to_allow_the_action_too() {
    let steps = |layer: &str| {
        let text = format!(
            "An error occurred (AccessDenied) when calling the GetObject operation: User: arn:aws:sts::123456789012:assumed-role/r/s \
             is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::b/k\" because no {layer} allows the \
             s3:GetObject action"
        );
        run_with(&[], &text, &["explain", "--json"]).json()["findings"][0]["fix"].to_string()
    };
    for layer in [
        "session policy",
        "permissions boundary",
        "service control policy",
        "VPC endpoint policy",
    ] {
        assert!(
            steps(layer).contains(&format!("Allow the action in the {layer} too")),
            "{}",
            steps(layer)
        );
    }
    assert!(
        !steps("identity-based policy").contains("limits"),
        "{}",
        steps("identity-based policy")
    );
}

#[test]
fn the_page_of_a_load_balancer_is_called_that() {
    let page = "HTTP/1.1 403 Forbidden\r\nServer: awselb/2.0\r\nContent-Type: text/html\r\n\r\n\
        <html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n</body>\r\n</html>";
    let finding = run_with(&[], page, &["explain", "--json"]).json()["findings"][0].clone();
    assert_eq!(finding["cause"], "unknown");
    assert!(
        finding["meaning"].as_str().unwrap().contains("load balancer"),
        "{finding}"
    );
}
