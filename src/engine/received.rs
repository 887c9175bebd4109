//! What the worker prepares of a reply body, so that the window computes nothing large.

use std::sync::Arc;

use bytes::Bytes;

use crate::blob::{BodySource, SharedBody};
use crate::diagnosis::{
    Diagnosable, ErrorReply, ServerExpectation, diagnose, error_reply, server_expectation,
};
use crate::formats::credentials::{PastedCredentials, credentials_in_reply};
use crate::model::{Exchange, Finding, LinkSource, Mend, SigningTime};
use crate::text::{Document, Source as _, never};

/// A reply this bad may say what the service expected.
const FIRST_ERROR_STATUS: u16 = 400;

/// Bodies up to this size are indented before they are shown; larger ones are shown as they came meanwhile.
const INDENTED_AT_ONCE_BYTES: usize = 2_000_000;

/// A body, ready to be drawn.
#[derive(Debug, Default)]
pub struct Received {
    /// The body.
    pub body: SharedBody,
    /// What of the body is in memory: all of it or, when it is in a file, its beginning.
    pub bytes: Bytes,
    /// All of the body, as the document reads it.
    pub source: Arc<BodySource>,
    /// The value of its content type.
    pub content_type: Option<String>,
    /// Its kind, its charset and its lines; with its indented form when it is small.
    pub document: Document,
    /// The canonical string that the service said it expected.
    pub expectation: Option<ServerExpectation>,
    /// What an error reply says.
    pub error: Option<ErrorReply>,
    /// Why the send failed, the surest first; empty when it did not fail.
    pub findings: Vec<Finding>,
    /// The credentials that a reply without an error gives out, as those of STS do.
    pub credentials: Option<PastedCredentials>,
}

impl Received {
    /// Finds the lines of the body, indents it when it is small, and reads an error reply. Takes about 0.2 s for
    /// 100 MB: for a worker thread. `now` tells which credentials in it have expired.
    pub fn prepare(body: SharedBody, exchange: &Exchange, now: SigningTime) -> Self {
        let outcome = &exchange.outcome;
        let (status, content_type) = outcome.response().map_or((0, None), |response| {
            (response.head.status, response.head.header("content-type"))
        });
        let bytes = body.snapshot();
        let is_whole = body.len() == bytes.len() as u64;
        let source = Arc::new(BodySource::new(body.clone()));
        let opened = Document::open(Arc::clone(&source), content_type, None, &never);
        let document = match opened {
            Ok(document) if source.len() <= INDENTED_AT_ONCE_BYTES => document.with_pretty(&never),
            other => other,
        };
        Self {
            source,
            content_type: content_type.map(str::to_owned),
            document: document.unwrap_or_default(),
            expectation: (status >= FIRST_ERROR_STATUS)
                .then(|| server_expectation(&bytes))
                .flatten(),
            error: outcome
                .response()
                .and_then(|response| error_reply(&response.head, &bytes)),
            findings: findings_of(exchange, &bytes),
            credentials: (is_whole && (200..300).contains(&status))
                .then(|| credentials_in_reply(&bytes, content_type.unwrap_or_default(), now))
                .flatten(),
            bytes,
            body,
        }
    }
}

/// Why a send failed, the surest first. `body` is of the reply.
pub fn findings_of(exchange: &Exchange, body: &[u8]) -> Vec<Finding> {
    for_source(exchange, diagnose(&Diagnosable::of_exchange(exchange, body)))
}

/// Where credentials were fetched, new ones are fetched and not typed.
fn for_source(exchange: &Exchange, mut findings: Vec<Finding>) -> Vec<Finding> {
    let fetched = match exchange.chain.as_slice() {
        [] => false,
        [only] => only.source != LinkSource::Typed,
        _ => true,
    };
    let keys = [Mend::AskCredentials, Mend::AskSecretKey, Mend::AskSessionToken];
    for finding in &mut findings {
        if fetched && finding.mend.as_ref().is_some_and(|mend| keys.contains(mend)) {
            finding.mend = Some(Mend::FetchCredentials);
        }
    }
    findings
}
