//! Why a command of `credential_process` gave no credentials.

/// Why a command gave no credentials.
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
}

impl ProcessError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TimedOut { .. } => "process-timed-out",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::TimedOut { .. } => "Run the command in a terminal: it may wait for an answer".to_owned(),
        }
    }
}
