//! A folder of `.http`, `.rest` and `.hurl` files: each is a folder of the collection, with its own variables, which stand over
//! those of environments as they do in VS Code. The environments of `JetBrains` and VS Code come with them.

mod environments;

use std::collections::BTreeMap;

use super::report::{Report, below};
use super::{
    CollectionTree, DEEPEST_FOLDER, ImportError, ImportFile, ImportFormat, LONGEST_LINES_BYTES, MOST_ITEMS,
    TransferNote, TransferOutcome, TreeFolder, TreeItem, http_file, hurl, limits,
};
use environments::Environments;

/// Settings of VS Code, of which one key is read.
const SETTINGS: &str = ".vscode/settings.json";

/// Whether a file at this place below the folder is read.
pub(super) fn is_read(path: &str) -> bool {
    format_of(path).is_some() || http_file::is_environments(path) || path == SETTINGS
}

/// Whether a folder with these files has requests.
pub(super) fn is_one(files: &[ImportFile]) -> bool {
    files.iter().any(|file| format_of(&file.path).is_some())
}

fn format_of(path: &str) -> Option<ImportFormat> {
    let (_, ending) = path.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "http" | "rest" => Some(ImportFormat::HttpFile),
        "hurl" => Some(ImportFormat::Hurl),
        _ => None,
    }
}

/// Reads a folder.
pub(super) fn collection(files: &[ImportFile]) -> Result<CollectionTree, ImportError> {
    let mut imported = CollectionTree::default();
    let mut report = Report::default();
    let mut environments = Environments::default();
    let mut read = Vec::new();
    let (mut bytes, mut items) = (0, 0);
    for file in files {
        let plain = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&file.bytes);
        let Ok(text) = std::str::from_utf8(plain) else {
            report.add(&file.path, TransferOutcome::Dropped, "It is no text in UTF-8");
            continue;
        };
        let Some(format) = format_of(&file.path) else {
            environments.add(&file.path, text, &mut report);
            continue;
        };
        if file.path.matches('/').count() >= DEEPEST_FOLDER {
            let text = format!("It stands deeper than {DEEPEST_FOLDER} folders");
            report.add(&file.path, TransferOutcome::Dropped, text);
            continue;
        }
        bytes += text.len();
        items += limits::text_items(format, text);
        if bytes > LONGEST_LINES_BYTES {
            return Err(ImportError::TooManyLines { bytes });
        }
        if items > MOST_ITEMS {
            return Err(ImportError::TooMany { items });
        }
        let inner = match format {
            ImportFormat::Hurl => hurl::collection(text),
            _ => http_file::collection(text),
        };
        if inner.items.is_empty() {
            report.add(&file.path, TransferOutcome::Dropped, "It has no requests");
            report.notes.extend(inner.report);
            continue;
        }
        read.push((file.path.as_str(), inner));
    }
    imported.report = report.notes;
    // One file alone is the collection.
    if let [(_, only)] = read.as_mut_slice() {
        imported.items = std::mem::take(&mut only.items);
        imported.defaults = std::mem::take(&mut only.defaults);
        imported.docs = std::mem::take(&mut only.docs);
        imported.report.append(&mut only.report);
    } else {
        let mut tree = Tree::default();
        for (path, inner) in read {
            tree.add(path, inner, &mut imported.report);
        }
        imported.items = tree.into_items();
    }
    environments.given_to(&mut imported);
    Ok(imported)
}

/// Files by their folders.
#[derive(Default)]
struct Tree {
    folders: BTreeMap<String, Self>,
    files: Vec<TreeFolder>,
}

impl Tree {
    /// Puts the requests of a file where the file stands, and its report with it.
    fn add(&mut self, path: &str, inner: CollectionTree, report: &mut Vec<TransferNote>) {
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
        let folders = folders.split('/').filter(|name| !name.is_empty());
        let name = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned();
        let names = folders.clone().chain([name.as_str()]);
        let place = names.fold(String::new(), |above, name| below(&above, name));
        report.extend(inner.report.into_iter().map(|note| TransferNote {
            place: match note.place.as_str() {
                "" => place.clone(),
                inner => format!("{place} / {inner}"),
            },
            ..note
        }));
        let tree = folders.fold(self, |tree, name| {
            tree.folders.entry(name.to_owned()).or_default()
        });
        tree.files.push(TreeFolder {
            name,
            docs: inner.docs,
            defaults: inner.defaults,
            items: inner.items,
        });
    }

    fn into_items(self) -> Vec<TreeItem> {
        let folders = self.folders.into_iter().map(|(name, tree)| TreeFolder {
            name,
            items: tree.into_items(),
            ..TreeFolder::default()
        });
        let all = folders.chain(self.files);
        all.map(|folder| TreeItem::Folder(Box::new(folder))).collect()
    }
}

#[cfg(test)]
mod tests;
