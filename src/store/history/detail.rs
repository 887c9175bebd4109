//! What is kept of an exchange besides its bodies and its row: record, request and findings, as JSON.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{Finding, LongText, Request};
use crate::redact::exchange_record::ExchangeRecord;
use crate::redact::{KnownSecrets, Redacted};

/// How a request is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKept {
    /// As it was typed, but for the fields of secrets, which are never kept.
    AsTyped,
    /// Marks stand in the place of secrets that were typed elsewhere: they have to be typed again before it is sent.
    SecretsTakenOut,
    /// Without the text of its body, which is longer than what is kept of a body.
    WithoutBody,
}

/// Written as it is.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Detail {
    record: Redacted<Value>,
    request: Redacted<Value>,
    request_kept: RequestKept,
    findings: Redacted<Value>,
}

/// Read as what it was.
#[derive(Deserialize)]
pub(super) struct DetailRead {
    pub(super) record: ExchangeRecord,
    pub(super) request: Request,
    pub(super) request_kept: RequestKept,
    #[serde(default)]
    pub(super) findings: Vec<Finding>,
}

/// What is kept of these. A value that has no form in JSON is `null`, and reading it says so: no type here has one.
pub(super) fn of(
    record: &ExchangeRecord,
    request: &Request,
    findings: &[Finding],
    most_body_bytes: usize,
    known: &KnownSecrets,
) -> Detail {
    let (request, kept) = request_of(request, most_body_bytes, known);
    Detail {
        record: known.redact_json(serde_json::to_value(record).unwrap_or_default()),
        request,
        request_kept: kept,
        findings: known.redact_json(serde_json::to_value(findings).unwrap_or_default()),
    }
}

fn request_of(request: &Request, most: usize, known: &KnownSecrets) -> (Redacted<Value>, RequestKept) {
    let body = &request.http.body;
    let is_long = body.text.len() + body.graphql.query.len() + body.graphql.variables.len() > most;
    let shortened = is_long.then(|| without_body(request.clone()));
    let value = serde_json::to_value(shortened.as_ref().unwrap_or(request)).unwrap_or_default();
    let redacted = known.redact_json(value.clone());
    let kept = if is_long {
        RequestKept::WithoutBody
    } else if *redacted.get() == value {
        RequestKept::AsTyped
    } else {
        RequestKept::SecretsTakenOut
    };
    (redacted, kept)
}

fn without_body(mut request: Request) -> Request {
    let body = &mut request.http.body;
    body.text = LongText::default();
    body.graphql.query = LongText::default();
    body.graphql.variables = LongText::default();
    request
}
