//! A request that is edited, with what would be sent of it now.

use std::sync::Arc;

use eframe::egui::Id;

use crate::model::{Auth, AuthKind, DraftId, HeaderRow, Request, SigningTime};
use crate::resolve::Setting;
use crate::ui::credential_status::CredentialJob;
use crate::ui::live::{Age, Live, LiveClock};
use crate::ui::secret_notes::SecretNotes;
use crate::ui::undo::UndoHistory;

/// What is edited.
#[derive(Debug)]
pub struct Draft {
    /// Identity in journal and key store.
    pub id: DraftId,
    /// What is typed.
    pub request: Request,
    /// Its states before and after this one.
    pub history: UndoHistory,
    /// Grows with every edit of what is sent, secrets included; the name and the note are never sent.
    pub revision: u64,
    /// Signing time of the live report.
    pub clock: LiveClock,
    /// What would be sent now.
    pub live: Live,
    /// Whether a service would still take the live signature.
    pub age: Age,
    /// Where the secret fields stand with the key store.
    pub secrets: SecretNotes,
    /// What is being done about its credentials besides a send.
    pub credential_job: CredentialJob,
    /// What auth Inherit comes to; `None` for auth of its own, and while there is nothing to inherit.
    pub inherited: Option<Inherited>,
    /// Header rows that it takes from what it stands in, each with whose it is.
    pub inherited_headers: Vec<(HeaderRow, String)>,
    /// Settings that it takes from there, each with whose it is.
    pub inherited_settings: Vec<(Setting, String)>,
}

/// A request whose auth is Inherit, as it is sent.
#[derive(Clone, Debug)]
pub struct Inherited {
    /// What the auth is inherited from, as "the shared authorization".
    pub from: String,
    /// The request with that auth.
    pub request: Arc<Request>,
    /// Where the secrets of that auth stand with the key store.
    pub secrets: SecretNotes,
}

/// What was edited since the last look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Nothing.
    None,
    /// The name or the note: the signature stays as it is.
    Unsent,
    /// Something that is sent.
    Sent,
}

impl Draft {
    /// A draft without edits, whose live report is not made yet.
    pub fn new(id: DraftId, request: Request, edited: SigningTime) -> Self {
        Self {
            id,
            history: UndoHistory::new(&request),
            revision: 0,
            request,
            clock: LiveClock::LastEdit(edited),
            live: Live::default(),
            age: Age::Fresh,
            secrets: SecretNotes::default(),
            credential_job: CredentialJob::Idle,
            inherited: None,
            inherited_headers: Vec::new(),
            inherited_settings: Vec::new(),
        }
    }

    /// Takes note of what was edited since the last call, `now` in seconds of any steady clock. Costs one comparison when
    /// nothing was. `focus` is what the user types into.
    pub fn observe(&mut self, now: f64, focus: Option<Id>) -> Edit {
        let before = self.history.present();
        self.history.observe(&self.request, now, focus);
        if Arc::ptr_eq(&before, &self.history.present()) {
            return Edit::None;
        }
        self.grow_from(&before)
    }

    /// Shows the state of an undo or a redo.
    pub fn step_to(&mut self, state: Request) -> Edit {
        let before = std::mem::replace(&mut self.request, state);
        self.grow_from(&before)
    }

    fn grow_from(&mut self, before: &Request) -> Edit {
        if before.http == self.request.http && before.settings == self.request.settings {
            return Edit::Unsent;
        }
        self.revision += 1;
        Edit::Sent
    }

    /// Title of its tab: its name, or else the path, or else what it is.
    pub fn title(&self) -> String {
        let name = self.request.info.name.trim();
        if !name.is_empty() {
            return name.to_owned();
        }
        let url = self.request.http.url.trim();
        let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
        let path = after_scheme.find('/').and_then(|at| after_scheme.get(at..));
        match path.map(|path| path.split(['?', '#']).next().unwrap_or(path)) {
            Some(path) if path.len() > 1 => path.to_owned(),
            _ if !after_scheme.is_empty() => after_scheme.to_owned(),
            _ => "New request".to_owned(),
        }
    }

    /// True when the auth of the request is Inherit.
    pub fn inherits(&self) -> bool {
        self.request.http.auth.kind == AuthKind::Inherit
    }

    /// What is inherited, when something is.
    pub fn inherited(&self) -> Option<&Inherited> {
        self.inherited.as_ref().filter(|_| self.inherits())
    }

    /// The request with the auth that it is sent with.
    pub fn applied(&self) -> &Request {
        match self.inherited() {
            Some(inherited) => &inherited.request,
            None => &self.request,
        }
    }

    /// The auth that the request is sent with; Inherit while there is nothing to inherit.
    pub fn auth(&self) -> &Auth {
        &self.applied().http.auth
    }

    /// True when AWS Signature is selected, or inherited.
    pub fn signs(&self) -> bool {
        self.auth().kind == AuthKind::AwsSignature
    }
}
