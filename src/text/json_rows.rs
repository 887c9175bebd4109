//! JSON with line breaks and indentation, without a copy of it.
//!
//! The rows of the indented form are stepped through once, on a worker, and the place of every 64th is kept; a row
//! that is drawn is made again from the place before it. Only white space outside of strings changes: numbers,
//! escapes, key order and repeated keys are the body's own bytes. One member or element per line, two spaces a
//! level, empty brackets in one line, as in `serde_json::to_string_pretty`; lines of JSON one after the other.
//!
//! A body that is not JSON is indented up to where it stops being so; the rest follows as it came.

mod step;

use std::ops::Range;

use memchr::{memchr_iter, memrchr};

use self::step::{RowPosition, RowStart, Stepper};
use super::json_scan::{Ended, Flow, JsonError, scan};
use super::source::{Window, for_chunks};
use super::{LineIndex, MOST_ROW_BYTES, RowText, Source, Stop, Stopped, Syntax, TokenKind};

const ROWS_PER_MARK: u32 = 64;
const BYTES_PER_MARK: usize = 16 * 1024;
const WINDOW_BYTES: usize = 64 * 1024;

/// Shortest row: a key, a bracket and a little of a string.
const SHORTEST_ROW_BYTES: usize = 16;

/// Deeper levels are indented like this one and say their depth.
const MOST_INDENT_LEVELS: u32 = 40;

/// Spaces of the deepest indentation, with the two of a row that continues a line.
const SPACES: &str = "                                                                                  ";

/// Where the rows of the indented form begin in the body: 24 bytes per 64 rows.
#[derive(Clone, Debug)]
pub struct JsonRows {
    marks: Vec<Mark>,
    /// Long runs of white space.
    blanks: Vec<Range<u32>>,
    max_row_bytes: usize,
    /// Where the indented form ends in the body.
    end: usize,
    rows: usize,
    lines: u32,
    fault: Option<JsonFault>,
    rest: Option<LineIndex>,
}

/// Where and why a body stops being JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonFault {
    /// What is wrong; shown as a sentence.
    pub error: JsonError,
    /// Line of the body as it came, from 1.
    pub line: usize,
    /// Character in that line, from 1.
    pub column: usize,
    /// First row that is drawn as it came.
    pub row: usize,
}

/// The start of a row.
#[derive(Clone, Copy, Debug)]
struct Mark {
    row: u32,
    /// Lines that begin before it.
    lines: u32,
    offset: u32,
    depth: u32,
    /// Least depth of the lines from here to the next mark.
    min_depth: u32,
    start: RowStart,
}

/// A place with its numbers.
#[derive(Clone, Copy, Debug)]
struct Cursor {
    place: RowPosition,
    row: usize,
    lines: u32,
}

impl JsonRows {
    /// Steps through a body; rows have at most `max_row_bytes` (up to [`MOST_ROW_BYTES`]), their indentation counted,
    /// or 16 beside an indentation that leaves less.
    pub fn of<S: Source + ?Sized>(source: &S, max_row_bytes: usize, stop: Stop<'_>) -> Result<Self, Stopped> {
        let ended = scan(source, stop, &mut |_| Flow::On)?;
        Self::after_scan(source, ended, max_row_bytes, stop)
    }

    /// [`Self::of`] a body whose scan is done.
    pub(super) fn after_scan<S: Source + ?Sized>(
        source: &S,
        ended: Ended,
        max_row_bytes: usize,
        stop: Stop<'_>,
    ) -> Result<Self, Stopped> {
        let (error, end) = match ended {
            Ended::Invalid { error, tokens_end } => (Some(error), tokens_end),
            Ended::Valid | Ended::Enough => (None, source.len()),
        };
        let mut made = Self {
            marks: Vec::new(),
            blanks: Vec::new(),
            max_row_bytes: max_row_bytes.clamp(SHORTEST_ROW_BYTES, MOST_ROW_BYTES),
            end: end.min(u32::MAX as usize),
            rows: 0,
            lines: 0,
            fault: None,
            rest: None,
        };
        made.mark_rows(source, stop)?;
        if let Some(error) = error {
            let (line, column) = line_and_column(source, error.offset, stop)?;
            made.fault = Some(JsonFault {
                error,
                line,
                column,
                row: made.rows,
            });
            let rest = LineIndex::from_offset(source, end, made.max_row_bytes, Syntax::Json, stop)?;
            made.rest = Some(rest);
        }
        Ok(made)
    }

    fn mark_rows<S: Source + ?Sized>(&mut self, source: &S, stop: Stop<'_>) -> Result<(), Stopped> {
        let mut window = Window::new(source, self.end, WINDOW_BYTES);
        let mut blanks = Vec::new();
        let stepper = Stepper {
            max_row_bytes: self.max_row_bytes,
            blanks: &[],
        };
        let mut at = Cursor {
            place: stepper.first(&mut window, &mut blanks),
            row: 0,
            lines: 0,
        };
        let mut looked_at = 0;
        while at.place.offset < self.end {
            self.mark(at);
            if at.place.offset - looked_at >= WINDOW_BYTES {
                looked_at = at.place.offset;
                if stop() {
                    return Err(Stopped);
                }
            }
            at = at.to(stepper.step(&mut window, at.place, &mut blanks));
        }
        (self.rows, self.lines) = (at.row, at.lines);
        self.blanks = blanks;
        self.marks.shrink_to_fit();
        Ok(())
    }

    fn mark(&mut self, at: Cursor) {
        let RowPosition { offset, depth, start } = at.place;
        let row = to_u32(at.row);
        match self.marks.last_mut() {
            Some(last)
                if row - last.row < ROWS_PER_MARK && offset - (last.offset as usize) < BYTES_PER_MARK =>
            {
                last.min_depth = last.min_depth.min(depth);
            }
            _ => self.marks.push(Mark {
                row,
                lines: at.lines,
                offset: to_u32(offset),
                depth,
                min_depth: depth,
                start,
            }),
        }
    }

    /// Number of rows, the rest of an invalid body included.
    pub fn rows(&self) -> usize {
        self.rows + self.rest.as_ref().map_or(0, LineIndex::rows)
    }

    /// Number of lines of the indented form, and of the rest of an invalid body.
    pub fn lines(&self) -> usize {
        self.lines as usize + self.rest.as_ref().map_or(0, LineIndex::lines)
    }

    /// Where and why the body stops being JSON.
    pub fn fault(&self) -> Option<&JsonFault> {
        self.fault.as_ref()
    }

    /// Gives each row of a range, drawn into `row`: one walk for all visible rows.
    pub fn visit<S: Source + ?Sized>(
        &self,
        source: &S,
        rows: Range<usize>,
        row: &mut RowText,
        mut each: impl FnMut(usize, &RowText),
    ) {
        let (mut window, stepper) = self.reader(source);
        let mut at = self.cursor_by(|mark| mark.row as usize <= rows.start);
        while at.row < rows.end.min(self.rows) {
            if at.row < rows.start {
                at = at.to(stepper.step(&mut window, at.place, &mut Vec::new()));
                continue;
            }
            row.clear();
            at.begin(row);
            let next = at.to(stepper.step(&mut window, at.place, row));
            row.finish();
            row.source = at.place.offset..next.place.offset;
            each(at.row, row);
            at = next;
        }
        let Some(rest) = self.rest.as_ref().filter(|_| rows.end > self.rows) else {
            return;
        };
        let of_rest = rows.start.saturating_sub(self.rows)..rows.end - self.rows;
        let mut number = self.rows + of_rest.start;
        rest.visit(source, of_rest, |found, bytes| {
            row.clear();
            row.push_row(bytes, found.range.start, Syntax::Json, found.state);
            row.line_number = found.line_number.map(|line| self.lines.saturating_add(line));
            row.source = found.range;
            each(number, row);
            number += 1;
        });
    }

    /// Row that shows the byte at `offset`.
    pub fn row_at<S: Source + ?Sized>(&self, source: &S, offset: usize) -> usize {
        if let Some(rest) = self.rest.as_ref().filter(|_| offset >= self.end) {
            return self.rows + rest.row_at(source, offset);
        }
        let (mut window, stepper) = self.reader(source);
        let mut at = self.cursor_by(|mark| mark.offset as usize <= offset);
        while at.row + 1 < self.rows {
            let next = at.to(stepper.step(&mut window, at.place, &mut Vec::new()));
            if next.place.offset > offset {
                break;
            }
            at = next;
        }
        at.row
    }

    /// The row where the line of that number (from 1) begins; the last row when there are fewer lines.
    pub fn row_of_line<S: Source + ?Sized>(&self, source: &S, number: u32) -> usize {
        if let Some(rest) = self.rest.as_ref().filter(|_| number > self.lines) {
            return self.rows + rest.row_of_line(source, number - self.lines);
        }
        let (mut window, stepper) = self.reader(source);
        let mut at = self.cursor_by(|mark| mark.lines < number);
        while at.row + 1 < self.rows && (at.place.start != RowStart::Line || at.lines + 1 < number) {
            at = at.to(stepper.step(&mut window, at.place, &mut Vec::new()));
        }
        at.row
    }

    /// Rows between an opening bracket that ends the line of `row` and the row of its closing bracket: what folding
    /// the row hides.
    pub fn fold<S: Source + ?Sized>(&self, source: &S, row: usize) -> Option<Range<usize>> {
        let (mut window, stepper) = self.reader(source);
        let mut at = self.cursor_at(row, &mut window)?;
        let depth = at.place.depth;
        loop {
            at = at.to(stepper.step(&mut window, at.place, &mut Vec::new()));
            if at.place.start == RowStart::Line || at.place.offset >= self.end {
                break;
            }
        }
        let first = at.row;
        if at.place.depth <= depth {
            return None;
        }
        loop {
            if at.row >= self.rows {
                return Some(first..self.rows);
            }
            if at.place.start == RowStart::Line && at.place.depth <= depth {
                return Some(first..at.row);
            }
            let after = self.marks.partition_point(|mark| mark.row as usize <= at.row);
            let is_mark = after
                .checked_sub(1)
                .and_then(|i| self.marks.get(i))
                .is_some_and(|mark| mark.row as usize == at.row && mark.min_depth > depth);
            if is_mark {
                let ahead = self.marks.get(after..).unwrap_or_default();
                let Some(mark) = ahead.iter().find(|mark| mark.min_depth <= depth) else {
                    return Some(first..self.rows);
                };
                at = mark.cursor();
                if at.place.start == RowStart::Line && at.place.depth <= depth {
                    continue;
                }
            }
            at = at.to(stepper.step(&mut window, at.place, &mut Vec::new()));
        }
    }

    fn reader<'a, S: Source + ?Sized>(&'a self, source: &'a S) -> (Window<'a, S>, Stepper<'a>) {
        let stepper = Stepper {
            max_row_bytes: self.max_row_bytes,
            blanks: &self.blanks,
        };
        (Window::new(source, self.end, WINDOW_BYTES), stepper)
    }

    fn cursor_by(&self, is_before: impl Fn(&Mark) -> bool) -> Cursor {
        let after = self.marks.partition_point(is_before);
        match self.marks.get(after.saturating_sub(1)) {
            Some(mark) => mark.cursor(),
            None => Cursor {
                place: RowPosition {
                    offset: self.end,
                    depth: 0,
                    start: RowStart::Line,
                },
                row: self.rows,
                lines: self.lines,
            },
        }
    }

    fn cursor_at<S: Source + ?Sized>(&self, row: usize, window: &mut Window<'_, S>) -> Option<Cursor> {
        if row >= self.rows {
            return None;
        }
        let stepper = Stepper {
            max_row_bytes: self.max_row_bytes,
            blanks: &self.blanks,
        };
        let mut at = self.cursor_by(|mark| mark.row as usize <= row);
        while at.row < row {
            at = at.to(stepper.step(window, at.place, &mut Vec::new()));
        }
        Some(at)
    }
}

impl Mark {
    fn cursor(&self) -> Cursor {
        Cursor {
            place: RowPosition {
                offset: self.offset as usize,
                depth: self.depth,
                start: self.start,
            },
            row: self.row as usize,
            lines: self.lines,
        }
    }
}

impl Cursor {
    /// The row after this one.
    fn to(self, next: RowPosition) -> Self {
        Self {
            place: next,
            row: self.row + 1,
            lines: self.lines + u32::from(self.place.start == RowStart::Line),
        }
    }

    /// Line number and indentation.
    fn begin(self, row: &mut RowText) {
        let RowPosition { offset, start, .. } = self.place;
        let is_line = start == RowStart::Line;
        row.line_number = is_line.then_some(self.lines + 1);
        let spaces = SPACES.get(..self.place.spaces());
        if let Some(spaces) = spaces.filter(|spaces| !spaces.is_empty()) {
            row.push_added(spaces, offset, TokenKind::Plain);
        }
        if let Some(mark) = self.place.depth_mark() {
            row.push_added(&mark, offset, TokenKind::Mark);
        }
    }
}

/// Line and character of a byte, both from 1.
fn line_and_column<S: Source + ?Sized>(
    source: &S,
    offset: usize,
    stop: Stop<'_>,
) -> Result<(usize, usize), Stopped> {
    let (mut line, mut column) = (1, 1);
    for_chunks(source, 0..offset, stop, |_, chunk| {
        let last_line = match memrchr(b'\n', chunk) {
            Some(at) => {
                line += memchr_iter(b'\n', chunk).count();
                column = 1;
                chunk.get(at + 1..).unwrap_or_default()
            }
            None => chunk,
        };
        column += last_line.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        true
    })?;
    Ok((line, column))
}

/// Offsets are kept below 4 GiB.
fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
pub(super) mod tests;
