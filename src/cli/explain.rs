//! `explain`: says why a request was refused, from a saved reply. Sends nothing.

use std::io::BufRead;

use super::args::ExplainArgs;
use super::draft::read_place;
use super::print::Printer;
use super::problem::Problem;
use super::{Exit, findings_report};
use crate::diagnosis::{Diagnosable, Requested, SignedText, diagnose};
use crate::formats::{FormatError, HarEntry, SavedReply, from_saved_reply};
use crate::model::{Cause, Finding};

/// Runs the command.
pub fn run(args: &ExplainArgs, input: &mut dyn BufRead, printer: &mut Printer<'_>) -> Result<Exit, Problem> {
    let found = explain(args, input);
    match &found {
        Ok(findings) if args.json => printer.json_document(&findings_report::json(findings)),
        Ok(findings) => findings_report::print(findings, printer),
        Err(problem) if args.json => printer.json_document(&problem.json()),
        Err(_) => {}
    }
    Ok(match found?.first() {
        Some(first) if first.cause == Cause::Unknown => Exit::Failed,
        Some(_) | None => Exit::Good,
    })
}

fn explain(args: &ExplainArgs, input: &mut dyn BufRead) -> Result<Vec<Finding>, Problem> {
    let entry = args.entry.map_or(HarEntry::FirstFailed, HarEntry::Number);
    let saved =
        from_saved_reply(&read_place(&args.response, input)?, entry).map_err(|error| match error {
            FormatError::Empty => Problem::usage(
                error.kind(),
                "There is no response to read",
                "Save one with curl -i, or give the body of the response.",
            ),
            other => other.into(),
        })?;
    Ok(diagnose(&of_saved(&saved)))
}

fn of_saved(saved: &SavedReply) -> Diagnosable<'_> {
    Diagnosable {
        request: saved.request.as_ref().map(Requested::Received),
        signed: saved
            .signed
            .as_ref()
            .map(|(canonical_request, string_to_sign)| SignedText {
                canonical_request,
                string_to_sign,
            }),
        head: saved.head.as_ref(),
        ..Diagnosable::of_body(&saved.body)
    }
}
