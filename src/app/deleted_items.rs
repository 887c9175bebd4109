//! What was deleted in this run, and can be brought back.

use super::App;
use super::collection_files::FilesDone;
use crate::engine::Queued;
use crate::model::{CollectionError, ItemPath, ItemRef, Secret};
use crate::store::collection::Deleted;
use crate::store::journal::Access;
use crate::store::keys::{KeyName, VariableKey};
use crate::ui::shell::toasts::Kind;

/// Deletions that can be taken back.
const MOST_DELETED: usize = 20;

/// Something that was deleted.
#[derive(Clone, Debug)]
pub struct DeletedItem {
    /// Where it stood; the collection itself for an environment.
    pub(super) item: ItemRef,
    /// What it was called.
    pub(super) name: String,
    /// What brings it back.
    pub(super) deleted: Deleted,
    /// Its secret variables: their values stay on this computer while it can come back.
    pub(super) secrets: Vec<VariableKey>,
}

impl App {
    /// Keeps what brings something back.
    pub(super) fn keep_deleted(&mut self, deleted: DeletedItem) {
        let kept = &mut self.session.workspace.deleted;
        kept.push(deleted);
        if kept.len() > MOST_DELETED {
            let oldest = kept.remove(0);
            self.forget_secrets_of(&oldest);
        }
    }

    /// Brings back what was deleted last.
    pub(super) fn undo_delete(&mut self) {
        let Some(last) = self.session.workspace.deleted.pop() else {
            self.overlay.toasts.push(Kind::Refused, "Nothing was deleted");
            return;
        };
        let store = self.session.collections.clone();
        let asked = last.clone();
        let queued = self.on_files(move || FilesDone::Restored {
            result: store.restore(&asked.deleted),
            deleted: Box::new(asked),
        });
        if queued == Queued::No {
            self.session.workspace.deleted.push(last);
        }
    }

    /// Something was brought back, or not: then it can be tried again.
    pub(super) fn restored(&mut self, deleted: DeletedItem, result: Result<ItemPath, CollectionError>) {
        let root = deleted.item.root.clone();
        match result {
            Ok(path) => {
                if !deleted.item.path.is_root() {
                    self.secrets_come_back(&deleted, &path);
                    let item = ItemRef {
                        root: root.clone(),
                        path,
                    };
                    self.session.workspace.view.reveal(&item);
                }
                self.overlay.toasts.push(Kind::Done, "It is back");
                self.files_changed(root);
            }
            Err(error) => {
                self.files_problem(&format!("Could not bring {} back", deleted.name), &error);
                if !matches!(error, CollectionError::UndoGone { .. }) {
                    self.session.workspace.deleted.push(deleted);
                }
            }
        }
    }

    /// What came back under another name has its values there.
    fn secrets_come_back(&mut self, deleted: &DeletedItem, path: &ItemPath) {
        let (root, before) = (&deleted.item.root, deleted.item.path.as_str());
        for key in &deleted.secrets {
            let place = key.place.moved(root, before, path.as_str());
            if let Some(place) = place.filter(|place| *place != key.place) {
                let name = key.name.clone();
                self.move_variable(key.clone(), VariableKey { place, name });
            }
        }
    }

    /// The program ends: what was deleted in this run can not come back any more, and neither can the values of its secrets.
    pub(super) fn forget_deleted(&mut self) {
        for deleted in std::mem::take(&mut self.session.workspace.deleted) {
            self.forget_secrets_of(&deleted);
        }
    }

    /// Those that something of the same name has by now stay.
    fn forget_secrets_of(&self, deleted: &DeletedItem) {
        if self.session.access == Access::ReadOnly {
            return;
        }
        for key in &deleted.secrets {
            if !self.has_variable(key) {
                self.session
                    .keys
                    .save(KeyName::Variable(key.clone()), Secret::default());
            }
        }
    }
}
