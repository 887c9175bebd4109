//! A body in the words of Postman.

use super::super::Notes;
use super::super::node::Node;
use super::{Texts, disabled};
use crate::formats::collection_tree::TransferOutcome;
use crate::model::{Body, BodyKind, FormRow, HttpRequest, PartKind, PartRow};

/// The body; `None` for none.
pub(super) fn written(
    http: &HttpRequest,
    texts: &mut Texts<'_>,
    place: &str,
    notes: &mut Notes,
) -> Option<Node> {
    let body = &http.body;
    if let Some(unknown) = body.not_understood() {
        let text = format!("Its body is {}, which is not known here", unknown.words());
        notes.add(place, TransferOutcome::Dropped, text);
        return None;
    }
    match body.kind {
        BodyKind::None => None,
        BodyKind::Json => Some(raw(body, "json", texts)),
        BodyKind::Xml => Some(raw(body, "xml", texts)),
        BodyKind::Text | BodyKind::Raw => Some(raw(body, "text", texts)),
        BodyKind::Form => Some(Node::object([
            ("mode", Node::text("urlencoded")),
            (
                "urlencoded",
                Node::List(body.form.iter().map(|row| field(row, texts)).collect()),
            ),
        ])),
        BodyKind::Multipart => {
            if !body.boundary.trim().is_empty() {
                notes.add(
                    place,
                    TransferOutcome::Dropped,
                    "The boundary of its parts: Postman makes its own",
                );
            }
            let parts = body.parts.iter().map(|part| part_of(part, texts)).collect();
            Some(Node::object([
                ("mode", Node::text("formdata")),
                ("formdata", Node::List(parts)),
            ]))
        }
        BodyKind::File => {
            let is_typed = http
                .headers
                .iter()
                .any(|row| row.is_sent() && row.name.eq_ignore_ascii_case("content-type"));
            if !body.file.content_type.trim().is_empty() && !is_typed {
                let text = "The content type of its file: add it as a header";
                notes.add(place, TransferOutcome::Dropped, text);
            }
            let file = Node::object([("src", Node::text(texts.of(&body.file.path)))]);
            Some(Node::object([("mode", Node::text("file")), ("file", file)]))
        }
        BodyKind::GraphQl => {
            let mut graphql = Node::object([
                ("query", Node::text(texts.of(&body.graphql.query))),
                ("variables", Node::text(texts.of(&body.graphql.variables))),
            ]);
            graphql.put_text("operationName", &texts.of(&body.graphql.operation_name));
            Some(Node::object([
                ("mode", Node::text("graphql")),
                ("graphql", graphql),
            ]))
        }
    }
}

fn raw(body: &Body, language: &'static str, texts: &mut Texts<'_>) -> Node {
    let raw = Node::object([("language", Node::text(language))]);
    Node::object([
        ("mode", Node::text("raw")),
        ("raw", Node::text(texts.of(&body.text))),
        ("options", Node::object([("raw", raw)])),
    ])
}

fn field(row: &FormRow, texts: &mut Texts<'_>) -> Node {
    let mut node = Node::object([
        ("key", Node::text(texts.of(&row.name))),
        ("value", Node::text(texts.of(&row.value))),
        ("type", Node::text("text")),
    ]);
    disabled(&mut node, row.state);
    node
}

fn part_of(part: &PartRow, texts: &mut Texts<'_>) -> Node {
    let mut node = Node::object([("key", Node::text(texts.of(&part.name)))]);
    match part.kind {
        PartKind::Text => {
            node.put("value", Node::text(texts.of(&part.text)));
            node.put("type", Node::text("text"));
        }
        PartKind::File => {
            node.put("src", Node::text(texts.of(&part.path)));
            node.put("type", Node::text("file"));
        }
    }
    node.put_text("fileName", &texts.of(&part.file_name));
    node.put_text("contentType", &texts.of(&part.content_type));
    disabled(&mut node, part.state);
    node
}
