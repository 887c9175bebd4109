//! What requests inherit from a folder or a collection: opened, and written.

use std::path::{Path, PathBuf};

use super::collection_files::FilesDone;
use super::environment_files::next_step;
use super::secrets::note_mut;
use super::{App, Overlay, Tab};
use crate::engine::Queued;
use crate::model::{AuthKind, Defaults, DraftId, Item, ItemPath, ItemRef, LongText, SecretScan};
use crate::redact::{Suspect, secrets_typed};
use crate::resolve::ancestors_of;
use crate::store::collection::{CollectionStore, Conflict, FolderContent, Revision, SaveError};
use crate::store::keys::VariableKey;
use crate::store::opencollection::Layout;
use crate::ui::collection_action::WithSuspects;
use crate::ui::secret_notes::SecretNote;
use crate::ui::sentence::sentence;
use crate::ui::shell::defaults_page::DefaultsPage;
use crate::ui::shell::toasts::Kind;

impl App {
    /// Writes what requests inherit from a folder, or from the collection itself. What another program changed since it
    /// was read is left as it is. When they are written, the values of the `forgotten` secrets are.
    pub(super) fn write_defaults(
        &mut self,
        root: PathBuf,
        path: ItemPath,
        what: &str,
        (known, defaults): (Defaults, Defaults),
        forgotten: Vec<VariableKey>,
    ) {
        let what = what.to_owned();
        let store = self.session.collections.clone();
        self.on_files(move || FilesDone::Written {
            what,
            forgotten,
            result: write_known(&store, &root, &path, &known, defaults),
            root,
        });
    }

    /// Opens the page of what the request in front inherits: of what answers for its auth, else of what it stands in.
    pub(super) fn open_inherited(&mut self) {
        let Some(item) = self.tab().and_then(Tab::item) else {
            self.open_shared();
            return;
        };
        let (root, path) = (item.root.clone(), item.path.clone());
        let Some(collection) = self.session.workspace.collection(&root) else {
            self.open_shared();
            return;
        };
        let above = collection.folders_above(&path);
        let answers = above
            .iter()
            .find(|folder| !matches!(folder.defaults.auth.kind, AuthKind::Inherit | AuthKind::None));
        let path = answers.map_or_else(ItemPath::default, |folder| folder.path.clone());
        self.open_defaults(&ItemRef { root, path });
    }

    /// Opens the page of what requests of a folder or collection inherit.
    pub(super) fn open_defaults(&mut self, item: &ItemRef) {
        let Some(collection) = self.session.workspace.collection(&item.root).cloned() else {
            return;
        };
        if self.refuses_to_write(&item.root) {
            return;
        }
        let (name, defaults, docs) = match collection.item(&item.path) {
            Some(Item::Folder(folder)) => (
                format!("the folder {}", folder.name),
                Defaults::clone(&folder.defaults),
                folder.docs.clone(),
            ),
            _ => (
                format!("the collection {}", collection.name),
                Defaults::clone(&collection.defaults),
                collection.docs.clone(),
            ),
        };
        let id = DraftId::from_random((self.ambient.random)());
        let above = ancestors_of(&collection, &item.path);
        // The page of this very item may be open.
        self.close_page();
        let mut page = match self.take_closed_defaults(item) {
            Some(mut kept) => {
                kept.follow(name, above);
                kept
            }
            None => Box::new(DefaultsPage::new(
                (id, self.now()),
                item.clone(),
                name,
                (defaults, docs),
                above,
            )),
        };
        self.type_defaults_again(&mut page);
        self.show_page(Overlay::Defaults(page));
    }

    /// Writes what is typed on the page, typed secrets made variables first.
    pub(super) fn save_defaults_page(&mut self) {
        let mut page = match std::mem::take(&mut self.overlay.page) {
            Overlay::Defaults(page) => page,
            other => {
                self.overlay.page = other;
                return;
            }
        };
        let draft = &mut page.draft;
        for part in self.auth_secrets_to_variables(&mut draft.request.http.auth, &[], &page.item.root, None) {
            *note_mut(&mut draft.secrets, part) = SecretNote::Quiet;
        }
        page.suspects = self.suspects_of(&page);
        if !page.suspects.is_empty() {
            self.overlay.page = Overlay::Defaults(page);
            return;
        }
        let (defaults, docs) = page.typed();
        let what = format!("what {} gives to its requests", page.name);
        let (item, known) = (page.item.clone(), (page.known.clone(), page.known_docs.clone()));
        let store = self.session.collections.clone();
        let queued = self.on_files(move || {
            let (result, found) = write_page(&store, &item, &known, (defaults, docs));
            FilesDone::DefaultsWritten {
                what,
                root: item.root,
                found,
                result,
            }
        });
        match queued {
            Queued::Yes => self.overlay.saving_defaults = Some(page),
            Queued::No => self.overlay.page = Overlay::Defaults(page),
        }
    }

    /// What looks like a secret on the page, but for what a person said is none.
    fn suspects_of(&self, page: &DefaultsPage) -> Vec<Suspect> {
        if self.session.settings.security.secret_scan == SecretScan::Off {
            return Vec::new();
        }
        let mut suspects = secrets_typed(&page.draft.request);
        suspects.retain(|suspect| !page.kept_suspects.contains(suspect));
        suspects
    }

    /// Goes on with the save of the page, in which something looks like a secret.
    pub(super) fn save_defaults_with_suspects(&mut self, choice: WithSuspects) {
        let Overlay::Defaults(page) = &mut self.overlay.page else {
            return;
        };
        let suspects = std::mem::take(&mut page.suspects);
        match choice {
            WithSuspects::Keep => page.kept_suspects.extend(suspects),
            WithSuspects::MakeVariables => {
                let root = page.item.root.clone();
                let mut request = std::mem::take(&mut page.draft.request);
                self.make_variables(&mut request, &root, None, suspects);
                if let Overlay::Defaults(page) = &mut self.overlay.page {
                    page.draft.request = request;
                }
            }
        }
        self.save_defaults_page();
    }

    /// What was typed on the page was written; or not, and it is on the page again.
    pub(super) fn defaults_written(
        &mut self,
        what: &str,
        root: PathBuf,
        found: Found,
        result: Result<Layout, SaveError>,
    ) {
        let page = self.overlay.saving_defaults.take();
        match result {
            Ok(layout) => self.tell_layout(what, layout),
            Err(error) => {
                self.not_written(what, &error);
                if let Some(mut page) = page {
                    if let Some((known, docs)) = found.map(|found| *found) {
                        (page.known, page.known_docs) = (known, docs);
                    }
                    self.bring_defaults_back(page);
                }
            }
        }
        self.read_collection(root);
    }

    /// Says that a file was written anew because it could not be changed in place.
    pub(super) fn tell_layout(&mut self, what: &str, layout: Layout) {
        if layout == Layout::Rewritten {
            let text = format!(
                "The file of {what} could not be changed in place and was written anew: comments in it are gone. Version \
                 control has them"
            );
            self.overlay.toasts.push(Kind::Problem, text);
        }
    }

    /// Says that something of a collection was not written.
    pub(super) fn not_written(&mut self, what: &str, error: &SaveError) {
        let text = format!("{what} was not written: {error}. {}", next_step(error));
        self.overlay.toasts.push(Kind::Problem, sentence(&text));
    }
}

/// What another program made of a file.
type Found = Option<Box<(Defaults, LongText)>>;

fn write_page(
    store: &CollectionStore,
    item: &ItemRef,
    (known, known_docs): &(Defaults, LongText),
    (defaults, docs): (Defaults, LongText),
) -> (Result<Layout, SaveError>, Found) {
    let opened = match store.read_defaults(&item.root, &item.path) {
        Ok(opened) => opened,
        Err(error) => return (Err(error.into()), None),
    };
    if !opened.content.defaults.says_the_same_as(known) || opened.content.docs != *known_docs {
        let found = (opened.content.defaults, opened.content.docs);
        return (Err(changed(opened.revision)), Some(Box::new(found)));
    }
    let content = FolderContent {
        defaults,
        docs,
        ..opened.content
    };
    let saved = store.save_defaults(&item.root, &item.path, &content, &opened.revision);
    (saved.map(|saved| saved.layout), None)
}

fn write_known(
    store: &CollectionStore,
    root: &Path,
    path: &ItemPath,
    known: &Defaults,
    defaults: Defaults,
) -> Result<Layout, SaveError> {
    let opened = store.read_defaults(root, path)?;
    if !opened.content.defaults.says_the_same_as(known) {
        return Err(changed(opened.revision));
    }
    let content = FolderContent {
        defaults,
        ..opened.content
    };
    store
        .save_defaults(root, path, &content, &opened.revision)
        .map(|saved| saved.layout)
}

/// Another program changed a file since it was read.
pub(super) fn changed(revision: Revision) -> SaveError {
    SaveError::Changed(Box::new(Conflict {
        theirs: None,
        ours: None,
        revision,
    }))
}
