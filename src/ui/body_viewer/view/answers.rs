//! Work that the threads do for a viewer, and what comes of their answers.

use super::{BodyView, Indent, Waiting};
use crate::engine::{BodyAnswer, BodyJob, BodyMade, WorkKind};
use crate::text::Document;

impl BodyView {
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
        self.waiting.retain(|(of, _)| *of != kind);
        match kind {
            WorkKind::Find => self.finder.forget(),
            WorkKind::Document => self.indent = Indent::NotAsked,
            WorkKind::Tree => self.tree.ask_again(),
            WorkKind::Filter => self.filter.ask_again(),
            WorkKind::Wrap => self.wrap_asked = None,
            WorkKind::Rows | WorkKind::Copy | WorkKind::Grow => {}
        }
    }

    /// Ends all work: nobody looks. What is shown again asks for it again.
    pub fn stop_work(&mut self) {
        self.jobs.clear();
        for kind in WorkKind::ALL {
            self.overtaken(kind);
        }
    }

    /// Takes an answer; gives what is for the clipboard.
    pub fn receive(&mut self, answer: BodyAnswer) -> Option<BodyMade> {
        let of_answer = |(_, waiting): &(WorkKind, Waiting)| waiting.ticket == answer.ticket;
        let (_, waiting) = self.waiting.extract_if(.., |each| of_answer(each)).next()?;
        let is_current = waiting.generation == self.generation && waiting.view == self.view;
        match answer.made {
            BodyMade::Rows(rows) if is_current => {
                self.rows.key = Some((waiting.generation, waiting.view, waiting.rows.clone()));
                self.rows.rows = rows;
                self.rows.total = waiting.total;
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
            BodyMade::Place(selection) if is_current => {
                self.destination = None;
                self.reveal = Some(selection);
            }
            // The rows are others by now.
            BodyMade::Place(_) => {
                if let Some(place) = self.destination.take() {
                    self.ask_where(place);
                }
            }
            BodyMade::Document(document) => self.reread(document),
            BodyMade::Fold(rows) if is_current => self.fold(rows),
            // Wrapping or indenting the text, which may have been done meanwhile, changes nothing of its tree.
            BodyMade::Tree(tape, rows) if is_current || self.tree.is_of(&tape) => self.tree.take(tape, *rows),
            BodyMade::Filtered(filtered) => self.filtered(*filtered),
            BodyMade::NotFiltered(error) => self.filter.failed(&error),
            BodyMade::Wrapped(wrapped) => self.wrapped(*wrapped),
            BodyMade::Grown(document) => self.grown(document.map(|document| *document)),
            made @ (BodyMade::Text { .. } | BodyMade::NoText | BodyMade::TooLong(_)) => return Some(made),
            BodyMade::Tree(..) => self.tree.ask_again(),
            BodyMade::Rows(_) | BodyMade::Fold(_) | BodyMade::Stopped => {}
        }
        None
    }

    /// Takes the document anew: indented, or in another charset.
    fn reread(&mut self, document: Document) {
        if self.filter.keep_base(&document) {
            return;
        }
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
}
