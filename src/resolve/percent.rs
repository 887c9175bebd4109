//! Strict percent encoding (`UriEncode` of Signature Version 4), character by character, so that every byte
//! keeps its origin.

use crate::model::{Origin, Traced};

/// Whether the slash counts as a character to be encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slash {
    /// In a path: slashes separate its segments.
    Kept,
    /// In a query name or value.
    Encoded,
}

/// The characters that `UriEncode` leaves alone: `A-Z a-z 0-9 - . _ ~`
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Appends one byte in its encoded form: itself when unreserved, else `%` and two upper-case hex digits.
pub(crate) fn push_byte(out: &mut Traced, byte: u8, slash: Slash, origin: Origin) {
    if is_unreserved(byte) || (byte == b'/' && slash == Slash::Kept) {
        out.push_joined(char::from(byte).encode_utf8(&mut [0; 4]), origin);
    } else {
        out.push_joined(&format!("%{byte:02X}"), origin);
    }
}

/// Appends one character in its encoded form, UTF-8 byte by byte.
pub(crate) fn push_char(out: &mut Traced, ch: char, slash: Slash, origin: &Origin) {
    for byte in ch.encode_utf8(&mut [0; 4]).bytes() {
        push_byte(out, byte, slash, origin.clone());
    }
}

/// The text in its encoded form.
pub(crate) fn encoded(text: &Traced, slash: Slash) -> Traced {
    let mut out = Traced::default();
    for (ch, origin) in text.chars() {
        push_char(&mut out, ch, slash, &origin);
    }
    out
}

/// The bytes that a percent-encoded text stands for, each with the origin of everything it was written with.
/// A `%` that two hex digits do not follow stands for itself.
pub(crate) fn decode(text: &[(char, Origin)]) -> Vec<(u8, Origin)> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(((ch, origin), tail)) = rest.split_first() {
        rest = tail;
        if *ch == '%'
            && let [(high, middle), (low, last), after @ ..] = tail
            && let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low))
        {
            bytes.push((high * 16 + low, span_of(&span_of(origin, middle), last)));
            rest = after;
            continue;
        }
        bytes.extend(
            ch.encode_utf8(&mut [0; 4])
                .bytes()
                .map(|byte| (byte, origin.clone())),
        );
    }
    bytes
}

fn hex_digit(ch: char) -> Option<u8> {
    ch.to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// One origin for two pieces that became one: the span over both in the same field, else the first.
fn span_of(first: &Origin, second: &Origin) -> Origin {
    match (first, second) {
        (
            Origin::Typed { field, span },
            Origin::Typed {
                field: other,
                span: next,
            },
        ) if field == other => Origin::Typed {
            field: *field,
            span: span.start.min(next.start)..span.end.max(next.end),
        },
        (first, _) => first.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;

    #[test]
    fn a_decoded_escape_spans_its_three_characters() {
        let text: Vec<_> = Traced::typed("a%2Fb%4", Field::Url).chars().collect();
        let bytes = decode(&text);
        let plain: Vec<u8> = bytes.iter().map(|(byte, _)| *byte).collect();
        assert_eq!(plain, b"a/b%4");
        assert_eq!(
            bytes[1].1,
            Origin::Typed {
                field: Field::Url,
                span: 1..4
            }
        );
    }

    #[test]
    fn everything_but_unreserved_characters_is_escaped_in_upper_case() {
        let mut out = Traced::default();
        for ch in "aZ9-._~/é:".chars() {
            push_char(&mut out, ch, Slash::Kept, &Origin::Clock);
        }
        assert_eq!(out.as_str(), "aZ9-._~/%C3%A9%3A");
        let mut out = Traced::default();
        push_char(&mut out, '/', Slash::Encoded, &Origin::Clock);
        assert_eq!(out.as_str(), "%2F");
    }
}
