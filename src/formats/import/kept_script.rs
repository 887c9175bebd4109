//! Scripts of other programs, which are never run: they stay as text in the note of their item.

use super::TransferOutcome;
use super::kept::keep_in_note;
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
    let moment = moment.words();
    let title = format!("Script of {program} {moment}, which is not run here");
    keep_in_note(docs, &title, "js", code);
    let text = format!("Its script {moment} is kept as text in the note, and is not run");
    report.add(place, TransferOutcome::Kept, text);
}
