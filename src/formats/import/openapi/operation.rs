//! An operation as a request.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{is_on, list_at, text, text_at};
use super::super::report::Report;
use super::escape::in_query;
use super::parameter::rows;
use super::reference::Document;
use super::security::Security;
use super::server::BASE;
use super::{body, server};
use crate::model::{DisabledParam, HeaderRow, PathValue, Request, RowState};

/// An operation that was read.
pub(super) struct Operation {
    pub(super) request: Request,
    /// Its first tag.
    pub(super) tag: Option<String>,
}

/// Headers that are made when the request is sent.
const MADE: [&str; 4] = ["authorization", "content-type", "accept", "content-length"];

/// Reads an operation of a path item.
pub(super) fn read<'a>(
    (path, method): (&str, &str),
    (item, beside, operation): (&'a Value, &'a Value, &'a Value),
    document: Document<'a>,
    security: &Security<'a>,
    report: &mut Report,
) -> Operation {
    let is_any = method.starts_with("x-");
    let method = if is_any {
        "GET".to_owned()
    } else {
        method.to_ascii_uppercase()
    };
    let mut request = Request::default();
    request.info.name = name_of(operation, &method, path);
    let place = request.info.name.clone();
    if is_any {
        let text = "It takes every method: it comes as GET";
        report.add(&place, TransferOutcome::Changed, text);
    }
    request.http.method = method;
    let between = if path.starts_with('/') { "" } else { "/" };
    let base = server::own_base(operation, item, &place, report);
    let base = base.unwrap_or_else(|| format!("{{{{{BASE}}}}}"));
    let (path, mut query) = target(path, &place, report);
    let mut url = format!("{base}{between}{path}");
    let of_path = if std::ptr::eq(item, beside) {
        &Value::Null
    } else {
        beside
    };
    let parameters = parameters([operation, of_path, item], document);
    let of_target: BTreeSet<String> = query
        .iter()
        .map(|pair| {
            pair.split_once('=')
                .map_or(pair.as_str(), |(name, _)| name)
                .to_owned()
        })
        .collect();
    for parameter in &parameters {
        take(
            parameter,
            document,
            (&mut request, &mut query, &of_target),
            &place,
            report,
        );
    }
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query.join("&"));
    }
    request.http.url = url;
    body::read(
        (operation, &parameters),
        document,
        &mut request.http,
        &place,
        report,
    );
    security.put(operation, &mut request, report);
    let mut docs = text_at(operation, "description");
    if is_on(operation.get("deprecated")) {
        docs.insert_str(
            0,
            if docs.is_empty() {
                "Deprecated"
            } else {
                "Deprecated. "
            },
        );
    }
    request.docs = docs.into();
    Operation {
        request,
        tag: list_at(operation, "tags")
            .first()
            .map(|tag| text(Some(tag)))
            .filter(|tag| !tag.is_empty()),
    }
}

fn name_of(operation: &Value, method: &str, path: &str) -> String {
    let said = ["summary", "operationId"]
        .into_iter()
        .map(|key| text_at(operation, key));
    said.into_iter()
        .find(|name| !name.trim().is_empty())
        .unwrap_or_else(|| format!("{method} {path}"))
}

/// The path and what stands in its query, as descriptions of older services of AWS have it: `/#Action=…`, `/?acl`.
fn target<'a>(path: &'a str, place: &str, report: &mut Report) -> (&'a str, Vec<String>) {
    let (path, fragment) = path
        .split_once('#')
        .map_or((path, ""), |(path, rest)| (path, rest));
    let (path, query) = path
        .split_once('?')
        .map_or((path, ""), |(path, rest)| (path, rest));
    let in_fragment = fragment.split('&').filter(|pair| pair.contains('='));
    if !fragment.is_empty() {
        let text = format!("What stands behind # in its path tells operations apart: {fragment}");
        report.add(place, TransferOutcome::Changed, text);
    }
    let pairs = query
        .split('&')
        .chain(in_fragment)
        .filter(|pair| !pair.is_empty());
    (path, pairs.map(str::to_owned).collect())
}

/// Those of the operation hide those of its path with the same name in the same place; a path that refers to another one may
/// have some beside the reference.
fn parameters<'a>(holders: [&'a Value; 3], document: Document<'a>) -> Vec<&'a Value> {
    let mut known = BTreeSet::new();
    let all = holders
        .into_iter()
        .flat_map(|holder| list_at(holder, "parameters"));
    all.map(|parameter| document.resolved(parameter))
        .filter(|parameter| known.insert((text_at(parameter, "in"), text_at(parameter, "name"))))
        .collect()
}

fn take(
    parameter: &Value,
    document: Document<'_>,
    (request, query, of_target): (&mut Request, &mut Vec<String>, &BTreeSet<String>),
    place: &str,
    report: &mut Report,
) {
    let name = text_at(parameter, "name");
    let rows = rows(parameter, document);
    let value = rows.first().map(|(_, value)| value.clone()).unwrap_or_default();
    let is_required = is_on(parameter.get("required"));
    match text_at(parameter, "in").as_str() {
        "path" => request.http.path_values.push(PathValue {
            name: name.trim_end_matches('+').to_owned(),
            value,
            ..PathValue::default()
        }),
        "query" if of_target.contains(&in_query(&name)) => {}
        "query" if is_required => {
            query.extend(
                rows.iter()
                    .map(|(name, value)| format!("{}={}", in_query(name), in_query(value))),
            );
        }
        "query" => request
            .http
            .disabled_params
            .extend(rows.into_iter().map(|(name, value)| DisabledParam {
                name,
                value: Some(value),
                after: query.len(),
                ..DisabledParam::default()
            })),
        "header" if name.eq_ignore_ascii_case("authorization") => {
            let text = "Its header Authorization: auth of the request makes it";
            report.add(place, TransferOutcome::Dropped, text);
        }
        "header" if MADE.contains(&name.to_ascii_lowercase().as_str()) => {}
        "header" => request.http.headers.push(HeaderRow {
            state: if is_required {
                RowState::Enabled
            } else {
                RowState::Disabled
            },
            ..HeaderRow::new(name, value)
        }),
        "cookie" => report.add(place, TransferOutcome::Dropped, format!("Its cookie {name}")),
        // Read with the body.
        "body" | "formData" => {}
        _ => report.add(
            place,
            TransferOutcome::Dropped,
            "A parameter that is not in this file or stands nowhere",
        ),
    }
}
