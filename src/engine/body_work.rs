//! What a body viewer has done for it on other threads: rows of a body in a file, searches, copies, indenting.

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::latest::{LatestWorker, Queued};
use crate::blob::BodySource;
use crate::model::DraftId;
use crate::text::search::{Matches, Query, SearchError, find_all};
use crate::text::selection::Copied;
use crate::text::{Charset, Document, RowText, Selection, View};

/// A flag that ends a job; clones are the same flag.
#[derive(Clone, Debug, Default)]
pub struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    /// Ends the job.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the job is to end.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A piece of work. The newest of each [`WorkKind`] is done.
#[derive(Clone, Debug)]
pub struct BodyJob {
    /// Chosen by the caller, to know the answer by.
    pub ticket: u64,
    /// What the work is about.
    pub document: Document,
    /// In which view.
    pub view: View,
    /// What is to be done.
    pub work: BodyWork,
    /// Ends it.
    pub stop: StopFlag,
}

/// What is to be done.
#[derive(Clone, Debug)]
pub enum BodyWork {
    /// Make rows.
    Rows(Vec<Range<usize>>),
    /// Find everything that a query matches.
    Find(Query),
    /// Find the place of these bytes.
    Place(Range<usize>),
    /// Give the selected text, of at most so many bytes.
    Copy(Selection, usize),
    /// Indent.
    Indent,
    /// Read the body again in another charset, or as it says itself.
    Reopen {
        /// All of the body.
        source: Arc<BodySource>,
        /// What its head says.
        content_type: Option<String>,
        /// What was chosen.
        charset: Option<Charset>,
    },
}

/// Kinds of work that do not hold each other up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkKind {
    /// [`BodyWork::Rows`].
    Rows,
    /// [`BodyWork::Find`] and [`BodyWork::Place`].
    Find,
    /// [`BodyWork::Copy`].
    Copy,
    /// [`BodyWork::Indent`] and [`BodyWork::Reopen`].
    Document,
}

impl BodyWork {
    /// Which newer work overtakes it.
    pub fn kind(&self) -> WorkKind {
        match self {
            Self::Rows(_) => WorkKind::Rows,
            Self::Find(_) | Self::Place(_) => WorkKind::Find,
            Self::Copy(..) => WorkKind::Copy,
            Self::Indent | Self::Reopen { .. } => WorkKind::Document,
        }
    }
}

/// What came of a job.
#[derive(Debug)]
pub struct BodyAnswer {
    /// The caller's.
    pub ticket: u64,
    /// Its kind.
    pub kind: WorkKind,
    /// The result.
    pub made: BodyMade,
}

/// The result of a job.
#[derive(Debug)]
pub enum BodyMade {
    /// Rows with their numbers.
    Rows(Vec<(usize, RowText)>),
    /// Matches.
    Found(Matches),
    /// The query can not be searched for, and why.
    NotFound(SearchError),
    /// Where the bytes are shown.
    Place(Selection),
    /// The text.
    Text(String),
    /// The selection is longer than the limit; about so many bytes.
    TooLong(u64),
    /// The document anew.
    Document(Document),
    /// The job was stopped.
    Stopped,
}

impl BodyJob {
    /// Does it. Reads files: for a worker, unless all of the document is in memory and the work is small.
    pub fn run(self) -> BodyAnswer {
        let rows = self.document.view(self.view);
        let stop = || self.stop.is_set();
        let kind = self.work.kind();
        let made = match self.work {
            BodyWork::Rows(ranges) => BodyMade::Rows(rows_of(&self.document, self.view, &ranges)),
            BodyWork::Find(query) => match find_all(rows.source(), &query, &stop) {
                Ok(found) => BodyMade::Found(found),
                Err(SearchError::Stopped(_)) => BodyMade::Stopped,
                Err(error) => BodyMade::NotFound(error),
            },
            BodyWork::Place(bytes) => BodyMade::Place(rows.selection_of(bytes)),
            BodyWork::Copy(selection, most) => {
                let mut text = Vec::new();
                match rows.copy(selection, most, &mut text) {
                    Copied::Whole if text.len() <= most => {
                        BodyMade::Text(String::from_utf8_lossy(&text).into_owned())
                    }
                    _ => BodyMade::TooLong(rows.bytes_of(selection).len().max(most) as u64),
                }
            }
            BodyWork::Indent => made(self.document.clone().with_pretty(&stop)),
            BodyWork::Reopen {
                source,
                content_type,
                charset,
            } => made(
                Document::open(source, content_type.as_deref(), charset, &stop)
                    .and_then(|document| document.with_pretty(&stop)),
            ),
        };
        BodyAnswer {
            ticket: self.ticket,
            kind,
            made,
        }
    }
}

fn made(document: Result<Document, crate::text::Stopped>) -> BodyMade {
    document.map_or(BodyMade::Stopped, BodyMade::Document)
}

/// The rows of some ranges.
pub fn rows_of(document: &Document, view: View, ranges: &[Range<usize>]) -> Vec<(usize, RowText)> {
    let mut made = Vec::new();
    let mut row = RowText::default();
    for range in ranges {
        document.view(view).visit(range.clone(), &mut row, |number, row| {
            made.push((number, row.clone()));
        });
    }
    made
}

type Worker = LatestWorker<(DraftId, BodyJob), (DraftId, BodyAnswer)>;

/// A thread for each kind of work.
#[derive(Debug)]
pub struct BodyWorkers {
    rows: Worker,
    find: Worker,
    copy: Worker,
    document: Worker,
}

impl BodyWorkers {
    /// Starts the threads; `wake` is called after each answer.
    pub fn start(wake: &Arc<dyn Fn() + Send + Sync>) -> io::Result<Self> {
        let worker = |name| {
            let work = |(draft, job): (DraftId, BodyJob)| (draft, job.run());
            LatestWorker::start(name, work, Arc::clone(wake))
        };
        Ok(Self {
            rows: worker("body rows")?,
            find: worker("body search")?,
            copy: worker("body copy")?,
            document: worker("body indent")?,
        })
    }

    /// Hands over a job without waiting.
    pub fn ask(&self, draft: DraftId, job: BodyJob) -> Queued {
        let worker = match job.work.kind() {
            WorkKind::Rows => &self.rows,
            WorkKind::Find => &self.find,
            WorkKind::Copy => &self.copy,
            WorkKind::Document => &self.document,
        };
        worker.ask((draft, job))
    }

    /// The next answer, without waiting.
    pub fn try_next(&self) -> Option<(DraftId, BodyAnswer)> {
        let workers = [&self.rows, &self.find, &self.copy, &self.document];
        workers.into_iter().find_map(LatestWorker::try_next)
    }
}
