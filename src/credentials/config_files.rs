//! The two config files as they are on disk now.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::config_file::{self, ConfigFile};
use super::config_paths::ConfigPaths;
use crate::blob;
use crate::model::{ConfigError, FilesStamp, Place};

/// Far more than any such file has.
const LARGEST_BYTES: u64 = 1 << 20;

/// Both files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigFiles {
    /// `~/.aws/config`.
    pub config: FileOnDisk,
    /// `~/.aws/credentials`.
    pub credentials: FileOnDisk,
}

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileOnDisk {
    /// Where it is looked for, absolute.
    pub path: PathBuf,
    /// What is there.
    pub content: FileContent,
}

/// What is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FileContent {
    /// No file, which is fine.
    #[default]
    Missing,
    /// A file that can not be opened, with the reason.
    NotRead(String),
    /// A file.
    Read(ConfigFile),
}

impl ConfigFiles {
    /// Reads both. It may wait for the disk: call it on a thread for blocking work.
    pub fn read(paths: &ConfigPaths) -> Self {
        Self {
            config: FileOnDisk::read(&paths.config),
            credentials: FileOnDisk::read(&paths.credentials),
        }
    }

    /// Why nothing of the files counts: botocore refuses both when it refuses one, the config file first.
    pub fn refusal(&self) -> Option<ConfigError> {
        self.refusals().next()
    }

    /// All such reasons.
    pub fn refusals(&self) -> impl Iterator<Item = ConfigError> {
        [&self.config, &self.credentials]
            .into_iter()
            .flat_map(FileOnDisk::refusals)
    }
}

impl FileOnDisk {
    fn read(path: &Path) -> Self {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        // A pipe or a device is no file to botocore either, and reading one might never end.
        let is_file = fs::metadata(&path).is_ok_and(|facts| facts.is_file());
        let content = if is_file {
            match blob::read_file(&path, LARGEST_BYTES) {
                Ok(bytes) => FileContent::Read(config_file::read(&bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => FileContent::Missing,
                Err(error) => FileContent::NotRead(error.to_string()),
            }
        } else {
            FileContent::Missing
        };
        Self { path, content }
    }

    /// The file with a text in place of what is on disk.
    #[cfg(test)]
    pub fn of_bytes(path: impl Into<PathBuf>, bytes: &[u8]) -> Self {
        Self {
            path: path.into(),
            content: FileContent::Read(config_file::read(bytes)),
        }
    }

    /// What could be read.
    pub fn file(&self) -> Option<&ConfigFile> {
        match &self.content {
            FileContent::Read(file) => Some(file),
            FileContent::Missing | FileContent::NotRead(_) => None,
        }
    }

    /// A line of this file.
    pub fn place(&self, line: usize) -> Place {
        Place {
            file: self.path.clone(),
            line,
        }
    }

    fn refusals(&self) -> Vec<ConfigError> {
        match &self.content {
            FileContent::Missing => Vec::new(),
            FileContent::NotRead(reason) => vec![ConfigError::NotRead {
                file: self.path.clone(),
                reason: reason.clone(),
            }],
            FileContent::Read(file) => {
                let refusals = file.refusals.iter();
                refusals
                    .map(|refusal| ConfigError::Unreadable {
                        place: self.place(refusal.line),
                        reason: refusal.reason.to_string(),
                    })
                    .collect()
            }
        }
    }
}

/// The files as they are now, by length and time.
pub fn stamp(paths: &ConfigPaths) -> FilesStamp {
    let files = [&paths.config, &paths.credentials];
    FilesStamp {
        files: files
            .map(|path| {
                let facts = fs::metadata(path).ok();
                (
                    path.clone(),
                    facts.map(|facts| (facts.len(), facts.modified().ok())),
                )
            })
            .to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_file_that_changed_is_told_from_one_that_did_not() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ConfigPaths {
            config: folder.path().join("config"),
            credentials: folder.path().join("credentials"),
        };
        let before = stamp(&paths);
        assert_eq!(stamp(&paths), before);
        assert_eq!(ConfigFiles::read(&paths).config.content, FileContent::Missing);
        let mut file = fs::File::create_new(&paths.config).unwrap();
        file.write_all(b"[default]\n").unwrap();
        let made = stamp(&paths);
        assert_ne!(made, before);
        file.write_all(b"region = us-east-1\n").unwrap();
        assert_ne!(stamp(&paths), made);
        assert_eq!(ConfigFiles::read(&paths).refusal(), None);
    }

    #[test]
    fn a_file_that_is_too_large_is_refused_and_a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config");
        let file = fs::File::create_new(&config).unwrap();
        file.set_len(LARGEST_BYTES + 1).unwrap();
        let paths = ConfigPaths {
            config,
            credentials: folder.path().to_owned(),
        };
        let read = ConfigFiles::read(&paths);
        assert_eq!(read.refusal().map(|error| error.kind()), Some("config-not-read"));
        assert_eq!(read.credentials.content, FileContent::Missing);
    }
}
