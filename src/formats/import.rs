//! Collections of other programs, read into our own types: what comes, and a report of what does not come as it was.
//!
//! ```text
//! bytes ──import_format──▶ reader of that format ──▶ Import { collections, each with its report } ──▶ store writes them
//! files of a folder ──▶ read_import_folder ──▶ the same
//! ```
//!
//! Readers walk parsed JSON and YAML and take what they understand: one odd value never refuses a file. Nothing is run, no
//! file is opened and nothing is sent. Everything that is not taken over as it stands has a line in the report.
//!
//! No secret stays in a field: literal ones become secret variables, whose values are handed over apart from the rest.

mod address;
mod bru;
mod deep;
mod described;
mod error;
mod folder;
mod format;
mod har;
mod hoppscotch;
mod http_file;
mod hurl;
mod insomnia;
mod javascript;
mod json;
mod json_comments;
mod json_paths;
mod kept;
mod kept_script;
mod kinds_of_auth;
mod kinds_of_body;
mod limits;
mod lines;
mod names;
mod openapi;
mod postman;
#[cfg(test)]
mod reading;
mod report;
mod request_files;
mod secrets;
mod shell_script;
mod tables;
mod text_body;
mod texts;
mod unique;
mod unspoken;
mod yaml;

pub use error::ImportError;
pub use folder::{FolderKind, ImportFile, ImportFolder, read_import_folder};
use format::of_text;
pub use format::{ImportFormat, import_format};
pub(in crate::formats) use report::below as place_below;

pub use super::collection_tree::{
    CollectionTree, ImportedSecret, SecretHome, TransferNote, TransferOutcome, TreeCounts, TreeFolder,
    TreeItem,
};
use crate::model::AuthKind;

/// A longer file is refused.
pub const LONGEST_IMPORT_BYTES: usize = 64 << 20;
/// A longer file that is lines of text is refused: each line of it may become a row, which takes much more room.
pub const LONGEST_LINES_BYTES: usize = 16 << 20;
/// More items than this are refused: no person looks them through.
pub const MOST_ITEMS: usize = 20_000;
/// Folders stand in each other so deep at most; what is deeper comes into the last one.
pub const DEEPEST_FOLDER: usize = 24;

/// A file to be imported.
#[derive(Clone, Copy, Debug)]
pub struct ImportSource<'a> {
    /// Its name, which tells the formats apart that are no JSON.
    pub name: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
}

/// What a file held.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// How it was read.
    pub format: ImportFormat,
    /// Its collections; one without items holds environments alone.
    pub collections: Vec<CollectionTree>,
}

impl Import {
    /// Whether a collection of it is not written: it has no requests, and others have some. Its environments are theirs too.
    pub fn passes_over(&self, collection: &CollectionTree) -> bool {
        let has_requests = |collection: &CollectionTree| !collection.items.is_empty();
        !has_requests(collection) && self.collections.iter().any(has_requests)
    }

    /// The same, with a line of the report for what holds for every request of its format.
    #[must_use]
    pub fn with_general_notes(mut self) -> Self {
        let first = self.collections.iter_mut().find(|one| !one.items.is_empty());
        if let Some(collection) = first.filter(|_| self.format.follows_redirects()) {
            let note = TransferNote {
                place: String::new(),
                outcome: TransferOutcome::Changed,
                text: "Redirects are shown and not followed, unless a request says so".to_owned(),
            };
            collection.report.insert(0, note);
        }
        self
    }
}

/// Reads a file in whatever format it is.
pub fn read_import(source: ImportSource<'_>) -> Result<Import, ImportError> {
    if source.bytes.len() > LONGEST_IMPORT_BYTES {
        return Err(ImportError::TooLong {
            bytes: source.bytes.len(),
        });
    }
    let bytes = source.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source.bytes);
    let text = std::str::from_utf8(bytes).map_err(|_error| ImportError::NoText)?;
    if let Some(format) = of_text(source.name, text) {
        if text.len() > LONGEST_LINES_BYTES {
            return Err(ImportError::TooManyLines { bytes: text.len() });
        }
        let items = limits::text_items(format, text);
        if items > MOST_ITEMS {
            return Err(ImportError::TooMany { items });
        }
        return checked(source.name, format, of_lines(format, source.name, text));
    }
    let (format, value) = import_format(source.name, text)?;
    let items = limits::items(format, &value);
    if items > MOST_ITEMS {
        return Err(ImportError::TooMany { items });
    }
    let collections = match format {
        ImportFormat::PostmanCollection => vec![postman::collection(&value)],
        ImportFormat::PostmanEnvironment => vec![postman::environment(&value)],
        ImportFormat::PostmanDump => postman::dump(&value),
        ImportFormat::OpenApi => vec![openapi::collection(&value)],
        ImportFormat::HttpClientEnvironments => vec![http_file::environments(source.name, &value)],
        ImportFormat::Bruno
        | ImportFormat::HttpFile
        | ImportFormat::RequestFiles
        | ImportFormat::Hurl
        | ImportFormat::ShellScript => Vec::new(),
        ImportFormat::Insomnia => insomnia::collections(&value),
        ImportFormat::Hoppscotch => hoppscotch::collections(&value),
        ImportFormat::HoppscotchEnvironments => vec![hoppscotch::environments(&value)],
        ImportFormat::Har => vec![har::collection(&value)],
    };
    match checked(source.name, format, collections) {
        Err(ImportError::Nothing { .. })
            if format == ImportFormat::PostmanDump && postman::has_version_1(&value) =>
        {
            Err(ImportError::OldVersion)
        }
        other => other,
    }
}

/// Formats that are lines of text, read by their own readers.
fn of_lines(format: ImportFormat, name: &str, text: &str) -> Vec<CollectionTree> {
    let collection = match format {
        ImportFormat::Bruno => bru::file(&name_of_file(name), text),
        ImportFormat::HttpFile => http_file::collection(text),
        ImportFormat::Hurl => hurl::collection(text),
        ImportFormat::ShellScript => shell_script::collection(text),
        ImportFormat::PostmanCollection
        | ImportFormat::PostmanEnvironment
        | ImportFormat::PostmanDump
        | ImportFormat::OpenApi
        | ImportFormat::Insomnia
        | ImportFormat::Hoppscotch
        | ImportFormat::HoppscotchEnvironments
        | ImportFormat::Har
        | ImportFormat::RequestFiles
        | ImportFormat::HttpClientEnvironments => return Vec::new(),
    };
    vec![collection]
}

/// Looks at what was read: whether there is anything, whether it is too much, and takes secrets out of it.
fn checked(
    name: &str,
    format: ImportFormat,
    mut collections: Vec<CollectionTree>,
) -> Result<Import, ImportError> {
    let counts = collections.iter().map(CollectionTree::counts);
    if counts
        .clone()
        .all(|counts| counts.requests == 0 && counts.environments == 0)
    {
        return Err(ImportError::Nothing { format });
    }
    let items = counts.map(limits::in_all).sum();
    if items > MOST_ITEMS {
        return Err(ImportError::TooMany { items });
    }
    for collection in &mut collections {
        if collection.name.trim().is_empty() {
            collection.name = name_of_file(name);
        }
        pushed_down(&mut collection.items);
        limits::without_endless_texts(collection);
        secrets::take_out(collection);
    }
    Ok(Import { format, collections })
}

/// Takes all that is or looks like a secret out of a collection that is to be exported: its values are forgotten.
pub(in crate::formats) fn without_secrets(collection: &mut CollectionTree) {
    secrets::take_out(collection);
    collection.secrets.clear();
}

/// A folder of OpenCollection can not switch off the auth above it: where one does, each of its requests that inherits does.
fn pushed_down(items: &mut [TreeItem]) {
    for item in items {
        if let TreeItem::Folder(folder) = item {
            let auth = &mut folder.defaults.auth;
            if auth.kind == AuthKind::None && auth.unknown.is_none() {
                auth.kind = AuthKind::Inherit;
                without_auth(&mut folder.items);
            }
            pushed_down(&mut folder.items);
        }
    }
}

fn without_auth(items: &mut [TreeItem]) {
    for item in items {
        match item {
            TreeItem::Folder(folder) => {
                let auth = &folder.defaults.auth;
                if auth.kind == AuthKind::Inherit {
                    without_auth(&mut folder.items);
                }
            }
            TreeItem::Request(request) => {
                let auth = &mut request.http.auth;
                if auth.kind == AuthKind::Inherit {
                    auth.kind = AuthKind::None;
                }
            }
        }
    }
}

/// The last name of a folder's path, in which a dot ends nothing.
fn name_of_folder(path: &str) -> String {
    let name = path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next();
    name.unwrap_or_default().replace('.', "-")
}

/// What a collection without a name is called: its file, without folders and ending.
fn name_of_file(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    if stem.trim().is_empty() {
        "Imported".to_owned()
    } else {
        stem.to_owned()
    }
}
