//! `sign`: every step of a signature, and nothing sent.

use std::io::BufRead;

use super::args::SignArgs;
use super::draft::Draft;
use super::json_report;
use super::nothing_to_sign::nothing_to_sign;
use super::print::Printer;
use super::problem::Problem;
use super::{Exit, copy, text_report};
use crate::engine::Deps;
use crate::model::{AuthKind, Note, SigningReport, SigningTime, WireRequest};
use crate::sigv4::{KeySteps, Sealed, key_steps, plan, signing_endpoint};

/// A signed request with its report and the remarks on the way.
pub struct SignedDraft {
    /// The request with the headers of the signer.
    pub wire: Sealed<WireRequest>,
    /// What was signed.
    pub report: SigningReport,
    /// Remarks of draft and assembly; those of signing are in the report.
    pub notes: Vec<Note>,
    /// What may not be as meant.
    pub warnings: Vec<String>,
    /// The chain of keys, when it was asked for and the algorithm has one.
    pub key_steps: Option<KeySteps>,
}

/// Whether the keys of the derivation are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShowKeys {
    /// They stay where they are.
    No,
    /// The user asked for them.
    Yes,
}

impl SignedDraft {
    /// Signs at the draft's time, or now. This is the way a send takes too, up to the connection.
    pub fn make(draft: &Draft, deps: &Deps, keys: ShowKeys) -> Result<Self, Problem> {
        let http = &draft.request.http;
        if http.auth.kind != AuthKind::AwsSignature {
            return Err(nothing_to_sign(draft));
        }
        let assembled = draft.assemble()?;
        let time = draft
            .time
            .unwrap_or_else(|| SigningTime::new((deps.ambient.now)()));
        let plan = plan(&http.auth.aws, &signing_endpoint(&assembled.wire), time)?;
        let (wire, report) = deps.signer.seal(assembled.wire, &plan)?;
        Ok(Self {
            key_steps: match keys {
                ShowKeys::Yes => key_steps(&plan),
                ShowKeys::No => None,
            },
            wire,
            report,
            notes: [draft.notes.clone(), assembled.notes].concat(),
            warnings: draft.warnings.clone(),
        })
    }

    /// Good, unless what is shown is not what was signed.
    pub fn exit(&self) -> Exit {
        if self.report.proof.holds() {
            Exit::Good
        } else {
            Exit::Signing
        }
    }
}

/// Runs the command.
pub fn run(
    args: &SignArgs,
    deps: &Deps,
    input: &mut dyn BufRead,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    if let Some(form) = args.copy_as {
        return copy::run(form, args, deps, input, printer);
    }
    let keys = if args.key_steps {
        ShowKeys::Yes
    } else {
        ShowKeys::No
    };
    let signed = Draft::read(&args.request, deps, input, printer)
        .and_then(|draft| SignedDraft::make(&draft, deps, keys))
        .map_err(|problem| problem.in_words_of(&args.request));
    match &signed {
        Ok(signed) if args.json => printer.json_document(&json_report::of_signed(signed)),
        Ok(signed) => text_report::print(signed, printer),
        Err(problem) if args.json => printer.json_document(&problem.json()),
        Err(_) => {}
    }
    let signed = signed?;
    if !signed.report.proof.holds() {
        printer.problem(&text_report::broken_proof());
    }
    Ok(signed.exit())
}
