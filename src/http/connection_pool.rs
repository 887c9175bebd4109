//! Connections kept for the next exchange.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::conversation::Conversation;
use crate::model::{Endpoint, Route};

/// A kept connection is used again within this time. Servers close idle ones from 5 s on.
const IDLE: Duration = Duration::from_secs(4);
/// At most so many are kept; the oldest goes first.
const KEPT: usize = 16;
/// A connection whose last exchange ended early, as with a reply before the end of the request, gets this long
/// to become free.
const SETTLING: Duration = Duration::from_millis(100);

/// What makes a connection fit for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Destination {
    pub(super) endpoint: Endpoint,
    pub(super) route: Route,
    /// The name that TLS asks for; empty without TLS.
    pub(super) server_name: String,
}

/// The kept connections. Each serves one exchange at a time, so that it can be given up with that exchange.
#[derive(Default)]
pub(super) struct ConnectionPool {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    next: u64,
    kept: Vec<Kept>,
}

struct Kept {
    number: u64,
    destination: Destination,
    conversation: Conversation,
}

impl ConnectionPool {
    /// The connection used last for this destination, when it is still there.
    pub(super) async fn take(&self, destination: &Destination) -> Option<Conversation> {
        while let Some(mut conversation) = self.newest(destination) {
            let free = tokio::time::timeout(SETTLING, conversation.ready()).await;
            if matches!(free, Ok(Ok(()))) && !conversation.is_closed() {
                return Some(conversation);
            }
        }
        None
    }

    /// Keeps a connection whose exchange is over, for as long as servers do.
    pub(super) fn put(self: &Arc<Self>, destination: Destination, conversation: Conversation) {
        if conversation.is_closed() {
            conversation.part();
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let (number, oldest) = {
            let mut inner = self.inner();
            let number = inner.next;
            inner.next += 1;
            inner.kept.push(Kept {
                number,
                destination,
                conversation,
            });
            let oldest = (inner.kept.len() > KEPT).then(|| inner.kept.remove(0));
            (number, oldest)
        };
        if let Some(oldest) = oldest {
            oldest.conversation.part();
        }
        let pool = Arc::downgrade(self);
        runtime.spawn(async move {
            tokio::time::sleep(IDLE).await;
            if let Some(pool) = pool.upgrade() {
                pool.expire(number);
            }
        });
    }

    fn newest(&self, destination: &Destination) -> Option<Conversation> {
        let mut inner = self.inner();
        let at = inner
            .kept
            .iter()
            .rposition(|kept| kept.destination == *destination)?;
        Some(inner.kept.remove(at).conversation)
    }

    fn expire(&self, number: u64) {
        let mut inner = self.inner();
        let at = inner.kept.iter().position(|kept| kept.number == number);
        let expired = at.map(|at| inner.kept.remove(at));
        drop(inner);
        if let Some(expired) = expired {
            expired.conversation.part();
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
