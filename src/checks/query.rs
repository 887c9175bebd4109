//! `res('items.id')`: the query language of Bruno (`@usebruno/query`), without its functions.

use serde_json::Value;

use super::no_value::NoValue;
use super::value::Found;

enum Token<'a> {
    Name(&'a str),
    Item(usize),
    Deep,
}

/// What a query picks of a body.
pub(super) fn pick(body: &Value, query: &str) -> Result<Found, NoValue> {
    let query: String = query.chars().filter(|ch| !ch.is_whitespace()).collect();
    let mut found = Some(body.clone());
    let mut is_deep = false;
    for token in tokens(&query)? {
        let Some(value) = found.filter(|value| !value.is_null()) else {
            return Ok(None);
        };
        match token {
            Token::Deep => {
                is_deep = true;
                found = Some(value);
                continue;
            }
            Token::Item(at) => found = value.get(at).cloned().and_then(flat),
            Token::Name(name) => found = member(&value, name, is_deep),
        }
        is_deep = false;
    }
    Ok(found)
}

fn tokens(query: &str) -> Result<Vec<Token<'_>>, NoValue> {
    let mut tokens = Vec::new();
    let mut rest = query;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("..") {
            tokens.push(Token::Deep);
            rest = after;
        } else if let Some(after) = rest.strip_prefix('.') {
            rest = after;
        } else if let Some(after) = rest.strip_prefix('[') {
            let (inner, after) = after.split_once(']').unwrap_or((after, ""));
            let at = inner.parse().map_err(|_| NoValue::Script {
                what: format!("[{inner}]"),
            })?;
            tokens.push(Token::Item(at));
            rest = after;
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (name, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            tokens.push(Token::Name(name));
            rest = after;
        }
    }
    Ok(tokens)
}

/// A list gives the member of each item; `deep` looks below too, but not into what was found.
fn member(source: &Value, name: &str, is_deep: bool) -> Found {
    match source {
        Value::Array(items) => {
            let of_items = items.iter().map(|item| member(item, name, is_deep));
            flat(Value::Array(of_items.map(Option::unwrap_or_default).collect()))
        }
        Value::Object(members) if is_deep => {
            let mut all = vec![members.get(name).cloned().unwrap_or_default()];
            let below = members
                .iter()
                .filter(|(key, value)| key.as_str() != name && (value.is_object() || value.is_array()));
            all.extend(below.map(|(_, value)| member(value, name, true).unwrap_or_default()));
            flat(Value::Array(all))
        }
        Value::Object(members) => members.get(name).cloned().and_then(flat),
        _ => None,
    }
}

/// A list without lists in it, null and nothing left out; an empty one is nothing.
fn flat(value: Value) -> Found {
    let Value::Array(items) = value else {
        return Some(value);
    };
    let mut flattened = Vec::new();
    for item in items.into_iter().filter_map(flat) {
        match item {
            Value::Null => {}
            Value::Array(items) => flattened.extend(items),
            item => flattened.push(item),
        }
    }
    (!flattened.is_empty()).then_some(Value::Array(flattened))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_query_goes_through_lists_and_below() {
        let body = json!({"a": {"items": [{"id": 1}, {"id": 2, "x": {"id": 3}}]}, "n": null});
        let picked = |query: &str| pick(&body, query).unwrap();
        assert_eq!(picked("a.items[1].id"), Some(json!(2)));
        assert_eq!(picked("a.items.id"), Some(json!([1, 2])));
        assert_eq!(picked("..id"), Some(json!([1, 2, 3])));
        assert_eq!(picked("a.gone.id"), None);
        assert_eq!(picked("n.id"), None);
        assert!(pick(&body, "a.items[?].id").is_err());
    }
}
