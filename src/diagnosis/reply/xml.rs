//! The texts of an error in XML, also of one that is cut off.

use super::decoded::Decoded;
use super::{Field, MOST_FIELDS, short_kind};

/// Elements that are open.
struct Open {
    name: String,
    text_from: usize,
    is_leaf: bool,
}

/// Deeper than this no error speaks.
const DEEPEST: usize = 8;

/// The texts of the elements without elements in them. Nothing when the root is no error.
pub(super) fn fields(text: &str, from: usize) -> Vec<Field> {
    let mut open: Vec<Open> = Vec::new();
    let mut found = Vec::new();
    let mut at = 0;
    let mut whole = text.len();
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('<')).map(|to| at + to) {
        let rest = text.get(start..).unwrap_or_default();
        if let Some(length) = skipped(rest) {
            at = start + length;
            continue;
        }
        let Some(end) = rest.find('>') else {
            // The tag is cut off: the text ends in front of it.
            whole = start;
            break;
        };
        let tag = rest.get(1..end).unwrap_or_default();
        at = start + end + 1;
        if tag.starts_with('/') {
            close(text, start, from, &mut open, &mut found);
        } else {
            let is_empty = tag.ends_with('/');
            let name = local_name(tag);
            if open.is_empty() && !is_error(&name) {
                return Vec::new();
            }
            if let Some(parent) = open.last_mut() {
                parent.is_leaf = false;
            }
            open.push(Open {
                name,
                text_from: at,
                is_leaf: true,
            });
            if is_empty {
                close(text, at, from, &mut open, &mut found);
            }
        }
        if found.len() >= MOST_FIELDS || open.len() > DEEPEST {
            return found;
        }
    }
    if open.last().is_some_and(|last| last.is_leaf) {
        close(text, whole, from, &mut open, &mut found);
    }
    found
}

/// Comments, instructions, document types, and the marks of character data.
fn skipped(rest: &str) -> Option<usize> {
    if rest.starts_with("<!--") {
        return Some(rest.find("-->").map_or(rest.len(), |at| at + 3));
    }
    if rest.starts_with("<![CDATA[") {
        return Some(rest.find("]]>").map_or(rest.len(), |at| at + 3));
    }
    rest.starts_with(['<'])
        .then(|| rest.get(1..2))
        .flatten()
        .filter(|mark| matches!(*mark, "?" | "!"))
        .map(|_| rest.find('>').map_or(rest.len(), |at| at + 1))
}

fn local_name(tag: &str) -> String {
    let name = tag
        .split(|ch: char| ch.is_whitespace() || ch == '/')
        .next()
        .unwrap_or_default();
    name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase()
}

/// Roots of errors: `Error`, `ErrorResponse`, `Response` of EC2, and the code itself.
fn is_error(root: &str) -> bool {
    matches!(root, "error" | "errors" | "errorresponse" | "response") || root.ends_with("exception")
}

fn close(text: &str, end: usize, from: usize, open: &mut Vec<Open>, found: &mut Vec<Field>) {
    let path = open
        .iter()
        .map(|element| element.name.as_str())
        .collect::<Vec<_>>()
        .join(".");
    let Some(element) = open.pop() else { return };
    if !element.is_leaf {
        return;
    }
    let raw = text.get(element.text_from..end).unwrap_or_default();
    let lead = raw.len() - raw.trim_start().len();
    let trimmed = raw.trim();
    let place = from + element.text_from + lead;
    let cdata = trimmed
        .strip_prefix("<![CDATA[")
        .map(|inner| inner.strip_suffix("]]>").unwrap_or(inner));
    let decoded = match cdata {
        Some(inner) => Decoded::plain(inner, place + "<![CDATA[".len()),
        // Escaped once more by something on the way.
        None => Decoded::plain(trimmed, place)
            .without_entities()
            .without_entities(),
    };
    found.push(Field::of(path, decoded, place..place + trimmed.len()));
}

/// True for an element of that name below the root.
fn is_named(field: &Field, name: &str) -> bool {
    field.path.rsplit_once('.').is_some_and(|(_, last)| last == name)
}

/// The code: of the element `Code`, or the root that is one.
pub(super) fn kind(fields: &[Field]) -> Option<String> {
    let code = fields.iter().find(|field| is_named(field, "code"));
    if let Some(code) = code {
        return Some(short_kind(&code.value));
    }
    let root = fields.first()?.path.split('.').next()?;
    root.ends_with("exception").then(|| root.to_owned())
}

/// The message beside the code.
pub(super) fn message(fields: &[Field]) -> Option<Field> {
    let is_message = |field: &&Field| is_named(field, "message") && !field.value.is_empty();
    fields.iter().find(is_message).cloned()
}
