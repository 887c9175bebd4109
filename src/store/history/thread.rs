//! The thread that owns the database.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError};
use std::time::Duration;

use time::OffsetDateTime;

use super::clearing::{Cleared, Clearing};
use super::database::{Access, Database};
use super::entry::HistoryEntry;
use super::error::HistoryError;
use super::limits::{HistoryLimits, Trimmed};
use super::notice::HistoryNotice;
use super::paging::{Count, HistoryPage};
use super::reading::KeptExchange;
use super::store::HistoryView;
use crate::model::{ExchangeId, HistoryCursor, HistoryQuery, Pin};
use crate::redact::Redacted;
use crate::store::places::Places;

/// Writes that wait are done in one transaction, so many at most.
const WRITTEN_TOGETHER: usize = 64;
/// Between two steps towards the limits, for others who write.
const TRIM_PAUSE: Duration = Duration::from_millis(5);

/// The wall clock.
pub type WallClock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;
/// Called with every answer, on the thread of the history.
pub type OnAnswer = Box<dyn Fn(HistoryAnswer) + Send>;

/// What the thread says.
#[derive(Debug)]
pub enum HistoryAnswer {
    /// The history is open, or could not be opened: then nothing is kept in this run.
    Opened(Result<Access, HistoryError>),
    /// Something that the user should know.
    Notice(HistoryNotice),
    /// An exchange was written, or could not be.
    Written {
        /// Which.
        id: ExchangeId,
        /// What came of it.
        result: Result<(), HistoryError>,
    },
    /// A page.
    Page {
        /// Who asked.
        view: HistoryView,
        /// The number that the question was given.
        number: u64,
        /// The page.
        result: Result<HistoryPage, HistoryError>,
    },
    /// How many exchanges a query finds.
    Count {
        /// Who asked.
        view: HistoryView,
        /// The number of the page that it goes with.
        number: u64,
        /// How many.
        result: Result<Count, HistoryError>,
    },
    /// An exchange with its bodies.
    Read {
        /// Which.
        id: ExchangeId,
        /// The exchange.
        result: Result<Box<KeptExchange>, HistoryError>,
    },
    /// A pin or a note was changed.
    Changed {
        /// Of which exchange.
        id: ExchangeId,
        /// What came of it.
        result: Result<(), HistoryError>,
    },
    /// An exchange was deleted.
    Deleted {
        /// Which.
        id: ExchangeId,
        /// What came of it.
        result: Result<Cleared, HistoryError>,
    },
    /// Many were deleted.
    Cleared {
        /// Which.
        what: Clearing,
        /// What came of it.
        result: Result<Cleared, HistoryError>,
    },
    /// Exchanges that the limits leave no room for could not be deleted.
    NotTrimmed(HistoryError),
    /// A job broke off.
    Broke,
}

/// What the thread is asked to do.
pub(super) enum Job {
    Write(Box<HistoryEntry>),
    Page {
        view: HistoryView,
        number: u64,
        query: HistoryQuery,
        before: Option<HistoryCursor>,
        size: usize,
    },
    Count {
        view: HistoryView,
        number: u64,
        query: HistoryQuery,
    },
    Read(ExchangeId),
    Pin(ExchangeId, Pin),
    Note(ExchangeId, Redacted<String>),
    Delete(ExchangeId),
    Clear(Clearing),
    SetLimits(HistoryLimits),
    Flush(SyncSender<()>),
}

/// The number of the last page that each view asked for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    sidebar: AtomicU64,
    page: AtomicU64,
}

impl Asked {
    fn of(&self, view: HistoryView) -> &AtomicU64 {
        match view {
            HistoryView::Sidebar => &self.sidebar,
            HistoryView::Page => &self.page,
        }
    }

    pub(super) fn next(&self, view: HistoryView) -> u64 {
        self.of(view).fetch_add(1, Ordering::AcqRel) + 1
    }

    fn is_outdated(&self, view: HistoryView, number: u64) -> bool {
        number < self.of(view).load(Ordering::Acquire)
    }
}

/// The thread's side.
pub(super) struct Worker {
    places: Places,
    limits: HistoryLimits,
    clock: WallClock,
    on_answer: OnAnswer,
    asked: Arc<Asked>,
    database: Option<Database>,
    trimming: Trimmed,
}

impl Worker {
    pub(super) fn new(
        places: Places,
        limits: HistoryLimits,
        clock: WallClock,
        on_answer: OnAnswer,
        asked: Arc<Asked>,
    ) -> Self {
        Self {
            places,
            limits,
            clock,
            on_answer,
            asked,
            database: None,
            trimming: Trimmed::More,
        }
    }

    /// Until the handle is dropped; then what waits is done.
    pub(super) fn run(mut self, inbox: &Receiver<Job>) {
        self.open();
        let mut left_over = None;
        loop {
            let job = match left_over.take() {
                Some(job) => job,
                None => match self.next(inbox) {
                    Ok(job) => job,
                    Err(RecvTimeoutError::Timeout) => {
                        self.guarded(Self::trim);
                        continue;
                    }
                    Err(RecvTimeoutError::Disconnected) => return,
                },
            };
            match job {
                Job::Write(entry) => {
                    let (entries, next) = waiting_writes(*entry, inbox);
                    left_over = next;
                    self.guarded(|worker| worker.write(&entries));
                }
                job => self.guarded(|worker| worker.carry_out(job)),
            }
        }
    }

    fn next(&self, inbox: &Receiver<Job>) -> Result<Job, RecvTimeoutError> {
        match self.trimming {
            Trimmed::Done => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Trimmed::More => inbox.recv_timeout(TRIM_PAUSE),
        }
    }

    fn answer(&self, answer: HistoryAnswer) {
        (self.on_answer)(answer);
    }

    /// A panic ends its job and is told.
    fn guarded(&mut self, work: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            self.answer(HistoryAnswer::Broke);
        }
    }

    fn open(&mut self) {
        match Database::open(&self.places, (self.clock)()) {
            Ok((database, notices)) => {
                self.answer(HistoryAnswer::Opened(Ok(database.access())));
                self.trimming = match database.access() {
                    Access::ReadWrite => Trimmed::More,
                    Access::ReadOnly => Trimmed::Done,
                };
                self.database = Some(database);
                for notice in notices {
                    self.answer(HistoryAnswer::Notice(notice));
                }
            }
            Err(error) => {
                self.trimming = Trimmed::Done;
                self.answer(HistoryAnswer::Opened(Err(error)));
            }
        }
    }

    /// Does something with the database. One that turns out to be damaged is set aside.
    fn with<T>(
        &mut self,
        work: impl Fn(&mut Database) -> Result<T, HistoryError>,
    ) -> Result<T, HistoryError> {
        let database = self.database.as_mut().ok_or(HistoryError::NotOpen)?;
        let result = work(database);
        if let Err(HistoryError::Damaged { reason, .. }) = &result {
            self.begin_anew(reason)?;
        }
        result
    }

    fn begin_anew(&mut self, reason: &str) -> Result<(), HistoryError> {
        let database = self.database.take().ok_or(HistoryError::NotOpen)?;
        let (database, notices) = database.begin_anew(reason, (self.clock)())?;
        self.database = Some(database);
        for notice in notices {
            self.answer(HistoryAnswer::Notice(notice));
        }
        Ok(())
    }

    fn write(&mut self, entries: &[HistoryEntry]) {
        let together = self.written(|database| database.write_all(entries));
        match together {
            Ok(()) => entries.iter().for_each(|entry| {
                self.answer(HistoryAnswer::Written {
                    id: entry.id(),
                    result: Ok(()),
                });
            }),
            // One that can not be written must not keep the others from it.
            Err(_) => {
                for entry in entries {
                    let result = self.written(|database| database.write(entry));
                    self.answer(HistoryAnswer::Written {
                        id: entry.id(),
                        result,
                    });
                }
            }
        }
        self.trim();
    }

    /// Once more in a new database when the old one turned out to be damaged.
    fn written(
        &mut self,
        write: impl Fn(&mut Database) -> Result<(), HistoryError>,
    ) -> Result<(), HistoryError> {
        match self.with(&write) {
            Err(error) if error.is_damage() => self.with(&write),
            result => result,
        }
    }

    /// A step towards the limits.
    fn trim(&mut self) {
        let (limits, now) = (self.limits, (self.clock)());
        match self.with(|database| database.trim(&limits, now)) {
            Ok(trimmed) => self.trimming = trimmed,
            // Without a database there is nothing to trim, and a later version's is left alone.
            Err(HistoryError::NotOpen | HistoryError::Newer { .. }) => self.trimming = Trimmed::Done,
            Err(error) => {
                self.trimming = Trimmed::Done;
                self.answer(HistoryAnswer::NotTrimmed(error));
            }
        }
    }

    fn carry_out(&mut self, job: Job) {
        let answer = match job {
            Job::Write(entry) => return self.write(std::slice::from_ref(&entry)),
            Job::Page {
                view,
                number,
                query,
                before,
                size,
            } => {
                if self.asked.is_outdated(view, number) {
                    return;
                }
                HistoryAnswer::Page {
                    view,
                    number,
                    result: self.with(|database| database.page(&query, before, size)),
                }
            }
            Job::Count { view, number, query } => {
                if self.asked.is_outdated(view, number) {
                    return;
                }
                HistoryAnswer::Count {
                    view,
                    number,
                    result: self.with(|database| database.count(&query)),
                }
            }
            Job::Read(id) => HistoryAnswer::Read {
                id,
                result: self.with(|database| database.read(id)).map(Box::new),
            },
            Job::Pin(id, pin) => HistoryAnswer::Changed {
                id,
                result: self.with(|database| database.pin(id, pin)),
            },
            Job::Note(id, note) => HistoryAnswer::Changed {
                id,
                result: self.with(|database| database.note(id, &note)),
            },
            Job::Delete(id) => HistoryAnswer::Deleted {
                id,
                result: self.with(|database| database.delete(id)),
            },
            Job::Clear(what) => HistoryAnswer::Cleared {
                what,
                result: self.with(|database| database.clear(what)),
            },
            Job::SetLimits(limits) => {
                self.limits = limits;
                return self.trim();
            }
            Job::Flush(done) => {
                done.send(()).ok();
                return;
            }
        };
        self.answer(answer);
    }
}

/// The writes that wait behind one, and the first other job behind them.
fn waiting_writes(first: HistoryEntry, inbox: &Receiver<Job>) -> (Vec<HistoryEntry>, Option<Job>) {
    let mut entries = vec![first];
    while entries.len() < WRITTEN_TOGETHER {
        match inbox.try_recv() {
            Ok(Job::Write(entry)) => entries.push(*entry),
            Ok(other) => return (entries, Some(other)),
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
        }
    }
    (entries, None)
}
