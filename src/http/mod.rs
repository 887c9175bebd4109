//! One hop: sealed wire request to response. reqwest lives only here, behind [`Transport`].
//!
//! ```text
//! Sealed<WireRequest> ─preflight─▶ reqwest::Request whose bytes are known ─client─▶ Reply
//! ```
//!
//! What is shown was signed and is what is sent: `preflight` refuses every request that the HTTP library
//! would change on its way out, and the raw-socket test compares bytes. Nothing here follows a redirect,
//! retries, keeps cookies, decompresses or asks a proxy.

mod client;
mod error;
mod outgoing;
mod preflight;
mod reqwest_transport;
mod resolver;
mod target;
mod tls;

use bytes::Bytes;
use futures_util::{future::BoxFuture, stream::BoxStream};

pub use error::{TlsProblem, TransportError};
pub use preflight::Unsendable;
pub use reqwest_transport::{CONNECT_TIMEOUT, ReqwestTransport};
pub use resolver::{Lookup, SystemLookup};
pub use tls::Trust;

use crate::model::{Connection, Phases, ResponseHead, Route, Stage, WireRequest};
use crate::sigv4::Sealed;

/// A reply whose body has not been read.
pub struct Reply {
    /// Status line and header lines.
    pub head: ResponseHead,
    /// The body as it comes, without transfer framing and otherwise as sent. Dropping it closes the socket.
    pub body: BoxStream<'static, Result<Bytes, TransportError>>,
    /// The connection it came on.
    pub connection: Connection,
    /// How long the phases up to the reply head took.
    pub phases: Phases,
}

/// What a send tells while it is under way. What a failed send told is all that is known of it.
#[derive(Clone, Debug)]
pub enum Happening {
    /// [`Stage::Connecting`] or [`Stage::Waiting`] begins.
    Stage(Stage),
    /// So many bytes of the body went to the connection.
    Sent(u64),
    /// More is known of the connection and of its phases.
    Connection(Box<Connection>, Phases),
}

/// Told what happens; called from the sending task, so it must not wait.
pub type Watch<'a> = dyn Fn(Happening) + Send + Sync + 'a;

/// Sends one request over one connection and returns the reply head. Dropping the future or the body closes
/// the socket.
pub trait Transport: Send + Sync {
    /// One hop: a redirect is a reply like any other. `watch` is told as it goes.
    fn send<'a>(
        &'a self,
        request: &'a Sealed<WireRequest>,
        route: &'a Route,
        watch: &'a Watch<'a>,
    ) -> BoxFuture<'a, Result<Reply, TransportError>>;
}
