//! Credentials in JSON: an object with names for key ID and secret, or a list of pairs of name and value.

use serde_json::{Map, Value};

use super::field::{Bond, Field, accepted, meaning};
use super::set::Findings;

/// What the objects of a JSON text hold; `None` when it is no JSON object or list.
pub fn findings(text: &str) -> Option<Findings> {
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let value: Value = serde_json::from_str(text.trim_end_matches([',', ';'])).ok()?;
    let mut findings = Findings::default();
    walk(&value, None, &mut findings);
    Some(findings)
}

/// Goes through objects and lists. `name` is the key under which the value stands.
fn walk(value: &Value, name: Option<&str>, findings: &mut Findings) {
    match value {
        Value::Object(object) => {
            pairs(
                object.iter().map(|(name, value)| (name.as_str(), value)),
                name,
                findings,
            );
            for (name, value) in object {
                walk(value, Some(name), findings);
            }
        }
        Value::Array(values) => {
            pairs(values.iter().filter_map(named_value), None, findings);
            for value in values {
                walk(value, None, findings);
            }
        }
        // The output of a command, as a log keeps it.
        Value::String(text) if text.starts_with('{') => {
            if let Ok(value @ Value::Object(_)) = serde_json::from_str(text) {
                walk(&value, None, findings);
            }
        }
        _ => {}
    }
}

/// `{"name": …, "value": …}`, `{"key": …, "value": …}`.
fn named_value(value: &Value) -> Option<(&str, &Value)> {
    let object: &Map<String, Value> = value.as_object()?;
    let get = |wanted: &[&str]| {
        object
            .iter()
            .find(|(name, _)| wanted.contains(&name.to_ascii_lowercase().as_str()))
            .map(|(_, value)| value)
    };
    Some((get(&["name", "key"])?.as_str()?, get(&["value"])?))
}

/// Takes over a group of names that belong together, when key ID and secret are among them.
fn pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a Value)>, name: Option<&str>, findings: &mut Findings) {
    let found: Vec<(Field, String)> = pairs
        .filter_map(|(name, value)| {
            let field = meaning(name)?;
            let value = match value {
                Value::String(text) => text.trim().to_owned(),
                Value::Number(number) => number.to_string(),
                _ => return None,
            };
            accepted(field, &value, Bond::Tight).then_some((field, value))
        })
        .collect();
    let has = |wanted: Field| found.iter().any(|(field, _)| *field == wanted);
    if !has(Field::KeyId) || !has(Field::Secret) {
        return;
    }
    findings.block(name.filter(|name| is_profile(name)));
    for (field, value) in &found {
        findings.value(*field, value, Bond::Tight);
    }
}

/// Keys under which APIs put credentials are no names of profiles.
fn is_profile(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    !name.contains("credential")
        && !matches!(
            name.as_str(),
            "accesskey" | "aws" | "awsv4" | "iam" | "auth" | "data" | "result"
        )
}
