//! Why STS or a metadata service gave no credentials.

/// Why STS, a container's endpoint or an instance's metadata gave no credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StsError {
    /// The service was not reached.
    #[error("{operation} did not reach {host}: {reason}")]
    NotReached {
        /// What was asked, as `AssumeRole`.
        operation: String,
        /// The host.
        host: String,
        /// The cause.
        reason: String,
    },
    /// The service refused.
    #[error("{operation} was refused by {host}: {code}: {message}")]
    Refused {
        /// What was asked.
        operation: String,
        /// The host.
        host: String,
        /// Code of the error, as `AccessDenied`.
        code: String,
        /// Its own words.
        message: String,
    },
}

impl StsError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotReached { .. } => "sts-not-reached",
            Self::Refused { .. } => "sts-refused",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NotReached { .. } => "Check the network, the proxy and the region of STS".to_owned(),
            Self::Refused { .. } => {
                "Check who may assume the role: its trust policy and the caller's own".to_owned()
            }
        }
    }
}
