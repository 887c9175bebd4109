//! The tree of a body: what is expanded, and where it stands.

use std::sync::Arc;

use super::scroll::ScrollPosition;
use crate::text::{NodeId, Tape, TreeChange, TreeRow, TreeRows};

/// Nodes that are shown or hidden while drawing; more are left to a worker.
const MOST_INLINE: usize = 20_000;

/// The tree of one viewer.
#[derive(Debug, Default)]
pub struct TreeView {
    pub(super) made: Option<(Arc<Tape>, TreeRows)>,
    pub(super) asked: bool,
    /// The row that keys act on.
    pub(super) current: usize,
    pub(super) place: ScrollPosition,
    /// A byte of the text whose node is brought into sight.
    pub(super) reveal: Option<usize>,
    pub(super) widest: f32,
    /// A change that is left to a worker, until it is asked for.
    pub(super) large: Option<(TreeChange, NodeId)>,
    /// The current row is brought into sight.
    pub(super) follows: bool,
    /// The node that is in front when the worker is done.
    pub(super) front: Option<NodeId>,
}

impl TreeView {
    /// The answer that was waited for will not come.
    pub(super) fn ask_again(&mut self) {
        self.asked = false;
    }

    /// Whether the tree in front is that of a tape.
    pub(super) fn is_of(&self, tape: &Arc<Tape>) -> bool {
        self.made.as_ref().is_some_and(|(own, _)| Arc::ptr_eq(own, tape))
    }

    pub(super) fn take(&mut self, tape: Arc<Tape>, rows: TreeRows) {
        if let Some(node) = self.front.take() {
            self.current = rows.row_of(&tape, node);
            self.follows = true;
        }
        self.made = Some((tape, rows));
    }

    /// Brings the node at a byte into sight when the tree is drawn next.
    pub(super) fn reveal(&mut self, offset: usize) {
        self.reveal = Some(offset);
    }

    pub(super) fn current_node(&self) -> Option<TreeRow> {
        let (tape, rows) = self.made.as_ref()?;
        rows.row(tape, self.current)
    }

    /// Changes what is expanded; the current node stays current.
    pub(super) fn change(&mut self, change: TreeChange) {
        if let Some(row) = self.current_node() {
            self.change_at(change, row.node);
        }
    }

    pub(super) fn change_at(&mut self, change: TreeChange, node: NodeId) {
        let Some((tape, rows)) = &mut self.made else {
            return;
        };
        if change.cost(rows, tape, node) > MOST_INLINE {
            self.large = Some((change, node));
            return;
        }
        rows.change(change, tape, node);
        self.current = rows.row_of(tape, node);
    }

    pub(super) fn toggle(&mut self) {
        let is_expanded = self.current_node().is_some_and(|row| row.is_expanded);
        self.change(if is_expanded {
            TreeChange::Collapse
        } else {
            TreeChange::Expand
        });
    }

    /// Left: folds, or goes to what the node stands in.
    pub(super) fn leave(&mut self) {
        let Some(row) = self.current_node() else { return };
        if row.is_expanded && row.children > 0 {
            self.toggle();
        } else if let Some((tape, rows)) = &self.made
            && let Some(parent) = tape.parent(row.node)
        {
            self.current = rows.row_of(tape, parent);
        }
    }

    /// Right: unfolds, or goes to the first child.
    pub(super) fn enter(&mut self) {
        let Some(row) = self.current_node() else { return };
        if row.children > 0 && !row.is_expanded {
            self.toggle();
        } else if row.children > 0 {
            self.current += 1;
        }
    }

    pub(super) fn show_revealed(&mut self, height: f32) {
        if let Some((tape, _)) = &self.made
            && let Some(node) = self.reveal.take().and_then(|offset| tape.node_at(offset))
        {
            self.change_at(TreeChange::Reveal, node);
            self.follows = self.large.is_none();
        }
        if std::mem::take(&mut self.follows) {
            self.place.bring(self.current, height);
        }
    }
}
