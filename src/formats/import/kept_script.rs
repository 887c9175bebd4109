//! Scripts of other programs, which are never run: they stay as text in the note of their item.

use std::fmt::Write as _;

use super::TransferOutcome;
use super::report::Report;

/// When a script would have run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// Before the request is sent.
    Before,
    /// When the reply is there.
    After,
}

impl Moment {
    fn words(self) -> &'static str {
        match self {
            Self::Before => "before the request",
            Self::After => "after the response",
        }
    }
}

/// Adds a script of a program to a note, with a line in the report. An empty one is none.
pub(super) fn keep(
    (program, moment, code): (&str, Moment, &str),
    docs: &mut String,
    place: &str,
    report: &mut Report,
) {
    if code.trim().is_empty() {
        return;
    }
    if !docs.is_empty() {
        docs.push_str("\n\n");
    }
    // A fence that no line of the script ends.
    let longest = code
        .lines()
        .map(|line| tildes(line.trim_start()))
        .max()
        .unwrap_or(0);
    let fence = "~".repeat(longest.max(2) + 1);
    let moment = moment.words();
    write!(
        docs,
        "Script of {program} {moment}, which is not run here:\n\n{fence}js\n{}\n{fence}\n",
        code.trim_end()
    )
    .ok();
    let text = format!("Its script {moment} is kept as text in the note, and is not run");
    report.add(place, TransferOutcome::Kept, text);
}

fn tildes(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b'~').count()
}
