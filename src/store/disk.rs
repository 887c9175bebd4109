//! Files that are always whole: the old content or the new one, never a part.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::ops::Deref;
use std::path::{Path, PathBuf};

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::files::{Files as _, NewAccess, SystemFiles};
use super::unfinished;

const STAMP: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");

/// Ends the name of a file that is being written.
const UNFINISHED: &str = ".unfinished";

/// Why a file could not be read or written. Each sentence names the cause and what to do.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// No space, or the user's share of it is used up.
    #[error("the disk is full; free some space. File: {}", path.display())]
    Full {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The user may not.
    #[error(
        "permission denied; make the folder writable for your user or choose another one with --data-dir. File: {}",
        path.display()
    )]
    Denied {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Nobody may.
    #[error("the file system is read-only; choose another folder with --data-dir. File: {}", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A part of the path is a file.
    #[error(
        "a file stands where a folder is needed; move it away or choose another folder with --data-dir. File: {}",
        path.display()
    )]
    NotAFolder {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Anything else.
    #[error("{source}; check the folder or choose another one with --data-dir. File: {}", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl DiskError {
    pub(super) fn new(path: &Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full { path, source },
            ErrorKind::PermissionDenied => Self::Denied { path, source },
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path, source },
            ErrorKind::NotADirectory | ErrorKind::AlreadyExists => Self::NotAFolder { path, source },
            _ => Self::Other { path, source },
        }
    }

    /// The kind of the system's error: two errors of one kind have one cause.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Full { source, .. }
            | Self::Denied { source, .. }
            | Self::ReadOnly { source, .. }
            | Self::NotAFolder { source, .. }
            | Self::Other { source, .. } => source.kind(),
        }
    }
}

/// The content of a file; `None` when there is no such file.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, DiskError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(DiskError::new(path, error)),
    }
}

/// Replaces the content of a file, durably: temporary file in the same folder, fsync, rename, fsync of the
/// folder. Only the user may read the new file (0600), whatever the old one allowed. A symbolic link stays
/// and the file it names is replaced.
///
/// On an error the old content is untouched.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    replace(&target, bytes).map_err(|error| DiskError::new(path, error))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let prefix = unfinished_prefix(path);
    let named = |mark: &str| path.with_file_name(format!("{prefix}{mark}{UNFINISHED}"));
    let unfinished = unfinished::write(&SystemFiles, named, bytes, NewAccess::Private)?;
    if let Err(error) = SystemFiles.rename(&unfinished, path) {
        SystemFiles.remove_file(&unfinished).ok();
        return Err(error);
    }
    SystemFiles.sync_folder(folder_of(path))
}

/// Makes a folder and those above it. What is made, only the user may enter (0700); a folder that exists is
/// left as it is.
pub fn create_folder(path: &Path) -> Result<(), DiskError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path).map_err(|error| DiskError::new(path, error))
}

/// A file to lock. It is unlocked when it is dropped: a process that another thread is just starting may hold a copy of it,
/// and then closing ours would not free the lock.
#[derive(Debug)]
pub struct LockFile(File);

impl Deref for LockFile {
    type Target = File;

    fn deref(&self) -> &File {
        &self.0
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        self.0.unlock().ok();
    }
}

/// Opens a file for locking and makes it when it is not there, with mode 0600.
pub fn open_lock_file(path: &Path) -> Result<LockFile, DiskError> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let file = options.open(path).map_err(|error| DiskError::new(path, error))?;
    Ok(LockFile(file))
}

/// Moves a damaged file out of the way, to its name with `.corrupt-<time>` added, and returns the new path.
/// Nothing is overwritten: a taken name gets a number.
pub fn set_aside(path: &Path, time: OffsetDateTime) -> Result<PathBuf, DiskError> {
    let stamp = time
        .to_offset(time::UtcOffset::UTC)
        .format(STAMP)
        .unwrap_or_default();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let named = |suffix: &str| path.with_file_name(format!("{name}.corrupt-{stamp}{suffix}"));
    let mut free = named("");
    let mut number = 1;
    while fs::symlink_metadata(&free).is_ok() {
        number += 1;
        free = named(&format!("-{number}"));
    }
    fs::rename(path, &free)
        .and_then(|()| SystemFiles.sync_folder(folder_of(path)))
        .map_err(|error| DiskError::new(path, error))?;
    Ok(free)
}

/// Removes what a killed process left behind while it wrote `path`. Call it under the lock that guards the
/// file. What can not be removed does no harm and stays.
pub fn remove_unfinished(path: &Path) {
    let prefix = unfinished_prefix(path);
    let Ok(entries) = fs::read_dir(folder_of(path)) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(&prefix) && name.ends_with(UNFINISHED) {
            fs::remove_file(entry.path()).ok();
        }
    }
}

fn unfinished_prefix(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!(".{name}.")
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_rewrite_replaces_the_content_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        assert_eq!(read(&path).unwrap(), None);
        write(&path, b"old").unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(read(&path).unwrap().unwrap(), b"new");
        assert_eq!(names(folder.path()), ["a.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_user_may_read_what_is_written() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("one/two");
        create_folder(&inner).unwrap();
        assert_eq!(mode(&inner), 0o700);
        assert_eq!(mode(&folder.path().join("one")), 0o700);
        let path = inner.join("a.json");
        write(&path, b"old").unwrap();
        assert_eq!(mode(&path), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&inner), 0o700);
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        write(&real, b"old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write(&link, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(read(&real).unwrap().unwrap(), b"new");
    }

    #[test]
    fn a_failed_write_leaves_the_old_content() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        // A folder in the place of the file: the rename fails after the temporary file was written.
        create_folder(&path).unwrap();
        write(&path.join("inside"), b"kept").unwrap();
        write(&path, b"new").unwrap_err();
        assert_eq!(names(folder.path()), ["a.json"]);
        assert_eq!(read(&path.join("inside")).unwrap().unwrap(), b"kept");
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        write(&file, b"").unwrap();
        for error in [
            write(&file.join("a"), b"").unwrap_err(),
            create_folder(&file.join("a")).unwrap_err(),
            create_folder(&file).unwrap_err(),
        ] {
            assert!(matches!(error, DiskError::NotAFolder { .. }), "{error:?}");
            assert!(error.to_string().contains("--data-dir"), "{error}");
        }
    }

    #[test]
    fn each_cause_has_its_sentence() {
        let sentence = |kind: ErrorKind| DiskError::new(Path::new("/x"), io::Error::from(kind)).to_string();
        assert_eq!(
            sentence(ErrorKind::StorageFull),
            "the disk is full; free some space. File: /x"
        );
        assert!(sentence(ErrorKind::PermissionDenied).starts_with("permission denied; make the folder"));
        assert!(sentence(ErrorKind::ReadOnlyFilesystem).starts_with("the file system is read-only;"));
    }

    #[test]
    fn damaged_files_are_set_aside_one_beside_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        for content in [b"1", b"2", b"3"] {
            write(&path, content).unwrap();
            let aside = set_aside(&path, datetime!(2026-11-20 13:00:00 +01:00)).unwrap();
            assert_eq!(read(&aside).unwrap().unwrap(), content);
        }
        assert_eq!(
            names(folder.path()),
            [
                "a.json.corrupt-20261120T120000Z",
                "a.json.corrupt-20261120T120000Z-2",
                "a.json.corrupt-20261120T120000Z-3"
            ]
        );
    }

    #[test]
    fn only_unfinished_files_of_that_name_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            ".a.json.x1.unfinished",
            ".b.json.x1.unfinished",
            "a.json",
            ".a.json.notes",
        ] {
            write(&folder.path().join(name), b"").unwrap();
        }
        remove_unfinished(&folder.path().join("a.json"));
        assert_eq!(
            names(folder.path()),
            [".a.json.notes", ".b.json.x1.unfinished", "a.json"]
        );
    }
}
