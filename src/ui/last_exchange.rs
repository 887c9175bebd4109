//! The last exchange of a request: the send under way, and the one that ended before it.

use std::sync::Arc;

use time::OffsetDateTime;

use crate::blob::SharedBody;
use crate::engine::{Progress, Received, SendId};
use crate::model::{Answers, Exchange, Request, ResponseHead};
use crate::sigv4::Comparison;
use crate::ui::reply_checks::ReplyChecks;

/// What a request last did on the network.
#[derive(Debug, Default)]
pub struct LastExchange {
    /// The send under way.
    pub sending: Option<Sending>,
    /// The last send that ended.
    pub sent: Option<Sent>,
    /// What came of the checks of its reply.
    pub checks: ReplyChecks,
}

/// A send under way.
#[derive(Debug)]
pub struct Sending {
    /// Its identity in the engine.
    pub send: SendId,
    /// Latest stage and byte count.
    pub progress: Arc<Progress>,
    /// When it began, on egui's clock in seconds.
    pub began: f64,
    /// What is being sent, with the auth that it is sent with.
    pub request: Arc<Request>,
    /// The same as typed.
    pub typed: Arc<Request>,
    /// What a person had said about its credentials.
    pub answers: Answers,
    /// The reply body so far.
    pub body: SharedBody,
}

/// A finished send.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What was sent, as typed then but for auth, which is the one that it was sent with.
    pub request: Arc<Request>,
    /// The same as typed then: its auth may be Inherit.
    pub typed: Arc<Request>,
    /// What a person had said about its credentials.
    pub answers: Answers,
    /// What happened.
    pub exchange: Arc<Exchange>,
    /// The body with its line index.
    pub received: Arc<Received>,
    /// Ours against what the service expected, when it said.
    pub comparison: Option<Arc<Comparison>>,
    /// When it comes from the history: what is known of that.
    pub kept: Option<KeptSent>,
}

/// Where an exchange of the history comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSent {
    /// When it was sent.
    pub began: OffsetDateTime,
    /// What of the body of the reply is not kept, for people.
    pub body_left_out: Option<String>,
}

impl Sent {
    /// The reply head, when one came.
    pub fn head(&self) -> Option<&ResponseHead> {
        self.exchange.outcome.response().map(|response| &response.head)
    }
}
