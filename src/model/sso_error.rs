//! Why IAM Identity Center gave no sign-in and no credentials.

/// Why IAM Identity Center gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SsoError {
    /// It was not reached.
    #[error("{operation} did not reach {host}: {reason}")]
    NotReached {
        /// What was asked, as `GetRoleCredentials`.
        operation: String,
        /// The host.
        host: String,
        /// The cause.
        reason: String,
    },
    /// It refused.
    #[error("{operation} was refused by {host}: {code}: {message}")]
    Refused {
        /// What was asked.
        operation: String,
        /// The host.
        host: String,
        /// Code of the error, as `ForbiddenException`.
        code: String,
        /// Its own words.
        message: String,
    },
}

impl SsoError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotReached { .. } => "sso-not-reached",
            Self::Refused { .. } => "sso-refused",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NotReached { .. } => {
                "Check the network, the proxy and the region of the directory".to_owned()
            }
            Self::Refused { .. } => "Choose an account and a role that you may use".to_owned(),
        }
    }
}
