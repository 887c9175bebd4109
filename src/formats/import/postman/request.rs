//! A request of Postman: method, headers and body.

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::described::{self, description};
use super::super::json::{is_on, list_at, text, text_at, text_or_json, unknown_part};
use super::super::report::Report;
use super::{auth, of_inner, script, state, url};
use crate::model::{
    AuthKind, Body, BodyKind, CookieUse, FormRow, HeaderRow, HttpRequest, Info, PartKind, PartRow, Redirects,
    Request,
};

/// Methods with which Postman sends no body unless it is told to.
const WITHOUT_BODY: [&str; 5] = ["GET", "HEAD", "COPY", "PURGE", "UNLOCK"];

/// Reads the request of an item.
pub(super) fn read(item: &Value, value: &Value, place: &str, report: &mut Report) -> Request {
    let mut request = Request {
        info: Info {
            name: text_at(item, "name"),
        },
        ..Request::default()
    };
    let mut docs = description(value);
    if docs.is_empty() {
        docs = description(item);
    }
    if value.is_string() {
        url::read(Some(value), &mut request.http, place, report);
        request.http.auth.kind = AuthKind::Inherit;
    } else {
        let method = text_at(value, "method");
        if !method.is_empty() {
            request.http.method = method;
        }
        url::read(value.get("url"), &mut request.http, place, report);
        request.http.headers = headers(value.get("header"));
        request.http.auth = auth::read(value.get("auth"), AuthKind::Inherit, place, report);
        body(item, value.get("body"), &mut request.http, place, report);
        behaviour(item, &mut request, place, report);
        let at = |part: &str, key: &str| value.get(part).and_then(|part| part.get(key));
        let tables = [
            value.get("header"),
            at("url", "query"),
            at("url", "variable"),
            at("body", "urlencoded"),
            at("body", "formdata"),
        ];
        described::told(tables, place, report);
        for (key, what) in [("proxy", "Its proxy"), ("certificate", "Its client certificate")] {
            if value.get(key).is_some_and(|value| !value.is_null()) {
                report.add(place, TransferOutcome::Dropped, what);
            }
        }
    }
    request.variables = of_inner(list_at(item, "variable"), place, report);
    script::read(item, &mut request, &mut docs, place, report);
    let examples = list_at(item, "response").len();
    if examples > 0 {
        let noun = if examples == 1 {
            "saved response"
        } else {
            "saved responses"
        };
        report.add(place, TransferOutcome::Dropped, format!("{examples} {noun}"));
    }
    request.docs = docs.into();
    request
}

/// Headers are rows, or a text with a line for each.
fn headers(value: Option<&Value>) -> Vec<HeaderRow> {
    match value {
        Some(Value::Array(rows)) => rows
            .iter()
            .filter(|row| row.is_object())
            .map(|row| HeaderRow {
                state: state(is_on(row.get("disabled"))),
                ..HeaderRow::new(text_at(row, "key"), text_or_json(row.get("value")))
            })
            .filter(|row| !row.name.is_empty() || !row.value.is_empty())
            .collect(),
        other => text(other)
            .lines()
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| HeaderRow::new(name.trim(), value.trim()))
            .collect(),
    }
}

fn body(item: &Value, value: Option<&Value>, http: &mut HttpRequest, place: &str, report: &mut Report) {
    let Some(value) = value.filter(|value| value.is_object()) else {
        return;
    };
    let mode = text_at(value, "mode");
    let mut body = Body::default();
    match mode.as_str() {
        "none" => return,
        "" if value
            .as_object()
            .is_none_or(|fields| fields.values().all(Value::is_null)) =>
        {
            return;
        }
        "raw" => raw(value, &mut body, http),
        "urlencoded" => {
            body.kind = BodyKind::Form;
            body.form = form(value.get("urlencoded"));
        }
        "formdata" => {
            body.kind = BodyKind::Multipart;
            body.parts = parts(list_at(value, "formdata"));
        }
        "file" => {
            body.kind = BodyKind::File;
            body.file.path = value
                .get("file")
                .map(|file| text_at(file, "src"))
                .unwrap_or_default();
            if body.file.path.is_empty()
                && let Some(content) = value.get("file").map(|file| text_at(file, "content"))
                && !content.is_empty()
            {
                body.kind = BodyKind::Text;
                body.text = content.into();
            }
        }
        "graphql" => {
            body.kind = BodyKind::GraphQl;
            let graphql = value.get("graphql").unwrap_or(&Value::Null);
            body.graphql.query = text_at(graphql, "query").into();
            body.graphql.variables = text_or_json(graphql.get("variables")).into();
            body.graphql.operation_name = text_at(graphql, "operationName");
        }
        other => {
            let unknown = unknown_part(other);
            let text = format!(
                "A body {} is not known here: nothing is sent until another kind is chosen",
                unknown.words()
            );
            body.unknown = Some(unknown);
            report.add(place, TransferOutcome::Dropped, text);
        }
    }
    if is_on(value.get("disabled")) {
        report.add(place, TransferOutcome::Dropped, "Its body, which is switched off");
        return;
    }
    let is_empty = body.kind == BodyKind::Text && body.text.is_empty();
    let is_pruned = WITHOUT_BODY.contains(&http.method.to_ascii_uppercase().as_str())
        && !is_on(behaviours(item).and_then(|behaviours| behaviours.get("disableBodyPruning")));
    if is_pruned && !is_empty && body.unknown.is_none() {
        let text = format!("Its body: Postman sends none with {}", http.method);
        report.add(place, TransferOutcome::Dropped, text);
        return;
    }
    if !is_empty {
        http.body = body;
    }
}

/// A text, of a kind that its language or its content type says.
fn raw(value: &Value, body: &mut Body, http: &mut HttpRequest) {
    let language = value
        .get("options")
        .and_then(|options| options.get("raw"))
        .map(|raw| text_at(raw, "language"))
        .unwrap_or_default();
    let content_type = http
        .headers
        .iter()
        .find(|row| row.is_sent() && row.name.eq_ignore_ascii_case("content-type"))
        .map(|row| row.value.to_ascii_lowercase());
    let says = |word: &str| content_type.as_deref().is_some_and(|value| value.contains(word));
    body.kind = match language.as_str() {
        "json" => BodyKind::Json,
        "xml" => BodyKind::Xml,
        _ if says("json") => BodyKind::Json,
        _ if says("xml") => BodyKind::Xml,
        _ => BodyKind::Text,
    };
    body.text = text_or_json(value.get("raw")).into();
    let added = match language.as_str() {
        "html" => Some("text/html"),
        "javascript" => Some("application/javascript"),
        _ => None,
    };
    if let (Some(added), None) = (added, &content_type) {
        http.headers.push(HeaderRow::new("Content-Type", added));
    }
}

fn form(value: Option<&Value>) -> Vec<FormRow> {
    match value {
        Some(Value::Array(rows)) => rows
            .iter()
            .map(|row| FormRow {
                name: text_at(row, "key"),
                value: text_or_json(row.get("value")),
                state: state(is_on(row.get("disabled"))),
                ..FormRow::default()
            })
            .collect(),
        other => text(other)
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                FormRow {
                    name: name.to_owned(),
                    value: value.to_owned(),
                    ..FormRow::default()
                }
            })
            .collect(),
    }
}

/// A row with several files is a part for each.
fn parts(rows: &[Value]) -> Vec<PartRow> {
    let mut parts = Vec::new();
    for row in rows {
        let part = PartRow {
            name: text_at(row, "key"),
            content_type: text_at(row, "contentType"),
            file_name: text_at(row, "fileName"),
            state: state(is_on(row.get("disabled"))),
            ..PartRow::default()
        };
        if text_at(row, "type") != "file" {
            parts.push(PartRow {
                text: text_or_json(row.get("value")),
                ..part
            });
            continue;
        }
        let paths: Vec<String> = match row.get("src") {
            Some(Value::Array(paths)) if !paths.is_empty() => {
                paths.iter().map(|path| text(Some(path))).collect()
            }
            path => vec![text(path)],
        };
        parts.extend(paths.into_iter().map(|path| PartRow {
            kind: PartKind::File,
            path,
            ..part.clone()
        }));
    }
    parts
}

fn behaviours(item: &Value) -> Option<&Value> {
    item.get("protocolProfileBehavior")
        .filter(|value| value.is_object())
}

/// What Postman does with a request besides sending it.
fn behaviour(item: &Value, request: &mut Request, place: &str, report: &mut Report) {
    let Some(behaviours) = behaviours(item).and_then(Value::as_object) else {
        return;
    };
    for (name, value) in behaviours {
        match name.as_str() {
            "followRedirects" if is_on(Some(value)) => request.settings.redirects = Redirects::SameOrigin,
            "followRedirects" => request.settings.redirects = Redirects::Stop,
            "disableCookies" if is_on(Some(value)) => request.settings.cookies = CookieUse::Off,
            "disableBodyPruning" | "disableCookies" => {}
            "disableUrlEncoding" | "strictSSL" => {
                let text = format!("Its setting {name}: see the settings of the request");
                report.add(place, TransferOutcome::Dropped, text);
            }
            other => report.add(place, TransferOutcome::Dropped, format!("Its setting {other}")),
        }
    }
}
