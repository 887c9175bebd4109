//! The order and the names of the open tabs.

use eframe::egui::Context;

use super::{App, Unrecorded};
use crate::model::{Cause, DraftId, Request, RowId};
use crate::ui::command::Command;
use crate::ui::shell::finder::Candidate;
use crate::ui::shell::palette::{Palette, Subject};

impl App {
    /// Opens a copy of the request in front.
    pub(super) fn duplicate_front(&mut self, ctx: &Context) {
        if let Some(request) = self.tab().map(|tab| duplicate(&tab.draft.request)) {
            self.open(request, ctx);
        }
    }

    /// A palette of everything there is. It does not list itself.
    pub(super) fn palette(&self) -> Palette {
        let commands = Command::ALL
            .into_iter()
            .filter(|command| *command != Command::OpenPalette);
        let candidates = commands
            .map(Candidate::command)
            .chain(self.session.tabs.iter().map(|tab| Candidate::open(&tab.draft)))
            .chain(
                self.session
                    .closed
                    .iter()
                    .rev()
                    .map(|tab| Candidate::closed(&tab.draft)),
            )
            .chain(self.session.workspace.candidates())
            .chain(self.session.past.candidates())
            .chain(Cause::ALL.iter().copied().map(Candidate::cause));
        Palette::new(Subject::Everything, candidates.collect())
    }

    /// The list of open requests, the one in front selected.
    pub(super) fn tab_list(&self) -> Palette {
        let candidates = self
            .session
            .tabs
            .iter()
            .map(|tab| Candidate::open(&tab.draft))
            .collect();
        let palette = Palette::new(Subject::OpenRequests, candidates);
        match self.tab() {
            Some(tab) => palette.at(&tab.draft.id),
            None => palette,
        }
    }

    /// Opens a past send as it was sent, in a new tab.
    pub(super) fn open_past(&mut self, number: u64, ctx: &Context) {
        if let Some(request) = self.session.past.request(number).map(with_fresh_rows) {
            self.open(request, ctx);
        }
    }

    /// Closes every tab but this one; each can be reopened.
    pub(super) fn close_others(&mut self, id: &DraftId) {
        let others: Vec<DraftId> = self.session.tabs.iter().map(|tab| tab.draft.id.clone()).collect();
        for other in others.iter().filter(|other| *other != id) {
            self.close(other);
        }
    }

    /// Puts a tab at another place. The one in front stays in front.
    pub(super) fn move_tab(&mut self, id: &DraftId, to: usize) {
        let front = self.tab().map(|tab| tab.draft.id.clone());
        let Some(from) = self.session.tabs.iter().position(|tab| tab.draft.id == *id) else {
            return;
        };
        let tab = self.session.tabs.remove(from);
        self.session.tabs.insert(to.min(self.session.tabs.len()), tab);
        let place = |id| self.session.tabs.iter().position(|tab| tab.draft.id == id);
        self.session.active = front.and_then(place).unwrap_or(self.session.active);
        self.session.unrecorded = Unrecorded::Something;
    }

    /// Names a request.
    pub(super) fn rename(&mut self, id: &DraftId, name: String) {
        if let Some(tab) = self.session.tabs.iter_mut().find(|tab| tab.draft.id == *id) {
            tab.draft.request.info.name = name;
            self.session.touched.push(id.clone());
        }
    }
}

/// The same request with its own row identities.
pub(super) fn with_fresh_rows(request: &Request) -> Request {
    let mut copy = request.clone();
    for row in copy.rows_mut() {
        *row = RowId::fresh();
    }
    copy
}

/// A copy that says so in its name.
fn duplicate(request: &Request) -> Request {
    let mut copy = with_fresh_rows(request);
    if !copy.info.name.is_empty() {
        copy.info.name.push_str(" copy");
    }
    copy
}
