//! Why IAM Identity Center gave no sign-in and no credentials.

use std::path::PathBuf;

use super::CallProblem;

/// Why IAM Identity Center gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SsoError {
    /// It was not reached.
    #[error("{operation} did not reach {host}: {problem}")]
    NotReached {
        /// What was asked, as `GetRoleCredentials`.
        operation: &'static str,
        /// The host.
        host: String,
        /// The cause.
        problem: CallProblem,
    },
    /// It refused.
    #[error("{operation} was refused by {host}: {code}: {message}")]
    Refused {
        /// What was asked.
        operation: &'static str,
        /// The host.
        host: String,
        /// Code of the error, as `ForbiddenException`.
        code: String,
        /// Its own words.
        message: String,
    },
    /// Its answer lacks something.
    #[error("the answer of {host} to {operation} has no {what}")]
    Incomplete {
        /// What was asked.
        operation: &'static str,
        /// The host.
        host: String,
        /// What is not there.
        what: &'static str,
    },
    /// Environment or config files say something that can not be.
    #[error("{message}")]
    Settings {
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: String,
    },
    /// A URL that can not be called or must not be opened.
    #[error("the {what} is not a URL that can be used: {url}")]
    UnusableUrl {
        /// What the URL is for.
        what: &'static str,
        /// The URL.
        url: String,
    },
    /// The region can not be part of a host.
    #[error("the region of the directory is not a region: \u{201c}{region}\u{201d}")]
    UnusableRegion {
        /// What stands there.
        region: String,
    },
    /// The person said no.
    #[error("the sign-in was denied in the browser")]
    Denied,
    /// The person did not sign in in time.
    #[error("the sign-in was not completed in time")]
    TooLate,
    /// The browser came back with an error.
    #[error("the browser came back from the sign-in with {code}: {message}")]
    CameBackWithError {
        /// Code of OAuth, as `server_error`.
        code: String,
        /// The service's words.
        message: String,
    },
    /// The service does not know this program any more.
    #[error("{host} does not know the registration of this program any more")]
    RegistrationEnded {
        /// The host.
        host: String,
    },
    /// No port of this machine can be listened on.
    #[error("the sign-in needs a port of this machine to come back to, and got none: {reason}")]
    NoPort {
        /// What the system said.
        reason: String,
    },
    /// The operating system gave no randomness.
    #[error("the operating system gave no random numbers for the sign-in")]
    NoRandomness,
    /// The user ended it.
    #[error("the sign-in was cancelled")]
    Cancelled,
    /// A panic of our own; its text stays out, as it may quote anything.
    #[error("a bug in Countersign ended the sign-in")]
    Bug,
    /// The account or role is not the user's.
    #[error("role {role_name} of account {account_id} was refused: {message}")]
    NoAccess {
        /// Twelve digits.
        account_id: String,
        /// Permission set.
        role_name: String,
        /// The portal's own words.
        message: String,
    },
    /// There is no home folder, so no cache.
    #[error("the home folder is not known, so there is no place for the sign-in")]
    NoHome,
    /// A file of the cache can not be read.
    #[error("{} can not be read: {reason}", file.display())]
    CacheUnreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A file of the cache is no sign-in.
    #[error("{} is damaged: {reason}", file.display())]
    CacheDamaged {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file of the cache can not be written or removed.
    #[error("{} can not be written: {reason}", file.display())]
    CacheNotWritten {
        /// The file.
        file: PathBuf,
        /// What the system said.
        reason: String,
    },
}

impl SsoError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotReached { .. } => "sso-not-reached",
            Self::Refused { .. } => "sso-refused",
            Self::Incomplete { .. } => "sso-answer-incomplete",
            Self::Settings { .. } => "sso-settings",
            Self::UnusableUrl { .. } => "sso-url-unusable",
            Self::UnusableRegion { .. } => "sso-region-unusable",
            Self::Denied => "sso-denied",
            Self::TooLate => "sso-too-late",
            Self::CameBackWithError { .. } => "sso-came-back-with-error",
            Self::RegistrationEnded { .. } => "sso-registration-ended",
            Self::NoPort { .. } => "sso-no-port",
            Self::NoRandomness => "sso-no-randomness",
            Self::Cancelled => "sso-cancelled",
            Self::Bug => "internal-error",
            Self::NoAccess { .. } => "sso-no-access",
            Self::NoHome => "sso-no-home",
            Self::CacheUnreadable { .. } => "sso-cache-unreadable",
            Self::CacheDamaged { .. } => "sso-cache-damaged",
            Self::CacheNotWritten { .. } => "sso-cache-not-written",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NotReached { problem, .. } => return problem.hint(),
            Self::Refused { code, .. } => refusal_hint(code),
            Self::Settings { hint, .. } => hint,
            Self::Incomplete { .. } => {
                "Check the endpoint: something else than IAM Identity Center may answer there"
            }
            Self::UnusableUrl { .. } => "Check AWS_ENDPOINT_URL_SSO_OIDC, AWS_ENDPOINT_URL_SSO and endpoint_url",
            Self::UnusableRegion { .. } => {
                "Write the region of the directory as us-east-1; it stands in the settings of IAM Identity Center"
            }
            Self::Denied => "Sign in again and allow access",
            Self::TooLate | Self::Cancelled | Self::RegistrationEnded { .. } | Self::NoRandomness => "Sign in again",
            Self::Bug => "Please report it with the text on standard error",
            Self::CameBackWithError { .. } => {
                "Sign in again; if it happens again, check the start URL and the region of the directory"
            }
            Self::NoPort { .. } => "Sign in with a device code instead",
            Self::NoAccess { .. } => {
                "Choose an account and a role from the list, or ask for the permission set to be assigned to you"
            }
            Self::NoHome => "Set HOME to your home folder",
            Self::CacheUnreadable { .. } | Self::CacheNotWritten { .. } => {
                "Check who owns the file and its folder, and that the disk is not full"
            }
            Self::CacheDamaged { .. } => "Sign in again: the damaged file is kept under another name",
        }
        .to_owned()
    }

    /// Code of a refusal.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }
}

fn refusal_hint(code: &str) -> &'static str {
    match code {
        "InvalidRequestException" => "Check the start URL and the region of the directory",
        "SlowDownException" | "TooManyRequestsException" => "Wait a minute and try again",
        "InternalServerException" => "Try again later",
        _ => "Sign in again; if it happens again, check the start URL and the region of the directory",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_its_place_and_the_next_step() {
        let error = SsoError::CacheDamaged {
            file: PathBuf::from("/home/me/.aws/sso/cache/a.json"),
            reason: "it is not JSON".to_owned(),
        };
        assert_eq!(
            error.to_string(),
            "/home/me/.aws/sso/cache/a.json is damaged: it is not JSON"
        );
        assert_eq!(error.kind(), "sso-cache-damaged");
        let wrong = SsoError::Refused {
            operation: "StartDeviceAuthorization",
            host: "oidc.us-east-1.amazonaws.com".to_owned(),
            code: "InvalidRequestException".to_owned(),
            message: "Invalid start url provided".to_owned(),
        };
        assert!(wrong.hint().contains("start URL"), "{}", wrong.hint());
    }
}
