//! Captures: later requests see them, and a credential among them is a secret of the run.

use std::fmt::Write as _;

use countersign::demo::{DEMO_KEY_ID, DEMO_ROLE, DemoServer};

use crate::support::command::run_with;

use super::{
    KEY, PLAIN_ROOT, answering, assertion, capture, collection, json_of, ran, request, results, signed_root,
};

#[test]
fn a_value_of_one_reply_is_in_the_url_of_the_next() {
    let server = DemoServer::spawn(0).unwrap();
    let list = [
        "  assertions:\n",
        &assertion("res.status", "eq", "200"),
        // Captures come first, so that assertions see them.
        &assertion("res.body[1].id", "eq", "{{petId}}"),
        "  actions:\n",
        &capture("res.body[1].id", "petId"),
    ]
    .concat();
    let one = ["  assertions:\n", &assertion("res.body.id", "eq", "{{petId}}")].concat();
    let inherit = "  auth: inherit\n";
    let collection = collection(&[
        ("opencollection.yml", signed_root()),
        (
            "a.yml",
            request("GET", &format!("{}/dev/pets", server.address()), inherit, &list),
        ),
        (
            "b.yml",
            request(
                "GET",
                &format!("{}/dev/pets/{{{{petId}}}}", server.address()),
                inherit,
                &one,
            ),
        ),
    ]);
    let (code, report) = json_of(&[KEY], &collection, &[]);
    assert_eq!(
        results(&report),
        [("a.yml", "passed"), ("b.yml", "passed")],
        "{report}"
    );
    assert_eq!(code, 0);
    assert_eq!(server.requests().len(), 2);
    // What a request captures is no variable that is missing.
    let place = collection.path().to_str().unwrap();
    let check = run_with(&[], "", &["collection", "check", place]);
    assert!(check.out.contains("captures it"), "{}", check.out);
    assert_eq!(check.code, 0, "{}", check.out);
}

#[test]
fn a_captured_credential_is_sent_and_never_shown() {
    const TOKEN: &str = "canary-token-0123456789";
    let server = answering(&[
        (
            "/login",
            200,
            "",
            r#"{"session": {"accessToken": "canary-token-0123456789"}, "note": "canary-token-0123456789"}"#,
        ),
        ("/use", 200, "", "canary-token-0123456789 came back"),
    ]);
    let url = |path: &str| format!("http://127.0.0.1:{}{path}", server.port());
    let login = [
        "  assertions:\n",
        &assertion("res.body.note", "eq", "something else"),
        &assertion("res.body.session", "isString", ""),
        "  actions:\n",
        &capture("res.body.session.accessToken", "t"),
        // The name does not tell, the value does.
        &capture("res.body.note", "n"),
    ]
    .concat();
    let used = ["  assertions:\n", &assertion("res.body", "eq", "x")].concat();
    let http =
        "  headers:\n    - name: X-Token\n      value: '{{t}}'\n    - name: X-Note\n      value: '{{n}}'\n";
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url("/login"), "", &login)),
        ("b.yml", request("GET", &url("/use"), http, &used)),
    ]);
    for form in ["json", "junit", "html", "tap"] {
        let ran = ran(&[], &collection, &["--report", form]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(!ran.all().contains(TOKEN), "{form}: {}", ran.all());
        assert!(server.next().contains("/login"));
        let sent = server.next();
        assert_eq!(sent.matches(TOKEN).count(), 2, "{sent}");
    }
    let printed = ran(&[], &collection, &[]);
    assert!(!printed.all().contains(TOKEN), "{}", printed.all());
}

#[test]
fn nothing_captured_is_a_failure_and_nothing_is_sent_with_a_name_in_braces() {
    let server = answering(&[("/a", 200, "", "{}")]);
    let url = |path: &str| format!("http://127.0.0.1:{}{path}", server.port());
    let runtime = ["  actions:\n", &capture("res.body.id", "id")].concat();
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url("/a"), "", &runtime)),
        ("b.yml", request("GET", &url("/{{id}}"), "", "")),
    ]);
    let (code, report) = json_of(&[], &collection, &[]);
    assert_eq!(code, 1);
    assert_eq!(results(&report), [("a.yml", "failed"), ("b.yml", "no-reply")]);
    assert_eq!(report["requests"][0]["checks"][0]["kind"], "capture");
    assert_eq!(report["requests"][1]["error"]["kind"], "unknown-variable");
    assert_eq!(server.accepted(), 1);
}

/// The keys of a role are the reply of a request of the collection, and sign the requests behind it.
#[test]
fn a_role_is_assumed_by_a_request_of_the_collection() {
    let server = DemoServer::spawn(0).unwrap();
    let body = format!("Action=AssumeRole&Version=2011-06-15&RoleArn={DEMO_ROLE}&RoleSessionName=me");
    let assume = format!(
        "  headers:\n    - name: content-type\n      value: application/x-www-form-urlencoded\n  body:\n    type: text\n    data: \
         {}\n  auth:\n    type: awsv4\n    accessKeyId: {DEMO_KEY_ID}\n    secretAccessKey: '{{{{secretAccessKey}}}}'\n    service: \
         sts\n    region: us-east-1\n",
        serde_json::to_string(&body).unwrap()
    );
    let mut side = "version = 1\n".to_owned();
    for (element, variable) in [
        ("AccessKeyId", "roleKey"),
        ("SecretAccessKey", "roleSecret"),
        ("SessionToken", "roleToken"),
    ] {
        write!(
            side,
            "[[checks.captures]]\nexpression = \"xpath('//{element}')\"\nvariable = \"{variable}\"\n"
        )
        .unwrap();
    }
    let with_role = "  auth:\n    type: awsv4\n    accessKeyId: '{{roleKey}}'\n    secretAccessKey: '{{roleSecret}}'\n    sessionToken: \
                     '{{roleToken}}'\n    service: execute-api\n    region: us-east-1\n";
    let asks = ["  assertions:\n", &assertion("res.status", "eq", "200")].concat();
    let collection = collection(&[
        ("opencollection.yml", signed_root()),
        (
            "a.yml",
            request("POST", &format!("{}/", server.sts_address()), &assume, &asks),
        ),
        ("a.countersign.toml", side),
        (
            "b.yml",
            request("GET", &format!("{}/dev/pets", server.address()), with_role, &asks),
        ),
    ]);
    let (code, report) = json_of(&[KEY], &collection, &[]);
    assert_eq!(
        results(&report),
        [("a.yml", "passed"), ("b.yml", "passed")],
        "{report}"
    );
    assert_eq!(code, 0);
    let requests = server.requests();
    let used = requests.last().unwrap();
    let token = used
        .headers
        .iter()
        .find(|(name, _)| name == "x-amz-security-token")
        .unwrap();
    assert!(
        token.1.len() > 8 && !report.to_string().contains(&token.1),
        "{report}"
    );
}

#[test]
fn a_captured_number_keeps_every_digit() {
    const BODY: &str = r#"{"id": 12345678901234567890123, "whole": 9007199254740993, "beyond": 1e999,
        "price": 0.12345678901234567890, "list": [98765432109876543210987, {"plain": 1}], "small": 5}"#;
    let server = answering(&[("/a", 200, "", BODY), ("/b", 200, "", "{}")]);
    let url = |path: &str| format!("http://127.0.0.1:{}{path}", server.port());
    let runtime = [
        "  assertions:\n",
        &assertion("res.body.beyond", "gt", "1"),
        &assertion("res.body.id", "isNumber", ""),
        &assertion("res.body.small", "eq", "5"),
        "  actions:\n",
        &capture("res.body.id", "id"),
        &capture("res.body.whole", "whole"),
        &capture("res.body.beyond", "beyond"),
        &capture("jsonpath('$.price')", "price"),
        &capture("res('list')", "list"),
        &capture("res.body.small", "small"),
    ]
    .concat();
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url("/a"), "", &runtime)),
        (
            "b.yml",
            request(
                "GET",
                &url("/b?{{id}}&{{whole}}&{{beyond}}&{{price}}&{{list}}&{{small}}"),
                "",
                "",
            ),
        ),
    ]);
    let (code, report) = json_of(&[], &collection, &[]);
    assert_eq!(code, 0, "{report}");
    let sent = [server.next(), server.next()].concat();
    let wanted = "12345678901234567890123&9007199254740993&1e999&0.12345678901234567890&\
                  [98765432109876543210987,%7B%22plain%22:1%7D]&5 ";
    assert!(sent.contains(wanted), "{sent}");
    assert_eq!(
        report["requests"][0]["checks"][0]["actual"],
        "12345678901234567890123"
    );
}

#[test]
fn a_piece_that_is_taken_out_of_a_secret_is_a_secret() {
    const TOKEN: &str = "head-0123456789.piece-canary-77.tail-0123456789";
    let server = answering(&[
        (
            "/give",
            200,
            "",
            r#"{"access_token": "head-0123456789.piece-canary-77.tail-0123456789"}"#,
        ),
        ("/b", 200, "", "{}"),
    ]);
    let url = |path: &str| format!("http://127.0.0.1:{}{path}", server.port());
    let runtime = [
        "  assertions:\n",
        &assertion(r"regex('\.([a-z0-9-]+)\.')", "eq", "x"),
        "  actions:\n",
        &capture(r"regex('\.([a-z0-9-]+)\.')", "middle"),
    ]
    .concat();
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url("/give"), "", &runtime)),
        ("b.yml", request("GET", &url("/b?m={{middle}}"), "", "")),
    ]);
    assert!(TOKEN.contains("piece-canary-77"));
    for form in ["json", "junit", "html", "tap"] {
        let ran = ran(&[], &collection, &["--report", form]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(!ran.all().contains("piece-canary"), "{}", ran.all());
        server.next();
        assert!(
            server.next().contains("/b?m=piece-canary-77"),
            "it is sent all the same"
        );
    }
}

#[test]
fn a_mark_counts_what_it_stands_for_without_quotes() {
    let server = answering(&[("/a", 200, "", r#"{"password": "hunter2-canary"}"#)]);
    let url = format!("http://127.0.0.1:{}/a", server.port());
    let runtime = [
        "  assertions:\n",
        &assertion("res.body.password", "neq", "'hunter2-canary'"),
        "  actions:\n",
        &capture("res.body.password", "taken"),
    ]
    .concat();
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url, "", &runtime)),
    ]);
    let (_, report) = json_of(&[], &collection, &[]);
    for check in report["requests"][0]["checks"].as_array().unwrap() {
        for text in [&check["actual"], &check["expected"]] {
            let text = text.as_str().unwrap();
            assert!(text.is_empty() || text.contains(", 14 bytes, "), "{check}");
        }
    }
}
