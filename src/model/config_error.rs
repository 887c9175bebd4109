//! What environment and config files lack or contradict, with file and line.

use std::path::PathBuf;

use super::{Place, ValueSource};

/// Environment or config files give no plan. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// No file has this profile.
    #[error("profile {name}, named by {named_by}, stands in neither {} nor {}", config.display(), credentials.display())]
    ProfileMissing {
        /// The name asked for.
        name: String,
        /// Who asked for it.
        named_by: Box<ValueSource>,
        /// The config file that was read.
        config: PathBuf,
        /// The credentials file that was read.
        credentials: PathBuf,
    },
    /// A file can not be read as a config file.
    #[error("{place}: {reason}")]
    Unreadable {
        /// The line, or the first when none is to blame.
        place: Place,
        /// What is wrong with it.
        reason: String,
    },
    /// A file is there and can not be opened.
    #[error("{} can not be read: {reason}", file.display())]
    NotRead {
        /// The file.
        file: PathBuf,
        /// The system's own words.
        reason: String,
    },
    /// The profile says nothing about credentials.
    #[error("profile {profile} has no credentials: {place}")]
    ProfileWithoutCredentials {
        /// The profile.
        profile: String,
        /// Its section.
        place: Place,
    },
    /// `source_profile` names nothing.
    #[error("source_profile {source_profile} of profile {profile} does not exist: {place}")]
    SourceProfileMissing {
        /// The profile that names it.
        profile: String,
        /// The name.
        source_profile: String,
        /// The line that names it.
        place: Place,
    },
    /// `source_profile` names a profile without credentials.
    #[error("source_profile {source_profile} of profile {profile} has no credentials: {place}")]
    SourceProfileEmpty {
        /// The profile that names it.
        profile: String,
        /// The name.
        source_profile: String,
        /// The line that names it.
        place: Place,
    },
    /// Profiles name each other in a circle.
    #[error("source_profile leads back to where it began: {}: {place}", profiles.join(" → "))]
    SourceProfileCycle {
        /// The way, with the profile that closes the circle at both ends.
        profiles: Vec<String>,
        /// The line that closes it.
        place: Place,
    },
    /// A role without anybody to assume it.
    #[error("the role of profile {profile} has neither source_profile nor credential_source: {place}")]
    RoleSourceMissing {
        /// The profile.
        profile: String,
        /// The line of its role.
        place: Place,
    },
    /// A role with two sources.
    #[error(
        "profile {profile} has both source_profile ({source_profile}) and credential_source ({credential_source})"
    )]
    RoleSourceTwice {
        /// The profile.
        profile: String,
        /// The one line.
        source_profile: Place,
        /// The other.
        credential_source: Place,
    },
    /// `credential_source` is none that there is.
    #[error("credential_source {credential_source} of profile {profile} is unknown: {place}")]
    CredentialSourceUnknown {
        /// The profile.
        profile: String,
        /// What stands there.
        credential_source: String,
        /// The line.
        place: Place,
    },
    /// `credential_source` names a place that has no credentials here.
    #[error("credential_source {credential_source} of profile {profile} has no credentials here: {place}")]
    CredentialSourceEmpty {
        /// The profile.
        profile: String,
        /// What stands there.
        credential_source: String,
        /// The line.
        place: Place,
    },
    /// One half of a key pair.
    #[error("profile {profile} has aws_access_key_id and no {missing} in the same section: {place}")]
    KeyIncomplete {
        /// The profile.
        profile: String,
        /// Name of the setting that is not there.
        missing: &'static str,
        /// The line of the half that is there.
        place: Place,
    },
    /// A variable that the source needs.
    #[error("{variable} is not set: {needed_for}")]
    VariableMissing {
        /// Its name.
        variable: &'static str,
        /// Why it is needed.
        needed_for: &'static str,
    },
    /// A token of a web identity and no role to exchange it for.
    #[error("there is a web identity token ({token_file}) and no role to exchange it for")]
    WebIdentityRoleMissing {
        /// Who named the token's file.
        token_file: ValueSource,
    },
    /// `sso_session` names nothing.
    #[error("sso_session {session} of profile {profile} does not exist: {place}")]
    SsoSessionMissing {
        /// The profile.
        profile: String,
        /// The name.
        session: String,
        /// The line that names it.
        place: Place,
    },
    /// A sign-in of IAM Identity Center without all that it needs.
    #[error("{section} lacks {} for IAM Identity Center: {place}", missing.join(", "))]
    SsoSettingMissing {
        /// Profile or sso-session, as `profile dev`.
        section: String,
        /// Names of the settings that are not there.
        missing: Vec<&'static str>,
        /// The section.
        place: Place,
    },
    /// Profile and `sso-session` say different things. Not which: any setting can stand twice, a secret access key too.
    #[error("{key} of profile {profile} is not that of its sso-session: {in_profile} and {in_session}")]
    SsoContradiction {
        /// The profile.
        profile: String,
        /// Name of the setting.
        key: String,
        /// The line of the profile.
        in_profile: Place,
        /// The line of the session.
        in_session: Place,
    },
    /// `services` names nothing, and a call has to be made.
    #[error("the services section {services} does not exist: {place}")]
    ServicesMissing {
        /// The name.
        services: String,
        /// The line that names it.
        place: Place,
    },
    /// The URL of a service with a user or a password, which is told nowhere.
    #[error("the endpoint in {from} has a user name or a password in front of its host")]
    EndpointWithPassword {
        /// Where it stands.
        from: ValueSource,
    },
    /// A variable with other bytes than text.
    #[error("{variable} is not UTF-8 text")]
    VariableNotText {
        /// Its name.
        variable: &'static str,
    },
    /// A setting without a value.
    #[error("{key} has no value: {place}")]
    ValueEmpty {
        /// Name of the setting.
        key: String,
        /// The line.
        place: Place,
    },
    /// An indented block where a value is needed.
    #[error("{key} is followed by an indented block, where a value is needed: {place}")]
    ValueNotText {
        /// Name of the setting.
        key: String,
        /// The line.
        place: Place,
    },
    /// A value where an indented block is needed.
    #[error("{key} needs an indented block below it, as endpoint_url = https://…: {place}")]
    BlockMissing {
        /// Name of the setting.
        key: String,
        /// The line.
        place: Place,
    },
    /// `duration_seconds` is a number that no session can have.
    #[error("duration_seconds {value} is no duration of a session: {place}")]
    DurationUnusable {
        /// What stands there.
        value: String,
        /// The line.
        place: Place,
    },
    /// A field of the form is empty.
    #[error("{field} is empty")]
    FieldEmpty {
        /// Its label.
        field: &'static str,
    },
    /// Neither environment nor files nor machine.
    #[error("there are no credentials in the environment, in {} or in {}, and no metadata service may be asked", config.display(), credentials.display())]
    NothingConfigured {
        /// The config file that was read.
        config: PathBuf,
        /// The credentials file that was read.
        credentials: PathBuf,
    },
}

impl ConfigError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ProfileMissing { .. } => "profile-missing",
            Self::Unreadable { .. } => "config-unreadable",
            Self::NotRead { .. } => "config-not-read",
            Self::ProfileWithoutCredentials { .. } => "profile-without-credentials",
            Self::SourceProfileMissing { .. } => "source-profile-missing",
            Self::SourceProfileEmpty { .. } => "source-profile-empty",
            Self::SourceProfileCycle { .. } => "source-profile-cycle",
            Self::RoleSourceMissing { .. } => "role-source-missing",
            Self::RoleSourceTwice { .. } => "role-source-twice",
            Self::CredentialSourceUnknown { .. } => "credential-source-unknown",
            Self::CredentialSourceEmpty { .. } => "credential-source-empty",
            Self::KeyIncomplete { .. } => "key-incomplete",
            Self::VariableMissing { .. } => "variable-missing",
            Self::WebIdentityRoleMissing { .. } => "web-identity-role-missing",
            Self::SsoSessionMissing { .. } => "sso-session-missing",
            Self::SsoSettingMissing { .. } => "sso-setting-missing",
            Self::SsoContradiction { .. } => "sso-contradiction",
            Self::ServicesMissing { .. } => "services-missing",
            Self::EndpointWithPassword { .. } => "endpoint-password",
            Self::VariableNotText { .. } => "variable-not-text",
            Self::ValueEmpty { .. } => "value-empty",
            Self::ValueNotText { .. } => "value-not-text",
            Self::BlockMissing { .. } => "block-missing",
            Self::DurationUnusable { .. } => "duration-unusable",
            Self::FieldEmpty { .. } => "field-empty",
            Self::NothingConfigured { .. } => "nothing-configured",
        }
    }

    /// The line to look at, where there is one.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Unreadable { place, .. }
            | Self::ProfileWithoutCredentials { place, .. }
            | Self::SourceProfileMissing { place, .. }
            | Self::SourceProfileEmpty { place, .. }
            | Self::SourceProfileCycle { place, .. }
            | Self::RoleSourceMissing { place, .. }
            | Self::CredentialSourceUnknown { place, .. }
            | Self::CredentialSourceEmpty { place, .. }
            | Self::KeyIncomplete { place, .. }
            | Self::SsoSessionMissing { place, .. }
            | Self::SsoSettingMissing { place, .. }
            | Self::ServicesMissing { place, .. }
            | Self::ValueEmpty { place, .. }
            | Self::ValueNotText { place, .. }
            | Self::BlockMissing { place, .. }
            | Self::DurationUnusable { place, .. } => Some(place),
            Self::RoleSourceTwice { source_profile, .. } => Some(source_profile),
            Self::WebIdentityRoleMissing { token_file } => token_file.place(),
            Self::EndpointWithPassword { from } => from.place(),
            Self::SsoContradiction { in_profile, .. } => Some(in_profile),
            Self::ProfileMissing { named_by, .. } => named_by.place(),
            Self::NotRead { .. }
            | Self::VariableMissing { .. }
            | Self::VariableNotText { .. }
            | Self::FieldEmpty { .. }
            | Self::NothingConfigured { .. } => None,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::ProfileMissing { name, .. } if name.is_empty() => {
                "Unset the variable, or give it the name of a profile".to_owned()
            }
            Self::ProfileMissing { name, .. } => {
                format!("Choose another profile, or add one with: aws configure --profile {name}")
            }
            Self::Unreadable { .. } => {
                "Mend the line in an editor; until then the AWS CLI refuses the file too".to_owned()
            }
            Self::NotRead { .. } => "Check that you may read the file, and that it is a config file and no larger one".to_owned(),
            Self::ProfileWithoutCredentials { profile, .. } => {
                format!("Add credentials to it, as with: aws configure --profile {profile}")
            }
            Self::SourceProfileMissing { .. } => {
                "Add the profile, or name one that there is under source_profile".to_owned()
            }
            Self::SourceProfileEmpty { source_profile, .. } => {
                format!("Add credentials to profile {source_profile}, or name another under source_profile")
            }
            Self::SourceProfileCycle { .. } => {
                "Let one of the profiles have credentials of its own in place of source_profile".to_owned()
            }
            Self::RoleSourceMissing { .. } => {
                "Add source_profile, the profile that may assume the role, or credential_source".to_owned()
            }
            Self::RoleSourceTwice { .. } => "Remove one of the two lines".to_owned(),
            Self::CredentialSourceUnknown { .. } => {
                "Write Environment, Ec2InstanceMetadata or EcsContainer, spelled like this".to_owned()
            }
            Self::CredentialSourceEmpty { credential_source, .. } if credential_source == "Environment" => {
                "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a source_profile instead".to_owned()
            }
            Self::CredentialSourceEmpty { .. } => {
                "Name a source_profile instead: this machine is not what the profile was written for".to_owned()
            }
            Self::KeyIncomplete { missing, .. } => {
                format!("Add {missing} to the section: the files do not complete each other")
            }
            Self::VariableMissing { .. } => "Set it, or choose another source".to_owned(),
            Self::WebIdentityRoleMissing { .. } => {
                "Add role_arn to the profile, or set AWS_ROLE_ARN".to_owned()
            }
            Self::SsoSessionMissing { session, .. } => {
                format!("Add a section [sso-session {session}], or run: aws configure sso-session")
            }
            Self::SsoSettingMissing { .. } => "Add what is missing, or run: aws configure sso".to_owned(),
            Self::SsoContradiction { .. } => "Remove the line from the profile".to_owned(),
            Self::ServicesMissing { services, .. } => {
                format!("Add a section [services {services}] to the config file, or remove the line")
            }
            Self::EndpointWithPassword { .. } => "Remove what stands in front of the @".to_owned(),
            Self::VariableNotText { .. } => "Set it anew: keys have letters, digits and a few signs".to_owned(),
            Self::ValueEmpty { .. } => "Give it a value, or remove the line".to_owned(),
            Self::ValueNotText { .. } => {
                "Write the value behind the equals sign; lines behind it that belong to another setting start at \
                 the margin"
                    .to_owned()
            }
            Self::BlockMissing { .. } => {
                "Write the URL on a line of its own, indented, behind endpoint_url =".to_owned()
            }
            Self::DurationUnusable { .. } => "Write a number of seconds, 900 to 43200".to_owned(),
            Self::FieldEmpty { .. } => "Fill in the field".to_owned(),
            Self::NothingConfigured { .. } => {
                "Choose a source, or add a profile with: aws configure".to_owned()
            }
        }
    }
}

impl ValueSource {
    /// The line of a file, where it is one.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::File(place) => Some(place),
            Self::Form | Self::Variable(_) | Self::Cache(_) | Self::Rule(_) => None,
        }
    }
}
