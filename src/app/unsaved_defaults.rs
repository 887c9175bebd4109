//! What was typed on the page of what requests inherit and not saved: kept while the page is closed, and over a restart.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::secrets::secret;
use super::{App, Overlay, Unrecorded};
use crate::model::{Defaults, ItemPath, ItemRef};
use crate::store::journal::UnsavedDefaultsRecord;
use crate::store::keys::SecretPart;
use crate::ui::shell::defaults_page::DefaultsPage;
use crate::ui::shell::toasts::Kind;
use crate::ui::sidebar::tree::ShownCollection;

/// The pages while they are closed, by the folders and collections that they are of.
#[derive(Debug, Default)]
pub(super) struct ClosedDefaults {
    pages: BTreeMap<ItemRef, Box<DefaultsPage>>,
    /// What the journal had, which goes onto a page when that is opened next.
    typed: BTreeMap<ItemRef, UnsavedDefaultsRecord>,
    /// Of these nobody was told yet.
    untold: BTreeSet<ItemRef>,
}

impl ClosedDefaults {
    /// What is typed and not saved, with the pages that are open. Values of secrets are no part of it.
    pub(super) fn record<'a>(
        &'a self,
        open: impl Iterator<Item = &'a DefaultsPage>,
    ) -> Vec<UnsavedDefaultsRecord> {
        let closed = self.pages.values().map(|page| &**page);
        let unsaved = closed.chain(open).filter(|page| page.is_unsaved());
        unsaved
            .map(to_record)
            .chain(self.typed.values().cloned())
            .collect()
    }

    /// Whose pages have a secret that is typed and not saved.
    pub(super) fn names_with_secrets(&self) -> impl Iterator<Item = &str> {
        let pages = self.pages.values().filter(|page| has_typed_secret(page));
        pages.map(|page| page.name.as_str())
    }

    /// What was kept goes along with a folder that has another place.
    pub(super) fn follow(&mut self, from: &ItemRef, to: &ItemRef) {
        self.pages = std::mem::take(&mut self.pages)
            .into_iter()
            .map(|(item, mut page)| {
                page.item = item.moved(from, to).unwrap_or(item);
                (page.item.clone(), page)
            })
            .collect();
        self.typed = std::mem::take(&mut self.typed)
            .into_iter()
            .map(|(item, record)| (item.moved(from, to).unwrap_or(item), record))
            .collect();
        self.untold = std::mem::take(&mut self.untold)
            .into_iter()
            .map(|item| item.moved(from, to).unwrap_or(item))
            .collect();
    }
}

fn to_record(page: &DefaultsPage) -> UnsavedDefaultsRecord {
    UnsavedDefaultsRecord {
        root: page.item.root.clone(),
        path: page.item.path.as_str().to_owned(),
        name: page.name.clone(),
        known: page.known_request(),
        typed: page.draft.request.clone(),
    }
}

/// Whether a secret is typed on a page that is no variable yet.
pub(super) fn has_typed_secret(page: &DefaultsPage) -> bool {
    let auth = &page.draft.request.http.auth;
    let mut secrets = SecretPart::ALL.into_iter().map(|part| secret(auth, part));
    *auth != page.known.auth && secrets.any(|secret| !secret.is_empty() && secret.is_no_reference())
}

impl App {
    /// Takes what the journal has of pages that were not saved.
    pub(super) fn restore_unsaved_defaults(&mut self, records: Vec<UnsavedDefaultsRecord>) {
        let closed = &mut self.session.workspace.closed_defaults;
        for record in records {
            let Some(path) = ItemPath::new(&record.path) else {
                continue;
            };
            let item = ItemRef {
                root: record.root.clone(),
                path,
            };
            closed.untold.insert(item.clone());
            closed.typed.insert(item, record);
        }
    }

    /// Says once what came back, as soon as its folder is known to be there: another branch may not have it.
    pub(super) fn tell_restored_defaults(&mut self, root: &Path) {
        let workspace = &mut self.session.workspace;
        let shown = workspace.open.iter().find(|shown| shown.root == root);
        let Some(collection) = shown.and_then(ShownCollection::collection) else {
            return;
        };
        let closed = &mut workspace.closed_defaults;
        let is_there = |item: &ItemRef| {
            item.root == root && (item.path.is_root() || collection.item(&item.path).is_some())
        };
        let there: Vec<ItemRef> = closed.untold.extract_if(.., |item| is_there(item)).collect();
        let names: Vec<&str> = there
            .iter()
            .filter_map(|item| Some(closed.typed.get(item)?.name.as_str()))
            .collect();
        if !names.is_empty() {
            let text = format!(
                "Unsaved changes of what requests of {} inherit came back: the page has them, but for values of secrets",
                names.join(", ")
            );
            self.overlay.toasts.push(Kind::Problem, text);
        }
    }

    /// What was typed before on the page of this folder or collection, when it was not saved.
    pub(super) fn take_closed_defaults(&mut self, item: &ItemRef) -> Option<Box<DefaultsPage>> {
        self.session.workspace.closed_defaults.pages.remove(item)
    }

    /// Puts what the journal had onto a page that is opened. That the file is another one since then is found when it is
    /// saved.
    pub(super) fn type_defaults_again(&mut self, page: &mut DefaultsPage) {
        let closed = &mut self.session.workspace.closed_defaults;
        if let Some(record) = closed.typed.remove(&page.item) {
            let known = Defaults {
                headers: record.known.http.headers,
                auth: record.known.http.auth,
                settings: record.known.settings,
                variables: std::mem::take(&mut page.known.variables),
            };
            page.type_over((known, record.known.docs), record.typed);
        }
    }

    /// Keeps a page that closes, when something is typed on it that is not saved.
    pub(super) fn keep_defaults_page(&mut self, page: Box<DefaultsPage>) {
        if !page.is_unsaved() {
            return;
        }
        let values = if has_typed_secret(&page) {
            ", the values of secrets until the program ends"
        } else {
            ""
        };
        let text = format!(
            "Unsaved changes of what requests of {} inherit are kept{values}: open the page again to save them",
            page.name
        );
        self.overlay.toasts.push(Kind::Problem, text);
        self.session
            .workspace
            .closed_defaults
            .pages
            .insert(page.item.clone(), page);
        self.session.unrecorded = Unrecorded::Something;
    }

    /// A page whose files could not be written is shown again, or kept while another one is in front.
    pub(super) fn bring_defaults_back(&mut self, page: Box<DefaultsPage>) {
        if matches!(self.overlay.page, Overlay::None) {
            self.overlay.page = Overlay::Defaults(page);
        } else {
            self.keep_defaults_page(page);
        }
    }

    /// The pages that are open, or whose files are being written.
    pub(super) fn open_defaults_pages(&self) -> impl Iterator<Item = &DefaultsPage> {
        let open = match &self.overlay.page {
            Overlay::Defaults(page) => Some(&**page),
            _ => None,
        };
        open.into_iter().chain(self.overlay.saving_defaults.as_deref())
    }
}
