//! One send, from the first byte built to the last byte received.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    ChainLink, Connection, ExchangeId, Note, Phases, Question, Response, ResponseHead, Secret, SigningReport,
    WireRequest,
};

/// What a send was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// Variables, URL, header table.
    Building,
    /// A source of credentials is asked.
    FetchingCredentials,
    /// First pass over the files of the body.
    Hashing,
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
            Self::FetchingCredentials => "fetching credentials",
            Self::Hashing => "hashing the body",
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
    Replied(Response),
    /// No reply.
    Failed(Failure),
    /// The user cancelled.
    Cancelled {
        /// What was going on.
        stage: Stage,
        /// The reply as far as it had come.
        response: Option<Response>,
    },
}

impl Outcome {
    /// The reply as far as it came, however the send ended.
    pub fn response(&self) -> Option<&Response> {
        match self {
            Self::Replied(response)
            | Self::Cancelled {
                response: Some(response),
                ..
            } => Some(response),
            Self::Failed(_) | Self::Cancelled { response: None, .. } => None,
        }
    }
}

/// Durations of a send; `None` where the phase was not reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timings {
    /// Of the last hop.
    pub phases: Phases,
    /// From the first byte handed to the connection layer to the reply head.
    pub first_byte: Option<Duration>,
    /// From start to end.
    pub total: Duration,
}

/// A redirect that was followed, before the exchange that ended it.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    /// The request of this hop.
    pub wire: Arc<WireRequest>,
    /// What was signed, when it was.
    pub report: Option<Arc<SigningReport>>,
    /// What was assumed, rewritten or left out on the way to the request.
    pub notes: Vec<Note>,
    /// The reply that redirected; its body was not kept.
    pub head: ResponseHead,
    /// Where it led, without user name, password and fragment.
    pub location: String,
    /// How the next request was made.
    pub followed: Followed,
}

/// How a redirect was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Followed {
    /// Same origin: made anew and, with AWS auth, signed again.
    SameOrigin,
    /// Another origin, and everything after it: without any credential.
    WithoutCredentials,
}

/// A redirect at which the send stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectStop {
    /// Where it leads as an absolute URL, or the header's text when it leads nowhere.
    pub location: String,
    /// Why it was not followed.
    pub why: StopReason,
}

/// Why a redirect was not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StopReason {
    /// The settings say stop.
    Settings,
    /// It leads to another origin, and credentials go nowhere else without being asked.
    OtherOrigin,
    /// From https to http.
    Downgrade,
    /// Ten redirects were followed.
    TooMany,
    /// It came by before.
    Loop,
    /// The location is no http or https URL.
    NotHttp,
}

/// One send: the exact request, what was signed, and how it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// By which history and the window name it again, unlike any other send's.
    pub id: ExchangeId,
    /// When it began, by the wall clock.
    pub began: OffsetDateTime,
    /// The request as put on the connection; `None` when building it failed.
    pub wire: Option<Arc<WireRequest>>,
    /// What was signed; `None` for an unsigned request or when signing failed.
    pub report: Option<Arc<SigningReport>>,
    /// What was assumed, rewritten or left out on the way to the request, each once: those of the report too.
    pub notes: Vec<Note>,
    /// How often the secret access key stands in the bytes sent, from an actual search of the head and the
    /// body; `None` when nothing was signed.
    pub secret_occurrences: Option<usize>,
    /// The redirects that were followed, first to last.
    pub hops: Vec<Hop>,
    /// The redirect at which it stopped.
    pub redirect: Option<RedirectStop>,
    /// The connection of the last hop, as far as it came.
    pub connection: Connection,
    /// How it ended.
    pub outcome: Outcome,
    /// The identities on the way to the credentials that signed, the first one first; empty for typed keys.
    pub chain: Vec<ChainLink>,
    /// Every secret of the send with its label, wherever it came from: to be found and hidden in all that is made of it.
    pub secrets: Vec<(&'static str, Secret)>,
    /// What a person has to say before credentials can be had; nothing was sent then.
    pub question: Option<Question>,
    /// How long it took.
    pub timings: Timings,
}
