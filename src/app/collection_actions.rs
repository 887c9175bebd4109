//! Carries out what the sidebar and the pages about collections ask for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::Context;

use super::collection_files::{FilesDone, Naming, Reading};
use super::deleted_items::DeletedItem;
use super::tab_file::Writing;
use super::{App, Overlay, Unrecorded};
use crate::model::{CollectionError, Item, ItemPath, ItemRef, Request, VariableValue};
use crate::store::collection::{CollectionStore, Moved, Rewritten};
use crate::store::keys::{VariableKey, VariablePlace};
use crate::ui::collection_action::CollectionAction;
use crate::ui::command::Command;
use crate::ui::shell::new_collection_page::NewCollectionPage;
use crate::ui::shell::toasts::Kind;
use crate::ui::sidebar::row_menu::{can_duplicate, can_rename};
use crate::ui::sidebar::sidebar_view::{Keyboard, Offered};
use crate::ui::sidebar::tree::Fold;

/// What something new is called until it is given a name.
const NEW_REQUEST: &str = "New request";
const NEW_FOLDER: &str = "New folder";

impl App {
    /// Carries out a command about collections.
    pub(super) fn run_on_collections(&mut self, command: Command, ctx: &Context) {
        match command {
            Command::SaveRequest => self.save_in_front(ctx),
            Command::SaveRequestAs => self.open_save_request_page(),
            Command::SaveAll => self.save_all(),
            Command::ShowUnsaved => self.show_unsaved(),
            Command::CopyRequestPath => {
                if let Some(file) = self.tab().and_then(|tab| tab.file.as_ref()) {
                    let path = file.item.full_path().display().to_string();
                    self.copy(ctx, path, "the path of the file");
                } else {
                    let text = "This request is in no collection yet: Save puts it into one";
                    self.overlay.toasts.push(Kind::Refused, text);
                }
            }
            Command::OpenCollection => self.open_collection_page(),
            Command::NewCollection => {
                let folder = self.session.folders.base.display().to_string();
                self.show_page(Overlay::NewCollection(NewCollectionPage::new(folder)));
            }
            Command::ShowSidebar => self.toggle_sidebar(),
            Command::FilterSidebar => self.filter_sidebar(),
            _ => {}
        }
    }

    /// Carries out a command on the row of the sidebar that has the keyboard; false when none has, or it is not for rows.
    pub(super) fn runs_in_sidebar(&mut self, command: Command) -> bool {
        let workspace = &mut self.session.workspace;
        if workspace.view.keyboard == Keyboard::Elsewhere || !workspace.is_shown() {
            return false;
        }
        let Some(row) = workspace
            .view
            .cursor_row()
            .and_then(|at| workspace.view.made().get(at))
            .cloned()
        else {
            return false;
        };
        match command {
            Command::RenameTab if can_rename(&row.kind) => {
                workspace.view.renaming = Some((row.item, row.name));
                true
            }
            Command::DuplicateTab if can_duplicate(&row.kind) => {
                self.duplicate_item(row.item);
                true
            }
            Command::Undo if !workspace.deleted.is_empty() => {
                self.undo_delete();
                true
            }
            _ => false,
        }
    }

    /// Carries out an action about collections.
    pub(super) fn apply_to_collections(&mut self, action: CollectionAction, ctx: &Context) {
        match action {
            CollectionAction::OpenCollection(root) => self.open_collection(&root),
            CollectionAction::CloseCollection(root) => self.close_collection(&root),
            CollectionAction::CreateCollection { folder, name } => {
                let root = PathBuf::from(folder).join(folder_name(&name));
                let store = self.session.collections.clone();
                self.on_files(move || FilesDone::Made {
                    result: store.create_collection(&root, &name).map(|()| root),
                });
            }
            CollectionAction::Reload(root) => self.files_changed(root),
            CollectionAction::OpenRequest(item) => {
                if !self.bring_to_front(&item) {
                    self.read_request(item, Reading::Open);
                }
            }
            CollectionAction::NewRequest(folder) => self.new_request_in(&folder),
            CollectionAction::NewFolder(folder) => self.new_folder_in(folder),
            CollectionAction::RenameItem(item, name) => self.rename_item(item, name),
            CollectionAction::DuplicateItem(item) => self.duplicate_item(item),
            CollectionAction::DeleteItem(item) => self.delete_item(item),
            CollectionAction::UndoDelete => self.undo_delete(),
            CollectionAction::MoveItem { item, folder, before } => {
                self.move_item(item, folder, before.as_ref());
            }
            CollectionAction::CopyPath(item) => {
                let path = item.full_path().display().to_string();
                self.copy(ctx, path, "the path");
            }
            CollectionAction::EditDefaults(folder) => self.open_defaults(&folder),
            CollectionAction::SaveDefaults => self.save_defaults_page(),
            CollectionAction::SaveDefaultsWithSuspects(choice) => self.save_defaults_with_suspects(choice),
            CollectionAction::SaveAs {
                draft,
                folder,
                name,
                environment,
            } => self.save_as(&draft, &folder, &name, &environment),
            CollectionAction::SaveWithSuspects(choice) => self.save_with_suspects(choice),
            CollectionAction::Resolve(draft, resolution) => self.resolve_conflict(&draft, resolution),
        }
        self.session.unrecorded = Unrecorded::Something;
    }

    /// Makes an empty request in a folder, which inherits, and opens it.
    fn new_request_in(&mut self, folder: &ItemRef) {
        if self.refuses_to_write(&folder.root) {
            return;
        }
        let mut request = Request::default();
        NEW_REQUEST.clone_into(&mut request.info.name);
        request.http.auth.kind = crate::model::AuthKind::Inherit;
        let (root, path, request) = (folder.root.clone(), folder.path.clone(), Arc::new(request));
        self.session.workspace.view.fold(folder, Fold::Open);
        let store = self.session.collections.clone();
        self.on_files(move || FilesDone::Created {
            draft: None,
            result: store.create_request(&root, &path, &request),
            root,
            request,
        });
    }

    fn new_folder_in(&mut self, folder: ItemRef) {
        if self.refuses_to_write(&folder.root) {
            return;
        }
        self.session.workspace.view.fold(&folder, Fold::Open);
        let store = self.session.collections.clone();
        self.on_files(move || FilesDone::Changed {
            what: "make a folder".to_owned(),
            from: None,
            name: None,
            secrets: Vec::new(),
            naming: Naming::Next,
            result: store
                .create_folder(&folder.root, &folder.path, NEW_FOLDER)
                .map(made),
            root: folder.root,
        });
    }

    /// Gives an item another name; the name of its tab goes along.
    fn rename_item(&mut self, item: ItemRef, name: String) {
        if self.refuses_to_write(&item.root) {
            return;
        }
        let what = format!("rename {}", self.name_of(&item));
        let requests = self.requests_at(&item);
        let store = self.session.collections.clone();
        self.on_files(move || FilesDone::Changed {
            what,
            naming: Naming::Done,
            secrets: secrets_of(&store, &item.root, requests),
            name: Some(name.clone()),
            result: store.rename(&item.root, &item.path, &name),
            root: item.root.clone(),
            from: Some(item),
        });
    }

    fn move_item(&mut self, item: ItemRef, folder: ItemPath, before: Option<&ItemPath>) {
        if self.refuses_to_write(&item.root) {
            return;
        }
        let what = format!("move {}", self.name_of(&item));
        let place = self.place_before(&item, &folder, before);
        let requests = self.requests_at(&item);
        let store = self.session.collections.clone();
        self.on_files(move || FilesDone::Changed {
            what,
            naming: Naming::Done,
            name: None,
            secrets: secrets_of(&store, &item.root, requests),
            result: store.move_item(&item.root, &item.path, &folder, place),
            root: item.root.clone(),
            from: Some(item),
        });
    }

    fn delete_item(&mut self, item: ItemRef) {
        if self.refuses_to_write(&item.root) {
            return;
        }
        let name = self.name_of(&item);
        let store = self.session.collections.clone();
        self.on_files(move || FilesDone::Deleted {
            name,
            result: store.delete(&item.root, &item.path),
            item,
        });
    }

    /// What an item is called.
    pub(super) fn name_of(&self, item: &ItemRef) -> String {
        let collection = self.session.workspace.collection(&item.root);
        let name = match (collection, item.path.is_root()) {
            (Some(collection), true) => collection.name.clone(),
            (Some(collection), false) => collection
                .item(&item.path)
                .map_or_else(|| item.path.to_string(), |item| Item::name(item).to_owned()),
            (None, _) => item.path.to_string(),
        };
        if name.is_empty() {
            "this item".to_owned()
        } else {
            name
        }
    }

    /// The requests at an item or below it.
    pub(super) fn requests_at(&self, item: &ItemRef) -> Vec<ItemPath> {
        fn collect(items: &[Item], at: &ItemPath, paths: &mut Vec<ItemPath>) {
            for item in items {
                match item {
                    Item::Folder(folder) => collect(&folder.items, at, paths),
                    Item::Request(request) if request.path.is_in(at) => paths.push(request.path.clone()),
                    Item::Request(_) | Item::Other(_) => {}
                }
            }
        }
        let mut paths = Vec::new();
        if let Some(collection) = self.session.workspace.collection(&item.root) {
            collect(&collection.items, &item.path, &mut paths);
        }
        paths
    }

    /// Something was renamed, moved, copied or made, or not. `name` is what its files call it now.
    pub(super) fn items_changed(
        &mut self,
        (what, naming, name): (&str, Naming, Option<&str>),
        from: Option<&ItemRef>,
        root: &Path,
        secrets: Vec<VariableKey>,
        result: Result<Moved, CollectionError>,
    ) {
        let Moved { path, rewritten } = match result {
            Ok(moved) => moved,
            Err(error) => {
                self.files_problem(&format!("Could not {what}"), &error);
                return;
            }
        };
        let to = ItemRef {
            root: root.to_path_buf(),
            path,
        };
        if let Some(from) = from {
            self.follow_item(from, &to);
            self.follow_secrets(from, &to, secrets);
        }
        if let Some(name) = name {
            self.follow_name(&to, name);
        }
        for file in &rewritten {
            self.follow_rewritten(root, file);
            self.tell_layout(file.path.as_str(), file.layout);
        }
        let view = &mut self.session.workspace.view;
        view.reveal(&to);
        view.offered = Some(Offered {
            renaming: (naming == Naming::Next).then(|| NEW_FOLDER.to_owned()),
            item: to,
        });
        self.files_changed(root.to_path_buf());
    }

    /// Tabs of what was renamed or moved go along, and what is typed for it.
    fn follow_item(&mut self, from: &ItemRef, to: &ItemRef) {
        for tab in &mut self.session.tabs {
            let file = tab.file.as_mut().map(|file| &mut file.item);
            for item in file.into_iter().chain(tab.stands_in.as_mut()) {
                if let Some(moved) = item.moved(from, to) {
                    *item = moved;
                }
            }
        }
        self.session.workspace.closed_defaults.follow(from, to);
    }

    /// Values of secret variables go along with what they stand in.
    fn follow_secrets(&mut self, from: &ItemRef, to: &ItemRef, keys: Vec<VariableKey>) {
        for (key, moved) in self.secrets_at(from, to, keys) {
            self.move_variable(key, moved);
        }
    }

    /// Secret variables of a folder or request, these ones and those that are known, each with what it is in another
    /// place.
    pub(super) fn secrets_at(
        &self,
        from: &ItemRef,
        to: &ItemRef,
        mut keys: Vec<VariableKey>,
    ) -> BTreeMap<VariableKey, VariableKey> {
        let root = &from.root;
        keys.extend(self.session.workspace.secrets.below(root, from.path.as_str()));
        let moved = keys.into_iter().filter_map(|key| {
            let place = key.place.moved(root, from.path.as_str(), to.path.as_str())?;
            let name = key.name.clone();
            Some((key, VariableKey { place, name }))
        });
        moved.collect()
    }

    /// The tab of a request that was renamed is called so too, unless another name was typed there.
    fn follow_name(&mut self, item: &ItemRef, name: &str) {
        for tab in &mut self.session.tabs {
            let Some(file) = tab.file.as_mut().filter(|file| file.item == *item) else {
                continue;
            };
            let request = &mut tab.draft.request;
            if request.info.name == file.saved.info.name {
                name.clone_into(&mut request.info.name);
                self.session.touched.push(tab.draft.id.clone());
            }
            name.clone_into(&mut Arc::make_mut(&mut file.saved).info.name);
        }
    }

    /// A tab whose file was written for a change of name or order is at the new content.
    fn follow_rewritten(&mut self, root: &Path, file: &Rewritten) {
        let item = ItemRef {
            root: root.to_path_buf(),
            path: file.path.clone(),
        };
        for tab in &mut self.session.tabs {
            if let Some(known) = tab.file.as_mut().filter(|known| known.item == item)
                && known.revision.as_ref() == Some(&file.before)
            {
                known.revision = Some(file.after.clone());
            }
        }
    }

    /// The place in front of a sibling, counted among the folders or among the requests of the folder without what is
    /// moved; the end for none.
    fn place_before(&self, item: &ItemRef, folder: &ItemPath, before: Option<&ItemPath>) -> usize {
        let Some(collection) = self.session.workspace.collection(&item.root) else {
            return 0;
        };
        let siblings = match collection.item(folder) {
            Some(Item::Folder(folder)) => folder.items.as_slice(),
            _ => collection.items.as_slice(),
        };
        let is_folder = matches!(collection.item(&item.path), Some(Item::Folder(_)));
        let alike: Vec<&ItemPath> = siblings
            .iter()
            .filter(|sibling| matches!(sibling, Item::Folder(_)) == is_folder && *sibling.path() != item.path)
            .map(Item::path)
            .collect();
        let found = before.and_then(|before| alike.iter().position(|path| *path == before));
        found.unwrap_or(alike.len())
    }

    /// Takes what came of work on files.
    pub(super) fn files_done(&mut self, done: FilesDone, ctx: &Context) {
        match done {
            FilesDone::Opened { root, result } => self.collection_opened(&root, result),
            FilesDone::Read {
                item,
                reading,
                result,
            } => self.request_read(item, reading, result, ctx),
            FilesDone::Saved {
                draft,
                request,
                result,
            } => self.request_saved(&draft, request, result),
            FilesDone::Created {
                draft,
                root,
                request,
                result,
            } => self.request_created(draft, &root, &request, result, ctx),
            FilesDone::Changed {
                what,
                from,
                root,
                naming,
                name,
                secrets,
                result,
            } => {
                let told = (what.as_str(), naming, name.as_deref());
                self.items_changed(told, from.as_ref(), &root, secrets, result);
            }
            FilesDone::Duplicated {
                what,
                item,
                secrets,
                result,
            } => self.duplicated(&what, &item, secrets, result),
            FilesDone::Deleted { item, name, result } => match result {
                Ok(deleted) => {
                    let root = item.root.clone();
                    let secrets = self.session.workspace.secrets.below(&root, item.path.as_str());
                    self.keep_deleted(DeletedItem {
                        item,
                        name,
                        deleted,
                        secrets,
                    });
                    self.files_changed(root);
                }
                Err(error) => self.files_problem(&format!("Could not delete {name}"), &error),
            },
            FilesDone::Restored { deleted, result } => self.restored(*deleted, result),
            FilesDone::Made { result } => match result {
                Ok(root) => self.open_collection(&root),
                Err(error) => self.files_problem("Could not make the collection", &error),
            },
            FilesDone::EnvironmentWritten {
                root,
                name,
                forgotten,
                result,
            } => self.environment_written(root, &name, &forgotten, result),
            FilesDone::EnvironmentRenamed { root, from, result } => {
                self.environment_renamed(root, &from, result);
            }
            FilesDone::EnvironmentDeleted { root, name, result } => {
                self.environment_deleted(root, &name, result);
            }
            FilesDone::Written {
                what,
                root,
                forgotten,
                result,
            } => {
                match result {
                    Ok(layout) => {
                        self.forget_variables(&forgotten);
                        self.tell_layout(&what, layout);
                    }
                    Err(error) => self.not_written(&what, &error),
                }
                self.read_collection(root);
            }
            FilesDone::DefaultsWritten {
                what,
                root,
                found,
                result,
            } => self.defaults_written(&what, root, found, result),
            FilesDone::SecretUses { root, uses } => {
                self.uses_counted(&root, &uses);
                return;
            }
            FilesDone::Export(done) => {
                self.export_files_done(done);
                return;
            }
            FilesDone::Import(done) => self.import_files_done(done),
            FilesDone::Run(done) => {
                self.run_files_done(done);
                return;
            }
            FilesDone::Quiet => return,
            FilesDone::Broke => {
                let text = "Work on files broke off; nothing was changed. Please report this";
                self.overlay.toasts.push(Kind::Problem, text);
                self.session.workspace.environment_writes.broke();
                self.run_broke();
                for file in self.session.tabs.iter_mut().filter_map(|tab| tab.file.as_mut()) {
                    file.writing = Writing::Idle;
                }
            }
        }
        self.session.unrecorded = Unrecorded::Something;
    }
}

/// The secret variables of requests, by the places that they have.
pub(super) fn secrets_of(store: &CollectionStore, root: &Path, requests: Vec<ItemPath>) -> Vec<VariableKey> {
    let mut keys = Vec::new();
    for path in requests {
        let Ok(opened) = store.read_request(root, &path) else {
            continue;
        };
        let secrets = opened.content.variables.into_iter();
        keys.extend(
            secrets
                .filter(|variable| variable.value == VariableValue::Secret)
                .map(|variable| VariableKey {
                    place: VariablePlace::item(root, path.as_str()),
                    name: variable.name.trim().to_owned(),
                }),
        );
    }
    keys
}

/// Something new, for which no other file was written.
pub(super) fn made(path: ItemPath) -> Moved {
    Moved {
        path,
        rewritten: Vec::new(),
    }
}

/// The name of a folder for a collection of this name: without what no file name may have.
fn folder_name(name: &str) -> String {
    let usable = |ch: char| {
        if ch.is_alphanumeric() || matches!(ch, '-' | '_' | '.') {
            ch
        } else {
            '-'
        }
    };
    let name: String = name.trim().chars().map(usable).collect();
    let name = name.trim_matches(['-', '.']).to_lowercase();
    if name.is_empty() {
        "collection".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_a_collection_is_named_after_it() {
        for (name, folder) in [
            ("Pet store", "pet-store"),
            ("  Füße / 2 ", "füße---2"),
            ("../..", "collection"),
            ("a:b", "a-b"),
        ] {
            assert_eq!(folder_name(name), folder, "{name}");
        }
    }
}
