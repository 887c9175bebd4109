//! Paths on their way into the request: from a dialog, or dropped on the window.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

use eframe::egui::Context;

use super::dialogs::{Answer, Picked, Question};
use super::jobs::Dialog;
use super::{App, Overlay, Unrecorded};
use crate::app::tab::Tab;
use crate::engine::Queued;
use crate::model::{BodyKind, DraftId, Network, PartKind, PartRow};
use crate::ui::pick::PickTarget;
use crate::ui::section::Section;
use crate::ui::shell::export_page::PathFrom;
use crate::ui::shell::toasts::Kind;

impl App {
    /// Opens a file dialog for a field. One at a time.
    pub(super) fn browse(&mut self, target: PickTarget) {
        if self.jobs.dialog == Dialog::Open {
            self.overlay
                .toasts
                .push(Kind::Refused, "A file dialog is open already");
            return;
        }
        let draft = self.tab().map(|tab| tab.draft.id.clone());
        let file_name = match (target, &self.overlay.page) {
            (PickTarget::SaveText(place), _) => place.file_name(),
            (PickTarget::ExportKeys, _) => super::settings::KEYS_FILE,
            (PickTarget::Export, Overlay::Export(page)) => {
                page.path.rsplit(['/', MAIN_SEPARATOR]).next().unwrap_or_default()
            }
            (_, Overlay::Save(page)) => page.path.rsplit(['/', MAIN_SEPARATOR]).next().unwrap_or_default(),
            _ => "",
        };
        let question = Question {
            draft,
            target,
            file_name: file_name.to_owned(),
        };
        if self.jobs.dialogs.ask(question) == Queued::Yes {
            self.jobs.dialog = Dialog::Open;
        }
    }

    /// Puts the answer of a dialog into its field.
    pub(super) fn answered(&mut self, answer: Answer) {
        self.jobs.dialog = Dialog::Closed;
        let path = match answer.picked {
            Picked::Path(path) => path,
            Picked::Nothing => return,
            Picked::NoDialog => {
                let text =
                    "No file dialog answers on this system: type the path, or drop the file on the window";
                self.overlay.toasts.push(Kind::Problem, text);
                return;
            }
        };
        let Some(path) = self.text_of(&path) else { return };
        let of_question = |tab: &&mut Tab| Some(&tab.draft.id) == answer.question.draft.as_ref();
        let tab = self.session.tabs.iter_mut().find(of_question);
        match (answer.question.target, tab) {
            (PickTarget::BodyFile, Some(tab)) => {
                let body = &mut tab.draft.request.http.body;
                (body.kind, body.file.path) = (BodyKind::File, path);
                self.session.touched.push(tab.draft.id.clone());
            }
            (PickTarget::Part(row), Some(tab)) => {
                let parts = &mut tab.draft.request.http.body.parts;
                if let Some(part) = parts.iter_mut().find(|part| part.row == row) {
                    part.path = path;
                }
                self.session.touched.push(tab.draft.id.clone());
            }
            (PickTarget::SaveBody, _) => {
                if let Overlay::Save(page) = &mut self.overlay.page {
                    page.path = path;
                }
            }
            (PickTarget::Authority, _) => self.edit_network(|network| network.authorities.push(path)),
            (PickTarget::ClientCertificate(index), _) => self.edit_network(|network| {
                if let Some(entry) = network.client_certificates.get_mut(index) {
                    entry.certificate = path;
                }
            }),
            (PickTarget::ClientKey(index), _) => self.edit_network(|network| {
                if let Some(entry) = network.client_certificates.get_mut(index) {
                    entry.key = path;
                }
            }),
            (PickTarget::TextFile(place), Some(tab)) => {
                let draft = tab.draft.id.clone();
                self.read_text(draft, place, path);
            }
            (PickTarget::Export, _) => {
                if let Overlay::Export(page) = &mut self.overlay.page {
                    page.path = path;
                    page.path_from = PathFrom::Person;
                }
            }
            (PickTarget::Import | PickTarget::ImportFolder, _) => {
                if let Overlay::Import(page) = &mut self.overlay.page {
                    page.path = path;
                }
            }
            (PickTarget::RunData, _) => {
                if let Some(page) = &mut self.overlay.running.page {
                    page.form.data = path;
                }
            }
            (PickTarget::Collection, _) => {
                if let Overlay::OpenCollection(page) = &mut self.overlay.page {
                    page.path = path;
                }
            }
            (PickTarget::CollectionFolder, _) => {
                if let Overlay::NewCollection(page) = &mut self.overlay.page {
                    page.folder = path;
                }
            }
            (PickTarget::ExportKeys | PickTarget::ImportKeys, _) => {
                if let Overlay::Settings(page) = &mut self.overlay.page {
                    page.picked_keys_file(path);
                }
            }
            (PickTarget::SaveText(place), Some(tab)) => {
                let text = place.of(&tab.draft.request).clone();
                self.save_text(text, path);
            }
            (
                PickTarget::BodyFile
                | PickTarget::Part(_)
                | PickTarget::TextFile(_)
                | PickTarget::SaveText(_),
                None,
            ) => {}
        }
    }

    /// Changes the network settings for the sends to come.
    pub(super) fn edit_network(&mut self, edit: impl FnOnce(&mut Network)) {
        edit(Arc::make_mut(&mut self.session.network));
        self.session.unrecorded = Unrecorded::Something;
    }

    /// Takes files that were dropped on the window: into the multipart body when that is what is shown, else
    /// the first one as the body. A single one may hold credentials, which are looked for first.
    pub(super) fn dropped(&mut self, ctx: &Context) {
        let dropped: Vec<PathBuf> = ctx.input(|input| {
            let files = input.raw.dropped_files.iter();
            files.map(|file| file.path().to_owned()).collect()
        });
        let paths: Vec<String> = dropped.iter().filter_map(|path| self.text_of(path)).collect();
        let Some(first) = paths.first().cloned() else {
            return;
        };
        if let [folder] = dropped.as_slice()
            && folder.is_dir()
        {
            self.take_dropped_folder(folder);
            return;
        }
        if self.dropped_on_verify_page(&first) {
            return;
        }
        if self.ask_for_import_in(&dropped, &paths) == Queued::Yes {
            return;
        }
        self.take_dropped(paths);
    }

    /// Takes dropped files that are nothing else: credentials, the body, or parts of it.
    pub(super) fn take_dropped(&mut self, paths: Vec<String>) {
        let Some(first) = paths.first().cloned() else {
            return;
        };
        self.touch_front();
        if paths.len() == 1 && self.ask_for_credentials_in(&first) == Queued::Yes {
            return;
        }
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        if tab.draft.request.http.body.kind == BodyKind::Multipart {
            tab.section = Section::Body;
            let parts = &mut tab.draft.request.http.body.parts;
            parts.extend(paths.into_iter().map(part_of_file));
            return;
        }
        let draft = tab.draft.id.clone();
        self.file_as_body(&draft, first);
        if paths.len() > 1 {
            let text = "Only the first file is the body; choose Multipart to send several";
            self.overlay.toasts.push(Kind::Refused, text);
        }
    }

    /// Takes a dropped file as the body, or as a part of it.
    pub(super) fn file_as_body(&mut self, draft: &DraftId, path: String) {
        let Some(tab) = self.session.tabs.iter_mut().find(|tab| tab.draft.id == *draft) else {
            return;
        };
        tab.section = Section::Body;
        let body = &mut tab.draft.request.http.body;
        if body.kind == BodyKind::Multipart {
            body.parts.push(part_of_file(path));
        } else {
            (body.kind, body.file.path) = (BodyKind::File, path);
        }
    }

    /// The path as text, which is what a field and a saved request hold.
    fn text_of(&mut self, path: &Path) -> Option<String> {
        match path.to_str() {
            Some("") => None,
            Some(text) => Some(text.to_owned()),
            None => {
                let text = "The name of this file is not Unicode: rename it to send it";
                self.overlay.toasts.push(Kind::Problem, text);
                None
            }
        }
    }
}

fn part_of_file(path: String) -> PartRow {
    PartRow {
        name: "file".to_owned(),
        kind: PartKind::File,
        path,
        ..PartRow::default()
    }
}
