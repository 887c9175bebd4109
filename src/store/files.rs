//! The file system as the store uses it: one trait, so that tests can make each step of it fail.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

/// A lock that another program holds is tried again so often by the patient, five seconds in all.
const LOCK_TRIES: u32 = 500;
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A file with content.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A pipe, socket or device.
    Other,
}

/// What is known of a path without opening it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// What it is.
    pub kind: FileKind,
    /// Size in bytes, of files.
    pub bytes: u64,
    /// Whether its own mode lets it be written.
    pub protection: Protection,
}

/// Whether the mode of a file lets it be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// It does.
    Writable,
    /// Nobody's write bit is set.
    WriteProtected,
}

/// Who may read and write a new file or folder.
#[derive(Clone, Copy, Debug)]
pub enum NewAccess<'a> {
    /// Whom the user's umask lets.
    Shared,
    /// Only the user: 0600 for files, 0700 for folders.
    Private,
    /// As this file has it.
    Like(&'a Path),
}

/// A new file that is being written.
pub trait NewFile: fmt::Debug {
    /// Appends.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Returns when the content is on the disk (fsync).
    fn sync(&mut self) -> io::Result<()>;
}

/// Held until it is dropped. `None` inside where the file system has no locks.
#[derive(Debug)]
pub struct FolderLock(Option<File>);

impl FolderLock {
    /// Where there is nothing to lock.
    pub fn none() -> Self {
        Self(None)
    }

    /// Whether other programs are kept out.
    pub fn is_held(&self) -> bool {
        self.0.is_some()
    }
}

/// A process that another thread is just starting may hold a copy of the file: closing ours would not free the lock.
impl Drop for FolderLock {
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            file.unlock().ok();
        }
    }
}

/// How long to wait for a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Not at all.
    None,
    /// Some seconds.
    Seconds,
}

/// Files, folders and links. No method follows more than it says.
pub trait Files: fmt::Debug + Send + Sync {
    /// What stands at the path itself: a link is told as a link.
    fn look(&self, path: &Path) -> io::Result<Look>;
    /// The path without links, and what they lead to.
    fn real(&self, path: &Path) -> io::Result<PathBuf>;
    /// Names in a folder, in no order.
    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, FileKind)>>;
    /// The content of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Makes a file that is not there.
    fn create(&self, path: &Path, access: NewAccess<'_>) -> io::Result<Box<dyn NewFile>>;
    /// Gives a file or folder another name; a file in the way is replaced.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file or a link.
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// Makes one folder that is not there.
    fn create_folder(&self, path: &Path, access: NewAccess<'_>) -> io::Result<()>;
    /// Makes renames, new and removed names in a folder durable.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Keeps others who take the lock out, until it is dropped; the system frees it when the process ends in whatever
    /// way. [`ErrorKind::WouldBlock`] when another holds it.
    fn lock(&self, folder: &Path, patience: Patience) -> io::Result<FolderLock>;
}

/// The computer's own file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemFiles;

impl NewFile for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

impl Files for SystemFiles {
    fn look(&self, path: &Path) -> io::Result<Look> {
        let metadata = fs::symlink_metadata(path)?;
        let protection = if metadata.permissions().readonly() {
            Protection::WriteProtected
        } else {
            Protection::Writable
        };
        Ok(Look {
            kind: kind_of(metadata.file_type()),
            bytes: metadata.len(),
            protection,
        })
    }

    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, FileKind)>> {
        fs::read_dir(folder)?
            .map(|entry| {
                let entry = entry?;
                Ok((entry.file_name(), kind_of(entry.file_type()?)))
            })
            .collect()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn create(&self, path: &Path, access: NewAccess<'_>) -> io::Result<Box<dyn NewFile>> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if matches!(access, NewAccess::Private) {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options.open(path)?;
        if let NewAccess::Like(other) = access {
            file.set_permissions(fs::metadata(other)?.permissions())?;
        }
        Ok(Box::new(file))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    #[cfg_attr(not(unix), expect(unused_variables, reason = "only unix has modes"))]
    fn create_folder(&self, path: &Path, access: NewAccess<'_>) -> io::Result<()> {
        #[cfg_attr(not(unix), expect(unused_mut, reason = "only unix has modes"))]
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        if matches!(access, NewAccess::Private) {
            use std::os::unix::fs::DirBuilderExt as _;
            builder.mode(0o700);
        }
        builder.create(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        // Only unix can open a folder.
        if cfg!(unix) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    fn lock(&self, folder: &Path, patience: Patience) -> io::Result<FolderLock> {
        // The folder itself is locked (flock), so that no file is made for it. Where a folder can not be opened or
        // locked, the check before each rename stands alone.
        let Ok(file) = File::open(folder) else {
            return Ok(FolderLock::none());
        };
        let tries = match patience {
            Patience::None => 0,
            Patience::Seconds => LOCK_TRIES,
        };
        let mut tried = 0;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(FolderLock(Some(file))),
                Err(TryLockError::WouldBlock) if tried == tries => return Err(ErrorKind::WouldBlock.into()),
                Err(TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
                Err(TryLockError::Error(_)) => return Ok(FolderLock::none()),
            }
            tried += 1;
        }
    }
}

fn kind_of(kind: fs::FileType) -> FileKind {
    if kind.is_file() {
        FileKind::File
    } else if kind.is_dir() {
        FileKind::Folder
    } else if kind.is_symlink() {
        FileKind::Link
    } else {
        FileKind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_is_never_one_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        SystemFiles
            .create(&path, NewAccess::Shared)
            .unwrap()
            .write(b"1")
            .unwrap();
        let error = SystemFiles.create(&path, NewAccess::Shared).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        assert_eq!(SystemFiles.read(&path).unwrap(), b"1");
    }

    #[test]
    fn a_lock_keeps_others_out_until_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let held = SystemFiles.lock(folder.path(), Patience::Seconds).unwrap();
        assert_eq!(held.is_held(), cfg!(unix));
        if cfg!(unix) {
            let error = SystemFiles.lock(folder.path(), Patience::None).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::WouldBlock);
        }
        drop(held);
        SystemFiles.lock(folder.path(), Patience::Seconds).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "no lock file");
    }
}
