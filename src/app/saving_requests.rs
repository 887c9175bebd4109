//! From a tab to its file and back: save, save as, what differs, and what happens when another program was there too.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::Context;

use super::collection_files::FilesDone;
use super::secrets::secret;
use super::sending::mark_in_request;
use super::tab_file::{Presence, TabFile, Writing};
use super::{App, Overlay, Tab, Unrecorded};
use crate::engine::Queued;
use crate::model::{CollectionError, DraftId, Item, ItemPath, ItemRef, Request, VariableValue};
use crate::store::collection::{Revision, SaveError, Saved};
use crate::store::keys::{SecretPart, VariableKey, VariablePlace};
use crate::store::opencollection::Layout;
use crate::ui::shell::save_request_page::{SaveRequestPage, Target};
use crate::ui::shell::suspects_page::SaveTarget;
use crate::ui::shell::toasts::Kind;
use crate::ui::sidebar::row::Unsaved;

/// The environment that takes secrets where none is chosen.
pub(super) const FIRST_ENVIRONMENT: &str = "local";

impl App {
    /// Saves what one sees: what is typed on a page that has a Save, and nothing behind any other page; else the request.
    pub(super) fn save_in_front(&mut self, ctx: &Context) {
        match &self.overlay.page {
            Overlay::None => self.save_front(),
            Overlay::Variables(page) => {
                if let Some(save) = page.save_front() {
                    self.apply(save, ctx);
                }
            }
            Overlay::Defaults(page) if page.is_unsaved() => self.save_defaults_page(),
            _ => {}
        }
    }

    /// Writes the request in front to its file, or asks where to put it.
    pub(super) fn save_front(&mut self) {
        let Some(tab) = self.tab() else { return };
        let id = tab.draft.id.clone();
        if tab.file.is_some() {
            self.save_tab(&id);
        } else {
            self.open_save_request_page();
        }
    }

    /// Writes every request that has a file and edits.
    pub(super) fn save_all(&mut self) {
        let unsaved: Vec<DraftId> = self
            .session
            .tabs
            .iter()
            .filter(|tab| {
                tab.file
                    .as_ref()
                    .is_some_and(|file| file.unsaved == Unsaved::Some)
            })
            .map(|tab| tab.draft.id.clone())
            .collect();
        if unsaved.is_empty() {
            self.overlay.toasts.push(Kind::Refused, "Nothing is unsaved");
        }
        for id in unsaved {
            self.save_tab(&id);
        }
    }

    /// Writes the request of a tab to its file, typed secrets made variables first.
    pub(super) fn save_tab(&mut self, id: &DraftId) {
        let Some(root) = self
            .tab_of(id)
            .and_then(|tab| Some(tab.file.as_ref()?.item.root.clone()))
        else {
            return;
        };
        if self.refuses_to_write(&root) {
            return;
        }
        if self.refuses_marks(id) {
            return;
        }
        self.secrets_to_variables(id, &root, None);
        if !self.asks_about_suspects(id, SaveTarget::File) {
            self.write_tab(id);
        }
    }

    /// Says that a mark stands in the place of a secret, when one does: a file would have it as a value.
    fn refuses_marks(&mut self, id: &DraftId) -> bool {
        let Some(mark) = self
            .tab_of(id)
            .and_then(|tab| mark_in_request(&tab.draft.request))
        else {
            return false;
        };
        let text = format!(
            "Not saved: {mark} stands in the place of a secret, which the history does not keep. Type the value again, or a \
             variable"
        );
        self.overlay.toasts.push(Kind::Problem, text);
        true
    }

    pub(super) fn write_tab(&mut self, id: &DraftId) {
        let shows_conflict = self.can_show_conflict(id);
        let Some(tab) = self.session.tabs.iter_mut().find(|tab| tab.draft.id == *id) else {
            return;
        };
        let Some(file) = tab.file.as_mut() else { return };
        if file.theirs.is_some() {
            if !shows_conflict {
                let text = format!(
                    "{} was changed by another program: close this page to see both",
                    file.item.path
                );
                self.overlay.toasts.push(Kind::Refused, text);
            }
            self.show_conflict(id);
            return;
        }
        if file.writing == Writing::UnderWay {
            return;
        }
        let request = Arc::new(tab.draft.request.clone());
        let item = file.item.clone();
        let revision = match (&file.presence, file.revision.clone()) {
            (Presence::Gone { .. }, _) => {
                self.write_anew(id, &item, request);
                return;
            }
            (Presence::Unreadable { reason }, _) => {
                let text = format!(
                    "Not saved: {reason}. Mend the file, or put the request into another one with Save as"
                );
                self.overlay.toasts.push(Kind::Problem, text);
                return;
            }
            (Presence::There, None) => {
                let text = "The file is still being read: try again in a moment";
                self.overlay.toasts.push(Kind::Refused, text);
                return;
            }
            (Presence::There, Some(revision)) => revision,
        };
        let draft = id.clone();
        let store = self.session.collections.clone();
        let queued = self.on_files(move || FilesDone::Saved {
            draft,
            result: store.save_request(&item.root, &item.path, &request, &revision),
            request,
        });
        if let Some(file) = self.file_of_mut(id)
            && queued == Queued::Yes
        {
            file.writing = Writing::UnderWay;
        }
    }

    fn file_of_mut(&mut self, id: &DraftId) -> Option<&mut TabFile> {
        let mut tabs = self.session.tabs.iter_mut();
        tabs.find(|tab| tab.draft.id == *id)?.file.as_mut()
    }

    /// The file was deleted by somebody: it is made again.
    fn write_anew(&mut self, id: &DraftId, item: &ItemRef, request: Arc<Request>) {
        let folder = item.path.parent().unwrap_or_default();
        let (root, draft) = (item.root.clone(), id.clone());
        let store = self.session.collections.clone();
        self.on_files(move || FilesDone::Created {
            draft: Some(draft),
            result: store.create_request(&root, &folder, &request),
            root,
            request,
        });
    }

    /// Puts the request of a tab into a new file.
    pub(super) fn save_as(&mut self, draft: &DraftId, folder: &ItemRef, name: &str, environment: &str) {
        if self.refuses_to_write(&folder.root) {
            return;
        }
        if self.refuses_marks(draft) {
            return;
        }
        let chosen = Some(environment).filter(|name| !name.is_empty());
        self.secrets_to_variables(draft, &folder.root, chosen);
        let target = SaveTarget::New {
            folder: folder.clone(),
            name: name.to_owned(),
            environment: environment.to_owned(),
        };
        if !self.asks_about_suspects(draft, target) {
            self.write_new(draft, folder, name);
        }
    }

    pub(super) fn write_new(&mut self, draft: &DraftId, folder: &ItemRef, name: &str) {
        let Some(tab) = self.session.tabs.iter_mut().find(|tab| tab.draft.id == *draft) else {
            return;
        };
        name.clone_into(&mut tab.draft.request.info.name);
        self.session.touched.push(draft.clone());
        let request = Arc::new(tab.draft.request.clone());
        let (root, path, draft) = (folder.root.clone(), folder.path.clone(), draft.clone());
        let store = self.session.collections.clone();
        self.on_files(move || FilesDone::Created {
            draft: Some(draft),
            result: store.create_request(&root, &path, &request),
            root,
            request,
        });
    }

    /// Says why a collection can not be changed, when it can not.
    pub(super) fn refuses_to_write(&mut self, root: &Path) -> bool {
        use crate::model::CollectionAccess;

        let collection = self.session.workspace.collection(root);
        let Some(CollectionAccess::ReadOnly { reason }) = collection.map(|collection| &collection.access)
        else {
            return false;
        };
        let text = format!("The collection is only shown: {reason}");
        self.overlay.toasts.push(Kind::Problem, text);
        true
    }

    /// The request of a tab was written, or not.
    pub(super) fn request_saved(
        &mut self,
        id: &DraftId,
        request: Arc<Request>,
        result: Result<Saved, SaveError>,
    ) {
        let Some(tab) = self.session.tabs.iter_mut().find(|tab| tab.draft.id == *id) else {
            return;
        };
        let Some(file) = tab.file.as_mut() else { return };
        file.writing = Writing::Idle;
        match result {
            Ok(saved) => {
                let layout = saved.layout;
                file.revision = Some(saved.revision);
                file.saved = request;
                file.theirs = None;
                file.presence = Presence::There;
                file.look(&tab.draft.request);
                let root = file.item.root.clone();
                match layout {
                    Layout::New | Layout::Kept => self.overlay.toasts.push(Kind::Done, "Saved"),
                    Layout::Rewritten => {
                        let text = "Saved, and the file was written anew: comments in it are gone. Version control has \
                                    them";
                        self.overlay.toasts.push(Kind::Problem, text);
                    }
                }
                self.session.unrecorded = Unrecorded::Something;
                self.read_collection(root);
            }
            Err(SaveError::Changed(conflict)) => {
                file.theirs = Some(conflict);
                self.show_conflict(id);
            }
            Err(SaveError::Failed(error)) => self.files_problem("Not saved", &error),
        }
    }

    /// A request was put into a new file, or not.
    pub(super) fn request_created(
        &mut self,
        draft: Option<DraftId>,
        root: &Path,
        request: &Arc<Request>,
        result: Result<(ItemPath, Revision), CollectionError>,
        ctx: &Context,
    ) {
        let (path, revision) = match result {
            Ok(created) => created,
            Err(error) => {
                self.files_problem("Not saved", &error);
                return;
            }
        };
        let item = ItemRef {
            root: root.to_path_buf(),
            path,
        };
        self.session.workspace.view.reveal(&item);
        let file = TabFile::new(item.clone(), Arc::clone(request), Some(revision));
        if let Some(id) = draft {
            let Some(tab) = self.session.tabs.iter_mut().find(|tab| tab.draft.id == id) else {
                return;
            };
            let mut file = file;
            file.look(&tab.draft.request);
            let before = tab.file.replace(file);
            self.session.scope_revision += 1;
            if let Some(before) = before {
                self.copy_secrets(&before.item, &item, request);
            }
            self.overlay
                .toasts
                .push(Kind::Done, format!("Saved as {}", item.path));
        } else {
            self.open(Request::clone(request), ctx);
            if let Some(tab) = self.tab_mut() {
                tab.file = Some(file);
            }
        }
        self.session.unrecorded = Unrecorded::Something;
        self.read_collection(root.to_path_buf());
    }

    /// The secret variables of a request have their values in its new file too.
    fn copy_secrets(&mut self, from: &ItemRef, to: &ItemRef, request: &Request) {
        let [from, to] = [from, to].map(|item| VariablePlace::item(&item.root, item.path.as_str()));
        let secrets = request.variables.iter();
        for variable in secrets.filter(|variable| variable.value == VariableValue::Secret) {
            let [from, to] = [&from, &to].map(|place| VariableKey {
                place: place.clone(),
                name: variable.name.trim().to_owned(),
            });
            self.copy_variable(from, to);
        }
    }

    /// Opens the page that asks where to put the request in front.
    pub(super) fn open_save_request_page(&mut self) {
        let Some(tab) = self.tab() else { return };
        let workspace = &self.session.workspace;
        let into = tab
            .file
            .as_ref()
            .map(|file| ItemRef {
                root: file.item.root.clone(),
                path: file.item.path.parent().unwrap_or_default(),
            })
            .or_else(|| crate::ui::sidebar::sidebar_panel::folder_at_cursor(&workspace.view));
        let mut targets = Vec::new();
        for shown in &workspace.open {
            let Some(collection) = shown.collection() else {
                continue;
            };
            let environments: Vec<String> = collection
                .environments
                .iter()
                .map(|environment| environment.name.clone())
                .collect();
            targets.push(Target {
                folder: ItemRef::root(&shown.root),
                name: collection.name.clone(),
                depth: 0,
                environments: environments.clone(),
            });
            add_folders(&shown.root, &collection.items, 1, &environments, &mut targets);
        }
        let root = into.as_ref().map(|into| into.root.clone());
        let root = root.or_else(|| targets.first().map(|target| target.folder.root.clone()));
        let environment = root
            .and_then(|root| workspace.chosen.get(&root).cloned())
            .unwrap_or_else(|| FIRST_ENVIRONMENT.to_owned());
        let auth = &tab.draft.request.http.auth;
        let secrets = SecretPart::ALL
            .into_iter()
            .filter(|part| {
                let value = secret(auth, *part);
                !value.is_empty() && value.is_no_reference()
            })
            .map(part_name)
            .collect();
        let page = SaveRequestPage::new(
            tab.draft.id.clone(),
            tab.draft.title(),
            targets,
            into.as_ref(),
            environment,
            secrets,
        );
        self.show_page(Overlay::SaveRequest(page));
    }

    /// Says that something could not be done with files.
    pub(super) fn files_problem(&mut self, what: &str, error: &CollectionError) {
        let text = format!("{what}: {error}. {}", error.hint());
        self.overlay.toasts.push(Kind::Problem, text);
    }

    /// The tab of this identity.
    pub(super) fn tab_of(&self, id: &DraftId) -> Option<&Tab> {
        self.session.tabs.iter().find(|tab| tab.draft.id == *id)
    }
}

fn add_folders(
    root: &Path,
    items: &[Item],
    depth: usize,
    environments: &[String],
    targets: &mut Vec<Target>,
) {
    for item in items {
        if let Item::Folder(folder) = item {
            targets.push(Target {
                folder: ItemRef {
                    root: root.to_path_buf(),
                    path: folder.path.clone(),
                },
                name: folder.name.clone(),
                depth,
                environments: environments.to_vec(),
            });
            add_folders(root, &folder.items, depth + 1, environments, targets);
        }
    }
}

fn part_name(part: SecretPart) -> &'static str {
    match part {
        SecretPart::SecretAccessKey => "secret access key",
        SecretPart::SessionToken => "session token",
        SecretPart::Password => "password",
        SecretPart::BearerToken => "bearer token",
        SecretPart::ApiKey => "API key",
    }
}
