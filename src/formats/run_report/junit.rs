//! The XML of `JUnit`, as Jenkins's schema has it, which GitHub's and GitLab's readers take:
//! <https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd>

use std::fmt::Write as _;

use super::Rows;
use super::xml::{escaped, seconds};
use crate::redact::run_record::{CheckKind, RunEnding, RunRecord, RunRecords};

/// One test case.
struct Case {
    name: String,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    Failure { kind: String, message: String },
    Error { kind: String, message: String },
    Skipped(&'static str),
}

pub(super) fn written(records: &RunRecords) -> String {
    let suites: Vec<(&RunRecord, Vec<Case>)> = records
        .requests
        .iter()
        .map(|record| (record, cases(record)))
        .collect();
    let all = || suites.iter().flat_map(|(_, cases)| cases);
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    writeln!(
        xml,
        "<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{}\">",
        escaped(&records.name),
        all().count(),
        all()
            .filter(|case| matches!(case.outcome, Outcome::Failure { .. }))
            .count(),
        all()
            .filter(|case| matches!(case.outcome, Outcome::Error { .. }))
            .count(),
        seconds(records.duration),
    )
    .unwrap_or_default();
    let rows = Rows::of(records);
    for (record, cases) in &suites {
        suite(records, (record, rows), cases, &mut xml);
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn suite(records: &RunRecords, (record, rows): (&RunRecord, Rows), cases: &[Case], xml: &mut String) {
    let count = |is: fn(&Outcome) -> bool| cases.iter().filter(|case| is(&case.outcome)).count();
    writeln!(
        xml,
        "  <testsuite name=\"{}\" id=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" timestamp=\"{}\" time=\"{}\">",
        escaped(&super::title(record, rows)),
        record.number,
        cases.len(),
        count(|outcome| matches!(outcome, Outcome::Failure { .. })),
        count(|outcome| matches!(outcome, Outcome::Error { .. })),
        count(|outcome| matches!(outcome, Outcome::Skipped(_))),
        escaped(records.began.trim_end_matches('Z')),
        seconds(record.duration),
    )
    .unwrap_or_default();
    let class = record.path.as_str().trim_end_matches(".yml");
    for (at, case) in cases.iter().enumerate() {
        // The time of the request is that of its first case.
        let time = if at == 0 {
            seconds(record.duration)
        } else {
            "0.000".to_owned()
        };
        let head = format!(
            "    <testcase name=\"{}\" classname=\"{}\" time=\"{time}\"",
            escaped(&case.name),
            escaped(class),
        );
        match &case.outcome {
            Outcome::Passed => writeln!(xml, "{head}/>"),
            Outcome::Failure { kind, message } => writeln!(
                xml,
                "{head}>\n      <failure type=\"{}\" message=\"{}\"/>\n    </testcase>",
                escaped(kind),
                escaped(message)
            ),
            Outcome::Error { kind, message } => writeln!(
                xml,
                "{head}>\n      <error type=\"{}\" message=\"{}\"/>\n    </testcase>",
                escaped(kind),
                escaped(message)
            ),
            Outcome::Skipped(why) => writeln!(
                xml,
                "{head}>\n      <skipped message=\"{why}\"/>\n    </testcase>"
            ),
        }
        .unwrap_or_default();
    }
    xml.push_str("  </testsuite>\n");
}

/// The request itself, then its checks.
fn cases(record: &RunRecord) -> Vec<Case> {
    let reply = match (&record.ending, record.fault()) {
        (RunEnding::NoReply(fault), _) => Outcome::Error {
            kind: fault.kind.clone(),
            message: super::fault_words(fault),
        },
        (_, Some(fault)) => Outcome::Failure {
            kind: fault.kind.clone(),
            message: super::fault_words(fault),
        },
        (RunEnding::Cancelled, _) => Outcome::Skipped("The run was cancelled"),
        (RunEnding::NotRun, _) => Outcome::Skipped("The run ended before"),
        _ => Outcome::Passed,
    };
    let name = match record.status {
        Some(status) => format!("a response comes ({status})"),
        None => "a response comes".to_owned(),
    };
    let mut cases = vec![Case { name, outcome: reply }];
    cases.extend(record.checks.iter().map(|check| Case {
        name: check.words.get().clone(),
        outcome: if check.holds() {
            Outcome::Passed
        } else {
            Outcome::Failure {
                kind: match check.kind {
                    CheckKind::Assertion => "assertion".to_owned(),
                    CheckKind::Capture => "capture".to_owned(),
                },
                message: super::failure_words(record, check),
            }
        },
    }));
    cases
}
