//! The program's own calls of this run, so that nothing happens behind the user's back.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use time::OffsetDateTime;

use crate::model::{CallProblem, OwnCall, OwnCallOutcome};

/// Calls kept; older ones are forgotten.
const MOST_CALLS: usize = 200;

/// The last calls. Clones share them.
#[derive(Clone, Debug, Default)]
pub(super) struct CallLog(Arc<Kept>);

#[derive(Debug, Default)]
struct Kept {
    calls: Mutex<VecDeque<OwnCall>>,
    begun: AtomicU64,
    revision: AtomicU64,
}

impl CallLog {
    /// The calls, the latest one last.
    pub(super) fn all(&self) -> Vec<OwnCall> {
        self.lock().iter().cloned().collect()
    }

    /// Grows whenever a call begins or ends.
    pub(super) fn revision(&self) -> u64 {
        self.0.revision.load(Ordering::Acquire)
    }

    /// A call begins. Unless its end is told, it was cancelled when this is dropped.
    pub(super) fn begin(&self, host: String, operation: String, began: OffsetDateTime, at: Instant) -> Begun {
        let number = self.0.begun.fetch_add(1, Ordering::Relaxed) + 1;
        let mut calls = self.lock();
        if calls.len() >= MOST_CALLS {
            calls.pop_front();
        }
        calls.push_back(OwnCall {
            number,
            began,
            host,
            operation,
            outcome: OwnCallOutcome::UnderWay,
            duration: std::time::Duration::ZERO,
        });
        drop(calls);
        self.0.revision.fetch_add(1, Ordering::Release);
        Begun {
            log: self.clone(),
            number,
            at,
        }
    }

    fn change(&self, number: u64, edit: impl FnOnce(&mut OwnCall)) {
        if let Some(call) = self.lock().iter_mut().find(|call| call.number == number) {
            edit(call);
        }
        self.0.revision.fetch_add(1, Ordering::Release);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<OwnCall>> {
        self.0.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call under way.
#[derive(Debug)]
pub(super) struct Begun {
    log: CallLog,
    number: u64,
    at: Instant,
}

impl Begun {
    /// The status code of the reply, or why there is none.
    pub(super) fn end(self, ended: Result<u16, CallProblem>, at: Instant) {
        let duration = at.saturating_duration_since(self.at);
        self.log.change(self.number, |call| {
            call.duration = duration;
            call.outcome = match ended {
                Ok(status) => OwnCallOutcome::Replied(status),
                Err(problem) => OwnCallOutcome::Failed(problem),
            };
        });
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.log.change(self.number, |call| {
            if call.outcome == OwnCallOutcome::UnderWay {
                call.outcome = OwnCallOutcome::Cancelled;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_last_calls_are_kept_with_how_they_ended() {
        let log = CallLog::default();
        let start = tokio::time::Instant::now().into_std();
        let begin = |operation: &str| {
            log.begin(
                "sts.amazonaws.com:443".to_owned(),
                operation.to_owned(),
                datetime!(2026-11-20 12:00 UTC),
                start,
            )
        };
        for _ in 0..MOST_CALLS {
            drop(begin("GetCallerIdentity"));
        }
        let revision = log.revision();
        begin("AssumeRole").end(Ok(403), start + Duration::from_millis(7));
        let under_way = begin("AssumeRole");
        let calls = log.all();
        assert_eq!(calls.len(), MOST_CALLS);
        assert_eq!(calls[0].outcome, OwnCallOutcome::Cancelled);
        let ended = &calls[MOST_CALLS - 2];
        assert_eq!(
            (ended.number, &ended.outcome, ended.duration),
            (201, &OwnCallOutcome::Replied(403), Duration::from_millis(7))
        );
        assert_eq!(calls[MOST_CALLS - 1].outcome, OwnCallOutcome::UnderWay);
        assert!(log.revision() > revision);
        under_way.end(Err(CallProblem::ConnectionRefused), start);
        assert_eq!(
            log.all()[MOST_CALLS - 1].outcome,
            OwnCallOutcome::Failed(CallProblem::ConnectionRefused)
        );
    }
}
