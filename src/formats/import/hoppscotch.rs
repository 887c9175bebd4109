//! Collections and environments of Hoppscotch: one, or a list of several, of every version of its format.
//!
//! <https://github.com/hoppscotch/hoppscotch/tree/main/packages/hoppscotch-data/src>

mod auth;
mod body;
mod request;
mod text;

use serde_json::Value;

use super::json::{is_on, list_at, text_at};
use super::kept_script::{Moment, keep};
use super::report::{Report, below};
use super::tables::{Row, finished, inner_table, table};
use super::unique::UniqueNames;
use super::{CollectionTree, SecretHome, TransferOutcome, TreeFolder, TreeItem, deep};
use crate::model::{AuthKind, Defaults, Environment, HeaderRow, RowState};
use text::Texts;

const PROGRAM: &str = "Hoppscotch";
/// Stands before every script of newer versions.
const MODULE: &str = "export {};";

/// Whether a value is a collection, or a list that begins with one.
pub(super) fn is_collection(value: &Value) -> bool {
    let value = first(value);
    let is_list = |key: &str| value.get(key).is_some_and(Value::is_array);
    // Collections of Postman's version 1 have both lists and an order.
    is_list("folders") && is_list("requests") && !is_list("order") && value.get("name").is_some()
}

/// Whether a value is an environment, or a list that begins with one. Global variables have a version in place of a name.
pub(super) fn is_environment(value: &Value) -> bool {
    let value = first(value);
    let is_named = value.get("name").is_some_and(Value::is_string) || value.get("v").is_some();
    let variables = value.get("variables").and_then(Value::as_array);
    is_named && variables.is_some_and(|rows| rows.iter().all(|row| row.get("key").is_some()))
}

fn first(value: &Value) -> &Value {
    match value {
        Value::Array(values) => values.first().unwrap_or(&Value::Null),
        value => value,
    }
}

fn all(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        value => std::slice::from_ref(value),
    }
}

/// Reads the collections of a file.
pub(super) fn collections(value: &Value) -> Vec<CollectionTree> {
    all(value)
        .iter()
        .filter(|value| value.is_object())
        .map(collection)
        .collect()
}

/// Reads the environments of a file, which come together.
pub(super) fn environments(value: &Value) -> CollectionTree {
    let mut imported = CollectionTree::default();
    let mut report = Report::default();
    let mut names = UniqueNames::default();
    for value in all(value) {
        let said = match text_at(value, "name") {
            name if name.trim().is_empty() => "Global".to_owned(),
            name => name,
        };
        let name = names.of_environment(&said, &mut report);
        let home = SecretHome::Environment(name.clone());
        let rows = rows(list_at(value, "variables"), &mut Texts::default());
        imported.environments.push(Environment {
            name,
            variables: table(rows, &mut imported.secrets, &home),
            ..Environment::default()
        });
    }
    finished(imported, report)
}

fn collection(value: &Value) -> CollectionTree {
    let mut report = Report::default();
    let mut imported = CollectionTree {
        name: text_at(value, "name"),
        ..CollectionTree::default()
    };
    let mut docs = note(value);
    imported.defaults = defaults(value, &mut docs, "", &mut report);
    let rows = rows(list_at(value, "variables"), &mut Texts::default());
    imported.defaults.variables = table(rows, &mut imported.secrets, &SecretHome::Collection);
    if imported.defaults.auth.kind == AuthKind::Inherit {
        imported.defaults.auth.kind = AuthKind::None;
    }
    let read = items(value, "", &mut report);
    imported.items = deep::flattened(read, "", 1, &mut report);
    imported.docs = docs.into();
    finished(imported, report)
}

/// Folders come first, as Hoppscotch shows them.
fn items(value: &Value, above: &str, report: &mut Report) -> Vec<TreeItem> {
    let mut items = Vec::new();
    for folder in list_at(value, "folders") {
        let name = text_at(folder, "name");
        let place = below(above, &name);
        if !folder.is_object() {
            report.add(&place, TransferOutcome::Dropped, "It is no folder");
            continue;
        }
        let mut docs = note(folder);
        let mut defaults = defaults(folder, &mut docs, &place, report);
        let rows = rows(list_at(folder, "variables"), &mut Texts::default());
        defaults.variables = inner_table(rows, &place, report);
        items.push(TreeItem::Folder(Box::new(TreeFolder {
            name,
            docs: docs.into(),
            defaults,
            items: self::items(folder, &place, report),
        })));
    }
    for value in list_at(value, "requests") {
        let place = below(above, &text_at(value, "name"));
        if value.is_object() {
            let request = request::read(value, &place, report);
            items.push(TreeItem::Request(Box::new(request)));
        } else {
            report.add(&place, TransferOutcome::Dropped, "It is no request");
        }
    }
    items
}

/// The note of something, in the form of each version.
fn note(value: &Value) -> String {
    match text_at(value, "description") {
        plain if plain.is_empty() => value
            .get("documentation")
            .map(|documentation| text_at(documentation, "content"))
            .unwrap_or_default(),
        plain => plain,
    }
}

/// What the requests of a collection or folder inherit, without its variables.
fn defaults(value: &Value, docs: &mut String, place: &str, report: &mut Report) -> Defaults {
    let mut texts = Texts::default();
    let defaults = Defaults {
        headers: headers(value, &mut texts),
        auth: auth::read(value, &mut texts, place, report),
        ..Defaults::default()
    };
    texts.told(place, report);
    scripts(value, docs, place, report);
    defaults
}

fn scripts(value: &Value, docs: &mut String, place: &str, report: &mut Report) {
    for (key, moment) in [
        ("preRequestScript", Moment::Before),
        ("testScript", Moment::After),
    ] {
        let code = text_at(value, key);
        let code = code.trim_start();
        let code = code.strip_prefix(MODULE).unwrap_or(code);
        keep((PROGRAM, moment, code), docs, place, report);
    }
}

fn headers(value: &Value, texts: &mut Texts) -> Vec<HeaderRow> {
    let rows = list_at(value, "headers").iter().filter(|row| row.is_object());
    rows.map(|row| HeaderRow {
        state: state(row),
        ..HeaderRow::new(texts.of(&text_at(row, "key")), texts.of(&text_at(row, "value")))
    })
    .filter(|row| !row.name.is_empty() || !row.value.is_empty())
    .collect()
}

/// Rows are on unless they say otherwise.
fn state(row: &Value) -> RowState {
    match row.get("active") {
        Some(active) if !active.is_null() && !is_on(Some(active)) => RowState::Disabled,
        _ => RowState::Enabled,
    }
}

/// The current value of a variable counts before its first one.
fn rows(values: &[Value], texts: &mut Texts) -> Vec<Row> {
    let rows = values.iter().map(|value| {
        let keys = ["currentValue", "initialValue", "value"].into_iter();
        let content = keys
            .map(|key| text_at(value, key))
            .find(|content| !content.is_empty());
        Row {
            name: text_at(value, "key"),
            value: texts.of(&content.unwrap_or_default()),
            state: state(value),
            is_secret: is_on(value.get("secret")),
            description: text_at(value, "description"),
        }
    });
    rows.collect()
}

#[cfg(test)]
mod tests;
