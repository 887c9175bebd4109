//! A body with one writer and many readers.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

/// The tail is frozen at this many bytes, so that no append ever copies more than this twice.
const CHUNK_BYTES: usize = 64 * 1024;

/// A body shared between the job that receives it and the tab that shows it; clones are the same body.
///
/// Appending copies each byte once, whatever the size of the body, and [`SharedBody::len`] takes no lock, so
/// a window may ask on every frame. [`SharedBody::snapshot`] joins what came since the last one: take it
/// once, when the body is complete; use [`SharedBody::prefix`] to show the beginning meanwhile.
#[derive(Clone, Default)]
pub struct SharedBody(Arc<Shared>);

#[derive(Default)]
struct Shared {
    len: AtomicUsize,
    pieces: Mutex<Pieces>,
}

#[derive(Default)]
struct Pieces {
    /// Full chunks; after a snapshot the first one is everything up to it.
    frozen: Vec<Bytes>,
    /// What came after the last frozen chunk, below [`CHUNK_BYTES`] between two appends.
    tail: Vec<u8>,
    /// Counts the joins, so that two snapshots at the same time do not replace each other's work.
    joins: u64,
}

impl SharedBody {
    /// Adds bytes at the end.
    pub fn append(&self, bytes: &[u8]) {
        let mut pieces = self.pieces();
        pieces.tail.extend_from_slice(bytes);
        if pieces.tail.len() >= CHUNK_BYTES {
            let full = std::mem::take(&mut pieces.tail);
            pieces.frozen.push(Bytes::from(full));
        }
        self.0.len.fetch_add(bytes.len(), Ordering::Release);
    }

    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.0.len.load(Ordering::Acquire)
    }

    /// True while nothing has come.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes so far in one piece, without a copy when nothing came since the last snapshot.
    ///
    /// The copying happens outside the lock, so the receiving job is never held up. It is linear in the size
    /// of the body: for each frame of a growing body take [`SharedBody::prefix`].
    pub fn snapshot(&self) -> Bytes {
        let (chunks, joins) = {
            let mut pieces = self.pieces();
            if !pieces.tail.is_empty() {
                let tail = std::mem::take(&mut pieces.tail);
                pieces.frozen.push(Bytes::from(tail));
            }
            if let [whole] = pieces.frozen.as_slice() {
                return whole.clone();
            }
            (pieces.frozen.clone(), pieces.joins)
        };
        let whole = Bytes::from(chunks.concat());
        let mut pieces = self.pieces();
        if pieces.joins == joins && !chunks.is_empty() {
            pieces.frozen.splice(..chunks.len(), [whole.clone()]);
            pieces.joins += 1;
        }
        whole
    }

    /// At most the first `limit` bytes: what a window shows before the body is complete.
    pub fn prefix(&self, limit: usize) -> Bytes {
        let pieces = self.pieces();
        if let Some(first) = pieces.frozen.first()
            && first.len() >= limit
        {
            return first.slice(..limit);
        }
        let mut bytes = Vec::with_capacity(limit.min(self.len()));
        for chunk in pieces
            .frozen
            .iter()
            .map(AsRef::as_ref)
            .chain([pieces.tail.as_slice()])
        {
            let room = limit - bytes.len();
            bytes.extend_from_slice(chunk.get(..room).unwrap_or(chunk));
        }
        Bytes::from(bytes)
    }

    fn pieces(&self) -> MutexGuard<'_, Pieces> {
        self.0.pieces.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The length alone: a body may hold credentials.
impl fmt::Debug for SharedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedBody({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_appended_byte_is_in_the_snapshot_in_order() {
        let body = SharedBody::default();
        let mut expected = Vec::new();
        for step in 0..2_000_usize {
            let piece = vec![u8::try_from(step % 251).unwrap(); step % 777];
            body.append(&piece);
            expected.extend_from_slice(&piece);
            if step % 300 == 0 {
                assert_eq!(body.snapshot(), expected);
            }
        }
        assert_eq!(body.len(), expected.len());
        assert_eq!(body.snapshot(), expected);
        for limit in [0, 1, 4_000, CHUNK_BYTES, expected.len(), expected.len() + 1] {
            assert_eq!(body.prefix(limit), expected[..limit.min(expected.len())]);
        }
    }

    #[test]
    fn a_second_snapshot_of_a_complete_body_shares_the_memory_of_the_first() {
        let body = SharedBody::default();
        body.append(&vec![7; 3 * CHUNK_BYTES]);
        body.append(b"end");
        let first = body.snapshot();
        assert_eq!(first.as_ptr(), body.snapshot().as_ptr());
        assert_eq!(first.as_ptr(), body.clone().prefix(10).as_ptr());
    }

    #[test]
    fn an_empty_body_has_an_empty_snapshot() {
        let body = SharedBody::default();
        assert!(body.is_empty() && body.snapshot().is_empty() && body.prefix(9).is_empty());
    }

    #[test]
    fn a_snapshot_while_another_thread_appends_is_a_prefix() {
        let body = SharedBody::default();
        let writer = body.clone();
        std::thread::scope(|scope| {
            scope.spawn(move || (0..3_000).for_each(|_| writer.append(&[1; 100])));
            while body.len() < 300_000 {
                let snapshot = body.snapshot();
                assert!(snapshot.len() <= body.len() && snapshot.iter().all(|byte| *byte == 1));
            }
        });
        assert_eq!(body.snapshot().len(), 300_000);
    }
}
