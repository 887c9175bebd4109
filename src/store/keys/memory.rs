//! Key stores that are none.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{KeyStore, KeyStoreError, SecretPart};
use crate::model::{DraftId, Secret};

/// Keeps secrets until it is dropped: for tests, which share it between two starts of the window.
#[derive(Debug, Default)]
pub struct MemoryKeyStore {
    values: Mutex<BTreeMap<(DraftId, SecretPart), Secret>>,
}

impl MemoryKeyStore {
    /// Number of values kept.
    pub fn len(&self) -> usize {
        self.with(|values| values.len())
    }

    /// True when no value is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn with<T>(&self, job: impl FnOnce(&mut BTreeMap<(DraftId, SecretPart), Secret>) -> T) -> T {
        job(&mut self.values.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl KeyStore for MemoryKeyStore {
    fn get(&self, draft: &DraftId, part: SecretPart) -> Result<Secret, KeyStoreError> {
        self.with(|values| values.get(&(draft.clone(), part)).cloned())
            .ok_or(KeyStoreError::NotFound)
    }

    fn set(&self, draft: &DraftId, part: SecretPart, value: &Secret) -> Result<(), KeyStoreError> {
        self.with(|values| values.insert((draft.clone(), part), value.clone()));
        Ok(())
    }

    fn delete(&self, draft: &DraftId, part: SecretPart) -> Result<(), KeyStoreError> {
        self.with(|values| values.remove(&(draft.clone(), part)))
            .map(drop)
            .ok_or(KeyStoreError::NotFound)
    }
}

/// Stands in where the user wants no key store, and in tests for a computer without one.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoKeyStore;

impl NoKeyStore {
    fn error() -> KeyStoreError {
        KeyStoreError::NoStore {
            reason: "none is in use; secrets are kept in memory until the program ends".to_owned(),
        }
    }
}

impl KeyStore for NoKeyStore {
    fn get(&self, _draft: &DraftId, _part: SecretPart) -> Result<Secret, KeyStoreError> {
        Err(Self::error())
    }

    fn set(&self, _draft: &DraftId, _part: SecretPart, _value: &Secret) -> Result<(), KeyStoreError> {
        Err(Self::error())
    }

    fn delete(&self, _draft: &DraftId, _part: SecretPart) -> Result<(), KeyStoreError> {
        Err(Self::error())
    }
}
