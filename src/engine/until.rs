//! Until when a send may go on: cancel, and the total time.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::Progress;
use crate::model::{BodyCut, Failure, Network, Stage};

/// Ends a send from outside.
pub(super) struct Until {
    cancel: CancellationToken,
    limit: Option<(Duration, Instant)>,
}

/// What ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// The user cancelled.
    Cancelled,
    /// The total time was over.
    TimedOut {
        /// The limit.
        after: Duration,
    },
}

impl Until {
    /// For a send that started then.
    pub(super) fn new(cancel: &CancellationToken, network: &Network, started: Instant) -> Self {
        let limit = network
            .total_timeout_ms
            .filter(|limit| *limit > 0)
            .map(Duration::from_millis);
        Self {
            cancel: cancel.clone(),
            limit: limit.and_then(|limit| Some((limit, started.checked_add(limit)?))),
        }
    }

    /// Ends when the send must. Needs a tokio runtime with time.
    pub(super) async fn over(&self) -> Over {
        let timed_out = async {
            match self.limit {
                Some((after, at)) => {
                    tokio::time::sleep_until(at.into()).await;
                    after
                }
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Over::Cancelled,
            after = timed_out => Over::TimedOut { after },
        }
    }

    /// The same, but never once the body is being received: there the receiver listens, and keeps what came.
    pub(super) async fn over_before_body(&self, progress: &Progress) -> Over {
        let over = self.over().await;
        if progress.stage() == Stage::Receiving {
            std::future::pending().await
        } else {
            over
        }
    }
}

impl Over {
    /// For a body that was being received.
    pub(super) fn cut(self) -> BodyCut {
        match self {
            Self::Cancelled => BodyCut::Cancelled,
            Self::TimedOut { .. } => BodyCut::TimedOut,
        }
    }
}

/// The failure of a send whose time was over before a reply head came.
pub(super) fn timed_out(stage: Stage, after: Duration) -> Failure {
    Failure {
        kind: "timeout",
        stage,
        message: format!(
            "no reply within {} s, the time for a whole request: it was over while {}",
            after.as_secs_f64(),
            stage.doing()
        ),
        hint: "Give it more time, or look at the timings for what takes so long.".to_owned(),
    }
}
