//! What panels ask the app to do with the history.

use crate::model::{ExchangeId, Pin};

/// A wish about the history, with its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryAction {
    /// Open an exchange in a new tab, with reply and signature as they were.
    Open(ExchangeId),
    /// Open its request in a new tab and send it.
    SendAgain(ExchangeId),
    /// Show what differs between two, the earlier one first.
    Compare(ExchangeId, ExchangeId),
    /// Keep it whatever the limits say, or no longer.
    Pin(ExchangeId, Pin),
    /// Keep what was written to it.
    Note(ExchangeId, String),
    /// Delete it.
    Delete(ExchangeId),
    /// Delete all but what is pinned.
    ClearUnpinned,
    /// Delete everything.
    ClearAll,
    /// Write what is found to a HAR file.
    ExportHar {
        /// Where to, as typed.
        path: String,
    },
    /// Keep by these rules from now on.
    Keep(HistoryKeeping),
}

/// What is kept of sends, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryKeeping {
    /// Whether anything is.
    pub sends: Keep,
    /// Whether anything of the collection in front is; `None` where none is in front.
    pub collection: Option<Keep>,
    /// Days after which an exchange goes; `None` for never.
    pub days: Option<u64>,
    /// Megabytes that all of them may take.
    pub megabytes: u64,
    /// How many there may be.
    pub exchanges: u64,
}

/// Whether sends are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// They are.
    Yes,
    /// They are not.
    No,
}
