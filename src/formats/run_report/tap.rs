//! TAP 14: <https://testanything.org/tap-version-14-specification.html>

use std::fmt::Write as _;

use super::Rows;
use crate::redact::run_record::{RunEnding, RunRecord, RunRecords};
use crate::text::visible_line;

pub(super) fn written(records: &RunRecords) -> String {
    let points: usize = records
        .requests
        .iter()
        .map(|record| record.checks.len() + 1)
        .sum();
    let mut tap = format!("TAP version 14\n1..{points}\n");
    for note in &records.notes {
        writeln!(tap, "# {}", one_line(note.get())).unwrap_or_default();
    }
    let mut number = 0;
    let rows = Rows::of(records);
    for record in &records.requests {
        number += 1;
        of_reply(number, (record, rows), &mut tap);
        for check in &record.checks {
            number += 1;
            let words = format!("{} - {}", super::title(record, rows), check.words);
            let failure = (!check.holds()).then(|| super::failure_words(record, check));
            point(number, &words, failure.as_deref(), "", &mut tap);
        }
    }
    tap
}

fn of_reply(number: usize, (record, rows): (&RunRecord, Rows), tap: &mut String) {
    let words = format!("{} - a response comes", super::title(record, rows));
    let failure = record.fault().map(super::fault_words);
    let directive = match record.ending {
        RunEnding::Cancelled => " # SKIP the run was cancelled",
        RunEnding::NotRun => " # SKIP the run ended before",
        RunEnding::Passed | RunEnding::Failed(_) | RunEnding::NoReply(_) => "",
    };
    point(number, &words, failure.as_deref(), directive, tap);
}

fn point(number: usize, words: &str, failure: Option<&str>, directive: &str, tap: &mut String) {
    let result = if failure.is_some() { "not ok" } else { "ok" };
    writeln!(tap, "{result} {number} - {}{directive}", one_line(words)).unwrap_or_default();
    if let Some(failure) = failure {
        // JSON's strings are YAML's.
        let message = serde_json::to_string(failure).unwrap_or_default();
        writeln!(tap, "  ---\n  message: {message}\n  ...").unwrap_or_default();
    }
}

/// A description is one line, in which `#` begins a directive.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    visible_line(&words.join(" "))
        .replace('\\', "\\\\")
        .replace('#', "\\#")
}
