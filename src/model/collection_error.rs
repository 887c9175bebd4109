//! What goes wrong with the folder of a collection.

use std::path::PathBuf;

use super::ItemPath;

/// A collection could not be read or changed. Never holds the content of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CollectionError {
    /// No `opencollection.yml` in it.
    #[error("{} has no opencollection.yml", folder.display())]
    NotACollection {
        /// The folder asked for.
        folder: PathBuf,
    },
    /// A collection should be made where one is.
    #[error("{} is a collection already", folder.display())]
    AlreadyACollection {
        /// The folder.
        folder: PathBuf,
    },
    /// The file or folder is gone.
    #[error("{} is not there any more", file.display())]
    Missing {
        /// Which.
        file: PathBuf,
    },
    /// A file can not be understood. It is left as it is.
    #[error("{} can not be read: {reason}", file.display())]
    Damaged {
        /// Which.
        file: PathBuf,
        /// With line and column, for people.
        reason: String,
    },
    /// The collection is only shown.
    #[error("the collection can not be changed: {reason}")]
    ReadOnly {
        /// Why.
        reason: String,
    },
    /// A link leads out of the collection.
    #[error("{} is a link that leads out of the collection", file.display())]
    LeadsOutside {
        /// The link, or what stands below it.
        file: PathBuf,
    },
    /// A folder or device where a file is needed, or the collection's own file where an item is.
    #[error("{} is not the file of a request, folder or environment", file.display())]
    NotAFile {
        /// Which.
        file: PathBuf,
    },
    /// Larger than what is read.
    #[error("{} has {bytes} bytes, more than the {limit} that are read", file.display())]
    TooLarge {
        /// Which.
        file: PathBuf,
        /// Its size.
        bytes: u64,
        /// Most bytes that are read.
        limit: u64,
    },
    /// Nothing is left of a name when what no file name may have is taken out.
    #[error("a name needs at least one letter or digit")]
    NameEmpty,
    /// The disk has no name of this length.
    #[error("{} can not be written: its name is longer than the disk takes", file.display())]
    NameTooLong {
        /// Which.
        file: PathBuf,
    },
    /// The name of an environment is its file, and there is one.
    #[error("there is an environment {name} already")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// A folder should be moved into itself.
    #[error("the folder {folder} can not be moved into itself")]
    IntoItself {
        /// The folder.
        folder: ItemPath,
    },
    /// More folders one in the other than are shown.
    #[error("{folder} would stand deeper than {limit} folders")]
    TooDeep {
        /// Where it should stand.
        folder: ItemPath,
        /// Most folders one in the other.
        limit: usize,
    },
    /// What should be written can not be put into the file.
    #[error("{} can not be written: {reason}", file.display())]
    Unwritable {
        /// Which.
        file: PathBuf,
        /// Why.
        reason: String,
    },
    /// The file's own mode forbids writing.
    #[error("{} is write-protected", file.display())]
    WriteProtected {
        /// Which.
        file: PathBuf,
    },
    /// Another program holds the collection's lock.
    #[error("another program is changing the collection {}", folder.display())]
    Busy {
        /// The collection.
        folder: PathBuf,
    },
    /// What was deleted is not kept any more.
    #[error("{name} is not kept any more")]
    UndoGone {
        /// What was deleted.
        name: String,
    },
    /// No space, or the user's share of it is used up.
    #[error("the disk is full: {} is as it was", file.display())]
    DiskFull {
        /// What should have been written.
        file: PathBuf,
    },
    /// The user may not.
    #[error("permission denied: {}", file.display())]
    Denied {
        /// What should have been read or written.
        file: PathBuf,
    },
    /// Nobody may.
    #[error("the file system of {} is read-only", file.display())]
    ReadOnlyDisk {
        /// What should have been written.
        file: PathBuf,
    },
    /// Anything else that the system said.
    #[error("{}: {reason}", file.display())]
    Disk {
        /// What should have been read or written.
        file: PathBuf,
        /// The system's own words.
        reason: String,
    },
}

impl CollectionError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotACollection { .. } => "not-a-collection",
            Self::AlreadyACollection { .. } => "already-a-collection",
            Self::Missing { .. } => "file-missing",
            Self::Damaged { .. } => "file-damaged",
            Self::ReadOnly { .. } => "collection-read-only",
            Self::LeadsOutside { .. } => "leads-outside",
            Self::NotAFile { .. } => "not-a-file",
            Self::TooLarge { .. } => "file-too-large",
            Self::NameEmpty => "name-empty",
            Self::NameTooLong { .. } => "name-too-long",
            Self::NameTaken { .. } => "name-taken",
            Self::IntoItself { .. } => "into-itself",
            Self::TooDeep { .. } => "too-deep",
            Self::Unwritable { .. } => "unwritable",
            Self::WriteProtected { .. } => "write-protected",
            Self::Busy { .. } => "collection-busy",
            Self::UndoGone { .. } => "undo-gone",
            Self::DiskFull { .. } => "disk-full",
            Self::Denied { .. } => "permission-denied",
            Self::ReadOnlyDisk { .. } => "read-only-disk",
            Self::Disk { .. } => "disk",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NotACollection { .. } => {
                "Open the folder that has the file opencollection.yml, or make a new collection here".to_owned()
            }
            Self::AlreadyACollection { .. } => "Open it instead".to_owned(),
            Self::Missing { .. } => {
                "It was renamed, moved or removed by another program: open it from the sidebar, or save under a new \
                 name"
                    .to_owned()
            }
            Self::Damaged { .. } => {
                "Mend the file in a text editor or take it from version control; it is left as it is".to_owned()
            }
            Self::ReadOnly { .. } => {
                "Use the version that wrote it, or save the request to another collection".to_owned()
            }
            Self::LeadsOutside { .. } => {
                "Put the file itself into the collection, or open the folder that the link names".to_owned()
            }
            Self::NotAFile { .. } => "Move it away, or choose another name".to_owned(),
            Self::TooLarge { .. } => {
                "Keep large bodies in files of their own and name them in the body tab".to_owned()
            }
            Self::NameEmpty => "Type another name".to_owned(),
            Self::NameTooLong { .. } => {
                "Rename the request or folder to something shorter, and save again; what you typed is kept".to_owned()
            }
            Self::NameTaken { .. } => "Choose another name".to_owned(),
            Self::IntoItself { .. } => "Choose a folder that stands outside of it".to_owned(),
            Self::TooDeep { .. } => "Choose a folder further up".to_owned(),
            Self::Unwritable { .. } => "Change what is named, and save again".to_owned(),
            Self::WriteProtected { .. } => {
                "Make the file writable, or save the request under another name".to_owned()
            }
            Self::Busy { .. } => "Wait until it is done, and try again".to_owned(),
            Self::UndoGone { .. } => "Take it from version control or a backup".to_owned(),
            Self::DiskFull { .. } => "Free some space and save again; what you typed is kept".to_owned(),
            Self::Denied { .. } => {
                "Make it writable for your user, or save to another folder; what you typed is kept".to_owned()
            }
            Self::ReadOnlyDisk { .. } => "Save to another folder; what you typed is kept".to_owned(),
            Self::Disk { .. } => "Check the folder and try again; what you typed is kept".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_has_a_cause_and_a_next_step() {
        let file = PathBuf::from("/c/list.yml");
        for error in [
            CollectionError::Missing { file: file.clone() },
            CollectionError::DiskFull { file: file.clone() },
            CollectionError::WriteProtected { file },
        ] {
            assert!(error.to_string().contains("/c/list.yml"), "{error}");
            assert!(!error.hint().is_empty() && !error.hint().ends_with('.'));
            assert!(!error.kind().contains(' '));
        }
    }
}
