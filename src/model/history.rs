//! What is asked of the history, and the rows that a list of it shows.

use std::time::Duration;

use time::OffsetDateTime;

use super::ExchangeId;

/// A place in the list: a page goes on below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HistoryCursor(i64);

impl HistoryCursor {
    /// The place with this number: the more recently written, the higher.
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// Its number.
    pub fn number(self) -> i64 {
        self.0
    }
}

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
pub enum HistoryEnding {
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
    pub cursor: HistoryCursor,
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
    pub ending: HistoryEnding,
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

/// Statuses that are asked for together (RFC 9110, 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusClass {
    /// 1xx.
    Informational,
    /// 2xx.
    Successful,
    /// 3xx.
    Redirection,
    /// 4xx.
    ClientError,
    /// 5xx.
    ServerError,
    /// No reply came.
    NoReply,
}

/// Which exchanges are asked for by their pin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PinFilter {
    /// All.
    #[default]
    All,
    /// Those that are pinned.
    Pinned,
}

/// What exchanges have to be like; all of it counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Their status.
    pub status: Option<StatusClass>,
    /// Their host, with its port when it has one.
    pub host: Option<String>,
    /// Their method.
    pub method: Option<String>,
    /// The environment that was in force.
    pub environment: Option<String>,
    /// Slug of the cause of their failure.
    pub cause: Option<String>,
    /// Folder of their collection.
    pub collection: Option<String>,
    /// File of their request in the collection.
    pub request: Option<String>,
    /// Their pin.
    pub pins: PinFilter,
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Words, all of which have to stand in URL, header lines, beginnings of bodies, finding or note. Words of fewer than
    /// three characters alone are looked for in method, URL and note.
    pub text: String,
    /// What else has to be so.
    pub filter: HistoryFilter,
}
