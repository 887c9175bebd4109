//! Deleting exchanges so that nothing of them is left.

use rusqlite::{Connection, OptionalExtension as _};

use super::database::Database;
use super::error::{Doing, HistoryError};
use super::schema::Part;
use super::search_text::with_note;
use super::spilled::{SpillPlace, Unclaimed};
use super::writing::{IndexDeletion, index, set_index_deletion, text_of, unindex};
use crate::model::ExchangeId;

/// What is cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clearing {
    /// All but what is pinned.
    Unpinned,
    /// Everything.
    All,
}

/// Whether nothing is left of what was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleared {
    /// Nothing is.
    Traceless,
    /// It is gone, but another program is reading the log, in which it stands until that program writes or closes.
    UntilOthersClose,
}

/// An exchange that was deleted, and which files it had.
pub(super) struct Gone(Vec<String>);

impl Database {
    /// Deletes one exchange.
    pub fn delete(&mut self, id: ExchangeId) -> Result<Cleared, HistoryError> {
        let transaction = self.write_transaction(Doing::Delete)?;
        let deleted = |connection: &Connection| -> rusqlite::Result<Option<Gone>> {
            let sql = "SELECT seq FROM exchanges WHERE id = ?";
            let seq: Option<i64> = connection
                .query_row(sql, [id.to_string()], |row| row.get(0))
                .optional()?;
            let Some(seq) = seq else {
                return Ok(None);
            };
            set_index_deletion(connection, IndexDeletion::Traceless)?;
            let gone = remove(connection, seq)?;
            set_index_deletion(connection, IndexDeletion::Quick)?;
            Ok(Some(gone))
        };
        let gone = deleted(&transaction).map_err(self.failed(Doing::Delete))?;
        transaction.commit().map_err(self.failed(Doing::Delete))?;
        let Some(gone) = gone else {
            return Err(HistoryError::Missing { id });
        };
        self.remove_files(&[gone])?;
        self.empty_log()
    }

    /// Deletes many, rewrites the database without them and empties its log: no byte of them is left in it.
    pub fn clear(&mut self, what: Clearing) -> Result<Cleared, HistoryError> {
        let transaction = self.write_transaction(Doing::Delete)?;
        delete_many(&transaction, what).map_err(self.failed(Doing::Delete))?;
        transaction.commit().map_err(self.failed(Doing::Delete))?;
        let unclaimed = self
            .unclaimed(Unclaimed::All)
            .map_err(self.failed(Doing::Delete))?;
        self.remove_files(&[Gone(unclaimed)])?;
        self.connection
            .execute_batch("VACUUM")
            .map_err(self.failed(Doing::Delete))?;
        self.empty_log()
    }

    /// Removes the files of what was deleted.
    pub(super) fn remove_files(&self, gone: &[Gone]) -> Result<(), HistoryError> {
        for Gone(names) in gone {
            self.spilled.remove(names).map_err(|source| HistoryError::Disk {
                doing: Doing::Delete,
                source,
            })?;
        }
        Ok(())
    }

    /// Pages as they were before stand in the log until it is emptied.
    fn empty_log(&self) -> Result<Cleared, HistoryError> {
        let is_busy: bool = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(self.failed(Doing::Delete))?;
        Ok(if is_busy {
            Cleared::UntilOthersClose
        } else {
            Cleared::Traceless
        })
    }
}

/// Deletes one from all tables.
pub(super) fn remove(connection: &Connection, seq: i64) -> rusqlite::Result<Gone> {
    let (id, note): (String, String) =
        connection.query_row("SELECT id, note FROM exchanges WHERE seq = ?", [seq], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    // The groups of a text that can not be read stay in the index, and find nothing: the row is gone.
    if let Ok(text) = text_of(connection, seq)? {
        unindex(connection, seq, &with_note(&text, &note))?;
    }
    let mut files = Vec::new();
    for part in Part::ALL {
        let sql = "SELECT data IS NULL FROM contents WHERE key = ?";
        let is_spilled = connection
            .query_row(sql, [part.key(seq)], |row| row.get(0))
            .optional()?;
        if is_spilled == Some(true) {
            files.push(SpillPlace::name(&id, part));
        }
        connection.execute("DELETE FROM contents WHERE key = ?", [part.key(seq)])?;
    }
    connection.execute("DELETE FROM texts WHERE seq = ?", [seq])?;
    connection.execute("DELETE FROM exchanges WHERE seq = ?", [seq])?;
    Ok(Gone(files))
}

/// Deletes many, and makes the index anew from what stays.
fn delete_many(connection: &Connection, what: Clearing) -> rusqlite::Result<()> {
    let condition = match what {
        Clearing::Unpinned => "is_pinned = 0",
        Clearing::All => "1",
    };
    connection.execute_batch(&format!(
        "DELETE FROM contents WHERE key / 4 IN (SELECT seq FROM exchanges WHERE {condition});
         DELETE FROM texts WHERE seq IN (SELECT seq FROM exchanges WHERE {condition});
         DELETE FROM exchanges WHERE {condition};
         INSERT INTO search (search) VALUES ('delete-all');"
    ))?;
    let mut statement = connection.prepare("SELECT seq, note FROM exchanges")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, note): (i64, String) = (row.get(0)?, row.get(1)?);
        if let Ok(text) = text_of(connection, seq)? {
            index(connection, seq, &with_note(&text, &note))?;
        }
    }
    Ok(())
}
