//! Imported collections are written: as a collection of their own, or as a folder of one that is there.
//!
//! Everything is written under a name that no program reads, and gets its own name as a whole: an import is there or it is
//! not.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::formats::import::{CollectionTree, ImportedSecret, SecretHome, TransferNote, TreeItem};
use crate::model::{Auth, AuthKind, CollectionError, Environment, ItemPath, Variable};
use crate::store::files::FileKind;

use super::ground::{Ground, child, disk_error};
use super::import_plan::{FolderText, Plan};
use super::import_variables::VariablesOfImport;
use super::names::{self, ENVIRONMENTS, NameFor, ROOT_FILE, YAML};
use super::saving::SaveError;
use super::trees::remove_tree;
use super::{CollectionStore, deleted, environment_file};

/// The names of what can not be called as it was.
const NAMELESS_COLLECTION: &str = "Imported";
const NAMELESS_ENVIRONMENT: &str = "Environment";

/// An import that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedPlace {
    /// The collection that it is in.
    pub root: PathBuf,
    /// What was made there.
    pub made: ImportedAs,
    /// The names that its environments had and have.
    pub environments: Vec<(String, String)>,
    /// Variables of it that the collection has now.
    pub variables: Vec<Variable>,
    /// Names of variables that were left out, as environments define them.
    pub left_out: Vec<String>,
    /// What does not come as it was, because of where it is.
    pub notes: Vec<TransferNote>,
}

/// What an import became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportedAs {
    /// A collection of its own.
    Collection,
    /// A folder of a collection.
    Folder(ItemPath),
    /// Environments of a collection, and nothing else.
    Environments,
}

impl ImportedPlace {
    /// Where it is, for people.
    pub fn path(&self) -> PathBuf {
        match &self.made {
            ImportedAs::Folder(folder) => folder.below(&self.root),
            ImportedAs::Collection | ImportedAs::Environments => self.root.clone(),
        }
    }

    /// Where the variable of a secret stands now; `None` when it was not written.
    pub fn home(&self, secret: &ImportedSecret) -> Option<ImportedHome<'_>> {
        let name = &secret.name;
        match (&secret.home, &self.made) {
            (SecretHome::Collection, ImportedAs::Collection) => Some(ImportedHome::Collection),
            (SecretHome::Collection, ImportedAs::Folder(_)) if self.left_out.contains(name) => None,
            (SecretHome::Collection, ImportedAs::Folder(folder)) => {
                let is_above = self.variables.iter().any(|variable| variable.name == *name);
                Some(if is_above {
                    ImportedHome::Collection
                } else {
                    ImportedHome::Folder(folder)
                })
            }
            (SecretHome::Collection, ImportedAs::Environments) => None,
            (SecretHome::Environment(name), _) => {
                let found = self.environments.iter().find(|(had, _)| had == name);
                found.map(|(_, has)| ImportedHome::Environment(has))
            }
        }
    }
}

/// Where the variable of an imported secret stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportedHome<'a> {
    /// In the collection.
    Collection,
    /// In this folder of it.
    Folder(&'a ItemPath),
    /// In the environment of this name.
    Environment(&'a str),
}

impl CollectionStore {
    /// Makes a collection of its own in a folder that is there, under a name that is free.
    pub fn import_as_collection(
        &self,
        parent: &Path,
        imported: &CollectionTree,
    ) -> Result<ImportedPlace, CollectionError> {
        let files = self.files.as_ref();
        let stem = names::stem_or(&imported.name, NAMELESS_COLLECTION, NameFor::Folder)?;
        let taken: Vec<String> = files
            .list(parent)
            .map_err(|error| disk_error(parent, &error))?
            .into_iter()
            .map(|(name, _)| name.to_string_lossy().into_owned())
            .collect();
        let root = parent.join(names::free(&stem, "", taken.iter().map(String::as_str)));
        let mut plan = Plan::default();
        let mut environments = Vec::new();
        plan.root(imported, &root)?;
        plan.items(&imported.items, &ItemPath::default(), &root)?;
        plan.environments(&imported.environments, &root, &mut environments)?;
        plan.carry_out(files, &root)?;
        Ok(ImportedPlace {
            root,
            made: ImportedAs::Collection,
            environments,
            variables: Vec::new(),
            left_out: Vec::new(),
            notes: plan.notes,
        })
    }

    /// Puts it into a collection that is there: a folder in `folder`, its environments beside those that are there, and its
    /// variables where environments come before them, as they did.
    pub fn import_into(
        &self,
        root: &Path,
        folder: &ItemPath,
        imported: &CollectionTree,
    ) -> Result<ImportedPlace, SaveError> {
        let ground = self.ground(root)?;
        ground.writable()?;
        let mut placed = ImportedPlace {
            root: root.to_path_buf(),
            made: ImportedAs::Environments,
            environments: Vec::new(),
            variables: Vec::new(),
            left_out: Vec::new(),
            notes: Vec::new(),
        };
        match self.put_into(&ground, folder, imported, &mut placed) {
            Ok(()) => Ok(placed),
            Err(error) => {
                self.remove_written(&ground, &placed);
                Err(error)
            }
        }
    }

    fn put_into(
        &self,
        ground: &Ground<'_>,
        folder: &ItemPath,
        imported: &CollectionTree,
        placed: &mut ImportedPlace,
    ) -> Result<(), SaveError> {
        if !imported.items.is_empty() {
            let stem = names::stem_or(&imported.name, NAMELESS_COLLECTION, NameFor::Folder)?;
            let place = ground.free_folder(folder, &stem, None)?;
            let variables = VariablesOfImport::sorted(self, ground, folder, imported);
            let mut defaults = imported.defaults.clone();
            defaults.variables = variables.of_folder;
            let mut plan = Plan::default();
            let real = ground.entry(&place)?;
            let top = FolderText {
                name: &imported.name,
                defaults: &defaults,
                docs: &imported.docs,
            };
            plan.folder_file(&top, None, &ItemPath::default(), &real)?;
            plan.items(
                &on_their_own(&imported.defaults.auth, &imported.items),
                &ItemPath::default(),
                &real,
            )?;
            plan.carry_out(self.files.as_ref(), &real)?;
            placed.made = ImportedAs::Folder(place);
            placed.notes = plan.notes;
            placed.notes.extend(variables.notes);
            placed.left_out = variables.left_out;
            self.add_variables(&placed.root, &variables.of_collection)?;
            placed.variables = variables.of_collection;
        }
        let mut taken = if imported.environments.is_empty() {
            BTreeSet::new()
        } else {
            names_of_environments(ground)?
        };
        for environment in &imported.environments {
            let name = self.free_environment_of(&placed.root, environment, &mut taken)?;
            placed.environments.push((environment.name.clone(), name));
        }
        Ok(())
    }

    /// Removes what an import wrote a moment ago, of which the rest could not be written.
    fn remove_written(&self, ground: &Ground<'_>, placed: &ImportedPlace) {
        let files = self.files.as_ref();
        if let ImportedAs::Folder(folder) = &placed.made
            && let Ok(real) = ground.entry(folder)
        {
            remove_tree(files, &real, FileKind::Folder).ok();
        }
        self.remove_variables(&placed.root, &placed.variables).ok();
        for (_, name) in &placed.environments {
            let Ok(file) = environment_file(name) else {
                continue;
            };
            for file in names::side_of(file.name())
                .and_then(|side| file.parent()?.child(&side))
                .into_iter()
                .chain([file.clone()])
            {
                if let Ok(real) = ground.entry(&file) {
                    files.remove_file(&real).ok();
                }
            }
        }
    }

    /// Takes an import back; what was deleted is kept as everything that is. A command keeps nothing, so it leaves what is
    /// there. Gives what is not there any more: it was renamed, moved or deleted meanwhile.
    pub fn take_back(&self, placed: &ImportedPlace) -> Result<Vec<PathBuf>, SaveError> {
        let mut gone = Vec::new();
        if self.keep.as_os_str().is_empty() {
            return Ok(gone);
        }
        let mut note = |taken: Result<(), CollectionError>| match taken {
            Err(CollectionError::Missing { file }) => {
                gone.push(file);
                Ok(())
            }
            taken => taken,
        };
        let files = self.files.as_ref();
        match &placed.made {
            ImportedAs::Collection => {
                // Another folder may have its name by now.
                let root_file = placed.root.join(ROOT_FILE);
                note(
                    files
                        .look(&root_file)
                        .map_err(|_absent| CollectionError::Missing {
                            file: placed.root.clone(),
                        })
                        .and_then(|_| deleted::delete_collection(files, &placed.root, &self.keep)),
                )?;
            }
            ImportedAs::Folder(folder) => note(self.delete(&placed.root, folder).map(drop))?,
            ImportedAs::Environments => {}
        }
        if placed.made != ImportedAs::Collection {
            for (_, name) in &placed.environments {
                note(self.delete_environment(&placed.root, name).map(drop))?;
            }
            self.remove_variables(&placed.root, &placed.variables)?;
        }
        Ok(gone)
    }

    /// Makes an environment under a name that is free, and returns it.
    fn free_environment_of(
        &self,
        root: &Path,
        environment: &Environment,
        taken: &mut BTreeSet<String>,
    ) -> Result<String, SaveError> {
        let said = names::stem_or(&environment.name, NAMELESS_ENVIRONMENT, NameFor::File)?;
        let free = (1..=u32::MAX)
            .map(|number| names::numbered(&said, number))
            .find(|name| taken.insert(names::folded(&format!("{name}{YAML}"))));
        let named = Environment {
            name: free.unwrap_or(said),
            ..environment.clone()
        };
        Ok(self.create_environment(root, &named)?.0)
    }
}

/// The names of files of environments, in one spelling for all systems.
fn names_of_environments(ground: &Ground<'_>) -> Result<BTreeSet<String>, CollectionError> {
    let folder = child(&ItemPath::default(), ENVIRONMENTS)?;
    if ground.kind(&folder)?.is_none() {
        return Ok(BTreeSet::new());
    }
    let names = ground.names(&folder)?;
    Ok(names.iter().map(|name| names::folded(name)).collect())
}

/// The items of a collection without auth, for a folder: there is auth above it that they never had.
fn on_their_own<'a>(auth: &Auth, items: &'a [TreeItem]) -> Cow<'a, [TreeItem]> {
    let has_none = matches!(auth.kind, AuthKind::None | AuthKind::Inherit) && auth.unknown.is_none();
    if !has_none {
        return Cow::Borrowed(items);
    }
    let mut items = items.to_vec();
    no_longer_inherit(&mut items);
    Cow::Owned(items)
}

fn no_longer_inherit(items: &mut [TreeItem]) {
    for item in items {
        match item {
            TreeItem::Folder(folder) => {
                let auth = &folder.defaults.auth;
                if matches!(auth.kind, AuthKind::None | AuthKind::Inherit) && auth.unknown.is_none() {
                    no_longer_inherit(&mut folder.items);
                }
            }
            TreeItem::Request(request) => {
                let auth = &mut request.http.auth;
                if auth.kind == AuthKind::Inherit && auth.unknown.is_none() {
                    auth.kind = AuthKind::None;
                }
            }
        }
    }
}
