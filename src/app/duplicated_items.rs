//! Copies of requests and folders beside what they are copies of.

use super::App;
use super::collection_actions::{made, secrets_of};
use super::collection_files::{FilesDone, Naming};
use crate::model::{CollectionError, ItemPath, ItemRef};
use crate::store::keys::VariableKey;

impl App {
    /// Has a copy made of a request or a folder.
    pub(super) fn duplicate_item(&mut self, item: ItemRef) {
        if self.refuses_to_write(&item.root) {
            return;
        }
        let what = format!("duplicate {}", self.name_of(&item));
        let requests = self.requests_at(&item);
        let store = self.session.collections.clone();
        self.on_files(move || FilesDone::Duplicated {
            what,
            secrets: secrets_of(&store, &item.root, requests),
            result: store.duplicate(&item.root, &item.path),
            item,
        });
    }

    /// A copy was made: the values of secret variables are in it too.
    pub(super) fn duplicated(
        &mut self,
        what: &str,
        item: &ItemRef,
        secrets: Vec<VariableKey>,
        result: Result<ItemPath, CollectionError>,
    ) {
        if let Ok(path) = &result {
            let copy = ItemRef {
                root: item.root.clone(),
                path: path.clone(),
            };
            for (key, copied) in self.secrets_at(item, &copy, secrets) {
                self.copy_variable(key, copied);
            }
        }
        let told = (what, Naming::Done, None);
        self.items_changed(told, None, &item.root, Vec::new(), result.map(made));
    }
}
