//! Imported collections are written: as a collection of their own, or as a folder of one that is there.
//!
//! Everything is written under a name that no program reads, and gets its own name as a whole: an import is there or it is
//! not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::formats::import::{ImportedCollection, ImportedItem, SecretHome};
use crate::model::{CollectionError, Defaults, Environment, ItemPath, LongText, Request};
use crate::store::files::{Files, FolderLock, NewAccess, Patience};
use crate::store::opencollection::{
    FolderFile, RootFile, WriteProblem, WrittenFile, set_seq, write_environment, write_folder, write_request,
    write_root,
};
use crate::store::unfinished;

use super::commit::{Change, commit, unfinished_name};
use super::ground::{child, disk_error, is_absent, unwritable};
use super::names::{self, ENVIRONMENTS, FOLDER_FILE, NameFor, ROOT_FILE, YAML};
use super::saving::SaveError;
use super::trees::remove_tree;
use super::{CollectionStore, deleted};

/// The name of what has none, for its file.
const NAMELESS_REQUEST: &str = "Request";
const NAMELESS_FOLDER: &str = "Folder";

/// An import that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedPlace {
    /// The collection that it is in.
    pub root: PathBuf,
    /// Its folder there; the root for a collection of its own.
    pub folder: ItemPath,
    /// The names that its environments had and have.
    pub environments: Vec<(String, String)>,
}

impl ImportedPlace {
    /// Where the variable of a secret stands now.
    pub fn home(&self, home: &SecretHome) -> ImportedHome<'_> {
        match home {
            SecretHome::Collection if self.folder.is_root() => ImportedHome::Collection,
            SecretHome::Collection => ImportedHome::Folder(&self.folder),
            SecretHome::Environment(name) => {
                let found = self.environments.iter().find(|(had, _)| had == name);
                found.map_or(ImportedHome::Collection, |(_, has)| {
                    ImportedHome::Environment(has)
                })
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
        imported: &ImportedCollection,
    ) -> Result<ImportedPlace, CollectionError> {
        let files = self.files.as_ref();
        let stem = names::stem(&imported.name, NameFor::Folder)?;
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
            folder: ItemPath::default(),
            environments,
        })
    }

    /// Puts it into a collection that is there: a folder in `folder`, and its environments beside those that are there.
    pub fn import_into(
        &self,
        root: &Path,
        folder: &ItemPath,
        imported: &ImportedCollection,
    ) -> Result<ImportedPlace, SaveError> {
        let ground = self.ground(root)?;
        ground.writable()?;
        let stem = names::stem(&imported.name, NameFor::Folder)?;
        let place = ground.free_folder(folder, &stem, None)?;
        if !imported.items.is_empty() {
            let mut plan = Plan::default();
            let real = ground.entry(&place)?;
            let top = FolderContent {
                name: &imported.name,
                defaults: &imported.defaults,
                docs: &imported.docs,
            };
            plan.folder_file(&top, None, &ItemPath::default(), &real)?;
            plan.items(&imported.items, &ItemPath::default(), &real)?;
            plan.carry_out(self.files.as_ref(), &real)?;
        }
        let mut placed = ImportedPlace {
            root: root.to_path_buf(),
            folder: place,
            environments: Vec::new(),
        };
        for environment in &imported.environments {
            match self.free_environment_of(root, environment) {
                Ok(name) => placed.environments.push((environment.name.clone(), name)),
                Err(error) => {
                    self.take_back(&placed).ok();
                    return Err(error);
                }
            }
        }
        Ok(placed)
    }

    /// Takes an import back; what was deleted is kept as everything that is. A command keeps nothing, so it leaves what is
    /// there.
    pub fn take_back(&self, placed: &ImportedPlace) -> Result<(), CollectionError> {
        if self.keep.as_os_str().is_empty() {
            return Ok(());
        }
        if placed.folder.is_root() {
            return deleted::delete_collection(self.files.as_ref(), &placed.root, &self.keep);
        }
        for (_, name) in &placed.environments {
            self.delete_environment(&placed.root, name)?;
        }
        match self.delete(&placed.root, &placed.folder) {
            // Environments alone have no folder.
            Ok(_) | Err(CollectionError::Missing { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Makes an environment under a name that is free, and returns it.
    fn free_environment_of(&self, root: &Path, environment: &Environment) -> Result<String, SaveError> {
        let mut number = 1;
        loop {
            let name = match number {
                1 => environment.name.clone(),
                number => format!("{} {number}", environment.name),
            };
            let named = Environment {
                name,
                ..environment.clone()
            };
            match self.create_environment(root, &named) {
                Ok((name, _)) => return Ok(name),
                Err(SaveError::Failed(CollectionError::NameTaken { .. })) if number < 1_000 => number += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

/// What is written of a folder besides its items.
struct FolderContent<'a> {
    name: &'a str,
    defaults: &'a Defaults,
    docs: &'a LongText,
}

/// Folders and files of an import, from its own folder on.
#[derive(Default)]
struct Plan {
    folders: Vec<ItemPath>,
    files: Vec<(ItemPath, String)>,
}

impl Plan {
    fn root(&mut self, imported: &ImportedCollection, shown: &Path) -> Result<(), CollectionError> {
        let file = RootFile {
            version: String::new(),
            name: imported.name.trim().to_owned(),
            defaults: imported.defaults.clone(),
            docs: imported.docs.clone(),
        };
        let path = child(&ItemPath::default(), ROOT_FILE)?;
        self.add(path, write_root(&file, None), shown)
    }

    fn environments(
        &mut self,
        environments: &[Environment],
        shown: &Path,
        named: &mut Vec<(String, String)>,
    ) -> Result<(), CollectionError> {
        if environments.is_empty() {
            return Ok(());
        }
        let folder = child(&ItemPath::default(), ENVIRONMENTS)?;
        self.folders.push(folder.clone());
        let mut taken = Taken::default();
        for environment in environments {
            let name = taken.free(&environment.name, NameFor::File, "Environment")?;
            let file = Environment {
                name: name.clone(),
                ..environment.clone()
            };
            let path = child(&folder, &format!("{name}{YAML}"))?;
            self.add(path, write_environment(&file, None), shown)?;
            named.push((environment.name.clone(), name));
        }
        Ok(())
    }

    /// Folders are numbered among folders and requests among requests, as the sidebar and Bruno order them.
    fn items(&mut self, items: &[ImportedItem], at: &ItemPath, shown: &Path) -> Result<(), CollectionError> {
        let mut taken = Taken::default();
        let (mut folders, mut requests) = (0, 0);
        for item in items {
            match item {
                ImportedItem::Folder(folder) => {
                    folders += 1;
                    let path = child(at, &taken.free(&folder.name, NameFor::Folder, NAMELESS_FOLDER)?)?;
                    self.folders.push(path.clone());
                    let content = FolderContent {
                        name: &folder.name,
                        defaults: &folder.defaults,
                        docs: &folder.docs,
                    };
                    self.folder_file(&content, Some(folders), &path, shown)?;
                    self.items(&folder.items, &path, shown)?;
                }
                ImportedItem::Request(request) => {
                    requests += 1;
                    let name = taken.free(&request.info.name, NameFor::File, NAMELESS_REQUEST)?;
                    self.request(request, requests, &child(at, &format!("{name}{YAML}"))?, shown)?;
                }
            }
        }
        Ok(())
    }

    fn folder_file(
        &mut self,
        content: &FolderContent<'_>,
        seq: Option<u32>,
        at: &ItemPath,
        shown: &Path,
    ) -> Result<(), CollectionError> {
        let file = FolderFile {
            name: content.name.to_owned(),
            seq,
            defaults: content.defaults.clone(),
            docs: content.docs.clone(),
        };
        self.add(child(at, FOLDER_FILE)?, write_folder(&file, None), shown)
    }

    fn request(
        &mut self,
        request: &Request,
        seq: u32,
        path: &ItemPath,
        shown: &Path,
    ) -> Result<(), CollectionError> {
        let written = write_request(request, None).and_then(|file| {
            let placed = set_seq(&file.yaml, Some(seq))?;
            Ok(WrittenFile {
                yaml: placed.yaml,
                ..file
            })
        });
        self.add(path.clone(), written, shown)
    }

    fn add(
        &mut self,
        path: ItemPath,
        written: Result<WrittenFile, WriteProblem>,
        shown: &Path,
    ) -> Result<(), CollectionError> {
        let written = written.map_err(|problem| unwritable(&path.below(shown), &problem))?;
        if let Some(side) = written.side {
            let beside = names::side_of(path.name()).unwrap_or_default();
            self.files
                .push((child(&path.parent().unwrap_or_default(), &beside)?, side));
        }
        self.files.push((path, written.yaml));
        Ok(())
    }

    /// Writes everything beside its place and gives it its name.
    fn carry_out(self, files: &dyn Files, place: &Path) -> Result<(), CollectionError> {
        let unfinished = place.with_file_name(unfinished_name(&unfinished::mark()));
        let written = self
            .write(files, &unfinished)
            .and_then(|()| match files.look(place) {
                Ok(_) => Err(CollectionError::NameTaken {
                    name: place.display().to_string(),
                }),
                Err(error) if is_absent(&error) => files
                    .rename(&unfinished, place)
                    .map_err(|error| disk_error(place, &error)),
                Err(error) => Err(disk_error(place, &error)),
            });
        if written.is_err()
            && let Ok(look) = files.look(&unfinished)
        {
            remove_tree(files, &unfinished, look.kind).ok();
        }
        written?;
        match place.parent() {
            Some(parent) => files
                .sync_folder(parent)
                .map_err(|error| disk_error(parent, &error)),
            None => Ok(()),
        }
    }

    fn write(self, files: &dyn Files, at: &Path) -> Result<(), CollectionError> {
        let make = |folder: &Path| {
            files
                .create_folder(folder, NewAccess::Shared)
                .map_err(|error| disk_error(folder, &error))
        };
        make(at)?;
        for folder in &self.folders {
            make(&folder.below(at))?;
        }
        let lock: FolderLock = files
            .lock(at, Patience::Seconds)
            .map_err(|error| disk_error(at, &error))?;
        let changes: Vec<Change> = self
            .files
            .into_iter()
            .map(|(path, content)| Change {
                path: path.below(at),
                content: Some(content),
            })
            .collect();
        commit(files, &changes, &lock)
    }
}

/// Names that are taken in a folder.
#[derive(Default)]
struct Taken {
    names: BTreeSet<String>,
    /// The number that each name had last.
    numbers: BTreeMap<String, u32>,
}

impl Taken {
    /// A free name for what a person called `name`. No two names of a folder are alike on any system, whether they are of
    /// folders or of files, and a file beside another one takes a name too.
    fn free(&mut self, name: &str, name_for: NameFor, nameless: &str) -> Result<String, CollectionError> {
        let stem = names::stem(name, name_for).or_else(|_empty| names::stem(nameless, name_for))?;
        let number = self.numbers.entry(names::folded(&stem)).or_default();
        loop {
            *number += 1;
            let name = match *number {
                1 => stem.clone(),
                number => format!("{stem}-{number}"),
            };
            if self.names.insert(names::folded(&name)) {
                return Ok(name);
            }
        }
    }
}
