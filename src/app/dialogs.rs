//! The system's file dialogs, on a thread of their own: the window goes on while one is open.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::message::{Mail, Message};
use crate::engine::{Ambient, LatestWorker};
use crate::model::DraftId;
use crate::ui::pick::{Asked, PickTarget};

/// A dialog that ends sooner was seen by nobody: there is none on this system.
const NOBODY_SAW_IT: Duration = Duration::from_millis(300);

/// Asks the user for a file. In the program the system's dialog, in tests a fixed answer.
pub trait Dialogs: Send + Sync {
    /// Asks for a file that exists. Blocks until the user is done.
    fn open(&self, title: &str) -> Picked;

    /// Asks where to write a file. Blocks until the user is done.
    fn save(&self, title: &str, file_name: &str) -> Picked;

    /// Asks for a folder. Blocks until the user is done.
    fn folder(&self, title: &str) -> Picked;
}

/// What the user did with a dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// The path that was chosen.
    Path(PathBuf),
    /// Closed it without one.
    Nothing,
    /// No dialog came up.
    NoDialog,
}

/// The dialogs of the desktop: on Linux those of its portal, or zenity.
pub struct SystemDialogs {
    /// Tells a dialog that nobody saw from one that was closed: the library does not.
    pub ambient: Ambient,
}

impl Dialogs for SystemDialogs {
    fn open(&self, title: &str) -> Picked {
        self.asked(|| rfd::FileDialog::new().set_title(title).pick_file())
    }

    fn save(&self, title: &str, file_name: &str) -> Picked {
        let dialog = rfd::FileDialog::new().set_title(title);
        self.asked(|| dialog.set_file_name(file_name).save_file())
    }

    fn folder(&self, title: &str) -> Picked {
        self.asked(|| rfd::FileDialog::new().set_title(title).pick_folder())
    }
}

impl SystemDialogs {
    fn asked(&self, ask: impl FnOnce() -> Option<PathBuf>) -> Picked {
        let began = (self.ambient.monotonic)();
        match ask() {
            Some(path) => Picked::Path(path),
            None if (self.ambient.monotonic)() - began < NOBODY_SAW_IT => Picked::NoDialog,
            None => Picked::Nothing,
        }
    }
}

/// A dialog to be opened.
#[derive(Clone, Debug)]
pub struct Question {
    /// The tab that was in front.
    pub draft: Option<DraftId>,
    /// The field.
    pub target: PickTarget,
    /// Name to begin with, for a file that is written.
    pub file_name: String,
}

/// What came of a dialog.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked.
    pub question: Question,
    /// What the user did.
    pub picked: Picked,
}

/// Opens one dialog after the other.
pub type DialogWorker = LatestWorker<Question>;

/// Starts the thread of the dialogs.
pub fn start_worker(dialogs: Arc<dyn Dialogs>, mailbox: Mail) -> io::Result<DialogWorker> {
    let work = move |question: Question| {
        let title = question.target.title();
        let picked = match question.target.asked() {
            Asked::NewFile => dialogs.save(title, &question.file_name),
            Asked::File => dialogs.open(title),
            Asked::Folder => dialogs.folder(title),
        };
        mailbox.put(Message::Dialog(Answer { question, picked }));
    };
    LatestWorker::start("file dialog", work)
}
