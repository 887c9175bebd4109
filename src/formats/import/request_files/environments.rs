//! The environments beside request files: those of several files with one name are one, and what is private stands over the rest.

use serde_json::Value;

use super::super::json::text;
use super::super::json_comments::{without_comments, without_last_commas};
use super::super::report::Report;
use super::super::{CollectionTree, ImportedSecret, SecretHome, TransferOutcome, http_file};
use super::SETTINGS;
use crate::model::{Environment, Variable, VariableValue};

/// Where VS Code has them.
const KEY: &str = "rest-client.environmentVariables";
/// Variables of all environments.
const SHARED: &str = "$shared";

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Environments {
    all: Vec<Environment>,
    secrets: Vec<ImportedSecret>,
    shared: Vec<Variable>,
}

impl Environments {
    /// Reads a file.
    pub(super) fn add(&mut self, path: &str, text: &str, report: &mut Report) {
        let is_settings = path == SETTINGS;
        let plain = without_comments(text);
        let plain = without_last_commas(plain.as_deref().unwrap_or(text));
        let Ok(value) = serde_json::from_str::<Value>(&plain) else {
            report.add("", TransferOutcome::Dropped, format!("{path}, which is no JSON"));
            return;
        };
        if is_settings {
            self.of_settings(&value);
            return;
        }
        let read = http_file::environments(path, &value);
        report.notes.extend(read.report);
        for environment in read.environments {
            self.merge(environment, report);
        }
        // A secret that is given twice is the last one.
        for secret in read.secrets {
            let is_same = |known: &ImportedSecret| known.home == secret.home && known.name == secret.name;
            self.secrets.retain(|known| !is_same(known));
            self.secrets.push(secret);
        }
    }

    fn of_settings(&mut self, value: &Value) {
        let named = value.get(KEY).and_then(Value::as_object);
        let variables_of = |value: &Value| -> Vec<Variable> {
            let members = value.as_object().into_iter().flatten();
            members
                .filter(|(name, _)| !name.trim().is_empty())
                .map(|(name, value)| Variable::new(name.as_str(), content(value)))
                .collect()
        };
        for (name, value) in named.into_iter().flatten() {
            if name == SHARED {
                self.shared = variables_of(value);
                continue;
            }
            self.all.push(Environment {
                name: name.clone(),
                variables: variables_of(value),
                ..Environment::default()
            });
        }
        let shared = self.shared.clone();
        for environment in &mut self.all {
            for variable in &mut environment.variables {
                if let VariableValue::Text(text) = &mut variable.value {
                    *text = with_shared(text, &shared);
                }
            }
        }
    }

    fn merge(&mut self, new: Environment, report: &mut Report) {
        let Some(known) = self.all.iter_mut().find(|known| known.name == new.name) else {
            self.all.push(new);
            return;
        };
        for variable in new.variables {
            let named = known.variables.iter_mut().find(|one| one.name == variable.name);
            match named {
                Some(one) if one.value == variable.value => {}
                // The value of a private file is one that is written nowhere, and the one that counts.
                Some(one) if one.value == VariableValue::Secret => {}
                Some(one) => {
                    if variable.value != VariableValue::Secret {
                        let text = format!(
                            "The variable {} of the environment {} is set in more than one file: its last value counts",
                            variable.name, new.name
                        );
                        report.add("", TransferOutcome::Changed, text);
                    }
                    *one = variable;
                }
                None => known.variables.push(variable),
            }
        }
    }

    /// Puts them into the collection that they are for.
    pub(super) fn given_to(self, imported: &mut CollectionTree) {
        let names: Vec<String> = self
            .all
            .iter()
            .map(|environment| environment.name.clone())
            .collect();
        for mut environment in self.all {
            let notes = http_file::in_our_words(&mut environment.variables);
            let place = environment.name.clone();
            imported
                .report
                .extend(notes.into_iter().map(|note| super::TransferNote {
                    place: place.clone(),
                    ..note
                }));
            imported.environments.push(environment);
        }
        let is_there = |secret: &ImportedSecret| match &secret.home {
            SecretHome::Environment(name) => names.contains(name),
            SecretHome::Collection => true,
        };
        imported.secrets.extend(self.secrets.into_iter().filter(is_there));
        let own = &mut imported.defaults.variables;
        for variable in self.shared {
            // A variable of the file stands over it.
            if !own.iter().any(|known| known.name == variable.name) {
                own.push(variable);
            }
        }
    }
}

/// The value of a variable; nested ones stay JSON.
fn content(value: &Value) -> String {
    match value {
        nested @ (Value::Object(_) | Value::Array(_)) => nested.to_string(),
        plain => text(Some(plain)),
    }
}

/// The text with values of `{{$shared name}}`, which only environments may name.
fn with_shared(text: &str, shared: &[Variable]) -> String {
    let mut replaced = text.to_owned();
    if !text.contains(SHARED) {
        return replaced;
    }
    for variable in shared {
        if let VariableValue::Text(value) = &variable.value {
            replaced = replaced.replace(&format!("{{{{{SHARED} {}}}}}", variable.name), value);
        }
    }
    replaced
}
