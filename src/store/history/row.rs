//! A row of a list of the history.

use std::time::Duration;

use rusqlite::Row;
use time::OffsetDateTime;

use crate::model::{ExchangeId, HistoryCursor, HistoryEnding, HistoryRow, Pin};

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
        HistoryEnding::Cancelled(status)
    } else {
        match status {
            Some(status) => HistoryEnding::Replied(status),
            None => HistoryEnding::Failed(row.get::<_, Option<String>>(7)?.unwrap_or_default()),
        }
    };
    let id: String = row.get(1)?;
    let id = ExchangeId::try_from(id).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(error))
    })?;
    let began = i128::from(row.get::<_, i64>(2)?).saturating_mul(1_000_000);
    Ok(HistoryRow {
        cursor: HistoryCursor::new(row.get(0)?),
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
