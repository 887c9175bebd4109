//! Collections on the disk: folders of OpenCollection YAML, listed, edited in place and watched.
//!
//! The user's folder is the user's: what is damaged in it is named and left alone, files keep their modes, links are
//! followed only inside it, and nothing is written outside of it. Each file has its old content or its new one whatever
//! happens; a file that another program changed meanwhile is not written over unless the user says so.

mod changing;
mod commit;
mod deleted;
mod exporting;
mod ground;
mod import_plan;
mod import_variables;
mod importing;
mod listing;
mod names;
mod order;
mod orphans;
mod revision;
mod run_order;
mod run_scripts;
mod saving;
mod trees;
mod watch;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::{Collection, CollectionError, Defaults, Environment, ItemPath, LongText, Request};

use super::files::{FileKind, Files, SystemFiles};
use super::opencollection::{
    FolderFile, RootFile, read_environment, read_folder, read_request, read_root, set_name,
    write_environment, write_folder, write_request, write_root,
};
use super::places::Places;

pub use changing::{Moved, Rewritten};
pub use deleted::Deleted;
pub use importing::{ImportedAs, ImportedHome, ImportedPlace};
pub use listing::NOT_A_REQUEST;
pub use orphans::Orphans;
pub use revision::Revision;
pub use run_order::{RunOrder, RunPlace, run_order};
pub use run_scripts::{scripts_note, short_scripts_note, with_scripts};
pub use saving::{Conflict, Opened, SaveError, Saved};
pub use watch::{OnWatched, Watch, WatchProblem, Watched, watch};

use ground::{Ground, child, disk_error, is_absent, unwritable};
use listing::{Leftovers, folder_without_file};
use names::{ENVIRONMENTS, FOLDER_FILE, NameFor, ROOT_FILE, YAML, are_alike};
use revision::Pair;

/// What requests of a collection or folder inherit, with what else its own file says.
#[derive(Clone, Debug, PartialEq)]
pub struct FolderContent {
    /// What it is called.
    pub name: String,
    /// What its requests inherit.
    pub defaults: Defaults,
    /// A note about it in Markdown.
    pub docs: LongText,
}

/// Reads and changes collections. Every call takes the folder of the collection, reads and writes the disk, and may
/// wait some seconds for another program that changes the same collection: never call it on the window's thread.
#[derive(Clone, Debug)]
pub struct CollectionStore {
    files: Arc<dyn Files>,
    /// Keeps what was deleted.
    keep: PathBuf,
    leftovers: Leftovers,
}

impl CollectionStore {
    /// On the computer's own file system.
    pub fn new(places: &Places) -> Self {
        Self::on(Arc::new(SystemFiles), places)
    }

    /// On any file system.
    pub fn on(files: Arc<dyn Files>, places: &Places) -> Self {
        Self {
            files,
            keep: places.deleted_folder(),
            leftovers: Leftovers::Remove,
        }
    }

    /// For a command, which only looks: opening a collection removes nothing from its folder.
    pub fn looking() -> Self {
        Self {
            files: Arc::new(SystemFiles),
            keep: PathBuf::new(),
            leftovers: Leftovers::Leave,
        }
    }

    /// Removes the oldest of what was deleted and is kept; for the start of the program.
    pub fn trim_deleted(&self) {
        deleted::trim(self.files.as_ref(), &self.keep);
    }

    /// Reads a whole collection. Only a folder that has no `opencollection.yml`, or can not be read at all, is an
    /// error; a damaged file is named in [`Collection::damaged`].
    pub fn open(&self, root: &Path) -> Result<Collection, CollectionError> {
        listing::open(self.files.as_ref(), root, self.leftovers)
    }

    /// Reads a request to edit it.
    pub fn read_request(&self, root: &Path, path: &ItemPath) -> Result<Opened<Request>, CollectionError> {
        let ground = self.ground(root)?;
        ground.opened(path, &ground.request(path)?, read_request)
    }

    /// Reads one of many requests. Of folders that stand in `orphans` it is not asked again what is in them.
    pub fn read_request_among(
        &self,
        root: &Path,
        path: &ItemPath,
        orphans: &Orphans,
    ) -> Result<Opened<Request>, CollectionError> {
        let ground = self.ground(root)?;
        ground.opened(path, &ground.request_among(path, orphans)?, read_request)
    }

    /// Saves a request that was read as `base`.
    pub fn save_request(
        &self,
        root: &Path,
        path: &ItemPath,
        request: &Request,
        base: &Revision,
    ) -> Result<Saved, SaveError> {
        let ground = self.ground(root)?;
        ground.writable()?;
        let lock = ground.lock()?;
        let current = ground.request(path)?;
        ground.save(
            path,
            &current,
            base,
            |before| write_request(request, before),
            &lock,
        )
    }

    /// Saves a request in a file of its own, behind the others of the folder, and returns where.
    pub fn create_request(
        &self,
        root: &Path,
        folder: &ItemPath,
        request: &Request,
    ) -> Result<(ItemPath, Revision), CollectionError> {
        let ground = self.ground(root)?;
        ground.writable()?;
        let lock = ground.lock()?;
        ground.create_request(folder, request, &lock)
    }

    /// Makes a folder and returns where.
    pub fn create_folder(
        &self,
        root: &Path,
        parent: &ItemPath,
        name: &str,
    ) -> Result<ItemPath, CollectionError> {
        let ground = self.ground(root)?;
        ground.writable()?;
        let lock = ground.lock()?;
        ground.create_folder(parent, name, &lock)
    }

    /// Gives a request or folder another name, and its file or directory too; the file of Countersign goes with it.
    pub fn rename(&self, root: &Path, path: &ItemPath, name: &str) -> Result<Moved, CollectionError> {
        let ground = self.ground(root)?;
        ground.writable()?;
        let lock = ground.lock()?;
        ground.rename(path, name, &lock)
    }

    /// Moves a request or folder into `folder` (where it may be already), to the `place` among the folders or among the
    /// requests there, counted from 0 and without itself. As few files as do are written.
    pub fn move_item(
        &self,
        root: &Path,
        path: &ItemPath,
        folder: &ItemPath,
        place: usize,
    ) -> Result<Moved, CollectionError> {
        let ground = self.ground(root)?;
        ground.writable()?;
        let lock = ground.lock()?;
        ground.move_item(path, folder, place, &lock)
    }

    /// Copies a request or folder, as `NAME copy`, and returns where.
    pub fn duplicate(&self, root: &Path, path: &ItemPath) -> Result<ItemPath, CollectionError> {
        let ground = self.ground(root)?;
        ground.writable()?;
        let lock = ground.lock()?;
        ground.duplicate(path, &lock)
    }

    /// Takes a request, folder or environment out of the collection; [`Self::restore`] puts it back.
    pub fn delete(&self, root: &Path, path: &ItemPath) -> Result<Deleted, CollectionError> {
        let ground = self.ground(root)?;
        ground.writable()?;
        let _lock = ground.lock()?;
        ground.delete(path, &self.keep)
    }

    /// Puts back what was deleted and returns where it stands: under another name when its own is taken by now.
    pub fn restore(&self, deleted: &Deleted) -> Result<ItemPath, CollectionError> {
        let ground = self.ground(&deleted.root)?;
        ground.writable()?;
        let _lock = ground.lock()?;
        ground.restore(deleted)
    }

    /// Reads what requests of a folder, or of the collection for the empty path, inherit. A folder without a file of its
    /// own has an absent revision.
    pub fn read_defaults(
        &self,
        root: &Path,
        folder: &ItemPath,
    ) -> Result<Opened<FolderContent>, CollectionError> {
        let ground = self.ground(root)?;
        let path = own_file(folder)?;
        let pair = ground.pair(&path)?;
        if folder.is_root() {
            let opened = ground.opened(&path, &pair, read_root)?;
            return Ok(with(opened, |file| FolderContent {
                name: file.name,
                defaults: file.defaults,
                docs: file.docs,
            }));
        }
        let opened = if pair.yaml.is_some() {
            ground.opened(&path, &pair, read_folder)?
        } else {
            ground.folder(folder)?;
            Opened {
                content: folder_without_file(folder.name()),
                revision: pair.revision(),
                file: ground.shown(&path),
            }
        };
        Ok(with(opened, |file| FolderContent {
            name: file.name,
            defaults: file.defaults,
            docs: file.docs,
        }))
    }

    /// Saves what requests of a folder or of the collection inherit. A name that differs is written to the file; the
    /// directory keeps its own, see [`Self::rename`].
    pub fn save_defaults(
        &self,
        root: &Path,
        folder: &ItemPath,
        content: &FolderContent,
        base: &Revision,
    ) -> Result<Saved, SaveError> {
        let ground = self.ground(root)?;
        ground.writable()?;
        let lock = ground.lock()?;
        let path = own_file(folder)?;
        let current = ground.pair(&path)?;
        if folder.is_root() {
            let file = RootFile {
                version: String::new(),
                name: content.name.clone(),
                defaults: content.defaults.clone(),
                docs: content.docs.clone(),
            };
            return ground.save(&path, &current, base, |before| write_root(&file, before), &lock);
        }
        let seq = |yaml: &str, side| read_folder(yaml, side).ok()?.seq;
        let file = FolderFile {
            name: content.name.clone(),
            seq: current.before().and_then(|(yaml, side)| seq(yaml, side)),
            defaults: content.defaults.clone(),
            docs: content.docs.clone(),
        };
        ground.save(&path, &current, base, |before| write_folder(&file, before), &lock)
    }

    /// Reads an environment to edit it.
    pub fn read_environment(&self, root: &Path, name: &str) -> Result<Opened<Environment>, CollectionError> {
        let ground = self.ground(root)?;
        let path = environment_file(name)?;
        let pair = ground.pair(&path)?;
        ground.opened(&path, &pair, |yaml, side| read_environment(yaml, side, name))
    }

    /// Saves an environment that was read as `base`; its name says which.
    pub fn save_environment(
        &self,
        root: &Path,
        environment: &Environment,
        base: &Revision,
    ) -> Result<Saved, SaveError> {
        let ground = self.ground(root)?;
        ground.writable()?;
        let lock = ground.lock()?;
        let path = environment_file(&environment.name)?;
        let current = ground.pair(&path)?;
        ground.save(
            &path,
            &current,
            base,
            |before| write_environment(environment, before),
            &lock,
        )
    }

    /// Saves a new environment and returns the name that its file could have, with the revision.
    pub fn create_environment(
        &self,
        root: &Path,
        environment: &Environment,
    ) -> Result<(String, Revision), SaveError> {
        let ground = self.ground(root)?;
        ground.writable()?;
        let lock = ground.lock()?;
        let name = names::stem(&environment.name, NameFor::File)?;
        let folder = child(&ItemPath::default(), ENVIRONMENTS)?;
        if ground.kind(&folder)?.is_none() {
            let entry = ground.entry(&folder)?;
            self.files
                .create_folder(&entry, super::files::NewAccess::Shared)
                .map_err(|error| disk_error(&ground.shown(&folder), &error))?;
        }
        free_environment(&ground, &folder, &name, None)?;
        let environment = Environment {
            name: name.clone(),
            ..environment.clone()
        };
        let saved = ground.save(
            &environment_file(&name)?,
            &Pair::default(),
            &Revision::default(),
            |before| write_environment(&environment, before),
            &lock,
        )?;
        Ok((name, saved.revision))
    }

    /// Gives an environment another name and returns the one that its file could have, with what was rewritten.
    pub fn rename_environment(
        &self,
        root: &Path,
        name: &str,
        new_name: &str,
    ) -> Result<(String, Moved), CollectionError> {
        let ground = self.ground(root)?;
        ground.writable()?;
        let lock = ground.lock()?;
        let new_name = names::stem(new_name, NameFor::File)?;
        let folder = child(&ItemPath::default(), ENVIRONMENTS)?;
        let (from, to) = (environment_file(name)?, environment_file(&new_name)?);
        free_environment(&ground, &folder, &new_name, Some(name))?;
        let current = ground.pair(&from)?;
        let Some(yaml) = &current.yaml else {
            return Err(CollectionError::Missing {
                file: ground.shown(&from),
            });
        };
        let named = set_name(yaml, &new_name).map_err(|problem| ground.unwritable(&from, &problem))?;
        let after = Pair {
            yaml: Some(named.yaml),
            ..current.clone()
        };
        ground.put(&from, &current, &after, &lock)?;
        if let Err(error) = ground.move_file(&from, &to, &lock) {
            ground.unwrite(&from, &current, &lock);
            return Err(error);
        }
        let rewritten = vec![Rewritten {
            path: to.clone(),
            before: current.revision(),
            after: after.revision(),
            layout: named.layout,
        }];
        Ok((new_name, Moved { path: to, rewritten }))
    }

    /// Takes an environment out of the collection; [`Self::restore`] puts it back.
    pub fn delete_environment(&self, root: &Path, name: &str) -> Result<Deleted, CollectionError> {
        self.delete(root, &environment_file(name)?)
    }

    /// Makes a folder a collection, and the folder itself when it is not there.
    pub fn create_collection(&self, folder: &Path, name: &str) -> Result<(), CollectionError> {
        let files = self.files.as_ref();
        let root_file = folder.join(ROOT_FILE);
        match files.look(&root_file) {
            Ok(_) => {
                return Err(CollectionError::AlreadyACollection {
                    folder: folder.to_path_buf(),
                });
            }
            Err(error) if is_absent(&error) => {}
            Err(error) => return Err(disk_error(&root_file, &error)),
        }
        if files.look(folder).is_err() {
            files
                .create_folder(folder, super::files::NewAccess::Shared)
                .map_err(|error| disk_error(folder, &error))?;
        }
        let file = RootFile {
            version: String::new(),
            name: name.trim().to_owned(),
            defaults: Defaults::default(),
            docs: LongText::default(),
        };
        let written = write_root(&file, None).map_err(|problem| unwritable(&root_file, &problem))?;
        let lock = files
            .lock(folder, super::files::Patience::Seconds)
            .map_err(|error| disk_error(folder, &error))?;
        let change = commit::Change {
            path: root_file,
            content: Some(written.yaml),
        };
        commit::commit(files, &[change], &lock)
    }

    /// The collection in which a file or folder stands: the nearest folder above with an `opencollection.yml`. A link to a
    /// file belongs to the folder that the link stands in.
    pub fn root_of(&self, path: &Path) -> Option<PathBuf> {
        let path = self.place_of(path)?;
        path.ancestors()
            .find(|folder| self.files.look(&folder.join(ROOT_FILE)).is_ok())
            .map(Path::to_path_buf)
    }

    /// Where a file or folder that is there stands in a collection: the folders above it without links, and its own name.
    pub fn place_of(&self, path: &Path) -> Option<PathBuf> {
        let real = self.files.real(path).ok()?;
        let is_file = self
            .files
            .look(&real)
            .is_ok_and(|look| look.kind == FileKind::File);
        let (Some(name), true) = (path.file_name(), is_file) else {
            return Some(real);
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = self.files.real(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(name))
    }

    fn ground<'a>(&'a self, root: &'a Path) -> Result<Ground<'a>, CollectionError> {
        Ground::of(self.files.as_ref(), root)
    }
}

fn own_file(folder: &ItemPath) -> Result<ItemPath, CollectionError> {
    child(folder, if folder.is_root() { ROOT_FILE } else { FOLDER_FILE })
}

fn environment_file(name: &str) -> Result<ItemPath, CollectionError> {
    let folder = child(&ItemPath::default(), ENVIRONMENTS)?;
    child(&folder, &format!("{name}{YAML}"))
}

/// The name of an environment is its file: another one of that name is an error, not a number.
fn free_environment(
    ground: &Ground<'_>,
    folder: &ItemPath,
    name: &str,
    own: Option<&str>,
) -> Result<(), CollectionError> {
    let file = format!("{name}{YAML}");
    let own = own.map(|own| format!("{own}{YAML}"));
    let is_taken = |taken: &String| are_alike(taken, &file) && Some(taken) != own.as_ref();
    if ground.names(folder)?.iter().any(is_taken) {
        return Err(CollectionError::NameTaken {
            name: name.to_owned(),
        });
    }
    Ok(())
}

fn with<A, B>(opened: Opened<A>, map: impl Fn(A) -> B) -> Opened<B> {
    Opened {
        content: map(opened.content),
        revision: opened.revision,
        file: opened.file,
    }
}
