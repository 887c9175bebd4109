//! The thread that writes the journal.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::Duration;

use super::pacing::{Due, Pacing, TICK};
use super::slot::Slot;
use super::{Access, OnProblem};
use crate::store::disk::{self, DiskError, LockFile};
use crate::store::places::Places;
use crate::store::session;

/// A held lock is tried again so often, a fifth of a second in all.
const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// What the journal tells its thread.
#[derive(Debug)]
pub(super) enum Message {
    /// Something waits in the slot.
    Recorded,
    /// Write now and answer when done.
    Flush(SyncSender<()>),
}

/// Why the session is not on disk.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    /// The lock is held.
    #[error(
        "Another Countersign window keeps the drafts of this folder; what you type here is not kept. Close the \
         other one and start again, or give another folder with --data-dir"
    )]
    OtherInstance,
    /// The disk refused.
    #[error("Drafts are kept in memory alone and tried again: {0}")]
    Disk(#[from] DiskError),
    /// A value has no form in JSON. No type of the session has such a value.
    #[error(
        "Drafts are kept in memory alone: the session can not be written as JSON ({0}); please report this"
    )]
    Form(#[from] serde_json::Error),
}

impl WriteError {
    /// Whether writing may succeed later.
    pub(super) fn access(&self) -> Access {
        match self {
            Self::OtherInstance => Access::ReadOnly,
            Self::Disk(_) | Self::Form(_) => Access::ReadWrite,
        }
    }

    /// What makes two errors the same to the user.
    fn cause(&self) -> Cause {
        match self {
            Self::OtherInstance => Cause::OtherInstance,
            Self::Disk(error) => Cause::Disk(error.kind()),
            Self::Form(_) => Cause::Form,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    OtherInstance,
    Disk(ErrorKind),
    Form,
}

/// Owns the file while the journal is open.
pub(super) struct Writer {
    slot: Arc<Slot>,
    file: PathBuf,
    lock_file: PathBuf,
    folder: PathBuf,
    lock: Lock,
    on_problem: OnProblem,
    told: Vec<Cause>,
    pacing: Pacing,
}

enum Lock {
    /// The folder could not be made yet.
    NotYet,
    /// Held until it is dropped.
    Held { _file: LockFile },
    /// The file system has no locks: better to keep the drafts than to ask for one.
    Unsupported,
}

impl Writer {
    pub(super) fn new(places: &Places, on_problem: OnProblem) -> Self {
        Self {
            slot: Arc::default(),
            file: places.journal_file(),
            lock_file: places.journal_lock_file(),
            folder: places.data_dir.clone(),
            lock: Lock::NotYet,
            on_problem,
            told: Vec::new(),
            pacing: Pacing::default(),
        }
    }

    pub(super) fn slot(&self) -> Arc<Slot> {
        Arc::clone(&self.slot)
    }

    /// Makes the folder and takes the lock, unless that is done. The caller tells the user of an error.
    pub(super) fn prepare(&mut self) -> Result<(), WriteError> {
        let prepared = self.try_prepare();
        if let Err(error) = &prepared {
            self.told.push(error.cause());
        }
        prepared
    }

    fn try_prepare(&mut self) -> Result<(), WriteError> {
        if !matches!(self.lock, Lock::NotYet) {
            return Ok(());
        }
        disk::create_folder(&self.folder)?;
        let file = disk::open_lock_file(&self.lock_file)?;
        self.lock = match patiently(&file) {
            Ok(()) => Lock::Held { _file: file },
            Err(TryLockError::WouldBlock) => return Err(WriteError::OtherInstance),
            Err(TryLockError::Error(_)) => Lock::Unsupported,
        };
        disk::remove_unfinished(&self.file);
        Ok(())
    }

    /// Until the journal is dropped; then writes what is left.
    pub(super) fn run(mut self, inbox: &Receiver<Message>) {
        let mut due = Due::Never;
        loop {
            let message = match due {
                Due::Never => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Due::Now | Due::NextTick => inbox.recv_timeout(TICK),
            };
            match message {
                Ok(Message::Flush(done)) => {
                    self.write();
                    done.send(()).ok();
                }
                // Comes once per write at most, and must not cut a tick short.
                Ok(Message::Recorded) if due == Due::NextTick => continue,
                Ok(Message::Recorded) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    self.write();
                    return;
                }
            }
            due = self.pacing.tick(self.slot.waiting());
            if due == Due::Now {
                self.write();
                due = self.pacing.tick(self.slot.waiting());
            }
        }
    }

    fn write(&mut self) {
        let Some(session) = self.slot.take() else {
            return;
        };
        let written = self
            .try_prepare()
            .and_then(|()| Ok(session::to_bytes(&session)?))
            .and_then(|bytes| Ok(disk::write(&self.file, &bytes)?));
        match written {
            Ok(()) => {
                self.told.clear();
                self.pacing = Pacing::Idle;
            }
            Err(error) => {
                self.slot.put_back(session);
                self.pacing = Pacing::Failed { ticks: 0 };
                self.tell(&error);
            }
        }
    }

    /// Once per cause, until a write succeeds.
    fn tell(&mut self, error: &WriteError) {
        let cause = error.cause();
        if !self.told.contains(&cause) {
            self.told.push(cause);
            (self.on_problem)(error.to_string());
        }
    }
}

/// Takes the lock, with some patience: a process that is ending, or one that another thread is just starting
/// and that still holds a copy of the file, keeps it for a moment longer.
fn patiently(file: &File) -> Result<(), TryLockError> {
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
            decided => return decided,
        }
    }
    file.try_lock()
}
