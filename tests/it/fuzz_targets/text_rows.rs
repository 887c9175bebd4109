//! Rows of any bytes. Input: a line with the content type, then the body.

use bytes::Bytes;
use countersign::text::{
    Document, LineIndex, LineIndexer, MOST_ROW_BYTES, Position, RowText, Selection, Source as _, View, never,
};

/// Whatever the body is, its rows cover its text once, nothing hidden is drawn, the same rows come in pieces, and what
/// is selected is what is copied.
pub fn run(data: &[u8]) {
    let (content_type, body) = split(data);
    let content_type = String::from_utf8_lossy(content_type);
    let document = Document::open(Bytes::copy_from_slice(body), Some(&content_type), None, &never).unwrap();
    let document = document
        .with_pretty(&never)
        .unwrap()
        .wrapped_at(24, &never)
        .unwrap();
    let text = document.text().read(0..document.text().len()).into_owned();
    for view in [View::Raw, View::Pretty, View::Hex] {
        let rows = document.view(view);
        let mut at = 0;
        let mut count = 0;
        rows.visit(0..rows.rows(), &mut RowText::default(), |number, row| {
            assert_eq!(number, count);
            count += 1;
            check(row);
            assert!(row.source.start >= at, "{view:?} row {number}");
            if view == View::Raw {
                assert_eq!(row.source.start, at);
            }
            at = row.source.end;
        });
        assert_eq!(count, rows.rows());
        for number in [0, count / 2, count] {
            rows.fold(number);
            let end = Position {
                row: number,
                column: 7,
            };
            rows.word_at(end);
            let selection = Selection {
                anchor: Position::default(),
                head: end,
            };
            rows.copy(selection, usize::MAX, &mut Vec::new());
        }
    }
    let raw = document.view(View::Raw);
    let mut copied = Vec::new();
    raw.copy(raw.all(), usize::MAX, &mut copied);
    assert!(text.starts_with(&copied), "the text of all rows is the text");
    pieces(&text, document.lines());
}

/// The index of a body that comes in pieces is the one of the whole.
fn pieces(text: &[u8], whole: &LineIndex) {
    let mut indexer = LineIndexer::new(whole.max_row_bytes(), whole.syntax());
    text.chunks(5).for_each(|piece| indexer.push(piece));
    assert_eq!(&indexer.finish(), whole);
    assert!(whole.max_row_bytes() <= MOST_ROW_BYTES);
}

fn check(row: &RowText) {
    let mut at = 0;
    for token in &row.tokens {
        assert_eq!(token.range.start, at);
        assert!(row.text.get(token.range.clone()).is_some());
        at = token.range.end;
    }
    assert_eq!(at, row.text.len());
    let is_hidden = |ch: char| {
        ch.is_control()
            || matches!(ch, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}')
    };
    assert!(!row.text.contains(is_hidden), "{:?}", row.text);
    for column in 0..=row.columns() {
        let offset = row.offset_at(column);
        assert_eq!(
            row.offset_at(row.column_at(offset)),
            offset,
            "column {column} of {:?}",
            row.text
        );
    }
}

fn split(data: &[u8]) -> (&[u8], &[u8]) {
    match data.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (&[], data),
    }
}
