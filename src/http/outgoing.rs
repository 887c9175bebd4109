//! The body on its way out, which tells when the request goes onto its connection.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::oneshot;

/// hyper takes up to 16 pieces ahead of the connection and sends those even after a cancel, so pieces are
/// small. One piece would be the whole body.
const PIECE_BYTES: usize = 16 * 1024;

/// A body of known bytes with a signal.
///
/// hyper asks [`Body::is_end_stream`] of the body at the moment it writes the head, that is when there is a
/// connection, new or kept, and not before. It is the one place that sees both.
pub(super) struct Outgoing {
    unsent: Bytes,
    on_connection: Mutex<Option<oneshot::Sender<()>>>,
}

impl Outgoing {
    /// The body, and the signal that the request has its connection.
    pub(super) fn new(bytes: Bytes) -> (Self, oneshot::Receiver<()>) {
        let (sender, receiver) = oneshot::channel();
        let body = Self {
            unsent: bytes,
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
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if self.unsent.is_empty() {
            return Poll::Ready(None);
        }
        let size = self.unsent.len().min(PIECE_BYTES);
        let piece = self.unsent.split_to(size);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.tell();
        self.unsent.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.unsent.len() as u64)
    }
}
