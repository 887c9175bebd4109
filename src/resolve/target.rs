//! The request target, in one of two spellings.
//!
//! *As typed*: only what HTTP forbids is escaped. Escapes and their case, `//`, dot segments, `+`, a name
//! without `=` and a stray `%` stay: they are part of what the user means, and the service sees them.
//! *Canonical*: see [`canonical_target`](super::canonical_target).

use std::ops::Range;

use super::canonical_target::spell_canonically;
use crate::model::{About, Field, Note, Origin, TargetSpelling, Traced};

/// Spells path and query (without fragment) for the request line (RFC 9112, 3.2.1).
pub(super) fn spell(typed: &Traced, spelling: TargetSpelling, notes: &mut Vec<Note>) -> Traced {
    match spelling {
        TargetSpelling::Auto | TargetSpelling::AsTyped => spell_as_typed(typed, notes),
        TargetSpelling::Canonical => {
            let typed = with_leading_slash(typed);
            let target = spell_canonically(&typed, notes);
            if target.as_str() != typed.as_str() {
                notes.push(Note::new(
                    "target-respelled",
                    format!(
                        "The target is not sent as typed but in its canonical spelling: {}",
                        shortened(target.as_str())
                    ),
                ));
            }
            note_escapes_that_are_no_text(&target, notes);
            target
        }
    }
}

/// A text of any length for a sentence.
fn shortened(text: &str) -> String {
    const MOST_SHOWN: usize = 200;
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn with_leading_slash(typed: &Traced) -> Traced {
    let mut target = Traced::default();
    if !typed.as_str().starts_with('/') {
        target.push(
            "/",
            Origin::Rule("an empty path is sent as a slash (RFC 9112, 3.2.1)"),
        );
    }
    target.append(typed);
    target
}

fn spell_as_typed(typed: &Traced, notes: &mut Vec<Note>) -> Traced {
    let typed = with_leading_slash(typed);
    let mut target = Traced::default();
    let (mut escaped, mut places) = (Vec::new(), Vec::new());
    for (ch, origin) in typed.chars() {
        if is_forbidden(ch) {
            places.extend(origin.span_in(Field::Url));
            if !escaped.contains(&ch) {
                escaped.push(ch);
            }
            for byte in ch.encode_utf8(&mut [0; 4]).bytes() {
                target.push_joined(&format!("%{byte:02X}"), origin.clone());
            }
        } else {
            target.push_joined(ch.encode_utf8(&mut [0; 4]), origin);
        }
    }
    note_escapes(&escaped, places, notes);
    if let Some((_, query)) = target.split_once('?') {
        note_raw_plus(&query, notes);
    }
    note_escapes_that_are_no_text(&target, notes);
    target
}

/// Characters that can not stand in a request target (RFC 3986, appendix A, and what HTTP libraries refuse).
fn is_forbidden(ch: char) -> bool {
    ch.is_control()
        || !ch.is_ascii()
        || matches!(ch, ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}

fn note_escapes(escaped: &[char], places: Vec<Range<usize>>, notes: &mut Vec<Note>) {
    const MOST_NAMED: usize = 8;
    if escaped.is_empty() {
        return;
    }
    let mut names: Vec<String> = escaped
        .iter()
        .take(MOST_NAMED)
        .map(|ch| {
            if *ch == ' ' {
                "space".to_owned()
            } else {
                ch.escape_debug().to_string()
            }
        })
        .collect();
    if escaped.len() > MOST_NAMED {
        names.push("…".to_owned());
    }
    let note = Note::new(
        "target-respelled",
        format!(
            "The target is not sent as typed: HTTP asks for escapes in place of {}",
            names.join(" ")
        ),
    );
    notes.push(note.about(About::Url(places)));
}

/// What signers and services read in different ways.
fn note_raw_plus(query: &Traced, notes: &mut Vec<Note>) {
    if query.as_str().contains('+') {
        let note = Note::new(
            "raw-plus-in-query",
            "A + in the query is signed as a space, and services differ in how they read it: \
             write %2B for a plus or %20 for a space",
        );
        notes.push(note.about(pluses(query)));
    }
}

/// Where the pluses of a query stand.
pub(super) fn pluses(query: &Traced) -> About {
    let pluses = query.chars().filter(|(ch, _)| *ch == '+');
    About::Url(
        pluses
            .filter_map(|(_, origin)| origin.span_in(Field::Url))
            .collect(),
    )
}

/// Signers decode the query and encode it again, which bytes that are no text do not survive.
fn note_escapes_that_are_no_text(target: &Traced, notes: &mut Vec<Note>) {
    let Some((_, query)) = target.split_once('?') else {
        return;
    };
    let (mut start, mut places, mut any) = (0, Vec::new(), false);
    for piece in query.as_str().split(['&', '=']) {
        if !escapes_are_text(piece) {
            any = true;
            places.extend(query.slice(start..start + piece.len()).spans_in(Field::Url));
        }
        start += piece.len() + 1;
    }
    if any {
        let note = Note::new(
            "query-escape-not-utf8",
            "An escape in the query is not UTF-8: its bytes are sent and signed as they are, as the SDKs of AWS do",
        );
        notes.push(note.about(About::Url(places)));
    }
}

/// Whether the escapes of a name or value are UTF-8.
pub fn escapes_are_text(piece: &str) -> bool {
    std::str::from_utf8(&decode(piece)).is_ok()
}

/// The bytes of a percent-encoded text.
fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        if *byte == b'%'
            && let [high, low, after @ ..] = tail
            && let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low))
        {
            bytes.push(high * 16 + low);
            rest = after;
        } else {
            bytes.push(*byte);
        }
    }
    bytes
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;

    fn spelled(text: &str) -> (String, Vec<&'static str>) {
        let mut notes = Vec::new();
        let target = spell(&Traced::typed(text, Field::Url), TargetSpelling::Auto, &mut notes);
        (
            target.as_str().to_owned(),
            notes.iter().map(|note| note.rule).collect(),
        )
    }

    #[test]
    fn what_http_allows_stays_as_typed() {
        for text in [
            "/a/../b//c/./d",
            "/%2f%2F%zz%4/%",
            "//",
            "/:@$,()*!';=&~[]",
            "/?acl",
            "/?a=%20&&b&=v",
            "/??",
            "/.",
        ] {
            assert_eq!(spelled(text), (text.to_owned(), vec![]), "{text}");
        }
    }

    #[test]
    fn what_http_forbids_is_escaped_with_a_note() {
        assert_eq!(
            spelled("/a b\"<>\\^`{|}\té?x=ä b"),
            (
                "/a%20b%22%3C%3E%5C%5E%60%7B%7C%7D%09%C3%A9?x=%C3%A4%20b".to_owned(),
                vec!["target-respelled"]
            )
        );
        assert_eq!(spelled("/😀").0, "/%F0%9F%98%80");
        assert_eq!(spelled("/\u{7f}\u{85}").0, "/%7F%C2%85");
    }

    #[test]
    fn an_empty_path_is_a_slash() {
        assert_eq!(spelled(""), ("/".to_owned(), vec![]));
        assert_eq!(spelled("?a=1"), ("/?a=1".to_owned(), vec![]));
    }

    #[test]
    fn what_signers_read_in_different_ways_is_noted() {
        assert_eq!(spelled("/a+b?c=%2B").1, Vec::<&str>::new());
        assert_eq!(spelled("/?a=1+2").1, ["raw-plus-in-query"]);
        assert_eq!(spelled("/?a=%FF").1, ["query-escape-not-utf8"]);
        assert_eq!(spelled("/?a=%C3%A9").1, Vec::<&str>::new());
    }

    #[test]
    fn an_escape_keeps_the_place_of_what_it_replaces() {
        let target = spell_as_typed(&Traced::typed("/é b", Field::Url), &mut Vec::new());
        let typed = |span| Origin::Typed {
            field: Field::Url,
            span,
        };
        let origins: Vec<_> = target
            .segments()
            .iter()
            .map(|segment| segment.origin.clone())
            .collect();
        assert_eq!(
            origins,
            [typed(0..1), typed(1..3), typed(1..3), typed(3..4), typed(4..5)]
        );
    }

    #[test]
    fn a_note_names_the_typed_bytes_it_speaks_of() {
        let mut notes = Vec::new();
        let typed = Traced::typed("/?a=1+2&b=c&d=%FF e", Field::Url);
        spell(&typed, TargetSpelling::Auto, &mut notes);
        let about: Vec<_> = notes.into_iter().map(|note| (note.rule, note.about)).collect();
        let url =
            |spans: &[(usize, usize)]| About::Url(spans.iter().map(|(start, end)| *start..*end).collect());
        assert_eq!(
            about,
            [
                ("target-respelled", url(&[(17, 18)])),
                ("raw-plus-in-query", url(&[(5, 6)])),
                ("query-escape-not-utf8", url(&[(14, 17), (17, 18), (18, 19)])),
            ]
        );
    }
}
