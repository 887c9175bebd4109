//! XML and HTML with line breaks and indentation, without a copy of it.
//!
//! A row is a range of the body and a level. White space around tags and at the ends of text lines is not drawn; all
//! else is. An element that holds text only stays in one line. Nothing is refused: an end tag closes the nearest
//! element of its name, or nothing.

use std::ops::Range;

use super::line_index::break_before;
use super::markup_items::{Item, ItemKind, Items};
use super::source::part;
use super::{LexState, MOST_ROW_BYTES, RowText, Source, Stop, Stopped, Syntax, TokenKind, lexer};

/// Larger bodies have no indented form.
pub const MOST_MARKUP_BYTES: usize = 64_000_000;

/// Most rows: 16 bytes each. What follows is not indented, and [`MarkupRows::is_cut`] says so.
const MOST_ROWS: usize = 6_000_000;

/// Levels that are counted and drawn; deeper ones are drawn like the last.
const MOST_LEVELS: usize = 10_000;
const MOST_INDENT_LEVELS: usize = 40;
/// Room for text beside any indentation.
const SHORTEST_ROW_BYTES: usize = 16;
/// An end tag looks so far up for its start tag.
const MOST_UNCLOSED: usize = 64;
/// Longest element that stays in one line with its text.
const ONE_LINE_BYTES: usize = 200;

/// Marks the line number of a row that does not begin the line.
const CONTINUES: u32 = 1 << 31;

const SPACES: &str = "                                                                                  ";

/// Items between two looks at the stop flag.
const ITEMS_PER_LOOK: usize = 4096;

/// The rows of the indented form.
#[derive(Clone, Debug)]
pub struct MarkupRows {
    rows: Vec<MarkupRow>,
    syntax: Syntax,
    lines: u32,
    is_cut: bool,
}

#[derive(Clone, Copy, Debug)]
struct MarkupRow {
    start: u32,
    len: u32,
    /// Line number, with [`CONTINUES`] in a row that continues the one above.
    line: u32,
    depth: u16,
    state: LexState,
}

impl MarkupRows {
    /// The rows of a body of at most [`MOST_MARKUP_BYTES`]; `None` for a larger one.
    pub fn of<S: Source + ?Sized>(
        source: &S,
        syntax: Syntax,
        max_row_bytes: usize,
        stop: Stop<'_>,
    ) -> Result<Option<Self>, Stopped> {
        if source.len() > MOST_MARKUP_BYTES {
            return Ok(None);
        }
        let bytes = source.read(0..source.len());
        let mut layout = Layout {
            bytes: &bytes,
            max_row_bytes: max_row_bytes.clamp(SHORTEST_ROW_BYTES, MOST_ROW_BYTES),
            open: Vec::new(),
            pending: None,
            made: Self {
                rows: Vec::new(),
                syntax,
                lines: 0,
                is_cut: false,
            },
        };
        for (number, item) in Items::new(&bytes, syntax).enumerate() {
            if number.is_multiple_of(ITEMS_PER_LOOK) && stop() {
                return Err(Stopped);
            }
            if layout.made.rows.len() >= MOST_ROWS {
                layout.made.is_cut = true;
                break;
            }
            layout.take(&item);
        }
        layout.flush();
        let mut made = layout.made;
        made.rows.shrink_to_fit();
        Ok(Some(made))
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Number of lines.
    pub fn lines(&self) -> usize {
        self.lines as usize
    }

    /// True when the body has more rows than are kept.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Gives each row of a range, drawn into `row`.
    pub fn visit<S: Source + ?Sized>(
        &self,
        source: &S,
        rows: Range<usize>,
        row: &mut RowText,
        mut each: impl FnMut(usize, &RowText),
    ) {
        let wanted = self.rows.get(rows.start..rows.end.min(self.rows.len()));
        for (number, found) in (rows.start..).zip(wanted.unwrap_or_default()) {
            let start = found.start as usize;
            let range = start..start + found.len as usize;
            row.clear();
            let is_line = found.begins_line();
            row.line_number = is_line.then_some(found.line);
            let spaces = SPACES.get(..indent_columns(usize::from(found.depth), is_line));
            row.push_added(spaces.unwrap_or_default(), start, TokenKind::Plain);
            row.push_row(&source.read(range.clone()), start, self.syntax, found.state);
            row.source = range;
            each(number, row);
        }
    }

    /// Row that shows the byte at `offset`, or the one before it when it is not drawn.
    pub fn row_at(&self, offset: usize) -> usize {
        self.rows
            .partition_point(|row| row.start as usize <= offset)
            .saturating_sub(1)
    }

    /// The row where the line of that number (from 1) begins; the last row when there are fewer lines.
    pub fn row_of_line(&self, number: u32) -> usize {
        self.rows
            .partition_point(|row| row.line & !CONTINUES < number)
            .min(self.rows.len().saturating_sub(1))
    }

    /// Whether the row after this one begins a deeper line.
    pub fn opens(&self, row: usize) -> bool {
        match (self.rows.get(row), self.rows.get(row + 1)) {
            (Some(row), Some(next)) => next.begins_line() && next.depth > row.depth,
            _ => false,
        }
    }

    /// Rows between a start tag and its end tag: what folding the row hides.
    pub fn fold(&self, row: usize) -> Option<Range<usize>> {
        let depth = self.rows.get(row)?.depth;
        let below = self.rows.get(row + 1..)?;
        let first = row + 1 + below.iter().take_while(|row| !row.begins_line()).count();
        let inside = self.rows.get(first..)?;
        let len = inside
            .iter()
            .position(|row| row.depth <= depth)
            .unwrap_or(inside.len());
        (len > 0).then_some(first..first + len)
    }
}

impl MarkupRow {
    fn begins_line(&self) -> bool {
        self.line & CONTINUES == 0
    }
}

/// Blanks before a row of a level; a row that continues a line has two more.
fn indent_columns(depth: usize, is_line: bool) -> usize {
    2 * depth.min(MOST_INDENT_LEVELS) + if is_line { 0 } else { 2 }
}

struct Layout<'a> {
    bytes: &'a [u8],
    max_row_bytes: usize,
    /// Names of the elements that are open.
    open: Vec<Range<usize>>,
    /// A start tag and the text after it: one line when the end tag follows.
    pending: Option<(Item, Option<Range<usize>>)>,
    made: MarkupRows,
}

impl Layout<'_> {
    fn take(&mut self, item: &Item) {
        match (item.kind, self.pending.take()) {
            (ItemKind::Text, Some((open, None))) if self.fits(open.range.start..item.range.end) => {
                self.pending = Some((open, Some(item.range.clone())));
            }
            (ItemKind::Close, Some((open, _)))
                if self.same_name(&open.name, &item.name) && self.fits(open.range.start..item.range.end) =>
            {
                self.line(open.range.start..item.range.end, self.open.len());
            }
            (_, pending) => {
                self.pending = pending;
                self.flush();
                self.alone(item);
            }
        }
    }

    /// Writes the start tag that waits, and its text.
    fn flush(&mut self) {
        let Some((open, text)) = self.pending.take() else {
            return;
        };
        self.line(open.range.clone(), self.open.len());
        if self.open.len() < MOST_LEVELS {
            self.open.push(open.name);
        }
        if let Some(text) = text {
            self.text(text);
        }
    }

    fn alone(&mut self, item: &Item) {
        match item.kind {
            ItemKind::Open => self.pending = Some((item.clone(), None)),
            ItemKind::Close => {
                let near = self.open.len().saturating_sub(MOST_UNCLOSED);
                let found = (near..self.open.len()).rev().find(|at| {
                    self.open
                        .get(*at)
                        .is_some_and(|open| self.same_name(open, &item.name))
                });
                if let Some(depth) = found {
                    self.open.truncate(depth);
                }
                self.line(item.range.clone(), self.open.len());
            }
            ItemKind::Empty => self.line(item.range.clone(), self.open.len()),
            ItemKind::Text | ItemKind::Other => self.text(item.range.clone()),
        }
    }

    /// Each line of a text, without the blanks around it.
    fn text(&mut self, range: Range<usize>) {
        let mut state = LexState::LineStart;
        let mut start = range.start;
        for line in part(self.bytes, range).split_inclusive(|byte| *byte == b'\n') {
            let blanks = line.len() - line.trim_ascii_start().len();
            let trimmed = line.trim_ascii();
            if !trimmed.is_empty() {
                let from = start + blanks;
                state = self.rows_of(from..from + trimmed.len(), self.open.len(), state);
            }
            start += line.len();
        }
    }

    fn line(&mut self, range: Range<usize>, depth: usize) {
        self.rows_of(range, depth, LexState::LineStart);
    }

    /// Breaks a line into rows; gives the state after it.
    fn rows_of(&mut self, range: Range<usize>, depth: usize, state: LexState) -> LexState {
        let mut state = state;
        let mut at = range.start;
        self.made.lines += 1;
        let mut continues = 0;
        while at < range.end {
            let rest = part(self.bytes, at..range.end);
            let indent = indent_columns(depth, at == range.start);
            let room = self.max_row_bytes.saturating_sub(indent).max(SHORTEST_ROW_BYTES);
            let len = if rest.len() > room {
                break_before(rest, room)
            } else {
                rest.len()
            };
            self.made.rows.push(MarkupRow {
                start: u32::try_from(at).unwrap_or(u32::MAX),
                len: u32::try_from(len).unwrap_or(u32::MAX),
                line: self.made.lines | std::mem::replace(&mut continues, CONTINUES),
                depth: u16::try_from(depth).unwrap_or(u16::MAX),
                state,
            });
            state = lexer::state_after(self.made.syntax, part(rest, 0..len), state, false);
            at += len;
        }
        state
    }

    /// Whether a range stays in one line.
    fn fits(&self, range: Range<usize>) -> bool {
        range.len() <= ONE_LINE_BYTES && !part(self.bytes, range).contains(&b'\n')
    }

    fn same_name(&self, one: &Range<usize>, other: &Range<usize>) -> bool {
        let (one, other) = (part(self.bytes, one.clone()), part(self.bytes, other.clone()));
        match self.made.syntax {
            Syntax::Html => one.eq_ignore_ascii_case(other),
            _ => one == other,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::stop::never;
    use super::*;

    fn made(text: &str, syntax: Syntax, max: usize) -> (MarkupRows, Vec<RowText>) {
        let index = MarkupRows::of(text.as_bytes(), syntax, max, &never)
            .unwrap()
            .unwrap();
        let mut rows = Vec::new();
        index.visit(
            text.as_bytes(),
            0..index.rows(),
            &mut RowText::default(),
            |_, row| rows.push(row.clone()),
        );
        (index, rows)
    }

    fn shown(text: &str, syntax: Syntax) -> Vec<String> {
        made(text, syntax, 400)
            .1
            .into_iter()
            .map(|row| row.text)
            .collect()
    }

    #[test]
    fn elements_are_indented_and_short_texts_stay_with_their_tags() {
        assert_eq!(
            shown(
                "<?xml version='1.0'?>\n<Error><Code>Denied</Code><A/><B></B>  <C>two\n  lines</C><!-- c --></Error>",
                Syntax::Xml
            ),
            [
                "<?xml version='1.0'?>",
                "<Error>",
                "  <Code>Denied</Code>",
                "  <A/>",
                "  <B></B>",
                "  <C>",
                "    two",
                "    lines",
                "  </C>",
                "  <!-- c -->",
                "</Error>",
            ]
        );
    }

    #[test]
    fn html_knows_elements_without_end_and_scripts() {
        assert_eq!(
            shown(
                "<HTML><p>a<br>b</P><script>if (a<b) {}</script></html>",
                Syntax::Html
            ),
            [
                "<HTML>",
                "  <p>",
                "    a",
                "    <br>",
                "    b",
                "  </P>",
                "  <script>if (a<b) {}</script>",
                "</html>"
            ]
        );
    }

    #[test]
    fn what_is_not_well_formed_is_shown_all_the_same() {
        assert_eq!(
            shown("<a><b></a></c>x<", Syntax::Xml),
            ["<a>", "  <b>", "</a>", "</c>", "x<"]
        );
        assert_eq!(shown("", Syntax::Xml), Vec::<String>::new());
    }

    #[test]
    fn no_row_is_wider_than_the_pane() {
        let word = "abcdefghij ".repeat(30);
        let text = format!("<a><b><c id='{word}'>{word}</c>{word}</b></a>");
        for max in 24..60 {
            let rows = made(&text, Syntax::Xml, max).1;
            let widest = rows.iter().map(RowText::columns).max().unwrap();
            assert!(widest <= max && widest + 4 > max, "{max}: {widest}");
        }
    }

    #[test]
    fn folding_hides_what_stands_between_the_tags() {
        let (index, _) = made("<a><b><c>1</c></b><d/></a>", Syntax::Xml, 400);
        assert_eq!(index.fold(0), Some(1..5));
        assert_eq!(index.fold(1), Some(2..3));
        assert_eq!(index.fold(2), None);
        assert_eq!(index.fold(99), None);
    }

    #[test]
    fn deep_nesting_and_a_stop() {
        let deep = "<a>".repeat(100_000);
        assert_eq!(made(&deep, Syntax::Xml, 400).0.rows(), 100_000);
        assert_eq!(
            MarkupRows::of(&b"<a/>"[..], Syntax::Xml, 80, &|| true).err(),
            Some(Stopped)
        );
    }

    proptest! {
        #[test]
        fn all_but_white_space_is_shown_once(
            text in prop_oneof![r#"[<>!/?ab&;='"\[\]é \n-]{0,80}"#, "(<a>|</a>|<b c='d'>|</b>|<e/>|x |\n|<!-- y -->){0,20}"],
            html in any::<bool>(),
            max in 16usize..40,
        ) {
            let (index, rows) = made(&text, if html { Syntax::Html } else { Syntax::Xml }, max);
            let mut at = 0;
            for (number, row) in rows.iter().enumerate() {
                prop_assert!(row.source.start >= at);
                prop_assert!(text.as_bytes()[at..row.source.start].iter().all(u8::is_ascii_whitespace));
                prop_assert_eq!(index.row_at(row.source.start), number);
                at = row.source.end;
                index.fold(number);
            }
            prop_assert!(text.as_bytes()[at..].iter().all(u8::is_ascii_whitespace));
        }
    }
}
