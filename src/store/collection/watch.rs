//! Says that something changed in a collection's folder, however it changed: an editor, a checkout, another program.
//!
//! The system tells (inotify on Linux); nothing is polled, and at rest nothing runs. What comes
//! within a fraction of a second is told once. On Linux each folder has a watch of its own, so that `.git`, `node_modules` and
//! what the collection leaves out cost none of the user's watches. The folder above is watched
//! too: it tells when the collection itself is removed and when it is back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::store::files::{FileKind, Files, SystemFiles};

use super::listing::{DEEPEST, ignored_paths};
use super::names::{ROOT_FILE, SKIPPED, UNFINISHED};

/// Changes are told together when no more come for this long.
const QUIET: Duration = Duration::from_millis(100);
/// After so many times they are told even while more come: once in a second.
const MOST_TIMES: u32 = 10;
/// Changes that may wait for the thread: one is enough to say that there are some.
const QUEUED: usize = 1;

/// What the watch tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watched {
    /// Something changed: open the collection again.
    Changed,
    /// Not all of it is watched any more. Told once.
    Problem(WatchProblem),
}

/// Called from the watch's own thread.
pub type OnWatched = Box<dyn Fn(Watched) + Send>;

/// Why changes by other programs are not all seen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WatchProblem {
    /// The user's share of watches is used up (`fs.inotify.max_user_watches`, `max_user_instances`).
    #[error("the system has no watches left for {}, so changes by other programs are seen only when it is reloaded", folder.display())]
    NoWatchesLeft {
        /// The first folder without one.
        folder: PathBuf,
    },
    /// The system does not tell.
    #[error("changes in {} by other programs are seen only when it is reloaded: {reason}", folder.display())]
    Unsupported {
        /// The folder.
        folder: PathBuf,
        /// The system's own words.
        reason: String,
    },
}

impl WatchProblem {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoWatchesLeft { .. } => {
                "Raise fs.inotify.max_user_watches or close programs that watch many files, and reload the collection"
            }
            Self::Unsupported { .. } => "Reload the collection to see them",
        }
    }
}

/// Watches until it is dropped.
#[derive(Debug)]
pub struct Watch {
    is_over: Arc<AtomicBool>,
    /// Dropping it ends the thread.
    _watcher: Arc<Mutex<RecommendedWatcher>>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
    }
}

/// Watches the folder of a collection.
pub fn watch(root: &Path, on_watched: OnWatched) -> Result<Watch, WatchProblem> {
    let files = SystemFiles;
    // The system names changed files by the path that is watched.
    let root = files.real(root).map_err(|error| WatchProblem::Unsupported {
        folder: root.to_path_buf(),
        reason: error.to_string(),
    })?;
    let (changes, inbox) = sync_channel(QUEUED);
    let watched_root = root.clone();
    let watcher = notify::recommended_watcher(move |event| heard(&watched_root, &event, &changes))
        .map_err(|error| problem(&root, &error))?;
    let watcher = Arc::new(Mutex::new(watcher));
    let mut watching = Watching {
        root,
        folders: BTreeSet::new(),
        is_told: false,
    };
    watching.add_all(&files, &watcher)?;
    let is_over = Arc::new(AtomicBool::new(false));
    let (over, weak) = (Arc::clone(&is_over), Arc::downgrade(&watcher));
    let run = move || {
        while next(&inbox) {
            // New folders are watched before the change is told: what comes into them later is told again.
            let Some(watcher) = weak.upgrade() else { return };
            let added = watching.add_all(&files, &watcher);
            drop(watcher);
            if over.load(Ordering::Acquire) {
                return;
            }
            on_watched(Watched::Changed);
            if let Err(problem) = added
                && !watching.is_told
            {
                watching.is_told = true;
                on_watched(Watched::Problem(problem));
            }
        }
    };
    thread::Builder::new()
        .name("countersign-watch".to_owned())
        .spawn(run)
        .map_err(|error| WatchProblem::Unsupported {
            folder: PathBuf::new(),
            reason: error.to_string(),
        })?;
    Ok(Watch {
        is_over,
        _watcher: watcher,
    })
}

/// Waits for a change, and until no more come. False when the watch is over.
fn next(inbox: &Receiver<()>) -> bool {
    if inbox.recv().is_err() {
        return false;
    }
    for _ in 0..MOST_TIMES {
        thread::sleep(QUIET);
        match inbox.try_recv() {
            Ok(()) => {}
            Err(TryRecvError::Empty) => return true,
            Err(TryRecvError::Disconnected) => return false,
        }
    }
    true
}

/// Takes what the system tells.
fn heard(root: &Path, event: &notify::Result<Event>, changes: &SyncSender<()>) {
    // An error, as an overflow of the system's own queue, may hide a change.
    let counts = event.as_ref().map_or(true, |event| is_change(root, event));
    if counts {
        match changes.try_send(()) {
            // One waits already, or the watch is over.
            Ok(()) | Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => {}
        }
    }
}

/// Whether an event changes the collection: reading does not, nor what stands beside it or is being written.
fn is_change(root: &Path, event: &Event) -> bool {
    if matches!(event.kind, EventKind::Access(_)) {
        return false;
    }
    let counts = |path: &PathBuf| {
        path.strip_prefix(root).is_ok_and(|inside| {
            inside.iter().all(|name| {
                let name = name.to_string_lossy();
                !SKIPPED.contains(&name.as_ref()) && !name.ends_with(UNFINISHED)
            })
        })
    };
    event.need_rescan() || event.paths.iter().any(counts)
}

struct Watching {
    root: PathBuf,
    /// Those that have a watch.
    folders: BTreeSet<PathBuf>,
    is_told: bool,
}

impl Watching {
    /// Watches each folder of the collection, and the one above it.
    fn add_all(
        &mut self,
        files: &dyn Files,
        watcher: &Mutex<RecommendedWatcher>,
    ) -> Result<(), WatchProblem> {
        let mut watcher = watcher.lock().unwrap_or_else(PoisonError::into_inner);
        let mut now = BTreeSet::new();
        if let Some(above) = self.root.parent() {
            now.insert(above.to_path_buf());
        }
        if cfg!(target_os = "linux") {
            // Read each time: what is left out may have changed.
            let root_file = files.read(&self.root.join(ROOT_FILE)).unwrap_or_default();
            let ignored: Vec<PathBuf> = ignored_paths(&String::from_utf8_lossy(&root_file))
                .iter()
                .map(|path| path.below(&self.root))
                .collect();
            folders_below(files, &self.root, 0, &ignored, &mut now);
        } else if files.look(&self.root).is_ok() {
            now.insert(self.root.clone());
        }
        for gone in self.folders.difference(&now) {
            watcher.unwatch(gone).ok();
        }
        // A folder that was removed and made again has lost its watch, and adding one that is there changes nothing.
        self.folders.clear();
        for folder in now {
            let mode = if cfg!(target_os = "linux") || folder != self.root {
                RecursiveMode::NonRecursive
            } else {
                RecursiveMode::Recursive
            };
            match watcher.watch(&folder, mode) {
                Ok(()) => {
                    self.folders.insert(folder);
                }
                // Removed meanwhile: that is told as a change of its own.
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => {}
                Err(error) => return Err(problem(&folder, &error)),
            }
        }
        Ok(())
    }
}

fn folders_below(
    files: &dyn Files,
    folder: &Path,
    depth: usize,
    ignored: &[PathBuf],
    found: &mut BTreeSet<PathBuf>,
) {
    let Ok(entries) = files.list(folder) else { return };
    found.insert(folder.to_path_buf());
    if depth == DEEPEST {
        return;
    }
    for (name, kind) in entries {
        let below = folder.join(&name);
        let is_skipped = SKIPPED.iter().any(|skipped| name == *skipped) || ignored.contains(&below);
        if kind == FileKind::Folder && !is_skipped {
            folders_below(files, &below, depth + 1, ignored, found);
        }
    }
}

fn problem(folder: &Path, error: &notify::Error) -> WatchProblem {
    let folder = folder.to_path_buf();
    let is_used_up = match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        // Too many instances of inotify.
        ErrorKind::Io(error) => error.raw_os_error() == Some(TOO_MANY_OPEN),
        _ => false,
    };
    if is_used_up {
        return WatchProblem::NoWatchesLeft { folder };
    }
    WatchProblem::Unsupported {
        folder,
        reason: error.to_string(),
    }
}

/// `EMFILE`.
const TOO_MANY_OPEN: i32 = 24;

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, DataChange, ModifyKind};

    use super::*;

    #[test]
    fn a_system_without_watches_says_so_with_a_next_step() {
        let folder = Path::new("/c");
        for error in [
            notify::Error::new(ErrorKind::MaxFilesWatch),
            notify::Error::io(std::io::Error::from_raw_os_error(TOO_MANY_OPEN)),
        ] {
            let problem = problem(folder, &error);
            assert!(
                matches!(problem, WatchProblem::NoWatchesLeft { .. }),
                "{problem:?}"
            );
            assert!(problem.hint().contains("max_user_watches"));
        }
        let other = problem(folder, &notify::Error::generic("no such thing"));
        assert_eq!(
            other.to_string(),
            "changes in /c by other programs are seen only when it is reloaded: no such thing"
        );
    }

    #[test]
    fn only_what_changes_the_collection_counts() {
        let written = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let is_change =
            |kind: EventKind, path: &str| is_change(Path::new("/c"), &Event::new(kind).add_path(path.into()));
        for (kind, path, expected) in [
            (written, "/c/list.yml", true),
            (written, "/c", true),
            (EventKind::Create(CreateKind::Folder), "/c/pets", true),
            (EventKind::Access(AccessKind::Any), "/c/list.yml", false),
            (written, "/other/list.yml", false),
            (written, "/c/.git/index", false),
            (written, "/c/pets/node_modules/x", false),
            (written, "/c/.1-2.countersign-unfinished", false),
        ] {
            assert_eq!(is_change(kind, path), expected, "{kind:?} {path}");
        }
        let lost = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        assert!(super::is_change(Path::new("/c"), &lost));
    }
}
