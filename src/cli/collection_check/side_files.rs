//! Secrets in the files beside requests, which hold what only this program knows and no secret.

use std::path::Path;

use toml::{Table, Value};

use super::finding::{Finding, Weight};
use crate::model::{Collection, Item, ItemPath, Secret};
use crate::redact::{SecretKind, secret_kind, secrets_in_file};

const ENDING: &str = ".countersign.toml";

/// What stands in every such file of a collection, also in one whose request is gone.
pub fn secrets_beside(collection: &Collection) -> Vec<Finding> {
    let mut found = Vec::new();
    let root = ItemPath::default();
    of_folder(&collection.root, &root, &mut found);
    if let Some(environments) = root.child("environments") {
        of_folder(&collection.root, &environments, &mut found);
    }
    of_items(collection, &collection.items, &mut found);
    found
}

fn of_items(collection: &Collection, items: &[Item], found: &mut Vec<Finding>) {
    for item in items {
        if let Item::Folder(folder) = item {
            of_folder(&collection.root, &folder.path, found);
            of_items(collection, &folder.items, found);
        }
    }
}

fn of_folder(root: &Path, folder: &ItemPath, found: &mut Vec<Finding>) {
    let names = std::fs::read_dir(folder.below(root))
        .into_iter()
        .flatten()
        .flatten();
    let mut names: Vec<String> = names
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(ENDING))
        .collect();
    names.sort();
    for name in names {
        let Some(path) = folder.child(&name) else { continue };
        let text = std::fs::read_to_string(path.below(root)).unwrap_or_default();
        found.extend(of_text(path.as_str(), &text));
    }
}

fn of_text(path: &str, text: &str) -> Vec<Finding> {
    let finding = |message| Finding {
        weight: Weight::Fault,
        kind: "secret-typed",
        path: path.to_owned(),
        message,
        hint: "Put it into a secret variable, and write {{name}} in its place".to_owned(),
    };
    let mut keys = Vec::new();
    if let Ok(table) = text.parse::<Table>() {
        keys_with_values(&table, &mut keys);
    }
    let keys = keys.into_iter();
    let mut found: Vec<Finding> = keys
        .map(|key| finding(format!("{key} has a value in the place of a variable")))
        .collect();
    let shapes = secrets_in_file(text).into_iter();
    found.extend(
        shapes.map(|(line, what)| finding(format!("On line {line} stands what looks like {}", what.words()))),
    );
    found
}

/// The keys of secrets that hold a text other than the name of a variable.
fn keys_with_values(table: &Table, found: &mut Vec<String>) {
    for (key, value) in table {
        in_value(key, value, found);
    }
}

fn in_value(key: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Table(table) => keys_with_values(table, found),
        // A list of texts is one of names.
        Value::Array(values) => {
            let tables = values.iter().filter_map(Value::as_table);
            tables.for_each(|table| keys_with_values(table, found));
        }
        Value::String(text) => {
            let is_value = !text.trim().is_empty() && Secret::new(text.as_str()).is_no_reference();
            if is_value
                && secret_kind(key) == Some(SecretKind::Value)
                && !found.iter().any(|known| known == key)
            {
                found.push(key.to_owned());
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_behind_the_name_of_a_secret_is_found_at_any_depth() {
        for (text, count) in [
            ("[aws]\nsecretAccessKey = \"short\"\n", 1),
            ("[[aws.roles]]\nsessionToken = \"x y\"\n", 1),
            ("a = { b = [{ password = \"hunter2\" }] }\n", 1),
            ("[aws]\nsecretAccessKey = \"{{key}}\"\nsource = \"profile\"\n", 0),
            ("[variables]\nsecret = [\"token\"]\n", 0),
            (
                "broken = \n# AKIAQ3EGTESTKEY5ID42 kX9mQ2vL7bT4wR8nY1cD5fG6hJ0pS3aZeUiOxKqW\n",
                1,
            ),
        ] {
            assert_eq!(of_text("a.countersign.toml", text).len(), count, "{text}");
        }
    }
}
