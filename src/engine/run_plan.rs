//! What a run is made of: its requests, its data, and how it goes.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use crate::model::{Answers, ItemPath, Network, Request, SigningClock};
use crate::prepare::RegionFallback;
use crate::resolve::{Ancestor, Scope};

/// A run as ordered.
#[derive(Clone, Debug)]
pub struct RunPlan {
    /// What is run, for people.
    pub name: String,
    /// The requests in their order.
    pub requests: Vec<RunRequest>,
    /// Rows of data: each is one iteration over all requests. None: one iteration without data.
    pub rows: Vec<DataRow>,
    /// How it goes.
    pub options: RunOptions,
    /// The clock that requests are signed by.
    pub clock: SigningClock,
    /// How the program reaches the network.
    pub network: Arc<Network>,
    /// What a person said about credentials before it began. With [`crate::model::ExpiredUse::Refresh`] those that end
    /// while it goes on are fetched anew. A code of an MFA device is good once and has no place here.
    pub answers: Answers,
}

/// A request of a run.
#[derive(Clone, Debug)]
pub struct RunRequest {
    /// Its file.
    pub path: ItemPath,
    /// What it is called.
    pub name: String,
    /// As typed, or why it can not be read.
    pub content: Result<Arc<RunContent>, Unreadable>,
}

/// A request with what it is read against.
#[derive(Clone, Debug)]
pub struct RunContent {
    /// As typed, with its assertions and captures.
    pub request: Arc<Request>,
    /// Values of its variables, but for those of data rows and captures.
    pub scope: Scope,
    /// What it stands in, the nearest first.
    pub ancestors: Arc<[Ancestor]>,
    /// Taken where neither form nor host names a region.
    pub region: Option<RegionFallback>,
    /// Names of variables that the collection calls secret.
    pub secret_names: Arc<[String]>,
}

/// Why a request could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Stable slug.
    pub kind: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// Variables of one iteration, in the order of their columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataRow(pub Vec<(String, String)>);

/// The first empty cell of a secret variable, with its row from 1 on: it hides the value that the secret has elsewhere, and
/// would be sent as nothing.
pub fn empty_secret<'a>(requests: &[RunRequest], rows: &'a [DataRow]) -> Option<(usize, &'a str)> {
    let contents = requests
        .iter()
        .filter_map(|request| request.content.as_ref().ok());
    let secrets: BTreeSet<&str> = contents
        .flat_map(|content| content.secret_names.iter().map(String::as_str))
        .collect();
    rows.iter().enumerate().find_map(|(at, row)| {
        let mut cells = row.0.iter();
        let (name, _) = cells.find(|(name, value)| value.is_empty() && secrets.contains(name.as_str()))?;
        Some((at + 1, name.as_str()))
    })
}

/// Names of variables that data rows or captures of the run give values to.
pub fn names_given<'a>(requests: &'a [RunRequest], rows: &'a [DataRow]) -> BTreeSet<&'a str> {
    let contents = requests
        .iter()
        .filter_map(|request| request.content.as_ref().ok());
    let captured = contents
        .flat_map(|content| &content.request.captures)
        .filter(|capture| capture.counts())
        .map(|capture| capture.variable.trim());
    let columns = rows.first().map(|row| row.0.as_slice()).unwrap_or_default();
    captured
        .chain(columns.iter().map(|(column, _)| column.as_str()))
        .collect()
}

/// How a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunOptions {
    /// So many requests are under way at most. With several data rows these run side by side, and the requests of one row
    /// one after the other, so that captures reach the next one; else the requests run side by side.
    pub parallel: NonZeroUsize,
    /// Waited before each request but the first of those that run one after the other.
    pub delay: Duration,
    /// When it ends early.
    pub stop: StopAt,
    /// How often a request that failed is sent again, when its method is idempotent.
    pub retries: u32,
    /// What a status of 400 or more means where no assertion is about the status.
    pub error_status: ErrorStatus,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            parallel: NonZeroUsize::MIN,
            delay: Duration::ZERO,
            stop: StopAt::End,
            retries: 0,
            error_status: ErrorStatus::Reply,
        }
    }
}

/// When a run ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopAt {
    /// It does not.
    End,
    /// With the first request that fails: no other is begun.
    FirstFailure,
}

/// What a status of 400 or more is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorStatus {
    /// A reply like any other, as Bruno and newman take it.
    Reply,
    /// A failure, unless an assertion says which status is meant.
    Failure,
}
