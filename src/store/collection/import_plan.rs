//! Everything of an import that is written as one: folders and files from its own folder on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::formats::import::{CollectionTree, TransferNote, TransferOutcome, TreeItem};
use crate::model::{CollectionError, Defaults, Environment, ItemPath, LongText, Request};
use crate::store::files::{Files, FolderLock, NewAccess, Patience};
use crate::store::opencollection::{
    FolderFile, RootFile, WriteProblem, WrittenFile, set_seq, write_environment, write_folder, write_request,
    write_root,
};
use crate::store::unfinished;

use super::commit::{Change, commit, unfinished_name};
use super::ground::{LARGEST_FILE, child, disk_error, is_absent, unwritable};
use super::names::{self, ENVIRONMENTS, FOLDER_FILE, NameFor, ROOT_FILE, SIDE, YAML};
use super::trees::remove_tree;

/// The name of what has none, for its file.
const NAMELESS_REQUEST: &str = "Request";
const NAMELESS_FOLDER: &str = "Folder";

/// Paths in a collection have so many bytes, as long as names are not cut to [`SHORT_NAME`]: macOS opens paths of 1,024.
const LONGEST_PATH: usize = 480;
/// However deep it stands, so much of a name is kept.
const SHORT_NAME: usize = 16;

/// What is written of a folder besides its items.
pub(super) struct FolderText<'a> {
    pub name: &'a str,
    pub defaults: &'a Defaults,
    pub docs: &'a LongText,
}

/// Folders and files of an import, from its own folder on.
#[derive(Default)]
pub(super) struct Plan {
    folders: Vec<ItemPath>,
    files: Vec<(ItemPath, String)>,
    /// What is not written, and why.
    pub notes: Vec<TransferNote>,
}

impl Plan {
    pub fn root(&mut self, imported: &CollectionTree, shown: &Path) -> Result<(), CollectionError> {
        let file = RootFile {
            version: String::new(),
            name: imported.name.trim().to_owned(),
            defaults: imported.defaults.clone(),
            docs: imported.docs.clone(),
        };
        let path = child(&ItemPath::default(), ROOT_FILE)?;
        self.add(path, write_root(&file, None), shown)
    }

    pub fn environments(
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
        let mut taken = Taken::new();
        for environment in environments {
            let name = taken.free(
                &environment.name,
                NameFor::File,
                "Environment",
                names::LONGEST_STEM,
            )?;
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
    pub fn items(&mut self, items: &[TreeItem], at: &ItemPath, shown: &Path) -> Result<(), CollectionError> {
        let mut taken = Taken::new();
        let (mut folders, mut requests) = (0, 0);
        for item in items {
            match item {
                TreeItem::Folder(folder) => {
                    folders += 1;
                    let longest = longest_below(at);
                    let name = taken.free(&folder.name, NameFor::Folder, NAMELESS_FOLDER, longest)?;
                    let path = child(at, &name)?;
                    self.folders.push(path.clone());
                    let content = FolderText {
                        name: &folder.name,
                        defaults: &folder.defaults,
                        docs: &folder.docs,
                    };
                    self.folder_file(&content, Some(folders), &path, shown)?;
                    self.items(&folder.items, &path, shown)?;
                }
                TreeItem::Request(request) => {
                    requests += 1;
                    let longest = longest_below(at);
                    let name = taken.free(&request.info.name, NameFor::File, NAMELESS_REQUEST, longest)?;
                    self.request(request, requests, &child(at, &format!("{name}{YAML}"))?, shown)?;
                }
            }
        }
        Ok(())
    }

    pub fn folder_file(
        &mut self,
        content: &FolderText<'_>,
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
        match self.add(path.clone(), written, shown) {
            // It could not be read again, and the others can.
            Err(error @ CollectionError::TooLarge { .. }) => {
                self.notes.push(TransferNote {
                    place: path.as_str().to_owned(),
                    outcome: TransferOutcome::Dropped,
                    text: error.hint(),
                });
                Ok(())
            }
            done => done,
        }
    }

    fn add(
        &mut self,
        path: ItemPath,
        written: Result<WrittenFile, WriteProblem>,
        shown: &Path,
    ) -> Result<(), CollectionError> {
        let written = written.map_err(|problem| unwritable(&path.below(shown), &problem))?;
        let longest = written
            .side
            .as_ref()
            .map_or(0, String::len)
            .max(written.yaml.len());
        let bytes = u64::try_from(longest).unwrap_or(u64::MAX);
        if bytes > LARGEST_FILE {
            return Err(CollectionError::TooLarge {
                file: path.below(shown),
                bytes,
                limit: LARGEST_FILE,
            });
        }
        if let Some(side) = written.side {
            let beside = names::side_of(path.name()).unwrap_or_default();
            self.files
                .push((child(&path.parent().unwrap_or_default(), &beside)?, side));
        }
        self.files.push((path, written.yaml));
        Ok(())
    }

    /// Writes everything beside its place and gives it its name.
    pub fn carry_out(&mut self, files: &dyn Files, place: &Path) -> Result<(), CollectionError> {
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

    fn write(&mut self, files: &dyn Files, at: &Path) -> Result<(), CollectionError> {
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
        let changes: Vec<Change> = std::mem::take(&mut self.files)
            .into_iter()
            .map(|(path, content)| Change {
                path: path.below(at),
                content: Some(content),
            })
            .collect();
        commit(files, &changes, &lock)
    }
}

/// How long the name of something in a folder may be, so that what stands deep in others has a path that systems open.
fn longest_below(at: &ItemPath) -> usize {
    LONGEST_PATH
        .saturating_sub(at.as_str().len())
        .clamp(SHORT_NAME, names::LONGEST_STEM)
}

/// Names that are taken in a folder.
struct Taken {
    names: BTreeSet<String>,
    /// The number that each name had last.
    numbers: BTreeMap<String, u32>,
}

impl Taken {
    /// A folder in which only its own file stands, and the one beside that.
    fn new() -> Self {
        let own = [FOLDER_FILE, ROOT_FILE].into_iter();
        let beside = own.clone().filter_map(names::side_of);
        Self {
            names: own.map(names::folded).chain(beside).collect(),
            numbers: BTreeMap::new(),
        }
    }

    /// A free name for what a person called `name`. No two names of a folder are alike on any system, whether they are of
    /// folders or of files, with their endings or without, and a file beside another one takes a name too.
    fn free(
        &mut self,
        name: &str,
        name_for: NameFor,
        nameless: &str,
        longest: usize,
    ) -> Result<String, CollectionError> {
        let stem = names::stem_or(names::shortened(name.trim_start(), longest), nameless, name_for)?;
        let number = self.numbers.entry(names::folded(&stem)).or_default();
        loop {
            *number += 1;
            let name = match *number {
                1 => stem.clone(),
                number => format!("{stem}-{number}"),
            };
            let mut all = vec![names::folded(&name)];
            if name_for == NameFor::File {
                all.extend([YAML, SIDE].map(|ending| names::folded(&format!("{name}{ending}"))));
            }
            if all.iter().all(|name| !self.names.contains(name)) {
                self.names.extend(all);
                return Ok(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_folder_has_the_name_of_a_file_and_no_file_that_of_a_folder() {
        let mut taken = Taken::new();
        for (name, name_for, free) in [
            ("orders", NameFor::File, "orders"),
            ("Orders.yml", NameFor::Folder, "Orders.yml-2"),
            (
                "orders.countersign.toml",
                NameFor::Folder,
                "orders.countersign.toml-2",
            ),
            ("pets.yml", NameFor::Folder, "pets.yml"),
            ("pets", NameFor::File, "pets-2"),
            (
                "folder.countersign.toml",
                NameFor::Folder,
                "folder.countersign.toml-2",
            ),
        ] {
            assert_eq!(
                taken.free(name, name_for, "x", names::LONGEST_STEM).unwrap(),
                free,
                "{name}"
            );
        }
        for own in [FOLDER_FILE, ROOT_FILE] {
            assert_ne!(
                taken
                    .free(own, NameFor::Folder, "x", names::LONGEST_STEM)
                    .unwrap(),
                own
            );
        }
    }
}
