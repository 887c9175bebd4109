//! One open request with everything the window shows of it.

use std::sync::Arc;

use crate::blob::SharedBody;
use crate::engine::{Progress, Received, SendId, ViewerPlace};
use crate::model::{
    Auth, AuthKind, DraftId, Exchange, Note, Request, ResponseHead, RowId, SigningReport, SigningTime,
    WireHeader, WireRequest,
};
use crate::sigv4::{FieldProblem, HostHint, UrlAdvice};
use crate::ui::editor::body_panel::LargeText;
use crate::ui::editor::bulk::Bulk;
use crate::ui::editor::docs_panel::DocsView;
use crate::ui::editor::undo::UndoHistory;
use crate::ui::reply::body_viewer::BodyView;
use crate::ui::reply::compare_view::CompareView;
use crate::ui::reply::picture_view::PictureView;
use crate::ui::signature::explained::Explained;

/// A tab: a draft, its live report, and its last exchange.
#[derive(Debug)]
pub struct Tab {
    /// Identity in journal and key store.
    pub id: DraftId,
    /// What is typed.
    pub request: Request,
    /// Its states before and after this one.
    pub history: UndoHistory,
    /// Which part of the editor is in front.
    pub section: Section,
    /// Which signature is shown.
    pub side: Side,
    /// Signing time of the live report.
    pub clock: LiveClock,
    /// What would be sent now.
    pub live: Live,
    /// Whether a service would still take the live signature.
    pub age: Age,
    /// The send under way.
    pub sending: Option<Sending>,
    /// The last exchange.
    pub sent: Option<Sent>,
    /// Where the secret fields stand with the key store.
    pub secrets: SecretNotes,
    /// Choices of the response pane.
    pub response: ResponseView,
    /// Whether the advanced signing options are shown.
    pub advanced: Disclosure,
    /// Whether the session token is shown in clear.
    pub token: Masking,
    /// A row of a table that was just added and takes the cursor.
    pub focus_row: Option<RowId>,
    /// The params while they are edited as text.
    pub bulk_params: Option<Bulk>,
    /// The headers while they are edited as text.
    pub bulk_headers: Option<Bulk>,
    /// The viewers of texts that are too large to edit: the body's or GraphQL query's, and the GraphQL variables'.
    pub large_texts: [LargeText; 2],
    /// How the note is shown.
    pub docs: DocsView,
    /// The viewer of the reply body.
    pub viewer: BodyView,
    /// The reply body as a picture.
    pub picture: PictureView,
    /// The reply against another one, while that page is open.
    pub compare: Option<CompareView>,
    /// What the signature pane brings into sight when it is drawn next.
    pub reveal: Option<Reveal>,
    /// The pieces of the signature in front.
    pub explained: Explained,
    /// What auth Inherit comes to; `None` for auth of its own, and while there is nothing to inherit.
    pub inherited: Option<Inherited>,
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

impl Tab {
    /// A tab that has sent nothing.
    pub fn new(id: DraftId, request: Request, edited: SigningTime) -> Self {
        Self {
            id,
            history: UndoHistory::new(&request),
            request,
            section: Section::Auth,
            side: Side::Live,
            clock: LiveClock::LastEdit(edited),
            live: Live::default(),
            age: Age::Fresh,
            sending: None,
            sent: None,
            secrets: SecretNotes::default(),
            response: ResponseView::default(),
            advanced: Disclosure::Closed,
            token: Masking::Masked,
            focus_row: None,
            bulk_params: None,
            bulk_headers: None,
            large_texts: Default::default(),
            docs: DocsView::default(),
            viewer: BodyView::default(),
            picture: PictureView::default(),
            compare: None,
            reveal: None,
            explained: Explained::default(),
            inherited: None,
        }
    }

    /// Text of the tab: its name, or else the path, or else what it is.
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

    /// Everything that shows a body or a large text.
    pub fn viewers(&mut self) -> [(ViewerPlace, &mut BodyView); 4] {
        let [text, variables] = &mut self.large_texts;
        [
            (ViewerPlace::Reply, &mut self.viewer),
            (ViewerPlace::Text, text.viewer()),
            (ViewerPlace::Variables, variables.viewer()),
            (ViewerPlace::Note, self.docs.viewer()),
        ]
    }

    /// Stops the work of all viewers: the tab is closed. They ask for it again when it is shown again.
    pub fn stop_viewers(&mut self) {
        for (_, viewer) in self.viewers() {
            viewer.stop_work();
        }
    }

    /// True when AWS Signature is selected, or inherited.
    pub fn signs(&self) -> bool {
        self.auth().kind == AuthKind::AwsSignature
    }

    /// The report in front, live or as sent.
    pub fn shown_signed(&self) -> Option<Arc<SigningReport>> {
        match self.side {
            Side::Live => self.live.report.clone(),
            Side::AsSent => self.sent.as_ref().and_then(|sent| sent.exchange.report.clone()),
        }
    }
}

/// Parts of the request editor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// Query and path parameters.
    Params,
    /// Credentials, region, service.
    #[default]
    Auth,
    /// Header table.
    Headers,
    /// Body editor.
    Body,
    /// How the request is sent.
    Settings,
    /// The note about it.
    Docs,
}

/// Which signature the pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Of what is typed now.
    #[default]
    Live,
    /// Of the last send.
    AsSent,
}

/// A part of the signature pane that a button elsewhere points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reveal {
    /// Ours against what the service expected.
    Comparison,
}

/// Signing time of the live report: it never ticks, so a settled window does not repaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveClock {
    /// The time of the last edit; Send takes its own.
    LastEdit(SigningTime),
    /// A time the user pinned; Send takes it too.
    Pinned(SigningTime),
}

impl LiveClock {
    /// The moment.
    pub fn time(self) -> SigningTime {
        match self {
            Self::LastEdit(time) | Self::Pinned(time) => time,
        }
    }

    /// The pinned moment, which Send takes too.
    pub fn pinned(self) -> Option<SigningTime> {
        match self {
            Self::Pinned(time) => Some(time),
            Self::LastEdit(_) => None,
        }
    }
}

/// What would be sent and signed now.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// The unsigned wire request; `None` while the URL can not be sent.
    pub wire: Option<Arc<WireRequest>>,
    /// What would be signed; `None` for auth None or while something is missing.
    pub report: Option<Arc<SigningReport>>,
    /// The header lines that signing would add.
    pub added_headers: Vec<WireHeader>,
    /// Whether the report stands on the user's credentials.
    pub credentials: CredentialsUsed,
    /// What the host says about region and service.
    pub hint: Option<HostHint>,
    /// Remarks made while building and planning.
    pub notes: Vec<Note>,
    /// What there is to say about the URL.
    pub url: UrlAdvice,
    /// What is wrong with single fields of the AWS Signature form.
    pub fields: Vec<FieldProblem>,
    /// What stands in the way of sending.
    pub problem: Option<Problem>,
    /// Set while a large body is being hashed; the rest is of the edit before.
    pub freshness: Freshness,
}

/// Whose credentials a live report stands on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CredentialsUsed {
    /// The user's.
    #[default]
    Typed,
    /// The documented example key, while fields are empty: a preview that can not be sent.
    Example,
}

/// Whether a live report is of the newest edit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Freshness {
    /// Of the newest edit.
    #[default]
    Current,
    /// Of an earlier one; the newest is being computed.
    Computing,
}

/// Whether a service would still take a live signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// It would, as far as the clock goes.
    Fresh,
    /// It is older than a service takes.
    Stale {
        /// So long it was good.
        lasted: std::time::Duration,
    },
}

/// What stands in the way, with the next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable slug.
    pub kind: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// A send under way.
#[derive(Debug)]
pub struct Sending {
    /// Its identity in the engine.
    pub send: SendId,
    /// Latest stage and byte count.
    pub progress: Arc<Progress>,
    /// When it began, on egui's clock in seconds.
    pub began: f64,
    /// What is being sent, with the auth that it is sent with.
    pub request: Arc<Request>,
    /// The same as typed.
    pub typed: Arc<Request>,
    /// The reply body so far.
    pub body: SharedBody,
}

/// A finished send.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What was sent, as typed then but for auth, which is the one that it was sent with.
    pub request: Arc<Request>,
    /// The same as typed then: its auth may be Inherit.
    pub typed: Arc<Request>,
    /// What happened.
    pub exchange: Arc<Exchange>,
    /// The body with its line index.
    pub received: Arc<Received>,
    /// Ours against what the service expected, when it said.
    pub comparison: Option<Arc<crate::sigv4::Comparison>>,
}

impl Sent {
    /// The reply head, when one came.
    pub fn head(&self) -> Option<&ResponseHead> {
        self.exchange.outcome.response().map(|response| &response.head)
    }
}

/// Choices of the response pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResponseView {
    /// What is in front.
    pub page: ResponsePage,
    /// How the body is laid out.
    pub layout: BodyLayout,
    /// Whether a long message of an error is shown whole.
    pub error: Disclosure,
}

/// Pages of the response pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponsePage {
    /// The body.
    #[default]
    Body,
    /// The reply's header lines.
    Headers,
    /// Phases and connection.
    Timeline,
    /// The request exactly as sent.
    Wire,
    /// This reply against another one.
    Compare,
}

/// How a body is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyLayout {
    /// Indented when it is JSON, XML or HTML.
    #[default]
    Pretty,
    /// One row for each value, folded.
    Tree,
    /// As received.
    Raw,
    /// The bytes in hex.
    Hex,
    /// Drawn as the picture it is.
    Image,
}

/// Whether a part of a form is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Disclosure {
    /// Its title alone.
    #[default]
    Closed,
    /// All of it.
    Open,
}

/// Whether a secret is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Masking {
    /// Replaced by a mark.
    #[default]
    Masked,
    /// In clear.
    Clear,
}

/// What to say beside the secret fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecretNotes {
    /// Beside the secret access key.
    pub secret_access_key: SecretNote,
    /// Beside the session token.
    pub session_token: SecretNote,
    /// Beside the password of Basic auth.
    pub password: SecretNote,
    /// Beside the token of Bearer auth.
    pub bearer_token: SecretNote,
    /// Beside the key of API key auth.
    pub api_key: SecretNote,
}

/// Where one secret field stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SecretNote {
    /// Nothing to say.
    #[default]
    Quiet,
    /// The key store is being asked.
    Loading,
    /// The value is kept by the key store.
    Kept,
    /// The value lives in memory only, and why.
    MemoryOnly(String),
    /// A value was typed before and is not here now, and why.
    Missing(String),
}
