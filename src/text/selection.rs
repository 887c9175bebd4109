//! Selected text of a view: rows and columns to bytes, words and lines, and what is copied.

use std::ops::Range;

use super::{RowText, Rows, View};

/// A place between two characters of a view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Number of the row.
    pub row: usize,
    /// Characters before it in the row's text.
    pub column: usize,
}

/// Two places, in the order they were set: dragging moves `head`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Selection {
    /// Where it began.
    pub anchor: Position,
    /// Where it is now.
    pub head: Position,
}

/// What [`Rows::copy`] gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// All of the selection.
    Whole,
    /// Its first bytes: it is longer than the limit.
    Cut,
}

impl Selection {
    /// From the earlier to the later place.
    pub fn ordered(self) -> Range<Position> {
        self.anchor.min(self.head)..self.anchor.max(self.head)
    }

    /// True when nothing is selected.
    pub fn is_empty(self) -> bool {
        self.anchor == self.head
    }

    /// The selected columns of a row, for marking them; `columns` is the row's number of columns. A row whose end is
    /// selected too reaches one further.
    pub fn columns_in(self, row: usize, columns: usize) -> Option<Range<usize>> {
        let Range { start, end } = self.ordered();
        if row < start.row || row > end.row || self.is_empty() {
            return None;
        }
        let from = if row == start.row {
            start.column.min(columns)
        } else {
            0
        };
        let to = if row == end.row {
            end.column.min(columns)
        } else {
            columns + 1
        };
        (from < to).then_some(from..to)
    }
}

impl Rows<'_> {
    /// The bytes of the source between two places: for a search in the selection, a copy of the raw bytes, a size.
    pub fn bytes_of(&self, selection: Selection) -> Range<usize> {
        let Range { start, end } = selection.ordered();
        let from = self.row(start.row).offset_at(start.column);
        from..self.row(end.row).offset_at(end.column).max(from)
    }

    /// Where the byte at `offset` is shown.
    pub fn position_of(&self, offset: usize) -> Position {
        let row = self.row_at(offset);
        Position {
            row,
            column: self.row(row).column_at(offset),
        }
    }

    /// The places around the bytes of a match or a node.
    pub fn selection_of(&self, bytes: Range<usize>) -> Selection {
        Selection {
            anchor: self.position_of(bytes.start),
            head: match bytes.end.checked_sub(1).filter(|last| *last >= bytes.start) {
                Some(last) => {
                    let row = self.row_at(last);
                    let text = self.row(row);
                    let column = text.column_at(bytes.end).max(text.column_at(last) + 1);
                    Position {
                        row,
                        column: column.min(text.columns()),
                    }
                }
                None => self.position_of(bytes.start),
            },
        }
    }

    /// The word at a place: a double click.
    pub fn word_at(&self, at: Position) -> Selection {
        let columns = self.row(at.row).word_at(at.column);
        Selection {
            anchor: Position {
                column: columns.start,
                ..at
            },
            head: Position {
                column: columns.end,
                ..at
            },
        }
    }

    /// All rows of the line at a place: a triple click.
    pub fn line_at(&self, at: Position) -> Selection {
        let continues = |row: usize| self.view != View::Hex && self.row(row).line_number.is_none();
        let mut first = at.row;
        while first > 0 && continues(first) && at.row - first < MOST_LINE_ROWS {
            first -= 1;
        }
        let mut last = at.row;
        while last + 1 < self.rows() && continues(last + 1) && last - at.row < MOST_LINE_ROWS {
            last += 1;
        }
        Selection {
            anchor: Position {
                row: first,
                column: 0,
            },
            head: Position {
                row: last,
                column: self.row(last).columns(),
            },
        }
    }

    /// Everything.
    pub fn all(&self) -> Selection {
        let row = self.rows().saturating_sub(1);
        Selection {
            anchor: Position::default(),
            head: Position {
                row,
                column: self.row(row).columns(),
            },
        }
    }

    /// Appends the selected text to `out`: as it came in the raw view, as it is drawn in the others, where marks are
    /// the bytes they stand for. Ends after about `most_bytes`.
    pub fn copy(&self, selection: Selection, most_bytes: usize, out: &mut Vec<u8>) -> Copied {
        let Range { start, end } = selection.ordered();
        if self.is_raw_text() {
            let bytes = self.bytes_of(selection);
            let len = bytes.len().min(most_bytes);
            out.extend_from_slice(&self.source().read(bytes.start..bytes.start + len));
            return if len < bytes.len() {
                Copied::Cut
            } else {
                Copied::Whole
            };
        }
        let mut row = RowText::default();
        for from in (start.row..=end.row.min(self.rows().saturating_sub(1))).step_by(ROWS_AT_ONCE) {
            let to = (from + ROWS_AT_ONCE).min(end.row + 1);
            self.visit(from..to, &mut row, |number, row| {
                let is_first = number == start.row;
                let continues = self.view == View::Pretty && row.line_number.is_none();
                if !is_first && !continues {
                    out.push(b'\n');
                }
                let first = match (is_first, continues) {
                    (true, _) => start.column,
                    (false, true) => row.indent_columns(),
                    (false, false) => 0,
                };
                let last = if number == end.row {
                    end.column
                } else {
                    row.columns()
                };
                if first < last {
                    row.copy(self.source(), first..last, out);
                }
            });
            if out.len() >= most_bytes && to <= end.row {
                return Copied::Cut;
            }
        }
        Copied::Whole
    }
}

/// Rows that are drawn between two looks at the limit.
const ROWS_AT_ONCE: usize = 256;
/// Rows of a line that are looked through in each direction.
const MOST_LINE_ROWS: usize = 1000;

#[cfg(test)]
mod tests;
