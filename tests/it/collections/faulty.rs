//! A file system in memory that fails where it is told to, and knows what a crash would leave.
//!
//! The content of a file is durable when it was synced, and a change of names when its folder was. A crash loses all
//! content that is not durable, and keeps any first part of the changes of names since.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use countersign::store::files::{
    FileKind, Files, FolderLock, Look, NewAccess, NewFile, Patience, Protection,
};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This operation fails and does nothing; the next ones succeed.
    Fail(usize),
    /// This one writes half of what it should, and fails as on a full disk.
    Shorten(usize),
    /// The machine stops before this one.
    Stop(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Folder,
    File(usize),
}

type Names = BTreeMap<PathBuf, Node>;

#[derive(Clone, Debug)]
enum NameChange {
    Add(PathBuf, Node),
    Remove(PathBuf),
    Rename(PathBuf, PathBuf),
}

impl NameChange {
    fn is_in(&self, folder: &Path) -> bool {
        let is_in = |path: &Path| path.parent() == Some(folder);
        match self {
            Self::Add(path, _) | Self::Remove(path) => is_in(path),
            Self::Rename(from, to) => is_in(from) || is_in(to),
        }
    }

    fn make(&self, names: &mut Names) {
        match self {
            Self::Add(path, node) => {
                names.insert(path.clone(), node.clone());
            }
            Self::Remove(path) => {
                names.remove(path);
            }
            Self::Rename(from, to) => {
                let moved: Vec<PathBuf> = names
                    .keys()
                    .filter(|path| path.starts_with(from))
                    .cloned()
                    .collect();
                for path in moved {
                    let node = names.remove(&path).unwrap();
                    let rest = path.strip_prefix(from).unwrap();
                    let place = if rest == Path::new("") {
                        to.clone()
                    } else {
                        to.join(rest)
                    };
                    names.insert(place, node);
                }
            }
        }
    }
}

#[derive(Debug, Default)]
struct State {
    names: Names,
    durable_names: Names,
    pending: Vec<NameChange>,
    /// Content now, and on the disk.
    contents: Vec<(Vec<u8>, Vec<u8>)>,
    operations: usize,
    /// How often a folder was listed.
    listings: usize,
    fault: Option<Fault>,
    /// Operations that changed something.
    trace: Vec<String>,
}

impl State {
    /// Counts an operation. How much of a write is done before its error.
    fn begin(&mut self) -> Result<(), (io::Error, Part)> {
        let at = self.operations;
        self.operations += 1;
        match self.fault {
            Some(Fault::Fail(fault)) if at == fault => Err((io::Error::other("it failed"), Part::Nothing)),
            Some(Fault::Shorten(fault)) if at == fault => Err((ErrorKind::StorageFull.into(), Part::Half)),
            Some(Fault::Stop(fault)) if at >= fault => Err((io::Error::other("it stopped"), Part::Nothing)),
            _ => Ok(()),
        }
    }

    fn change(&mut self, change: NameChange) {
        change.make(&mut self.names);
        self.pending.push(change);
    }

    fn file(&self, path: &Path) -> io::Result<usize> {
        match self.names.get(path) {
            Some(Node::File(file)) => Ok(*file),
            Some(Node::Folder) => Err(ErrorKind::IsADirectory.into()),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    fn free(&self, path: &Path) -> io::Result<()> {
        if self.names.contains_key(path) {
            return Err(ErrorKind::AlreadyExists.into());
        }
        match path.parent().and_then(|parent| self.names.get(parent)) {
            Some(Node::Folder) => Ok(()),
            _ => Err(ErrorKind::NotFound.into()),
        }
    }

    fn say(&mut self, what: &str, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = if name.ends_with("unfinished") {
            "unfinished"
        } else {
            &name
        };
        self.trace.push(format!("{what} {name}"));
    }
}

enum Part {
    Nothing,
    Half,
}

/// The file system. Clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct FaultyFiles(Arc<Mutex<State>>);

/// What is on a disk: files with their content.
pub type Disk = BTreeMap<PathBuf, Vec<u8>>;

impl FaultyFiles {
    /// With these files, durable.
    pub fn with(disk: &Disk) -> Self {
        let mut state = State::default();
        state.names.insert(PathBuf::from("/"), Node::Folder);
        for (path, content) in disk {
            for above in path.ancestors().skip(1) {
                state.names.insert(above.to_path_buf(), Node::Folder);
            }
            state.names.insert(path.clone(), Node::File(state.contents.len()));
            state.contents.push((content.clone(), content.clone()));
        }
        state.durable_names = state.names.clone();
        Self(Arc::new(Mutex::new(state)))
    }

    pub fn fail(&self, fault: Fault) {
        let mut state = self.0.lock().unwrap();
        state.operations = 0;
        state.fault = Some(fault);
    }

    /// How many operations there were since the beginning or since a fault was set.
    pub fn operations(&self) -> usize {
        self.0.lock().unwrap().operations
    }

    /// How often a folder was listed.
    pub fn listings(&self) -> usize {
        self.0.lock().unwrap().listings
    }

    /// The operations that changed something.
    pub fn trace(&self) -> Vec<String> {
        self.0.lock().unwrap().trace.clone()
    }

    /// What programs see.
    pub fn now(&self) -> Disk {
        let state = self.0.lock().unwrap();
        let content = |file: &usize| state.contents[*file].0.clone();
        disk(&state.names, content)
    }

    /// What may be there after a crash now.
    pub fn after_a_crash(&self) -> Vec<Disk> {
        let state = self.0.lock().unwrap();
        let content = |file: &usize| state.contents[*file].1.clone();
        let mut names = state.durable_names.clone();
        let mut all = vec![disk(&names, content)];
        for change in &state.pending {
            change.make(&mut names);
            all.push(disk(&names, content));
        }
        all
    }
}

fn disk(names: &Names, content: impl Fn(&usize) -> Vec<u8>) -> Disk {
    names
        .iter()
        .filter_map(|(path, node)| match node {
            Node::File(file) => Some((path.clone(), content(file))),
            Node::Folder => None,
        })
        .collect()
}

#[derive(Debug)]
struct Written {
    files: FaultyFiles,
    path: PathBuf,
    file: usize,
}

impl NewFile for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.files.0.lock().unwrap();
        let begun = state.begin();
        let written = match &begun {
            Ok(()) => bytes,
            Err((_, Part::Half)) => &bytes[..bytes.len() / 2],
            Err((_, Part::Nothing)) => &[],
        };
        state.contents[self.file].0.extend_from_slice(written);
        begun.map_err(|(error, _)| error)?;
        state.say("write", &self.path);
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.files.0.lock().unwrap();
        state.begin().map_err(|(error, _)| error)?;
        let (now, durable) = &mut state.contents[self.file];
        durable.clone_from(now);
        state.say("sync", &self.path);
        Ok(())
    }
}

impl Files for FaultyFiles {
    fn look(&self, path: &Path) -> io::Result<Look> {
        let mut state = self.0.lock().unwrap();
        state.begin().map_err(|(error, _)| error)?;
        let (kind, bytes) = match state.names.get(path) {
            Some(Node::Folder) => (FileKind::Folder, 0),
            Some(Node::File(file)) => (
                FileKind::File,
                u64::try_from(state.contents[*file].0.len()).unwrap(),
            ),
            None => return Err(ErrorKind::NotFound.into()),
        };
        Ok(Look {
            kind,
            bytes,
            protection: Protection::Writable,
        })
    }

    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        let mut state = self.0.lock().unwrap();
        state.begin().map_err(|(error, _)| error)?;
        match state.names.get(path) {
            Some(_) => Ok(path.to_path_buf()),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, FileKind)>> {
        let mut state = self.0.lock().unwrap();
        state.begin().map_err(|(error, _)| error)?;
        state.listings += 1;
        if !matches!(state.names.get(folder), Some(Node::Folder)) {
            return Err(ErrorKind::NotFound.into());
        }
        let entry = |(path, node): (&PathBuf, &Node)| {
            let kind = match node {
                Node::Folder => FileKind::Folder,
                Node::File(_) => FileKind::File,
            };
            (path.parent() == Some(folder)).then(|| (path.file_name().unwrap().to_os_string(), kind))
        };
        Ok(state.names.iter().filter_map(entry).collect())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut state = self.0.lock().unwrap();
        state.begin().map_err(|(error, _)| error)?;
        let file = state.file(path)?;
        Ok(state.contents[file].0.clone())
    }

    fn create(&self, path: &Path, _access: NewAccess<'_>) -> io::Result<Box<dyn NewFile>> {
        let mut state = self.0.lock().unwrap();
        state.begin().map_err(|(error, _)| error)?;
        state.free(path)?;
        let file = state.contents.len();
        state.contents.push((Vec::new(), Vec::new()));
        state.change(NameChange::Add(path.to_path_buf(), Node::File(file)));
        state.say("create", path);
        Ok(Box::new(Written {
            files: self.clone(),
            path: path.to_path_buf(),
            file,
        }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        state.begin().map_err(|(error, _)| error)?;
        if !state.names.contains_key(from) {
            return Err(ErrorKind::NotFound.into());
        }
        state.change(NameChange::Rename(from.to_path_buf(), to.to_path_buf()));
        state.say("rename to", to);
        Ok(())
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        state.begin().map_err(|(error, _)| error)?;
        state.file(path)?;
        state.change(NameChange::Remove(path.to_path_buf()));
        state.say("remove", path);
        Ok(())
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        state.begin().map_err(|(error, _)| error)?;
        state.change(NameChange::Remove(path.to_path_buf()));
        state.say("remove", path);
        Ok(())
    }

    fn create_folder(&self, path: &Path, _access: NewAccess<'_>) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        state.begin().map_err(|(error, _)| error)?;
        state.free(path)?;
        state.change(NameChange::Add(path.to_path_buf(), Node::Folder));
        state.say("create", path);
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        state.begin().map_err(|(error, _)| error)?;
        let (made, pending): (Vec<_>, Vec<_>) = std::mem::take(&mut state.pending)
            .into_iter()
            .partition(|change| change.is_in(folder));
        for change in made {
            change.make(&mut state.durable_names);
        }
        state.pending = pending;
        state.say("sync", folder);
        Ok(())
    }

    fn lock(&self, _folder: &Path, _patience: Patience) -> io::Result<FolderLock> {
        let mut state = self.0.lock().unwrap();
        state.begin().map_err(|(error, _)| error)?;
        Ok(FolderLock::none())
    }
}
