//! Writing exchanges, pins and notes.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::compressed::{compress, decompress};
use super::database::Database;
use super::entry::{EntryEnding, HistoryEntry};
use super::error::{Doing, HistoryError};
use super::kept_body::{KeptBody, LeftOut};
use super::schema::Part;
use super::search_text::with_note;
use super::spilled::{SPILLED_BYTES, SpillPlace};
use crate::model::{ExchangeId, Pin};
use crate::redact::Redacted;

/// What a row costs besides what is compressed.
const ROW_BYTES: usize = 500;

/// How the data of a part is to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kept {
    /// There is none.
    None,
    /// All of it.
    Whole,
    /// Its beginning.
    Beginning,
    /// Nothing of it.
    LeftOut(LeftOut),
}

/// A part of an exchange, compressed.
struct Packed {
    part: Part,
    kept: Kept,
    plain_bytes: usize,
    whole_bytes: u64,
    data: Vec<u8>,
}

/// Where the data of a part goes.
enum Goes {
    IntoTheRow,
    IntoAFile(String),
}

impl Packed {
    fn goes(&self, id: &str) -> Goes {
        if self.data.len() > SPILLED_BYTES {
            Goes::IntoAFile(SpillPlace::name(id, self.part))
        } else {
            Goes::IntoTheRow
        }
    }
}

impl Database {
    /// Keeps an exchange. One that is there already stays as it is.
    pub fn write(&mut self, entry: &HistoryEntry) -> Result<(), HistoryError> {
        self.write_all(std::slice::from_ref(entry))
    }

    /// Keeps exchanges in their order, all of them or none.
    pub fn write_all(&mut self, entries: &[HistoryEntry]) -> Result<(), HistoryError> {
        self.writable()?;
        let mut packed = Vec::new();
        for entry in entries {
            packed.push((entry, packed_parts(entry)?));
        }
        // Large bodies first: a row never names a file that is not there.
        for (entry, parts) in &packed {
            let id = entry.id.to_string();
            for part in parts {
                if let Goes::IntoAFile(name) = part.goes(&id) {
                    self.spilled
                        .write(&name, &part.data)
                        .map_err(|source| HistoryError::Disk {
                            doing: Doing::Write,
                            source,
                        })?;
                }
            }
        }
        let transaction = self.write_transaction(Doing::Write)?;
        for (entry, parts) in &packed {
            insert(&transaction, entry, parts).map_err(self.failed(Doing::Write))?;
        }
        transaction.commit().map_err(self.failed(Doing::Write))
    }

    /// Pins an exchange or lets it go.
    pub fn pin(&mut self, id: ExchangeId, pin: Pin) -> Result<(), HistoryError> {
        let transaction = self.write_transaction(Doing::Change)?;
        let changed = transaction
            .execute(
                "UPDATE exchanges SET is_pinned = ?2 WHERE id = ?1",
                params![id.to_string(), pin == Pin::Pinned],
            )
            .map_err(self.failed(Doing::Change))?;
        transaction.commit().map_err(self.failed(Doing::Change))?;
        if changed == 0 {
            return Err(HistoryError::Missing { id });
        }
        Ok(())
    }

    /// Keeps what the user wrote to an exchange, without secrets; an empty text takes it away. It is searched too.
    pub fn note(&mut self, id: ExchangeId, note: &Redacted<String>) -> Result<(), HistoryError> {
        let transaction = self.write_transaction(Doing::Change)?;
        let failed = self.failed(Doing::Change);
        let found: Option<(i64, String)> = transaction
            .query_row(
                "SELECT seq, note FROM exchanges WHERE id = ?1",
                [id.to_string()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .map_err(&failed)?;
        let Some((seq, old)) = found else {
            return Err(HistoryError::Missing { id });
        };
        let text = text_of(&transaction, seq)
            .map_err(&failed)?
            .map_err(|reason| HistoryError::EntryDamaged { id, reason })?;
        // All that stood there without a note stands there again; only what an old one said has to go.
        let how = if old.is_empty() {
            IndexDeletion::Quick
        } else {
            IndexDeletion::Traceless
        };
        set_index_deletion(&transaction, how).map_err(&failed)?;
        unindex(&transaction, seq, &with_note(&text, &old)).map_err(&failed)?;
        set_index_deletion(&transaction, IndexDeletion::Quick).map_err(&failed)?;
        index(&transaction, seq, &with_note(&text, note.get())).map_err(&failed)?;
        transaction
            .execute(
                "UPDATE exchanges SET note = ?2 WHERE seq = ?1",
                params![seq, note.get()],
            )
            .map_err(&failed)?;
        drop(failed);
        transaction.commit().map_err(self.failed(Doing::Change))
    }
}

fn packed_parts(entry: &HistoryEntry) -> Result<Vec<Packed>, HistoryError> {
    let form = |reason: String| HistoryError::Form { reason };
    let detail = serde_json::to_vec(&entry.detail).map_err(|error| form(error.to_string()))?;
    let mut parts = vec![packed(Part::Detail, Kept::Whole, &detail, detail.len() as u64)?];
    for (part, body) in [
        (Part::SentBody, &entry.sent_body),
        (Part::ReplyBody, &entry.reply_body),
    ] {
        let (kept, of) = match body {
            KeptBody::None | KeptBody::Lost { .. } => continue,
            KeptBody::Whole(bytes) => (Kept::Whole, bytes.get().len() as u64),
            KeptBody::Beginning { of, .. } => (Kept::Beginning, *of),
            KeptBody::LeftOut { of, why } => (Kept::LeftOut(*why), *of),
        };
        parts.push(packed(part, kept, body.bytes().unwrap_or_default(), of)?);
    }
    Ok(parts)
}

fn packed(part: Part, kept: Kept, plain: &[u8], whole_bytes: u64) -> Result<Packed, HistoryError> {
    let data = if plain.is_empty() {
        Vec::new()
    } else {
        compress(plain).map_err(|error| HistoryError::Form {
            reason: error.to_string(),
        })?
    };
    Ok(Packed {
        part,
        kept,
        plain_bytes: plain.len(),
        whole_bytes,
        data,
    })
}

fn insert(connection: &Connection, entry: &HistoryEntry, parts: &[Packed]) -> rusqlite::Result<()> {
    let id = entry.id.to_string();
    let text = compress(entry.text.as_bytes()).unwrap_or_default();
    let stored: usize = parts.iter().map(|part| part.data.len()).sum();
    // The index takes about as much as the text.
    let cost = stored + text.len() + entry.text.len() + ROW_BYTES;
    let (status, failure, is_cancelled, reply_bytes) = match entry.ending {
        EntryEnding::Replied { status, body_bytes } => (Some(status), None, false, Some(whole(body_bytes))),
        EntryEnding::Failed { kind } => (None, Some(kind), false, None),
        EntryEnding::Cancelled { status } => (status, None, true, None),
    };
    let text_of = |text: &Option<Redacted<String>>| text.as_ref().map(|text| text.get().clone());
    let inserted = connection.execute(
        "INSERT INTO exchanges (id, began, method, url, host, status, failure, is_cancelled, total_micros, reply_bytes, \
         cause, title, collection, request, environment, cost) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        params![
            id,
            entry.began_millis,
            entry.method.get(),
            entry.url.get(),
            entry.host.get(),
            status,
            failure,
            is_cancelled,
            entry.total_micros,
            reply_bytes,
            entry.cause,
            text_of(&entry.title),
            text_of(&entry.collection),
            text_of(&entry.request),
            text_of(&entry.environment),
            whole(cost as u64),
        ],
    )?;
    if inserted == 0 {
        return Ok(());
    }
    let seq = connection.last_insert_rowid();
    for part in parts {
        let data = match part.goes(&id) {
            Goes::IntoTheRow => Some(part.data.as_slice()),
            Goes::IntoAFile(_) => None,
        };
        connection.execute(
            "INSERT INTO contents (key, kept, plain_bytes, whole_bytes, data) VALUES (?, ?, ?, ?, ?)",
            params![
                part.part.key(seq),
                kept_text(part.kept),
                whole(part.plain_bytes as u64),
                whole(part.whole_bytes),
                data
            ],
        )?;
    }
    connection.execute(
        "INSERT INTO texts (seq, plain_bytes, data) VALUES (?, ?, ?)",
        params![seq, whole(entry.text.len() as u64), text],
    )?;
    index(connection, seq, &entry.text)
}

fn kept_text(kept: Kept) -> String {
    serde_json::to_string(&kept).unwrap_or_default()
}

/// SQLite has signed numbers.
fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// How thoroughly something goes from the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IndexDeletion {
    /// Nothing of it is left: what the user deletes.
    Traceless,
    /// It is marked, and goes when parts of the index are merged: what the limits delete.
    Quick,
}

/// Holds until it is set again.
pub(super) fn set_index_deletion(connection: &Connection, how: IndexDeletion) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO search (search, rank) VALUES ('secure-delete', ?)",
        [how == IndexDeletion::Traceless],
    )?;
    Ok(())
}

/// Adds a text to the index.
pub(super) fn index(connection: &Connection, seq: i64, text: &str) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO search (rowid, text) VALUES (?, ?)",
        params![seq, text],
    )?;
    Ok(())
}

/// Takes a text from the index; it has to be the one that was added.
pub(super) fn unindex(connection: &Connection, seq: i64, text: &str) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO search (search, rowid, text) VALUES ('delete', ?, ?)",
        params![seq, text],
    )?;
    Ok(())
}

/// The searched text of an exchange without its note, or why it can not be read.
pub(super) fn text_of(connection: &Connection, seq: i64) -> rusqlite::Result<Result<String, String>> {
    let sql = "SELECT plain_bytes, data FROM texts WHERE seq = ?";
    let found: Option<(i64, Vec<u8>)> = connection
        .query_row(sql, [seq], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(match found {
        Some((bytes, data)) => plain_text(bytes, &data),
        None => Err("its text is gone".to_owned()),
    })
}

/// A text of `texts`.
pub(super) fn plain_text(bytes: i64, data: &[u8]) -> Result<String, String> {
    let plain = decompress(data, bytes.unsigned_abs()).map_err(|error| error.to_string())?;
    String::from_utf8(plain).map_err(|error| error.to_string())
}
