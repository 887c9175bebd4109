//! Roles that profiles assume with each other's credentials.
//!
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html>

use super::keys;
use super::scene::Scene;
use super::source::{self, EnvironmentUse, Way};
use crate::credentials::profiles::Settings;
use crate::model::{AssumeRoleForm, BaseSource, ConfigError, RoleStep, Sourced, ValueSource};

/// The chain that ends with the role of this profile.
pub fn of_profile(scene: &Scene<'_>, name: &str) -> Result<Way, ConfigError> {
    let mut visited = vec![name.to_owned()];
    let mut current = name.to_owned();
    let mut roles = Vec::new();
    let base = loop {
        let settings = existing(scene, &current)?;
        let caller = caller(scene, &current, settings, &visited)?;
        roles.push(role(&current, settings)?);
        match caller {
            Caller::Base(base) => break *base,
            Caller::Profile(next) => {
                visited.push(next.value.clone());
                let source = existing(scene, &next.value)?;
                if has_key(source) || !source::has_role(source) {
                    break base_of(scene, &current, settings, &next)?;
                }
                current = next.value;
            }
        }
    };
    roles.reverse();
    Ok(Way { base, roles })
}

/// Who assumes a role.
enum Caller {
    Base(Box<BaseSource>),
    Profile(Sourced<String>),
}

fn existing<'a>(scene: &'a Scene<'_>, name: &str) -> Result<&'a Settings, ConfigError> {
    // Every name of a chain has been looked up before it is walked on.
    scene
        .profiles
        .get(name)
        .ok_or_else(|| ConfigError::ProfileMissing {
            name: name.to_owned(),
            named_by: Box::new(ValueSource::Rule("source_profile")),
            config: scene.files.config.path.clone(),
            credentials: scene.files.credentials.path.clone(),
        })
}

fn caller(
    scene: &Scene<'_>,
    profile: &str,
    settings: &Settings,
    visited: &[String],
) -> Result<Caller, ConfigError> {
    let source_profile = settings.text("source_profile")?;
    let credential_source = settings.text("credential_source")?;
    match (source_profile, credential_source) {
        (Some(_), Some(_)) => Err(ConfigError::RoleSourceTwice {
            profile: profile.to_owned(),
            source_profile: settings.place_of("source_profile"),
            credential_source: settings.place_of("credential_source"),
        }),
        (None, None) => Err(ConfigError::RoleSourceMissing {
            profile: profile.to_owned(),
            place: settings.place_of("role_arn"),
        }),
        (None, Some(named)) => {
            machine(scene, profile, settings, named.value).map(|base| Caller::Base(Box::new(base)))
        }
        (Some(next), None) => {
            may_be_walked(scene, profile, settings, &next.value, visited)?;
            Ok(Caller::Profile(next))
        }
    }
}

/// `credential_source`, whose three names are spelled like this alone.
fn machine(
    scene: &Scene<'_>,
    profile: &str,
    settings: &Settings,
    credential_source: String,
) -> Result<BaseSource, ConfigError> {
    let profile = profile.to_owned();
    let place = settings.place_of("credential_source");
    let found = match credential_source.as_str() {
        "Environment" => keys::of_environment(scene)?.map(BaseSource::Keys),
        "Ec2InstanceMetadata" => source::may_ask_instance(scene).then_some(BaseSource::Instance),
        "EcsContainer" => source::is_in_container(scene).then_some(BaseSource::Container),
        _ => {
            return Err(ConfigError::CredentialSourceUnknown {
                profile,
                credential_source,
                place,
            });
        }
    };
    found.ok_or(ConfigError::CredentialSourceEmpty {
        profile,
        credential_source,
        place,
    })
}

/// A profile may name itself, when it has keys: they assume its role. Any other way back is a circle.
fn may_be_walked(
    scene: &Scene<'_>,
    profile: &str,
    settings: &Settings,
    next: &str,
    visited: &[String],
) -> Result<(), ConfigError> {
    let place = settings.place_of("source_profile");
    let Some(source) = scene.profiles.get(next) else {
        return Err(ConfigError::SourceProfileMissing {
            profile: profile.to_owned(),
            source_profile: next.to_owned(),
            place,
        });
    };
    let Some(start) = visited.iter().position(|name| name == next) else {
        return Ok(());
    };
    if next == profile && has_key(source) {
        return Ok(());
    }
    let mut profiles: Vec<String> = visited.iter().skip(start).cloned().collect();
    profiles.push(next.to_owned());
    Err(ConfigError::SourceProfileCycle { profiles, place })
}

/// Either half of a pair, as in botocore.
fn has_key(settings: &Settings) -> bool {
    settings.has("aws_access_key_id") || settings.has("aws_secret_access_key")
}

/// The first identity of a chain: what the last profile named has apart from a role.
fn base_of(
    scene: &Scene<'_>,
    profile: &str,
    settings: &Settings,
    next: &Sourced<String>,
) -> Result<BaseSource, ConfigError> {
    let found = source::without_role(scene, &next.value, EnvironmentUse::Aside)?;
    found.ok_or_else(|| ConfigError::SourceProfileEmpty {
        profile: profile.to_owned(),
        source_profile: next.value.clone(),
        place: settings.place_of("source_profile"),
    })
}

fn role(profile: &str, settings: &Settings) -> Result<RoleStep, ConfigError> {
    let mut from = Vec::new();
    let mut taken = |key: &'static str, found: Option<Sourced<String>>| match found {
        Some(found) => {
            from.push((key, found.from));
            found.value
        }
        None => String::new(),
    };
    let role_arn = settings.filled("role_arn")?;
    let session_name = settings
        .text("role_session_name")?
        .filter(|name| !name.value.is_empty());
    let session_name = taken("role_session_name", session_name);
    let external_id = taken("external_id", settings.filled("external_id")?);
    let mfa_serial = taken("mfa_serial", settings.filled("mfa_serial")?);
    let duration_seconds = match settings.text("duration_seconds")? {
        None => None,
        Some(found) => match duration(&found.value) {
            Duration::Seconds(seconds) => {
                from.push(("duration_seconds", found.from));
                Some(seconds)
            }
            Duration::NoNumber => None,
            Duration::Impossible => {
                return Err(ConfigError::DurationUnusable {
                    value: found.value,
                    place: settings.place_of("duration_seconds"),
                });
            }
        },
    };
    Ok(RoleStep {
        form: AssumeRoleForm {
            role_arn: role_arn.map(|arn| arn.value).unwrap_or_default(),
            session_name,
            external_id,
            mfa_serial,
            duration_seconds,
            ..AssumeRoleForm::default()
        },
        from: ValueSource::File(settings.place_of("role_arn")),
        settings: from,
        profile: Some(profile.to_owned()),
    })
}

/// What stands under `duration_seconds`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    /// So many, which STS may still refuse.
    Seconds(u32),
    /// A number that no field of STS can hold.
    Impossible,
    /// No number: botocore goes on without it.
    NoNumber,
}

/// Reads a number as Python's `int` does: white space around it, a sign, and single underscores between digits.
/// <https://docs.python.org/3/library/functions.html#int>
pub fn duration(text: &str) -> Duration {
    let text = text.trim();
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let is_number = digits
        .split('_')
        .all(|group| !group.is_empty() && group.chars().all(|ch| ch.is_ascii_digit()));
    if !is_number {
        return Duration::NoNumber;
    }
    match digits.replace('_', "").parse() {
        Ok(seconds) if !is_negative || seconds == 0 => Duration::Seconds(seconds),
        _ => Duration::Impossible,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_what_python_takes_for_a_number() {
        assert_eq!(duration("3600"), Duration::Seconds(3600));
        assert_eq!(duration(" +3_600 "), Duration::Seconds(3600));
        assert_eq!(duration("-1"), Duration::Impossible);
        assert_eq!(duration("99999999999"), Duration::Impossible);
        for none in ["", "1h", "3600.0", "_1", "1__0", "0x10", "+-1"] {
            assert_eq!(duration(none), Duration::NoNumber, "{none}");
        }
    }
}
