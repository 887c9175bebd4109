//! Why a source gave no credentials.

use std::fmt;

use time::OffsetDateTime;

use super::time::utc_text;
use super::{
    ConfigError, LoginError, MetadataError, Place, ProcessError, SsoError, SsoSession, StsError, ValueSource,
};

/// Why a source gave no credentials. Nothing is sent then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// The access key ID field is empty.
    #[error("signing needs an access key ID, and the field is empty")]
    AccessKeyIdMissing,
    /// The secret access key field is empty.
    #[error("signing needs a secret access key, and the field is empty")]
    SecretMissing,
    /// The source has not been asked yet: it is asked by a send or a click, never while typing.
    #[error("the credentials of {source_name} have not been fetched yet")]
    NotFetchedYet {
        /// The source in words, as "profile dev".
        source_name: String,
    },
    /// Environment or config files say nothing, or something that can not be.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A command of `credential_process` failed.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// A part of a key pair is there and empty.
    #[error("the {part} of {from} is empty")]
    KeyEmpty {
        /// `access key ID` or `secret access key`.
        part: &'static str,
        /// Where it stands.
        from: ValueSource,
    },
    /// Credentials came that can not sign.
    #[error("the credentials from {giver} can not sign: the {part} {flaw}")]
    Unusable {
        /// Who gave them, as "the container's endpoint".
        giver: String,
        /// `access key ID`, `secret access key` or `session token`.
        part: &'static str,
        /// What is wrong with it.
        flaw: KeyFlaw,
    },
    /// The end that was told with a key pair can not be read.
    #[error("the end of the credentials in {from} is no ISO 8601 time")]
    ExpirationUnreadable {
        /// Where it stands.
        from: ValueSource,
    },
    /// STS refused or was not reached.
    #[error(transparent)]
    Sts(#[from] StsError),
    /// A container's endpoint or an instance's metadata gave nothing.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The cache of `aws login` gave nothing.
    #[error(transparent)]
    Login(#[from] LoginError),
    /// IAM Identity Center refused or was not reached.
    #[error(transparent)]
    Sso(#[from] SsoError),
    /// A panic of our own; its text stays out, as it may quote anything.
    #[error("a bug in Countersign ended the work on these credentials")]
    Bug,
    /// A person has to say something first.
    #[error(transparent)]
    Question(#[from] Question),
}

/// What is wrong with a part of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFlaw {
    /// Nothing is in it but blanks.
    Empty,
    /// It holds a line feed or another control character.
    ControlCharacter,
}

impl fmt::Display for KeyFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "is empty",
            Self::ControlCharacter => "holds a control character",
        })
    }
}

/// What a person has to say before credentials can be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Question {
    /// The code of an MFA device.
    #[error("assuming {role_arn} needs a code of the MFA device {serial}")]
    MfaCode {
        /// Serial number or ARN of the device.
        serial: String,
        /// The role that asks for it.
        role_arn: String,
    },
    /// Whether a command may run.
    #[error("the command of profile {profile} has not run before, or has changed: {command}")]
    FirstRun {
        /// The profile it stands in.
        profile: String,
        /// The whole command.
        command: String,
        /// Where it stands.
        place: Place,
    },
    /// Whether credentials whose end has passed are meant all the same; also those that had ended when they were given.
    #[error("{source_name} ended at {}", utc_text(*at))]
    Ended {
        /// Whose credentials, as "these credentials".
        source_name: String,
        /// When they ended.
        at: OffsetDateTime,
    },
    /// A sign-in in a browser.
    #[error("IAM Identity Center asks for a sign-in at {}", .0.start_url.value)]
    SignIn(Box<SsoSession>),
}

impl CredentialsError {
    /// Stable slug for JSON, as `secret-missing`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::AccessKeyIdMissing => "access-key-id-missing",
            Self::SecretMissing => "secret-missing",
            Self::NotFetchedYet { .. } => "credentials-not-fetched",
            Self::Bug => "internal-error",
            Self::Config(error) => error.kind(),
            Self::Process(error) => error.kind(),
            Self::KeyEmpty { .. } => "key-empty",
            Self::Unusable { .. } => "credentials-unusable",
            Self::ExpirationUnreadable { .. } => "expiration-unreadable",
            Self::Sts(error) => error.kind(),
            Self::Metadata(error) => error.kind(),
            Self::Login(error) => error.kind(),
            Self::Sso(error) => error.kind(),
            Self::Question(Question::MfaCode { .. }) => "mfa-code-needed",
            Self::Question(Question::FirstRun { .. }) => "process-not-allowed",
            Self::Question(Question::Ended { .. }) => "credentials-expired",
            Self::Question(Question::SignIn(_)) => "sign-in-needed",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::AccessKeyIdMissing => {
                "Enter the access key ID on the Auth tab; it starts with AKIA or ASIA".to_owned()
            }
            Self::SecretMissing => "Enter the secret access key on the Auth tab".to_owned(),
            Self::NotFetchedYet { .. } => "Send fetches the credentials and signs with them".to_owned(),
            Self::Bug => "Please report it with the text on standard error".to_owned(),
            Self::Config(error) => error.hint(),
            Self::Process(error) => error.hint(),
            Self::KeyEmpty { from, .. } | Self::ExpirationUnreadable { from, .. } => {
                format!("Correct the value in {from}")
            }
            Self::Unusable { .. } => "Check the source, and who answers in the place of AWS".to_owned(),
            Self::Sts(error) => error.hint(),
            Self::Metadata(error) => error.hint(),
            Self::Login(error) => error.hint(),
            Self::Sso(error) => error.hint(),
            Self::Question(question) => question.hint(),
        }
    }

    /// What has to be asked of the user, when that is all that is missing.
    pub fn question(&self) -> Option<&Question> {
        match self {
            Self::Question(question) => Some(question),
            _ => None,
        }
    }
}

impl Question {
    /// What to do, where nobody can be asked.
    pub fn hint(&self) -> String {
        match self {
            Self::MfaCode { .. } => "Enter the six digits that the device shows now".to_owned(),
            Self::FirstRun { place, .. } => {
                format!("Look at the command in {place}, and allow it if you know it")
            }
            Self::Ended { .. } => "Get new ones and check the clock of this machine, or send anyway to see what the service answers".to_owned(),
            Self::SignIn(session) => match &session.profile {
                Some(profile) => format!("Sign in here, or run: aws sso login --profile {profile}"),
                None => "Sign in on the Auth tab".to_owned(),
            },
        }
    }
}
