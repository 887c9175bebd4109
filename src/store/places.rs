//! Where the user's files live.

use std::path::PathBuf;

use directories::ProjectDirs;

/// The folders of one installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Journal and history.
    pub data_dir: PathBuf,
    /// Settings.
    pub config_dir: PathBuf,
}

/// Why there is no place for the user's files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlacesError {
    /// Neither an argument nor a home folder.
    #[error("your user has no home folder to keep drafts in; set HOME or give a folder with --data-dir")]
    NoHome,
    /// The given folder can not be named from the root of the file system.
    #[error("the folder given with --data-dir is empty or can not be resolved: {reason}; give a full path")]
    BadPath {
        /// What the system said.
        reason: String,
    },
}

impl Places {
    /// The given folder, made absolute, or the one that the system has for an application's data:
    /// `$XDG_DATA_HOME/countersign` on Linux, the local application data folder elsewhere; and the one for its settings,
    /// `$XDG_CONFIG_HOME/countersign` on Linux. In a given folder they are together. Makes nothing.
    pub fn new(data_dir: Option<PathBuf>) -> Result<Self, PlacesError> {
        if let Some(given) = data_dir {
            let data_dir = std::path::absolute(given).map_err(|error| PlacesError::BadPath {
                reason: error.to_string(),
            })?;
            let config_dir = data_dir.clone();
            return Ok(Self { data_dir, config_dir });
        }
        let dirs = ProjectDirs::from("", "", "countersign").ok_or(PlacesError::NoHome)?;
        Ok(Self {
            data_dir: dirs.data_local_dir().to_path_buf(),
            config_dir: dirs.config_dir().to_path_buf(),
        })
    }

    /// The journal of open tabs and drafts.
    pub fn journal_file(&self) -> PathBuf {
        self.data_dir.join("session.json")
    }

    /// The settings, for people to read and edit.
    pub fn settings_file(&self) -> PathBuf {
        self.config_dir.join("settings.toml")
    }

    /// Response bodies that are too large for the memory, while the window shows them.
    pub fn bodies_folder(&self) -> PathBuf {
        self.data_dir.join("bodies")
    }

    /// The history of what was sent.
    pub fn history_file(&self) -> PathBuf {
        self.data_dir.join("history.sqlite3")
    }

    /// Bodies of the history that are too large for its database.
    pub fn history_bodies_folder(&self) -> PathBuf {
        self.data_dir.join("history-bodies")
    }

    /// Locked by every instance that has the history open, so that none moves it away from another.
    pub fn history_lock_file(&self) -> PathBuf {
        self.data_dir.join("history.lock")
    }

    /// What was deleted from collections, until it is too old to be put back.
    pub fn deleted_folder(&self) -> PathBuf {
        self.data_dir.join("deleted")
    }

    /// Locked by the instance that writes the journal.
    pub fn journal_lock_file(&self) -> PathBuf {
        self.data_dir.join("session.lock")
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_given_folder_becomes_absolute() {
        let places = Places::new(Some(PathBuf::from("data"))).unwrap();
        assert!(places.data_dir.is_absolute());
        assert!(places.journal_file().ends_with(Path::new("data/session.json")));
    }

    #[test]
    fn an_empty_folder_is_refused_with_a_next_step() {
        let error = Places::new(Some(PathBuf::new())).unwrap_err();
        assert!(error.to_string().ends_with("give a full path"), "{error}");
    }
}
