//! How much the history holds.

use super::database::Database;
use super::error::{Doing, HistoryError};

/// Exchanges and their bytes, as the limits count them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Exchanges that are not pinned.
    pub unpinned: u64,
    /// Their bytes, in the database and beside it.
    pub unpinned_bytes: u64,
    /// Exchanges that are pinned.
    pub pinned: u64,
    /// Their bytes.
    pub pinned_bytes: u64,
}

impl Database {
    /// What it holds now.
    pub fn totals(&self) -> Result<Totals, HistoryError> {
        let read = || -> rusqlite::Result<Totals> {
            let mut statement = self
                .connection
                .prepare("SELECT is_pinned, entries, bytes FROM totals")?;
            let mut rows = statement.query([])?;
            let mut totals = Totals::default();
            while let Some(row) = rows.next()? {
                let number = |at: usize| row.get::<_, i64>(at).map(|number| number.max(0).unsigned_abs());
                if row.get(0)? {
                    (totals.pinned, totals.pinned_bytes) = (number(1)?, number(2)?);
                } else {
                    (totals.unpinned, totals.unpinned_bytes) = (number(1)?, number(2)?);
                }
            }
            Ok(totals)
        };
        read().map_err(self.failed(Doing::Read))
    }
}
