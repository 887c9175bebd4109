//! The operating system's key store.

use std::sync::Arc;

use crate::model::{DraftId, Secret};

/// Which secret of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretPart {
    SecretAccessKey,
    SessionToken,
}

/// Why a secret is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyStoreError {
    /// No Secret Service, Keychain or Credential Manager answers.
    #[error("this computer has no key store that answers: {reason}")]
    NoStore { reason: String },
    /// The store works and has no such entry.
    #[error("the key store has no value for this field")]
    NotFound,
    /// The store answered with an error.
    #[error("the key store refused: {reason}")]
    Refused { reason: String },
}

/// A place that keeps secrets; calls may block on an unlock prompt.
pub trait KeyStore: Send + Sync {
    fn get(&self, draft: &DraftId, part: SecretPart) -> Result<Secret, KeyStoreError>;
    fn set(&self, draft: &DraftId, part: SecretPart, value: &Secret) -> Result<(), KeyStoreError>;
    fn delete(&self, draft: &DraftId, part: SecretPart) -> Result<(), KeyStoreError>;
}

/// An answer from the key store thread.
#[derive(Debug)]
pub enum KeyEvent {
    Loaded { draft: DraftId, part: SecretPart, result: Result<Secret, KeyStoreError> },
    Saved { draft: DraftId, part: SecretPart, result: Result<(), KeyStoreError> },
}

/// Runs a [`KeyStore`] on its own thread, the newest value per draft and part.
pub struct KeyThread {}

impl KeyThread {
    pub fn start(_store: Arc<dyn KeyStore>, _wake: Arc<dyn Fn() + Send + Sync>) -> std::io::Result<Self> {
        Ok(Self {})
    }
    pub fn load(&self, _draft: DraftId, _part: SecretPart) {}
    /// An empty value deletes the entry. Saves are coalesced: 500 ms after the last call for that field.
    pub fn save(&self, _draft: DraftId, _part: SecretPart, _value: Secret) {}
    pub fn try_next(&self) -> Option<KeyEvent> {
        None
    }
    /// Waits until everything queued is done.
    pub fn flush(&self) {}
}
