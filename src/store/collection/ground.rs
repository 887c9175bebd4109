//! The folder of a collection: the only door through which its files are read and named for writing.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::model::{CollectionError, ItemPath};
use crate::store::files::{FileKind, Files, FolderLock, Patience, Protection};

use super::names::{self, ROOT_FILE};
use super::revision::Pair;

/// Largest file that is read.
pub(super) const LARGEST_FILE: u64 = 16 * 1024 * 1024;

/// A collection's folder. Nothing that is read or written through it lies outside.
#[derive(Clone, Debug)]
pub(super) struct Ground<'a> {
    pub(super) files: &'a dyn Files,
    /// As the user gave it.
    root: &'a Path,
    /// Without links.
    real: PathBuf,
}

impl<'a> Ground<'a> {
    /// The folder, when it has an `opencollection.yml`.
    pub(super) fn of(files: &'a dyn Files, root: &'a Path) -> Result<Self, CollectionError> {
        let not_one = || CollectionError::NotACollection {
            folder: root.to_path_buf(),
        };
        let real = match files.real(root) {
            Ok(real) => real,
            Err(error) if is_absent(&error) => return Err(not_one()),
            Err(error) => return Err(disk_error(root, &error)),
        };
        match files.look(&real.join(ROOT_FILE)) {
            Ok(_) => Ok(Self { files, root, real }),
            Err(error) if is_absent(&error) => Err(not_one()),
            Err(error) => Err(disk_error(&root.join(ROOT_FILE), &error)),
        }
    }

    /// As the user gave it.
    pub(super) fn root(&self) -> &Path {
        self.root
    }

    /// As the user knows a file.
    pub(super) fn shown(&self, path: &ItemPath) -> PathBuf {
        path.below(self.root)
    }

    /// Keeps other programs from changing the collection while it is held.
    pub(super) fn lock(&self) -> Result<FolderLock, CollectionError> {
        match self.files.lock(&self.real, Patience::Seconds) {
            Ok(lock) => Ok(lock),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Err(CollectionError::Busy {
                folder: self.root.to_path_buf(),
            }),
            Err(error) => Err(disk_error(self.root, &error)),
        }
    }

    /// The same, when nobody else has it now.
    pub(super) fn lock_if_free(&self) -> Option<FolderLock> {
        self.files
            .lock(&self.real, Patience::None)
            .ok()
            .filter(FolderLock::is_held)
    }

    /// A folder without links, which lies in the collection.
    pub(super) fn folder(&self, path: &ItemPath) -> Result<PathBuf, CollectionError> {
        let shown = self.shown(path);
        let real = self
            .files
            .real(&path.below(&self.real))
            .map_err(|error| disk_error(&shown, &error))?;
        if !real.starts_with(&self.real) {
            return Err(CollectionError::LeadsOutside { file: shown });
        }
        Ok(real)
    }

    /// A name in a folder of the collection, for moving and removing: a link there is the link itself.
    pub(super) fn entry(&self, path: &ItemPath) -> Result<PathBuf, CollectionError> {
        let parent = path.parent().unwrap_or_default();
        Ok(self.folder(&parent)?.join(path.name()))
    }

    /// A file to read: a link is followed inside the collection. `None` when there is none.
    fn file(&self, path: &ItemPath) -> Result<Option<PathBuf>, CollectionError> {
        let shown = self.shown(path);
        let mut entry = match self.entry(path) {
            Ok(entry) => entry,
            Err(CollectionError::Missing { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut look = match self.files.look(&entry) {
            Ok(look) => look,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(disk_error(&shown, &error)),
        };
        if look.kind == FileKind::Link {
            // A link to nothing may lead anywhere.
            entry = match self.files.real(&entry) {
                Ok(real) if real.starts_with(&self.real) => real,
                _ => return Err(CollectionError::LeadsOutside { file: shown }),
            };
            look = self
                .files
                .look(&entry)
                .map_err(|error| disk_error(&shown, &error))?;
        }
        if look.kind != FileKind::File {
            return Err(CollectionError::NotAFile { file: shown });
        }
        if look.bytes > LARGEST_FILE {
            return Err(CollectionError::TooLarge {
                file: shown,
                bytes: look.bytes,
                limit: LARGEST_FILE,
            });
        }
        Ok(Some(entry))
    }

    /// A file to write, with links followed inside the collection.
    pub(super) fn target(&self, path: &ItemPath) -> Result<PathBuf, CollectionError> {
        let Some(file) = self.file(path)? else {
            return self.entry(path);
        };
        let shown = self.shown(path);
        let look = self
            .files
            .look(&file)
            .map_err(|error| disk_error(&shown, &error))?;
        match look.protection {
            Protection::Writable => Ok(file),
            Protection::WriteProtected => Err(CollectionError::WriteProtected { file: shown }),
        }
    }

    /// The text of a file; `None` when there is none.
    pub(super) fn text(&self, path: &ItemPath) -> Result<Option<String>, CollectionError> {
        let Some(file) = self.file(path)? else {
            return Ok(None);
        };
        let bytes = match self.files.read(&file) {
            Ok(bytes) => bytes,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(disk_error(&self.shown(path), &error)),
        };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(error) => Err(CollectionError::Damaged {
                file: self.shown(path),
                reason: format!("byte {} is no UTF-8", error.utf8_error().valid_up_to() + 1),
            }),
        }
    }

    /// A YAML file with what stands beside it.
    pub(super) fn pair(&self, yaml: &ItemPath) -> Result<Pair, CollectionError> {
        Ok(Pair {
            yaml: self.text(yaml)?,
            side: self.text(&side(yaml)?)?,
            orphan: None,
        })
    }

    /// Names in a folder.
    pub(super) fn names(&self, folder: &ItemPath) -> Result<Vec<String>, CollectionError> {
        let real = self.folder(folder)?;
        let entries = self
            .files
            .list(&real)
            .map_err(|error| disk_error(&self.shown(folder), &error))?;
        Ok(entries
            .into_iter()
            .map(|(name, _)| name.to_string_lossy().into_owned())
            .collect())
    }

    /// What can not be put into a file.
    pub(super) fn unwritable(&self, path: &ItemPath, problem: &dyn Error) -> CollectionError {
        unwritable(&self.shown(path), problem)
    }

    /// What stands at a path; `None` when nothing does.
    pub(super) fn kind(&self, path: &ItemPath) -> Result<Option<FileKind>, CollectionError> {
        match self.files.look(&self.entry(path)?) {
            Ok(look) => Ok(Some(look.kind)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(disk_error(&self.shown(path), &error)),
        }
    }
}

/// What can not be put into a file.
pub(super) fn unwritable(file: &Path, problem: &dyn Error) -> CollectionError {
    CollectionError::Unwritable {
        file: file.to_path_buf(),
        reason: problem.to_string(),
    }
}

/// The file beside a YAML file.
pub(super) fn side(yaml: &ItemPath) -> Result<ItemPath, CollectionError> {
    let side = names::side_of(yaml.name()).and_then(|side| yaml.parent()?.child(&side));
    side.ok_or_else(|| CollectionError::NotAFile {
        file: PathBuf::from(yaml.as_str()),
    })
}

/// Something in a folder of the collection.
pub(super) fn child(folder: &ItemPath, name: &str) -> Result<ItemPath, CollectionError> {
    folder.child(name).ok_or(CollectionError::NameEmpty)
}

/// Whether an error says that nothing is there: under a name that is too long nothing can be, as beside a file whose own
/// name has just the room for it.
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename
    )
}

/// What the system said, in the user's words.
pub(super) fn disk_error(file: &Path, error: &io::Error) -> CollectionError {
    let file = file.to_path_buf();
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => CollectionError::Missing { file },
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            CollectionError::DiskFull { file }
        }
        ErrorKind::PermissionDenied => CollectionError::Denied { file },
        ErrorKind::ReadOnlyFilesystem => CollectionError::ReadOnlyDisk { file },
        ErrorKind::InvalidFilename => CollectionError::NameTooLong { file },
        _ => CollectionError::Disk {
            file,
            reason: error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_has_a_cause_and_a_next_step() {
        for (kind, slug) in [
            (ErrorKind::NotFound, "file-missing"),
            (ErrorKind::NotADirectory, "file-missing"),
            (ErrorKind::StorageFull, "disk-full"),
            (ErrorKind::QuotaExceeded, "disk-full"),
            (ErrorKind::FileTooLarge, "disk-full"),
            (ErrorKind::PermissionDenied, "permission-denied"),
            (ErrorKind::ReadOnlyFilesystem, "read-only-disk"),
            (ErrorKind::InvalidFilename, "name-too-long"),
            (ErrorKind::Interrupted, "disk"),
        ] {
            let error = disk_error(Path::new("/c/list.yml"), &kind.into());
            assert_eq!(error.kind(), slug);
            assert!(error.to_string().contains("/c/list.yml"), "{error}");
        }
    }

    #[test]
    fn a_file_beside_stands_in_the_same_folder() {
        let path = |path: &str| ItemPath::new(path).unwrap();
        assert_eq!(side(&path("a/b.yml")).unwrap(), path("a/b.countersign.toml"));
        assert_eq!(side(&path("a/b.txt")).unwrap_err().kind(), "not-a-file");
    }
}
