//! Files beside a request whose request has another name now.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::model::{CollectionError, ItemPath};

use super::ground::Ground;
use super::names::{SIDE, YAML};

/// The orphans of each folder, which is listed once: for whoever reads all requests of a collection that nobody changes
/// meanwhile.
#[derive(Debug, Default)]
pub struct Orphans {
    folders: RefCell<BTreeMap<ItemPath, Rc<[String]>>>,
}

impl Orphans {
    /// Names of the files in a folder that stand beside no request.
    pub(super) fn of(&self, ground: &Ground<'_>, folder: &ItemPath) -> Result<Rc<[String]>, CollectionError> {
        if let Some(known) = self.folders.borrow().get(folder) {
            return Ok(Rc::clone(known));
        }
        let names: BTreeSet<String> = ground.names(folder)?.into_iter().collect();
        let is_orphan = |name: &&String| {
            name.strip_suffix(SIDE)
                .is_some_and(|stem| !names.contains(&format!("{stem}{YAML}")))
        };
        let orphans: Rc<[String]> = names.iter().filter(is_orphan).cloned().collect();
        self.folders
            .borrow_mut()
            .insert(folder.clone(), Rc::clone(&orphans));
        Ok(orphans)
    }
}
