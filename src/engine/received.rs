//! What the worker prepares of a reply body, so that the window computes nothing large.

use bytes::Bytes;

use crate::diagnosis::{ServerExpectation, server_expectation};
use crate::model::{Outcome, Response};
use crate::text::{LineIndex, Syntax, pretty};

/// A reply this bad may say what the service expected.
const FIRST_ERROR_STATUS: u16 = 400;

/// A body, ready to be drawn.
#[derive(Debug, Default)]
pub struct Received {
    /// The body as far as it came.
    pub bytes: Bytes,
    /// Its lines.
    pub lines: LineIndex,
    /// How to colour it.
    pub syntax: Syntax,
    /// The indented form, when it is JSON of a size that is indented without asking.
    pub pretty: Option<Pretty>,
    /// The canonical string that the service said it expected.
    pub expectation: Option<ServerExpectation>,
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
    /// Indexes the body, indents it when it is JSON, and reads an error reply. Takes about a second for
    /// 100 MB: for a worker thread.
    pub fn prepare(bytes: Bytes, outcome: &Outcome) -> Self {
        let (status, content_type) = match outcome {
            Outcome::Replied(Response { head, .. })
            | Outcome::Cancelled {
                response: Some(Response { head, .. }),
                ..
            } => (head.status, head.header("content-type")),
            Outcome::Failed(_) | Outcome::Cancelled { response: None, .. } => (0, None),
        };
        let syntax = Syntax::guess(content_type, &bytes);
        let indented = (syntax == Syntax::Json && bytes.len() <= pretty::AUTOMATIC_LIMIT_BYTES)
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
            bytes,
        }
    }
}
