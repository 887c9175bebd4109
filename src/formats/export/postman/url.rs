//! A URL as Postman keeps it: the text, and its parts, of which it makes the URL when it sends.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::super::node::Node;
use super::Texts;
use crate::model::HttpRequest;
use crate::resolve::path_params::{Reach, path_params};

/// What ends a segment of a path, and what a URL can not hold.
const IN_SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?');

/// The URL with its parameters, those that are off among them.
pub(super) fn written(http: &HttpRequest, texts: &mut Texts<'_>) -> Node {
    let (url, path_values) = with_path_values(http, texts);
    let raw = texts.of(url.trim());
    let (address, hash) = split(&raw, '#');
    let (address, query) = split(address, '?');
    let (protocol, rest) = match address.split_once("://") {
        Some((protocol, rest)) if !protocol.contains("{{") => (Some(protocol), rest),
        _ => (None, address),
    };
    let (authority, path) = match outside_braces(rest, '/').next() {
        Some(at) => (rest.get(..at).unwrap_or_default(), rest.get(at + 1..)),
        None => (rest, None),
    };
    let mut node = Node::object([("raw", Node::text(raw.as_str()))]);
    if let Some(protocol) = protocol {
        node.put("protocol", Node::text(protocol));
    }
    let (host, port) = match outside_braces(authority, ':').last() {
        Some(at) => (authority.get(..at).unwrap_or_default(), authority.get(at + 1..)),
        None => (authority, None),
    };
    node.put("host", Node::List(pieces(host, '.')));
    if let Some(port) = port {
        node.put("port", Node::text(port));
    }
    if let Some(path) = path {
        node.put("path", Node::List(pieces(path, '/')));
    }
    let query = params(query, http, texts);
    node.put_list("query", query);
    if let Some(hash) = hash {
        node.put("hash", Node::text(hash));
    }
    node.put_list("variable", path_values);
    node
}

/// `{id}` becomes `:id` where it is a whole segment and has a value; elsewhere the value stands in its place.
fn with_path_values(http: &HttpRequest, texts: &mut Texts<'_>) -> (String, Vec<Node>) {
    let url = &http.url;
    let mut written = String::new();
    let mut values: Vec<(String, String)> = Vec::new();
    let mut from = 0;
    for param in path_params(url) {
        let value = http
            .path_values
            .iter()
            .find(|value| value.name == param.name && !value.value.is_empty());
        let Some(value) = value else { continue };
        written.push_str(url.get(from..param.range.start).unwrap_or_default());
        from = param.range.end;
        let text = escaped(&texts.of(&value.value), param.reach);
        let before = written.ends_with('/');
        let after = url.get(param.range.end..).unwrap_or_default();
        let is_segment = before && (after.is_empty() || after.starts_with(['/', '?', '#']));
        if is_segment && param.reach == Reach::Segment {
            written.push(':');
            written.push_str(&param.name);
            if !values.iter().any(|(name, _)| *name == param.name) {
                values.push((param.name, text));
            }
        } else {
            written.push_str(&text);
        }
    }
    written.push_str(url.get(from..).unwrap_or_default());
    let node = |(name, value): (String, String)| {
        Node::object([("key", Node::text(name)), ("value", Node::text(value))])
    };
    (written, values.into_iter().map(node).collect())
}

/// A value as it stands in the path; names of variables in it stay.
pub(in crate::formats::export) fn escaped(value: &str, reach: Reach) -> String {
    if value.contains("{{") {
        return value.to_owned();
    }
    match reach {
        Reach::Segment => utf8_percent_encode(value, IN_SEGMENT).to_string(),
        Reach::Rest => {
            let segments = value
                .split('/')
                .map(|part| utf8_percent_encode(part, IN_SEGMENT).to_string());
            segments.collect::<Vec<_>>().join("/")
        }
    }
}

fn params(query: Option<&str>, http: &HttpRequest, texts: &mut Texts<'_>) -> Vec<Node> {
    let param = |name: &str, value: Option<&str>| {
        Node::object([
            ("key", Node::text(name)),
            (
                "value",
                value.map_or(Node::Value(serde_json::Value::Null), Node::text),
            ),
        ])
    };
    let mut params: Vec<Node> = query
        .into_iter()
        .flat_map(|query| query.split('&'))
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => param(name, Some(value)),
            None => param(pair, None),
        })
        .collect();
    for (moved, off) in http.disabled_params.iter().enumerate() {
        let value = off.value.as_ref().map(|value| texts.of(value));
        let mut node = param(&texts.of(&off.name), value.as_deref());
        node.put("disabled", Node::from(true));
        let at = (off.after + moved).min(params.len());
        params.insert(at, node);
    }
    params
}

/// What stands before and behind a sign.
fn split(text: &str, sign: char) -> (&str, Option<&str>) {
    match outside_braces(text, sign).next() {
        Some(at) => (
            text.get(..at).unwrap_or_default(),
            text.get(at + sign.len_utf8()..),
        ),
        None => (text, None),
    }
}

fn pieces(text: &str, sign: char) -> Vec<Node> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for at in outside_braces(text, sign) {
        pieces.push(Node::text(text.get(from..at).unwrap_or_default()));
        from = at + sign.len_utf8();
    }
    pieces.push(Node::text(text.get(from..).unwrap_or_default()));
    pieces
}

/// Where a sign stands that is no part of a `{{name}}`.
fn outside_braces(text: &str, sign: char) -> impl Iterator<Item = usize> {
    let mut depth: usize = 0;
    text.char_indices().filter_map(move |(at, letter)| {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (letter == sign && depth == 0).then_some(at)
    })
}
