//! A request of Hoppscotch, over REST or GraphQL.

use std::net::IpAddr;

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::address::{self, Param, with_scheme};
use super::super::described;
use super::super::json::{is_on, list_at, text_at};
use super::super::report::Report;
use super::super::tables::inner_table;
use super::text::Texts;
use super::{PROGRAM, auth, body, headers, note, rows, scripts, state};
use crate::model::{Body, BodyKind, CookieUse, Info, Request};

/// Reads it.
pub(super) fn read(value: &Value, place: &str, report: &mut Report) -> Request {
    let mut texts = Texts::default();
    let mut request = Request {
        info: Info {
            name: match text_at(value, "name") {
                name if name.is_empty() => text_at(value, "label"),
                name => name,
            },
        },
        ..Request::default()
    };
    let http = &mut request.http;
    let url = texts.of(&url(value));
    http.url = with_scheme(&url, (scheme(&url), PROGRAM), place, report);
    http.headers = headers(value, &mut texts);
    http.auth = auth::read(value, &mut texts, place, report);
    if is_graphql(value) {
        "POST".clone_into(&mut http.method);
        http.body = Body {
            kind: BodyKind::GraphQl,
            ..Body::default()
        };
        http.body.graphql.query = texts.of(&text_at(value, "query")).into();
        http.body.graphql.variables = texts.of(&text_at(value, "variables")).into();
    } else {
        let method = text_at(value, "method");
        if !method.is_empty() {
            http.method = method;
        }
        let params = list_at(value, "params").iter().map(|row| Param {
            name: texts.of(&text_at(row, "key")),
            value: texts.of(&text_at(row, "value")),
            state: state(row),
        });
        let params = params.collect();
        address::add(http, params);
        body::read(value, http, &mut texts, place, report);
        let own = rows(list_at(value, "requestVariables"), &mut texts);
        request.variables = inner_table(own, place, report);
    }
    let tables = ["headers", "params", "requestVariables"].map(|key| value.get(key));
    described::told(tables, place, report);
    let options = value.get("requestOptions").unwrap_or(&Value::Null);
    if is_on(options.get("disableCookies")) {
        request.settings.cookies = CookieUse::Off;
    }
    let mut docs = note(value);
    scripts(value, &mut docs, place, report);
    request.docs = docs.into();
    let examples = match value.get("responses") {
        Some(Value::Object(responses)) => responses.len(),
        Some(Value::Array(responses)) => responses.len(),
        _ => 0,
    };
    if examples > 0 {
        let noun = if examples == 1 {
            "saved response"
        } else {
            "saved responses"
        };
        report.add(place, TransferOutcome::Dropped, format!("{examples} {noun}"));
    }
    texts.told(place, report);
    request
}

/// Requests of version 0 have host and path apart.
fn url(value: &Value) -> String {
    match text_at(value, "endpoint") {
        endpoint if endpoint.is_empty() && is_graphql(value) => text_at(value, "url"),
        endpoint if endpoint.is_empty() => format!("{}{}", text_at(value, "url"), text_at(value, "path")),
        endpoint => endpoint,
    }
}

fn is_graphql(value: &Value) -> bool {
    value.get("endpoint").is_none() && value.get("query").is_some_and(Value::is_string)
}

/// Hoppscotch takes `http://` for this computer and for addresses in numbers.
fn scheme(url: &str) -> &'static str {
    let host = url.trim().split(['/', ':', '#', '?']).next().unwrap_or_default();
    if host == "localhost" || host.parse::<IpAddr>().is_ok() {
        "http://"
    } else {
        "https://"
    }
}
