//! Where the rows of a body begin.

use std::fmt;
use std::ops::Range;

use memchr::{memchr_iter, memchr2_iter};

use super::LexState;

/// Longest row of [`LineIndex::new`] in bytes: about three times the widest pane, so that ordinary text is
/// not broken and a minified body stays cheap to draw.
pub const DEFAULT_ROW_BYTES: usize = 400;

/// No row can be made shorter than one character of UTF-8.
const SHORTEST_ROW_BYTES: usize = 4;

/// Offsets are `u32`, half the memory of `u64`: bodies are capped far below 4 GiB, and what lies beyond is
/// left out of the index.
const MOST_INDEXED_BYTES: usize = u32::MAX as usize;

/// Where the rows of a body begin: its lines, long ones broken into several rows.
///
/// Lines end at `\n` (a `\r` before it belongs to the line end). A line of more bytes than the limit is
/// broken into rows of at most that many bytes, never inside a character of valid UTF-8 and never inside a
/// backslash escape. A body that ends with `\n` has no empty last line; an empty body has no rows.
///
/// About 4.3 bytes per row, O(1) access. Making it reads the whole body: do it on a worker.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Rows that begin a line.
    line_starts: Bits,
    /// Number of line starts before each word of `line_starts`.
    ranks: Vec<u32>,
    /// Rows that begin inside a JSON string.
    in_string: Bits,
    indexed_bytes: u32,
}

/// One row of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its bytes, with the line end.
    pub range: Range<usize>,
    /// Number of its line, from 1; `None` for a row that continues the line of the row above.
    pub line_number: Option<u32>,
}

impl LineIndex {
    /// The rows of a body, lines broken after [`DEFAULT_ROW_BYTES`].
    pub fn new(bytes: &[u8]) -> Self {
        Self::wrapped(bytes, DEFAULT_ROW_BYTES)
    }

    /// The rows of a body, lines broken after `max_row_bytes` (at least 4). The line end is not counted.
    pub fn wrapped(bytes: &[u8], max_row_bytes: usize) -> Self {
        Self::limited(bytes, max_row_bytes, MOST_INDEXED_BYTES)
    }

    fn limited(bytes: &[u8], max_row_bytes: usize, most_bytes: usize) -> Self {
        let bytes = bytes.get(..most_bytes).unwrap_or(bytes);
        let max_row_bytes = max_row_bytes.max(SHORTEST_ROW_BYTES);
        let mut index = Self {
            starts: Vec::with_capacity(memchr_iter(b'\n', bytes).count() + 1),
            indexed_bytes: to_u32(bytes.len()),
            ..Self::default()
        };
        let mut start = 0;
        for end in memchr_iter(b'\n', bytes).map(|at| at + 1).chain([bytes.len()]) {
            if start < end {
                index.push_line(bytes, start..end, max_row_bytes);
            }
            start = end;
        }
        index.starts.shrink_to_fit();
        index.ranks = index.line_starts.ranks();
        index
    }

    fn push_line(&mut self, bytes: &[u8], line: Range<usize>, max_row_bytes: usize) {
        self.push_row(line.start, RowStart::Line);
        let mut rest = bytes.get(line.clone()).unwrap_or_default();
        let mut start = line.start;
        let mut state = LexState::LineStart;
        while without_line_end(rest).len() > max_row_bytes {
            let (row, after) = rest.split_at(break_before(rest, max_row_bytes));
            state = state_after(row, state);
            start += row.len();
            rest = after;
            self.push_row(start, RowStart::Continuation(state));
        }
    }

    fn push_row(&mut self, start: usize, kind: RowStart) {
        self.starts.push(to_u32(start));
        self.line_starts.push(kind == RowStart::Line);
        self.in_string
            .push(kind == RowStart::Continuation(LexState::InString));
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.starts.len()
    }

    /// Number of lines, each counted once however many rows it has.
    pub fn lines(&self) -> usize {
        self.line_starts.rank(&self.ranks, self.rows())
    }

    /// Bytes covered by the index: the body's length, or 4 GiB less one byte of a longer body.
    pub fn indexed_bytes(&self) -> usize {
        self.indexed_bytes as usize
    }

    /// The row at index `i`. `bytes` is the body the index was made from; of another one, the range is cut
    /// to its length. Beyond the last row: an empty range and no line number.
    pub fn row(&self, bytes: &[u8], i: usize) -> Row {
        let Some(start) = self.starts.get(i) else {
            return Row::default();
        };
        let end = self.starts.get(i + 1).unwrap_or(&self.indexed_bytes);
        let range = (*start as usize).min(bytes.len())..(*end as usize).min(bytes.len());
        let line_number = self
            .line_starts
            .get(i)
            .then(|| to_u32(self.line_starts.rank(&self.ranks, i) + 1));
        Row { range, line_number }
    }

    /// Index of the row that holds the byte at `offset`; the last row for an offset beyond the end.
    pub fn row_at(&self, offset: usize) -> usize {
        self.starts
            .partition_point(|start| *start as usize <= offset)
            .saturating_sub(1)
    }

    /// What the lexer has to know at the start of row `i`. Exact for valid JSON, whose strings hold no line
    /// end: only a continuation row can start inside a string.
    pub fn lex_state(&self, i: usize) -> LexState {
        if self.in_string.get(i) {
            LexState::InString
        } else {
            LexState::LineStart
        }
    }
}

impl fmt::Debug for LineIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LineIndex({} rows, {} bytes)", self.rows(), self.indexed_bytes)
    }
}

/// How a row begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RowStart {
    Line,
    Continuation(LexState),
}

/// One bit per row.
#[derive(Clone, Default, PartialEq, Eq)]
struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    fn push(&mut self, bit: bool) {
        if self.len.is_multiple_of(64) {
            self.words.push(0);
        }
        if let Some(word) = self.words.last_mut() {
            *word |= u64::from(bit) << (self.len % 64);
        }
        self.len += 1;
    }

    fn get(&self, i: usize) -> bool {
        self.words
            .get(i / 64)
            .is_some_and(|word| word >> (i % 64) & 1 == 1)
    }

    /// Number of set bits before each word.
    fn ranks(&self) -> Vec<u32> {
        self.words
            .iter()
            .scan(0, |set, word| {
                let before = *set;
                *set += word.count_ones();
                Some(before)
            })
            .collect()
    }

    /// Number of set bits before bit `i`.
    fn rank(&self, ranks: &[u32], i: usize) -> usize {
        let Some((before, word)) = ranks.get(i / 64).zip(self.words.get(i / 64)) else {
            let last = ranks.last().zip(self.words.last());
            return last.map_or(0, |(before, word)| (before + word.count_ones()) as usize);
        };
        let below = word & !(u64::MAX << (i % 64));
        (before + below.count_ones()) as usize
    }
}

/// Where to break a line that is longer than `max`: at most `max` bytes, before the character that would
/// not fit, and not between a backslash and what it escapes.
fn break_before(line: &[u8], max: usize) -> usize {
    let is_inside_char = |at: usize| line.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    let at = (max.saturating_sub(3)..=max)
        .rev()
        .find(|at| !is_inside_char(*at))
        .filter(|at| *at > 0)
        .unwrap_or(max);
    let backslashes = line
        .iter()
        .take(at)
        .rev()
        .take_while(|byte| **byte == b'\\')
        .count();
    if backslashes % 2 == 1 && at > 1 {
        at - 1
    } else {
        at
    }
}

/// Whether the next row of the same line starts inside a string.
fn state_after(row: &[u8], state: LexState) -> LexState {
    let mut state = state;
    let mut escaped = None;
    for at in memchr2_iter(b'"', b'\\', row) {
        if escaped == Some(at) {
            continue;
        }
        match (row.get(at), state) {
            (Some(b'\\'), LexState::InString) => escaped = Some(at + 1),
            (Some(b'"'), LexState::InString) => state = LexState::LineStart,
            (Some(b'"'), LexState::LineStart) => state = LexState::InString,
            _ => {}
        }
    }
    state
}

/// A line without its `\n` or `\r\n`.
pub(super) fn without_line_end(line: &[u8]) -> &[u8] {
    let Some(line) = line.strip_suffix(b"\n") else {
        return line;
    };
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The caller keeps values below 4 GiB.
fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
    fn continuation_rows_know_whether_they_start_in_a_string() {
        let bytes = br#"{"ab":"cd\"e","f":1}"#;
        let index = LineIndex::wrapped(bytes, 4);
        for i in 0..index.rows() {
            let before = &bytes[..index.row(bytes, i).range.start];
            let expected = state_after(before, LexState::LineStart);
            assert_eq!(index.lex_state(i), expected, "row {i}");
        }
    }

    #[test]
    fn beyond_the_last_row_and_of_another_body_nothing_panics() {
        let index = LineIndex::new(b"one\ntwo\n");
        assert_eq!(index.row(b"one\ntwo\n", 2), Row::default());
        assert_eq!(index.row(b"on", 0).range, 0..2);
        assert_eq!(index.row(b"on", 1).range, 2..2);
        assert_eq!(index.row_at(100), 1);
        assert_eq!(LineIndex::default().row_at(0), 0);
    }

    #[test]
    fn what_lies_beyond_the_limit_is_left_out() {
        let index = LineIndex::limited(b"one\ntwo\nthree", 80, 6);
        assert_eq!(index.rows(), 2);
        assert_eq!(index.indexed_bytes(), 6);
        assert_eq!(index.row(b"one\ntwo\nthree", 1).range, 4..6);
    }

    /// The obvious way: one vector of lines, each cut greedily.
    fn reference(bytes: &[u8], max: usize) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut start = 0;
        for (line_number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let mut line_number = Some(u32::try_from(line_number + 1).unwrap());
            let mut rest = line;
            loop {
                let fits = without_line_end(rest).len() <= max;
                let len = if fits { rest.len() } else { break_before(rest, max) };
                rows.push(Row {
                    range: start..start + len,
                    line_number: line_number.take(),
                });
                start += len;
                rest = &rest[len..];
                if fits {
                    break;
                }
            }
        }
        rows
    }

    fn bodies() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b"\n".to_vec()),
            Just(b"\r\n".to_vec()),
            Just(b"\\".to_vec()),
            Just(b"\"".to_vec()),
            "\\PC{0,9}".prop_map(String::into_bytes),
            proptest::collection::vec(any::<u8>(), 0..6),
        ];
        proptest::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn rows_equal_the_reference_and_cover_the_body_once(bytes in bodies(), max in 4usize..40) {
            let rows = rows(&bytes, max);
            prop_assert_eq!(&rows, &reference(&bytes, max));
            let joined: Vec<u8> = rows.iter().flat_map(|row| bytes[row.range.clone()].to_vec()).collect();
            prop_assert_eq!(&joined, &bytes);
            for (i, row) in rows.iter().enumerate() {
                prop_assert!(!row.range.is_empty());
                prop_assert!(without_line_end(&bytes[row.range.clone()]).len() <= max);
                let index = LineIndex::wrapped(&bytes, max);
                prop_assert_eq!(index.row_at(row.range.start), i);
                prop_assert_eq!(index.row_at(row.range.end - 1), i);
            }
        }

        #[test]
        fn valid_text_is_never_broken_inside_a_character(text in "\\PC{0,300}", max in 4usize..40) {
            for row in rows(text.as_bytes(), max) {
                prop_assert!(text.get(row.range).is_some());
            }
        }
    }
}
