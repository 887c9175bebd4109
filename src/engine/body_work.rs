//! What a body viewer has done for it on other threads: rows of a body in a file, searches, copies, indenting.

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;

use super::body_growth::{Grower, GrowingForm};
use super::latest::{LatestWorker, Queued};
use crate::blob::BodySource;
use crate::model::DraftId;
use crate::text::filter::{FilterError, Filtered, filter};
use crate::text::node_path::{place_of, value_of};
use crate::text::search::{Matches, Query, SearchError, find_all};
use crate::text::selection::Copied;
use crate::text::{
    Charset, Document, NodeId, Position, RowText, Selection, Stop, Tape, TreeChange, TreeRows, View,
};

/// Levels of a tree that are open at first: what stands in the top.
const OPEN_LEVELS: usize = 1;
/// A tree of few nodes is open to this depth.
const OPEN_LEVELS_OF_FEW: usize = 3;
/// What few nodes are.
const FEW_NODES: usize = 200;

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

/// A viewer of a tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewerPlace {
    /// That of the reply.
    Reply,
    /// That of a body, or of the operation of a GraphQL body, too large for an editor.
    Text,
    /// That of the variables of a GraphQL body.
    Variables,
    /// That of the note.
    Note,
}

/// Who asked for a piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewerId {
    /// The tab.
    pub draft: DraftId,
    /// Which viewer of the tab asked.
    pub place: ViewerPlace,
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
    /// Copy the line of a row, or the value or the path of a node; of at most so many bytes.
    CopyPart(NodePart, PartAt, usize),
    /// Find the row where a line begins.
    Line(usize),
    /// Find what folding a row hides.
    Fold(usize),
    /// Read the nodes of the tree.
    Tree,
    /// Show or hide many nodes of the tree.
    ChangeTree {
        /// The nodes.
        tape: Arc<Tape>,
        /// Those that are shown.
        rows: Box<TreeRows>,
        /// What is done.
        change: TreeChange,
        /// To which node.
        node: NodeId,
    },
    /// Pick values by a path.
    Filter(String),
    /// Break the lines after so many bytes. `top` is the byte that the first row in sight shows.
    Wrap {
        /// Longest row.
        columns: usize,
        /// What stays in sight.
        top: usize,
    },
    /// Read on in a body that is still received.
    Grow(Grower, GrowingForm),
    /// Indent.
    Indent,
    /// Find the lines of a text that is in memory.
    Open {
        /// All of the text.
        text: Bytes,
        /// What it is read as.
        content_type: &'static str,
    },
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

/// What is copied of the place in front.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodePart {
    /// The line as it is shown.
    Line,
    /// The value.
    Value,
    /// The way to it, as the filter takes it.
    Path,
}

impl NodePart {
    /// As in "Copied …".
    pub fn what(self) -> &'static str {
        match self {
            Self::Line => "the line",
            Self::Value => "the value",
            Self::Path => "the path",
        }
    }
}

/// Where a part is taken from.
#[derive(Clone, Debug)]
pub enum PartAt {
    /// A row of the view.
    Row(usize),
    /// A node of the tree.
    Node(Arc<Tape>, NodeId),
}

/// Kinds of work that do not hold each other up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkKind {
    /// [`BodyWork::Rows`].
    Rows,
    /// [`BodyWork::Find`], [`BodyWork::Place`] and [`BodyWork::Line`].
    Find,
    /// [`BodyWork::Copy`] and [`BodyWork::CopyPart`].
    Copy,
    /// [`BodyWork::Indent`], [`BodyWork::Open`] and [`BodyWork::Reopen`].
    Document,
    /// [`BodyWork::Tree`], [`BodyWork::ChangeTree`] and [`BodyWork::Fold`].
    Tree,
    /// [`BodyWork::Filter`].
    Filter,
    /// [`BodyWork::Wrap`].
    Wrap,
    /// [`BodyWork::Grow`].
    Grow,
}

impl WorkKind {
    /// Each kind.
    pub const ALL: [Self; 8] = [
        Self::Rows,
        Self::Find,
        Self::Copy,
        Self::Document,
        Self::Tree,
        Self::Filter,
        Self::Wrap,
        Self::Grow,
    ];

    /// Name of its thread.
    fn thread(self) -> &'static str {
        match self {
            Self::Rows => "body rows",
            Self::Find => "body search",
            Self::Copy => "body copy",
            Self::Document => "body indent",
            Self::Tree => "body tree",
            Self::Filter => "body filter",
            Self::Wrap => "body wrap",
            Self::Grow => "body growth",
        }
    }
}

impl BodyWork {
    /// Which newer work overtakes it.
    pub fn kind(&self) -> WorkKind {
        match self {
            Self::Rows(_) => WorkKind::Rows,
            Self::Find(_) | Self::Place(_) | Self::Line(_) => WorkKind::Find,
            Self::Copy(..) | Self::CopyPart(..) => WorkKind::Copy,
            Self::Tree | Self::ChangeTree { .. } | Self::Fold(_) => WorkKind::Tree,
            Self::Filter(_) => WorkKind::Filter,
            Self::Wrap { .. } => WorkKind::Wrap,
            Self::Grow(..) => WorkKind::Grow,
            Self::Indent | Self::Open { .. } | Self::Reopen { .. } => WorkKind::Document,
        }
    }
}

/// What came of a job.
#[derive(Debug)]
pub struct BodyAnswer {
    /// The caller's.
    pub ticket: u64,
    /// What was to be made of the body.
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
    /// The text, and what it is.
    Text {
        /// For the clipboard.
        text: String,
        /// As in "Copied …".
        what: &'static str,
    },
    /// There is no such node.
    NoText,
    /// The selection is longer than the limit; about so many bytes.
    TooLong(u64),
    /// The document anew.
    Document(Document),
    /// What folding hides.
    Fold(Option<Range<usize>>),
    /// The nodes, and those that are open at first.
    Tree(Arc<Tape>, Box<TreeRows>),
    /// What a path picks.
    Filtered(Box<Filtered>),
    /// Why a path picks nothing.
    NotFiltered(FilterError),
    /// Other rows.
    Wrapped(Box<Wrapped>),
    /// The document so far; `None` when it can not be shown before its end.
    Grown(Option<Box<Document>>),
    /// The job was stopped.
    Stopped,
}

/// A document in rows of another length.
#[derive(Debug)]
pub struct Wrapped {
    /// The document.
    pub document: Document,
    /// Longest row.
    pub columns: usize,
    /// The row that shows what was asked to stay in sight.
    pub top: usize,
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
                    Copied::Whole if text.len() <= most => BodyMade::Text {
                        text: String::from_utf8_lossy(&text).into_owned(),
                        what: "the selection",
                    },
                    _ => BodyMade::TooLong(rows.bytes_of(selection).len().max(most) as u64),
                }
            }
            BodyWork::CopyPart(part, at, most) => copied(&self.document, self.view, part, at, most, &stop),
            BodyWork::Line(number) => {
                let row = rows.row_of_line(number);
                let line = |column| Position { row, column };
                BodyMade::Place(Selection {
                    anchor: line(0),
                    head: line(rows.row(row).columns()),
                })
            }
            BodyWork::Fold(row) => BodyMade::Fold(rows.fold(row)),
            BodyWork::Tree => match self.document.clone().with_tape(&stop) {
                Ok(document) => document.tape().map_or(BodyMade::NoText, |tape| {
                    let levels = if tape.len() <= FEW_NODES {
                        OPEN_LEVELS_OF_FEW
                    } else {
                        OPEN_LEVELS
                    };
                    BodyMade::Tree(Arc::clone(tape), Box::new(TreeRows::to_depth(tape, levels)))
                }),
                Err(_stopped) => BodyMade::Stopped,
            },
            BodyWork::ChangeTree {
                tape,
                mut rows,
                change,
                node,
            } => {
                rows.change(change, &tape, node);
                BodyMade::Tree(tape, rows)
            }
            BodyWork::Filter(path) => match filter(&self.document, &path, &stop) {
                Ok(filtered) => BodyMade::Filtered(Box::new(filtered)),
                Err(FilterError::Stopped(_)) => BodyMade::Stopped,
                Err(error) => BodyMade::NotFiltered(error),
            },
            BodyWork::Wrap { columns, top } => match self.document.clone().wrapped_at(columns, &stop) {
                Ok(document) => BodyMade::Wrapped(Box::new(Wrapped {
                    top: document.view(self.view).row_at(top),
                    columns,
                    document,
                })),
                Err(_stopped) => BodyMade::Stopped,
            },
            BodyWork::Grow(grower, form) => BodyMade::Grown(grower.step(form, &stop).map(Box::new)),
            BodyWork::Indent => made(self.document.clone().with_pretty(&stop)),
            BodyWork::Open { text, content_type } => {
                made(Document::open(text, Some(content_type), None, &stop))
            }
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

/// A part of the row or node in front.
fn copied(
    document: &Document,
    view: View,
    part: NodePart,
    at: PartAt,
    most: usize,
    stop: Stop<'_>,
) -> BodyMade {
    let rows = document.view(view);
    let text = document.text();
    if let (NodePart::Line, PartAt::Row(row)) = (part, &at) {
        let line = rows.line_at(Position { row: *row, column: 0 });
        let mut out = Vec::new();
        return match rows.copy(line, most, &mut out) {
            Copied::Whole => BodyMade::Text {
                text: String::from_utf8_lossy(&out).into_owned(),
                what: part.what(),
            },
            Copied::Cut => BodyMade::TooLong(rows.bytes_of(line).len() as u64),
        };
    }
    let (tape, node) = match at {
        PartAt::Node(tape, node) => (tape, Some(node)),
        PartAt::Row(row) => {
            let start = rows.row(row).source.start;
            match document.clone().with_tape(stop) {
                Ok(document) => {
                    let tape = document.tape().cloned().unwrap_or_default();
                    let node = tape.node_of_row(text, start);
                    (tape, node)
                }
                Err(_stopped) => return BodyMade::Stopped,
            }
        }
    };
    let Some(node) = node else {
        return BodyMade::NoText;
    };
    let len = tape.range(node).len();
    match part {
        NodePart::Path => BodyMade::Text {
            text: place_of(&tape, text, node),
            what: part.what(),
        },
        NodePart::Value | NodePart::Line if len > most => BodyMade::TooLong(len as u64),
        NodePart::Value | NodePart::Line => BodyMade::Text {
            text: value_of(&tape, text, node),
            what: part.what(),
        },
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

type Worker = LatestWorker<(ViewerId, BodyJob)>;

/// A thread for each kind of work.
#[derive(Debug)]
pub struct BodyWorkers(Vec<(WorkKind, Worker)>);

impl BodyWorkers {
    /// Starts the threads, which hand each answer over.
    pub fn start(answer: impl Fn(ViewerId, BodyAnswer) + Send + Sync + 'static) -> io::Result<Self> {
        let answer = Arc::new(answer);
        let mut started = Vec::new();
        for kind in WorkKind::ALL {
            let answer = Arc::clone(&answer);
            let work = move |(viewer, job): (ViewerId, BodyJob)| answer(viewer, job.run());
            started.push((kind, LatestWorker::start(kind.thread(), work)?));
        }
        Ok(Self(started))
    }

    /// Hands over a job without waiting.
    pub fn ask(&self, viewer: ViewerId, job: BodyJob) -> Queued {
        let kind = job.work.kind();
        match self.0.iter().find(|(of, _)| *of == kind) {
            Some((_, worker)) => worker.ask((viewer, job)),
            None => Queued::No,
        }
    }
}
