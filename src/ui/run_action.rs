//! What panels ask the app to do with a run.

use crate::formats::run_report::RunReportForm;
use crate::model::{ItemPath, ItemRef};

/// A wish about a run, with its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunAction {
    /// Open the page that runs a collection, a folder or a request.
    Open(ItemRef),
    /// Begin what the page says.
    Start,
    /// End what is under way.
    Cancel,
    /// Choose the environment of the collection that is run; empty for none.
    UseEnvironment(String),
    /// Open a request of the run in its tab.
    OpenRequest(ItemPath),
    /// Write a report.
    SaveReport {
        /// Where to, as typed.
        path: String,
        /// In which form.
        form: RunReportForm,
    },
}
