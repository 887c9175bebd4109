//! The thread that talks to the key store.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{KeyEvent, KeyName, KeyStore, KeyStoreError};
use crate::model::Secret;

/// [`KeyThread::flush`] gives up after this time: an unlock prompt that nobody answers must not keep the
/// program open.
pub const FLUSH_LIMIT: Duration = Duration::from_secs(10);

/// How often the thread looks while a value waits to be saved. When none does, it sleeps.
const TICK: Duration = Duration::from_millis(50);

/// Ticks without a change after which a value is saved (500 ms).
const QUIET_TICKS: u32 = 10;

/// Messages that may wait for the thread. It needs room for one wake-up and some flushes.
const QUEUED_MESSAGES: usize = 8;

/// Runs a [`KeyStore`] on its own thread, the newest value per name.
///
/// Dropping it writes what is outstanding without waiting for it; call [`Self::flush`] before.
pub struct KeyThread {
    mailbox: Arc<Mailbox>,
    messages: SyncSender<Message>,
}

enum Message {
    /// Something lies on the mailbox.
    Look,
    /// Do all of it now and answer when done.
    Flush(SyncSender<()>),
}

/// What window and thread hand each other: one entry per field at most, so it is bounded by the fields
/// there are.
#[derive(Default)]
struct Mailbox {
    queues: Mutex<Queues>,
}

#[derive(Default)]
struct Queues {
    saves: BTreeMap<KeyName, Save>,
    loads: VecDeque<KeyName>,
}

struct Save {
    value: Secret,
    quiet_ticks: u32,
}

impl KeyThread {
    /// Starts the thread, which calls `answer` with each event. Fails when the system has no thread left.
    pub fn start(
        store: Arc<dyn KeyStore>,
        answer: impl Fn(KeyEvent) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (messages, inbox) = sync_channel(QUEUED_MESSAGES);
        let mailbox = Arc::<Mailbox>::default();
        let clerk = Clerk {
            mailbox: Arc::clone(&mailbox),
            store,
            answer: Box::new(answer),
        };
        std::thread::Builder::new()
            .name("countersign-keys".to_owned())
            .spawn(move || clerk.run(&inbox))?;
        Ok(Self { mailbox, messages })
    }

    /// Asks for a value; the answer is a [`KeyEvent::Loaded`]. Returns at once.
    pub fn load(&self, name: KeyName) {
        let mut queues = self.mailbox.queues();
        if !queues.loads.contains(&name) {
            queues.loads.push_back(name);
        }
        drop(queues);
        self.look();
    }

    /// Keeps a value; the answer is a [`KeyEvent::Saved`]. Returns at once. An empty value deletes the entry.
    /// Saves are coalesced: 500 ms after the last call for that field.
    pub fn save(&self, name: KeyName, value: Secret) {
        let mut queues = self.mailbox.queues();
        let was_empty = queues.saves.is_empty();
        let save = Save {
            value,
            quiet_ticks: 0,
        };
        queues.saves.insert(name, save);
        drop(queues);
        if was_empty {
            self.look();
        }
    }

    /// Does everything queued at once and waits for it, at most [`FLUSH_LIMIT`].
    pub fn flush(&self) {
        let (done, when_done) = sync_channel(1);
        if self.messages.send(Message::Flush(done)).is_ok() {
            when_done.recv_timeout(FLUSH_LIMIT).ok();
        }
    }

    fn look(&self) {
        // A full queue means that the thread is about to look anyway.
        self.messages.try_send(Message::Look).ok();
    }
}

impl Mailbox {
    /// Plain data that no panic leaves half changed.
    fn queues(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a tick for every waiting save.
    fn tick(&self) {
        for save in self.queues().saves.values_mut() {
            save.quiet_ticks = save.quiet_ticks.saturating_add(1);
        }
    }

    fn take_save(&self, is_due: impl Fn(&KeyName, &Save) -> bool) -> Option<(KeyName, Secret)> {
        let mut queues = self.queues();
        let (name, _) = queues.saves.iter().find(|(name, save)| is_due(name, save))?;
        let name = name.clone();
        let save = queues.saves.remove(&name)?;
        Some((name, save.value))
    }

    fn take_load(&self) -> Option<KeyName> {
        self.queues().loads.pop_front()
    }
}

/// The thread's side.
struct Clerk {
    mailbox: Arc<Mailbox>,
    store: Arc<dyn KeyStore>,
    answer: Box<dyn Fn(KeyEvent) + Send>,
}

impl Clerk {
    fn run(self, inbox: &Receiver<Message>) {
        loop {
            let is_idle = self.mailbox.queues().saves.is_empty();
            let message = if is_idle {
                inbox.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                inbox.recv_timeout(TICK)
            };
            match message {
                Ok(Message::Look) => {}
                Err(RecvTimeoutError::Timeout) => self.mailbox.tick(),
                Ok(Message::Flush(done)) => {
                    self.do_loads();
                    self.do_saves(|_, _| true);
                    done.send(()).ok();
                }
                Err(RecvTimeoutError::Disconnected) => {
                    self.do_saves(|_, _| true);
                    return;
                }
            }
            self.do_loads();
            self.do_saves(|_, save| save.quiet_ticks >= QUIET_TICKS);
        }
    }

    /// A field is read back as it was written last, be it saved yet or not.
    fn do_loads(&self) {
        while let Some(name) = self.mailbox.take_load() {
            self.do_saves(|other, _| *other == name);
            let result = guarded(|| self.store.get(&name));
            (self.answer)(KeyEvent::Loaded { name, result });
        }
    }

    fn do_saves(&self, is_due: impl Fn(&KeyName, &Save) -> bool) {
        while let Some((name, value)) = self.mailbox.take_save(&is_due) {
            let result = guarded(|| self.save(&name, &value));
            (self.answer)(KeyEvent::Saved { name, result });
        }
    }

    fn save(&self, name: &KeyName, value: &Secret) -> Result<(), KeyStoreError> {
        if !value.is_empty() {
            return self.store.set(name, value);
        }
        match self.store.delete(name) {
            Err(KeyStoreError::NotFound) => Ok(()),
            other => other,
        }
    }
}

/// A panic inside the store's crate is that call's error.
fn guarded<T>(call: impl FnOnce() -> Result<T, KeyStoreError>) -> Result<T, KeyStoreError> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| {
        Err(KeyStoreError::Refused {
            reason: "its driver broke off. Start the program again, and please report this".to_owned(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::{MemoryKeyStore, NoKeyStore, SecretPart};
    use super::*;
    use crate::model::DraftId;

    fn key(number: u128) -> KeyName {
        KeyName::Draft(DraftId::from_random(number), SecretPart::SecretAccessKey)
    }

    fn start(store: Arc<dyn KeyStore>) -> (KeyThread, Receiver<KeyEvent>) {
        let (answers, events) = sync_channel(64);
        let answer = move |event| {
            answers.try_send(event).ok();
        };
        (KeyThread::start(store, answer).unwrap(), events)
    }

    fn next(events: &Receiver<KeyEvent>) -> KeyEvent {
        events.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    #[test]
    fn the_last_of_many_saves_is_kept_and_answered_once() {
        let store = Arc::new(MemoryKeyStore::default());
        let (thread, events) = start(store.clone());
        for value in ["w", "wJ", "wJal"] {
            thread.save(key(1), Secret::new(value));
        }
        let event = next(&events);
        assert!(
            matches!(event, KeyEvent::Saved { result: Ok(()), .. }),
            "{event:?}"
        );
        assert!(events.try_recv().is_err());
        assert_eq!(store.get(&key(1)).unwrap(), Secret::new("wJal"));
    }

    #[test]
    fn a_load_sees_what_is_not_saved_yet() {
        let (thread, events) = start(Arc::new(MemoryKeyStore::default()));
        thread.save(key(1), Secret::new("token"));
        thread.load(key(1));
        thread.load(key(2));
        assert!(matches!(next(&events), KeyEvent::Saved { .. }));
        let KeyEvent::Loaded { result, .. } = next(&events) else {
            panic!("not loaded");
        };
        assert_eq!(result.unwrap(), Secret::new("token"));
        let KeyEvent::Loaded { name: of, result } = next(&events) else {
            panic!("not loaded");
        };
        assert_eq!((of, result), (key(2), Err(KeyStoreError::NotFound)));
    }

    #[test]
    fn flush_saves_at_once_and_an_empty_value_deletes() {
        let store = Arc::new(MemoryKeyStore::default());
        let (thread, events) = start(store.clone());
        thread.save(key(1), Secret::new("one"));
        thread.save(key(2), Secret::new("two"));
        thread.flush();
        assert_eq!(store.len(), 2);
        thread.save(key(1), Secret::default());
        thread.save(key(3), Secret::default());
        thread.flush();
        assert_eq!(store.len(), 1);
        while let Ok(event) = events.try_recv() {
            assert!(
                matches!(event, KeyEvent::Saved { result: Ok(()), .. }),
                "{event:?}"
            );
        }
    }

    #[test]
    fn without_a_store_every_answer_says_so() {
        let (thread, events) = start(Arc::new(NoKeyStore));
        thread.load(key(1));
        let KeyEvent::Loaded { result, .. } = next(&events) else {
            panic!("not loaded");
        };
        assert!(matches!(result, Err(KeyStoreError::NoStore { .. })));
    }

    struct Broken;

    impl KeyStore for Broken {
        fn get(&self, _: &KeyName) -> Result<Secret, KeyStoreError> {
            panic!("broken")
        }
        fn set(&self, _: &KeyName, _: &Secret) -> Result<(), KeyStoreError> {
            panic!("broken")
        }
        fn delete(&self, _: &KeyName) -> Result<(), KeyStoreError> {
            panic!("broken")
        }
    }

    #[test]
    fn a_panic_in_the_store_is_that_calls_error_and_the_thread_lives() {
        let (thread, events) = start(Arc::new(Broken));
        for number in 1..3 {
            thread.load(key(number));
            let KeyEvent::Loaded { result, .. } = next(&events) else {
                panic!("not loaded");
            };
            assert!(matches!(result, Err(KeyStoreError::Refused { .. })));
        }
    }

    #[test]
    fn a_later_change_starts_the_quiet_time_anew() {
        let mailbox = Mailbox::default();
        let place = key(1);
        let put = |value: &str| {
            let save = Save {
                value: Secret::new(value),
                quiet_ticks: 0,
            };
            mailbox.queues().saves.insert(place.clone(), save);
        };
        let due = |_: &KeyName, save: &Save| save.quiet_ticks >= QUIET_TICKS;
        put("one");
        (1..QUIET_TICKS).for_each(|_| mailbox.tick());
        put("two");
        (1..QUIET_TICKS).for_each(|_| mailbox.tick());
        assert!(mailbox.take_save(due).is_none());
        mailbox.tick();
        assert_eq!(mailbox.take_save(due).unwrap().1, Secret::new("two"));
    }
}
