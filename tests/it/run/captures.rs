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
