//! Files for bodies that are too large for the memory.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::{Builder, NamedTempFile};

use super::SharedBody;

/// Begins the name of every spill file, so that those of a crashed program are known again.
const PREFIX: &str = "countersign-body-";

/// A folder for spill files; clones are the same folder. It is made when it is first needed.
///
/// Each file is private (0600), locked by the program that writes it, and gone with the body. What a crash left
/// behind is known by its name and by the lock that nobody holds, and is removed before the first new file is made.
#[derive(Clone, Debug)]
pub struct SpillFolder(Arc<Folder>);

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    swept: AtomicBool,
}

impl SpillFolder {
    /// Spill files go into this folder.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(Arc::new(Folder {
            path: path.into(),
            swept: AtomicBool::new(false),
        }))
    }

    /// Spill files go into the system's folder for temporary files.
    pub fn system() -> Self {
        Self::new(tempfile::env::temp_dir())
    }

    /// Removes what crashed programs left behind; a second call does nothing. Reads the folder: for a worker.
    pub fn sweep(&self) {
        if self.0.swept.swap(true, Ordering::AcqRel) {
            return;
        }
        let Ok(entries) = fs::read_dir(&self.0.path) else {
            return;
        };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(PREFIX) {
                remove_abandoned(&entry.path());
            }
        }
    }

    /// A private file with a copy of the body, for another program to read: gone with what this gives, and with the
    /// next start after a crash. `extension` is without its dot. For a worker.
    pub fn copy_of(&self, body: &SharedBody, extension: &str) -> io::Result<SpillFile> {
        create_private_folder(&self.0.path)?;
        self.sweep();
        let mut file = Builder::new()
            .prefix(PREFIX)
            .suffix(&format!(".{extension}"))
            .tempfile_in(&self.0.path)?;
        body.copy_into(file.as_file_mut())?;
        // Shared, so that the other program may read it on systems where locks bind everyone.
        file.as_file().try_lock_shared().ok();
        Ok(SpillFile(file))
    }

    /// A new empty file.
    pub(super) fn create(&self) -> io::Result<SpillFile> {
        create_private_folder(&self.0.path)?;
        self.sweep();
        let file = Builder::new().prefix(PREFIX).tempfile_in(&self.0.path)?;
        // A file system without locks keeps what a crash leaves behind.
        file.as_file().try_lock().ok();
        Ok(SpillFile(file))
    }
}

/// Makes the folder with its parents, for the user alone. One that exists keeps its mode.
fn create_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Removes a file that no running program has locked. One that belongs to another user can not be opened.
fn remove_abandoned(path: &Path) {
    let is_file = fs::symlink_metadata(path).is_ok_and(|facts| facts.is_file());
    if !is_file {
        return;
    }
    let Ok(file) = OpenOptions::new().write(true).open(path) else {
        return;
    };
    match file.try_lock() {
        Ok(()) => {
            fs::remove_file(path).ok();
        }
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
    }
}

/// A file that one body is written to; its name goes with it.
#[derive(Debug)]
pub struct SpillFile(NamedTempFile);

impl SpillFile {
    /// A file beside `path`, with the mode of any new file of the user, to become `path` when it is complete.
    pub fn beside(path: &Path) -> io::Result<Self> {
        beside(path).map(Self)
    }

    pub(super) fn file(&self) -> &File {
        self.0.as_file()
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Fills the buffer from this place of the file as far as the file goes.
    pub(super) fn read_at(&self, mut offset: u64, mut buffer: &mut [u8]) -> io::Result<usize> {
        let mut read = 0;
        while !buffer.is_empty() {
            match read_some(self.file(), offset, buffer) {
                Ok(0) => break,
                Ok(count) => {
                    read += count;
                    offset += count as u64;
                    buffer = buffer.get_mut(count..).unwrap_or_default();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(read)
    }

    /// Writes all of the bytes at this place.
    pub(super) fn write_at(&self, mut offset: u64, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match write_some(self.file(), offset, bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    offset += count as u64;
                    bytes = bytes.get(count..).unwrap_or_default();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// A new file in the folder of `path`, hidden, with the mode that the user's umask gives.
pub(super) fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = Builder::new();
    builder.prefix(".countersign-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(unix)]
fn read_some(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_some(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

#[cfg(unix)]
fn write_some(file: &File, offset: u64, bytes: &[u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::write_at(file, bytes, offset)
}

#[cfg(windows)]
fn write_some(file: &File, offset: u64, bytes: &[u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_write(file, bytes, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_private_and_gone_when_dropped() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("new/cache");
        let file = SpillFolder::new(&path).create().unwrap();
        assert_eq!(names(&path).len(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(file.path()), mode(&path)), (0o600, 0o700));
        }
        drop(file);
        assert_eq!(names(&path), Vec::<String>::new());
    }

    #[test]
    fn a_copy_is_private_has_its_extension_and_is_swept_when_nobody_holds_it() {
        let root = tempfile::tempdir().unwrap();
        let body = SharedBody::default();
        body.append(b"{}");
        let copy = SpillFolder::new(root.path()).copy_of(&body, "json").unwrap();
        assert_eq!(fs::read(copy.path()).unwrap(), b"{}");
        assert_eq!(copy.path().extension().unwrap(), "json");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                fs::metadata(copy.path()).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        SpillFolder::new(root.path()).sweep();
        assert_eq!(names(root.path()).len(), 1);
        drop(copy);
        assert_eq!(names(root.path()), Vec::<String>::new());
    }

    #[test]
    fn what_a_crash_left_behind_is_removed_and_what_is_in_use_or_of_others_stays() {
        let root = tempfile::tempdir().unwrap();
        let in_use = SpillFolder::new(root.path()).create().unwrap();
        for name in ["countersign-body-left", "notes.txt"] {
            File::create(root.path().join(name)).unwrap();
        }
        fs::create_dir(root.path().join("countersign-body-folder")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("notes.txt", root.path().join("countersign-body-link")).unwrap();
        SpillFolder::new(root.path()).sweep();
        let left = names(root.path());
        assert!(!left.contains(&"countersign-body-left".to_owned()), "{left:?}");
        assert!(
            left.contains(&"notes.txt".to_owned()) && left.contains(&"countersign-body-folder".to_owned())
        );
        assert!(in_use.path().exists());
    }

    #[test]
    fn bytes_are_read_back_from_where_they_were_written() {
        let root = tempfile::tempdir().unwrap();
        let file = SpillFolder::new(root.path()).create().unwrap();
        file.write_at(0, b"hello").unwrap();
        file.write_at(5, b" there").unwrap();
        let mut buffer = [0; 20];
        assert_eq!(file.read_at(3, &mut buffer).unwrap(), 8);
        assert_eq!(&buffer[..8], b"lo there");
        assert_eq!(file.read_at(11, &mut buffer).unwrap(), 0);
    }
}
