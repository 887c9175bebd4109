//! Makes a run ready on the thread of the files: its requests are read, with what each is read against, and its data.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::environments::variable_place;
use crate::blob::read_file;
use crate::engine::{DataRow, RunContent, RunRequest, Unreadable, empty_secret, names_given};
use crate::formats::data_rows::{LONGEST_DATA_BYTES, read_data};
use crate::model::{Collection, CollectionError, Environment, ItemPath, Request, Secret, Variable};
use crate::redact::{KnownSecrets, Redacted};
use crate::resolve::{
    Chosen, ReadEnvironment, Scope, Surroundings, missing_secrets, secret_names, surroundings_of,
};
use crate::store::collection::{CollectionStore, Orphans, RunPlace, run_order, scripts_note, with_scripts};
use crate::store::keys::VariableKey;
use crate::ui::shell::run_page::Consent;

/// More requests than this are for the command line: each takes some kilobytes while the window shows them.
const MOST_REQUESTS: usize = 100_000;

/// What is read, and against what.
pub(super) struct ToRead {
    pub(super) store: CollectionStore,
    pub(super) collection: Arc<Collection>,
    pub(super) environment: Option<Environment>,
    pub(super) globals: Vec<Variable>,
    /// Values of secret variables as they are known now.
    pub(super) secrets: BTreeMap<VariableKey, Secret>,
    /// Variables that the program itself has values for.
    pub(super) base: Scope,
    pub(super) process: ReadEnvironment,
    /// The files that are run.
    pub(super) chosen: Vec<ItemPath>,
    /// The file with data rows.
    pub(super) data: Option<PathBuf>,
    /// Whether a person said that what changes data is sent in a dangerous environment.
    pub(super) consent: Consent,
}

/// What is ready to be run.
pub struct ReadyRun {
    pub(super) requests: Vec<RunRequest>,
    pub(super) rows: Vec<DataRow>,
    /// What of the files has no part in the run.
    pub(super) notes: Vec<Redacted<String>>,
}

impl ToRead {
    /// Reads it all, or says why the run can not begin. A request that can not be read is one that fails.
    pub(super) fn read(&self) -> Result<ReadyRun, String> {
        let rows = self
            .data
            .as_ref()
            .map_or(Ok(Vec::new()), |path| data_rows(path))?;
        let mut requests = Vec::new();
        let mut missing: Vec<String> = Vec::new();
        let orphans = Orphans::default();
        for place in run_order(&self.collection, &self.chosen).places {
            requests.push(self.request(place, &orphans, &mut missing));
        }
        if requests.is_empty() {
            return Err("None of the chosen requests is in the collection any more".to_owned());
        }
        if self.consent == Consent::Missing {
            self.nothing_dangerous(&requests)?;
        }
        let count = requests.len().saturating_mul(rows.len().max(1));
        if count > MOST_REQUESTS {
            return Err(format!(
                "That is {count} requests, and the window takes {MOST_REQUESTS} in one run. Choose fewer, or use countersign run"
            ));
        }
        let given = names_given(&requests, &rows);
        missing.retain(|name| !given.contains(name.as_str()));
        if !missing.is_empty() {
            return Err(format!(
                "These secret variables have no value on this computer: {}. Close this page and run \"Missing secret values…\"",
                missing.join(", ")
            ));
        }
        if let Some((row, name)) = empty_secret(&requests, &rows) {
            return Err(format!(
                "Row {row} of the data has no value for the secret variable {name}. Fill the cell in, or leave the column out"
            ));
        }
        let paths: Vec<&ItemPath> = requests.iter().map(|request| &request.path).collect();
        let note = scripts_note(&with_scripts(&self.collection, &paths));
        let notes = note.map(|note| KnownSecrets::default().redact(&note));
        Ok(ReadyRun {
            requests,
            rows,
            notes: notes.into_iter().collect(),
        })
    }

    /// What the files say counts, and not what they said when the page was opened.
    fn nothing_dangerous(&self, requests: &[RunRequest]) -> Result<(), String> {
        let Some(environment) = &self.environment else {
            return Ok(());
        };
        let asked = requests
            .iter()
            .filter_map(|request| Some((&request.path, request.content.as_ref().ok()?)))
            .find(|(_, content)| environment.caution.asks_before(&content.request.http.method));
        match asked {
            None => Ok(()),
            Some((path, content)) => Err(format!(
                "{} is marked as dangerous, and {path} is a {}. Open this page again, and say there that it is to be sent",
                environment.name,
                content.request.http.method.trim()
            )),
        }
    }

    fn request(&self, place: RunPlace, orphans: &Orphans, missing: &mut Vec<String>) -> RunRequest {
        match place {
            RunPlace::Damaged { path, reason } => RunRequest {
                name: path.name().to_owned(),
                content: Err(unreadable(
                    "file-damaged",
                    format!("The file can not be read: {reason}"),
                    "Mend it in a text editor, or take it from version control",
                )),
                path,
            },
            RunPlace::Request { path, name, .. } => RunRequest {
                content: self.content(&path, orphans, missing),
                path,
                name,
            },
        }
    }

    fn content(
        &self,
        path: &ItemPath,
        orphans: &Orphans,
        missing: &mut Vec<String>,
    ) -> Result<Arc<RunContent>, Unreadable> {
        let collection = &self.collection;
        if let Some(damaged) = collection.damage_above(path) {
            return Err(unreadable(
                "file-damaged",
                format!(
                    "{} can not be read ({}), so it is not known what this request inherits",
                    damaged.path, damaged.reason
                ),
                "Mend that file",
            ));
        }
        let opened = self.store.read_request_among(&collection.root, path, orphans);
        let request = opened.map_err(|error| of_collection(&error))?.content;
        let Surroundings { scope, ancestors } = self.surroundings(path, &request);
        for name in missing_secrets(&request, &scope, &ancestors) {
            if !missing.contains(&name) {
                missing.push(name);
            }
        }
        let environment = self.environment.as_ref();
        let names = secret_names(collection, path, environment, &self.globals, &request.variables);
        Ok(Arc::new(RunContent {
            request: Arc::new(request),
            scope,
            ancestors,
            region: None,
            secret_names: names.into(),
        }))
    }

    fn surroundings(&self, path: &ItemPath, request: &Request) -> Surroundings {
        let root = &self.collection.root;
        let chosen = Chosen {
            environment: self.environment.as_ref(),
            globals: &self.globals,
            secrets: &|place, name| {
                let key = VariableKey {
                    place: variable_place(root, place),
                    name: name.to_owned(),
                };
                self.secrets.get(&key).cloned().into()
            },
            environment_of_process: Arc::clone(&self.process),
        };
        surroundings_of(
            self.base.clone(),
            &self.collection,
            path,
            &request.variables,
            &chosen,
        )
    }
}

fn unreadable(kind: &'static str, message: String, hint: &str) -> Unreadable {
    Unreadable {
        kind,
        message,
        hint: hint.to_owned(),
    }
}

fn of_collection(error: &CollectionError) -> Unreadable {
    unreadable(error.kind(), error.to_string(), &error.hint())
}

fn data_rows(path: &Path) -> Result<Vec<DataRow>, String> {
    let bytes = read_file(path, LONGEST_DATA_BYTES as u64)
        .map_err(|error| format!("The data file {} can not be read: {error}", path.display()))?;
    let rows = read_data(&bytes)
        .map_err(|error| format!("{} can not be used: {error}. {}", path.display(), error.hint()))?;
    Ok(rows.into_iter().map(DataRow).collect())
}
