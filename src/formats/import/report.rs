//! The notes of one collection while it is read.

use super::{ImportNote, ImportOutcome, ImportedSecret};

/// So many letters of a name are told.
const LONGEST_NAME: usize = 80;
/// Between the names of folders and request.
const BETWEEN: &str = " / ";

/// Collects the notes in their order.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) notes: Vec<ImportNote>,
    /// Values of secret variables of folders, under the names that they get in the collection.
    pub(super) folder_secrets: Vec<ImportedSecret>,
}

impl Report {
    /// Adds a line about a place; an empty one is the collection.
    pub(super) fn add(&mut self, place: &str, outcome: ImportOutcome, text: impl Into<String>) {
        self.notes.push(ImportNote {
            place: place.split(BETWEEN).map(short).collect::<Vec<_>>().join(BETWEEN),
            outcome,
            text: text.into(),
        });
    }
}

/// The place of something in another one.
pub(in crate::formats) fn below(above: &str, name: &str) -> String {
    let name = short(name);
    if above.is_empty() {
        name
    } else {
        format!("{above}{BETWEEN}{name}")
    }
}

/// The beginning of a long name.
fn short(name: &str) -> String {
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}
