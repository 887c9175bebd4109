//! Open tabs and unsaved drafts, kept through restart and kill.
//!
//! [`Journal::record`] swaps the newest [`Session`] into a slot and returns; a thread of its own takes it
//! from there and writes the whole file anew, so that a kill at any moment leaves the old content or the
//! new one. One instance writes, guarded by a lock file that the system frees when the process ends in
//! whatever way; further ones read.

mod pacing;
mod slot;
mod writer;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use time::OffsetDateTime;

use super::disk;
use super::places::Places;
use super::session::{self, Content};
pub use super::session::{
    CollectionRecord, DraftRecord, FileRecord, Preferences, ScopeRecord, Session, SharedRecord, TypedSecrets,
    UnsavedDefaultsRecord, UnsavedVariablesRecord, WorkspaceRecord,
};
use slot::Slot;
use writer::{Message, Writer};

/// [`Journal::flush`] gives up after this time, so that a dead network drive can not keep the program open.
pub const FLUSH_LIMIT: Duration = Duration::from_secs(10);

/// Messages that may wait for the thread. It needs room for one wake-up and some flushes.
const QUEUED_MESSAGES: usize = 8;

/// Called with one sentence for the user.
pub type OnProblem = Arc<dyn Fn(String) + Send + Sync>;

/// What was found when the journal was opened.
#[derive(Debug, Default)]
pub struct Opened {
    /// `None` on the first start.
    pub session: Option<Session>,
    /// A damaged file set aside, a newer schema: one sentence each with cause and next step.
    pub problems: Vec<String>,
    /// Whether this instance keeps what is recorded.
    pub access: Access,
}

/// Whether an open journal keeps what is recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// What is recorded is written.
    #[default]
    ReadWrite,
    /// What is recorded is dropped; a problem said why.
    ReadOnly,
}

/// Writes the session behind the window's back, on its own thread.
#[derive(Debug)]
pub struct Journal {
    /// `None` in a read-only journal.
    thread: Option<WriterThread>,
}

#[derive(Debug)]
struct WriterThread {
    slot: Arc<Slot>,
    messages: SyncSender<Message>,
    handle: JoinHandle<()>,
}

impl Journal {
    /// Reads the journal and starts its thread. `on_problem` is called from that thread when a write fails,
    /// once per cause until a write succeeds.
    ///
    /// Never fails: what is wrong is told in [`Opened::problems`], and a file that this version can not
    /// keep up (a newer one, one that can not be read, one that another instance writes) is not written.
    pub fn open(places: &Places, on_problem: OnProblem) -> (Self, Opened) {
        let mut writer = Writer::new(places, on_problem);
        let mut opened = Opened::default();
        if let Err(error) = writer.prepare() {
            opened.access = error.access();
            opened.problems.push(error.to_string());
        }
        read_session(places, &mut opened);
        let thread = match opened.access {
            Access::ReadWrite => start(writer, &mut opened),
            Access::ReadOnly => None,
        };
        (Self { thread }, opened)
    }

    /// Hands over the newest state; returns at once. It is on disk at most 300 ms after the last call and at
    /// most 1 s after the first unwritten one.
    pub fn record(&self, session: Session) {
        if let Some(thread) = &self.thread {
            let writer_may_sleep = thread.slot.put(session);
            if writer_may_sleep {
                // A full queue means that the thread is about to look at the slot anyway.
                thread.messages.try_send(Message::Recorded).ok();
            }
        }
    }

    /// Writes what is outstanding and waits for it, at most [`FLUSH_LIMIT`]: for the end of the program.
    pub fn flush(&self) {
        let Some(thread) = &self.thread else {
            return;
        };
        let (done, when_done) = sync_channel(1);
        if thread.messages.send(Message::Flush(done)).is_ok() {
            when_done.recv_timeout(FLUSH_LIMIT).ok();
        }
    }
}

impl Drop for Journal {
    /// Writes what is outstanding and frees the lock.
    fn drop(&mut self) {
        if let Some(WriterThread { messages, handle, .. }) = self.thread.take() {
            drop(messages);
            handle.join().ok();
        }
    }
}

fn start(writer: Writer, opened: &mut Opened) -> Option<WriterThread> {
    let slot = writer.slot();
    let (messages, inbox): (_, Receiver<Message>) = sync_channel(QUEUED_MESSAGES);
    let spawned = thread::Builder::new()
        .name("countersign-journal".to_owned())
        .spawn(move || writer.run(&inbox));
    match spawned {
        Ok(handle) => Some(WriterThread {
            slot,
            messages,
            handle,
        }),
        Err(error) => {
            opened.access = Access::ReadOnly;
            opened.problems.push(format!(
                "Drafts are not kept in this run: no thread could be started ({error}). Close other programs and start again"
            ));
            None
        }
    }
}

/// Reads the file into `opened`, and sets a damaged one aside when this instance may write.
fn read_session(places: &Places, opened: &mut Opened) {
    let path = places.journal_file();
    let bytes = match disk::read(&path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return,
        Err(error) => {
            // Where the folder is missing there is nothing to spoil, and the first write may still succeed.
            if !matches!(error, disk::DiskError::NotAFolder { .. }) {
                opened.access = Access::ReadOnly;
                opened.problems.push(format!(
                    "The saved drafts could not be read and are left untouched; new ones are not kept: {error}"
                ));
            }
            return;
        }
    };
    match session::from_bytes(&bytes) {
        Content::Current(session) => opened.session = Some(session),
        Content::Newer(session) => {
            opened.session = session;
            opened.access = Access::ReadOnly;
            opened.problems.push(format!(
                "The saved drafts were written by a newer version and are left untouched; what you type now is not \
                 kept. Start the newer version, or give another folder with --data-dir. File: {}",
                path.display()
            ));
        }
        Content::Damaged(place) => damaged(places, &place, opened),
    }
}

fn damaged(places: &Places, place: &str, opened: &mut Opened) {
    let path = places.journal_file();
    if opened.access == Access::ReadOnly {
        opened.problems.push(format!(
            "The saved drafts are damaged ({place}) and are left untouched. File: {}",
            path.display()
        ));
        return;
    }
    match disk::set_aside(&path, last_change(&path)) {
        Ok(aside) => opened.problems.push(format!(
            "The saved drafts are damaged ({place}), so the tabs start fresh. Nothing was deleted: the file is kept, \
             and a text editor may still find your text in it. File: {}",
            aside.display()
        )),
        Err(error) => {
            opened.access = Access::ReadOnly;
            opened.problems.push(format!(
                "The saved drafts are damaged ({place}) and could not be moved away, so new ones are not kept: {error}"
            ));
        }
    }
}

/// When the file was written: says more about a damaged file than the time at which the damage was seen.
fn last_change(path: &std::path::Path) -> OffsetDateTime {
    std::fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .map_or(OffsetDateTime::UNIX_EPOCH, OffsetDateTime::from)
}
