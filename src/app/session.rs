//! From the window to the journal and the key store, and back.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::captures::CapturedVariables;
use super::config::AppConfig;
use super::history_actions::HistoryReads;
use super::live::LiveTicket;
use super::message::{Mail, Message};
use super::past::PastSends;
use super::remembered::{Remembered, section_name, section_named};
use super::reply_comparison::References;
use super::samples::{self, Published};
use super::secrets::{note_mut, secret, typed_mut};
use super::service_clock::ServiceClock;
use super::settings::Settings;
use super::shared::Shared;
use super::tab::Tab;
use super::tab_file::TabFile;
use super::workspace::Workspace;
use super::{App, Overlay};
use crate::engine::CookieJar;
use crate::model::{Auth, DraftId, HistorySettings, ItemPath, ItemRef, Network, Secret, SigningTime};
use crate::resolve::Folders;
use crate::store::collection::CollectionStore;
use crate::store::journal::{
    Access, DraftRecord, FileRecord, Journal, Opened, Preferences, Session as SessionRecord, TypedSecrets,
};
use crate::store::keys::{KeyName, KeyThread, SecretPart};
use crate::ui::draft::Draft;
use crate::ui::secret_notes::SecretNote;
use crate::ui::shell::panes::Panes;
use crate::ui::undo::{Edits, UndoHistory};
use crate::ui::widgets::pane_head::Shown;
use crate::ui::widgets::split::Arrangement;

/// Whether the journal has to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unrecorded {
    /// The journal has everything.
    Nothing,
    /// Something changed since.
    Something,
}

/// What is open, and what is kept of it.
pub(super) struct Session {
    /// Open requests, left to right. Never empty.
    pub(super) tabs: Vec<Tab>,
    /// Index of the one in front.
    pub(super) active: usize,
    /// Closed tabs, the latest last.
    pub(super) closed: Vec<Tab>,
    /// Sends that ended, of all tabs.
    pub(super) past: PastSends,
    /// Of the live report that was asked for last.
    pub(super) ticket: LiveTicket,
    /// Tabs that commands or answers may have edited since they were looked at.
    pub(super) touched: Vec<DraftId>,
    /// Grows when variables change.
    pub(super) scope_revision: u64,
    /// Replies that others are compared with.
    pub(super) references: References,
    pub(super) preferences: Preferences,
    /// What a person chose for the whole program, and its file.
    pub(super) settings: Settings,
    /// How response and signature are laid out.
    pub(super) panes: Panes,
    /// How all requests reach the network.
    pub(super) network: Arc<Network>,
    /// What replies said of the time, and the time that is signed with.
    pub(super) clock: ServiceClock,
    /// Cookies of this run, shared with the sends.
    pub(super) cookies: CookieJar,
    /// What requests with auth Inherit take.
    pub(super) shared: Shared,
    /// The open collections.
    pub(super) workspace: Workspace,
    /// What is kept of sends, and how much.
    pub(super) history_record: HistorySettings,
    /// Exchanges of the history that are being read.
    pub(super) history_reads: HistoryReads,
    /// Their files.
    pub(super) collections: CollectionStore,
    /// Values that captures took.
    pub(super) captured: CapturedVariables,
    /// Where typed paths start.
    pub(super) folders: Folders,
    /// What the journal knows of window and sections.
    pub(super) remembered: Remembered,
    pub(super) unrecorded: Unrecorded,
    pub(super) journal: Journal,
    pub(super) keys: KeyThread,
    /// A second window on the same folder shares draft identities, so it must not write their secrets.
    pub(super) access: Access,
}

impl Session {
    /// An empty one, whose journal and key store are open, with what the journal had.
    pub(super) fn open(config: &AppConfig, cookies: CookieJar, mailbox: &Mail) -> io::Result<(Self, Opened)> {
        let ambient = &config.ambient;
        let mail = Arc::clone(mailbox);
        let on_problem = Arc::new(move |problem| mail.put(Message::Problem(problem)));
        let (journal, mut opened) = Journal::open(&config.places, on_problem);
        let (settings, settings_read, problem) = Settings::open(config, opened.session.as_ref(), mailbox)?;
        opened.problems.extend(problem);
        let mail = Arc::clone(mailbox);
        let on_key = move |event| mail.put(Message::Key(event));
        let home = ["HOME", "USERPROFILE"]
            .into_iter()
            .find_map(|name| (ambient.environment)(name))
            .map(PathBuf::from);
        let session = Self {
            tabs: Vec::new(),
            active: 0,
            closed: Vec::new(),
            past: PastSends::default(),
            ticket: LiveTicket::default(),
            touched: Vec::new(),
            scope_revision: 0,
            references: References::default(),
            preferences: Preferences::default(),
            panes: Panes::default(),
            network: Arc::new(settings_read.network),
            settings,
            clock: ServiceClock::default(),
            cookies,
            captured: CapturedVariables::default(),
            shared: Shared::new(
                DraftId::from_random((ambient.random)()),
                SigningTime::new((ambient.now)()),
            ),
            workspace: Workspace::default(),
            history_record: settings_read.history.clone(),
            history_reads: HistoryReads::default(),
            collections: CollectionStore::new(&config.places),
            folders: Folders {
                base: home.clone().unwrap_or_default(),
                home,
            },
            remembered: Remembered::default(),
            unrecorded: Unrecorded::Something,
            keys: KeyThread::start(Arc::clone(&config.key_store), on_key)?,
            access: opened.access,
            journal,
        };
        Ok((session, opened))
    }
}

impl App {
    /// Opens the tabs of the journal, or the samples on the first start.
    pub(super) fn restore(&mut self, session: Option<SessionRecord>) {
        let now = self.now();
        let Some(session) = session else {
            for request in [samples::list_pets(), samples::wrong_secret()] {
                let id = DraftId::from_random((self.ambient.random)());
                self.session.tabs.push(Tab::new(id, request, now));
            }
            return;
        };
        self.session.preferences = session.preferences.without_settings();
        self.session.panes = panes_of(&self.session.preferences);
        if let Some(record) = session.shared {
            self.restore_shared(record);
        }
        self.restore_workspace(session.workspace);
        for record in session.drafts {
            let mut tab = Tab::new(record.id, Arc::unwrap_or_clone(record.request), now);
            tab.section = section_named(&record.section);
            self.ask_for_secrets(&mut tab.draft, &record.secrets);
            if let Some(file) = record.file {
                self.restore_file(&mut tab, &file);
            }
            tab.stands_in = record.stands_in.and_then(|place| {
                Some(ItemRef {
                    root: place.root,
                    path: ItemPath::new(&place.path)?,
                })
            });
            if let Some(item) = &tab.stands_in {
                self.load_secrets_of_request(item, &tab.draft.request.variables);
            }
            if record.edited {
                tab.draft.history = UndoHistory::of_edited(&tab.draft.request);
            }
            self.session.tabs.push(tab);
        }
        if self.session.tabs.is_empty() {
            let id = DraftId::from_random((self.ambient.random)());
            self.session.tabs.push(Tab::new(id, samples::empty(), now));
        }
        self.session.active = session.active.min(self.session.tabs.len() - 1);
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
                self.session.keys.load(KeyName::Draft(draft.id.clone(), part));
            }
        }
    }

    /// Takes the layout of the panes into the preferences when it changed.
    pub(super) fn keep_panes(&mut self) {
        if panes_of(&self.session.preferences) == self.session.panes {
            return;
        }
        let Panes {
            arrangement,
            shown,
            share_beside,
            share_stacked,
        } = self.session.panes;
        let kept = &mut self.session.preferences;
        kept.response_share = share_beside;
        kept.response_share_stacked = share_stacked;
        arrangement_name(arrangement).clone_into(&mut kept.panes);
        shown_name(shown).clone_into(&mut kept.pane_alone);
        self.session.unrecorded = Unrecorded::Something;
    }

    /// Hands the newest state to the journal, which writes it behind the window's back.
    pub(super) fn record(&mut self) {
        if self.session.unrecorded == Unrecorded::Nothing {
            return;
        }
        self.session.unrecorded = Unrecorded::Nothing;
        self.keep_settings();
        let open_variables = match &self.overlay.page {
            Overlay::Variables(page) => Some(&**page),
            _ => None,
        };
        let mut record = SessionRecord {
            drafts: self.session.tabs.iter().map(draft_record).collect(),
            active: self.session.active,
            preferences: self.session.preferences.clone(),
            workspace: self
                .session
                .workspace
                .record(open_variables, self.open_defaults_pages()),
            shared: self.session.shared.record(),
            ..SessionRecord::default()
        };
        if let Some(carried) = self.session.settings.carried() {
            carried.put_into(&mut record);
        }
        self.session.journal.record(record);
    }

    /// Hands the secrets of the tab in front to the key store's thread.
    pub(super) fn keep_secrets(&mut self) {
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        let kept = tab.live_state.kept();
        let nothing = Auth::default();
        let before = kept.as_ref().map_or(&nothing, |kept| &kept.http.auth);
        keep_changed(&self.session.keys, self.session.access, &mut tab.draft, before);
    }

    /// Removes the secrets of a tab that can not come back.
    pub(super) fn forget_secrets(&self, draft: &DraftId) {
        if self.session.access == Access::ReadOnly {
            return;
        }
        for part in SecretPart::ALL {
            let name = KeyName::Draft(draft.clone(), part);
            self.session.keys.save(name, Secret::default());
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
            keys.save(KeyName::Draft(draft.id.clone(), part), Secret::default());
        }
    }
}

/// Hands the secrets that changed to the key store's thread. Those that AWS publishes stay out.
pub(super) fn keep_changed(keys: &KeyThread, access: Access, draft: &mut Draft, before: &Auth) {
    let auth = &draft.request.http.auth;
    for part in SecretPart::ALL {
        let (value, before) = (secret(auth, part), secret(before, part));
        // A variable's name is kept with the request.
        let is_published = Published::of(value).is_some() || value.reference().is_some();
        if value != before && access == Access::ReadWrite {
            let kept = if is_published {
                Secret::default()
            } else {
                value.clone()
            };
            keys.save(KeyName::Draft(draft.id.clone(), part), kept);
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
        file: tab.file.as_ref().map(TabFile::record),
        stands_in: tab.stands_in.as_ref().map(|item| FileRecord {
            root: item.root.clone(),
            path: item.path.as_str().to_owned(),
            ..FileRecord::default()
        }),
        section: section_name(tab.section).to_owned(),
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
