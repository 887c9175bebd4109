//! The way to credentials, as form, environment and config files describe it, before anybody is asked.

use std::fmt;
use std::path::PathBuf;

use super::{AssumeRoleForm, Secret};

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file, absolute.
    pub file: PathBuf,
    /// Line, from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} line {}", self.file.display(), self.line)
    }
}

/// Where a value of a plan was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueSource {
    /// A field of the form.
    Form,
    /// An environment variable.
    Variable(String),
    /// A line of a config file.
    File(Place),
    /// A file that a sign-in wrote.
    Cache(PathBuf),
    /// A rule, because nothing was said.
    Rule(&'static str),
}

impl fmt::Display for ValueSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str("the form"),
            Self::Variable(name) => f.write_str(name),
            Self::File(place) => place.fmt(f),
            Self::Cache(file) => file.display().fmt(f),
            Self::Rule(rule) => f.write_str(rule),
        }
    }
}

/// A value with where it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it was read.
    pub from: ValueSource,
}

/// The whole way: one source, and the roles that are assumed one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialPlan {
    /// The first identity.
    pub base: BaseSource,
    /// Roles in the order in which they are assumed: those of profiles first, those of the form behind them.
    pub roles: Vec<RoleStep>,
    /// The profile that was asked for, by flag, form or `AWS_PROFILE`, with who said so.
    pub profile: Option<Sourced<String>>,
    /// Region of the profile or the environment: for STS, and for a request whose host names none.
    pub region: Option<Sourced<String>>,
    /// Endpoints of the program's own calls, where they are not AWS's own.
    pub endpoints: OwnEndpoints,
}

/// The first identity of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaseSource {
    /// Keys that stand somewhere: in the form, the environment, or a file.
    Keys(KeySet),
    /// A command that prints credentials.
    Process {
        /// The whole command.
        command: Sourced<String>,
        /// The profile it stands in.
        profile: String,
    },
    /// A token of another identity provider, exchanged at STS.
    WebIdentity {
        /// The file with the token.
        token_file: Sourced<PathBuf>,
        /// The role it is exchanged for.
        role_arn: Sourced<String>,
        /// Name of the session, where one is given.
        session_name: Option<Sourced<String>>,
    },
    /// IAM Identity Center.
    IdentityCenter(IdentityCenterStep),
    /// The cache of `aws login`.
    Login {
        /// What stands under `login_session`: the ARN of who logged in.
        session: Sourced<String>,
        /// The profile it stands in.
        profile: String,
    },
    /// The credentials endpoint of a container.
    Container,
    /// The metadata service of an instance.
    Instance,
}

/// A key pair with where each part was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySet {
    /// Access key ID.
    pub access_key_id: Sourced<String>,
    /// Secret access key.
    pub secret_access_key: Sourced<Secret>,
    /// Session token of temporary credentials.
    pub session_token: Option<Sourced<Secret>>,
    /// RFC 3339 text of `AWS_CREDENTIAL_EXPIRATION` and the like.
    pub expiration: Option<Sourced<String>>,
}

/// Account and role of IAM Identity Center.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityCenterStep {
    /// Where to sign in.
    pub session: SsoSession,
    /// Twelve digits.
    pub account_id: Sourced<String>,
    /// Name of the permission set.
    pub role_name: Sourced<String>,
}

/// What one sign-in of IAM Identity Center is for. The AWS CLI keeps its token under the name, or under the start URL of
/// an older profile that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SsoSession {
    /// Name of the `sso-session` section.
    pub name: Option<Sourced<String>>,
    /// Start URL.
    pub start_url: Sourced<String>,
    /// Region of the directory.
    pub region: Sourced<String>,
    /// `sso_registration_scopes`, split at commas; empty when it is not there, which is kept apart from the usual scope in
    /// the AWS CLI's cache.
    pub scopes: Vec<String>,
    /// A profile that uses it, for naming the AWS CLI's command.
    pub profile: Option<String>,
}

/// One role of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleStep {
    /// What is asked of STS.
    pub form: AssumeRoleForm,
    /// Where the role's ARN was read.
    pub from: ValueSource,
    /// Where the other values of a profile's role were read, by their names in the file; empty for a role of the form.
    pub settings: Vec<(&'static str, ValueSource)>,
    /// The profile it stands in; `None` for a role of the form.
    pub profile: Option<String>,
}

/// URLs of `AWS_ENDPOINT_URL*`, `endpoint_url` and `services`, for the program's own calls only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnEndpoints {
    /// STS.
    pub sts: Option<Sourced<String>>,
    /// The portal of IAM Identity Center.
    pub sso: Option<Sourced<String>>,
    /// OIDC of IAM Identity Center.
    pub sso_oidc: Option<Sourced<String>>,
}

/// Where an identity of a chain comes from, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkSource {
    /// Typed keys.
    Typed,
    /// Keys of the environment.
    Environment,
    /// Keys of a file.
    File(Place),
    /// Printed by a command of the profile.
    Process {
        /// The profile.
        profile: String,
    },
    /// A web identity token.
    WebIdentity,
    /// IAM Identity Center.
    IdentityCenter {
        /// Twelve digits.
        account_id: String,
        /// Permission set.
        role_name: String,
    },
    /// The cache of `aws login`.
    Login,
    /// A container's endpoint.
    Container,
    /// An instance's metadata.
    Instance,
    /// Assumed.
    Role {
        /// ARN of the role.
        role_arn: String,
    },
}
