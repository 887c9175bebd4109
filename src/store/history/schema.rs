//! The tables of the history.
//!
//! `exchanges` has what a list shows and filters ask for, and stays narrow: large things stand in `contents` (record and
//! bodies, compressed) and `texts` (what is searched, compressed). `search` has groups of three characters without their
//! places: a tenth of an index with places, so what it finds is compared with the text.

use rusqlite::Connection;

/// The form that this version writes. One of a higher number is only read.
pub(super) const SCHEMA: i64 = 1;

/// Part of a row of `contents`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Record, request and findings.
    Detail,
    /// The body that was sent.
    SentBody,
    /// The body of the reply.
    ReplyBody,
}

impl Part {
    pub(super) const ALL: [Self; 3] = [Self::Detail, Self::SentBody, Self::ReplyBody];

    /// The key of this part of an exchange.
    pub(super) fn key(self, seq: i64) -> i64 {
        seq.saturating_mul(4).saturating_add(self.number())
    }

    pub(super) fn number(self) -> i64 {
        match self {
            Self::Detail => 0,
            Self::SentBody => 1,
            Self::ReplyBody => 2,
        }
    }
}

/// `seq` is never given twice, so that a page goes on where another ended. `cost` is what the limits count: bytes in all
/// tables and files. The totals are kept by triggers, as counting takes time.
const TABLES: &str = "
CREATE TABLE exchanges (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    began INTEGER NOT NULL,
    method TEXT NOT NULL,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    status INTEGER,
    failure TEXT,
    is_cancelled INTEGER NOT NULL,
    total_micros INTEGER NOT NULL,
    reply_bytes INTEGER,
    cause TEXT,
    title TEXT,
    collection TEXT,
    request TEXT,
    environment TEXT,
    is_pinned INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    cost INTEGER NOT NULL
);
CREATE INDEX by_host ON exchanges (host);
CREATE INDEX by_request ON exchanges (request) WHERE request IS NOT NULL;
CREATE INDEX by_environment ON exchanges (environment) WHERE environment IS NOT NULL;
CREATE INDEX by_cause ON exchanges (cause) WHERE cause IS NOT NULL;
CREATE INDEX pinned ON exchanges (seq) WHERE is_pinned = 1;
CREATE INDEX by_age ON exchanges (began) WHERE is_pinned = 0;
CREATE TABLE contents (
    key INTEGER PRIMARY KEY,
    kept TEXT NOT NULL,
    plain_bytes INTEGER NOT NULL,
    whole_bytes INTEGER NOT NULL,
    data BLOB
);
CREATE TABLE texts (
    seq INTEGER PRIMARY KEY,
    plain_bytes INTEGER NOT NULL,
    data BLOB NOT NULL
);
CREATE VIRTUAL TABLE search USING fts5(
    text, content = '', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1'
);
CREATE TABLE totals (
    is_pinned INTEGER PRIMARY KEY,
    entries INTEGER NOT NULL,
    bytes INTEGER NOT NULL
);
INSERT INTO totals VALUES (0, 0, 0), (1, 0, 0);
CREATE TRIGGER count_new AFTER INSERT ON exchanges BEGIN
    UPDATE totals SET entries = entries + 1, bytes = bytes + new.cost WHERE is_pinned = new.is_pinned;
END;
CREATE TRIGGER count_gone AFTER DELETE ON exchanges BEGIN
    UPDATE totals SET entries = entries - 1, bytes = bytes - old.cost WHERE is_pinned = old.is_pinned;
END;
CREATE TRIGGER count_pinned AFTER UPDATE OF is_pinned, cost ON exchanges BEGIN
    UPDATE totals SET entries = entries - 1, bytes = bytes - old.cost WHERE is_pinned = old.is_pinned;
    UPDATE totals SET entries = entries + 1, bytes = bytes + new.cost WHERE is_pinned = new.is_pinned;
END;
";

/// The number of the schema; 0 in a new file.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Makes the tables in a new file. Called in a transaction that others wait for.
pub(super) fn make(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    connection.pragma_update(None, "user_version", SCHEMA)
}
