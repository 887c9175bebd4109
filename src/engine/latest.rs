//! A thread that does the newest of the jobs it is given.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Jobs and results that may wait.
const QUEUED: usize = 8;

/// Works through jobs on its own thread and skips those that a newer one has overtaken: for work of which
/// only the latest result matters, as the report of what is typed now.
#[derive(Debug)]
pub struct LatestWorker<Job, Made> {
    jobs: SyncSender<Job>,
    made: Receiver<Made>,
}

/// Whether a job was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queued {
    /// It is in the queue.
    Yes,
    /// The queue is full.
    No,
}

impl<Job: Send + 'static, Made: Send + 'static> LatestWorker<Job, Made> {
    /// Starts the thread; `wake` is called after each result. It ends when the worker is dropped.
    pub fn start(
        name: &str,
        work: impl Fn(Job) -> Made + Send + 'static,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> io::Result<Self> {
        let (jobs, inbox) = sync_channel::<Job>(QUEUED);
        let (outbox, made) = sync_channel(QUEUED);
        std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            while let Ok(mut job) = inbox.recv() {
                while let Ok(newer) = inbox.try_recv() {
                    job = newer;
                }
                if outbox.send(work(job)).is_err() {
                    return;
                }
                wake();
            }
        })?;
        Ok(Self { jobs, made })
    }

    /// Hands over a job without waiting.
    pub fn ask(&self, job: Job) -> Queued {
        match self.jobs.try_send(job) {
            Ok(()) => Queued::Yes,
            Err(_full) => Queued::No,
        }
    }

    /// The next result, without waiting.
    pub fn try_next(&self) -> Option<Made> {
        self.made.try_recv().ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_newest_job_is_done_and_those_it_overtook_are_not() {
        let (release, gate) = sync_channel::<()>(0);
        let (woken, wakes) = sync_channel(8);
        let gate = Mutex::new(gate);
        let work = move |job: u32| {
            gate.lock().unwrap().recv().unwrap();
            job
        };
        let wake = Arc::new(move || woken.send(()).unwrap());
        let worker = LatestWorker::start("test", work, wake).unwrap();
        // The first job is taken and waits at the gate only after release; 2 to 5 wait behind it.
        assert_eq!(worker.ask(1), Queued::Yes);
        release.send(()).unwrap();
        wakes.recv_timeout(Duration::from_secs(30)).unwrap();
        assert_eq!(worker.try_next(), Some(1));
        for job in 2..=5 {
            assert_eq!(worker.ask(job), Queued::Yes);
        }
        let mut results = Vec::new();
        while results.last() != Some(&5) {
            release.send(()).unwrap();
            wakes.recv_timeout(Duration::from_secs(30)).unwrap();
            results.extend(worker.try_next());
        }
        assert!(results.len() <= 4 && results.is_sorted());
    }
}
