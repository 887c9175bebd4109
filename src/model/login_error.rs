//! Why the cache of `aws login` gave no credentials.

use std::path::PathBuf;

use time::OffsetDateTime;

use super::time::utc_text;

/// Why the cache of `aws login` gave no credentials. It is read here and renewed by the AWS CLI.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// There is no file.
    #[error("profile {profile} is not logged in: {} is not there", path.display())]
    NotLoggedIn {
        /// The profile.
        profile: String,
        /// The file that the AWS CLI would have written.
        path: PathBuf,
    },
    /// What the file holds has ended.
    #[error("the login of profile {profile} ended at {}", utc_text(*at))]
    Ended {
        /// The profile.
        profile: String,
        /// Its end.
        at: OffsetDateTime,
    },
    /// The file can not be read as what the AWS CLI writes.
    #[error("the login of profile {profile} can not be read from {}: {reason}", path.display())]
    Unreadable {
        /// The profile.
        profile: String,
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

impl LoginError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotLoggedIn { .. } => "not-logged-in",
            Self::Ended { .. } => "login-expired",
            Self::Unreadable { .. } => "login-unreadable",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        let (Self::NotLoggedIn { profile, .. }
        | Self::Ended { profile, .. }
        | Self::Unreadable { profile, .. }) = self;
        format!("Run: aws login --profile {profile}")
    }
}
