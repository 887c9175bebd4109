//! From a file to its tab: requests that are opened, files that another program changed, and both sides where the tab had
//! edits.

use std::sync::Arc;

use eframe::egui::Context;

use super::collection_files::{FilesDone, Reading};
use super::secrets::secret_mut;
use super::tab_file::{FileRead, Presence, TabFile, Writing};
use super::{App, Overlay, Tab, Unrecorded};
use crate::model::{CollectionError, DraftId, ItemRef, Request, Secret};
use crate::store::collection::{Conflict, Opened};
use crate::store::keys::SecretPart;
use crate::store::opencollection::{self, same_content};
use crate::text::line_diff::{DiffRow, diff_lines};
use crate::text::never;
use crate::ui::changed_lines::ChangedLine;
use crate::ui::collection_action::Resolution;
use crate::ui::shell::changes_page::{ChangesPage, Occasion};
use crate::ui::shell::toasts::Kind;
use crate::ui::sidebar::row::Unsaved;
use crate::ui::undo::UndoHistory;

/// Lines around a change that are shown.
const AROUND: usize = 3;

impl App {
    /// Reads the request of a file.
    pub(super) fn read_request(&mut self, item: ItemRef, reading: Reading) {
        let store = self.session.collections.clone();
        self.on_files(move || FilesDone::Read {
            result: store.read_request(&item.root, &item.path).map(Box::new),
            item,
            reading,
        });
    }

    /// A request was read, or could not be.
    pub(super) fn request_read(
        &mut self,
        item: ItemRef,
        reading: Reading,
        result: Result<Box<Opened<Request>>, CollectionError>,
        ctx: &Context,
    ) {
        match reading {
            Reading::Open => match result {
                Ok(opened) => self.open_read(item, *opened, ctx),
                Err(error) => self.files_problem("Not opened", &error),
            },
            Reading::Taken(id) => match result {
                Ok(opened) => self.take_file(&id, *opened),
                Err(error) => self.files_problem("Not opened", &error),
            },
            Reading::Restored(id) | Reading::Changed(id) => self.reread(&id, &item, result, ctx),
        }
    }

    fn open_read(&mut self, item: ItemRef, opened: Opened<Request>, ctx: &Context) {
        if self.bring_to_front(&item) {
            return;
        }
        let saved = Arc::new(opened.content);
        self.load_secrets_of_request(&item, &saved.variables);
        self.replace_untouched_tab();
        self.open(Request::clone(&saved), ctx);
        if let Some(tab) = self.tab_mut() {
            tab.file = Some(TabFile::new(item, saved, Some(opened.revision)));
            tab.draft.history = UndoHistory::new(&tab.draft.request);
        }
        self.session.unrecorded = Unrecorded::Something;
    }

    /// The tab shows what is in its file now.
    fn take_file(&mut self, id: &DraftId, opened: Opened<Request>) {
        let Some(tab) = self.session.tabs.iter_mut().find(|tab| tab.draft.id == *id) else {
            return;
        };
        if let Some(file) = tab.file.as_mut() {
            file.saved = Arc::new(opened.content);
            file.revision = Some(opened.revision);
            file.presence = Presence::There;
        }
        show_file(tab);
        self.session.touched.push(id.clone());
    }

    /// An empty tab in front makes room for what is opened.
    fn replace_untouched_tab(&mut self) {
        let Some(tab) = self.tab() else { return };
        let is_empty = tab.file.is_none()
            && tab.draft.request.http.url.is_empty()
            && tab.draft.request.info.name.is_empty()
            && tab.last.sent.is_none()
            && self.session.tabs.len() > 1;
        if is_empty {
            let id = tab.draft.id.clone();
            self.close(&id);
        }
    }

    /// Brings the tab of a request to the front, when there is one.
    pub(super) fn bring_to_front(&mut self, item: &ItemRef) -> bool {
        let at = self
            .session
            .tabs
            .iter()
            .position(|tab| tab.file.as_ref().is_some_and(|file| file.item == *item));
        if let Some(at) = at {
            self.select(at);
        }
        at.is_some()
    }

    /// The file of an open tab was read again.
    fn reread(
        &mut self,
        id: &DraftId,
        item: &ItemRef,
        result: Result<Box<Opened<Request>>, CollectionError>,
        ctx: &Context,
    ) {
        let Some(tab) = self.session.tabs.iter_mut().find(|tab| tab.draft.id == *id) else {
            return;
        };
        let Some(file) = tab.file.as_mut().filter(|file| file.item == *item) else {
            return;
        };
        if file.writing == Writing::UnderWay {
            return;
        }
        let opened = match result {
            Ok(opened) => opened,
            Err(error) => {
                let reason = error.to_string();
                file.presence = if matches!(error, CollectionError::Missing { .. }) {
                    Presence::Gone { reason }
                } else {
                    Presence::Unreadable { reason }
                };
                ctx.request_repaint();
                return;
            }
        };
        file.presence = Presence::There;
        let named = opened.content.variables.clone();
        let is_same = file.revision.as_ref() == Some(&opened.revision);
        // After a restart the journal says whether the tab had edits, and since then there may be some.
        let edited = match file.read {
            FileRead::Awaited => file.unsaved == Unsaved::Some || tab.draft.history.can_undo(),
            FileRead::Done => {
                file.look(&tab.draft.request);
                file.unsaved == Unsaved::Some
            }
        };
        let first = std::mem::replace(&mut file.read, FileRead::Done) == FileRead::Awaited;
        if is_same && !first {
            return;
        }
        let known = file.revision.is_some();
        if !is_same && edited && known && !(first && same_content(&opened.content, &tab.draft.request)) {
            file.theirs = Some(Box::new(Conflict {
                theirs: Some(as_file(&opened.content)),
                ours: Some(as_file(&tab.draft.request)),
                revision: opened.revision,
            }));
            if !self.can_show_conflict(id) {
                let text = format!("{} was changed by another program: Save shows both", item.path);
                self.overlay.toasts.push(Kind::Problem, text);
            }
            self.show_conflict(id);
        } else {
            file.saved = Arc::new(opened.content);
            file.revision = Some(opened.revision);
            if edited {
                file.look(&tab.draft.request);
            } else {
                show_file(tab);
            }
            if !first {
                let text = format!(
                    "{} was changed by another program, and is shown as it is now",
                    item.path
                );
                self.overlay.toasts.push(Kind::Done, text);
            }
        }
        self.load_secrets_of_request(item, &named);
        self.session.touched.push(id.clone());
        self.session.unrecorded = Unrecorded::Something;
        ctx.request_repaint();
    }

    /// Does what a person decided about a file that was changed by another program.
    pub(super) fn resolve_conflict(&mut self, id: &DraftId, resolution: Resolution) {
        let Some(tab) = self.session.tabs.iter_mut().find(|tab| tab.draft.id == *id) else {
            return;
        };
        let Some(file) = tab.file.as_mut() else { return };
        let conflict = file.theirs.take();
        match resolution {
            // What is on the disk now is written over, and only that.
            Resolution::KeepMine => {
                if let Some(conflict) = conflict {
                    file.revision = Some(conflict.revision);
                }
                self.save_tab(id);
            }
            Resolution::TakeTheirs if conflict.is_some() => {
                let item = file.item.clone();
                self.read_request(item, Reading::Taken(id.clone()));
            }
            Resolution::TakeTheirs => {
                show_file(tab);
                self.session.touched.push(id.clone());
            }
        }
        self.session.unrecorded = Unrecorded::Something;
    }

    /// Shows what Save would change in the file of the request in front.
    pub(super) fn show_unsaved(&mut self) {
        let Some(tab) = self.tab() else { return };
        let Some(file) = tab.file.as_ref() else {
            let text = "This request is in no collection yet: Save puts it into one";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        };
        let id = tab.draft.id.clone();
        if file.theirs.is_some() {
            self.show_conflict(&id);
            return;
        }
        if file.read == FileRead::Awaited {
            let text = "The file is still being read: try again in a moment";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        }
        let lines = changed_lines(&file.saved, &tab.draft.request);
        if lines.is_empty() {
            self.overlay.toasts.push(Kind::Refused, "Nothing is unsaved");
            return;
        }
        self.show_page(Overlay::Changes(ChangesPage {
            draft: id,
            file: file.item.path.to_string(),
            occasion: Occasion::Unsaved,
            lines,
        }));
    }

    /// Whether a comparison of this tab's file has a place: nothing lies over the window, or an earlier comparison of it,
    /// whose file is not the one on the disk any more.
    pub(super) fn can_show_conflict(&self, id: &DraftId) -> bool {
        match &self.overlay.page {
            Overlay::None => true,
            Overlay::Changes(page) => page.draft == *id,
            _ => false,
        }
    }

    /// Shows both sides of a conflict, unless something else lies over the window: Save shows it again.
    pub(super) fn show_conflict(&mut self, id: &DraftId) {
        if !self.can_show_conflict(id) {
            return;
        }
        let Some(tab) = self.tab_of(id) else { return };
        let Some(file) = tab.file.as_ref() else { return };
        let Some(theirs) = file.theirs.as_ref() else {
            return;
        };
        self.show_page(Overlay::Changes(ChangesPage {
            draft: id.clone(),
            file: file.item.path.to_string(),
            occasion: Occasion::Conflict,
            lines: lines_of(
                theirs.theirs.as_deref().unwrap_or_default(),
                theirs.ours.as_deref().unwrap_or_default(),
            ),
        }));
    }
}

/// The tab shows what is in its file, as one edit that can be taken back.
fn show_file(tab: &mut Tab) {
    if let Some(file) = tab.file.as_mut() {
        tab.draft.request = Request::clone(&file.saved);
        file.unsaved = Unsaved::None;
    }
}

/// What differs between the file and the tab, as the lines of their files, with some lines around; empty when nothing
/// does. Typed secrets stand there as marks: they are never written.
fn changed_lines(file: &Request, tab: &Request) -> Vec<ChangedLine> {
    lines_of(&as_file(file), &as_file(tab))
}

pub(super) fn lines_of(file: &str, tab: &str) -> Vec<ChangedLine> {
    let Ok(diff) = diff_lines(file.as_bytes(), tab.as_bytes(), &never) else {
        return Vec::new();
    };
    if diff.is_same() {
        return Vec::new();
    }
    let in_file = |line| {
        file.get(diff.before(line))
            .unwrap_or_default()
            .trim_end()
            .to_owned()
    };
    let in_tab = |line| {
        tab.get(diff.after(line))
            .unwrap_or_default()
            .trim_end()
            .to_owned()
    };
    let mut lines = Vec::new();
    let mut next = 0;
    for row in diff.rows(AROUND) {
        match row {
            DiffRow::Same { before, after } => {
                if before > next {
                    lines.push(ChangedLine::LeftOut(before - next));
                }
                next = before + 1;
                lines.push(ChangedLine::Same(in_tab(after)));
            }
            DiffRow::Removed(before) => {
                next = before + 1;
                lines.push(ChangedLine::Before(in_file(before)));
            }
            DiffRow::Added(after) => lines.push(ChangedLine::After(in_tab(after))),
            DiffRow::Changed { before, after } => {
                next = before + 1;
                lines.push(ChangedLine::Before(in_file(before)));
                lines.push(ChangedLine::After(in_tab(after)));
            }
        }
    }
    let left = diff.lines().0.saturating_sub(next);
    if left > 0 {
        lines.push(ChangedLine::LeftOut(left));
    }
    lines
}

/// The text of the file that a request would be kept in, with what stands beside it.
fn as_file(request: &Request) -> String {
    let mut shown = request.clone();
    for part in SecretPart::ALL {
        let value = secret_mut(&mut shown.http.auth, part);
        if !value.is_empty() && value.is_no_reference() {
            *value = Secret::new("{{typed}}");
        }
    }
    match opencollection::write_request(&shown, None) {
        Ok(written) => match written.side {
            Some(side) => format!("{}\n{side}", written.yaml),
            None => written.yaml,
        },
        Err(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_far_from_every_change_is_left_out_and_counted() {
        let file: Vec<String> = (0..20).map(|line| format!("line {line}")).collect();
        let mut tab = file.clone();
        tab[10] = "new".to_owned();
        assert_eq!(lines_of(&file.join("\n"), &file.join("\n")), []);
        let lines = lines_of(&file.join("\n"), &tab.join("\n"));
        assert_eq!(lines.first(), Some(&ChangedLine::LeftOut(7)));
        assert_eq!(lines.last(), Some(&ChangedLine::LeftOut(6)));
        assert_eq!(lines.len(), 10);
        assert!(lines.contains(&ChangedLine::Before("line 10".to_owned())));
        assert!(lines.contains(&ChangedLine::After("new".to_owned())));
    }
}
