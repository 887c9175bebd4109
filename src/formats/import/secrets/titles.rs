//! Secrets in names of collections, folders and requests, which become names of files; and in lines of the report, which name
//! places by them. A mark takes the place of each.

use super::notes::{Known, name_without_secrets};
use crate::formats::import::report::below;
use crate::formats::import::{CollectionTree, TransferNote, TransferOutcome, TreeItem};

/// Puts marks into all names, with a line for each, and into the report.
pub(super) fn cleared(collection: &mut CollectionTree, known: &Known) {
    let mut found = Vec::new();
    name(&mut collection.name, "", known, &mut found);
    of_items(&mut collection.items, "", known, &mut found);
    let mut seen: Option<(String, String)> = None;
    for note in &mut collection.report {
        // Lines about one place follow each other.
        match &seen {
            Some((place, cleared)) if *place == note.place => note.place.clone_from(cleared),
            _ => {
                let cleared = name_without_secrets(&note.place, known);
                seen = Some((std::mem::replace(&mut note.place, cleared.clone()), cleared));
            }
        }
        note.text = name_without_secrets(&note.text, known);
    }
    collection.report.extend(found);
}

fn of_items(items: &mut [TreeItem], above: &str, known: &Known, found: &mut Vec<TransferNote>) {
    for item in items {
        match item {
            TreeItem::Folder(folder) => {
                name(&mut folder.name, above, known, found);
                let place = below(above, &folder.name);
                of_items(&mut folder.items, &place, known, found);
            }
            TreeItem::Request(request) => name(&mut request.info.name, above, known, found),
        }
    }
}

fn name(name: &mut String, above: &str, known: &Known, found: &mut Vec<TransferNote>) {
    let cleared = name_without_secrets(name, known);
    if *name == cleared {
        return;
    }
    *name = cleared;
    found.push(TransferNote {
        place: below(above, name),
        outcome: TransferOutcome::Changed,
        text: "What looks like a secret in its name does not come: a mark stands there".to_owned(),
    });
}
