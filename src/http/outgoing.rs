//! The body on its way out.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::mpsc;

use crate::blob::{FileError, SecondPass};
use crate::model::{BodyDigest, WireBody};

/// hyper takes up to 16 pieces ahead of the connection and sends those even after a cancel, so pieces are
/// small. One piece would be the whole body.
const PIECE_BYTES: usize = 16 * 1024;

/// Chunks of a file, 32 kB each, that are read ahead of hyper.
const READ_AHEAD: usize = 4;

/// A body of known length.
pub(super) struct Outgoing {
    source: Source,
    /// Bytes that hyper has not taken.
    unsent: u64,
}

enum Source {
    Memory(Bytes),
    /// Files, before the first byte was asked for.
    Unopened(Option<Box<SecondPass>>),
    Reading {
        chunks: mpsc::Receiver<Result<Bytes, FileError>>,
        /// What is left of the last chunk.
        rest: Bytes,
    },
}

impl Outgoing {
    /// The body, whose files are read when hyper asks for their bytes.
    pub(super) fn new(body: &WireBody, digest: &BodyDigest) -> Self {
        if let Some(bytes) = body.in_memory() {
            return Self {
                unsent: bytes.len() as u64,
                source: Source::Memory(bytes),
            };
        }
        Self {
            source: Source::Unopened(Some(Box::new(SecondPass::new(body, digest)))),
            unsent: digest.length,
        }
    }

    /// The next piece; an error makes hyper close the connection.
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, FileError>>> {
        loop {
            match &mut self.source {
                Source::Memory(bytes) => return Poll::Ready(split(bytes).map(Ok)),
                Source::Unopened(pass) => {
                    let Some(pass) = pass.take() else {
                        return Poll::Ready(None);
                    };
                    self.source = Source::Reading {
                        chunks: read_ahead(*pass),
                        rest: Bytes::new(),
                    };
                }
                Source::Reading { chunks, rest } => {
                    if let Some(piece) = split(rest) {
                        return Poll::Ready(Some(Ok(piece)));
                    }
                    match ready!(chunks.poll_recv(cx)) {
                        Some(Ok(chunk)) => *rest = chunk,
                        Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                        None => return Poll::Ready(None),
                    }
                }
            }
        }
    }
}

/// Takes a piece off the front; `None` when there is nothing.
fn split(bytes: &mut Bytes) -> Option<Bytes> {
    let size = bytes.len().min(PIECE_BYTES);
    (size > 0).then(|| bytes.split_to(size))
}

/// Reads on a thread for blocking work, at most so far ahead; ends when nobody takes the chunks any more.
fn read_ahead(pass: SecondPass) -> mpsc::Receiver<Result<Bytes, FileError>> {
    let (sender, chunks) = mpsc::channel(READ_AHEAD);
    tokio::task::spawn_blocking(move || {
        for chunk in pass {
            if sender.blocking_send(chunk).is_err() {
                return;
            }
        }
    });
    chunks
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = FileError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let body = self.get_mut();
        let piece = ready!(body.poll_piece(cx));
        if let Some(Ok(piece)) = &piece {
            let bytes = piece.len() as u64;
            body.unsent = body.unsent.saturating_sub(bytes);
        }
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.unsent == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.unsent)
    }
}
