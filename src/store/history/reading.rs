//! Reading one exchange whole.

use rusqlite::OptionalExtension as _;
use serde::de::DeserializeOwned;

use super::compressed::decompress;
use super::database::Database;
use super::detail::{DetailRead, RequestKept};
use super::error::{Doing, HistoryError};
use super::kept_body::KeptBody;
use super::row::{self, COLUMNS};
use super::schema::Part;
use super::spilled::SpillPlace;
use super::writing::Kept;
use crate::model::{ExchangeId, Finding, HistoryRow, Request};
use crate::redact::exchange_record::ExchangeRecord;

/// An exchange as it was, without its secrets.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptExchange {
    /// What a list shows of it.
    pub row: HistoryRow,
    /// What was sent and signed, and what came of it.
    pub record: ExchangeRecord,
    /// The request as it was edited.
    pub request: Request,
    /// Whether that is all of the request.
    pub request_kept: RequestKept,
    /// Why it failed, the surest first.
    pub findings: Vec<Finding>,
    /// The body that was sent.
    pub sent_body: KeptBody<Vec<u8>>,
    /// The body of the reply.
    pub reply_body: KeptBody<Vec<u8>>,
}

/// A row of `contents`.
struct Content {
    kept: String,
    plain_bytes: u64,
    whole_bytes: u64,
    data: Option<Vec<u8>>,
}

impl Database {
    /// An exchange with its bodies.
    pub fn read(&self, id: ExchangeId) -> Result<KeptExchange, HistoryError> {
        let row = self.row(id)?;
        let seq = row.cursor.number();
        let damaged = |reason: String| HistoryError::EntryDamaged { id, reason };
        let gone = || damaged("its record is gone".to_owned());
        let content = self.content(seq, Part::Detail)?.ok_or_else(gone)?;
        let Some(detail) = self.plain(id, Part::Detail, &content)? else {
            return Err(gone());
        };
        let detail: DetailRead = parsed(&detail).map_err(damaged)?;
        Ok(KeptExchange {
            sent_body: self.body(id, seq, Part::SentBody)?,
            reply_body: self.body(id, seq, Part::ReplyBody)?,
            record: detail.record,
            request: detail.request,
            request_kept: detail.request_kept,
            findings: detail.findings,
            row,
        })
    }

    /// What a list shows of an exchange.
    pub fn row(&self, id: ExchangeId) -> Result<HistoryRow, HistoryError> {
        let sql = format!("SELECT {COLUMNS} FROM exchanges WHERE id = ?");
        self.connection
            .query_row(&sql, [id.to_string()], row::read)
            .optional()
            .map_err(self.failed(Doing::Read))?
            .ok_or(HistoryError::Missing { id })
    }

    fn body(&self, id: ExchangeId, seq: i64, part: Part) -> Result<KeptBody<Vec<u8>>, HistoryError> {
        let Some(content) = self.content(seq, part)? else {
            return Ok(KeptBody::None);
        };
        let of = content.whole_bytes;
        let kept: Kept =
            parsed(content.kept.as_bytes()).map_err(|reason| HistoryError::EntryDamaged { id, reason })?;
        Ok(match kept {
            Kept::None => KeptBody::None,
            Kept::LeftOut(why) => KeptBody::LeftOut { of, why },
            Kept::Whole | Kept::Beginning => match self.plain(id, part, &content)? {
                None => KeptBody::Lost { of },
                Some(bytes) if kept == Kept::Whole => KeptBody::Whole(bytes),
                Some(bytes) => KeptBody::Beginning { bytes, of },
            },
        })
    }

    fn content(&self, seq: i64, part: Part) -> Result<Option<Content>, HistoryError> {
        let sql = "SELECT kept, plain_bytes, whole_bytes, data FROM contents WHERE key = ?";
        self.connection
            .query_row(sql, [part.key(seq)], |row| {
                Ok(Content {
                    kept: row.get(0)?,
                    plain_bytes: row.get::<_, i64>(1)?.unsigned_abs(),
                    whole_bytes: row.get::<_, i64>(2)?.unsigned_abs(),
                    data: row.get(3)?,
                })
            })
            .optional()
            .map_err(self.failed(Doing::Read))
    }

    /// The bytes of a part; `None` when its file is gone or what is there is damaged.
    fn plain(&self, id: ExchangeId, part: Part, content: &Content) -> Result<Option<Vec<u8>>, HistoryError> {
        if content.plain_bytes == 0 {
            return Ok(Some(Vec::new()));
        }
        let spilled = if content.data.is_none() {
            let name = SpillPlace::name(&id.to_string(), part);
            self.spilled.read(&name).map_err(|source| HistoryError::Disk {
                doing: Doing::Read,
                source,
            })?
        } else {
            None
        };
        let data = content.data.as_ref().or(spilled.as_ref());
        Ok(data.and_then(|data| decompress(data, content.plain_bytes).ok()))
    }
}

fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    serde_json::from_slice(bytes).map_err(|error| format!("line {}, column {}", error.line(), error.column()))
}
