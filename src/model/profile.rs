//! Profiles of the AWS config files as a list to choose from: what stands there, and what is amiss with it.

use std::path::PathBuf;
use std::time::SystemTime;

use super::{ConfigError, Place, Sourced};

/// The profiles of both files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileList {
    /// In the order of the files, the config file first.
    pub profiles: Vec<ProfileSummary>,
    /// What is amiss with a whole file.
    pub remarks: Vec<ProfileRemark>,
    /// The profile that the environment names.
    pub named: Option<Sourced<String>>,
    /// The files as they were when they were read.
    pub stamp: FilesStamp,
}

/// One profile, each value as it stands in the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileSummary {
    /// Name, without the word `profile`.
    pub name: String,
    /// The line of its section; of the config file when both have one.
    pub place: Place,
    /// What it gets credentials from.
    pub kind: ProfileKind,
    /// Twelve digits: of the role's ARN, of `sso_account_id` or of `aws_account_id`.
    pub account_id: Option<Sourced<String>>,
    /// ARN of the role, or name of the permission set.
    pub role: Option<Sourced<String>>,
    /// Its region.
    pub region: Option<Sourced<String>>,
    /// What it lacks or contradicts. A list without a refusal may still have a remark on what has no effect.
    pub remarks: Vec<ProfileRemark>,
}

/// What a profile gets credentials from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProfileKind {
    /// A key pair in a file.
    Keys,
    /// A command.
    Process,
    /// A role, assumed with other credentials.
    Role,
    /// A role, for the token of another identity provider.
    WebIdentity,
    /// IAM Identity Center.
    IdentityCenter,
    /// The cache of `aws login`.
    Login,
    /// Nothing: it holds a region and the like.
    Nothing,
}

impl ProfileKind {
    /// Stable slug for JSON.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Process => "process",
            Self::Role => "role",
            Self::WebIdentity => "web-identity",
            Self::IdentityCenter => "identity-center",
            Self::Login => "login",
            Self::Nothing => "nothing",
        }
    }

    /// Words for a list.
    pub fn label(self) -> &'static str {
        match self {
            Self::Keys => "Access key",
            Self::Process => "Credential process",
            Self::Role => "Role",
            Self::WebIdentity => "Web identity",
            Self::IdentityCenter => "IAM Identity Center",
            Self::Login => "AWS login",
            Self::Nothing => "No credentials",
        }
    }
}

/// Something that a file lacks or contradicts. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileRemark {
    /// With this no credentials are had.
    Refused(ConfigError),
    /// It is read all the same.
    Doubt {
        /// The line.
        place: Place,
        /// What is amiss.
        text: String,
    },
}

impl ProfileRemark {
    /// What is amiss.
    pub fn text(&self) -> String {
        match self {
            Self::Refused(error) => error.to_string(),
            Self::Doubt { text, .. } => text.clone(),
        }
    }

    /// The line to look at.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Refused(error) => error.place(),
            Self::Doubt { place, .. } => Some(place),
        }
    }

    /// What to do about it, where it is more than a look at the line.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Refused(error) => Some(error.hint()),
            Self::Doubt { .. } => None,
        }
    }
}

/// Length and time of files, to tell whether they changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilesStamp {
    /// Each file; `None` where it is not there.
    pub files: Vec<(PathBuf, Option<FileStamp>)>,
}

/// Length in bytes and time of the last change, where the system tells it.
pub type FileStamp = (u64, Option<SystemTime>);
