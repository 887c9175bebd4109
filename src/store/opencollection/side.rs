//! The file beside a YAML file, `list.countersign.toml` for `list.yml`: what only this program knows of it.
//!
//! It is for that one YAML file as it was saved. Where both say something of one thing and differ, somebody changed the
//! YAML since, and the YAML counts.

use serde::Serialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::merge_marks::unfinished_merge;
use super::{ItemHead, YamlProblem};

/// The form that this version writes.
const VERSION: i64 = 1;
const ABOUT: &str =
    "# What only Countersign knows of the YAML file of the same name. Keep both in one commit.\n";
/// Keys of a table that the base has and the value has not.
const WITHOUT: &str = "without";

/// The tables of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Side {
    tables: Table,
}

impl Side {
    /// Reads the file; `None` is one with nothing in it. One of a later version is refused: half of what is known of a
    /// request may be the wrong half.
    pub fn read(side: Option<&str>) -> Result<Self, YamlProblem> {
        let Some(side) = side else {
            return Ok(Self::default());
        };
        let mut tables: Table = side
            .parse()
            .map_err(|error| unfinished_merge(side).unwrap_or_else(|| from_toml(side, &error)))?;
        match tables.remove("version") {
            Some(Value::Integer(version)) if version > VERSION => Err(YamlProblem::of_file(
                "the file of Countersign beside it is of a later version: update Countersign to read it",
            )),
            Some(Value::Integer(_)) => Ok(Self { tables }),
            _ => Err(YamlProblem::of_file(
                "the file of Countersign beside it has no version",
            )),
        }
    }

    /// A table of the file.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)?.as_table()
    }

    /// Sets a table, or takes it out when it is empty.
    pub fn put(&mut self, name: &str, table: Table) {
        if table.is_empty() {
            self.tables.remove(name);
        } else {
            self.tables.insert(name.to_owned(), Value::Table(table));
        }
    }

    /// Says which request it belongs to, when there is anything in it.
    pub fn put_of(&mut self, name: &str, method: &str, url: &str) {
        self.tables.remove("of");
        if self.tables.is_empty() {
            return;
        }
        let of = [("name", name), ("method", method), ("url", url)];
        let of: Table = of
            .into_iter()
            .map(|(key, text)| (key.to_owned(), Value::String(text.to_owned())))
            .collect();
        self.put("of", of);
    }

    /// The text of the file; `None` when nothing is in it.
    pub fn text(&self) -> Result<Option<String>, String> {
        if self.tables.is_empty() {
            return Ok(None);
        }
        let mut all = Table::new();
        all.insert("version".to_owned(), Value::Integer(VERSION));
        all.extend(self.tables.clone());
        let tables = toml::to_string(&all).map_err(|error| error.to_string())?;
        Ok(Some(format!("{ABOUT}{tables}")))
    }
}

/// Whether a file that stands beside no YAML file belongs to this request, which was renamed: its method and URL are
/// those it was saved with, or its name is.
pub fn side_is_of(side: &str, head: &ItemHead) -> bool {
    let Ok(side) = Side::read(Some(side)) else {
        return false;
    };
    let Some(of) = side.table("of") else { return false };
    let is = |key: &str, text: &str| of.get(key).and_then(Value::as_str) == Some(text);
    (is("method", &head.method) && is("url", &head.url)) || (is("name", &head.name) && !head.name.is_empty())
}

/// What a value has beyond a base, as a table.
pub(super) fn difference<T: Serialize>(value: &T, base: &T) -> Result<Table, String> {
    let table = |value: &T| Table::try_from(value).map_err(|error| error.to_string());
    Ok(differing(&table(value)?, &table(base)?))
}

fn differing(value: &Table, base: &Table) -> Table {
    let mut difference = Table::new();
    for (key, own) in value {
        match (own, base.get(key)) {
            (own, Some(base)) if own == base => {}
            (Value::Table(own), Some(Value::Table(base))) => {
                difference.insert(key.clone(), Value::Table(differing(own, base)));
            }
            _ => {
                difference.insert(key.clone(), own.clone());
            }
        }
    }
    let gone = base.keys().filter(|key| !value.contains_key(*key));
    let gone: Vec<Value> = gone.map(|key| Value::String(key.clone())).collect();
    if !gone.is_empty() {
        difference.insert(WITHOUT.to_owned(), Value::Array(gone));
    }
    difference
}

/// A base with what a table has beyond it.
pub(super) fn overlaid<T: Serialize + DeserializeOwned>(base: &T, table: &Table) -> Result<T, YamlProblem> {
    let unreadable =
        || YamlProblem::of_file("the file of Countersign beside it has a value that is not known");
    let mut whole = Table::try_from(base).map_err(|_| unreadable())?;
    lay_over(&mut whole, table);
    T::deserialize(Value::Table(whole)).map_err(|_| unreadable())
}

fn lay_over(base: &mut Table, table: &Table) {
    for (key, value) in table {
        match (base.get_mut(key), value) {
            (_, Value::Array(gone)) if key == WITHOUT => {
                for key in gone.iter().filter_map(Value::as_str) {
                    base.remove(key);
                }
            }
            (Some(Value::Table(base)), Value::Table(table)) => lay_over(base, table),
            _ => {
                base.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Says where and nothing of the content.
fn from_toml(text: &str, error: &toml::de::Error) -> YamlProblem {
    let before = error
        .span()
        .and_then(|span| text.get(..span.start))
        .unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    YamlProblem::of_file(format!(
        "the file of Countersign beside it can not be read from its line {line} on"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AwsAuth, CredentialSource};

    #[test]
    fn a_difference_laid_over_its_base_gives_the_value() {
        let base = AwsAuth {
            source: CredentialSource::Environment,
            ..AwsAuth::default()
        };
        let mut value = AwsAuth {
            access_key_id: "AKID".to_owned(),
            ..AwsAuth::default()
        };
        "acct".clone_into(&mut value.identity_center.account_id);
        value.options.unsigned_headers.push("via".to_owned());
        let table = difference(&value, &base).unwrap();
        assert!(!table.contains_key("region"), "{table}");
        assert_eq!(overlaid(&base, &table), Ok(value));
    }

    #[test]
    fn a_later_or_broken_file_is_refused_without_its_content() {
        for (file, reason) in [
            ("version = 2\n", "later version"),
            ("[aws]\n", "no version"),
            ("version = 1\nx = wJalr\n", "line 2"),
        ] {
            let problem = Side::read(Some(file)).unwrap_err().to_string();
            assert!(
                problem.contains(reason) && !problem.contains("wJalr"),
                "{problem}"
            );
        }
    }

    #[test]
    fn a_renamed_request_is_found_again() {
        let mut side = Side::default();
        side.put_of("List", "GET", "https://a.example/");
        assert_eq!(side.text(), Ok(None), "nothing to say, no file");
        side.put(
            "settings",
            Table::from_iter([("cookies".to_owned(), "on".into())]),
        );
        side.put_of("List", "GET", "https://a.example/");
        let text = side.text().unwrap().unwrap();
        let head = |name: &str, method: &str| ItemHead {
            kind: "http".to_owned(),
            name: name.to_owned(),
            seq: None,
            method: method.to_owned(),
            url: "https://a.example/".to_owned(),
        };
        assert!(side_is_of(&text, &head("Renamed", "GET")));
        assert!(side_is_of(&text, &head("List", "POST")));
        assert!(!side_is_of(&text, &head("Renamed", "POST")));
        assert!(!side_is_of("version = 1\n", &head("", "GET")));
    }
}
