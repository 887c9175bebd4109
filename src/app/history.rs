//! The history behind the window: what ended is kept, lists are filled, and what is opened again comes back.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Weak};
use std::time::Duration;

use bytes::Bytes;
use eframe::egui::Context;
use time::OffsetDateTime;

use super::config::AppConfig;
use super::history_actions::HistoryReads;
use super::message::{Mail, Message};
use super::support_bundle::secrets_of;
use super::{App, Overlay};
use crate::blob::SharedBody;
use crate::engine::{OrderedWorker, Queued, Received, Tried, findings_of};
use crate::formats::har_export::{HarEntry, har};
use crate::formats::kept_exchange::exchange_of;
use crate::model::{Exchange, ExchangeId, HistoryQuery, HistoryRow, Request, SigningTime, WireRequest};
use crate::redact::KnownSecrets;
use crate::store::history::{
    BodyOf, Clearing, Count, Database, FLUSH_LIMIT, HistoryAnswer, HistoryEntry, HistoryError, HistoryLimits,
    HistoryPlace, HistoryStore, HistoryView, KeptBody, KeptExchange, RequestKept, Sent as SentEntry, Taken,
    WallClock,
};
use crate::store::places::Places;
use crate::ui::history_list::PAGE;
use crate::ui::last_exchange::Sent;
use crate::ui::sentence::sentence;
use crate::ui::shell::toasts::Kind;
use crate::ui::sidebar::sidebar_view::SidebarPart;

/// So many exchanges go into a HAR file.
const MOST_EXPORTED: usize = 1_000;
/// And so many bytes of bodies.
const MOST_EXPORTED_BYTES: usize = 64 << 20;
/// After this time a list asks again whose question was not taken.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// What the history has for the window.
pub enum HistoryMessage {
    /// An answer of its thread, but for an exchange that was read.
    Answer(Box<HistoryAnswer>),
    /// An exchange was read, and made ready to be shown.
    Read(ExchangeId, Result<Box<Reopened>, String>),
    /// Exchanges were written to a HAR file: what, and where; or why not.
    Exported(Result<(Written, PathBuf), String>),
}

/// An exchange of the history, ready to be shown.
pub struct Reopened {
    /// What a list shows of it.
    pub row: HistoryRow,
    /// The request as it was edited, without secrets.
    pub request: Request,
    /// What happened, with marks in the places of secrets.
    pub exchange: Arc<Exchange>,
    /// The body of the reply, as far as it was kept.
    pub received: Arc<Received>,
    /// Whether the request is all that was typed.
    pub request_kept: RequestKept,
    /// What of the body of the reply is not kept, for people.
    pub body_left_out: Option<String>,
}

/// Keeps what was sent: takes the secrets out on a thread of its own, and hands it to the thread of the database.
pub(super) struct HistoryWorker {
    entries: OrderedWorker<EntryJob>,
    exports: OrderedWorker<ExportJob>,
    pub(super) store: Arc<HistoryStore>,
}

/// A query, and the file that takes what it finds.
type ExportJob = (HistoryQuery, PathBuf);

/// What the worker is given.
enum EntryJob {
    Keep(Box<Ended>),
    /// Deletes many, behind everything that is still to be kept.
    Clear(Clearing),
    /// Says when all before it is done.
    Flush(SyncSender<()>),
}

/// A send that ended, shared with the window.
struct Ended {
    sent: Sent,
    place: HistoryPlace,
    body_bytes: u64,
}

impl HistoryWorker {
    /// Starts both threads.
    pub(super) fn start(config: &AppConfig, mailbox: &Mail) -> io::Result<Self> {
        let clock: WallClock = Arc::clone(&config.ambient.now);
        let now = Arc::clone(&clock);
        let answers = Arc::clone(mailbox);
        let on_answer = move |answer| {
            answers.put(Message::History(match answer {
                HistoryAnswer::Read { id, result } => {
                    let now = SigningTime::new((now)());
                    let ready = result.map(|kept| Box::new(Reopened::of(*kept, now)));
                    HistoryMessage::Read(id, ready.map_err(|error| told(&error)))
                }
                answer => HistoryMessage::Answer(Box::new(answer)),
            }));
        };
        // Nothing goes before it is known what the user wants kept.
        let limits = HistoryLimits {
            bytes: u64::MAX,
            entries: u64::MAX,
            age: None,
            ..HistoryLimits::default()
        };
        let store = HistoryStore::start(&config.places, limits, clock, Box::new(on_answer))?;
        let store = Arc::new(store);
        // The window alone holds the store, so that it is closed when the window is.
        let keeps = Arc::downgrade(&store);
        let problems = Arc::clone(mailbox);
        let work = move |job| match job {
            EntryJob::Keep(ended) => {
                let taken = keeps.upgrade().map(|store| store.write(entry_of(&ended)));
                if taken == Some(Taken::No) {
                    let text = "What was sent is not in the history: too much waits to be written";
                    problems.put(Message::Problem(text.to_owned()));
                }
            }
            EntryJob::Clear(what) => {
                if keeps.upgrade().map(|store| store.clear(what)) == Some(Taken::No) {
                    let text = "The history is not cleared: it is busy. Try again in a moment";
                    problems.put(Message::Problem(text.to_owned()));
                }
            }
            EntryJob::Flush(done) => {
                done.send(()).ok();
            }
        };
        let broke = Arc::clone(mailbox);
        let broke = move || {
            let text = "What was sent is not in the history: preparing it broke off. Please report this";
            broke.put(Message::Problem(text.to_owned()));
        };
        let places = config.places.clone();
        let now_of_export = Arc::clone(&config.ambient.now);
        let exported = Arc::clone(mailbox);
        let export = move |(query, path): ExportJob| {
            let result = export(&places, &query, &path, now_of_export());
            let result = result.map(|written| (written, path));
            exported.put(Message::History(HistoryMessage::Exported(result)));
        };
        let broken = Arc::clone(mailbox);
        let export_broke = move || {
            let text = "Writing the HAR file broke off. Please report this";
            broken.put(Message::Problem(text.to_owned()));
        };
        Ok(Self {
            exports: OrderedWorker::start("history export", export, export_broke)?,
            entries: OrderedWorker::start("history entries", work, broke)?,
            store,
        })
    }

    /// What keeps the exchanges of a run of requests that stand in this place.
    pub(super) fn of_run(&self, place: HistoryPlace) -> RunHistory {
        RunHistory {
            store: Arc::downgrade(&self.store),
            place,
        }
    }

    /// Writes what a query finds to a HAR file.
    pub(super) fn export(&self, query: HistoryQuery, path: PathBuf) -> Queued {
        self.exports.ask((query, path))
    }

    /// Deletes many, behind everything that is still to be kept.
    pub(super) fn clear(&self, what: Clearing) -> Queued {
        self.entries.ask(EntryJob::Clear(what))
    }

    /// Waits until everything that ended is kept.
    pub(super) fn flush(&self) {
        let (done, when_done) = sync_channel(1);
        if self.entries.ask(EntryJob::Flush(done)) == Queued::Yes {
            when_done.recv_timeout(FLUSH_LIMIT).ok();
        }
        self.store.flush();
    }
}

/// Keeps the exchanges of a run, one after the other: the run goes no faster than they are written, and none is left out.
pub(super) struct RunHistory {
    store: Weak<HistoryStore>,
    place: HistoryPlace,
}

impl RunHistory {
    /// Takes the secrets out and hands it over. Takes milliseconds, and waits: not for the window's thread.
    pub(super) fn keep(&self, tried: &Tried<'_>, request: &str) {
        let exchange = tried.exchange;
        let wire = exchange.wire.as_deref();
        let in_memory = wire.and_then(|wire| wire.body.in_memory());
        let findings = findings_of(exchange, &tried.body.snapshot());
        let place = HistoryPlace {
            request: Some(request.to_owned()),
            ..self.place.clone()
        };
        let entry = SentEntry {
            exchange,
            request: &tried.order.request,
            sent_body: sent_body(wire, in_memory.as_deref()),
            reply_body: BodyOf::Shared(tried.body),
            findings: &findings,
            place: &place,
        };
        let mut known = KnownSecrets::of_auth(&tried.order.request.http.auth);
        known.insert_known(tried.known);
        let entry = HistoryEntry::new(&entry, &known, HistoryLimits::default().body_bytes);
        // None takes it only when the program ends.
        self.store.upgrade().map(|store| store.write_in_turn(entry));
    }
}

fn sent_body<'a>(wire: Option<&WireRequest>, in_memory: Option<&'a [u8]>) -> BodyOf<'a> {
    match (in_memory, wire) {
        (Some([]), _) | (None, None) => BodyOf::None,
        (Some(bytes), _) => BodyOf::Bytes(bytes),
        (None, Some(wire)) => BodyOf::Files {
            of: wire.digest.length,
        },
    }
}

/// What a HAR file has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Exchanges in it.
    pub exchanges: usize,
    /// Exchanges that can not be read.
    pub damaged: usize,
    /// Whether more were found than it takes.
    pub more: bool,
}

/// Writes at most [`MOST_EXPORTED`] exchanges with [`MOST_EXPORTED_BYTES`] of bodies that a query finds into a new file.
fn export(
    places: &Places,
    query: &HistoryQuery,
    path: &Path,
    now: OffsetDateTime,
) -> Result<Written, String> {
    // What is there may be anything: nobody was asked about it.
    if path.symlink_metadata().is_ok() {
        return Err(format!(
            "{} is there already, and is not replaced: choose another name",
            path.display()
        ));
    }
    let (database, _notices) = Database::open(places, now).map_err(|error| told(&error))?;
    let mut written = Written::default();
    let mut texts: Vec<Exported> = Vec::new();
    let mut bytes = 0;
    let mut before = None;
    'pages: loop {
        let page = database.page(query, before, PAGE).map_err(|error| told(&error))?;
        for row in &page.rows {
            if texts.len() == MOST_EXPORTED || bytes > MOST_EXPORTED_BYTES {
                written.more = true;
                break 'pages;
            }
            match database.read(row.id) {
                Ok(kept) => {
                    let text = Exported::of(kept);
                    bytes += text.sent_body.len() + text.reply_body.len();
                    texts.push(text);
                }
                Err(HistoryError::EntryDamaged { .. } | HistoryError::Missing { .. }) => written.damaged += 1,
                Err(error) => return Err(told(&error)),
            }
        }
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    // The oldest first, as the specification prefers it.
    let entries: Vec<HarEntry<'_>> = texts.iter().rev().map(Exported::entry).collect();
    let text = har(&entries, ("Countersign", env!("CARGO_PKG_VERSION")));
    let file = SharedBody::default();
    file.append(text.as_bytes());
    file.save_to(path).map_err(|error| {
        format!(
            "{} was not written ({error}): choose another place",
            path.display()
        )
    })?;
    written.exchanges = entries.len();
    Ok(written)
}

/// An exchange of a HAR file.
struct Exported {
    exchange: Exchange,
    sent_body: Vec<u8>,
    reply_body: Vec<u8>,
    comment: String,
}

impl Exported {
    fn of(kept: KeptExchange) -> Self {
        let (sent_body, not_sent) = bytes_of(kept.sent_body);
        let (reply_body, left_out) = bytes_of(kept.reply_body);
        let not_sent = not_sent.map(|text| format!("What was sent: {text}"));
        let said = [kept.row.title, not_sent, left_out, Some(kept.row.note)];
        let said: Vec<String> = said
            .into_iter()
            .flatten()
            .filter(|text| !text.is_empty())
            .collect();
        Self {
            exchange: exchange_of(&kept.record, Bytes::new()),
            sent_body,
            reply_body,
            comment: said.join(". "),
        }
    }

    fn entry(&self) -> HarEntry<'_> {
        HarEntry {
            exchange: &self.exchange,
            sent_body: &self.sent_body,
            reply_body: &self.reply_body,
            comment: &self.comment,
        }
    }
}

fn entry_of(ended: &Ended) -> HistoryEntry {
    let sent = &ended.sent;
    let wire = sent.exchange.wire.as_deref();
    let in_memory = wire.and_then(|wire| wire.body.in_memory());
    let entry = SentEntry {
        exchange: &sent.exchange,
        request: &sent.typed,
        sent_body: sent_body(wire, in_memory.as_deref()),
        reply_body: BodyOf::Shared(&sent.received.body),
        findings: &sent.received.findings,
        place: &ended.place,
    };
    HistoryEntry::new(&entry, &secrets_of(sent), ended.body_bytes)
}

impl Reopened {
    fn of(kept: KeptExchange, now: SigningTime) -> Self {
        let (sent_body, _) = bytes_of(kept.sent_body);
        let exchange = exchange_of(&kept.record, Bytes::from(sent_body));
        let (reply_body, body_left_out) = bytes_of(kept.reply_body);
        let body = SharedBody::default();
        body.append(&reply_body);
        let mut received = Received::prepare(body, &exchange, now);
        // What was found then stands: a body that is not whole now may say less. What mends it was for that moment.
        received.findings = kept.findings;
        for finding in &mut received.findings {
            finding.mend = None;
        }
        Self {
            row: kept.row,
            request: kept.request,
            exchange: Arc::new(exchange),
            received: Arc::new(received),
            request_kept: kept.request_kept,
            body_left_out,
        }
    }
}

/// What is there of a body, and what is not, for people.
fn bytes_of(body: KeptBody<Vec<u8>>) -> (Vec<u8>, Option<String>) {
    use crate::text::measure::human_bytes;

    match body {
        KeptBody::None => (Vec::new(), None),
        KeptBody::Whole(bytes) => (bytes, None),
        KeptBody::Beginning { bytes, of } => {
            let text = format!(
                "Of the body the first {} of {} are kept",
                human_bytes(bytes.len() as u64),
                human_bytes(of)
            );
            (bytes, Some(text))
        }
        KeptBody::LeftOut { of, why } => (
            Vec::new(),
            Some(format!(
                "The body of {} is not kept: {}",
                human_bytes(of),
                why.words()
            )),
        ),
        KeptBody::Lost { of } => (
            Vec::new(),
            Some(format!(
                "The body of {} was kept in a file, which is gone or damaged",
                human_bytes(of)
            )),
        ),
    }
}

fn told(error: &HistoryError) -> String {
    sentence(&format!("{error}. {}", error.hint()))
}

impl App {
    /// Keeps a send that ended, unless the user wants none kept. `root` is the collection of its request, with the place
    /// of its file.
    pub(super) fn keep_in_history(&mut self, sent: Sent, place: HistoryPlace) {
        if !self.keeps_history(place.collection.as_deref().map(Path::new)) {
            return;
        }
        let ended = Ended {
            sent,
            place,
            body_bytes: HistoryLimits::default().body_bytes,
        };
        if self.jobs.history.entries.ask(EntryJob::Keep(Box::new(ended))) == Queued::No {
            let text = "What was sent is not in the history: too many sends wait to be written";
            self.overlay.toasts.push(Kind::Problem, text);
        }
    }

    /// Asks for the pages that the lists need.
    pub(super) fn ask_history(&mut self, ctx: &Context) {
        let store = Arc::clone(&self.jobs.history.store);
        let workspace = &mut self.session.workspace;
        let mut refused = false;
        if workspace.is_shown() && workspace.view.part == SidebarPart::History {
            let list = &mut workspace.history;
            if let Some(wanted) = list.wanted_page() {
                let number = store.page(
                    HistoryView::Sidebar,
                    wanted.query.clone(),
                    wanted.before,
                    wanted.size,
                );
                match number {
                    Some(number) => list.asked(number, wanted),
                    None => refused = true,
                }
            }
        }
        if let Overlay::History(page) = &mut self.overlay.page
            && let Some(wanted) = page.list.wanted_page()
        {
            let number = store.page(
                HistoryView::Page,
                wanted.query.clone(),
                wanted.before,
                wanted.size,
            );
            match number {
                Some(number) => {
                    if wanted.before.is_none() {
                        page.count.clear();
                        let counted = store.count(HistoryView::Page, number, wanted.query.clone());
                        refused = counted == Taken::No;
                    }
                    page.list.asked(number, wanted);
                }
                None => refused = true,
            }
        }
        if refused {
            ctx.request_repaint_after(ASK_AGAIN);
        }
    }

    /// Takes what the history has.
    pub(super) fn history_answered(&mut self, message: HistoryMessage, ctx: &Context) {
        match message {
            HistoryMessage::Read(id, result) => self.exchange_read(id, result, ctx),
            HistoryMessage::Answer(answer) => self.history_told(*answer),
            HistoryMessage::Exported(Ok((written, path))) => {
                let noun = if written.exchanges == 1 {
                    "exchange"
                } else {
                    "exchanges"
                };
                let mut text = format!("Wrote {} {noun} to {}", written.exchanges, path.display());
                if written.more {
                    text.push_str("; more were found than one file takes: filter them");
                }
                if written.damaged > 0 {
                    text = format!("{text}; {} could not be read", written.damaged);
                }
                self.overlay.toasts.push(Kind::Done, text);
            }
            HistoryMessage::Exported(Err(problem)) => self.overlay.toasts.push(Kind::Problem, problem),
        }
    }

    fn history_told(&mut self, answer: HistoryAnswer) {
        match answer {
            HistoryAnswer::Opened(Err(error)) | HistoryAnswer::NotTrimmed(error) => {
                self.overlay.toasts.push(Kind::Problem, told(&error));
            }
            HistoryAnswer::Notice(notice) => self.overlay.toasts.push(Kind::Problem, notice.to_string()),
            HistoryAnswer::Written { result: Ok(()), .. } => self.history_changed(),
            HistoryAnswer::Changed { result, .. } | HistoryAnswer::Written { result, .. } => {
                if let Err(error) = result {
                    self.history_problem(&error);
                }
                self.history_changed();
            }
            HistoryAnswer::Deleted { result, .. } => {
                if let Err(error) = result {
                    self.history_problem(&error);
                }
                self.history_changed();
            }
            HistoryAnswer::Cleared { result, .. } => {
                match result {
                    Ok(_) => self.overlay.toasts.push(Kind::Done, "The history is cleared"),
                    Err(error) => self.history_problem(&error),
                }
                self.history_changed();
            }
            HistoryAnswer::Page { view, number, result } => {
                let rows = result
                    .map(|page| (page.rows, page.next))
                    .map_err(|error| told(&error));
                match (view, &mut self.overlay.page) {
                    (HistoryView::Sidebar, _) => self.session.workspace.history.receive(number, rows),
                    (HistoryView::Page, Overlay::History(page)) => page.list.receive(number, rows),
                    (HistoryView::Page, _) => {}
                }
            }
            HistoryAnswer::Count { result, .. } => {
                if let Overlay::History(page) = &mut self.overlay.page {
                    page.count = match result {
                        Ok(Count::Exactly(1)) => "1 exchange".to_owned(),
                        Ok(Count::Exactly(count)) => format!("{count} exchanges"),
                        Ok(Count::AtLeast(count)) => format!("more than {count} exchanges"),
                        Err(_) => String::new(),
                    };
                }
            }
            HistoryAnswer::Broke => {
                self.session.history_reads = HistoryReads::default();
                let text = "A job of the history broke off. Please report this";
                self.overlay.toasts.push(Kind::Problem, text);
            }
            HistoryAnswer::Opened(Ok(_)) | HistoryAnswer::Read { .. } => {}
        }
    }

    /// A failed write is told once, not for each send.
    fn history_problem(&mut self, error: &HistoryError) {
        let text = told(error);
        if !self.overlay.toasts.texts().contains(&text.as_str()) {
            self.overlay.toasts.push(Kind::Problem, text);
        }
    }

    /// The lists are read again.
    pub(super) fn history_changed(&mut self) {
        self.session.workspace.history.refresh();
        if let Overlay::History(page) = &mut self.overlay.page {
            page.list.refresh();
        }
    }
}
