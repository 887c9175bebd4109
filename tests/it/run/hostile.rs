//! What a run must not do: repeat a secret, mix the users of its rows, pass over what it can not read, or reach what nobody
//! asked for.

use super::{PLAIN_ROOT, answering, assertion, capture, collection, ran, request, write};
use crate::support::server::Server;

/// Answers `/login?u=…` with a cookie of that user, `/me` with the cookie that came, and everything else with credentials.
fn users() -> Server<String> {
    Server::start(|mut connection, report| {
        while let Some(bytes) = connection.request() {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let target = text.split(' ').nth(1).unwrap_or_default();
            let cookie = text.lines().find_map(|line| line.strip_prefix("cookie: "));
            let (extra, body) = match target.split_once("?u=") {
                Some((_, user)) => (format!("set-cookie: sid={user}\r\n"), "{}".to_owned()),
                None if target == "/me" => {
                    let sid = cookie.unwrap_or_default();
                    (String::new(), format!("{{\"sid\":\"{sid}\"}}"))
                }
                None => (String::new(), GIVEN.to_owned()),
            };
            let length = body.len();
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
            connection.write(format!("{head}{extra}content-length: {length}\r\n\r\n{body}").as_bytes());
            report.send(text).ok();
        }
    })
}

const GIVEN: &str =
    r#"{"plain":"plain-canary-5566","count":3,"Credentials":{"SessionToken":"st-canary-ddddeeee"}}"#;

#[test]
fn what_a_reply_gives_out_is_in_no_report_of_later_requests_either() {
    let server = users();
    let url = |path: &str| format!("http://127.0.0.1:{}{path}", server.port());
    let captures = [
        "  actions:\n",
        &capture("res.body.plain", "apiPin"),
        &capture("res.body.Credentials", "all"),
        &capture("res.status", "status"),
    ]
    .concat();
    let root = "opencollection: 1.0.0\ninfo:\n  name: Shop\nrequest:\n  variables:\n    - secret: true\n      name: apiPin\n";
    let collection = collection(&[
        ("opencollection.yml", root.to_owned()),
        ("a.yml", request("GET", &url("/give"), "", &captures)),
        (
            "b.yml",
            request("GET", &url("/echo/{{status}}?k={{apiPin}}&c={{all}}"), "", ""),
        ),
    ]);
    for form in ["junit", "json", "html", "tap"] {
        let ran = ran(&[], &collection, &["--report", form]);
        assert_eq!(ran.code, 0, "{ran:?}");
        for canary in ["plain-canary", "st-canary"] {
            assert!(!ran.all().contains(canary), "{form}: {}", ran.all());
        }
        assert!(!ran.all().contains("200.0"), "{form}: {}", ran.all());
        assert!(
            !matches!(form, "json" | "html") || ran.all().contains("/echo/200"),
            "{form}: {}",
            ran.all()
        );
    }
}

#[test]
fn a_short_secret_is_hidden_where_the_request_puts_it() {
    let server = answering(&[]);
    let url = format!("http://127.0.0.1:{}/x?s={{{{pin}}}}", server.port());
    let check = ["  assertions:\n", &assertion("res.status", "eq", "{{pin}}")].concat();
    let root = "opencollection: 1.0.0\ninfo:\n  name: Shop\nrequest:\n  variables:\n    - secret: true\n      name: pin\n";
    let collection = collection(&[
        ("opencollection.yml", root.to_owned()),
        ("a.yml", request("GET", &url, "", &check)),
    ]);
    let ran = ran(
        &[("COUNTERSIGN_SECRET_PIN", "zq7x")],
        &collection,
        &["--report", "json"],
    );
    assert_eq!(ran.code, 1);
    assert!(!ran.all().contains("zq7x"), "{}", ran.all());
    assert!(ran.out.contains("{{pin}}"), "{}", ran.out);
}

#[test]
fn each_row_of_data_has_cookies_of_its_own() {
    let server = users();
    let url = |path: &str| format!("http://127.0.0.1:{}{path}", server.port());
    let mine = [
        "  assertions:\n",
        &assertion("res.body.sid", "eq", "sid={{user}}"),
    ]
    .concat();
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url("/login?u={{user}}"), "", "")),
        ("b.yml", request("GET", &url("/me"), "", &mine)),
    ]);
    let rows: Vec<String> = (0..8).map(|user| format!("user{user}")).collect();
    let rows = format!("user\n{}\n", rows.join("\n"));
    write(collection.path(), "rows.csv", rows.as_bytes());
    let data = collection.path().join("rows.csv");
    let data = data.to_str().unwrap();
    for parallel in ["1", "8"] {
        let ran = ran(&[], &collection, &["--data", data, "--parallel", parallel]);
        assert_eq!(ran.code, 0, "{}", ran.out);
    }
}

#[test]
fn checks_that_can_not_be_read_fail_the_run() {
    let server = answering(&[]);
    let url = format!("http://127.0.0.1:{}/x", server.port());
    for runtime in [
        "  assertions: hello\n",
        "  assertions:\n    expression: res.status\n    operator: eq\n    value: '500'\n",
        "  assertions:\n    - res.status == 500\n",
        "  actions: 5\n",
    ] {
        let collection = collection(&[
            ("opencollection.yml", PLAIN_ROOT.to_owned()),
            ("a.yml", request("GET", &url, "", runtime)),
        ]);
        let ran = ran(&[], &collection, &[]);
        assert_eq!(ran.code, 1, "{runtime}: {}", ran.all());
        assert!(ran.out.contains("runtime."), "{runtime}: {}", ran.all());
    }
}

#[test]
fn nothing_that_may_change_data_is_sent_into_a_dangerous_environment_unasked() {
    let server = answering(&[]);
    let url = format!("http://127.0.0.1:{}/x", server.port());
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("environments/prod.yml", "name: prod\nvariables: []\n".to_owned()),
        (
            "environments/prod.countersign.toml",
            "version = 1\n\n[environment]\ncaution = \"dangerous\"\n".to_owned(),
        ),
        ("a.yml", request("GET", &url, "", "")),
        ("b.yml", request("DELETE", &url, "", "")),
    ]);
    let before = server.accepted();
    let refused = ran(&[], &collection, &["--environment", "prod"]);
    assert_eq!(refused.code, 2, "{}", refused.all());
    assert!(refused.err.contains("--allow-dangerous"), "{}", refused.err);
    assert_eq!(server.accepted(), before);
    let allowed = ran(&[], &collection, &["--environment", "prod", "--allow-dangerous"]);
    assert_eq!(allowed.code, 0, "{}", allowed.all());
}

#[test]
fn a_report_that_can_not_be_written_and_a_folder_elsewhere_send_nothing() {
    let server = answering(&[]);
    let url = format!("http://127.0.0.1:{}/x", server.port());
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a/one.yml", request("GET", &url, "", "")),
        ("b/two.yml", request("GET", &url, "", "")),
    ]);
    let before = server.accepted();
    let nowhere = collection.path().join("missing/report.xml");
    let flags = ["--report", "junit", "--report-file", nowhere.to_str().unwrap()];
    assert_eq!(ran(&[], &collection, &flags).code, 2);
    let named = collection.path().join("a");
    let output = crate::support::command::binary()
        .args(["run", named.to_str().unwrap(), "--folder", "b"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(server.accepted(), before);
}

#[test]
fn a_secret_that_only_an_assertion_names_is_asked_for_before_anything_is_sent() {
    let server = answering(&[]);
    let url = format!("http://127.0.0.1:{}/x", server.port());
    let check = ["  assertions:\n", &assertion("res.body", "contains", "{{pin}}")].concat();
    let root = "opencollection: 1.0.0\ninfo:\n  name: Shop\nrequest:\n  variables:\n    - secret: true\n      name: pin\n";
    let collection = collection(&[
        ("opencollection.yml", root.to_owned()),
        ("a.yml", request("POST", &url, "", &check)),
    ]);
    let ran = ran(&[], &collection, &[]);
    assert_eq!(ran.code, 3, "{}", ran.all());
    assert!(ran.err.contains("COUNTERSIGN_SECRET_PIN"), "{}", ran.err);
    assert_eq!(server.accepted(), 0);
}
