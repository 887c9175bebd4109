//! Exports of collections: made and written on the thread of the files.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use super::collection_files::FilesDone;
use super::{App, Overlay};
use crate::blob::SharedBody;
use crate::formats::export::{ExportFormat, ExportSource, Exported, export};
use crate::model::{Collection, Item, ItemRef};
use crate::ui::export_action::{Existing, ExportAction, ExportChoice};
use crate::ui::sentence::sentence;
use crate::ui::shell::export_page::{ExportPage, ExportSourceRow, ExportState, Made, PathFrom};
use crate::ui::shell::toasts::Kind;

/// What the thread of the files did for an export.
pub enum ExportFiles {
    /// It was made.
    Made(ExportChoice, Exported),
    /// It was written: in a sentence each, or why not.
    Written(Result<Vec<String>, NotWritten>),
}

/// Why an export was not written.
pub enum NotWritten {
    /// A file is there already.
    Exists(PathBuf),
    /// Something else, in a sentence.
    Problem(String),
}

impl App {
    /// Opens the page for the row of the sidebar that has the keyboard, or else for the collection in front.
    pub(super) fn export_collection(&mut self) {
        let item = self
            .item_of_sidebar()
            .or_else(|| self.root_in_front().map(ItemRef::root));
        let first = self
            .session
            .workspace
            .open
            .first()
            .map(|shown| ItemRef::root(&shown.root));
        if let Some(item) = item.or(first) {
            self.open_export_page(item);
        } else {
            let text = "An export is of a collection: open one, or put this request into one";
            self.overlay.toasts.push(Kind::Refused, text);
        }
    }

    /// Carries out an action about an export.
    pub(super) fn apply_to_export(&mut self, action: ExportAction) {
        match action {
            ExportAction::Open(item) => self.open_export_page(item),
            ExportAction::Make(choice) => self.make_export(choice),
            ExportAction::Write { path, existing } => self.write_export(&path, existing),
        }
    }

    fn open_export_page(&mut self, item: ItemRef) {
        let mut sources = Vec::new();
        for shown in &self.session.workspace.open {
            if let Some(collection) = shown.collection() {
                sources.push(self.source_of(ItemRef::root(&shown.root), collection.name.clone(), collection));
                for folder in &collection.items {
                    if let Item::Folder(folder) = folder {
                        let name = format!("{} / {}", collection.name, folder.name);
                        let item = ItemRef {
                            root: shown.root.clone(),
                            path: folder.path.clone(),
                        };
                        sources.push(self.source_of(item, name, collection));
                    }
                }
            }
        }
        let known = sources.iter().position(|source| source.item == item);
        let chosen = match (known, self.session.workspace.collection(&item.root)) {
            (Some(at), _) => at,
            (None, Some(collection)) => {
                let name = format!("{} / {}", collection.name, self.name_of(&item));
                sources.push(self.source_of(item, name, collection));
                sources.len() - 1
            }
            (None, None) => {
                let text = "The collection is not read yet, or can not be: nothing to export";
                self.overlay.toasts.push(Kind::Refused, text);
                return;
            }
        };
        self.close_page();
        let page = ExportPage::new(sources, chosen, ExportFormat::default());
        self.show_page(Overlay::Export(Box::new(page)));
    }

    fn source_of(&self, item: ItemRef, name: String, collection: &Collection) -> ExportSourceRow {
        let unsaved = self.session.workspace.unsaved.iter();
        let count = unsaved
            .filter(|unsaved| unsaved.root == item.root && unsaved.path.is_in(&item.path))
            .count();
        ExportSourceRow {
            name,
            environments: collection.environments.iter().map(|of| of.name.clone()).collect(),
            remark: match count {
                0 => String::new(),
                1 => "1 request has unsaved edits: its file is exported".to_owned(),
                count => format!("{count} requests have unsaved edits: their files are exported"),
            },
            item,
        }
    }

    fn make_export(&mut self, choice: ExportChoice) {
        self.propose_file(&choice);
        let Some(collection) = self.session.workspace.collection(&choice.item.root).cloned() else {
            if let Overlay::Export(page) = &mut self.overlay.page {
                page.state = ExportState::Failed("The collection is not open any more".to_owned());
            }
            return;
        };
        let store = self.session.collections.clone();
        let globals = self.session.workspace.globals.variables.clone();
        self.on_files(move || {
            let source = ExportSource {
                tree: store.read_tree(&collection, &choice.item.path),
                globals,
                environment: choice.environment.clone(),
            };
            let exported = export(source, choice.format);
            FilesDone::Export(ExportFiles::Made(choice, exported))
        });
    }

    /// A file beside the collection's folder, with its name, until somebody types another.
    fn propose_file(&mut self, choice: &ExportChoice) {
        let name = file_name(&self.name_of(&choice.item));
        let folder = self.session.folders.base.clone();
        if let Overlay::Export(page) = &mut self.overlay.page
            && page.path_from == PathFrom::Name
        {
            page.path = format!(
                "{}{MAIN_SEPARATOR}{name}.{}",
                folder.display(),
                choice.format.ending()
            );
        }
    }

    fn write_export(&mut self, typed: &str, existing: Existing) {
        let path = match self.scope().folders.place(typed) {
            Ok(path) => path,
            Err(error) => {
                let text = sentence(&error.to_string());
                self.overlay.toasts.push(Kind::Problem, text);
                return;
            }
        };
        let Overlay::Export(page) = &mut self.overlay.page else {
            return;
        };
        let made = match std::mem::take(&mut page.state) {
            ExportState::Made(made) | ExportState::Exists(made, _) => made,
            other => {
                page.state = other;
                return;
            }
        };
        let exported = made.exported.clone();
        page.state = ExportState::Writing(made);
        self.on_files(move || FilesDone::Export(ExportFiles::Written(write(&path, &exported, existing))));
    }

    /// The thread of the files did something for an export.
    pub(super) fn export_files_done(&mut self, done: ExportFiles) {
        let Overlay::Export(page) = &mut self.overlay.page else {
            if let ExportFiles::Written(Err(NotWritten::Problem(problem))) = done {
                self.overlay.toasts.push(Kind::Problem, problem);
            }
            return;
        };
        match done {
            ExportFiles::Made(choice, exported) => {
                // Another one may have been chosen meanwhile.
                if page.choice() == Some(choice) {
                    page.state = match exported.requests {
                        0 => ExportState::Failed(nothing(&exported)),
                        _ => ExportState::Made(Made::new(exported)),
                    };
                }
            }
            ExportFiles::Written(result) => {
                let ExportState::Writing(made) = std::mem::take(&mut page.state) else {
                    return;
                };
                page.state = match result {
                    Ok(lines) => ExportState::Done(lines),
                    Err(NotWritten::Exists(file)) => {
                        let text = format!("{} is there already, and nothing was written", file.display());
                        ExportState::Exists(made, text)
                    }
                    Err(NotWritten::Problem(problem)) => {
                        self.overlay.toasts.push(Kind::Problem, problem);
                        ExportState::Made(made)
                    }
                };
            }
        }
    }
}

fn nothing(exported: &Exported) -> String {
    let first = exported
        .report
        .first()
        .map(|note| format!(": {}", note.text))
        .unwrap_or_default();
    format!("There is no request in it that could be exported{first}")
}

/// The name of a collection as that of a file: what no file is called goes.
fn file_name(name: &str) -> String {
    let usable = |letter: char| !letter.is_control() && !r#"/\:*?"<>|"#.contains(letter);
    let name: String = name.chars().filter(|letter| usable(*letter)).take(80).collect();
    match name.trim().trim_matches('.') {
        "" => "collection".to_owned(),
        name => name.to_owned(),
    }
}

/// Writes the collection, and environments beside it; a file that is there only when it is to be replaced.
fn write(path: &Path, exported: &Exported, existing: Existing) -> Result<Vec<String>, NotWritten> {
    let files = exported.files(path);
    if existing == Existing::Kept
        && let Some((file, _)) = files.iter().find(|(file, _)| file.symlink_metadata().is_ok())
    {
        return Err(NotWritten::Exists(file.clone()));
    }
    for (file, text) in &files {
        let body = SharedBody::default();
        body.append(text.as_bytes());
        body.save_to(file).map_err(|error| {
            NotWritten::Problem(format!(
                "{} was not written ({error}): choose another place",
                file.display()
            ))
        })?;
    }
    let lines = files.iter().map(|(file, _)| format!("Wrote {}", file.display()));
    Ok(lines.collect())
}
