//! The data of a curl command as a body of the kind that its content type names.

use crate::model::{Body, BodyKind, FormRow};

/// The body kind that sends this very text. A text in which our editors would find a variable is sent raw.
pub fn text_body(text: String, content_type: Option<&str>) -> Body {
    let media_type = content_type
        .and_then(|value| value.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let plain = !text.is_empty() && !text.contains("{{");
    let form: Vec<FormRow> = match media_type.as_str() {
        "application/x-www-form-urlencoded" if plain => form_rows(&text).unwrap_or_default(),
        _ => Vec::new(),
    };
    let kind = match media_type.as_str() {
        _ if !form.is_empty() => BodyKind::Form,
        _ if !plain => BodyKind::Raw,
        "application/xml" | "text/xml" => BodyKind::Xml,
        "text/plain" => BodyKind::Text,
        json if json == "application/json"
            || json.starts_with("application/x-amz-json")
            || json.ends_with("+json") =>
        {
            BodyKind::Json
        }
        xml if xml.ends_with("+xml") => BodyKind::Xml,
        _ => BodyKind::Raw,
    };
    Body {
        kind: if text.is_empty() { BodyKind::None } else { kind },
        text: text.into(),
        form,
        ..Body::default()
    }
}

/// The rows of a form, when writing them again gives the same bytes.
fn form_rows(text: &str) -> Option<Vec<FormRow>> {
    let rows: Vec<FormRow> = url::form_urlencoded::parse(text.as_bytes())
        .map(|(name, value)| FormRow {
            name: name.into_owned(),
            value: value.into_owned(),
            ..FormRow::default()
        })
        .collect();
    let again = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(rows.iter().map(|row| (&row.name, &row.value)))
        .finish();
    let named = rows.iter().all(|row| !row.name.is_empty());
    let braces = rows
        .iter()
        .any(|row| row.name.contains("{{") || row.value.contains("{{"));
    (again == text && named && !braces).then_some(rows)
}
