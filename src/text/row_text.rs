//! The text of one row as it is drawn, and the way back to the bytes.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthChar as _;

use super::line_index::without_line_end;
use super::{LexState, Source, Syntax, Token, TokenKind, lexer};

const TAB_COLUMNS: usize = 4;

/// So many combining marks are drawn on one character; a font stacks them without end.
const MOST_COMBINING: usize = 8;

/// A row's text is cut here, and [`RowText::left_out`] says so: marks can be eight times as long as their bytes.
const MOST_TEXT_BYTES: usize = 64 * 1024;

/// One row, ready to be drawn: made again for each visible row, in buffers that are used again.
///
/// What can not be drawn, or would reorder its neighbours, stands as a mark (`<00>`, `<U+202E>`) of its own token
/// kind; bytes that are not UTF-8 stand as `<FF>`, halves of surrogate pairs as `<U+D800>`; tabs reach to the next
/// multiple of four columns; of more than eight combining marks on one character the rest is one mark. Positions in
/// the text are *columns*: characters (`char`) from 0, as egui counts them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowText {
    /// What is drawn.
    pub text: String,
    /// Its tokens, which cover it once and in order.
    pub tokens: Vec<Token>,
    /// Number of its line, from 1; `None` for a row that continues the line of the row above.
    pub line_number: Option<u32>,
    /// Its bytes in the source, with the line end.
    pub source: Range<usize>,
    /// Bytes of the row that are not in the text because the text got too long. Say so behind it.
    pub left_out: usize,
    runs: Vec<Run>,
    column: usize,
    combining: usize,
    swallowed: Option<Range<usize>>,
}

/// A piece of text and the bytes it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    text: Range<usize>,
    source: Range<usize>,
    kind: RunKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RunKind {
    /// The bytes themselves.
    Same,
    /// Something else in the place of one character.
    Mark,
    /// Another way to write the bytes, copied as it is drawn.
    Shown,
    /// Nothing in the source: indentation, or the space after a colon.
    Added,
}

impl RowText {
    /// Empties it and keeps its buffers.
    pub fn clear(&mut self) {
        let (mut text, mut tokens, mut runs) = (
            std::mem::take(&mut self.text),
            std::mem::take(&mut self.tokens),
            std::mem::take(&mut self.runs),
        );
        text.clear();
        tokens.clear();
        runs.clear();
        *self = Self {
            text,
            tokens,
            runs,
            ..Self::default()
        };
    }

    /// Appends a row's bytes, without the line end, in the tokens of a syntax. `start` is their place in the source.
    pub fn push_row(&mut self, row: &[u8], start: usize, syntax: Syntax, state: LexState) {
        let row = without_line_end(row);
        lexer::tokens(syntax, row, state, |range, kind| {
            let at = start + range.start;
            self.push(row.get(range).unwrap_or_default(), at, kind);
        });
        self.finish();
    }

    /// Appends bytes that stand at `at` in the source.
    pub fn push(&mut self, bytes: &[u8], at: usize, kind: TokenKind) {
        let mut done = 0;
        let mut skip_to = 0;
        for chunk in bytes.utf8_chunks() {
            self.push_str(chunk.valid(), at + done, kind);
            done += chunk.valid().len();
            for byte in chunk.invalid() {
                if done >= skip_to {
                    let rest = bytes.get(done..).unwrap_or_default();
                    skip_to = done + self.push_invalid(*byte, rest, at + done);
                }
                done += 1;
            }
        }
    }

    /// Appends what is not in the source. `at` is where a caret in it falls.
    pub fn push_added(&mut self, text: &str, at: usize, kind: TokenKind) {
        self.flush();
        let start = self.text.len();
        self.text.push_str(text);
        self.column += text.chars().count();
        // A mark stands for no byte of the body, so nothing of it is copied.
        let run = match kind {
            TokenKind::Mark => RunKind::Mark,
            _ => RunKind::Added,
        };
        self.note(start, at..at, kind, run);
    }

    /// Appends another way to write the bytes of `source`, such as their hex digits: copied as it is drawn.
    pub fn push_shown(&mut self, text: &str, source: Range<usize>, kind: TokenKind) {
        self.flush();
        let start = self.text.len();
        self.text.push_str(text);
        self.column += text.chars().count();
        self.note(start, source, kind, RunKind::Shown);
    }

    /// Writes the mark of combining marks that were held back: call it after the last piece.
    pub fn finish(&mut self) {
        self.flush();
    }

    fn push_str(&mut self, text: &str, at: usize, kind: TokenKind) {
        let mut rest = text;
        let mut at = at;
        while !rest.is_empty() {
            if self.text.len() >= MOST_TEXT_BYTES {
                self.left_out += rest.len();
                return;
            }
            let simple = rest
                .bytes()
                .position(|byte| !(0x20..0x7F).contains(&byte))
                .unwrap_or(rest.len());
            let room = MOST_TEXT_BYTES - self.text.len();
            let (plain, after) = rest.split_at(simple.min(room));
            if !plain.is_empty() {
                self.flush();
                self.combining = 0;
                self.same(plain, at, kind);
                self.column += plain.len();
                at += plain.len();
            }
            rest = after;
            let mut chars = rest.chars();
            let Some(ch) = chars.next().filter(|ch| !(' '..'\x7F').contains(ch)) else {
                continue;
            };
            self.push_char(ch, at, kind);
            at += ch.len_utf8();
            rest = chars.as_str();
        }
    }

    fn push_char(&mut self, ch: char, at: usize, kind: TokenKind) {
        let source = at..at + ch.len_utf8();
        if is_hidden(ch) && ch != '\t' {
            return self.mark(source, |text| {
                match ch {
                    '\0'..='\x1F' | '\x7F' => write!(text, "<{:02X}>", u32::from(ch)),
                    _ => write!(text, "<U+{:04X}>", u32::from(ch)),
                }
                .unwrap_or_default();
            });
        }
        if ch.width() == Some(0) {
            self.combining += 1;
            if self.combining > MOST_COMBINING {
                let from = self.swallowed.take().map_or(source.start, |held| held.start);
                self.swallowed = Some(from..source.end);
                return;
            }
        } else {
            self.flush();
            self.combining = 0;
        }
        if ch == '\t' {
            let start = self.text.len();
            let spaces = TAB_COLUMNS - self.column % TAB_COLUMNS;
            self.text.extend(std::iter::repeat_n(' ', spaces));
            self.column += spaces;
            return self.note(start, source, kind, RunKind::Mark);
        }
        self.same(ch.encode_utf8(&mut [0; 4]), at, kind);
        self.column += 1;
    }

    /// A byte that belongs to no character, and begins `rest`. Gives the bytes taken: three for half of a surrogate
    /// pair.
    fn push_invalid(&mut self, byte: u8, rest: &[u8], at: usize) -> usize {
        let surrogate = surrogate(rest);
        let len = if surrogate.is_some() { 3 } else { 1 };
        if self.text.len() >= MOST_TEXT_BYTES {
            self.left_out += len;
            return len;
        }
        self.mark(at..at + len, |text| {
            match surrogate {
                Some(half) => write!(text, "<U+{half:04X}>"),
                None => write!(text, "<{byte:02X}>"),
            }
            .unwrap_or_default();
        });
        len
    }

    fn mark(&mut self, source: Range<usize>, write: impl FnOnce(&mut String)) {
        self.flush();
        self.combining = 0;
        let start = self.text.len();
        write(&mut self.text);
        self.column += self.text.len() - start;
        self.note(start, source, TokenKind::Mark, RunKind::Mark);
    }

    /// The mark of the combining marks that were held back.
    fn flush(&mut self) {
        let Some(held) = self.swallowed.take() else {
            return;
        };
        let more = self.combining.saturating_sub(MOST_COMBINING);
        self.combining = 0;
        self.mark(held, |text| {
            write!(text, "<+{more} combining>").unwrap_or_default();
        });
    }

    fn same(&mut self, text: &str, at: usize, kind: TokenKind) {
        let start = self.text.len();
        self.text.push_str(text);
        self.note(start, at..at + text.len(), kind, RunKind::Same);
    }

    /// Notes that the text from `start` on stands for `source`.
    fn note(&mut self, start: usize, source: Range<usize>, kind: TokenKind, run: RunKind) {
        let text = start..self.text.len();
        match self.tokens.last_mut() {
            Some(last) if last.kind == kind && kind != TokenKind::Mark => last.range.end = text.end,
            _ if text.is_empty() => {}
            _ => self.tokens.push(Token {
                range: text.clone(),
                kind,
            }),
        }
        match self.runs.last_mut() {
            Some(last) if last.kind == run && run == RunKind::Same && last.source.end == source.start => {
                last.source.end = source.end;
                last.text.end = text.end;
            }
            _ => self.runs.push(Run {
                text,
                source,
                kind: run,
            }),
        }
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.column
    }

    /// Columns of the indentation, which is not in the source.
    pub fn indent_columns(&self) -> usize {
        match self.runs.first() {
            Some(run) if run.kind == RunKind::Added => self.column_of_byte(run.text.end),
            _ => 0,
        }
    }

    /// Place in the source before the character in `column`. Within a mark: its nearer end. Beyond the text: after
    /// the last byte that is drawn.
    pub fn offset_at(&self, column: usize) -> usize {
        let at = byte_of_column(&self.text, column);
        let after = self.runs.partition_point(|run| run.text.start <= at);
        let Some(run) = self.runs.get(after.saturating_sub(1)) else {
            return self.source.start;
        };
        match run.kind {
            _ if at >= run.text.end => run.source.end,
            RunKind::Same => run.source.start + (at - run.text.start),
            RunKind::Mark | RunKind::Shown if (at - run.text.start) * 2 > run.text.len() => run.source.end,
            RunKind::Mark | RunKind::Shown | RunKind::Added => run.source.start,
        }
    }

    /// Column that shows the byte at `offset`; before the row: 0, after it: the number of columns.
    pub fn column_at(&self, offset: usize) -> usize {
        let shows = |run: &&Run| run.kind != RunKind::Added && offset < run.source.end;
        let Some(run) = self.runs.iter().find(shows) else {
            return self.column;
        };
        let at = match run.kind {
            RunKind::Same => run.text.start + offset.saturating_sub(run.source.start),
            RunKind::Mark | RunKind::Shown | RunKind::Added => run.text.start,
        };
        self.column_of_byte(at)
    }

    /// Column of a byte of the text, as a token's range has them.
    pub fn column_of_byte(&self, at: usize) -> usize {
        match self.text.get(..at) {
            Some(before) => before.chars().count(),
            None => self.column,
        }
    }

    /// Columns of the word that holds `column`, or of the blanks or the mark that do.
    pub fn word_at(&self, column: usize) -> Range<usize> {
        let at = byte_of_column(&self.text, column);
        if let Some(mark) = self
            .runs
            .iter()
            .find(|run| run.kind == RunKind::Mark && run.text.contains(&at))
        {
            return self.column_of_byte(mark.text.start)..self.column_of_byte(mark.text.end);
        }
        let mut words = self.text.split_word_bound_indices();
        let found = words.find(|(start, word)| (*start..start + word.len()).contains(&at));
        match found.or_else(|| self.text.split_word_bound_indices().next_back()) {
            Some((start, word)) => self.column_of_byte(start)..self.column_of_byte(start + word.len()),
            None => 0..0,
        }
    }

    /// Appends what stands in a range of columns to `out`: the bytes of the source for what is drawn from it, marks
    /// included, and added text as it is drawn.
    pub fn copy<S: Source + ?Sized>(&self, source: &S, columns: Range<usize>, out: &mut Vec<u8>) {
        let wanted = byte_of_column(&self.text, columns.start)..byte_of_column(&self.text, columns.end);
        for run in &self.runs {
            let text = run.text.start.max(wanted.start)..run.text.end.min(wanted.end);
            if text.start >= text.end {
                continue;
            }
            match run.kind {
                RunKind::Same | RunKind::Shown | RunKind::Added => {
                    out.extend_from_slice(self.text.get(text).unwrap_or_default().as_bytes());
                }
                RunKind::Mark => out.extend_from_slice(&source.read(run.source.clone())),
            }
        }
    }
}

/// Half of a surrogate pair, written as if it were a character.
fn surrogate(rest: &[u8]) -> Option<u32> {
    match rest {
        [0xED, second @ 0xA0..=0xBF, third @ 0x80..=0xBF, ..] => {
            Some(0xD000 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F))
        }
        _ => None,
    }
}

fn byte_of_column(text: &str, column: usize) -> usize {
    text.char_indices().nth(column).map_or(text.len(), |(at, _)| at)
}

/// The text of a row as it is drawn: see [`RowText`], without the way back.
///
/// Drawing only: copying takes the bytes themselves. A range outside of `bytes` gives the empty text.
pub fn row_text(bytes: &[u8], range: Range<usize>) -> Cow<'_, str> {
    let row = without_line_end(bytes.get(range.clone()).unwrap_or_default());
    match std::str::from_utf8(row) {
        Ok(text) if text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) => Cow::Borrowed(text),
        _ => {
            let mut out = RowText::default();
            out.push(row, range.start, TokenKind::Plain);
            out.finish();
            Cow::Owned(out.text)
        }
    }
}

/// True for a character that has no shape of its own or changes how its neighbours are ordered.
pub(super) fn is_hidden(ch: char) -> bool {
    ch.is_control()
        || matches!(
            ch,
            // Soft hyphen, Arabic letter mark, Mongolian vowel separator.
            '\u{AD}' | '\u{61C}' | '\u{180E}'
            // Zero width space and joiners, direction marks, line and paragraph separator, bidi embeddings.
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            // Word joiner, invisible operators, bidi isolates, deprecated format characters.
            | '\u{2060}'..='\u{206F}'
            // Byte order mark, interlinear annotations, tags.
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}'
        )
}

#[cfg(test)]
mod tests;
