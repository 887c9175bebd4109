//! Looking into JSON that may have any shape: what is not there, or of another type, is empty.

use serde_json::Value;

use crate::model::UnknownPart;

/// The text of a value: numbers and switches as they are written, nothing for everything else.
pub(super) fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(switch)) => switch.to_string(),
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => String::new(),
    }
}

/// The text of a value that may stand there unquoted: what is nested is written as JSON.
pub(super) fn text_or_json(value: Option<&Value>) -> String {
    match value {
        Some(nested @ (Value::Array(_) | Value::Object(_))) => nested.to_string(),
        plain => text(plain),
    }
}

/// The text below a key.
pub(super) fn text_at(value: &Value, key: &str) -> String {
    text(value.get(key))
}

/// The list below a key; empty when there is none.
pub(super) fn list_at<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// Whether a switch is on, in any spelling that is seen: `true`, `1`, `"true"`.
pub(super) fn is_on(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(switch)) => *switch,
        Some(Value::Number(number)) => number.as_f64().is_some_and(|number| number != 0.0),
        Some(Value::String(text)) => matches!(text.trim(), "true" | "1"),
        _ => false,
    }
}

/// A part of a kind that is not known here. It always has a word, so that a file can say that there is something.
pub(super) fn unknown_part(word: &str) -> UnknownPart {
    match UnknownPart::of_kind(word) {
        UnknownPart::Kind(kind) => UnknownPart::Kind(kind),
        _ => UnknownPart::Kind("unknown".to_owned()),
    }
}
