//! The thread that reads and writes the files of collections, one job after the other, in the order in which they were
//! asked for.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::deleted_items::DeletedItem;
use super::exporting::ExportFiles;
use super::importing::ImportFiles;
use super::message::{Mail, Message};
use super::missing_values::SecretUses;
use super::running::RunFiles;
use crate::engine::{OrderedWorker, Queued};
use crate::model::{Collection, CollectionError, Defaults, DraftId, ItemPath, ItemRef, LongText, Request};
use crate::store::collection::{Deleted, Moved, Opened, Revision, SaveError, Saved};
use crate::store::keys::VariableKey;
use crate::store::opencollection::Layout;

/// A piece of work on files; what came of it goes to the window.
type Work = Box<dyn FnOnce() -> FilesDone + Send>;

/// Reads and writes the files of collections.
pub struct FilesWorker(OrderedWorker<Work>);

/// What came of a piece of work.
pub enum FilesDone {
    /// A collection was read, or could not be.
    Opened {
        /// Its folder.
        root: PathBuf,
        /// The collection.
        result: Result<Box<Collection>, CollectionError>,
    },
    /// A request was read.
    Read {
        /// Which.
        item: ItemRef,
        /// What for.
        reading: Reading,
        /// The request.
        result: Result<Box<Opened<Request>>, CollectionError>,
    },
    /// The request of a tab was written to its file.
    Saved {
        /// The tab.
        draft: DraftId,
        /// What was written.
        request: Arc<Request>,
        /// The file as it is now.
        result: Result<Saved, SaveError>,
    },
    /// A request was put into a new file.
    Created {
        /// The tab that shows it; `None` for one that is opened now.
        draft: Option<DraftId>,
        /// Folder of the collection.
        root: PathBuf,
        /// What was written.
        request: Arc<Request>,
        /// The new file.
        result: Result<(ItemPath, Revision), CollectionError>,
    },
    /// Something was renamed, moved or made.
    Changed {
        /// What it was, in a sentence: "rename List pets".
        what: String,
        /// Where it stood; `None` for what is new.
        from: Option<ItemRef>,
        /// Folder of the collection.
        root: PathBuf,
        /// Whether its name is typed next.
        naming: Naming,
        /// What its files call it from now on; `None` where only its place changed.
        name: Option<String>,
        /// Secret variables of what was moved, by the places that they had.
        secrets: Vec<VariableKey>,
        /// Where it stands now, and which files were written for it.
        result: Result<Moved, CollectionError>,
    },
    /// A copy was made.
    Duplicated {
        /// What it was, in a sentence: "duplicate List pets".
        what: String,
        /// What there are two of.
        item: ItemRef,
        /// Secret variables of its requests.
        secrets: Vec<VariableKey>,
        /// Where the copy stands.
        result: Result<ItemPath, CollectionError>,
    },
    /// Something was deleted.
    Deleted {
        /// What.
        item: ItemRef,
        /// What it was called.
        name: String,
        /// What brings it back.
        result: Result<Deleted, CollectionError>,
    },
    /// A deletion was taken back.
    Restored {
        /// What it was.
        deleted: Box<DeletedItem>,
        /// Where it stands now.
        result: Result<ItemPath, CollectionError>,
    },
    /// A collection was made.
    Made {
        /// Its folder.
        result: Result<PathBuf, CollectionError>,
    },
    /// An environment was written or made.
    EnvironmentWritten {
        /// Folder of the collection.
        root: PathBuf,
        /// The name that it was to have.
        name: String,
        /// Secrets whose values are forgotten now.
        forgotten: Vec<String>,
        /// The name that it has, and what became of the lines of its file.
        result: Result<(String, Layout), SaveError>,
    },
    /// An environment was given another name.
    EnvironmentRenamed {
        /// Folder of the collection.
        root: PathBuf,
        /// The name that it had.
        from: String,
        /// The name that it has now.
        result: Result<String, CollectionError>,
    },
    /// An environment was deleted.
    EnvironmentDeleted {
        /// Folder of the collection.
        root: PathBuf,
        /// The name that it had.
        name: String,
        /// What brings it back.
        result: Result<Deleted, CollectionError>,
    },
    /// What is inherited was written.
    Written {
        /// What, in a sentence: "the variables of the collection".
        what: String,
        /// Folder of the collection.
        root: PathBuf,
        /// Secrets whose values are forgotten now.
        forgotten: Vec<VariableKey>,
        /// What became of the lines of its file.
        result: Result<Layout, SaveError>,
    },
    /// What is typed on the page of what is inherited was written.
    DefaultsWritten {
        /// What, in a sentence.
        what: String,
        /// Folder of the collection.
        root: PathBuf,
        /// What another program made of it meanwhile, when that is why it was not.
        found: Option<Box<(Defaults, LongText)>>,
        /// What became of the lines of its file.
        result: Result<Layout, SaveError>,
    },
    /// The requests that need each secret of a collection were counted.
    SecretUses {
        /// Folder of the collection.
        root: PathBuf,
        /// How many there are.
        uses: SecretUses,
    },
    /// Something for an export.
    Export(ExportFiles),
    /// Something for an import.
    Import(ImportFiles),
    /// Something for a run.
    Run(RunFiles),
    /// What is told to nobody.
    Quiet,
    /// The work broke off.
    Broke,
}

/// What a request is read for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It is opened in a new tab.
    Open,
    /// This tab came back after a restart.
    Restored(DraftId),
    /// The files of its collection changed; this tab shows it.
    Changed(DraftId),
    /// A person decided that this tab shows it.
    Taken(DraftId),
}

/// Whether the name of something new is typed next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// It is.
    Next,
    /// It has one.
    Done,
}

impl FilesWorker {
    /// Starts the thread.
    pub(super) fn start(mailbox: Mail) -> io::Result<Self> {
        let broken = Arc::clone(&mailbox);
        let work = move |work: Work| mailbox.put(Message::Files(Box::new(work())));
        let broke = move || broken.put(Message::Files(Box::new(FilesDone::Broke)));
        OrderedWorker::start("collections", work, broke).map(Self)
    }

    /// Hands over work without waiting.
    pub(super) fn ask(&self, work: impl FnOnce() -> FilesDone + Send + 'static) -> Queued {
        self.0.ask(Box::new(work))
    }
}
