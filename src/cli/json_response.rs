//! The JSON form of a response.

use std::path::Path;

use base64::Engine as _;
use serde::Serialize;

use crate::blob::SharedBody;
use crate::model::{BodyCut, BodyEnd, Decoding, Response};

/// A larger body is left out.
const MOST_INLINE_BYTES: u64 = SharedBody::FRONT_BYTES as u64;

/// A response as far as it came.
#[derive(Serialize)]
pub struct JsonResponse<'a> {
    status: u16,
    reason: &'a str,
    headers: &'a [(String, String)],
    body: Option<String>,
    body_base64: Option<String>,
    body_file: Option<String>,
    body_bytes: u64,
    received_bytes: u64,
    decoding: JsonDecoding<'a>,
    complete: bool,
    end: &'static str,
}

#[derive(Serialize)]
struct JsonDecoding<'a> {
    state: &'static str,
    codings: &'a [String],
    reason: Option<&'a str>,
}

/// The response; its body goes in when it is not in a file of its own and not too large.
pub fn of_response<'a>(response: &'a Response, body: &SharedBody, file: Option<&Path>) -> JsonResponse<'a> {
    let inline = (file.is_none() && body.len() <= MOST_INLINE_BYTES).then(|| body.snapshot());
    let text = inline
        .as_ref()
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .map(str::to_owned);
    let base64 = match (&text, &inline) {
        (None, Some(bytes)) => Some(base64::engine::general_purpose::STANDARD.encode(bytes)),
        _ => None,
    };
    JsonResponse {
        status: response.head.status,
        reason: &response.head.reason,
        headers: &response.head.headers,
        body: text,
        body_base64: base64,
        body_file: file.map(|path| path.display().to_string()),
        body_bytes: response.body_bytes,
        received_bytes: response.received_bytes,
        decoding: of_decoding(&response.decoding),
        complete: response.end == BodyEnd::Complete,
        end: end(&response.end),
    }
}

fn of_decoding(decoding: &Decoding) -> JsonDecoding<'_> {
    let (state, codings, reason) = match decoding {
        Decoding::None => ("none", &[][..], None),
        Decoding::Decoded { codings } => ("decoded", codings.as_slice(), None),
        Decoding::Capped { codings, cap: 0 } => ("left", codings.as_slice(), None),
        Decoding::Capped { codings, .. } => ("capped", codings.as_slice(), None),
        Decoding::Broken { codings, reason } => ("broken", codings.as_slice(), Some(reason.as_str())),
        Decoding::Unknown { coding } => ("unknown", std::slice::from_ref(coding), None),
    };
    JsonDecoding {
        state,
        codings,
        reason,
    }
}

fn end(end: &BodyEnd) -> &'static str {
    match end {
        BodyEnd::Complete => "complete",
        BodyEnd::Capped { .. } => "capped",
        BodyEnd::Partial(BodyCut::Cancelled) => "cancelled",
        BodyEnd::Partial(BodyCut::TimedOut) => "timeout",
        BodyEnd::Partial(BodyCut::Connection(_)) => "connection",
        BodyEnd::Partial(BodyCut::Storage(_)) => "storage",
    }
}
