//! What a diagnosis is made from: a request, what was signed, and what came back, each as far as it is known.

use time::OffsetDateTime;

use crate::model::{
    Connection, Exchange, Failure, Outcome, ReceivedRequest, ResponseHead, SigningReport, Timings,
    WireRequest,
};

/// Everything that a diagnosis reads. What is not known is left out, and fewer findings follow.
#[derive(Clone, Copy, Debug, Default)]
pub struct Diagnosable<'a> {
    /// The request.
    pub request: Option<Requested<'a>>,
    /// What was signed.
    pub signed: Option<SignedText<'a>>,
    /// Status and header lines of the reply; `None` when only its body was handed over, or none came.
    pub head: Option<&'a ResponseHead>,
    /// The decoded body of the reply, as far as it came.
    pub body: &'a [u8],
    /// Why no reply came.
    pub failure: Option<&'a Failure>,
    /// The connection, as far as it came.
    pub connection: Option<&'a Connection>,
    /// When it was sent, for the clock.
    pub sent: Option<SentAt<'a>>,
}

/// A request in either of its two forms.
#[derive(Clone, Copy, Debug)]
pub enum Requested<'a> {
    /// Sent by this program.
    Wire(&'a WireRequest),
    /// Made by another one.
    Received(&'a ReceivedRequest),
}

/// The two texts that were signed.
#[derive(Clone, Copy, Debug)]
pub struct SignedText<'a> {
    /// The canonical request.
    pub canonical_request: &'a str,
    /// The string to sign.
    pub string_to_sign: &'a str,
}

/// Beginning and durations of a send.
#[derive(Clone, Copy, Debug)]
pub struct SentAt<'a> {
    /// By this computer's clock.
    pub began: OffsetDateTime,
    /// How long it took.
    pub timings: &'a Timings,
}

impl<'a> Diagnosable<'a> {
    /// One send with the body that came.
    pub fn of_exchange(exchange: &'a Exchange, body: &'a [u8]) -> Self {
        Self {
            request: exchange.wire.as_deref().map(Requested::Wire),
            signed: exchange.report.as_deref().map(SignedText::of),
            head: exchange.outcome.response().map(|response| &response.head),
            body,
            failure: match &exchange.outcome {
                Outcome::Failed(failure) => Some(failure),
                Outcome::Replied(_) | Outcome::Cancelled { .. } => None,
            },
            connection: Some(&exchange.connection),
            sent: Some(SentAt {
                began: exchange.began,
                timings: &exchange.timings,
            }),
        }
    }

    /// A reply without its request.
    pub fn of_reply(head: &'a ResponseHead, body: &'a [u8]) -> Self {
        Self {
            head: Some(head),
            ..Self::of_body(body)
        }
    }

    /// The body of a reply alone.
    pub fn of_body(body: &'a [u8]) -> Self {
        Self {
            body,
            ..Self::default()
        }
    }
}

impl<'a> SignedText<'a> {
    /// The texts of a report.
    pub fn of(report: &'a SigningReport) -> Self {
        Self {
            canonical_request: report.canonical_request.as_str(),
            string_to_sign: report.string_to_sign.as_str(),
        }
    }
}
