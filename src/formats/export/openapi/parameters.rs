//! Parameters of an operation: those of path and query, and headers.

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::super::Notes;
use super::super::around::Values;
use super::super::node::Node;
use super::server::Address;
use crate::formats::collection_tree::TransferOutcome;
use crate::model::{HeaderRow, HttpRequest};

/// Headers that are described by other parts, or made when a request is sent: as parameters they are ignored.
const DESCRIBED: [&str; 3] = ["accept", "content-type", "authorization"];

/// What the parts of an operation are written with.
pub(super) struct Put<'a> {
    pub(super) values: &'a Values,
    pub(super) notes: &'a mut Notes,
    pub(super) place: &'a str,
}

/// A parameter that may stand there several times.
struct Parameter {
    name: String,
    values: Vec<String>,
    count: usize,
}

impl Put<'_> {
    pub(super) fn parameters(&mut self, http: &HttpRequest, address: &Address) -> Vec<Node> {
        let mut written = Vec::new();
        for (name, value) in &address.parameters {
            let mut node = head(name, "path");
            node.put("required", Node::from(true));
            node.put("schema", Node::Value(json!({ "type": "string" })));
            if let Some(value) = value {
                node.put("example", Node::text(value.as_str()));
            }
            written.push(node);
        }
        let mut query: Vec<Parameter> = Vec::new();
        for pair in address.query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = self.values.whole(value).map(|value| decoded(&value));
            add(&mut query, decoded(&self.values.of(name)), value);
        }
        for off in &http.disabled_params {
            let name = self.values.of(&off.name);
            let value = off.value.as_ref().and_then(|value| self.values.whole(value));
            if query.iter().any(|known| known.name == name) {
                let text = format!("Another parameter {name}, which is switched off");
                self.notes.add(self.place, TransferOutcome::Dropped, text);
            } else {
                add(&mut query, name, value);
            }
        }
        written.extend(query.into_iter().map(|parameter| parameter.node("query")));
        let mut headers: Vec<Parameter> = Vec::new();
        for row in http.headers.iter().filter(|row| !row.name.trim().is_empty()) {
            self.header(row, &mut headers);
        }
        written.extend(headers.into_iter().map(|parameter| parameter.node("header")));
        written
    }

    fn header(&mut self, row: &HeaderRow, headers: &mut Vec<Parameter>) {
        let name = self.values.of(row.name.trim());
        if DESCRIBED.contains(&name.to_ascii_lowercase().as_str()) {
            if !name.eq_ignore_ascii_case("content-type") {
                let text = format!("The header {name}, which is no parameter in OpenAPI");
                self.notes.add(self.place, TransferOutcome::Dropped, text);
            }
            return;
        }
        if headers.iter().any(|known| known.name.eq_ignore_ascii_case(&name)) {
            let text = format!("Another header {name}");
            self.notes.add(self.place, TransferOutcome::Dropped, text);
            return;
        }
        add(headers, name, self.values.whole(&row.value));
    }
}

fn add(parameters: &mut Vec<Parameter>, name: String, value: Option<String>) {
    match parameters.iter_mut().find(|known| known.name == name) {
        Some(known) => {
            known.count += 1;
            known.values.extend(value);
        }
        None => parameters.push(Parameter {
            name,
            values: value.into_iter().collect(),
            count: 1,
        }),
    }
}

impl Parameter {
    /// One that stands there several times is a list, each of whose values has the name in front.
    fn node(self, place: &'static str) -> Node {
        let mut node = head(&self.name, place);
        if self.count > 1 {
            node.put(
                "schema",
                Node::Value(json!({ "type": "array", "items": { "type": "string" } })),
            );
            if self.values.len() == self.count {
                node.put("example", Node::Value(Value::from(self.values)));
            }
        } else {
            node.put("schema", Node::Value(json!({ "type": "string" })));
            if let Some(value) = self.values.into_iter().next() {
                node.put("example", Node::text(value));
            }
        }
        node
    }
}

fn head(name: &str, place: &'static str) -> Node {
    Node::object([("name", Node::text(name)), ("in", Node::text(place))])
}

/// A value without its escapes: a description holds values as they are meant.
fn decoded(text: &str) -> String {
    percent_decode_str(text)
        .decode_utf8()
        .map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}
