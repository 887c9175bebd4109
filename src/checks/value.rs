//! Values as JavaScript has them: those of JSON, and nothing at all.

use serde_json::Value;

use super::js_number::number_text;

/// A value of JSON; `None` is JavaScript's `undefined`.
pub(super) type Found = Option<Value>;

/// A longer text is told by its length: nothing is cut in two, so that secrets in it are found.
const LONGEST_SHOWN_BYTES: usize = 2_000;

/// The number that a value is. Integers of more than 53 bits lose digits, as they do in JavaScript.
pub(super) fn as_number(value: &Value) -> Option<f64> {
    value.as_f64()
}

/// `a === b`: the same value of the same type; lists and objects are the same as none.
pub(super) fn is_same(one: &Found, other: &Found) -> bool {
    match (one, other) {
        (None, None) | (Some(Value::Null), Some(Value::Null)) => true,
        (Some(Value::Bool(one)), Some(Value::Bool(other))) => one == other,
        (Some(Value::String(one)), Some(Value::String(other))) => one == other,
        (Some(Value::Number(one)), Some(Value::Number(other))) => same_number(one.as_f64(), other.as_f64()),
        _ => false,
    }
}

fn same_number(one: Option<f64>, other: Option<f64>) -> bool {
    one.is_some() && one == other
}

/// `String(value)`.
pub(super) fn to_text(value: &Found) -> String {
    match value {
        None => "undefined".to_owned(),
        Some(Value::Null) => "null".to_owned(),
        Some(Value::Bool(truth)) => truth.to_string(),
        Some(Value::Number(number)) => number.as_f64().map(number_text).unwrap_or_default(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            let item = |item: &Value| match item {
                Value::Null => String::new(),
                item => to_text(&Some(item.clone())),
            };
            let items: Vec<String> = items.iter().map(item).collect();
            items.join(",")
        }
        Some(Value::Object(_)) => "[object Object]".to_owned(),
    }
}

/// A number as JavaScript writes it: a status is `200` and not `200.0`. A whole one of any length keeps its digits.
fn number_words(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => number_text(float),
        _ => number.to_string(),
    }
}

/// What a capture puts into a variable: texts as they are, all else as JSON. `None` when there is no value.
pub(super) fn variable_text(value: &Found) -> Option<String> {
    match value {
        None => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number_words(number)),
        Some(value) => Some(value.to_string()),
    }
}

/// A value for people, with the type to be seen: texts in quotes.
pub(super) fn shown(value: &Found) -> String {
    let text = match value {
        None => return "undefined".to_owned(),
        Some(Value::Number(number)) => number_words(number),
        Some(value) => value.to_string(),
    };
    if text.len() <= LONGEST_SHOWN_BYTES {
        return text;
    }
    match value {
        Some(Value::String(text)) => format!("a text of {} bytes", text.len()),
        Some(Value::Array(items)) => format!("a list of {} items", items.len()),
        Some(Value::Object(members)) => format!("an object of {} members", members.len()),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_numbers_have_no_point() {
        for (value, text) in [
            (json!(200.0), "200"),
            (json!(1.5), "1.5"),
            (json!(9_007_199_254_740_993_u64), "9007199254740993"),
        ] {
            assert_eq!(variable_text(&Some(value.clone())).as_deref(), Some(text));
            assert_eq!(shown(&Some(value)), text);
        }
    }
}
