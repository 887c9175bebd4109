//! API descriptions: `OpenAPI` 3.0 and 3.1 and Swagger 2.0, with the extensions of API Gateway.
//!
//! Each operation becomes a request with the values of its examples; the address becomes the variable `base`. Operations that
//! API Gateway lets in by IAM are signed with AWS Signature:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html>.

mod body;
mod escape;
mod operation;
mod reference;
mod sample;
mod security;
mod server;

use serde_json::Value;

use super::json::{list_at, text_at};
use super::report::Report;
use super::{CollectionTree, MOST_ITEMS, TransferOutcome, TreeFolder, TreeItem};
use crate::model::{Auth, AuthKind, Variable};
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
    for mut operation in operations {
        let auth = &mut operation.request.http.auth;
        if *auth == imported.defaults.auth && auth.kind != AuthKind::None {
            *auth = Auth {
                kind: AuthKind::Inherit,
                ..Auth::default()
            };
        }
        place(&mut imported.items, document, operation);
    }
    told_once(value, &mut report);
    imported.report = report.notes;
    imported
}

fn operations(document: Document<'_>, security: &Security<'_>, report: &mut Report) -> Vec<Operation> {
    let mut operations = Vec::new();
    let paths = document.root.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let item = document.resolved(item);
        let before = operations.len();
        // They are counted and refused by who asked for them.
        if before > MOST_ITEMS {
            break;
        }
        for method in METHODS {
            if let Some(operation) = item.get(method).filter(|operation| operation.is_object()) {
                operations.push(read(
                    (path, method),
                    (item, operation),
                    document,
                    security,
                    report,
                ));
            }
        }
        if operations.len() == before && !path.starts_with("x-") {
            report.add(path, TransferOutcome::Dropped, "The path has no operation");
        }
    }
    operations
}

/// The auth that most operations have: it becomes that of the collection.
fn most_common(operations: &[Operation]) -> Auth {
    let mut counted: Vec<(&Auth, usize)> = Vec::new();
    for operation in operations {
        let auth = &operation.request.http.auth;
        match counted.iter_mut().find(|(known, _)| *known == auth) {
            Some((_, count)) => *count += 1,
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

/// Puts a request into the folder of its first tag.
fn place(items: &mut Vec<TreeItem>, document: Document<'_>, operation: Operation) {
    let request = TreeItem::Request(Box::new(operation.request));
    let Some(tag) = operation.tag else {
        items.push(request);
        return;
    };
    let known = items.iter_mut().find_map(|item| match item {
        TreeItem::Folder(folder) if folder.name == tag => Some(folder),
        TreeItem::Folder(_) | TreeItem::Request(_) => None,
    });
    if let Some(folder) = known {
        folder.items.push(request);
        return;
    }
    let described = list_at(document.root, "tags")
        .iter()
        .find(|described| text_at(described, "name") == tag);
    let mut folder = TreeFolder {
        docs: described
            .map(|described| text_at(described, "description"))
            .unwrap_or_default()
            .into(),
        name: tag,
        items: vec![request],
        ..TreeFolder::default()
    };
    folder.defaults.auth.kind = AuthKind::Inherit;
    items.push(TreeItem::Folder(Box::new(folder)));
}

/// What no request has a place for, in a line each.
fn told_once(value: &Value, report: &mut Report) {
    let text = "Descriptions of responses and schemas: requests come, with values of examples";
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
