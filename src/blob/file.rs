//! Files that a body is made of.

use std::fs::{self, File, Metadata};
use std::path::Path;
use std::time::SystemTime;

use super::FileError;
use crate::model::{BodyPiece, WireBody};

/// What tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileStamp {
    pub(super) bytes: u64,
    pub(super) modified: Option<SystemTime>,
}

/// Opens a regular file; links are followed. The kind is looked at before opening, as opening a pipe would wait for
/// somebody to write to it.
pub(super) fn open(path: &Path) -> Result<File, FileError> {
    regular(path)?;
    File::open(path).map_err(|error| FileError::of(&error, path))
}

/// The state of a regular file.
pub(super) fn stamp(path: &Path) -> Result<FileStamp, FileError> {
    let metadata = regular(path)?;
    Ok(FileStamp {
        bytes: metadata.len(),
        modified: metadata.modified().ok(),
    })
}

fn regular(path: &Path) -> Result<Metadata, FileError> {
    let metadata = fs::metadata(path).map_err(|error| FileError::of(&error, path))?;
    if metadata.is_dir() {
        return Err(FileError::IsFolder {
            path: path.to_owned(),
        });
    }
    if !metadata.is_file() {
        return Err(FileError::NotRegular {
            path: path.to_owned(),
        });
    }
    Ok(metadata)
}

/// Bytes of the body as its files are now; looks at every file, and reads none.
pub fn total_bytes(body: &WireBody) -> Result<u64, FileError> {
    body.pieces().iter().try_fold(0_u64, |total, piece| {
        let bytes = match piece {
            BodyPiece::Bytes(bytes) => bytes.len() as u64,
            BodyPiece::File(path) => stamp(path)?.bytes,
        };
        Ok(total.saturating_add(bytes))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blob::testing;

    #[test]
    fn what_is_no_readable_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        testing::write(&file, b"12345");
        let kind = |path: &Path| open(path).unwrap_err().kind();
        assert_eq!(kind(folder.path()), "file-is-folder");
        assert_eq!(kind(&folder.path().join("missing")), "file-not-found");
        assert_eq!(kind(&file.join("below")), "file-not-found");
        assert_eq!(stamp(&file).unwrap().bytes, 5);
        #[cfg(unix)]
        {
            assert_eq!(kind(Path::new("/dev/zero")), "file-not-regular");
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(&file, &link).unwrap();
            assert_eq!(stamp(&link).unwrap().bytes, 5);
            fs::remove_file(&file).unwrap();
            assert_eq!(kind(&link), "file-not-found");
        }
    }
}
