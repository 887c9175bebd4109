//! `.http` and `.rest` files, as the REST Client of VS Code, the HTTP client of `JetBrains` and httpYac write them.
//!
//! <https://github.com/Huachao/vscode-restclient>, <https://www.jetbrains.com/help/idea/exploring-http-syntax.html>,
//! <https://httpyac.github.io/guide/request.html>. The three agree on little more than `###` between requests, so what one of
//! them reads is read here, and what means nothing here has a line in the report.

mod auth;
mod block;
mod body;
mod environments;
mod multipart;
mod script;
mod templates;

pub(super) use auth::is_signature;
pub(super) use environments::{environments, is_environments};
pub(super) use templates::in_our_words;

use std::collections::BTreeMap;

use super::kept::add_paragraph;
use super::lines::with_plain_ends;
use super::report::Report;
use super::{CollectionTree, TransferOutcome, TreeItem};
use crate::model::{Request, Variable};
use block::Block;

/// Between requests.
pub(super) const SEPARATOR: &str = "###";

/// Whether a text that is called otherwise is such a file: it has a separator, and behind one a line of a request.
pub(super) fn is_one(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let mut has_separator = false;
    let mut has_request = false;
    lines.any(|line| {
        has_separator |= line.starts_with(SEPARATOR);
        has_request |= block::is_request_line(line);
        has_separator && has_request
    })
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    report: Report,
    variables: Vec<Variable>,
    /// Where each variable stands, by its name.
    places: BTreeMap<String, usize>,
    requests: Vec<Named>,
    /// Comments that belong to no request.
    comments: Vec<String>,
}

/// A request with the name that others call it by.
struct Named {
    request: Request,
    /// `# @name`.
    reference: String,
    place: String,
}

/// Reads a file.
pub(super) fn collection(text: &str) -> CollectionTree {
    let text = with_plain_ends(text);
    let mut reading = Reading::default();
    for (title, lines) in blocks(&text) {
        Block::read(title, &lines, &mut reading);
    }
    templates::replaced(&mut reading);
    let Reading {
        report,
        variables,
        requests,
        comments,
        ..
    } = reading;
    let mut docs = String::new();
    add_paragraph(&mut docs, &comments.join("\n"));
    let mut imported = CollectionTree {
        docs: docs.into(),
        items: requests
            .into_iter()
            .map(|named| TreeItem::Request(Box::new(named.request)))
            .collect(),
        report: report.notes,
        ..CollectionTree::default()
    };
    imported.defaults.variables = variables;
    imported
}

/// The stretches between separators, each with the text behind the separator in front of it.
fn blocks(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut blocks = vec![("", Vec::new())];
    for line in text.lines() {
        if let Some(title) = line.strip_prefix(SEPARATOR) {
            blocks.push((title.trim_start_matches('#').trim(), Vec::new()));
        } else if let Some((_, lines)) = blocks.last_mut() {
            lines.push(line);
        }
    }
    blocks
}

impl Reading {
    /// A variable of the file. Of two of one name the last one counts, as in VS Code.
    fn variable(&mut self, name: &str, value: &str) {
        let (name, value) = (name.trim(), value.trim());
        let variable = Variable::new(name, value);
        let known = self.places.get(name).and_then(|at| self.variables.get_mut(*at));
        match known {
            Some(known) if known.value == variable.value => {}
            Some(known) => {
                *known = variable;
                let text = format!("The variable {name} is set more than once: its last value counts");
                self.report.add("", TransferOutcome::Changed, text);
            }
            None => {
                self.places.insert(name.to_owned(), self.variables.len());
                self.variables.push(variable);
            }
        }
    }
}

#[cfg(test)]
mod tests;
