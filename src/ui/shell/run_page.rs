//! Running a collection, a folder or some requests: first what and how, then what came of it, as it comes.

mod chart;
mod details;
mod results;
mod rows;
mod setup;

use std::path::Path;

use eframe::egui::Ui;

use crate::engine::{ErrorStatus, RunOptions, StopAt};
use crate::formats::run_report::RunReportForm;
use crate::model::{Caution, ItemPath, ItemRef};
use crate::ui::action::Action;
use crate::ui::context::PanelContext;
use crate::ui::history_action::Keep;
use crate::ui::page::Verdict;
use crate::ui::run_results::RunResults;
use crate::ui::widgets::first_focus::FirstFocus;
use crate::ui::widgets::modal_page::modal_page;

const WIDTH: f32 = 1120.0;

/// The page, with the run that it began.
#[derive(Debug)]
pub struct RunPage {
    /// What is run: a collection, a folder or a request.
    pub item: ItemRef,
    /// What it is called, for people.
    pub name: String,
    /// The environments of the collection, in their order.
    pub environments: Vec<String>,
    /// The one in force; empty for none.
    pub environment: String,
    /// Whether it is asked before something that may change data is sent in it.
    pub caution: Caution,
    /// Requests that can be chosen, in the order in which they run.
    pub candidates: Vec<RunCandidate>,
    /// What the person should know before, in a sentence each.
    pub remarks: Vec<String>,
    /// How it goes.
    pub form: RunForm,
    /// Whether it is being made ready, and why it did not begin.
    pub start: RunStart,
    /// Whether the history keeps what is sent, so that it can be opened.
    pub keeps: Keep,
    /// What came of it, or of the one before.
    pub results: Option<RunResults>,
    /// What is shown.
    pub front: RunFront,
    /// Where a report goes; `None` while nobody asked.
    pub report: Option<ReportTo>,
    focus: FirstFocus,
}

/// A request that can be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunCandidate {
    /// Its file.
    pub path: ItemPath,
    /// What it is called.
    pub name: String,
    /// As typed; empty for a file that can not be read.
    pub method: String,
    /// Whether it is.
    pub included: Included,
}

/// Whether a request is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Included {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// How a run goes, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunForm {
    /// File with rows of data; empty for none.
    pub data: String,
    /// So many requests are under way at most.
    pub parallel: Option<u64>,
    /// Milliseconds before each request.
    pub delay: Option<u64>,
    /// How often a request that failed is sent again.
    pub retries: Option<u64>,
    /// When it ends early.
    pub stop: StopAt,
    /// What a status of 400 or more means.
    pub error_status: ErrorStatus,
    /// Whether what may change data is sent in a dangerous environment.
    pub consent: Consent,
    /// Requests with this in name or path are shown.
    filter: String,
}

impl Default for RunForm {
    fn default() -> Self {
        let usual = RunOptions::default();
        Self {
            data: String::new(),
            parallel: None,
            delay: None,
            retries: None,
            stop: usual.stop,
            error_status: usual.error_status,
            consent: Consent::Missing,
            filter: String::new(),
        }
    }
}

/// Whether a person said that a dangerous environment is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Not yet.
    Missing,
    /// It was said.
    Given,
}

/// Whether a run is being made ready.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RunStart {
    /// Nobody asked for it.
    #[default]
    Free,
    /// It begins when the key store has answered.
    AwaitsSecrets,
    /// Its files are being read.
    Reading,
    /// It did not begin, and why.
    Refused(String),
}

/// What the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunFront {
    /// What is run, and how.
    Setup,
    /// What came of it.
    Results,
}

/// Where a report goes, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportTo {
    /// The file.
    pub path: String,
    /// Its form.
    pub form: RunReportForm,
}

impl RunPage {
    /// A page for this collection, folder or request.
    pub fn new(item: ItemRef, name: String) -> Self {
        Self {
            item,
            name,
            environments: Vec::new(),
            environment: String::new(),
            caution: Caution::Normal,
            candidates: Vec::new(),
            remarks: Vec::new(),
            form: RunForm::default(),
            start: RunStart::default(),
            keeps: Keep::Yes,
            results: None,
            front: RunFront::Setup,
            report: None,
            focus: FirstFocus::Wanted,
        }
    }

    /// The files that are run, in their order.
    pub fn chosen(&self) -> Vec<ItemPath> {
        let chosen = self.included();
        chosen.map(|candidate| candidate.path.clone()).collect()
    }

    fn included(&self) -> impl Iterator<Item = &RunCandidate> {
        self.candidates
            .iter()
            .filter(|candidate| candidate.included == Included::Yes)
    }

    /// How many of the chosen requests may change data in a dangerous environment.
    pub fn asked_about(&self) -> usize {
        self.included()
            .filter(|candidate| !candidate.method.is_empty() && self.caution.asks_before(&candidate.method))
            .count()
    }

    /// Whether a run of it is under way.
    pub fn is_under_way(&self) -> bool {
        self.results.as_ref().is_some_and(RunResults::is_under_way)
    }

    /// Gives the keyboard to the first field the next time it is drawn.
    pub fn focus_anew(&mut self) {
        self.focus = FirstFocus::Wanted;
    }
}

/// Draws the page. `folder` is where a report is proposed.
pub fn run_page_ui(
    ui: &mut Ui,
    page: &mut RunPage,
    folder: &Path,
    ctx: &PanelContext<'_>,
    out: &mut Vec<Action>,
) -> Verdict {
    let title = match page.front {
        RunFront::Setup => format!("Run {}", page.name),
        RunFront::Results => match page.results.as_ref().map(|results| results.environment.as_str()) {
            None | Some("") => format!("Run of {}", page.name),
            Some(environment) => format!("Run of {} in {environment}", page.name),
        },
    };
    let title = ctx.presentation.text(&title);
    modal_page(ui, "run", WIDTH, &title, |ui| match page.front {
        RunFront::Setup => setup::setup_ui(ui, page, ctx, out),
        RunFront::Results => results::results_ui(ui, page, folder, ctx, out),
    })
}
