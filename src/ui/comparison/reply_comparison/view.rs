//! The state of a comparison.

use std::sync::Arc;

use super::input::Chosen;
use super::rows::{HeadLine, Row, head_lines};
use crate::engine::StopFlag;
use crate::text::Document;
use crate::text::document_diff::{BodyDiff, DiffForm, DiffItem, TextDiff, unfold};
use crate::text::line_diff::DiffError;
use crate::text::measure::{grouped, human_bytes, human_duration};
use crate::ui::body_viewer::scroll::ScrollPosition;
use crate::ui::last_exchange::Sent;

/// Equal lines around a change.
const CONTEXT: usize = 3;

/// A reply that is kept to compare others with.
#[derive(Clone, Debug)]
pub struct Pinned {
    /// Title of its request.
    pub title: String,
    /// The exchange.
    pub sent: Sent,
}

/// What a reply is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The one before it.
    Previous,
    /// The one that is pinned.
    Pinned,
}

/// Two bodies to be compared.
#[derive(Clone, Debug)]
pub struct ComparisonJob {
    /// To know the answer by.
    pub ticket: u64,
    /// The first.
    pub before: Document,
    /// The second.
    pub after: Document,
    /// How they are laid out.
    pub form: DiffForm,
    /// Ends it.
    pub stop: StopFlag,
}

/// What came of it.
pub type ComparedBodies = Result<BodyDiff, DiffError>;

/// A comparison on screen.
#[derive(Debug)]
pub struct ReplyComparison {
    reference: Reference,
    pub(super) other: Pinned,
    pub(super) sent: Sent,
    form: DiffForm,
    ticket: u64,
    pub(super) state: State,
    status: Vec<HeadLine>,
    headers: Vec<HeadLine>,
    equal_headers: String,
    notes: Vec<String>,
    items: Vec<DiffItem>,
    /// First rows of the changes.
    starts: Vec<usize>,
    current: Option<usize>,
    brings: bool,
    pub(super) place: ScrollPosition,
    /// Rows chosen to be copied.
    pub(super) chosen: Option<Chosen>,
}

/// Where the bodies stand.
#[derive(Debug)]
pub(super) enum State {
    /// A worker is to compare them.
    Wanted(ComparisonJob),
    /// A worker does.
    Comparing(StopFlag),
    /// It did.
    Done(BodyDiff),
    /// It could not.
    Failed(String),
}

impl Drop for ReplyComparison {
    fn drop(&mut self) {
        self.stop();
    }
}

impl ReplyComparison {
    /// A comparison of `other` with `sent`, which came after it; `None` when one of them is no reply. Its jobs have
    /// tickets above `ticket`.
    pub fn new(ticket: u64, reference: Reference, other: Pinned, sent: Sent) -> Option<Self> {
        let (status, headers, equal) = head_lines(other.sent.head()?, sent.head()?);
        let mut view = Self {
            reference,
            form: DiffForm::Pretty,
            ticket,
            state: State::Failed(String::new()),
            status,
            headers,
            equal_headers: match equal {
                0 => String::new(),
                1 => "… 1 equal header".to_owned(),
                _ => format!("… {} equal headers", grouped(equal as u64)),
            },
            notes: Vec::new(),
            items: Vec::new(),
            starts: Vec::new(),
            current: None,
            brings: false,
            place: ScrollPosition::default(),
            chosen: None,
            other,
            sent,
        };
        view.order();
        Some(view)
    }

    /// What it is compared with.
    pub fn reference(&self) -> Reference {
        self.reference
    }

    fn order(&mut self) {
        self.stop();
        self.ticket += 1;
        self.state = State::Wanted(ComparisonJob {
            ticket: self.ticket,
            before: self.other.sent.received.document.clone(),
            after: self.sent.received.document.clone(),
            form: self.form,
            stop: StopFlag::default(),
        });
        self.items.clear();
        self.lay_out();
    }

    fn stop(&self) {
        if let State::Comparing(stop) = &self.state {
            stop.stop();
        }
    }

    /// Whether the bodies are compared indented.
    pub fn form(&self) -> DiffForm {
        self.form
    }

    /// Compares them in another form.
    pub(super) fn turn(&mut self, form: DiffForm) {
        self.form = form;
        self.place = ScrollPosition::default();
        self.current = None;
        self.order();
    }

    /// A job for the worker.
    pub fn take_job(&mut self) -> Option<ComparisonJob> {
        match &self.state {
            State::Wanted(job) => {
                let job = job.clone();
                self.state = State::Comparing(job.stop.clone());
                Some(job)
            }
            _ => None,
        }
    }

    /// The queue of the worker had no room.
    pub fn put_back(&mut self, job: ComparisonJob) {
        self.state = State::Wanted(job);
    }

    /// The worker went on to another tab.
    pub fn overtaken(&mut self) {
        if matches!(self.state, State::Comparing(_)) {
            self.order();
        }
    }

    /// Takes the answer to a job.
    pub fn receive(&mut self, ticket: u64, made: ComparedBodies) {
        if ticket != self.ticket || !matches!(self.state, State::Comparing(_)) {
            return;
        }
        match made {
            Ok(diff) => {
                if let BodyDiff::Text(texts) = &diff {
                    self.items = texts.items(CONTEXT);
                }
                self.state = State::Done(diff);
            }
            Err(error) => self.state = State::Failed(format!("The bodies are not compared: {error}")),
        }
        self.lay_out();
    }

    /// Finds where the changes begin.
    fn lay_out(&mut self) {
        self.chosen = None;
        self.notes = self.body_notes();
        let before_body = self.rows_before_body();
        let mut starts: Vec<usize> = Vec::new();
        for number in 0..before_body {
            if let Some(Row::Head(line)) = self.row(number)
                && line.begins
                && !line.is_always_new
            {
                starts.push(number);
            }
        }
        let is_change = |item: &DiffItem| matches!(item, DiffItem::Removed { .. } | DiffItem::Added { .. });
        let mut was_change = false;
        for (at, item) in self.items.iter().enumerate() {
            let is_change = is_change(item);
            if is_change && !was_change {
                starts.push(before_body + at);
            }
            was_change = is_change;
        }
        self.starts = starts;
    }

    /// Differences of status and headers, and headers that differ every time.
    pub(super) fn head_changes(&self) -> (usize, usize, usize) {
        let count = |lines: &[HeadLine], always_new: bool| {
            let begins = |line: &&HeadLine| line.begins && line.is_always_new == always_new;
            lines.iter().filter(begins).count()
        };
        (
            count(&self.status, false),
            count(&self.headers, false),
            count(&self.headers, true),
        )
    }

    /// Lengths of the bodies.
    pub(super) fn body_bytes(&self) -> [u64; 2] {
        [&self.other.sent, &self.sent].map(|sent| sent.received.body.len())
    }

    /// Whether both bodies are of a kind that can be indented.
    pub(super) fn could_be_pretty(&self) -> bool {
        [&self.other.sent, &self.sent]
            .iter()
            .all(|sent| sent.received.document.syntax() != crate::text::Syntax::Plain)
    }

    /// What is compared with what.
    pub(super) fn subject(&self) -> String {
        let facts = |sent: &Sent| {
            let head = sent.head();
            format!(
                "{}, {}, {}",
                head.map_or(0, |head| head.status),
                human_duration(sent.exchange.timings.total),
                human_bytes(sent.received.body.len())
            )
        };
        let (old, new) = (facts(&self.other.sent), facts(&self.sent));
        match self.reference {
            Reference::Previous => format!("− the response before ({old})   + this one ({new})"),
            Reference::Pinned => {
                let title: String = self.other.title.chars().take(40).collect();
                format!("− pinned from {title} ({old})   + this one ({new})")
            }
        }
    }

    /// The compared texts.
    pub(super) fn text(&self) -> Option<&TextDiff> {
        match &self.state {
            State::Done(BodyDiff::Text(texts)) => Some(texts),
            _ => None,
        }
    }

    pub(super) fn most_lines(&self) -> usize {
        self.text().map_or(1, TextDiff::most_lines)
    }

    /// Title and lines of status and headers, title and notes of the body.
    fn rows_before_body(&self) -> usize {
        let equal = usize::from(!self.equal_headers.is_empty());
        1 + self.status.len() + 1 + self.headers.len() + equal + 1 + self.notes.len()
    }

    /// Number of rows.
    pub(super) fn rows(&self) -> usize {
        self.rows_before_body() + self.items.len()
    }

    /// A row by its number.
    pub(super) fn row(&self, number: usize) -> Option<Row<'_>> {
        let mut at = number;
        let mut take = |count: usize| {
            let is_here = at < count;
            let here = at;
            if !is_here {
                at -= count;
            }
            is_here.then_some(here)
        };
        if take(1).is_some() {
            return Some(Row::Heading("Status"));
        }
        if let Some(at) = take(self.status.len()) {
            return self.status.get(at).map(Row::Head);
        }
        if take(1).is_some() {
            return Some(Row::Heading("Headers"));
        }
        if let Some(at) = take(self.headers.len()) {
            return self.headers.get(at).map(Row::Head);
        }
        if take(usize::from(!self.equal_headers.is_empty())).is_some() {
            return Some(Row::Note(&self.equal_headers));
        }
        if take(1).is_some() {
            return Some(Row::Heading("Body"));
        }
        if let Some(at) = take(self.notes.len()) {
            return self.notes.get(at).map(|note| Row::Note(note));
        }
        self.items.get(at).copied().map(Row::Body)
    }

    /// Shows the equal lines of a row.
    pub(super) fn unfold(&mut self, number: usize) {
        let at = number.saturating_sub(self.rows_before_body());
        unfold(&mut self.items, at);
        self.lay_out();
    }

    /// Whether a row begins the change in front.
    pub(super) fn is_current(&self, number: usize) -> bool {
        self.current.and_then(|at| self.starts.get(at)) == Some(&number)
    }

    /// Goes to the change below the one in front, round and round.
    pub fn next(&mut self) {
        let next = self.current.map_or(0, |at| at + 1);
        self.go(if next < self.starts.len() { next } else { 0 });
    }

    /// Goes to the change above.
    pub fn previous(&mut self) {
        let last = self.starts.len().saturating_sub(1);
        self.go(self.current.map_or(last, |at| at.checked_sub(1).unwrap_or(last)));
    }

    fn go(&mut self, at: usize) {
        self.current = (at < self.starts.len()).then_some(at);
        self.brings = true;
    }

    /// Which change is in front, from 1, and how many there are.
    pub fn position(&self) -> (Option<usize>, usize) {
        (self.current.map(|at| at + 1), self.starts.len())
    }

    /// Brings the change in front into sight when it was just gone to.
    pub(super) fn bring_current(&mut self, height: f32) {
        let wanted = std::mem::take(&mut self.brings);
        if let Some(row) = self.current.filter(|_| wanted).and_then(|at| self.starts.get(at)) {
            self.place.bring(*row, height);
        }
    }
}

/// Two exchanges are the same one.
pub fn is_same(one: &Sent, other: &Sent) -> bool {
    Arc::ptr_eq(&one.exchange, &other.exchange)
}
