//! The notes of one collection while it is read.

use super::{ImportNote, ImportOutcome};

/// Between the names of folders and request.
const BETWEEN: &str = " / ";

/// Collects the notes in their order.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) notes: Vec<ImportNote>,
}

impl Report {
    /// Adds a line about a place; an empty one is the collection.
    pub(super) fn add(&mut self, place: &str, outcome: ImportOutcome, text: impl Into<String>) {
        self.notes.push(ImportNote {
            place: place.to_owned(),
            outcome,
            text: text.into(),
        });
    }
}

/// The place of something in another one.
pub(super) fn below(above: &str, name: &str) -> String {
    if above.is_empty() {
        name.to_owned()
    } else {
        format!("{above}{BETWEEN}{name}")
    }
}
