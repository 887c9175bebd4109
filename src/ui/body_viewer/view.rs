//! What a viewer holds between frames: its document, its place, its selection, and what it waits for.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use super::find::Finder;
use super::scroll::Place;
use crate::blob::BodySource;
use crate::engine::{BodyAnswer, BodyJob, BodyMade, BodyWork, Received, SendId, StopFlag, WorkKind, rows_of};
use crate::text::{Charset, Document, Folds, RowText, Selection, Source as _, Syntax, View, never};

/// Bodies up to this size are wrapped to the width of the pane while drawing (well below a millisecond); larger
/// ones keep the rows that the worker made, and scroll sideways.
const WRAP_INLINE_BYTES: usize = 256 * 1024;

/// Rows that are copied while drawing; more are left to a worker.
const COPIED_INLINE_ROWS: usize = 2000;

/// Longest text that goes to the clipboard.
pub const MOST_COPIED_BYTES: usize = 10_000_000;

/// A viewer of one body.
#[derive(Debug, Default)]
pub struct BodyView {
    /// What is shown.
    document: Document,
    /// The body as a whole, for reading it in another charset.
    whole: Option<(Arc<BodySource>, Option<String>)>,
    growing: Option<(SendId, usize)>,
    /// The send whose end is in sight, unless the user went up.
    followed: Option<SendId>,
    /// Whether the last row was in sight when it was drawn last.
    pub(super) end: End,
    wrapped: Option<(usize, Document)>,
    indent: Indent,
    /// Counts the changes of what rows there are.
    generation: u64,
    /// The view in front.
    pub(super) view: View,
    /// Where it stands.
    pub(super) place: Place,
    /// Widest row drawn so far, in points.
    pub(super) widest: f32,
    /// What is selected.
    pub(super) selection: Option<Selection>,
    /// What is folded away.
    pub(super) folds: Folds,
    /// The search.
    pub(super) finder: Finder,
    /// A place that is brought into sight when it is drawn next.
    pub(super) reveal: Option<Selection>,
    rows: DrawnRows,
    jobs: Vec<BodyJob>,
    waiting: [Option<Waiting>; 4],
    tickets: u64,
}

/// Without the line whose beginning is missing; one line alone stays.
fn whole_lines(recent: &Bytes) -> Bytes {
    match memchr::memchr(b'\n', recent) {
        Some(at) if at + 1 < recent.len() => recent.slice(at + 1..),
        _ => recent.clone(),
    }
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
    rows: Vec<(usize, RowText)>,
}

/// A job whose answer has not come. Dropping it stops the job.
#[derive(Debug)]
struct Waiting {
    ticket: u64,
    generation: u64,
    view: View,
    rows: Range<usize>,
    stop: StopFlag,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

fn slot(kind: WorkKind) -> usize {
    match kind {
        WorkKind::Rows => 0,
        WorkKind::Find => 1,
        WorkKind::Copy => 2,
        WorkKind::Document => 3,
    }
}

impl BodyView {
    /// Shows the body of a finished send. A body that was shown while it came stays where it is.
    pub fn show(&mut self, send: SendId, received: &Received) {
        let grew = self.growing.as_ref().is_some_and(|(growing, _)| *growing == send);
        if !grew {
            *self = Self {
                tickets: self.tickets,
                ..Self::default()
            };
        }
        self.growing = None;
        self.whole = Some((Arc::clone(&received.source), received.content_type.clone()));
        self.set_document(received.document.clone());
    }

    /// Shows a document that is no reply.
    pub fn show_document(&mut self, document: Document) {
        *self = Self {
            tickets: self.tickets,
            ..Self::default()
        };
        self.set_document(document);
    }

    /// Shows the beginning of a body that still comes.
    pub fn grow(
        &mut self,
        send: SendId,
        content_type: Option<&str>,
        prefix: impl FnOnce() -> Bytes,
        len: usize,
    ) {
        if self.growing == Some((send, len)) {
            return;
        }
        if self.growing.as_ref().is_none_or(|(growing, _)| *growing != send) {
            *self = Self {
                tickets: self.tickets,
                ..Self::default()
            };
        }
        self.growing = Some((send, len));
        let first = Document::first_look(prefix(), content_type);
        self.set_document(first.with_pretty(&never).unwrap_or_default());
    }

    /// Shows the newest part of a stream that goes on, `len` bytes so far, and stays at its end unless the user went up.
    pub fn follow(&mut self, send: SendId, content_type: Option<&str>, recent: &Bytes, len: usize) {
        let stays = self.followed != Some(send) || self.end != End::Below;
        self.grow(send, content_type, || whole_lines(recent), len);
        if stays {
            self.end = End::Wanted;
        }
        self.followed = Some(send);
    }

    fn set_document(&mut self, document: Document) {
        self.document = document;
        self.indent = Indent::NotAsked;
        self.wrapped = None;
        self.folds.clear();
        self.finder.forget();
        self.changed();
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

    /// True while the document is being indented or read in another charset.
    pub fn is_remaking(&self) -> bool {
        self.waiting
            .get(slot(WorkKind::Document))
            .is_some_and(Option::is_some)
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
        self.place = Place::default();
        self.selection = None;
        self.folds.clear();
        if is_other_text {
            self.finder.forget();
        }
        self.changed();
    }

    /// The document in rows for a pane of that many columns. A selection stays at its bytes.
    pub(super) fn laid_out(&mut self, columns: usize) -> Document {
        let text = self.document.text();
        if self.view == View::Hex || text.len() > WRAP_INLINE_BYTES || text.whole().is_none() {
            return self.document.clone();
        }
        match &self.wrapped {
            Some((made_for, document)) if *made_for == columns => document.clone(),
            before => {
                let old = before
                    .as_ref()
                    .map_or(&self.document, |(_, document)| document)
                    .clone();
                let new = self
                    .document
                    .clone()
                    .wrapped_at(columns, &never)
                    .unwrap_or_default();
                let bytes = self
                    .selection
                    .map(|selection| old.view(self.view).bytes_of(selection));
                self.selection = bytes.map(|bytes| new.view(self.view).selection_of(bytes));
                let first = old.view(self.view).row(self.place.top).source.start;
                self.place.top = new.view(self.view).row_at(first);
                self.folds.clear();
                self.wrapped = Some((columns, new.clone()));
                self.changed();
                new
            }
        }
    }

    /// The document as it is laid out now.
    pub(super) fn current(&self) -> Document {
        match &self.wrapped {
            Some((_, document)) if self.view != View::Hex => document.clone(),
            _ => self.document.clone(),
        }
    }

    /// Whether rows can be made while drawing.
    pub(super) fn in_memory(&self, document: &Document) -> bool {
        document.view(self.view).source().whole().is_some()
    }

    /// Makes the rows shown at these numbers, or asks a worker for them.
    pub(super) fn prepare_rows(&mut self, document: &Document, shown: Range<usize>) {
        let has = |key: &(u64, View, Range<usize>)| {
            key.0 == self.generation
                && key.1 == self.view
                && key.2.start <= shown.start
                && shown.end <= key.2.end
        };
        if self.rows.key.as_ref().is_some_and(has) {
            return;
        }
        if self.in_memory(document) {
            self.rows.rows = rows_of(document, self.view, &self.ranges(shown.clone()));
            self.rows.key = Some((self.generation, self.view, shown));
            return;
        }
        let waits = self
            .waiting
            .first()
            .and_then(Option::as_ref)
            .is_some_and(|waiting| {
                waiting.generation == self.generation
                    && waiting.view == self.view
                    && waiting.rows.start <= shown.start
                    && shown.end <= waiting.rows.end
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
        if let Some(waiting) = self.waiting.get_mut(slot(work.kind())) {
            *waiting = Some(Waiting {
                ticket: self.tickets,
                generation: self.generation,
                view: self.view,
                rows,
                stop: stop.clone(),
            });
        }
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
            && self.document.is_whole()
            && self.document.syntax() != Syntax::Plain
            && !self.document.has_pretty();
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

    /// Copies what is selected: the text at once, or later by a worker.
    pub(super) fn copy(&mut self) -> Option<String> {
        let selection = self.selection.filter(|selection| !selection.is_empty())?;
        let document = self.current();
        let ends = selection.ordered();
        let work = BodyWork::Copy(selection, MOST_COPIED_BYTES);
        let is_small = ends.end.row.saturating_sub(ends.start.row) <= COPIED_INLINE_ROWS;
        if is_small && self.in_memory(&document) {
            let job = BodyJob {
                ticket: 0,
                document: document.clone(),
                view: self.view,
                work: work.clone(),
                stop: StopFlag::default(),
            };
            if let BodyMade::Text(text) = job.run().made {
                return Some(text);
            }
        }
        self.ask(document, work, 0..0);
        None
    }

    /// Brings bytes into sight and selects them.
    pub(super) fn go_to(&mut self, bytes: Range<usize>) {
        let document = self.current();
        if self.in_memory(&document) {
            self.reveal = Some(document.view(self.view).selection_of(bytes));
        } else {
            self.ask(document, BodyWork::Place(bytes), 0..0);
        }
    }

    /// Work for the threads, since the last call.
    pub fn take_jobs(&mut self) -> Vec<BodyJob> {
        std::mem::take(&mut self.jobs)
    }

    /// Work that found no room in its queue.
    pub fn put_back(&mut self, job: BodyJob) {
        self.jobs.push(job);
    }

    /// The threads did the work of another viewer: what this one waits for may never come, and is asked for again.
    pub fn overtaken(&mut self, kind: WorkKind) {
        if let Some(waiting) = self.waiting.get_mut(slot(kind)) {
            *waiting = None;
        }
        match kind {
            WorkKind::Find => self.finder.forget(),
            WorkKind::Document => self.indent = Indent::NotAsked,
            WorkKind::Rows | WorkKind::Copy => {}
        }
    }

    /// Takes an answer; gives what is for the clipboard.
    pub fn receive(&mut self, answer: BodyAnswer) -> Option<BodyMade> {
        let waiting = self
            .waiting
            .get_mut(slot(answer.kind))?
            .take_if(|waiting| waiting.ticket == answer.ticket)?;
        let is_current = waiting.generation == self.generation && waiting.view == self.view;
        match answer.made {
            BodyMade::Rows(rows) if is_current => {
                self.rows.key = Some((waiting.generation, waiting.view, waiting.rows.clone()));
                self.rows.rows = rows;
            }
            BodyMade::Found(matches) => {
                let top = self
                    .row(self.folds.row(self.place.top))
                    .map_or(0, |row| row.source.start);
                if let Some(bytes) = self.finder.found(matches, top) {
                    self.go_to(bytes);
                }
            }
            BodyMade::NotFound(error) => self.finder.failed(&error),
            BodyMade::Place(selection) if is_current => self.reveal = Some(selection),
            BodyMade::Document(document) => {
                let text_is_same = document.charset() == self.document.charset();
                let finder = std::mem::take(&mut self.finder);
                let first = self
                    .row(self.folds.row(self.place.top))
                    .map(|row| row.source.start);
                self.set_document(document);
                if let Some(first) = first.filter(|_| text_is_same && self.in_memory(&self.document)) {
                    self.place.top = self.document.view(self.view).row_at(first);
                }
                self.indent = Indent::Asked;
                self.finder = finder;
                self.selection = None;
                if !text_is_same {
                    self.finder.forget();
                }
            }
            made @ (BodyMade::Text(_) | BodyMade::TooLong(_)) => return Some(made),
            BodyMade::Rows(_) | BodyMade::Place(_) | BodyMade::Stopped => {}
        }
        None
    }
}
