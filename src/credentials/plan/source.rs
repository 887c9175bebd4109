//! What one profile gets its credentials from, in the order in which botocore tries its providers.

use std::path::PathBuf;

use super::scene::Scene;
use super::{identity_center, keys, role_chain};
use crate::credentials::profiles::Settings;
use crate::model::{BaseSource, ConfigError, RoleStep, Sourced};

/// Names the path of a container's credentials below ECS's own address.
pub const CONTAINER_RELATIVE_URI: &str = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
const CONTAINER_FULL_URI: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

/// The first identity and the roles behind it.
pub struct Way {
    /// The first identity.
    pub base: BaseSource,
    /// In the order in which they are assumed.
    pub roles: Vec<RoleStep>,
}

impl Way {
    /// A way without roles.
    pub fn of(base: BaseSource) -> Self {
        Self {
            base,
            roles: Vec::new(),
        }
    }
}

/// Whether variables for a web identity count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum EnvironmentUse {
    /// They stand over the profile.
    Asked,
    /// A profile was named, by the user or by another profile.
    Aside,
}

/// The way of a profile, which need not exist. `None` when it says nothing about credentials.
pub fn of_profile(
    scene: &Scene<'_>,
    name: &str,
    environment: EnvironmentUse,
) -> Result<Option<Way>, ConfigError> {
    if scene.profiles.get(name).is_some_and(has_role) {
        return role_chain::of_profile(scene, name).map(Some);
    }
    Ok(without_role(scene, name, environment)?.map(Way::of))
}

/// True for a profile whose role is assumed with other credentials.
pub fn has_role(settings: &Settings) -> bool {
    settings.has("role_arn") && !settings.has("web_identity_token_file")
}

/// The source of a profile apart from its role.
pub fn without_role(
    scene: &Scene<'_>,
    name: &str,
    environment: EnvironmentUse,
) -> Result<Option<BaseSource>, ConfigError> {
    let settings = scene.profiles.get(name);
    if let Some(found) = web_identity(scene, settings, environment)? {
        return Ok(Some(found));
    }
    if let Some(settings) = settings
        && let Some(step) = identity_center::of_profile(scene, name, settings)?
    {
        return Ok(Some(BaseSource::IdentityCenter(step)));
    }
    if let Some(own) = scene.profiles.of_credentials(name)
        && let Some(keys) = keys::of_settings(name, own)?
    {
        return Ok(Some(BaseSource::Keys(keys)));
    }
    if let Some(settings) = settings
        && let Some(found) = named_elsewhere(name, settings)?
    {
        return Ok(Some(found));
    }
    match scene.profiles.of_config(name) {
        Some(own) => Ok(keys::of_settings(name, own)?.map(BaseSource::Keys)),
        None => Ok(None),
    }
}

/// The cache of `aws login`, then a command.
fn named_elsewhere(name: &str, settings: &Settings) -> Result<Option<BaseSource>, ConfigError> {
    let profile = name.to_owned();
    if let Some(session) = settings.filled("login_session")? {
        return Ok(Some(BaseSource::Login { session, profile }));
    }
    let command = settings.filled("credential_process")?;
    Ok(command.map(|command| BaseSource::Process { command, profile }))
}

/// A token in a file, where environment or profile name one. Each value for itself comes from the environment first.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html>
fn web_identity(
    scene: &Scene<'_>,
    settings: Option<&Settings>,
    environment: EnvironmentUse,
) -> Result<Option<BaseSource>, ConfigError> {
    let value = |variable: &str, key: &str| -> Result<Option<Sourced<String>>, ConfigError> {
        let of_environment = match environment {
            EnvironmentUse::Asked => scene.variable(variable),
            EnvironmentUse::Aside => None,
        };
        let found = match (of_environment, settings) {
            (Some(found), _) => Some(found),
            (None, Some(settings)) => settings.text(key)?,
            (None, None) => None,
        };
        Ok(found.filter(|found| !found.value.is_empty()))
    };
    let Some(token_file) = value("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file")? else {
        return Ok(None);
    };
    let Some(role_arn) = value("AWS_ROLE_ARN", "role_arn")? else {
        return Err(ConfigError::WebIdentityRoleMissing {
            token_file: token_file.from,
        });
    };
    Ok(Some(BaseSource::WebIdentity {
        token_file: Sourced {
            value: PathBuf::from(token_file.value),
            from: token_file.from,
        },
        role_arn,
        session_name: value("AWS_ROLE_SESSION_NAME", "role_session_name")?,
    }))
}

/// True where a container's variables are set, if only to nothing.
pub fn is_in_container(scene: &Scene<'_>) -> bool {
    [CONTAINER_RELATIVE_URI, CONTAINER_FULL_URI]
        .into_iter()
        .any(|name| scene.variable(name).is_some())
}

/// False where the user forbade the instance's metadata service.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html>
pub fn may_ask_instance(scene: &Scene<'_>) -> bool {
    let disabled = scene.variable("AWS_EC2_METADATA_DISABLED");
    disabled.is_none_or(|found| found.value.to_lowercase() != "true")
}
