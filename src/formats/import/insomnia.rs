//! Exports of Insomnia: version 4, a flat list in which each entry names its parent, and version 5, a tree in YAML.
//!
//! Version 4 is brought into the form of a tree first; then both are read alike. The base environment counts for every request
//! and becomes the variables of the collection; those beside it become environments.

mod auth;
mod environment;
mod flat;
mod node;
mod request;
mod template;
mod tree;

use std::collections::BTreeSet;

use serde_json::Value;

use super::format::import_format;
use super::json::{list_at, text_at};
use super::openapi;
use super::report::{Report, below};
use super::tables::{Row, finished, inner_table, table};
use super::unique::UniqueNames;
use super::{CollectionTree, MOST_ITEMS, SecretHome, TransferOutcome, TreeFolder, TreeItem, deep};
use crate::model::Environment;
pub(super) use flat::is_flat;
use node::{Kind, Node};
use template::Texts;
pub(super) use tree::is_tree;

/// A workspace: what one collection comes of.
#[derive(Debug, Default)]
struct Workspace<'a> {
    name: String,
    docs: String,
    items: Vec<Node<'a>>,
    base: Option<&'a Value>,
    /// Environments beside the base one.
    environments: Vec<&'a Value>,
    /// The API description that it was made of or for.
    spec: Option<&'a Value>,
    report: Report,
}

/// Reads the workspaces of an export.
pub(super) fn collections(value: &Value) -> Vec<CollectionTree> {
    let workspaces = if is_flat(value) {
        flat::workspaces(value)
    } else {
        vec![tree::workspace(value)]
    };
    workspaces.into_iter().map(Workspace::read).collect()
}

impl Workspace<'_> {
    fn read(self) -> CollectionTree {
        let mut report = self.report;
        let mut imported = CollectionTree {
            name: self.name,
            docs: self.docs.into(),
            ..CollectionTree::default()
        };
        let mut nodes = self.items;
        Node::sorted(&mut nodes);
        let read = items(&nodes, "", &mut report);
        imported.items = deep::flattened(read, "", 1, &mut report);
        if let Some(spec) = self.spec {
            of_spec(spec, &mut imported, &mut report);
        }
        environments(self.base, &self.environments, &mut imported, &mut report);
        finished(imported, report)
    }
}

/// Where a workspace has no requests, those of its API description come.
fn of_spec(spec: &Value, imported: &mut CollectionTree, report: &mut Report) {
    let parsed = match spec {
        Value::String(text) if text.trim().is_empty() => return,
        Value::String(text) => import_format("spec.yaml", text).ok().map(|(_, value)| value),
        value => Some(value.clone()),
    };
    match parsed.filter(openapi::is_one) {
        Some(value) if imported.items.is_empty() => {
            let read = openapi::collection(&value);
            report.add(
                "",
                TransferOutcome::Changed,
                "Its requests come from its API description",
            );
            report.notes.extend(read.report);
            imported.items = read.items;
            imported.secrets = read.secrets;
            imported.environments = read.environments;
            imported.defaults = read.defaults;
        }
        _ => {
            let text = "Its API description: export that as a file, and import it";
            report.add("", TransferOutcome::Dropped, text);
        }
    }
}

fn items(nodes: &[Node<'_>], above: &str, report: &mut Report) -> Vec<TreeItem> {
    let mut items = Vec::with_capacity(nodes.len());
    for node in nodes {
        let place = below(above, &node.name());
        match node.kind {
            Kind::Folder => items.push(TreeItem::Folder(Box::new(folder(node, &place, report)))),
            Kind::Request => {
                let request = request::read(node, &place, report);
                items.push(TreeItem::Request(Box::new(request)));
            }
            Kind::Other(what) => report.add(&place, TransferOutcome::Dropped, what),
        }
    }
    items
}

fn folder(node: &Node<'_>, place: &str, report: &mut Report) -> TreeFolder {
    let mut texts = Texts::default();
    let mut docs = node.description();
    request::scripts(node, &mut docs, place, report);
    let mut folder = TreeFolder {
        name: node.name(),
        ..TreeFolder::default()
    };
    folder.defaults.headers = request::headers(node.value, &mut texts);
    folder.defaults.auth = auth::read(node.value.get("authentication"), &mut texts, place, report);
    texts.told(place, report);
    let rows = environment::of_data(node.value.get("environment"), place, report);
    folder.defaults.variables = inner_table(rows, place, report);
    folder.items = items(&node.children, place, report);
    folder.docs = docs.into();
    folder
}

/// Where there are requests, the base is for all of them. A file of environments alone has none that it could be for: there
/// each environment gets the variables of the base that it does not have itself.
fn environments(base: Option<&Value>, others: &[&Value], imported: &mut CollectionTree, report: &mut Report) {
    let mut names = UniqueNames::default();
    let Some(base) = base else {
        for other in others {
            add(
                other,
                environment::rows(other, "", report),
                imported,
                &mut names,
                report,
            );
        }
        return;
    };
    let of_base = environment::rows(base, "", report);
    let name = below("", &text_at(base, "name"));
    if !imported.items.is_empty() {
        if !of_base.is_empty() {
            let text = format!("The base environment {name} comes as the variables of the collection");
            report.add("", TransferOutcome::Changed, text);
        }
        let variables = table(of_base, &mut imported.secrets, &SecretHome::Collection);
        imported.defaults.variables.extend(variables);
        for other in others {
            add(
                other,
                environment::rows(other, "", report),
                imported,
                &mut names,
                report,
            );
        }
        return;
    }
    let is_copied = !of_base.is_empty() && of_base.len() * others.len() <= MOST_ITEMS;
    for other in others {
        let mut rows = environment::rows(other, "", report);
        if is_copied {
            let own: BTreeSet<String> = rows.iter().map(|row| row.name.clone()).collect();
            rows.extend(of_base.iter().filter(|row| !own.contains(&row.name)).cloned());
        }
        add(other, rows, imported, &mut names, report);
    }
    if !others.is_empty() && !of_base.is_empty() {
        let text = if is_copied {
            format!("The variables of the base environment {name} stand in each of the others too")
        } else {
            format!("The base environment {name} is one of its own: the others have no variable of it")
        };
        report.add("", TransferOutcome::Changed, text);
    }
    if others.is_empty() || !of_base.is_empty() {
        add(base, of_base, imported, &mut names, report);
    }
}

/// Adds an environment under a name that no other one has.
fn add(
    value: &Value,
    rows: Vec<Row>,
    imported: &mut CollectionTree,
    names: &mut UniqueNames,
    report: &mut Report,
) {
    let said = match text_at(value, "name") {
        name if name.trim().is_empty() => "Insomnia".to_owned(),
        name => name,
    };
    let name = names.of_environment(&said, report);
    let home = SecretHome::Environment(name.clone());
    imported.environments.push(Environment {
        name,
        color: colour(&text_at(value, "color")),
        variables: table(rows, &mut imported.secrets, &home),
        ..Environment::default()
    });
}

/// A colour as `#rrggbb`, or none.
fn colour(text: &str) -> String {
    let is_one = text
        .strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    if is_one { text.to_owned() } else { String::new() }
}

/// Cookies of a jar are told and do not come.
fn cookies(jar: &Value, report: &mut Report) {
    let count = list_at(jar, "cookies").len();
    if count > 0 {
        let noun = if count == 1 { "cookie" } else { "cookies" };
        let text = format!("{count} {noun} of the jar {}", below("", &text_at(jar, "name")));
        report.add("", TransferOutcome::Dropped, text);
    }
}

#[cfg(test)]
mod tests;
