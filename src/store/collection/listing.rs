//! A collection as its folder has it: what Bruno takes for requests, folders and environments, in its order.
//!
//! One damaged file never hides another: it is named, left as it is, and the rest opens. Links to folders are not
//! followed, as Bruno does not follow them, so nothing is listed twice and no circle is walked.

use std::path::Path;
use std::sync::Arc;

use crate::model::{
    AuthKind, Caution, Collection, CollectionAccess, CollectionError, DamagedFile, Defaults, Environment,
    Folder, Item, ItemPath, LongText, OtherItem, RequestItem,
};
use crate::store::files::{FileKind, Files};
use crate::store::opencollection::{
    self, FolderFile, ItemHead, RootFile, YamlProblem, holds_items, read_dot_env, read_environment,
    read_folder, read_head, read_ignored, read_root, unfinished_merge,
};

use super::commit::sweep;
use super::ground::{Ground, child, disk_error};
use super::names::{ENVIRONMENTS, FOLDER_FILE, ROOT_FILE, SIDE, SKIPPED, YAML, is_unfinished};
use super::order::{FolderPlace, by_name, sort_folders, sort_requests};
use super::revision::Pair;

/// The reason of a file that is some other YAML, and not a request that went wrong.
pub const NOT_A_REQUEST: &str = "it has no info.type, so it is no request";

/// An environment of which nothing is known.
const NO_VARIABLES: &str = "variables: []\n";
/// The reason of a collection that was bundled into one file.
const HOLDS_ITEMS: &str = "opencollection.yml holds requests or environments itself, which are not read here: put each into a \
                           file of its own, as Bruno does when it imports the file";

/// Most folders one in the other.
pub(super) const DEEPEST: usize = 32;
/// Most files and folders that are looked at.
const MOST_ENTRIES: usize = 100_000;
/// Values of the collection's process environment.
const DOT_ENV: &str = ".env";

/// Reads the whole folder.
pub(super) fn open(
    files: &dyn Files,
    root: &Path,
    leftovers: Leftovers,
) -> Result<Collection, CollectionError> {
    let ground = Ground::of(files, root)?;
    let mut listing = Listing {
        ground: &ground,
        damaged: Vec::new(),
        entries: 0,
        unfinished: Vec::new(),
        depth: Depth::All,
        refused: None,
        ignored: ignored(&ground),
    };
    let file = listing.root_file();
    let access = match &file {
        Some(file) => access_of(file),
        None => CollectionAccess::ReadWrite,
    };
    let environments = listing.environments();
    let dot_env = listing.dot_env();
    let items = listing.items(&ItemPath::default(), 0);
    if access == CollectionAccess::ReadWrite && leftovers == Leftovers::Remove {
        listing.remove_unfinished();
    }
    let own_name = || {
        root.file_name()
            .unwrap_or(root.as_os_str())
            .to_string_lossy()
            .into_owned()
    };
    let (name, defaults, docs) = match file {
        Some(file) => (file.name, file.defaults, file.docs),
        None => Default::default(),
    };
    Ok(Collection {
        root: root.to_path_buf(),
        name: if name.trim().is_empty() { own_name() } else { name },
        defaults: Arc::new(defaults),
        docs,
        items,
        environments,
        dot_env,
        damaged: listing.damaged,
        access,
    })
}

/// Whether the collection may be changed here: one of a later version of the format may not.
pub(super) fn access_of(file: &RootFile) -> CollectionAccess {
    if file.is_later() {
        return CollectionAccess::ReadOnly {
            reason: format!(
                "it is of version {} of OpenCollection, which is not known here",
                file.version
            ),
        };
    }
    CollectionAccess::ReadWrite
}

/// The requests and folders of one folder as their files have them, in order, without what stands in the folders: for
/// giving one of them another place.
pub(super) fn siblings(ground: &Ground<'_>, folder: &ItemPath) -> Result<Vec<Item>, CollectionError> {
    ground.folder(folder)?;
    let mut listing = Listing {
        ground,
        damaged: Vec::new(),
        entries: 0,
        unfinished: Vec::new(),
        depth: Depth::One,
        refused: None,
        ignored: ignored(ground),
    };
    let items = listing.items(folder, 0);
    match listing.refused {
        Some(error) => Err(error),
        None => Ok(items),
    }
}

/// A folder that has no file of its own, or a damaged one.
pub(super) fn folder_without_file(name: &str) -> FolderFile {
    let mut defaults = Defaults::default();
    defaults.auth.kind = AuthKind::Inherit;
    FolderFile {
        name: name.to_owned(),
        seq: None,
        defaults,
        docs: LongText::default(),
    }
}

struct Listing<'a> {
    ground: &'a Ground<'a>,
    damaged: Vec<DamagedFile>,
    entries: usize,
    /// Folders in which a killed program left something.
    unfinished: Vec<ItemPath>,
    depth: Depth,
    /// What the disk refused first: what is listed is not all that is there.
    refused: Option<CollectionError>,
    /// What the collection leaves out.
    ignored: Vec<ItemPath>,
}

/// What becomes of files that a killed program left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leftovers {
    /// They are removed.
    Remove,
    /// They stay: a collection is only looked at.
    Leave,
}

/// The files and folders that `opencollection.yml` leaves out.
fn ignored(ground: &Ground<'_>) -> Vec<ItemPath> {
    let yaml = child(&ItemPath::default(), ROOT_FILE).and_then(|file| ground.text(&file));
    yaml.ok()
        .flatten()
        .map_or_else(Vec::new, |yaml| ignored_paths(&yaml))
}

/// The same for the text of that file. Bruno compares the beginning of paths (`collection-watcher.js`), so that `doc` hides
/// `documents` too; here a path is whole names.
pub(super) fn ignored_paths(root_file: &str) -> Vec<ItemPath> {
    let path = |path: String| {
        let path = path.replace('\\', "/");
        let path = path.strip_prefix("./").unwrap_or(&path).trim_matches('/');
        ItemPath::new(path).filter(|path| !path.is_root())
    };
    read_ignored(root_file).into_iter().filter_map(path).collect()
}

/// How far down to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// Into every folder, down to [`DEEPEST`].
    All,
    /// Into none.
    One,
}

impl Listing<'_> {
    fn damage(&mut self, path: ItemPath, reason: impl Into<String>) {
        self.damaged.push(DamagedFile {
            path,
            reason: reason.into(),
        });
    }

    /// Names a file that could not be read.
    fn unread(&mut self, path: ItemPath, error: CollectionError) {
        self.damage(path, reason(&error));
        if matches!(
            error,
            CollectionError::Disk { .. } | CollectionError::DiskFull { .. }
        ) {
            self.refused.get_or_insert(error);
        }
    }

    fn root_file(&mut self) -> Option<RootFile> {
        let path = child(&ItemPath::default(), ROOT_FILE).ok()?;
        let text = self.ground.text(&path).ok().flatten().unwrap_or_default();
        if holds_items(&text) {
            self.damage(ItemPath::default(), HOLDS_ITEMS);
        }
        self.with_side(path, read_root)
    }

    fn environments(&mut self) -> Vec<Environment> {
        let Ok(folder) = child(&ItemPath::default(), ENVIRONMENTS) else {
            return Vec::new();
        };
        let mut environments = Vec::new();
        let entries = self.entries(&folder);
        for (name, _) in &entries {
            if let Some(stem) = name.strip_suffix(SIDE) {
                let yaml = format!("{stem}{YAML}");
                let is_alone = !entries.iter().any(|(name, _)| *name == yaml);
                if is_alone && let Ok(path) = child(&folder, name) {
                    self.mark_alone(path, stem);
                }
                continue;
            }
            let Some(stem) = name.strip_suffix(YAML) else {
                continue;
            };
            let Ok(path) = child(&folder, name) else { continue };
            environments.extend(self.with_side(path, |yaml, side| read_environment(yaml, side, stem)));
        }
        environments.sort_by(|one, other| by_name(&one.name, &other.name));
        environments
    }

    /// Names a file beside an environment whose YAML has another name by now, when it marks it as dangerous: nobody would be
    /// asked before something is sent there.
    fn mark_alone(&mut self, side: ItemPath, stem: &str) {
        let text = self.ground.text(&side).ok().flatten();
        let environment = text.and_then(|text| read_environment(NO_VARIABLES, Some(&text), stem).ok());
        if environment.is_some_and(|environment| environment.caution == Caution::Dangerous) {
            let reason = format!(
                "it marks the environment {stem} as dangerous, whose file is not there: give it the name that the environment \
                 has now, or remove it"
            );
            self.damage(side, reason);
        }
    }

    fn dot_env(&mut self) -> Vec<(String, String)> {
        let Ok(path) = child(&ItemPath::default(), DOT_ENV) else {
            return Vec::new();
        };
        match self.ground.text(&path) {
            Ok(Some(text)) => match unfinished_merge(&text) {
                // The later of two sides would count, whichever that is.
                Some(problem) => {
                    self.damage(path, problem.to_string());
                    Vec::new()
                }
                None => read_dot_env(&text),
            },
            Ok(None) => Vec::new(),
            Err(error) => {
                self.unread(path, error);
                Vec::new()
            }
        }
    }

    /// What a file says, with what stands beside it. `None` without a file, and for a damaged one, which is named.
    fn with_side<T>(
        &mut self,
        path: ItemPath,
        read: impl Fn(&str, Option<&str>) -> Result<T, YamlProblem>,
    ) -> Option<T> {
        let pair = match self.ground.pair(&path) {
            Ok(pair) => pair,
            Err(error) => {
                self.unread(path, error);
                return None;
            }
        };
        let (yaml, side) = pair.before()?;
        match read(yaml, side) {
            Ok(content) => Some(content),
            Err(problem) => {
                self.damage(damaged_of(&path, &pair, read), problem.to_string());
                None
            }
        }
    }

    /// Names in a folder, by name; nothing where there is no such folder. What can not be listed is named.
    fn entries(&mut self, folder: &ItemPath) -> Vec<(String, FileKind)> {
        let listed = self.ground.folder(folder).and_then(|real| {
            let listed = self.ground.files.list(&real);
            listed.map_err(|error| disk_error(&self.ground.shown(folder), &error))
        });
        let listed = match listed {
            Ok(listed) => listed,
            Err(CollectionError::Missing { .. }) => return Vec::new(),
            Err(error) => {
                self.unread(folder.clone(), error);
                return Vec::new();
            }
        };
        let mut entries = Vec::new();
        for (name, kind) in listed {
            match name.into_string() {
                Ok(name) => entries.push((name, kind)),
                Err(name) => {
                    let shown = name.to_string_lossy().into_owned();
                    self.damage(folder.clone(), format!("the name {shown} in it is no UTF-8"));
                }
            }
        }
        entries.sort_by(|(one, _), (other, _)| one.cmp(other));
        let room = MOST_ENTRIES.saturating_sub(self.entries);
        if entries.len() > room {
            self.damage(
                folder.clone(),
                format!("the collection has more than {MOST_ENTRIES} files; the rest is not shown"),
            );
            entries.truncate(room);
        }
        self.entries += entries.len();
        entries
    }

    fn items(&mut self, folder: &ItemPath, depth: usize) -> Vec<Item> {
        let mut folders = Vec::new();
        let mut requests = Vec::new();
        for (name, kind) in self.entries(folder) {
            let Ok(path) = child(folder, &name) else {
                if name.ends_with(YAML) {
                    self.damage(
                        folder.clone(),
                        format!("the name {name} in it is none on other systems"),
                    );
                }
                continue;
            };
            match self.what_counts(&path, kind) {
                Counts::Folder => folders.extend(self.folder(path, depth)),
                Counts::Request => requests.extend(self.request(path)),
                Counts::Unfinished => self.unfinished.push(folder.clone()),
                Counts::Not => {}
            }
        }
        let mut items: Vec<Item> = sort_folders(folders, place_of_folder)
            .into_iter()
            .map(Item::Folder)
            .collect();
        sort_requests(&mut requests, seq_of);
        items.extend(requests);
        items
    }

    /// What a name in a folder is to Bruno.
    fn what_counts(&mut self, path: &ItemPath, kind: FileKind) -> Counts {
        let name = path.name();
        let is_top = path.parent().is_some_and(|parent| parent.is_root());
        if SKIPPED.contains(&name) || (is_top && name == ENVIRONMENTS) || self.ignored.contains(path) {
            return Counts::Not;
        }
        match kind {
            FileKind::File if is_unfinished(name) => Counts::Unfinished,
            // A copy that was never whole.
            FileKind::Folder if is_unfinished(name) => Counts::Not,
            FileKind::Folder => Counts::Folder,
            FileKind::Link if self.is_folder(path) => {
                self.damage(path.clone(), "a link to a folder, which is not followed");
                Counts::Not
            }
            _ if name.ends_with(YAML) && name != ROOT_FILE && name != FOLDER_FILE => Counts::Request,
            _ => Counts::Not,
        }
    }

    /// Whether a link leads to a folder, anywhere.
    fn is_folder(&self, link: &ItemPath) -> bool {
        let files = self.ground.files;
        let real = files
            .real(&self.ground.shown(link))
            .and_then(|real| files.look(&real));
        real.is_ok_and(|look| look.kind == FileKind::Folder)
    }

    fn folder(&mut self, path: ItemPath, depth: usize) -> Option<Folder> {
        if depth >= DEEPEST {
            self.damage(
                path,
                format!("it stands deeper than {DEEPEST} folders and is not shown"),
            );
            return None;
        }
        let own = child(&path, FOLDER_FILE).ok()?;
        let file = self.with_side(own, read_folder);
        let mut file = file.unwrap_or_else(|| folder_without_file(path.name()));
        if file.name.trim().is_empty() {
            path.name().clone_into(&mut file.name);
        }
        let items = match self.depth {
            Depth::All => self.items(&path, depth + 1),
            Depth::One => Vec::new(),
        };
        Some(Folder {
            path,
            name: file.name,
            seq: file.seq,
            defaults: Arc::new(file.defaults),
            docs: file.docs,
            items,
        })
    }

    fn request(&mut self, path: ItemPath) -> Option<Item> {
        let yaml = match self.ground.text(&path) {
            Ok(yaml) => yaml?,
            Err(error) => {
                self.unread(path, error);
                return None;
            }
        };
        let head = match read_head(&yaml) {
            Ok(head) if head.kind.is_empty() => Err(NOT_A_REQUEST.to_owned()),
            head => head.map_err(|problem| problem.to_string()),
        };
        match head {
            Ok(head) => Some(item(path, head)),
            Err(reason) => {
                self.damage(path, reason);
                None
            }
        }
    }

    /// Removes what a killed program left, unless another is writing now.
    fn remove_unfinished(&self) {
        if self.unfinished.is_empty() {
            return;
        }
        let Some(_lock) = self.ground.lock_if_free() else {
            return;
        };
        for folder in &self.unfinished {
            if let Ok(real) = self.ground.folder(folder) {
                sweep(self.ground.files, &real);
            }
        }
    }
}

/// What a name is to Bruno.
enum Counts {
    Folder,
    Request,
    /// Left by a killed program.
    Unfinished,
    Not,
}

fn item(path: ItemPath, head: ItemHead) -> Item {
    let stem = path.name().strip_suffix(YAML).unwrap_or_default();
    let is_request = head.is_request();
    let name = if head.name.trim().is_empty() {
        stem.to_owned()
    } else {
        head.name
    };
    if is_request {
        return Item::Request(RequestItem {
            path,
            name,
            method: head.method,
            url: head.url,
            seq: head.seq,
        });
    }
    Item::Other(OtherItem {
        path,
        name,
        kind: head.kind,
        seq: head.seq,
    })
}

fn place_of_folder(folder: &Folder) -> FolderPlace {
    FolderPlace {
        name: folder.name.clone(),
        seq: folder.seq,
    }
}

/// `info.seq` of an item.
pub(super) fn seq_of(item: &Item) -> Option<u32> {
    match item {
        Item::Folder(folder) => folder.seq,
        Item::Request(request) => request.seq,
        Item::Other(other) => other.seq,
    }
}

/// The one of a YAML file and the file beside it that is damaged.
pub(super) fn damaged_of<T>(
    path: &ItemPath,
    pair: &Pair,
    read: impl Fn(&str, Option<&str>) -> Result<T, opencollection::YamlProblem>,
) -> ItemPath {
    let yaml = pair.yaml.as_deref().unwrap_or_default();
    let side = pair.side.is_some() && read(yaml, None).is_ok();
    match super::ground::side(path) {
        Ok(beside) if side => beside,
        _ => path.clone(),
    }
}

/// Why a file could not be read, where its name stands beside it anyway.
fn reason(error: &CollectionError) -> String {
    match error {
        CollectionError::Damaged { reason, .. } | CollectionError::Disk { reason, .. } => reason.clone(),
        CollectionError::LeadsOutside { .. } => "a link that leads out of the collection".to_owned(),
        CollectionError::NotAFile { .. } => "not a file".to_owned(),
        CollectionError::TooLarge { bytes, limit, .. } => {
            format!("it has {bytes} bytes, more than the {limit} that are read")
        }
        CollectionError::Denied { .. } => "permission denied".to_owned(),
        other => other.to_string(),
    }
}
