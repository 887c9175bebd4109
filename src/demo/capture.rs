//! What arrived, kept for tests and for the raw view.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::reader::ReceivedRequest;

/// Requests kept; older ones are forgotten.
const KEPT: usize = 1024;

/// The latest requests, in the order in which they were read whole.
#[derive(Debug, Default)]
pub struct Capture {
    state: Mutex<State>,
    arrived: Condvar,
}

#[derive(Debug, Default)]
struct State {
    all: VecDeque<Arc<ReceivedRequest>>,
    /// How many at the end of `all` were not handed out by `next` yet.
    unseen: usize,
}

impl Capture {
    /// Keeps a request.
    pub fn record(&self, request: Arc<ReceivedRequest>) {
        let mut state = self.lock();
        if state.all.len() == KEPT {
            state.all.pop_front();
        }
        state.all.push_back(request);
        state.unseen = (state.unseen + 1).min(state.all.len());
        drop(state);
        self.arrived.notify_all();
    }

    /// All requests kept.
    pub fn all(&self) -> Vec<Arc<ReceivedRequest>> {
        self.lock().all.iter().cloned().collect()
    }

    /// The next request not handed out before, waiting for it.
    pub fn next(&self, timeout: Duration) -> Option<Arc<ReceivedRequest>> {
        let (mut state, _) = self
            .arrived
            .wait_timeout_while(self.lock(), timeout, |state| state.unseen == 0)
            .unwrap_or_else(PoisonError::into_inner);
        let at = state.all.len().checked_sub(state.unseen)?;
        let request = state.all.get(at).cloned()?;
        state.unseen -= 1;
        Some(request)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
