//! What a refusal says, field by field, in all the forms in which AWS's services spell it: whole, escaped, wrapped
//! in another reply, or cut off.
//!
//! | form | code | message |
//! |---|---|---|
//! | REST-JSON, API Gateway | header `x-amzn-errortype` | `message`, `Message` |
//! | AWS JSON | `__type` | `message`, `Message` |
//! | Query, EC2 | `ErrorResponse/Error/Code`, `Response/Errors/Error/Code` | `Message` |
//! | S3 | `Error/Code` | `Error/Message`, and further elements |
//! | GraphQL, lists of errors | `errors[0].errorType`, `errors[0].code` | `errors[0].message` |
//! | `OpenSearch` | `error.type` | `error.reason` |

mod decoded;
mod json;
mod sdk_text;
mod xml;

use std::ops::Range;

use super::pattern;
use crate::model::ResponseHead;
use decoded::Decoded;

/// So much of a body is looked at, in bytes.
pub(super) const LOOKED_AT: usize = super::error_reply::LONGEST_ERROR_BODY;
/// More fields than these are no error.
const MOST_FIELDS: usize = 64;

/// Where a code stands in JSON, the surest first.
const JSON_KINDS: [&str; 12] = [
    "__type",
    "code",
    "errortype",
    "errorcode",
    "errors.0.errortype",
    "errors.0.code",
    "errors.0.extensions.code",
    "error.code",
    "error.type",
    "output.__type",
    "0.code",
    "type",
];
/// Where a message stands in JSON, the surest first.
const JSON_MESSAGES: [&str; 8] = [
    "message",
    "detailedmessage",
    "errors.0.message",
    "error.message",
    "error.reason",
    "error.root_cause.0.reason",
    "output.message",
    "0.message",
];
/// Where another reply is wrapped.
const WRAPPERS: [&str; 6] = ["", "body", "message", "error", "detail", "response"];

/// The shape of a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// Nothing, or nothing of what follows.
    #[default]
    Other,
    /// An object or a list.
    Json,
    /// An error in XML.
    Xml,
    /// A page.
    Html,
}

/// One text of a reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Field {
    /// Names from the root, lower case, with dots between them.
    pub path: String,
    /// The text, unescaped.
    pub value: String,
    /// Its bytes in the body, as written; `None` for a header.
    raw: Option<Range<usize>>,
    /// Where each byte of the value begins in the body, when it stands there by itself.
    at: Vec<u32>,
}

impl Field {
    fn of(path: String, decoded: Decoded, raw: Range<usize>) -> Self {
        Self {
            path,
            value: decoded.text,
            raw: Some(raw),
            at: decoded.at,
        }
    }

    /// The bytes of the body that a piece of the value stands in.
    pub fn in_body(&self, piece: &Range<usize>) -> Option<Range<usize>> {
        let place = |at: usize| self.at.get(at).map(|place| *place as usize);
        match (place(piece.start), place(piece.end)) {
            (Some(start), Some(end)) if start < end => Some(start..end),
            _ => self.raw.clone(),
        }
    }
}

/// A reply, read.
#[derive(Clone, Debug, Default)]
pub(super) struct Reply<'a> {
    pub head: Option<&'a ResponseHead>,
    pub form: Form,
    /// True when the refusal stood as a text in another reply.
    pub is_wrapped: bool,
    /// True for the words of one of AWS's clients, which only a service has.
    pub is_sdk_text: bool,
    /// True when the message has no end: what it would have said is not known.
    pub is_cut: bool,
    /// The error code without namespace and address: `AccessDeniedException`.
    pub kind: Option<String>,
    /// What the service says.
    pub message: Option<Field>,
    /// Where sentences begin in the message.
    pub sentences: Vec<usize>,
    /// All texts that were read.
    pub fields: Vec<Field>,
    /// The text of a page, lower case.
    pub page: String,
}

impl<'a> Reply<'a> {
    /// Reads a reply.
    pub fn read(head: Option<&'a ResponseHead>, body: &[u8]) -> Self {
        let (text, from) = text_of(body);
        let (form, mut fields) = fields_of(text, from);
        let inner = fields.iter().find_map(unwrapped);
        let is_wrapped = inner.is_some();
        if let Some(inner) = inner {
            fields = inner;
        }
        let plain = plain_exception(text, from);
        fields.truncate(MOST_FIELDS);
        let find = |paths: &[&str]| {
            let named = |path: &&str| {
                fields
                    .iter()
                    .find(|field| field.path == *path && !field.value.trim().is_empty())
            };
            paths.iter().find_map(named)
        };
        let header = |name: &str| head.and_then(|head| head.header(name));
        let kind = header("x-amzn-errortype")
            .map(short_kind)
            .or_else(|| Some(short_kind(&find(&JSON_KINDS)?.value)))
            .or_else(|| xml::kind(&fields))
            .or_else(|| Some(plain.as_ref()?.0.clone()))
            .filter(|kind| !kind.is_empty());
        let message = find(&JSON_MESSAGES)
            .cloned()
            .or_else(|| xml::message(&fields))
            .or_else(|| plain.map(|(_, field)| field))
            .or_else(|| {
                Some(Field {
                    path: "x-amzn-error-message".to_owned(),
                    value: header("x-amzn-error-message")?.to_owned(),
                    ..Field::default()
                })
            });
        Self {
            head,
            form,
            is_wrapped,
            is_sdk_text: form == Form::Other && sdk_text::sdk_error(text).is_some(),
            is_cut: form != Form::Other && ends_with(message.as_ref(), from + text.len()),
            kind,
            sentences: message
                .as_ref()
                .map(|message| pattern::sentence_starts(&message.value))
                .unwrap_or_default(),
            message,
            fields,
            page: if form == Form::Html {
                text.to_ascii_lowercase()
            } else {
                String::new()
            },
        }
    }

    /// Status code.
    pub fn status(&self) -> Option<u16> {
        self.head.map(|head| head.status)
    }

    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.head.and_then(|head| head.header(name))
    }

    /// An element of an S3 error: `Region` is `error.region`.
    pub fn element(&self, name: &str) -> Option<&Field> {
        let is_it = |field: &&Field| {
            field.path.strip_prefix("error.") == Some(name) && !field.value.trim().is_empty()
        };
        self.fields.iter().find(is_it)
    }

    /// True when a field of that name is there, at any depth.
    pub fn has_field(&self, name: &str) -> bool {
        self.fields
            .iter()
            .any(|field| field.path == name || field.path.ends_with(&format!(".{name}")))
    }

    /// True when the code is one of these, in any case.
    pub fn is_kind(&self, kinds: &[&str]) -> bool {
        self.kind
            .as_deref()
            .is_some_and(|kind| kinds.iter().any(|known| known.eq_ignore_ascii_case(kind)))
    }
}

/// The part of a body that is looked at as text, and where it begins.
fn text_of(body: &[u8]) -> (&str, usize) {
    let start = body.get(..LOOKED_AT).unwrap_or(body);
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        Err(error) => start
            .get(..error.valid_up_to())
            .and_then(|valid| std::str::from_utf8(valid).ok())
            .unwrap_or_default(),
    };
    let trimmed = text.trim_start_matches(|ch: char| ch == '\u{FEFF}' || ch.is_whitespace());
    (trimmed.trim_end(), text.len() - trimmed.len())
}

fn fields_of(text: &str, from: usize) -> (Form, Vec<Field>) {
    match text.as_bytes().first() {
        Some(b'{' | b'[' | b'"') => (Form::Json, json::fields(text, from)),
        Some(b'<') if is_page(text) => (Form::Html, Vec::new()),
        Some(b'<') => {
            let fields = xml::fields(text, from);
            (if fields.is_empty() { Form::Other } else { Form::Xml }, fields)
        }
        _ => (Form::Other, Vec::new()),
    }
}

/// True for a field that goes on to the end of the body.
fn ends_with(field: Option<&Field>, end: usize) -> bool {
    field
        .and_then(|field| field.raw.as_ref())
        .is_some_and(|raw| raw.end >= end)
}

/// `AccessDeniedException: User: …` as plain text, the way VPC Lattice answers, or the words of one of AWS's clients.
fn plain_exception(text: &str, from: usize) -> Option<(String, Field)> {
    if let Some((kind, range)) = sdk_text::sdk_error(text) {
        let (message, at) = (text.get(range.clone())?, from + range.start);
        let raw = at..from + range.end;
        let field = Field::of("message".to_owned(), Decoded::plain(message, at), raw);
        return Some((kind.to_owned(), field));
    }
    let (kind, _) = text.split_once(": ")?;
    let is_kind = kind.ends_with("Exception") && kind.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let raw = from..from + text.len();
    is_kind.then(|| {
        (
            kind.to_owned(),
            Field::of("message".to_owned(), Decoded::plain(text, from), raw),
        )
    })
}

fn is_page(text: &str) -> bool {
    let start = text
        .get(..text.floor_char_boundary(512))
        .unwrap_or(text)
        .to_ascii_lowercase();
    start.contains("<html") || start.starts_with("<!doctype html")
}

/// The fields of a reply that stands as a text in another one.
fn unwrapped(field: &Field) -> Option<Vec<Field>> {
    let text = field.value.trim();
    if !WRAPPERS.contains(&field.path.as_str()) || !text.starts_with(['{', '<']) {
        return None;
    }
    let (_, mut fields) = fields_of(text, 0);
    for inner in &mut fields {
        inner.at.clear();
        inner.raw.clone_from(&field.raw);
    }
    (!fields.is_empty()).then_some(fields)
}

/// A code without the namespace before it and the address behind it.
/// <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization>
fn short_kind(code: &str) -> String {
    let code = code.rsplit_once('#').map_or(code, |(_, code)| code);
    code.split(':').next().unwrap_or(code).trim().to_owned()
}

#[cfg(test)]
mod tests;
