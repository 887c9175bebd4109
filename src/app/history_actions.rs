//! Carries out what the lists of the history ask for.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::Context;

use super::history::Reopened;
use super::reading_requests::lines_of;
use super::secrets::secret;
use super::tabs::with_fresh_rows;
use super::{App, Overlay, Tab, Unrecorded};
use crate::engine::Queued;
use crate::model::{
    Answers, Auth, AuthKind, BodyKind, CredentialSource, ExchangeId, HistorySettings, ItemPath, ItemRef,
    Request, UnknownPart,
};
use crate::redact::{KnownSecrets, Signatures, hide_by_name};
use crate::store::history::{Clearing, HistoryLimits, HistoryPlace, RequestKept, Taken};
use crate::store::keys::SecretPart;
use crate::ui::history_action::{HistoryAction, HistoryKeeping, Keep};
use crate::ui::last_exchange::{KeptSent, Sent};
use crate::ui::shell::exchanges_page::{Compared, ExchangesPage, Part};
use crate::ui::shell::history_page::HistoryPage;
use crate::ui::shell::toasts::Kind;
use crate::ui::shown_signature::Side;

const MEGABYTE: u64 = 1 << 20;
const DAY: Duration = Duration::from_hours(24);

/// What an exchange is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadFor {
    /// It is shown as it was.
    Show,
    /// Its request is sent again.
    Send,
    /// It is compared with another one.
    Compare,
}

/// Exchanges that are being read.
#[derive(Default)]
pub(super) struct HistoryReads {
    waiting: Vec<(ExchangeId, ReadFor)>,
    /// The two that are compared, the earlier one first, as far as they were read.
    compared: Option<([ExchangeId; 2], Vec<Reopened>)>,
}

impl App {
    /// Carries out an action about the history.
    pub(super) fn apply_to_history(&mut self, action: HistoryAction) {
        let store = Arc::clone(&self.jobs.history.store);
        let taken = match action {
            HistoryAction::Open(id) => return self.read_exchange(id, ReadFor::Show),
            HistoryAction::SendAgain(id) => return self.read_exchange(id, ReadFor::Send),
            HistoryAction::Compare(first, second) => {
                self.session.history_reads.compared = Some(([first, second], Vec::new()));
                self.read_exchange(first, ReadFor::Compare);
                return self.read_exchange(second, ReadFor::Compare);
            }
            HistoryAction::Pin(id, pin) => {
                self.session.workspace.history.pinned(id, pin);
                if let Overlay::History(page) = &mut self.overlay.page {
                    page.list.pinned(id, pin);
                }
                store.pin(id, pin)
            }
            HistoryAction::Note(id, note) => {
                if let Overlay::History(page) = &mut self.overlay.page {
                    page.list.noted(id, &note);
                }
                let mut known = KnownSecrets::default();
                known.insert_all(&self.secrets_at_hand());
                store.note(id, known.redact(&hide_by_name(&note, Signatures::Hidden)))
            }
            HistoryAction::Delete(id) => store.delete(id),
            HistoryAction::ClearUnpinned => return self.clear_history(Clearing::Unpinned),
            HistoryAction::ClearAll => return self.clear_history(Clearing::All),
            HistoryAction::ExportHar { path } => return self.export_har(&path),
            HistoryAction::Keep(keeping) => return self.keep_by(&keeping),
        };
        if taken == Taken::No {
            let text = "The history is busy: try again in a moment";
            self.overlay.toasts.push(Kind::Refused, text);
        }
    }

    fn clear_history(&mut self, what: Clearing) {
        if self.jobs.history.clear(what) == Queued::No {
            let text = "The history is busy: try again in a moment";
            self.overlay.toasts.push(Kind::Refused, text);
        }
    }

    fn read_exchange(&mut self, id: ExchangeId, what_for: ReadFor) {
        if self.jobs.history.store.read(id) == Taken::Yes {
            self.session.history_reads.waiting.push((id, what_for));
        } else {
            let text = "The history is busy: try again in a moment";
            self.overlay.toasts.push(Kind::Refused, text);
        }
    }

    /// An exchange was read: it goes where it was read for.
    pub(super) fn exchange_read(
        &mut self,
        id: ExchangeId,
        result: Result<Box<Reopened>, String>,
        ctx: &Context,
    ) {
        let waiting = &mut self.session.history_reads.waiting;
        let Some(at) = waiting.iter().position(|(waits, _)| *waits == id) else {
            return;
        };
        let (_, what_for) = waiting.remove(at);
        match (result, what_for) {
            (Ok(reopened), ReadFor::Show) => self.show_reopened(*reopened, ctx),
            (Ok(reopened), ReadFor::Send) => {
                let missing = self.open_kept_request(&reopened, ctx);
                match missing.or_else(|| self.other_environment(&reopened)) {
                    None => self.send(Answers::default(), ctx),
                    Some(why) => {
                        let text = format!("Opened and not sent: {why}");
                        self.overlay.toasts.push(Kind::Problem, text);
                    }
                }
            }
            (Ok(reopened), ReadFor::Compare) => self.compare_reopened(*reopened),
            (Err(problem), _) => self.overlay.toasts.push(Kind::Problem, problem),
        }
    }

    /// Opens the request of an exchange in a new tab. It inherits from where it stood, and Save asks for a new place. What has
    /// to be typed before it is what was sent then, for people; `None` for nothing.
    fn open_kept_request(&mut self, reopened: &Reopened, ctx: &Context) -> Option<String> {
        let of_this_run = self.session.past.request_of(reopened.row.id).map(with_fresh_rows);
        let (request, missing) = match of_this_run {
            Some(request) => (request, None),
            None => self.of_another_run(reopened),
        };
        let variables = request.variables.clone();
        self.open(request, ctx);
        let place = reopened
            .row
            .collection
            .as_ref()
            .zip(reopened.row.request.as_ref());
        let item = place.and_then(|(root, path)| {
            Some(ItemRef {
                root: PathBuf::from(root),
                path: ItemPath::new(path)?,
            })
        });
        if let Some(item) = &item {
            self.load_secrets_of_request(item, &variables);
        }
        if let Some(tab) = self.tab_mut() {
            tab.stands_in = item;
        }
        missing
    }

    /// The request of an exchange of another run, of which nothing has the secrets, and what has to be typed again.
    fn of_another_run(&self, reopened: &Reopened) -> (Request, Option<String>) {
        let mut request = with_fresh_rows(&reopened.request);
        let missing = match reopened.request_kept {
            RequestKept::AsTyped => None,
            RequestKept::SecretsTakenOut => {
                Some("marks stand in the places of secrets, which the history does not keep. Type the values again".to_owned())
            }
            RequestKept::WithoutBody => {
                // A request that had a body must not go out without one.
                request.http.body.kind = BodyKind::None;
                request.http.body.unknown = Some(UnknownPart::Kind("longer than what the history keeps".to_owned()));
                Some("its body is longer than what the history keeps. Choose it again".to_owned())
            }
        };
        let auth = &mut request.http.auth;
        let typed = match auth.kind {
            AuthKind::Basic | AuthKind::Bearer | AuthKind::ApiKey => true,
            AuthKind::AwsSignature => auth.aws.source == CredentialSource::Typed,
            AuthKind::None | AuthKind::Inherit => false,
        };
        let is_incomplete = typed
            && !SecretPart::ALL
                .into_iter()
                .any(|part| !secret(auth, part).is_empty());
        self.fill_known_secrets(auth);
        let filled = "the history does not keep secrets. Look whether those on the Auth tab are the right ones, and send it";
        (
            request,
            missing.or_else(|| is_incomplete.then(|| filled.to_owned())),
        )
    }

    /// What says that a send would go elsewhere than it went then.
    fn other_environment(&self, reopened: &Reopened) -> Option<String> {
        let now = self
            .environment_in_front()
            .map(|environment| environment.name.as_str());
        let then = reopened.row.environment.as_deref();
        if now == then {
            return None;
        }
        let words = |name: Option<&str>| name.map_or("none".to_owned(), str::to_owned);
        Some(format!(
            "it was sent in the environment {}, and {} is in force now. Choose one, and send it",
            words(then),
            words(now)
        ))
    }

    /// Secrets that open tabs have for an access key ID, when they agree.
    fn fill_known_secrets(&self, auth: &mut Auth) {
        let id = auth.aws.access_key_id.trim().to_owned();
        if id.is_empty() || id.contains("{{") || !auth.aws.secret_access_key.is_empty() {
            return;
        }
        let known = self
            .session
            .tabs
            .iter()
            .map(|tab| &tab.draft.request.http.auth.aws);
        let mut same = known
            .filter(|known| known.access_key_id.trim() == id)
            .filter(|known| !known.secret_access_key.is_empty() && known.secret_access_key.is_no_reference())
            .map(|known| (&known.secret_access_key, &known.session_token));
        let Some(first) = same.next() else { return };
        if same.all(|other| other == first) {
            auth.aws.secret_access_key = first.0.clone();
            auth.aws.session_token = first.1.clone();
        }
    }

    /// Shows an exchange as it was, in a new tab.
    fn show_reopened(&mut self, reopened: Reopened, ctx: &Context) {
        self.open_kept_request(&reopened, ctx);
        let number = self.jobs.next_send;
        self.jobs.next_send += 1;
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        let send = crate::engine::SendId(number);
        tab.reply.viewer.show(send, &reopened.received);
        tab.reply.picture.forget();
        tab.signature.side = Side::AsSent;
        let request = Arc::new(reopened.request);
        tab.last.sent = Some(Sent {
            request: Arc::clone(&request),
            typed: request,
            answers: Answers::default(),
            exchange: reopened.exchange,
            received: reopened.received,
            comparison: None,
            kept: Some(KeptSent {
                began: reopened.row.began,
                body_left_out: reopened.body_left_out,
            }),
        });
        self.session.unrecorded = Unrecorded::Something;
    }

    fn compare_reopened(&mut self, reopened: Reopened) {
        let Some((ids, read)) = &mut self.session.history_reads.compared else {
            return;
        };
        read.push(reopened);
        let ids = *ids;
        let both = ids.map(|id| read.iter().find(|read| read.row.id == id));
        let [Some(first), Some(second)] = both else { return };
        let page = compared(first, second);
        self.session.history_reads.compared = None;
        if !matches!(self.overlay.page, Overlay::None | Overlay::History(_)) {
            let text = "The two exchanges are read: close this page and compare them again";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        }
        self.show_page(Overlay::Exchanges(Box::new(page)));
    }

    /// Opens the page of the history.
    pub(super) fn open_history_page(&mut self) {
        let folder = self.session.folders.base.join("countersign-history.har");
        let path = folder.to_string_lossy().into_owned();
        let page = HistoryPage::new(self.history_keeping(), path);
        self.show_page(Overlay::History(Box::new(page)));
    }

    /// Where the request of a tab stands, as the history keeps it.
    pub(super) fn history_place(&self, tab: &Tab) -> HistoryPlace {
        let item = tab
            .file
            .as_ref()
            .map(|file| &file.item)
            .or(tab.stands_in.as_ref());
        let chosen = item.and_then(|item| self.session.workspace.chosen.get(&item.root));
        HistoryPlace {
            collection: item.map(|item| item.root.display().to_string()),
            request: item.map(|item| item.path.as_str().to_owned()),
            environment: chosen.cloned(),
        }
    }

    /// Whether what a collection sends is kept; of no collection for requests that are in none.
    pub(super) fn keeps_history(&self, root: Option<&Path>) -> bool {
        let record = &self.session.history_record;
        !record.off && !root.is_some_and(|root| record.off_for.iter().any(|off| off == root))
    }

    pub(super) fn history_keeping(&self) -> HistoryKeeping {
        let record = &self.session.history_record;
        let keep = |is_off: bool| if is_off { Keep::No } else { Keep::Yes };
        let of_collection = |root: &Path| keep(record.off_for.iter().any(|off| off == root));
        let limits = limits_of(record);
        HistoryKeeping {
            sends: keep(record.off),
            collection: self.root_in_front().map(of_collection),
            days: limits.age.map(|age| age.as_secs() / DAY.as_secs()),
            megabytes: limits.bytes / MEGABYTE,
            exchanges: limits.entries,
        }
    }

    fn keep_by(&mut self, keeping: &HistoryKeeping) {
        let root = self.root_in_front().map(Path::to_path_buf);
        let record = &mut self.session.history_record;
        record.off = keeping.sends == Keep::No;
        if let (Some(root), Some(keep)) = (root, keeping.collection) {
            record.off_for.retain(|off| *off != root);
            if keep == Keep::No {
                record.off_for.push(root);
            }
        }
        record.days = keeping.days;
        let (_, megabytes, exchanges) = usual_limits();
        record.megabytes = Some(keeping.megabytes).filter(|limit| *limit != megabytes);
        record.exchanges = Some(keeping.exchanges).filter(|limit| *limit != exchanges);
        self.apply_history_limits();
        self.history_changed();
        self.session.unrecorded = Unrecorded::Something;
    }

    /// Tells the history its limits.
    pub(super) fn apply_history_limits(&mut self) {
        let limits = limits_of(&self.session.history_record);
        if self.jobs.history.store.set_limits(limits) == Taken::No {
            let text = "The history is busy, so its limits hold from the next start on";
            self.overlay.toasts.push(Kind::Problem, text);
        }
    }

    /// Writes what the page of the history finds to a HAR file.
    fn export_har(&mut self, typed: &str) {
        let Overlay::History(page) = &self.overlay.page else {
            return;
        };
        let query = page.list.query.clone();
        let path = match self.scope().folders.place(typed) {
            Ok(path) => path,
            Err(error) => {
                let text = crate::ui::sentence::sentence(&error.to_string());
                self.overlay.toasts.push(Kind::Problem, text);
                return;
            }
        };
        if self.jobs.history.export(query, path) == Queued::No {
            let text = "The history is busy: try again in a moment";
            self.overlay.toasts.push(Kind::Refused, text);
        }
    }
}

/// Days, megabytes and exchanges unless a person says otherwise.
pub(super) fn usual_limits() -> (Option<u64>, u64, u64) {
    let usual = HistoryLimits::default();
    (None, usual.bytes / MEGABYTE, usual.entries)
}

/// The limits that a person set, and else the usual ones.
fn limits_of(record: &HistorySettings) -> HistoryLimits {
    let usual = HistoryLimits::default();
    HistoryLimits {
        bytes: record
            .megabytes
            .map_or(usual.bytes, |count| count.saturating_mul(MEGABYTE)),
        entries: record.exchanges.unwrap_or(usual.entries),
        age: record
            .days
            .map(|days| DAY.saturating_mul(u32::try_from(days).unwrap_or(u32::MAX))),
        body_bytes: usual.body_bytes,
    }
}

/// Longer bodies are cut before they are compared, in bytes.
const MOST_COMPARED: usize = 64 * 1024;

/// What differs between two exchanges.
fn compared(first: &Reopened, second: &Reopened) -> ExchangesPage {
    let differs = |text: fn(&Reopened) -> String| lines_of(&text(first), &text(second));
    let told = |reopened: &Reopened| Compared {
        title: format!("{} {}", reopened.row.method, reopened.row.url),
        began: reopened.row.began,
    };
    ExchangesPage {
        first: told(first),
        second: told(second),
        request: differs(request_text),
        canonical_request: differs(canonical_request_text),
        reply: differs(reply_text),
        part: Part::default(),
    }
}

/// The request as sent.
fn request_text(reopened: &Reopened) -> String {
    let Some(wire) = &reopened.exchange.wire else {
        return String::new();
    };
    let head = String::from_utf8_lossy(&wire.head_bytes()).replace("\r\n", "\n");
    let body = wire.body.in_memory().unwrap_or_default();
    let digest = format!("\n\nSHA-256 of the body: {}\n", wire.digest.sha256);
    head + &beginning(&body) + &digest
}

fn canonical_request_text(reopened: &Reopened) -> String {
    let report = reopened.exchange.report.as_ref();
    let text = report.map(|report| report.canonical_request.as_str().to_owned());
    text.unwrap_or_default()
}

/// The reply as it came.
fn reply_text(reopened: &Reopened) -> String {
    let Some(response) = reopened.exchange.outcome.response() else {
        return String::new();
    };
    let head = &response.head;
    let mut lines = vec![format!("{} {}", head.status, head.reason)];
    let headers = head.headers.iter();
    lines.extend(headers.map(|(name, value)| format!("{name}: {value}")));
    lines.push(String::new());
    lines.push(beginning(&reopened.received.bytes));
    lines.extend(reopened.body_left_out.clone());
    lines.join("\n")
}

fn beginning(body: &[u8]) -> String {
    match body.get(..MOST_COMPARED).filter(|cut| cut.len() < body.len()) {
        Some(cut) => format!(
            "{}\n[cut here: {} bytes in all]",
            String::from_utf8_lossy(cut),
            body.len()
        ),
        None => String::from_utf8_lossy(body).into_owned(),
    }
}
