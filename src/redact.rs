//! Known secrets in every encoding, and texts from which they were taken. Pure.
//!
//! A sink that leaves the window (history, export, log, error text) takes [`Redacted`], and only
//! [`KnownSecrets`] makes one.

mod base64_cores;
mod by_name;
mod by_origin;
pub mod exchange_record;
mod key_id;
mod known;
pub mod run_record;
mod secret_name;
mod spelling;
mod typed_secrets;

pub use by_name::{HIDDEN, Signatures, hide_by_name, secrets_by_name};
pub use by_origin::{hide_by_origin, hide_pieces};
pub use key_id::{key_ids_in, masked_key_id};
pub use known::{KnownSecrets, SHORTEST_REDACTED_BYTES, mark, mark_in};
pub use secret_name::{SecretKind, header_secrets, is_secret_header, secret_kind};
pub use typed_secrets::{
    HasTexts, SecretShape, Suspect, TypedPlace, free_name, make_variable, secrets_in_file, secrets_typed,
};

use std::fmt;

/// A text or body that was searched for every known secret and holds a mark in place of each.
///
/// It is stored as it is, and what is read from there was searched when it was stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Redacted<T>(T);

impl<T> Redacted<T> {
    /// The value, safe to store and to show.
    pub fn get(&self) -> &T {
        &self.0
    }

    /// The value, safe to store and to show.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T: fmt::Display> fmt::Display for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
