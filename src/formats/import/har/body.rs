//! The body of an entry.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{list_at, text_at, text_or_json};
use super::super::kinds_of_body as kinds;
use super::super::report::Report;
use crate::model::{Body, BodyKind, FormRow, HttpRequest, PartKind, PartRow};

/// Reads it.
pub(super) fn read(value: &Value, http: &mut HttpRequest, place: &str, report: &mut Report) {
    let size = value.get("bodySize").and_then(Value::as_f64).unwrap_or_default();
    if let Some(Value::String(text)) = value.get("postData") {
        kinds::text(text.clone(), "", http);
        return;
    }
    let Some(data) = value.get("postData").filter(|data| data.is_object()) else {
        if size > 0.0 {
            missing(http, place, report);
        }
        return;
    };
    let content_type = text_at(data, "mimeType");
    let media_type = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let params = list_at(data, "params");
    let Some(text) = text_of(data) else {
        http.body = kinds::not_known("binary", place, report);
        return;
    };
    match media_type.as_str() {
        "application/x-www-form-urlencoded" if !text.is_empty() => {
            kinds::form_of_text(text, &content_type, http);
        }
        "multipart/form-data" if !params.is_empty() => multipart(params, http, place, report),
        _ if !text.is_empty() => kinds::text(text, &content_type, http),
        _ if !params.is_empty() => {
            http.body.kind = BodyKind::Form;
            http.body.form = params.iter().map(row).collect();
        }
        _ if size > 0.0 => missing(http, place, report),
        _ => {}
    }
}

fn missing(http: &mut HttpRequest, place: &str, report: &mut Report) {
    let text = "Its body is not in the archive: nothing is sent until one is chosen";
    report.add(place, TransferOutcome::Dropped, text);
    http.body = Body {
        unknown: Some(super::super::json::unknown_part("not in the archive")),
        ..Body::default()
    };
}

/// The text; nothing where it stands for bytes that are none.
fn text_of(data: &Value) -> Option<String> {
    let text = text_or_json(data.get("text"));
    let is_encoded = ["encoding", "_encoding"]
        .iter()
        .any(|key| text_at(data, key) == "base64");
    if !is_encoded {
        return Some(text);
    }
    String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()
}

fn row(param: &Value) -> FormRow {
    FormRow {
        name: text_at(param, "name"),
        value: text_at(param, "value"),
        ..FormRow::default()
    }
}

/// The boundary of its content type is made afresh.
fn multipart(params: &[Value], http: &mut HttpRequest, place: &str, report: &mut Report) {
    http.headers
        .retain(|row| !row.name.trim().eq_ignore_ascii_case("content-type"));
    http.body.kind = BodyKind::Multipart;
    http.body.parts = params.iter().map(part).collect();
    if http.body.parts.iter().any(|part| part.kind == PartKind::File) {
        let text = "Files of its body are named as they were sent: they are to be chosen again";
        report.add(place, TransferOutcome::Changed, text);
    }
}

/// A part with a file name and no text is a file.
fn part(param: &Value) -> PartRow {
    let (text, file_name) = (text_at(param, "value"), text_at(param, "fileName"));
    let part = PartRow {
        name: text_at(param, "name"),
        content_type: text_at(param, "contentType"),
        ..PartRow::default()
    };
    if text.is_empty() && !file_name.is_empty() {
        PartRow {
            kind: PartKind::File,
            path: file_name,
            ..part
        }
    } else {
        PartRow {
            text,
            file_name,
            ..part
        }
    }
}
