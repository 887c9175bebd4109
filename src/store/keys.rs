//! The operating system's key store.
//!
//! A [`KeyStore`] answers when it likes, as the system may ask the user to unlock it first; so the window
//! talks to a [`KeyThread`].

mod memory;
mod os;
mod thread;

pub use memory::{MemoryKeyStore, NoKeyStore};
pub use os::OsKeyStore;
pub use thread::{FLUSH_LIMIT, KeyThread};

use crate::model::{DraftId, Secret};

/// Which secret of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretPart {
    /// The secret access key of the AWS Signature form.
    SecretAccessKey,
    /// The session token of the AWS Signature form.
    SessionToken,
    /// The password of Basic auth.
    Password,
    /// The token of Bearer auth.
    BearerToken,
    /// The key of API key auth.
    ApiKey,
}

impl SecretPart {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::SecretAccessKey,
        Self::SessionToken,
        Self::Password,
        Self::BearerToken,
        Self::ApiKey,
    ];

    /// Its name in the key store; never changes, as stored entries are found by it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SecretAccessKey => "secret-access-key",
            Self::SessionToken => "session-token",
            Self::Password => "password",
            Self::BearerToken => "bearer-token",
            Self::ApiKey => "api-key",
        }
    }
}

/// Why a secret is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyStoreError {
    /// No Secret Service, Keychain or Credential Manager answers.
    #[error("this computer has no key store that answers: {reason}")]
    NoStore {
        /// What was tried, what it said, and how to get a key store.
        reason: String,
    },
    /// The store works and has no such entry.
    #[error("the key store has no value for this field: type it again")]
    NotFound,
    /// The store answered with an error.
    #[error("the key store refused: {reason}")]
    Refused {
        /// What it said and what to do.
        reason: String,
    },
}

/// A place that keeps secrets; calls may block on an unlock prompt.
pub trait KeyStore: Send + Sync {
    /// The value that was set last.
    fn get(&self, draft: &DraftId, part: SecretPart) -> Result<Secret, KeyStoreError>;
    /// Keeps a value in place of the one before.
    fn set(&self, draft: &DraftId, part: SecretPart, value: &Secret) -> Result<(), KeyStoreError>;
    /// Removes a value; [`KeyStoreError::NotFound`] when there is none.
    fn delete(&self, draft: &DraftId, part: SecretPart) -> Result<(), KeyStoreError>;
}

/// An answer from the key store thread.
#[derive(Debug)]
pub enum KeyEvent {
    /// A value was looked up.
    Loaded {
        /// The request that the value belongs to.
        draft: DraftId,
        /// Which.
        part: SecretPart,
        /// The value, or why there is none.
        result: Result<Secret, KeyStoreError>,
    },
    /// A value was kept or removed.
    Saved {
        /// The request that the value belongs to.
        draft: DraftId,
        /// Which.
        part: SecretPart,
        /// Why it was not, if so.
        result: Result<(), KeyStoreError>,
    },
}
