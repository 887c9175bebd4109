//! The open collections: which they are, what the sidebar shows of them, and what requests of them stand in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::collection_files::{FilesDone, Reading};
use super::deleted_items::DeletedItem;
use super::environment_files::EnvironmentWrites;
use super::message::Message;
use super::overlay::Overlay;
use super::session::Unrecorded;
use super::tab_file::{FileRead, TabFile};
use super::unsaved_defaults::ClosedDefaults;
use super::unsaved_variables::ClosedVariables;
use super::variable_secrets::VariableSecrets;
use super::{App, Tab};
use crate::engine::Queued;
use crate::model::{Collection, CollectionError, DraftId, Environment, Item, ItemPath, ItemRef};
use crate::store::collection::{ImportedPlace, Revision, Watch, Watched, watch};
use crate::store::journal::{CollectionRecord, FileRecord, WorkspaceRecord};
use crate::ui::history_list::HistoryList;
use crate::ui::live::Problem;
use crate::ui::shell::defaults_page::DefaultsPage;
use crate::ui::shell::finder::Candidate;
use crate::ui::shell::open_collection_page::OpenCollectionPage;
use crate::ui::shell::toasts::Kind;
use crate::ui::shell::variables_page::VariablesPage;
use crate::ui::sidebar::row::Unsaved;
use crate::ui::sidebar::sidebar_panel::{SidebarData, UndoDelete};
use crate::ui::sidebar::sidebar_view::SidebarView;
use crate::ui::sidebar::tree::{Fold, ShownCollection, ShownContent};

/// Folders that are remembered after they were closed.
const MOST_RECENTS: usize = 12;
/// Of the sidebar, in points.
pub(super) const WIDTH: f32 = 256.0;

/// The open collections.
pub(super) struct Workspace {
    /// In the order of the sidebar.
    pub(super) open: Vec<ShownCollection>,
    /// Grows whenever one of them changes.
    pub(super) revision: u64,
    pub(super) view: SidebarView,
    /// The list in the sidebar.
    pub(super) history: HistoryList,
    pub(super) shown: SidebarShown,
    /// Of the sidebar, in points.
    pub(super) width: f32,
    /// Folders that were open before, the latest first.
    pub(super) recents: Vec<PathBuf>,
    /// The environment in force in each collection.
    pub(super) chosen: BTreeMap<PathBuf, String>,
    /// Variables of all collections.
    pub(super) globals: Environment,
    /// Values of secret variables.
    pub(super) secrets: VariableSecrets,
    /// What can be brought back, the latest last.
    pub(super) deleted: Vec<DeletedItem>,
    /// What was imported last.
    pub(super) imported: Vec<ImportedPlace>,
    /// Environments whose files are being written.
    pub(super) environment_writes: EnvironmentWrites,
    /// Requests of tabs with unsaved edits, as of the last frame.
    pub(super) unsaved: BTreeSet<ItemRef>,
    /// The page of variables while it is closed with edits.
    pub(super) closed_variables: ClosedVariables,
    pub(super) closed_defaults: ClosedDefaults,
    /// Variables that a person was warned of last, as something in them looks like a secret.
    pub(super) warned_of: Option<Environment>,
    watches: BTreeMap<PathBuf, Watch>,
}

/// Whether the sidebar is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SidebarShown {
    /// As soon as a collection is open.
    #[default]
    Auto,
    /// Always.
    Yes,
    /// Not.
    No,
}

impl Default for Workspace {
    fn default() -> Self {
        Self {
            open: Vec::new(),
            revision: 0,
            view: SidebarView::default(),
            history: HistoryList::default(),
            shown: SidebarShown::default(),
            width: WIDTH,
            recents: Vec::new(),
            chosen: BTreeMap::new(),
            globals: Environment::default(),
            secrets: VariableSecrets::default(),
            deleted: Vec::new(),
            imported: Vec::new(),
            environment_writes: EnvironmentWrites::default(),
            unsaved: BTreeSet::new(),
            closed_variables: ClosedVariables::default(),
            closed_defaults: ClosedDefaults::default(),
            warned_of: None,
            watches: BTreeMap::new(),
        }
    }
}

impl Workspace {
    /// The collection in this folder, once it is read.
    pub(super) fn collection(&self, root: &Path) -> Option<&Arc<Collection>> {
        self.open.iter().find(|shown| shown.root == root)?.collection()
    }

    /// Whether the sidebar is to be drawn.
    pub(super) fn is_shown(&self) -> bool {
        match self.shown {
            SidebarShown::Auto => !self.open.is_empty(),
            SidebarShown::Yes => true,
            SidebarShown::No => false,
        }
    }

    /// The environment in force in a collection.
    pub(super) fn environment(&self, root: &Path) -> Option<&Environment> {
        self.collection(root)?.environment(self.chosen.get(root)?)
    }

    /// Every request of the open collections, for the palette.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for collection in self.open.iter().filter_map(ShownCollection::collection) {
            collect(collection, &collection.items, &mut candidates);
        }
        candidates
    }

    /// For the journal.
    pub(super) fn record<'a>(
        &'a self,
        open_variables: Option<&VariablesPage>,
        open_defaults: impl Iterator<Item = &'a DefaultsPage>,
    ) -> WorkspaceRecord {
        WorkspaceRecord {
            collections: self
                .open
                .iter()
                .map(|shown| CollectionRecord {
                    root: shown.root.clone(),
                    environment: self.chosen.get(&shown.root).cloned().unwrap_or_default(),
                    unfolded: self
                        .view
                        .unfolded_in(&shown.root)
                        .iter()
                        .map(|path| path.as_str().to_owned())
                        .collect(),
                })
                .collect(),
            recents: self.recents.clone(),
            sidebar: match self.shown {
                SidebarShown::Auto => String::new(),
                SidebarShown::Yes => "shown".to_owned(),
                SidebarShown::No => "hidden".to_owned(),
            },
            sidebar_width: self.width,
            globals: self.globals.variables.clone(),
            unsaved_variables: self.closed_variables.record(open_variables),
            unsaved_defaults: self.closed_defaults.record(open_defaults),
        }
    }

    fn remember(&mut self, root: &Path) {
        self.recents.retain(|recent| recent != root);
        self.recents.insert(0, root.to_path_buf());
        self.recents.truncate(MOST_RECENTS);
    }
}

fn collect(collection: &Collection, items: &[Item], candidates: &mut Vec<Candidate>) {
    for item in items {
        match item {
            Item::Folder(folder) => collect(collection, &folder.items, candidates),
            Item::Request(request) => {
                let item = ItemRef {
                    root: collection.root.clone(),
                    path: request.path.clone(),
                };
                candidates.push(Candidate::kept(item, request, &collection.name));
            }
            Item::Other(_) => {}
        }
    }
}

impl App {
    /// The open collections.
    pub fn collections(&self) -> &[ShownCollection] {
        &self.session.workspace.open
    }

    /// Opens what was open in the run before.
    pub(super) fn restore_workspace(&mut self, record: WorkspaceRecord) {
        let workspace = &mut self.session.workspace;
        workspace.recents = record.recents;
        workspace.globals.variables = record.globals;
        workspace.shown = match record.sidebar.as_str() {
            "shown" => SidebarShown::Yes,
            "hidden" => SidebarShown::No,
            _ => SidebarShown::Auto,
        };
        if record.sidebar_width > 0.0 {
            workspace.width = record.sidebar_width;
        }
        for collection in record.collections {
            let workspace = &mut self.session.workspace;
            for path in collection.unfolded {
                if let Some(path) = ItemPath::new(&path) {
                    let item = ItemRef {
                        root: collection.root.clone(),
                        path,
                    };
                    workspace.view.fold(&item, Fold::Open);
                }
            }
            if !collection.environment.is_empty() {
                workspace
                    .chosen
                    .insert(collection.root.clone(), collection.environment);
            }
            self.read_collection(collection.root);
        }
        self.load_global_secrets();
        self.restore_unsaved_variables(record.unsaved_variables);
        self.restore_unsaved_defaults(record.unsaved_defaults);
        let store = self.session.collections.clone();
        self.on_files(move || {
            store.trim_deleted();
            FilesDone::Quiet
        });
    }

    /// Gives a tab of the journal its file back, which is read again.
    pub(super) fn restore_file(&mut self, tab: &mut Tab, record: &FileRecord) {
        let Some(path) = ItemPath::new(&record.path) else {
            return;
        };
        let item = ItemRef {
            root: record.root.clone(),
            path,
        };
        let revision = Revision::from_text(&record.revision);
        let mut file = TabFile::new(item.clone(), Arc::new(tab.draft.request.clone()), revision);
        file.read = FileRead::Awaited;
        if record.unsaved {
            file.unsaved = Unsaved::Some;
        }
        tab.file = Some(file);
        self.read_request(item, Reading::Restored(tab.draft.id.clone()));
    }

    /// Opens the collection in a folder, or that of a file in one; one that is open is brought into sight.
    pub(super) fn open_collection(&mut self, path: &Path) {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let root = self.session.collections.root_of(&absolute).unwrap_or(absolute);
        self.session.workspace.remember(&root);
        self.session
            .workspace
            .view
            .fold(&ItemRef::root(&root), Fold::Open);
        self.session.workspace.view.cursor = Some(ItemRef::root(&root));
        if self.session.workspace.shown == SidebarShown::No {
            self.session.workspace.shown = SidebarShown::Auto;
        }
        self.read_collection(root);
        self.session.unrecorded = Unrecorded::Something;
    }

    /// Reads a collection, for the first time or again.
    pub(super) fn read_collection(&mut self, root: PathBuf) {
        let workspace = &mut self.session.workspace;
        if !workspace.open.iter().any(|shown| shown.root == root) {
            workspace.open.push(ShownCollection {
                root: root.clone(),
                content: ShownContent::Opening,
            });
            workspace.revision += 1;
        }
        let reading = root.clone();
        let store = self.session.collections.clone();
        self.on_files(move || FilesDone::Opened {
            result: store.open(&reading).map(Box::new),
            root: reading,
        });
        self.watch_collection(root);
    }

    /// Has the system tell when something below a folder changes.
    fn watch_collection(&mut self, root: PathBuf) {
        if self.session.workspace.watches.contains_key(&root) {
            return;
        }
        let mailbox = Arc::clone(&self.jobs.mailbox);
        let told = root.clone();
        let on_watched = move |watched| {
            mailbox.put(match watched {
                Watched::Changed => Message::FilesChanged(told.clone()),
                Watched::Problem(problem) => Message::Problem(format!("{problem}. {}", problem.hint())),
            });
        };
        let watch = watch(&root, Box::new(on_watched));
        match watch {
            Ok(watch) => {
                self.session.workspace.watches.insert(root, watch);
            }
            // A folder that is not there is told when it is read.
            Err(_) if !root.is_dir() => {}
            Err(error) => {
                let text = format!("{error}. {}", error.hint());
                self.overlay.toasts.push(Kind::Problem, text);
            }
        }
    }

    /// Takes a collection out of the sidebar. Tabs keep their requests.
    pub(super) fn close_collection(&mut self, root: &Path) {
        let workspace = &mut self.session.workspace;
        workspace.open.retain(|shown| shown.root != root);
        workspace.watches.remove(root);
        workspace.remember(root);
        workspace.revision += 1;
        self.session.scope_revision += 1;
        self.session.unrecorded = Unrecorded::Something;
    }

    /// A collection was read.
    pub(super) fn collection_opened(
        &mut self,
        root: &Path,
        result: Result<Box<Collection>, CollectionError>,
    ) {
        let workspace = &mut self.session.workspace;
        let Some(shown) = workspace.open.iter_mut().find(|shown| shown.root == root) else {
            return;
        };
        let content = match result {
            Ok(collection) => ShownContent::Open(Arc::from(collection)),
            Err(error) => ShownContent::Failed(Problem {
                kind: error.kind(),
                message: error.to_string(),
                hint: error.hint(),
            }),
        };
        workspace.environment_writes.read(root);
        if matches!((&shown.content, &content), (ShownContent::Open(old), ShownContent::Open(new)) if old == new)
        {
            return;
        }
        shown.content = content;
        workspace.revision += 1;
        self.session.scope_revision += 1;
        self.session.captured.collection_read(root);
        self.load_secrets_of(root);
        self.follow_missing_values();
        self.tell_restored_defaults(root);
        self.variables_changed();
    }

    /// The files of a collection changed, by another program or by this one.
    pub(super) fn files_changed(&mut self, root: PathBuf) {
        let of_root: Vec<(DraftId, ItemRef)> = self
            .session
            .tabs
            .iter()
            .filter_map(|tab| {
                let file = tab.file.as_ref()?;
                (file.item.root == root).then(|| (tab.draft.id.clone(), file.item.clone()))
            })
            .collect();
        self.read_collection(root);
        for (draft, item) in of_root {
            self.read_request(item, Reading::Changed(draft));
        }
    }

    /// Hands work over to the thread of the files, and says when it is too busy.
    pub(super) fn on_files(&mut self, work: impl FnOnce() -> FilesDone + Send + 'static) -> Queued {
        let queued = self.jobs.files.ask(work);
        if queued == Queued::No {
            let text = "Many files are being read or written: try again in a moment";
            self.overlay.toasts.push(Kind::Problem, text);
        }
        queued
    }

    /// Shows or hides the sidebar.
    pub(super) fn toggle_sidebar(&mut self) {
        let workspace = &mut self.session.workspace;
        workspace.shown = if workspace.is_shown() {
            SidebarShown::No
        } else {
            SidebarShown::Yes
        };
        self.session.unrecorded = Unrecorded::Something;
    }

    /// Puts the cursor into the filter of the sidebar.
    pub(super) fn filter_sidebar(&mut self) {
        let workspace = &mut self.session.workspace;
        if !workspace.is_shown() {
            workspace.shown = SidebarShown::Yes;
        }
        workspace.view.filter_wanted = true;
        self.session.unrecorded = Unrecorded::Something;
    }

    /// Opens the page on which a collection is chosen.
    pub(super) fn open_collection_page(&mut self) {
        let open = &self.session.workspace.open;
        let is_closed = |root: &&PathBuf| open.iter().all(|shown| shown.root != **root);
        let recents = self.session.workspace.recents.iter().filter(is_closed);
        let page = OpenCollectionPage::new(recents.cloned().collect());
        self.show_page(Overlay::OpenCollection(page));
    }

    /// Takes note of which requests have unsaved edits.
    pub(super) fn note_unsaved(&mut self) {
        let unsaved: BTreeSet<ItemRef> = self
            .session
            .tabs
            .iter()
            .filter_map(|tab| tab.file.as_ref())
            .filter(|file| file.unsaved == Unsaved::Some)
            .map(|file| file.item.clone())
            .collect();
        if self.session.workspace.unsaved != unsaved {
            self.session.workspace.unsaved = unsaved;
        }
    }

    /// The folder of the collection that the tab in front belongs to.
    pub(super) fn root_in_front(&self) -> Option<&Path> {
        root_of(self.tab()?)
    }
}

/// The folder of the collection that a tab belongs to.
pub(super) fn root_of(tab: &Tab) -> Option<&Path> {
    Some(tab.item()?.root.as_path())
}

/// What the sidebar draws.
pub(super) fn sidebar_data<'a>(workspace: &'a Workspace, front: Option<&'a ItemRef>) -> SidebarData<'a> {
    SidebarData {
        collections: &workspace.open,
        revision: workspace.revision,
        front,
        unsaved: &workspace.unsaved,
        undo: match workspace.deleted.last() {
            Some(deleted) => UndoDelete::Of(&deleted.name),
            None => UndoDelete::Nothing,
        },
    }
}
