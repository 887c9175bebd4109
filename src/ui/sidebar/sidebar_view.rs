//! What the sidebar remembers between frames.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::tree::{Fold, ShownCollection, TreeRow, visible_rows};
use crate::model::{ItemPath, ItemRef};

/// State of the sidebar.
#[derive(Debug, Default)]
pub struct SidebarView {
    /// What is shown.
    pub part: SidebarPart,
    /// What rows are filtered by.
    pub filter: String,
    /// Collections and folders whose content is in sight.
    unfolded: BTreeSet<ItemRef>,
    /// The row that the keyboard is on, or was on.
    pub cursor: Option<ItemRef>,
    /// The row that takes the keyboard as soon as it is drawn.
    pub wanted: Option<ItemRef>,
    /// The row of what was made, renamed or moved. Its files took a while: it takes the keyboard unless something else has
    /// it by the time it is drawn.
    pub offered: Option<Offered>,
    /// The item that is given a name, and the name as typed so far.
    pub renaming: Option<(ItemRef, String)>,
    /// Whether a row had the keyboard in the last frame.
    pub keyboard: Keyboard,
    /// Whether the filter takes the cursor.
    pub filter_wanted: bool,
    /// How far the tree is scrolled, and the height of what is in sight, in points.
    pub sight: Option<(f32, f32)>,
    /// Grows when something is folded or unfolded.
    revision: u64,
    rows: Rows,
}

/// A row that the keyboard is offered to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Which.
    pub item: ItemRef,
    /// The name that is typed over next; `None` where it has one.
    pub renaming: Option<String>,
}

/// What the sidebar shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SidebarPart {
    /// The open collections.
    #[default]
    Collections,
    /// What was sent.
    History,
}

/// Whether a row of the tree has the keyboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keyboard {
    /// One has.
    InTree,
    /// None has.
    #[default]
    Elsewhere,
}

/// The rows in sight, and what they are made of.
#[derive(Debug, Default)]
struct Rows {
    rows: Vec<TreeRow>,
    of: Option<(u64, u64, String)>,
}

impl SidebarView {
    /// The rows in sight; `revision` is that of the collections. They are made anew only when something changed.
    pub fn rows(&mut self, collections: &[ShownCollection], revision: u64) -> &[TreeRow] {
        let of = (revision, self.revision, self.filter.clone());
        if self.rows.of.as_ref() != Some(&of) {
            self.rows.rows = visible_rows(collections, &self.unfolded, &self.filter);
            self.rows.of = Some(of);
        }
        &self.rows.rows
    }

    /// The rows as made last.
    pub fn made(&self) -> &[TreeRow] {
        &self.rows.rows
    }

    /// Shows or hides what stands in a row.
    pub fn fold(&mut self, item: &ItemRef, to: Fold) {
        let changed = match to {
            Fold::Open => self.unfolded.insert(item.clone()),
            Fold::Closed => self.unfolded.remove(item),
        };
        if changed {
            self.revision += 1;
        }
    }

    /// Unfolds everything that an item stands in, and puts the cursor on it.
    pub fn reveal(&mut self, item: &ItemRef) {
        let mut above = item.path.parent();
        while let Some(path) = above {
            above = path.parent();
            self.fold(
                &ItemRef {
                    root: item.root.clone(),
                    path,
                },
                Fold::Open,
            );
        }
        self.cursor = Some(item.clone());
    }

    /// What is unfolded in a collection, for the journal.
    pub fn unfolded_in(&self, root: &PathBuf) -> Vec<ItemPath> {
        self.unfolded
            .iter()
            .filter(|item| item.root == *root)
            .map(|item| item.path.clone())
            .collect()
    }

    /// Grows when something is folded or unfolded.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The index of the row of the cursor.
    pub fn cursor_row(&self) -> Option<usize> {
        let cursor = self.cursor.as_ref()?;
        self.rows.rows.iter().position(|row| row.item == *cursor)
    }
}
