//! The monotonic clock of the connection layer: a phase is measured where it happens.

use std::time::Instant;

/// Now. tokio's clock, so that a test may hold it.
pub(super) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}
