//! A request and its files.

use toml::{Table, Value};

use super::auth::{put_auth, read_auth};
use super::body::{put_body, read_body};
use super::checks::{put_assertions, put_captures, put_own_checks, read_assertions, read_captures};
use super::params::{put_params, read_params};
use super::rows::{put_headers, read_headers};
use super::settings::{put_settings, read_settings};
use super::shapes::{check_lists, check_place_of_auth, section_of};
use super::side::Side;
use super::variables::{put_secret_names, put_variables, read_variables, with_secret_names};
use super::write::{Before, WriteProblem, WrittenFile};
use super::yaml::{Map, Node, YamlProblem, parse};
use crate::model::{AuthKind, Body, BodyKind, HttpRequest, Info, LongText, Request};

const TOP: [&str; 8] = [
    "info", "http", "graphql", "runtime", "settings", "examples", "docs", "app",
];
const INFO: [&str; 5] = ["name", "type", "seq", "tags", "description"];
const SECTION: [&str; 6] = ["method", "url", "headers", "params", "body", "auth"];
const RUNTIME: [&str; 4] = ["variables", "scripts", "assertions", "actions"];

/// Reads a request of type `http` or `graphql` from its YAML and the file beside it.
pub fn read_request(yaml: &str, side: Option<&str>) -> Result<Request, YamlProblem> {
    let map = parse(yaml)?;
    let side = Side::read(side)?;
    let kind = map.map("info").map_or("", |info| info.text("type"));
    if !matches!(kind, "http" | "graphql") {
        return Err(YamlProblem::of_file(match kind {
            "grpc" | "websocket" | "script" | "app" | "folder" => {
                format!("it is of type {kind}, which is not edited here")
            }
            "" => "it has no info.type, so it is no request".to_owned(),
            _ => "it is of a type that is not known".to_owned(),
        }));
    }
    let empty = Map::default();
    let section = section_of(&map, kind)?.unwrap_or(&empty);
    check_place_of_auth(&map, section)?;
    check_shapes(section, kind)?;
    check_runtime(&map)?;
    check_lists(
        section_of(&map, "runtime")?.unwrap_or(&empty),
        "runtime",
        &["variables"],
    )?;
    let (disabled_params, path_values) = read_params(section);
    let body = if kind == "graphql" {
        read_graphql(section, &side)
    } else {
        read_body(section.get("body"), &side)
    };
    // A place of early files of the format, which Bruno still reads.
    let early_auth = || map.map("runtime")?.get("auth");
    let auth = section.get("auth").or_else(early_auth);
    Ok(Request {
        info: Info {
            name: map.map("info").map_or("", |info| info.text("name")).to_owned(),
        },
        http: HttpRequest {
            method: method(section, kind).to_owned(),
            url: section.text("url").to_owned(),
            disabled_params,
            path_values,
            headers: read_headers(section),
            body,
            auth: read_auth(auth, AuthKind::None, &side)?,
        },
        settings: read_settings(Some(map.map("settings").unwrap_or(&empty)), &side)?,
        variables: with_secret_names(read_variables(map.map("runtime")), &side),
        assertions: read_assertions(map.map("runtime"), &side),
        captures: read_captures(map.map("runtime"), &side),
        docs: read_docs(&map),
    })
}

/// Refuses what would be read as nothing and sent without.
fn check_shapes(section: &Map, kind: &str) -> Result<(), YamlProblem> {
    check_lists(section, kind, &["headers", "params"])?;
    let text = |section: &Map, of: &str, keys: &[&str]| {
        let is_other = |key: &&&str| matches!(section.get(key), Some(Node::List(_) | Node::Map(_)));
        match keys.iter().find(is_other) {
            None => Ok(()),
            Some(key) => Err(YamlProblem::of_file(format!("{of}.{key} is no text"))),
        }
    };
    text(section, kind, &["method", "url"])?;
    if kind == "graphql" {
        let body = section_of(section, "body")?;
        if let Some(body) = body {
            text(body, "graphql.body", &["query", "variables"])?;
        }
    }
    Ok(())
}

/// Refuses checks that would be read as none, and a run without them as passed.
fn check_runtime(map: &Map) -> Result<(), YamlProblem> {
    let Some(runtime) = section_of(map, "runtime")? else {
        return Ok(());
    };
    check_lists(runtime, "runtime", &["assertions", "actions"])?;
    let is_no_row = |row: &&Node| !matches!(row, Node::Map(_));
    if runtime.items("assertions").iter().any(|row| is_no_row(&row)) {
        return Err(YamlProblem::of_file(
            "runtime.assertions has a row that is no mapping: write expression, operator and value"
                .to_owned(),
        ));
    }
    Ok(())
}

/// The method, where the file names none that of the type.
fn method<'a>(section: &'a Map, kind: &str) -> &'a str {
    match (section.get("method"), kind) {
        (Some(method), _) => method.as_text(),
        (None, "graphql") => "POST",
        (None, _) => "GET",
    }
}

fn read_graphql(section: &Map, side: &Side) -> Body {
    let mut body = Body {
        kind: BodyKind::GraphQl,
        ..Body::default()
    };
    if let Some(there) = section.map("body") {
        body.graphql.query = there.text("query").into();
        body.graphql.variables = there.text("variables").into();
    }
    let operation = side
        .table("graphql")
        .and_then(|table| table.get("operationName")?.as_str());
    operation
        .unwrap_or_default()
        .clone_into(&mut body.graphql.operation_name);
    body
}

fn put_graphql(section: &mut Map, side: &mut Side, body: &Body) {
    const ORDER: [&str; 2] = ["query", "variables"];
    let there = read_graphql(section, &Side::default()).graphql;
    if there.query != body.graphql.query || there.variables != body.graphql.variables {
        let mut map = section.map("body").cloned().unwrap_or_default();
        map.put_filled("query", &body.graphql.query, &ORDER);
        map.put_filled("variables", &body.graphql.variables, &ORDER);
        section.put_map("body", map, &SECTION);
    }
    let mut table = Table::new();
    if !body.graphql.operation_name.is_empty() {
        let name = body.graphql.operation_name.clone();
        table.insert("operationName".to_owned(), Value::String(name));
    }
    side.put("graphql", table);
}

/// A note: a text, or a mapping with the text and its type.
pub(super) fn read_docs(map: &Map) -> LongText {
    match map.map("docs") {
        Some(docs) => docs.text("content").into(),
        None => map.text("docs").into(),
    }
}

/// Writes a note. `typed` is whether a new one says that it is Markdown.
pub(super) fn put_docs(map: &mut Map, docs: &LongText, typed: Typed, order: &[&str]) {
    const ORDER: [&str; 2] = ["content", "type"];
    match map.map("docs").cloned() {
        _ if *docs == read_docs(map) => {}
        _ if docs.is_empty() => {
            map.remove("docs");
        }
        Some(mut there) => {
            there.put_text("content", docs, &ORDER);
            map.put_map("docs", there, order);
        }
        None if map.get("docs").is_some() => map.put_text("docs", docs, order),
        None => match typed {
            Typed::No => map.put_text("docs", docs, order),
            Typed::Markdown => {
                let mut new = Map::default();
                new.put_text("content", docs, &ORDER);
                new.put_text("type", "text/markdown", &ORDER);
                map.put_map("docs", new, order);
            }
        },
    }
}

/// Whether a note says what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// It is a text.
    No,
    /// It says that it is Markdown.
    Markdown,
}

/// A request of the other type becomes one of this type, without the body, which has another form there.
fn take_other_section(map: &mut Map, kind: &str) {
    let other = if kind == "http" { "graphql" } else { "http" };
    if map.get(kind).is_some() || map.get(other).is_none() {
        return;
    }
    let mut section = map.map(other).cloned().unwrap_or_default();
    section.remove("body");
    map.rename(other, kind);
    map.put(kind, Node::Map(section), &TOP);
}

/// The auth of an early file of the format comes to its place.
fn take_early_auth(map: &mut Map, kind: &str) {
    let mut runtime = map.map("runtime").cloned().unwrap_or_default();
    let mut section = map.map(kind).cloned().unwrap_or_default();
    if let (Some(auth), None) = (runtime.remove("auth"), section.get("auth")) {
        section.put("auth", auth, &SECTION);
        map.put_map(kind, section, &TOP);
        map.put_map("runtime", runtime, &TOP);
    }
}

fn put_section(
    section: &mut Map,
    side: &mut Side,
    request: &Request,
    kind: &str,
) -> Result<(), WriteProblem> {
    let http = &request.http;
    if section.is_empty() || method(section, kind) != http.method {
        section.put_text("method", &http.method, &SECTION);
    }
    // They are compared with those of the URL that still stands there.
    put_params(section, http, &SECTION);
    section.put_text("url", &http.url, &SECTION);
    put_headers(section, &http.headers, &SECTION);
    if kind == "graphql" {
        put_graphql(section, side, &http.body);
        side.put("body", Table::new());
    } else {
        put_body(section, side, &http.body, &SECTION);
        side.put("graphql", Table::new());
    }
    put_auth(section, side, &http.auth, AuthKind::None, &SECTION)
}

/// Writes a request. `before` are the texts of the files that it replaces: what is not of the request stays.
pub fn write_request(
    request: &Request,
    before: Option<(&str, Option<&str>)>,
) -> Result<WrittenFile, WriteProblem> {
    let before = Before::read(before)?;
    let not_read_back = |reason| WriteProblem::NotReadBack { reason };
    let (mut map, mut side) = (before.map.clone(), before.side.clone());
    let kind = match request.http.body.kind {
        BodyKind::GraphQl => "graphql",
        _ => "http",
    };
    let mut info = map.map("info").cloned().unwrap_or_default();
    if before.is_new() || info.text("name") != request.info.name {
        info.put_text("name", &request.info.name, &INFO);
    }
    info.put_text("type", kind, &INFO);
    map.put_map("info", info, &TOP);
    take_other_section(&mut map, kind);
    take_early_auth(&mut map, kind);
    let mut section = map.map(kind).cloned().unwrap_or_default();
    put_section(&mut section, &mut side, request, kind)?;
    map.put_map(kind, section, &TOP);
    let mut runtime = map.map("runtime").cloned().unwrap_or_default();
    put_variables(&mut runtime, &request.variables, &RUNTIME);
    put_assertions(&mut runtime, &request.assertions, &RUNTIME);
    put_captures(&mut runtime, &request.captures, &RUNTIME);
    put_own_checks(&mut side, &request.assertions, &request.captures);
    map.put_map("runtime", runtime, &TOP);
    put_secret_names(&mut side, &request.variables);
    put_settings(&mut map, &mut side, &request.settings, before.is_new(), &TOP).map_err(not_read_back)?;
    put_docs(&mut map, &request.docs, Typed::No, &TOP);
    side.put_of(&request.info.name, &request.http.method, &request.http.url);
    before.finish(&map, &side)
}
