//! Bodies that are files or have no example, references over and over, and names that are taken.

use serde_json::{Value, json};

use super::*;

fn described(document: &Value) -> CollectionTree {
    imported("api.json", &document.to_string())
}

/// The only request of a description with this operation below `/a`, and the report.
fn of_operation(method: &str, operation: &Value) -> (Request, Vec<String>) {
    let read = described(
        &json!({ "openapi": "3.1.0", "info": { "title": "t" }, "paths": { "/a": { method: operation } } }),
    );
    let report = read.report.iter().map(|note| note.text.clone()).collect();
    (requests(&read.items)[0].clone(), report)
}

#[test]
fn a_variable_of_the_server_may_have_the_name_of_ours() {
    let read = described(
        &json!({ "openapi": "3.0.1", "info": { "title": "t" }, "paths": { "/a": { "get": {} } },
        "servers": [{ "url": "https://{base}.execute-api.{region}.amazonaws.com/dev",
            "variables": { "base": { "default": "abc123" }, "region": { "default": "eu-west-1" } } }] }),
    );
    let variables: Vec<(&str, &VariableValue)> = read
        .defaults
        .variables
        .iter()
        .map(|variable| (variable.name.as_str(), &variable.value))
        .collect();
    let text = |text: &str| VariableValue::Text(text.to_owned());
    assert_eq!(
        variables,
        [
            (
                "base",
                &text("https://{{base_of_server}}.execute-api.{{region}}.amazonaws.com/dev")
            ),
            ("base_of_server", &text("abc123")),
            ("region", &text("eu-west-1")),
        ]
    );
}

#[test]
fn a_path_that_refers_to_another_keeps_what_stands_beside() {
    let read = described(
        &json!({ "openapi": "3.1.0", "info": { "title": "t" }, "x": { "r": { "get": { "parameters": [
            { "name": "a", "in": "query", "required": true, "schema": { "default": "own" } }] } } },
        "paths": { "/a": { "$ref": "#/x/r", "parameters": [
            { "name": "a", "in": "query", "required": true, "schema": { "default": "path" } },
            { "name": "b", "in": "query", "required": true, "schema": { "default": 1 } }] } } }),
    );
    assert_eq!(requests(&read.items)[0].http.url, "{{base}}/a?a=own&b=1");
}

#[test]
fn a_body_of_bytes_is_a_file_and_one_without_an_example_is_told() {
    let content =
        |kind: &str, schema: Value| json!({ "requestBody": { "content": { kind: { "schema": schema } } } });
    for (kind, schema) in [
        (
            "application/octet-stream",
            json!({ "type": "string", "format": "binary" }),
        ),
        ("image/png", json!({})),
        ("application/octet-stream", Value::Null),
    ] {
        let (request, report) = of_operation("put", &content(kind, schema));
        assert_eq!(
            (
                request.http.body.kind,
                request.http.body.file.content_type.as_str()
            ),
            (BodyKind::File, kind)
        );
        assert!(
            report.iter().any(|text| text.contains("until one is chosen")),
            "{report:?}"
        );
    }
    let (xml, report) = of_operation("put", &content("application/xml", json!({ "type": "object" })));
    assert_eq!(xml.http.body.kind, BodyKind::Xml);
    assert!(
        report
            .iter()
            .any(|text| text.contains("no example in application/xml")),
        "{report:?}"
    );
}

#[test]
fn fields_of_a_form_are_files_lists_and_json_as_their_schemas_say() {
    let (request, _) = of_operation(
        "post",
        &json!({ "requestBody": { "content": { "multipart/form-data": {
        "encoding": { "one": { "contentType": "image/png, image/jpeg" } },
        "schema": { "allOf": [{ "type": "object", "properties": {
            "files": { "type": "array", "items": { "type": "string", "format": "binary" } },
            "meta": { "type": "object", "properties": { "a": { "default": 1 } } },
            "one": { "type": "string", "contentMediaType": "image/png" },
            "tags": { "type": "array", "example": ["x", "y"] } } }] } } } } }),
    );
    let parts: Vec<(&str, bool, &str, &str)> = request
        .http
        .body
        .parts
        .iter()
        .map(|part| {
            (
                part.name.as_str(),
                part.kind == crate::model::PartKind::File,
                part.text.as_str(),
                part.content_type.as_str(),
            )
        })
        .collect();
    assert_eq!(
        parts,
        [
            ("files", true, "", ""),
            ("meta", false, r#"{"a":1}"#, "application/json"),
            ("one", true, "", "image/png"),
            ("tags", false, "x", ""),
            ("tags", false, "y", ""),
        ]
    );
}

#[test]
fn version_2_sends_what_its_operations_take() {
    let of = |consumes: Value| {
        let read = described(
            &json!({ "swagger": "2.0", "info": { "title": "t" }, "consumes": ["application/json"], "paths": { "/a": { "post": {
            "consumes": consumes, "parameters": [{ "name": "b", "in": "body", "schema": { "type": "object", "properties": { "a": { "default": 1 } } } }] } } } }),
        );
        requests(&read.items)[0].clone().http
    };
    assert_eq!(of(json!(["application/xml"])).body.kind, BodyKind::Xml);
    let json = of(json!(["text/xml", "application/x-amz-json-1.1"]));
    assert_eq!(
        (json.body.kind, json.headers[0].value.as_str()),
        (BodyKind::Json, "application/x-amz-json-1.1")
    );
    assert_eq!(of(json!([])).body.kind, BodyKind::Json);
}

#[test]
fn y_is_a_name_in_yaml_and_no_a_text() {
    let read = imported(
        "api.yaml",
        "openapi: 3.0.1\ninfo: {title: t}\npaths:\n  /a:\n    get:\n      parameters:\n      - {name: y, in: query, required: true, schema: {type: string, example: no}}\n",
    );
    assert_eq!(requests(&read.items)[0].http.url, "{{base}}/a?y=no");
}

#[test]
fn what_is_referred_to_over_and_over_is_bounded() {
    let paths: serde_json::Map<String, Value> = (0..1_000)
        .map(|at| (format!("/a{at}"), json!({ "$ref": "#/x/i" })))
        .collect();
    let read = described(
        &json!({ "openapi": "3.0.1", "info": { "title": "t" }, "paths": paths,
        "x": { "i": { "get": { "description": "d".repeat(1 << 20) } } } }),
    );
    assert!(read.counts().requests < 100);
    assert!(read.report.iter().any(|note| note.text.contains("over and over")));
}

#[test]
fn thousands_of_parameters_tags_and_schemes_are_read() {
    let parameters: Vec<Value> = (0..5_000)
        .map(|at| json!({ "name": format!("q{at}"), "in": "query" }))
        .collect();
    let schemes: serde_json::Map<String, Value> = (0..2_000)
        .map(|at| (format!("s{at}"), json!({ "type": "http", "scheme": "bearer" })))
        .collect();
    let mut paths: serde_json::Map<String, Value> = (0..2_000)
        .map(|at| {
            (
                format!("/a{at}"),
                json!({ "get": { "tags": [format!("t{at}")], "security": [{ format!("s{at}"): [] }] } }),
            )
        })
        .collect();
    paths.insert("/all".to_owned(), json!({ "get": { "parameters": parameters } }));
    let read = described(&json!({ "openapi": "3.0.1", "info": { "title": "t" },
        "components": { "securitySchemes": schemes }, "paths": paths }));
    let counts = read.counts();
    assert_eq!((counts.requests, counts.folders), (2_001, 2_000));
    let all = requests(&read.items)
        .into_iter()
        .find(|request| request.http.url.ends_with("/all"));
    assert_eq!(all.unwrap().http.disabled_params.len(), 5_000);
}
