//! Literal secrets become secret variables of the collection, so that no file has them.

use std::collections::BTreeSet;

use super::{ImportNote, ImportOutcome, ImportedCollection, ImportedItem, ImportedSecret, SecretHome};
use crate::model::{Auth, AuthKind, Secret, Variable, VariableValue};
use crate::redact::secret_kind;

/// Takes the secrets out of all auth, and of variables whose name says that they are secret.
pub(super) fn take_out(collection: &mut ImportedCollection) {
    let mut taking = Taking {
        taken: Vec::new(),
        names: names_in(collection),
    };
    taking.of_auth(&mut collection.defaults.auth);
    taking.of_items(&mut collection.items);
    let of_collection = secret_values(&mut collection.defaults.variables);
    for (name, value) in of_collection {
        collection.secrets.push(ImportedSecret {
            home: SecretHome::Collection,
            name,
            value,
        });
    }
    for environment in &mut collection.environments {
        for (name, value) in secret_values(&mut environment.variables) {
            collection.secrets.push(ImportedSecret {
                home: SecretHome::Environment(environment.name.clone()),
                name,
                value,
            });
        }
    }
    for (name, value) in taking.taken {
        collection
            .defaults
            .variables
            .push(Variable::secret(name.as_str()));
        collection.report.push(ImportNote {
            place: String::new(),
            outcome: ImportOutcome::Changed,
            text: format!("A secret is the secret variable {{{{{name}}}}} now: its value stands in no file"),
        });
        collection.secrets.push(ImportedSecret {
            home: SecretHome::Collection,
            name,
            value,
        });
    }
}

struct Taking {
    /// Variables that were made, with their values.
    taken: Vec<(String, Secret)>,
    /// Names that mean something already.
    names: BTreeSet<String>,
}

impl Taking {
    fn of_items(&mut self, items: &mut [ImportedItem]) {
        for item in items {
            match item {
                ImportedItem::Folder(folder) => {
                    self.of_auth(&mut folder.defaults.auth);
                    self.of_items(&mut folder.items);
                }
                ImportedItem::Request(request) => self.of_auth(&mut request.http.auth),
            }
        }
    }

    fn of_auth(&mut self, auth: &mut Auth) {
        match auth.kind {
            AuthKind::AwsSignature => {
                self.of_field("secret_access_key", &mut auth.aws.secret_access_key);
                self.of_field("session_token", &mut auth.aws.session_token);
            }
            AuthKind::Basic => self.of_field("password", &mut auth.basic.password),
            AuthKind::Bearer => self.of_field("bearer_token", &mut auth.bearer.token),
            AuthKind::ApiKey => self.of_field("api_key", &mut auth.api_key.value),
            AuthKind::None | AuthKind::Inherit => {}
        }
    }

    /// Equal secrets share one variable.
    fn of_field(&mut self, name: &str, secret: &mut Secret) {
        if secret.is_empty() || !secret.is_no_reference() {
            return;
        }
        let known = self.taken.iter().find(|(_, value)| value == secret);
        let name = if let Some((name, _)) = known {
            name.clone()
        } else {
            let free = (1..=u32::MAX)
                .map(|number| match number {
                    1 => name.to_owned(),
                    number => format!("{name}_{number}"),
                })
                .find(|name| !self.names.contains(name))
                .unwrap_or_default();
            self.names.insert(free.clone());
            self.taken.push((free.clone(), secret.clone()));
            free
        };
        *secret = Secret::new(format!("{{{{{name}}}}}"));
    }
}

/// Every name that a variable has somewhere.
fn names_in(collection: &ImportedCollection) -> BTreeSet<String> {
    fn of_items(items: &[ImportedItem], names: &mut BTreeSet<String>) {
        for item in items {
            match item {
                ImportedItem::Folder(folder) => {
                    names.extend(
                        folder
                            .defaults
                            .variables
                            .iter()
                            .map(|variable| variable.name.clone()),
                    );
                    of_items(&folder.items, names);
                }
                ImportedItem::Request(request) => {
                    names.extend(request.variables.iter().map(|variable| variable.name.clone()));
                }
            }
        }
    }
    let mut names = BTreeSet::new();
    let of_environments = collection
        .environments
        .iter()
        .flat_map(|environment| &environment.variables);
    names.extend(
        collection
            .defaults
            .variables
            .iter()
            .chain(of_environments)
            .map(|variable| variable.name.clone()),
    );
    of_items(&collection.items, &mut names);
    names
}

/// Makes those secret whose name says so and that have a value of their own, and gives the values.
fn secret_values(variables: &mut [Variable]) -> Vec<(String, Secret)> {
    let mut secrets = Vec::new();
    for variable in variables {
        let VariableValue::Text(text) = &variable.value else {
            continue;
        };
        let is_literal = !text.trim().is_empty() && !text.contains("{{");
        if is_literal && secret_kind(&variable.name).is_some() {
            secrets.push((variable.name.clone(), Secret::new(text.as_str())));
            variable.value = VariableValue::Secret;
        }
    }
    secrets
}
