//! The database: below the thread, for tests and the command line too.

use std::path::PathBuf;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use time::OffsetDateTime;

use super::error::{Doing, HistoryError};
use super::notice::HistoryNotice;
use super::opening;
use super::spilled::SpillPlace;
use crate::store::disk::LockFile;
use crate::store::places::Places;

/// Whether an open history is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It is.
    ReadWrite,
    /// A later version wrote it: it is only read.
    ReadOnly,
}

/// An open history. Every method reads or writes files: for a thread of its own.
#[derive(Debug)]
pub struct Database {
    pub(super) connection: Connection,
    pub(super) file: PathBuf,
    pub(super) spilled: SpillPlace,
    pub(super) access: Access,
    /// Held as long as the database is open; `None` where the file system has no locks.
    pub(super) lock: Option<LockFile>,
    pub(super) places: Places,
}

impl Database {
    /// Opens the history of these places, or begins one. A damaged one is set aside, under a name with the time `now`,
    /// unless another program has it open. Says what the user should know.
    pub fn open(places: &Places, now: OffsetDateTime) -> Result<(Self, Vec<HistoryNotice>), HistoryError> {
        opening::open(places, now)
    }

    /// Whether it is written.
    pub fn access(&self) -> Access {
        self.access
    }

    /// Sets this database aside, as it turned out to be damaged, and begins a new one.
    pub fn begin_anew(
        self,
        reason: &str,
        now: OffsetDateTime,
    ) -> Result<(Self, Vec<HistoryNotice>), HistoryError> {
        opening::begin_anew(self, reason, now)
    }

    /// An error of SQLite on this file.
    pub(super) fn error(&self, doing: Doing, error: &rusqlite::Error) -> HistoryError {
        HistoryError::new(doing, &self.file, error)
    }

    /// An error of SQLite, as a mapping.
    pub(super) fn failed(&self, doing: Doing) -> impl Fn(rusqlite::Error) -> HistoryError + '_ {
        move |error| self.error(doing, &error)
    }

    /// Refuses where the history is only read.
    pub(super) fn writable(&self) -> Result<(), HistoryError> {
        match self.access {
            Access::ReadWrite => Ok(()),
            Access::ReadOnly => Err(HistoryError::Newer {
                file: self.file.clone(),
            }),
        }
    }

    /// A transaction that writes: others wait for its end, and it for theirs.
    pub(super) fn write_transaction(&self, doing: Doing) -> Result<Transaction<'_>, HistoryError> {
        self.writable()?;
        Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)
            .map_err(self.failed(doing))
    }
}
