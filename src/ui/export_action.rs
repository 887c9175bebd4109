//! What the page that exports asks the app to do.

use crate::formats::export::ExportFormat;
use crate::model::ItemRef;

/// A wish about an export, with its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportAction {
    /// Open the page for a collection, folder or request.
    Open(ItemRef),
    /// Make it, without writing.
    Make(ExportChoice),
    /// Write what was made.
    Write {
        /// The file, as typed.
        path: String,
        /// What happens to a file that is there.
        existing: Existing,
    },
}

/// What is exported, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportChoice {
    /// What.
    pub item: ItemRef,
    /// In which format.
    pub format: ExportFormat,
    /// The environment whose values are taken where the format knows no variables; `None` for the first one.
    pub environment: Option<String>,
}

/// What happens to a file that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Kept,
    /// It is replaced.
    Replaced,
}
