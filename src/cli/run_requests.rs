//! Which requests of a collection a run has, each with all that it is read against.

use std::path::Path;
use std::sync::Arc;

use super::args::RequestArgs;
use super::draft::{Draft, ValuesCome};
use super::file_args::FileArgs;
use super::input::Input;
use super::print::Printer;
use super::problem::Problem;
use super::request_file::{OpenedCollection, OpenedFile, chosen_environment};
use super::run_args::RunArgs;
use super::run_variables::environment_name;
use crate::engine::{DataRow, Deps, RunContent, RunRequest, Unreadable, empty_secret, names_given};
use crate::model::{AuthKind, Caution, CredentialSource, Item, ItemPath};
use crate::redact::{KnownSecrets, Redacted};
use crate::resolve::missing_secrets;
use crate::store::collection::{
    RunOrder, RunPlace, run_order, scripts_note, short_scripts_note, with_scripts,
};

/// What is run.
pub struct Chosen {
    /// The collection's name.
    pub name: String,
    /// Its requests in their order.
    pub requests: Vec<RunRequest>,
    /// Drafts whose credentials have to be fetched from somewhere, one for each kind of them.
    pub to_fetch: Vec<Draft>,
    /// What of the files has no part in the run, for its report.
    pub notes: Vec<Redacted<String>>,
}

/// Reads the requests that the arguments name.
pub fn chosen(
    args: &RunArgs,
    rows: &[DataRow],
    deps: &Deps,
    input: &mut Input<'_>,
    printer: &mut Printer<'_>,
) -> Result<Chosen, Problem> {
    let first = args.what.first().map_or(Path::new("."), |path| path.as_path());
    let opened = OpenedCollection::around(first)?;
    let environment = chosen_environment(&opened.collection, args.environment.as_deref())?;
    let caution = environment.map_or(Caution::Normal, |environment| environment.caution);
    let selected = selected(args, &opened)?;
    let mut reading = Reading {
        opened: &opened,
        args: RequestArgs {
            file: FileArgs {
                environment: args.environment.clone(),
                run_variables: args.run_variables.clone(),
                secret_variables: args.secret_variables.clone(),
            },
            source: args.source.clone(),
            ..RequestArgs::default()
        },
        times: (args.connect_timeout, args.max_time),
        deps,
        chosen: Chosen {
            name: opened.collection.name.clone(),
            requests: Vec::new(),
            to_fetch: Vec::new(),
            notes: Vec::new(),
        },
        missing: Vec::new(),
        warned: Vec::new(),
    };
    for place in order(&opened, &selected, printer) {
        reading.add(&place, input, printer)?;
    }
    if reading.chosen.requests.is_empty() {
        return Err(Problem::usage(
            "nothing-to-run",
            "There is no request in what is to be run",
            "Name a collection or a folder with requests.",
        ));
    }
    no_secret_missing(&reading, rows)?;
    no_secret_empty(&reading, rows)?;
    if !args.allow_dangerous {
        nothing_dangerous(&reading, caution)?;
    }
    let paths: Vec<&ItemPath> = reading
        .chosen
        .requests
        .iter()
        .map(|request| &request.path)
        .collect();
    let scripts = with_scripts(&opened.collection, &paths);
    if let Some(note) = short_scripts_note(&scripts) {
        printer.remark(&format!("warning: {note}"));
    }
    let note = scripts_note(&scripts).map(|note| KnownSecrets::default().redact(&note));
    reading.chosen.notes.extend(note);
    Ok(reading.chosen)
}

/// In an environment that is marked as dangerous nothing but what reads is sent without being asked for: the window asks.
fn nothing_dangerous(reading: &Reading<'_>, caution: Caution) -> Result<(), Problem> {
    let requests = reading.chosen.requests.iter();
    let asked = requests
        .filter_map(|request| Some((&request.path, request.content.as_ref().ok()?)))
        .find(|(_, content)| caution.asks_before(&content.request.http.method));
    let Some((path, content)) = asked else {
        return Ok(());
    };
    Err(Problem::usage(
        "environment-dangerous",
        format!(
            "The environment is marked as dangerous, and {path} is a {}",
            content.request.http.method.trim()
        ),
        "Use --allow-dangerous to send it all the same, or choose another environment.",
    ))
}

/// A run is not begun while a secret has no value that neither data nor a capture will give.
fn no_secret_missing(reading: &Reading<'_>, rows: &[DataRow]) -> Result<(), Problem> {
    let given = names_given(&reading.chosen.requests, rows);
    let missing: Vec<&str> = reading
        .missing
        .iter()
        .map(String::as_str)
        .filter(|name| !given.contains(name))
        .collect();
    let Some(first) = missing.first() else {
        return Ok(());
    };
    let variables: Vec<String> = missing.iter().map(|name| environment_name(name)).collect();
    Err(Problem::signing(
        "secret-variable-missing",
        format!(
            "These secret variables have no value on this computer: {}",
            missing.join(", ")
        ),
        format!(
            "Set {} in the environment, or use --secret-var {first}=env:VARIABLE.",
            variables.join(" and ")
        ),
    ))
}

/// An empty cell of a secret variable hides the value that it has elsewhere, and would be sent as nothing.
fn no_secret_empty(reading: &Reading<'_>, rows: &[DataRow]) -> Result<(), Problem> {
    let Some((row, name)) = empty_secret(&reading.chosen.requests, rows) else {
        return Ok(());
    };
    Err(Problem::signing(
        "secret-variable-missing",
        format!("Row {row} of the data has no value for the secret variable {name}"),
        format!(
            "Fill the cell in, or leave the column out and set {}.",
            environment_name(name)
        ),
    ))
}

/// Folders and files below the root; the root itself is everything.
fn selected(args: &RunArgs, opened: &OpenedCollection) -> Result<Vec<ItemPath>, Problem> {
    let mut selected = Vec::new();
    for what in &args.what {
        let path = opened.path_of(what)?;
        let is_there = path.is_root()
            || opened.collection.item(&path).is_some()
            || opened
                .collection
                .damaged
                .iter()
                .any(|damaged| damaged.path == path);
        if !is_there {
            return Err(Problem::usage(
                "not-in-collection",
                format!(
                    "{} is neither a folder nor a request of the collection",
                    what.display()
                ),
                "Name a folder with requests, or a request file.",
            ));
        }
        selected.push(path);
    }
    if args.folder.is_empty() {
        return Ok(selected);
    }
    // Folders narrow what was named.
    let mut folders = Vec::new();
    for folder in &args.folder {
        let path = ItemPath::new(folder.trim_end_matches('/')).filter(|path| !path.is_root());
        let path = path.filter(|path| matches!(opened.collection.item(path), Some(Item::Folder(_))));
        folders.push(path.ok_or_else(|| {
            Problem::usage(
                "folder-unknown",
                format!("The collection has no folder {folder}"),
                "Write its path from the collection's folder on, as pets/cats.",
            )
        })?);
    }
    let narrowed: Vec<ItemPath> = folders
        .iter()
        .flat_map(|folder| {
            selected.iter().filter_map(move |named| match named {
                named if folder.is_in(named) => Some(folder.clone()),
                named if named.is_in(folder) => Some(named.clone()),
                _ => None,
            })
        })
        .collect();
    if narrowed.is_empty() {
        return Err(Problem::usage(
            "folder-elsewhere",
            "No folder of --folder stands in what was named".to_owned(),
            "Name the collection, or a folder in what was named.",
        ));
    }
    Ok(narrowed)
}

/// Everything that was selected, once, in the order of the sidebar. What is run by other programs alone is said.
fn order(opened: &OpenedCollection, selected: &[ItemPath], printer: &mut Printer<'_>) -> Vec<RunPlace> {
    let RunOrder { places, others } = run_order(&opened.collection, selected);
    for other in others {
        printer.remark(&format!("warning: {other}"));
    }
    places
}

struct Reading<'a> {
    opened: &'a OpenedCollection,
    args: RequestArgs,
    /// Connect and total timeouts of the flags, over those of the files.
    times: (Option<u64>, Option<u64>),
    deps: &'a Deps,
    chosen: Chosen,
    /// Secret variables without a value.
    missing: Vec<String>,
    /// Warnings that were said: each once, of the first request that has it.
    warned: Vec<String>,
}

impl Reading<'_> {
    fn add(
        &mut self,
        place: &RunPlace,
        input: &mut Input<'_>,
        printer: &mut Printer<'_>,
    ) -> Result<(), Problem> {
        let (path, name) = match place {
            RunPlace::Damaged { path, reason } => {
                self.chosen.requests.push(RunRequest {
                    path: path.clone(),
                    name: path.name().to_owned(),
                    content: Err(Unreadable {
                        kind: "file-damaged",
                        message: format!("The file can not be read: {reason}"),
                        hint: "Mend it in a text editor, or take it from version control".to_owned(),
                    }),
                });
                return Ok(());
            }
            RunPlace::Request { path, name, .. } => (path, name),
        };
        let content = self.content(path, input, printer)?;
        self.chosen.requests.push(RunRequest {
            path: path.clone(),
            name: name.clone(),
            content,
        });
        Ok(())
    }

    /// What concerns this request alone is its failure; a flag that can not be meant ends the command.
    fn content(
        &mut self,
        path: &ItemPath,
        input: &mut Input<'_>,
        printer: &mut Printer<'_>,
    ) -> Result<Result<Arc<RunContent>, Unreadable>, Problem> {
        let ambient = &self.deps.ambient;
        let opened = self.opened.draft(path, &self.args, ambient, printer);
        let OpenedFile {
            mut draft,
            secret_names,
        } = match opened {
            Ok(opened) => opened,
            Err(problem) if is_of_the_file(problem.kind) => {
                return Ok(Err(Unreadable {
                    kind: problem.kind,
                    message: problem.message,
                    hint: problem.hint,
                }));
            }
            Err(problem) => return Err(problem),
        };
        let settings = &mut draft.request.settings;
        settings.connect_timeout_ms = self.times.0.or(settings.connect_timeout_ms);
        settings.total_timeout_ms = self.times.1.or(settings.total_timeout_ms);
        draft.values = ValuesCome::Later;
        draft.complete(&self.args, self.deps, &mut *input.reader, printer)?;
        for name in missing_secrets(&draft.request, &draft.scope, &[]) {
            if !self.missing.contains(&name) {
                self.missing.push(name);
            }
        }
        let content = RunContent {
            request: Arc::new(draft.request.clone()),
            scope: draft.scope.clone(),
            ancestors: Arc::default(),
            region: draft.region.clone(),
            secret_names: secret_names.into(),
        };
        for warning in &draft.warnings {
            if !self.warned.contains(warning) {
                printer.remark(&format!("warning: {path}: {warning}"));
                self.warned.push(warning.clone());
            }
        }
        self.note_source(draft);
        Ok(Ok(Arc::new(content)))
    }

    /// Remembers one draft for each source of credentials that is asked, where its fields are known before the run.
    fn note_source(&mut self, draft: Draft) {
        let aws_of = |draft: &Draft| draft.outline().ok().map(|outline| outline.auth().aws.clone());
        let auth = &draft.request.http.auth;
        let is_asked = auth.kind == AuthKind::AwsSignature
            && (auth.aws.source != CredentialSource::Typed || !auth.aws.roles.is_empty());
        if !is_asked {
            return;
        }
        let own = aws_of(&draft);
        if own.is_some() && self.chosen.to_fetch.iter().all(|known| aws_of(known) != own) {
            self.chosen.to_fetch.push(draft);
        }
    }
}

/// Problems of one file among many.
fn is_of_the_file(kind: &str) -> bool {
    !matches!(
        kind,
        "secret-in-argument"
            | "malformed-variable"
            | "unknown-secret-source"
            | "secret-variable-missing"
            | "malformed-time"
    )
}
