//! A signing report for people, in the terminal.

use super::print::{Ink, Printer};
use super::problem::Problem;
use super::sign::SignedDraft;
use crate::model::{HeaderSource, KeyShown, Proof, SigningReport, WireRequest};
use crate::redact::hide_by_origin;

/// Prints every step of a signature.
pub fn print(signed: &SignedDraft, printer: &mut Printer<'_>) {
    steps(&signed.report, printer);
    key_steps(signed, printer);
    added_headers(signed.wire.get(), printer);
    for note in &signed.notes {
        printer.inked(Ink::Faint, &format!("note: {}", note.reason));
    }
    for warning in &signed.warnings {
        printer.remark(&format!("warning: {warning}"));
    }
    proof(&signed.report, printer);
}

/// Canonical request, string to sign, signature, and the Authorization header or the presigned URL.
pub fn steps(report: &SigningReport, printer: &mut Printer<'_>) {
    block(
        "Canonical request",
        &hide_by_origin(&report.canonical_request),
        printer,
    );
    block("String to sign", &hide_by_origin(&report.string_to_sign), printer);
    block("Signature", &report.signature, printer);
    if let KeyShown::PublicKey { x, y } = &report.key {
        block("Public key", &format!("x {x}\ny {y}"), printer);
    }
    match &report.presigned_url {
        Some(url) => block("Presigned URL", &hide_by_origin(url), printer),
        None => block("Authorization", report.authorization.as_str(), printer),
    }
}

/// The chain from the secret access key to the signing key, when it was asked for.
fn key_steps(signed: &SignedDraft, printer: &mut Printer<'_>) {
    let Some(keys) = &signed.key_steps else { return };
    let lines: Vec<String> = keys
        .steps
        .iter()
        .map(|step| format!("{:<8} {}  from {}", step.name, step.expose_hex(), step.input))
        .collect();
    block(
        "Signing key, as secret as the secret access key",
        &lines.join("\n"),
        printer,
    );
}

/// Says whether what was printed is what was signed.
pub fn proof(report: &SigningReport, printer: &mut Printer<'_>) {
    match report.proof {
        Proof::Proved => {
            printer.inked(Ink::Green, "Proved: this canonical request gives this signature");
        }
        Proof::OwnCanonicalRequest => printer.inked(Ink::Green, report.proof.words()),
        Proof::Broken { .. } => printer.inked(
            Ink::Red,
            "NOT PROVED: this canonical request gives another signature",
        ),
    }
}

/// The error of a report that can not be believed.
pub fn broken_proof() -> Problem {
    Problem::signing(
        "proof-broken",
        "The canonical request shown does not reproduce the signature: a bug in Countersign",
        "Do not rely on this report, and please report the request that led to it.",
    )
}

/// A heading and a text that may have several lines.
pub fn block(heading: &str, text: &str, printer: &mut Printer<'_>) {
    printer.inked(Ink::Bold, heading);
    for line in text.split('\n') {
        printer.line(format!("  {line}").trim_end());
    }
    printer.line("");
}

fn added_headers(wire: &WireRequest, printer: &mut Printer<'_>) {
    let added: Vec<String> = wire
        .headers
        .iter()
        .filter(|header| header.source == HeaderSource::Signer)
        .map(|header| {
            format!(
                "{}: {}",
                hide_by_origin(&header.name),
                hide_by_origin(&header.value)
            )
        })
        .collect();
    if !added.is_empty() {
        block("Headers to add", &added.join("\n"), printer);
    }
}
