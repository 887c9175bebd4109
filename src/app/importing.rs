//! Imports collections in the window: reads files, shows what would come, writes it, and takes it back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

use super::collection_files::FilesDone;
use super::{App, Overlay, Unrecorded};
use crate::blob::read_file;
use crate::engine::Queued;
use crate::formats::import::{
    Import, ImportError, ImportFormat, ImportSource, ImportedSecret, LONGEST_IMPORT_BYTES, read_import,
    read_import_folder,
};
use crate::model::{DownloadError, Item, ItemRef};
use crate::store::collection::{CollectionStore, ImportedAs, ImportedHome, ImportedPlace};
use crate::store::import_folder::{import_folder_of, is_import_folder, read_import_folder_files};
use crate::store::keys::VariablePlace;
use crate::ui::import_action::{ImportAction, ImportTo};
use crate::ui::sentence::sentence;
use crate::ui::shell::import_page::{ImportPage, ImportState, Preview};
use crate::ui::shell::toasts::Kind;

/// Endings of files that may be collections; others are dropped for other reasons.
const ENDINGS: [&str; 9] = ["json", "yaml", "yml", "har", "bru", "http", "rest", "hurl", "sh"];

/// What the thread of the files did for an import.
pub enum ImportFiles {
    /// Files were read.
    Read(Result<Vec<Import>, String>),
    /// Dropped files were read: what they hold, or the files, when they are no collections.
    Dropped(Result<Result<Vec<Import>, String>, Vec<String>>),
    /// A folder was dropped that is nothing to import.
    DroppedFolder(PathBuf),
    /// What was read was written.
    Written(WrittenImports),
    /// The last import was taken back: the collections that are gone, and those that are to be read again.
    TakenBack {
        /// Collections of their own.
        gone: Vec<PathBuf>,
        /// Collections that it was put into.
        changed: Vec<PathBuf>,
        /// What is not there any more.
        missing: Vec<PathBuf>,
        /// What could not be taken back, to be tried again.
        left: Vec<ImportedPlace>,
        /// Why not all of it.
        problem: Option<String>,
    },
}

/// Imports that were written.
#[derive(Default)]
pub struct WrittenImports {
    /// Where, the name, and the secrets of each.
    places: Vec<(ImportedPlace, String, Vec<ImportedSecret>)>,
    /// What does not come as it was shown.
    notes: Vec<String>,
    /// Why not all of it, when it is not.
    problem: Option<String>,
}

impl App {
    /// Opens the page without a file.
    pub(super) fn open_import_page(&mut self) {
        self.show_page(Overlay::Import(Box::new(self.import_page())));
    }

    fn import_page(&self) -> ImportPage {
        let mut places = Vec::new();
        for shown in &self.session.workspace.open {
            if let Some(collection) = shown.collection() {
                places.push((collection.name.clone(), ItemRef::root(&shown.root)));
                for item in &collection.items {
                    if let Item::Folder(folder) = item {
                        let name = format!("{} / {}", collection.name, folder.name);
                        let path = folder.path.clone();
                        places.push((
                            name,
                            ItemRef {
                                root: shown.root.clone(),
                                path,
                            },
                        ));
                    }
                }
            }
        }
        ImportPage::new(places, self.session.folders.base.display().to_string())
    }

    /// Carries out an action about an import.
    pub(super) fn apply_to_import(&mut self, action: ImportAction) {
        match action {
            ImportAction::Read { path } => self.read_import_file(&path),
            ImportAction::Fetch { url } => self.fetch_import(url),
            ImportAction::ReadText(text) => self.read_import_text(text),
            ImportAction::Write(to) => self.write_import(to),
            ImportAction::Undo => self.undo_import(),
        }
    }

    fn read_import_file(&mut self, typed: &str) {
        let path = self.scope().folders.place(typed);
        let Overlay::Import(page) = &mut self.overlay.page else {
            return;
        };
        match path {
            Ok(path) => {
                page.state = ImportState::Reading;
                self.on_files(move || FilesDone::Import(ImportFiles::Read(read(&[path]))));
            }
            Err(error) => page.fail(sentence(&error.to_string())),
        }
    }

    fn read_import_text(&mut self, text: String) {
        if let Overlay::Import(page) = &mut self.overlay.page {
            page.state = ImportState::Reading;
            self.on_files(move || {
                let read = read_bytes("pasted text", text.as_bytes());
                FilesDone::Import(ImportFiles::Read(read.map(|import| vec![import])))
            });
        }
    }

    /// Fetches a file by the program's own client, after a person agreed to it.
    fn fetch_import(&mut self, url: String) {
        let Overlay::Import(page) = &mut self.overlay.page else {
            return;
        };
        self.jobs.downloads += 1;
        let network = Arc::clone(&self.session.network);
        let asked =
            self.jobs
                .engine
                .download(self.jobs.downloads, url.clone(), LONGEST_IMPORT_BYTES, network);
        match asked {
            Ok(cancel) => {
                page.state = ImportState::Fetching(url);
                self.jobs.download = Some(cancel.drop_guard());
            }
            Err(error) => page.fail(sentence(&error.to_string())),
        }
    }

    /// A download ended. What was fetched for a page that is closed by now is forgotten.
    pub(super) fn downloaded(&mut self, number: u64, result: Option<Result<Bytes, DownloadError>>) {
        let Overlay::Import(page) = &mut self.overlay.page else {
            return;
        };
        let ImportState::Fetching(url) = &page.state else {
            return;
        };
        if number != self.jobs.downloads {
            return;
        }
        match result {
            None => page.state = ImportState::Empty,
            Some(Err(error)) => {
                let text = format!("{}. {}", sentence(&error.to_string()), error.hint());
                page.fail(text);
            }
            Some(Ok(bytes)) => {
                let name = url.split(['?', '#']).next().unwrap_or_default().to_owned();
                page.state = ImportState::Reading;
                self.on_files(move || {
                    let read = read_bytes(&name, &bytes);
                    FilesDone::Import(ImportFiles::Read(read.map(|import| vec![import])))
                });
            }
        }
    }

    /// Whether dropped files may be collections: then they are read, and what is none comes back.
    pub(super) fn ask_for_import_in(&mut self, dropped: &[PathBuf], paths: &[String]) -> Queued {
        let may_be = |path: &PathBuf| {
            let ending = path.extension().and_then(|ending| ending.to_str());
            ending.is_some_and(|ending| ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending)))
        };
        let is_free = matches!(self.overlay.page, Overlay::None | Overlay::Import(_));
        if !is_free || !dropped.iter().all(may_be) {
            return Queued::No;
        }
        let (dropped, paths) = (dropped.to_vec(), paths.to_vec());
        self.on_files(move || {
            let is_one = dropped.iter().any(|path| is_import(path));
            FilesDone::Import(ImportFiles::Dropped(if is_one {
                Ok(read(&dropped))
            } else {
                Err(paths)
            }))
        })
    }

    /// A dropped folder is opened as a collection, or imported, when it is one of another program.
    pub(super) fn take_dropped_folder(&mut self, folder: &Path) {
        if !matches!(self.overlay.page, Overlay::None | Overlay::Import(_)) {
            self.open_collection(folder);
            return;
        }
        let folder = folder.to_path_buf();
        self.on_files(move || {
            FilesDone::Import(if is_import_folder(&folder) {
                ImportFiles::Dropped(Ok(read(&[folder])))
            } else {
                ImportFiles::DroppedFolder(folder)
            })
        });
    }

    /// The thread of the files did something for an import.
    pub(super) fn import_files_done(&mut self, done: ImportFiles) {
        match done {
            ImportFiles::Read(result) => self.show_import(result),
            ImportFiles::Dropped(Ok(result)) => {
                if !matches!(self.overlay.page, Overlay::Import(_)) {
                    self.open_import_page();
                }
                self.show_import(result);
            }
            ImportFiles::Dropped(Err(paths)) => self.take_dropped(paths),
            ImportFiles::DroppedFolder(folder) => self.open_collection(&folder),
            ImportFiles::Written(written) => self.import_written(written),
            ImportFiles::TakenBack {
                gone,
                changed,
                missing,
                mut left,
                problem,
            } => {
                for root in gone {
                    self.close_collection(&root);
                }
                for root in changed {
                    self.files_changed(root);
                }
                left.append(&mut self.session.workspace.imported);
                self.session.workspace.imported = left;
                let (kind, text) = match (problem, missing.is_empty()) {
                    (Some(problem), _) => (Kind::Problem, problem),
                    (None, true) => (Kind::Done, "The import was taken back".to_owned()),
                    (None, false) => (Kind::Refused, not_there(&missing)),
                };
                self.overlay.toasts.push(kind, text);
            }
        }
        self.session.unrecorded = Unrecorded::Something;
    }

    fn show_import(&mut self, result: Result<Vec<Import>, String>) {
        if let Overlay::Import(page) = &mut self.overlay.page {
            match result {
                Ok(imports) => page.state = ImportState::Read(Preview::new(imports)),
                Err(why) => page.fail(why),
            }
        }
    }

    fn write_import(&mut self, to: ImportTo) {
        let to = match to {
            ImportTo::Into(item) => ImportInto::Item(item),
            ImportTo::NewCollection(typed) => match self.scope().folders.place(&typed) {
                Ok(folder) => ImportInto::Folder(folder),
                Err(error) => {
                    self.overlay
                        .toasts
                        .push(Kind::Problem, sentence(&error.to_string()));
                    return;
                }
            },
        };
        if let ImportInto::Item(item) = &to
            && self.refuses_to_write(&item.root)
        {
            return;
        }
        let Overlay::Import(page) = &mut self.overlay.page else {
            return;
        };
        let ImportState::Read(preview) = std::mem::take(&mut page.state) else {
            return;
        };
        let imports = preview.imports.clone();
        page.state = ImportState::Writing(preview);
        let store = self.session.collections.clone();
        self.on_files(move || {
            let mut written = WrittenImports::default();
            written.problem = write(&store, &imports, &to, &mut written).err();
            FilesDone::Import(ImportFiles::Written(written))
        });
    }

    fn import_written(&mut self, written: WrittenImports) {
        let WrittenImports {
            places,
            notes,
            problem,
        } = written;
        let mut lines = Vec::new();
        for (place, name, secrets) in &places {
            for secret in secrets {
                let home = match place.home(secret) {
                    Some(ImportedHome::Collection) => VariablePlace::collection(&place.root),
                    Some(ImportedHome::Folder(path)) => VariablePlace::item(&place.root, path.as_str()),
                    Some(ImportedHome::Environment(name)) => VariablePlace::environment(&place.root, name),
                    None => continue,
                };
                self.keep_variable(&home, &secret.name, secret.value.clone());
            }
            if place.made == ImportedAs::Collection {
                self.open_collection(&place.root);
            } else {
                self.files_changed(place.root.clone());
            }
            lines.push(match &place.made {
                ImportedAs::Environments => format!("The environments are in {}", place.path().display()),
                ImportedAs::Collection | ImportedAs::Folder(_) => {
                    format!("{name} is in {}", place.path().display())
                }
            });
        }
        // The page may have been closed, and opened for the next file, while this one was written.
        let is_at_another = |page: &ImportPage| {
            matches!(
                page.state,
                ImportState::Asked(_) | ImportState::Fetching(_) | ImportState::Read(_)
            )
        };
        match &mut self.overlay.page {
            Overlay::Import(page) if !is_at_another(page) => {
                page.state = match &problem {
                    Some(problem) if lines.is_empty() => ImportState::Failed(problem.clone()),
                    _ => ImportState::Done { lines, notes },
                };
            }
            _ => {
                for line in lines {
                    self.overlay.toasts.push(Kind::Done, line);
                }
            }
        }
        if let Some(problem) = problem {
            self.overlay.toasts.push(Kind::Problem, problem);
        }
        // An import of which nothing was written leaves the one before, which can still be taken back.
        if !places.is_empty() {
            self.session.workspace.imported = places.into_iter().map(|(place, ..)| place).collect();
        }
    }

    /// Takes the last import back.
    pub(super) fn undo_import(&mut self) {
        let places = std::mem::take(&mut self.session.workspace.imported);
        if places.is_empty() {
            let text = "Nothing was imported since the start of the program";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        }
        if matches!(self.overlay.page, Overlay::Import(_)) {
            self.close_page();
        }
        let store = self.session.collections.clone();
        self.on_files(move || {
            let (mut gone, mut changed) = (Vec::new(), Vec::new());
            let (mut missing, mut left, mut problem) = (Vec::new(), Vec::new(), None);
            for place in places.into_iter().rev() {
                let taken = store.take_back(&place);
                match (&place.made, &taken) {
                    (ImportedAs::Collection, Ok(absent)) if absent.is_empty() => {
                        gone.push(place.root.clone());
                    }
                    (ImportedAs::Collection, _) => {}
                    (ImportedAs::Folder(_) | ImportedAs::Environments, _) => changed.push(place.root.clone()),
                }
                match taken {
                    Ok(absent) => missing.extend(absent),
                    Err(error) => {
                        problem = Some(format!(
                            "Not all of the import was taken back: {error}. {}",
                            error.hint()
                        ));
                        left.insert(0, place);
                    }
                }
            }
            FilesDone::Import(ImportFiles::TakenBack {
                gone,
                changed,
                missing,
                left,
                problem,
            })
        });
    }
}

/// What is said of places that were to be taken back.
fn not_there(missing: &[PathBuf]) -> String {
    let names: Vec<String> = missing.iter().map(|path| path.display().to_string()).collect();
    format!("Not there any more, so not taken back: {}", names.join(", "))
}

/// Where an import goes, as a place on the disk.
enum ImportInto {
    Folder(PathBuf),
    Item(ItemRef),
}

fn is_import(path: &Path) -> bool {
    let Ok(bytes) = read_file(path, LONGEST_IMPORT_BYTES as u64) else {
        return false;
    };
    let name = path.to_string_lossy();
    let source = ImportSource {
        name: &name,
        bytes: &bytes,
    };
    !matches!(
        read_import(source),
        Err(ImportError::Unknown
            | ImportError::NoText
            | ImportError::Broken { .. }
            | ImportError::Nothing {
                format: ImportFormat::ShellScript
            })
    )
}

/// Reads all of the files and folders, or says why one can not be read.
fn read(paths: &[PathBuf]) -> Result<Vec<Import>, String> {
    paths.iter().map(|path| read_one(path)).collect()
}

fn read_one(path: &Path) -> Result<Import, String> {
    let name = path.to_string_lossy();
    let import = if let Some(folder) = import_folder_of(path) {
        let folder = read_import_folder_files(&folder)
            .map_err(|error| format!("{}. {}", sentence(&error.to_string()), error.hint()))?;
        read_import_folder(&folder)
    } else {
        let bytes = read_file(path, LONGEST_IMPORT_BYTES as u64)
            .map_err(|error| format!("The file {name} can not be read: {error}. Check the path"))?;
        return read_bytes(&name, &bytes);
    };
    import
        .map(Import::with_general_notes)
        .map_err(|error| format!("{name}: {error}. {}", error.hint()))
}

fn read_bytes(name: &str, bytes: &[u8]) -> Result<Import, String> {
    read_import(ImportSource { name, bytes })
        .map(Import::with_general_notes)
        .map_err(|error| format!("{name}: {error}. {}", error.hint()))
}

/// Writes what was read until something can not be written.
fn write(
    store: &CollectionStore,
    imports: &[Import],
    to: &ImportInto,
    written: &mut WrittenImports,
) -> Result<(), String> {
    let mut homeless = None;
    for import in imports {
        for collection in &import.collections {
            if import.passes_over(collection) {
                written.notes.push(format!(
                    "{} has no requests and was not imported",
                    collection.name
                ));
                continue;
            }
            let place = match to {
                ImportInto::Folder(_) if collection.items.is_empty() => {
                    let first = collection.environments.first();
                    let name = first.map_or("The file", |first| first.name.as_str());
                    homeless = Some(format!(
                        "{name} holds environments alone: choose the collection that they are for"
                    ));
                    continue;
                }
                ImportInto::Folder(parent) => store
                    .import_as_collection(parent, collection)
                    .map_err(|error| format!("Not imported: {error}. {}", error.hint())),
                ImportInto::Item(item) => store
                    .import_into(&item.root, &item.path, collection)
                    .map_err(|error| format!("Not imported: {error}. {}", error.hint())),
            }?;
            let notes = place.notes.iter().map(|note| match note.place.as_str() {
                "" => note.text.clone(),
                place => format!("{place}: {}", note.text),
            });
            written.notes.extend(notes);
            written
                .places
                .push((place, collection.name.clone(), collection.secrets.clone()));
        }
    }
    homeless.map_or(Ok(()), Err)
}
