//! Pastes and dropped files that are more than text: curl commands and credentials.
//!
//! ```text
//! paste ──▶ recognised? ─no──▶ left to the field that has the cursor
//!               │ curl (large: read by the worker) ──▶ a request
//!               │ credentials ──▶ the key fields, or a choice among several
//! file  ──▶ worker: credentials in it? ─no──▶ the body
//! ```

use std::io;
use std::path::Path;

use eframe::egui::text_edit::TextEditState;
use eframe::egui::{Context, Event, Memory};

use super::live::INLINE_BODY_BYTES;
use super::message::{Mail, Message};
use super::session::credentials_taken;
use super::{App, Overlay};
use crate::app::tab::Tab;
use crate::blob::read_file;
use crate::engine::{LatestWorker, Queued};
use crate::formats::credentials::{self, CredentialRemark, CredentialSet, PastedCredentials};
use crate::formats::paste::{Pasted, is_curl, recognise};
use crate::formats::{FormatError, ImportedRequest, request_from_curl};
use crate::model::{Auth, AuthKind, Body, BodyKind, DraftId, LongText, PartKind, Request, SigningTime};
use crate::text::measure::human_bytes;
use crate::text::{minify, pretty};
use crate::ui::action::ReplyCredentials;
use crate::ui::credential_words::summary;
use crate::ui::pick::TextPlace;
use crate::ui::section::Section;
use crate::ui::sentence::sentence;
use crate::ui::shell::chooser::Choice;
use crate::ui::shell::toasts::Kind;
use crate::ui::{editor::auth_panel, editor::body_panel, editor::url_field};

/// A file with credentials is small; of a larger one nothing is looked at.
const MOST_FILE_BYTES: u64 = 64 * 1024;
/// A text that is read into the body section; it is kept with the open tabs, so larger ones stay in their file.
const MOST_TEXT_BYTES: u64 = 16 * 1_000 * 1_000;
/// Warnings that a message names one by one.
const MOST_WARNINGS: usize = 6;
/// Endings of files that may hold credentials; a file without one may too.
const MAY_HOLD_CREDENTIALS: [&str; 5] = ["csv", "txt", "json", "env", "ini"];

/// What takes too long for a frame.
pub enum PasteJob {
    /// A large curl command.
    Curl {
        /// The tab it was pasted in.
        draft: DraftId,
        /// As pasted.
        text: String,
    },
    /// A file whose text takes the place of a typed one.
    Text {
        /// The tab that asked.
        draft: DraftId,
        /// Which of its texts.
        place: TextPlace,
        /// Path of the file.
        path: String,
    },
    /// A large JSON text that is written anew.
    Rewrite {
        /// The tab that asked.
        draft: DraftId,
        /// As it is.
        text: LongText,
        /// How it is written.
        rewrite: Rewrite,
    },
    /// A dropped file.
    File {
        /// The tab it was dropped on.
        draft: DraftId,
        /// Where the file stands, as the desktop gave it.
        path: String,
        /// To tell what has expired.
        now: SigningTime,
    },
}

/// How JSON is written anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewrite {
    /// Indented.
    Indent,
    /// Without white space.
    Minify,
}

impl Rewrite {
    /// The text anew; `None` when it is not JSON.
    pub(super) fn of(self, text: &LongText) -> Option<LongText> {
        let written = match self {
            Self::Indent => pretty::json(text.as_bytes()),
            Self::Minify => minify::json(text.as_bytes()),
        };
        String::from_utf8(written?).ok().map(LongText::from)
    }
}

/// What came of a job.
pub enum PasteResult {
    /// The request, or why there is none.
    Curl {
        /// The tab that asked.
        draft: DraftId,
        /// What was read.
        read: Box<Result<ImportedRequest, FormatError>>,
    },
    /// The text of a file, or what to say.
    Text {
        /// The tab that asked.
        draft: DraftId,
        /// Which of its texts.
        place: TextPlace,
        /// What was read.
        read: Result<LongText, String>,
    },
    /// The text anew, or none when it is not JSON.
    Rewritten {
        /// The tab that asked.
        draft: DraftId,
        /// As it was.
        before: LongText,
        /// As it is now.
        made: Option<LongText>,
    },
    /// What the file is.
    File {
        /// The tab that asked.
        draft: DraftId,
        /// Where the file stands, as the desktop gave it.
        path: String,
        /// The credentials in it.
        found: Option<PastedCredentials>,
    },
}

/// Reads large pastes and dropped files.
pub type PasteWorker = LatestWorker<PasteJob>;

/// Starts the thread that reads large pastes and dropped files.
pub fn start_worker(mailbox: Mail) -> io::Result<PasteWorker> {
    let work = |job: PasteJob| match job {
        PasteJob::Curl { draft, text } => PasteResult::Curl {
            draft,
            read: Box::new(request_from_curl(&text)),
        },
        PasteJob::Text { draft, place, path } => PasteResult::Text {
            draft,
            place,
            read: text_of_file(&path),
        },
        PasteJob::Rewrite { draft, text, rewrite } => PasteResult::Rewritten {
            draft,
            made: rewrite.of(&text),
            before: text,
        },
        PasteJob::File { draft, path, now } => PasteResult::File {
            found: read_file(Path::new(&path), MOST_FILE_BYTES)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .and_then(|text| credentials::read(&text, now)),
            draft,
            path,
        },
    };
    LatestWorker::start("paste", move |job| mailbox.put(Message::Paste(work(job))))
}

/// The text of a file, with every byte of it.
fn text_of_file(path: &str) -> Result<LongText, String> {
    let next = "choose File as the kind of body to send its bytes";
    match read_file(Path::new(path), MOST_TEXT_BYTES) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(text.into()),
            Err(_) => Err(format!("{path} is not UTF-8 text: {next}")),
        },
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let most = human_bytes(MOST_TEXT_BYTES);
            Err(format!("{path} has more than {most}: {next}"))
        }
        Err(error) => Err(format!("{path} was not read ({error}): choose another file")),
    }
}

/// A paste that is taken away from the fields.
enum Taken {
    Curl(Box<Result<ImportedRequest, FormatError>>),
    LargeCurl(String),
    Credentials(Box<PastedCredentials>),
    /// Stays in the field; these places are to be filled in.
    Template(Vec<String>),
}

/// Where the cursor is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CursorField {
    Url,
    KeyField,
    Nowhere,
    /// A field of another kind, which takes every paste as it stands.
    OtherField,
}

impl App {
    /// Takes pastes out of the input that are a curl command or credentials, before a field sees them.
    pub(super) fn take_pastes(&mut self, ctx: &Context) {
        let shared = self
            .is_shared_in_front()
            .then(|| self.session.shared.form.draft.id.clone());
        let place = match self.place_of_cursor(ctx) {
            CursorField::Nowhere if shared.is_some() => CursorField::KeyField,
            place => place,
        };
        if (self.is_covered() && shared.is_none()) || place == CursorField::OtherField {
            return;
        }
        let now = self.now();
        let mut pastes = Vec::new();
        ctx.input_mut(|input| {
            input.events.retain(|event| {
                let Event::Paste(text) = event else { return true };
                let taken = taken(text, place, now);
                let is_left = matches!(taken, None | Some(Taken::Template(_)));
                pastes.extend(taken);
                is_left
            });
        });
        let Some(draft) = shared.or_else(|| self.tab().map(|tab| tab.draft.id.clone())) else {
            return;
        };
        if !pastes.is_empty() {
            self.touch_front();
        }
        for taken in pastes {
            match taken {
                Taken::Curl(read) => self.import(&draft, *read, ctx),
                Taken::LargeCurl(text) => {
                    let draft = draft.clone();
                    if self.jobs.pastes.ask(PasteJob::Curl { draft, text }) == Queued::No {
                        let text = "Still reading what was pasted before: paste again in a moment";
                        self.overlay.toasts.push(Kind::Problem, text);
                    }
                }
                Taken::Credentials(found) => self.offer_credentials(&draft, *found),
                Taken::Template(places) => {
                    let text = format!("This URL has places to fill in: {}", places.join(", "));
                    self.overlay.toasts.push(Kind::Done, text);
                }
            }
            ctx.request_repaint();
        }
    }

    fn place_of_cursor(&self, ctx: &Context) -> CursorField {
        let Some(focused) = ctx.memory(Memory::focused) else {
            return CursorField::Nowhere;
        };
        let in_url = self
            .tab()
            .is_some_and(|tab| url_field::url_has_focus(ctx, &tab.draft));
        if in_url {
            CursorField::Url
        } else if auth_panel::is_key_field(ctx, focused) {
            CursorField::KeyField
        } else if TextEditState::load(ctx, focused).is_some() || body_panel::takes_paste(ctx, focused) {
            CursorField::OtherField
        } else {
            CursorField::Nowhere
        }
    }

    /// Takes what the worker made.
    pub(super) fn paste_read(&mut self, made: PasteResult, ctx: &Context) {
        match made {
            PasteResult::Curl { draft, read } => self.import(&draft, *read, ctx),
            PasteResult::File {
                draft,
                found: Some(found),
                ..
            } => self.offer_credentials(&draft, found),
            PasteResult::File { draft, path, .. } if draft == self.session.shared.form.draft.id => {
                let text = format!("No credentials in {path}");
                self.overlay.toasts.push(Kind::Problem, text);
            }
            PasteResult::File { draft, path, .. } => self.file_as_body(&draft, path),
            PasteResult::Rewritten { draft, before, made } => self.rewritten(&draft, &before, made),
            PasteResult::Text { draft, place, read } => {
                let tab = self.session.tabs.iter_mut().find(|tab| tab.draft.id == draft);
                match (read, tab) {
                    (Ok(text), Some(tab)) => {
                        *place.of_mut(&mut tab.draft.request) = text;
                        self.session.touched.push(draft);
                    }
                    (Ok(_), None) => {}
                    (Err(problem), _) => self.overlay.toasts.push(Kind::Problem, problem),
                }
            }
        }
    }

    /// Has the text of a file read, to take the place of a typed one.
    pub(super) fn read_text(&mut self, draft: DraftId, place: TextPlace, path: String) {
        if self.jobs.pastes.ask(PasteJob::Text { draft, place, path }) == Queued::No {
            let text = "Still reading what was chosen before: choose the file again in a moment";
            self.overlay.toasts.push(Kind::Problem, text);
        }
    }

    /// Whether a dropped file is looked at for credentials first: one that looks like it, unless bodies are in front.
    pub(super) fn ask_for_credentials_in(&self, path: &str) -> Queued {
        let extension = Path::new(path).extension().and_then(|text| text.to_str());
        let may_hold = extension.is_none_or(|extension| {
            MAY_HOLD_CREDENTIALS
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
        });
        match self.tab() {
            _ if self.is_shared_in_front() => self.jobs.pastes.ask(PasteJob::File {
                draft: self.session.shared.form.draft.id.clone(),
                path: path.to_owned(),
                now: self.now(),
            }),
            Some(tab) if may_hold && tab.section != Section::Body => self.jobs.pastes.ask(PasteJob::File {
                draft: tab.draft.id.clone(),
                path: path.to_owned(),
                now: self.now(),
            }),
            _ => Queued::No,
        }
    }

    /// Opens a pasted request: in its tab when nothing is typed there, else in a new one. Files wait for a yes.
    fn import(&mut self, draft: &DraftId, read: Result<ImportedRequest, FormatError>, ctx: &Context) {
        let ImportedRequest {
            mut request,
            warnings,
            credentials: _,
        } = match read {
            Ok(imported) => imported,
            Err(error) => {
                let text = format!("The curl command was not read. {error}. {}", error.hint());
                self.overlay.toasts.push(Kind::Problem, text);
                return;
            }
        };
        let mut lines = vec![curl_words(&request)];
        lines.extend(warnings.iter().take(MOST_WARNINGS).map(ToString::to_string));
        if let Some(more @ 1..) = warnings.len().checked_sub(MOST_WARNINGS) {
            lines.push(format!("And {more} more remarks"));
        }
        let kind = if warnings.is_empty() {
            Kind::Done
        } else {
            Kind::Problem
        };
        let body = request.http.body.clone();
        let paths = without_files(&mut request.http.body);
        let is_empty = |tab: &Tab| {
            tab.draft.id == *draft && tab.last.sending.is_none() && is_untouched(&tab.draft.request)
        };
        match self.session.tabs.iter().position(is_empty) {
            Some(index) => {
                if let Some(tab) = self.session.tabs.get_mut(index) {
                    let auth = std::mem::take(&mut tab.draft.request.http.auth);
                    keep_keys(&mut request.http.auth, auth);
                    tab.draft.request = request;
                }
                self.select(index);
            }
            None => self.open(request, ctx),
        }
        if let Some(tab) = self.tab().filter(|_| !paths.is_empty()) {
            self.show_page(Overlay::Choice(Choice::Files {
                draft: tab.draft.id.clone(),
                paths,
                body: Box::new(body),
            }));
        }
        self.overlay.toasts.push(kind, lines.join("\n"));
    }

    /// Uses the only set, or asks which one.
    pub(super) fn offer_credentials(&mut self, draft: &DraftId, found: PastedCredentials) {
        if found.others.is_empty() {
            self.use_credentials(draft, &found.chosen);
            return;
        }
        let sets = std::iter::once(found.chosen).chain(found.others).collect();
        self.show_page(Overlay::Choice(Choice::Profile {
            draft: draft.clone(),
            sets,
        }));
    }

    /// Fills all key fields of a tab, shows them, and says what was read. Those of a request that inherits are in the
    /// shared authorization, which may be meant by itself, too.
    pub(super) fn use_credentials(&mut self, draft: &DraftId, set: &CredentialSet) {
        let now = (self.ambient.now)();
        if *draft == self.session.shared.form.draft.id {
            self.share_credentials(set);
            self.open_shared();
            return;
        }
        let Some(index) = self.session.tabs.iter().position(|tab| tab.draft.id == *draft) else {
            return;
        };
        self.select(index);
        let Some(tab) = self.session.tabs.get_mut(index) else {
            return;
        };
        tab.section = Section::Auth;
        if tab.draft.inherits() {
            self.share_credentials(set);
            return;
        }
        let auth = &mut tab.draft.request.http.auth;
        auth.kind = AuthKind::AwsSignature;
        let remarks = set.put_into(&mut auth.aws);
        credentials_taken(&self.session.keys, self.session.access, &mut tab.draft);
        let kind = if remarks.is_empty() {
            Kind::Done
        } else {
            Kind::Problem
        };
        let mut lines = vec![format!("Read {}", summary(set, now))];
        let is_new = |remark: &&CredentialRemark| !matches!(remark, CredentialRemark::Expired { .. });
        lines.extend(
            remarks
                .iter()
                .filter(is_new)
                .map(|remark| sentence(&remark.to_string())),
        );
        self.overlay.toasts.push(kind, lines.join("\n"));
    }

    /// Uses the credentials in the reply of the tab in front, there or where the user chooses.
    pub(super) fn use_reply_credentials(&mut self, place: ReplyCredentials) {
        let Some(tab) = self.tab() else { return };
        let Some(found) = tab
            .last
            .sent
            .as_ref()
            .and_then(|sent| sent.received.credentials.clone())
        else {
            return;
        };
        let draft = tab.draft.id.clone();
        match place {
            ReplyCredentials::InThisTab => self.offer_credentials(&draft, found),
            ReplyCredentials::InAnotherTab => {
                let others = self
                    .session
                    .tabs
                    .iter()
                    .filter(|tab| tab.draft.id != draft && !tab.draft.inherits());
                self.show_page(Overlay::Choice(Choice::Tab {
                    set: Box::new(found.chosen),
                    tabs: others
                        .map(|tab| (tab.draft.id.clone(), tab.draft.title()))
                        .collect(),
                    shared: self.session.shared.form.draft.id.clone(),
                }));
            }
        }
    }

    /// Puts a body with files into the tab that waited for the permission.
    pub(super) fn allow_files(&mut self, draft: &DraftId, body: Body) {
        if let Some(tab) = self.session.tabs.iter_mut().find(|tab| tab.draft.id == *draft) {
            tab.draft.request.http.body = body;
            tab.section = Section::Body;
        }
    }
}

/// What a paste is, when it is more than text at this place.
fn taken(text: &str, place: CursorField, now: SigningTime) -> Option<Taken> {
    let takes_curl = place != CursorField::KeyField;
    if text.len() > INLINE_BODY_BYTES {
        return (takes_curl && is_curl(text)).then(|| Taken::LargeCurl(text.to_owned()));
    }
    match recognise(text, now) {
        Pasted::Curl(read) if takes_curl => Some(Taken::Curl(read)),
        Pasted::Credentials(found) => Some(Taken::Credentials(found)),
        Pasted::Template(places) if place == CursorField::Url => {
            let places = places.into_iter().filter_map(|place| text.get(place));
            Some(Taken::Template(places.map(str::to_owned).collect()))
        }
        _ => None,
    }
}

/// Whether nothing of the request itself was typed.
fn is_untouched(request: &Request) -> bool {
    let http = &request.http;
    http.url.trim().is_empty()
        && http
            .headers
            .iter()
            .all(|row| row.name.is_empty() && row.value.is_empty())
        && http.body == Body::default()
        && request.docs.is_empty()
}

/// The keys that were typed before stay when the command has none.
fn keep_keys(new: &mut Auth, old: Auth) {
    if new.aws.access_key_id.is_empty() && new.aws.secret_access_key.is_empty() {
        new.aws.access_key_id = old.aws.access_key_id;
        new.aws.secret_access_key = old.aws.secret_access_key;
        new.aws.session_token = old.aws.session_token;
    }
}

/// Takes the paths of files out of a body, and gives them.
fn without_files(body: &mut Body) -> Vec<String> {
    let mut paths = Vec::new();
    match body.kind {
        BodyKind::File => paths.push(std::mem::take(&mut body.file.path)),
        BodyKind::Multipart => {
            let files = body.parts.iter_mut().filter(|part| part.kind == PartKind::File);
            paths.extend(files.map(|part| std::mem::take(&mut part.path)));
        }
        _ => {}
    }
    paths.retain(|path| !path.is_empty());
    paths
}

/// `Read a curl command: POST with 2 headers and a body, signed`.
fn curl_words(request: &Request) -> String {
    let http = &request.http;
    let headers = match http.headers.len() {
        0 => "no headers".to_owned(),
        1 => "1 header".to_owned(),
        count => format!("{count} headers"),
    };
    let body = match http.body.kind {
        BodyKind::None => "no body",
        _ => "a body",
    };
    let auth = match http.auth.kind {
        AuthKind::None => "auth None",
        AuthKind::Basic => "Basic auth",
        AuthKind::Bearer => "a bearer token",
        AuthKind::ApiKey => "an API key",
        AuthKind::AwsSignature => "AWS Signature",
        AuthKind::Inherit => "the shared authorization",
    };
    format!(
        "Read a curl command: {} with {headers}, {body} and {auth}",
        http.method
    )
}
