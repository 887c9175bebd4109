//! From the window to the journal and the key store, and back.

use std::sync::Arc;

use super::samples::{self, Published};
use super::secrets::{note_mut, secret, typed_mut};
use super::tab::Tab;
use super::{App, Unrecorded};
use crate::model::{DraftId, Network, Secret};
use crate::store::journal::{Access, DraftRecord, Preferences, Session, TypedSecrets};
use crate::store::keys::{KeyThread, SecretPart};
use crate::ui::draft::Draft;
use crate::ui::secret_notes::SecretNote;
use crate::ui::shell::panes::Panes;
use crate::ui::undo::{Edits, UndoHistory};
use crate::ui::widgets::pane_head::Shown;
use crate::ui::widgets::split::Arrangement;

impl App {
    /// Opens the tabs of the journal, or the samples on the first start.
    pub(super) fn restore(&mut self, session: Option<Session>) {
        let now = self.now();
        let Some(session) = session else {
            for request in [samples::list_pets(), samples::wrong_secret()] {
                let id = DraftId::from_random((self.ambient.random)());
                self.tabs.push(Tab::new(id, request, now));
            }
            return;
        };
        self.preferences = session.preferences;
        self.panes = panes_of(&self.preferences);
        self.network = Arc::new(session.network);
        if let Some(record) = session.shared {
            self.restore_shared(record);
        }
        for record in session.drafts {
            let mut tab = Tab::new(record.id, Arc::unwrap_or_clone(record.request), now);
            self.ask_for_secrets(&mut tab.draft, &record.secrets);
            if record.edited {
                tab.draft.history = UndoHistory::of_edited(&tab.draft.request);
            }
            self.tabs.push(tab);
        }
        if self.tabs.is_empty() {
            let id = DraftId::from_random((self.ambient.random)());
            self.tabs.push(Tab::new(id, samples::empty(), now));
        }
        self.active = session.active.min(self.tabs.len() - 1);
    }

    pub(super) fn ask_for_secrets(&self, draft: &mut Draft, typed: &TypedSecrets) {
        let mut typed = typed.clone();
        if let Some(published) = typed.published.as_deref().and_then(Published::named) {
            draft.request.http.auth.aws.secret_access_key = published.secret();
            draft.history = UndoHistory::new(&draft.request);
            typed.secret_access_key = false;
        }
        for part in SecretPart::ALL {
            if *typed_mut(&mut typed, part) {
                *note_mut(&mut draft.secrets, part) = SecretNote::Loading;
                self.keys.load(draft.id.clone(), part);
            }
        }
    }

    /// Takes the layout of the panes into the preferences when it changed.
    pub(super) fn keep_panes(&mut self) {
        if panes_of(&self.preferences) == self.panes {
            return;
        }
        let Panes {
            arrangement,
            shown,
            share_beside,
            share_stacked,
        } = self.panes;
        let kept = &mut self.preferences;
        kept.response_share = share_beside;
        kept.response_share_stacked = share_stacked;
        arrangement_name(arrangement).clone_into(&mut kept.panes);
        shown_name(shown).clone_into(&mut kept.pane_alone);
        self.unrecorded = Unrecorded::Something;
    }

    /// Hands the newest state to the journal, which writes it behind the window's back.
    pub(super) fn record(&mut self) {
        if self.unrecorded == Unrecorded::Nothing {
            return;
        }
        self.unrecorded = Unrecorded::Nothing;
        self.journal.record(Session {
            drafts: self.tabs.iter().map(draft_record).collect(),
            active: self.active,
            preferences: self.preferences.clone(),
            network: Network::clone(&self.network),
            shared: self.shared.record(),
        });
    }

    /// Hands the secrets of the tab in front to the key store's thread.
    pub(super) fn keep_secrets(&mut self) {
        let Some(tab) = self.tabs.get_mut(self.active) else {
            return;
        };
        let before = self.seen.get(&tab.draft.id);
        let before = before.map(|seen| seen.secrets.clone()).unwrap_or_default();
        keep_changed(&self.keys, self.access, &mut tab.draft, &before);
    }

    /// Removes the secrets of a tab that can not come back.
    pub(super) fn forget_secrets(&self, draft: &DraftId) {
        if self.access == Access::ReadOnly {
            return;
        }
        for part in SecretPart::ALL {
            self.keys.save(draft.clone(), part, Secret::default());
        }
    }
}

/// Credentials were taken: what the key store has of the fields before is not waited for any more, and what they leave
/// empty is emptied there too.
pub(super) fn credentials_taken(keys: &KeyThread, access: Access, draft: &mut Draft) {
    for part in [SecretPart::SecretAccessKey, SecretPart::SessionToken] {
        let is_empty = secret(&draft.request.http.auth, part).is_empty();
        let note = note_mut(&mut draft.secrets, part);
        let waits = matches!(note, SecretNote::Loading | SecretNote::Missing(_));
        if !waits {
            continue;
        }
        *note = SecretNote::Quiet;
        if is_empty && access == Access::ReadWrite {
            keys.save(draft.id.clone(), part, Secret::default());
        }
    }
}

/// Hands the secrets that changed to the key store's thread. Those that AWS publishes stay out.
pub(super) fn keep_changed(keys: &KeyThread, access: Access, draft: &mut Draft, before: &[Secret; 5]) {
    let auth = &draft.request.http.auth;
    for (part, before) in SecretPart::ALL.into_iter().zip(before) {
        let value = secret(auth, part);
        // A variable's name is kept with the request.
        let is_published = Published::of(value).is_some() || value.reference().is_some();
        if value != before && access == Access::ReadWrite {
            let kept = if is_published {
                Secret::default()
            } else {
                value.clone()
            };
            keys.save(draft.id.clone(), part, kept);
        }
        // What the key store has not given back stays missing until the user types or empties that field.
        if is_published || (value.is_empty() && value != before) {
            *note_mut(&mut draft.secrets, part) = SecretNote::Quiet;
        }
    }
}

fn draft_record(tab: &Tab) -> DraftRecord {
    DraftRecord {
        id: tab.draft.id.clone(),
        request: tab.draft.history.shared(&tab.draft.request),
        secrets: typed_secrets(&tab.draft),
        edited: tab.draft.history.edits() == Edits::Some,
    }
}

/// Which secrets of a draft were typed.
pub(super) fn typed_secrets(draft: &Draft) -> TypedSecrets {
    let auth = &draft.request.http.auth;
    let published = Published::of(&auth.aws.secret_access_key);
    let mut secrets = TypedSecrets {
        published: published.map(|published| published.name().to_owned()),
        ..TypedSecrets::default()
    };
    let mut notes = draft.secrets.clone();
    for part in SecretPart::ALL {
        let note = note_mut(&mut notes, part);
        let waits = matches!(note, SecretNote::Loading | SecretNote::Missing(_));
        let field = secret(auth, part);
        let is_typed = !field.is_empty() && field.is_no_reference();
        *typed_mut(&mut secrets, part) = is_typed || waits;
    }
    secrets
}

/// The layout of the preferences; where a file says nothing or nonsense, the default.
fn panes_of(preferences: &Preferences) -> Panes {
    let default = Panes::default();
    let share = |kept: f32, default: f32| if kept > 0.0 && kept < 1.0 { kept } else { default };
    Panes {
        arrangement: [Arrangement::Stacked]
            .into_iter()
            .find(|arrangement| arrangement_name(*arrangement) == preferences.panes)
            .unwrap_or_default(),
        shown: [Shown::Response, Shown::Signature]
            .into_iter()
            .find(|shown| shown_name(*shown) == preferences.pane_alone)
            .unwrap_or_default(),
        share_beside: share(preferences.response_share, default.share_beside),
        share_stacked: share(preferences.response_share_stacked, default.share_stacked),
    }
}

fn arrangement_name(arrangement: Arrangement) -> &'static str {
    match arrangement {
        Arrangement::Beside => "",
        Arrangement::Stacked => "stacked",
    }
}

fn shown_name(shown: Shown) -> &'static str {
    match shown {
        Shown::Both => "",
        Shown::Response => "response",
        Shown::Signature => "signature",
    }
}
