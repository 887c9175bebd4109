use proptest::prelude::*;

use super::*;

fn text(bytes: &[u8]) -> Cow<'_, str> {
    row_text(bytes, 0..bytes.len())
}

fn drawn(bytes: &[u8], syntax: Syntax) -> RowText {
    let mut row = RowText::default();
    row.push_row(bytes, 0, syntax, LexState::LineStart);
    row
}

#[test]
fn plain_rows_are_borrowed_without_their_line_end() {
    assert!(matches!(text(b"hello\r\n"), Cow::Borrowed("hello")));
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
    let row = drawn("\"a\u{202E}b\"".as_bytes(), Syntax::Json);
    let kinds: Vec<_> = row.tokens.iter().map(|token| token.kind).collect();
    assert_eq!(kinds, [TokenKind::String, TokenKind::Mark, TokenKind::String]);
}

#[test]
fn bytes_that_are_not_utf8_and_wrong_ranges_do_no_harm() {
    assert_eq!(text(b"a\xFFb\xE2\x82"), "a<FF>b<E2><82>");
    assert_eq!(text(b"\xED\xA0\x80x"), "<U+D800>x");
    assert_eq!(row_text(b"abc", 2..9), "");
}

#[test]
fn columns_and_bytes_map_both_ways() {
    let bytes = "a\té\u{202E}z".as_bytes();
    let row = drawn(bytes, Syntax::Plain);
    assert_eq!(row.text, "a   é<U+202E>z");
    for (column, offset) in [
        (0, 0),
        (1, 1),
        (2, 1),
        (3, 2),
        (4, 2),
        (5, 4),
        (6, 4),
        (12, 7),
        (13, 7),
        (14, 8),
    ] {
        assert_eq!(row.offset_at(column), offset, "column {column}");
    }
    for (offset, column) in [(0, 0), (1, 1), (2, 4), (4, 5), (5, 5), (7, 13), (8, 14), (99, 14)] {
        assert_eq!(row.column_at(offset), column, "offset {offset}");
    }
    assert_eq!(row.columns(), 14);
    let mut copied = Vec::new();
    row.copy(bytes, 4..14, &mut copied);
    assert_eq!(copied, "é\u{202E}z".as_bytes());
}

#[test]
fn words_are_those_of_unicode_and_a_mark_is_one() {
    let row = drawn("can't stop\u{200B}now".as_bytes(), Syntax::Plain);
    assert_eq!(row.word_at(2), 0..5);
    assert_eq!(row.word_at(5), 5..6);
    assert_eq!(row.word_at(12), 10..18);
    assert_eq!(row.word_at(99), 18..21);
    assert_eq!(RowText::default().word_at(0), 0..0);
}

#[test]
fn a_pile_of_combining_marks_is_cut_and_said() {
    let pile = format!("e{}x", "\u{301}".repeat(100_000));
    let row = drawn(pile.as_bytes(), Syntax::Plain);
    assert_eq!(row.text, format!("e{}<+99992 combining>x", "\u{301}".repeat(8)));
    assert_eq!(row.offset_at(row.columns()), pile.len());
    let mut copied = Vec::new();
    row.copy(pile.as_bytes(), 0..row.columns(), &mut copied);
    assert_eq!(copied, pile.as_bytes());
}

#[test]
fn a_row_of_marks_is_cut_and_said() {
    let row = drawn(&vec![0; 1_000_000], Syntax::Plain);
    assert!(row.text.len() < MOST_TEXT_BYTES + 16);
    assert_eq!(row.left_out + row.text.len() / 4, 1_000_000);
    let long = "x".repeat(200_000);
    let row = drawn(long.as_bytes(), Syntax::Plain);
    assert_eq!(
        (row.text.len(), row.left_out),
        (MOST_TEXT_BYTES, 200_000 - MOST_TEXT_BYTES)
    );
}

fn rows() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        "\\PC{0,9}".prop_map(String::into_bytes),
        "[\u{301}\u{202E}\t\u{200B}a\" ]{0,12}".prop_map(String::into_bytes),
        proptest::collection::vec(any::<u8>(), 0..6),
        Just(b"\xED\xB0\x80".to_vec()),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_hidden_is_ever_drawn(bytes in rows()) {
        prop_assert!(!text(&bytes).chars().any(is_hidden));
    }

    #[test]
    fn no_hidden_character_of_unicode_is_drawn(chars in proptest::collection::vec(any::<char>(), 0..50)) {
        let string: String = chars.into_iter().collect();
        prop_assert!(!text(string.as_bytes()).chars().any(is_hidden));
    }

    #[test]
    fn all_columns_together_copy_the_bytes(
        bytes in rows(),
        syntax in prop_oneof![Just(Syntax::Json), Just(Syntax::Xml), Just(Syntax::Html), Just(Syntax::Plain)],
        cut in 0usize..80,
    ) {
        let row = drawn(&bytes, syntax);
        prop_assert_eq!(row.text.chars().count(), row.columns());
        let mut at = 0;
        for token in &row.tokens {
            prop_assert_eq!(token.range.start, at);
            prop_assert!(row.text.get(token.range.clone()).is_some());
            at = token.range.end;
        }
        prop_assert_eq!(at, row.text.len());
        let mut copied = Vec::new();
        let all = 0..row.columns();
        row.copy(&bytes, all, &mut copied);
        prop_assert_eq!(&copied, without_line_end(&bytes));
        let cut = cut.min(row.columns());
        let offset = row.offset_at(cut);
        prop_assert!(offset <= bytes.len());
        let back = row.column_at(offset);
        prop_assert_eq!(row.offset_at(back), offset);
    }
}
