//! The notes of one collection while it is read.

use std::cmp::Ordering;

use super::{ImportedSecret, TransferNote, TransferOutcome};

/// So many letters of a name are told.
const LONGEST_NAME: usize = 80;
/// So many letters of a line are told.
const LONGEST_TEXT: usize = 1_000;
/// Between the names of folders and request.
pub(super) const BETWEEN: &str = " / ";
/// So many lines one after the other may be about one place.
const MOST_OF_A_PLACE: usize = 500;

/// Collects the notes in their order.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) notes: Vec<TransferNote>,
    /// Values of secret variables of folders, under the names that they get in the collection.
    pub(super) folder_secrets: Vec<ImportedSecret>,
    /// How many of the last lines are about the same place.
    of_place: usize,
}

impl Report {
    /// Adds a line about a place; an empty one is the collection.
    pub(super) fn add(&mut self, place: &str, outcome: TransferOutcome, text: impl Into<String>) {
        let place = place.split(BETWEEN).map(short).collect::<Vec<_>>().join(BETWEEN);
        let is_same = self.notes.last().is_some_and(|last| last.place == place);
        self.of_place = if is_same {
            self.of_place.saturating_add(1)
        } else {
            1
        };
        let text = match self.of_place.cmp(&MOST_OF_A_PLACE) {
            Ordering::Less => cut(text.into()),
            Ordering::Equal => "More of it does not come as it was: too much to be listed".to_owned(),
            Ordering::Greater => return,
        };
        self.notes.push(TransferNote { place, outcome, text });
    }
}

/// A line that names as much as a person reads.
fn cut(text: String) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
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
