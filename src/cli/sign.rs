//! `sign`: every step of a signature, and nothing sent.

use super::args::SignArgs;
use super::draft::Draft;
use super::input::Input;
use super::json_report;
use super::nothing_to_sign::nothing_to_sign;
use super::print::Printer;
use super::problem::Problem;
use super::{Exit, copy, text_report};
use crate::engine::Deps;
use crate::model::{AuthKind, Note, Request, SigningReport, WireRequest};
use crate::prepare::{SealedRequest, Signing};
use crate::sigv4::{KeySteps, Sealed, key_steps};

/// A signed request with its report and the remarks on the way.
pub struct SignedDraft {
    /// What was signed, with the auth that it was signed with.
    pub request: Request,
    /// The request with the headers of the signer.
    pub wire: Sealed<WireRequest>,
    /// What was signed.
    pub report: SigningReport,
    /// What was assumed, rewritten or left out on the way, each once.
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
        let prepared = draft.prepare(deps)?;
        let key_steps = match (keys, &prepared.signing) {
            (ShowKeys::Yes, Signing::Ready(plan)) => key_steps(plan),
            _ => None,
        };
        let mut request = draft.request.clone();
        request.http.auth = prepared.auth.clone();
        let SealedRequest { wire, report, notes } = prepared.seal(deps.signer)?;
        let report = report.ok_or_else(|| nothing_to_sign(draft))?;
        Ok(Self {
            request,
            wire,
            report,
            notes,
            warnings: draft.warnings.clone(),
            key_steps,
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
    input: &mut Input<'_>,
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
    let signed = Draft::read_to_sign(&args.request, &args.route, deps, input, printer)
        .and_then(|draft| {
            let signed = SignedDraft::make(&draft, deps, keys)?;
            draft.say_credentials(printer);
            Ok(signed)
        })
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
