//! What is known of a connection, told as it becomes known.

use std::sync::{Mutex, PoisonError};

use super::{Happening, Watch};
use crate::model::{Connection, Phases, Stage};

/// Gathers the facts of one send and tells each change, so that a send that fails leaves all that was known.
pub(super) struct Recorder<'a> {
    watch: &'a Watch<'a>,
    known: Mutex<(Connection, Phases)>,
}

impl<'a> Recorder<'a> {
    /// Nothing is known yet.
    pub(super) fn new(watch: &'a Watch<'a>) -> Self {
        Self {
            watch,
            known: Mutex::default(),
        }
    }

    /// A stage begins.
    pub(super) fn stage(&self, stage: Stage) {
        (self.watch)(Happening::Stage(stage));
    }

    /// So many bytes of the body are out.
    pub(super) fn sent(&self, bytes: u64) {
        (self.watch)(Happening::Sent(bytes));
    }

    /// Changes what is known, and tells it.
    pub(super) fn change(&self, edit: impl FnOnce(&mut Connection, &mut Phases)) {
        let (connection, phases) = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let (connection, phases) = &mut *known;
            edit(connection, phases);
            (connection.clone(), *phases)
        };
        (self.watch)(Happening::Connection(Box::new(connection), phases));
    }

    /// All that is known.
    pub(super) fn known(&self) -> (Connection, Phases) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
