//! A thread that does the newest of the jobs it is given.

use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};

/// Jobs that may wait.
const QUEUED: usize = 8;

/// Works through jobs on its own thread and skips those that a newer one has overtaken: for work of which
/// only the latest result matters, as the report of what is typed now.
#[derive(Debug)]
pub struct LatestWorker<Job> {
    jobs: SyncSender<Job>,
}

/// Whether a job was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queued {
    /// It is in the queue.
    Yes,
    /// The queue is full.
    No,
}

impl<Job: Send + 'static> LatestWorker<Job> {
    /// Starts the thread, which works and hands over what it made. It ends when the worker is dropped.
    pub fn start(name: &str, work: impl Fn(Job) + Send + 'static) -> io::Result<Self> {
        let (jobs, inbox) = sync_channel::<Job>(QUEUED);
        std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            while let Ok(mut job) = inbox.recv() {
                while let Ok(newer) = inbox.try_recv() {
                    job = newer;
                }
                work(job);
            }
        })?;
        Ok(Self { jobs })
    }

    /// Hands over a job without waiting.
    pub fn ask(&self, job: Job) -> Queued {
        match self.jobs.try_send(job) {
            Ok(()) => Queued::Yes,
            Err(_full) => Queued::No,
        }
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
        let (made, results) = sync_channel(8);
        let gate = Mutex::new(gate);
        let work = move |job: u32| {
            gate.lock().unwrap().recv().unwrap();
            made.send(job).unwrap();
        };
        let worker = LatestWorker::start("test", work).unwrap();
        let next = || results.recv_timeout(Duration::from_secs(30)).unwrap();
        // The first job is taken and waits at the gate only after release; 2 to 5 wait behind it.
        assert_eq!(worker.ask(1), Queued::Yes);
        release.send(()).unwrap();
        assert_eq!(next(), 1);
        for job in 2..=5 {
            assert_eq!(worker.ask(job), Queued::Yes);
        }
        let mut done = Vec::new();
        while done.last() != Some(&5) {
            release.send(()).unwrap();
            done.push(next());
        }
        assert!(done.len() <= 4 && done.is_sorted());
    }
}
