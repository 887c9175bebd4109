//! The files of a folder that is a collection of another program, read for an import.
//!
//! Only files that such a collection consists of are read: whatever else stands beside them, keys and `.env` files among it,
//! is not opened. Links are not followed, so nothing outside of the folder is reached.

use std::fs;
use std::path::{Path, PathBuf};

use crate::blob::read_file;
use crate::formats::import::{
    DEEPEST_FOLDER, FolderKind, ImportFile, ImportFolder, LONGEST_IMPORT_BYTES, MOST_ITEMS,
};

/// By this file a folder is one of Bruno.
const BRUNO: &str = "bruno.json";
/// By this one it opens as it is.
const OPENCOLLECTION: &str = "opencollection.yml";
/// Most files and folders that are looked at.
const MOST_ENTRIES: usize = 100_000;
/// Folders that hold no requests, whatever is in them.
const PASSED_OVER: [&str; 2] = ["node_modules", ".git"];

/// Why a folder can not be read.
#[derive(Debug, thiserror::Error)]
pub enum ImportFolderError {
    /// It, or a folder in it, can not be listed.
    #[error("the folder {path} can not be read: {reason}")]
    Unreadable {
        /// Which.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// It has more in it than what is looked through.
    #[error("the folder has more than 20,000 files to import, or 100,000 in all")]
    TooMany,
    /// Its files are longer than what is read.
    #[error("the files of the folder have more than 64 MiB together")]
    TooLong,
}

impl ImportFolderError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "import-folder-unreadable",
            Self::TooMany => "import-too-many",
            Self::TooLong => "import-too-long",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "Check the path, and who may read it",
            Self::TooMany | Self::TooLong => "Import a part of it",
        }
    }
}

/// The folder that a path means: itself, or the one that a `bruno.json` stands in.
pub fn import_folder_of(path: &Path) -> Option<PathBuf> {
    if path.file_name().is_some_and(|name| name == BRUNO) {
        let parent = path.parent().unwrap_or(Path::new(""));
        let is_here = parent.as_os_str().is_empty();
        return Some(if is_here {
            PathBuf::from(".")
        } else {
            parent.to_owned()
        });
    }
    path.is_dir().then(|| path.to_owned())
}

/// Whether a folder is a collection to be imported, and none that opens as it is. It may wait for the disk.
pub fn is_import_folder(folder: &Path) -> bool {
    let is_one = || read_import_folder_files(folder).is_ok_and(|read| read.is_collection());
    !folder.join(OPENCOLLECTION).exists() && (folder.join(BRUNO).is_file() || is_one())
}

/// Reads what belongs to a collection in a folder. It may wait for the disk.
pub fn read_import_folder_files(folder: &Path) -> Result<ImportFolder, ImportFolderError> {
    let name = fs::canonicalize(folder).unwrap_or_else(|_error| folder.to_owned());
    let kind = if folder.join(BRUNO).is_file() {
        FolderKind::Bruno
    } else {
        FolderKind::RequestFiles
    };
    let mut walk = Walk {
        kind,
        entries: 0,
        bytes: 0,
        read: ImportFolder {
            name: name.to_string_lossy().into_owned(),
            ..ImportFolder::default()
        },
    };
    walk.folder(folder, "", 0)?;
    Ok(walk.read)
}

struct Walk {
    kind: FolderKind,
    entries: usize,
    bytes: usize,
    read: ImportFolder,
}

impl Walk {
    fn folder(&mut self, folder: &Path, below: &str, depth: usize) -> Result<(), ImportFolderError> {
        let unreadable = |error: std::io::Error| ImportFolderError::Unreadable {
            path: folder.display().to_string(),
            reason: error.to_string(),
        };
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            self.entries += 1;
            if self.entries > MOST_ENTRIES {
                return Err(ImportFolderError::TooMany);
            }
            entries.push(entry.map_err(unreadable)?);
        }
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{below}{name}");
            // Of a link this is the link itself.
            let Ok(kind) = entry.file_type() else {
                self.read.left_out.push(path);
                continue;
            };
            if kind.is_dir() {
                if PASSED_OVER.contains(&name.as_str()) {
                    continue;
                }
                if !self.kind.looks_into(&path) {
                    self.read.hidden.push(path);
                    continue;
                }
                if depth >= DEEPEST_FOLDER {
                    self.read.left_out.push(path);
                    continue;
                }
                self.folder(&entry.path(), &format!("{path}/"), depth + 1)?;
            } else if kind.is_file() && self.kind.reads(&path) {
                self.file(&entry.path(), path)?;
            } else if kind.is_file() {
                self.read.others += 1;
            } else {
                self.read.left_out.push(path);
            }
        }
        Ok(())
    }

    fn file(&mut self, place: &Path, path: String) -> Result<(), ImportFolderError> {
        if self.read.files.len() >= MOST_ITEMS {
            return Err(ImportFolderError::TooMany);
        }
        let left = LONGEST_IMPORT_BYTES.saturating_sub(self.bytes);
        match read_file(place, left as u64) {
            Ok(bytes) => {
                self.bytes += bytes.len();
                self.read.files.push(ImportFile { path, bytes });
            }
            Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
                return Err(ImportFolderError::TooLong);
            }
            Err(_) => self.read.left_out.push(path),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write as _;

    use super::*;

    fn write(folder: &Path, path: &str, text: &str) {
        let place = folder.join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        File::create(place).unwrap().write_all(text.as_bytes()).unwrap();
    }

    #[test]
    fn only_files_of_a_collection_are_read_and_no_link_is_followed() {
        let outside = tempfile::tempdir().unwrap();
        write(outside.path(), "secret.bru", "s3cr3t");
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in [
            "bruno.json",
            "b.bru",
            "a/c.bru",
            ".env",
            "a/key.pem",
            "node_modules/x/y.bru",
        ] {
            write(root, path, path);
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(outside.path(), root.join("link")).unwrap();
            std::os::unix::fs::symlink(outside.path().join("secret.bru"), root.join("z.bru")).unwrap();
        }
        let read = read_import_folder_files(root).unwrap();
        let paths: Vec<&str> = read.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["a/c.bru", "b.bru", "bruno.json"]);
        assert_eq!(read.others, 2);
        #[cfg(unix)]
        assert_eq!(read.left_out, ["link", "z.bru"]);
        assert!(is_import_folder(root));
        write(root, "opencollection.yml", "");
        assert!(!is_import_folder(root));
        assert_eq!(import_folder_of(&root.join("bruno.json")), Some(root.to_owned()));
        assert_eq!(import_folder_of(&root.join("b.bru")), None);
        assert!(read_import_folder_files(&root.join("none")).is_err());
    }

    #[test]
    fn a_folder_of_request_files_is_read_without_what_is_hidden() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, "src/main.js", "");
        assert!(!is_import_folder(root));
        for path in [
            "a.http",
            "sub/b.REST",
            "sub/c.hurl",
            "http-client.env.json",
            "sub/http-client.private.env.json",
            ".vscode/settings.json",
            ".vscode/launch.json",
            "settings.json",
            ".idea/httpRequests/http-requests-log.http",
            ".env",
            "run.sh",
        ] {
            write(root, path, path);
        }
        let read = read_import_folder_files(root).unwrap();
        let paths: Vec<&str> = read.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                ".vscode/settings.json",
                "a.http",
                "http-client.env.json",
                "sub/b.REST",
                "sub/c.hurl",
                "sub/http-client.private.env.json",
            ]
        );
        assert_eq!(read.hidden, [".idea"]);
        assert_eq!(read.others, 5);
        assert!(is_import_folder(root));
        write(root, "opencollection.yml", "");
        assert!(!is_import_folder(root));
    }
}
