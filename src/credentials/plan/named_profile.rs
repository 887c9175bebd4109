//! Which profile is meant: the one of the form, of the environment, or `default`.

use super::scene::Scene;
use crate::credentials::profiles::Settings;
use crate::model::{AwsAuth, ConfigError, CredentialSource, Sourced, ValueSource};

/// A profile by name.
pub struct NamedProfile {
    /// Its name, and who named it.
    pub name: Sourced<String>,
}

impl NamedProfile {
    /// The profile of the form counts where the form says that a profile is the source.
    pub fn of(auth: &AwsAuth, scene: &Scene<'_>) -> Self {
        let of_form = Some(auth.profile.trim())
            .filter(|name| !name.is_empty() && auth.source == CredentialSource::Profile)
            .map(|name| Sourced {
                value: name.to_owned(),
                from: ValueSource::Form,
            });
        let name = of_form
            .or_else(|| scene.named_profile())
            .unwrap_or_else(|| Sourced {
                value: "default".to_owned(),
                from: ValueSource::Rule("convention"),
            });
        Self { name }
    }

    /// False for `default` that nobody named.
    pub fn must_exist(&self) -> bool {
        !matches!(self.name.from, ValueSource::Rule(_))
    }

    /// What the files say about it.
    pub fn settings<'a>(&self, scene: &'a Scene<'_>) -> Result<&'a Settings, ConfigError> {
        let name = &self.name.value;
        scene
            .profiles
            .get(name)
            .ok_or_else(|| ConfigError::ProfileMissing {
                name: name.clone(),
                named_by: Box::new(self.name.from.clone()),
                config: scene.files.config.path.clone(),
                credentials: scene.files.credentials.path.clone(),
            })
    }
}
