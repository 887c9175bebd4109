//! The request of an entry: URL, headers and cookies as they were sent.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::super::TransferOutcome;
use super::super::address::{self, Param};
use super::super::json::{list_at, text_at};
use super::super::report::Report;
use super::{body, place_of, signature};
use crate::model::{HeaderRow, HttpRequest, Info, Request, RowState};
use crate::resolve::query_text::pairs;

/// Headers of the connection and of the length of the body, which are made afresh.
const MADE: [&str; 11] = [
    "host",
    "content-length",
    "connection",
    "keep-alive",
    "proxy-connection",
    "proxy-authorization",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "expect",
];

/// Headers that do not come, of all requests together.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    names: BTreeSet<String>,
    pseudo: bool,
}

impl LeftOut {
    /// A line for all of them.
    pub(super) fn told(self, report: &mut Report) {
        if self.names.is_empty() && !self.pseudo {
            return;
        }
        let mut names: Vec<String> = self.names.into_iter().collect();
        if self.pseudo {
            names.push("those of HTTP/2 that begin with a colon".to_owned());
        }
        let text = format!(
            "Headers that are made afresh for each request: {}",
            names.join(", ")
        );
        report.add("", TransferOutcome::Dropped, text);
    }
}

/// Reads it; nothing for what is no request over HTTP.
pub(super) fn read(entry: &Value, left_out: &mut LeftOut, report: &mut Report) -> Option<Request> {
    let value = entry.get("request").filter(|request| request.is_object());
    let Some(value) = value else {
        report.add("", TransferOutcome::Dropped, "An entry without a request");
        return None;
    };
    let url = text_at(value, "url");
    let method = match text_at(value, "method") {
        method if method.is_empty() => "GET".to_owned(),
        method => method,
    };
    let name = format!("{method} {}", path(&url));
    let place = place_of(&name);
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    if !url.is_empty() && !matches!(scheme.as_deref(), Some("http" | "https")) {
        let text = match scheme.as_deref() {
            Some("ws" | "wss") => "It is a WebSocket",
            _ => "Its URL is none of HTTP",
        };
        report.add(&place, TransferOutcome::Dropped, text);
        return None;
    }
    let mut http = HttpRequest {
        method,
        url,
        headers: headers(value, left_out, &place, report),
        ..HttpRequest::default()
    };
    query(value, &mut http, &place, report);
    cookies(value, &mut http, &place, report);
    body::read(value, &mut http, &place, report);
    signature::taken_off(&mut http, &place, report);
    if names_variable(&http) {
        let text = "It has {{…}}, which was text and may name a variable here";
        report.add(&place, TransferOutcome::Changed, text);
    }
    Some(Request {
        info: Info { name },
        http,
        ..Request::default()
    })
}

/// The path of a URL, without query.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
    path.split(['?', '#']).next().unwrap_or("/")
}

fn headers(value: &Value, left_out: &mut LeftOut, place: &str, report: &mut Report) -> Vec<HeaderRow> {
    let host_of_url = super::host(value.get("url").and_then(Value::as_str).unwrap_or_default()).to_owned();
    let mut rows = Vec::new();
    for header in list_at(value, "headers") {
        let (name, content) = (text_at(header, "name"), text_at(header, "value"));
        let lower = name.trim().to_ascii_lowercase();
        if matches!(lower.as_str(), "host" | ":authority") && is_another_host(&content, &host_of_url) {
            let text = format!(
                "Its header host, which named {} and not the host of its URL",
                super::place_of(&content)
            );
            report.add(place, TransferOutcome::Dropped, text);
        } else if lower.starts_with(':') {
            left_out.pseudo = true;
        } else if MADE.contains(&lower.as_str()) {
            left_out.names.insert(lower);
        } else if !name.is_empty() {
            rows.push(HeaderRow::new(name, content));
        }
    }
    rows
}

fn is_another_host(said: &str, of_url: &str) -> bool {
    let plain = |host: &str| {
        let host = host.trim().to_ascii_lowercase();
        let port = host.rsplit_once(':').map(|(_, port)| port.to_owned());
        match port.as_deref() {
            Some("80" | "443") => host
                .rsplit_once(':')
                .map_or(host.clone(), |(host, _)| host.to_owned()),
            _ => host,
        }
    };
    plain(said) != plain(of_url)
}

/// Parameters that stand beside a URL that does not have them, as some tools write them.
fn query(value: &Value, http: &mut HttpRequest, place: &str, report: &mut Report) {
    let plain = |name: &str| percent_decode_str(&name.replace('+', " ")).collect::<Vec<u8>>();
    let names: BTreeSet<Vec<u8>> = pairs(&http.url)
        .into_iter()
        .map(|pair| plain(http.url.get(pair.name).unwrap_or_default()))
        .collect();
    let missing: Vec<Param> = list_at(value, "queryString")
        .iter()
        .map(|row| Param {
            name: text_at(row, "name"),
            value: text_at(row, "value"),
            state: RowState::Enabled,
        })
        .filter(|param| {
            !param.name.is_empty()
                && !names.contains(&plain(&param.name))
                && !names.contains(param.name.as_bytes())
        })
        .collect();
    if !missing.is_empty() {
        let text = "Query parameters that the text of the URL lacked were added to it";
        report.add(place, TransferOutcome::Changed, text);
        address::add(http, missing);
    }
}

/// Cookies become a header where none has them.
fn cookies(value: &Value, http: &mut HttpRequest, place: &str, report: &mut Report) {
    let cookies = list_at(value, "cookies");
    let has_header = http
        .headers
        .iter()
        .any(|row| row.name.eq_ignore_ascii_case("cookie"));
    if cookies.is_empty() || has_header {
        return;
    }
    let pairs = cookies
        .iter()
        .map(|cookie| format!("{}={}", text_at(cookie, "name"), text_at(cookie, "value")));
    let header = pairs.collect::<Vec<String>>().join("; ");
    http.headers.push(HeaderRow::new("Cookie", header));
    let text = "Its cookies come as a header";
    report.add(place, TransferOutcome::Changed, text);
}

fn names_variable(http: &HttpRequest) -> bool {
    let has = |text: &str| {
        text.find("{{")
            .is_some_and(|at| text.get(at..).unwrap_or_default().contains("}}"))
    };
    has(&http.url)
        || has(&http.body.text)
        || http.headers.iter().any(|row| has(&row.value))
        || http.body.form.iter().any(|row| has(&row.value))
        || http.body.parts.iter().any(|part| has(&part.text))
}
