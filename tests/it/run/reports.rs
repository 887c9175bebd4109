//! Reports: where they go, that other readers take them, and that no secret is in one.

use countersign::demo::{DEMO_SECRET, DemoServer};

use super::{KEY, PLAIN_ROOT, answering, assertion, collection, json_of, ran, request, signed_root};
use crate::support::command::run_with;

const CANARY: &str = "canary-0123456789-abcdef";

#[test]
fn a_report_is_on_standard_output_or_in_its_file() {
    let server = DemoServer::spawn(0).unwrap();
    let url = format!("{}/dev/pets", server.address());
    let runtime = ["  assertions:\n", &assertion("res.body", "length", "99")].concat();
    let collection = collection(&[
        ("opencollection.yml", signed_root()),
        ("a.yml", request("GET", &url, "  auth: inherit\n", &runtime)),
    ]);
    let printed = ran(&[KEY], &collection, &["--report", "junit"]);
    assert_eq!(printed.code, 1);
    let document = roxmltree::Document::parse(&printed.out).unwrap();
    assert_eq!(document.root_element().attribute("failures"), Some("1"));
    assert!(
        printed.err.contains("1 request: 0 passed, 1 failed"),
        "{}",
        printed.err
    );
    let file = collection.path().join("out.html");
    let kept = ran(
        &[KEY],
        &collection,
        &["--report", "html", "--report-file", file.to_str().unwrap()],
    );
    assert!(kept.out.contains("failed  a.yml  200"), "{}", kept.out);
    assert!(std::fs::read_to_string(&file).unwrap().ends_with("</html>\n"));
    let nowhere = ran(
        &[KEY],
        &collection,
        &["--report", "tap", "--report-file", "/nowhere/x"],
    );
    assert_eq!(nowhere.code, 2, "found before anything is sent");
    assert!(nowhere.err.contains("can not be written"), "{}", nowhere.err);
    let alone = ran(&[KEY], &collection, &["--report-file", "x"]);
    assert_eq!(alone.code, 2);
}

#[test]
fn no_secret_of_environment_variables_or_request_is_in_a_report() {
    let server = DemoServer::spawn(0).unwrap();
    let url = format!("{}/dev/pets?token={{{{pin}}}}&q={{{{pin}}}}", server.address());
    let http = "  auth: inherit\n  headers:\n    - name: X-Api-Key\n      value: typed-canary-0123456789\n    - name: X-Plain\n      \
                value: '{{pin}}'\n";
    let runtime = [
        "  variables:\n    - secret: true\n      name: pin\n  assertions:\n",
        &assertion("res.body", "eq", "{{pin}}"),
        &assertion("res.url", "eq", "x"),
        &assertion("res.body.password", "eq", "hunter2-canary"),
        &assertion("signature.signedHeaders", "eq", "x"),
    ]
    .concat();
    let collection = collection(&[
        ("opencollection.yml", signed_root()),
        ("a.yml", request("GET", &url, http, &runtime)),
    ]);
    let set = [KEY, ("COUNTERSIGN_SECRET_PIN", CANARY)];
    for form in ["json", "junit", "html", "tap"] {
        let ran = ran(&set, &collection, &["--report", form]);
        assert_eq!(ran.code, 1, "{ran:?}");
        for secret in [CANARY, DEMO_SECRET, "typed-canary-0123456789", "hunter2-canary"] {
            assert!(!ran.all().contains(secret), "{form} has {secret}: {}", ran.all());
        }
    }
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.target.contains(CANARY))
    );
    let printed = ran(&set, &collection, &[]);
    assert!(!printed.all().contains("canary"), "{}", printed.all());
}

/// Each command of the page is understood, and its example is a request that passes.
#[test]
fn the_page_about_ci_is_true() {
    let page = include_str!("../../../docs/run-in-ci.md");
    let commands = page
        .lines()
        .filter_map(|line| line.split_once("countersign run ").map(|(_, rest)| rest));
    let folder = collection(&[]);
    let mut seen = 0;
    for command in commands.filter(|command| command.contains("--report")) {
        let words: Vec<&str> = command.split_whitespace().collect();
        let place = folder.path().join(words[0]);
        let ran = run_with(
            &[],
            "",
            &[&["run", place.to_str().unwrap()], &words[1..]].concat(),
        );
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(
            ran.err.starts_with("countersign: ") && !ran.err.contains("unexpected"),
            "{}",
            ran.err
        );
        seen += 1;
    }
    assert_eq!(seen, 3);
    let (_, example) = page.split_once("```yaml\nruntime:\n").unwrap();
    let (runtime, _) = example.split_once("```").unwrap();
    let server = answering(&[(
        "/a",
        200,
        "content-type: application/json\r\n",
        "{\"items\": [{\"id\": 1}]}",
    )]);
    let url = format!("http://127.0.0.1:{}/a", server.port());
    let collection = collection(&[
        ("opencollection.yml", PLAIN_ROOT.to_owned()),
        ("a.yml", request("GET", &url, "", runtime)),
    ]);
    let (code, report) = json_of(&[], &collection, &[]);
    assert_eq!(
        (code, report["requests"][0]["checks"].as_array().unwrap().len()),
        (0, 4),
        "{report}"
    );
}
