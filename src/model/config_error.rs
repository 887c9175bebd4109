//! What a profile lacks or contradicts, with file and line.

use std::path::PathBuf;

use super::Place;

/// Environment or config files give no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// No file has this profile.
    #[error("profile {name} stands in neither {} nor {}", config.display(), credentials.display())]
    ProfileMissing {
        /// The name asked for.
        name: String,
        /// The config file that was read.
        config: PathBuf,
        /// The credentials file that was read.
        credentials: PathBuf,
    },
    /// A file can not be read as a config file.
    #[error("{place}: {reason}")]
    Unreadable {
        /// The line, or the first when none is to blame.
        place: Place,
        /// What is wrong with it.
        reason: String,
    },
}

impl ConfigError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ProfileMissing { .. } => "profile-missing",
            Self::Unreadable { .. } => "config-unreadable",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::ProfileMissing { name, .. } => {
                format!("Choose another profile, or add one with: aws configure --profile {name}")
            }
            Self::Unreadable { .. } => "Mend the line in an editor".to_owned(),
        }
    }
}
