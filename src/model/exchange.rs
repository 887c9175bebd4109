//! One send, from the first byte built to the last byte received.

use std::sync::Arc;
use std::time::Duration;

use super::{BodyEnd, ResponseHead, SigningReport, WireRequest};

/// What a send was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Variables, URL, header table.
    Building,
    /// Credentials and signature.
    Signing,
    /// Name resolution, TCP and TLS.
    Connecting,
    /// Connected or about to be: the request goes out and no reply head has come.
    Waiting,
    /// The reply head is here, the body is coming.
    Receiving,
}

impl Stage {
    /// For people: what was going on, as in "cancelled while …".
    pub fn doing(self) -> &'static str {
        match self {
            Self::Building => "building the request",
            Self::Signing => "signing",
            Self::Connecting => "connecting",
            Self::Waiting => "waiting for the reply",
            Self::Receiving => "receiving the body",
        }
    }
}

/// Why a send gave no reply, in the user's words: each error reaches the user once, as one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Stable slug, as `connection-refused` or `secret-missing`.
    pub kind: &'static str,
    /// What was being done.
    pub stage: Stage,
    /// What happened, with what was attempted.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// How a send ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A reply head came; the body may be partial.
    Replied {
        /// Status and headers.
        head: ResponseHead,
        /// Bytes of body received.
        body_bytes: u64,
        /// Whether that was all of it.
        end: BodyEnd,
    },
    /// No reply.
    Failed(Failure),
    /// The user cancelled.
    Cancelled(Stage),
}

/// Durations of a send; `None` where the phase was not reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    /// From the first byte handed to the connection layer to the reply head.
    pub first_byte: Option<Duration>,
    /// From start to end.
    pub total: Duration,
}

/// One send: the exact request, what was signed, and how it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// The request as put on the connection; `None` when building it failed.
    pub wire: Option<Arc<WireRequest>>,
    /// What was signed; `None` for an unsigned request or when signing failed.
    pub report: Option<Arc<SigningReport>>,
    /// How often the secret access key stands in the bytes sent, from an actual search of the head and the
    /// body; `None` when nothing was signed.
    pub secret_occurrences: Option<usize>,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took.
    pub timings: Timings,
}
