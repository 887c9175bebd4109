//! What arrived, kept for tests and for the raw view.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::reader::ReceivedRequest;

/// Requests kept; older ones are forgotten.
const KEPT: usize = 1024;
/// Bytes kept; the newest request is kept whatever its size.
const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// The latest requests, in the order in which they were read whole.
#[derive(Debug, Default)]
pub struct Capture {
    state: Mutex<State>,
    arrived: Condvar,
}

#[derive(Debug, Default)]
struct State {
    all: VecDeque<Arc<ReceivedRequest>>,
    /// Length of all of them.
    bytes: usize,
    /// How many at the end of `all` were not handed out by `next` yet.
    unseen: usize,
}

impl Capture {
    /// Keeps a request.
    pub fn record(&self, request: Arc<ReceivedRequest>) {
        let mut state = self.lock();
        state.bytes = state.bytes.saturating_add(size(&request));
        state.all.push_back(request);
        while state.all.len() > KEPT || (state.bytes > KEPT_BYTES && state.all.len() > 1) {
            let forgotten = state.all.pop_front();
            state.bytes -= forgotten.map_or(0, |request| size(&request)).min(state.bytes);
        }
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

/// Bytes that a request holds.
fn size(request: &ReceivedRequest) -> usize {
    request.raw.len() + request.body.len() + request.head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_requests_are_forgotten_by_number_and_by_size() {
        let capture = Capture::default();
        let request = |size: usize| {
            Arc::new(ReceivedRequest {
                raw: vec![0; size],
                ..ReceivedRequest::default()
            })
        };
        for _ in 0..KEPT + 5 {
            capture.record(request(1));
        }
        assert_eq!(capture.all().len(), KEPT);
        capture.record(request(KEPT_BYTES - 10));
        assert_eq!(capture.all().len(), 11);
        capture.record(request(KEPT_BYTES + 1));
        assert_eq!(capture.all().len(), 1);
        assert!(capture.next(Duration::ZERO).is_some() && capture.next(Duration::ZERO).is_none());
    }
}
