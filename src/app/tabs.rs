//! The order and the names of the open tabs.

use super::{App, Unrecorded};
use crate::model::DraftId;

impl App {
    /// Closes every tab but this one; each can be reopened.
    pub(super) fn close_others(&mut self, id: &DraftId) {
        let others: Vec<DraftId> = self.tabs.iter().map(|tab| tab.id.clone()).collect();
        for other in others.iter().filter(|other| *other != id) {
            self.close(other);
        }
    }

    /// Puts a tab at another place. The one in front stays in front.
    pub(super) fn move_tab(&mut self, id: &DraftId, to: usize) {
        let front = self.tab().map(|tab| tab.id.clone());
        let Some(from) = self.tabs.iter().position(|tab| tab.id == *id) else {
            return;
        };
        let tab = self.tabs.remove(from);
        self.tabs.insert(to.min(self.tabs.len()), tab);
        let place = |id| self.tabs.iter().position(|tab| tab.id == id);
        self.active = front.and_then(place).unwrap_or(self.active);
        self.unrecorded = Unrecorded::Something;
    }

    /// Names a request.
    pub(super) fn rename(&mut self, id: &DraftId, name: String) {
        if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == *id) {
            tab.request.info.name = name;
            self.unrecorded = Unrecorded::Something;
        }
    }
}
