//! The threads behind the window.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::exchange::{Deps, Order};
use crate::diagnosis::ServerExpectation;
use crate::model::Exchange;

/// Identity of one send of this run, chosen by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SendId(pub u64);

/// The queue of sends is full.
#[derive(Debug, thiserror::Error)]
#[error("too many requests are under way")]
pub struct QueueFull;

/// What the worker prepared of a reply, so that the window computes nothing large.
#[derive(Debug)]
pub struct Received {
    pub bytes: bytes::Bytes,
    pub lines: crate::text::LineIndex,
    /// The canonical string that the service said it expected.
    pub expectation: Option<ServerExpectation>,
}

/// What the engine tells the window.
#[derive(Debug)]
pub enum Event {
    /// A send ended, whichever way.
    Finished { send: SendId, exchange: Arc<Exchange>, received: Arc<Received> },
    /// The embedded server listens; the value of `{{demo}}`.
    DemoReady { address: String, port: u16 },
    /// The embedded server could not start.
    DemoFailed { message: String },
}

/// Owns the tokio runtime and its bounded queues.
pub struct Engine {}

impl Engine {
    /// Starts the threads; `wake` is called after each event was queued, from any thread.
    pub fn start(_deps: Deps, _wake: Arc<dyn Fn() + Send + Sync>) -> std::io::Result<Self> {
        unimplemented!()
    }
    /// Queues a send; never waits.
    pub fn try_send(&self, _send: SendId, _order: Order) -> Result<CancellationToken, QueueFull> {
        unimplemented!()
    }
    /// Starts the embedded server; answers with an event.
    pub fn start_demo(&self) {}
    /// The next event, without waiting.
    pub fn try_next(&self) -> Option<Event> {
        None
    }
    /// The next event, waiting on the wake signal: for tests and the command line only.
    pub fn next_blocking(&self, _timeout: std::time::Duration) -> Option<Event> {
        None
    }
}
