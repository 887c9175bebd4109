//! The URL of a request of Postman: a text, or a text with its parts beside it.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::super::TransferOutcome;
use super::super::address::with_scheme;
use super::super::json::{is_on, list_at, text, text_at};
use super::super::report::Report;
use crate::model::{DisabledParam, HttpRequest, PathValue};
use crate::resolve::path_params::path_params;

/// Postman adds this where a URL has none.
const POSTMAN: (&str, &str) = ("http://", "Postman");

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
    path_values(value, &url, http);
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
    let in_text = address.split_once('?').map(|(_, query)| query.to_owned());
    let mut names_in_text: Vec<&str> = in_text
        .iter()
        .flat_map(|query| query.split('&'))
        .map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name))
        .collect();
    let mut added = Vec::new();
    let mut on_before = 0;
    for param in list_at(value, "query") {
        let name = text_at(param, "key");
        let content = param
            .get("value")
            .filter(|value| !value.is_null())
            .map(|value| text(Some(value)));
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
        let there = names_in_text.iter().position(|known| is_same_name(known, &name));
        if let Some(there) = there {
            names_in_text.remove(there);
        } else if !name.is_empty() || (in_text.is_none() && content.is_some()) {
            added.push(match content {
                Some(content) => format!("{name}={content}"),
                None => name,
            });
        }
    }
    if added.is_empty() {
        return;
    }
    if !text_at(value, "raw").trim().is_empty() {
        let text = "Query parameters that the text of the URL lacked were added to it";
        report.add(place, TransferOutcome::Changed, text);
    }
    let between = match &in_text {
        None => "?",
        Some(query) if query.is_empty() => "",
        Some(_) => "&",
    };
    *url = format!("{address}{between}{}", added.join("&"));
    if let Some(fragment) = fragment {
        url.push('#');
        url.push_str(&fragment);
    }
}

/// One name, encoded or not.
fn is_same_name(in_text: &str, name: &str) -> bool {
    let plain = |name: &str| percent_decode_str(&name.replace('+', " ")).collect::<Vec<u8>>();
    in_text == name || plain(in_text) == plain(name)
}

/// Values of those path parameters that the URL has.
fn path_values(value: &Value, url: &str, http: &mut HttpRequest) {
    let params = path_params(url);
    for variable in list_at(value, "variable") {
        let name = match text_at(variable, "key") {
            key if key.is_empty() => text_at(variable, "id"),
            key => key,
        };
        if params.iter().any(|param| param.name == name) {
            http.path_values.push(PathValue {
                name,
                value: text_at(variable, "value"),
                ..PathValue::default()
            });
        }
    }
}
