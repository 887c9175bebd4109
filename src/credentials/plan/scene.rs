//! What a plan is made from.

use crate::credentials::config_files::ConfigFiles;
use crate::credentials::config_paths::Environment;
use crate::credentials::profiles::{Profiles, Settings};
use crate::model::{Sourced, ValueSource};

/// Environment and files.
pub struct Scene<'a> {
    /// The files as they were read.
    pub files: &'a ConfigFiles,
    /// What they say.
    pub profiles: Profiles,
    environment: Environment<'a>,
}

impl<'a> Scene<'a> {
    /// Sorts the files into profiles.
    pub fn new(environment: Environment<'a>, files: &'a ConfigFiles) -> Self {
        Self {
            files,
            profiles: Profiles::of(files),
            environment,
        }
    }

    /// A variable that is set, also to nothing.
    pub fn variable(&self, name: &str) -> Option<Sourced<String>> {
        (self.environment)(name).map(|value| Sourced {
            value,
            from: ValueSource::Variable(name.to_owned()),
        })
    }

    /// A variable that is set to something.
    pub fn filled_variable(&self, name: &str) -> Option<Sourced<String>> {
        self.variable(name).filter(|found| !found.value.is_empty())
    }

    /// The profile that the environment names, also when it names none by an empty variable. botocore asks for the
    /// variables in this order.
    pub fn named_profile(&self) -> Option<Sourced<String>> {
        ["AWS_DEFAULT_PROFILE", "AWS_PROFILE"]
            .into_iter()
            .find_map(|name| self.variable(name))
    }

    /// A profile whose region and endpoints count, where botocore takes the files.
    pub fn usable_profile(&self, name: &str) -> Option<&Settings> {
        match self.files.refusal() {
            Some(_) => None,
            None => self.profiles.get(name),
        }
    }
}

/// True for what may be a region: one label of a host name, and not of digits alone.
/// <https://www.rfc-editor.org/rfc/rfc1123#section-2.1>
pub fn is_region_name(text: &str) -> bool {
    let is_label = |ch: char| ch.is_ascii_alphanumeric() || ch == '-';
    text.len() <= 63
        && text.chars().all(is_label)
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.chars().all(|ch| ch.is_ascii_digit())
}
