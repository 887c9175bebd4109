//! A reply that somebody saved: with its head or without, alone or with its request.
//!
//! ```text
//! curl -i, curl -v ─────┐
//! a body alone ─────────┤
//! HAR entry ────────────┼──▶ SavedReply { head?, body, request?, signed? }
//! send --json ──────────┘
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::curl_trace::curl_trace;
use super::har::from_har;
use super::raw_http::{from_raw_http, split_head, unchunked};
use super::{FormatError, Imported};
use crate::model::{ReceivedBody, ReceivedRequest, ResponseHead};

/// The first status of an error.
const FIRST_ERROR_STATUS: u64 = 400;

/// A reply as far as it was saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedReply {
    /// Status and header lines; `None` for a body alone.
    pub head: Option<ResponseHead>,
    /// The body.
    pub body: Vec<u8>,
    /// The request, when it was saved too.
    pub request: Option<ReceivedRequest>,
    /// Canonical request and string to sign, when a report was saved too.
    pub signed: Option<(String, String)>,
}

/// Which entry of a HAR is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HarEntry {
    /// The first one that failed, or else the first.
    FirstFailed,
    /// Counted from 1.
    Number(usize),
}

/// Reads a saved reply, whatever its form.
pub fn from_saved_reply(bytes: &[u8], entry: HarEntry) -> Result<SavedReply, FormatError> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = text
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())
        .ok_or(FormatError::Empty)?;
    let text = text.get(start..).unwrap_or_default();
    if text.starts_with(b"HTTP/") {
        return Ok(raw(text));
    }
    if let Some(trace) = std::str::from_utf8(text).ok().and_then(curl_trace) {
        let request = from_raw_http(trace.request.as_bytes()).ok();
        return Ok(SavedReply {
            request: request.map(|imported| imported.request),
            ..raw(trace.reply.as_bytes())
        });
    }
    if let Some(saved) = document(text, bytes, entry).transpose()? {
        return Ok(saved);
    }
    Ok(SavedReply {
        body: text.to_vec(),
        ..SavedReply::default()
    })
}

/// A HAR, or our own report of a send; `None` for other JSON, which is a body.
fn document(text: &[u8], bytes: &[u8], entry: HarEntry) -> Option<Result<SavedReply, FormatError>> {
    let value: Value = serde_json::from_slice(text).ok()?;
    if let Some(entries) = value.pointer("/log/entries").and_then(Value::as_array) {
        return Some(of_har(entries, bytes, entry));
    }
    of_report(&value).map(Ok)
}

/// What curl prints with `-i`: the heads of proxies, of 100 Continue and of redirects stand in front.
fn raw(text: &[u8]) -> SavedReply {
    let mut rest = text;
    loop {
        let (head, body) = split_head(rest);
        if body.starts_with(b"HTTP/") {
            rest = body;
            continue;
        }
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let first = lines.next().unwrap_or_default();
        let (_, rest) = first.split_once(' ').unwrap_or((first, ""));
        let (status, reason) = rest.split_once(' ').unwrap_or((rest, ""));
        let head = ResponseHead {
            status: status.trim().parse().unwrap_or_default(),
            reason: reason.trim().to_owned(),
            headers: lines
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
                .collect(),
        };
        let is_chunked = head
            .header("transfer-encoding")
            .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
        // curl takes the chunks apart and leaves the header.
        let body = is_chunked
            .then(|| unchunked(body))
            .flatten()
            .unwrap_or_else(|| body.to_vec());
        return SavedReply {
            head: (head.status > 0).then_some(head),
            body,
            ..SavedReply::default()
        };
    }
}

/// <http://www.softwareishard.com/blog/har-12-spec/#response>
fn of_har(entries: &[Value], bytes: &[u8], entry: HarEntry) -> Result<SavedReply, FormatError> {
    let status = |entry: &Value| {
        let status = entry.pointer("/response/status").and_then(Value::as_u64);
        status.unwrap_or_default()
    };
    let number = match entry {
        HarEntry::Number(number) => number,
        HarEntry::FirstFailed => {
            let failed = entries
                .iter()
                .position(|entry| status(entry) >= FIRST_ERROR_STATUS);
            failed.unwrap_or_default() + 1
        }
    };
    let found = number
        .checked_sub(1)
        .and_then(|at| entries.get(at))
        .ok_or(FormatError::NoEntry {
            wanted: number,
            count: entries.len(),
        })?;
    if status(found) == 0 {
        return Err(FormatError::NoResponseInEntry { entry: number });
    }
    let content = found.pointer("/response/content");
    let text = |name: &str| {
        content
            .and_then(|content| content.get(name))
            .and_then(Value::as_str)
    };
    let body = match (text("text"), text("encoding")) {
        (Some(body), Some("base64")) => STANDARD.decode(body).unwrap_or_default(),
        (Some(body), _) => body.as_bytes().to_vec(),
        (None, _) => Vec::new(),
    };
    let headers = found.pointer("/response/headers").and_then(Value::as_array);
    let header = |header: &Value| {
        let part = |name: &str| header.get(name).and_then(Value::as_str).map(str::to_owned);
        Some((part("name")?, part("value").unwrap_or_default()))
    };
    let reason = found.pointer("/response/statusText").and_then(Value::as_str);
    let head = ResponseHead {
        status: u16::try_from(status(found)).unwrap_or_default(),
        reason: reason.unwrap_or_default().to_owned(),
        headers: headers.into_iter().flatten().filter_map(header).collect(),
    };
    let request = from_har(bytes, number)
        .ok()
        .map(|Imported { request, .. }| request);
    Ok(SavedReply {
        head: (head.status > 0).then_some(head),
        body,
        request,
        signed: None,
    })
}

/// `send --json`.
fn of_report(value: &Value) -> Option<SavedReply> {
    let response = value.get("response")?;
    let status = response.get("status").and_then(Value::as_u64)?;
    let body = body_of(response).unwrap_or_default();
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let request = value
        .get("wire")
        .filter(|wire| wire.is_object())
        .and_then(|wire| {
            let mut request = ReceivedRequest {
                method: text(wire, "method")?,
                target: text(wire, "target")?,
                body: match body_of(wire) {
                    Some(body) => ReceivedBody::Known(body),
                    None => ReceivedBody::Unknown,
                },
                ..ReceivedRequest::default()
            };
            for (name, value) in pairs(wire) {
                request.push_header(&name, &value);
            }
            Some(request)
        });
    let signed = value.get("report").and_then(|report| {
        let canonical = text(report, "canonical_request")?;
        Some((canonical, text(report, "string_to_sign")?))
    });
    Some(SavedReply {
        head: Some(ResponseHead {
            status: u16::try_from(status).ok()?,
            reason: text(response, "reason").unwrap_or_default(),
            headers: pairs(response),
        }),
        body,
        request,
        signed,
    })
}

fn body_of(value: &Value) -> Option<Vec<u8>> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    match (text("body"), text("body_base64")) {
        (Some(body), _) => Some(body.as_bytes().to_vec()),
        (None, Some(body)) => STANDARD.decode(body).ok(),
        (None, None) => None,
    }
}

/// `[["name","value"],…]`.
fn pairs(value: &Value) -> Vec<(String, String)> {
    let lines = value.get("headers").and_then(Value::as_array);
    let pair = |line: &Value| {
        let part = |at: usize| line.get(at).and_then(Value::as_str).map(str::to_owned);
        Some((part(0)?, part(1)?))
    };
    lines.into_iter().flatten().filter_map(pair).collect()
}

#[cfg(test)]
mod tests;
