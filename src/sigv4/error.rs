//! Why a request could not be signed.

use crate::model::CredentialsError;

/// Nothing was signed, and nothing is sent. Each variant has a slug and a next step.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// There are no credentials to sign with.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// The access key ID would break the Authorization header.
    #[error("the access key ID has {found}, which can not stand in the Authorization header")]
    AccessKeyIdUnusable {
        /// What was found, as "a slash".
        found: &'static str,
    },
    /// The session token can not be put in a header.
    #[error("the session token has {found}, which can not stand in a header")]
    SessionTokenUnusable {
        /// What was found, as "a control character".
        found: &'static str,
    },
    /// No region was typed and the host names none.
    #[error("signing needs a region: none is typed, and {host} does not name one")]
    RegionMissing {
        /// Host of the URL.
        host: String,
    },
    /// The region can not be put in a header.
    #[error("the region has {found}, which can not stand in the Authorization header")]
    RegionUnusable {
        /// What was found.
        found: &'static str,
    },
    /// No service was typed and the host names none.
    #[error("signing needs a service: none is typed, and {host} does not name one")]
    ServiceMissing {
        /// Host of the URL.
        host: String,
    },
    /// The service can not be put in a header.
    #[error("the service has {found}, which can not stand in the Authorization header")]
    ServiceUnusable {
        /// What was found.
        found: &'static str,
    },
    /// The URL, or its canonical form, is longer than the signer can read.
    #[error("signing a target whose canonical form has {bytes} bytes: {limit} is the most")]
    TargetTooLong {
        /// Length that was met.
        bytes: usize,
        /// Longest that works.
        limit: usize,
    },
    /// More header lines than the signer can hold.
    #[error("signing {count} header lines: {limit} is the most")]
    TooManyHeaders {
        /// Lines to sign.
        count: usize,
        /// Most that work.
        limit: usize,
    },
    /// A presigned URL that works for no time, or for longer than AWS allows.
    #[error("a presigned URL that works for {seconds} seconds: AWS allows 1 to 604800, which is seven days")]
    ExpiresOutOfRange {
        /// As asked.
        seconds: u32,
    },
    /// The host to be signed can not be put in a header.
    #[error("the signing host has {found}, which can not stand in a header")]
    SigningHostUnusable {
        /// What was found.
        found: &'static str,
    },
    /// `aws-sigv4` refused the request.
    #[error("signing failed: {reason}")]
    Refused {
        /// What `aws-sigv4` says, with its causes.
        reason: String,
    },
}

impl SignError {
    /// Stable slug for JSON, as `secret-missing`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Credentials(error) => error.kind(),
            Self::AccessKeyIdUnusable { .. } => "access-key-id-unusable",
            Self::SessionTokenUnusable { .. } => "session-token-unusable",
            Self::RegionMissing { .. } => "region-missing",
            Self::RegionUnusable { .. } => "region-unusable",
            Self::ServiceMissing { .. } => "service-missing",
            Self::ServiceUnusable { .. } => "service-unusable",
            Self::TargetTooLong { .. } => "target-too-long",
            Self::TooManyHeaders { .. } => "too-many-headers",
            Self::ExpiresOutOfRange { .. } => "expires-out-of-range",
            Self::SigningHostUnusable { .. } => "signing-host-unusable",
            Self::Refused { .. } => "signing-refused",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        let hint = match self {
            Self::Credentials(error) => return error.hint(),
            Self::AccessKeyIdUnusable { .. } => {
                "Copy the access key ID again: it has letters and digits only"
            }
            Self::SessionTokenUnusable { .. } => {
                "Copy the session token again, or empty the field for long-term keys"
            }
            Self::RegionMissing { .. } => "Type the region on the Auth tab, as us-east-1",
            Self::RegionUnusable { .. } => {
                "Type the region again, as us-east-1, or empty it to take it from the host"
            }
            Self::ServiceMissing { .. } => {
                "Type the service on the Auth tab: execute-api for an API Gateway API, also behind a custom domain"
            }
            Self::ServiceUnusable { .. } => {
                "Type the service again, as execute-api, or empty it to take it from the host"
            }
            Self::TargetTooLong { .. } => "Shorten the URL; long parameters belong in the body",
            Self::TooManyHeaders { .. } => "Remove header rows",
            Self::ExpiresOutOfRange { .. } => {
                "Choose between 1 and 604800 seconds, as 900 for a quarter of an hour"
            }
            Self::SigningHostUnusable { .. } => {
                "Type the host as it arrives at the service, as api.example.com"
            }
            Self::Refused { .. } => "Check the URL and the header rows for unusual characters",
        };
        hint.to_owned()
    }
}
