use std::time::Duration;

use super::*;
use crate::model::{ItemPath, RowId, Stage};
use crate::redact::run_record::{CheckKind, CheckRecord, CheckResult, RunEnding, RunFault, RunRecord};
use crate::redact::{KnownSecrets, Redacted};

const UGLY: &str = "a <b> & \"c\" '\u{1}\u{1b}\n# ü";

fn text(text: &str) -> Redacted<String> {
    KnownSecrets::default().redact(text)
}

fn request(number: usize, ending: RunEnding, checks: Vec<CheckRecord>) -> RunRecord {
    RunRecord {
        number,
        iteration: 1,
        path: ItemPath::new("pets/list.yml").unwrap(),
        name: UGLY.to_owned(),
        exchange: None,
        method: text("GET"),
        url: text("https://a.example/?a=1&b=<2>"),
        ending,
        status: Some(404),
        checks,
        attempts: 1,
        duration: Duration::from_millis(1_234),
        body_bytes: 3,
        cause: Some((text("The key is not known"), text("Take another one"))),
    }
}

fn check(result: CheckResult) -> CheckRecord {
    CheckRecord {
        row: RowId::fresh(),
        kind: CheckKind::Assertion,
        words: text("res.body eq <x>"),
        result,
        expected: text("<x>"),
        actual: text("\"]]>\""),
    }
}

fn records() -> RunRecords {
    let fault = RunFault {
        kind: "connection-refused".to_owned(),
        stage: Stage::Connecting,
        message: text("Nobody listens at 127.0.0.1:1"),
        hint: text("Start it"),
    };
    let not_evaluated = CheckResult::NotEvaluated {
        reason: text("There is no expression"),
        hint: "Write one",
    };
    RunRecords {
        name: UGLY.to_owned(),
        began: "2026-11-20T12:00:00Z".to_owned(),
        duration: Duration::from_secs(2),
        notes: vec![text("Scripts are not run: a.yml has <some> ]]> # of them")],
        requests: vec![
            request(1, RunEnding::Passed, vec![check(CheckResult::Holds)]),
            request(
                2,
                RunEnding::Failed(None),
                vec![check(CheckResult::Fails), check(not_evaluated)],
            ),
            request(3, RunEnding::NoReply(fault), Vec::new()),
            request(4, RunEnding::NotRun, Vec::new()),
        ],
    }
}

#[test]
fn junit_is_xml_whose_counts_are_those_of_its_elements() {
    let xml = run_report(&records(), RunReportForm::Junit);
    let document = roxmltree::Document::parse(&xml).unwrap();
    let root = document.root_element();
    let count = |name: &str| root.descendants().filter(|node| node.has_tag_name(name)).count();
    assert_eq!(
        root.attribute("tests"),
        Some(count("testcase").to_string().as_str())
    );
    assert_eq!(
        root.attribute("failures"),
        Some(count("failure").to_string().as_str())
    );
    assert_eq!(
        root.attribute("errors"),
        Some(count("error").to_string().as_str())
    );
    assert_eq!((count("failure"), count("error"), count("skipped")), (2, 1, 1));
    let suite = root.children().find(roxmltree::Node::is_element).unwrap();
    let name = suite.attribute("name").unwrap();
    assert_eq!(name, UGLY.replace(['\u{1}', '\u{1b}'], "\u{fffd}"));
    let failure = root
        .descendants()
        .find(|node| node.has_tag_name("failure"))
        .unwrap();
    let message = failure.attribute("message").unwrap();
    assert!(
        message.contains("Compared with <x>, and it is \"]]>\""),
        "{message}"
    );
    assert!(message.contains("The key is not known"), "{message}");
}

#[test]
fn tap_has_as_many_points_as_it_plans() {
    let tap = run_report(&records(), RunReportForm::Tap);
    let points: Vec<&str> = tap
        .lines()
        .filter(|line| line.starts_with("ok ") || line.starts_with("not ok "))
        .collect();
    assert!(tap.starts_with("TAP version 14\n1..7\n"), "{tap}");
    assert_eq!(points.len(), 7);
    assert_eq!(
        points.iter().filter(|point| point.starts_with("not ok")).count(),
        3
    );
    assert!(
        points[6].ends_with(" # SKIP the run ended before"),
        "{}",
        points[6]
    );
    assert!(points[0].contains("\\# ü"), "{}", points[0]);
}

#[test]
fn json_and_html_have_every_request() {
    let json: serde_json::Value = serde_json::from_str(&run_report(&records(), RunReportForm::Json)).unwrap();
    assert_eq!(json["counts"]["failed"], 2);
    assert_eq!(json["requests"][1]["checks"][1]["result"], "not-evaluated");
    assert_eq!(json["requests"][2]["error"]["kind"], "connection-refused");
    let html = run_report(&records(), RunReportForm::Html);
    assert_eq!(html.matches("<tr>").count(), 5);
    assert!(!html.contains("<b>") && !html.contains("<script"), "{html}");
    let place = |word: &str| html.find(&format!(">{word}</td>")).unwrap();
    assert!(place("no response") < place("passed"));
    let note = "Scripts are not run: a.yml has <some> ]]> # of them";
    assert_eq!(json["notes"], serde_json::json!([note]));
    assert!(
        html.contains("<p>Scripts are not run: a.yml has &lt;some&gt;"),
        "{html}"
    );
    let tap = run_report(&records(), RunReportForm::Tap);
    assert!(
        tap.contains("\n# Scripts are not run: a.yml has <some> ]]> \\# of them\n"),
        "{tap}"
    );
}

#[test]
fn each_of_several_rows_is_named_the_first_too() {
    let mut two = records();
    two.requests.truncate(1);
    let html = run_report(&two, RunReportForm::Html);
    assert!(html.contains("<p>1 request: "), "{html}");
    assert!(html.contains("0 of 1 assertion failed"), "{html}");
    let mut second = two.requests[0].clone();
    (second.number, second.iteration) = (2, 2);
    for form in [RunReportForm::Junit, RunReportForm::Html, RunReportForm::Tap] {
        assert!(
            !run_report(&two, form).contains("(row 1)"),
            "of one row nothing is said"
        );
    }
    two.requests.push(second);
    for form in [RunReportForm::Junit, RunReportForm::Html, RunReportForm::Tap] {
        let report = run_report(&two, form);
        assert!(
            report.contains("(row 1)") && report.contains("(row 2)"),
            "{report}"
        );
    }
}
