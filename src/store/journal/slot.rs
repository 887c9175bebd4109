//! Where the newest session waits for the writer.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::store::session::Session;

/// One latest value, shared by the window and the writer. The lock is held for a swap and no longer.
#[derive(Debug, Default)]
pub(super) struct Slot {
    latest: Mutex<Latest>,
}

#[derive(Debug, Default)]
struct Latest {
    session: Option<Session>,
    revision: u64,
}

impl Slot {
    /// Replaces what waits. True when nothing waited: the writer may be asleep.
    pub(super) fn put(&self, session: Session) -> bool {
        let replaced = {
            let mut latest = self.lock();
            latest.revision += 1;
            latest.session.replace(session)
        };
        replaced.is_none()
    }

    /// Takes what waits.
    pub(super) fn take(&self) -> Option<Session> {
        self.lock().session.take()
    }

    /// Puts a session back that could not be written, unless a newer one came.
    pub(super) fn put_back(&self, session: Session) {
        let mut latest = self.lock();
        if latest.session.is_none() {
            latest.session = Some(session);
        }
    }

    /// Revision of what waits; `None` when nothing does.
    pub(super) fn waiting(&self) -> Option<u64> {
        let latest = self.lock();
        latest.session.is_some().then_some(latest.revision)
    }

    /// The slot holds plain data that no panic leaves half changed.
    fn lock(&self) -> MutexGuard<'_, Latest> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
