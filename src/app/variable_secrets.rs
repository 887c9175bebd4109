//! Values of secret variables: in memory while the program runs, and in the key store where there is one.

use std::collections::BTreeMap;
use std::path::Path;

use super::App;
use crate::model::{Item, ItemRef, Secret, Variable, VariableValue};
use crate::resolve::KnownSecret;
use crate::store::journal::Access;
use crate::store::keys::{KeyName, KeyStoreError, VariableKey, VariablePlace};

/// The values that are known, and where they are kept.
#[derive(Debug, Default)]
pub(super) struct VariableSecrets {
    cells: BTreeMap<VariableKey, SecretCell>,
    /// Keys whose values go to other ones as soon as the key store has told them.
    moving: BTreeMap<VariableKey, VariableKey>,
    /// The same for values that other ones get too.
    copying: BTreeMap<VariableKey, Vec<VariableKey>>,
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
    /// The key store may have it and did not give it out, and why.
    Refused(String),
}

impl VariableSecrets {
    /// The value of a variable, when there is one.
    pub(super) fn value(&self, place: &VariablePlace, name: &str) -> Option<Secret> {
        let cell = self.cell(place, name)?;
        (!cell.value.is_empty()).then(|| cell.value.clone())
    }

    /// What is known of the value of a variable.
    pub(super) fn known(&self, place: &VariablePlace, name: &str) -> KnownSecret {
        match self.cell(place, name) {
            Some(cell) if cell.value.is_empty() && cell.kept == Kept::Loading => KnownSecret::Awaited,
            cell => cell.map(|cell| cell.value.clone()).into(),
        }
    }

    /// Whether the key store was asked for a value and has not answered.
    pub(super) fn is_loading(&self) -> bool {
        let mut cells = self.cells.values();
        cells.any(|cell| cell.value.is_empty() && cell.kept == Kept::Loading)
    }

    /// Every value that is known.
    pub(super) fn values(&self) -> BTreeMap<VariableKey, Secret> {
        let known = self.cells.iter().filter(|(_, cell)| !cell.value.is_empty());
        known
            .map(|(key, cell)| (key.clone(), cell.value.clone()))
            .collect()
    }

    /// Whether the system has no key store that answers, as far as it was asked.
    pub(super) fn has_no_store(&self) -> bool {
        let kept = self.cells.values().map(|cell| &cell.kept);
        let mut told = kept.filter_map(|kept| match kept {
            Kept::InMemory(why) | Kept::Nowhere(why) => Some(why),
            Kept::Loading | Kept::InKeyStore | Kept::Refused(_) => None,
        });
        told.any(|why| why.starts_with("this computer has no key store"))
    }

    /// Whether a variable can take this value and nothing is lost by it: it has the same one, or is known to have none.
    pub(super) fn is_free_for(&self, place: &VariablePlace, name: &str, value: &Secret) -> bool {
        match self.cell(place, name) {
            None => true,
            Some(cell) if cell.value.is_empty() => matches!(cell.kept, Kept::Nowhere(_)),
            Some(cell) => cell.value == *value,
        }
    }

    /// Those of a folder or request, and of all that stands below it.
    pub(super) fn below(&self, root: &Path, path: &str) -> Vec<VariableKey> {
        let keys = self.cells.keys();
        keys.filter(|key| key.place.is_in(root, path)).cloned().collect()
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
            self.load_key(VariableKey {
                place: place.clone(),
                name: variable.name.trim().to_owned(),
            });
        }
    }

    /// Asks the key store for values that were not asked for before.
    pub(super) fn load_keys(&mut self, keys: Vec<VariableKey>) {
        for key in keys {
            self.load_key(key);
        }
    }

    fn load_key(&mut self, key: VariableKey) {
        let cells = &mut self.session.workspace.secrets.cells;
        if !key.name.is_empty() && !cells.contains_key(&key) {
            cells.insert(key.clone(), SecretCell::default());
            self.session.keys.load(KeyName::Variable(key));
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
        self.save_key(key, value);
    }

    fn save_key(&self, key: VariableKey, value: Secret) {
        if self.session.access == Access::ReadWrite {
            self.session.keys.save(KeyName::Variable(key), value);
        }
    }

    /// Forgets the values of secret variables.
    pub(super) fn forget_variables(&mut self, keys: &[VariableKey]) {
        for key in keys {
            self.keep_variable(&key.place, &key.name, Secret::default());
        }
    }

    /// The value of a secret variable goes along when what it stands in has another name or place now: at once when it is
    /// known, else when the key store tells it.
    pub(super) fn move_variable(&mut self, from: VariableKey, to: VariableKey) {
        if from == to {
            return;
        }
        let secrets = &mut self.session.workspace.secrets;
        match secrets.cells.get(&from) {
            Some(cell) if !cell.value.is_empty() => {
                let value = cell.value.clone();
                secrets.cells.remove(&from);
                self.keep_variable(&to.place, &to.name, value);
                self.save_key(from, Secret::default());
            }
            Some(cell) if matches!(cell.kept, Kept::Nowhere(_)) => {}
            _ => {
                secrets.moving.insert(from.clone(), to);
                self.session.keys.load(KeyName::Variable(from));
            }
        }
    }

    /// A copy of what a secret variable stands in has its value too: at once when it is known, else when the key store
    /// tells it.
    pub(super) fn copy_variable(&mut self, from: VariableKey, to: VariableKey) {
        if from == to {
            return;
        }
        let secrets = &mut self.session.workspace.secrets;
        match secrets.cells.get(&from) {
            Some(cell) if !cell.value.is_empty() => {
                let value = cell.value.clone();
                self.keep_variable(&to.place, &to.name, value);
            }
            Some(cell) if matches!(cell.kept, Kept::Nowhere(_)) => {}
            _ => {
                secrets.copying.entry(from.clone()).or_default().push(to);
                self.session.keys.load(KeyName::Variable(from));
            }
        }
    }

    /// Whether something that is open has a secret variable of this name in this place; of a request whatever its name.
    pub(super) fn has_variable(&self, key: &VariableKey) -> bool {
        let workspace = &self.session.workspace;
        workspace
            .open
            .iter()
            .filter_map(|shown| Some((shown.root.as_path(), shown.collection()?)))
            .any(|(root, collection)| {
                let of_environment = collection.environments.iter().any(|environment| {
                    key.place == VariablePlace::environment(root, &environment.name)
                        && names_secret(&environment.variables, &key.name)
                });
                of_environment || has_item_at(root, &collection.items, &key.place)
            })
    }

    /// The key store answered about a secret variable.
    pub(super) fn variable_loaded(&mut self, key: VariableKey, result: Result<Secret, KeyStoreError>) {
        if let Some(copies) = self.session.workspace.secrets.copying.remove(&key)
            && let Ok(value) = &result
        {
            for copy in copies {
                self.keep_variable(&copy.place, &copy.name, value.clone());
            }
        }
        if let Some(to) = self.session.workspace.secrets.moving.remove(&key) {
            self.session.workspace.secrets.cells.remove(&key);
            if let Ok(value) = result {
                self.keep_variable(&to.place, &to.name, value);
                self.save_key(key, Secret::default());
            }
            return;
        }
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
            Err(error @ KeyStoreError::Refused { .. }) => cell.kept = Kept::Refused(error.to_string()),
            Err(error) => cell.kept = Kept::Nowhere(error.to_string()),
        }
        self.session.scope_revision += 1;
        self.follow_missing_values();
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

fn names_secret(variables: &[Variable], name: &str) -> bool {
    variables
        .iter()
        .any(|variable| variable.value == VariableValue::Secret && variable.name.trim() == name)
}

fn has_item_at(root: &Path, items: &[Item], place: &VariablePlace) -> bool {
    items.iter().any(|item| {
        let is_it = VariablePlace::item(root, item.path().as_str()) == *place;
        let holds_it = matches!(item, Item::Folder(folder) if has_item_at(root, &folder.items, place));
        is_it || holds_it
    })
}
