//! A thread that does all of the jobs it is given, one after the other.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{SyncSender, sync_channel};

use super::Queued;

/// Jobs that may wait.
const QUEUED: usize = 256;

/// Works through jobs on its own thread in the order in which they were given: for work that must all be done, as writing
/// files.
pub struct OrderedWorker<Job> {
    jobs: SyncSender<Job>,
}

impl<Job: Send + 'static> OrderedWorker<Job> {
    /// Starts the thread, which works and hands over what it made. A panic in a job is told to `broke`, and the next one
    /// is done. The thread ends when the worker is dropped.
    pub fn start(
        name: &str,
        work: impl Fn(Job) + Send + 'static,
        broke: impl Fn() + Send + 'static,
    ) -> io::Result<Self> {
        let (jobs, inbox) = sync_channel::<Job>(QUEUED);
        std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            while let Ok(job) = inbox.recv() {
                if catch_unwind(AssertUnwindSafe(|| work(job))).is_err() {
                    broke();
                }
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
    use std::time::Duration;

    use super::*;

    #[test]
    fn every_job_is_done_in_order_and_one_that_breaks_off_is_told() {
        let (made, results) = sync_channel(8);
        let told = made.clone();
        let work = move |job: u32| {
            assert!(job != 2, "broken");
            made.send(Some(job)).unwrap();
        };
        let worker = OrderedWorker::start("test", work, move || told.send(None).unwrap()).unwrap();
        for job in 1..=3 {
            assert_eq!(worker.ask(job), Queued::Yes);
        }
        let next = || results.recv_timeout(Duration::from_secs(30)).unwrap();
        assert_eq!([next(), next(), next()], [Some(1), None, Some(3)]);
    }
}
