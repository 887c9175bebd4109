//! Counts what goes through a connection: the bytes of HTTP, inside of TLS.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::Notify;

use super::clock::now;
use crate::model::Protocol;

/// Bytes that may come before the reply head is whole: far more than the largest head, and an end to a server
/// that sends informational replies (1xx) for ever.
const BEFORE_HEAD_BYTES: u64 = 1024 * 1024;
/// The same on HTTP/2, where up to 5 MB of the body may be read before the head is looked at.
const BEFORE_HEAD_BYTES_HTTP2: u64 = 16 * BEFORE_HEAD_BYTES;
/// Bytes kept of the beginning of what came, enough to know a protocol by.
const GREETING_BYTES: usize = 5;

/// The server sends and sends, and no reply head comes of it.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("{0} bytes came and no reply head was among them")]
pub(super) struct EndlessHead(u64);

/// What went through since the exchange began.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// Bytes written.
    pub(super) up: u64,
    /// Bytes read.
    pub(super) down: u64,
    /// Bytes of the body that the HTTP library took.
    pub(super) body: u64,
    /// When the last byte was written.
    pub(super) last_up: Option<Instant>,
    /// When the library had taken the whole body.
    pub(super) body_end: Option<Instant>,
    /// The first bytes that ever came on this connection.
    pub(super) greeting: Vec<u8>,
    /// Set when so much came without a reply head that reading ended.
    pub(super) endless: Option<EndlessHead>,
    head_came: bool,
}

/// The counts of one connection, and a signal when those of the way out change.
#[derive(Debug, Default)]
pub(super) struct Meter {
    protocol: Protocol,
    counts: Mutex<Counts>,
    changed: Notify,
}

impl Meter {
    /// Nothing went through yet.
    pub(super) fn new(protocol: Protocol) -> Self {
        Self {
            protocol,
            ..Self::default()
        }
    }

    /// A new exchange begins on the connection.
    pub(super) fn begin(&self) {
        let mut counts = self.lock();
        *counts = Counts {
            greeting: std::mem::take(&mut counts.greeting),
            ..Counts::default()
        };
    }

    /// What went through so far.
    pub(super) fn counts(&self) -> Counts {
        self.lock().clone()
    }

    /// Ends when more went out since the last call.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// The reply head is here: the body may have any length.
    pub(super) fn head_came(&self) {
        self.lock().head_came = true;
    }

    fn wrote(&self, bytes: usize) {
        let mut counts = self.lock();
        counts.up += bytes as u64;
        counts.last_up = Some(now());
        drop(counts);
        self.changed.notify_one();
    }

    fn took(&self, bytes: usize, ended: bool) {
        let mut counts = self.lock();
        counts.body += bytes as u64;
        if ended {
            counts.body_end = Some(now());
        }
        drop(counts);
        self.changed.notify_one();
    }

    fn read(&self, bytes: &[u8]) -> Result<(), EndlessHead> {
        let mut counts = self.lock();
        counts.down += bytes.len() as u64;
        let room = GREETING_BYTES.saturating_sub(counts.greeting.len());
        counts.greeting.extend(bytes.iter().take(room));
        let limit = match self.protocol {
            Protocol::Http1 => BEFORE_HEAD_BYTES,
            Protocol::Http2 => BEFORE_HEAD_BYTES_HTTP2,
        };
        if !counts.head_came && counts.down > limit {
            let endless = EndlessHead(counts.down);
            counts.endless = Some(endless);
            return Err(endless);
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A stream whose bytes are counted.
pub(super) struct Metered<S> {
    pub(super) stream: S,
    pub(super) meter: Arc<Meter>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let came = buf.filled().get(before..).unwrap_or_default();
        Poll::Ready(self.meter.read(came).map_err(io::Error::other))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let count = ready!(Pin::new(&mut self.stream).poll_write(cx, buf))?;
        self.meter.wrote(count);
        Poll::Ready(Ok(count))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let count = ready!(Pin::new(&mut self.stream).poll_write_vectored(cx, bufs))?;
        self.meter.wrote(count);
        Poll::Ready(Ok(count))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// A request body whose bytes are counted as the HTTP library takes them.
pub(super) struct Counted<B> {
    body: Pin<Box<B>>,
    protocol: Protocol,
    meter: Arc<Meter>,
}

impl<B> Counted<B> {
    pub(super) fn new(body: B, protocol: Protocol, meter: Arc<Meter>) -> Self {
        Self {
            body: Box::pin(body),
            protocol,
            meter,
        }
    }

    /// The same body for another connection.
    pub(super) fn on(self, meter: Arc<Meter>) -> Self {
        Self { meter, ..self }
    }
}

impl<B: Body<Data = Bytes>> Body for Counted<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let frame = ready!(self.body.as_mut().poll_frame(cx));
        let bytes = match &frame {
            Some(Ok(frame)) => frame.data_ref().map_or(0, Bytes::len),
            Some(Err(_)) | None => 0,
        };
        self.meter.took(bytes, self.body.is_end_stream());
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    /// On HTTP/2 a known size would make hyper add `content-length: 0` to a POST without a body.
    fn size_hint(&self) -> SizeHint {
        match self.protocol {
            Protocol::Http1 => self.body.size_hint(),
            Protocol::Http2 => SizeHint::default(),
        }
    }
}
