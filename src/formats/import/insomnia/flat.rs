//! Version 4: a flat list, in which each entry names its parent.
//!
//! Parents may be missing, and may name each other in a circle. What does not lead to a workspace comes to the top of the first.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::TransferOutcome;
use super::super::json::{list_at, text_at};
use super::super::report::Report;
use super::node::{Kind, Node};
use super::{Workspace, cookies};

/// Steps to a workspace; with more of them something is made to be endless.
const MOST_STEPS: usize = 100;

/// Whether a file says that it is one.
pub(in crate::formats::import) fn is_flat(value: &Value) -> bool {
    let is_list = value.get("resources").is_some_and(Value::is_array);
    is_list && (text_at(value, "_type") == "export" || value.get("__export_format").is_some())
}

/// An entry with the number of what it stands in.
struct Entry<'a> {
    value: &'a Value,
    parent: Parent,
}

/// What an entry stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parent {
    /// A workspace.
    Workspace(usize),
    /// A folder, by its place in the list.
    Folder(usize),
    /// An environment.
    Environment,
}

/// Reads the workspaces with what stands in each.
pub(super) fn workspaces(value: &Value) -> Vec<Workspace<'_>> {
    let resources = list_at(value, "resources");
    let of_type = |kind: &'static str| {
        resources
            .iter()
            .filter(move |value| text_at(value, "_type") == kind)
    };
    let mut workspaces: Vec<Workspace<'_>> = of_type("workspace")
        .map(|value| Workspace {
            name: text_at(value, "name"),
            docs: text_at(value, "description"),
            ..Workspace::default()
        })
        .collect();
    let ids: BTreeMap<String, usize> = first_of_each(of_type("workspace"));
    if workspaces.is_empty() {
        workspaces.push(Workspace::default());
    }
    let folders: BTreeMap<String, usize> = first_of_each_at(resources, "request_group");
    let environments: BTreeMap<String, usize> = first_of_each_at(resources, "environment");
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut notes = Report::default();
    for value in resources {
        let parent = text_at(value, "parentId");
        let parent = if let Some(workspace) = ids.get(&parent) {
            Parent::Workspace(*workspace)
        } else if let Some(folder) = folders.get(&parent) {
            Parent::Folder(*folder)
        } else if environments.contains_key(&parent) {
            Parent::Environment
        } else {
            Parent::Workspace(0)
        };
        let is_lost = parent == Parent::Workspace(0) && !ids.contains_key(&text_at(value, "parentId"));
        if is_lost && matches!(kind(value), Kind::Folder | Kind::Request) && !ids.is_empty() {
            let text = "What it stood in is not in the file: it comes to the top";
            notes.add(&text_at(value, "name"), TransferOutcome::Changed, text);
        }
        entries.push(Entry { value, parent });
    }
    without_circles(&mut entries, &mut notes);
    told_twice(resources, &folders, &mut notes);
    place(&entries, &environments, &mut workspaces);
    if let Some(first) = workspaces.first_mut() {
        first.report.notes.splice(0..0, notes.notes);
    }
    workspaces
}

fn first_of_each<'a>(values: impl Iterator<Item = &'a Value>) -> BTreeMap<String, usize> {
    let mut first = BTreeMap::new();
    for (at, value) in values.enumerate() {
        first.entry(text_at(value, "_id")).or_insert(at);
    }
    first
}

fn first_of_each_at(resources: &[Value], kind: &str) -> BTreeMap<String, usize> {
    let mut first = BTreeMap::new();
    for (at, value) in resources.iter().enumerate() {
        if text_at(value, "_type") == kind {
            first.entry(text_at(value, "_id")).or_insert(at);
        }
    }
    first
}

/// Folders that lead to themselves, or that stand too deep to be looked after, come to the top.
fn without_circles(entries: &mut [Entry<'_>], report: &mut Report) {
    for at in 0..entries.len() {
        let mut steps = 0;
        let mut next = entries.get(at).map(|entry| entry.parent);
        while let Some(Parent::Folder(folder)) = next {
            steps += 1;
            if steps > MOST_STEPS {
                break;
            }
            next = entries.get(folder).map(|entry| entry.parent);
        }
        if steps > MOST_STEPS
            && let Some(entry) = entries.get_mut(at)
        {
            entry.parent = Parent::Workspace(0);
            let text = "It stands in itself, or in more than 100 folders: it comes to the top";
            report.add(&text_at(entry.value, "name"), TransferOutcome::Changed, text);
        }
    }
}

/// Folders of one id: what names it stands in the first.
fn told_twice(resources: &[Value], folders: &BTreeMap<String, usize>, report: &mut Report) {
    for (at, value) in resources.iter().enumerate() {
        let is_second = text_at(value, "_type") == "request_group"
            && folders
                .get(&text_at(value, "_id"))
                .is_some_and(|first| *first != at);
        if is_second {
            let text = "Another folder has its id: what stood in both comes into the first";
            report.add(&text_at(value, "name"), TransferOutcome::Changed, text);
        }
    }
}

/// Gives each workspace its folders and requests, environments, and lines for everything else.
fn place<'a>(
    entries: &[Entry<'a>],
    environments: &BTreeMap<String, usize>,
    workspaces: &mut [Workspace<'a>],
) {
    let mut below: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if let Parent::Folder(folder) = entry.parent
            && folder != at
        {
            below.entry(folder).or_default().push(at);
        }
    }
    for (at, entry) in entries.iter().enumerate() {
        let home = home(entry, entries, environments);
        let Some(workspace) = workspaces.get_mut(home) else {
            continue;
        };
        match text_at(entry.value, "_type").as_str() {
            "environment" => {
                let is_base = entry.parent != Parent::Environment;
                if is_base && workspace.base.is_none() {
                    workspace.base = Some(entry.value);
                } else {
                    workspace.environments.push(entry.value);
                }
            }
            "cookie_jar" => cookies(entry.value, &mut workspace.report),
            "workspace" => {}
            "api_spec" => workspace.spec = workspace.spec.or_else(|| entry.value.get("contents")),
            _ => {
                if let Parent::Workspace(_) = entry.parent {
                    workspace.items.push(node(at, entries, &below));
                }
            }
        }
    }
    for workspace in workspaces {
        workspace.environments.sort_by(|one, other| {
            let key = |value: &Value| {
                value
                    .get("metaSortKey")
                    .and_then(Value::as_f64)
                    .unwrap_or_default()
            };
            key(one).total_cmp(&key(other))
        });
    }
}

/// The workspace that an entry belongs to.
fn home(entry: &Entry<'_>, entries: &[Entry<'_>], environments: &BTreeMap<String, usize>) -> usize {
    let mut at = entry;
    for _ in 0..=MOST_STEPS {
        let next = match at.parent {
            Parent::Workspace(workspace) => return workspace,
            Parent::Folder(folder) => entries.get(folder),
            Parent::Environment => environments
                .get(&text_at(at.value, "parentId"))
                .and_then(|base| entries.get(*base)),
        };
        let Some(next) = next else { return 0 };
        at = next;
    }
    0
}

fn node<'a>(at: usize, entries: &[Entry<'a>], below: &BTreeMap<usize, Vec<usize>>) -> Node<'a> {
    let value = entries.get(at).map_or(&Value::Null, |entry| entry.value);
    let inner = below.get(&at).into_iter().flatten();
    Node {
        kind: kind(value),
        value,
        children: inner.map(|at| node(*at, entries, below)).collect(),
    }
}

fn kind(value: &Value) -> Kind {
    match text_at(value, "_type").as_str() {
        "request_group" => Kind::Folder,
        "request" => Kind::Request,
        "websocket_request" | "websocket_payload" => Kind::Other("It is a WebSocket request"),
        "socketio_request" | "socketio_payload" => Kind::Other("It is a Socket.IO request"),
        "grpc_request" => Kind::Other("It is a gRPC request"),
        "mcp_request" => Kind::Other("It is an MCP request"),
        "unit_test" | "unit_test_suite" => Kind::Other("It is a unit test"),
        "proto_file" | "proto_directory" => Kind::Other("It is a Protobuf file"),
        "mock_server" | "mock_route" => Kind::Other("It is a mock server"),
        "client_certificate" | "ca_certificate" => Kind::Other("It is a certificate"),
        _ => Kind::Other("It is neither a folder nor a request"),
    }
}
