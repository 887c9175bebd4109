//! Reports of a run, for other programs and for people. Every text in them was redacted before.
//!
//! | form | for |
//! |---|---|
//! | `JUnit` | GitHub, GitLab, Jenkins: `<testsuites>` with a `<testsuite>` for each request, a `<testcase>` for each assertion |
//! | JSON | scripts; [`json`] has its keys |
//! | HTML | people, one file without scripts and without anything from elsewhere |
//! | TAP | version 14, a test point for each check |

mod html;
mod json;
mod junit;
mod tap;
mod xml;

use crate::redact::run_record::{CheckRecord, RunFault, RunRecord, RunRecords};

/// A form of report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunReportForm {
    /// The XML of `JUnit`.
    Junit,
    /// One JSON object.
    Json,
    /// One HTML file.
    Html,
    /// Test Anything Protocol.
    Tap,
}

/// The report of a run, whole or as far as it came.
pub fn run_report(records: &RunRecords, form: RunReportForm) -> String {
    match form {
        RunReportForm::Junit => junit::written(records),
        RunReportForm::Json => json::written(records),
        RunReportForm::Html => html::written(records),
        RunReportForm::Tap => tap::written(records),
    }
}

/// Whether a run had more than one row of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    One,
    Several,
}

impl Rows {
    fn of(records: &RunRecords) -> Self {
        if records.requests.iter().any(|record| record.iteration > 1) {
            Self::Several
        } else {
            Self::One
        }
    }
}

/// What a request is called: with its iteration, where there are several.
fn title(record: &RunRecord, rows: Rows) -> String {
    let name = if record.name.is_empty() {
        record.path.as_str()
    } else {
        record.name.as_str()
    };
    match rows {
        Rows::One => name.to_owned(),
        Rows::Several => format!("{name} (row {})", record.iteration),
    }
}

fn fault_words(fault: &RunFault) -> String {
    match fault.hint.get().as_str() {
        "" => fault.message.get().clone(),
        hint => format!("{}. {hint}", fault.message),
    }
}

/// Why a check fails; with the cause, when the service refused the request.
fn failure_words(record: &RunRecord, check: &CheckRecord) -> String {
    match &record.cause {
        Some((title, fix)) => format!("{}. {title}. {fix}", check.failure()),
        None => check.failure(),
    }
}

#[cfg(test)]
mod tests;
