//! Collections of Bruno in its own language, a folder of `.bru` files.
//!
//! <https://docs.usebruno.com/bru-lang/overview>, and the grammar of Bruno's reader, npm `@usebruno/lang`. Files are read in
//! whatever order they come, and one that is no `.bru` refuses none of the others.

mod auth;
mod blocks;
mod body;
mod pairs;
mod request;

use std::collections::BTreeMap;

use serde_json::Value;

use super::json::{list_at, text_at};
use super::kept::counted;
use super::lines::with_plain_ends;
use super::report::{Report, below};
use super::{CollectionTree, DEEPEST_FOLDER, ImportFile, TransferOutcome, TreeFolder, TreeItem};
use crate::model::{AuthKind, Environment, RowState, Variable};
use blocks::{Blocks, Brackets, listed};
use pairs::{pairs_of, value_of};

/// What stands beside the requests of a collection.
const SETTINGS: &str = "bruno.json";
const COLLECTION: &str = "collection.bru";
const FOLDER: &str = "folder.bru";
const ENVIRONMENTS: &str = "environments";
const ENDING: &str = ".bru";
/// At the top of a collection it has data of Bruno's mock server.
const MOCKS: &str = "mocks";
/// So many paths of a list to ignore count.
const MOST_IGNORED: usize = 100;

/// Whether a folder with these files is a collection of Bruno.
pub(super) fn is_one(files: &[ImportFile]) -> bool {
    files.iter().any(|file| file.path == SETTINGS)
}

/// Whether a text is a `.bru` file, whatever it is called.
pub(super) fn is_file(text: &str) -> bool {
    let text = text.trim_start();
    text.strip_prefix("meta")
        .is_some_and(|rest| rest.trim_start().starts_with('{') && text.contains("\n}"))
}

/// Reads a folder.
pub(super) fn collection(files: &[ImportFile]) -> CollectionTree {
    let mut report = Report::default();
    let mut imported = CollectionTree::default();
    let mut tree = Tree::default();
    let ignored = Ignored::of(files);
    let mut passed_over: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files {
        if let Some(path) = ignored.above(&file.path) {
            *passed_over.entry(path).or_default() += 1;
            continue;
        }
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            report.add(&file.path, TransferOutcome::Dropped, "It is no text in UTF-8");
            continue;
        };
        let text = with_plain_ends(text.trim_start_matches('\u{feff}'));
        let folders: Vec<&str> = file.path.split('/').collect();
        match folders.as_slice() {
            [SETTINGS] => of_settings(&text, &mut imported, &mut report),
            [COLLECTION] => {
                let blocks = Blocks::of(&text);
                let (defaults, docs) = request::defaults(&blocks, "", &mut report);
                imported.defaults = defaults;
                if imported.defaults.auth.kind == AuthKind::Inherit {
                    imported.defaults.auth.kind = AuthKind::None;
                }
                imported.docs = docs.into();
            }
            [ENVIRONMENTS, name] => {
                let name = name.strip_suffix(ENDING).unwrap_or(name);
                let environment = environment(name, &Blocks::of(&text), &mut report);
                imported.environments.push(environment);
            }
            [above @ .., _] if above.len() > DEEPEST_FOLDER => {
                let text = format!("It stands deeper than {DEEPEST_FOLDER} folders");
                report.add(&file.path, TransferOutcome::Dropped, text);
            }
            [above @ .., name] if name.ends_with(ENDING) => tree.of(above).file(name, text.into_owned()),
            [_, ..] => report.add(&file.path, TransferOutcome::Dropped, "It is no file of Bruno"),
            [] => {}
        }
    }
    imported.items = tree.into_items("", &mut report);
    for (path, count) in passed_over {
        let text = format!("{path}, which Bruno ignores: {}", counted(count, "file"));
        report.add("", TransferOutcome::Dropped, text);
    }
    imported.report = report.notes;
    imported
}

/// What `bruno.json` has Bruno ignore.
struct Ignored(Vec<String>);

impl Ignored {
    fn of(files: &[ImportFile]) -> Self {
        let settings = files.iter().find(|file| file.path == SETTINGS);
        let value = settings.and_then(|file| {
            let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes);
            serde_json::from_slice::<Value>(bytes).ok()
        });
        let named = value.iter().flat_map(|value| list_at(value, "ignore"));
        let mut paths: Vec<String> = named
            .filter_map(Value::as_str)
            .map(|path| path.replace('\\', "/"))
            .filter(|path| !path.is_empty())
            .take(MOST_IGNORED)
            .collect();
        paths.push(MOCKS.to_owned());
        Self(paths)
    }

    /// The ignored file or folder that a path is, or is in. Bruno knows no patterns here.
    fn above(&self, path: &str) -> Option<&str> {
        let mut ignored = self.0.iter().map(String::as_str);
        ignored.find(|ignored| {
            let below = path.strip_prefix(ignored);
            below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        })
    }
}

/// Reads one file: a request or an environment.
pub(super) fn file(name: &str, text: &str) -> CollectionTree {
    let text = with_plain_ends(text);
    let blocks = Blocks::of(&text);
    let mut report = Report::default();
    let mut imported = CollectionTree::default();
    let is_environment = request::method_block(&blocks).is_none()
        && blocks
            .all
            .iter()
            .any(|block| matches!(block.name, "vars" | "vars:secret"));
    if is_environment {
        let environment = environment(name, &blocks, &mut report);
        imported.environments.push(environment);
    } else {
        imported.items = item(name, &blocks, "", &mut report).into_iter().collect();
    }
    imported.report = report.notes;
    imported
}

/// `bruno.json`: the name, and settings that have no place here.
fn of_settings(text: &str, imported: &mut CollectionTree, report: &mut Report) {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        report.add("", TransferOutcome::Dropped, "bruno.json, which is no JSON");
        return;
    };
    imported.name = text_at(&value, "name");
    let is_empty = |value: &Value| match value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Null => true,
        _ => false,
    };
    for (key, value) in value.as_object().into_iter().flatten() {
        let is_known = matches!(
            key.as_str(),
            "version" | "name" | "type" | "ignore" | "size" | "filesCount"
        );
        if !is_known && !is_empty(value) {
            report.add("", TransferOutcome::Dropped, format!("{key} of bruno.json"));
        }
    }
}

/// An environment: its variables, and the names of its secret ones, whose values Bruno has elsewhere.
fn environment(name: &str, blocks: &Blocks<'_>, report: &mut Report) -> Environment {
    let mut environment = Environment {
        name: name.to_owned(),
        variables: request::variables(blocks, "vars"),
        ..Environment::default()
    };
    for block in blocks.all.iter().filter(|block| block.name == "vars:secret") {
        let names: Vec<String> = match block.brackets {
            Brackets::Square => listed(block.text).map(str::to_owned).collect(),
            Brackets::Braces => pairs_of(block.text).into_iter().map(|pair| pair.name).collect(),
        };
        for name in names {
            let (name, state) = match name.strip_prefix('~') {
                Some(name) => (name, RowState::Disabled),
                None => (name.as_str(), RowState::Enabled),
            };
            environment.variables.push(Variable {
                state,
                ..Variable::secret(name)
            });
        }
    }
    for line in &blocks.stray {
        match line.strip_prefix("color:") {
            Some(color) => color.trim().clone_into(&mut environment.color),
            None => report.add(name, TransferOutcome::Dropped, "A line outside of its blocks"),
        }
    }
    request::typed(blocks, name, report);
    let other = blocks
        .all
        .iter()
        .filter(|block| !matches!(block.name, "vars" | "vars:secret"));
    for block in other {
        report.add(
            name,
            TransferOutcome::Dropped,
            format!("The block {}", block.name),
        );
    }
    environment
}

/// A file of the collection that is a request; what is none has a line.
fn item(file: &str, blocks: &Blocks<'_>, above: &str, report: &mut Report) -> Option<TreeItem> {
    let name = name_of(file, blocks);
    let place = below(above, &name);
    let Some(line) = request::method_block(blocks) else {
        let kind = ["grpc", "ws", "app"]
            .into_iter()
            .find(|kind| blocks.named(kind).is_some());
        let text = match kind {
            Some("grpc") => "It is a gRPC request, which is not sent here",
            Some("ws") => "It is a WebSocket, which is not opened here",
            Some(_) => "It is an app of Bruno",
            None => "It is neither a folder nor a request",
        };
        report.add(&place, TransferOutcome::Dropped, text);
        return None;
    };
    let request = request::read(name, blocks, line, &place, report);
    Some(TreeItem::Request(Box::new(request)))
}

fn name_of(file: &str, blocks: &Blocks<'_>) -> String {
    match meta(blocks, "name") {
        name if name.trim().is_empty() => file.strip_suffix(ENDING).unwrap_or(file).to_owned(),
        name => name,
    }
}

fn meta(blocks: &Blocks<'_>, key: &str) -> String {
    let meta = blocks.named("meta").map(|block| pairs_of(block.text));
    value_of(&meta.unwrap_or_default(), key)
}

/// Where an item stands among others: those with a number first, then by name.
fn order(blocks: &Blocks<'_>, name: &str) -> (u64, String) {
    let number = meta(blocks, "seq")
        .parse::<f64>()
        .ok()
        .filter(|number| *number >= 0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an order: numbers that are too large are the last ones"
    )]
    let number = number.map_or(u64::MAX, |number| (number * 1000.0) as u64);
    (number, name.to_lowercase())
}

/// Files by their folders.
#[derive(Default)]
struct Tree {
    folders: BTreeMap<String, Self>,
    files: Vec<(String, String)>,
}

impl Tree {
    fn of(&mut self, path: &[&str]) -> &mut Self {
        path.iter().fold(self, |tree, name| {
            tree.folders.entry((*name).to_owned()).or_default()
        })
    }

    fn file(&mut self, name: &str, text: String) {
        self.files.push((name.to_owned(), text));
    }

    /// Folders come before requests, as Bruno shows them.
    fn into_items(self, above: &str, report: &mut Report) -> Vec<TreeItem> {
        let mut folders = Vec::new();
        for (name, mut tree) in self.folders {
            let own = tree.files.iter().position(|(name, _)| name == FOLDER);
            let own = own.map(|at| tree.files.swap_remove(at).1).unwrap_or_default();
            let blocks = Blocks::of(&own);
            let order = order(&blocks, &name);
            let name = name_of(&name, &blocks);
            let place = below(above, &name);
            let (mut defaults, docs) = request::defaults(&blocks, &place, report);
            // Bruno looks further up where a folder has no auth.
            if defaults.auth.kind == AuthKind::None && defaults.auth.unknown.is_none() {
                defaults.auth.kind = AuthKind::Inherit;
            }
            let items = tree.into_items(&place, report);
            if items.is_empty() && own.is_empty() {
                continue;
            }
            let folder = TreeFolder {
                name,
                docs: docs.into(),
                defaults,
                items,
            };
            folders.push((order, folder));
        }
        folders.sort_by(|one, other| one.0.cmp(&other.0));
        let mut items = Vec::new();
        items.extend(
            folders
                .into_iter()
                .map(|(_, folder)| TreeItem::Folder(Box::new(folder))),
        );
        let mut requests = Vec::new();
        for (name, text) in &self.files {
            let blocks = Blocks::of(text);
            let order = order(&blocks, name);
            requests.extend(item(name, &blocks, above, report).map(|item| (order, item)));
        }
        requests.sort_by(|one, other| one.0.cmp(&other.0));
        items.extend(requests.into_iter().map(|(_, item)| item));
        items
    }
}

#[cfg(test)]
mod tests;
