//! The file of settings behind the window: written, looked at, set aside, and keys exported and imported, one job after
//! the other.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::config::AppConfig;
use super::message::{Mail, Message};
use crate::engine::{OrderedWorker, Queued};
use crate::model::ProgramSettings;
use crate::store::settings::{Loaded, SaveError, SettingsFile, SettingsRead, read_keys, write_keys};

/// The end of the program waits no longer for the disk.
const FLUSH_LIMIT: Duration = Duration::from_secs(10);

/// What the worker is given.
pub enum SettingsJob {
    /// Writes what differs between the two.
    Save {
        /// Counts the saves.
        number: u64,
        /// What was asked for before.
        before: Box<ProgramSettings>,
        /// What is wanted.
        after: Box<ProgramSettings>,
    },
    /// Reads the file when it changed.
    Look,
    /// Moves a file that is no TOML out of the way, and writes these settings.
    SetAside(Box<ProgramSettings>),
    /// Writes keys to a file.
    ExportKeys(PathBuf, BTreeMap<String, Vec<String>>),
    /// Reads keys from a file.
    ImportKeys(PathBuf),
    /// Says when all before it is done.
    Flush(SyncSender<()>),
}

/// What came of a job.
pub enum SettingsMessage {
    /// A save, by its number.
    Saved(u64, Result<Box<SettingsRead>, SaveError>),
    /// The file is another one than before.
    Changed(Loaded),
    /// The file was set aside: where it is, and what stands in the new one.
    SetAside(Result<(PathBuf, Box<SettingsRead>), SaveError>),
    /// Keys were written, or why not.
    Exported(PathBuf, Result<(), String>),
    /// Keys were read, or why not.
    Imported(PathBuf, Result<Box<SettingsRead>, String>),
    /// A job did not end as it should.
    BrokeOff,
}

/// The thread that has the file.
pub(super) struct SettingsWorker(OrderedWorker<SettingsJob>);

impl SettingsWorker {
    /// Starts the thread on a file that was read.
    pub(super) fn start(file: SettingsFile, config: &AppConfig, mailbox: &Mail) -> io::Result<Self> {
        let file = Mutex::new(file);
        let now = std::sync::Arc::clone(&config.ambient.now);
        let mail = std::sync::Arc::clone(mailbox);
        let work = move |job| {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            let done = match job {
                SettingsJob::Save {
                    number,
                    before,
                    after,
                } => SettingsMessage::Saved(number, file.save(&before, &after).map(Box::new)),
                SettingsJob::Look => match file.look() {
                    Some(loaded) => SettingsMessage::Changed(loaded),
                    None => return,
                },
                SettingsJob::SetAside(settings) => {
                    let done = file.set_aside((now)(), &settings);
                    SettingsMessage::SetAside(done.map(|(aside, read)| (aside, Box::new(read))))
                }
                SettingsJob::ExportKeys(path, keys) => {
                    let done = write_keys(&path, &keys);
                    SettingsMessage::Exported(path, done)
                }
                SettingsJob::ImportKeys(path) => {
                    let done = read_keys(&path).map(Box::new);
                    SettingsMessage::Imported(path, done)
                }
                SettingsJob::Flush(done) => {
                    done.send(()).ok();
                    return;
                }
            };
            mail.put(Message::Settings(done));
        };
        let broke = std::sync::Arc::clone(mailbox);
        let broke = move || broke.put(Message::Settings(SettingsMessage::BrokeOff));
        Ok(Self(OrderedWorker::start("settings", work, broke)?))
    }

    /// Hands over a job without waiting.
    pub(super) fn ask(&self, job: SettingsJob) -> Queued {
        self.0.ask(job)
    }

    /// Waits until everything that was asked for is done.
    pub(super) fn flush(&self) {
        let (done, when_done) = sync_channel(1);
        if self.ask(SettingsJob::Flush(done)) == Queued::Yes {
            when_done.recv_timeout(FLUSH_LIMIT).ok();
        }
    }
}
