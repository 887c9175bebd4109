//! Why something of the history could not be done.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::model::ExchangeId;
use crate::store::disk::DiskError;

/// What was attempted, as in "the history could not be …".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Opening the database.
    Open,
    /// Writing an exchange.
    Write,
    /// Reading a page, a count or an exchange.
    Read,
    /// Pinning, a note.
    Change,
    /// Deleting or clearing.
    Delete,
}

impl Doing {
    fn words(self) -> &'static str {
        match self {
            Self::Open => "opened",
            Self::Write => "written",
            Self::Read => "read",
            Self::Change => "changed",
            Self::Delete => "deleted from",
        }
    }
}

/// Something of the history could not be done. Never holds what an exchange said.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// A file or folder of it.
    #[error("the history could not be {}: {source}", doing.words())]
    Disk {
        /// What was attempted.
        doing: Doing,
        /// What the disk said.
        source: DiskError,
    },
    /// The database can not be understood, or contradicts itself.
    #[error("the history is damaged: {reason}. File: {}", file.display())]
    Damaged {
        /// The database.
        file: PathBuf,
        /// What SQLite said.
        reason: String,
    },
    /// The same, while another program has it open, so that it can not be moved away.
    #[error("the history is damaged and another Countersign has it open: {reason}. File: {}", file.display())]
    DamagedInUse {
        /// The database.
        file: PathBuf,
        /// What SQLite said.
        reason: String,
    },
    /// A later version wrote it, so it is only read.
    #[error("the history was written by a newer version and is not changed. File: {}", file.display())]
    Newer {
        /// The database.
        file: PathBuf,
    },
    /// The file or the folder may not be written.
    #[error("the history could not be {}: it may not be written. File: {}", doing.words(), file.display())]
    Protected {
        /// What was attempted.
        doing: Doing,
        /// The database.
        file: PathBuf,
    },
    /// No space is left.
    #[error("the history could not be {}: the disk is full. File: {}", doing.words(), file.display())]
    Full {
        /// What was attempted.
        doing: Doing,
        /// The database.
        file: PathBuf,
    },
    /// Another program holds it for longer than it is waited for.
    #[error("the history could not be {}: another program is using it", doing.words())]
    Busy {
        /// What was attempted.
        doing: Doing,
    },
    /// There is no such exchange any more.
    #[error("the exchange {id} is not in the history any more")]
    Missing {
        /// Which.
        id: ExchangeId,
    },
    /// One exchange can not be read; the others can.
    #[error("the exchange {id} can not be read: {reason}")]
    EntryDamaged {
        /// Which.
        id: ExchangeId,
        /// Why.
        reason: String,
    },
    /// It has no form in which it can be kept. No type of an entry is like that.
    #[error("the exchange can not be written as JSON: {reason}")]
    Form {
        /// What serde said.
        reason: String,
    },
    /// The history of this run could not be opened; an answer said why.
    #[error("the history is not open")]
    NotOpen,
    /// A job of the history broke off.
    #[error("a job of the history broke off")]
    Broke,
    /// Anything else that SQLite says.
    #[error("the history could not be {}: {reason}", doing.words())]
    Other {
        /// What was attempted.
        doing: Doing,
        /// What SQLite said.
        reason: String,
    },
}

impl HistoryError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Disk { .. } => "history-disk",
            Self::Damaged { .. } => "history-damaged",
            Self::DamagedInUse { .. } => "history-damaged-in-use",
            Self::Newer { .. } => "history-newer",
            Self::Protected { .. } => "history-protected",
            Self::Full { .. } => "disk-full",
            Self::Busy { .. } => "history-busy",
            Self::Missing { .. } => "history-missing",
            Self::EntryDamaged { .. } => "history-entry-damaged",
            Self::Form { .. } => "history-form",
            Self::NotOpen => "history-not-open",
            Self::Broke => "history-broke",
            Self::Other { .. } => "history-failed",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Disk { .. } => "See what is said of the file; sends go on, and are not kept meanwhile",
            Self::Damaged { .. } => "Start the program again: the file is set aside and a new history begins",
            Self::DamagedInUse { .. } => {
                "Close the other Countersign windows and start again: the file is then set aside and a new history begins"
            }
            Self::Newer { .. } => "Start the newer version, or give another folder with --data-dir",
            Self::Protected { .. } => {
                "Make the file and its folder writable for your user, or give another folder with --data-dir"
            }
            Self::Full { .. } => "Free some space, or clear the history",
            Self::Busy { .. } => "Try again; when it stays like that, close the other Countersign windows",
            Self::Missing { .. } => {
                "It was deleted, or was older than the limits of the history; pin what has to stay"
            }
            Self::EntryDamaged { .. } => "Delete it from the history; the others are not affected",
            Self::Form { .. } | Self::Broke => "Please report this; the send itself is not affected",
            Self::NotOpen => "See what was said when the program started",
            Self::Other { .. } => {
                "Try again; when it stays like that, move the file away: a new history begins"
            }
        }
    }

    /// What an error of SQLite means for the file.
    pub(super) fn new(doing: Doing, file: &Path, error: &rusqlite::Error) -> Self {
        let file = file.to_path_buf();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged {
                file,
                reason: error.to_string(),
            },
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::Protected { doing, file }
            }
            Some(ErrorCode::DiskFull) => Self::Full { doing, file },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { doing },
            _ => Self::Other {
                doing,
                reason: error.to_string(),
            },
        }
    }

    /// Whether the whole database is damaged.
    pub(super) fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. })
    }
}
