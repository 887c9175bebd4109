//! The JSON form of a signing report, as README documents it. What secret variables and passwords gave is hidden by where it
//! came from; the Authorization header that was signed is whole.

use std::borrow::Cow;

use base64::Engine as _;
use serde::Serialize;

use super::sign::SignedDraft;
use crate::model::{BodyPiece, HostSigned, Note, SigningReport, WireRequest};
use crate::redact::hide_by_origin;

/// Every step of a signature, with the request it is for.
#[derive(Serialize)]
pub struct JsonReport<'a> {
    canonical_request: Cow<'a, str>,
    string_to_sign: Cow<'a, str>,
    credential_scope: &'a str,
    signed_headers: &'a [String],
    signature: &'a str,
    authorization: Option<&'a str>,
    presigned_url: Option<Cow<'a, str>>,
    wire: JsonWire<'a>,
    consistent: bool,
    host_differs: bool,
    notes: Vec<JsonNote<'a>>,
    warnings: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_steps: Option<Vec<JsonKeyStep<'a>>>,
}

/// One key of the derivation, for a user who asked for it.
#[derive(Serialize)]
struct JsonKeyStep<'a> {
    name: &'a str,
    input: &'a str,
    hex: &'a str,
}

/// The exact request.
#[derive(Serialize)]
pub struct JsonWire<'a> {
    method: Cow<'a, str>,
    target: Cow<'a, str>,
    headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    body_base64: Option<String>,
    #[serde(flatten)]
    files: Option<JsonFiles<'a>>,
}

/// In place of the bytes of a body that has files.
#[derive(Serialize)]
struct JsonFiles<'a> {
    /// The file that is the whole body.
    #[serde(rename = "body_file")]
    whole: Option<String>,
    /// The body in its pieces, when it is more than one file.
    #[serde(rename = "body_pieces", skip_serializing_if = "Vec::is_empty")]
    pieces: Vec<JsonPiece>,
    #[serde(rename = "body_sha256")]
    sha256: &'a str,
    #[serde(rename = "body_length")]
    length: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum JsonPiece {
    Base64(String),
    File(String),
}

/// A rule that was applied, with its reason.
#[derive(Serialize)]
pub struct JsonNote<'a> {
    rule: &'a str,
    reason: &'a str,
}

/// The report of `sign`.
pub fn of_signed(signed: &SignedDraft) -> JsonReport<'_> {
    let steps = signed.key_steps.as_ref().map(|keys| {
        keys.steps
            .iter()
            .map(|step| JsonKeyStep {
                name: step.name,
                input: &step.input,
                hex: step.expose_hex(),
            })
            .collect()
    });
    JsonReport {
        key_steps: steps,
        ..of_report(&signed.report, signed.wire.get(), &signed.notes, &signed.warnings)
    }
}

/// A report with the request it belongs to, and all notes of that.
pub fn of_report<'a>(
    report: &'a SigningReport,
    wire: &'a WireRequest,
    notes: &'a [Note],
    warnings: &'a [String],
) -> JsonReport<'a> {
    let said = notes
        .iter()
        .filter(|note| is_warning(note))
        .map(|note| note.reason.as_str());
    JsonReport {
        canonical_request: hide_by_origin(&report.canonical_request),
        string_to_sign: hide_by_origin(&report.string_to_sign),
        credential_scope: report.credential_scope.as_str(),
        signed_headers: &report.signed_headers,
        signature: &report.signature,
        authorization: Some(report.authorization.as_str()).filter(|value| !value.is_empty()),
        presigned_url: report.presigned_url.as_ref().map(hide_by_origin),
        wire: of_wire(wire),
        consistent: report.proof.holds(),
        host_differs: report.host != HostSigned::AsSent,
        key_steps: None,
        warnings: warnings.iter().map(String::as_str).chain(said).collect(),
        notes: of_notes(notes),
    }
}

/// Notes.
pub fn of_notes(notes: &[Note]) -> Vec<JsonNote<'_>> {
    let mut all = Vec::with_capacity(notes.len());
    for note in notes {
        all.push(JsonNote {
            rule: note.rule,
            reason: &note.reason,
        });
    }
    all
}

/// True for a remark on what a service will most likely refuse or read in another way.
fn is_warning(note: &Note) -> bool {
    matches!(
        note.rule,
        "algorithm-contradicts-host"
            | "host-differs"
            | "host-twice"
            | "multipart-boundary-differs"
            | "multipart-boundary-missing"
            | "raw-plus-in-query"
            | "region-contradicts-host"
            | "service-contradicts-host"
            | "session-token-missing"
            | "two-auth-methods"
    )
}

/// The exact request.
pub fn of_wire(wire: &WireRequest) -> JsonWire<'_> {
    JsonWire {
        method: hide_by_origin(&wire.method),
        target: hide_by_origin(&wire.target),
        headers: wire
            .headers
            .iter()
            .map(|line| (hide_by_origin(&line.name), hide_by_origin(&line.value)))
            .collect(),
        body_base64: wire.body.in_memory().map(|bytes| base64(&bytes)),
        files: wire.body.in_memory().is_none().then(|| of_files(wire)),
    }
}

fn of_files(wire: &WireRequest) -> JsonFiles<'_> {
    let (whole, pieces) = match wire.body.pieces() {
        [BodyPiece::File(path)] => (Some(path.display().to_string()), Vec::new()),
        pieces => (None, pieces.iter().map(of_piece).collect()),
    };
    JsonFiles {
        whole,
        pieces,
        sha256: &wire.digest.sha256,
        length: wire.digest.length,
    }
}

fn of_piece(piece: &BodyPiece) -> JsonPiece {
    match piece {
        BodyPiece::Bytes(bytes) => JsonPiece::Base64(base64(bytes)),
        BodyPiece::File(path) => JsonPiece::File(path.display().to_string()),
    }
}

fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
