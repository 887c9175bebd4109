//! Where an API is: the beginnings of URLs, one of which the whole description has.

use std::collections::BTreeSet;

use super::super::ExportSource;
use super::super::around::Values;
use super::super::locals::{Locals, Named};
use super::super::node::Node;
use crate::model::HttpRequest;
use crate::resolve::path_params::{Reach, path_params};

/// A URL in its parts.
pub(super) struct Address {
    /// The beginning as it was typed, by which servers are told apart.
    pub(super) server: String,
    /// The host with its values; empty while it is not known.
    pub(super) host: String,
    /// The path with its parameters in braces.
    pub(super) path: String,
    /// Names of these parameters with a value, where there is one.
    pub(super) parameters: Vec<(String, Option<String>)>,
    /// What stands behind the question mark, as typed.
    pub(super) query: String,
}

/// The servers of a description.
pub(super) struct Servers {
    /// For each environment, or without one: its name, and what names stand for.
    readings: Vec<(String, Locals)>,
}

impl Servers {
    pub(super) fn of(source: &ExportSource) -> Self {
        let tree = &source.tree;
        let mut named = Named::default();
        let plain = Locals::default()
            .with(&source.globals, &mut named)
            .with(&tree.defaults.variables, &mut named);
        let mut environments: Vec<_> = tree.environments.iter().collect();
        // The chosen one comes first: readers take the first server.
        environments.sort_by_key(|of| source.environment.as_ref() != Some(&of.name));
        let mut readings: Vec<(String, Locals)> = environments
            .into_iter()
            .map(|of| (of.name.clone(), plain.with(&of.variables, &mut named)))
            .collect();
        if readings.is_empty() {
            readings.push((String::new(), plain));
        }
        Self { readings }
    }

    /// Takes a URL apart.
    pub(super) fn address(http: &HttpRequest, values: &Values) -> Address {
        let url = http.url.trim();
        let url = url.split_once('#').map_or(url, |(url, _)| url);
        let (address, query) = url.split_once('?').unwrap_or((url, ""));
        let start = address.find("://").map_or(0, |at| at + 3);
        let rest = address.get(start..).unwrap_or_default();
        let end = start + rest.find('/').unwrap_or(rest.len());
        let server = address.get(..end).unwrap_or_default().to_owned();
        let host = values.whole(&server).unwrap_or_default();
        let host = host.split_once("://").map_or(host.as_str(), |(_, host)| host);
        let host = host.split('/').next().unwrap_or_default().to_owned();
        let (path, parameters) = path(address.get(end..).unwrap_or_default(), http, values);
        Address {
            server,
            host,
            path,
            parameters,
            query: query.to_owned(),
        }
    }

    /// The server of most operations; of several, the one that came first.
    pub(super) fn most_used<'a>(used: impl Iterator<Item = &'a str>) -> String {
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for server in used {
            match counts.iter_mut().find(|(known, _)| *known == server) {
                Some((_, count)) => *count += 1,
                None => counts.push((server, 1)),
            }
        }
        let most = counts.iter().map(|(_, count)| *count).max();
        let first = counts.iter().find(|(_, count)| Some(*count) == most);
        first.map_or_else(String::new, |(server, _)| (*server).to_owned())
    }

    /// What a beginning is in each environment.
    pub(super) fn written(&self, server: &str) -> Vec<Node> {
        let mut known = BTreeSet::new();
        let mut servers = Vec::new();
        for (name, values) in &self.readings {
            let mut outer = Named::default();
            let url = values.put_in(server, &mut outer, |name| format!("{{{name}}}"));
            let url = match url.trim_end_matches('/') {
                "" => "/".to_owned(),
                url => url.to_owned(),
            };
            if !known.insert(url.clone()) {
                continue;
            }
            let mut node = Node::object([("url", Node::text(url))]);
            node.put_text("description", name);
            let names = outer.outer.iter().chain(&outer.secrets);
            let variables: Vec<_> = names
                .map(|name| {
                    (
                        name.clone().into(),
                        Node::object([("default", Node::text(name.as_str()))]),
                    )
                })
                .collect();
            if !variables.is_empty() {
                node.put("variables", Node::Object(variables));
            }
            servers.push(node);
        }
        servers
    }
}

/// The path with `{name}` for `:name` and for variables, which have a value as an example.
fn path(typed: &str, http: &HttpRequest, values: &Values) -> (String, Vec<(String, Option<String>)>) {
    let mut path = String::new();
    let mut parameters: Vec<(String, Option<String>)> = Vec::new();
    let mut put = |path: &mut String, name: &str, value: Option<String>, reach: Reach| {
        let plus = if reach == Reach::Rest { "+" } else { "" };
        for piece in ["{", name, plus, "}"] {
            path.push_str(piece);
        }
        if !parameters.iter().any(|(known, _)| known == name) {
            parameters.push((name.to_owned(), value));
        }
    };
    // A slash in front makes a path of it for the one who reads parameters.
    let text = format!("http://h{typed}");
    let mut from = "http://h".len();
    let mut places: Vec<(std::ops::Range<usize>, String, Option<String>, Reach)> = path_params(&text)
        .into_iter()
        .map(|param| {
            let typed = http
                .path_values
                .iter()
                .find(|value| value.name == param.name && !value.value.is_empty());
            let value = typed.and_then(|value| values.whole(&value.value));
            (param.range, param.name, value, param.reach)
        })
        .collect();
    let scope = crate::resolve::Scope::default();
    for named in crate::resolve::references(&text, &scope) {
        let value = values.whole(&format!("{{{{{}}}}}", named.name));
        let name = named.name.trim_start_matches('$').to_owned();
        places.push((named.span, name, value, Reach::Segment));
    }
    places.sort_by_key(|(range, ..)| range.start);
    for (range, name, value, reach) in places {
        if range.start < from {
            continue;
        }
        path.push_str(text.get(from..range.start).unwrap_or_default());
        from = range.end;
        put(&mut path, &name, value, reach);
    }
    path.push_str(text.get(from..).unwrap_or_default());
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    (path, parameters)
}
