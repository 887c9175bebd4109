//! Bytes in hex: sixteen a row, with their offset and what of them is ASCII.

use std::fmt::Write as _;
use std::ops::Range;

use super::{RowText, Source, TokenKind};

/// Bytes in a row.
pub const HEX_ROW_BYTES: usize = 16;

/// Column of the first byte: offsets have eight digits and two blanks.
const FIRST_COLUMN: usize = 10;
/// Column of the first character: sixteen times two digits and a blank, a blank in the middle, one more.
const TEXT_COLUMN: usize = FIRST_COLUMN + 3 * HEX_ROW_BYTES + 2;

/// Number of rows of a source.
pub fn hex_rows(len: usize) -> usize {
    len.div_ceil(HEX_ROW_BYTES)
}

/// Gives each row of a range, drawn into `row`.
pub fn visit_hex<S: Source + ?Sized>(
    source: &S,
    rows: Range<usize>,
    row: &mut RowText,
    mut each: impl FnMut(usize, &RowText),
) {
    let rows = rows.start..rows.end.min(hex_rows(source.len()));
    if rows.is_empty() {
        return;
    }
    let bytes = source.read(rows.start * HEX_ROW_BYTES..rows.end * HEX_ROW_BYTES);
    for (number, bytes) in rows.clone().zip(bytes.chunks(HEX_ROW_BYTES)) {
        draw(bytes, number * HEX_ROW_BYTES, row);
        each(number, row);
    }
}

/// `00000010  48 65 6c 6c 6f 20 77 6f  72 6c 64 21              Hello world!`
fn draw(bytes: &[u8], offset: usize, row: &mut RowText) {
    row.clear();
    row.source = offset..offset + bytes.len();
    row.push_added(&format!("{offset:08x}  "), offset, TokenKind::Attribute);
    let mut pair = String::new();
    for at in 0..HEX_ROW_BYTES {
        pair.clear();
        match bytes.get(at) {
            Some(byte) => write!(pair, "{byte:02x} ").unwrap_or_default(),
            None => pair.push_str("   "),
        }
        if at + 1 == HEX_ROW_BYTES / 2 {
            pair.push(' ');
        }
        let kind = match bytes.get(at) {
            Some(0) => TokenKind::Comment,
            Some(0x20..=0x7E) => TokenKind::String,
            _ => TokenKind::Number,
        };
        let at = offset + at;
        if at < row.source.end {
            row.push_shown(&pair, at..at + 1, kind);
        } else {
            row.push_added(&pair, row.source.end, TokenKind::Plain);
        }
    }
    row.push_added(" ", offset + bytes.len(), TokenKind::Plain);
    for (at, byte) in (offset..).zip(bytes) {
        match byte {
            0x20..=0x7E => {
                row.push_shown(
                    char::from(*byte).encode_utf8(&mut [0; 4]),
                    at..at + 1,
                    TokenKind::String,
                );
            }
            _ => row.push_shown("·", at..at + 1, TokenKind::Plain),
        }
    }
    row.finish();
}

/// Number in its row of the byte that a column shows, in hex or as a character; none beside them.
pub fn byte_of_hex_column(column: usize) -> Option<usize> {
    if let Some(at) = column.checked_sub(TEXT_COLUMN) {
        return (at < HEX_ROW_BYTES).then_some(at);
    }
    let at = column.checked_sub(FIRST_COLUMN)?;
    let at = at.saturating_sub(usize::from(at > 3 * HEX_ROW_BYTES / 2));
    Some((at / 3).min(HEX_ROW_BYTES - 1))
}

/// Columns of a byte of a row: its two digits, and its character.
pub fn hex_columns_of(byte: usize) -> (Range<usize>, usize) {
    let start = FIRST_COLUMN + 3 * byte + usize::from(byte >= HEX_ROW_BYTES / 2);
    (start..start + 2, TEXT_COLUMN + byte)
}

/// Bytes as hex text, for the clipboard: `48 65 6c`.
pub fn hex_text(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 3);
    for (at, byte) in bytes.iter().enumerate() {
        let blank = if at == 0 { "" } else { " " };
        write!(out, "{blank}{byte:02x}").unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        let all = 0..hex_rows(bytes.len());
        visit_hex(bytes, all, &mut RowText::default(), |_, row| {
            found.push(row.text.clone());
        });
        found
    }

    #[test]
    fn offset_hex_and_text() {
        assert_eq!(
            rows(b"Hello world!\n\0\xFFaZ"),
            [
                "00000000  48 65 6c 6c 6f 20 77 6f  72 6c 64 21 0a 00 ff 61  Hello world!···a",
                "00000010  5a                                                Z",
            ]
        );
        assert_eq!(rows(b""), Vec::<String>::new());
        assert_eq!(hex_text(b"\x00\xAB"), "00 ab");
    }

    #[test]
    fn columns_and_bytes_map_both_ways() {
        let text = rows(b"0123456789abcdef").remove(0);
        for byte in 0..HEX_ROW_BYTES {
            let (digits, character) = hex_columns_of(byte);
            let shown = char::from(b"0123456789abcdef"[byte]);
            assert_eq!(text.chars().nth(character), Some(shown));
            assert_eq!(text.get(digits.clone()).unwrap(), format!("{:02x}", shown as u32));
            for column in digits.chain([character]) {
                assert_eq!(byte_of_hex_column(column), Some(byte), "column {column}");
            }
        }
        assert_eq!(byte_of_hex_column(3), None);
        assert_eq!(byte_of_hex_column(TEXT_COLUMN + 16), None);
    }

    proptest! {
        #[test]
        fn the_digits_are_the_bytes(bytes in proptest::collection::vec(any::<u8>(), 1..60)) {
            let mut read = Vec::new();
            for text in rows(&bytes) {
                let digits = text.get(FIRST_COLUMN..TEXT_COLUMN).unwrap();
                read.extend(digits.split_whitespace().map(|pair| u8::from_str_radix(pair, 16).unwrap()));
            }
            prop_assert_eq!(read, bytes);
        }
    }
}
