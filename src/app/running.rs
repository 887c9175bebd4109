//! Runs a collection, a folder or some requests from the window: opens the page, begins, takes what comes, and ends it.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use time::format_description::well_known::Rfc3339;
use tokio_util::sync::CancellationToken;

use super::collection_actions::secrets_of;
use super::collection_files::{FilesDone, Reading};
use super::history::RunHistory;
use super::message::{Mail, Message};
use super::run_requests::{ReadyRun, ToRead};
use super::{App, Overlay};
use crate::blob::SharedBody;
use crate::engine::{Queued, RunOptions, RunPlan, RunStep};
use crate::formats::run_report::{RunReportForm, run_report};
use crate::model::{Answers, Caution, ExpiredUse, ItemPath, ItemRef};
use crate::redact::run_record::{RunCounts, RunRecord, RunRecords};
use crate::resolve::Folders;
use crate::store::collection::{RunOrder, RunPlace, run_order};
use crate::store::history::HistoryPlace;
use crate::store::keys::VariableKey;
use crate::ui::history_action::Keep;
use crate::ui::run_action::RunAction;
use crate::ui::run_results::{Iterations, RunProgress, RunResults};
use crate::ui::sentence::sentence;
use crate::ui::shell::run_page::{Consent, Included, RunCandidate, RunForm, RunFront, RunPage, RunStart};
use crate::ui::shell::toasts::Kind;
use crate::ui::sidebar::sidebar_view::Keyboard;

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
    last: Option<Box<RunPage>>,
    /// Of the run that was asked for last.
    number: u64,
    /// What was asked for, as it was then.
    asked: Asked,
    /// Whether the secret variables of the page's requests were asked for.
    secrets: SecretsAsked,
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
enum SecretsAsked {
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

    /// Opens the page for the row of the sidebar that has the keyboard, or else for the collection in front.
    pub(super) fn run_requests(&mut self) {
        let item = self
            .item_of_sidebar()
            .or_else(|| self.root_in_front().map(ItemRef::root));
        let only = match self.session.workspace.open.as_slice() {
            [only] => Some(ItemRef::root(&only.root)),
            _ => None,
        };
        if let Some(item) = item.or(only) {
            self.open_run_page(item);
        } else {
            let text = "A run is of requests in a collection: open one, or put this request into one";
            self.overlay.toasts.push(Kind::Refused, text);
        }
    }

    /// Shows the last run again.
    pub(super) fn show_run(&mut self) {
        let running = &mut self.overlay.running;
        let has_results = running.page.as_ref().is_some_and(|page| page.results.is_some());
        if !has_results && let Some(last) = running.last.take() {
            running.page = Some(last);
        }
        self.follow_environment_of_run();
        if let Some(page) = &mut self.overlay.running.page {
            if page.results.is_some() {
                page.front = RunFront::Results;
            }
            self.close_page();
            self.overlay.page = Overlay::Run;
        } else {
            let text = "Nothing was run yet: the command \"Run requests…\" does";
            self.overlay.toasts.push(Kind::Refused, text);
        }
    }

    fn open_run_page(&mut self, item: ItemRef) {
        if self.overlay.running.under_way().is_some() {
            self.show_run();
            let text = "A run is under way: cancel it, or wait for its end";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        }
        let Some(collection) = self.session.workspace.collection(&item.root).cloned() else {
            let text = "The collection is not read yet, or can not be: nothing to run";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        };
        let RunOrder { places, others } = run_order(&collection, std::slice::from_ref(&item.path));
        let mut page = Box::new(RunPage::new(item.clone(), self.name_of(&item)));
        let running = &mut self.overlay.running;
        // What is still being read for another page is not begun.
        running.number += 1;
        running.secrets = SecretsAsked::No;
        match running.page.take() {
            Some(before) if before.item == item => {
                page.form = before.form;
                page.results = before.results;
            }
            Some(before) if before.results.is_some() => running.last = Some(before),
            _ => {}
        }
        page.form.consent = Consent::Missing;
        page.candidates = places.iter().map(candidate).collect();
        page.remarks = others.iter().map(|other| sentence(other)).collect();
        page.remarks.extend(self.unsaved_of(&item));
        page.environments = collection
            .environments
            .iter()
            .map(|environment| environment.name.clone())
            .collect();
        page.keeps = if self.keeps_history(Some(&item.root)) {
            Keep::Yes
        } else {
            Keep::No
        };
        self.overlay.running.page = Some(page);
        self.tell_environment_of_run();
        self.close_page();
        self.overlay.page = Overlay::Run;
        // Values of secret variables of requests that no tab shows are not known yet.
        let (store, root) = (self.session.collections.clone(), item.root);
        let requests = places.iter().map(|place| place.path().clone()).collect();
        self.on_files(move || FilesDone::Run(RunFiles::Secrets(secrets_of(&store, &root, requests))));
    }

    /// What is said of tabs whose edits the run does not have.
    fn unsaved_of(&self, item: &ItemRef) -> Option<String> {
        let unsaved = self.session.workspace.unsaved.iter();
        let count = unsaved
            .filter(|unsaved| unsaved.root == item.root && unsaved.path.is_in(&item.path))
            .count();
        match count {
            0 => None,
            1 => Some("1 request has unsaved edits: the run takes what is in its file".to_owned()),
            count => Some(format!(
                "{count} requests have unsaved edits: the run takes what is in their files"
            )),
        }
    }

    fn use_environment_of_run(&mut self, name: String) {
        let Some(root) = self
            .overlay
            .running
            .page
            .as_ref()
            .map(|page| page.item.root.clone())
        else {
            return;
        };
        self.choose_environment(&root, name);
        self.tell_environment_of_run();
    }

    /// The page shows the environment in force; what was allowed in another one is not allowed in it.
    fn tell_environment_of_run(&mut self) {
        let Some(page) = &mut self.overlay.running.page else {
            return;
        };
        let workspace = &self.session.workspace;
        let chosen = workspace.chosen.get(&page.item.root);
        page.environment = chosen.cloned().unwrap_or_default();
        let environment = workspace.environment(&page.item.root);
        page.caution = environment.map_or(Caution::Normal, |environment| environment.caution);
        page.form.consent = Consent::Missing;
    }

    /// The page as the environment in force is now; false when it was another one.
    fn follow_environment_of_run(&mut self) -> bool {
        let Some(page) = &self.overlay.running.page else {
            return true;
        };
        let workspace = &self.session.workspace;
        let root = &page.item.root;
        let name = workspace.chosen.get(root).map_or("", String::as_str);
        let caution = workspace
            .environment(root)
            .map_or(Caution::Normal, |environment| environment.caution);
        if page.environment == name && page.caution == caution {
            return true;
        }
        self.tell_environment_of_run();
        false
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
        if self.overlay.running.secrets == SecretsAsked::No || self.session.workspace.secrets.is_loading() {
            if let Some(page) = &mut self.overlay.running.page {
                let text = "Values of secret variables are still being read: try again in a moment";
                page.start = RunStart::Refused(text.to_owned());
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
                // The page was closed: nobody waits for it any more.
                if !matches!(self.overlay.page, Overlay::Run) {
                    if let Some(page) = &mut self.overlay.running.page {
                        page.start = RunStart::Free;
                    }
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

    fn open_request_of_run(&mut self, path: ItemPath) {
        let Some(page) = &self.overlay.running.page else {
            return;
        };
        let item = ItemRef {
            root: page.item.root.clone(),
            path,
        };
        self.close_page();
        let is_there = self
            .session
            .workspace
            .collection(&item.root)
            .is_some_and(|collection| collection.item(&item.path).is_some());
        if is_there {
            if !self.bring_to_front(&item) {
                self.read_request(item, Reading::Open);
            }
        } else {
            let text = format!("{} is no request of an open collection now", item.path);
            self.overlay.toasts.push(Kind::Refused, text);
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

    /// The row of the sidebar that has the keyboard.
    fn item_of_sidebar(&self) -> Option<ItemRef> {
        let workspace = &self.session.workspace;
        if workspace.view.keyboard == Keyboard::Elsewhere || !workspace.is_shown() {
            return None;
        }
        let row = workspace.view.made().get(workspace.view.cursor_row()?)?;
        Some(row.item.clone())
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

fn candidate(place: &RunPlace) -> RunCandidate {
    let (path, name, method) = match place {
        RunPlace::Request { path, name, method } => (path, name.clone(), method.clone()),
        RunPlace::Damaged { path, .. } => (path, format!("{} (can not be read)", path.name()), String::new()),
    };
    RunCandidate {
        path: path.clone(),
        name,
        method,
        included: Included::Yes,
    }
}
