//! Folders that stand too deep: what their requests inherit is given to each of them.

use super::report::{Report, below};
use super::{DEEPEST_FOLDER, TransferOutcome, TreeFolder, TreeItem};
use crate::model::{AuthKind, Defaults, HeaderRow, Variable};

/// A folder as an item, or what it holds, when it stands too deep.
pub(super) fn placed(folder: TreeFolder, place: &str, depth: usize, report: &mut Report) -> Vec<TreeItem> {
    if depth < DEEPEST_FOLDER {
        return vec![TreeItem::Folder(Box::new(folder))];
    }
    let text =
        format!("It stands deeper than {DEEPEST_FOLDER} folders: its requests come into the one above");
    report.add(place, TransferOutcome::Changed, text);
    if !folder.docs.is_empty() {
        report.add(place, TransferOutcome::Dropped, "Its note and scripts");
    }
    let mut inner = folder.items;
    given_to(&mut inner, &folder.defaults);
    inner
}

/// The items with the folders that stand too deep taken apart.
pub(super) fn flattened(
    items: Vec<TreeItem>,
    above: &str,
    depth: usize,
    report: &mut Report,
) -> Vec<TreeItem> {
    let mut flat = Vec::with_capacity(items.len());
    for item in items {
        match item {
            TreeItem::Folder(mut folder) => {
                let place = below(above, &folder.name);
                folder.items = flattened(std::mem::take(&mut folder.items), &place, depth + 1, report);
                flat.extend(placed(*folder, &place, depth, report));
            }
            request @ TreeItem::Request(_) => flat.push(request),
        }
    }
    flat
}

/// Gives auth, headers and variables of a folder to its items, unless they have their own.
fn given_to(items: &mut [TreeItem], defaults: &Defaults) {
    for item in items {
        match item {
            TreeItem::Folder(folder) => {
                let own = &mut folder.defaults;
                if inherits(own.auth.kind) && own.auth.unknown.is_none() {
                    own.auth = defaults.auth.clone();
                }
                add_headers(&mut own.headers, &defaults.headers);
                add_variables(&mut own.variables, &defaults.variables);
            }
            TreeItem::Request(request) => {
                let auth = &mut request.http.auth;
                if inherits(auth.kind) && auth.unknown.is_none() {
                    *auth = defaults.auth.clone();
                }
                add_headers(&mut request.http.headers, &defaults.headers);
                add_variables(&mut request.variables, &defaults.variables);
            }
        }
    }
}

fn inherits(kind: AuthKind) -> bool {
    kind == AuthKind::Inherit
}

/// Headers of their own stand in the place of those of the folder.
fn add_headers(own: &mut Vec<HeaderRow>, of_folder: &[HeaderRow]) {
    for header in of_folder {
        let is_replaced = own
            .iter()
            .any(|known| known.is_sent() && known.name.eq_ignore_ascii_case(&header.name));
        if !is_replaced {
            own.push(header.clone());
        }
    }
}

/// Variables of their own hide those of the folder.
fn add_variables(own: &mut Vec<Variable>, of_folder: &[Variable]) {
    for variable in of_folder {
        let is_hidden = own
            .iter()
            .any(|known| known.name == variable.name && known.counts());
        if !is_hidden {
            own.push(variable.clone());
        }
    }
}
