//! Where the variables of an imported collection go when it becomes a folder of another one.
//!
//! Environments come before the variables of a collection, and after those of a folder. So its variables become those of the
//! collection where their names are free, and those that an environment defines hide it nowhere.

use std::collections::BTreeSet;
use std::path::Path;

use crate::formats::import::{CollectionTree, TransferNote, TransferOutcome};
use crate::model::{ItemPath, Variable, VariableValue};

use super::CollectionStore;
use super::ground::Ground;
use super::saving::SaveError;

/// The variables of an imported collection by where they go.
#[derive(Default)]
pub(super) struct VariablesOfImport {
    pub of_collection: Vec<Variable>,
    pub of_folder: Vec<Variable>,
    /// Names of those that go nowhere.
    pub left_out: Vec<String>,
    pub notes: Vec<TransferNote>,
}

/// The names that variables have in a collection and in what is imported.
struct Names {
    /// In the collection, and in the folders above the new one.
    above: BTreeSet<String>,
    /// In folders above the new one, where they hide environments.
    folders: BTreeSet<String>,
    /// In environments of the collection.
    environments: BTreeSet<String>,
    /// In environments that are imported.
    imported: BTreeSet<String>,
}

impl VariablesOfImport {
    /// Sorts them for a new folder in `folder`.
    pub fn sorted(
        store: &CollectionStore,
        ground: &Ground<'_>,
        folder: &ItemPath,
        imported: &CollectionTree,
    ) -> Self {
        let mut sorted = Self::default();
        let names = Names::of(store, ground.root(), folder, imported);
        for variable in &imported.defaults.variables {
            let Some(names) = &names else {
                // The collection can not be read, so that nothing can be added to it.
                sorted.of_folder.push(variable.clone());
                continue;
            };
            let name = &variable.name;
            let is_secret = matches!(variable.value, VariableValue::Secret);
            let hides = names.imported.contains(name) || names.environments.contains(name) && !is_secret;
            if names.folders.contains(name) || is_secret && names.environments.contains(name) {
                // A secret of an environment that happens to have the name would be sent in place of its own.
                sorted.of_folder.push(variable.clone());
            } else if !names.above.contains(name) {
                sorted.of_collection.push(variable.clone());
            } else if hides {
                sorted.left_out.push(name.clone());
                sorted.notes.push(TransferNote {
                    place: String::new(),
                    outcome: TransferOutcome::Dropped,
                    text: format!(
                        "The variable {name} does not come: the collection has one of that name, and environments define it"
                    ),
                });
            } else {
                sorted.of_folder.push(variable.clone());
            }
        }
        sorted
    }
}

impl Names {
    fn of(
        store: &CollectionStore,
        root: &Path,
        folder: &ItemPath,
        imported: &CollectionTree,
    ) -> Option<Self> {
        let of = |folder: &ItemPath| {
            let opened = store.read_defaults(root, folder).ok()?;
            let variables = opened.content.defaults.variables;
            Some(variables.into_iter().map(|variable| variable.name))
        };
        let mut folders = BTreeSet::new();
        let mut at = folder.clone();
        while !at.is_root() {
            folders.extend(of(&at)?);
            at = at.parent().unwrap_or_default();
        }
        let mut above = folders.clone();
        above.extend(of(&ItemPath::default())?);
        let names = |environments: Vec<crate::model::Environment>| {
            environments
                .into_iter()
                .flat_map(|environment| environment.variables)
                .map(|variable| variable.name)
                .collect()
        };
        Some(Self {
            above,
            folders,
            environments: names(store.open(root).ok()?.environments),
            imported: names(imported.environments.clone()),
        })
    }
}

impl CollectionStore {
    /// Adds variables to a collection.
    pub(super) fn add_variables(&self, root: &Path, variables: &[Variable]) -> Result<(), SaveError> {
        if variables.is_empty() {
            return Ok(());
        }
        let top = ItemPath::default();
        let mut opened = self.read_defaults(root, &top)?;
        opened.content.defaults.variables.extend_from_slice(variables);
        self.save_defaults(root, &top, &opened.content, &opened.revision)?;
        Ok(())
    }

    /// Removes variables of a collection that are still as they were added.
    pub(super) fn remove_variables(&self, root: &Path, variables: &[Variable]) -> Result<(), SaveError> {
        if variables.is_empty() {
            return Ok(());
        }
        let is_same = |one: &Variable, other: &Variable| one.name == other.name && one.value == other.value;
        let top = ItemPath::default();
        let mut opened = self.read_defaults(root, &top)?;
        let there = &mut opened.content.defaults.variables;
        let before = there.len();
        there.retain(|one| !variables.iter().any(|other| is_same(one, other)));
        if there.len() < before {
            self.save_defaults(root, &top, &opened.content, &opened.revision)?;
        }
        Ok(())
    }
}
