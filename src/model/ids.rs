//! Identities that live for one run of the program.

use std::sync::atomic::{AtomicU64, Ordering};

static NEXT: AtomicU64 = AtomicU64::new(1);

/// Identity of one row of a table while the program runs.
///
/// Rows are named by this and never by their index, so that focus, undo and origins survive an insertion.
/// It is not saved: a loaded row gets a fresh one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowId(u64);

impl RowId {
    /// An identity no other row of this run has.
    pub fn fresh() -> Self {
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

impl Default for RowId {
    fn default() -> Self {
        Self::fresh()
    }
}

/// Identity of one send, for as long as it is kept.
///
/// Made from randomness that the caller passes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ExchangeId(u128);

impl ExchangeId {
    /// From 128 random bits.
    pub fn from_random(bits: u128) -> Self {
        Self(bits)
    }
}

impl From<ExchangeId> for String {
    fn from(id: ExchangeId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for ExchangeId {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        u128::from_str_radix(&text, 16).map(Self)
    }
}

impl std::fmt::Display for ExchangeId {
    /// 32 lower-case hex digits.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Identity of a draft, kept in the journal and used as the account name in the key store.
///
/// Made from randomness that the caller passes in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct DraftId(String);

impl DraftId {
    /// 32 lower-case hex digits from 128 random bits.
    pub fn from_random(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// The text form, as in the journal.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
