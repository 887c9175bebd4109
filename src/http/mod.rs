//! One hop: sealed wire request to response. reqwest lives only here, behind [`Transport`].

use bytes::Bytes;
use futures_util::{future::BoxFuture, stream::BoxStream};

use crate::model::{ResponseHead, Stage, WireRequest};
use crate::sigv4::Sealed;

#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    #[error("placeholder")]
    Placeholder,
}

impl TransportError {
    pub fn kind(&self) -> &'static str { "placeholder" }
    pub fn hint(&self) -> String { String::new() }
}

/// A reply whose body has not been read.
pub struct Reply {
    pub head: ResponseHead,
    pub body: BoxStream<'static, Result<Bytes, TransportError>>,
}

/// Sends one request over one connection and returns the reply head. Dropping the future or the body closes the socket.
pub trait Transport: Send + Sync {
    /// `on_stage` is told Connecting and Waiting as they begin.
    fn send<'a>(&'a self, request: &'a Sealed<WireRequest>, on_stage: &'a (dyn Fn(Stage) + Send + Sync)) -> BoxFuture<'a, Result<Reply, TransportError>>;
}
