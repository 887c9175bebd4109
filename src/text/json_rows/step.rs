//! From the start of one row of indented JSON to the start of the next.
//!
//! Reads tokens of which is known that they are JSON, so neither a stack nor any check is needed.

use std::ops::Range;

use super::super::lexer::json::string_len;
use super::super::line_index::break_before;
use super::super::source::{Window, part};
use super::super::{RowText, Source, TokenKind};

/// Runs of white space from this length on are noted, so that drawing a row does not read through them again.
pub(super) const LONG_BLANK_BYTES: usize = 4096;

/// A string that does not fit and has less room than this begins in the next row.
const LEAST_ROOM_BYTES: usize = 8;

/// Kept free at the end of a row for what follows a string, a number or a word: `: ` or `,`.
const AFTER_VALUE_BYTES: usize = 2;

/// How a row begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowStart {
    /// With a line.
    Line,
    /// With a token, in the middle of a line.
    Token,
    /// Inside a string.
    String,
    /// Inside a number.
    Other,
}

/// A position between two rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowPosition {
    pub(super) offset: usize,
    /// Level of the line.
    pub(super) depth: u32,
    pub(super) start: RowStart,
}

impl RowPosition {
    /// Columns before the text of the row: two a level, two more in a row that continues a line, and the mark of a
    /// level that is too deep to be indented.
    fn indent_columns(self) -> usize {
        let mark = match self.depth.checked_ilog10() {
            Some(log) if self.depth > super::MOST_INDENT_LEVELS => "<level > ".len() + 1 + log as usize,
            _ => 0,
        };
        self.spaces() + mark
    }

    /// Blanks of its indentation.
    pub(super) fn spaces(self) -> usize {
        let continued = if self.start == RowStart::Line { 0 } else { 2 };
        2 * self.depth.min(super::MOST_INDENT_LEVELS) as usize + continued
    }

    /// What stands for the levels that are not indented.
    pub(super) fn depth_mark(self) -> Option<String> {
        (self.depth > super::MOST_INDENT_LEVELS).then(|| format!("<level {}> ", self.depth))
    }
}

/// Takes the pieces of a row.
pub(super) trait Pieces {
    fn token(&mut self, bytes: &[u8], at: usize, kind: TokenKind);
    /// The space after a colon.
    fn space(&mut self, at: usize);
    /// A run of white space that was read through and is long.
    fn long_blank(&mut self, range: Range<usize>);
}

impl Pieces for RowText {
    fn token(&mut self, bytes: &[u8], at: usize, kind: TokenKind) {
        self.push(bytes, at, kind);
    }

    fn space(&mut self, at: usize) {
        self.push_added(" ", at, TokenKind::Plain);
    }

    fn long_blank(&mut self, _: Range<usize>) {}
}

/// For stepping only: notes the long blanks.
impl Pieces for Vec<Range<u32>> {
    fn token(&mut self, _: &[u8], _: usize, _: TokenKind) {}

    fn space(&mut self, _: usize) {}

    fn long_blank(&mut self, range: Range<usize>) {
        self.push(super::to_u32(range.start)..super::to_u32(range.end));
    }
}

/// What stepping has to know.
#[derive(Clone, Copy)]
pub(super) struct Stepper<'a> {
    pub(super) max_row_bytes: usize,
    pub(super) blanks: &'a [Range<u32>],
}

impl Stepper<'_> {
    /// Where the first row begins.
    pub(super) fn first<S: Source + ?Sized>(
        self,
        window: &mut Window<'_, S>,
        pieces: &mut impl Pieces,
    ) -> RowPosition {
        let after_mark = if window.at(0, 3).starts_with(b"\xEF\xBB\xBF") {
            3
        } else {
            0
        };
        RowPosition {
            offset: self.skip_blank(window, after_mark, pieces),
            depth: 0,
            start: RowStart::Line,
        }
    }

    /// Bytes of text that fit into the row at `place` beside its indentation.
    fn room(self, place: RowPosition) -> usize {
        let taken = place.indent_columns() + AFTER_VALUE_BYTES;
        self.max_row_bytes
            .saturating_sub(taken)
            .max(super::SHORTEST_ROW_BYTES - AFTER_VALUE_BYTES)
    }

    /// Gives the pieces of the row at `place`, and where the next one begins; an offset at the end of the window when
    /// there is none.
    pub(super) fn step<S: Source + ?Sized>(
        self,
        window: &mut Window<'_, S>,
        place: RowPosition,
        pieces: &mut impl Pieces,
    ) -> RowPosition {
        let mut row = Row {
            at: place.offset,
            room: self.room(place),
            depth: place.depth,
        };
        let mut inside = place.start;
        loop {
            let need = row.room + 4;
            let rest = window.at(row.at, need);
            let Some(&first) = rest.first() else {
                return row.place(RowStart::Line);
            };
            match (std::mem::replace(&mut inside, RowStart::Token), first) {
                (RowStart::String, _) => match string_piece(rest, 0, row.room) {
                    Piece::Whole(len) => row.take(rest, len, TokenKind::String, pieces),
                    Piece::Cut(len) => {
                        row.take(rest, len, TokenKind::String, pieces);
                        return row.place(RowStart::String);
                    }
                },
                (_, b'"') => match string_piece(rest, 1, row.room) {
                    Piece::Whole(len) => row.take(rest, len, TokenKind::String, pieces),
                    Piece::Cut(_) if row.room < LEAST_ROOM_BYTES => return row.place(RowStart::Token),
                    Piece::Cut(len) => {
                        row.take(rest, len, TokenKind::String, pieces);
                        return row.place(RowStart::String);
                    }
                },
                // Both brackets and a comma do not fit.
                (_, b'{' | b'[') if row.room == 0 && row.at > place.offset => {
                    return row.place(RowStart::Token);
                }
                (_, b'{' | b'[') => {
                    row.take(rest, 1, TokenKind::Punctuation, pieces);
                    row.at = self.skip_blank(window, row.at, pieces);
                    let rest = window.at(row.at, 1);
                    if !matches!(rest.first(), Some(b'}' | b']')) {
                        row.depth = row.depth.saturating_add(1);
                        return row.place(RowStart::Line);
                    }
                    row.take(rest, 1, TokenKind::Punctuation, pieces);
                }
                (_, b'}' | b']') => row.take(rest, 1, TokenKind::Punctuation, pieces),
                (_, b':') => {
                    row.take(rest, 1, TokenKind::Punctuation, pieces);
                    row.at = self.skip_blank(window, row.at, pieces);
                    pieces.space(row.at);
                    row.room = row.room.saturating_sub(1);
                    continue;
                }
                (_, b',') => {
                    row.take(rest, 1, TokenKind::Punctuation, pieces);
                    row.at = self.skip_blank(window, row.at, pieces);
                    return row.place(RowStart::Line);
                }
                (start, _) => {
                    let len = rest
                        .iter()
                        .take(row.room + 1)
                        .take_while(|byte| !ends_word(**byte))
                        .count();
                    if len > row.room && start != RowStart::Other && row.room < LEAST_ROOM_BYTES {
                        return row.place(RowStart::Token);
                    }
                    // At least one byte, so that stepping ends whatever stands there.
                    let taken = len.min(row.room).max(1);
                    row.take(rest, taken, word_kind(first), pieces);
                    if len > taken {
                        return row.place(RowStart::Other);
                    }
                }
            }
            // A value or a key has ended.
            row.at = self.skip_blank(window, row.at, pieces);
            match window.byte(row.at) {
                Some(b',' | b':') => {}
                Some(b'}' | b']') => {
                    row.depth = row.depth.saturating_sub(1);
                    return row.place(RowStart::Line);
                }
                _ => return row.place(RowStart::Line),
            }
        }
    }

    /// Where the white space from `at` on ends.
    fn skip_blank<S: Source + ?Sized>(
        self,
        window: &mut Window<'_, S>,
        at: usize,
        pieces: &mut impl Pieces,
    ) -> usize {
        let mut end = at;
        loop {
            let rest = window.at(end, 1);
            let looked = rest.get(..LONG_BLANK_BYTES).unwrap_or(rest);
            let blanks = looked.iter().take_while(|byte| is_blank(**byte)).count();
            end += blanks;
            if blanks < looked.len() || looked.is_empty() {
                break;
            }
            if let Some(noted) = self.noted_end(end) {
                end = end.max(noted);
            }
        }
        if end - at >= LONG_BLANK_BYTES {
            pieces.long_blank(at..end);
        }
        end
    }

    /// End of the noted blank that holds `at`.
    fn noted_end(self, at: usize) -> Option<usize> {
        let after = self.blanks.partition_point(|blank| blank.start as usize <= at);
        let blank = self.blanks.get(after.checked_sub(1)?)?;
        (at <= blank.end as usize).then_some(blank.end as usize)
    }
}

/// The row that is being read.
struct Row {
    at: usize,
    /// Bytes that still fit.
    room: usize,
    depth: u32,
}

impl Row {
    fn place(&self, start: RowStart) -> RowPosition {
        RowPosition {
            offset: self.at,
            depth: self.depth,
            start,
        }
    }

    fn take(&mut self, rest: &[u8], len: usize, kind: TokenKind, pieces: &mut impl Pieces) {
        let is_key = kind == TokenKind::String
            && rest
                .iter()
                .skip(len)
                .find(|byte| !is_blank(**byte))
                .is_some_and(|byte| *byte == b':');
        let kind = if is_key { TokenKind::Key } else { kind };
        pieces.token(part(rest, 0..len), self.at, kind);
        self.at += len;
        self.room = self.room.saturating_sub(len);
    }
}

/// How much of a string fits.
enum Piece {
    /// All of it: so many bytes.
    Whole(usize),
    /// So many bytes.
    Cut(usize),
}

/// The string at the start of `rest`, of which the first `opening` bytes are its quote.
fn string_piece(rest: &[u8], opening: usize, room: usize) -> Piece {
    let fits = part(rest, 0..room);
    match fits.get(opening..).and_then(string_len) {
        Some(len) => Piece::Whole(opening + len),
        // The end of the body: nothing follows.
        None if rest.len() <= room => Piece::Whole(rest.len()),
        None => Piece::Cut(break_before(rest, room.max(1))),
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

fn ends_word(byte: u8) -> bool {
    is_blank(byte) || matches!(byte, b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"')
}

fn word_kind(first: u8) -> TokenKind {
    match first {
        b'-' | b'+' | b'.' | b'0'..=b'9' | b'e' | b'E' => TokenKind::Number,
        b't' | b'f' | b'n' => TokenKind::Literal,
        _ => TokenKind::Plain,
    }
}
