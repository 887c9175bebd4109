use proptest::prelude::*;

use super::super::source::tests::Spilled;
use super::super::stop::never;
use super::*;

fn rows(bytes: &[u8], max: usize) -> Vec<Row> {
    let index = LineIndex::wrapped(bytes, max);
    (0..index.rows()).map(|i| index.row(bytes, i)).collect()
}

fn texts(bytes: &[u8], max: usize) -> Vec<String> {
    rows(bytes, max)
        .into_iter()
        .map(|row| String::from_utf8(bytes[row.range].to_vec()).unwrap())
        .collect()
}

#[test]
fn lines_end_at_lf_and_at_crlf_and_the_last_needs_none() {
    assert_eq!(texts(b"", 80), Vec::<String>::new());
    assert_eq!(texts(b"a", 80), ["a"]);
    assert_eq!(texts(b"a\nb\r\n\nc", 80), ["a\n", "b\r\n", "\n", "c"]);
    assert_eq!(texts(b"a\n", 80), ["a\n"]);
}

#[test]
fn long_lines_are_broken_between_characters_and_numbered_once() {
    let text = "abcé€😀xyz\r\nnext";
    assert_eq!(
        texts(text.as_bytes(), 4),
        ["abc", "é", "€", "😀", "xyz\r\n", "next"]
    );
    let numbers: Vec<_> = rows(text.as_bytes(), 4)
        .iter()
        .map(|row| row.line_number)
        .collect();
    assert_eq!(numbers, [Some(1), None, None, None, None, Some(2)]);
    assert_eq!(LineIndex::wrapped(text.as_bytes(), 4).lines(), 2);
}

#[test]
fn an_escape_is_not_broken() {
    assert_eq!(texts(br#""ab\"c\\"d"#, 4), [r#""ab"#, r#"\"c"#, r#"\\"d"#]);
}

#[test]
fn markup_is_not_broken_inside_its_marks() {
    for (text, max) in [
        ("abcdef<!--x-->", 8),
        ("abc<!--xyz-->d", 12),
        ("ab<![CDATA[x", 10),
        ("a]]></a>", 4),
    ] {
        let mut indexer = LineIndexer::new(max, Syntax::Xml);
        indexer.push(text.as_bytes());
        let index = indexer.finish();
        let second = index.row(text.as_bytes(), 1).range.start;
        for mark in ["<!--", "-->", "<![CDATA[", "]]>"] {
            if let Some(at) = text.find(mark) {
                assert!(!(at + 1..at + mark.len()).contains(&second), "{text}: {second}");
            }
        }
    }
}

#[test]
fn continuation_rows_know_whether_they_start_in_a_string() {
    let bytes = br#"{"ab":"cd\"e","f":1}"#;
    let index = LineIndex::wrapped(bytes, 4);
    for i in 0..index.rows() {
        let row = index.row(bytes, i);
        let before = &bytes[..row.range.start];
        let expected = lexer::state_after(Syntax::Json, before, LexState::LineStart, false);
        assert_eq!(row.state, expected, "row {i}");
    }
}

#[test]
fn beyond_the_last_row_and_of_another_body_nothing_panics() {
    let index = LineIndex::new(b"one\ntwo\n");
    assert_eq!(index.row(&b"one\ntwo\n"[..], 2), Row::default());
    assert_eq!(index.row(&b"on"[..], 0).range, 0..2);
    assert_eq!(index.row(&b"on"[..], 1).range, 0..0);
    assert_eq!(index.row_at(&b"one\ntwo\n"[..], 100), 1);
    assert_eq!(LineIndex::default().row_at(&b""[..], 0), 0);
    assert_eq!(LineIndex::default().row_of_line(&b""[..], 3), 0);
}

#[test]
fn an_asked_stop_ends_the_work() {
    assert_eq!(
        LineIndex::of(&b"a\nb"[..], 80, Syntax::Json, &|| true),
        Err(Stopped)
    );
}

#[test]
fn many_lines_take_little_memory_and_are_exact() {
    let bytes = b"ab\n".repeat(300_000);
    let index = LineIndex::of(&bytes, DEFAULT_ROW_BYTES, Syntax::Plain, &never).unwrap();
    assert_eq!((index.rows(), index.lines()), (300_000, 300_000));
    assert!(index.marks.len() * size_of::<Mark>() < bytes.len() / 10);
    for i in [0, 63, 64, 65, 150_000, 299_999] {
        let row = index.row(&bytes, i);
        assert_eq!(row.range, 3 * i..3 * i + 3);
        assert_eq!(row.line_number, u32::try_from(i + 1).ok());
        assert_eq!(index.row_of_line(&bytes, u32::try_from(i + 1).unwrap()), i);
    }
}

/// The obvious way: one vector of lines, each cut greedily.
fn reference(bytes: &[u8], max: usize) -> Vec<(Range<usize>, Option<u32>)> {
    let mut rows = Vec::new();
    let mut start = 0;
    for (line_number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let mut line_number = Some(u32::try_from(line_number + 1).unwrap());
        let mut rest = line;
        loop {
            let fits = without_line_end(rest).len() <= max;
            let len = if fits { rest.len() } else { break_before(rest, max) };
            rows.push((start..start + len, line_number.take()));
            start += len;
            rest = &rest[len..];
            if fits {
                break;
            }
        }
    }
    rows
}

pub fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\\".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"<!-- ]]> -->".to_vec()),
        "\\PC{0,9}".prop_map(String::into_bytes),
        proptest::collection::vec(any::<u8>(), 0..6),
    ];
    proptest::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn rows_equal_the_reference_and_cover_the_body_once(bytes in bodies(), max in 4usize..40) {
        let rows = rows(&bytes, max);
        let plain: Vec<_> = rows.iter().map(|row| (row.range.clone(), row.line_number)).collect();
        prop_assert_eq!(&plain, &reference(&bytes, max));
        let joined: Vec<u8> = rows.iter().flat_map(|row| bytes[row.range.clone()].to_vec()).collect();
        prop_assert_eq!(&joined, &bytes);
        let index = LineIndex::wrapped(&bytes, max);
        for (i, row) in rows.iter().enumerate() {
            prop_assert!(!row.range.is_empty());
            prop_assert!(without_line_end(&bytes[row.range.clone()]).len() <= max);
            prop_assert_eq!(index.row_at(&bytes, row.range.start), i);
            prop_assert_eq!(index.row_at(&bytes, row.range.end - 1), i);
            if let Some(number) = row.line_number {
                prop_assert_eq!(index.row_of_line(&bytes, number), i);
            }
        }
    }

    #[test]
    fn pieces_give_the_index_of_the_whole(
        bytes in bodies(),
        max in 4usize..20,
        cuts in proptest::collection::vec(0usize..40, 0..40),
        syntax in prop_oneof![Just(Syntax::Json), Just(Syntax::Xml), Just(Syntax::Html), Just(Syntax::Plain)],
    ) {
        let mut whole = LineIndexer::new(max, syntax);
        whole.push(&bytes);
        let whole = whole.finish();
        let mut pieces = LineIndexer::new(max, syntax);
        let mut rest = bytes.as_slice();
        for cut in cuts {
            let (piece, after) = rest.split_at(cut.min(rest.len()));
            pieces.push(piece);
            rest = after;
            let seen = bytes.len() - rest.len();
            prop_assert_eq!(pieces.snapshot().indexed_bytes(), seen);
        }
        pieces.push(rest);
        prop_assert_eq!(&pieces.finish(), &whole);
        let spilled = Spilled { bytes: bytes.clone() };
        for i in 0..whole.rows() {
            prop_assert_eq!(whole.row(&spilled, i), whole.row(&bytes, i));
        }
    }

    #[test]
    fn valid_text_is_never_broken_inside_a_character(text in "\\PC{0,300}", max in 4usize..40) {
        for row in rows(text.as_bytes(), max) {
            prop_assert!(text.get(row.range).is_some());
        }
    }
}
