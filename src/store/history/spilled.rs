//! Bodies too large for the database, in files of their own.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use time::OffsetDateTime;

use super::database::Database;
use super::schema::Part;
use crate::store::disk::{self, DiskError};

/// Compressed bodies of more bytes are spilled: SQLite copies what it keeps into its log first.
pub(super) const SPILLED_BYTES: usize = 256 * 1024;
/// A file that belongs to nothing is left alone for so long: another program may be about to write its row.
const UNCLAIMED_FOR: Duration = Duration::from_hours(1);
/// Ends their names.
const EXTENSION: &str = ".zst";

/// The folder.
#[derive(Clone, Debug)]
pub(super) struct SpillPlace(PathBuf);

impl SpillPlace {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The name of a part of an exchange.
    pub(super) fn name(id: &str, part: Part) -> String {
        format!("{id}.{}{EXTENSION}", part.number())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file whole, for the user alone.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), DiskError> {
        disk::create_folder(&self.0)?;
        disk::write(&self.path(name), bytes)
    }

    /// The content of a file; `None` when it is gone.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, DiskError> {
        disk::read(&self.path(name))
    }

    /// Removes files; those that are gone already are no error.
    pub(super) fn remove(&self, names: &[String]) -> Result<(), DiskError> {
        for name in names {
            let path = self.path(name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(DiskError::new(&path, error));
                }
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Names of all files in the folder, each with when it was written.
    fn all(&self) -> Vec<(String, Option<SystemTime>)> {
        let Ok(entries) = fs::read_dir(&self.0) else {
            return Vec::new();
        };
        entries
            .flatten()
            .map(|entry| {
                let written = entry.metadata().and_then(|facts| facts.modified());
                (entry.file_name().to_string_lossy().into_owned(), written.ok())
            })
            .collect()
    }
}

/// Which files that belong to nothing are removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unclaimed {
    /// Those that no running program may still write the row of.
    Old(OffsetDateTime),
    /// All.
    All,
}

impl Database {
    /// Removes what a program that was killed left behind. What can not be removed does no harm and stays.
    pub(super) fn sweep(&self, now: OffsetDateTime) {
        if let Ok(names) = self.unclaimed(Unclaimed::Old(now)) {
            self.spilled.remove(&names).ok();
        }
    }

    /// Names of files that belong to no exchange.
    pub(super) fn unclaimed(&self, which: Unclaimed) -> rusqlite::Result<Vec<String>> {
        let files = self.spilled.all();
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let claimed = self.claimed()?;
        let is_due = |written: Option<SystemTime>| match which {
            Unclaimed::All => true,
            Unclaimed::Old(now) => {
                written.is_some_and(|written| OffsetDateTime::from(written) + UNCLAIMED_FOR < now)
            }
        };
        let names = files.into_iter();
        Ok(names
            .filter(|(name, written)| !claimed.contains(name) && is_due(*written))
            .map(|(name, _)| name)
            .collect())
    }

    fn claimed(&self) -> rusqlite::Result<BTreeSet<String>> {
        let mut statement = self.connection.prepare(
            "SELECT exchanges.id, contents.key % 4 FROM contents JOIN exchanges ON exchanges.seq = contents.key / 4 \
             WHERE contents.data IS NULL AND contents.plain_bytes > 0",
        )?;
        let mut rows = statement.query([])?;
        let mut names = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let (id, number): (String, i64) = (row.get(0)?, row.get(1)?);
            let part = Part::ALL.into_iter().find(|part| part.number() == number);
            names.extend(part.map(|part| SpillPlace::name(&id, part)));
        }
        Ok(names)
    }
}
