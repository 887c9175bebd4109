//! From the window to the journal and the key store, and back.

use std::sync::Arc;

use eframe::egui::ThemePreference;

use super::samples::{self, Published};
use super::{App, Unrecorded};
use crate::model::{DraftId, Network, Secret};
use crate::store::journal::{Access, DraftRecord, Preferences, Session, TypedSecrets};
use crate::store::keys::SecretPart;
use crate::ui::tab::{SecretNote, Tab};

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
        self.network = Arc::new(session.network);
        for record in session.drafts {
            let mut tab = Tab::new(record.id, record.request, now);
            self.ask_for_secrets(&mut tab, &record.secrets);
            self.tabs.push(tab);
        }
        if self.tabs.is_empty() {
            let id = DraftId::from_random((self.ambient.random)());
            self.tabs.push(Tab::new(id, samples::empty(), now));
        }
        self.active = session.active.min(self.tabs.len() - 1);
    }

    fn ask_for_secrets(&self, tab: &mut Tab, typed: &TypedSecrets) {
        if let Some(published) = typed.published.as_deref().and_then(Published::named) {
            tab.request.http.auth.aws.secret_access_key = published.secret();
        } else if typed.secret_access_key {
            tab.secrets.secret_access_key = SecretNote::Loading;
            self.keys.load(tab.id.clone(), SecretPart::SecretAccessKey);
        }
        if typed.session_token {
            tab.secrets.session_token = SecretNote::Loading;
            self.keys.load(tab.id.clone(), SecretPart::SessionToken);
        }
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
        });
    }

    /// Hands the secrets of the tab in front to the key store's thread. Those that AWS publishes stay out.
    pub(super) fn keep_secrets(&mut self) {
        let Some(tab) = self.tabs.get(self.active) else {
            return;
        };
        let aws = &tab.request.http.auth.aws;
        let before = self
            .seen
            .get(&tab.id)
            .map(|seen| seen.secrets.clone())
            .unwrap_or_default();
        let parts = [
            (SecretPart::SecretAccessKey, &aws.secret_access_key),
            (SecretPart::SessionToken, &aws.session_token),
        ];
        for ((part, value), before) in parts.into_iter().zip(&before) {
            if value == before {
                continue;
            }
            let kept = if Published::of(value).is_some() {
                Secret::default()
            } else {
                value.clone()
            };
            if self.access == Access::ReadWrite {
                self.keys.save(tab.id.clone(), part, kept);
            }
        }
        let Some(tab) = self.tabs.get_mut(self.active) else {
            return;
        };
        let aws = &tab.request.http.auth.aws;
        if aws.secret_access_key.is_empty() || Published::of(&aws.secret_access_key).is_some() {
            tab.secrets.secret_access_key = SecretNote::Quiet;
        }
        if aws.session_token.is_empty() {
            tab.secrets.session_token = SecretNote::Quiet;
        }
    }

    /// Removes the secrets of a tab that can not come back.
    pub(super) fn forget_secrets(&self, draft: &DraftId) {
        if self.access == Access::ReadOnly {
            return;
        }
        for part in [SecretPart::SecretAccessKey, SecretPart::SessionToken] {
            self.keys.save(draft.clone(), part, Secret::default());
        }
    }
}

fn draft_record(tab: &Tab) -> DraftRecord {
    let aws = &tab.request.http.auth.aws;
    let waits = |note: &SecretNote| matches!(note, SecretNote::Loading | SecretNote::Missing(_));
    DraftRecord {
        id: tab.id.clone(),
        request: tab.request.clone(),
        secrets: TypedSecrets {
            secret_access_key: !aws.secret_access_key.is_empty() || waits(&tab.secrets.secret_access_key),
            session_token: !aws.session_token.is_empty() || waits(&tab.secrets.session_token),
            published: Published::of(&aws.secret_access_key).map(|published| published.name().to_owned()),
        },
    }
}

/// The theme of the preferences; the system's until chosen.
pub(super) fn theme(preferences: &Preferences) -> ThemePreference {
    match preferences.theme.as_str() {
        "light" => ThemePreference::Light,
        "dark" => ThemePreference::Dark,
        _ => ThemePreference::System,
    }
}

/// Its name in the journal.
pub(super) fn theme_name(theme: ThemePreference) -> &'static str {
    match theme {
        ThemePreference::Light => "light",
        ThemePreference::Dark => "dark",
        ThemePreference::System => "",
    }
}
