//! What a viewer holds between frames: its document, its place, its selection, and what it waits for.

mod answers;

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use super::finder::Finder;
use super::growth::Growth;
use super::line::GoToLine;
use super::path_filter::Filter;
use super::scroll::ScrollPosition;
use super::tree_view::TreeView;
use crate::blob::BodySource;
use crate::engine::{BodyJob, BodyWork, StopFlag, WorkKind, Wrapped, rows_of};
use crate::text::{Charset, Document, Folds, RowText, Selection, Source as _, Syntax, View, never};

/// Bodies up to this size are wrapped to the width of the pane while drawing (about a millisecond); a worker wraps
/// larger ones, and they stay as they are until then.
const WRAP_INLINE_BYTES: usize = 256 * 1024;

/// Longest row of a body that is not wrapped: longer lines go on in the next row all the same.
pub const UNWRAPPED_BYTES: usize = 3000;

/// A viewer of one body.
#[derive(Debug, Default)]
pub struct BodyView {
    /// What is shown.
    document: Document,
    /// The body as a whole, for reading it in another charset.
    whole: Option<(Arc<BodySource>, Option<String>)>,
    /// Bytes of the body that the finding over it rests on.
    pub(super) evidence: Vec<Range<usize>>,
    /// What still comes.
    pub(super) growth: Growth,
    /// Whether the last row was in sight when it was drawn last.
    pub(super) end: End,
    /// Whether lines end at the edge of the pane.
    wrap: LineWrap,
    /// Longest row that is wanted, in bytes.
    columns: usize,
    /// Longest row that a worker was asked for.
    wrap_asked: Option<usize>,
    /// The byte that was at the top before the rows changed.
    anchor: Option<usize>,
    /// Number and first byte of the row at the top that was drawn last.
    drawn_top: Option<(usize, usize)>,
    indent: Indent,
    /// Counts the changes of what rows there are.
    generation: u64,
    /// Where the reader goes, until a worker has found its row.
    destination: Option<BodyWork>,
    /// The view in front.
    pub(super) view: View,
    /// Where it stands.
    pub(super) place: ScrollPosition,
    /// Widest row drawn so far, in points.
    pub(super) widest: f32,
    /// What is selected.
    pub(super) selection: Option<Selection>,
    /// What is folded away.
    pub(super) folds: Folds,
    /// The search.
    pub(super) finder: Finder,
    /// The filter by a path.
    pub(super) filter: Filter,
    /// The field for a line number.
    pub(super) line: GoToLine,
    /// The tree.
    pub(super) tree: TreeView,
    /// Whether it was drawn last, not the rows.
    pub(super) tree_is_shown: bool,
    /// A place that is brought into sight when it is drawn next.
    pub(super) reveal: Option<Selection>,
    /// The row under the context menu.
    pub(super) menu_row: usize,
    rows: DrawnRows,
    jobs: Vec<BodyJob>,
    waiting: Vec<(WorkKind, Waiting)>,
    tickets: u64,
}

/// Whether lines are broken at the edge of the pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineWrap {
    /// At the edge of the pane.
    #[default]
    Pane,
    /// Only when they are very long; the pane scrolls sideways.
    Off,
}

/// Whether the end of a body is in sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum End {
    /// Rows follow below.
    #[default]
    Below,
    /// The last row is drawn.
    InSight,
    /// The last row will be drawn.
    Wanted,
}

/// Whether the indented form was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Indent {
    #[default]
    NotAsked,
    Asked,
}

/// The rows in sight.
#[derive(Debug, Default)]
struct DrawnRows {
    key: Option<(u64, View, Range<usize>)>,
    /// Number of all rows when they were made.
    total: usize,
    rows: Vec<(usize, RowText)>,
}

/// A job whose answer has not come. Dropping it stops the job.
#[derive(Debug)]
struct Waiting {
    ticket: u64,
    generation: u64,
    view: View,
    rows: Range<usize>,
    total: usize,
    stop: StopFlag,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

impl BodyView {
    /// Another body: what the user chose stays, and a filter is asked for again.
    pub(super) fn begin(&mut self) {
        *self = Self {
            tickets: self.tickets,
            generation: self.generation,
            wrap: self.wrap,
            columns: self.columns,
            filter: self.filter.again(),
            ..Self::default()
        };
    }

    /// Shows a document that is no reply.
    pub fn show_document(&mut self, document: Document) {
        self.begin();
        self.set_document(document);
    }

    pub(super) fn set_whole(&mut self, source: Arc<BodySource>, content_type: Option<String>) {
        self.whole = Some((source, content_type));
    }

    /// Shows a document in the place of the one before.
    pub(super) fn set_document(&mut self, document: Document) {
        self.document = document;
        self.indent = Indent::NotAsked;
        self.wrap_asked = None;
        self.folds.clear();
        self.finder.forget();
        self.tree = TreeView::default();
        self.changed();
    }

    /// More of the same document: its rows but the last are those it had.
    pub(super) fn append(&mut self, document: Document) {
        self.document = document;
        self.finder.forget();
    }

    /// More of the same document, indented: its rows are those it had but for the last value.
    pub(super) fn append_indented(&mut self, document: Document) {
        let before = self.document.view(self.view).rows();
        let folds = std::mem::take(&mut self.folds);
        self.set_document(document);
        // What is folded up to the end would not hide what has come below it.
        if folds.end() < before {
            self.folds = folds;
        }
    }

    /// All of a body of which a part was shown: the first row in sight stays, exactly once it is wrapped.
    pub(super) fn complete(&mut self, document: Document) {
        let top = self.top_offset();
        let was_at_end = self.end == End::InSight && self.place.top > 0;
        self.set_document(document);
        if self.in_memory(&self.document) {
            self.place.top = self.document.view(self.view).row_at(top);
        }
        self.anchor = Some(top);
        if was_at_end {
            self.end = End::Wanted;
        }
    }

    /// The byte at the start of the first row in sight.
    fn top_offset(&self) -> usize {
        let top = self.folds.row(self.place.top);
        match self.row(top) {
            Some(row) => row.source.start,
            None if self.in_memory(&self.document) => self.document.view(self.view).row(top).source.start,
            // Its worker has not read it again yet.
            None => match self.drawn_top {
                Some((row, byte)) if row == top => byte,
                _ => 0,
            },
        }
    }

    fn changed(&mut self) {
        self.generation += 1;
        self.widest = 0.0;
    }

    /// Hides or shows rows.
    pub(super) fn refold(&mut self, change: impl FnOnce(&mut Folds)) {
        change(&mut self.folds);
        self.generation += 1;
    }

    /// What is shown.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What is selected.
    pub fn selection(&self) -> Option<Selection> {
        self.selection
    }

    /// The first row in sight.
    pub fn top(&self) -> usize {
        self.place.top
    }

    /// The view in front.
    pub fn view(&self) -> View {
        self.view
    }

    /// True while the rows in front are those of the beginning, and the rest is being indented.
    pub fn is_being_indented(&self) -> bool {
        self.view == View::Pretty && !self.tree_is_shown && self.document.is_indented_in_part()
    }

    /// True while the rows in front are being indented or read in another charset.
    pub fn is_remaking(&self) -> bool {
        self.waits_for(WorkKind::Document) && !self.tree_is_shown
    }

    /// True while work of a kind is under way.
    pub(super) fn waits_for(&self, kind: WorkKind) -> bool {
        self.waiting.iter().any(|(of, _)| *of == kind)
    }

    /// Longest row that is wanted, in bytes.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Whether lines are broken at the edge of the pane.
    pub fn line_wrap(&self) -> LineWrap {
        self.wrap
    }

    /// Whether a row without a number is the rest of a line that is too long for one row.
    pub(super) fn breaks_only_long_lines(&self) -> bool {
        self.wrap == LineWrap::Off && self.view != View::Hex
    }

    /// Breaks lines at the edge of the pane, or not.
    pub fn set_line_wrap(&mut self, wrap: LineWrap) {
        self.wrap = wrap;
    }

    /// Why a part of the body could not be read.
    pub fn failed(&self) -> Option<&str> {
        self.whole.as_ref().and_then(|(source, _)| source.failed())
    }

    /// Turns to a view.
    pub(super) fn turn(&mut self, view: View) {
        if self.view == view {
            return;
        }
        let is_other_text = (self.view == View::Hex) != (view == View::Hex);
        self.view = view;
        self.place = ScrollPosition::default();
        self.selection = None;
        self.folds.clear();
        if is_other_text {
            self.finder.forget();
        }
        self.changed();
    }

    /// The document in rows for a pane of that many columns. A selection stays at its bytes.
    pub(super) fn laid_out(&mut self, columns: usize) -> Document {
        self.columns = match self.wrap {
            LineWrap::Pane => columns,
            LineWrap::Off => UNWRAPPED_BYTES,
        };
        let columns = self.columns;
        let text = self.document.text();
        let is_done = self.view == View::Hex
            || self.growth.reads_on()
            || self.document.lines().max_row_bytes() == columns
            || text.is_empty();
        if is_done {
            return self.document.clone();
        }
        if text.len() <= WRAP_INLINE_BYTES && text.whole().is_some() {
            let top = self.document.view(self.view).row(self.folds.row(self.place.top));
            let new = self.document.clone().wrapped_at(columns, &never);
            self.rewrap(new.unwrap_or_default(), top.source.start);
        } else if self.wrap_asked != Some(columns) {
            self.wrap_asked = Some(columns);
            let top = self.anchor.take().unwrap_or_else(|| self.top_offset());
            self.ask(self.document.clone(), BodyWork::Wrap { columns, top }, 0..0);
        }
        self.document.clone()
    }

    /// Takes other rows of the same text.
    fn rewrap(&mut self, new: Document, top: usize) {
        if self.in_memory(&new) {
            let old = self.document.view(self.view);
            let bytes = self.selection.map(|selection| old.bytes_of(selection));
            self.selection = bytes.map(|bytes| new.view(self.view).selection_of(bytes));
            self.place.top = new.view(self.view).row_at(top);
        } else {
            self.selection = None;
        }
        self.place.into = 0.0;
        self.folds.clear();
        self.document = new;
        self.changed();
    }

    /// Takes the rows that a worker made.
    fn wrapped(&mut self, wrapped: Wrapped) {
        if self.wrap_asked != Some(wrapped.columns) {
            return;
        }
        let was_at_end = self.end == End::InSight && self.place.top > 0;
        if self.in_memory(&self.document) {
            let top = self.top_offset();
            self.rewrap(wrapped.document, top);
        } else {
            self.rewrap(wrapped.document, 0);
            self.place.top = wrapped.top;
        }
        if was_at_end {
            self.end = End::Wanted;
        }
        self.wrap_asked = None;
    }

    /// The document as it is laid out now.
    pub(super) fn current(&self) -> Document {
        self.document.clone()
    }

    /// Whether rows can be made while drawing.
    pub(super) fn in_memory(&self, document: &Document) -> bool {
        document.view(self.view).source().whole().is_some()
    }

    /// Makes the rows shown at these numbers, or asks a worker for them.
    pub(super) fn prepare_rows(&mut self, document: &Document, shown: Range<usize>) {
        let top = self.folds.row(self.place.top);
        if let Some(row) = self.row(top) {
            self.drawn_top = Some((top, row.source.start));
        }
        let total = document.view(self.view).rows();
        // The last row of a body that grows is another one when there is more of it.
        let reaches = |end: usize, of: usize| of == total || end < of;
        let has = |key: &(u64, View, Range<usize>)| {
            key.0 == self.generation
                && key.1 == self.view
                && key.2.start <= shown.start
                && shown.end <= key.2.end
                && reaches(shown.end, self.rows.total)
        };
        if self.rows.key.as_ref().is_some_and(has) {
            return;
        }
        if self.in_memory(document) {
            self.rows.rows = rows_of(document, self.view, &self.ranges(shown.clone()));
            self.rows.key = Some((self.generation, self.view, shown));
            self.rows.total = total;
            return;
        }
        let waits = self.waiting.iter().any(|(kind, waiting)| {
            *kind == WorkKind::Rows
                && waiting.generation == self.generation
                && waiting.view == self.view
                && waiting.rows.start <= shown.start
                && shown.end <= waiting.rows.end
                && reaches(shown.end, waiting.total)
        });
        if !waits {
            let more = shown.len();
            let wide = shown.start.saturating_sub(more)..shown.end + more;
            let work = BodyWork::Rows(self.ranges(wide.clone()));
            self.ask(document.clone(), work, wide);
        }
    }

    /// The rows of the document that are shown at these numbers.
    fn ranges(&self, shown: Range<usize>) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for number in shown {
            let row = self.folds.row(number);
            match ranges.last_mut() {
                Some(last) if last.end == row => last.end += 1,
                _ => ranges.push(row..row + 1),
            }
        }
        ranges
    }

    /// A row that was made.
    pub(super) fn row(&self, number: usize) -> Option<&RowText> {
        let (generation, view, _) = self.rows.key.as_ref()?;
        if *generation != self.generation || *view != self.view {
            return None;
        }
        let at = self
            .rows
            .rows
            .binary_search_by_key(&number, |(row, _)| *row)
            .ok()?;
        self.rows.rows.get(at).map(|(_, row)| row)
    }

    /// Has work done on another thread.
    pub(super) fn ask(&mut self, document: Document, work: BodyWork, rows: Range<usize>) {
        self.tickets += 1;
        let stop = StopFlag::default();
        let kind = work.kind();
        self.waiting.retain(|(of, _)| *of != kind);
        let waiting = Waiting {
            ticket: self.tickets,
            generation: self.generation,
            view: self.view,
            rows,
            total: document.view(self.view).rows(),
            stop: stop.clone(),
        };
        self.waiting.push((kind, waiting));
        self.jobs.push(BodyJob {
            ticket: self.tickets,
            document,
            view: self.view,
            work,
            stop,
        });
    }

    /// Asks for the indented form of a large body when that view is in front.
    pub(super) fn indent_when_shown(&mut self) {
        let wanted = self.view == View::Pretty
            && !self.waits_for(WorkKind::Wrap)
            && self.document.is_whole()
            && self.document.syntax() != Syntax::Plain
            && !self.document.has_pretty()
            // What is picked of a body takes no place in it.
            && !self.is_filtered();
        if wanted && self.indent == Indent::NotAsked {
            self.indent = Indent::Asked;
            self.ask(self.document.clone(), BodyWork::Indent, 0..0);
        }
    }

    /// Reads the body in another charset; `None` leaves it to the body.
    pub fn reopen(&mut self, charset: Option<Charset>) {
        let Some((source, content_type)) = self.whole.clone() else {
            return;
        };
        let work = BodyWork::Reopen {
            source,
            content_type,
            charset,
        };
        self.ask(self.document.clone(), work, 0..0);
    }

    /// Has the lines of a text found of which the beginning is shown, unless all of it is or will be.
    pub fn read_on(&mut self, text: Bytes, content_type: &'static str) {
        if !self.document.is_whole() && !self.is_remaking() {
            self.ask(self.document.clone(), BodyWork::Open { text, content_type }, 0..0);
        }
    }

    /// Hides or shows what stands below a row.
    pub(super) fn toggle_fold(&mut self, row: usize) {
        if self.folds.is_folded(row + 1) {
            self.refold(|folds| folds.unfold(row + 1));
            return;
        }
        let document = self.current();
        if self.in_memory(&document) && document.text().len() <= WRAP_INLINE_BYTES {
            self.fold(document.view(self.view).fold(row));
        } else {
            self.ask(document, BodyWork::Fold(row), 0..0);
        }
    }

    fn fold(&mut self, rows: Option<Range<usize>>) {
        if let Some(rows) = rows {
            self.refold(|folds| folds.fold(rows));
        }
    }

    /// Brings bytes into sight and selects them.
    pub(super) fn go_to(&mut self, bytes: Range<usize>) {
        self.tree.reveal(bytes.start);
        let document = self.current();
        if self.in_memory(&document) {
            self.reveal = Some(document.view(self.view).selection_of(bytes));
        } else {
            self.ask_where(BodyWork::Place(bytes));
        }
    }

    /// Has a worker find the row of a place.
    pub(super) fn ask_where(&mut self, place: BodyWork) {
        self.destination = Some(place.clone());
        let document = self.current();
        self.ask(document, place, 0..0);
    }
}
