//! What is known of a reply when it is checked.

use std::cell::OnceCell;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use time::OffsetDateTime;

use super::no_value::NoValue;
use crate::blob::SharedBody;
use crate::model::{CertificateFacts, Exchange, ResponseHead, SigningReport};
use crate::resolve::url_of;
use crate::text::charset::{decide, decode};
use crate::text::never;

/// Longer bodies are not looked into.
pub const LONGEST_CHECKED_BODY: u64 = 64 << 20;

/// A reply with what is known of its request and its connection.
pub struct ReplyFacts<'a> {
    pub(super) head: &'a ResponseHead,
    pub(super) url: Option<String>,
    pub(super) time: Duration,
    pub(super) report: Option<&'a SigningReport>,
    pub(super) certificate: Option<&'a CertificateFacts>,
    pub(super) now: OffsetDateTime,
    received: u64,
    body: &'a SharedBody,
    left_out: Option<&'a str>,
    bytes: OnceCell<Result<Bytes, NoValue>>,
    text: OnceCell<String>,
    parsed: OnceCell<Value>,
}

impl<'a> ReplyFacts<'a> {
    /// Of a send with the body that came; `None` when no reply did.
    pub fn of_exchange(exchange: &'a Exchange, body: &'a SharedBody, now: OffsetDateTime) -> Option<Self> {
        let response = exchange.outcome.response()?;
        let head = &response.head;
        let tls = exchange.connection.tls.as_ref();
        let timings = &exchange.timings;
        let downloading = timings.phases.downloading.unwrap_or_default();
        Some(Self {
            head,
            url: exchange
                .wire
                .as_ref()
                .map(|wire| url_of(&wire.endpoint, wire.target.as_str())),
            time: timings
                .first_byte
                .map_or(timings.total, |first| first + downloading),
            report: exchange.report.as_deref(),
            certificate: tls.and_then(|tls| tls.chain.first()),
            now,
            received: response.received_bytes,
            body,
            left_out: None,
            bytes: OnceCell::new(),
            text: OnceCell::new(),
            parsed: OnceCell::new(),
        })
    }

    /// The same when not all of the body is there, and why.
    #[must_use]
    pub fn with_body_left_out(mut self, why: Option<&'a str>) -> Self {
        self.left_out = why;
        self
    }

    /// What the reply calls its body; empty when it does not say.
    pub fn content_type(&self) -> &'a str {
        self.head.header("content-type").unwrap_or_default()
    }

    /// Bytes of the decoded body.
    pub(super) fn body_bytes(&self) -> u64 {
        self.body.len()
    }

    /// Bytes of body that came, before content codings were undone.
    pub(super) fn received_bytes(&self) -> u64 {
        self.received
    }

    pub(super) fn bytes(&self) -> Result<&Bytes, NoValue> {
        let take = || {
            if let Some(why) = self.left_out {
                return Err(NoValue::BodyLeftOut(why.to_owned()));
            }
            let bytes = self.body.len();
            let whole = (bytes <= LONGEST_CHECKED_BODY)
                .then(|| self.body.whole())
                .flatten();
            whole.ok_or(NoValue::BodyTooLong { bytes })
        };
        self.bytes.get_or_init(take).as_ref().map_err(Clone::clone)
    }

    /// The body as text, without a byte order mark.
    pub(super) fn text(&self) -> Result<&str, NoValue> {
        let bytes = self.bytes()?;
        let read = || {
            let charset = decide(None, self.head.header("content-type"), bytes).charset;
            let text = decode(bytes, charset, &never).map_or_else(|_| bytes.clone(), |decoded| decoded.text);
            let text = String::from_utf8_lossy(&text);
            text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()
        };
        Ok(self.text.get_or_init(read))
    }

    /// The body as JSON where it is JSON, whatever its content type says, else as text: `res.body`.
    pub(super) fn body(&self) -> Result<&Value, NoValue> {
        let text = self.text()?;
        let read = || serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
        Ok(self.parsed.get_or_init(read))
    }
}
