//! What an error reply says: its code, its message, and the ids by which AWS finds the request again.

mod html;
mod json;
mod xml;

use crate::model::ResponseHead;

/// Error bodies are small; nothing above this is parsed.
pub(super) const LONGEST_ERROR_BODY: usize = 256 * 1024;

/// The first status of an error.
const FIRST_ERROR_STATUS: u16 = 400;

/// Reply headers with the id of a request, the one that support asks for first.
/// <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html>,
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>
const ID_HEADERS: [&str; 6] = [
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-amz-id-2",
    "apigw-requestid",
    "x-amz-apigw-id",
    "x-amz-cf-id",
];

/// A canonical request follows, which is compared with ours elsewhere and may hold a session token.
const STRINGS_FOLLOW: &str = "the canonical string for this request should have been";

/// What an error reply says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorReply {
    /// The error code, as `AccessDenied`.
    pub code: Option<String>,
    /// What the service says about it.
    pub message: Option<String>,
    /// Names and values of the ids, as in the header or the body.
    pub ids: Vec<(String, String)>,
}

/// What a body says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    code: Option<String>,
    message: Option<String>,
    ids: Vec<(String, String)>,
}

/// Reads an error reply. `None` when it is none, or says nothing.
///
/// A reply with status 200 is one when its body is: S3 begins some replies before it knows how they end
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>), and GraphQL has no status.
pub fn error_reply(head: &ResponseHead, body: &[u8]) -> Option<ErrorReply> {
    let is_error = head.status >= FIRST_ERROR_STATUS;
    if !is_error && head.status != 200 {
        return None;
    }
    let said = said(body).filter(|said| is_error || said.is_error_in_itself);
    if !is_error && said.is_none() {
        return None;
    }
    let said = said.map(|said| said.said).unwrap_or_default();
    let mut ids: Vec<(String, String)> = ID_HEADERS
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), head.header(name)?.to_owned())))
        .collect();
    for (name, value) in said.ids {
        if !ids.iter().any(|(_, known)| *known == value) {
            ids.push((name, value));
        }
    }
    let header = |name| head.header(name).map(str::to_owned);
    let reply = ErrorReply {
        code: header("x-amzn-errortype")
            .map(|kind| short_code(&kind))
            .or(said.code)
            .filter(|code| !code.is_empty()),
        message: said
            .message
            .or_else(|| header("x-amzn-error-message"))
            .map(|message| message_without_strings(&message))
            .filter(|message| !message.is_empty()),
        ids,
    };
    (reply != ErrorReply::default()).then_some(reply)
}

/// What a body says, and whether that alone makes the reply an error.
struct SaidIn {
    said: Said,
    is_error_in_itself: bool,
}

fn said(body: &[u8]) -> Option<SaidIn> {
    if body.len() > LONGEST_ERROR_BODY {
        return None;
    }
    let text = std::str::from_utf8(body)
        .ok()?
        .trim_start_matches('\u{FEFF}')
        .trim();
    match text.as_bytes().first()? {
        b'{' | b'[' => json::said(text),
        b'<' => xml::said(text).or_else(|| html::said(text)),
        _ => None,
    }
}

/// The `message` of an AWS error body, for one line.
///
/// The key is `message` or `Message` from one service to the next
/// (<https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>).
pub fn error_message(body: &[u8]) -> Option<String> {
    said(body)?.said.message.filter(|message| !message.is_empty())
}

/// What S3 computed, which it sends as elements of their own.
pub(super) fn s3_strings(body: &[u8]) -> Option<(String, Option<String>)> {
    if body.len() > LONGEST_ERROR_BODY {
        return None;
    }
    xml::s3_strings(std::str::from_utf8(body).ok()?)
}

/// A code without the namespace before it and the address behind it:
/// `com.amazon.coral.service#X`, `X:http://internal.amazon.com/…`.
/// <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization>
fn short_code(code: &str) -> String {
    let code = code.rsplit_once('#').map_or(code, |(_, code)| code);
    code.split(':').next().unwrap_or(code).trim().to_owned()
}

fn message_without_strings(message: &str) -> String {
    let words = message.to_ascii_lowercase();
    let end = words.find(STRINGS_FOLLOW).unwrap_or(message.len());
    message.get(..end).unwrap_or(message).trim().to_owned()
}

#[cfg(test)]
mod tests;
