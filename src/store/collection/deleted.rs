//! What was deleted is kept in the user's private data folder, so that deleting can be undone.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::model::{CollectionError, ItemPath};
use crate::store::files::{FileKind, Files, NewAccess};

use super::ground::{Ground, child, disk_error, is_absent, side};
use super::names::{ROOT_FILE, YAML, side_of};
use super::trees::{move_tree, remove_tree};

/// Most deleted things that are kept; the oldest go first.
const MOST_KEPT: usize = 50;

/// Something that was deleted and can be put back in this run of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// Where it stood.
    pub path: ItemPath,
    /// Its collection.
    pub root: PathBuf,
    /// The folder that keeps it.
    kept: PathBuf,
}

/// Moves a whole collection to a new folder in `keep`. It does not come back by itself: a person finds it there.
pub(super) fn delete_collection(files: &dyn Files, root: &Path, keep: &Path) -> Result<(), CollectionError> {
    let Some(name) = root.file_name() else {
        return Err(CollectionError::NotAFile {
            file: root.to_path_buf(),
        });
    };
    let kept = new_folder(files, keep)?;
    if let Err(error) = move_tree(files, root, &kept.join(name), NewAccess::Private) {
        files.remove_folder(&kept).ok();
        return Err(disk_error(root, &error));
    }
    for folder in [Some(kept.as_path()), Some(keep), root.parent()]
        .into_iter()
        .flatten()
    {
        files
            .sync_folder(folder)
            .map_err(|error| disk_error(folder, &error))?;
    }
    trim(files, keep);
    Ok(())
}

impl Ground<'_> {
    /// Moves a file with the one beside it, or a folder with all that stands in it, to a new folder in `keep`.
    pub(super) fn delete(&self, path: &ItemPath, keep: &Path) -> Result<Deleted, CollectionError> {
        let file = self.shown(path);
        if path.is_root() || path.as_str() == ROOT_FILE {
            return Err(CollectionError::NotAFile { file });
        }
        let kind = self.kind(path)?;
        let kind = kind.ok_or(CollectionError::Missing { file })?;
        let beside = match kind {
            FileKind::Folder => None,
            _ => side(path).ok(),
        };
        let kept = new_folder(self.files, keep)?;
        let mut paths = vec![path.clone()];
        if let Some(beside) = beside
            && self.kind(&beside)?.is_some()
        {
            paths.push(beside);
        }
        if let Err(error) = self.keep(&paths, &kept, keep) {
            for path in &paths {
                let place = kept.join(path.name());
                if self.files.look(&place).is_ok() {
                    self.take_back(&place, path).ok();
                }
            }
            self.files.remove_folder(&kept).ok();
            return Err(error);
        }
        trim(self.files, keep);
        Ok(Deleted {
            path: path.clone(),
            root: self.root().to_path_buf(),
            kept,
        })
    }

    fn keep(&self, paths: &[ItemPath], kept: &Path, keep: &Path) -> Result<(), CollectionError> {
        for path in paths {
            move_tree(
                self.files,
                &self.entry(path)?,
                &kept.join(path.name()),
                NewAccess::Private,
            )
            .map_err(|error| disk_error(&self.shown(path), &error))?;
        }
        let parent = paths.first().and_then(ItemPath::parent).unwrap_or_default();
        let folder = self.folder(&parent)?;
        for folder in [kept, keep, &folder] {
            self.files
                .sync_folder(folder)
                .map_err(|error| disk_error(folder, &error))?;
        }
        Ok(())
    }

    /// Puts back what was deleted: where it stood, or beside it when the name is taken by now.
    pub(super) fn restore(&self, deleted: &Deleted) -> Result<ItemPath, CollectionError> {
        let gone = || CollectionError::UndoGone {
            name: deleted.path.name().to_owned(),
        };
        let kept = deleted.kept.join(deleted.path.name());
        let look = self.files.look(&kept).map_err(|_| gone())?;
        let folder = deleted.path.parent().unwrap_or_default();
        self.make_folders(&folder)?;
        let name = deleted.path.name();
        let to = match (look.kind, name.strip_suffix(YAML)) {
            (FileKind::Folder, _) | (_, None) => self.free_folder(&folder, name, None)?,
            (_, Some(stem)) => self.free_file(&folder, stem, None)?,
        };
        // The file beside it first, so that the YAML is never without it.
        let beside = side_of(name).map(|beside| deleted.kept.join(beside));
        if let Some(beside) = beside.filter(|beside| self.files.look(beside).is_ok()) {
            self.take_back(&beside, &side(&to)?)?;
        }
        self.take_back(&kept, &to)?;
        let real = self.folder(&folder)?;
        self.files
            .sync_folder(&real)
            .map_err(|error| disk_error(&real, &error))?;
        self.files.remove_folder(&deleted.kept).ok();
        Ok(to)
    }

    fn take_back(&self, kept: &Path, to: &ItemPath) -> Result<(), CollectionError> {
        move_tree(self.files, kept, &self.entry(to)?, NewAccess::Shared)
            .map_err(|error| disk_error(&self.shown(to), &error))
    }

    /// The folders that something stood in, when they were deleted too.
    fn make_folders(&self, folder: &ItemPath) -> Result<(), CollectionError> {
        let mut path = ItemPath::default();
        for name in folder.as_str().split('/').filter(|name| !name.is_empty()) {
            path = child(&path, name)?;
            if self.kind(&path)?.is_none() {
                self.files
                    .create_folder(&self.entry(&path)?, NewAccess::Shared)
                    .map_err(|error| disk_error(&self.shown(&path), &error))?;
            }
        }
        Ok(())
    }
}

/// A new folder with the next number.
fn new_folder(files: &dyn Files, keep: &Path) -> Result<PathBuf, CollectionError> {
    make_private(files, keep)?;
    let mut number = numbered(files, keep).last().map_or(0, |(number, _)| *number);
    loop {
        number += 1;
        let folder = keep.join(number.to_string());
        match files.create_folder(&folder, NewAccess::Private) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(disk_error(&folder, &error)),
        }
    }
}

/// The private folder and those above it.
fn make_private(files: &dyn Files, folder: &Path) -> Result<(), CollectionError> {
    match files.look(folder) {
        Ok(_) => return Ok(()),
        Err(error) if is_absent(&error) => {}
        Err(error) => return Err(disk_error(folder, &error)),
    }
    if let Some(above) = folder.parent() {
        make_private(files, above)?;
    }
    match files.create_folder(folder, NewAccess::Private) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(disk_error(folder, &error)),
        _ => Ok(()),
    }
}

/// Removes the oldest of what is kept. What can not be removed stays.
pub(super) fn trim(files: &dyn Files, keep: &Path) {
    let all = numbered(files, keep);
    let too_many = all.len().saturating_sub(MOST_KEPT);
    for (_, folder) in all.iter().take(too_many) {
        remove_tree(files, folder, FileKind::Folder).ok();
    }
}

/// Folders in `keep` by their number.
fn numbered(files: &dyn Files, keep: &Path) -> Vec<(u64, PathBuf)> {
    let number = |name: &OsStr| name.to_str()?.parse::<u64>().ok();
    let mut all: Vec<(u64, PathBuf)> = files
        .list(keep)
        .unwrap_or_default()
        .into_iter()
        .filter(|(_, kind)| *kind == FileKind::Folder)
        .filter_map(|(name, _)| Some((number(&name)?, keep.join(&name))))
        .collect();
    all.sort();
    all
}
