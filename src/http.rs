//! One hop: sealed wire request to response. hyper lives only here, behind [`Transport`].
//!
//! ```text
//! Sealed<WireRequest> ─preflight─▶ a request whose bytes are known ─┐
//!        Route ─▶ pool (kept connection) or opening:               ├─▶ conversation ─▶ Reply
//!                 files ▶ name ▶ TCP ▶ proxy's tunnel ▶ TLS ────────┘
//! ```
//!
//! What is shown was signed and is what is sent: `preflight` refuses every request that the HTTP library
//! would change on its way out, and tests compare bytes on a raw socket and header lists on an HTTP/2 server.
//! Nothing here follows a redirect, keeps cookies or decompresses, and nothing is sent twice. Through a proxy
//! every request takes a tunnel, so that the proxy has nothing to rewrite.
//!
//! The connection is made here, step by step, and not by a client library: so each phase is measured where it
//! happens, the name in TLS, the address and the Host header are three things, and a connection belongs to one
//! exchange at a time.

mod certificate;
mod clock;
mod connection_pool;
mod conversation;
mod dial;
mod error;
mod hyper_transport;
mod identity;
mod meter;
mod opening;
mod outgoing;
mod own_call;
mod peer;
mod preflight;
mod proxy;
mod proxy_choice;
mod recorder;
mod resolver;
mod target;
mod tls;

use bytes::Bytes;
use futures_util::{future::BoxFuture, stream::BoxStream};

pub use error::{ConnectStep, TlsProblem, TransportError};
pub use hyper_transport::{CONNECT_TIMEOUT, HyperTransport};
pub use identity::{CertificateFileError, CertificateFileProblem};
pub use own_call::OwnCaller;
pub use preflight::Unsendable;
pub use proxy::ProxyProblem;
pub use proxy_choice::{ProxySettingError, client_certificate_for, proxy_for};
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
