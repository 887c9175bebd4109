//! Runs a collection, a folder or some requests from the window: begins, takes what comes, and ends it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use time::format_description::well_known::Rfc3339;
use tokio_util::sync::CancellationToken;

use super::collection_files::FilesDone;
use super::history::RunHistory;
use super::message::{Mail, Message};
use super::run_requests::{ReadyRun, ToRead};
use super::{App, Overlay};
use crate::blob::SharedBody;
use crate::engine::{Queued, RunOptions, RunPlan, RunStep};
use crate::formats::run_report::{RunReportForm, run_report};
use crate::model::{Answers, ExpiredUse, ItemPath};
use crate::redact::run_record::{RunCounts, RunRecord, RunRecords};
use crate::resolve::Folders;
use crate::store::history::HistoryPlace;
use crate::store::keys::VariableKey;
use crate::ui::history_action::Keep;
use crate::ui::run_action::RunAction;
use crate::ui::run_results::{Iterations, RunProgress, RunResults};
use crate::ui::sentence::sentence;
use crate::ui::shell::run_page::{RunForm, RunFront, RunPage, RunStart};
use crate::ui::shell::toasts::Kind;

/// What a run has for the window.
pub enum RunMessage {
    /// A request of the run of this number ended.
    Step(u64, Box<RunRecord>),
    /// The run of this number ended; without numbers when a fault of the program ended it.
    Ended(u64, Option<RunCounts>),
}

/// What the thread of the files did for a run.
pub enum RunFiles {
    /// Secret variables of requests that may be run.
    Secrets(Vec<VariableKey>),
    /// The run of this number is ready, or why it can not begin.
    Ready(u64, Result<Box<ReadyRun>, String>),
    /// A report was written: where, or why not.
    Reported(Result<String, String>),
}

/// The run of the window.
#[derive(Default)]
pub(super) struct Running {
    /// Its page, while there is something to show.
    pub(super) page: Option<Box<RunPage>>,
    /// The page before, with results that are nowhere else.
    pub(super) last: Option<Box<RunPage>>,
    /// Of the run that was asked for last.
    pub(super) number: u64,
    /// What was asked for, as it was then.
    asked: Asked,
    /// Whether the secret variables of the page's requests were asked for.
    pub(super) secrets: SecretsAsked,
    cancel: Option<CancellationToken>,
    started: Option<Instant>,
}

/// How a run was asked for.
#[derive(Default)]
struct Asked {
    environment: Option<String>,
    options: RunOptions,
}

/// Whether the key store was asked for the secret variables of requests that no tab shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SecretsAsked {
    #[default]
    No,
    Yes,
}

impl Running {
    /// The run, while it is under way.
    pub(super) fn under_way(&self) -> Option<&RunResults> {
        let results = self.page.as_ref()?.results.as_ref()?;
        results.is_under_way().then_some(results)
    }
}

impl App {
    /// What the last run has told, when there was one.
    pub fn run_results(&self) -> Option<&RunResults> {
        self.overlay.running.page.as_ref()?.results.as_ref()
    }

    /// Carries out an action about a run.
    pub(super) fn apply_to_run(&mut self, action: RunAction) {
        match action {
            RunAction::Open(item) => self.open_run_page(item),
            RunAction::Start => self.prepare_run(),
            RunAction::Cancel => self.cancel_run(),
            RunAction::UseEnvironment(name) => self.use_environment_of_run(name),
            RunAction::OpenRequest(path) => self.open_request_of_run(path),
            RunAction::SaveReport { path, form } => self.save_run_report(&path, form),
        }
    }

    /// Reads what is to be run, and begins when that is done.
    fn prepare_run(&mut self) {
        let Some(page) = &self.overlay.running.page else {
            return;
        };
        if page.is_under_way() || page.start == RunStart::Reading {
            return;
        }
        let root = page.item.root.clone();
        let chosen = page.chosen();
        let form = page.form.clone();
        if !self.follow_environment_of_run() {
            if let Some(page) = &mut self.overlay.running.page {
                page.front = RunFront::Setup;
                let text = "The environment in force is another one now: look at it, and run again";
                page.start = RunStart::Refused(text.to_owned());
            }
            return;
        }
        if self.awaits_secrets() {
            if let Some(page) = &mut self.overlay.running.page {
                page.start = RunStart::AwaitsSecrets;
            }
            return;
        }
        let read = self.to_read(&root, chosen, &form);
        let environment = self.session.workspace.chosen.get(&root).cloned();
        let running = &mut self.overlay.running;
        running.number += 1;
        running.asked = Asked {
            environment,
            options: options_of(&form),
        };
        let number = running.number;
        let Some(page) = &mut running.page else { return };
        let to_read = match read {
            Ok(to_read) => to_read,
            Err(why) => {
                page.start = RunStart::Refused(why);
                return;
            }
        };
        page.start = RunStart::Reading;
        let queued =
            self.on_files(move || FilesDone::Run(RunFiles::Ready(number, to_read.read().map(Box::new))));
        if let (Queued::No, Some(page)) = (queued, &mut self.overlay.running.page) {
            page.start = RunStart::Free;
        }
    }

    /// Whether values of secret variables are still being read.
    fn awaits_secrets(&self) -> bool {
        self.overlay.running.secrets == SecretsAsked::No || self.session.workspace.secrets.is_loading()
    }

    /// Begins a run that waited for the key store, unless its page was closed meanwhile.
    pub(super) fn start_awaited_run(&mut self) {
        let is_open = matches!(self.overlay.page, Overlay::Run);
        let has_answered = !self.awaits_secrets();
        let Some(page) = &mut self.overlay.running.page else {
            return;
        };
        if page.start != RunStart::AwaitsSecrets {
            return;
        }
        if !is_open {
            page.start = RunStart::Free;
        } else if has_answered {
            page.start = RunStart::Free;
            self.prepare_run();
        }
    }

    fn to_read(&self, root: &Path, chosen: Vec<ItemPath>, form: &RunForm) -> Result<ToRead, String> {
        let workspace = &self.session.workspace;
        let collection = workspace
            .collection(root)
            .ok_or("The collection can not be read now: see the sidebar")?;
        if let Some(name) = workspace.chosen.get(root)
            && collection.environment(name).is_none()
        {
            return Err(format!(
                "The environment {name} is chosen, and can not be read. Choose another one"
            ));
        }
        let data = match form.data.trim() {
            "" => None,
            typed => {
                let folders = &Folders {
                    base: root.to_path_buf(),
                    ..self.session.folders.clone()
                };
                Some(
                    folders
                        .place(typed)
                        .map_err(|error| sentence(&error.to_string()))?,
                )
            }
        };
        Ok(ToRead {
            store: self.session.collections.clone(),
            collection: Arc::clone(collection),
            environment: workspace.environment(root).cloned(),
            globals: workspace.globals.variables.clone(),
            secrets: workspace.secrets.values(),
            base: self.base_scope(),
            process: Arc::clone(&self.ambient.environment),
            chosen,
            data,
            consent: form.consent,
        })
    }

    /// The thread of the files did something for a run.
    pub(super) fn run_files_done(&mut self, done: RunFiles) {
        match done {
            RunFiles::Secrets(keys) => {
                self.load_keys(keys);
                self.overlay.running.secrets = SecretsAsked::Yes;
            }
            RunFiles::Ready(number, ready) => {
                if number != self.overlay.running.number {
                    return;
                }
                // The page was closed, or shows another run: nobody waits for it any more.
                let is_open = matches!(self.overlay.page, Overlay::Run);
                let page = self.overlay.running.page.as_mut();
                let Some(page) = page.filter(|page| page.start == RunStart::Reading) else {
                    return;
                };
                page.start = RunStart::Free;
                if !is_open {
                    return;
                }
                match ready {
                    Ok(ready) => self.begin_run(number, *ready),
                    Err(why) => {
                        if let Some(page) = &mut self.overlay.running.page {
                            page.start = RunStart::Refused(why);
                        }
                    }
                }
            }
            RunFiles::Reported(Ok(path)) => {
                if let Some(page) = &mut self.overlay.running.page {
                    page.report = None;
                }
                let text = format!("Wrote the report to {path}");
                self.overlay.toasts.push(Kind::Done, text);
            }
            RunFiles::Reported(Err(problem)) => self.overlay.toasts.push(Kind::Problem, problem),
        }
    }

    fn begin_run(&mut self, number: u64, ready: ReadyRun) {
        let answers = self.with_allowed_commands(Answers {
            expired: ExpiredUse::Refresh,
            ..Answers::default()
        });
        let Some(page) = &self.overlay.running.page else {
            return;
        };
        let Asked { environment, options } = &self.overlay.running.asked;
        let (environment, options) = (environment.clone(), *options);
        let iterations = if ready.rows.is_empty() {
            Iterations::One
        } else {
            Iterations::OfRows
        };
        let expected = ready.requests.len() * ready.rows.len().max(1);
        let plan = RunPlan {
            name: page.name.clone(),
            requests: ready.requests,
            rows: ready.rows,
            options,
            clock: self.session.clock.for_send(None),
            network: Arc::clone(&self.session.network),
            answers,
        };
        let root = page.item.root.clone();
        let place = HistoryPlace {
            collection: Some(root.display().to_string()),
            request: None,
            environment: environment.clone(),
        };
        let history = self
            .keeps_history(Some(&root))
            .then(|| self.jobs.history.of_run(place));
        let keeps = if history.is_some() { Keep::Yes } else { Keep::No };
        let (steps, ends) = (Arc::clone(&self.jobs.mailbox), Arc::clone(&self.jobs.mailbox));
        let tell = move |step: RunStep<'_>| told(number, step, history.as_ref(), &steps);
        let ended = move |counts| ends.put(Message::Run(RunMessage::Ended(number, counts)));
        let begun = self.jobs.engine.start_run(plan, tell, ended);
        let began = (self.ambient.now)();
        let started = (self.ambient.monotonic)();
        let running = &mut self.overlay.running;
        let Some(page) = &mut running.page else { return };
        match begun {
            Ok(cancel) => {
                running.cancel = Some(cancel);
                running.started = Some(started);
                page.start = RunStart::Free;
                page.keeps = keeps;
                page.report = None;
                let mut results = RunResults::new(expected, iterations, began);
                results.notes = ready.notes;
                results.environment = environment.unwrap_or_default();
                running.last = None;
                page.results = Some(results);
                page.front = RunFront::Results;
            }
            Err(full) => page.start = RunStart::Refused(format!("Not run: {full}")),
        }
    }

    /// A run has something to say.
    pub(super) fn run_told(&mut self, message: RunMessage) {
        let now = (self.ambient.monotonic)();
        let running = &mut self.overlay.running;
        let Some(results) = running.page.as_mut().and_then(|page| page.results.as_mut()) else {
            return;
        };
        match message {
            RunMessage::Step(number, record) if number == running.number => results.add(*record),
            RunMessage::Ended(number, counts) if number == running.number => {
                let time = running
                    .started
                    .map(|started| now.saturating_duration_since(started));
                results.progress = match counts {
                    Some(_) => RunProgress::Ended(time.unwrap_or_default()),
                    None => RunProgress::Broke,
                };
                running.cancel = None;
                if results.selected.is_none() && results.counts().failed > 0 {
                    results.selected = results.first_failure();
                }
                let text = results.end_words();
                if !matches!(self.overlay.page, Overlay::Run) {
                    let kind = if results.counts().failed > 0 {
                        Kind::Problem
                    } else {
                        Kind::Done
                    };
                    let text = format!("The run ended: {text}. The command \"Show the run\" shows it");
                    self.overlay.toasts.push(kind, text);
                }
                if let Overlay::History(_) = self.overlay.page {
                    self.history_changed();
                }
            }
            RunMessage::Step(..) | RunMessage::Ended(..) => {}
        }
    }

    pub(super) fn cancel_run(&mut self) {
        let running = &mut self.overlay.running;
        if let Some(cancel) = &running.cancel {
            cancel.cancel();
            if let Some(results) = running.page.as_mut().and_then(|page| page.results.as_mut()) {
                results.progress = RunProgress::Ending;
            }
        }
    }

    /// Writes a report of the run as it stands, on the thread of the files.
    fn save_run_report(&mut self, typed: &str, form: RunReportForm) {
        let Some(page) = &self.overlay.running.page else {
            return;
        };
        let Some(results) = &page.results else { return };
        let path = match self.scope().folders.place(typed) {
            Ok(path) => path,
            Err(error) => {
                self.overlay
                    .toasts
                    .push(Kind::Problem, sentence(&error.to_string()));
                return;
            }
        };
        // What is there may be anything: nobody was asked about it.
        if path.symlink_metadata().is_ok() {
            let text = format!(
                "{} is there already, and is not replaced: choose another name",
                path.display()
            );
            self.overlay.toasts.push(Kind::Problem, text);
            return;
        }
        let mut requests = results.records().to_vec();
        requests.sort_by_key(|record| record.number);
        let began = results.began;
        let records = RunRecords {
            name: page.name.clone(),
            began: began
                .replace_nanosecond(0)
                .unwrap_or(began)
                .format(&Rfc3339)
                .unwrap_or_default(),
            duration: match results.progress {
                RunProgress::Ended(time) => time,
                RunProgress::UnderWay | RunProgress::Ending | RunProgress::Broke => Duration::ZERO,
            },
            notes: results.notes.clone(),
            requests,
        };
        self.on_files(move || {
            let body = SharedBody::default();
            body.append(run_report(&records, form).as_bytes());
            let result = body.save_to(&path);
            FilesDone::Run(RunFiles::Reported(match result {
                Ok(()) => Ok(path.display().to_string()),
                Err(error) => Err(format!(
                    "The report was not written to {} ({error}): choose another place",
                    path.display()
                )),
            }))
        });
    }

    /// Work on files broke off, and the run that was made ready with it.
    pub(super) fn run_broke(&mut self) {
        let running = &mut self.overlay.running;
        running.secrets = SecretsAsked::Yes;
        if let Some(page) = &mut running.page
            && page.start == RunStart::Reading
        {
            running.number += 1;
            page.start = RunStart::Refused("Reading the requests broke off. Please report this".to_owned());
        }
    }
}

/// A request of a run ended: first the history has it, so that a row that is shown can be opened.
fn told(number: u64, step: RunStep<'_>, history: Option<&RunHistory>, mailbox: &Mail) {
    if let (Some(history), Some(tried)) = (history, &step.tried) {
        history.keep(tried, step.record.path.as_str());
    }
    mailbox.put(Message::Run(RunMessage::Step(number, Box::new(step.record))));
}

/// How a run goes, by the form.
fn options_of(form: &RunForm) -> RunOptions {
    let usual = RunOptions::default();
    let parallel = form.parallel.and_then(|count| usize::try_from(count).ok());
    RunOptions {
        parallel: parallel
            .and_then(std::num::NonZeroUsize::new)
            .unwrap_or(usual.parallel),
        delay: form.delay.map_or(usual.delay, Duration::from_millis),
        stop: form.stop,
        retries: form
            .retries
            .and_then(|count| u32::try_from(count).ok())
            .unwrap_or(usual.retries),
        error_status: form.error_status,
    }
}
