//! How a run ends: exit codes, the first failure, Ctrl-C, retries, order.

use std::fmt::Write as _;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign::demo::{DemoServer, Phase};

use super::{
    KEY, PLAIN_ROOT, answering, assertion, collection, json_of, ran, request, results, signed_root, write,
};
use crate::support::command::binary;
use crate::support::server::{PATIENCE, Server};

fn folder_file(name: &str) -> String {
    format!("info:\n  name: {name}\n  type: folder\n")
}

#[test]
fn requests_run_in_the_order_of_the_sidebar_and_folders_narrow_it() {
    let server = answering(&[]);
    let of = |path: &str, seq: u32| {
        request(
            "GET",
            &format!("http://127.0.0.1:{}/{path}", server.port()),
            "",
            "",
        )
        .replace("  type: http\n", &format!("  type: http\n  seq: {seq}\n"))
    };
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("last.yml", of("last", 2)),
        ("first.yml", of("first", 1)),
        ("pets/folder.yml", folder_file("Pets")),
        ("pets/one.yml", of("one", 1)),
        ("pets/cats/two.yml", of("two", 1)),
        ("other.yml", "services:\n  db: {}\n".to_owned()),
        ("socket.yml", "info:\n  name: s\n  type: websocket\n".to_owned()),
    ]);
    let all = ran(&[], &collection, &["--report", "json"]);
    assert_eq!(all.code, 0, "{all:?}");
    let report = all.json();
    let paths: Vec<&str> = results(&report).iter().map(|(path, _)| *path).collect();
    assert_eq!(
        paths,
        ["pets/cats/two.yml", "pets/one.yml", "first.yml", "last.yml"]
    );
    for word in ["other.yml is no request", "socket.yml is of type websocket"] {
        assert!(all.err.contains(word), "{}", all.err);
    }
    let (_, report) = json_of(&[], &collection, &["--folder", "pets/cats"]);
    assert_eq!(results(&report), [("pets/cats/two.yml", "passed")]);
    let place = collection.path().join("first.yml");
    let one = binary()
        .args(["run", place.to_str().unwrap(), "-q"])
        .output()
        .unwrap();
    let said = String::from_utf8(one.stdout).unwrap();
    assert!(
        said.starts_with("1 request: 1 passed, 0 failed; assertions: 0 of 0 hold"),
        "{said}"
    );
    let unknown = ran(&[], &collection, &["--folder", "dogs"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    // A file that was a request and is broken is never passed over.
    write(collection.path(), "broken.yml", b"info:\n  name: [x\n");
    let (code, report) = json_of(&[], &collection, &[]);
    assert_eq!(code, 1);
    assert_eq!(results(&report).last(), Some(&("broken.yml", "no-reply")));
}

#[test]
fn an_error_status_fails_only_when_it_is_asked_for() {
    let server = answering(&[]);
    let url = format!("http://127.0.0.1:{}/gone", server.port());
    let meant = ["  assertions:\n", &assertion("res.status", "eq", "404")].concat();
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url, "", "")),
        ("b.yml", request("GET", &url, "", &meant)),
    ]);
    assert_eq!(ran(&[], &collection, &[]).code, 0);
    let (code, report) = json_of(&[], &collection, &["--fail"]);
    assert_eq!(code, 1);
    assert_eq!(results(&report), [("a.yml", "failed"), ("b.yml", "passed")]);
}

#[test]
fn a_refused_signature_says_why_and_missing_credentials_send_nothing() {
    let server = DemoServer::spawn(0).unwrap();
    let runtime = ["  assertions:\n", &assertion("res.status", "eq", "200")].concat();
    let url = format!("{}/dev/pets", server.address());
    let collection = collection(&[
        ("opencollection.yml", signed_root()),
        ("a.yml", request("GET", &url, "  auth: inherit\n", &runtime)),
    ]);
    let wrong = [(KEY.0, "wrong-canary-secret-0123456789012345678")];
    let refused = ran(&wrong, &collection, &[]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.out.contains("Compared with 200, and it is 403"),
        "{}",
        refused.out
    );
    assert!(
        refused.out.contains("secret access key"),
        "the cause: {}",
        refused.out
    );
    assert!(!refused.all().contains("wrong-canary"), "{}", refused.all());
    let sent = server.requests().len();
    let missing = ran(&[], &collection, &[]);
    assert_eq!((missing.code, missing.err.lines().count()), (3, 1), "{missing:?}");
    assert!(missing.err.contains(KEY.0), "{}", missing.err);
    assert_eq!(server.requests().len(), sent, "zero bytes");
    // A profile that is not there is found before the first request.
    let none = ran(
        &[KEY, ("HOME", "/nowhere")],
        &collection,
        &["--profile", "gone", "--var", "x=1"],
    );
    assert_eq!(none.code, 3, "{none:?}");
    assert_eq!(server.requests().len(), sent, "zero bytes");
}

#[test]
fn the_first_failure_ends_a_run_on_request() {
    let server = answering(&[("/ok", 200, "", "")]);
    let of = |path: &str, runtime: &str| {
        request(
            "GET",
            &format!("http://127.0.0.1:{}{path}", server.port()),
            "",
            runtime,
        )
    };
    let fails = ["  assertions:\n", &assertion("res.status", "eq", "200")].concat();
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", of("/ok", "")),
        ("b.yml", of("/gone", &fails)),
        ("c.yml", of("/ok", "")),
    ]);
    let (code, report) = json_of(&[], &collection, &["--bail"]);
    assert_eq!(code, 1);
    assert_eq!(
        results(&report),
        [("a.yml", "passed"), ("b.yml", "failed"), ("c.yml", "not-run")]
    );
    assert_eq!(server.accepted(), 1, "one connection, kept");
}

#[test]
fn only_idempotent_requests_are_sent_again() {
    static SEEN: AtomicUsize = AtomicUsize::new(0);
    let server: Server<()> = Server::start(|mut connection, _| {
        while connection.request().is_some() {
            let status = if SEEN.fetch_add(1, Ordering::SeqCst).is_multiple_of(3) {
                200
            } else {
                503
            };
            connection.write(format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").as_bytes());
        }
    });
    SEEN.store(1, Ordering::SeqCst);
    let url = format!("http://127.0.0.1:{}/x", server.port());
    let asks = ["  assertions:\n", &assertion("res.status", "eq", "200")].concat();
    let of = |method: &str| {
        collection(&[
            ("opencollection.yml", PLAIN_ROOT.to_owned()),
            ("a.yml", request(method, &url, "", &asks)),
        ])
    };
    let (code, report) = json_of(&[], &of("GET"), &["--retry", "3"]);
    assert_eq!(
        (code, report["requests"][0]["attempts"].as_u64()),
        (0, Some(3)),
        "{report}"
    );
    SEEN.store(1, Ordering::SeqCst);
    let (code, report) = json_of(&[], &of("POST"), &["--retry", "3"]);
    assert_eq!((code, report["requests"][0]["attempts"].as_u64()), (1, Some(1)));
}

#[test]
fn requests_run_side_by_side_up_to_the_limit() {
    let server = DemoServer::spawn(0).unwrap();
    let url = format!("{}/dev/pets", server.address());
    let mut files = vec![("opencollection.yml".to_owned(), signed_root())];
    for at in 0..40 {
        files.push((
            format!("r{at:02}.yml"),
            request("GET", &url, "  auth: inherit\n", ""),
        ));
    }
    let files: Vec<(&str, String)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.clone()))
        .collect();
    let collection = collection(&files);
    let (code, report) = json_of(&[KEY], &collection, &["--parallel", "8", "--fail"]);
    assert_eq!(code, 0, "{report}");
    let paths = results(&report);
    assert!(paths.is_sorted() && paths.len() == 40, "the report is in order");
    // Each was signed by itself.
    let requests = server.requests();
    assert_eq!(requests.len(), 40);
}

#[test]
fn ctrl_c_ends_a_run_and_the_report_has_what_came() {
    let server = DemoServer::spawn(0).unwrap();
    let url = format!("{}/dev/pets", server.address());
    let collection = collection(&[
        ("opencollection.yml", signed_root()),
        ("a.yml", request("GET", &url, "  auth: inherit\n", "")),
        ("b.yml", request("GET", &url, "  auth: inherit\n", "")),
    ]);
    let report = collection.path().join("report.xml");
    server.hold(Phase::BeforeReply);
    let child = binary()
        .envs([KEY])
        .args([
            "run",
            collection.path().to_str().unwrap(),
            "--report",
            "junit",
            "--report-file",
        ])
        .arg(&report)
        .spawn()
        .unwrap();
    assert!(server.wait_until_held(Phase::BeforeReply, PATIENCE));
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let ended = child.wait_with_output().unwrap();
    server.release(Phase::BeforeReply);
    assert_eq!(ended.status.code(), Some(1));
    let text = std::fs::read_to_string(&report).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let skipped = document
        .descendants()
        .filter(|node| node.has_tag_name("skipped"))
        .count();
    assert_eq!(skipped, 2, "{text}");
}

/// Memory is looked at by `benches`; here a long run keeps to its order and its numbers.
#[test]
fn a_thousand_rows_are_a_thousand_requests() {
    let server = answering(&[("/a", 200, "", "{\"ok\": true}")]);
    let url = format!("http://127.0.0.1:{}/a?n={{{{n}}}}", server.port());
    let runtime = ["  assertions:\n", &assertion("res.body.ok", "isTruthy", "")].concat();
    let mut data = "n\n".to_owned();
    for at in 0..1_000 {
        writeln!(data, "{at}").unwrap();
    }
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url, "", &runtime)),
        ("data.csv", data),
    ]);
    let file = collection.path().join("data.csv");
    let ran = ran(
        &[],
        &collection,
        &["--data", file.to_str().unwrap(), "--parallel", "4", "-q"],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out
            .starts_with("1000 requests: 1000 passed, 0 failed; assertions: 1000 of 1000 hold"),
        "{}",
        ran.out
    );
}

#[test]
fn any_assertion_about_the_status_answers_for_it() {
    let server = answering(&[]);
    let url = format!("http://127.0.0.1:{}/gone", server.port());
    for (expression, value, code) in [
        ("res.status", "404", 0),
        ("res['status']", "404", 0),
        ("res[\"status\"]", "404", 0),
        ("res.statusText", "X", 0),
        ("res.body", "none", 1),
    ] {
        let runtime = ["  assertions:\n", &assertion(expression, "eq", value)].concat();
        let collection = collection(&[
            ("opencollection.yml", PLAIN_ROOT.to_owned()),
            ("a.yml", request("GET", &url, "", &runtime)),
        ]);
        let ran = ran(&[], &collection, &["--fail"]);
        assert_eq!(ran.code, code, "{expression}: {ran:?}");
    }
}

#[test]
fn a_time_of_the_flags_counts_over_that_of_the_file() {
    // It takes connections and says nothing.
    let server = Server::<()>::start(|mut connection, _| while connection.request().is_some() {});
    let url = format!("http://127.0.0.1:{}/", server.port());
    let file = request("GET", &url, "", "") + "settings:\n  timeout: 600000\n";
    let collection = collection(&[("opencollection.yml", PLAIN_ROOT.to_owned()), ("a.yml", file)]);
    let (code, report) = json_of(&[], &collection, &["--max-time", "0.05"]);
    assert_eq!(code, 1, "{report}");
    let error = &report["requests"][0]["error"];
    assert_eq!(error["kind"], "timeout");
    assert!(error["hint"].as_str().unwrap().contains("--max-time"), "{error}");
    let wrong = ran(&[], &collection, &["--max-time", "soon"]);
    assert_eq!(wrong.code, 2);
}

#[test]
fn scripts_are_named_where_they_are_not_run() {
    let server = answering(&[("/", 200, "", "")]);
    let url = format!("http://127.0.0.1:{}/", server.port());
    let script = "  scripts:\n    - type: tests\n      code: test('x', () => {})\n";
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url, "", script)),
        ("b.yml", request("GET", &url, "", "")),
        ("c/folder.yml", folder_file("C") + "request:\n" + script),
        ("c/d.yml", request("GET", &url, "", "")),
    ]);
    let words = "Scripts are not run, and what they test is not checked: c/folder.yml, a.yml have some";
    let (code, report) = json_of(&[], &collection, &[]);
    assert_eq!((code, report["notes"][0].as_str()), (0, Some(words)));
    let html = ran(&[], &collection, &["--report", "html", "-q"]);
    assert!(html.out.contains(&format!("<p>{words}</p>")), "{}", html.out);
    assert_eq!(
        html.err.matches(words).count(),
        1,
        "once, on standard error: {}",
        html.err
    );
    let without = ran(&[], &collection, &["--folder", "c"]);
    assert!(
        without.err.contains("checked: c/folder.yml has some"),
        "{}",
        without.err
    );
}

#[test]
fn the_cure_of_missing_credentials_names_no_tab_of_the_window() {
    let url = "http://127.0.0.1:1/";
    for (auth, kind) in [
        ("  auth:\n    type: awsv4\n", "access-key-id-missing"),
        (
            "  auth:\n    type: awsv4\n    accessKeyId: AKIAIOSFODNN7EXAMPLE\n",
            "secret-missing",
        ),
        (
            "  auth:\n    type: awsv4\n    accessKeyId: AKIAIOSFODNN7EXAMPLE\n    secretAccessKey: '{{key}}'\n",
            "region-missing",
        ),
        ("  auth:\n    type: basic\n", "auth-value-missing"),
    ] {
        let collection = collection(&[
            ("opencollection.yml", PLAIN_ROOT.to_owned()),
            ("a.yml", request("GET", url, auth, "")),
        ]);
        let flags = [
            "--report",
            "json",
            "--var",
            "key=0123456789012345678901234567890123456789",
        ];
        let ran = ran(&[("HOME", "/nowhere")], &collection, &flags);
        assert_ne!(ran.code, 0);
        assert!(!ran.all().contains("Auth tab"), "{kind}: {}", ran.all());
    }
}
