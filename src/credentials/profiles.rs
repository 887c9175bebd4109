//! Sections to profiles, `sso-session`s and `services`, each value with its line. Pure.
//!
//! By botocore's rules: in the config file a profile is `[default]` or `[profile name]`, and of two sections for one
//! name the later one counts alone; in the credentials file every section is a profile under its whole name. A setting
//! of the credentials file stands over the same one of the config file.
//!
//! <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>

use std::collections::BTreeMap;

use super::config_file::{Section, Value, name_behind};
use super::config_files::{ConfigFiles, FileOnDisk};
use crate::model::{ConfigError, Place, Secret, Sourced, ValueSource};

const PROFILE: &str = "profile";
const SSO_SESSION: &str = "sso-session";
const SERVICES: &str = "services";
const DEFAULT: &str = "default";

/// What both files say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profiles {
    /// Names in the order of the files, the config file first.
    pub names: Vec<String>,
    /// Sections of the config file that are none of the four kinds.
    pub unknown_sections: Vec<(String, Settings)>,
    /// Sections for which a later one of the same name counts.
    pub overridden: Vec<(String, Place)>,
    merged: BTreeMap<String, Settings>,
    of_config: BTreeMap<String, Settings>,
    of_credentials: BTreeMap<String, Settings>,
    sso_sessions: BTreeMap<String, Settings>,
    services: BTreeMap<String, Settings>,
}

/// The settings of one section, or of a profile that both files have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The line of the section, of the config file when both have one.
    pub place: Place,
    values: BTreeMap<String, (Value, Place)>,
}

impl Profiles {
    /// All that can be read, whether the files are refused or not.
    pub fn of(files: &ConfigFiles) -> Self {
        let mut profiles = Self::default();
        for section in sections(&files.config) {
            profiles.add_of_config(section, &files.config);
        }
        for section in sections(&files.credentials) {
            profiles.add_of_credentials(section, &files.credentials);
        }
        profiles
    }

    fn add_of_config(&mut self, section: &Section, file: &FileOnDisk) {
        let settings = Settings::of(section, file);
        let name = section.name.as_str();
        if name.starts_with(PROFILE) {
            if let Some(name) = name_behind(PROFILE, name) {
                self.add_profile_of_config(name, settings);
            }
        } else if name.starts_with(SSO_SESSION) {
            self.sso_sessions
                .extend(name_behind(SSO_SESSION, name).map(|name| (name, settings)));
        } else if name.starts_with(SERVICES) {
            self.services
                .extend(name_behind(SERVICES, name).map(|name| (name, settings)));
        } else if name == DEFAULT {
            self.add_profile_of_config(DEFAULT.to_owned(), settings);
        } else {
            self.unknown_sections.push((name.to_owned(), settings));
        }
    }

    fn add_profile_of_config(&mut self, name: String, settings: Settings) {
        self.merged.insert(name.clone(), settings.clone());
        match self.of_config.insert(name.clone(), settings) {
            Some(before) => self.overridden.push((name, before.place)),
            None => self.names.push(name),
        }
    }

    fn add_of_credentials(&mut self, section: &Section, file: &FileOnDisk) {
        let settings = Settings::of(section, file);
        if let Some(merged) = self.merged.get_mut(&section.name) {
            merged.values.extend(settings.values.clone());
        } else {
            self.merged.insert(section.name.clone(), settings.clone());
            self.names.push(section.name.clone());
        }
        self.of_credentials.insert(section.name.clone(), settings);
    }

    /// A profile as both files have it.
    pub fn get(&self, name: &str) -> Option<&Settings> {
        self.merged.get(name)
    }

    /// A profile as the config file alone has it.
    pub fn of_config(&self, name: &str) -> Option<&Settings> {
        self.of_config.get(name)
    }

    /// A profile as the credentials file alone has it.
    pub fn of_credentials(&self, name: &str) -> Option<&Settings> {
        self.of_credentials.get(name)
    }

    /// An `sso-session`.
    pub fn sso_session(&self, name: &str) -> Option<&Settings> {
        self.sso_sessions.get(name)
    }

    /// Every `sso-session` with its name.
    pub fn sso_sessions(&self) -> impl Iterator<Item = (&str, &Settings)> {
        self.sso_sessions
            .iter()
            .map(|(name, settings)| (name.as_str(), settings))
    }

    /// A `services` section.
    pub fn services(&self, name: &str) -> Option<&Settings> {
        self.services.get(name)
    }
}

fn sections(file: &FileOnDisk) -> impl Iterator<Item = &Section> {
    file.file().into_iter().flat_map(|file| &file.sections)
}

impl Settings {
    fn of(section: &Section, file: &FileOnDisk) -> Self {
        let values = section.settings.iter().map(|setting| {
            let place = file.place(setting.line);
            (setting.key.clone(), (setting.value.clone(), place))
        });
        Self {
            place: file.place(section.line),
            values: values.collect(),
        }
    }

    /// True when the setting stands there, with whatever value.
    pub fn has(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    /// True when no setting stands there.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Names of the settings.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// The line of a setting, or of the section.
    pub fn place_of(&self, key: &str) -> Place {
        self.values
            .get(key)
            .map_or_else(|| self.place.clone(), |(_, place)| place.clone())
    }

    /// A setting that is a secret.
    pub fn secret(&self, key: &str) -> Result<Option<Sourced<Secret>>, ConfigError> {
        let Some((value, place)) = self.values.get(key) else {
            return Ok(None);
        };
        match value {
            Value::Text(text) => Ok(Some(Sourced {
                value: text.clone(),
                from: ValueSource::File(place.clone()),
            })),
            Value::Block(_) => Err(ConfigError::ValueNotText {
                key: key.to_owned(),
                place: place.clone(),
            }),
        }
    }

    /// A setting that is none; its text may be empty.
    pub fn text(&self, key: &str) -> Result<Option<Sourced<String>>, ConfigError> {
        Ok(self.secret(key)?.map(|found| Sourced {
            value: found.value.expose_setting().to_owned(),
            from: found.from,
        }))
    }

    /// A setting that may be missing and not be empty.
    pub fn filled(&self, key: &str) -> Result<Option<Sourced<String>>, ConfigError> {
        match self.text(key)? {
            Some(found) if found.value.is_empty() => Err(ConfigError::ValueEmpty {
                key: key.to_owned(),
                place: self.place_of(key),
            }),
            found => Ok(found),
        }
    }

    /// A setting for a list, where one that can not be had is left out.
    pub fn shown(&self, key: &str) -> Option<Sourced<String>> {
        self.filled(key).ok().flatten()
    }

    /// A line of a block, as `endpoint_url` of `sts`.
    pub fn in_block(&self, key: &str, line: &str) -> Option<Sourced<String>> {
        let (Value::Block(block), place) = self.values.get(key)? else {
            return None;
        };
        let found = block.iter().find(|other| other.key == line)?;
        Some(Sourced {
            value: found.value.expose_setting().to_owned(),
            from: ValueSource::File(Place {
                file: place.file.clone(),
                line: found.line,
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(config: &str, credentials: &str) -> ConfigFiles {
        ConfigFiles {
            config: FileOnDisk::of_bytes("/c", config.as_bytes()),
            credentials: FileOnDisk::of_bytes("/k", credentials.as_bytes()),
        }
    }

    fn text(profiles: &Profiles, name: &str, key: &str) -> Option<(String, String)> {
        let found = profiles.get(name)?.text(key).unwrap()?;
        Some((found.value, found.from.to_string()))
    }

    #[test]
    fn the_credentials_file_stands_over_the_config_file() {
        let profiles = Profiles::of(&files(
            "[default]\nregion = a\nx = 1\n[profile dev]\ny = 2\n",
            "[default]\nregion = b\n[ci]\n",
        ));
        assert_eq!(profiles.names, ["default", "dev", "ci"]);
        let said = |name, key| text(&profiles, name, key);
        let pair = |value: &str, from: &str| Some((value.to_owned(), from.to_owned()));
        assert_eq!(said("default", "region"), pair("b", "/k line 2"));
        assert_eq!(said("default", "x"), pair("1", "/c line 3"));
        assert_eq!(said("ci", "x"), None);
        assert_eq!(
            profiles
                .of_config("default")
                .unwrap()
                .shown("region")
                .unwrap()
                .value,
            "a"
        );
    }

    #[test]
    fn of_two_sections_for_one_name_the_later_counts_alone() {
        let profiles = Profiles::of(&files(
            "[profile default]\na = 1\n[default]\nb = 2\n[plain]\n",
            "",
        ));
        assert_eq!(text(&profiles, "default", "a"), None);
        assert!(text(&profiles, "default", "b").is_some());
        let line = |line| Place {
            file: "/c".into(),
            line,
        };
        assert_eq!(profiles.overridden, [("default".to_owned(), line(1))]);
        let unknown: Vec<_> = profiles
            .unknown_sections
            .iter()
            .map(|(name, it)| (name.as_str(), it.place.line))
            .collect();
        assert_eq!(unknown, [("plain", 5)]);
    }

    #[test]
    fn an_indented_block_is_no_text() {
        let profiles = Profiles::of(&files("[services s]\nsts =\n  endpoint_url = http://a\n", ""));
        let services = profiles.services("s").unwrap();
        let found = services.in_block("sts", "endpoint_url").unwrap();
        assert_eq!(
            (found.value.as_str(), found.from.to_string().as_str()),
            ("http://a", "/c line 3")
        );
        assert_eq!(services.text("sts").unwrap_err().kind(), "value-not-text");
    }
}
