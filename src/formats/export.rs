//! A collection in the format of another program, with a report of what that format can not say.
//!
//! ```text
//! CollectionTree ──secrets taken out──▶ writer of that format ──▶ Exported { files, report }
//! ```
//!
//! No value of a secret is in any of it: what is or looks like one becomes a secret variable without a value, as on import.
//! What can not be said as it stands has a line in the report.

mod around;
mod har;
mod locals;
mod node;
mod openapi;
mod postman;

use std::path::{Path, PathBuf};

use crate::formats::collection_tree::{CollectionTree, TransferNote, TransferOutcome};
use crate::formats::import::without_secrets;
use crate::model::{Environment, RequestSettings, Variable, VariableValue};
use crate::redact::{TypedPlace, secrets_typed};

/// A format that is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportFormat {
    /// A collection of Postman, version 2.1, and a file for each environment.
    #[default]
    Postman,
    /// `OpenAPI` 3.0, with `x-amazon-apigateway-authtype` for what is signed.
    OpenApi,
    /// An HTTP Archive with requests that were not sent.
    Har,
}

impl ExportFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Postman, Self::OpenApi, Self::Har];

    /// Its word on the command line.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Postman => "postman",
            Self::OpenApi => "openapi",
            Self::Har => "har",
        }
    }

    /// As it is called in lists.
    pub fn label(self) -> &'static str {
        match self {
            Self::Postman => "Postman collection v2.1",
            Self::OpenApi => "OpenAPI 3.0",
            Self::Har => "HAR 1.2",
        }
    }

    /// How the name of its file ends.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Postman => "postman_collection.json",
            Self::OpenApi => "openapi.json",
            Self::Har => "har",
        }
    }

    /// The format of this word.
    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.slug() == slug)
    }
}

/// What is exported.
#[derive(Clone, Debug)]
pub struct ExportSource {
    /// The collection, or a part of it with the folders that it stands in.
    pub tree: CollectionTree,
    /// Variables of the whole program, which texts of the collection may name.
    pub globals: Vec<Variable>,
    /// The environment whose values stand for variables where the format knows none.
    pub environment: Option<String>,
}

/// Files that were made, not yet written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// The collection.
    pub text: String,
    /// Other files that belong to it.
    pub beside: Vec<ExportedFile>,
    /// What is not there, or in another form.
    pub report: Vec<TransferNote>,
    /// How many requests there are.
    pub requests: usize,
}

impl Exported {
    /// The collection at a path, and the other files beside it.
    pub fn files(&self, path: &Path) -> Vec<(PathBuf, &str)> {
        let beside = self.beside.iter().map(|file| {
            let name = format!("{}.{}", file.name, file.ending);
            (path.with_file_name(name), file.text.as_str())
        });
        std::iter::once((path.to_path_buf(), self.text.as_str()))
            .chain(beside)
            .collect()
    }
}

/// A file beside the collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedFile {
    /// What it is of, as the name of an environment.
    pub name: String,
    /// The end of its file's name.
    pub ending: &'static str,
    /// What it holds.
    pub text: String,
}

/// Writes a collection in a format.
pub fn export(mut source: ExportSource, format: ExportFormat) -> Exported {
    without_secrets(&mut source.tree);
    globals_without_secrets(&mut source.globals);
    let mut exported = match format {
        ExportFormat::Postman => postman::export(&source),
        ExportFormat::OpenApi => openapi::export(&source),
        ExportFormat::Har => har::export(&source),
    };
    let mut report = std::mem::take(&mut source.tree.report);
    report.append(&mut exported.report);
    exported.report = report;
    exported
}

/// A global variable with what looks like a secret comes without its value.
fn globals_without_secrets(globals: &mut Vec<Variable>) {
    let mut table = Environment {
        variables: std::mem::take(globals),
        ..Environment::default()
    };
    for suspect in secrets_typed(&table) {
        if let TypedPlace::Variable(row) = suspect.place
            && let Some(variable) = table.variables.iter_mut().find(|variable| variable.row == row)
        {
            variable.value = VariableValue::Secret;
        }
    }
    *globals = table.variables;
}

/// The notes of a writer in their order, each once.
#[derive(Debug, Default)]
struct Notes(Vec<TransferNote>);

impl Notes {
    fn add(&mut self, place: &str, outcome: TransferOutcome, text: impl Into<String>) {
        let note = TransferNote {
            place: place.to_owned(),
            outcome,
            text: text.into(),
        };
        if !self.0.contains(&note) {
            self.0.push(note);
        }
    }
}

/// How a request is sent, but for redirects, has no word in any of these formats.
fn settings_left_out(settings: &RequestSettings, place: &str, notes: &mut Notes) {
    let plain = RequestSettings {
        redirects: settings.redirects,
        ..RequestSettings::default()
    };
    if *settings != plain {
        let text = "Settings of how it is sent, but for redirects";
        notes.add(place, TransferOutcome::Dropped, text);
    }
}
