//! How a body is coloured.

/// How a body is coloured and whether it has a pretty form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// JSON, or lines of JSON.
    Json,
    /// Anything else: no colours.
    #[default]
    Plain,
}

impl Syntax {
    /// A guess from the content type and the first byte that is not white space: both have to speak for
    /// JSON, and a content type that says nothing (none, plain text, octets) leaves it to the byte.
    pub fn guess(content_type: Option<&str>, bytes: &[u8]) -> Self {
        let media_type = content_type
            .and_then(|value| value.split(';').next())
            .map(|value| value.trim().to_ascii_lowercase())
            .unwrap_or_default();
        let is_named = media_type.contains("json");
        match first_byte(bytes) {
            Some(b'{' | b'[') if is_named || says_nothing(&media_type) => Self::Json,
            Some(b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') if is_named => Self::Json,
            _ => Self::Plain,
        }
    }
}

fn first_byte(bytes: &[u8]) -> Option<u8> {
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// Media types that services give to anything; S3's default is `binary/octet-stream`.
fn says_nothing(media_type: &str) -> bool {
    matches!(
        media_type,
        "" | "text/plain" | "application/octet-stream" | "binary/octet-stream"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_type_and_first_byte_decide_together() {
        let cases = [
            (Some("application/json"), "{}", Syntax::Json),
            (
                Some("application/x-amz-json-1.1; charset=utf-8"),
                " [1]",
                Syntax::Json,
            ),
            (Some("application/problem+json"), "\"text\"", Syntax::Json),
            (Some("application/json"), "<html>", Syntax::Plain),
            (Some("application/json"), "", Syntax::Plain),
            (Some("text/html"), "{}", Syntax::Plain),
            (Some("binary/octet-stream"), "\u{FEFF}{}", Syntax::Json),
            (None, "[]", Syntax::Json),
            (None, "true", Syntax::Plain),
        ];
        for (content_type, body, expected) in cases {
            assert_eq!(
                Syntax::guess(content_type, body.as_bytes()),
                expected,
                "{content_type:?} {body}"
            );
        }
    }
}
