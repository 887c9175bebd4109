//! Undo and redo of the request in front.

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{Context, Id};

use super::{App, Unrecorded};
use crate::ui::command::{Available, Command};
use crate::ui::draft::Edit;
use crate::ui::shell::toasts::Kind;
use crate::ui::undo::UndoHistory;

impl App {
    /// What commands have to act on now.
    pub(super) fn available(&self) -> Available {
        let in_front = if self.is_shared_in_front() {
            Some(&self.session.shared.form.draft)
        } else {
            self.tab().map(|tab| &tab.draft)
        };
        let history = in_front.map(|draft| &draft.history);
        Available {
            undo: history.is_some_and(UndoHistory::can_undo),
            redo: history.is_some_and(UndoHistory::can_redo),
            closed_tabs: !self.session.closed.is_empty(),
            collection: self.root_in_front().is_some(),
        }
    }

    /// Undo or redo: the focus stays, the section of the change comes to the front. On the page of the shared
    /// authorization it is that of the page.
    pub(super) fn step_in_history(&mut self, command: Command, ctx: &Context) {
        let shared = self.is_shared_in_front();
        let front = self.session.tabs.get_mut(self.session.active);
        let Some((draft, section)) = (if shared {
            Some((&mut self.session.shared.form.draft, None))
        } else {
            front.map(|tab| (&mut tab.draft, Some(&mut tab.section)))
        }) else {
            return;
        };
        let change = match command {
            Command::Undo => draft.history.undo(),
            _ => draft.history.redo(),
        };
        let Some(change) = change else {
            if let Some(why) = command.unavailable(self.available()) {
                self.overlay.toasts.push(Kind::Refused, why);
            }
            return;
        };
        if draft.step_to(change.request) != Edit::None {
            self.session.unrecorded = Unrecorded::Something;
        }
        if let Some((section, changed)) = section.zip(change.section) {
            *section = changed;
        }
        if let Some((id, at)) = change.cursor {
            put_cursor(ctx, id, at);
        }
    }
}

/// Moves the cursor of a text field, in characters; the field need not have the focus.
fn put_cursor(ctx: &Context, id: Id, at: usize) {
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    let range = CCursorRange::one(CCursor::new(at));
    state.cursor.set_char_range(Some(range));
    state.store(ctx, id);
}
