//! The last line of the canonical request: another text than the hash that the service puts there.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request>

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::subject::Subject;
use super::words::Words;
use crate::model::{BodyDigest, ReceivedBody};
use crate::sigv4::proof::unhex;
use crate::text::minify;

/// What was signed for the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PayloadMistake {
    /// The hash of no body.
    EmptyHash,
    /// The hash of the body, where the request says something else.
    BodyHash,
    /// `UNSIGNED-PAYLOAD`.
    Unsigned,
    /// Nothing: an empty line.
    Nothing,
    /// The hash in capital letters.
    CapitalHex,
    /// The hash of the body and a line feed.
    LineFeedAdded,
    /// The hash of the body without the line end at its end.
    LineEndRemoved,
    /// The hash of the body and a carriage return with a line feed.
    CrLfAdded,
    /// The hash of the body with `\r\n` for each `\n`.
    CrLfForLf,
    /// The hash of the body with `\n` for each `\r\n`.
    LfForCrLf,
    /// The hash of the body without white space around it.
    Trimmed,
    /// The hash of the body behind a byte order mark.
    ByteOrderMark,
    /// The hash of the JSON body without white space.
    Minified,
    /// The hash of the JSON body with one blank behind each comma and colon, as Python's `json.dumps` writes it.
    Spaced,
    /// The hash of the body as a JSON string.
    JsonString,
    /// The hash of a text that stands for no body.
    NoBody(&'static str),
    /// The body itself.
    Literal,
    /// The hash of the hash's hex digits.
    HashedTwice,
    /// The hash in base64.
    Base64,
    /// One of the words for a body in chunks.
    Streaming(&'static str),
}

impl PayloadMistake {
    pub(super) const USUAL: [Self; 9] = [
        Self::EmptyHash,
        Self::BodyHash,
        Self::Unsigned,
        Self::Nothing,
        Self::CapitalHex,
        Self::LineFeedAdded,
        Self::LineEndRemoved,
        Self::Minified,
        Self::Spaced,
    ];
    pub(super) const RARE: [Self; 17] = [
        Self::CrLfAdded,
        Self::CrLfForLf,
        Self::LfForCrLf,
        Self::Trimmed,
        Self::ByteOrderMark,
        Self::JsonString,
        Self::NoBody("{}"),
        Self::NoBody("null"),
        Self::NoBody("undefined"),
        Self::NoBody("\"\""),
        Self::NoBody("UNSIGNED-PAYLOAD"),
        Self::Literal,
        Self::HashedTwice,
        Self::Base64,
        Self::Streaming("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        Self::Streaming("STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
        Self::Streaming("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"),
    ];

    /// The line; `None` where the mistake can not be made.
    pub(super) fn line(self, subject: &Subject<'_>) -> Option<PayloadLine> {
        let standard = subject.standard.payload.as_str();
        let is_hash = standard.len() == 64;
        let text = match self {
            Self::EmptyHash => Some(hash(b"")),
            Self::BodyHash => body_hash(&subject.request.body),
            Self::Unsigned => Some("UNSIGNED-PAYLOAD".to_owned()),
            Self::Nothing => Some(String::new()),
            Self::CapitalHex => is_hash.then(|| standard.to_ascii_uppercase()),
            Self::HashedTwice => is_hash.then(|| hash(standard.as_bytes())),
            Self::Base64 => is_hash
                .then(|| unhex(standard))
                .flatten()
                .map(|bytes| STANDARD.encode(bytes)),
            Self::NoBody(text) => Some(hash(text.as_bytes())),
            Self::Streaming(text) => Some(text.to_owned()),
            Self::Literal => {
                let ReceivedBody::Known(body) = &subject.request.body else {
                    return None;
                };
                let text = std::str::from_utf8(body).ok();
                text.filter(|text| text.len() < LONGEST_LITERAL)
                    .map(str::to_owned)
            }
            other => {
                let ReceivedBody::Known(body) = &subject.request.body else {
                    return None;
                };
                return other.body(body).map(|body| PayloadLine {
                    text: hash(&body),
                    hashed_bytes: Some(body.len()),
                });
            }
        };
        text.map(|text| PayloadLine {
            text,
            hashed_bytes: None,
        })
    }

    /// The body that was hashed in place of the one sent; `None` when it is the one sent.
    fn body(self, body: &[u8]) -> Option<Cow<'_, [u8]>> {
        let has = |byte: u8| memchr::memchr(byte, body).is_some();
        match self {
            Self::LineFeedAdded => Some(Cow::Owned([body, b"\n"].concat())),
            Self::CrLfAdded => Some(Cow::Owned([body, b"\r\n"].concat())),
            Self::LineEndRemoved => {
                let shorter = body.strip_suffix(b"\n")?;
                Some(Cow::Borrowed(shorter.strip_suffix(b"\r").unwrap_or(shorter)))
            }
            Self::CrLfForLf => (has(b'\n') && !has(b'\r')).then(|| Cow::Owned(with_carriage_returns(body))),
            Self::LfForCrLf => has(b'\r').then(|| Cow::Owned(without_carriage_returns(body))),
            Self::Trimmed => {
                let trimmed = body.trim_ascii();
                (trimmed.len() < body.len()).then_some(Cow::Borrowed(trimmed))
            }
            Self::ByteOrderMark => Some(Cow::Owned(["\u{feff}".as_bytes(), body].concat())),
            Self::Minified => minify::json(body).map(Cow::Owned),
            Self::Spaced => minify::json(body).map(|body| Cow::Owned(spaced(&body))),
            Self::JsonString => {
                let text = std::str::from_utf8(body).ok().filter(|text| !text.is_empty())?;
                serde_json::to_vec(text).ok().map(Cow::Owned)
            }
            _ => None,
        }
    }

    pub(super) fn words(self, subject: &Subject<'_>) -> Words {
        const SENT: &str = "Hash the bytes that are sent, and send the bytes that were hashed.";
        const HEX: &str =
            "End the canonical request with the SHA-256 of the body as 64 hex digits in small letters.";
        let standard = subject.standard.payload.as_str();
        match self {
            Self::EmptyHash => Words::new(
                "payload-empty-hash",
                "The hash of an empty body was signed",
                "Hash the body that is sent; some clients sign before they know the body.",
            ),
            Self::BodyHash => Words::new(
                "payload-body-hash",
                format!("The hash of the body was signed, where the request stands for {standard}"),
                "Sign the value of x-amz-content-sha256, and UNSIGNED-PAYLOAD for a presigned URL of S3.",
            ),
            Self::Unsigned => Words::new(
                "payload-unsigned",
                "UNSIGNED-PAYLOAD was signed in place of the hash of the body",
                "Sign the hash of the body, or send x-amz-content-sha256: UNSIGNED-PAYLOAD where the service takes it.",
            ),
            Self::Nothing => Words::new(
                "payload-missing",
                "Nothing was signed for the body: the last line of the canonical request is empty",
                HEX,
            ),
            Self::CapitalHex => Words::new(
                "payload-capital-hex",
                "The hash of the body was signed in capital letters",
                HEX,
            ),
            Self::LineFeedAdded | Self::CrLfAdded => Words::new(
                "payload-line-end-added",
                "The body was hashed with a line end behind it that was not sent",
                SENT,
            ),
            Self::LineEndRemoved | Self::Trimmed => Words::new(
                "payload-line-end-removed",
                "The body was hashed without the white space at its end or beginning that was sent",
                SENT,
            ),
            Self::CrLfForLf | Self::LfForCrLf => Words::new(
                "payload-line-ends",
                "The body was hashed with other line ends than it was sent with",
                SENT,
            ),
            Self::ByteOrderMark => Words::new(
                "payload-byte-order-mark",
                "The body was hashed with a byte order mark in front",
                SENT,
            ),
            Self::Minified => Words::new(
                "payload-json-minified",
                "The JSON body was hashed without white space and sent with it",
                SENT,
            ),
            Self::Spaced => Words::new(
                "payload-json-spaced",
                "The JSON body was hashed with a blank behind each comma and colon, and sent otherwise",
                "Hash the bytes that are sent: with requests give data=json.dumps(…), and sign that same text.",
            ),
            Self::JsonString => Words::new(
                "payload-json-string",
                "The body was made a JSON string once more before it was hashed",
                SENT,
            ),
            Self::NoBody(text) => Words::new(
                "payload-placeholder",
                format!("The hash of the text {text} was signed in place of that of the body"),
                SENT,
            ),
            Self::Literal => Words::new(
                "payload-not-hashed",
                "The body itself was signed in place of its hash",
                HEX,
            ),
            Self::HashedTwice => Words::new(
                "payload-hashed-twice",
                "The hash of the body was hashed again",
                HEX,
            ),
            Self::Base64 => Words::new("payload-base64", "The hash of the body was signed in base64", HEX),
            Self::Streaming(text) => Words::new(
                "payload-streaming",
                format!("{text} was signed in place of the hash of the body"),
                "Use that word only for a body that is sent in chunks, in x-amz-content-sha256 as well.",
            ),
        }
    }
}

/// The last line of a canonical request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PayloadLine {
    pub text: String,
    /// Length of the body that was hashed, where it is another one than the body sent: a signed Content-Length is of it.
    pub hashed_bytes: Option<usize>,
}

/// A longer body nobody signed as it stands.
const LONGEST_LITERAL: usize = 65_536;

fn hash(bytes: &[u8]) -> String {
    BodyDigest::of(bytes).sha256
}

fn body_hash(body: &ReceivedBody) -> Option<String> {
    match body {
        ReceivedBody::Known(bytes) => Some(hash(bytes)),
        ReceivedBody::Hash(hash) => Some(hash.clone()),
        ReceivedBody::Unknown => None,
    }
}

/// JSON without white space as Python's `json.dumps` writes it.
/// <https://docs.python.org/3/library/json.html#json.dumps>
fn spaced(minified: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(minified.len() + minified.len() / 8);
    let (mut in_string, mut escaped) = (false, false);
    for &byte in minified {
        out.push(byte);
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b',' | b':' if !in_string => out.push(b' '),
            _ => {}
        }
    }
    out
}

fn with_carriage_returns(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + body.len() / 8);
    for &byte in body {
        if byte == b'\n' {
            out.push(b'\r');
        }
        out.push(byte);
    }
    out
}

/// Those that a line feed follows.
fn without_carriage_returns(body: &[u8]) -> Vec<u8> {
    let next = body.iter().skip(1).map(Some).chain([None]);
    let kept = body
        .iter()
        .zip(next)
        .filter(|(byte, next)| **byte != b'\r' || *next != Some(&b'\n'));
    kept.map(|(byte, _)| *byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_changed_both_ways() {
        assert_eq!(with_carriage_returns(b"a\nb\n"), b"a\r\nb\r\n");
        assert_eq!(without_carriage_returns(b"a\r\nb\r\r\n\r"), b"a\nb\r\n\r");
    }

    /// As `json.dumps` writes this object.
    #[test]
    fn json_is_spaced_as_python_writes_it() {
        let minified = br#"{"a":[1,"b,:\"c"],"d":{}}"#;
        assert_eq!(spaced(minified), br#"{"a": [1, "b,:\"c"], "d": {}}"#);
    }
}
