//! The value that an assertion compares with, as Bruno reads what was typed.

use serde_json::Value;

use super::js_number::literal;
use super::no_value::NoValue;
use super::value::Found;

/// A typed value, its variables replaced: numbers, `true`, `false`, `null` and `undefined` are those; all else is a text,
/// without quotes around it, in which `\n` and the like are read.
pub(super) fn typed(text: &str) -> Result<Found, NoValue> {
    if text.is_empty() {
        return Ok(Some(Value::String(String::new())));
    }
    let text = text.trim();
    if let Some(number) = literal(text) {
        return Ok(Some(number));
    }
    match text {
        "true" => return Ok(Some(Value::Bool(true))),
        "false" => return Ok(Some(Value::Bool(false))),
        "null" => return Ok(Some(Value::Null)),
        "undefined" => return Ok(None),
        _ => {}
    }
    template(unquoted(text)).map(|text| Some(Value::String(text)))
}

fn unquoted(text: &str) -> &str {
    let between = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    between('"').or_else(|| between('\'')).unwrap_or(text)
}

/// A template literal of JavaScript without expressions.
fn template(text: &str) -> Result<String, NoValue> {
    let script = |what: &str| {
        Err(NoValue::Operand(format!(
            "The value is more than a text, and scripts are not run: {what}"
        )))
    };
    if text.contains("${") {
        return script("${…}");
    }
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '`' => return script("`"),
            '\\' => match letters.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('r') => out.push('\r'),
                Some('b') => out.push('\u{8}'),
                Some('f') => out.push('\u{c}'),
                Some('v') => out.push('\u{b}'),
                Some('0') => out.push('\0'),
                Some('x') => out.push(escaped(&mut letters, 2)?),
                Some('u') => out.push(escaped(&mut letters, 4)?),
                Some(other) => out.push(other),
                None => return script("\\"),
            },
            other => out.push(other),
        }
    }
    Ok(out)
}

fn escaped(letters: &mut std::str::Chars<'_>, digits: usize) -> Result<char, NoValue> {
    let hex: String = letters.by_ref().take(digits).collect();
    let code = (hex.len() == digits)
        .then(|| u32::from_str_radix(&hex, 16).ok())
        .flatten();
    code.and_then(char::from_u32).ok_or_else(|| {
        NoValue::Operand(format!(
            "The value has an escape that stands for no character: {hex}"
        ))
    })
}

/// Several typed values with commas between them, in brackets or not.
pub(super) fn several(text: &str) -> Result<Vec<Found>, NoValue> {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner
        .unwrap_or(text)
        .split(',')
        .map(|one| typed(one.trim()))
        .collect()
}

/// A regular expression, between slashes or not.
pub(super) fn pattern(text: &str) -> &str {
    text.strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_typed_value_has_the_type_that_it_looks_like() {
        for (text, value) in [
            ("200", Some(json!(200.0))),
            ("\"200\"", Some(json!("200"))),
            ("'a b'", Some(json!("a b"))),
            ("true", Some(json!(true))),
            ("null", Some(Value::Null)),
            ("undefined", None),
            ("", Some(json!(""))),
            ("a\\tb", Some(json!("a\tb"))),
            ("\\u00fc", Some(json!("ü"))),
            ("[1, 2]", Some(json!("[1, 2]"))),
        ] {
            assert_eq!(typed(text), Ok(value), "{text}");
        }
        assert!(typed("a ${res.status}").is_err());
        assert!(typed("a`b").is_err());
        assert_eq!(
            several("[200, 'x']"),
            Ok(vec![Some(json!(200.0)), Some(json!("x"))])
        );
        assert_eq!(several("1"), Ok(vec![Some(json!(1.0))]));
        assert_eq!((pattern("/^a/"), pattern("^a/")), ("^a", "^a/"));
    }
}
