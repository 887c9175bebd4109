//! What a send is doing, as one latest value.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::sync::Notify;

use crate::model::{ResponseHead, Stage};

/// One latest value: what the send is doing, how much of its body was read and sent, the reply head once it is there,
/// and how much body has come. Reading it takes no lock, so a window
/// may do so on every frame.
#[derive(Debug, Default)]
pub struct Progress {
    stage: AtomicU8,
    body_total: AtomicU64,
    hashed: AtomicU64,
    sent: AtomicU64,
    body_bytes: AtomicU64,
    head: OnceLock<Arc<ResponseHead>>,
    changed: Notify,
}

/// The stages by the number they are stored as.
const STAGES: [Stage; 7] = [
    Stage::Building,
    Stage::FetchingCredentials,
    Stage::Hashing,
    Stage::Signing,
    Stage::Connecting,
    Stage::Waiting,
    Stage::Receiving,
];

impl Progress {
    /// The stage that began last.
    pub fn stage(&self) -> Stage {
        let number = usize::from(self.stage.load(Ordering::Acquire));
        STAGES.get(number).copied().unwrap_or(Stage::Building)
    }

    /// Bytes of the request's body; 0 before they are known.
    pub fn body_total(&self) -> u64 {
        self.body_total.load(Ordering::Acquire)
    }

    /// Bytes of it that the first pass has read.
    pub fn hashed(&self) -> u64 {
        self.hashed.load(Ordering::Acquire)
    }

    /// Bytes of it that were handed to the connection.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Acquire)
    }

    /// Status and header lines of the reply whose body is being received; `None` before.
    pub fn head(&self) -> Option<Arc<ResponseHead>> {
        self.head.get().cloned()
    }

    /// Bytes of reply body so far, as received.
    pub fn body_bytes(&self) -> u64 {
        self.body_bytes.load(Ordering::Acquire)
    }

    /// A stage begins.
    pub(super) fn begin(&self, stage: Stage) {
        let number = STAGES.iter().position(|known| *known == stage).unwrap_or(0);
        self.stage
            .store(u8::try_from(number).unwrap_or(0), Ordering::Release);
        self.changed.notify_one();
    }

    /// The length of the request's body is known.
    pub(super) fn total(&self, bytes: u64) {
        self.body_total.store(bytes, Ordering::Release);
        self.changed.notify_one();
    }

    /// The first pass has read so much.
    pub(super) fn read(&self, bytes: u64) {
        self.hashed.store(bytes, Ordering::Release);
        self.changed.notify_one();
    }

    /// So much of the request's body has gone.
    pub(super) fn gone(&self, bytes: u64) {
        self.sent.store(bytes, Ordering::Release);
        self.changed.notify_one();
    }

    /// The reply head is there. Only the reply that ends the send has one here: the first one stays.
    pub(super) fn set_head(&self, head: &ResponseHead) {
        self.head.get_or_init(|| Arc::new(head.clone()));
        self.changed.notify_one();
    }

    /// More body has come.
    pub(super) fn received(&self, body_bytes: u64) {
        self.body_bytes.store(body_bytes, Ordering::Release);
        self.changed.notify_one();
    }

    /// Ends at the next change, at once when there was one since the last call. One task may wait.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_stage_and_count_are_read_back() {
        let progress = Progress::default();
        assert_eq!(progress.stage(), Stage::Building);
        for stage in STAGES {
            progress.begin(stage);
            assert_eq!(progress.stage(), stage);
        }
        progress.received(7);
        assert_eq!(progress.body_bytes(), 7);
        progress.total(3);
        progress.read(2);
        progress.gone(1);
        assert_eq!(
            (progress.body_total(), progress.hashed(), progress.sent()),
            (3, 2, 1)
        );
    }
}
