//! Saving a reply body, on a thread of its own.

use std::io;
use std::path::PathBuf;

use super::message::{Mail, Message};
use super::{App, Overlay};
use crate::blob::SharedBody;
use crate::engine::{LatestWorker, Queued};
use crate::model::{LongText, Outcome};
use crate::text::measure::human_bytes;
use crate::text::pretty;
use crate::ui::action::SaveForm;
use crate::ui::last_exchange::Sent;
use crate::ui::reply::response_view::BodyLayout;
use crate::ui::reply::save_page::{SavePage, SaveSubject, suggested_name};
use crate::ui::sentence::sentence;
use crate::ui::shell::toasts::Kind;

/// A body to be written.
pub struct SaveJob {
    content: Content,
    path: PathBuf,
    /// The path as typed on the page that asked.
    typed: String,
}

/// What is written.
enum Content {
    Body(SharedBody, Indent),
    Text(LongText),
}

/// Whether JSON is indented on its way to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Indent {
    /// Written as it is.
    No,
    /// Indented.
    Json,
}

/// What became of it.
pub struct Saved {
    path: PathBuf,
    typed: String,
    result: Result<u64, io::Error>,
}

/// Writes one body after the other.
pub type SaveWorker = LatestWorker<SaveJob>;

/// Starts the thread that writes bodies.
pub fn start_worker(mailbox: Mail) -> io::Result<SaveWorker> {
    let work = move |job: SaveJob| {
        let body = match job.content {
            Content::Body(body, indent) => written(body, indent),
            Content::Text(text) => {
                let body = SharedBody::default();
                body.append(text.as_bytes());
                body
            }
        };
        let saved = Saved {
            result: body.save_to(&job.path).map(|()| body.len()),
            path: job.path,
            typed: job.typed,
        };
        mailbox.put(Message::Saved(saved));
    };
    LatestWorker::start("save body", work)
}

/// Whether a body is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saving {
    /// None is.
    Idle,
    /// One is.
    UnderWay,
}

impl App {
    /// Opens the page that saves the body in front.
    pub(super) fn open_save_page(&mut self) {
        let Some(sent) = self.tab().and_then(|tab| tab.last.sent.as_ref()) else {
            self.overlay.toasts.push(Kind::Refused, "Nothing to save yet");
            return;
        };
        let Some(head) = sent.head() else {
            self.overlay
                .toasts
                .push(Kind::Refused, "No reply came, so there is nothing to save");
            return;
        };
        let target = sent.exchange.wire.as_ref().map(|wire| wire.target.as_str());
        let name = suggested_name(target.unwrap_or_default(), head);
        let folder = self.scope().folders.base;
        let path = folder.join(name).to_string_lossy().into_owned();
        self.show_page(Overlay::Save(SavePage {
            path,
            subject: SaveSubject::ResponseBody,
            form: SaveForm::AsShown,
            problem: None,
        }));
    }

    /// Hands a body over to be written.
    pub(super) fn save_body(&mut self, typed: &str, form: SaveForm) {
        if self.jobs.saving == Saving::UnderWay {
            self.save_problem("Another body is being saved: wait for it".to_owned());
            return;
        }
        let Some(tab) = self.tab() else { return };
        let Some(sent) = &tab.last.sent else { return };
        let (body, indent) = body_of(sent, form, tab.reply.response.layout);
        self.save(typed, body, indent);
    }

    /// Hands the signature report over to be written.
    pub(super) fn save_report(&mut self, typed: &str) {
        if self.jobs.saving == Saving::UnderWay {
            self.save_problem("Another file is being saved: wait for it".to_owned());
            return;
        }
        match self.signature_report_text() {
            Ok(text) => self.save_markdown(typed, &text),
            Err(why) => self.save_problem(why),
        }
    }

    /// Hands the support bundle of the page over to be written.
    pub(super) fn save_support_bundle(&mut self, typed: &str) {
        if self.jobs.saving == Saving::UnderWay {
            self.save_problem("Another file is being saved: wait for it".to_owned());
            return;
        }
        if let Overlay::Support(page) = &self.overlay.page {
            let text = page.text.clone();
            self.save_markdown(typed, &text);
        }
    }

    fn save_markdown(&mut self, typed: &str, text: &str) {
        let body = SharedBody::default();
        body.append(text.as_bytes());
        self.save(typed, body, Indent::No);
    }

    fn save(&mut self, typed: &str, body: SharedBody, indent: Indent) {
        let path = match self.scope().folders.place(typed) {
            Ok(path) => path,
            Err(error) => {
                self.save_problem(sentence(&error.to_string()));
                return;
            }
        };
        let job = SaveJob {
            content: Content::Body(body, indent),
            path,
            typed: typed.to_owned(),
        };
        if self.jobs.saves.ask(job) == Queued::Yes {
            self.jobs.saving = Saving::UnderWay;
        }
    }

    /// Hands a typed text over to be written, byte for byte.
    pub(super) fn save_text(&mut self, text: LongText, path: String) {
        if self.jobs.saving == Saving::UnderWay {
            let text = "Another body is being saved: save this one again in a moment";
            self.overlay.toasts.push(Kind::Problem, text);
            return;
        }
        let job = SaveJob {
            content: Content::Text(text),
            path: PathBuf::from(&path),
            typed: path,
        };
        if self.jobs.saves.ask(job) == Queued::Yes {
            self.jobs.saving = Saving::UnderWay;
        }
    }

    /// Says what became of a body that was to be written.
    pub(super) fn saved(&mut self, saved: &Saved) {
        self.jobs.saving = Saving::Idle;
        let path = saved.path.display();
        match &saved.result {
            Ok(bytes) => {
                // A page that was opened since is for another body.
                let is_of_page = match &self.overlay.page {
                    Overlay::Save(page) => page.path.trim() == saved.typed,
                    Overlay::Support(page) => page.path.trim() == saved.typed,
                    _ => false,
                };
                if is_of_page {
                    self.overlay.page = Overlay::None;
                }
                let text = format!("Saved {} to {path}", human_bytes(*bytes));
                self.overlay.toasts.push(Kind::Done, text);
            }
            Err(error) => {
                self.save_problem(format!("{path} was not written ({error}): choose another place"));
            }
        }
    }

    /// Says what is wrong on the page, or beside it when it was closed meanwhile.
    fn save_problem(&mut self, problem: String) {
        match &mut self.overlay.page {
            Overlay::Save(page) => page.problem = Some(problem),
            Overlay::Support(page) => page.problem = Some(problem),
            _ => self.overlay.toasts.push(Kind::Problem, problem),
        }
    }
}

/// The body in a form, and whether it is written indented, as it is shown.
fn body_of(sent: &Sent, form: SaveForm, layout: BodyLayout) -> (SharedBody, Indent) {
    let received = &sent.received;
    match (form, layout) {
        (SaveForm::AsReceived, _) => (received.body.raw(), Indent::No),
        (SaveForm::AsShown, BodyLayout::Pretty) => (received.body.clone(), Indent::Json),
        (SaveForm::AsShown, _) => (received.body.clone(), Indent::No),
    }
}

/// JSON of moderate size as it is shown indented; every other body as it is.
fn written(body: SharedBody, indent: Indent) -> SharedBody {
    let indented = match body.whole() {
        Some(bytes) if indent == Indent::Json && bytes.len() <= pretty::AUTOMATIC_LIMIT_BYTES => {
            pretty::json(&bytes)
        }
        _ => None,
    };
    let Some(indented) = indented else { return body };
    let body = SharedBody::default();
    body.append(&indented);
    body
}

/// Where the page looks for the coding of the body in front.
pub(super) fn outcome_of(app: &App) -> Option<&Outcome> {
    let sent = app.tab()?.last.sent.as_ref()?;
    Some(&sent.exchange.outcome)
}
