//! What the worker prepares of a reply body, so that the window computes nothing large.

use bytes::Bytes;

use crate::blob::SharedBody;
use crate::diagnosis::{ServerExpectation, server_expectation};
use crate::formats::credentials::{PastedCredentials, credentials_in_reply};
use crate::model::{Outcome, SigningTime};
use crate::text::{LineIndex, Syntax, pretty};

/// A reply this bad may say what the service expected.
const FIRST_ERROR_STATUS: u16 = 400;

/// A body, ready to be drawn.
#[derive(Debug, Default)]
pub struct Received {
    /// The body.
    pub body: SharedBody,
    /// What of the body is in memory: all of it or, when it is in a file, its beginning.
    pub bytes: Bytes,
    /// Lines of what is in memory.
    pub lines: LineIndex,
    /// How to colour it.
    pub syntax: Syntax,
    /// The indented form, when it is JSON of a size that is indented without asking.
    pub pretty: Option<Pretty>,
    /// The canonical string that the service said it expected.
    pub expectation: Option<ServerExpectation>,
    /// The credentials that a reply without an error gives out, as those of STS do.
    pub credentials: Option<PastedCredentials>,
}

/// The indented form of a JSON body.
#[derive(Debug)]
pub struct Pretty {
    /// The text.
    pub bytes: Bytes,
    /// Its lines.
    pub lines: LineIndex,
}

impl Received {
    /// Indexes what is in memory of the body, indents it when it is whole and JSON, and reads an error reply. Takes
    /// about a second for 100 MB: for a worker thread. `now` tells which credentials in it have expired.
    pub fn prepare(body: SharedBody, outcome: &Outcome, now: SigningTime) -> Self {
        let (status, content_type) = outcome.response().map_or((0, None), |response| {
            (response.head.status, response.head.header("content-type"))
        });
        let bytes = body.snapshot();
        let syntax = Syntax::guess(content_type, &bytes);
        let is_whole = body.len() == bytes.len() as u64;
        let indented = (is_whole && syntax == Syntax::Json && bytes.len() <= pretty::AUTOMATIC_LIMIT_BYTES)
            .then(|| pretty::json(&bytes))
            .flatten();
        Self {
            lines: LineIndex::new(&bytes),
            syntax,
            pretty: indented.map(|text| Pretty {
                lines: LineIndex::new(&text),
                bytes: Bytes::from(text),
            }),
            expectation: (status >= FIRST_ERROR_STATUS)
                .then(|| server_expectation(&bytes))
                .flatten(),
            credentials: (is_whole && (200..300).contains(&status))
                .then(|| credentials_in_reply(&bytes, content_type.unwrap_or_default(), now))
                .flatten(),
            bytes,
            body,
        }
    }
}
