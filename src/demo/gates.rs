//! Gates: points at which a test holds the server, instead of sleeping.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A point of a reply at which the server can be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The request was read whole, no byte of the reply has been sent.
    BeforeReply,
    /// The head and the first half of the body have been sent.
    MidBody,
}

/// Which phases are held, and who waits there.
#[derive(Debug, Default)]
pub struct Gates {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    held: BTreeSet<Phase>,
    waiting: BTreeMap<Phase, usize>,
    abandoned: bool,
}

impl Gates {
    /// From now on every reply stops at this phase.
    pub fn hold(&self, phase: Phase) {
        self.change(|state| {
            state.held.insert(phase);
        });
    }

    /// Lets the replies at this phase go on.
    pub fn release(&self, phase: Phase) {
        self.change(|state| {
            state.held.remove(&phase);
        });
    }

    /// Whether replies stop at this phase now.
    pub fn is_held(&self, phase: Phase) -> bool {
        self.lock().stops(phase)
    }

    /// Opens every gate for good: the server stops.
    pub fn abandon(&self) {
        self.change(|state| state.abandoned = true);
    }

    /// Waits until a reply stands at this phase; false when none came in time.
    pub fn wait_until_reached(&self, phase: Phase, timeout: Duration) -> bool {
        let nobody = |state: &mut State| state.waiting.get(&phase).copied().unwrap_or_default() == 0;
        let (state, _) = self
            .changed
            .wait_timeout_while(self.lock(), timeout, nobody)
            .unwrap_or_else(PoisonError::into_inner);
        state.waiting.get(&phase).copied().unwrap_or_default() > 0
    }

    /// Called by a reply at this phase: returns at once unless the phase is held.
    pub fn pass(&self, phase: Phase) {
        let mut state = self.lock();
        if !state.stops(phase) {
            return;
        }
        *state.waiting.entry(phase).or_default() += 1;
        self.changed.notify_all();
        let mut state = self
            .changed
            .wait_while(state, |state| state.stops(phase))
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = state.waiting.get_mut(&phase) {
            *count = count.saturating_sub(1);
        }
    }

    fn change(&self, edit: impl FnOnce(&mut State)) {
        edit(&mut self.lock());
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn stops(&self, phase: Phase) -> bool {
        !self.abandoned && self.held.contains(&phase)
    }
}
