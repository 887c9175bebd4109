//! Version 5: a file for each workspace, with the tree of its folders and requests.
//!
//! <https://github.com/Kong/insomnia/blob/develop/packages/insomnia/src/common/import-v5-parser.ts>

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{list_at, text_at};
use super::super::report::Report;
use super::node::{Kind, Node};
use super::{Workspace, cookies};

/// Whether a file says that it is one.
pub(in crate::formats::import) fn is_tree(value: &Value) -> bool {
    let kind = text_at(value, "type");
    kind.split_once(".insomnia.rest/")
        .or_else(|| kind.split_once(".insomnia/"))
        .is_some()
}

/// Reads a file.
pub(super) fn workspace(value: &Value) -> Workspace<'_> {
    let mut report = Report::default();
    let (base, environments) = environments(value.get("environments"));
    for jar in jars(value.get("cookieJar")) {
        cookies(jar, &mut report);
    }
    let dropped = [
        ("testSuites", "Its unit tests"),
        ("certificates", "Its client certificates"),
        ("caCertificate", "Its CA certificate"),
        ("server", "Its mock server"),
        ("routes", "The routes of its mock server"),
    ];
    for (key, what) in dropped {
        if value.get(key).is_some_and(|value| !is_nothing(value)) {
            report.add("", TransferOutcome::Dropped, what);
        }
    }
    Workspace {
        name: text_at(value, "name"),
        docs: value
            .get("meta")
            .map(|meta| text_at(meta, "description"))
            .unwrap_or_default(),
        items: nodes(list_at(value, "collection")),
        base,
        environments,
        spec: value
            .get("spec")
            .and_then(|spec| spec.get("contents"))
            .filter(|contents| !is_nothing(contents)),
        report,
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => !fields
            .iter()
            .any(|(key, value)| key != "meta" && !is_nothing(value)),
        _ => false,
    }
}

fn nodes(values: &[Value]) -> Vec<Node<'_>> {
    let nodes = values.iter().map(|value| {
        let children = value.get("children").and_then(Value::as_array);
        Node {
            kind: kind(value),
            value,
            children: children.map(|children| nodes(children)).unwrap_or_default(),
        }
    });
    nodes.collect()
}

/// Entries do not say what they are: their keys and the beginning of their ids do.
fn kind(value: &Value) -> Kind {
    let id = value
        .get("meta")
        .map(|meta| text_at(meta, "id"))
        .unwrap_or_default();
    let has = |key: &str| value.get(key).is_some();
    if !value.is_object() {
        return Kind::Other("It is neither a folder nor a request");
    }
    if has("children") {
        return Kind::Folder;
    }
    if id.starts_with("ws-req") {
        return Kind::Other("It is a WebSocket request");
    }
    if id.starts_with("socketio-req") || has("eventListeners") {
        return Kind::Other("It is a Socket.IO request");
    }
    if id.starts_with("mcp-req") || has("transportType") {
        return Kind::Other("It is an MCP request");
    }
    if !has("method") && (has("protoMethodName") || has("reflectionApi") || has("protoFileId")) {
        return Kind::Other("It is a gRPC request");
    }
    if has("url") || has("method") {
        Kind::Request
    } else if id.starts_with("fld") {
        Kind::Folder
    } else {
        Kind::Other("It is neither a folder nor a request")
    }
}

/// The base and those in it. Some tools write a list.
fn environments(value: Option<&Value>) -> (Option<&Value>, Vec<&Value>) {
    match value {
        Some(base @ Value::Object(_)) => (Some(base), list_at(base, "subEnvironments").iter().collect()),
        Some(Value::Array(values)) => {
            let base = values.first();
            let inner = values.iter().flat_map(|value| list_at(value, "subEnvironments"));
            (base, inner.chain(values.iter().skip(1)).collect())
        }
        _ => (None, Vec::new()),
    }
}

fn jars(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(jars)) => jars.iter().collect(),
        Some(jar) => vec![jar],
        None => Vec::new(),
    }
}
