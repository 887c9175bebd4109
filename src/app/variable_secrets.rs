//! Values of secret variables: in memory while the program runs, and in the key store where there is one.

use std::collections::BTreeMap;
use std::path::Path;

use super::App;
use crate::model::{Item, ItemRef, Secret, Variable, VariableValue};
use crate::store::journal::Access;
use crate::store::keys::{KeyName, KeyStoreError, VariableKey, VariablePlace};

/// The values that are known, and where they are kept.
#[derive(Debug, Default)]
pub(super) struct VariableSecrets {
    cells: BTreeMap<VariableKey, SecretCell>,
}

/// A secret variable on this computer.
#[derive(Clone, Debug, Default)]
pub(super) struct SecretCell {
    /// Empty while there is none.
    pub(super) value: Secret,
    pub(super) kept: Kept,
}

/// Where the value of a secret variable is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Kept {
    /// The key store was asked.
    #[default]
    Loading,
    /// In the key store.
    InKeyStore,
    /// In memory until the program ends, and why.
    InMemory(String),
    /// Nowhere on this computer, and why.
    Nowhere(String),
}

impl VariableSecrets {
    /// The value of a variable, when there is one.
    pub(super) fn value(&self, place: &VariablePlace, name: &str) -> Option<Secret> {
        let cell = self.cell(place, name)?;
        (!cell.value.is_empty()).then(|| cell.value.clone())
    }

    /// Whether the system has no key store that answers, as far as it was asked.
    pub(super) fn has_no_store(&self) -> bool {
        let kept = self.cells.values().map(|cell| &cell.kept);
        let mut told = kept.filter_map(|kept| match kept {
            Kept::InMemory(why) | Kept::Nowhere(why) => Some(why),
            Kept::Loading | Kept::InKeyStore => None,
        });
        told.any(|why| why.starts_with("this computer has no key store"))
    }

    /// What is known of a variable.
    pub(super) fn cell(&self, place: &VariablePlace, name: &str) -> Option<&SecretCell> {
        self.cells.get(&VariableKey {
            place: place.clone(),
            name: name.to_owned(),
        })
    }
}

impl App {
    /// Asks the key store for the secrets of the environments of a collection that were not asked for before.
    pub(super) fn load_secrets_of(&mut self, root: &Path) {
        let Some(collection) = self.session.workspace.collection(root).cloned() else {
            return;
        };
        for environment in &collection.environments {
            let place = VariablePlace::environment(root, &environment.name);
            self.load_secrets(&place, &environment.variables);
        }
        self.load_secrets(&VariablePlace::collection(root), &collection.defaults.variables);
        self.load_secrets_of_folders(root, &collection.items);
    }

    fn load_secrets_of_folders(&mut self, root: &Path, items: &[Item]) {
        for item in items {
            if let Item::Folder(folder) = item {
                let place = VariablePlace::item(root, folder.path.as_str());
                self.load_secrets(&place, &folder.defaults.variables);
                self.load_secrets_of_folders(root, &folder.items);
            }
        }
    }

    /// The same for the variables of a request that is opened.
    pub(super) fn load_secrets_of_request(&mut self, item: &ItemRef, variables: &[Variable]) {
        self.load_secrets(&VariablePlace::item(&item.root, item.path.as_str()), variables);
    }

    /// The same for the global variables.
    pub(super) fn load_global_secrets(&mut self) {
        let globals = self.session.workspace.globals.variables.clone();
        self.load_secrets(&VariablePlace::global(), &globals);
    }

    fn load_secrets(&mut self, place: &VariablePlace, variables: &[Variable]) {
        let secrets = variables.iter();
        for variable in secrets.filter(|variable| variable.value == VariableValue::Secret) {
            let key = VariableKey {
                place: place.clone(),
                name: variable.name.trim().to_owned(),
            };
            let cells = &mut self.session.workspace.secrets.cells;
            if !key.name.is_empty() && !cells.contains_key(&key) {
                cells.insert(key.clone(), SecretCell::default());
                self.session.keys.load(KeyName::Variable(key));
            }
        }
    }

    /// Keeps the value of a secret variable; an empty one is forgotten.
    pub(super) fn keep_variable(&mut self, place: &VariablePlace, name: &str, value: Secret) {
        let key = VariableKey {
            place: place.clone(),
            name: name.trim().to_owned(),
        };
        let cell = SecretCell {
            kept: if value.is_empty() {
                Kept::Nowhere("no value was typed on this computer".to_owned())
            } else {
                Kept::InMemory("it is being handed to the key store".to_owned())
            },
            value: value.clone(),
        };
        self.session.workspace.secrets.cells.insert(key.clone(), cell);
        self.session.scope_revision += 1;
        if self.session.access == Access::ReadWrite {
            self.session.keys.save(KeyName::Variable(key), value);
        }
    }

    /// The key store answered about a secret variable.
    pub(super) fn variable_loaded(&mut self, key: VariableKey, result: Result<Secret, KeyStoreError>) {
        let cell = self.session.workspace.secrets.cells.entry(key).or_default();
        // What was typed meanwhile is newer.
        if cell.kept != Kept::Loading {
            return;
        }
        match result {
            Ok(value) => {
                cell.value = value;
                cell.kept = Kept::InKeyStore;
            }
            Err(error) => cell.kept = Kept::Nowhere(error.to_string()),
        }
        self.session.scope_revision += 1;
    }

    /// The key store took the value of a secret variable, or not.
    pub(super) fn variable_saved(&mut self, key: &VariableKey, result: Result<(), KeyStoreError>) {
        let Some(cell) = self.session.workspace.secrets.cells.get_mut(key) else {
            return;
        };
        cell.kept = match result {
            _ if cell.value.is_empty() => Kept::Nowhere("no value was typed on this computer".to_owned()),
            Ok(()) => Kept::InKeyStore,
            Err(error) => Kept::InMemory(error.to_string()),
        };
    }
}
