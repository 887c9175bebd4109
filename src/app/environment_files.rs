//! Changes of environments in their files, and what follows when a file was changed: which values of secrets are forgotten or
//! moved, and which environment is in force.
//!
//! Nothing follows before the file is there: what could not be written is as it was, and what was typed stays.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::collection_files::FilesDone;
use super::defaults::changed;
use super::deleted_items::DeletedItem;
use super::{App, Overlay};
use crate::engine::Queued;
use crate::model::{CollectionError, Environment, ItemPath, ItemRef, Secret, VariableValue};
use crate::store::collection::{CollectionStore, Deleted, SaveError};
use crate::store::keys::{VariableKey, VariablePlace};
use crate::store::opencollection::Layout;
use crate::ui::shell::toasts::Kind;
use crate::ui::variable_scope::ScopeId;

/// Environments as they will be when all that is under way is written.
#[derive(Debug, Default)]
pub(super) struct EnvironmentWrites {
    under_way: BTreeMap<(PathBuf, String), UnderWay>,
}

#[derive(Debug)]
struct UnderWay {
    environment: Environment,
    /// Writes that no answer came of yet.
    writes: usize,
}

impl EnvironmentWrites {
    fn get(&self, root: &Path, name: &str) -> Option<&Environment> {
        let key = (root.to_path_buf(), name.to_owned());
        Some(&self.under_way.get(&key)?.environment)
    }

    fn begin(&mut self, root: PathBuf, environment: Environment) {
        let key = (root, environment.name.clone());
        let before = self.under_way.remove(&key);
        let writes = before.map_or(0, |before| before.writes) + 1;
        self.under_way.insert(key, UnderWay { environment, writes });
    }

    fn written(&mut self, root: &Path, name: &str) {
        let key = (root.to_path_buf(), name.to_owned());
        if let Some(under_way) = self.under_way.get_mut(&key) {
            under_way.writes = under_way.writes.saturating_sub(1);
        }
    }

    fn failed(&mut self, root: &Path, name: &str) -> Option<Environment> {
        let key = (root.to_path_buf(), name.to_owned());
        Some(self.under_way.remove(&key)?.environment)
    }

    /// The collection was read after what was written.
    pub(super) fn read(&mut self, root: &Path) {
        self.under_way
            .retain(|(of, _), under_way| of != root || under_way.writes > 0);
    }

    /// No answer comes any more.
    pub(super) fn broke(&mut self) {
        self.under_way.clear();
    }
}

impl App {
    /// An environment of a collection as it will be when all that is under way is written.
    pub(super) fn known_environment(&self, root: &Path, name: &str) -> Option<Environment> {
        let workspace = &self.session.workspace;
        if let Some(environment) = workspace.environment_writes.get(root, name) {
            return Some(environment.clone());
        }
        workspace.collection(root)?.environment(name).cloned()
    }

    /// Writes an environment of a collection, and makes its file where it has none. One that another program changed since
    /// it was read is left as it is. When it is written, the values of the `forgotten` secrets are.
    pub(super) fn write_environment(
        &mut self,
        root: PathBuf,
        environment: Environment,
        forgotten: Vec<String>,
    ) {
        let known = self.known_environment(&root, &environment.name);
        let store = self.session.collections.clone();
        let (of, written) = (root.clone(), environment.clone());
        let queued = self.on_files(move || FilesDone::EnvironmentWritten {
            result: match &known {
                None => store
                    .create_environment(&of, &written)
                    .map(|(name, _revision)| (name, Layout::New)),
                Some(known) => write_known(&store, &of, known, &written),
            },
            name: written.name,
            root: of,
            forgotten,
        });
        match queued {
            Queued::Yes => self.session.workspace.environment_writes.begin(root, environment),
            Queued::No => self.keep_typed_environment(&root, environment),
        }
    }

    /// An environment was written, or not. `name` is the one it was to have; its file may have made another one of it.
    pub(super) fn environment_written(
        &mut self,
        root: PathBuf,
        name: &str,
        forgotten: &[String],
        result: Result<(String, Layout), SaveError>,
    ) {
        self.session
            .captured
            .environment_written(&root, name, result.is_ok());
        match result {
            Ok((actual, layout)) => {
                self.tell_layout(&format!("the environment {name}"), layout);
                self.session.workspace.environment_writes.written(&root, name);
                let place = VariablePlace::environment(&root, &actual);
                if actual != name {
                    self.environment_has_name(&root, name, &actual);
                }
                for variable in forgotten {
                    self.keep_variable(&place, variable, Secret::default());
                }
            }
            Err(error) => {
                let environment = self.session.workspace.environment_writes.failed(&root, name);
                let text = format!(
                    "The environment {name} was not written: {error}. {}. What it was to have is kept on its page of \
                     variables: Save there writes it",
                    next_step(&error)
                );
                self.overlay.toasts.push(Kind::Problem, text);
                if let Some(environment) = environment {
                    self.keep_typed_environment(&root, environment);
                }
            }
        }
        self.read_collection(root);
    }

    /// Makes an environment, a copy of another one when that is named, and chooses it when none is in force.
    pub(super) fn create_environment(&mut self, root: PathBuf, name: String, copy_of: Option<&str>) {
        let copied = copy_of.and_then(|copied| self.known_environment(&root, copied));
        let environment = Environment {
            name: name.clone(),
            ..copied.unwrap_or_default()
        };
        if !self.session.workspace.chosen.contains_key(&root) {
            self.choose_environment(&root, name);
        }
        self.write_environment(root, environment, Vec::new());
    }

    /// Gives an environment another name.
    pub(super) fn rename_environment(&mut self, root: PathBuf, from: String, to: String) {
        if self.refuses_to_write(&root) {
            return;
        }
        let store = self.session.collections.clone();
        self.on_files(move || FilesDone::EnvironmentRenamed {
            result: store
                .rename_environment(&root, &from, &to)
                .map(|(name, _moved)| name),
            root,
            from,
        });
    }

    /// An environment has another name now, or not.
    pub(super) fn environment_renamed(
        &mut self,
        root: PathBuf,
        from: &str,
        result: Result<String, CollectionError>,
    ) {
        match result {
            Ok(to) => {
                self.environment_has_name(&root, from, &to);
                if let Overlay::Variables(page) = &mut self.overlay.page {
                    page.renamed(from, &to);
                }
            }
            Err(error) => self.files_problem(&format!("The environment {from} keeps its name"), &error),
        }
        self.read_collection(root);
    }

    /// What this computer knows of an environment goes along to its new name.
    fn environment_has_name(&mut self, root: &Path, from: &str, to: &str) {
        for key in self.secrets_of_environment(root, from) {
            let moved = VariableKey {
                place: VariablePlace::environment(root, to),
                name: key.name.clone(),
            };
            self.move_variable(key, moved);
        }
        if self.session.workspace.chosen.get(root).map(String::as_str) == Some(from) {
            self.choose_environment(root, to.to_owned());
        }
    }

    /// The secret variables of an environment.
    fn secrets_of_environment(&self, root: &Path, name: &str) -> Vec<VariableKey> {
        let place = VariablePlace::environment(root, name);
        let environment = self.known_environment(root, name).unwrap_or_default();
        let secrets = environment.variables.into_iter();
        secrets
            .filter(|variable| variable.value == VariableValue::Secret)
            .map(|variable| VariableKey {
                place: place.clone(),
                name: variable.name.trim().to_owned(),
            })
            .collect()
    }

    /// Deletes an environment of a collection. Undo brings it back, with the values of its secrets.
    pub(super) fn delete_environment(&mut self, root: PathBuf, name: String) {
        if self.refuses_to_write(&root) {
            return;
        }
        let store = self.session.collections.clone();
        self.on_files(move || FilesDone::EnvironmentDeleted {
            result: store.delete_environment(&root, &name),
            root,
            name,
        });
    }

    /// An environment was deleted, or not.
    pub(super) fn environment_deleted(
        &mut self,
        root: PathBuf,
        name: &str,
        result: Result<Deleted, CollectionError>,
    ) {
        match result {
            Ok(deleted) => {
                let secrets = self.secrets_of_environment(&root, name);
                self.keep_deleted(DeletedItem {
                    item: ItemRef {
                        root: root.clone(),
                        path: ItemPath::default(),
                    },
                    name: format!("the environment {name}"),
                    deleted,
                    secrets,
                });
                if self.session.workspace.chosen.get(&root).map(String::as_str) == Some(name) {
                    self.choose_environment(&root, String::new());
                }
                let text = format!("The environment {name} is deleted: Undo in the sidebar brings it back");
                self.overlay.toasts.push(Kind::Done, text);
            }
            Err(error) => self.files_problem(&format!("The environment {name} is not deleted"), &error),
        }
        self.read_collection(root);
    }

    /// What an environment was to have stays on its page, until it is saved there or taken back.
    fn keep_typed_environment(&mut self, root: &Path, environment: Environment) {
        let scope = ScopeId::Environment(environment.name.clone());
        self.keep_typed_variables(Some(root.to_path_buf()), scope, environment);
    }
}

/// What to do when environments or what is inherited could not be written.
pub(super) fn next_step(error: &SaveError) -> String {
    match error {
        SaveError::Changed(_) => "What is on the disk now was read: look at it, and save again".to_owned(),
        SaveError::Failed(_) => error.hint(),
    }
}

fn write_known(
    store: &CollectionStore,
    root: &Path,
    known: &Environment,
    environment: &Environment,
) -> Result<(String, Layout), SaveError> {
    let opened = store.read_environment(root, &known.name)?;
    if !opened.content.says_the_same_as(known) {
        return Err(changed(opened.revision));
    }
    store
        .save_environment(root, environment, &opened.revision)
        .map(|saved| (environment.name.clone(), saved.layout))
}
