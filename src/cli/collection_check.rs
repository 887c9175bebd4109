//! `collection check`: what of a collection is damaged, unresolved or unsafe to commit. Reads, and sends nothing.

mod finding;
mod names;
mod refusals;
mod side_files;
mod surrounded;
mod unsafe_content;
mod variables;

use crate::engine::Deps;
use crate::model::{Collection, CollectionAccess, CollectionError, Environment, Item, ItemPath, Request};

use super::Exit;
use super::collection_args::{CheckArgs, CollectionArgs, CollectionCommand};
use super::print::Printer;
use super::problem::Problem;
use super::request_file::{chosen_environment, collections, of_collection};
use crate::store::collection::{CollectionStore, NOT_A_REQUEST, Orphans};
use crate::store::opencollection::says_what_is_sent;
use finding::{Finding, Found, Weight};
use refusals::with_placeholders;
use surrounded::Surrounded;

/// Runs the command.
pub fn run(args: &CollectionArgs, deps: &Deps, printer: &mut Printer<'_>) -> Result<Exit, Problem> {
    let CollectionCommand::Check(args) = &args.command;
    let checked = check(args, deps);
    if args.json {
        match &checked {
            Ok(found) => printer.json_document(&found.json()),
            Err(problem) => printer.json_document(&problem.json()),
        }
    }
    let found = checked?;
    if !args.json {
        for line in found.lines() {
            printer.line(&line);
        }
    }
    Ok(if found.has_faults() {
        Exit::Failed
    } else {
        Exit::Good
    })
}

fn check(args: &CheckArgs, deps: &Deps) -> Result<Found, Problem> {
    let store = collections();
    let root = store.root_of(&args.folder).ok_or_else(|| {
        Problem::usage(
            "not-a-collection",
            format!(
                "Neither {} nor a folder above it has the file opencollection.yml",
                args.folder.display()
            ),
            "Name the folder of a collection.",
        )
    })?;
    let collection = store.open(&root).map_err(|error| of_collection(&error))?;
    let environments = match chosen_environment(&collection, args.environment.as_deref())? {
        Some(chosen) => vec![Some(chosen)],
        None if collection.environments.is_empty() => vec![None],
        None => collection.environments.iter().map(Some).collect(),
    };
    let mut found = Found::default();
    for damaged in &collection.damaged {
        if damaged.reason == NOT_A_REQUEST {
            found.add(no_request(&collection, &damaged.path));
        } else {
            found.add(damage(damaged.path.as_str(), &damaged.reason));
        }
    }
    found.extend(names::clashes(&collection));
    found.extend(read_only(&collection));
    found.extend(unsafe_content::of_collection(&collection));
    found.extend(side_files::secrets_beside(&collection));
    found.extend(variables::of_definitions(&collection));
    let mut requests = Vec::new();
    read_all(
        &store,
        &collection,
        (&collection.items, &Orphans::default()),
        &mut requests,
    );
    let mut walk = Walk {
        collection: &collection,
        environments: &environments,
        around: Surrounded::new(&collection, &environments, deps.ambient.clone()),
        with_placeholders: Surrounded::new(&collection, &environments, with_placeholders(&deps.ambient)),
        captured: captured_names(&requests),
        found,
    };
    for (path, request) in &requests {
        walk.request(path, request);
    }
    Ok(walk.found)
}

/// A version of the format that is not known here: what is read of it may not be all that is meant.
fn read_only(collection: &Collection) -> Option<Finding> {
    let CollectionAccess::ReadOnly { reason } = &collection.access else {
        return None;
    };
    Some(Finding {
        weight: Weight::Note,
        kind: "collection-read-only",
        path: "opencollection.yml".to_owned(),
        message: format!("The collection is only read: {reason}"),
        hint: "Use a version of this program that knows it".to_owned(),
    })
}

/// Why a file can not be read, without its name, which stands in front.
fn reason(error: &CollectionError) -> String {
    match error {
        CollectionError::Damaged { reason, .. } | CollectionError::Disk { reason, .. } => reason.clone(),
        other => other.to_string(),
    }
}

fn damage(path: &str, reason: &str) -> Finding {
    Finding {
        weight: Weight::Fault,
        kind: "file-damaged",
        path: path.to_owned(),
        message: format!("It can not be read: {reason}"),
        hint: "Mend the file in a text editor, or take it from version control".to_owned(),
    }
}

/// A YAML file of something else, which every client of the format takes for a request and leaves out; or a request without
/// the word that says so.
fn no_request(collection: &Collection, path: &ItemPath) -> Finding {
    let text = std::fs::read_to_string(path.below(&collection.root)).unwrap_or_default();
    if says_what_is_sent(&text) {
        return Finding {
            hint: "Write type: http below info, or type: graphql".to_owned(),
            ..damage(path.as_str(), NOT_A_REQUEST)
        };
    }
    Finding {
        weight: Weight::Note,
        kind: "not-a-request",
        path: path.to_string(),
        message: "It has no info.type, so it is no request and is left out".to_owned(),
        hint: "Move it out of the collection, or name it in extensions.bruno.ignore of opencollection.yml"
            .to_owned(),
    }
}

/// A request, or why it can not be read.
type Read = Result<Request, CollectionError>;

/// Reads every request, in the order of the tree.
fn read_all(
    store: &CollectionStore,
    collection: &Collection,
    (items, orphans): (&[Item], &Orphans),
    requests: &mut Vec<(ItemPath, Read)>,
) {
    for item in items {
        match item {
            Item::Folder(folder) => read_all(store, collection, (&folder.items, orphans), requests),
            Item::Request(request) => {
                let read = store.read_request_among(&collection.root, &request.path, orphans);
                requests.push((request.path.clone(), read.map(|opened| opened.content)));
            }
            Item::Other(_) => {}
        }
    }
}

/// The variables that a run gives values.
fn captured_names(requests: &[(ItemPath, Read)]) -> Vec<String> {
    let requests = requests.iter().filter_map(|(_, request)| request.as_ref().ok());
    let captures = requests.flat_map(|request| &request.captures);
    captures
        .filter(|capture| capture.counts())
        .map(|capture| capture.variable.trim().to_owned())
        .collect()
}

struct Walk<'a> {
    collection: &'a Collection,
    environments: &'a [Option<&'a Environment>],
    around: Surrounded<'a>,
    with_placeholders: Surrounded<'a>,
    captured: Vec<String>,
    found: Found,
}

impl Walk<'_> {
    fn request(&mut self, path: &ItemPath, request: &Read) {
        self.found.requests += 1;
        let request = match request {
            Ok(request) => request,
            Err(error) => {
                self.found.add(damage(path.as_str(), &reason(error)));
                return;
            }
        };
        let around = self.around.of(path, request);
        self.found.extend(variables::without_value(
            (self.environments, &around),
            path,
            request,
            &self.captured,
        ));
        self.found
            .extend(variables::unusable_names(path.as_str(), &request.variables));
        self.found.extend(variables::shared_secrets(
            (self.collection, self.environments),
            path,
            request,
        ));
        let around = self.with_placeholders.of(path, request);
        let root = &self.collection.root;
        self.found
            .extend(refusals::of_request(root, &around, path, request));
        self.found
            .extend(unsafe_content::of_request(self.collection, path, request));
    }
}
