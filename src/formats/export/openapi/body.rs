//! The body of an operation: a media type with an example.

use serde_json::{Value, json};

use super::super::node::Node;
use super::parameters::Put;
use crate::formats::collection_tree::TransferOutcome;
use crate::model::{BodyKind, HttpRequest, PartKind, PartRow, RowState};

/// The body; `None` for none.
pub(super) fn written(http: &HttpRequest, put: &mut Put<'_>) -> Option<Node> {
    let body = &http.body;
    if let Some(unknown) = body.not_understood() {
        let text = format!("Its body is {}, which is not known here", unknown.words());
        put.notes.add(put.place, TransferOutcome::Dropped, text);
        return None;
    }
    let typed = http
        .headers
        .iter()
        .find(|row| row.is_sent() && row.name.eq_ignore_ascii_case("content-type"))
        .and_then(|row| put.values.whole(&row.value))
        .map(|value| value.trim().to_owned());
    let (usual, content) = match body.kind {
        BodyKind::None => return None,
        BodyKind::Json => ("application/json", of_json(&put.values.of(&body.text))),
        BodyKind::Xml => ("application/xml", of_text(put.values.of(&body.text))),
        BodyKind::Text | BodyKind::Raw => ("text/plain", of_text(put.values.of(&body.text))),
        BodyKind::GraphQl => ("application/json", graphql(http, put)),
        BodyKind::Form => ("application/x-www-form-urlencoded", form(http, put)),
        BodyKind::Multipart => ("multipart/form-data", parts(http, put)),
        BodyKind::File => ("application/octet-stream", file()),
    };
    let kind = match (&typed, body.file.content_type.trim()) {
        // A boundary belongs to one message.
        (Some(_), _) if body.kind == BodyKind::Multipart => usual.to_owned(),
        (Some(typed), _) => typed.clone(),
        (None, chosen) if body.kind == BodyKind::File && !chosen.is_empty() => chosen.to_owned(),
        (None, _) => usual.to_owned(),
    };
    let content = Node::Object(vec![(kind.into(), content)]);
    Some(Node::object([("content", content)]))
}

/// An example in JSON stands there as such; one that is none, as text.
fn of_json(text: &str) -> Node {
    match serde_json::from_str::<Value>(text) {
        Ok(value) => Node::object([
            ("schema", Node::Value(json!({}))),
            ("example", Node::Value(value)),
        ]),
        Err(_) => of_text(text.to_owned()),
    }
}

fn of_text(text: String) -> Node {
    Node::object([
        ("schema", Node::Value(json!({ "type": "string" }))),
        ("example", Node::text(text)),
    ])
}

fn graphql(http: &HttpRequest, put: &Put<'_>) -> Node {
    let graphql = &http.body.graphql;
    let mut example = json!({ "query": put.values.of(&graphql.query) });
    if let Some(fields) = example.as_object_mut() {
        let variables = put.values.of(&graphql.variables);
        if let Ok(variables) = serde_json::from_str::<Value>(&variables) {
            fields.insert("variables".to_owned(), variables);
        }
        if !graphql.operation_name.is_empty() {
            fields.insert(
                "operationName".to_owned(),
                put.values.of(&graphql.operation_name).into(),
            );
        }
    }
    Node::object([
        ("schema", Node::Value(json!({ "type": "object" }))),
        ("example", Node::Value(example)),
    ])
}

fn file() -> Node {
    Node::object([(
        "schema",
        Node::Value(json!({ "type": "string", "format": "binary" })),
    )])
}

fn form(http: &HttpRequest, put: &mut Put<'_>) -> Node {
    let rows = http.body.form.iter().map(|row| {
        let value = (row.state == RowState::Enabled)
            .then(|| put.values.whole(&row.value))
            .flatten();
        (put.values.of(&row.name), json!({ "type": "string" }), value)
    });
    let rows: Vec<_> = rows.collect();
    object(rows, put)
}

fn parts(http: &HttpRequest, put: &mut Put<'_>) -> Node {
    let is_on = |part: &&PartRow| part.state == RowState::Enabled;
    if !http.body.parts.iter().all(|part| is_on(&part)) {
        put.notes.add(
            put.place,
            TransferOutcome::Dropped,
            "Parts of its body that are switched off",
        );
    }
    let rows = http.body.parts.iter().filter(is_on).map(|part| match part.kind {
        PartKind::Text => (
            put.values.of(&part.name),
            json!({ "type": "string" }),
            put.values.whole(&part.text),
        ),
        PartKind::File => (
            put.values.of(&part.name),
            json!({ "type": "string", "format": "binary" }),
            None,
        ),
    });
    let rows: Vec<_> = rows.collect();
    object(rows, put)
}

/// Properties of these names, each once, with their values as examples.
fn object(rows: Vec<(String, Value, Option<String>)>, put: &mut Put<'_>) -> Node {
    let mut properties: Vec<(std::borrow::Cow<'static, str>, Node)> = Vec::new();
    for (name, mut schema, value) in rows {
        if properties.iter().any(|(known, _)| *known == name) {
            let text = format!("Another field {name} of its form");
            put.notes.add(put.place, TransferOutcome::Dropped, text);
            continue;
        }
        if let (Some(value), Some(fields)) = (value, schema.as_object_mut()) {
            fields.insert("example".to_owned(), value.into());
        }
        properties.push((name.into(), Node::Value(schema)));
    }
    let schema = Node::object([
        ("type", Node::text("object")),
        ("properties", Node::Object(properties)),
    ]);
    Node::object([("schema", schema)])
}
