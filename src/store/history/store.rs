//! The handle of the history: gives work to its thread and never waits for it.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::clearing::Clearing;
use super::entry::HistoryEntry;
use super::limits::HistoryLimits;
use super::thread::{Asked, Job, OnAnswer, WallClock, Worker};
use crate::model::{ExchangeId, HistoryCursor, HistoryQuery, Pin};
use crate::redact::Redacted;
use crate::store::places::Places;

/// Jobs that may wait: more than a run of requests ends within the time of a write.
const QUEUED: usize = 256;

/// [`HistoryStore::flush`] gives up after this time, so that a dead network drive can not keep the program open.
pub const FLUSH_LIMIT: Duration = Duration::from_secs(10);

/// Whether a job was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a job that was not taken is not done"]
pub enum Taken {
    /// It will be done, and answered.
    Yes,
    /// Too many wait, or the thread ended: it will not be done.
    No,
}

/// Who asks for pages. Of the pages that one view asks for, the last one counts: what waits before it is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HistoryView {
    /// The list in the sidebar.
    Sidebar,
    /// The page of the history.
    Page,
}

/// The history behind the window's back.
pub struct HistoryStore {
    jobs: Option<SyncSender<Job>>,
    asked: Arc<Asked>,
    thread: Option<JoinHandle<()>>,
}

impl HistoryStore {
    /// Starts the thread, which opens the database and calls `on_answer` with every answer; the first one says what came
    /// of opening it. Fails when the system has no thread left.
    pub fn start(
        places: &Places,
        limits: HistoryLimits,
        clock: WallClock,
        on_answer: OnAnswer,
    ) -> io::Result<Self> {
        let (jobs, inbox) = sync_channel(QUEUED);
        let asked = Arc::<Asked>::default();
        let worker = Worker::new(places.clone(), limits, clock, on_answer, Arc::clone(&asked));
        let thread = std::thread::Builder::new()
            .name("countersign-history".to_owned())
            .spawn(move || worker.run(&inbox))?;
        Ok(Self {
            jobs: Some(jobs),
            asked,
            thread: Some(thread),
        })
    }

    /// Keeps an exchange.
    pub fn write(&self, entry: HistoryEntry) -> Taken {
        self.give(Job::Write(Box::new(entry)))
    }

    /// Keeps an exchange, and waits while too many wait to be written: for who goes no faster than that.
    pub fn write_in_turn(&self, entry: HistoryEntry) -> Taken {
        let job = Job::Write(Box::new(entry));
        let is_taken = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        if is_taken { Taken::Yes } else { Taken::No }
    }

    /// Asks for a page. The answer has the number that this gives, so that an older one is known; `None` when it was not
    /// taken.
    pub fn page(
        &self,
        view: HistoryView,
        query: HistoryQuery,
        before: Option<HistoryCursor>,
        size: usize,
    ) -> Option<u64> {
        let number = self.asked.next(view);
        let job = Job::Page {
            view,
            number,
            query,
            before,
            size,
        };
        (self.give(job) == Taken::Yes).then_some(number)
    }

    /// Asks how many exchanges a query finds, with the numbers of pages of the same view.
    pub fn count(&self, view: HistoryView, number: u64, query: HistoryQuery) -> Taken {
        self.give(Job::Count { view, number, query })
    }

    /// Asks for an exchange with its bodies.
    pub fn read(&self, id: ExchangeId) -> Taken {
        self.give(Job::Read(id))
    }

    /// Pins an exchange or lets it go.
    pub fn pin(&self, id: ExchangeId, pin: Pin) -> Taken {
        self.give(Job::Pin(id, pin))
    }

    /// Keeps what the user wrote to an exchange.
    pub fn note(&self, id: ExchangeId, note: Redacted<String>) -> Taken {
        self.give(Job::Note(id, note))
    }

    /// Deletes an exchange.
    pub fn delete(&self, id: ExchangeId) -> Taken {
        self.give(Job::Delete(id))
    }

    /// Deletes many.
    pub fn clear(&self, what: Clearing) -> Taken {
        self.give(Job::Clear(what))
    }

    /// Other limits, from now on.
    pub fn set_limits(&self, limits: HistoryLimits) -> Taken {
        self.give(Job::SetLimits(limits))
    }

    /// Waits until all that was taken is done, at most [`FLUSH_LIMIT`]: for the end of the program.
    pub fn flush(&self) {
        let (done, when_done) = sync_channel(1);
        if let Some(jobs) = &self.jobs
            && jobs.send(Job::Flush(done)).is_ok()
        {
            when_done.recv_timeout(FLUSH_LIMIT).ok();
        }
    }

    fn give(&self, job: Job) -> Taken {
        let Some(jobs) = &self.jobs else {
            return Taken::No;
        };
        match jobs.try_send(job) {
            Ok(()) => Taken::Yes,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Taken::No,
        }
    }
}

impl Drop for HistoryStore {
    /// Does what was taken, and closes the database.
    fn drop(&mut self) {
        self.jobs.take();
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}
