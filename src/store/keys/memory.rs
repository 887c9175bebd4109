//! Key stores that are none.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{KeyName, KeyStore, KeyStoreError};
use crate::model::Secret;

/// Keeps secrets until it is dropped: for tests, which share it between two starts of the window.
#[derive(Debug, Default)]
pub struct MemoryKeyStore {
    values: Mutex<BTreeMap<KeyName, Secret>>,
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

    fn with<T>(&self, job: impl FnOnce(&mut BTreeMap<KeyName, Secret>) -> T) -> T {
        job(&mut self.values.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl KeyStore for MemoryKeyStore {
    fn get(&self, name: &KeyName) -> Result<Secret, KeyStoreError> {
        self.with(|values| values.get(name).cloned())
            .ok_or(KeyStoreError::NotFound)
    }

    fn set(&self, name: &KeyName, value: &Secret) -> Result<(), KeyStoreError> {
        self.with(|values| values.insert(name.clone(), value.clone()));
        Ok(())
    }

    fn delete(&self, name: &KeyName) -> Result<(), KeyStoreError> {
        self.with(|values| values.remove(name))
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
    fn get(&self, _name: &KeyName) -> Result<Secret, KeyStoreError> {
        Err(Self::error())
    }

    fn set(&self, _name: &KeyName, _value: &Secret) -> Result<(), KeyStoreError> {
        Err(Self::error())
    }

    fn delete(&self, _name: &KeyName) -> Result<(), KeyStoreError> {
        Err(Self::error())
    }
}
