//! Secret variables of a collection that have no value on this computer, where they stand, and how many requests need them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::collection_files::FilesDone;
use super::unsaved_variables::place_of;
use super::variable_secrets::Kept;
use super::{App, Overlay};
use crate::model::{Collection, Environment, Item, ItemPath, Variable, VariableLayer, VariableValue};
use crate::resolve::{Chosen, KnownSecret, ReadEnvironment, Scope, Unusable, surroundings_of, unresolved};
use crate::store::collection::CollectionStore;
use crate::store::keys::VariablePlace;
use crate::ui::shell::missing_values_page::{KeepsIn, MissingValue, MissingValuesPage};
use crate::ui::shell::toasts::Kind;
use crate::ui::variable_scope::ScopeId;

/// How many requests need a secret, by its name and whose it is.
pub type SecretUses = BTreeMap<(String, VariableLayer), usize>;

impl App {
    /// Opens the form of secrets that have no value on this computer.
    pub(super) fn open_missing_values(&mut self) {
        let Some(root) = self.root_in_front().map(Path::to_path_buf) else {
            return;
        };
        let missing = self.missing_secrets(&root);
        if missing.is_empty() && self.session.workspace.secrets.is_loading() {
            let text = "Values of secrets are still being read: try again in a moment";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        }
        if missing.is_empty() {
            let text = match self.session.workspace.environment(&root) {
                Some(environment) => format!(
                    "Every secret of the collection and of {} has a value on this computer",
                    environment.name
                ),
                None => {
                    "No environment is chosen, and every secret of the collection has a value here".to_owned()
                }
            };
            self.overlay.toasts.push(Kind::Done, text);
            return;
        }
        let values = missing
            .into_iter()
            .map(|(scope, name)| MissingValue::new(scope, name))
            .collect();
        let keeps_in = if self.session.workspace.secrets.has_no_store() {
            KeepsIn::Memory
        } else {
            KeepsIn::KeyStore
        };
        self.count_uses(&root);
        // A page of variables that is open is kept under the collection that it is of.
        self.close_page();
        self.session.workspace.closed_variables.root = Some(root);
        self.show_page(Overlay::MissingValues(MissingValuesPage::new(values, keeps_in)));
    }

    /// What is found to be missing while the form is open is asked for in it too.
    pub(super) fn follow_missing_values(&mut self) {
        let Overlay::MissingValues(page) = &self.overlay.page else {
            return;
        };
        let Some(root) = self.session.workspace.closed_variables.root.clone() else {
            return;
        };
        let is_there = |(scope, name): &(ScopeId, String)| {
            let mut values = page.values.iter();
            values.any(|value| value.scope == *scope && value.name == *name)
        };
        let mut found = self.missing_secrets(&root);
        found.retain(|missing| !is_there(missing));
        if found.is_empty() {
            return;
        }
        if let Overlay::MissingValues(page) = &mut self.overlay.page {
            let found = found.into_iter();
            page.values
                .extend(found.map(|(scope, name)| MissingValue::new(scope, name)));
        }
        self.count_uses(&root);
    }

    /// Secret variables that have no value on this computer: of the environment in force, the collection and its folders.
    pub(super) fn missing_secrets(&self, root: &Path) -> Vec<(ScopeId, String)> {
        let mut missing = Vec::new();
        if let Some(environment) = self.session.workspace.environment(root) {
            let scope = ScopeId::Environment(environment.name.clone());
            self.add_missing(root, &scope, &environment.variables, &mut missing);
        }
        if let Some(collection) = self.session.workspace.collection(root) {
            let variables = &collection.defaults.variables;
            self.add_missing(root, &ScopeId::Collection, variables, &mut missing);
            self.add_missing_of_folders(root, &collection.items, &mut missing);
        }
        missing
    }

    fn add_missing_of_folders(&self, root: &Path, items: &[Item], missing: &mut Vec<(ScopeId, String)>) {
        for item in items {
            if let Item::Folder(folder) = item {
                let scope = ScopeId::Folder {
                    path: folder.path.clone(),
                    name: folder.name.clone(),
                };
                self.add_missing(root, &scope, &folder.defaults.variables, missing);
                self.add_missing_of_folders(root, &folder.items, missing);
            }
        }
    }

    fn add_missing(
        &self,
        root: &Path,
        scope: &ScopeId,
        variables: &[Variable],
        missing: &mut Vec<(ScopeId, String)>,
    ) {
        let place: VariablePlace = place_of(scope, Some(root));
        for variable in variables {
            if variable.value != VariableValue::Secret || !variable.counts() {
                continue;
            }
            let name = variable.name.trim();
            let cell = self.session.workspace.secrets.cell(&place, name);
            if cell.is_none_or(|cell| cell.value.is_empty() && cell.kept != Kept::Loading) {
                missing.push((scope.clone(), name.to_owned()));
            }
        }
    }

    /// Counts the requests of a collection that need each secret, on the thread of the files.
    fn count_uses(&mut self, root: &Path) {
        let workspace = &self.session.workspace;
        let Some(collection) = workspace.collection(root).cloned() else {
            return;
        };
        let environment = workspace.environment(root).cloned();
        let globals = workspace.globals.variables.clone();
        let process = Arc::clone(&self.ambient.environment);
        let store = self.session.collections.clone();
        let root = root.to_path_buf();
        self.on_files(move || FilesDone::SecretUses {
            uses: uses_of(&store, &collection, environment.as_ref(), &globals, &process),
            root,
        });
    }

    /// The requests were counted.
    pub(super) fn uses_counted(&mut self, root: &PathBuf, uses: &SecretUses) {
        if self.session.workspace.closed_variables.root.as_ref() != Some(root) {
            return;
        }
        if let Overlay::MissingValues(page) = &mut self.overlay.page {
            for value in &mut page.values {
                let key = (value.name.clone(), layer_of(&value.scope));
                value.used_in = Some(uses.get(&key).copied().unwrap_or_default());
            }
        }
    }
}

fn layer_of(scope: &ScopeId) -> VariableLayer {
    match scope {
        ScopeId::Global => VariableLayer::Global,
        ScopeId::Collection => VariableLayer::Collection,
        ScopeId::Folder { .. } => VariableLayer::Folder,
        ScopeId::Request => VariableLayer::Request,
        ScopeId::Environment(_) => VariableLayer::Environment,
    }
}

/// How many requests can not be sent on a computer that has none of the secrets.
fn uses_of(
    store: &CollectionStore,
    collection: &Collection,
    environment: Option<&Environment>,
    globals: &[Variable],
    process: &ReadEnvironment,
) -> SecretUses {
    let mut uses = SecretUses::new();
    let chosen = Chosen {
        environment,
        globals,
        secrets: &|_, _| KnownSecret::Missing,
        environment_of_process: Arc::clone(process),
    };
    for path in requests_in(&collection.items) {
        let Ok(opened) = store.read_request(&collection.root, &path) else {
            continue;
        };
        let request = opened.content;
        let around = surroundings_of(Scope::default(), collection, &path, &request.variables, &chosen);
        for found in unresolved(&request, &around.scope, &around.ancestors) {
            if let Unusable::MissingSecret { name, layer, .. } = found.why {
                *uses.entry((name, layer)).or_default() += 1;
            }
        }
    }
    uses
}

fn requests_in(items: &[Item]) -> Vec<ItemPath> {
    let mut paths = Vec::new();
    for item in items {
        match item {
            Item::Folder(folder) => paths.extend(requests_in(&folder.items)),
            Item::Request(request) => paths.push(request.path.clone()),
            Item::Other(_) => {}
        }
    }
    paths
}
