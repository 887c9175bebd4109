//! What is told about the history besides its errors.

use std::fmt;
use std::path::PathBuf;

/// Something that the user should know, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryNotice {
    /// The database was damaged and moved away; a new one was begun.
    SetAside {
        /// Where it is now.
        file: PathBuf,
        /// What SQLite said.
        reason: String,
    },
    /// A later version wrote the database: it is shown, and nothing is kept.
    Newer {
        /// The database.
        file: PathBuf,
    },
}

impl fmt::Display for HistoryNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetAside { file, reason } => write!(
                f,
                "The history is damaged ({reason}), so a new one was begun. Nothing was deleted: the old one is kept, and \
                 tools for SQLite may still read it. File: {}",
                file.display()
            ),
            Self::Newer { file } => write!(
                f,
                "The history was written by a newer version and is only shown; what you send now is not kept. Start the \
                 newer version, or give another folder with --data-dir. File: {}",
                file.display()
            ),
        }
    }
}
