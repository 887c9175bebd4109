//! `explain`: says why a request was refused, from a saved reply. Sends nothing.

use std::io::BufRead;

use super::args::ExplainArgs;
use super::draft::read_place;
use super::print::Printer;
use super::problem::Problem;
use super::{Exit, findings_report};
use crate::diagnosis::{Diagnosable, Requested, SignedText, diagnose};
use crate::engine::Deps;
use crate::formats::{
    FormatError, HarEntry, SavedReply, from_curl_with, from_raw_http, from_saved_reply, from_url,
};
use crate::model::{Cause, Finding, ReceivedRequest};

/// Runs the command.
pub fn run(
    args: &ExplainArgs,
    deps: &Deps,
    input: &mut dyn BufRead,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    let found = explain(args, deps, input);
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

fn explain(args: &ExplainArgs, deps: &Deps, input: &mut dyn BufRead) -> Result<Vec<Finding>, Problem> {
    let asks_twice = [&args.curl, &args.raw]
        .into_iter()
        .any(|place| place.as_deref() == Some("-"));
    if asks_twice && args.response == "-" {
        return Err(Problem::usage(
            "standard-input-twice",
            "Standard input is asked for both the request and the response",
            "Read one of them from a file: --response FILE.",
        ));
    }
    let request = request(args, deps, input)?;
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
    let saved = SavedReply {
        request: request.or(saved.request),
        ..saved
    };
    Ok(diagnose(&of_saved(&saved)))
}

/// The request that was given beside the response: it counts more than one that was saved with it.
fn request(
    args: &ExplainArgs,
    deps: &Deps,
    input: &mut dyn BufRead,
) -> Result<Option<ReceivedRequest>, Problem> {
    let variables = |name: &str| (deps.ambient.environment)(name);
    let read = match args {
        ExplainArgs { curl: Some(text), .. } if text == "-" => {
            from_curl_with(&String::from_utf8_lossy(&read_place("-", input)?), &variables)
        }
        ExplainArgs { curl: Some(text), .. } => from_curl_with(text, &variables),
        ExplainArgs { raw: Some(place), .. } => from_raw_http(&read_place(place, input)?),
        ExplainArgs { url: Some(url), .. } => from_url(url, &args.method),
        _ => return Ok(None),
    };
    Ok(Some(read?.request))
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
