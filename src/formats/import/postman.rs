//! Collections of Postman, version 2.0 and 2.1, its environments and its data dump.
//!
//! <https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html>. What exporters write differs from it in many
//! places, so every part is read in each of the forms that are seen.

mod auth;
mod request;
mod script;
mod simple_script;
mod url;

use serde_json::Value;

use super::json::{is_on, list_at, text, text_at};
use super::report::{Report, below};
use super::{
    DEEPEST_FOLDER, ImportNote, ImportOutcome, ImportedCollection, ImportedFolder, ImportedItem,
    ImportedSecret, SecretHome,
};
use crate::model::{AuthKind, Environment, RowState, Secret, Variable};

/// Reads a collection, with or without the envelope of Postman's API around it.
pub(super) fn collection(value: &Value) -> ImportedCollection {
    let value = value
        .get("collection")
        .filter(|inner| inner.is_object())
        .unwrap_or(value);
    let info = value.get("info").unwrap_or(&Value::Null);
    let mut report = Report::default();
    let mut docs = description(info);
    script::into_docs(value, &mut docs, "", &mut report);
    let mut imported = ImportedCollection {
        name: text_at(info, "name"),
        ..ImportedCollection::default()
    };
    imported.defaults.auth = auth::read(value.get("auth"), AuthKind::None, "", &mut report);
    imported.defaults.variables = variables(
        list_at(value, "variable"),
        &mut imported.secrets,
        &SecretHome::Collection,
    );
    imported.items = items(list_at(value, "item"), "", 1, &mut report);
    imported.docs = docs.into();
    imported.report = report.notes;
    imported
}

/// Reads an environment, or the global variables, which become an environment too.
pub(super) fn environment(value: &Value) -> ImportedCollection {
    let mut imported = ImportedCollection::default();
    let name = match text_at(value, "name") {
        name if name.trim().is_empty() => "Postman".to_owned(),
        name => name,
    };
    let home = SecretHome::Environment(name.clone());
    let variables = variables(list_at(value, "values"), &mut imported.secrets, &home);
    if text_at(value, "_postman_variable_scope") == "globals" {
        imported.report.push(ImportNote {
            place: String::new(),
            outcome: ImportOutcome::Changed,
            text: format!("Global variables come as the environment {name}"),
        });
    }
    imported.environments.push(Environment {
        name,
        variables,
        ..Environment::default()
    });
    imported
}

/// Reads everything of an account: each collection gets every environment, as Postman offers them.
pub(super) fn dump(value: &Value) -> Vec<ImportedCollection> {
    let mut environments: Vec<ImportedCollection> =
        list_at(value, "environments").iter().map(environment).collect();
    let globals = list_at(value, "globals");
    if !globals.is_empty() {
        environments.push(environment(&serde_json::json!({
            "name": "Globals", "values": globals, "_postman_variable_scope": "globals",
        })));
    }
    let mut collections = Vec::new();
    for value in list_at(value, "collections") {
        let mut imported = if value.get("info").is_some() {
            collection(value)
        } else {
            of_version_1(value)
        };
        for of_account in &environments {
            imported
                .environments
                .extend(of_account.environments.iter().cloned());
            imported.secrets.extend(of_account.secrets.iter().cloned());
            imported.report.extend(of_account.report.iter().cloned());
        }
        collections.push(imported);
    }
    if collections.is_empty() {
        return environments;
    }
    collections
}

/// A collection of version 1, as old data dumps have them, is told and not read: its form has another structure.
fn of_version_1(value: &Value) -> ImportedCollection {
    ImportedCollection {
        name: text_at(value, "name"),
        report: vec![ImportNote {
            place: String::new(),
            outcome: ImportOutcome::Dropped,
            text: format!(
                "It is in version 1 of Postman's format, which is not read: open it in Postman and export it as v2.1. It has {} requests",
                list_at(value, "requests").len()
            ),
        }],
        ..ImportedCollection::default()
    }
}

fn items(values: &[Value], above: &str, depth: usize, report: &mut Report) -> Vec<ImportedItem> {
    let mut items = Vec::new();
    for value in values {
        let name = text_at(value, "name");
        let place = below(above, &name);
        if let Some(inner) = value.get("item").and_then(Value::as_array) {
            let folder = folder(value, inner, (name, &place), depth, report);
            if depth >= DEEPEST_FOLDER {
                let text = format!(
                    "It stands deeper than {DEEPEST_FOLDER} folders: its requests come into the one above"
                );
                report.add(&place, ImportOutcome::Changed, text);
                items.extend(folder.items);
            } else {
                items.push(ImportedItem::Folder(Box::new(folder)));
            }
        } else if let Some(request) = value.get("request") {
            let request = request::read(value, request, &place, report);
            items.push(ImportedItem::Request(Box::new(request)));
        } else {
            report.add(
                &place,
                ImportOutcome::Dropped,
                "It is neither a folder nor a request",
            );
        }
    }
    items
}

fn folder(
    value: &Value,
    inner: &[Value],
    (name, place): (String, &str),
    depth: usize,
    report: &mut Report,
) -> ImportedFolder {
    let mut docs = description(value);
    script::into_docs(value, &mut docs, place, report);
    let mut folder = ImportedFolder {
        name,
        ..ImportedFolder::default()
    };
    folder.defaults.auth = auth::read(value.get("auth"), AuthKind::Inherit, place, report);
    let mut secrets = Vec::new();
    folder.defaults.variables = variables(list_at(value, "variable"), &mut secrets, &SecretHome::Collection);
    if !secrets.is_empty() {
        let text = "Values of its secret variables do not come: give them again";
        report.add(place, ImportOutcome::Dropped, text);
    }
    folder.items = items(inner, place, depth + 1, report);
    folder.docs = docs.into();
    folder
}

/// A description is a text, or an object with one.
fn description(value: &Value) -> String {
    match value.get("description") {
        Some(described @ Value::Object(_)) => text_at(described, "content"),
        described => text(described),
    }
}

/// Variables; those of the type `secret` give their values away.
fn variables(values: &[Value], secrets: &mut Vec<ImportedSecret>, home: &SecretHome) -> Vec<Variable> {
    let mut variables = Vec::new();
    for value in values {
        let name = match text_at(value, "key") {
            key if key.is_empty() => text_at(value, "id"),
            key => key,
        };
        if name.trim().is_empty() {
            continue;
        }
        let content = match value.get("value") {
            Some(nested @ (Value::Object(_) | Value::Array(_))) => nested.to_string(),
            plain => text(plain),
        };
        let is_off = is_on(value.get("disabled")) || value.get("enabled") == Some(&Value::Bool(false));
        let is_secret = text_at(value, "type") == "secret";
        let mut variable = if is_secret {
            if !content.is_empty() {
                secrets.push(ImportedSecret {
                    home: home.clone(),
                    name: name.clone(),
                    value: Secret::new(content),
                });
            }
            Variable::secret(name)
        } else {
            Variable::new(name, content)
        };
        variable.state = state(is_off);
        variable.description = description(value);
        variables.push(variable);
    }
    variables
}

/// Whether a row takes part.
fn state(is_off: bool) -> RowState {
    if is_off {
        RowState::Disabled
    } else {
        RowState::Enabled
    }
}

#[cfg(test)]
mod tests;
