//! Opening a reply body with the program that the system has for it: asked first, on a thread of its own.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::message::{Mail, Message};
use super::{App, Overlay};
use crate::blob::{SharedBody, SpillFile, SpillFolder};
use crate::engine::{LatestWorker, Queued};
use crate::model::DraftId;
use crate::ui::reply::opened_as::opened_as;
use crate::ui::shell::chooser::{Choice, OpenQuestion};
use crate::ui::shell::toasts::Kind;

/// Copies that are kept for other programs; the oldest goes first.
const MOST_COPIES: usize = 32;
/// So much of a body tells its kind.
const LOOKED_AT: usize = 16;

/// Starts the program that the system has for a file. In tests nothing is started.
pub trait Opener: Send + Sync {
    /// Hands the file over. May block for a moment; does not wait for the program to end.
    fn open(&self, file: &Path) -> Result<(), String>;
}

/// The desktop's own choice of program.
pub struct SystemOpener;

impl Opener for SystemOpener {
    fn open(&self, file: &Path) -> Result<(), String> {
        opener::open(file).map_err(|error| error.to_string())
    }
}

/// A body to be opened.
pub struct OpenJob {
    body: SharedBody,
    extension: &'static str,
}

/// What became of it.
pub struct Opened(Result<SpillFile, String>);

/// Opens one body after the other.
pub type OpenWorker = LatestWorker<OpenJob>;

/// Starts the thread that writes copies and opens them.
pub fn start_worker(opener: Arc<dyn Opener>, folder: SpillFolder, mailbox: Mail) -> io::Result<OpenWorker> {
    let work = move |job: OpenJob| {
        let copy = folder
            .copy_of(&job.body, job.extension)
            .map_err(|error| format!("The copy could not be written: {error}"));
        let opened = Opened(copy.and_then(|copy| {
            opener.open(copy.path()).map_err(|error| {
                format!("No program was started: {error}. Save the body and open it yourself")
            })?;
            Ok(copy)
        }));
        mailbox.put(Message::Opened(opened));
    };
    LatestWorker::start("open body", work)
}

impl App {
    /// Asks whether the body in front is to be opened.
    pub(super) fn ask_to_open(&mut self) {
        let found = self
            .tab()
            .and_then(|tab| Some((tab.draft.id.clone(), tab.last.sent.as_ref()?)));
        let Some((draft, sent)) = found.filter(|(_, sent)| !sent.received.body.is_empty()) else {
            self.overlay
                .toasts
                .push(Kind::Refused, "No response body to open yet");
            return;
        };
        let received = &sent.received;
        let start = received.bytes.get(..LOOKED_AT).unwrap_or(&received.bytes);
        let kind = received.document.kind();
        let Some(opened_as) = opened_as(kind, received.content_type.as_deref(), start) else {
            let text =
                "Bytes of this kind are not opened from here, as they may be a program: save them instead";
            self.overlay.toasts.push(Kind::Refused, text);
            return;
        };
        self.show_page(Overlay::Choice(Choice::Open(OpenQuestion {
            draft,
            opened_as,
            bytes: received.body.len(),
        })));
    }

    /// Hands a body over to be opened.
    pub(super) fn open_body(&mut self, draft: &DraftId, extension: &'static str) {
        let tab = self.session.tabs.iter().find(|tab| tab.draft.id == *draft);
        let Some(sent) = tab.and_then(|tab| tab.last.sent.as_ref()) else {
            return;
        };
        let job = OpenJob {
            body: sent.received.body.clone(),
            extension,
        };
        if self.jobs.opens.ask(job) == Queued::No {
            self.overlay
                .toasts
                .push(Kind::Problem, "Other bodies are being opened: try again");
        }
    }

    /// Says what became of a body that was to be opened, and keeps its copy until the program ends.
    pub(super) fn body_opened(&mut self, Opened(result): Opened) {
        match result {
            Ok(copy) => {
                self.jobs.opened_copies.push(copy);
                if self.jobs.opened_copies.len() > MOST_COPIES {
                    self.jobs.opened_copies.remove(0);
                }
                let text = "Handed to the system; when no program opens, save the body instead";
                self.overlay.toasts.push(Kind::Done, text);
            }
            Err(problem) => self.overlay.toasts.push(Kind::Problem, problem),
        }
    }
}
