//! What ought not to be committed: secrets in files, and requests that Bruno would send unsigned.

use std::path::Path;

use super::finding::{Finding, Weight};
use super::variables::capitalised;
use crate::cli::problem::hint_of;
use crate::model::{Auth, Collection, Item, ItemPath, Request};
use crate::redact::{HasTexts, SecretKind, secret_kind, secrets_in_file, secrets_typed};
use crate::resolve::{BodyError, ResolveError};
use crate::store::opencollection::{Unread, unread};

/// What stands in the files of collection, folders and environments.
pub fn of_collection(collection: &Collection) -> Vec<Finding> {
    let root = "opencollection.yml";
    let mut found = of_both(&collection.root, root, &*collection.defaults);
    found.extend(of_unknown_auth(root, &collection.defaults.auth));
    found.extend(of_dot_env(collection));
    of_folders(collection, &collection.items, &mut found);
    for environment in &collection.environments {
        let path = format!("environments/{}.yml", environment.name);
        found.extend(of_both(&collection.root, &path, environment));
    }
    found
}

fn of_folders(collection: &Collection, items: &[Item], found: &mut Vec<Finding>) {
    for item in items {
        match item {
            Item::Folder(folder) => {
                let path = format!("{}/folder.yml", folder.path);
                found.extend(of_both(&collection.root, &path, &*folder.defaults));
                found.extend(of_unknown_auth(&path, &folder.defaults.auth));
                of_folders(collection, &folder.items, found);
            }
            Item::Other(other) => {
                let path = other.path.as_str();
                let text = text_of(&collection.root, path);
                let said = unread(&text).unwrap_or_default();
                found.extend(said.into_iter().map(|one| of_unread(path, one)));
                found.extend(elsewhere_in(path, &text, &[]));
            }
            Item::Request(_) => {}
        }
    }
}

/// What stands in the file of a request.
pub fn of_request(collection: &Collection, path: &ItemPath, request: &Request) -> Vec<Finding> {
    let path = path.as_str();
    let mut found = of_both(&collection.root, path, request);
    found.extend(of_unknown_auth(path, &request.http.auth));
    if let Some(unknown) = request.http.body.not_understood() {
        let unknown = unknown.clone();
        found.push(of_refusal(path, &BodyError::NotUnderstood { unknown }.into()));
    }
    found
}

/// Auth that is not understood here: what has it, or inherits it, is not sent.
fn of_unknown_auth(path: &str, auth: &Auth) -> Option<Finding> {
    let unknown = auth.not_understood()?.clone();
    let error = ResolveError::AuthNotUnderstood { unknown, from: None };
    Some(of_refusal(path, &error))
}

fn of_refusal(path: &str, error: &ResolveError) -> Finding {
    Finding {
        weight: Weight::Fault,
        kind: error.kind(),
        path: path.to_owned(),
        message: capitalised(&error.to_string()),
        hint: hint_of(error),
    }
}

/// What is read of a file, and the file itself.
fn of_both(root: &Path, path: &str, texts: &impl HasTexts) -> Vec<Finding> {
    let mut found = of_texts(path, texts);
    let text = text_of(root, path);
    let said = unread(&text).unwrap_or_default();
    found.extend(said.into_iter().map(|one| of_unread(path, one)));
    let elsewhere = elsewhere_in(path, &text, &found);
    found.extend(elsewhere);
    found
}

/// A folder need not have a file of its own, and one that is damaged is told of elsewhere.
fn text_of(root: &Path, path: &str) -> String {
    std::fs::read_to_string(root.join(path)).unwrap_or_default()
}

/// Secrets in what nobody here reads, as scripts and comments: of kinds that were not found in the fields.
fn elsewhere_in(path: &str, text: &str, known: &[Finding]) -> Vec<Finding> {
    let is_new = |words: &str| !known.iter().any(|finding| finding.message.ends_with(words));
    let found = secrets_in_file(text).into_iter();
    found
        .filter(|(_, what)| is_new(what.words()))
        .map(|(line, what)| Finding {
            weight: Weight::Fault,
            kind: "secret-typed",
            path: path.to_owned(),
            message: format!("On line {line} stands what looks like {}", what.words()),
            hint: "Put it into a secret variable, and write {{name}} in its place".to_owned(),
        })
        .collect()
}

/// A `.env` with secrets that git may take along.
fn of_dot_env(collection: &Collection) -> Option<Finding> {
    let is_secret = |(name, value): &(String, String)| {
        secret_kind(name) == Some(SecretKind::Value) && !value.trim().is_empty()
    };
    let ignored = text_of(&collection.root, ".gitignore");
    let is_ignored = ignored
        .lines()
        .any(|line| matches!(line.trim(), ".env" | "/.env" | ".env*" | "*.env"));
    (!is_ignored && collection.dot_env.iter().any(is_secret)).then(|| Finding {
        weight: Weight::Note,
        kind: "dot-env-not-ignored",
        path: ".env".to_owned(),
        message: "It holds secrets, and no .gitignore beside it says that it stays here".to_owned(),
        hint: "Write .env into .gitignore, unless a folder above does so".to_owned(),
    })
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

/// What a file says and the request does not: values of secret variables, and keys that are not there.
fn of_unread(path: &str, one: Unread) -> Finding {
    let mut weight = Weight::Fault;
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
        Unread::SecretOfEnvironment { name } => {
            weight = Weight::Note;
            (
                "secret-of-the-environment",
                format!("It sends {name}, a secret of whoever sends it, from the environment or from .env"),
                "Make sure that it is meant to go to that service, or use a secret variable of the collection",
            )
        }
        Unread::Scripts => {
            weight = Weight::Note;
            (
                "scripts-not-run",
                "It has scripts, tests or actions that are no captures, which are kept and not run here"
                    .to_owned(),
                "Run them with Bruno where they count",
            )
        }
    };
    Finding {
        weight,
        kind,
        path: path.to_owned(),
        message,
        hint: hint.to_owned(),
    }
}
