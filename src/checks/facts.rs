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
use crate::text::Stop;
use crate::text::charset::{decide, decode};
use crate::text::exact_numbers::{ExactNumbers, read_json};

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
    written: OnceCell<Option<(ExactNumbers, Value)>>,
    stop: Stop<'a>,
}

/// How numbers of a body are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbers {
    /// As doubles, to be compared.
    Doubles,
    /// With the digits that they have, as [`ExactNumbers`] has them, to be taken elsewhere.
    Written,
}

impl<'a> ReplyFacts<'a> {
    /// Of a send with the body that came; `None` when no reply did. `stop` says when looking into it is to end.
    pub fn of_exchange(
        exchange: &'a Exchange,
        body: &'a SharedBody,
        now: OffsetDateTime,
        stop: Stop<'a>,
    ) -> Option<Self> {
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
            written: OnceCell::new(),
            stop,
        })
    }

    /// Says when looking into it is to end.
    pub(super) fn stop(&self) -> Stop<'a> {
        self.stop
    }

    /// Fails when the time for it is over.
    pub(super) fn in_time(&self) -> Result<(), NoValue> {
        if (self.stop)() {
            Err(NoValue::OutOfTime)
        } else {
            Ok(())
        }
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
        self.in_time()?;
        let bytes = self.bytes()?;
        let read = || {
            let charset = decide(None, self.head.header("content-type"), bytes).charset;
            let decoded = decode(bytes, charset, self.stop);
            let text = decoded.map_or_else(|_| bytes.clone(), |decoded| decoded.text);
            let text = String::from_utf8_lossy(&text);
            text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()
        };
        Ok(self.text.get_or_init(read))
    }

    /// The body as JSON where it is JSON, whatever its content type says, else as text: `res.body`.
    pub(super) fn body(&self, numbers: Numbers) -> Result<&Value, NoValue> {
        let text = self.text()?;
        if numbers == Numbers::Written
            && let Some((_, written)) = self.written(text)
        {
            return Ok(written);
        }
        let read = || read_json(text).unwrap_or_else(|_| Value::String(text.to_owned()));
        Ok(self.parsed.get_or_init(read))
    }

    /// The body with all digits of its numbers, where a value does not have them anyway.
    fn written(&self, text: &str) -> Option<&(ExactNumbers, Value)> {
        let read = || {
            let exact = ExactNumbers::of(text)?;
            let value = exact.read(text).ok()?;
            Some((exact, value))
        };
        self.written.get_or_init(read).as_ref()
    }

    /// The exact numbers of the body, where there are any.
    pub(super) fn exact(&self) -> Option<&ExactNumbers> {
        let text = self.text().ok()?;
        self.written(text).map(|(exact, _)| exact)
    }
}
