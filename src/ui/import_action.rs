//! What the page that imports asks the app to do.

use crate::model::ItemRef;

/// A wish about an import, with its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportAction {
    /// Read a file and show what would come.
    Read {
        /// Its path, as typed.
        path: String,
    },
    /// Fetch a file from an address, and show what would come.
    Fetch {
        /// The address, as it was agreed to.
        url: String,
    },
    /// Show what of a text that was pasted would come.
    ReadText(String),
    /// Write what was read.
    Write(ImportTo),
    /// Take what was written last back.
    Undo,
}

/// Where an import goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportTo {
    /// Each collection into a folder of its own below this one, as typed.
    NewCollection(String),
    /// Into a folder of an open collection, or into the collection itself.
    Into(ItemRef),
}
