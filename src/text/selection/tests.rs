use bytes::Bytes;
use proptest::prelude::*;

use super::super::{Document, never};
use super::*;

fn document(text: &str) -> Document {
    Document::open(Bytes::from(text.to_owned()), None, None, &never)
        .and_then(|document| document.with_pretty(&never))
        .unwrap()
}

fn copied(rows: Rows<'_>, selection: Selection) -> String {
    let mut out = Vec::new();
    assert_eq!(rows.copy(selection, usize::MAX, &mut out), Copied::Whole);
    String::from_utf8(out).unwrap()
}

fn selection(anchor: (usize, usize), head: (usize, usize)) -> Selection {
    let position = |(row, column)| Position { row, column };
    Selection {
        anchor: position(anchor),
        head: position(head),
    }
}

#[test]
fn raw_text_is_copied_as_it_came() {
    let document = document("one\ttwo\r\nthr\u{202E}ee\n");
    let rows = document.view(View::Raw);
    assert_eq!(copied(rows, rows.all()), "one\ttwo\r\nthr\u{202E}ee");
    // Backwards, from inside of the mark.
    assert_eq!(copied(rows, selection((1, 12), (0, 4))), "two\r\nthr\u{202E}e");
    assert_eq!(rows.bytes_of(selection((0, 1), (0, 3))), 1..3);
    let mut out = Vec::new();
    assert_eq!(rows.copy(rows.all(), 2, &mut out), Copied::Cut);
    assert_eq!(out, b"on");
}

#[test]
fn indented_text_is_copied_as_it_is_drawn() {
    let text = format!("{{\"a\":[1,\"{}\"]}}", "x".repeat(900));
    let document = document(&text);
    let rows = document.view(View::Pretty);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        copied(rows, rows.all()),
        serde_json::to_string_pretty(&value).unwrap()
    );
    assert_eq!(copied(rows, selection((1, 2), (2, 5))), "\"a\": [\n    1");
    let mut out = Vec::new();
    assert_eq!(
        document
            .view(View::Hex)
            .copy(document.view(View::Hex).all(), 10, &mut out),
        Copied::Whole
    );
}

#[test]
fn words_lines_and_matches() {
    let long = "y".repeat(1000);
    let text = format!("first line\n{long}\nlast");
    let document = document(&text);
    let rows = document.view(View::Raw);
    assert_eq!(copied(rows, rows.word_at(Position { row: 0, column: 7 })), "line");
    assert_eq!(copied(rows, rows.line_at(Position { row: 2, column: 1 })), long);
    assert_eq!(rows.selection_of(6..10), selection((0, 6), (0, 10)));
    assert_eq!(rows.position_of(11 + 401), Position { row: 2, column: 1 });
    assert_eq!(selection((0, 3), (2, 1)).columns_in(1, 8), Some(0..9));
    assert_eq!(selection((2, 1), (0, 3)).columns_in(0, 8), Some(3..9));
    assert_eq!(selection((0, 3), (2, 1)).columns_in(2, 8), Some(0..1));
    assert_eq!(selection((0, 3), (0, 3)).columns_in(0, 8), None);
}

proptest! {
    #[test]
    fn any_two_places_give_bytes_within(
        text in prop_oneof!["\\PC{0,40}\n\\PC{0,40}", r#"\{"a":\["[a-zé\t]{0,20}",[0-9]{1,9}\]\}"#],
        ends in proptest::array::uniform2((0usize..8, 0usize..50)),
        view in prop_oneof![Just(View::Raw), Just(View::Pretty), Just(View::Hex)],
    ) {
        let document = document(&text);
        let rows = document.view(view);
        let [anchor, head] = ends;
        let selection = selection(anchor, head);
        let bytes = rows.bytes_of(selection);
        prop_assert!(bytes.start <= bytes.end);
        let last = rows.rows().saturating_sub(1);
        if selection.ordered().end.row <= last {
            prop_assert!(bytes.end <= rows.source().len());
        }
        let mut out = Vec::new();
        rows.copy(selection, usize::MAX, &mut out);
        rows.word_at(selection.head);
        rows.line_at(selection.head);
        for offset in 0..text.len() {
            let position = rows.position_of(offset);
            prop_assert!(position.row <= last);
        }
    }
}
