//! The filter of a body by a path: what was asked for, and how much it picked.

use crate::text::Document;
use crate::text::filter::FilterError;
use crate::text::measure::grouped;

/// The filter of one viewer.
#[derive(Debug, Default)]
pub struct Filter {
    pub(super) is_open: bool,
    pub(super) takes_focus: bool,
    pub(super) text: String,
    pub(super) asked: Option<String>,
    pub(super) outcome: Option<Result<Count, String>>,
    /// The body, while results stand in its place.
    pub(super) base: Option<Document>,
}

/// How many results there are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    pub(super) shown: usize,
    pub(super) total: usize,
}

impl Filter {
    /// The same filter for another body.
    pub(super) fn again(&self) -> Self {
        Self {
            is_open: self.is_open,
            text: self.text.clone(),
            ..Self::default()
        }
    }

    /// The answer that was waited for will not come.
    pub(super) fn ask_again(&mut self) {
        self.asked = None;
    }

    /// Keeps a document for when the filter ends; false when no results are shown.
    pub(super) fn keep_base(&mut self, document: &Document) -> bool {
        let Some(base) = &mut self.base else {
            return false;
        };
        *base = document.clone();
        self.asked = None;
        true
    }

    pub(super) fn failed(&mut self, error: &FilterError) {
        self.outcome = Some(Err(error.to_string()));
    }

    /// What the row says of the results.
    pub(super) fn says(&self) -> String {
        match &self.outcome {
            _ if self.text.trim().is_empty() => String::new(),
            None => "Filtering…".to_owned(),
            Some(Err(error)) => error.clone(),
            Some(Ok(Count { total: 0, .. })) => "Nothing found".to_owned(),
            Some(Ok(Count { total: 1, .. })) => "1 result".to_owned(),
            Some(Ok(Count { shown, total })) if shown < total => format!(
                "The first {} of {} results",
                grouped(*shown as u64),
                grouped(*total as u64)
            ),
            Some(Ok(Count { total, .. })) => format!("{} results", grouped(*total as u64)),
        }
    }
}
