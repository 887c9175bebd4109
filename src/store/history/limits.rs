//! How much is kept, and for how long.

use std::time::Duration;

use rusqlite::Connection;
use time::OffsetDateTime;

use super::clearing::{self, Gone};
use super::database::Database;
use super::error::{Doing, HistoryError};
use super::totals::Totals;
use super::writing::{IndexDeletion, set_index_deletion};

/// So many go in one step: a write and a step together stay short.
const STEP: u32 = 4;

/// What the history holds at most. Pinned exchanges do not count, and stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryLimits {
    /// Bytes of all exchanges, in the database and beside it.
    pub bytes: u64,
    /// How many exchanges.
    pub entries: u64,
    /// How old they get; `None` for any age.
    pub age: Option<Duration>,
    /// Bytes that are kept of one body.
    pub body_bytes: u64,
}

impl Default for HistoryLimits {
    fn default() -> Self {
        Self {
            bytes: 1 << 30,
            entries: 100_000,
            age: None,
            body_bytes: 10 << 20,
        }
    }
}

/// Whether the limits are kept to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trimmed {
    /// They are.
    Done,
    /// Some went, and more have to go: in another step.
    More,
}

impl Database {
    /// Deletes some of the oldest exchanges that the limits leave no room for.
    pub fn trim(&mut self, limits: &HistoryLimits, now: OffsetDateTime) -> Result<Trimmed, HistoryError> {
        self.writable()?;
        let totals = self.totals()?;
        let due = self
            .due(limits, &totals, now)
            .map_err(self.failed(Doing::Delete))?;
        if due.is_empty() {
            return Ok(Trimmed::Done);
        }
        let transaction = self.write_transaction(Doing::Delete)?;
        let removed = |connection: &Connection| -> rusqlite::Result<Vec<Gone>> {
            set_index_deletion(connection, IndexDeletion::Quick)?;
            due.iter().map(|seq| clearing::remove(connection, *seq)).collect()
        };
        let gone = removed(&transaction).map_err(self.failed(Doing::Delete))?;
        transaction.commit().map_err(self.failed(Doing::Delete))?;
        self.remove_files(&gone)?;
        Ok(Trimmed::More)
    }

    /// The oldest that have to go, a step of them.
    fn due(
        &self,
        limits: &HistoryLimits,
        totals: &Totals,
        now: OffsetDateTime,
    ) -> rusqlite::Result<Vec<i64>> {
        let mut due = Vec::new();
        let mut entries = totals.unpinned;
        let mut bytes = totals.unpinned_bytes;
        if entries > limits.entries || bytes > limits.bytes {
            let mut statement = self
                .connection
                .prepare("SELECT seq, cost FROM exchanges WHERE is_pinned = 0 ORDER BY seq LIMIT ?")?;
            let mut rows = statement.query([STEP])?;
            while let Some(row) = rows.next()? {
                if entries <= limits.entries && bytes <= limits.bytes {
                    break;
                }
                due.push(row.get(0)?);
                entries = entries.saturating_sub(1);
                bytes = bytes.saturating_sub(row.get::<_, i64>(1)?.unsigned_abs());
            }
        }
        let Some(oldest) = limits.age.and_then(|age| oldest_millis(now, age)) else {
            return Ok(due);
        };
        let room = i64::from(STEP) - i64::try_from(due.len()).unwrap_or_default();
        let mut statement = self.connection.prepare(
            "SELECT seq FROM exchanges INDEXED BY by_age WHERE is_pinned = 0 AND began < ? ORDER BY began LIMIT ?",
        )?;
        let aged = statement.query_map([oldest, room], |row| row.get::<_, i64>(0))?;
        for seq in aged {
            let seq = seq?;
            if !due.contains(&seq) {
                due.push(seq);
            }
        }
        Ok(due)
    }
}

fn oldest_millis(now: OffsetDateTime, age: Duration) -> Option<i64> {
    let oldest = now.checked_sub(time::Duration::try_from(age).ok()?)?;
    i64::try_from(oldest.unix_timestamp_nanos() / 1_000_000).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_moment_is_the_age_before_now() {
        let now = OffsetDateTime::from_unix_timestamp(1_000_000).unwrap();
        assert_eq!(
            oldest_millis(now, Duration::from_secs(400_000)),
            Some(600_000_000)
        );
        assert_eq!(oldest_millis(now, Duration::MAX), None);
    }
}
