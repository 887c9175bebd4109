//! The file of a tab: where its request is kept, and whether the file has everything.

use std::sync::Arc;

use super::secrets::has_typed_secrets;
use crate::model::{ItemRef, Request};
use crate::store::collection::{Conflict, Revision};
use crate::store::journal::FileRecord;
use crate::store::opencollection::same_content;
use crate::ui::sidebar::row::Unsaved;

/// The file that a tab was opened from or saved to.
#[derive(Debug)]
pub struct TabFile {
    /// Which.
    pub item: ItemRef,
    /// The request as the file has it.
    pub saved: Arc<Request>,
    /// The file as it was read or written last, also while it is gone: what comes back in its place is compared with it.
    /// `None` when that is not known.
    pub revision: Option<Revision>,
    /// Whether the file was read in this run.
    pub read: FileRead,
    /// What another program made of the file while the tab had edits.
    pub theirs: Option<Box<Conflict>>,
    /// Whether the file is there.
    pub presence: Presence,
    /// Whether the tab has edits that the file does not have, as the last look found it.
    pub unsaved: Unsaved,
    /// Whether it is being written.
    pub writing: Writing,
}

/// Whether the file of a tab is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is.
    There,
    /// It is not: the tab holds what there is of it, and Save makes the file again.
    Gone {
        /// Why, for people.
        reason: String,
    },
    /// It can not be read as it is now. Nothing is written over it.
    Unreadable {
        /// Why, for people.
        reason: String,
    },
}

/// Whether the file of a tab was read in this run of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileRead {
    /// The tab came back after a restart, with what the journal has.
    Awaited,
    /// It was.
    Done,
}

/// Whether the file of a tab is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// It is.
    UnderWay,
    /// It is not.
    Idle,
}

impl TabFile {
    /// The file that a request was just read from or written to.
    pub fn new(item: ItemRef, saved: Arc<Request>, revision: Option<Revision>) -> Self {
        Self {
            item,
            saved,
            revision,
            read: FileRead::Done,
            theirs: None,
            presence: Presence::There,
            unsaved: Unsaved::None,
            writing: Writing::Idle,
        }
    }

    /// For the journal.
    pub(super) fn record(&self) -> FileRecord {
        FileRecord {
            root: self.item.root.clone(),
            path: self.item.path.as_str().to_owned(),
            revision: self.revision.as_ref().map(Revision::to_text).unwrap_or_default(),
            unsaved: self.unsaved == Unsaved::Some,
        }
    }

    /// Looks whether the request of the tab says the same as the file.
    pub fn look(&mut self, request: &Request) {
        // A typed secret is not in the file: Save makes a variable of it.
        let is_same = *self.saved == *request
            || (same_content(&self.saved, request) && !has_typed_secrets(&request.http.auth));
        self.unsaved = if is_same { Unsaved::None } else { Unsaved::Some };
    }
}
