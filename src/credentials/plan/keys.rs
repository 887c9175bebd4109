//! Key pairs that stand somewhere.

use super::scene::Scene;
use crate::credentials::profiles::Settings;
use crate::model::{ConfigError, KeySet, Secret, Sourced};

/// The variable whose presence makes the environment a source.
pub const ACCESS_KEY_ID: &str = "AWS_ACCESS_KEY_ID";
const SECRET_ACCESS_KEY: &str = "AWS_SECRET_ACCESS_KEY";
/// The older name first, as in botocore.
const SESSION_TOKENS: [&str; 2] = ["AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"];
const EXPIRATION: &str = "AWS_CREDENTIAL_EXPIRATION";

/// All of them.
pub const OF_ENVIRONMENT: [&str; 5] = [
    ACCESS_KEY_ID,
    SECRET_ACCESS_KEY,
    SESSION_TOKENS[0],
    SESSION_TOKENS[1],
    EXPIRATION,
];

/// True for a text in which a mark stands for bytes that were none.
pub fn is_garbled(text: &str) -> bool {
    text.contains(char::REPLACEMENT_CHARACTER)
}

/// `AWS_ACCESS_KEY_ID` and its companions. `None` when the first is not set, whatever the others are.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html>
pub fn of_environment(scene: &Scene<'_>) -> Result<Option<KeySet>, ConfigError> {
    let Some(access_key_id) = scene.filled_variable(ACCESS_KEY_ID) else {
        return Ok(None);
    };
    let garbled = OF_ENVIRONMENT
        .into_iter()
        .find(|name| scene.variable(name).is_some_and(|found| is_garbled(&found.value)));
    if let Some(variable) = garbled {
        return Err(ConfigError::VariableNotText { variable });
    }
    let secret = |name: &str| scene.filled_variable(name).map(hidden);
    let secret_access_key = secret(SECRET_ACCESS_KEY).ok_or(ConfigError::VariableMissing {
        variable: SECRET_ACCESS_KEY,
        needed_for: "AWS_ACCESS_KEY_ID is set",
    })?;
    Ok(Some(KeySet {
        access_key_id,
        secret_access_key,
        session_token: SESSION_TOKENS.into_iter().find_map(secret),
        expiration: scene.filled_variable(EXPIRATION),
    }))
}

fn hidden(found: Sourced<String>) -> Sourced<Secret> {
    Sourced {
        value: Secret::new(found.value),
        from: found.from,
    }
}

/// The pair of a section. `None` without `aws_access_key_id`; both halves have to stand in the same file.
pub fn of_settings(profile: &str, settings: &Settings) -> Result<Option<KeySet>, ConfigError> {
    let id = "aws_access_key_id";
    let secret = "aws_secret_access_key";
    let Some(access_key_id) = settings.filled(id)? else {
        return Ok(None);
    };
    settings.filled(secret)?;
    let secret_access_key = settings
        .secret(secret)?
        .ok_or_else(|| ConfigError::KeyIncomplete {
            profile: profile.to_owned(),
            missing: secret,
            place: settings.place_of(id),
        })?;
    let tokens = ["aws_security_token", "aws_session_token"];
    let session_token = match tokens.into_iter().find(|key| settings.has(key)) {
        Some(key) => settings.secret(key)?,
        None => None,
    };
    Ok(Some(KeySet {
        access_key_id,
        secret_access_key,
        session_token: session_token.filter(|token| !token.value.is_empty()),
        expiration: None,
    }))
}
