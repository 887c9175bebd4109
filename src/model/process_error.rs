//! Why a command of `credential_process` gave no credentials.

use time::OffsetDateTime;

use super::time::utc_text;

/// Why a command gave no credentials. What it printed stays out of every text; its standard error does not.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProcessError {
    /// It did not end in time and was stopped.
    #[error(
        "the credential process of profile {profile} did not end within {seconds} seconds and was stopped"
    )]
    TimedOut {
        /// The profile it stands in.
        profile: String,
        /// The limit.
        seconds: u64,
    },
    /// No shell could be started.
    #[error("the credential process of profile {profile} could not be started: {reason}")]
    NotStarted {
        /// The profile.
        profile: String,
        /// The cause.
        reason: String,
    },
    /// It ended with an error.
    #[error(
        "the credential process of profile {profile} ended with {status}{}",
        said(stderr)
    )]
    Failed {
        /// The profile.
        profile: String,
        /// Exit code or signal, as the system words it.
        status: String,
        /// The beginning of its standard error, known secrets and values behind telling names hidden.
        stderr: String,
    },
    /// It printed something else than a JSON object.
    #[error(
        "the credential process of profile {profile} printed no JSON object: {reason}{}",
        said(stderr)
    )]
    NotJson {
        /// The profile.
        profile: String,
        /// Where the text stops being JSON.
        reason: String,
        /// The beginning of its standard error.
        stderr: String,
    },
    /// It printed another version of the format.
    #[error("the credential process of profile {profile} printed Version {found}, and 1 is known")]
    Version {
        /// The profile.
        profile: String,
        /// What stands there.
        found: String,
    },
    /// It printed no value for this key.
    #[error("the credential process of profile {profile} printed no {key}")]
    KeyMissing {
        /// The profile.
        profile: String,
        /// Name in the JSON.
        key: &'static str,
    },
    /// It printed a number, or something else that is no text, for this key.
    #[error("the credential process of profile {profile} printed a {key} that is no text")]
    KeyNotText {
        /// The profile.
        profile: String,
        /// Name in the JSON.
        key: &'static str,
    },
    /// It printed more than credentials.
    #[error("the credential process of profile {profile} printed more than {limit_bytes} bytes")]
    TooLarge {
        /// The profile.
        profile: String,
        /// The limit.
        limit_bytes: u64,
    },
    /// The time it printed can not be read.
    #[error("the credential process of profile {profile} printed an Expiration that is no ISO 8601 time")]
    ExpirationUnreadable {
        /// The profile.
        profile: String,
    },
    /// What it printed has ended.
    #[error("the credential process of profile {profile} printed credentials that ended at {}", utc_text(*at))]
    Ended {
        /// The profile.
        profile: String,
        /// Their end.
        at: OffsetDateTime,
    },
}

fn said(stderr: &str) -> String {
    if stderr.is_empty() {
        String::new()
    } else {
        format!("; it said: {stderr}")
    }
}

impl ProcessError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TimedOut { .. } => "process-timed-out",
            Self::NotStarted { .. } => "process-not-started",
            Self::Failed { .. } => "process-failed",
            Self::NotJson { .. } => "process-not-json",
            Self::Version { .. } => "process-version",
            Self::KeyMissing { .. } => "process-key-missing",
            Self::KeyNotText { .. } => "process-key-not-text",
            Self::TooLarge { .. } => "process-output-too-large",
            Self::ExpirationUnreadable { .. } => "process-expiration",
            Self::Ended { .. } => "process-expired",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::TimedOut { .. } => "Run the command in a terminal: it may wait for an answer",
            Self::NotStarted { .. } => "Check that this machine has the shell: sh, or cmd.exe on Windows",
            Self::Failed { .. } => "Run the command in a terminal: what it says there is the cause",
            Self::NotJson { .. } | Self::TooLarge { .. } => {
                "Let the command print one JSON object and nothing else to standard output"
            }
            Self::Version { .. } => "Update the command, or Countersign: they speak different versions",
            Self::KeyMissing { .. } => {
                "Let the command print Version, AccessKeyId and SecretAccessKey, and SessionToken where there is one"
            }
            Self::KeyNotText { .. } => "Let the command print the value in quotes, or null where there is none",
            Self::ExpirationUnreadable { .. } => {
                "Let the command print the time as 2026-11-20T12:00:00Z, or leave it out"
            }
            Self::Ended { .. } => "Run the command in a terminal: it may have to sign in again",
        }
        .to_owned()
    }
}
