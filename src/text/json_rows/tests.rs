use proptest::prelude::*;

use super::super::source::tests::Spilled;
use super::super::stop::never;
use super::super::{RowText, pretty};
use super::*;

fn rows_of<S: Source + ?Sized>(source: &S, max: usize) -> (JsonRows, Vec<RowText>) {
    let index = JsonRows::of(source, max, &never).unwrap();
    let mut found = Vec::new();
    index.visit(source, 0..index.rows(), &mut RowText::default(), |number, row| {
        assert_eq!(number, found.len());
        found.push(row.clone());
    });
    assert_eq!(found.len(), index.rows());
    (index, found)
}

fn text_of(source: &[u8], max: usize) -> String {
    let (_, rows) = rows_of(source, max);
    rows.iter()
        .map(|row| row.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn indents_and_keeps_every_token() {
    let text = r#" {"b":1.50E+2,"a":["x\u00e9 , { \" ",{ },[ ]],"b":null} "#;
    let expected = "{\n  \"b\": 1.50E+2,\n  \"a\": [\n    \"x\\u00e9 , { \\\" \",\n    {},\n    []\n  ],\n  \"b\": null\n}";
    assert_eq!(text_of(text.as_bytes(), 400), expected);
    assert_eq!(
        text_of(b"123456789012345678901234567890.000", 400),
        "123456789012345678901234567890.000"
    );
    assert_eq!(
        text_of(b"{\"a\":1}\n{\"b\":[]}\n", 400),
        "{\n  \"a\": 1\n}\n{\n  \"b\": []\n}"
    );
    assert_eq!(text_of(b"\xEF\xBB\xBF[1]", 400), "[\n  1\n]");
}

#[test]
fn keys_are_known_and_long_values_are_wrapped() {
    let long = format!("{{\"key\":\"{}\",\"n\":{}}}", "é\\\"".repeat(20), "7".repeat(50));
    let (_, rows) = rows_of(long.as_bytes(), 24);
    assert_eq!(rows[1].tokens[1].kind, TokenKind::Key);
    for row in &rows {
        assert!(row.text.len() <= 24, "{}", row.text);
    }
    let mut joined = String::new();
    for row in &rows {
        joined.push_str(row.text.trim());
    }
    assert_eq!(joined.replace(": ", ":"), long);
    assert_eq!(rows.iter().filter(|row| row.line_number.is_some()).count(), 4);
}

/// The pane is so many columns wide: nothing stands beyond its right edge, at any level.
#[test]
fn rows_fill_the_room_and_never_more() {
    let word = "abcdefghij ".repeat(12);
    let nested = format!("{{\"items\":[{{\"a\":\"{word}\",\"b\":{{\"c\":[\"{word}\",[],{{}}]}}}}]}}");
    for max in 30..60 {
        let (_, rows) = rows_of(nested.as_bytes(), max);
        let widest = rows.iter().map(RowText::columns).max().unwrap();
        assert!(widest <= max, "{max}: {widest}");
        let continued = rows.iter().filter(|row| row.line_number.is_none());
        let fullest = continued.map(RowText::columns).max().unwrap();
        assert!(fullest + 4 > max, "{max}: {fullest}");
    }
    let deep = "[".repeat(60) + &format!("\"{word}\"") + &"]".repeat(60);
    let (_, rows) = rows_of(deep.as_bytes(), 120);
    assert!(rows.iter().all(|row| row.columns() <= 120));
    let (_, rows) = rows_of(deep.as_bytes(), 30);
    let beside = rows.iter().map(|row| row.columns() - row.indent_columns());
    assert!(beside.max().unwrap() <= 16 + "<level 60> ".len());
}

#[test]
fn an_invalid_body_is_indented_up_to_its_fault_and_shown_to_its_end() {
    let text = "{\n \"é\": tru,\n \"b\": 1}";
    let (index, rows) = rows_of(text.as_bytes(), 400);
    let fault = index.fault().unwrap();
    assert_eq!((fault.line, fault.column, fault.row), (2, 10, 2));
    let shown: Vec<_> = rows.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(shown, ["{", "  \"é\": ", "tru,", " \"b\": 1}"]);
    let numbers: Vec<_> = rows.iter().map(|row| row.line_number).collect();
    assert_eq!(numbers, [Some(1), Some(2), Some(3), Some(4)]);
    assert_eq!(index.row_at(text.as_bytes(), text.len() - 1), 3);
    let (index, rows) = rows_of(&b"[1,]"[..], 400);
    assert_eq!(
        index.fault().unwrap().error.to_string(),
        "A comma before a closing bracket"
    );
    assert_eq!(rows.last().unwrap().text, "]");
    assert_eq!(
        rows_of(&b""[..], 400).0.fault().map(|fault| fault.column),
        Some(1)
    );
}

#[test]
fn folding_hides_what_stands_between_brackets() {
    let text = br#"{"a":[1,[2],{}],"b":{"c":3}}"#;
    let (index, rows) = rows_of(&text[..], 400);
    for (row, shown) in rows.iter().enumerate() {
        let opens = shown.text.ends_with(['{', '[']);
        let fold = index.fold(&text[..], row);
        assert_eq!(fold.is_some(), opens, "{}", shown.text);
        let Some(fold) = fold else { continue };
        assert_eq!(fold.start, row + 1);
        let indent = |text: &str| text.len() - text.trim_start().len();
        let close = &rows[fold.end].text;
        assert_eq!(indent(close), indent(&shown.text));
        assert!(close.trim_start().starts_with(['}', ']']));
        assert!(rows[fold].iter().all(|row| indent(&row.text) > indent(close)));
    }
}

#[test]
fn a_fold_over_many_marks_is_found() {
    let text = format!("[[{}0],{{}}]", "[1],".repeat(50_000));
    let index = JsonRows::of(text.as_bytes(), 400, &never).unwrap();
    assert_eq!(index.rows(), 150_006);
    assert_eq!(index.fold(text.as_bytes(), 0), Some(1..index.rows() - 1));
    assert_eq!(index.fold(text.as_bytes(), 1), Some(2..index.rows() - 3));
}

#[test]
fn deep_nesting_and_long_blanks_are_drawn_from_near_by() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let index = JsonRows::of(deep.as_bytes(), 400, &never).unwrap();
    assert_eq!(index.rows(), 199_999);
    let mut shown = String::new();
    index.visit(
        deep.as_bytes(),
        99_000..99_001,
        &mut RowText::default(),
        |_, row| shown.clone_from(&row.text),
    );
    assert_eq!(shown.trim_start(), "<level 99000> [");
    let blank = " ".repeat(300_000);
    let gappy = format!("{blank}{{{blank}\"a\"{blank}:{blank}1{blank}}}{blank}");
    let (index, rows) = rows_of(gappy.as_bytes(), 400);
    let shown: Vec<_> = rows.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(shown, ["{", "  \"a\": 1", "}"]);
    assert_eq!(index.blanks.len(), 6);
}

#[test]
fn a_stop_ends_the_work() {
    assert_eq!(JsonRows::of(&b"[]"[..], 400, &|| true).err(), Some(Stopped));
}

pub fn values() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        ".{0,30}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            proptest::collection::btree_map(".{0,5}", inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn equals_the_layout_of_serde_json(value in values()) {
        let compact = value.to_string();
        let expected = serde_json::to_string_pretty(&value).unwrap();
        let (_, rows) = rows_of(compact.as_bytes(), MOST_ROW_BYTES);
        let mut copied = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            if i > 0 {
                copied.push(b'\n');
            }
            row.copy(compact.as_bytes(), 0..row.columns(), &mut copied);
        }
        prop_assert_eq!(String::from_utf8(copied).unwrap(), expected);
    }

    #[test]
    fn no_row_is_wider_than_its_room(value in values(), max in 16usize..60) {
        let text = value.to_string();
        for row in rows_of(text.as_bytes(), max).1 {
            // What is drawn as a mark is wider than its bytes.
            if row.tokens.iter().all(|token| token.kind != TokenKind::Mark) {
                prop_assert!(row.columns() <= max.max(row.indent_columns() + 16), "{:?}", row.text);
            }
        }
    }

    #[test]
    fn rows_joined_are_the_same_json(value in values(), max in 16usize..40, loose in any::<bool>()) {
        let text = if loose { serde_json::to_string_pretty(&value).unwrap() } else { value.to_string() };
        let (index, rows) = rows_of(text.as_bytes(), max);
        let spilled = Spilled { bytes: text.clone().into_bytes() };
        prop_assert_eq!(&rows_of(&spilled, max).1, &rows);
        prop_assert!(index.fault().is_none());
        let mut copied = Vec::new();
        for row in &rows {
            if row.line_number.is_some() {
                copied.push(b'\n');
            }
            // A row that continues a string is indented outside of it.
            let indent = row.text.len() - row.text.trim_start().len();
            let skipped = if row.line_number.is_some() { 0 } else { indent.min(row.columns()) };
            let skipped = row.tokens.first().filter(|token| token.kind == TokenKind::Plain).map_or(0, |token| skipped.min(token.range.end));
            row.copy(text.as_bytes(), skipped..row.columns(), &mut copied);
        }
        let read: serde_json::Value = serde_json::from_slice(&copied).unwrap();
        prop_assert_eq!(read, serde_json::from_str::<serde_json::Value>(&text).unwrap());
        for (i, row) in rows.iter().enumerate() {
            prop_assert_eq!(index.row_at(text.as_bytes(), row.source.start), i);
        }
        let last = rows.len() - 1;
        let mut one = None;
        index.visit(text.as_bytes(), last..last + 1, &mut RowText::default(), |_, row| one = Some(row.clone()));
        prop_assert_eq!(one.as_ref(), rows.last());
    }

    #[test]
    fn any_bytes_are_shown_to_the_last(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..60),
            r#"[\[\]{}:,"\\a1 \n-]{0,60}"#.prop_map(String::into_bytes),
        ],
        max in 16usize..30,
    ) {
        let (index, rows) = rows_of(&bytes, max);
        let mut at = rows.first().map_or(bytes.len(), |row| row.source.start);
        prop_assert!(bytes[..at].iter().all(|byte| byte.is_ascii_whitespace() || matches!(byte, 0xEF | 0xBB | 0xBF)));
        for row in &rows {
            prop_assert!(row.source.start <= row.source.end);
            prop_assert!(bytes[at..row.source.start].iter().all(u8::is_ascii_whitespace));
            at = row.source.end;
        }
        prop_assert_eq!(at, bytes.len());
        for row in 0..rows.len() {
            index.fold(&bytes, row);
        }
        if !bytes.contains(&b'\n') {
            prop_assert_eq!(index.fault().is_none(), pretty::json(&bytes).is_some());
        }
    }
}
