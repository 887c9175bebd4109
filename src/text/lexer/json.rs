//! JSON, row by row.
//!
//! JSON strings hold no line end, so only a continuation row of a broken line can start inside one, and
//! [`crate::text::LineIndex`] knows. Two things are cut at the end of a row and coloured by what the row shows: a key
//! whose `:` stands in the next row is drawn as a string, and a `true` broken in two is plain.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2_iter};

use super::{LexState, Token, TokenKind};

/// The tokens of a row as JSON: they cover every byte of it once, in order, whatever the text is.
///
/// `row` is the text of [`crate::text::row_text()`], whose marks keep quotes and backslashes as they were.
pub fn json_tokens(row: &str, state: LexState) -> JsonTokens<'_> {
    JsonTokens {
        row: row.as_bytes(),
        at: 0,
        state,
    }
}

/// [`json_tokens`] of bytes.
pub(super) fn each_token(row: &[u8], state: LexState, each: &mut impl FnMut(Range<usize>, TokenKind)) {
    for token in (JsonTokens { row, at: 0, state }) {
        each(token.range, token.kind);
    }
}

/// Whether the next row of the same line starts inside a string.
pub(super) fn state_after(row: &[u8], state: LexState) -> LexState {
    if memchr(b'\\', row).is_some() {
        return state_after_escapes(row, state);
    }
    let quotes = memchr_iter(b'"', row).count();
    match (quotes % 2, state) {
        (0, LexState::InString) | (1, LexState::LineStart) => LexState::InString,
        _ => LexState::LineStart,
    }
}

fn state_after_escapes(row: &[u8], state: LexState) -> LexState {
    let mut state = state;
    let mut escaped = None;
    for at in memchr2_iter(b'"', b'\\', row) {
        if escaped == Some(at) {
            continue;
        }
        match (row.get(at), state) {
            (Some(b'\\'), LexState::InString) => escaped = Some(at + 1),
            (Some(b'"'), LexState::InString) => state = LexState::LineStart,
            (Some(b'"'), _) => state = LexState::InString,
            _ => {}
        }
    }
    state
}

/// The iterator of [`json_tokens`].
#[derive(Clone, Debug)]
pub struct JsonTokens<'a> {
    row: &'a [u8],
    at: usize,
    state: LexState,
}

impl Iterator for JsonTokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let rest = self.row.get(self.at..)?;
        let first = *rest.first()?;
        let (len, kind) = match (std::mem::take(&mut self.state), first) {
            (LexState::InString, _) => string(rest, rest),
            (_, b'"') => string(rest, rest.get(1..).unwrap_or_default()),
            (_, first) => other(rest, first),
        };
        let range = self.at..self.at + len;
        self.at = range.end;
        Some(Token { range, kind })
    }
}

/// A string, of which `inside` is what follows the opening quote.
fn string(rest: &[u8], inside: &[u8]) -> (usize, TokenKind) {
    let opening = rest.len() - inside.len();
    let len = string_len(inside).map_or(rest.len(), |len| opening + len);
    let next = rest.iter().skip(len).find(|byte| !byte.is_ascii_whitespace());
    let kind = if next == Some(&b':') {
        TokenKind::Key
    } else {
        TokenKind::String
    };
    (len, kind)
}

/// Bytes up to and with the closing quote.
pub(in crate::text) fn string_len(inside: &[u8]) -> Option<usize> {
    let mut escaped = None;
    for at in memchr2_iter(b'"', b'\\', inside) {
        match inside.get(at) {
            _ if escaped == Some(at) => {}
            Some(b'"') => return Some(at + 1),
            _ => escaped = Some(at + 1),
        }
    }
    None
}

fn other(rest: &[u8], first: u8) -> (usize, TokenKind) {
    let run = |belongs: fn(u8) -> bool| rest.iter().take_while(|byte| belongs(**byte)).count();
    if is_punctuation(first) {
        (run(is_punctuation), TokenKind::Punctuation)
    } else if is_number_start(first) {
        (run(is_number_part), TokenKind::Number)
    } else if first.is_ascii_alphabetic() {
        let len = run(|byte| byte.is_ascii_alphanumeric());
        let word = rest.get(..len).unwrap_or_default();
        let is_literal = matches!(word, b"true" | b"false" | b"null");
        (
            len,
            if is_literal {
                TokenKind::Literal
            } else {
                TokenKind::Plain
            },
        )
    } else {
        (run(is_plain), TokenKind::Plain)
    }
}

fn is_punctuation(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b'[' | b']' | b':' | b',')
}

fn is_number_start(byte: u8) -> bool {
    byte == b'-' || byte.is_ascii_digit()
}

fn is_number_part(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E')
}

fn is_plain(byte: u8) -> bool {
    !(byte == b'"' || is_punctuation(byte) || is_number_start(byte) || byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::TokenKind::{Key, Literal, Number, Plain, Punctuation, String};
    use super::*;

    fn tokens(row: &str, state: LexState) -> Vec<(&str, TokenKind)> {
        json_tokens(row, state)
            .map(|token| (row.get(token.range).unwrap(), token.kind))
            .collect()
    }

    #[test]
    fn a_line_of_json() {
        assert_eq!(
            tokens(r#"  "a\"b" : [-1.5e+3, "x", true, nul],"#, LexState::LineStart),
            [
                ("  ", Plain),
                (r#""a\"b""#, Key),
                (" ", Plain),
                (":", Punctuation),
                (" ", Plain),
                ("[", Punctuation),
                ("-1.5e+3", Number),
                (",", Punctuation),
                (" ", Plain),
                (r#""x""#, String),
                (",", Punctuation),
                (" ", Plain),
                ("true", Literal),
                (",", Punctuation),
                (" ", Plain),
                ("nul", Plain),
                ("],", Punctuation),
            ]
        );
    }

    #[test]
    fn a_continuation_row_may_start_in_a_string_and_end_in_another() {
        assert_eq!(
            tokens(r#"rest":"next"#, LexState::InString),
            [(r#"rest""#, Key), (":", Punctuation), (r#""next"#, String)]
        );
        assert_eq!(tokens("all of it", LexState::InString), [("all of it", String)]);
        assert_eq!(tokens("", LexState::InString), []);
    }

    #[test]
    fn text_that_is_not_json_stays_readable() {
        assert_eq!(tokens("<é>", LexState::LineStart), [("<é>", Plain)]);
    }

    #[test]
    fn the_state_counts_quotes_that_are_not_escaped() {
        use LexState::{InString, LineStart};
        for (row, from, to) in [
            (r#"{"a":"b"#, LineStart, InString),
            (r#"b"c"#, InString, LineStart),
            (r#"b\"c"#, InString, InString),
            (r#"b\\"c"#, InString, LineStart),
            (r#"b\\\"c"#, InString, InString),
            (r#"\" "x"#, LineStart, LineStart),
            ("no quotes", InString, InString),
        ] {
            assert_eq!(state_after(row.as_bytes(), from), to, "{row}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_to_the_state_equals_the_long_one(row in r#"["\\a]{0,20}"#, inside in any::<bool>()) {
            let from = if inside { LexState::InString } else { LexState::LineStart };
            prop_assert_eq!(state_after(row.as_bytes(), from), state_after_escapes(row.as_bytes(), from));
        }
    }

    proptest! {
        #[test]
        fn tokens_cover_the_row_once_on_character_boundaries(
            row in prop_oneof!["\\PC{0,60}", r#"["\\\\{}:,a-f0-9 é-]{0,60}"#],
            starts_in_string in any::<bool>(),
        ) {
            let state = if starts_in_string { LexState::InString } else { LexState::LineStart };
            let mut at = 0;
            for token in json_tokens(&row, state) {
                prop_assert_eq!(token.range.start, at);
                prop_assert!(token.range.end > at);
                prop_assert!(row.get(token.range.clone()).is_some());
                at = token.range.end;
            }
            prop_assert_eq!(at, row.len());
        }
    }
}
