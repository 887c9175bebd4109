//! The shared authorization: the top of what a request with auth Inherit takes its auth from.
//!
//! ```text
//! request ──Inherit──▶ shared authorization ──not set up──▶ nothing is sent
//! ```
//!
//! There is one for each data folder. It is edited in a form like that of a request, so that fields, undo, journal and
//! key store are the same. Its undo is its own: the one of a tab neither takes a shared secret away nor brings one back,
//! and on its page Undo is that of the page.

use std::sync::Arc;

use eframe::egui::{Context, Memory};

use super::live::Inputs;
use super::overlay::Popups;
use super::session::{credentials_taken, keep_changed, typed_secrets};
use super::{App, Overlay, Unrecorded};
use crate::formats::credentials::{CredentialRemark, CredentialSet};
use crate::model::{Auth, AuthKind, DraftId, Request, SigningTime};
use crate::redact::key_ids_in;
use crate::resolve::{Ancestor, Applied, applied, auth_after_variables};
use crate::sigv4;
use crate::store::journal::SharedRecord;
use crate::ui::credential_words::summary;
use crate::ui::draft::{Draft, Inherited};
use crate::ui::editor::auth_panel::AuthView;
use crate::ui::editor::shared_auth_page::SharedAuthForm;
use crate::ui::live::LiveClock;
use crate::ui::secret_notes::SecretNotes;
use crate::ui::sentence::sentence;
use crate::ui::shell::toasts::Kind;
use crate::ui::shown_signature::Side;

/// What it is called in a sentence.
const NAME: &str = "the shared authorization";

/// The shared authorization and its form.
pub(super) struct Shared {
    pub(super) form: SharedAuthForm,
    /// The auth as the last look found it.
    seen: Auth,
    /// The same, as requests inherit it.
    ancestors: Arc<[Ancestor]>,
    /// Grows with every change.
    pub(super) revision: u64,
}

impl Shared {
    /// One that is not set up.
    pub(super) fn new(id: DraftId, now: SigningTime) -> Self {
        Self::of(id, not_set_up(), now)
    }

    fn of(id: DraftId, auth: Auth, now: SigningTime) -> Self {
        let mut request = Request::default();
        request.http.auth = auth.clone();
        Self {
            form: SharedAuthForm {
                draft: Draft::new(id, request, now),
                view: AuthView::default(),
            },
            ancestors: ancestors_of(&auth),
            seen: auth,
            revision: 0,
        }
    }

    fn auth(&self) -> &Auth {
        &self.form.draft.request.http.auth
    }

    /// Whether requests that inherit have something to inherit.
    pub(super) fn is_set_up(&self) -> bool {
        self.auth().kind != AuthKind::Inherit
    }

    /// What open requests stand in.
    pub(super) fn ancestors(&self) -> Arc<[Ancestor]> {
        Arc::clone(&self.ancestors)
    }

    /// For the journal; `None` while nothing was typed.
    pub(super) fn record(&self) -> Option<SharedRecord> {
        (*self.auth() != not_set_up()).then(|| SharedRecord {
            id: self.form.draft.id.clone(),
            auth: self.auth().clone(),
            secrets: typed_secrets(&self.form.draft),
        })
    }

    fn take_note(&mut self) {
        self.seen = self.auth().clone();
        self.ancestors = ancestors_of(&self.seen);
    }

    fn look_at_fields(&mut self, now: SigningTime) {
        let auth = &self.form.draft.request.http.auth;
        self.form.draft.live.fields = match auth.kind {
            AuthKind::AwsSignature => sigv4::field_problems(&auth.aws, "", None, now),
            _ => Vec::new(),
        };
    }
}

fn ancestors_of(auth: &Auth) -> Arc<[Ancestor]> {
    Arc::new([Ancestor::of_auth(NAME, auth.clone())])
}

fn not_set_up() -> Auth {
    Auth {
        kind: AuthKind::Inherit,
        ..Auth::default()
    }
}

impl App {
    /// The shared authorization; its kind is Inherit while it is not set up.
    pub fn shared_auth(&self) -> &Auth {
        self.session.shared.auth()
    }

    /// Where its secrets stand with the key store.
    pub fn shared_secrets(&self) -> &SecretNotes {
        &self.session.shared.form.draft.secrets
    }

    /// Brings it back after a restart.
    pub(super) fn restore_shared(&mut self, record: SharedRecord) {
        let now = self.now();
        let mut shared = Shared::of(record.id, record.auth, now);
        self.ask_for_secrets(&mut shared.form.draft, &record.secrets);
        shared.take_note();
        shared.look_at_fields(now);
        self.session.shared = shared;
    }

    /// The tab, or the form of the shared authorization, whose secrets the key store has under this name.
    pub(super) fn holder_of(&mut self, id: &DraftId) -> Option<&mut Draft> {
        let form = std::iter::once(&mut self.session.shared.form.draft);
        let tabs = self.session.tabs.iter_mut().map(|tab| &mut tab.draft);
        tabs.chain(form).find(|draft| draft.id == *id)
    }

    /// Takes note of secrets that the key store gave back: no edit, and nothing to be kept again.
    pub(super) fn shared_came_back(&mut self) {
        let now = self.now();
        let shared = &mut self.session.shared;
        if shared.seen != *shared.auth() {
            shared.take_note();
            shared.revision += 1;
            shared.look_at_fields(now);
        }
    }

    /// Takes note of what was edited of it since the last call: undo, journal, key store, and the live reports of the
    /// requests that inherit.
    pub(super) fn settle_shared(&mut self, ctx: &Context) {
        self.tell_shared_notes();
        if self.session.shared.seen == *self.session.shared.auth() {
            return;
        }
        let now = self.signing_now();
        let seconds = ctx.input(|input| input.time);
        let focus = ctx.memory(Memory::focused);
        let shared = &mut self.session.shared;
        let form = &mut shared.form.draft;
        form.history.observe(&form.request, seconds, focus);
        keep_changed(&self.session.keys, self.session.access, form, &shared.seen);
        shared.take_note();
        shared.revision += 1;
        shared.look_at_fields(now);
        self.session.unrecorded = Unrecorded::Something;
        let front = self.session.active;
        let inheriting = self
            .session
            .tabs
            .iter_mut()
            .enumerate()
            .filter(|(_, tab)| tab.draft.inherits());
        for (index, tab) in inheriting {
            if let LiveClock::LastEdit(_) = tab.draft.clock {
                tab.draft.clock = LiveClock::LastEdit(now);
            }
            if index == front {
                tab.signature.side = Side::Live;
            }
        }
        ctx.request_repaint();
    }

    /// The key store may have answered since the tab in front was shown what it inherits.
    fn tell_shared_notes(&mut self) {
        let notes = &self.session.shared.form.draft.secrets;
        let tab = self.session.tabs.get_mut(self.session.active);
        if let Some(inherited) = tab.and_then(|tab| tab.draft.inherited.as_mut())
            && inherited.from == NAME
            && inherited.secrets != *notes
        {
            inherited.secrets.clone_from(notes);
        }
    }

    /// Opens its page.
    pub(super) fn open_shared(&mut self) {
        let now = self.now();
        self.session.shared.look_at_fields(now);
        self.show_page(Overlay::SharedAuth);
    }

    /// Whether its page has keys and pastes.
    pub(super) fn is_shared_in_front(&self) -> bool {
        matches!(self.overlay.page, Overlay::SharedAuth) && self.overlay.popups == Popups::Closed
    }

    /// How many open requests inherit.
    pub(super) fn inheriting(&self) -> usize {
        self.session
            .tabs
            .iter()
            .filter(|tab| tab.draft.inherits())
            .count()
    }

    /// The request in front as typed, and with the auth that it is sent with.
    pub(super) fn request_to_send(&self) -> Option<(Arc<Request>, Arc<Request>)> {
        let typed = Arc::new(self.tab()?.draft.request.clone());
        let mut applied = Request::clone(&typed);
        applied.http.auth = self.auth_of(&typed);
        Some((typed, Arc::new(applied)))
    }

    /// What the request in front inherits; `None` for auth of its own and when there is nothing.
    pub(super) fn inherited_in_front(&self, inputs: &Inputs) -> Option<Inherited> {
        let tab = self.tab()?;
        let mut request = tab.draft.request.clone();
        let Applied::From { name, auth } = applied(&request.http.auth, &inputs.ancestors) else {
            return None;
        };
        request.http.auth = *auth;
        // Only what is typed into the shared authorization is in the key store under its name.
        let secrets = match name.as_str() {
            NAME => self.session.shared.form.draft.secrets.clone(),
            _ => SecretNotes::default(),
        };
        Some(Inherited {
            from: name,
            request: Arc::new(request),
            secrets,
        })
    }

    /// Whether a request as typed is sent with the auth of another one now.
    pub(super) fn is_auth_of(&self, typed: &Request, other: &Request) -> bool {
        self.auth_of(typed) == other.http.auth
    }

    /// What a request is sent with now.
    fn auth_of(&self, typed: &Request) -> Auth {
        let Inputs { scope, ancestors, .. } = self.inputs();
        auth_after_variables(typed, &scope, &ancestors)
    }

    /// Fills the key fields of the shared authorization, and says what was read and what it replaced.
    pub(super) fn share_credentials(&mut self, set: &CredentialSet) {
        let now = (self.ambient.now)();
        let auth = &mut self.session.shared.form.draft.request.http.auth;
        let replaced = replaced_by(set, auth);
        auth.kind = AuthKind::AwsSignature;
        let remarks = set.put_into(&mut auth.aws);
        credentials_taken(
            &self.session.keys,
            self.session.access,
            &mut self.session.shared.form.draft,
        );
        let kind = if remarks.is_empty() {
            Kind::Done
        } else {
            Kind::Problem
        };
        let users = match self.inheriting() {
            0 => "no open request inherits it".to_owned(),
            1 => "1 open request inherits it".to_owned(),
            count => format!("{count} open requests inherit it"),
        };
        let mut lines = vec![format!("Read {} into {NAME}; {users}", summary(set, now))];
        lines.extend(replaced);
        let is_new = |remark: &&CredentialRemark| !matches!(remark, CredentialRemark::Expired { .. });
        lines.extend(
            remarks
                .iter()
                .filter(is_new)
                .map(|remark| sentence(&remark.to_string())),
        );
        self.overlay.toasts.push(kind, lines.join("\n"));
    }
}

/// What stood there before these credentials, and the way back.
fn replaced_by(set: &CredentialSet, before: &Auth) -> Option<String> {
    let what = match before.kind {
        AuthKind::Inherit => return None,
        AuthKind::None => "None".to_owned(),
        AuthKind::Basic => "Basic auth".to_owned(),
        AuthKind::Bearer => "a bearer token".to_owned(),
        AuthKind::ApiKey => "an API key".to_owned(),
        AuthKind::AwsSignature if before.aws.access_key_id.is_empty() => return None,
        AuthKind::AwsSignature if before.aws.access_key_id == set.access_key_id => {
            "values of the same access key".to_owned()
        }
        // What does not look like a key ID may be a secret in the wrong field.
        AuthKind::AwsSignature => match key_ids_in(&before.aws.access_key_id).next() {
            Some(id) if id == before.aws.access_key_id => format!("access key {id}"),
            _ => "other keys".to_owned(),
        },
    };
    Some(format!("They replace {what}: Undo on its page brings that back"))
}
