//! API descriptions: `OpenAPI` 3.0 and 3.1 and Swagger 2.0, with the extensions of API Gateway.
//!
//! Each operation becomes a request with the values of its examples; the address becomes the variable `base`. Operations that
//! API Gateway lets in by IAM are signed with AWS Signature:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html>.

mod body;
mod escape;
mod operation;
mod parameter;
mod reference;
mod sample;
mod security;
mod server;

use std::collections::BTreeMap;

use serde_json::Value;

use super::json::{list_at, text_at};
use super::report::Report;
use super::{CollectionTree, MOST_ITEMS, TransferOutcome, TreeFolder, TreeItem};
use crate::model::{Auth, AuthKind, Request, Variable};
use operation::{Operation, read};
use reference::Document;
use security::Security;
use server::{BASE, server};

/// Methods of an operation, with the extension for all of them.
const METHODS: [&str; 9] = [
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "x-amazon-apigateway-any-method",
];

/// Requests take so much together at most: references let each of them have the same long text.
const MOST_BYTES: usize = 64 << 20;
/// What a row takes besides its texts.
const BYTES_OF_ROW: usize = 64;
/// So many kinds of auth are counted.
const MOST_KINDS_OF_AUTH: usize = 100;

/// Whether a file says that it is one.
pub(super) fn is_one(value: &Value) -> bool {
    let says = |key: &str, major: &[&str]| {
        let version = text_at(value, key);
        major.iter().any(|major| version.starts_with(major))
    };
    says("openapi", &["3"]) || says("swagger", &["2", "1"])
}

/// Reads a description.
pub(super) fn collection(value: &Value) -> CollectionTree {
    let document = Document::new(value);
    let mut report = Report::default();
    let info = value.get("info").unwrap_or(&Value::Null);
    let server = server(value, &mut report);
    let mut imported = CollectionTree {
        name: text_at(info, "title"),
        docs: text_at(info, "description").into(),
        ..CollectionTree::default()
    };
    imported
        .defaults
        .variables
        .push(Variable::new(BASE, server.base.as_str()));
    imported.defaults.variables.extend(server.variables);
    let security = Security::new(document, server.host.as_deref());
    let operations = operations(document, &security, &mut report);
    imported.defaults.auth = most_common(&operations);
    let tags = list_at(value, "tags").iter();
    let described = tags
        .map(|tag| (text_at(tag, "name"), text_at(tag, "description")))
        .collect();
    let mut folders = Folders::default();
    for mut operation in operations {
        let auth = &mut operation.request.http.auth;
        if *auth == imported.defaults.auth && auth.kind != AuthKind::None {
            *auth = Auth {
                kind: AuthKind::Inherit,
                ..Auth::default()
            };
        }
        folders.add(operation, &described);
    }
    imported.items = folders.items;
    told_once(value, &mut report);
    imported.report = report.notes;
    imported
}

fn operations(document: Document<'_>, security: &Security<'_>, report: &mut Report) -> Vec<Operation> {
    let mut operations = Vec::new();
    let paths = document.root.get("paths").and_then(Value::as_object);
    let mut bytes = 0;
    for (path, beside) in paths.into_iter().flatten() {
        let item = document.resolved(beside);
        let before = operations.len();
        // They are counted and refused by who asked for them.
        if before > MOST_ITEMS {
            break;
        }
        if bytes > MOST_BYTES {
            let text = "The operations from here on: what the file refers to over and over is too much";
            report.add(path, TransferOutcome::Dropped, text);
            break;
        }
        for method in METHODS {
            if let Some(operation) = item.get(method).filter(|operation| operation.is_object()) {
                operations.push(read(
                    (path, method),
                    (item, beside, operation),
                    document,
                    security,
                    report,
                ));
                bytes += operations
                    .last()
                    .map_or(0, |operation| weight(&operation.request));
            }
        }
        if operations.len() == before && !path.starts_with("x-") {
            report.add(path, TransferOutcome::Dropped, "The path has no operation");
        }
    }
    operations
}

/// What a request takes, about.
fn weight(request: &Request) -> usize {
    let http = &request.http;
    let headers = http.headers.iter().map(|row| row.name.len() + row.value.len());
    let params = http.disabled_params.iter().map(|param| param.name.len());
    let fields = http.body.form.iter().map(|row| row.name.len() + row.value.len());
    let parts = http
        .body
        .parts
        .iter()
        .map(|part| part.name.len() + part.text.len());
    let rows = headers.chain(params).chain(fields).chain(parts);
    let of_rows: usize = rows.map(|bytes| BYTES_OF_ROW + bytes).sum();
    request.docs.len() + http.url.len() + http.body.text.len() + of_rows
}

/// The auth that most operations have: it becomes that of the collection.
fn most_common(operations: &[Operation]) -> Auth {
    let mut counted: Vec<(&Auth, usize)> = Vec::new();
    for operation in operations {
        let auth = &operation.request.http.auth;
        let is_full = counted.len() >= MOST_KINDS_OF_AUTH;
        match counted.iter_mut().find(|(known, _)| *known == auth) {
            Some((_, count)) => *count += 1,
            // With so many of them none is common.
            None if is_full => {}
            None => counted.push((auth, 1)),
        }
    }
    // Of several that are as common the first one.
    let signed = counted
        .into_iter()
        .rev()
        .filter(|(auth, _)| auth.kind != AuthKind::None)
        .max_by_key(|(_, count)| *count);
    signed.map(|(auth, _)| auth.clone()).unwrap_or_default()
}

/// Requests in the folders of their first tags.
#[derive(Default)]
struct Folders {
    items: Vec<TreeItem>,
    /// Where the folder of each tag stands.
    places: BTreeMap<String, usize>,
}

impl Folders {
    fn add(&mut self, operation: Operation, described: &BTreeMap<String, String>) {
        let request = TreeItem::Request(Box::new(operation.request));
        let Some(tag) = operation.tag else {
            self.items.push(request);
            return;
        };
        let at = *self.places.entry(tag.clone()).or_insert_with(|| {
            let mut folder = TreeFolder {
                docs: described.get(&tag).cloned().unwrap_or_default().into(),
                name: tag,
                ..TreeFolder::default()
            };
            folder.defaults.auth.kind = AuthKind::Inherit;
            self.items.push(TreeItem::Folder(Box::new(folder)));
            self.items.len() - 1
        });
        if let Some(TreeItem::Folder(folder)) = self.items.get_mut(at) {
            folder.items.push(request);
        }
    }
}

/// What no request has a place for, in a line each.
fn told_once(value: &Value, report: &mut Report) {
    let text = "Descriptions of parameters, responses and schemas: requests come, with values of examples";
    report.add("", TransferOutcome::Dropped, text);
    for (key, what) in [
        ("webhooks", "Webhooks"),
        ("x-amazon-apigateway-policy", "The resource policy of API Gateway"),
        (
            "x-amazon-apigateway-request-validators",
            "Request validators of API Gateway",
        ),
        (
            "x-amazon-apigateway-gateway-responses",
            "Gateway responses of API Gateway",
        ),
    ] {
        if value.get(key).is_some() {
            report.add("", TransferOutcome::Dropped, what);
        }
    }
}

#[cfg(test)]
mod tests;
