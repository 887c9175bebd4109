//! Where the credentials of a request come from, and what a source gave.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Credentials, CredentialsError, LinkSource, Live, Note, Secret, Sourced};

/// Where a request with AWS Signature gets its credentials. The values of each source stand in the form beside it and
/// are kept while another one is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CredentialSource {
    /// The fields of the form, which may name variables.
    #[default]
    Typed,
    /// What the AWS CLI would take without flags: environment, then the profile of the environment or `default`, then
    /// container and instance.
    Automatic,
    /// `AWS_ACCESS_KEY_ID` and its companions.
    Environment,
    /// A profile of the AWS config files.
    Profile,
    /// An account and role of IAM Identity Center, without a profile.
    IdentityCenter,
    /// The credentials endpoint of a container (ECS, EKS Pod Identity).
    Container,
    /// The metadata service of an instance (EC2).
    Instance,
}

impl CredentialSource {
    /// Every source, the one that stores no secret first.
    pub const ALL: [Self; 7] = [
        Self::Profile,
        Self::IdentityCenter,
        Self::Environment,
        Self::Automatic,
        Self::Container,
        Self::Instance,
        Self::Typed,
    ];

    /// True for the source that a file need not name.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Account and role of IAM Identity Center, named in the form in the place of a profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct IdentityCenterForm {
    /// Start URL, `https://d-1234567890.awsapps.com/start`, or the issuer URL.
    pub start_url: String,
    /// Region of the directory, which need not be the one of the request.
    pub region: String,
    /// Twelve digits.
    pub account_id: String,
    /// Name of the permission set.
    pub role_name: String,
}

impl IdentityCenterForm {
    /// True while nothing is typed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One role to assume with the credentials before it.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AssumeRoleForm {
    /// ARN of the role.
    pub role_arn: String,
    /// Name that stands in the ARN of the session; one is made up while it is empty.
    pub session_name: String,
    /// What the owner of the role asks of third parties; no secret.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub external_id: String,
    /// Serial number or ARN of the MFA device; the code is asked for when it is needed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mfa_serial: String,
    /// Life of the session in seconds, 900 to 43,200; one hour while it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_seconds: Option<u32>,
    /// A policy in JSON that narrows what the session may do.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub policy: String,
    /// Region of STS; that of profile or environment while it is empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sts_region: String,
    /// URL of STS, where it is not AWS's own.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sts_endpoint: String,
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
    /// How they came about, the first link first; empty for typed keys alone.
    pub chain: Vec<ChainLink>,
    /// The region of profile or environment, for a host that names none.
    pub region: Option<Sourced<String>>,
    /// Secrets of the links before the last, each with its label: they must be found and hidden as well.
    pub further_secrets: Vec<(&'static str, Secret)>,
}

/// One identity on the way to the credentials that sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainLink {
    /// Access key ID of this identity.
    pub access_key_id: String,
    /// Its ARN where it is known without asking: STS names it with the session that it gives.
    pub arn: Option<String>,
    /// Where it comes from.
    pub source: LinkSource,
    /// When its credentials end.
    pub expires: Option<OffsetDateTime>,
}

/// What a person said before credentials were asked for. Every question ends a send; its answer starts a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Code of an MFA device, good once, with the serial number that it is for.
    pub mfa_code: Option<(String, Secret)>,
    /// Commands of `credential_process` that may run: SHA-256 in hex of each, as it stands in the file.
    pub allowed_commands: Vec<String>,
    /// What to do with credentials whose end has passed.
    pub expired: ExpiredUse,
    /// Which identity of the chain signs.
    pub send_as: SendAs,
}

/// What is done with credentials that are known to have ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExpiredUse {
    /// They are fetched anew; where that can not be, nothing is sent.
    #[default]
    Refresh,
    /// They sign all the same: the service will answer.
    SendAnyway,
}

/// Which identity of a chain signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SendAs {
    /// The last one, as everywhere.
    #[default]
    LastRole,
    /// The one before this many last roles: 1 is the caller of the last role.
    Before(usize),
}

/// Who the credentials belong to, as STS answers `GetCallerIdentity`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerIdentity {
    /// ARN of the user or of the session of a role.
    pub arn: String,
    /// Twelve digits.
    pub account: String,
    /// AWS's own unique id.
    pub user_id: String,
}

/// What a source gives, or why it gives nothing.
pub type Provided = Result<ProvidedCredentials, CredentialsError>;
