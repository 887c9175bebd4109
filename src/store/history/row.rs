//! A row of a list of the history.

use std::time::Duration;

use rusqlite::Row;
use time::OffsetDateTime;

use crate::model::ExchangeId;

/// A place in the list: a page goes on below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor(pub(super) i64);

/// Whether limits and *clear* leave an exchange alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pin {
    /// They do.
    Pinned,
    /// They do not.
    Unpinned,
}

/// How a send ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With a reply of this status.
    Replied(u16),
    /// Without one; the slug of the failure.
    Failed(String),
    /// By the user; with the status of a reply that had begun.
    Cancelled(Option<u16>),
}

/// What a list shows of an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// Its place in the list.
    pub cursor: Cursor,
    /// Which exchange.
    pub id: ExchangeId,
    /// When it began.
    pub began: OffsetDateTime,
    /// The method.
    pub method: String,
    /// The URL as sent, or as typed when nothing was built.
    pub url: String,
    /// Host and port; empty when nothing was built.
    pub host: String,
    /// How it ended.
    pub ending: Ending,
    /// How long it took.
    pub total: Duration,
    /// Bytes of the reply's body as shown.
    pub reply_bytes: Option<u64>,
    /// Slug of the cause of its failure.
    pub cause: Option<String>,
    /// The cause in a sentence.
    pub title: Option<String>,
    /// Folder of the collection.
    pub collection: Option<String>,
    /// File of the request in the collection.
    pub request: Option<String>,
    /// Environment in force.
    pub environment: Option<String>,
    /// Whether it stays.
    pub pin: Pin,
    /// What the user wrote to it.
    pub note: String,
}

/// The columns that [`read`] takes, in its order.
pub(super) const COLUMNS: &str = "exchanges.seq, exchanges.id, exchanges.began, exchanges.method, exchanges.url, \
     exchanges.host, exchanges.status, exchanges.failure, exchanges.is_cancelled, exchanges.total_micros, \
     exchanges.reply_bytes, exchanges.cause, exchanges.title, exchanges.collection, exchanges.request, \
     exchanges.environment, exchanges.is_pinned, exchanges.note";
/// How many they are.
pub(super) const COLUMN_COUNT: usize = 18;

/// A row of [`COLUMNS`].
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<HistoryRow> {
    let status: Option<u16> = row.get(6)?;
    let ending = if row.get(8)? {
        Ending::Cancelled(status)
    } else {
        match status {
            Some(status) => Ending::Replied(status),
            None => Ending::Failed(row.get::<_, Option<String>>(7)?.unwrap_or_default()),
        }
    };
    let id: String = row.get(1)?;
    let id = ExchangeId::try_from(id).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(error))
    })?;
    let began = i128::from(row.get::<_, i64>(2)?).saturating_mul(1_000_000);
    Ok(HistoryRow {
        cursor: Cursor(row.get(0)?),
        id,
        began: OffsetDateTime::from_unix_timestamp_nanos(began).unwrap_or(OffsetDateTime::UNIX_EPOCH),
        method: row.get(3)?,
        url: row.get(4)?,
        host: row.get(5)?,
        ending,
        total: Duration::from_micros(row.get::<_, i64>(9)?.unsigned_abs()),
        reply_bytes: row.get::<_, Option<i64>>(10)?.map(i64::unsigned_abs),
        cause: row.get(11)?,
        title: row.get(12)?,
        collection: row.get(13)?,
        request: row.get(14)?,
        environment: row.get(15)?,
        pin: if row.get(16)? { Pin::Pinned } else { Pin::Unpinned },
        note: row.get(17)?,
    })
}
