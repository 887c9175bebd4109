//! A body that a file has as text: which kind sends it, by its content type. The text may name variables.

use percent_encoding::percent_decode_str;

use crate::model::{Body, BodyKind, FormRow, HeaderRow};

/// A longer form stays a text: no table shows it.
const MOST_ROWS: usize = 10_000;

/// What is said of a text that would be sent without a content type elsewhere.
pub(super) const TEXT_WITHOUT_TYPE: &str = "Its body has no content type: it comes as text, with text/plain";

/// The content type that header rows name.
pub(super) fn content_type_of(headers: &[HeaderRow]) -> Option<&str> {
    let mut named = headers
        .iter()
        .filter(|row| row.is_sent() && row.name.trim().eq_ignore_ascii_case("content-type"));
    named.next_back().map(|row| row.value.as_str())
}

/// The body that sends this text.
pub(super) fn body_of_text(text: String, content_type: Option<&str>) -> Body {
    if text.is_empty() {
        return Body::default();
    }
    let media_type = content_type
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if media_type == "application/x-www-form-urlencoded"
        && let Some(form) = form_of(&text)
    {
        return Body {
            kind: BodyKind::Form,
            form,
            ..Body::default()
        };
    }
    let is =
        |word: &str| media_type.ends_with(&format!("/{word}")) || media_type.ends_with(&format!("+{word}"));
    let kind = if is("json") || media_type.starts_with("application/x-amz-json") {
        BodyKind::Json
    } else if is("xml") {
        BodyKind::Xml
    } else {
        BodyKind::Text
    };
    Body {
        kind,
        text: text.into(),
        ..Body::default()
    }
}

/// Rows that mean what this text means; `None` where they would say something else.
pub(super) fn form_of(text: &str) -> Option<Vec<FormRow>> {
    if text.bytes().filter(|byte| *byte == b'&').count() >= MOST_ROWS {
        return None;
    }
    let mut rows = Vec::new();
    for pair in text.split('&') {
        let (name, value) = pair.split_once('=')?;
        rows.push(FormRow {
            name: plain(name).filter(|name| !name.is_empty())?,
            value: plain(value)?,
            ..FormRow::default()
        });
    }
    Some(rows)
}

/// A name or value of a form as a person types it, its variables left alone.
fn plain(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}")?;
        plain.push_str(&decoded(before)?);
        plain.push_str("{{");
        plain.push_str(name);
        plain.push_str("}}");
        rest = after;
    }
    plain.push_str(&decoded(rest)?);
    Some(plain)
}

/// What a form decodes; `None` where a sign would be read as an escape, or as what parts rows.
fn decoded(text: &str) -> Option<String> {
    let is_hex = |bytes: &[u8]| bytes.len() == 2 && bytes.iter().all(u8::is_ascii_hexdigit);
    let mut escapes = text.split('%').skip(1);
    if !escapes.all(|rest| is_hex(rest.as_bytes().get(..2).unwrap_or_default())) {
        return None;
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    (!decoded.contains(['{', '}', '\n', '\r'])).then(|| decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_type_says_the_kind() {
        for (content_type, kind) in [
            (Some("application/json; charset=utf-8"), BodyKind::Json),
            (Some("application/problem+json"), BodyKind::Json),
            (Some("application/x-amz-json-1.1"), BodyKind::Json),
            (Some("text/xml"), BodyKind::Xml),
            (Some("text/html"), BodyKind::Text),
            (Some("application/x-www-form-urlencoded"), BodyKind::Text),
            (None, BodyKind::Text),
        ] {
            assert_eq!(
                body_of_text("{}".to_owned(), content_type).kind,
                kind,
                "{content_type:?}"
            );
        }
        assert_eq!(body_of_text(String::new(), None), Body::default());
    }

    #[test]
    fn a_form_is_rows_where_they_mean_the_same() {
        let rows = form_of("a=1%202&b={{c}}&d=a+b&e=").unwrap();
        let rows: Vec<(&str, &str)> = rows
            .iter()
            .map(|row| (row.name.as_str(), row.value.as_str()))
            .collect();
        assert_eq!(rows, [("a", "1 2"), ("b", "{{c}}"), ("d", "a b"), ("e", "")]);
        for text in ["a", "a=%zz", "=1", "a=1\n&b=2", "a={1}", "a={{b"] {
            assert_eq!(form_of(text), None, "{text}");
        }
    }
}
