//! A request of Insomnia: URL, headers and body.

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::address::{self, Param, with_scheme};
use super::super::described;
use super::super::json::{is_on, list_at, text_at, text_or_json};
use super::super::kept_script::{Moment, keep};
use super::super::kinds_of_body;
use super::super::report::Report;
use super::auth;
use super::node::Node;
use super::template::Texts;
use crate::model::{
    Body, BodyKind, CookieUse, FileBody, FormRow, HeaderRow, HttpRequest, Info, PartKind, PartRow, PathValue,
    Redirects, Request, RowState, TargetSpelling,
};
use crate::resolve::path_params::path_params;

const PROGRAM: &str = "Insomnia";

/// Reads it.
pub(super) fn read(node: &Node<'_>, place: &str, report: &mut Report) -> Request {
    let value = node.value;
    let mut texts = Texts::default();
    let mut request = Request {
        info: Info { name: node.name() },
        ..Request::default()
    };
    let http = &mut request.http;
    let method = text_at(value, "method");
    if !method.is_empty() {
        http.method = method;
    }
    let url = texts.of(&text_at(value, "url"));
    http.url = with_scheme(&url, ("http://", PROGRAM), place, report);
    http.headers = headers(value, &mut texts);
    address::add(http, params(value, &mut texts));
    path_values(value, http, &mut texts);
    http.auth = auth::read(value.get("authentication"), &mut texts, place, report);
    body(value, http, &mut texts, place, report);
    let fields = value.get("body").and_then(|body| body.get("params"));
    let tables = ["headers", "parameters", "pathParameters"].map(|key| value.get(key));
    described::told(tables.into_iter().chain([fields]), place, report);
    settings(node, &mut request, place, report);
    let mut docs = node.description();
    scripts(node, &mut docs, place, report);
    request.docs = docs.into();
    texts.told(place, report);
    request
}

/// Keeps the scripts of a folder or request.
pub(super) fn scripts(node: &Node<'_>, docs: &mut String, place: &str, report: &mut Report) {
    for (moment, code) in [(Moment::Before, node.before()), (Moment::After, node.after())] {
        keep((PROGRAM, moment, &code), docs, place, report);
    }
}

/// The header rows of a folder or request.
pub(super) fn headers(value: &Value, texts: &mut Texts) -> Vec<HeaderRow> {
    let rows = list_at(value, "headers").iter().filter(|row| row.is_object());
    rows.map(|row| HeaderRow {
        state: state(row),
        ..HeaderRow::new(texts.of(&text_at(row, "name")), texts.of(&text_at(row, "value")))
    })
    .filter(|row| !row.name.is_empty() || !row.value.is_empty())
    .collect()
}

/// Whether a row takes part.
fn state(row: &Value) -> RowState {
    if is_on(row.get("disabled")) {
        RowState::Disabled
    } else {
        RowState::Enabled
    }
}

fn params(value: &Value, texts: &mut Texts) -> Vec<Param> {
    let rows = list_at(value, "parameters").iter();
    rows.map(|row| Param {
        name: texts.of(&text_at(row, "name")),
        value: texts.of(&text_at(row, "value")),
        state: state(row),
    })
    .collect()
}

fn path_values(value: &Value, http: &mut HttpRequest, texts: &mut Texts) {
    let params = path_params(&http.url);
    for row in list_at(value, "pathParameters") {
        let name = text_at(row, "name");
        if params.iter().any(|param| param.name == name) {
            http.path_values.push(PathValue {
                name,
                value: texts.of(&text_at(row, "value")),
                ..PathValue::default()
            });
        }
    }
}

fn body(value: &Value, http: &mut HttpRequest, texts: &mut Texts, place: &str, report: &mut Report) {
    let value = match value.get("body") {
        Some(Value::String(plain)) => {
            kinds_of_body::text(texts.of(plain), "", http);
            return;
        }
        Some(value @ Value::Object(_)) => value,
        _ => return,
    };
    let content_type = text_at(value, "mimeType");
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let content = text_or_json(value.get("text"));
    let rows = list_at(value, "params");
    match media_type.to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" if rows.is_empty() => {
            kinds_of_body::form_of_text(texts.of(&content), &content_type, http);
        }
        "application/x-www-form-urlencoded" => {
            http.body.kind = BodyKind::Form;
            http.body.form = form(rows, texts);
        }
        "multipart/form-data" => {
            http.body.kind = BodyKind::Multipart;
            http.body.parts = rows.iter().map(|row| part(row, texts)).collect();
            if http.body.parts.is_empty() {
                http.body.kind = BodyKind::None;
            }
        }
        "application/graphql" => graphql(&content, http, texts, place, report),
        _ if !text_at(value, "fileName").is_empty() => {
            http.body.kind = BodyKind::File;
            http.body.file = FileBody {
                path: texts.of(&text_at(value, "fileName")),
                content_type,
            };
        }
        "application/octet-stream" if content.is_empty() => {
            http.body = kinds_of_body::not_known("a file that is not named", place, report);
        }
        _ => kinds_of_body::text(texts.of(&content), &content_type, http),
    }
}

fn form(rows: &[Value], texts: &mut Texts) -> Vec<FormRow> {
    rows.iter()
        .map(|row| FormRow {
            name: texts.of(&text_at(row, "name")),
            value: texts.of(&text_at(row, "value")),
            state: state(row),
            ..FormRow::default()
        })
        .collect()
}

fn part(row: &Value, texts: &mut Texts) -> PartRow {
    let part = PartRow {
        name: texts.of(&text_at(row, "name")),
        content_type: match text_at(row, "multiline") {
            word if word.contains('/') => word,
            _ => String::new(),
        },
        state: state(row),
        ..PartRow::default()
    };
    if text_at(row, "type") == "file" {
        PartRow {
            kind: PartKind::File,
            path: texts.of(&text_at(row, "fileName")),
            ..part
        }
    } else {
        PartRow {
            text: texts.of(&text_at(row, "value")),
            ..part
        }
    }
}

/// The text is JSON with query and variables.
fn graphql(content: &str, http: &mut HttpRequest, texts: &mut Texts, place: &str, report: &mut Report) {
    let Ok(parts @ Value::Object(_)) = serde_json::from_str::<Value>(content) else {
        if !content.trim().is_empty() {
            let text = "Its GraphQL body is no JSON and comes as a text";
            report.add(place, TransferOutcome::Changed, text);
            kinds_of_body::text(texts.of(content), "application/json", http);
        }
        return;
    };
    http.body = Body {
        kind: BodyKind::GraphQl,
        ..Body::default()
    };
    let graphql = &mut http.body.graphql;
    graphql.query = texts.of(&text_at(&parts, "query")).into();
    graphql.variables = texts.of(&text_or_json(parts.get("variables"))).into();
    graphql.operation_name = text_at(&parts, "operationName");
}

/// What Insomnia does with a request besides sending it.
fn settings(node: &Node<'_>, request: &mut Request, place: &str, report: &mut Report) {
    match node.setting("followRedirects", "settingFollowRedirects") {
        Some(Value::String(word)) if word == "on" => request.settings.redirects = Redirects::SameOrigin,
        Some(Value::String(word)) if word == "off" => request.settings.redirects = Redirects::Stop,
        _ => {}
    }
    let is_off = |value: Option<&Value>| value == Some(&Value::Bool(false));
    let of_cookies = node
        .value
        .get("settings")
        .and_then(|settings| settings.get("cookies"));
    let sends = of_cookies
        .and_then(|cookies| cookies.get("send"))
        .or_else(|| node.value.get("settingSendCookies"));
    let stores = of_cookies
        .and_then(|cookies| cookies.get("store"))
        .or_else(|| node.value.get("settingStoreCookies"));
    if is_off(sends) {
        request.settings.cookies = CookieUse::Off;
    } else if is_off(stores) {
        let text = "Its setting to store no cookies";
        report.add(place, TransferOutcome::Dropped, text);
    }
    if is_off(node.setting("encodeUrl", "settingEncodeUrl")) {
        request.settings.spelling = TargetSpelling::AsTyped;
    }
    if is_off(node.setting("renderRequestBody", "settingRenderRequestBody"))
        && holds_template(&request.http.body)
    {
        let text = "Insomnia leaves templates in its body as they are: here variables are put in";
        report.add(place, TransferOutcome::Changed, text);
    }
    if is_off(node.setting("rebuildPath", "settingRebuildPath")) {
        let text = "Its setting to leave dots in the path: see the signing options of the request";
        report.add(place, TransferOutcome::Dropped, text);
    }
}

fn holds_template(body: &Body) -> bool {
    [&body.text, &body.graphql.query, &body.graphql.variables]
        .into_iter()
        .any(|text| text.contains("{{") || text.contains("{%"))
}
