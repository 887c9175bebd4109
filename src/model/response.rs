//! What came back.

use serde::{Deserialize, Serialize};

/// A reply as far as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Status and header lines.
    pub head: ResponseHead,
    /// Bytes of body that are shown: after content codings are undone.
    pub body_bytes: u64,
    /// Bytes of body that came, as they were sent but without transfer framing.
    pub received_bytes: u64,
    /// Whether that was all of it.
    pub end: BodyEnd,
    /// What became of its content codings.
    pub decoding: Decoding,
}

/// Status line and header lines of a reply, as parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseHead {
    /// Status code.
    pub status: u16,
    /// Reason phrase as sent, or the standard one when the server sent none.
    pub reason: String,
    /// Header lines in the order received. Values that are not UTF-8 are shown with replacement marks.
    pub headers: Vec<(String, String)>,
}

impl ResponseHead {
    /// The first header of that name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// How the body ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BodyEnd {
    /// Whole, as the framing said.
    Complete,
    /// Reading stopped at the cap of this many bytes; what came before is kept.
    Capped {
        /// The cap in bytes.
        cap: u64,
    },
    /// It ended before the framing was satisfied; what came is kept.
    Partial(BodyCut),
}

/// What ended a body too early.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BodyCut {
    /// The user cancelled.
    Cancelled,
    /// The total time was over.
    TimedOut,
    /// The connection ended or its framing was broken; the text says how.
    Connection(String),
    /// It could not be kept; the text says why.
    Storage(String),
}

/// What became of the content codings of a body (RFC 9110, 8.4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decoding {
    /// There was none.
    #[default]
    None,
    /// Undone, outermost first.
    Decoded {
        /// Their names as sent.
        codings: Vec<String>,
    },
    /// Undone up to this many bytes, where the rest was left out: it may be made to fill the memory.
    Capped {
        /// Their names as sent.
        codings: Vec<String>,
        /// The cap in bytes.
        cap: u64,
    },
    /// The bytes do not follow the coding; what was undone before is shown.
    Broken {
        /// Their names as sent.
        codings: Vec<String>,
        /// What is wrong.
        reason: String,
    },
    /// One of them is not known here, or there are too many: the body is shown as it came.
    Unknown {
        /// Its name as sent.
        coding: String,
    },
}
