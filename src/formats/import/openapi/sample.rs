//! A value for a schema: its example, its default, its first choice, or one of its type.

use serde_json::{Map, Value, json};

use super::super::json::{list_at, text_at};
use super::reference::Document;

/// Schemas stand in each other so deep at most; what is deeper is empty.
const DEEPEST: usize = 8;
/// So many values in all, so that no sample is larger than a person reads.
const MOST_VALUES: usize = 2_000;
/// So many bytes of an example weigh as much as a value.
const BYTES_PER_VALUE: usize = 16;

/// The sample of a schema.
pub(super) fn sample(document: Document<'_>, schema: &Value) -> Value {
    let mut left = MOST_VALUES;
    of_schema(document, schema, 0, &mut left)
}

fn of_schema(document: Document<'_>, schema: &Value, depth: usize, left: &mut usize) -> Value {
    if depth > DEEPEST || *left == 0 {
        return Value::Null;
    }
    *left -= 1;
    let schema = document.resolved(schema);
    let given = ["example", "default", "const"]
        .into_iter()
        .find_map(|key| schema.get(key));
    let listed = ["examples", "enum"]
        .into_iter()
        .find_map(|key| list_at(schema, key).first());
    if let Some(given) = given.or(listed) {
        let weight = weight(given);
        if weight > *left {
            *left = 0;
            return Value::Null;
        }
        *left -= weight;
        return given.clone();
    }
    let all = list_at(schema, "allOf");
    if !all.is_empty() {
        return merged(document, schema, all, depth, left);
    }
    let choice = ["oneOf", "anyOf"]
        .into_iter()
        .find_map(|key| list_at(schema, key).first());
    if let Some(choice) = choice {
        return of_schema(document, choice, depth + 1, left);
    }
    match kind_of(schema).as_str() {
        "object" => Value::Object(properties(document, schema, depth, left)),
        "array" => match schema.get("items") {
            Some(items) => json!([of_schema(document, items, depth + 1, left)]),
            None => json!([]),
        },
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(0)),
        "boolean" => json!(true),
        "string" => json!(text_of_format(&text_at(schema, "format"))),
        _ => Value::Null,
    }
}

/// Whether an example is no larger than a sample may be: many operations may name one.
pub(super) fn is_small(example: &Value) -> bool {
    weight(example) <= MOST_VALUES
}

/// What a given value costs besides the one that it is.
fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() / BYTES_PER_VALUE,
        Value::Array(values) => values.iter().map(|value| 1 + weight(value)).sum(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| 1 + name.len() / BYTES_PER_VALUE + weight(value))
            .sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

/// The type, which may be a list of types since `OpenAPI` 3.1, or be left out.
fn kind_of(schema: &Value) -> String {
    let listed = list_at(schema, "type").iter().filter_map(Value::as_str);
    let kind = match listed.clone().find(|kind| *kind != "null") {
        Some(kind) => kind.to_owned(),
        None => text_at(schema, "type"),
    };
    if kind.is_empty() && schema.get("properties").is_some() {
        return "object".to_owned();
    }
    kind
}

fn properties(document: Document<'_>, schema: &Value, depth: usize, left: &mut usize) -> Map<String, Value> {
    let mut object = Map::new();
    let declared = schema.get("properties").and_then(Value::as_object);
    for (name, property) in declared.into_iter().flatten() {
        if *left == 0 {
            break;
        }
        let resolved = document.resolved(property);
        if resolved.get("readOnly") == Some(&Value::Bool(true)) {
            continue;
        }
        object.insert(name.clone(), of_schema(document, property, depth + 1, left));
    }
    object
}

fn merged(document: Document<'_>, schema: &Value, all: &[Value], depth: usize, left: &mut usize) -> Value {
    let mut object = properties(document, schema, depth, left);
    for part in all {
        if *left == 0 {
            break;
        }
        match of_schema(document, part, depth + 1, left) {
            Value::Object(part) => object.extend(part),
            other if object.is_empty() && all.len() == 1 => return other,
            _ => {}
        }
    }
    Value::Object(object)
}

fn text_of_format(format: &str) -> &'static str {
    match format {
        "date-time" => "2026-01-01T00:00:00Z",
        "date" => "2026-01-01",
        "uuid" => "00000000-0000-4000-8000-000000000000",
        "email" => "name@example.com",
        "uri" | "url" => "https://example.com/",
        "ipv4" => "192.0.2.1",
        _ => "",
    }
}
