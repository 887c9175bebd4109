//! Changes the text of the file in place.

use std::collections::BTreeMap;

use toml_edit::{Array, Document, DocumentMut, InlineTable, Item, Table, Value};

use super::entries::{Entries, KEYS, Plain, SECTIONS, entries, keys_value};
use super::reading::NotToml;
use crate::model::ProgramSettings;

const ABOUT: &str = "# Settings of Countersign. What does not stand here is at its default.\n\
                     # Read and edit it as you like: comments stay, and an open window takes what changed.\n\n";
const ABOUT_KEYS: &str = "# Keys of Countersign's commands that are not the usual ones.\n\n";

/// The text of a file with what differs between two settings changed in it; all else stays as it is.
pub fn edited(text: &str, before: &ProgramSettings, after: &ProgramSettings) -> Result<String, NotToml> {
    let document = Document::parse(text).map_err(|error| NotToml::of(text, &error))?;
    let (before, after) = (entries(before), entries(after));
    // What stands in a file without any key is a comment at its beginning, which a new section has to follow.
    let head = match (text, document.as_table().is_empty()) {
        ("", _) => ABOUT.to_owned(),
        (comments, true) => format!("{}\n\n", comments.trim_end()),
        (_, false) => String::new(),
    };
    let mut document = if head.is_empty() {
        document.into_mut()
    } else {
        DocumentMut::new()
    };
    change(&mut document, &before, &after);
    Ok(head + &document.to_string())
}

/// Keys of commands as a file of their own.
pub fn keys_text(keys: &BTreeMap<String, Vec<String>>) -> String {
    let mut document = DocumentMut::new();
    document.insert(KEYS, Item::Table(Table::new()));
    for (command, keys) in keys {
        put(&mut document, KEYS, command, keys_value(keys));
    }
    format!("{ABOUT_KEYS}{document}")
}

fn change(document: &mut DocumentMut, before: &Entries, after: &Entries) {
    for section in SECTIONS {
        let of_section = |entries: &Entries| -> Vec<(String, Plain)> {
            let own = entries.iter().filter(|((of, _), _)| *of == section);
            own.map(|((_, key), value)| (key.clone(), value.clone()))
                .collect()
        };
        for (key, value) in of_section(after) {
            if before.get(&(section, key.clone())) != Some(&value) {
                put(document, section, &key, value);
            }
        }
        for (key, _) in of_section(before) {
            if !after.contains_key(&(section, key.clone())) {
                take_out(document, section, &key);
            }
        }
    }
}

fn put(document: &mut DocumentMut, section: &str, key: &str, value: Plain) {
    let item = document
        .entry(section)
        .or_insert_with(|| Item::Table(Table::new()));
    if item.as_table_like().is_none() {
        *item = Item::Table(Table::new());
    }
    let Some(table) = item.as_table_like_mut() else {
        return;
    };
    let mut value = value_of(value);
    match table.get_mut(key) {
        Some(Item::Value(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        Some(other) => *other = Item::Value(value),
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

/// Takes a key out; and its section with it, when nothing and no comment is left of it.
fn take_out(document: &mut DocumentMut, section: &str, key: &str) {
    let Some(table) = document.get_mut(section).and_then(Item::as_table_like_mut) else {
        return;
    };
    table.remove(key);
    let is_bare = table.is_empty() && !document.get(section).is_some_and(has_comment);
    if is_bare {
        document.remove(section);
    }
}

fn has_comment(item: &Item) -> bool {
    let decor = item.as_table().map(Table::decor);
    decor.is_some_and(|decor| {
        [decor.prefix(), decor.suffix()]
            .into_iter()
            .flatten()
            .any(|raw| raw.as_str().is_some_and(|text| text.contains('#')))
    })
}

fn value_of(value: Plain) -> Value {
    match value {
        Plain::Text(text) => text.into(),
        Plain::Number(number) => i64::try_from(number).unwrap_or(i64::MAX).into(),
        Plain::Switch(is_on) => is_on.into(),
        Plain::Texts(texts) => Value::Array(texts.into_iter().collect::<Array>()),
        Plain::Tables(tables) => {
            let tables = tables.into_iter().map(|pairs| {
                let mut table = InlineTable::new();
                for (key, text) in pairs {
                    table.insert(key, text.into());
                }
                table
            });
            Value::Array(tables.map(Value::InlineTable).collect::<Array>())
        }
    }
}
