//! Until when a send may go on: cancel, and the total time.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::exchange::{Order, Stop};
use super::route::{SetBy, total_timeout};
use crate::model::{Failure, Stage};

/// Ends one send from outside, counted from its start.
pub(super) struct Deadline<'a> {
    pub(super) cancel: &'a CancellationToken,
    total: Option<Total>,
}

/// The total time.
struct Total {
    time: Duration,
    set_by: SetBy,
    deadline: Instant,
}

/// What ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// The user cancelled.
    Cancelled,
    /// The total time is over.
    TimedOut,
}

impl<'a> Deadline<'a> {
    /// Begins now, by the clock of tokio, which tests may pause.
    pub(super) fn new(order: &Order, cancel: &'a CancellationToken) -> Self {
        let total = total_timeout(&order.request.settings, &order.network).map(|(time, set_by)| Total {
            time,
            set_by,
            deadline: tokio::time::sleep(time).deadline(),
        });
        Self { cancel, total }
    }

    /// Ends when the send must.
    pub(super) async fn over(&self) -> Over {
        let time_is_over = async {
            match &self.total {
                Some(total) => tokio::time::sleep_until(total.deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Over::Cancelled,
            () = time_is_over => Over::TimedOut,
        }
    }

    /// Work that ends with the send.
    pub(super) async fn within<T>(&self, work: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
        tokio::select! {
            biased;
            over = self.over() => Err(Stop::Over(over)),
            done = work => done,
        }
    }

    /// The failure of a send whose time was over before a reply head came.
    pub(super) fn timed_out(&self, stage: Stage) -> Failure {
        let (seconds, place) = match &self.total {
            Some(total) => (
                total.time.as_secs_f64(),
                match total.set_by {
                    SetBy::Request => "the settings of this request",
                    SetBy::Program => "the network settings of the program",
                },
            ),
            None => (0.0, "the settings"),
        };
        Failure {
            kind: "timeout",
            stage,
            message: format!("The total time of {seconds} s was over while {}", stage.doing()),
            hint: format!(
                "Raise the total timeout in {place} (--max-time on the command line); 0 is no limit"
            ),
        }
    }
}
