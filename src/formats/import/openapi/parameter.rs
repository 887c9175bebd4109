//! A parameter as the rows that send it: lists and objects are written out as its style says
//! (<https://spec.openapis.org/oas/v3.1.0#style-values>), or the `collectionFormat` of version 2.

use serde_json::Value;

use super::super::json::{is_on, text, text_at, text_or_json};
use super::reference::Document;
use super::sample::{is_small, sample};

/// Names and values of the rows; at least one.
pub(super) fn rows(parameter: &Value, document: Document<'_>) -> Vec<(String, String)> {
    let name = text_at(parameter, "name");
    let value = value_of(parameter, document);
    let rows = match (&value, Form::of(parameter)) {
        (Value::Array(values), Form::Rows) => values
            .iter()
            .map(|value| (name.clone(), text_or_json(Some(value))))
            .collect(),
        (Value::Array(values), Form::Joined(between)) => {
            let values: Vec<String> = values.iter().map(|value| text_or_json(Some(value))).collect();
            vec![(name.clone(), values.join(between))]
        }
        (Value::Object(members), Form::Rows) => {
            let of_member = |(key, value): (&String, &Value)| (key.clone(), text_or_json(Some(value)));
            members.iter().map(of_member).collect()
        }
        (Value::Object(members), Form::Deep) => {
            let of_member =
                |(key, value): (&String, &Value)| (format!("{name}[{key}]"), text_or_json(Some(value)));
            members.iter().map(of_member).collect()
        }
        (Value::Object(members), Form::Joined(between)) => {
            let parts: Vec<String> = members
                .iter()
                .flat_map(|(key, value)| [key.clone(), text_or_json(Some(value))])
                .collect();
            vec![(name.clone(), parts.join(between))]
        }
        (Value::Object(members), Form::Pairs) => {
            let pairs: Vec<String> = members
                .iter()
                .map(|(key, value)| format!("{key}={}", text_or_json(Some(value))))
                .collect();
            vec![(name.clone(), pairs.join(","))]
        }
        (Value::Array(values), Form::Pairs | Form::Deep) => {
            let values: Vec<String> = values.iter().map(|value| text_or_json(Some(value))).collect();
            vec![(name.clone(), values.join(","))]
        }
        (nested @ (Value::Array(_) | Value::Object(_)), Form::Json) => {
            vec![(name.clone(), nested.to_string())]
        }
        (plain, _) => vec![(name.clone(), text(Some(plain)))],
    };
    if rows.is_empty() {
        vec![(name, String::new())]
    } else {
        rows
    }
}

/// How lists and objects are written.
#[derive(Clone, Copy)]
enum Form {
    /// A row for each.
    Rows,
    /// A row for each member, as `name[member]`.
    Deep,
    /// One row, with this between the values.
    Joined(&'static str),
    /// One row of `member=value`, with commas between.
    Pairs,
    /// One row of JSON.
    Json,
}

impl Form {
    fn of(parameter: &Value) -> Self {
        if parameter.get("content").is_some() {
            return Self::Json;
        }
        if parameter.get("schema").is_none() {
            return match text_at(parameter, "collectionFormat").as_str() {
                "multi" => Self::Rows,
                "ssv" => Self::Joined(" "),
                "tsv" => Self::Joined("\t"),
                "pipes" => Self::Joined("|"),
                _ => Self::Joined(","),
            };
        }
        let explode = parameter.get("explode").map(|explode| is_on(Some(explode)));
        if matches!(text_at(parameter, "in").as_str(), "header" | "path") {
            return if explode == Some(true) {
                Self::Pairs
            } else {
                Self::Joined(",")
            };
        }
        match (text_at(parameter, "style").as_str(), explode) {
            ("deepObject", _) => Self::Deep,
            ("spaceDelimited", Some(false) | None) => Self::Joined(" "),
            ("pipeDelimited", Some(false) | None) => Self::Joined("|"),
            (_, Some(false)) => Self::Joined(","),
            _ => Self::Rows,
        }
    }
}

/// The example of a parameter, or what its schema gives.
fn value_of(parameter: &Value, document: Document<'_>) -> Value {
    if let Some(example) = example_of(parameter, document) {
        return example.clone();
    }
    if let Some(schema) = parameter.get("schema") {
        return sample(document, schema);
    }
    let content = parameter.get("content").and_then(Value::as_object);
    match content.and_then(|content| content.values().next()) {
        Some(media) => match example_of(media, document) {
            Some(example) => example.clone(),
            None => sample(document, media.get("schema").unwrap_or(&Value::Null)),
        },
        None => sample(document, parameter),
    }
}

/// The example of something, or the first of several.
pub(super) fn example_of<'a>(value: &'a Value, document: Document<'a>) -> Option<&'a Value> {
    let example = value.get("example").filter(|example| is_small(example));
    example.or_else(|| {
        let examples = value.get("examples").and_then(Value::as_object)?;
        let first = document.resolved(examples.values().next()?).get("value");
        first.filter(|value| is_small(value))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The expected rows are those of the tables in the specifications, for `color` as `["blue", "black"]` and
    /// `{"R": 100, "G": 200}`.
    #[test]
    fn lists_and_objects_are_written_as_their_style_says() {
        let (list, object) = (json!(["blue", "black"]), json!({ "G": 200, "R": 100 }));
        for (parameter, expected) in [
            (
                json!({ "in": "query", "schema": {}, "example": list }),
                "color=blue&color=black",
            ),
            (
                json!({ "in": "query", "schema": {}, "explode": false, "example": list }),
                "color=blue,black",
            ),
            (
                json!({ "in": "query", "schema": {}, "style": "pipeDelimited", "explode": false, "example": list }),
                "color=blue|black",
            ),
            (
                json!({ "in": "query", "schema": {}, "style": "spaceDelimited", "explode": false, "example": list }),
                "color=blue black",
            ),
            (
                json!({ "in": "query", "schema": {}, "example": object }),
                "G=200&R=100",
            ),
            (
                json!({ "in": "query", "schema": {}, "explode": false, "example": object }),
                "color=G,200,R,100",
            ),
            (
                json!({ "in": "query", "schema": {}, "style": "deepObject", "explode": true, "example": object }),
                "color[G]=200&color[R]=100",
            ),
            (
                json!({ "in": "query", "content": { "application/json": { "example": object } } }),
                "color={\"G\":200,\"R\":100}",
            ),
            (
                json!({ "in": "header", "schema": {}, "example": list }),
                "color=blue,black",
            ),
            (
                json!({ "in": "header", "schema": {}, "explode": true, "example": object }),
                "color=G=200,R=100",
            ),
            (
                json!({ "in": "path", "schema": {}, "example": object }),
                "color=G,200,R,100",
            ),
            (
                json!({ "in": "query", "type": "array", "collectionFormat": "multi", "default": list }),
                "color=blue&color=black",
            ),
            (
                json!({ "in": "query", "type": "array", "default": list }),
                "color=blue,black",
            ),
            (json!({ "in": "query", "schema": {}, "example": [] }), "color="),
        ] {
            let mut named = parameter.clone();
            named["name"] = json!("color");
            let rows = rows(&named, Document::new(&Value::Null));
            let rows: Vec<String> = rows
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            assert_eq!(rows.join("&"), expected, "{parameter}");
        }
    }
}
