//! The flags that say where credentials come from, for every command that has them fetched.
#![expect(
    clippy::doc_markdown,
    reason = "the comments are the help text, in which backticks would show"
)]

use clap::ValueEnum;

use super::credentials::of_profile;
use super::problem::Problem;
use super::role_args::RoleArgs;
use crate::model::{AwsAuth, CredentialSource, IdentityCenterForm};

/// Over these flags in the help; flags behind them stand elsewhere again.
pub const HEADING: &str = "Credentials";

/// Where credentials come from. Without a flag: from where the AWS CLI would take them.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct SourceArgs {
    /// This profile of the AWS config files, whatever the environment says
    #[arg(long, help_heading = HEADING, value_name = "NAME")]
    pub profile: Option<String>,
    /// IAM Identity Center at this start URL, without a profile
    #[arg(
        long,
        help_heading = HEADING,
        value_name = "URL",
        requires_all = ["sso_region", "sso_account", "sso_role"],
        conflicts_with = "profile"
    )]
    pub sso_start_url: Option<String>,
    /// Region of the directory
    #[arg(long, help_heading = HEADING, value_name = "REGION", requires = "sso_start_url")]
    pub sso_region: Option<String>,
    /// Account to use there
    #[arg(long, help_heading = HEADING, value_name = "ID", requires = "sso_start_url")]
    pub sso_account: Option<String>,
    /// Role (permission set) to use there
    #[arg(long, help_heading = HEADING, value_name = "NAME", requires = "sso_start_url")]
    pub sso_role: Option<String>,
    /// This source alone; the metadata of an instance is asked only when it is named here or in a profile
    #[arg(
        long,
        help_heading = HEADING,
        value_enum,
        value_name = "SOURCE",
        conflicts_with_all = ["profile", "sso_start_url"]
    )]
    pub credential_source: Option<CredentialSourceFlag>,
    /// Roles.
    #[command(flatten)]
    pub roles: RoleArgs,
    /// Code that the MFA device of a role shows now, or where it comes from; on a terminal it is asked for
    #[arg(long, help_heading = HEADING, value_name = "CODE|env:NAME|stdin")]
    pub mfa_code: Option<String>,
    /// Let the profile's credential_process run; on a terminal it is asked for, with the whole command
    #[arg(long, help_heading = HEADING)]
    pub run_process: bool,
    /// Use credentials whose end has passed, where they can not be fetched anew
    #[arg(long, help_heading = HEADING)]
    pub use_expired: bool,
}

/// Sources by name, those of `credential_source` in a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CredentialSourceFlag {
    /// AWS_ACCESS_KEY_ID and its companions
    Environment,
    /// The endpoint of a container (ECS, EKS)
    Container,
    /// The metadata of an instance (EC2)
    Instance,
}

impl SourceArgs {
    /// True when a flag names the first identity.
    pub fn names_a_source(&self) -> bool {
        self.profile.is_some() || self.sso_start_url.is_some() || self.credential_source.is_some()
    }

    /// The form that the window would have filled in.
    pub fn form(&self) -> Result<AwsAuth, Problem> {
        let mut auth = AwsAuth {
            source: CredentialSource::Automatic,
            roles: self.roles.roles.clone(),
            ..AwsAuth::default()
        };
        if let Some(name) = &self.profile {
            auth = AwsAuth {
                roles: auth.roles,
                ..of_profile(name)?
            };
        } else if let Some(start_url) = &self.sso_start_url {
            let given = |value: &Option<String>| value.clone().unwrap_or_default();
            auth.source = CredentialSource::IdentityCenter;
            auth.identity_center = IdentityCenterForm {
                start_url: start_url.clone(),
                region: given(&self.sso_region),
                account_id: given(&self.sso_account),
                role_name: given(&self.sso_role),
            };
        } else if let Some(source) = self.credential_source {
            auth.source = match source {
                CredentialSourceFlag::Environment => CredentialSource::Environment,
                CredentialSourceFlag::Container => CredentialSource::Container,
                CredentialSourceFlag::Instance => CredentialSource::Instance,
            };
        }
        Ok(auth)
    }
}
