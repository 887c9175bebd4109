//! What of a run may be kept, shown and written into reports: every text was searched for the secrets of its send.
//!
//! Bodies and exchanges are no part of it, so that a run of any length takes little memory.

use std::time::Duration;

use serde::Serialize;

use super::Redacted;
use crate::model::{ExchangeId, ItemPath, RowId, Stage};

type Text = Redacted<String>;

/// One request of a run with what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRecord {
    /// Its place in the run from 1 on, whenever it ended.
    pub number: usize,
    /// The data row that it ran with, from 1 on; 1 without data.
    pub iteration: usize,
    /// Its file.
    pub path: ItemPath,
    /// What it is called.
    pub name: String,
    /// The exchange, by which it is opened; `None` when nothing was tried.
    pub exchange: Option<ExchangeId>,
    /// Method as sent, or as typed when nothing was sent.
    pub method: Text,
    /// URL likewise.
    pub url: Text,
    /// How it ended.
    pub ending: RunEnding,
    /// Status of the reply.
    pub status: Option<u16>,
    /// Its assertions and captures, in order.
    pub checks: Vec<CheckRecord>,
    /// How often it was sent: more than once where it was retried.
    pub attempts: u32,
    /// From start to end of the last attempt.
    pub duration: Duration,
    /// Bytes of the decoded body.
    pub body_bytes: u64,
    /// The likeliest cause of a refusal: title and fix.
    pub cause: Option<(Text, Text)>,
}

/// How a request of a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum RunEnding {
    /// A reply came, and everything that was checked holds.
    Passed,
    /// A reply came, and something does not hold: see the checks, or this.
    Failed(Option<RunFault>),
    /// No reply came, or not all of it, or the request could not be made.
    NoReply(RunFault),
    /// The run was cancelled while it was under way.
    Cancelled,
    /// It was not tried: the run ended before.
    NotRun,
}

/// Why a request failed.
#[derive(Clone, Debug, PartialEq)]
pub struct RunFault {
    /// Stable slug.
    pub kind: String,
    /// What was being done.
    pub stage: Stage,
    /// What happened.
    pub message: Text,
    /// What to do about it.
    pub hint: Text,
}

/// An assertion or a capture with what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckRecord {
    /// The row of the request's table.
    pub row: RowId,
    /// What it is.
    pub kind: CheckKind,
    /// In words: `res.status eq 200`.
    pub words: Text,
    /// Whether it holds.
    pub result: CheckResult,
    /// What was compared with, after variables; empty where there is none.
    pub expected: Text,
    /// What the reply has.
    pub actual: Text,
}

/// What a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckKind {
    /// An assertion.
    Assertion,
    /// A capture.
    Capture,
}

/// Whether a check holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckResult {
    /// It does.
    Holds,
    /// It does not.
    Fails,
    /// It can not be told.
    NotEvaluated {
        /// Why.
        reason: Text,
        /// What to do about it.
        hint: &'static str,
    },
}

impl CheckRecord {
    /// True when it holds.
    pub fn holds(&self) -> bool {
        self.result == CheckResult::Holds
    }

    /// Why it does not hold, as one sentence without its end; empty when it does.
    pub fn failure(&self) -> String {
        match &self.result {
            CheckResult::Holds => String::new(),
            CheckResult::Fails => match self.expected.get().as_str() {
                "" => format!("It is {}", self.actual),
                expected => format!("Compared with {expected}, and it is {}", self.actual),
            },
            CheckResult::NotEvaluated { reason, hint } => format!("{reason}. {hint}"),
        }
    }
}

impl RunRecord {
    /// True when everything was as it should be.
    pub fn passed(&self) -> bool {
        self.ending == RunEnding::Passed
    }

    /// True when it ran and something was not.
    pub fn failed(&self) -> bool {
        matches!(self.ending, RunEnding::Failed(_) | RunEnding::NoReply(_))
    }

    /// The fault that is not a check.
    pub fn fault(&self) -> Option<&RunFault> {
        match &self.ending {
            RunEnding::NoReply(fault) | RunEnding::Failed(Some(fault)) => Some(fault),
            RunEnding::Failed(None) | RunEnding::Passed | RunEnding::Cancelled | RunEnding::NotRun => None,
        }
    }

    /// The checks that do not hold.
    pub fn failures(&self) -> impl Iterator<Item = &CheckRecord> {
        self.checks.iter().filter(|check| !check.holds())
    }
}

/// A run as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunRecords {
    /// What was run, for people: the collection's name.
    pub name: String,
    /// When it began, in UTC as RFC 3339.
    pub began: String,
    /// From start to end.
    pub duration: Duration,
    /// What of the files has no part in it, in sentences for people.
    pub notes: Vec<Text>,
    /// Its requests in the order of the run.
    pub requests: Vec<RunRecord>,
}

impl RunRecords {
    /// How many requests ended each way.
    pub fn counts(&self) -> RunCounts {
        let mut counts = RunCounts::default();
        for record in &self.requests {
            counts.add(record);
        }
        counts
    }
}

/// Numbers of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RunCounts {
    /// Requests in all.
    pub requests: usize,
    /// Requests that passed.
    pub passed: usize,
    /// Requests that failed, or got no reply.
    pub failed: usize,
    /// Requests that were not run, or cancelled.
    pub not_run: usize,
    /// Assertions that were judged.
    pub assertions: usize,
    /// Assertions that failed.
    pub assertions_failed: usize,
}

impl RunCounts {
    /// Counts one more.
    pub fn add(&mut self, record: &RunRecord) {
        self.requests += 1;
        if record.passed() {
            self.passed += 1;
        } else if record.failed() {
            self.failed += 1;
        } else {
            self.not_run += 1;
        }
        let assertions = record
            .checks
            .iter()
            .filter(|check| check.kind == CheckKind::Assertion);
        self.assertions += assertions.clone().count();
        self.assertions_failed += assertions.filter(|check| !check.holds()).count();
    }
}
