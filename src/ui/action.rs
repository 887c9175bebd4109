//! What panels ask the app to do.

use crate::model::DraftId;

use super::command::Command;

/// A wish of a panel, with its data. The app carries it out after the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Run a command on the tab in front.
    Run(Command),
    /// Bring a tab to the front.
    Select(DraftId),
    /// Close a tab.
    Close(DraftId),
    /// Close every tab but this one.
    CloseOthers(DraftId),
    /// Put a tab at this place, counted from the left without it.
    MoveTab(DraftId, usize),
    /// Give a request a name; empty means named by its path.
    Rename(DraftId, String),
    /// Put a text on the clipboard and say so; `what` is as in "Copied {what}".
    Copy {
        /// The text.
        text: String,
        /// What it is.
        what: &'static str,
    },
}
