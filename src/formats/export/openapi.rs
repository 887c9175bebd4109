//! An API description, `OpenAPI` 3.0.3: what API Gateway and generators of clients read.
//!
//! <https://spec.openapis.org/oas/v3.0.3>. A request is an example of an operation: its values come as examples. What is signed
//! gets the scheme that API Gateway knows,
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html>.

mod body;
mod parameters;
mod security;
mod server;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::around::Around;
use super::locals::Named;
use super::node::Node;
use super::{ExportSource, Exported, Notes, settings_left_out};
use crate::formats::collection_tree::{TransferOutcome, TreeItem};
use crate::formats::import::place_below;
use crate::model::{AssertionOperator, Request};
use crate::resolve::with_inherited;
use security::Schemes;
use server::Servers;

/// Version of the specification.
const VERSION: &str = "3.0.3";
/// Version of the API, which must be there and nobody knows.
const NO_VERSION: &str = "1.0.0";
/// Methods that an operation may have.
const METHODS: [&str; 8] = [
    "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE",
];

/// Writes it.
pub(super) fn export(source: &ExportSource) -> Exported {
    let tree = &source.tree;
    let mut writer = Writer {
        notes: Notes::default(),
        servers: Servers::of(source),
        schemes: Schemes::default(),
        operations: Vec::new(),
        ids: BTreeSet::new(),
        tags: Vec::new(),
    };
    writer.items(&tree.items, "", &Around::with_values(source));
    if !tree.environments.is_empty() || !tree.defaults.variables.is_empty() {
        let text =
            "Variables and environments come as the values that they stand for, in addresses and examples";
        writer.notes.add("", TransferOutcome::Changed, text);
    }
    let mut info = Node::object([("title", Node::text(tree.name.as_str()))]);
    info.put_text("description", &tree.docs);
    info.put("version", Node::text(NO_VERSION));
    let requests = writer.operations.len();
    let report = std::mem::take(&mut writer.notes.0);
    Exported {
        text: writer.into_document(info).into_text(),
        beside: Vec::new(),
        report,
        requests,
    }
}

struct Writer {
    notes: Notes,
    servers: Servers,
    schemes: Schemes,
    operations: Vec<Operation>,
    /// Identities of operations that are taken.
    ids: BTreeSet<String>,
    /// Folders with their notes, in their order.
    tags: Vec<(String, String)>,
}

/// A request in its words.
struct Operation {
    path: String,
    method: String,
    server: String,
    node: Node,
}

impl Writer {
    fn items(&mut self, items: &[TreeItem], above: &str, around: &Around) {
        for item in items {
            match item {
                TreeItem::Folder(folder) => {
                    let place = place_below(above, &folder.name);
                    self.tags.push((place.clone(), folder.docs.to_string()));
                    self.items(
                        &folder.items,
                        &place,
                        &around.within(&folder.name, &folder.defaults, &mut Named::default()),
                    );
                }
                TreeItem::Request(request) => self.request(request, above, around),
            }
        }
    }

    fn request(&mut self, request: &Request, tag: &str, around: &Around) {
        let place = place_below(tag, &request.info.name);
        let sent = with_inherited(request, &around.ancestors);
        let values = around.values_of(request);
        let method = sent.http.method.trim().to_owned();
        if !METHODS.contains(&method.as_str()) {
            let text = format!("OpenAPI has no operation for the method {method}");
            self.notes.add(&place, TransferOutcome::Dropped, text);
            return;
        }
        let address = Servers::address(&sent.http, &values);
        let taken = self
            .operations
            .iter()
            .find(|of| of.method == method && same_path(&of.path, &address.path));
        if let Some(taken) = taken {
            let text = format!("Another request has the operation {method} {}", taken.path);
            self.notes.add(&place, TransferOutcome::Dropped, text);
            return;
        }
        let mut node = Node::object([("operationId", Node::text(self.free_id(request, &address.path)))]);
        node.put_text("summary", &request.info.name);
        node.put_text("description", &request.docs);
        if !tag.is_empty() {
            node.put("tags", Node::List(vec![Node::text(tag)]));
        }
        let mut put = parameters::Put {
            values: &values,
            notes: &mut self.notes,
            place: &place,
        };
        node.put_list("parameters", put.parameters(&sent.http, &address));
        if let Some(body) = body::written(&sent.http, &mut put) {
            if matches!(method.as_str(), "GET" | "HEAD" | "DELETE") {
                let text = format!("A body with {method}, which OpenAPI tells readers to ignore");
                self.notes.add(&place, TransferOutcome::Changed, text);
            }
            node.put("requestBody", body);
        }
        node.put("responses", responses(request));
        if let Some(security) =
            self.schemes
                .security(request, &around.ancestors, &address.host, &place, &mut self.notes)
        {
            node.put("security", security);
        }
        settings_left_out(&sent.settings, &place, &mut self.notes);
        self.left_out(request, &place);
        self.operations.push(Operation {
            path: address.path,
            method,
            server: address.server,
            node,
        });
    }

    fn left_out(&mut self, request: &Request, place: &str) {
        let is_status = |of: &crate::model::Assertion| {
            of.expression.trim() == "res.status" && of.operator == AssertionOperator::Eq
        };
        if !request.captures.is_empty() || !request.assertions.iter().all(is_status) {
            let text = "Assertions and captures, but for the status";
            self.notes.add(place, TransferOutcome::Dropped, text);
        }
    }

    /// A word that no other operation has: generators name functions by it.
    fn free_id(&mut self, request: &Request, path: &str) -> String {
        let name = match request.info.name.trim() {
            "" => format!("{} {path}", request.http.method),
            name => name.to_owned(),
        };
        let mut id = String::new();
        for word in name
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            let (first, rest) = word.split_at(1);
            if id.is_empty() {
                id.push_str(&first.to_ascii_lowercase());
            } else {
                id.push_str(&first.to_ascii_uppercase());
            }
            id.push_str(rest);
        }
        if id.is_empty() {
            "operation".clone_into(&mut id);
        }
        let mut free = id.clone();
        let mut number = 1;
        while !self.ids.insert(free.clone()) {
            number += 1;
            free = format!("{id}{number}");
        }
        free
    }

    fn into_document(self, info: Node) -> Node {
        let mut document = Node::object([("openapi", Node::text(VERSION)), ("info", info)]);
        let top = Servers::most_used(self.operations.iter().map(|of| of.server.as_str()));
        document.put_list("servers", self.servers.written(&top));
        let used: BTreeSet<&str> = self.operations.iter().filter_map(|of| tag_of(&of.node)).collect();
        let tags = self
            .tags
            .iter()
            .filter(|(name, _)| used.contains(name.as_str()))
            .map(|(name, docs)| {
                let mut tag = Node::object([("name", Node::text(name.as_str()))]);
                tag.put_text("description", docs);
                tag
            });
        document.put_list("tags", tags.collect());
        let mut paths = Node::Object(Vec::new());
        for mut operation in self.operations {
            if operation.server != top {
                operation
                    .node
                    .put_list("servers", self.servers.written(&operation.server));
            }
            let method = Cow::Owned(operation.method.to_ascii_lowercase());
            match paths.get_mut(&operation.path) {
                Some(item) => item.put(method, operation.node),
                None => paths.put(operation.path, Node::Object(vec![(method, operation.node)])),
            }
        }
        document.put("paths", paths);
        if let Some(schemes) = self.schemes.written() {
            document.put("components", Node::object([("securitySchemes", schemes)]));
        }
        document
    }
}

/// Whether two paths are one to a reader: names of parameters tell none apart.
fn same_path(one: &str, other: &str) -> bool {
    let shape = |path: &str| {
        let is_parameter = |segment: &&str| segment.starts_with('{') && segment.ends_with('}');
        let segments = path
            .split('/')
            .map(|segment| if is_parameter(&segment) { "{}" } else { segment });
        segments.collect::<Vec<_>>().join("/")
    };
    shape(one) == shape(other)
}

fn tag_of(node: &Node) -> Option<&str> {
    match node.get("tags")? {
        Node::List(tags) => tags.first()?.as_text(),
        Node::Value(_) | Node::Object(_) => None,
    }
}

/// The status that is expected, or any reply: one must be there.
fn responses(request: &Request) -> Node {
    let status = request.assertions.iter().find_map(|assertion| {
        let is_status = assertion.counts()
            && assertion.expression.trim() == "res.status"
            && assertion.operator == AssertionOperator::Eq;
        let status = assertion.value.trim().parse::<u16>().ok()?;
        (is_status && (100..600).contains(&status)).then_some(status)
    });
    let described = Node::object([(
        "description",
        Node::text(if status.is_some() {
            "As expected"
        } else {
            "Any reply"
        }),
    )]);
    let key = status.map_or_else(|| "default".to_owned(), |status| status.to_string());
    Node::Object(vec![(Cow::Owned(key), described)])
}
