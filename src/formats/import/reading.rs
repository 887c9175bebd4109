//! What tests of readers ask: a file read, its requests, and what was said of it.

use super::{Import, ImportSource, TreeItem, read_import};
use crate::model::Request;

/// Reads a file that can be read.
pub(super) fn read(name: &str, text: &str) -> Import {
    let bytes = text.as_bytes();
    read_import(ImportSource { name, bytes }).unwrap()
}

/// The requests of its first collection, in folders too.
pub(super) fn requests(import: &Import) -> Vec<&Request> {
    requests_in(&import.collections[0].items)
}

/// The requests among items, in folders too.
pub(super) fn requests_in(items: &[TreeItem]) -> Vec<&Request> {
    let mut found = Vec::new();
    for item in items {
        match item {
            TreeItem::Folder(folder) => found.extend(requests_in(&folder.items)),
            TreeItem::Request(request) => found.push(request),
        }
    }
    found
}

/// Its report: place, outcome and text of each line.
pub(super) fn report(import: &Import) -> Vec<String> {
    let notes = import.collections[0].report.iter();
    notes
        .map(|note| format!("{}|{}|{}", note.place, note.outcome.as_str(), note.text))
        .collect()
}

/// The only request, and the texts of the report.
pub(super) fn only_request(import: &Import) -> (Request, Vec<String>) {
    let collection = &import.collections[0];
    let [TreeItem::Request(request)] = collection.items.as_slice() else {
        panic!("one request")
    };
    let report = collection.report.iter().map(|note| note.text.clone()).collect();
    (Request::clone(request), report)
}
