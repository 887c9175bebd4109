//! The URL of a request of Postman: a text, or a text with its parts beside it.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::super::TransferOutcome;
use super::super::address::with_scheme;
use super::super::json::{is_on, list_at, text, text_at, text_or_json};
use super::super::kept::counted;
use super::super::report::Report;
use crate::model::{DisabledParam, HttpRequest, PathValue};
use crate::resolve::path_params::path_params;

/// Postman adds this where a URL has none.
const POSTMAN: (&str, &str) = ("http://", "Postman");

/// So many pairs of one name are compared by their values.
const MOST_OF_A_NAME: usize = 100;

/// Reads URL, disabled query parameters and values of path parameters.
pub(super) fn read(value: Option<&Value>, http: &mut HttpRequest, place: &str, report: &mut Report) {
    let Some(value) = value else { return };
    let Value::Object(_) = value else {
        http.url = with_scheme(&text(Some(value)), POSTMAN, place, report);
        return;
    };
    let raw = match text_at(value, "raw") {
        raw if raw.trim().is_empty() => of_parts(value),
        raw => {
            let parts = of_parts(value);
            if !parts.is_empty() && address(&raw) != address(&parts) {
                let text = "The text of its URL and the parts of it differ: the text comes";
                report.add(place, TransferOutcome::Changed, text);
            }
            raw
        }
    };
    let mut url = with_scheme(&raw, POSTMAN, place, report);
    query(value, &mut url, http, place, report);
    path_values(value, &url, http, place, report);
    if value.get("auth").is_some_and(|auth| !auth.is_null()) {
        let text = "User name and password of its URL: choose Basic auth";
        report.add(place, TransferOutcome::Dropped, text);
    }
    http.url = url;
}

/// Host and path, as they are compared.
fn address(url: &str) -> &str {
    let url = url.split(['?', '#']).next().unwrap_or_default().trim();
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    url.trim_end_matches('/')
}

fn of_parts(value: &Value) -> String {
    let joined = |key: &str, between: &str| match value.get(key) {
        Some(Value::Array(parts)) => {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| match part {
                    Value::Object(_) => text_at(part, "value"),
                    part => text(Some(part)),
                })
                .collect();
            parts.join(between)
        }
        other => text(other),
    };
    let host = joined("host", ".");
    if host.is_empty() {
        return String::new();
    }
    let protocol = text_at(value, "protocol");
    let mut url = match protocol.trim_end_matches("://") {
        "" => host,
        protocol => format!("{protocol}://{host}"),
    };
    let port = text_at(value, "port");
    if !port.is_empty() {
        url.push(':');
        url.push_str(&port);
    }
    let path = joined("path", "/");
    if !path.is_empty() {
        if !path.starts_with('/') {
            url.push('/');
        }
        url.push_str(&path);
    }
    url
}

/// Parameters that are on stand in the text; those that are not there come behind it, those that are off beside it.
fn query(value: &Value, url: &mut String, http: &mut HttpRequest, place: &str, report: &mut Report) {
    let (address, fragment) = match url.split_once('#') {
        Some((address, fragment)) => (address.to_owned(), Some(fragment.to_owned())),
        None => (url.clone(), None),
    };
    let (address, in_text) = match address.split_once('?') {
        Some((address, query)) => (address.to_owned(), Some(query.to_owned())),
        None => (address, None),
    };
    let mut text = QueryText::of(in_text.as_deref());
    let mut added = Vec::new();
    let (mut on_before, mut differs, mut is_off_in_text) = (0, false, false);
    for param in list_at(value, "query") {
        let (name, content) = row(param);
        if is_on(param.get("disabled")) {
            http.disabled_params.push(DisabledParam {
                name,
                value: content,
                after: on_before,
                ..DisabledParam::default()
            });
            continue;
        }
        on_before += 1;
        if let Some(there) = text.take(&name, content.as_deref()) {
            differs |= content.is_some_and(|content| !is_same(there, &content));
        } else if !name.is_empty() || (in_text.is_none() && content.is_some()) {
            let name = reserved_escaped(&name).replace('=', "%3D");
            added.push(match content {
                Some(content) => format!("{name}={}", reserved_escaped(&content)),
                None => name,
            });
        }
    }
    // What no row that is on stands for may be one that is off: some tools write those into the text too.
    for param in list_at(value, "query") {
        if is_on(param.get("disabled")) {
            let (name, content) = row(param);
            is_off_in_text |= text.takes_off(&name, content.as_deref());
        }
    }
    let mut changed = |text: &str| report.add(place, TransferOutcome::Changed, text);
    if differs {
        changed("The text of its URL has other values than the rows of its query parameters: the text comes");
    }
    if is_off_in_text {
        changed(
            "Query parameters that are switched off stood in the text of its URL: they were taken out of it",
        );
    }
    if !added.is_empty() && !text_at(value, "raw").trim().is_empty() {
        changed("Query parameters that the text of the URL lacked were added to it");
    }
    if added.is_empty() && !is_off_in_text {
        return;
    }
    let kept = text.left().into_iter().map(str::to_owned);
    let query: Vec<String> = kept.chain(added).collect();
    *url = address;
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query.join("&"));
    }
    if let Some(fragment) = fragment {
        url.push('#');
        url.push_str(&fragment);
    }
}

fn row(param: &Value) -> (String, Option<String>) {
    let content = param.get("value").filter(|value| !value.is_null());
    (
        text_at(param, "key"),
        content.map(|content| text_or_json(Some(content))),
    )
}

/// The pairs of the query that the text of a URL has, each of which one row stands for.
struct QueryText<'a> {
    pairs: Vec<Option<&'a str>>,
    /// Places of the pairs that no row stands for yet, the first one last, by their names.
    free: BTreeMap<Vec<u8>, Vec<usize>>,
}

impl<'a> QueryText<'a> {
    fn of(query: Option<&'a str>) -> Self {
        let pairs: Vec<Option<&str>> = query
            .into_iter()
            .filter(|query| !query.is_empty())
            .flat_map(|query| query.split('&'))
            .map(Some)
            .collect();
        let mut free: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
        for (at, pair) in pairs.iter().enumerate().rev() {
            let name = pair.unwrap_or_default().split('=').next().unwrap_or_default();
            free.entry(plain(name)).or_default().push(at);
        }
        Self { pairs, free }
    }

    /// The value of the next pair of this name, encoded or not: of that with this value, if there is one.
    fn take(&mut self, name: &str, value: Option<&str>) -> Option<&'a str> {
        let at = self
            .found(name, value)
            .or_else(|| self.free.get_mut(&plain(name))?.pop())?;
        Some(value_of(self.pairs.get(at).copied().flatten()?))
    }

    /// Takes the pair of a row that is switched off out of the text, and says whether it stood there.
    fn takes_off(&mut self, name: &str, value: Option<&str>) -> bool {
        let found = self.found(name, value);
        if let Some(pair) = found.and_then(|at| self.pairs.get_mut(at)) {
            *pair = None;
        }
        found.is_some()
    }

    /// The place of the first free pair with this name and value, which is free no longer.
    fn found(&mut self, name: &str, value: Option<&str>) -> Option<usize> {
        let places = self.free.get_mut(&plain(name))?;
        let is_it = |at: &usize| {
            let pair = self.pairs.get(*at).copied().flatten().unwrap_or_default();
            is_same(value_of(pair), value.unwrap_or_default())
        };
        // Only the next few: a URL may have thousands of one name.
        let first = places.len().saturating_sub(MOST_OF_A_NAME);
        let found = places.get(first..)?.iter().rposition(is_it)?;
        Some(places.remove(first + found))
    }

    fn left(&self) -> Vec<&'a str> {
        self.pairs.iter().copied().flatten().collect()
    }
}

fn value_of(pair: &str) -> &str {
    pair.split_once('=').map_or("", |(_, value)| value)
}

fn plain(name: &str) -> Vec<u8> {
    percent_decode_str(&name.replace('+', " ")).collect()
}

/// One text, encoded or not.
fn is_same(in_text: &str, name: &str) -> bool {
    in_text == name || plain(in_text) == plain(name)
}

/// What would end a name or value is escaped, as Postman does when it puts a URL together:
/// <https://github.com/postmanlabs/postman-collection/blob/develop/lib/collection/query-param.js>.
fn reserved_escaped(text: &str) -> String {
    text.replace('&', "%26").replace('#', "%23")
}

/// Values of those path parameters that the URL has.
fn path_values(value: &Value, url: &str, http: &mut HttpRequest, place: &str, report: &mut Report) {
    let params = path_params(url);
    let mut without_place = 0;
    for variable in list_at(value, "variable") {
        let name = match text_at(variable, "key") {
            key if key.is_empty() => text_at(variable, "id"),
            key => key,
        };
        let value = text_at(variable, "value");
        if params.iter().any(|param| param.name == name) {
            http.path_values.push(PathValue {
                name,
                value,
                ..PathValue::default()
            });
        } else if !value.is_empty() {
            without_place += 1;
        }
    }
    if without_place > 0 {
        let text = format!(
            "{} that its URL does not have",
            counted(without_place, "path variable")
        );
        report.add(place, TransferOutcome::Dropped, text);
    }
}
