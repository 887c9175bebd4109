//! Account and role of IAM Identity Center, and where its sign-in is.
//!
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html>

use super::scene::Scene;
use crate::credentials::profiles::Settings;
use crate::model::{ConfigError, IdentityCenterForm, IdentityCenterStep, Sourced, SsoSession, ValueSource};

const START_URL: &str = "sso_start_url";
const REGION: &str = "sso_region";
const ACCOUNT: &str = "sso_account_id";
const ROLE: &str = "sso_role_name";

/// What the form says. Where an `sso-session` has the same start URL and region it is the same sign-in, and shares its
/// token with the AWS CLI.
pub fn of_form(scene: &Scene<'_>, form: &IdentityCenterForm) -> Result<IdentityCenterStep, ConfigError> {
    let field = |text: &str, field: &'static str| match text.trim() {
        "" => Err(ConfigError::FieldEmpty { field }),
        text => Ok(Sourced {
            value: text.to_owned(),
            from: ValueSource::Form,
        }),
    };
    let start_url = field(&form.start_url, "the start URL")?;
    let region = field(&form.region, "the region of IAM Identity Center")?;
    let account_id = field(&form.account_id, "the account ID")?;
    let role_name = field(&form.role_name, "the role name")?;
    let is_same = |settings: &Settings| {
        let says = |key, value: &Sourced<String>| {
            settings
                .shown(key)
                .is_some_and(|found| found.value == value.value)
        };
        says(START_URL, &start_url) && says(REGION, &region)
    };
    let known = scene
        .files
        .refusal()
        .is_none()
        .then(|| {
            scene
                .profiles
                .sso_sessions()
                .find(|(_, settings)| is_same(settings))
        })
        .flatten();
    let session = SsoSession {
        name: known.map(|(name, settings)| Sourced {
            value: name.to_owned(),
            from: ValueSource::File(settings.place.clone()),
        }),
        start_url,
        region,
        scopes: scopes(known.map(|(_, settings)| settings)),
        profile: None,
    };
    Ok(IdentityCenterStep {
        session,
        account_id,
        role_name,
    })
}

/// What a profile says, with its `sso-session` or, in the older form, alone. `None` when it names neither account nor
/// role.
pub fn of_profile(
    scene: &Scene<'_>,
    profile: &str,
    settings: &Settings,
) -> Result<Option<IdentityCenterStep>, ConfigError> {
    if !settings.has(ACCOUNT) && !settings.has(ROLE) {
        return Ok(None);
    }
    let name = settings.text("sso_session")?;
    let session = match &name {
        None => None,
        Some(name) => Some(session_of(scene, profile, settings, &name.value)?),
    };
    let either = |key| match session.map(|session| session.filled(key)).transpose()?.flatten() {
        Some(found) => Ok(Some(found)),
        None => settings.filled(key),
    };
    let (Some(role_name), Some(account_id)) = (either(ROLE)?, either(ACCOUNT)?) else {
        return Err(ConfigError::SsoSettingMissing {
            section: format!("profile {profile}"),
            missing: lacking(&[ROLE, ACCOUNT], &[Some(settings), session]),
            place: settings.place.clone(),
        });
    };
    // Where there is a session, the sign-in is all its own.
    let sign_in = session.unwrap_or(settings);
    let (Some(start_url), Some(region)) = (sign_in.filled(START_URL)?, sign_in.filled(REGION)?) else {
        return Err(ConfigError::SsoSettingMissing {
            section: match &name {
                Some(name) => format!("sso-session {}", name.value),
                None => format!("profile {profile}"),
            },
            missing: lacking(&[START_URL, REGION], &[Some(sign_in)]),
            place: sign_in.place.clone(),
        });
    };
    let session = SsoSession {
        name,
        start_url,
        region,
        scopes: scopes(session),
        profile: Some(profile.to_owned()),
    };
    Ok(Some(IdentityCenterStep {
        session,
        account_id,
        role_name,
    }))
}

/// The session that a profile names, which may not contradict it.
fn session_of<'a>(
    scene: &'a Scene<'_>,
    profile: &str,
    settings: &Settings,
    name: &str,
) -> Result<&'a Settings, ConfigError> {
    let Some(session) = scene.profiles.sso_session(name) else {
        return Err(ConfigError::SsoSessionMissing {
            profile: profile.to_owned(),
            session: name.to_owned(),
            place: settings.place_of("sso_session"),
        });
    };
    for key in session.keys() {
        if let (Some(in_profile), Some(in_session)) = (settings.secret(key)?, session.secret(key)?)
            && in_profile.value != in_session.value
        {
            return Err(ConfigError::SsoContradiction {
                profile: profile.to_owned(),
                key: key.to_owned(),
                in_profile: settings.place_of(key),
                in_session: session.place_of(key),
            });
        }
    }
    Ok(session)
}

/// Those of the keys that stand in none of the sections.
fn lacking(keys: &[&'static str], sections: &[Option<&Settings>]) -> Vec<&'static str> {
    let has = |key: &str| sections.iter().flatten().any(|settings| settings.has(key));
    keys.iter().copied().filter(|key| !has(key)).collect()
}

/// Empty when nothing is said: the AWS CLI keeps that apart from the usual scope.
fn scopes(session: Option<&Settings>) -> Vec<String> {
    let named = session.and_then(|session| session.shown("sso_registration_scopes"));
    let named = named.map(|scopes| scopes.value).unwrap_or_default();
    named
        .split(',')
        .map(str::trim)
        .filter(|scope| !scope.is_empty())
        .map(str::to_owned)
        .collect()
}
