//! Changes of files that are always whole: the old content or the new one, never a part.
//!
//! All new content is on the disk (written, fsync) before the first name changes; then each name changes at once
//! (rename), in the order given; then the names are made durable (fsync of the folder). An error before the last name
//! has changed puts the earlier ones back.

use std::io;
use std::path::{Path, PathBuf};

use crate::model::CollectionError;
use crate::store::files::{FileKind, Files, FolderLock, NewAccess};
use crate::store::unfinished;

use super::ground::{disk_error, is_absent};
use super::names::{UNFINISHED, is_unfinished};

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// Without links.
    pub path: PathBuf,
    /// `None`: it is removed.
    pub content: Option<String>,
}

/// A change whose content is on the disk under another name.
struct Prepared<'a> {
    change: &'a Change,
    /// `None` for a removal.
    unfinished: Option<PathBuf>,
    /// What to put back; `None` when there was no file.
    old: Option<Vec<u8>>,
}

/// Makes the changes in their order. `lock` says whether other programs are kept out.
pub(super) fn commit(
    files: &dyn Files,
    changes: &[Change],
    lock: &FolderLock,
) -> Result<(), CollectionError> {
    if lock.is_held() {
        for folder in folders(changes) {
            sweep(files, folder);
        }
    }
    let mut prepared = Vec::new();
    for change in changes {
        match prepare(files, change) {
            Ok(ready) => prepared.push(ready),
            Err(error) => {
                abandon(files, &prepared);
                return Err(disk_error(&change.path, &error));
            }
        }
    }
    for at in 0..prepared.len() {
        let (done, next) = prepared.split_at(at);
        let Some(ready) = next.first() else { break };
        if let Err(error) = apply(files, ready) {
            abandon(files, next);
            done.iter().rev().for_each(|done| put_back(files, done));
            return Err(disk_error(&ready.change.path, &error));
        }
    }
    for folder in folders(changes) {
        files
            .sync_folder(folder)
            .map_err(|error| disk_error(folder, &error))?;
    }
    Ok(())
}

/// The folders in which names change, each once.
fn folders(changes: &[Change]) -> Vec<&Path> {
    let mut folders: Vec<&Path> = changes.iter().filter_map(|change| change.path.parent()).collect();
    folders.dedup();
    folders
}

fn prepare<'a>(files: &dyn Files, change: &'a Change) -> io::Result<Prepared<'a>> {
    let old = match files.read(&change.path) {
        Ok(old) => Some(old),
        Err(error) if is_absent(&error) => None,
        Err(error) => return Err(error),
    };
    let unfinished = match &change.content {
        Some(content) => {
            let access = match old {
                Some(_) => NewAccess::Like(&change.path),
                None => NewAccess::Shared,
            };
            Some(write_unfinished(files, &change.path, content.as_bytes(), access)?)
        }
        None => None,
    };
    Ok(Prepared {
        change,
        unfinished,
        old,
    })
}

/// Content on the disk beside `path`.
fn write_unfinished(
    files: &dyn Files,
    path: &Path,
    content: &[u8],
    access: NewAccess<'_>,
) -> io::Result<PathBuf> {
    let named = |mark: &str| path.with_file_name(unfinished_name(mark));
    unfinished::write(files, named, content, access)
}

/// A name for what is being written, which no program reads. Short, so that it fits where a name fits.
pub(super) fn unfinished_name(mark: &str) -> String {
    format!(".{mark}{UNFINISHED}")
}

fn apply(files: &dyn Files, ready: &Prepared<'_>) -> io::Result<()> {
    match (&ready.unfinished, &ready.old) {
        (Some(unfinished), _) => files.rename(unfinished, &ready.change.path),
        (None, Some(_)) => files.remove_file(&ready.change.path),
        (None, None) => Ok(()),
    }
}

/// Removes what was written and is not used.
fn abandon(files: &dyn Files, prepared: &[Prepared<'_>]) {
    for unfinished in prepared.iter().filter_map(|ready| ready.unfinished.as_ref()) {
        files.remove_file(unfinished).ok();
    }
}

/// As far as the disk lets: the error that led here is the one that is told.
fn put_back(files: &dyn Files, done: &Prepared<'_>) {
    match &done.old {
        Some(old) => {
            let access = match done.unfinished {
                Some(_) => NewAccess::Like(&done.change.path),
                None => NewAccess::Shared,
            };
            if let Ok(unfinished) = write_unfinished(files, &done.change.path, old, access)
                && files.rename(&unfinished, &done.change.path).is_err()
            {
                files.remove_file(&unfinished).ok();
            }
        }
        None => {
            files.remove_file(&done.change.path).ok();
        }
    }
}

/// Removes the files that a killed program left while it wrote to a folder, and nothing else. Call it under the
/// collection's lock. What can not be removed does no harm and stays.
pub(super) fn sweep(files: &dyn Files, folder: &Path) {
    for (name, kind) in files.list(folder).unwrap_or_default() {
        if kind == FileKind::File && name.to_str().is_some_and(is_unfinished) {
            files.remove_file(&folder.join(name)).ok();
        }
    }
}
