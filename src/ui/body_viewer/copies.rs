//! What goes to the clipboard: a little at once, more by a worker.

use super::view::BodyView;
use crate::engine::{BodyJob, BodyMade, BodyWork, NodePart, PartAt, StopFlag};
use crate::text::{Document, Selection};

/// Rows that are copied while drawing; more are left to a worker.
const COPIED_INLINE_ROWS: usize = 2000;

/// Longest text that goes to the clipboard.
pub const MOST_COPIED_BYTES: usize = 10_000_000;

impl BodyView {
    /// Copies what is selected: the text at once, or later by a worker.
    pub(super) fn copy(&mut self) -> Option<String> {
        let selection = self.selection.filter(|selection| !selection.is_empty())?;
        let document = self.current();
        let ends = selection.ordered();
        let work = BodyWork::Copy(selection, MOST_COPIED_BYTES);
        let is_small = ends.end.row.saturating_sub(ends.start.row) <= COPIED_INLINE_ROWS;
        if is_small
            && self.in_memory(&document)
            && let BodyMade::Text { text, .. } = self.now(document.clone(), work.clone())
        {
            return Some(text);
        }
        self.ask(document, work, 0..0);
        None
    }

    /// Does work that is small, while drawing.
    fn now(&self, document: Document, work: BodyWork) -> BodyMade {
        let job = BodyJob {
            ticket: 0,
            document,
            view: self.view,
            work,
            stop: StopFlag::default(),
        };
        job.run().made
    }

    /// Where work that is small leads.
    pub(super) fn place_now(&self, document: Document, work: BodyWork) -> Option<Selection> {
        match self.now(document, work) {
            BodyMade::Place(place) => Some(place),
            _ => None,
        }
    }

    /// Has a part of a row or node put on the clipboard.
    pub(super) fn copy_part(&mut self, part: NodePart, at: PartAt) {
        let work = BodyWork::CopyPart(part, at, MOST_COPIED_BYTES);
        self.ask(self.current(), work, 0..0);
    }

    /// Has the value or the path in front put on the clipboard: of the tree, or of the row where the selection ends or
    /// else the first one in sight.
    pub fn copy_in_front(&mut self, part: NodePart) {
        if self.tree_is_shown && self.copy_node(part) {
            return;
        }
        let top = self.folds.row(self.place.top);
        let row = self.selection.map_or(top, |chosen| chosen.head.row);
        self.copy_part(part, PartAt::Row(row));
    }
}
