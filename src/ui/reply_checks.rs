//! What came of the checks of the last reply, as the rows of the editor and the strip over the response show it.

use std::sync::Arc;

use crate::model::RowId;
use crate::redact::run_record::{CheckRecord, CheckResult};

/// The checks of the reply that is shown.
#[derive(Clone, Debug, Default)]
pub enum ReplyChecks {
    /// There is no reply, or nothing is checked.
    #[default]
    None,
    /// A worker is at it.
    UnderWay,
    /// What came of them.
    Done(Arc<DoneChecks>),
}

/// Checks that were carried out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DoneChecks {
    /// Captures, then assertions, in their order. The texts are without secrets.
    pub records: Vec<CheckRecord>,
    /// Variables that took a credential.
    pub secrets: Vec<String>,
    /// Variables whose values are in effect since the send; others are only looked at.
    pub taken: Vec<String>,
}

/// How many checks passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckCounts {
    /// Those that hold.
    pub passed: usize,
    /// All of them.
    pub all: usize,
}

impl ReplyChecks {
    /// What came of them; nothing while they are under way.
    pub fn records(&self) -> &[CheckRecord] {
        match self {
            Self::Done(done) => &done.records,
            Self::None | Self::UnderWay => &[],
        }
    }

    /// What came of a row.
    pub fn of_row(&self, row: RowId) -> Option<&CheckRecord> {
        self.records().iter().find(|record| record.row == row)
    }

    /// Whether a variable took a credential.
    pub fn is_secret(&self, variable: &str) -> bool {
        match self {
            Self::Done(done) => done.secrets.iter().any(|name| name == variable.trim()),
            Self::None | Self::UnderWay => false,
        }
    }

    /// Whether the value of a variable is in effect.
    pub fn is_taken(&self, variable: &str) -> bool {
        match self {
            Self::Done(done) => done.taken.iter().any(|name| name == variable.trim()),
            Self::None | Self::UnderWay => false,
        }
    }

    /// No captured value is in effect any more.
    pub fn forget_taken(&mut self) {
        if let Self::Done(done) = self {
            Arc::make_mut(done).taken.clear();
        }
    }

    /// How many passed.
    pub fn counts(&self) -> CheckCounts {
        let records = self.records();
        CheckCounts {
            passed: records.iter().filter(|record| record.holds()).count(),
            all: records.len(),
        }
    }

    /// The same records, those that do not hold first.
    pub fn failures_first(&self) -> Vec<&CheckRecord> {
        let mut sorted: Vec<&CheckRecord> = self.records().iter().collect();
        sorted.sort_by_key(|record| match record.result {
            CheckResult::Fails => 0,
            CheckResult::NotEvaluated { .. } => 1,
            CheckResult::Holds => 2,
        });
        sorted
    }

    /// The row of the first one that does not hold.
    pub fn first_failure(&self) -> Option<RowId> {
        let first = self.failures_first().into_iter().next()?;
        (!first.holds()).then_some(first.row)
    }
}
