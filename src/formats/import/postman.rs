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

use super::deep;
use super::described::description;
use super::json::{is_on, list_at, text, text_at};
use super::report::{Report, below};
use super::secrets::hand_over;
use super::tables;
use super::unique::UniqueNames;
use super::{
    CollectionTree, ImportedSecret, MOST_ITEMS, SecretHome, TransferNote, TransferOutcome, TreeFolder,
    TreeItem,
};
use crate::model::{AuthKind, Environment, RowState, Secret, Variable, VariableValue};

/// Reads a collection, with or without the envelope of Postman's API around it.
pub(super) fn collection(value: &Value) -> CollectionTree {
    let value = value
        .get("collection")
        .filter(|inner| inner.is_object())
        .unwrap_or(value);
    let info = value.get("info").unwrap_or(&Value::Null);
    let mut report = Report::default();
    let mut docs = description(info);
    script::into_docs(value, &mut docs, "", &mut report);
    behaviours(value, "", &mut report);
    let mut imported = CollectionTree {
        name: text_at(info, "name"),
        ..CollectionTree::default()
    };
    imported.defaults.auth = auth::read(value.get("auth"), AuthKind::None, "", &mut report);
    imported.defaults.variables = variables(
        list_at(value, "variable"),
        &mut imported.secrets,
        &SecretHome::Collection,
    );
    report.nameless(list_at(value, "variable"), "");
    imported.items = items(list_at(value, "item"), "", 1, &mut report);
    imported.docs = docs.into();
    tables::finished(imported, report)
}

/// Reads an environment, or the global variables, which become an environment too.
pub(super) fn environment(value: &Value) -> CollectionTree {
    let mut imported = CollectionTree::default();
    let name = match text_at(value, "name") {
        name if name.trim().is_empty() => "Postman".to_owned(),
        name => name,
    };
    let home = SecretHome::Environment(name.clone());
    let mut report = Report::default();
    report.nameless(list_at(value, "values"), "");
    imported.report = report.notes;
    let variables = variables(list_at(value, "values"), &mut imported.secrets, &home);
    if text_at(value, "_postman_variable_scope") == "globals" {
        imported.report.push(TransferNote {
            place: String::new(),
            outcome: TransferOutcome::Changed,
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
pub(super) fn dump(value: &Value) -> Vec<CollectionTree> {
    let mut environments: Vec<CollectionTree> =
        list_at(value, "environments").iter().map(environment).collect();
    let globals = list_at(value, "globals");
    if !globals.is_empty() {
        environments.push(environment(&serde_json::json!({
            "name": "Globals", "values": globals, "_postman_variable_scope": "globals",
        })));
    }
    apart_by_name(&mut environments);
    let (mut collections, skipped) = collections_of(value);
    let copies = collections.len() * environments.iter().map(variables_in).sum::<usize>();
    let report = if copies > MOST_ITEMS {
        vec![left_out(
            "The environments: each collection would get all of them. Export them one by one".to_owned(),
        )]
    } else {
        for imported in &mut collections {
            for of_account in &environments {
                imported
                    .environments
                    .extend(of_account.environments.iter().cloned());
                imported.secrets.extend(of_account.secrets.iter().cloned());
                imported.report.extend(of_account.report.iter().cloned());
            }
        }
        Vec::new()
    };
    if collections.is_empty() {
        collections = environments;
    }
    if let Some(first) = collections.first_mut() {
        first.report.extend(skipped);
        first.report.extend(report);
    }
    collections
}

/// The collections of a dump that have a request, and a line for each other one.
fn collections_of(value: &Value) -> (Vec<CollectionTree>, Vec<TransferNote>) {
    let (mut collections, mut skipped) = (Vec::new(), Vec::new());
    for value in list_at(value, "collections") {
        if is_version_1(value) {
            skipped.push(left_out(format!(
                "The collection {} is in version 1 of Postman's format, which is not read: open it in Postman and export it as v2.1. It has {} requests",
                text_at(value, "name"),
                list_at(value, "requests").len()
            )));
            continue;
        }
        let imported = collection(value);
        if imported.items.is_empty() {
            skipped.push(left_out(format!(
                "The collection {}, which has no request",
                imported.name
            )));
        } else {
            collections.push(imported);
        }
    }
    (collections, skipped)
}

fn variables_in(imported: &CollectionTree) -> usize {
    let environments = imported.environments.iter();
    environments
        .map(|environment| 1 + environment.variables.len())
        .sum()
}

fn left_out(text: String) -> TransferNote {
    TransferNote {
        place: String::new(),
        outcome: TransferOutcome::Dropped,
        text,
    }
}

/// Collections of version 1, as old data dumps have them, are told and not read: their form has another structure.
fn is_version_1(value: &Value) -> bool {
    value.get("info").is_none() && value.get("requests").is_some_and(Value::is_array)
}

/// Whether a dump has one.
pub(super) fn has_version_1(value: &Value) -> bool {
    list_at(value, "collections").iter().any(is_version_1)
}

/// Environments of one name get numbers: by their names their secrets are told apart.
fn apart_by_name(environments: &mut [CollectionTree]) {
    let mut names = UniqueNames::default();
    for of_account in environments {
        for environment in &mut of_account.environments {
            let name = environment.name.clone();
            environment.name = names.of(&name);
            if environment.name == name {
                continue;
            }
            for secret in &mut of_account.secrets {
                secret.home = SecretHome::Environment(environment.name.clone());
            }
            of_account.report.push(TransferNote {
                place: String::new(),
                outcome: TransferOutcome::Changed,
                text: format!(
                    "Another environment is called {name} too: this one comes as {}",
                    environment.name
                ),
            });
        }
    }
}

fn items(values: &[Value], above: &str, depth: usize, report: &mut Report) -> Vec<TreeItem> {
    let mut items = Vec::new();
    for value in values {
        let name = text_at(value, "name");
        let place = below(above, &name);
        if let Some(inner) = value.get("item").and_then(Value::as_array) {
            let folder = folder(value, inner, (name, &place), depth, report);
            items.extend(deep::placed(folder, &place, depth, report));
        } else if let Some(request) = value.get("request") {
            let request = request::read(value, request, &place, report);
            items.push(TreeItem::Request(Box::new(request)));
        } else {
            report.add(
                &place,
                TransferOutcome::Dropped,
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
) -> TreeFolder {
    let mut docs = description(value);
    script::into_docs(value, &mut docs, place, report);
    behaviours(value, place, report);
    let mut folder = TreeFolder {
        name,
        ..TreeFolder::default()
    };
    folder.defaults.auth = auth::read(value.get("auth"), AuthKind::Inherit, place, report);
    folder.defaults.variables = of_inner(list_at(value, "variable"), place, report);
    folder.items = items(inner, place, depth + 1, report);
    folder.docs = docs.into();
    folder
}

/// What a collection or folder sets for all of its requests, in a line each.
fn behaviours(value: &Value, place: &str, report: &mut Report) {
    let set = value.get("protocolProfileBehavior").and_then(Value::as_object);
    for name in set.into_iter().flatten().map(|(name, _)| name) {
        let text = format!("Its setting {name} for all requests in it");
        report.add(place, TransferOutcome::Dropped, text);
    }
}

/// Variables below the collection.
fn of_inner(values: &[Value], place: &str, report: &mut Report) -> Vec<Variable> {
    let mut secrets = Vec::new();
    report.nameless(values, place);
    let mut variables = variables(values, &mut secrets, &SecretHome::Collection);
    tables::lifted(&mut variables, secrets, place, report);
    variables
}

fn name_of_variable(value: &Value) -> String {
    match text_at(value, "key") {
        key if key.is_empty() => text_at(value, "id"),
        key => key,
    }
}

impl Report {
    /// Variables that nothing can name.
    fn nameless(&mut self, values: &[Value], place: &str) {
        let is_nameless =
            |value: &&Value| name_of_variable(value).trim().is_empty() && !text_at(value, "value").is_empty();
        if values.iter().any(|value| is_nameless(&value)) {
            self.add(place, TransferOutcome::Dropped, "Variables without a name");
        }
    }
}

/// Variables; those of the type `secret` give their values away.
fn variables(values: &[Value], secrets: &mut Vec<ImportedSecret>, home: &SecretHome) -> Vec<Variable> {
    let mut variables = Vec::new();
    for value in values {
        let name = name_of_variable(value);
        if name.trim().is_empty() {
            continue;
        }
        let content = match value.get("value") {
            Some(nested @ (Value::Object(_) | Value::Array(_))) => nested.to_string(),
            plain => text(plain),
        };
        let is_off = is_on(value.get("disabled")) || value.get("enabled") == Some(&Value::Bool(false));
        let is_secret = text_at(value, "type") == "secret";
        let mut variable = Variable::new(name, "");
        variable.state = state(is_off);
        variable.description = description(value);
        variable.value = if is_secret {
            if !content.is_empty() {
                hand_over(secrets, home, &variable, Secret::new(content));
            }
            VariableValue::Secret
        } else {
            VariableValue::Text(content)
        };
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
