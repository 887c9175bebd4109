//! The body of an operation, from its example or its schema.

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{list_at, text, text_at};
use super::super::report::Report;
use super::operation::value_of;
use super::reference::Document;
use super::sample::{is_small, sample};
use crate::model::{BodyKind, FormRow, HeaderRow, HttpRequest, PartKind, PartRow};

/// Reads `requestBody` of version 3, or the parameters in the body of version 2, those of the path included.
pub(super) fn read<'a>(
    (operation, parameters): (&'a Value, &[&'a Value]),
    document: Document<'a>,
    http: &mut HttpRequest,
    place: &str,
    report: &mut Report,
) {
    if let Some(body) = operation.get("requestBody") {
        let body = document.resolved(body);
        of_content(body.get("content"), document, http, place, report);
        return;
    }
    if let Some(body) = parameters
        .iter()
        .find(|parameter| text_at(parameter, "in") == "body")
    {
        let schema = body.get("schema").unwrap_or(&Value::Null);
        http.body.kind = BodyKind::Json;
        http.body.text = pretty(&sample(document, schema)).into();
        return;
    }
    let of_form = |parameter: &&&Value| text_at(parameter, "in") == "formData";
    let form: Vec<&&Value> = parameters.iter().filter(of_form).collect();
    if form.is_empty() {
        return;
    }
    let consumes = list_at(operation, "consumes")
        .iter()
        .chain(list_at(document.root, "consumes"));
    let has_file = form.iter().any(|parameter| text_at(parameter, "type") == "file");
    let is_multipart = has_file || consumes.into_iter().any(|kind| kind == "multipart/form-data");
    for parameter in form {
        let (name, value) = (text_at(parameter, "name"), value_of(parameter, document));
        let kind = kind_of(text_at(parameter, "type") == "file");
        add_field(http, form_kind(is_multipart), name, value, kind);
    }
}

fn of_content(
    content: Option<&Value>,
    document: Document<'_>,
    http: &mut HttpRequest,
    place: &str,
    report: &mut Report,
) {
    let Some(content) = content.and_then(Value::as_object) else {
        return;
    };
    let wanted = |word: &str| {
        content
            .iter()
            .find(|(kind, _)| kind.to_ascii_lowercase().contains(word))
    };
    let chosen = [
        "json",
        "x-www-form-urlencoded",
        "multipart/form-data",
        "xml",
        "text/plain",
    ]
    .into_iter()
    .find_map(wanted)
    .or_else(|| content.iter().next());
    let Some((kind, media)) = chosen else { return };
    if content.len() > 1 {
        let others: Vec<&str> = content
            .keys()
            .map(String::as_str)
            .filter(|other| other != kind)
            .collect();
        let text = format!("Bodies of other kinds: {}", others.join(", "));
        report.add(place, TransferOutcome::Dropped, text);
    }
    let lower = kind.to_ascii_lowercase();
    let value = example_of(media, document);
    if lower.contains("json") {
        http.body.kind = BodyKind::Json;
        http.body.text = pretty(&value).into();
        if lower != "application/json" {
            http.headers.push(HeaderRow::new("Content-Type", kind.as_str()));
        }
    } else if lower.contains("x-www-form-urlencoded") || lower.contains("multipart/form-data") {
        let is_multipart = lower.contains("multipart");
        let properties = document
            .resolved(media.get("schema").unwrap_or(&Value::Null))
            .get("properties");
        for (name, value) in value.as_object().into_iter().flatten() {
            let property = properties
                .and_then(|properties| properties.get(name))
                .map(|property| document.resolved(property));
            let is_file = property.is_some_and(|property| text_at(property, "format") == "binary");
            let value = match value {
                nested @ (Value::Object(_) | Value::Array(_)) => nested.to_string(),
                plain => text(Some(plain)),
            };
            add_field(
                http,
                form_kind(is_multipart),
                name.clone(),
                value,
                kind_of(is_file),
            );
        }
    } else {
        http.body.kind = if lower.contains("xml") {
            BodyKind::Xml
        } else {
            BodyKind::Text
        };
        http.body.text = match &value {
            Value::String(text) => text.clone(),
            _ => String::new(),
        }
        .into();
        if !matches!(lower.as_str(), "application/xml" | "text/plain") {
            http.headers.push(HeaderRow::new("Content-Type", kind.as_str()));
        }
    }
}

fn example_of(media: &Value, document: Document<'_>) -> Value {
    if let Some(example) = media.get("example").filter(|example| is_small(example)) {
        return example.clone();
    }
    let first = media
        .get("examples")
        .and_then(Value::as_object)
        .and_then(|examples| examples.values().next());
    let first = first.and_then(|example| document.resolved(example).get("value"));
    if let Some(value) = first.filter(|value| is_small(value)) {
        return value.clone();
    }
    media
        .get("schema")
        .map_or(Value::Null, |schema| sample(document, schema))
}

fn pretty(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => text.clone(),
        value => serde_json::to_string_pretty(value).unwrap_or_default(),
    }
}

fn kind_of(is_file: bool) -> PartKind {
    if is_file { PartKind::File } else { PartKind::Text }
}

fn form_kind(is_multipart: bool) -> FormKind {
    if is_multipart {
        FormKind::Multipart
    } else {
        FormKind::Encoded
    }
}

/// How fields of a form are sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FormKind {
    Encoded,
    Multipart,
}

fn add_field(http: &mut HttpRequest, form: FormKind, name: String, value: String, kind: PartKind) {
    if form == FormKind::Multipart {
        http.body.kind = BodyKind::Multipart;
        http.body.parts.push(PartRow {
            name,
            text: if kind == PartKind::File {
                String::new()
            } else {
                value
            },
            kind,
            ..PartRow::default()
        });
    } else {
        http.body.kind = BodyKind::Form;
        http.body.form.push(FormRow {
            name,
            value,
            ..FormRow::default()
        });
    }
}
