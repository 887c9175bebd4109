//! The search of a body: what is looked for, and what was found.

use std::ops::Range;

use crate::text::measure::grouped;
use crate::text::search::{CaseMatch, Extent, MOST_MATCHES, Matches, Query, QueryKind, SearchError};

/// The search of one viewer.
#[derive(Debug, Default)]
pub struct Finder {
    pub(super) is_open: bool,
    pub(super) takes_focus: bool,
    pub(super) text: String,
    pub(super) kind: QueryKind,
    /// What is alike; a search begins with any case.
    pub(super) case: Case,
    pub(super) extent: Extent,
    pub(super) asked: Option<Query>,
    pub(super) outcome: Option<Result<Matches, String>>,
    pub(super) current: Option<usize>,
    /// A step that was ordered while the search was under way.
    pub(super) first_step: Option<Step>,
}

/// The setting "match case".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Case {
    #[default]
    Any,
    Exact,
}

/// Which match comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The one below.
    Next,
    /// The one above.
    Previous,
}

impl Finder {
    pub(super) fn query(&self) -> Query {
        Query {
            text: self.text.clone(),
            kind: self.kind,
            case: match self.case {
                Case::Any => CaseMatch::Any,
                Case::Exact => CaseMatch::Exact,
            },
            extent: self.extent,
        }
    }

    /// The body is another one: what was found is not in it.
    pub(super) fn forget(&mut self) {
        self.asked = None;
        self.outcome = None;
        self.current = None;
    }

    /// Takes what was found; gives the first match from `offset` on.
    pub(super) fn found(&mut self, matches: Matches, offset: usize) -> Option<Range<usize>> {
        self.current = match self.first_step.take() {
            Some(Step::Previous) => matches.previous_from(offset),
            Some(Step::Next) | None => matches.next_from(offset),
        };
        let bytes = self
            .current
            .and_then(|number| matches.ranges.get(number).cloned());
        self.outcome = Some(Ok(matches));
        bytes
    }

    pub(super) fn failed(&mut self, error: &SearchError) {
        self.outcome = Some(Err(error.to_string()));
        self.current = None;
    }

    /// What was found, while the row is open.
    pub(super) fn matches(&self) -> Option<&Matches> {
        self.outcome.as_ref().filter(|_| self.is_open)?.as_ref().ok()
    }

    /// The match in front.
    pub(super) fn current(&self) -> Option<Range<usize>> {
        self.matches()?.ranges.get(self.current?).cloned()
    }

    /// `3 of 120`.
    pub(super) fn count(&self) -> String {
        match (&self.outcome, self.current) {
            _ if self.text.is_empty() => String::new(),
            (None, _) => "Searching…".to_owned(),
            (Some(Err(error)), _) => error.clone(),
            (Some(Ok(found)), _) if found.total == 0 => "Not found".to_owned(),
            (Some(Ok(found)), Some(at)) => {
                let all = format!("{} of {}", grouped(at as u64 + 1), grouped(found.total as u64));
                if found.total > MOST_MATCHES {
                    format!("{all}, the first {} are marked", grouped(MOST_MATCHES as u64))
                } else {
                    all
                }
            }
            (Some(Ok(found)), None) => grouped(found.total as u64),
        }
    }
}
