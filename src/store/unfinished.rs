//! Content that is on the disk under a name that no program reads, before it gets its own name at once: so a file has its
//! old content or its new one, and never a part.

use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use super::files::{Files, NewAccess};

/// Numbers what is being written by this process.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// A word that no other name for unfinished content has, in this process or another that runs now.
pub(super) fn mark() -> String {
    format!("{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Writes content durably (fsync) to a new file, which `named` gives its path for a [`mark`]. Nothing is left of it after
/// an error.
pub(super) fn write(
    files: &dyn Files,
    named: impl Fn(&str) -> PathBuf,
    content: &[u8],
    access: NewAccess<'_>,
) -> io::Result<PathBuf> {
    let (path, mut file) = loop {
        let path = named(&mark());
        match files.create(&path, access) {
            Ok(file) => break (path, file),
            // A process with the same number was killed here before.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => {
                // A mode that could not be set leaves the empty file.
                files.remove_file(&path).ok();
                return Err(error);
            }
        }
    };
    match file.write(content).and_then(|()| file.sync()) {
        Ok(()) => Ok(path),
        Err(error) => {
            files.remove_file(&path).ok();
            Err(error)
        }
    }
}
