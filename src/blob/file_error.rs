//! Why a file could not be sent.

use std::io;
use std::path::{Path, PathBuf};

/// Nothing of the file was sent, or the send was broken off before its last byte.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// There is nothing of that name.
    #[error("the file {} does not exist", path.display())]
    NotFound {
        /// As opened.
        path: PathBuf,
    },
    /// The system does not let this user read it.
    #[error("the file {} may not be read", path.display())]
    Denied {
        /// As opened.
        path: PathBuf,
    },
    /// A folder has no bytes.
    #[error("{} is a folder", path.display())]
    IsFolder {
        /// As opened.
        path: PathBuf,
    },
    /// A pipe, device or socket has no length, and what was hashed can not be read again.
    #[error("{} is a pipe, a device or a socket, and only files can be sent", path.display())]
    NotRegular {
        /// As opened.
        path: PathBuf,
    },
    /// Reading failed.
    #[error("the file {} could not be read: {reason}", path.display())]
    Unreadable {
        /// As opened.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The bytes read for sending are not those that were hashed.
    #[error("{} changed while it was sent", names(paths))]
    Changed {
        /// The files of the body.
        paths: Vec<PathBuf>,
    },
    /// The boundary of the multipart body would cut the file in two.
    #[error("the boundary {boundary:?} occurs in the file {}", path.display())]
    Boundary {
        /// As opened.
        path: PathBuf,
        /// Without the hyphens in front.
        boundary: String,
    },
}

impl FileError {
    /// The cause behind an error of the system.
    pub(super) fn of(error: &io::Error, path: &Path) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NotFound { path },
            io::ErrorKind::PermissionDenied => Self::Denied { path },
            io::ErrorKind::IsADirectory => Self::IsFolder { path },
            _ => Self::Unreadable {
                path,
                reason: error.to_string(),
            },
        }
    }

    /// Stable slug for JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "file-not-found",
            Self::Denied { .. } => "file-denied",
            Self::IsFolder { .. } => "file-is-folder",
            Self::NotRegular { .. } => "file-not-regular",
            Self::Unreadable { .. } => "file-unreadable",
            Self::Changed { .. } => "file-changed",
            Self::Boundary { .. } => "boundary-in-part",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotFound { path } if path.is_relative() => {
                "Check the path: it starts from the current folder"
            }
            Self::NotFound { .. } => "Check the path: this is where the file was looked for",
            Self::Denied { .. } => "Check the permissions of the file and of the folders above it",
            Self::IsFolder { .. } => "Choose a file inside it",
            Self::NotRegular { .. } => "Write its content to a file first",
            Self::Unreadable { .. } => "Check the disk or the network drive, and send again",
            Self::Changed { .. } => {
                "The request was broken off before its last byte; send again when nothing writes to the file"
            }
            Self::Boundary { .. } => "Choose another boundary, or leave it empty: one is made then",
        }
    }
}

fn names(paths: &[PathBuf]) -> String {
    match paths {
        [path] => format!("the file {}", path.display()),
        paths => {
            let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            format!("one of the files {}", names.join(", "))
        }
    }
}
