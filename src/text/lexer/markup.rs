//! XML and HTML, row by row. Nothing is refused: what is not markup is text.

use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

use super::{LexState, TokenKind};
use crate::text::Syntax;

/// Longest character reference that is coloured: `&CounterClockwiseContourIntegral;` has 33 bytes.
const LONGEST_ENTITY_BYTES: usize = 34;

/// See [`super::tokens`]; gives the state after the row.
pub(super) fn each_token(
    row: &[u8],
    state: LexState,
    syntax: Syntax,
    each: &mut impl FnMut(Range<usize>, TokenKind),
) -> LexState {
    let mut state = state;
    let mut at = 0;
    while let Some(rest) = row.get(at..).filter(|rest| !rest.is_empty()) {
        let (len, kind, next) = step(rest, state, syntax);
        let end = row.len().min(at + len.max(1));
        each(at..end, kind);
        (at, state) = (end, next);
    }
    state
}

/// The state after a row.
pub(super) fn state_after(row: &[u8], state: LexState, syntax: Syntax) -> LexState {
    each_token(row, state, syntax, &mut |_, _| {})
}

/// Length and kind of the token at the start of `rest`, and the state after it.
fn step(rest: &[u8], state: LexState, syntax: Syntax) -> (usize, TokenKind, LexState) {
    use LexState as S;
    match state {
        S::InComment => until(rest, b"-->", TokenKind::Comment, state),
        S::InCdata => until(rest, b"]]>", TokenKind::String, state),
        S::InInstruction => until(rest, b"?>", TokenKind::Comment, state),
        S::InDeclaration => until(rest, b">", TokenKind::Comment, state),
        S::InSingleQuotes => quoted(rest, b'\'', state),
        S::InDoubleQuotes => quoted(rest, b'"', state),
        S::InTag | S::InScriptTag | S::InStyleTag => in_tag(rest, state, syntax),
        S::InScript => raw_text(rest, b"script", state),
        S::InStyle => raw_text(rest, b"style", state),
        S::LineStart | S::InString => text(rest, syntax),
    }
}

/// Up to and with `end`, in the same state when the row does not hold it.
fn until(rest: &[u8], end: &[u8], kind: TokenKind, state: LexState) -> (usize, TokenKind, LexState) {
    match memmem::find(rest, end) {
        Some(at) => (at + end.len(), kind, LexState::LineStart),
        None => (rest.len(), kind, state),
    }
}

fn quoted(rest: &[u8], quote: u8, state: LexState) -> (usize, TokenKind, LexState) {
    match memchr(quote, rest) {
        Some(at) => (at + 1, TokenKind::String, LexState::InTag),
        None => (rest.len(), TokenKind::String, state),
    }
}

fn in_tag(rest: &[u8], state: LexState, syntax: Syntax) -> (usize, TokenKind, LexState) {
    let after = match state {
        LexState::InScriptTag => LexState::InScript,
        LexState::InStyleTag => LexState::InStyle,
        _ => LexState::LineStart,
    };
    match rest {
        [b'/', b'>', ..] => (2, TokenKind::Tag, LexState::LineStart),
        [b'>', ..] => (1, TokenKind::Tag, after),
        [b'<', ..] => text(rest, syntax),
        [b'=' | b'/', ..] => (1, TokenKind::Punctuation, state),
        [quote @ (b'"' | b'\''), inside @ ..] => match (memchr(*quote, inside), quote) {
            (Some(at), _) => (at + 2, TokenKind::String, state),
            // The state has no room for both: a script's attribute that is cut ends with its row.
            (None, _) if state != LexState::InTag => (rest.len(), TokenKind::String, state),
            (None, b'"') => (rest.len(), TokenKind::String, LexState::InDoubleQuotes),
            (None, _) => (rest.len(), TokenKind::String, LexState::InSingleQuotes),
        },
        [first, ..] if first.is_ascii_whitespace() => {
            let len = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            (len, TokenKind::Plain, state)
        }
        _ => (name_len(rest), TokenKind::Attribute, state),
    }
}

fn text(rest: &[u8], syntax: Syntax) -> (usize, TokenKind, LexState) {
    use LexState as S;
    let opened = |marker: &[u8], kind, state| rest.starts_with(marker).then_some((marker.len(), kind, state));
    if let Some(found) = opened(b"<!--", TokenKind::Comment, S::InComment)
        .or_else(|| opened(b"<![CDATA[", TokenKind::Comment, S::InCdata))
        .or_else(|| opened(b"<?", TokenKind::Comment, S::InInstruction))
        .or_else(|| opened(b"<!", TokenKind::Comment, S::InDeclaration))
    {
        return found;
    }
    match rest {
        [b'<', b'/', first, ..] if starts_name(*first) => (
            2 + name_len(rest.get(2..).unwrap_or_default()),
            TokenKind::Tag,
            S::InTag,
        ),
        [b'<', first, ..] if starts_name(*first) => {
            let name = rest.get(1..).unwrap_or_default();
            let len = name_len(name);
            let name = name.get(..len).unwrap_or_default();
            let state = match syntax {
                Syntax::Html if name.eq_ignore_ascii_case(b"script") => S::InScriptTag,
                Syntax::Html if name.eq_ignore_ascii_case(b"style") => S::InStyleTag,
                _ => S::InTag,
            };
            (1 + len, TokenKind::Tag, state)
        }
        [b'&', ..] => match entity_len(rest) {
            Some(len) => (len, TokenKind::Entity, S::LineStart),
            None => (1, TokenKind::Plain, S::LineStart),
        },
        _ => {
            let inside = rest.get(1..).unwrap_or_default();
            let len = memchr2(b'<', b'&', inside).unwrap_or(inside.len());
            (1 + len, TokenKind::Plain, S::LineStart)
        }
    }
}

/// Script or style: everything up to the end tag of that name.
fn raw_text(rest: &[u8], name: &[u8], state: LexState) -> (usize, TokenKind, LexState) {
    let mut at = 0;
    while let Some(found) = rest.get(at..).and_then(|rest| memmem::find(rest, b"</")) {
        let start = at + found;
        let after = rest.get(start + 2..).unwrap_or_default();
        let is_end = after
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name));
        if is_end && start == 0 {
            return (2 + name.len(), TokenKind::Tag, LexState::InTag);
        }
        if is_end {
            return (start, TokenKind::Plain, state);
        }
        at = start + 2;
    }
    (rest.len(), TokenKind::Plain, state)
}

fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || byte >= 0x80
}

/// At least 1 of a text that is not empty.
fn name_len(rest: &[u8]) -> usize {
    let ends =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'=' | b'"' | b'\'' | b'<');
    rest.iter()
        .position(ends)
        .unwrap_or(rest.len())
        .max(1)
        .min(rest.len())
}

fn entity_len(rest: &[u8]) -> Option<usize> {
    let end = rest
        .iter()
        .take(LONGEST_ENTITY_BYTES)
        .position(|byte| *byte == b';')?;
    let name = rest.get(1..end)?;
    let is_name = name.strip_prefix(b"#").unwrap_or(name);
    (!is_name.is_empty() && is_name.iter().all(u8::is_ascii_alphanumeric)).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::TokenKind::{Attribute, Comment, Entity, Plain, Punctuation, String, Tag};
    use super::*;

    fn lexed(row: &str, state: LexState, syntax: Syntax) -> (Vec<(&str, TokenKind)>, LexState) {
        let mut found = Vec::new();
        let state = each_token(row.as_bytes(), state, syntax, &mut |range, kind| {
            found.push((row.get(range).unwrap(), kind));
        });
        (found, state)
    }

    #[test]
    fn an_element_with_attributes_text_and_entity() {
        let (found, state) = lexed(
            "<a:b c='d' e=\"f\"/>x &amp; <é>&",
            LexState::LineStart,
            Syntax::Xml,
        );
        assert_eq!(
            found,
            [
                ("<a:b", Tag),
                (" ", Plain),
                ("c", Attribute),
                ("=", Punctuation),
                ("'d'", String),
                (" ", Plain),
                ("e", Attribute),
                ("=", Punctuation),
                ("\"f\"", String),
                ("/>", Tag),
                ("x ", Plain),
                ("&amp;", Entity),
                (" ", Plain),
                ("<é", Tag),
                (">", Tag),
                ("&", Plain),
            ]
        );
        assert_eq!(state, LexState::LineStart);
    }

    #[test]
    fn what_spans_rows_is_carried() {
        for (row, state, rest, kind) in [
            ("<!-- a", LexState::InComment, "b --> c", Comment),
            ("<![CDATA[ <x", LexState::InCdata, "]]>", String),
            ("<?xml", LexState::InInstruction, "?>", Comment),
            ("<a b='", LexState::InSingleQuotes, "c' d", String),
            ("<a b=\"", LexState::InDoubleQuotes, "c\" d", String),
            ("<a", LexState::InTag, "b=", Attribute),
            ("<!DOCTYPE", LexState::InDeclaration, "html>", Comment),
        ] {
            assert_eq!(lexed(row, LexState::LineStart, Syntax::Xml).1, state, "{row}");
            assert_eq!(lexed(rest, state, Syntax::Xml).0[0].1, kind, "{row}");
        }
        assert_eq!(
            lexed("b --> c", LexState::InComment, Syntax::Xml).1,
            LexState::LineStart
        );
    }

    #[test]
    fn a_script_ends_at_its_end_tag_only() {
        let (_, state) = lexed("<script src='x'>if (a < b) {", LexState::LineStart, Syntax::Html);
        assert_eq!(state, LexState::InScript);
        let (found, state) = lexed("'</p>'</SCRIPT>y", state, Syntax::Html);
        assert_eq!(
            found,
            [("'</p>'", Plain), ("</SCRIPT", Tag), (">", Tag), ("y", Plain)]
        );
        assert_eq!(state, LexState::LineStart);
        assert_eq!(
            lexed("<script>", LexState::LineStart, Syntax::Xml).1,
            LexState::LineStart
        );
    }

    proptest! {
        #[test]
        fn tokens_cover_any_row_once(
            row in prop_oneof!["\\PC{0,60}", r#"[<>!/?a&;='"\[\]é -]{0,60}"#],
            starts in prop_oneof![
                Just(LexState::LineStart), Just(LexState::InTag), Just(LexState::InComment),
                Just(LexState::InScript), Just(LexState::InDoubleQuotes), Just(LexState::InScriptTag),
            ],
            html in any::<bool>(),
        ) {
            let syntax = if html { Syntax::Html } else { Syntax::Xml };
            let (found, _) = lexed(&row, starts, syntax);
            prop_assert!(found.iter().all(|(text, _)| !text.is_empty()));
            let joined: std::string::String = found.iter().map(|(text, _)| *text).collect();
            prop_assert_eq!(joined, row);
        }
    }
}
