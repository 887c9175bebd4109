//! Where the credentials of a request come from, and what a source gave.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Credentials, Live, Note};

/// Where a request with AWS Signature gets its credentials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CredentialSource {
    /// The fields of the form, which may name variables.
    #[default]
    Typed,
}

impl CredentialSource {
    /// True for the source that a file need not name.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Credentials that may sign, as a source gave them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvidedCredentials {
    /// The key pair with its token.
    pub credentials: Credentials<Live>,
    /// Which source gave them.
    pub source: CredentialSource,
    /// When they stop working, where the source says.
    pub expires: Option<OffsetDateTime>,
    /// Remarks of the source, as "white space removed".
    pub notes: Vec<Note>,
}

/// Why a source gave no credentials. Nothing is sent then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// The access key ID field is empty.
    #[error("signing needs an access key ID, and the field is empty")]
    AccessKeyIdMissing,
    /// The secret access key field is empty.
    #[error("signing needs a secret access key, and the field is empty")]
    SecretMissing,
}

impl CredentialsError {
    /// Stable slug for JSON, as `secret-missing`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::AccessKeyIdMissing => "access-key-id-missing",
            Self::SecretMissing => "secret-missing",
        }
    }

    /// What to do about it.
    pub fn hint(self) -> &'static str {
        match self {
            Self::AccessKeyIdMissing => {
                "Enter the access key ID on the Auth tab; it starts with AKIA or ASIA"
            }
            Self::SecretMissing => "Enter the secret access key on the Auth tab",
        }
    }
}
