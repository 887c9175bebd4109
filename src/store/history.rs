//! The history: every exchange as it was, without its secrets, in one SQLite database and a folder for large bodies.
//!
//! [`HistoryStore`] gives work to a thread that owns the [`Database`]; tests and the command line use the database
//! itself. What is written is a [`HistoryEntry`], which takes redacted texts alone, so that no secret of a send can be in
//! it by its type.
//!
//! The order of the history is the order in which it was written: a clock that is set back moves nothing, and a page goes
//! on where the one before it ended, whatever was written meanwhile.

mod clearing;
mod compressed;
mod database;
mod detail;
mod entry;
mod error;
mod found_secrets;
mod kept_body;
mod limits;
mod notice;
mod opening;
mod paging;
mod query;
mod reading;
mod row;
mod schema;
mod search_text;
mod spilled;
mod store;
mod terms;
mod thread;
mod totals;
mod writing;

pub use clearing::{Cleared, Clearing};
pub use database::{Access, Database};
pub use detail::RequestKept;
pub use entry::{BodyOf, HistoryEntry, HistoryPlace, Sent};
pub use error::{Doing, HistoryError};
pub use kept_body::{KeptBody, LeftOut};
pub use limits::{HistoryLimits, Trimmed};
pub use notice::HistoryNotice;
pub use paging::{Count, HistoryPage};
pub use reading::KeptExchange;
pub use store::{FLUSH_LIMIT, HistoryStore, HistoryView, Taken};
pub use thread::{HistoryAnswer, OnAnswer, WallClock};
pub use totals::Totals;
