//! The text of one row as it is drawn.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use super::line_index::without_line_end;

const TAB_COLUMNS: usize = 4;

/// The text of a row as it is drawn: without the line end, bytes that are not UTF-8 as `U+FFFD`, tabs as
/// spaces up to the next multiple of four columns, and every character that would be invisible or would
/// reorder its neighbours as a mark (`<00>`, `<U+202E>`), so that a reply can not look like something else.
///
/// Drawing only: copying takes the bytes themselves. A range outside of `bytes` gives the empty text.
pub fn row_text(bytes: &[u8], range: Range<usize>) -> Cow<'_, str> {
    let row = without_line_end(bytes.get(range).unwrap_or_default());
    let text = String::from_utf8_lossy(row);
    if text.chars().any(|ch| ch == '\t' || is_hidden(ch)) {
        Cow::Owned(marked(&text))
    } else {
        text
    }
}

fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut column = 0;
    for ch in text.chars() {
        let before = out.len();
        match ch {
            '\t' => out.extend(std::iter::repeat_n(' ', TAB_COLUMNS - column % TAB_COLUMNS)),
            '\0'..='\x1F' | '\x7F' => write!(out, "<{:02X}>", u32::from(ch)).unwrap_or_default(),
            _ if is_hidden(ch) => write!(out, "<U+{:04X}>", u32::from(ch)).unwrap_or_default(),
            _ => out.push(ch),
        }
        column += out.get(before..).unwrap_or_default().chars().count();
    }
    out
}

/// True for a character that has no shape of its own or changes how its neighbours are ordered.
pub(super) fn is_hidden(ch: char) -> bool {
    ch.is_control()
        || matches!(
            ch,
            // Soft hyphen, Arabic letter mark, Mongolian vowel separator.
            '\u{AD}' | '\u{61C}' | '\u{180E}'
            // Zero width space and joiners, direction marks, line and paragraph separator, bidi embeddings.
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            // Word joiner, invisible operators, bidi isolates, deprecated format characters.
            | '\u{2060}'..='\u{206F}'
            // Byte order mark, interlinear annotations, tags.
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(bytes: &[u8]) -> Cow<'_, str> {
        row_text(bytes, 0..bytes.len())
    }

    #[test]
    fn plain_rows_are_borrowed_without_their_line_end() {
        assert!(matches!(text("héllo\r\n".as_bytes()), Cow::Borrowed("héllo")));
        assert!(matches!(text(b"a\n"), Cow::Borrowed("a")));
    }

    #[test]
    fn tabs_reach_the_next_multiple_of_four_columns() {
        assert_eq!(text(b"\ta\tbcde\tf"), "    a   bcde    f");
        assert_eq!(text("é\tx".as_bytes()), "é   x");
    }

    #[test]
    fn invisible_and_reordering_characters_become_marks() {
        assert_eq!(text(b"a\0b\x1B[31m\x7F"), "a<00>b<1B>[31m<7F>");
        assert_eq!(
            text("x\u{202E}y\u{2066}z\u{200B}".as_bytes()),
            "x<U+202E>y<U+2066>z<U+200B>"
        );
        assert_eq!(text("\u{85}\u{FEFF}".as_bytes()), "<U+0085><U+FEFF>");
        assert_eq!(text(b"a\rb\n"), "a<0D>b");
    }

    #[test]
    fn bytes_that_are_not_utf8_and_wrong_ranges_do_no_harm() {
        assert_eq!(text(b"a\xFFb"), "a\u{FFFD}b");
        assert_eq!(row_text(b"abc", 2..9), "");
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_ever_drawn(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(!text(&bytes).chars().any(is_hidden));
        }

        #[test]
        fn no_hidden_character_of_unicode_is_drawn(chars in proptest::collection::vec(any::<char>(), 0..50)) {
            let string: String = chars.into_iter().collect();
            prop_assert!(!text(string.as_bytes()).chars().any(is_hidden));
        }
    }
}
