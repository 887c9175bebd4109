//! The body on its way out, which tells when the request goes onto its connection.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::oneshot;

/// A body of known bytes with a signal.
///
/// hyper asks [`Body::is_end_stream`] of the body at the moment it writes the head, that is when there is a
/// connection, new or kept, and not before. It is the one place that sees both.
pub(super) struct Outgoing {
    bytes: Full<Bytes>,
    on_connection: Mutex<Option<oneshot::Sender<()>>>,
}

impl Outgoing {
    /// The body, and the signal that the request has its connection.
    pub(super) fn new(bytes: Bytes) -> (Self, oneshot::Receiver<()>) {
        let (sender, receiver) = oneshot::channel();
        let body = Self {
            bytes: Full::new(bytes),
            on_connection: Mutex::new(Some(sender)),
        };
        (body, receiver)
    }

    fn tell(&self) {
        let mut sender = self.on_connection.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = sender.take() {
            // Nobody listens when the send was cancelled.
            sender.send(()).ok();
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.bytes).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.tell();
        self.bytes.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.bytes.size_hint()
    }
}
