//! What ought not to be committed: secrets in files, and requests that Bruno would send unsigned.

use std::path::Path;

use super::finding::{Finding, Weight};
use crate::model::{Collection, Item, ItemPath, Request};
use crate::redact::{HasTexts, secrets_typed};
use crate::store::opencollection::{Unread, unread};

/// What stands in the files of collection, folders and environments.
pub fn of_collection(collection: &Collection) -> Vec<Finding> {
    let root = "opencollection.yml";
    let mut found = of_texts(root, &*collection.defaults);
    found.extend(of_file(&collection.root, root));
    of_folders(collection, &collection.items, &mut found);
    for environment in &collection.environments {
        let path = format!("environments/{}.yml", environment.name);
        found.extend(of_texts(&path, environment));
        found.extend(of_file(&collection.root, &path));
    }
    found
}

fn of_folders(collection: &Collection, items: &[Item], found: &mut Vec<Finding>) {
    for item in items {
        let Item::Folder(folder) = item else { continue };
        let path = format!("{}/folder.yml", folder.path);
        found.extend(of_texts(&path, &*folder.defaults));
        found.extend(of_file(&collection.root, &path));
        of_folders(collection, &folder.items, found);
    }
}

/// What stands in the file of a request.
pub fn of_request(collection: &Collection, path: &ItemPath, request: &Request) -> Vec<Finding> {
    let mut found = of_texts(path.as_str(), request);
    found.extend(of_file(&collection.root, path.as_str()));
    found
}

/// Texts that look like secrets, once for each place and kind.
fn of_texts(path: &str, texts: &impl HasTexts) -> Vec<Finding> {
    let suspects = secrets_typed(texts).into_iter();
    suspects
        .map(|suspect| Finding {
            weight: Weight::Fault,
            kind: "secret-typed",
            path: path.to_owned(),
            message: format!(
                "In {} stands what looks like {}",
                suspect.words,
                suspect.what.words()
            ),
            hint: "Put it into a secret variable, and write {{name}} in its place".to_owned(),
        })
        .collect()
}

/// What the file says and the request does not: values of secret variables, and keys that are not there.
fn of_file(root: &Path, path: &str) -> Vec<Finding> {
    // A folder need not have a file of its own, and one that is damaged is told of elsewhere.
    let text = std::fs::read_to_string(root.join(path)).unwrap_or_default();
    let said = unread(&text).unwrap_or_default();
    said.into_iter().filter_map(|one| of_unread(path, one)).collect()
}

fn of_unread(path: &str, one: Unread) -> Option<Finding> {
    let (kind, message, hint) = match one {
        Unread::SecretValue { name } => (
            "secret-typed",
            format!("The secret variable {name} has a value in the file, which nobody reads"),
            "Take the value out of the file and its history: who has the files has the secret",
        ),
        Unread::TypedSecret { key } => (
            "secret-typed",
            format!("{key} has a value in the place of a variable"),
            "Put it into a secret variable, and write {{name}} in its place",
        ),
        Unread::NoKeys => (
            "unsigned-in-bruno",
            "Its AWS auth has neither keys nor a profile: Bruno sends such requests unsigned".to_owned(),
            "Name the keys by variables, or a profile",
        ),
        Unread::Auth { .. } | Unread::Body | Unread::Scripts => return None,
    };
    Some(Finding {
        weight: Weight::Fault,
        kind,
        path: path.to_owned(),
        message,
        hint: hint.to_owned(),
    })
}
