//! What threads have for the window, in one place and in the order in which it came.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Called, from any thread, whenever something new waits.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A mailbox. Putting never waits, so that no thread is held up by a window that does not draw, nor the window by a
/// thread that it waits for. It holds no more than was asked for: each worker takes eight jobs, the engine 32 sends, and
/// the key store has two answers for each field.
pub struct Mailbox<M> {
    messages: Mutex<VecDeque<M>>,
    wake: Wake,
}

impl<M> Mailbox<M> {
    /// An empty one; `wake` is called after each message.
    pub fn new(wake: Wake) -> Self {
        Self {
            messages: Mutex::default(),
            wake,
        }
    }

    /// Puts a message behind the others and wakes who takes them.
    pub fn put(&self, message: M) {
        self.messages().push_back(message);
        (self.wake)();
    }

    /// The oldest message, without waiting.
    pub fn take(&self) -> Option<M> {
        self.messages().pop_front()
    }

    /// Plain data that no panic leaves half changed.
    fn messages(&self) -> MutexGuard<'_, VecDeque<M>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn messages_of_all_threads_come_in_their_order_and_each_wakes() {
        let wakes = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&wakes);
        let wake: Wake = Arc::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        let mailbox = Mailbox::new(wake);
        mailbox.put(1);
        std::thread::scope(|scope| {
            scope.spawn(|| mailbox.put(2));
        });
        mailbox.put(3);
        let taken: Vec<i32> = std::iter::from_fn(|| mailbox.take()).collect();
        assert_eq!((taken, wakes.load(Ordering::Relaxed)), (vec![1, 2, 3], 3));
    }
}
