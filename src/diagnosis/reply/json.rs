//! The texts of a JSON body, also of one that is cut off or not quite JSON.

use std::ops::Range;

use super::decoded::Decoded;
use super::{Field, JSON_KINDS, JSON_MESSAGES, MOST_FIELDS, WRAPPERS};

/// Fields beside code and message that say something.
const FURTHER: [&str; 6] = [
    "requestid",
    "request-id",
    "error.request-id",
    "traceid",
    "__type",
    "status",
];
/// Deeper than this no error speaks.
const DEEPEST: usize = 5;
/// The longest name of a field that is kept.
const LONGEST_KEY: usize = 40;

enum Level {
    Object { key: String, expects: Expects },
    List { index: usize },
}

#[derive(PartialEq, Eq)]
enum Expects {
    Key,
    Value,
}

/// The texts that a reply speaks with.
pub(super) fn fields(text: &str, from: usize) -> Vec<Field> {
    let bytes = text.as_bytes();
    let mut levels: Vec<Level> = Vec::new();
    let mut too_deep = 0_usize;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' if levels.len() >= DEEPEST => too_deep += 1,
            b'{' => levels.push(Level::Object {
                key: String::new(),
                expects: Expects::Key,
            }),
            b'[' => levels.push(Level::List { index: 0 }),
            b'}' | b']' if too_deep > 0 => too_deep -= 1,
            b'}' | b']' => {
                levels.pop();
            }
            b',' if too_deep == 0 => match levels.last_mut() {
                Some(Level::Object { expects, .. }) => *expects = Expects::Key,
                Some(Level::List { index }) => *index += 1,
                None => {}
            },
            b'"' => {
                let inside = string(bytes, at + 1);
                if too_deep == 0 {
                    take(text, &inside, from, &mut levels, &mut found);
                    if found.len() >= MOST_FIELDS {
                        return found;
                    }
                }
                at = inside.end;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The inside of a string that begins here; up to the end when it has none.
fn string(bytes: &[u8], from: usize) -> Range<usize> {
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return from..at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    from..bytes.len().max(from)
}

/// A name of a field, or a value under the names before it.
fn take(text: &str, inside: &Range<usize>, from: usize, levels: &mut [Level], found: &mut Vec<Field>) {
    let raw = text.get(inside.clone()).unwrap_or_default();
    if let Some(Level::Object { key, expects }) = levels.last_mut()
        && *expects == Expects::Key
    {
        *expects = Expects::Value;
        key.clear();
        if raw.len() <= LONGEST_KEY {
            key.push_str(&raw.to_ascii_lowercase());
        }
        return;
    }
    let Some(path) = path_of(levels) else {
        return;
    };
    let is_read = |list: &[&str]| list.contains(&path.as_str());
    let is_new = !found.iter().any(|field| field.path == path);
    if is_new && (is_read(&JSON_KINDS) || is_read(&JSON_MESSAGES) || is_read(&WRAPPERS) || is_read(&FURTHER))
    {
        let place = from + inside.start;
        let mut decoded = Decoded::plain(raw, place).without_json();
        // Escaped once more by a template of the gateway.
        if decoded.text.contains("\\u00") || decoded.text.contains("\\n") {
            decoded = decoded.without_json();
        }
        let raw_range = place..from + inside.end;
        found.push(Field::of(path, decoded.without_entities(), raw_range));
    }
}

/// The names down to a value; `None` where no reply speaks: behind the first of a list, or under a long name.
fn path_of(levels: &[Level]) -> Option<String> {
    let mut path = String::new();
    for level in levels {
        if !path.is_empty() {
            path.push('.');
        }
        match level {
            Level::Object { key, .. } if key.is_empty() => return None,
            Level::Object { key, .. } => path.push_str(key),
            Level::List { index: 0 } => path.push('0'),
            Level::List { .. } => return None,
        }
    }
    Some(path)
}
