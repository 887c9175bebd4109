//! `import`: collections of other programs, written as OpenCollection, with a report of what does not come as it was.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::Exit;
use super::exchanging::current_thread;
use super::import_args::ImportArgs;
use super::input::Input;
use super::network;
use super::print::Printer;
use super::problem::Problem;
use super::request_file::of_collection;
use super::run_variables::environment_name;
use crate::engine::Deps;
use crate::formats::import::{
    CollectionTree, Import, ImportSource, LONGEST_IMPORT_BYTES, TreeCounts, read_import, read_import_folder,
};
use crate::model::{ItemPath, Network};
use crate::store::collection::{CollectionStore, ImportedPlace};
use crate::store::import_folder::{import_folder_of, read_import_folder_files};
use crate::text::measure::grouped;

/// A collection that was read, and where it was written.
struct Done {
    file: String,
    format: &'static str,
    collection: CollectionTree,
    fate: Fate,
}

/// What became of a collection that was read.
enum Fate {
    /// Nothing yet.
    Read,
    /// It has no requests, and others of its file have some.
    PassedOver,
    /// It was written there.
    Written(PathBuf),
}

/// Runs the command.
pub fn run(
    args: &ImportArgs,
    deps: &Deps,
    input: &mut Input<'_>,
    printer: &mut Printer<'_>,
) -> Result<Exit, Problem> {
    let fetch = Fetch {
        deps,
        network: Arc::new(network::own_calls(&args.route, &deps.ambient, printer)),
    };
    let (done, problem) = match imported(args, input, &fetch) {
        Ok(done) => done,
        Err(problem) => (Vec::new(), Some(problem)),
    };
    if args.json {
        printer.json_document(&document(&done, problem.as_ref()));
    } else {
        for line in done.iter().flat_map(Done::lines) {
            printer.line(&line);
        }
    }
    problem.map_or(Ok(Exit::Good), Err)
}

/// What was done, and what went wrong. Collections that were written are told whatever happened to the next one.
fn document(done: &[Done], problem: Option<&Problem>) -> Value {
    let mut document = match problem {
        Some(problem) => json!(problem.json()),
        None => json!({}),
    };
    if let Some(fields) = document.as_object_mut()
        && (problem.is_none() || !done.is_empty())
    {
        let collections = done.iter().map(Done::json).collect();
        fields.insert("collections".to_owned(), Value::Array(collections));
    }
    document
}

/// Reads every file before anything is written. What was written before a problem comes with it.
fn imported(
    args: &ImportArgs,
    input: &mut Input<'_>,
    fetch: &Fetch<'_>,
) -> Result<(Vec<Done>, Option<Problem>), Problem> {
    let destination = Destination::of(&args.into)?;
    let mut done = Vec::new();
    for file in &args.files {
        let name = file.to_string_lossy().into_owned();
        let import = read(file, &name, input, fetch)?;
        let passed_over: Vec<bool> = import
            .collections
            .iter()
            .map(|collection| import.passes_over(collection))
            .collect();
        let Import { format, collections } = import;
        done.extend(
            collections
                .into_iter()
                .zip(passed_over)
                .map(|(collection, is_passed_over)| Done {
                    file: name.clone(),
                    format: format.words(),
                    fate: if is_passed_over {
                        Fate::PassedOver
                    } else {
                        Fate::Read
                    },
                    collection,
                }),
        );
    }
    for one in &mut done {
        destination.can_take(one)?;
    }
    if args.dry_run {
        return Ok((done, None));
    }
    let problem = done.iter_mut().find_map(|one| destination.import(one).err());
    if problem.is_some() {
        // Of those that were not tried there is nothing to tell.
        done.retain(|one| !matches!(one.fate, Fate::Read));
    }
    Ok((done, problem))
}

/// Reads a file, or a folder of files.
fn read(file: &Path, name: &str, input: &mut Input<'_>, fetch: &Fetch<'_>) -> Result<Import, Problem> {
    let import = if let Some(folder) = import_folder_of(file) {
        let folder = read_import_folder_files(&folder).map_err(|error| {
            let hint = format!("{}.", error.hint());
            Problem::usage(error.kind(), format!("{name}: {error}"), hint)
        })?;
        read_import_folder(&folder)
    } else {
        let bytes = if is_address(name) {
            fetched(name, fetch)?
        } else {
            bytes_of(file, input)?
        };
        let name = name
            .split(['?', '#'])
            .next()
            .filter(|_| is_address(name))
            .unwrap_or(name);
        read_import(ImportSource { name, bytes: &bytes })
    };
    import.map(Import::with_general_notes).map_err(|error| {
        let hint = format!("{}.", error.hint());
        Problem::usage(error.kind(), format!("{name}: {error}"), hint)
    })
}

/// How a file at an address is fetched.
struct Fetch<'a> {
    deps: &'a Deps,
    network: Arc<Network>,
}

/// Whether it is an address and no path.
fn is_address(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("https://") || name.starts_with("http://")
}

/// One GET by the program's own client, without credentials.
fn fetched(url: &str, fetch: &Fetch<'_>) -> Result<Vec<u8>, Problem> {
    let download = fetch
        .deps
        .credentials
        .download(url, LONGEST_IMPORT_BYTES, &fetch.network);
    let bytes = current_thread()?.block_on(download).map_err(|error| {
        let hint = format!("{}.", error.hint());
        Problem::failed(error.kind(), format!("{}: {error}", shown(url)), hint)
    })?;
    Ok(bytes.to_vec())
}

/// An address for people, without what its query may hold.
fn shown(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

fn bytes_of(file: &Path, input: &mut Input<'_>) -> Result<Vec<u8>, Problem> {
    let most = LONGEST_IMPORT_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        (&mut *input.reader).take(most).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(most).read_to_end(&mut bytes))
    }
    .map_err(|error| {
        Problem::usage(
            "unreadable-file",
            format!("The file {} can not be read: {error}", file.display()),
            "Check the path.",
        )
    })?;
    Ok(bytes)
}

/// Where it goes.
enum Destination {
    /// A folder that is no collection.
    Folder(PathBuf),
    /// A folder of a collection, or the collection itself.
    Collection { root: PathBuf, folder: ItemPath },
}

impl Destination {
    fn of(into: &Path) -> Result<Self, Problem> {
        if !into.is_dir() {
            return Err(Problem::usage(
                "not-a-folder",
                format!("{} is no folder", into.display()),
                "Make the folder first, or choose another one.",
            ));
        }
        let store = writer();
        let Some(root) = store.root_of(into) else {
            return Ok(Self::Folder(into.to_path_buf()));
        };
        let place = store.place_of(into).unwrap_or_else(|| into.to_path_buf());
        let folder = place
            .strip_prefix(&root)
            .ok()
            .map(|below| below.to_string_lossy().replace('\\', "/"))
            .and_then(|below| ItemPath::new(&below))
            .unwrap_or_default();
        Ok(Self::Collection { root, folder })
    }

    /// Environments alone need a collection to be in.
    fn can_take(&self, one: &Done) -> Result<(), Problem> {
        let is_to_come = matches!(one.fate, Fate::Read);
        if is_to_come && matches!(self, Self::Folder(_)) && one.collection.items.is_empty() {
            return Err(Problem::usage(
                "no-collection",
                format!("{} has environments and no requests", one.file),
                "Name the collection that they are for by --into.",
            ));
        }
        Ok(())
    }

    fn import(&self, one: &mut Done) -> Result<(), Problem> {
        if matches!(one.fate, Fate::PassedOver) {
            return Ok(());
        }
        let place = self.write(&one.collection)?;
        one.fate = Fate::Written(place.path());
        one.collection.report.extend(place.notes);
        Ok(())
    }

    fn write(&self, collection: &CollectionTree) -> Result<ImportedPlace, Problem> {
        let failed = |problem: Problem| Problem {
            exit: Exit::Failed,
            ..problem
        };
        match self {
            Self::Folder(parent) => writer()
                .import_as_collection(parent, collection)
                .map_err(|error| failed(of_collection(&error))),
            Self::Collection { root, folder } => writer()
                .import_into(root, folder, collection)
                .map_err(|error| Problem::failed(error.kind(), error.to_string(), error.hint())),
        }
    }
}

fn writer() -> CollectionStore {
    CollectionStore::looking()
}

impl Done {
    fn lines(&self) -> Vec<String> {
        let TreeCounts {
            requests,
            folders,
            variables,
            environments,
        } = self.collection.counts();
        let counted = |count: usize, one: &str, many: &str| {
            let noun = if count == 1 { one } else { many };
            format!("{} {noun}", grouped(count as u64))
        };
        let to = match &self.fate {
            Fate::Written(place) => format!(" to {}", place.display()),
            Fate::Read => String::new(),
            Fate::PassedOver => ": it has no requests and is not imported".to_owned(),
        };
        let mut lines = vec![format!(
            "{}: {}, {}, {}, {}, from {} ({}){to}",
            self.collection.name,
            counted(requests, "request", "requests"),
            counted(folders, "folder", "folders"),
            counted(variables, "variable", "variables"),
            counted(environments, "environment", "environments"),
            self.file,
            self.format,
        )];
        let report = self.collection.report.iter();
        lines.extend(report.map(|note| match note.place.as_str() {
            "" => format!("  {}: {}", note.outcome.as_str(), note.text),
            place => format!("  {}: {place}: {}", note.outcome.as_str(), note.text),
        }));
        if !self.collection.secrets.is_empty() && !matches!(self.fate, Fate::PassedOver) {
            let names: Vec<String> = self.secret_names();
            let variables: Vec<String> = names.iter().map(|name| environment_name(name)).collect();
            lines.push(format!(
                "  Secret values stand in no file: give {} again, in the window or as {}",
                names.join(", "),
                variables.join(", ")
            ));
        }
        lines
    }

    fn secret_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for secret in &self.collection.secrets {
            if !names.contains(&secret.name) {
                names.push(secret.name.clone());
            }
        }
        names
    }

    fn json(&self) -> Value {
        let counts = self.collection.counts();
        let report: Vec<Value> = self
            .collection
            .report
            .iter()
            .map(|note| json!({ "place": note.place, "outcome": note.outcome.as_str(), "text": note.text }))
            .collect();
        json!({
            "name": self.collection.name,
            "file": self.file,
            "format": self.format,
            "requests": counts.requests,
            "folders": counts.folders,
            "variables": counts.variables,
            "environments": counts.environments,
            "place": match &self.fate {
                Fate::Written(place) => Some(place.display().to_string()),
                Fate::Read | Fate::PassedOver => None,
            },
            "skipped": matches!(self.fate, Fate::PassedOver),
            "secrets": self.secret_names(),
            "report": report,
        })
    }
}
