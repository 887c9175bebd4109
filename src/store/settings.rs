//! The settings of the program in a file for people, `settings.toml`.
//!
//! Only what differs from the defaults stands in it. It is edited in place, so that comments, order and keys of others
//! stay; a value that can not be read stays too, until that very setting is changed. Secrets are no part of it.

mod entries;
mod migration;
mod reading;
mod writing;

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use time::OffsetDateTime;

use super::disk::{self, DiskError};
use super::files::{Files as _, FolderLock, Patience, SystemFiles};
use super::places::Places;
use crate::model::{ProgramSettings, SettingsFileState};
pub use entries::without_secrets;
pub use migration::{OldSettings, settings_of_session};
pub use reading::{NotToml, SettingsRead, read};
pub use writing::{edited, keys_text};

/// Why the settings are not on disk.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The file is no TOML, and somebody's text is not written over.
    #[error("settings.toml is no TOML from {0} on")]
    NotToml(NotToml),
    /// The disk refused.
    #[error("{0}")]
    Disk(#[from] DiskError),
    /// Another window has been writing for seconds.
    #[error("another window of Countersign writes settings.toml; the next change writes this one too")]
    Busy,
}

impl SaveError {
    /// What it says of the file.
    pub fn state(self) -> SettingsFileState {
        match self {
            Self::NotToml(not) => not.state(),
            Self::Disk(_) | Self::Busy => SettingsFileState::Failed(self.to_string()),
        }
    }
}

/// What a look at the file found.
#[derive(Debug)]
pub enum Loaded {
    /// There is no file: everything is at its default.
    Missing,
    /// The settings, with what does not count.
    Read(Box<SettingsRead>),
    /// It is no TOML.
    NotToml(NotToml),
    /// The disk does not give it.
    Failed(DiskError),
}

/// The file, and what is known of it.
#[derive(Debug)]
pub struct SettingsFile {
    path: PathBuf,
    seen: Stamp,
    /// What the file was to be changed from, when the last change could not be written.
    unwritten: Option<ProgramSettings>,
}

/// Tells one content of the file from another without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Stamp(Option<(u64, Option<SystemTime>)>);

impl Stamp {
    fn of(path: &Path) -> Self {
        let metadata = std::fs::metadata(path).ok();
        Self(metadata.map(|metadata| (metadata.len(), metadata.modified().ok())))
    }
}

impl SettingsFile {
    /// The file of these places. Reads nothing.
    pub fn new(places: &Places) -> Self {
        Self {
            path: places.settings_file(),
            seen: Stamp::default(),
            unwritten: None,
        }
    }

    /// Reads it.
    pub fn load(&mut self) -> Loaded {
        self.seen = Stamp::of(&self.path);
        match disk::read(&self.path) {
            Ok(None) => Loaded::Missing,
            Ok(Some(bytes)) => match reading::read_bytes(&bytes) {
                Ok(read) => Loaded::Read(Box::new(read)),
                Err(not) => Loaded::NotToml(not),
            },
            Err(error) => Loaded::Failed(error),
        }
    }

    /// Reads it when it is not the one that was read or written last.
    pub fn look(&mut self) -> Option<Loaded> {
        (Stamp::of(&self.path) != self.seen).then(|| self.load())
    }

    /// Writes what differs between the two into the file as it is now, and gives what it says then.
    pub fn save(
        &mut self,
        before: &ProgramSettings,
        after: &ProgramSettings,
    ) -> Result<SettingsRead, SaveError> {
        let from = self.unwritten.clone().unwrap_or_else(|| before.clone());
        let saved = self.write(&from, after);
        self.unwritten = saved.is_err().then_some(from);
        saved
    }

    fn write(
        &mut self,
        before: &ProgramSettings,
        after: &ProgramSettings,
    ) -> Result<SettingsRead, SaveError> {
        // Another window may be about to change something else.
        let _lock = self.locked()?;
        let text = match disk::read(&self.path)? {
            Some(bytes) => reading::text_of(&bytes).map_err(SaveError::NotToml)?.to_owned(),
            None => String::new(),
        };
        let text = edited(&text, before, after).map_err(SaveError::NotToml)?;
        disk::write(&self.path, text.as_bytes())?;
        self.seen = Stamp::of(&self.path);
        read(&text).map_err(SaveError::NotToml)
    }

    /// Keeps other windows from the file until it is dropped.
    fn locked(&self) -> Result<FolderLock, SaveError> {
        let Some(folder) = self.path.parent() else {
            return Ok(FolderLock::none());
        };
        disk::create_folder(folder)?;
        SystemFiles
            .lock(folder, Patience::Seconds)
            .map_err(|_held| SaveError::Busy)
    }

    /// Moves a file that is no TOML out of the way, and writes a new one with these settings. Gives where the old one is.
    pub fn set_aside(
        &mut self,
        now: OffsetDateTime,
        settings: &ProgramSettings,
    ) -> Result<(PathBuf, SettingsRead), SaveError> {
        let aside = disk::set_aside(&self.path, now)?;
        self.unwritten = None;
        let read = self.save(&ProgramSettings::default(), settings)?;
        Ok((aside, read))
    }
}

/// Keys of commands from a file that was exported, or from any file of settings.
pub fn read_keys(path: &Path) -> Result<SettingsRead, String> {
    let bytes = disk::read(path).map_err(|error| error.to_string())?;
    let bytes = bytes.ok_or_else(|| format!("there is no file {}", path.display()))?;
    reading::read_bytes(&bytes).map_err(|not| format!("{} is no TOML from {not} on", path.display()))
}

/// Writes keys of commands to a file.
pub fn write_keys(path: &Path, keys: &std::collections::BTreeMap<String, Vec<String>>) -> Result<(), String> {
    disk::write(path, keys_text(keys).as_bytes()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
