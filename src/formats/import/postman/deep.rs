//! Folders that stand too deep: what their requests inherit is given to each of them.

use super::super::ImportedItem;
use crate::model::{AuthKind, Defaults, Variable};

/// Gives auth and variables of a folder to its items, unless they have their own.
pub(super) fn given_to(items: &mut [ImportedItem], defaults: &Defaults) {
    for item in items {
        match item {
            ImportedItem::Folder(folder) => {
                let own = &mut folder.defaults;
                if inherits(own.auth.kind) && own.auth.unknown.is_none() {
                    own.auth = defaults.auth.clone();
                }
                add_variables(&mut own.variables, &defaults.variables);
            }
            ImportedItem::Request(request) => {
                let auth = &mut request.http.auth;
                if inherits(auth.kind) && auth.unknown.is_none() {
                    *auth = defaults.auth.clone();
                }
                add_variables(&mut request.variables, &defaults.variables);
            }
        }
    }
}

fn inherits(kind: AuthKind) -> bool {
    kind == AuthKind::Inherit
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
