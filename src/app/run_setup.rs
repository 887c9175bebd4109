//! The page of a run: opened for a row of the sidebar, with the environment in force, and shown again.

use super::collection_actions::secrets_of;
use super::collection_files::{FilesDone, Reading};
use super::running::{RunFiles, SecretsAsked};
use super::{App, Overlay};
use crate::engine::Queued;
use crate::model::{Caution, ItemPath, ItemRef};
use crate::store::collection::{RunOrder, RunPlace, run_order};
use crate::ui::history_action::Keep;
use crate::ui::sentence::sentence;
use crate::ui::shell::run_page::{Consent, Included, RunCandidate, RunFront, RunPage};
use crate::ui::shell::toasts::Kind;
use crate::ui::sidebar::sidebar_view::Keyboard;

impl App {
    /// Opens the page for the row of the sidebar that has the keyboard, or else for the collection in front.
    pub(super) fn run_requests(&mut self) {
        let item = self
            .item_of_sidebar()
            .or_else(|| self.root_in_front().map(ItemRef::root));
        let only = match self.session.workspace.open.as_slice() {
            [only] => Some(ItemRef::root(&only.root)),
            _ => None,
        };
        if let Some(item) = item.or(only) {
            self.open_run_page(item);
        } else {
            let text = "A run is of requests in a collection: open one, or put this request into one";
            self.overlay.toasts.push(Kind::Refused, text);
        }
    }

    /// Shows the last run again.
    pub(super) fn show_run(&mut self) {
        let running = &mut self.overlay.running;
        let has_results = running.page.as_ref().is_some_and(|page| page.results.is_some());
        if !has_results && let Some(last) = running.last.take() {
            running.page = Some(last);
        }
        self.follow_environment_of_run();
        if let Some(page) = &mut self.overlay.running.page {
            if page.results.is_some() {
                page.front = RunFront::Results;
            }
            self.show_page(Overlay::Run);
        } else {
            let text = "Nothing was run yet: the command \"Run requests…\" does";
            self.overlay.toasts.push(Kind::Refused, text);
        }
    }

    pub(super) fn open_run_page(&mut self, item: ItemRef) {
        if self.overlay.running.under_way().is_some() {
            self.show_run();
            let text = "A run is under way: cancel it, or wait for its end";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        }
        let Some(collection) = self.session.workspace.collection(&item.root).cloned() else {
            let text = "The collection is not read yet, or can not be: nothing to run";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        };
        let RunOrder { places, others } = run_order(&collection, std::slice::from_ref(&item.path));
        let mut page = Box::new(RunPage::new(item.clone(), self.name_of(&item)));
        let running = &mut self.overlay.running;
        // What is still being read for another page is not begun.
        running.number += 1;
        running.secrets = SecretsAsked::No;
        match running.page.take() {
            Some(before) if before.item == item => {
                page.form = before.form;
                page.results = before.results;
            }
            Some(before) if before.results.is_some() => running.last = Some(before),
            _ => {}
        }
        page.form.consent = Consent::Missing;
        page.candidates = places.iter().map(candidate).collect();
        page.remarks = others.iter().map(|other| sentence(other)).collect();
        page.remarks.extend(self.unsaved_of(&item));
        page.environments = collection
            .environments
            .iter()
            .map(|environment| environment.name.clone())
            .collect();
        page.keeps = if self.keeps_history(Some(&item.root)) {
            Keep::Yes
        } else {
            Keep::No
        };
        self.overlay.running.page = Some(page);
        self.tell_environment_of_run();
        self.show_page(Overlay::Run);
        // Values of secret variables of requests that no tab shows are not known yet.
        let (store, root) = (self.session.collections.clone(), item.root);
        let requests = places.iter().map(|place| place.path().clone()).collect();
        let queued =
            self.on_files(move || FilesDone::Run(RunFiles::Secrets(secrets_of(&store, &root, requests))));
        if queued == Queued::No {
            // It was told; what has no value then is named before the run.
            self.overlay.running.secrets = SecretsAsked::Yes;
        }
    }

    /// What is said of tabs whose edits the run does not have.
    fn unsaved_of(&self, item: &ItemRef) -> Option<String> {
        let unsaved = self.session.workspace.unsaved.iter();
        let count = unsaved
            .filter(|unsaved| unsaved.root == item.root && unsaved.path.is_in(&item.path))
            .count();
        match count {
            0 => None,
            1 => Some("1 request has unsaved edits: the run takes what is in its file".to_owned()),
            count => Some(format!(
                "{count} requests have unsaved edits: the run takes what is in their files"
            )),
        }
    }

    pub(super) fn use_environment_of_run(&mut self, name: String) {
        let Some(root) = self
            .overlay
            .running
            .page
            .as_ref()
            .map(|page| page.item.root.clone())
        else {
            return;
        };
        self.choose_environment(&root, name);
        self.tell_environment_of_run();
    }

    /// The page shows the environment in force; what was allowed in another one is not allowed in it.
    fn tell_environment_of_run(&mut self) {
        let Some(page) = &mut self.overlay.running.page else {
            return;
        };
        let workspace = &self.session.workspace;
        let chosen = workspace.chosen.get(&page.item.root);
        page.environment = chosen.cloned().unwrap_or_default();
        let environment = workspace.environment(&page.item.root);
        page.caution = environment.map_or(Caution::Normal, |environment| environment.caution);
        page.form.consent = Consent::Missing;
    }

    /// The page as the environment in force is now; false when it was another one.
    pub(super) fn follow_environment_of_run(&mut self) -> bool {
        let Some(page) = &self.overlay.running.page else {
            return true;
        };
        let workspace = &self.session.workspace;
        let root = &page.item.root;
        let name = workspace.chosen.get(root).map_or("", String::as_str);
        let caution = workspace
            .environment(root)
            .map_or(Caution::Normal, |environment| environment.caution);
        if page.environment == name && page.caution == caution {
            return true;
        }
        self.tell_environment_of_run();
        false
    }

    pub(super) fn open_request_of_run(&mut self, path: ItemPath) {
        let Some(page) = &self.overlay.running.page else {
            return;
        };
        let item = ItemRef {
            root: page.item.root.clone(),
            path,
        };
        self.close_page();
        let is_there = self
            .session
            .workspace
            .collection(&item.root)
            .is_some_and(|collection| collection.item(&item.path).is_some());
        if is_there {
            if !self.bring_to_front(&item) {
                self.read_request(item, Reading::Open);
            }
        } else {
            let text = format!("{} is no request of an open collection now", item.path);
            self.overlay.toasts.push(Kind::Refused, text);
        }
    }

    /// The row of the sidebar that has the keyboard.
    pub(super) fn item_of_sidebar(&self) -> Option<ItemRef> {
        let workspace = &self.session.workspace;
        if workspace.view.keyboard == Keyboard::Elsewhere || !workspace.is_shown() {
            return None;
        }
        let row = workspace.view.made().get(workspace.view.cursor_row()?)?;
        Some(row.item.clone())
    }
}

fn candidate(place: &RunPlace) -> RunCandidate {
    let (path, name, method) = match place {
        RunPlace::Request { path, name, method } => (path, name.clone(), method.clone()),
        RunPlace::Damaged { path, .. } => (path, format!("{} (can not be read)", path.name()), String::new()),
    };
    RunCandidate {
        path: path.clone(),
        name,
        method,
        included: Included::Yes,
    }
}
