//! Checks of replies, on a thread of their own: once when a send ended, and again when they are edited after it.
//!
//! ```text
//! send ended ──▶ job with what it was sent with ──▶ records to the tab, captured values into effect
//! edit of a check, another scope ──▶ job of the tab in front, one at a time ──▶ records to the tab alone
//! ```

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use eframe::egui::Context;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use super::App;
use super::message::{Mail, Message};
use super::tab::Tab;
use super::workspace::root_of;
use crate::engine::{
    Ambient, Captured, CapturedValue, OrderedWorker, Queued, Received, ReplyToCheck, check_reply,
    end_of_checks,
};
use crate::model::{
    Assertion, Capture, CaptureScope, DraftId, Exchange, ExchangeId, Outcome, Request, RowId, Secret,
    Variable, VariableValue,
};
use crate::redact::KnownSecrets;
use crate::resolve::{Scope, secret_names};
use crate::ui::last_exchange::Sent;
use crate::ui::reply_checks::{DoneChecks, ReplyChecks};
use crate::ui::section::Section;
use crate::ui::shell::toasts::Kind;

/// A full queue is tried again after this.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// What a request was sent with, or would be: what its checks are read against, and where its captures go.
#[derive(Clone, Debug)]
pub(super) struct CheckedWith {
    pub(super) scope: Scope,
    pub(super) secret_names: Arc<[String]>,
    /// Folder of its collection.
    pub(super) root: Option<PathBuf>,
    /// The environment in force.
    pub(super) environment: Option<String>,
}

/// Whether the captures of a job take effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Captures {
    /// A send ended: they do.
    Carried,
    /// What is typed is tried on a reply.
    Tried,
}

/// Work of the thread.
pub struct CheckJob {
    draft: DraftId,
    ticket: u64,
    request: Arc<Request>,
    with: CheckedWith,
    exchange: Arc<Exchange>,
    received: Arc<Received>,
    body_left_out: Option<String>,
    now: OffsetDateTime,
    captures: Captures,
}

/// What came of a job.
pub struct CheckAnswer {
    draft: DraftId,
    ticket: u64,
    done: DoneChecks,
    taken: Option<TakenValues>,
}

/// Values that take effect.
pub(super) struct TakenValues {
    /// Folder of the collection.
    pub(super) root: Option<PathBuf>,
    /// The environment that was in force.
    pub(super) environment: Option<String>,
    /// Each with the place that it goes to.
    pub(super) values: Vec<(Captured, CaptureScope)>,
}

/// What the thread has for the window.
pub enum CheckMessage {
    /// A job is done.
    Done(Box<CheckAnswer>),
    /// A job broke off.
    Broke,
}

/// Does every job: captures of no send are left out.
pub type CheckWorker = OrderedWorker<CheckJob>;

/// Starts the thread.
pub fn start_worker(ambient: Ambient, mailbox: Mail) -> io::Result<CheckWorker> {
    let broken = Arc::clone(&mailbox);
    let work = move |job| mailbox.put(Message::Checks(CheckMessage::Done(Box::new(done(job, &ambient)))));
    let broke = move || broken.put(Message::Checks(CheckMessage::Broke));
    OrderedWorker::start("checks", work, broke)
}

fn done(job: CheckJob, ambient: &Ambient) -> CheckAnswer {
    let reply = ReplyToCheck {
        request: &job.request,
        scope: &job.with.scope,
        secret_names: &job.with.secret_names,
        exchange: &job.exchange,
        body: &job.received.body,
        body_left_out: job.body_left_out.as_deref(),
    };
    let stop = end_of_checks(ambient, &CancellationToken::new());
    let checked = check_reply(&reply, &KnownSecrets::default(), job.now, &stop);
    let mut known = KnownSecrets::default();
    known.insert_all(&job.exchange.secrets);
    for (label, secret) in &checked.given {
        known.insert(label.as_str(), secret);
    }
    let captured = checked.captured.into_iter();
    let captured: Vec<Captured> = captured
        .map(|captured| hidden_where_it_holds(captured, &known))
        .collect();
    let taken_names = match job.captures {
        Captures::Carried => captured.iter().map(|captured| captured.name.clone()).collect(),
        Captures::Tried => Vec::new(),
    };
    let secrets = captured
        .iter()
        .filter(|captured| matches!(captured.value, CapturedValue::Secret(_)))
        .map(|captured| captured.name.clone())
        .collect();
    let place_of = |name: &str| {
        let captures = job.request.captures.iter();
        let last = captures
            .rev()
            .find(|capture| capture.counts() && capture.variable.trim() == name);
        last.map(|capture| capture.scope).unwrap_or_default()
    };
    let taken = (job.captures == Captures::Carried && !captured.is_empty()).then(|| TakenValues {
        root: job.with.root,
        environment: job.with.environment,
        values: captured
            .into_iter()
            .map(|captured| {
                let place = place_of(&captured.name);
                (captured, place)
            })
            .collect(),
    });
    CheckAnswer {
        draft: job.draft,
        ticket: job.ticket,
        done: DoneChecks {
            records: checked.records,
            secrets,
            taken: taken_names,
        },
        taken,
    }
}

/// A text or an object with a secret of the send or of its reply in it is a secret as a whole.
fn hidden_where_it_holds(captured: Captured, known: &KnownSecrets) -> Captured {
    let Captured {
        name,
        value: CapturedValue::Plain(text),
    } = captured
    else {
        return captured;
    };
    let holds = *known.redact(&text).get() != text;
    Captured {
        name,
        value: if holds {
            CapturedValue::Secret(Secret::new(text))
        } else {
            CapturedValue::Plain(text)
        },
    }
}

/// What checks are of. They are carried out again when one of these is another.
#[derive(Clone, Debug)]
struct Basis {
    exchange: ExchangeId,
    request: Arc<Request>,
    /// Of the variables, where a check names one.
    scope: u64,
}

impl Basis {
    fn new(exchange: ExchangeId, request: Arc<Request>, scope_revision: u64) -> Self {
        let names_variables = request.assertions.iter().any(|row| row.value.contains("{{"));
        Self {
            exchange,
            scope: if names_variables { scope_revision } else { 0 },
            request,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let (one, two) = (&self.request, &other.request);
        self.exchange == other.exchange
            && self.scope == other.scope
            && (Arc::ptr_eq(one, two)
                || (one.assertions == two.assertions
                    && one.captures == two.captures
                    && one.variables == two.variables))
    }
}

/// How fresh the checks of a tab are.
#[derive(Debug, Default)]
pub(super) struct CheckState {
    /// What the records are of.
    of: Option<Basis>,
    /// The job under way, and what it is of.
    under_way: Option<(u64, Basis)>,
}

fn checks_something(request: &Request) -> bool {
    request.assertions.iter().any(Assertion::counts) || request.captures.iter().any(Capture::counts)
}

impl App {
    /// What the request in front is checked with, when it is sent with this scope.
    pub(super) fn checked_with(&self, scope: Scope) -> CheckedWith {
        let Some(tab) = self.tab() else {
            return CheckedWith {
                scope,
                secret_names: Arc::default(),
                root: None,
                environment: None,
            };
        };
        let workspace = &self.session.workspace;
        let globals = &workspace.globals.variables;
        let own = &tab.draft.request.variables;
        let known = tab.item().and_then(|item| {
            let collection = workspace.collection(&item.root)?;
            let environment = workspace.environment(&item.root);
            Some(secret_names(collection, &item.path, environment, globals, own))
        });
        let names = known.unwrap_or_else(|| {
            let secret = |variable: &&Variable| variable.counts() && variable.value == VariableValue::Secret;
            let all = globals.iter().chain(own).filter(secret);
            all.map(|variable| variable.name.trim().to_owned()).collect()
        });
        let root = root_of(tab);
        CheckedWith {
            scope,
            secret_names: names.into(),
            root: root.map(PathBuf::from),
            environment: root.and_then(|root| workspace.chosen.get(root).cloned()),
        }
    }

    /// Hands the checks of a send that ended to the thread. Captures without a reply are none.
    pub(super) fn check_ended(&mut self, draft: &DraftId, sent: &Sent, with: Option<CheckedWith>) {
        let scope_revision = self.session.scope_revision;
        let Some(tab) = self
            .session
            .tabs
            .iter_mut()
            .chain(&mut self.session.closed)
            .find(|tab| tab.draft.id == *draft)
        else {
            return;
        };
        tab.last.checks = ReplyChecks::None;
        tab.check_state = CheckState::default();
        let is_reply = matches!(sent.exchange.outcome, Outcome::Replied(_));
        let Some(with) = with.filter(|_| is_reply && checks_something(&sent.typed)) else {
            return;
        };
        let basis = Basis::new(sent.exchange.id, Arc::clone(&sent.typed), scope_revision);
        let job = job_of(tab, sent, &basis, with, self.jobs.next_check, Captures::Carried);
        let ticket = job.ticket;
        self.jobs.next_check += 1;
        if self.jobs.checks.ask(job) == Queued::Yes {
            tab.last.checks = ReplyChecks::UnderWay;
            tab.check_state.under_way = Some((ticket, basis));
        } else {
            let text = "The checks of this response were not carried out: too many wait. Send it again";
            self.overlay.toasts.push(Kind::Problem, text);
        }
    }

    /// Carries the checks of the tab in front out again when they were edited, or the reply is another one.
    pub(super) fn ask_checks(&mut self, ctx: &Context) {
        let scope_revision = self.session.scope_revision;
        let Some(tab) = self.session.tabs.get(self.session.active) else {
            return;
        };
        let request = tab.draft.history.present();
        let sent = tab.last.sent.as_ref();
        let sent = sent.filter(|sent| matches!(sent.exchange.outcome, Outcome::Replied(_)));
        let Some(sent) = sent.filter(|_| checks_something(&request)) else {
            self.uncheck(ctx);
            return;
        };
        let basis = Basis::new(sent.exchange.id, request, scope_revision);
        let state = &tab.check_state;
        let is_same = state.of.as_ref().is_some_and(|of| of.is_same(&basis));
        if is_same || state.under_way.is_some() {
            return;
        }
        let sent = sent.clone();
        let with = self.checked_with(self.inputs().scope);
        let Some(tab) = self.session.tabs.get_mut(self.session.active) else {
            return;
        };
        let job = job_of(tab, &sent, &basis, with, self.jobs.next_check, Captures::Tried);
        let ticket = job.ticket;
        if self.jobs.checks.ask(job) == Queued::No {
            ctx.request_repaint_after(ASK_AGAIN);
            return;
        }
        self.jobs.next_check += 1;
        tab.check_state.under_way = Some((ticket, basis));
        if matches!(tab.last.checks, ReplyChecks::None) {
            tab.last.checks = ReplyChecks::UnderWay;
            ctx.request_repaint();
        }
    }

    /// Nothing is checked in the tab in front.
    fn uncheck(&mut self, ctx: &Context) {
        if let Some(tab) = self.session.tabs.get_mut(self.session.active)
            && !matches!(tab.last.checks, ReplyChecks::None)
        {
            tab.last.checks = ReplyChecks::None;
            tab.check_state = CheckState::default();
            ctx.request_repaint();
        }
    }

    /// Takes what the thread made.
    pub(super) fn checked(&mut self, message: CheckMessage) {
        let CheckMessage::Done(answer) = message else {
            return self.checks_broke();
        };
        let CheckAnswer {
            draft,
            ticket,
            mut done,
            taken,
        } = *answer;
        let mut tabs = self.session.tabs.iter_mut().chain(&mut self.session.closed);
        if let Some(tab) = tabs.find(|tab| tab.draft.id == draft)
            && let Some((_, basis)) = tab
                .check_state
                .under_way
                .take_if(|(awaited, _)| *awaited == ticket)
        {
            tab.check_state.of = Some(basis);
            if let ReplyChecks::Done(before) = &tab.last.checks {
                // Of the same reply: what its send took is still in effect.
                done.taken.clone_from(&before.taken);
            }
            tab.last.checks = ReplyChecks::Done(Arc::new(done));
        }
        if let Some(taken) = taken {
            self.take_captured(taken);
        }
    }

    /// Brings the checks to the front, with the cursor in this row, or else in that of the first that does not hold.
    pub(super) fn show_checks(&mut self, row: Option<RowId>) {
        self.show(Section::Checks);
        if let Some(tab) = self.tab_mut() {
            tab.checks.focus_row = row.or_else(|| tab.last.checks.first_failure());
        }
    }

    /// A job broke off: it is not tried again as it was.
    fn checks_broke(&mut self) {
        for tab in self.session.tabs.iter_mut().chain(&mut self.session.closed) {
            if let Some((_, basis)) = tab.check_state.under_way.take() {
                tab.check_state.of = Some(basis);
                tab.last.checks = ReplyChecks::Done(Arc::default());
            }
        }
        let text = "The checks of a response could not be carried out, which is a fault of Countersign";
        self.overlay.toasts.push(Kind::Problem, text);
    }
}

fn job_of(
    tab: &Tab,
    sent: &Sent,
    basis: &Basis,
    with: CheckedWith,
    ticket: u64,
    captures: Captures,
) -> CheckJob {
    CheckJob {
        draft: tab.draft.id.clone(),
        ticket,
        request: Arc::clone(&basis.request),
        with,
        exchange: Arc::clone(&sent.exchange),
        received: Arc::clone(&sent.received),
        body_left_out: sent.kept.as_ref().and_then(|kept| kept.body_left_out.clone()),
        // A certificate is looked at as it was when it was shown.
        now: sent.exchange.began,
        captures,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_a_credential_in_it_is_a_secret() {
        let mut known = KnownSecrets::default();
        known.insert("session token", &Secret::new("given-out-0123"));
        let captured = |text: &str| Captured {
            name: "it".to_owned(),
            value: CapturedValue::Plain(text.to_owned()),
        };
        let hidden = hidden_where_it_holds(captured("{\"t\":\"given-out-0123\"}"), &known);
        assert!(matches!(hidden.value, CapturedValue::Secret(_)));
        let plain = hidden_where_it_holds(captured("{\"t\":\"other\"}"), &known);
        assert_eq!(plain, captured("{\"t\":\"other\"}"));
    }
}
