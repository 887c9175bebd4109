//! What a run says while it goes, and at its end.

use std::fmt::Write as _;
use std::time::Duration;

use super::print::{Ink, Printer};
use crate::redact::run_record::{RunCounts, RunEnding, RunRecord};

/// What is said of each request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// A line for each.
    All,
    /// Failures alone.
    Failures,
    /// Nothing: standard output belongs to a report.
    Nothing,
}

/// Says how a request ended.
pub fn say(record: &RunRecord, detail: Detail, rows: usize, printer: &mut Printer<'_>) {
    if detail == Detail::Nothing || (detail == Detail::Failures && !record.failed()) {
        return;
    }
    let (word, ink) = match record.ending {
        RunEnding::Passed => ("passed", Ink::Green),
        RunEnding::Failed(_) => ("failed", Ink::Red),
        RunEnding::NoReply(_) => ("no response", Ink::Red),
        RunEnding::Cancelled => ("cancelled", Ink::Faint),
        RunEnding::NotRun => ("not run", Ink::Faint),
    };
    printer.inked(ink, &format!("{word}  {}", head(record, rows)));
    if let Some(fault) = record.fault() {
        printer.line(&format!("    {}. {}", fault.message, fault.hint));
    }
    for check in record.failures() {
        printer.line(&format!("    {}: {}", check.words, check.failure()));
    }
    if let Some((title, fix)) = &record.cause {
        printer.line(&format!("    {title}. {fix}"));
    }
}

fn head(record: &RunRecord, rows: usize) -> String {
    let mut head = record.path.to_string();
    if rows > 1 {
        write!(head, " (row {})", record.iteration).unwrap_or_default();
    }
    if let Some(status) = record.status {
        write!(head, "  {status}, {} ms", record.duration.as_millis()).unwrap_or_default();
    }
    if record.attempts > 1 {
        write!(head, ", {} attempts", record.attempts).unwrap_or_default();
    }
    head
}

/// The sum, as one line.
pub fn sum(counts: &RunCounts, duration: Duration) -> String {
    let requests = match counts.requests {
        1 => "1 request".to_owned(),
        requests => format!("{requests} requests"),
    };
    let mut words = format!("{requests}: {} passed, {} failed", counts.passed, counts.failed);
    if counts.not_run > 0 {
        write!(words, ", {} not run", counts.not_run).unwrap_or_default();
    }
    write!(
        words,
        "; assertions: {} of {} hold; {:.1} s",
        counts.assertions - counts.assertions_failed,
        counts.assertions,
        duration.as_secs_f64()
    )
    .unwrap_or_default();
    words
}
