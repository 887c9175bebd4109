//! The body of an operation, from its example or its schema.

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{list_at, text, text_at, text_or_json};
use super::super::report::Report;
use super::parameter::{example_of, rows};
use super::reference::Document;
use super::sample::sample;
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
        let kinds = consumed(operation, document);
        let is_json = |kind: &&String| kind.to_ascii_lowercase().contains("json");
        let kind = kinds.iter().find(is_json).or_else(|| kinds.first());
        let kind = kind.map_or("application/json", String::as_str);
        put(
            kind,
            schema,
            &sample(document, schema),
            document,
            (http, place, report),
        );
        return;
    }
    let of_form = |parameter: &&&Value| text_at(parameter, "in") == "formData";
    let form: Vec<&&Value> = parameters.iter().filter(of_form).collect();
    if form.is_empty() {
        return;
    }
    let has_file = form.iter().any(|parameter| text_at(parameter, "type") == "file");
    let kinds = consumed(operation, document);
    let is_multipart = has_file || kinds.iter().any(|kind| kind == "multipart/form-data");
    for parameter in form {
        let kind = kind_of(text_at(parameter, "type") == "file");
        for (name, value) in rows(parameter, document) {
            add_field(http, form_kind(is_multipart), name, value, (kind, String::new()));
        }
    }
}

/// The content types that an operation of version 2 takes.
fn consumed(operation: &Value, document: Document<'_>) -> Vec<String> {
    let own = list_at(operation, "consumes");
    let kinds = if own.is_empty() {
        list_at(document.root, "consumes")
    } else {
        own
    };
    kinds.iter().map(|kind| text(Some(kind))).collect()
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
    let value = match example_of(media, document) {
        Some(example) => example.clone(),
        None => media
            .get("schema")
            .map_or(Value::Null, |schema| sample(document, schema)),
    };
    let schema = media.get("schema").unwrap_or(&Value::Null);
    let lower = kind.to_ascii_lowercase();
    if lower.contains("x-www-form-urlencoded") || lower.contains("multipart/form-data") {
        fields(
            media,
            &value,
            document,
            form_kind(lower.contains("multipart")),
            http,
        );
    } else {
        put(kind, schema, &value, document, (http, place, report));
    }
}

/// A body that is one text or one file.
fn put<'a>(
    kind: &str,
    schema: &'a Value,
    value: &Value,
    document: Document<'a>,
    (http, place, report): (&mut HttpRequest, &str, &mut Report),
) {
    let lower = kind.to_ascii_lowercase();
    if lower.contains("json") {
        http.body.kind = BodyKind::Json;
        http.body.text = pretty(value).into();
        if lower != "application/json" {
            http.headers.push(HeaderRow::new("Content-Type", kind));
        }
        return;
    }
    let text = match value {
        Value::String(text) => text.clone(),
        _ => String::new(),
    };
    if text.is_empty() && (is_file(document.resolved(schema)) || is_binary(&lower)) {
        http.body.kind = BodyKind::File;
        kind.clone_into(&mut http.body.file.content_type);
        let text = "Its body is a file: nothing is sent until one is chosen";
        report.add(place, TransferOutcome::Changed, text);
        return;
    }
    if text.is_empty() {
        let text = format!("Its body has no example in {kind}: it comes empty");
        report.add(place, TransferOutcome::Dropped, text);
    }
    http.body.kind = if lower.contains("xml") {
        BodyKind::Xml
    } else {
        BodyKind::Text
    };
    http.body.text = text.into();
    if !matches!(lower.as_str(), "application/xml" | "text/plain") {
        http.headers.push(HeaderRow::new("Content-Type", kind));
    }
}

/// The fields of a form, of which a list is several.
fn fields<'a>(
    media: &'a Value,
    value: &Value,
    document: Document<'a>,
    form: FormKind,
    http: &mut HttpRequest,
) {
    let schema = document.resolved(media.get("schema").unwrap_or(&Value::Null));
    for (name, value) in value.as_object().into_iter().flatten() {
        let property = property(schema, name, document);
        let said = media
            .get("encoding")
            .and_then(|encoding| encoding.get(name))
            .map(|encoding| text_at(encoding, "contentType"))
            .unwrap_or_default();
        let said = said.split(',').next().unwrap_or_default().trim().to_owned();
        let is_file = property.is_some_and(|property| {
            is_file(property)
                || property
                    .get("items")
                    .is_some_and(|items| is_file(document.resolved(items)))
        });
        if is_file {
            add_field(http, form, name.clone(), String::new(), (PartKind::File, said));
            continue;
        }
        match value {
            Value::Array(values) => {
                for value in values {
                    let value = text_or_json(Some(value));
                    add_field(http, form, name.clone(), value, (PartKind::Text, said.clone()));
                }
            }
            Value::Object(_) => {
                let said = if said.is_empty() {
                    "application/json".to_owned()
                } else {
                    said
                };
                add_field(
                    http,
                    form,
                    name.clone(),
                    value.to_string(),
                    (PartKind::Text, said),
                );
            }
            plain => add_field(
                http,
                form,
                name.clone(),
                text(Some(plain)),
                (PartKind::Text, said),
            ),
        }
    }
}

/// The schema of a property: its own, or that of one of the parts that a schema is put together from.
fn property<'a>(schema: &'a Value, name: &str, document: Document<'a>) -> Option<&'a Value> {
    let of = |schema: &'a Value| schema.get("properties")?.get(name);
    let parts = list_at(schema, "allOf")
        .iter()
        .map(|part| document.resolved(part));
    let found = std::iter::once(schema).chain(parts).find_map(of)?;
    Some(document.resolved(found))
}

/// Whether a schema stands for a file: `format: binary`, or since version 3.1 a content type that is no text.
fn is_file(schema: &Value) -> bool {
    let media_type = text_at(schema, "contentMediaType").to_ascii_lowercase();
    text_at(schema, "format") == "binary" || is_binary(&media_type)
}

/// Content types of bytes.
fn is_binary(media_type: &str) -> bool {
    let kinds = ["image/", "audio/", "video/", "font/"];
    let of_application = [
        "octet-stream",
        "pdf",
        "zip",
        "gzip",
        "x-tar",
        "vnd.openxmlformats",
    ];
    kinds.iter().any(|kind| media_type.starts_with(kind))
        || media_type
            .strip_prefix("application/")
            .is_some_and(|rest| of_application.iter().any(|kind| rest.starts_with(kind)))
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

fn add_field(
    http: &mut HttpRequest,
    form: FormKind,
    name: String,
    value: String,
    (kind, content_type): (PartKind, String),
) {
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
            content_type,
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
