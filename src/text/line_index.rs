//! Where the rows of a body begin.

use std::fmt;
use std::ops::Range;

use memchr::{memchr, memrchr};

use super::source::{Window, for_chunks};
use super::{LexState, Source, Stop, Stopped, Syntax, lexer};

/// Longest row of [`LineIndex::new`] in bytes: about three times the widest pane, so that ordinary text is
/// not broken and a minified body stays cheap to draw.
pub const DEFAULT_ROW_BYTES: usize = 400;

/// Longest row that can be asked for: what is laid out for one row stays bounded.
pub const MOST_ROW_BYTES: usize = 16 * 1024;

/// No row can be made shorter than one character of UTF-8.
const SHORTEST_ROW_BYTES: usize = 4;

/// Offsets are `u32`, half the memory of `u64`: bodies are capped far below 4 GiB, and what lies beyond is
/// left out of the index.
const MOST_INDEXED_BYTES: usize = u32::MAX as usize;

/// A mark stands at every so many rows, and earlier where they are long: reading a row steps over so many at most.
const ROWS_PER_MARK: u32 = 64;
const BYTES_PER_MARK: u32 = 16 * 1024;

/// Markup is not broken within so many bytes of a `<`, so that `<![CDATA[` stays in one row.
const MARKUP_OPENING_BYTES: usize = 9;

/// Where the rows of a body begin: its lines, long ones broken into several rows.
///
/// Lines end at `\n` (a `\r` before it belongs to the line end). A line of more bytes than the limit is
/// broken into rows of at most that many bytes, never inside a character of valid UTF-8 and never inside a
/// backslash escape. A body that ends with `\n` has no empty last line; an empty body has no rows.
///
/// Keeps the start of every 64th row (or of one in every 16 kB) and steps from there: at most 16 bytes per 64 rows
/// or 16 kB, and some microseconds for a row. Making it reads the whole body: do it on a worker.
#[derive(Clone, PartialEq, Eq)]
pub struct LineIndex {
    marks: Vec<Mark>,
    max_row_bytes: usize,
    syntax: Syntax,
    /// First byte of the index; the rows begin there.
    base: usize,
    /// What follows the last row.
    end: Cursor,
}

/// One row of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its bytes, with the line end.
    pub range: Range<usize>,
    /// Number of its line, from 1; `None` for a row that continues the line of the row above.
    pub line_number: Option<u32>,
    /// What the lexer has to know at its start.
    pub state: LexState,
}

/// The start of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    start: u32,
    row: u32,
    /// Lines that begin before this row.
    lines: u32,
    begins_line: bool,
    state: LexState,
}

/// A position between two rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Cursor {
    start: usize,
    row: usize,
    lines: u32,
    continues_line: bool,
    state: LexState,
}

impl Default for LineIndex {
    fn default() -> Self {
        Self::empty(DEFAULT_ROW_BYTES, Syntax::Json, 0)
    }
}

impl LineIndex {
    fn empty(max_row_bytes: usize, syntax: Syntax, base: usize) -> Self {
        Self {
            marks: Vec::new(),
            max_row_bytes: max_row_bytes.clamp(SHORTEST_ROW_BYTES, MOST_ROW_BYTES),
            syntax,
            base,
            end: Cursor {
                start: base,
                ..Cursor::default()
            },
        }
    }

    /// The rows of a body, lines broken after [`DEFAULT_ROW_BYTES`], coloured as JSON.
    pub fn new(bytes: &[u8]) -> Self {
        Self::wrapped(bytes, DEFAULT_ROW_BYTES)
    }

    /// The rows of a body, lines broken after `max_row_bytes` (4 to [`MOST_ROW_BYTES`]), coloured as JSON. The line
    /// end is not counted.
    pub fn wrapped(bytes: &[u8], max_row_bytes: usize) -> Self {
        let mut indexer = LineIndexer::new(max_row_bytes, Syntax::Json);
        indexer.push(bytes);
        indexer.finish()
    }

    /// The rows of any source, read in pieces.
    pub fn of<S: Source + ?Sized>(
        source: &S,
        max_row_bytes: usize,
        syntax: Syntax,
        stop: Stop<'_>,
    ) -> Result<Self, Stopped> {
        Self::from_offset(source, 0, max_row_bytes, syntax, stop)
    }

    /// The rows of what stands from `base` on; line numbers count from 1 there.
    pub fn from_offset<S: Source + ?Sized>(
        source: &S,
        base: usize,
        max_row_bytes: usize,
        syntax: Syntax,
        stop: Stop<'_>,
    ) -> Result<Self, Stopped> {
        let mut indexer = LineIndexer {
            index: Self::empty(max_row_bytes, syntax, base),
            carry: Vec::new(),
        };
        for_chunks(source, base..source.len(), stop, |_, chunk| {
            indexer.push(chunk);
            true
        })?;
        Ok(indexer.finish())
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.end.row
    }

    /// Number of lines, each counted once however many rows it has.
    pub fn lines(&self) -> usize {
        self.end.lines as usize
    }

    /// Bytes covered by the index: the body's length, or 4 GiB less one byte of a longer body.
    pub fn indexed_bytes(&self) -> usize {
        self.end.start - self.base
    }

    /// Longest row in bytes, without the line end.
    pub fn max_row_bytes(&self) -> usize {
        self.max_row_bytes
    }

    /// How the rows are coloured.
    pub fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// The row at index `i`. `source` is the body the index was made from; of another one, the range is cut
    /// to its length. Beyond the last row: an empty range and no line number.
    pub fn row<S: Source + ?Sized>(&self, source: &S, i: usize) -> Row {
        let mut found = Row::default();
        self.visit(source, i..i.saturating_add(1), |row, _| found = row);
        found
    }

    /// Gives each row of a range with its bytes, line end included: one walk for all visible rows.
    pub fn visit<S: Source + ?Sized>(
        &self,
        source: &S,
        rows: Range<usize>,
        mut each: impl FnMut(Row, &[u8]),
    ) {
        let Some(mark) = self.mark_by(|mark| mark.row as usize <= rows.start) else {
            return;
        };
        let mut at = mark.cursor();
        let mut window = Window::new(
            source,
            self.end.start,
            self.max_row_bytes + BYTES_PER_MARK as usize,
        );
        while at.row < rows.end.min(self.end.row) {
            let rest = window.at(at.start, self.need());
            let Some((len, ends_line)) = self.row_len(rest, IsLast::Yes) else {
                return;
            };
            let bytes = rest.get(..len).unwrap_or_default();
            if at.row >= rows.start {
                each(at.as_row(len), bytes);
            }
            at.take(bytes, ends_line, self.syntax);
        }
    }

    /// Index of the row that holds the byte at `offset`; the last row for an offset beyond the end.
    pub fn row_at<S: Source + ?Sized>(&self, source: &S, offset: usize) -> usize {
        let Some(mark) = self.mark_by(|mark| mark.start as usize <= offset) else {
            return 0;
        };
        let mut at = mark.cursor();
        let mut window = Window::new(
            source,
            self.end.start,
            self.max_row_bytes + BYTES_PER_MARK as usize,
        );
        while at.row + 1 < self.end.row {
            let rest = window.at(at.start, self.need());
            let Some((len, ends_line)) = self.row_len(rest, IsLast::Yes) else {
                break;
            };
            if offset < at.start + len {
                break;
            }
            let bytes = rest.get(..len).unwrap_or_default();
            at.take(bytes, ends_line, self.syntax);
        }
        at.row
    }

    /// The row where the line of that number (from 1) begins; the last row when there are fewer lines.
    pub fn row_of_line<S: Source + ?Sized>(&self, source: &S, number: u32) -> usize {
        let Some(mark) = self.mark_by(|mark| mark.lines < number) else {
            return 0;
        };
        let mut at = mark.cursor();
        let mut window = Window::new(
            source,
            self.end.start,
            self.max_row_bytes + BYTES_PER_MARK as usize,
        );
        while at.row + 1 < self.end.row && (at.continues_line || at.lines + 1 < number) {
            let rest = window.at(at.start, self.need());
            let Some((len, ends_line)) = self.row_len(rest, IsLast::Yes) else {
                break;
            };
            let bytes = rest.get(..len).unwrap_or_default();
            at.take(bytes, ends_line, self.syntax);
        }
        at.row
    }

    fn mark_by(&self, is_before: impl Fn(&Mark) -> bool) -> Option<&Mark> {
        let after = self.marks.partition_point(is_before);
        self.marks.get(after.saturating_sub(1))
    }

    /// Bytes that decide where a row ends.
    fn need(&self) -> usize {
        self.max_row_bytes + 2
    }

    /// Length of the row at the start of `rest`, and whether its line ends with it. `None` when more bytes are
    /// needed to know, or there are none.
    fn row_len(&self, rest: &[u8], is_last: IsLast) -> Option<(usize, bool)> {
        let max = self.max_row_bytes;
        let head = rest.get(..self.need()).unwrap_or(rest);
        let line = match memchr(b'\n', head) {
            Some(at) => head.get(..=at)?,
            None if rest.len() >= self.need() => return Some((self.break_before(rest), false)),
            None if is_last == IsLast::No || rest.is_empty() => return None,
            None => rest,
        };
        if without_line_end(line).len() <= max {
            return Some((line.len(), true));
        }
        Some((self.break_before(line), false))
    }

    fn break_before(&self, line: &[u8]) -> usize {
        let at = break_before(line, self.max_row_bytes);
        if matches!(self.syntax, Syntax::Xml | Syntax::Html) {
            break_before_markup(line, at)
        } else {
            at
        }
    }
}

impl fmt::Debug for LineIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "LineIndex({} rows, {} bytes)",
            self.rows(),
            self.indexed_bytes()
        )
    }
}

impl Mark {
    fn cursor(self) -> Cursor {
        Cursor {
            start: self.start as usize,
            row: self.row as usize,
            lines: self.lines,
            continues_line: !self.begins_line,
            state: self.state,
        }
    }
}

impl Cursor {
    fn as_row(self, len: usize) -> Row {
        Row {
            range: self.start..self.start + len,
            line_number: (!self.continues_line).then(|| self.lines.saturating_add(1)),
            state: self.state,
        }
    }

    /// Steps over a row.
    fn take(&mut self, row: &[u8], ends_line: bool, syntax: Syntax) {
        if !self.continues_line {
            self.lines = self.lines.saturating_add(1);
        }
        self.state = lexer::state_after(syntax, row, self.state, ends_line);
        self.start += row.len();
        self.row += 1;
        self.continues_line = !ends_line;
    }
}

/// Whether anything can follow the bytes at hand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum IsLast {
    Yes,
    No,
}

/// Makes a [`LineIndex`] from pieces as they come: of a body that is still received, or that is on a disk.
///
/// Holds the index and less than one row of bytes.
#[derive(Clone, Debug)]
pub struct LineIndexer {
    index: LineIndex,
    /// The row that has begun.
    carry: Vec<u8>,
}

impl LineIndexer {
    /// Rows of at most `max_row_bytes` (4 to [`MOST_ROW_BYTES`]).
    pub fn new(max_row_bytes: usize, syntax: Syntax) -> Self {
        Self {
            index: LineIndex::empty(max_row_bytes, syntax, 0),
            carry: Vec::new(),
        }
    }

    /// The next bytes of the body.
    pub fn push(&mut self, chunk: &[u8]) {
        let room = MOST_INDEXED_BYTES.saturating_sub(self.index.end.start + self.carry.len());
        let mut chunk = chunk.get(..room).unwrap_or(chunk);
        if !self.carry.is_empty() {
            let head = chunk.get(..2 * self.index.need()).unwrap_or(chunk);
            let mut joined = std::mem::take(&mut self.carry);
            let carried = joined.len();
            joined.extend_from_slice(head);
            let taken = self.take_rows(&joined, carried, IsLast::No);
            let Some(of_chunk) = taken.checked_sub(carried) else {
                joined.drain(..taken);
                self.carry = joined;
                return;
            };
            chunk = chunk.get(of_chunk..).unwrap_or_default();
        }
        let taken = self.take_rows(chunk, chunk.len(), IsLast::No);
        self.carry
            .extend_from_slice(chunk.get(taken..).unwrap_or_default());
    }

    /// Takes rows that begin in the first `within` bytes; gives the bytes taken.
    fn take_rows(&mut self, bytes: &[u8], within: usize, is_last: IsLast) -> usize {
        let mut at = 0;
        while at < within {
            let rest = bytes.get(at..).unwrap_or_default();
            let Some((len, ends_line)) = self.index.row_len(rest, is_last) else {
                break;
            };
            self.index
                .push_row(rest.get(..len).unwrap_or_default(), ends_line);
            at += len;
        }
        at
    }

    /// The rows that are complete; the one that is still coming is not among them.
    pub fn index(&self) -> &LineIndex {
        &self.index
    }

    /// The index as if the body ended here. Copies the marks: a quarter of a byte per row.
    pub fn snapshot(&self) -> LineIndex {
        self.clone().finish()
    }

    /// The index of the whole body.
    pub fn finish(mut self) -> LineIndex {
        let carry = std::mem::take(&mut self.carry);
        self.take_rows(&carry, carry.len(), IsLast::Yes);
        self.index.marks.shrink_to_fit();
        self.index
    }
}

impl LineIndex {
    fn push_row(&mut self, row: &[u8], ends_line: bool) {
        let Cursor {
            start, row: number, ..
        } = self.end;
        let (start, number) = (to_u32(start), to_u32(number));
        let is_due = self
            .marks
            .last()
            .is_none_or(|last| number - last.row >= ROWS_PER_MARK || start - last.start >= BYTES_PER_MARK);
        if is_due {
            self.marks.push(Mark {
                start,
                row: number,
                lines: self.end.lines,
                begins_line: !self.end.continues_line,
                state: self.end.state,
            });
        }
        self.end.take(row, ends_line, self.syntax);
    }
}

/// Where to break a line that is longer than `max`: at most `max` bytes, before the character that would
/// not fit, and not between a backslash and what it escapes.
pub(super) fn break_before(line: &[u8], max: usize) -> usize {
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

/// An earlier place when `at` would part `<!--`, `-->` and the like.
fn break_before_markup(line: &[u8], at: usize) -> usize {
    let near = at.saturating_sub(MARKUP_OPENING_BYTES);
    if let Some(opening) = line.get(near..at).and_then(|near| memrchr(b'<', near)) {
        let opening = near + opening;
        if opening > 0 {
            return opening;
        }
    }
    let ends = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| line.get(before));
        matches!(before, Some(b'-' | b']' | b'?')) && matches!(line.get(at), Some(b'-' | b']' | b'?' | b'>'))
    };
    (at.saturating_sub(2)..=at)
        .rev()
        .find(|at| *at > 0 && !ends(*at))
        .unwrap_or(at)
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
mod tests;
