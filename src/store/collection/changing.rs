//! New requests and folders, other names and other places.

use crate::model::{CollectionError, Item, ItemPath, Request};
use crate::store::files::{FileKind, FolderLock, NewAccess};
use crate::store::opencollection::{Layout, WrittenFile, set_name, set_seq, write_folder, write_request};
use crate::store::unfinished;

use super::commit::{Change, commit, unfinished_name};
use super::ground::{Ground, child, disk_error, side};
use super::listing::{DEEPEST, folder_without_file, ignored_paths, seq_of, siblings};
use super::names::{self, ENVIRONMENTS, FOLDER_FILE, NameFor, ROOT_FILE, SIDE, YAML, are_alike};
use super::order::{FolderPlace, folder_places, request_places};
use super::revision::{Pair, Revision};
use super::trees::{Odd, copy_tree, remove_tree};

/// The name of a request without one, for its file.
const NAMELESS: &str = "Request";

/// What a change of name or place did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Where it stands now.
    pub path: ItemPath,
    /// Files that were written for it, under the names that they have now.
    pub rewritten: Vec<Rewritten>,
}

/// A file that was written for a change of name or place. A tab that has it open and was at `before` is at `after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// The YAML file.
    pub path: ItemPath,
    /// Before the change.
    pub before: Revision,
    /// After it.
    pub after: Revision,
    /// What became of comments and of the order of lines.
    pub layout: Layout,
}

impl Ground<'_> {
    /// A request in a file of its own, behind the others of the folder.
    pub(super) fn create_request(
        &self,
        folder: &ItemPath,
        request: &Request,
        lock: &FolderLock,
    ) -> Result<(ItemPath, Revision), CollectionError> {
        let stem = names::stem(&request.info.name, NameFor::File)
            .or_else(|_| names::stem(NAMELESS, NameFor::File))?;
        let path = self.free_file(folder, &stem, None)?;
        let written = write_request(request, None).map_err(|problem| self.unwritable(&path, &problem))?;
        let pair = Pair::of(self.at_end(folder, &path, written)?);
        self.put(&path, &Pair::default(), &pair, lock)?;
        Ok((path, pair.revision()))
    }

    /// The same file with the `seq` behind all others.
    fn at_end(
        &self,
        folder: &ItemPath,
        path: &ItemPath,
        file: WrittenFile,
    ) -> Result<WrittenFile, CollectionError> {
        let items = siblings(self, folder)?;
        let last = items.iter().filter(|item| !is_folder(item)).map(place_of).max();
        let seq = last.unwrap_or(0).saturating_add(1);
        let placed = set_seq(&file.yaml, Some(seq)).map_err(|problem| self.unwritable(path, &problem))?;
        Ok(WrittenFile {
            yaml: placed.yaml,
            ..file
        })
    }

    pub(super) fn create_folder(
        &self,
        parent: &ItemPath,
        name: &str,
        lock: &FolderLock,
    ) -> Result<ItemPath, CollectionError> {
        let stem = names::stem(name, NameFor::Folder)?;
        let path = self.free_folder(parent, &stem, None)?;
        depth_check(&path)?;
        let folder = self.entry(&path)?;
        self.files
            .create_folder(&folder, NewAccess::Shared)
            .map_err(|error| disk_error(&self.shown(&path), &error))?;
        self.name_folder(&path, name, lock)?;
        self.sync(parent)?;
        Ok(path)
    }

    /// Writes what a person calls a folder to its own file.
    fn name_folder(
        &self,
        folder: &ItemPath,
        name: &str,
        lock: &FolderLock,
    ) -> Result<Vec<Rewritten>, CollectionError> {
        let path = child(folder, FOLDER_FILE)?;
        let before = self.pair(&path)?;
        let (after, layout) = if let Some(yaml) = &before.yaml {
            let named = set_name(yaml, name).map_err(|problem| self.unwritable(&path, &problem))?;
            let after = Pair {
                yaml: Some(named.yaml),
                ..before.clone()
            };
            (after, named.layout)
        } else {
            let written = write_folder(&folder_without_file(name), None);
            let written = written.map_err(|problem| self.unwritable(&path, &problem))?;
            (Pair::of(written), Layout::New)
        };
        self.rewrite(path, &before, (&after, layout), lock)
    }

    /// Gives a file the content back that it had, when what was to follow could not be done. As far as that goes: the new
    /// content is whole too.
    pub(super) fn unwrite(&self, path: &ItemPath, before: &Pair, lock: &FolderLock) {
        if before.yaml.is_some()
            && let Ok(now) = self.pair(path)
            && now.yaml.is_some()
        {
            self.put(path, &now, before, lock).ok();
        }
    }

    /// Gives a request or folder another name, and its file or directory too.
    pub(super) fn rename(
        &self,
        path: &ItemPath,
        name: &str,
        lock: &FolderLock,
    ) -> Result<Moved, CollectionError> {
        if self.kind_of_item(path)? == FileKind::Folder {
            self.rename_folder(path, name, lock)
        } else {
            self.rename_file(path, name, lock)
        }
    }

    fn rename_folder(
        &self,
        path: &ItemPath,
        name: &str,
        lock: &FolderLock,
    ) -> Result<Moved, CollectionError> {
        let stem = names::stem(name, NameFor::Folder)?;
        let to = self.free_folder(&path.parent().unwrap_or_default(), &stem, Some(path))?;
        let file = child(path, FOLDER_FILE)?;
        let before = self.pair(&file)?;
        let mut rewritten = self.name_folder(path, name, lock)?;
        if let Err(error) = self.move_entry(path, &to) {
            self.unwrite(&file, &before, lock);
            return Err(error);
        }
        for file in &mut rewritten {
            file.path = moved_path(&file.path, path, &to)?;
        }
        Ok(Moved { path: to, rewritten })
    }

    fn rename_file(&self, path: &ItemPath, name: &str, lock: &FolderLock) -> Result<Moved, CollectionError> {
        let stem = names::stem(name, NameFor::File)?;
        let before = self.request(path)?;
        let yaml = before.yaml.as_deref().unwrap_or_default();
        let named = set_name(yaml, name).map_err(|problem| self.unwritable(path, &problem))?;
        let after = Pair {
            yaml: Some(named.yaml),
            side: before.side.clone(),
            orphan: None,
        };
        let to = self.free_file(&path.parent().unwrap_or_default(), &stem, Some(path))?;
        let mut rewritten = self.rewrite(path.clone(), &before, (&after, named.layout), lock)?;
        if let Err(error) = self.move_file(path, &to, lock) {
            self.unwrite(path, &before, lock);
            return Err(error);
        }
        for file in &mut rewritten {
            file.path.clone_from(&to);
        }
        Ok(Moved { path: to, rewritten })
    }

    /// Gives a request or folder another place: in `folder`, before the one that is the `place`th of its kind there,
    /// counted from 0 and without itself.
    pub(super) fn move_item(
        &self,
        path: &ItemPath,
        folder: &ItemPath,
        place: usize,
        lock: &FolderLock,
    ) -> Result<Moved, CollectionError> {
        let kind = self.kind_of_item(path)?;
        let to = if path.parent().as_ref() == Some(folder) {
            path.clone()
        } else if kind == FileKind::Folder {
            if folder.is_in(path) {
                return Err(CollectionError::IntoItself { folder: path.clone() });
            }
            let to = self.free_folder(folder, path.name(), None)?;
            depth_check(&to)?;
            self.move_entry(path, &to)?;
            to
        } else {
            let stem = path.name().strip_suffix(YAML).unwrap_or_else(|| path.name());
            let to = self.free_file(folder, stem, None)?;
            // A file beside it under another name gets the right one first.
            let before = self.request(path)?;
            let after = Pair {
                orphan: None,
                ..before.clone()
            };
            self.put(path, &before, &after, lock)?;
            self.move_file(path, &to, lock)?;
            to
        };
        let rewritten = self.place(&to, folder, place, kind, lock)?;
        Ok(Moved { path: to, rewritten })
    }

    /// Writes the `seq` of as few files as do for this order.
    fn place(
        &self,
        path: &ItemPath,
        folder: &ItemPath,
        place: usize,
        kind: FileKind,
        lock: &FolderLock,
    ) -> Result<Vec<Rewritten>, CollectionError> {
        let mut items = siblings(self, folder)?;
        items.retain(|item| is_folder(item) == (kind == FileKind::Folder));
        let Some(at) = items.iter().position(|item| item.path() == path) else {
            // A damaged file has no place.
            return Ok(Vec::new());
        };
        let item = items.remove(at);
        let at = place.min(items.len());
        items.insert(at, item);
        let seqs: Vec<Option<u32>> = if kind == FileKind::Folder {
            let places: Vec<FolderPlace> = items
                .iter()
                .map(|item| FolderPlace {
                    name: item.name().to_owned(),
                    seq: seq_of(item),
                })
                .collect();
            folder_places(&places, at)
        } else {
            let now: Vec<Option<u32>> = items.iter().map(seq_of).collect();
            request_places(&now).into_iter().map(Some).collect()
        };
        let mut rewritten = Vec::new();
        for (item, seq) in items.iter().zip(seqs) {
            if let Some(seq) = seq
                && seq_of(item) != Some(seq)
            {
                rewritten.extend(self.number(item, seq, lock)?);
            }
        }
        Ok(rewritten)
    }

    fn number(&self, item: &Item, seq: u32, lock: &FolderLock) -> Result<Vec<Rewritten>, CollectionError> {
        let path = if is_folder(item) {
            child(item.path(), FOLDER_FILE)?
        } else {
            item.path().clone()
        };
        let before = self.pair(&path)?;
        let yaml = match &before.yaml {
            Some(yaml) => yaml.clone(),
            None => {
                write_folder(&folder_without_file(item.name()), None)
                    .map_err(|problem| self.unwritable(&path, &problem))?
                    .yaml
            }
        };
        let placed = set_seq(&yaml, Some(seq)).map_err(|problem| self.unwritable(&path, &problem))?;
        let after = Pair {
            yaml: Some(placed.yaml),
            ..before.clone()
        };
        self.rewrite(path, &before, (&after, placed.layout), lock)
    }

    /// A copy of a request behind the others, or of a folder beside it.
    pub(super) fn duplicate(&self, path: &ItemPath, lock: &FolderLock) -> Result<ItemPath, CollectionError> {
        let parent = path.parent().unwrap_or_default();
        let items = siblings(self, &parent)?;
        let name = items.iter().find(|item| item.path() == path).map(Item::name);
        let name = format!("{} copy", name.unwrap_or_else(|| path.name()));
        if self.kind_of_item(path)? == FileKind::Folder {
            return self.duplicate_folder(path, &name, lock);
        }
        let to = self.free_file(&parent, &names::stem(&name, NameFor::File)?, None)?;
        let before = self.request(path)?;
        let yaml = before.yaml.as_deref().unwrap_or_default();
        let named = set_name(yaml, &name).map_err(|problem| self.unwritable(&to, &problem))?;
        let last = items.iter().filter(|item| !is_folder(item)).map(place_of).max();
        let seq = last.unwrap_or(0).saturating_add(1);
        let copy = Pair {
            yaml: Some(
                set_seq(&named.yaml, Some(seq))
                    .map_err(|problem| self.unwritable(&to, &problem))?
                    .yaml,
            ),
            side: before.side,
            orphan: None,
        };
        self.put(&to, &Pair::default(), &copy, lock)?;
        Ok(to)
    }

    /// The copy has its name only when it is whole. Links in the folder are not copied.
    fn duplicate_folder(
        &self,
        path: &ItemPath,
        name: &str,
        lock: &FolderLock,
    ) -> Result<ItemPath, CollectionError> {
        let parent = path.parent().unwrap_or_default();
        let to = self.free_folder(&parent, &names::stem(name, NameFor::Folder)?, None)?;
        let (from, place) = (self.folder(path)?, self.entry(&to)?);
        let unfinished = place.with_file_name(unfinished_name(&unfinished::mark()));
        copy_tree(self.files, &from, &unfinished, NewAccess::Shared, Odd::Skip)
            .and_then(|()| self.files.rename(&unfinished, &place))
            .map_err(|error| {
                if let Ok(look) = self.files.look(&unfinished) {
                    remove_tree(self.files, &unfinished, look.kind).ok();
                }
                disk_error(&self.shown(&to), &error)
            })?;
        self.sync(&parent)?;
        self.name_folder(&to, name, lock)?;
        Ok(to)
    }

    /// Writes another content, when it is another.
    fn rewrite(
        &self,
        path: ItemPath,
        before: &Pair,
        (after, layout): (&Pair, Layout),
        lock: &FolderLock,
    ) -> Result<Vec<Rewritten>, CollectionError> {
        self.put(&path, before, after, lock)?;
        let (before, after) = (before.revision(), after.revision());
        if before == after {
            return Ok(Vec::new());
        }
        Ok(vec![Rewritten {
            path,
            before,
            after,
            layout,
        }])
    }

    /// Gives a YAML file and the one beside it another name. The second has both names until the first has the new one.
    pub(super) fn move_file(
        &self,
        from: &ItemPath,
        to: &ItemPath,
        lock: &FolderLock,
    ) -> Result<(), CollectionError> {
        if from == to {
            return Ok(());
        }
        let (beside, beside_to) = (side(from)?, side(to)?);
        let has_side = self.kind(&beside)?.is_some();
        // On some systems the two names are one file.
        if !has_side || (from.parent() == to.parent() && are_alike(from.name(), to.name())) {
            self.move_entry(from, to)?;
            return if has_side {
                self.move_entry(&beside, &beside_to)
            } else {
                Ok(())
            };
        }
        let copy = Change {
            path: self.target(&beside_to)?,
            content: self.text(&beside)?,
        };
        commit(self.files, std::slice::from_ref(&copy), lock)?;
        if let Err(error) = self.move_entry(from, to) {
            self.files.remove_file(&copy.path).ok();
            return Err(error);
        }
        let old = Change {
            path: self.entry(&beside)?,
            content: None,
        };
        commit(self.files, &[old], lock)
    }

    fn move_entry(&self, from: &ItemPath, to: &ItemPath) -> Result<(), CollectionError> {
        if from == to {
            return Ok(());
        }
        self.files
            .rename(&self.entry(from)?, &self.entry(to)?)
            .map_err(|error| disk_error(&self.shown(to), &error))?;
        self.sync(&from.parent().unwrap_or_default())?;
        self.sync(&to.parent().unwrap_or_default())
    }

    fn sync(&self, folder: &ItemPath) -> Result<(), CollectionError> {
        self.files
            .sync_folder(&self.folder(folder)?)
            .map_err(|error| disk_error(&self.shown(folder), &error))
    }

    /// A name for a YAML file that is not taken; `own` is the file that has one and gets another.
    pub(super) fn free_file(
        &self,
        folder: &ItemPath,
        stem: &str,
        own: Option<&ItemPath>,
    ) -> Result<ItemPath, CollectionError> {
        let own = own.map_or("", ItemPath::name);
        let own_side = names::side_of(own).unwrap_or_default();
        // A file beside a YAML that is gone would be taken for that of the new one.
        let taken: Vec<String> = self
            .names(folder)?
            .into_iter()
            .filter(|name| name != own && *name != own_side)
            .map(|name| match name.strip_suffix(SIDE) {
                Some(stem) => format!("{stem}{YAML}"),
                None => name,
            })
            .chain(self.left_out(folder)?)
            .collect();
        child(folder, &names::free(stem, YAML, taken.iter().map(String::as_str)))
    }

    pub(super) fn free_folder(
        &self,
        folder: &ItemPath,
        stem: &str,
        own: Option<&ItemPath>,
    ) -> Result<ItemPath, CollectionError> {
        let own = own.map_or("", ItemPath::name);
        let mut taken = self.names(folder)?;
        taken.retain(|name| name != own);
        taken.extend(self.left_out(folder)?);
        if folder.is_root() {
            taken.push(ENVIRONMENTS.to_owned());
        }
        child(folder, &names::free(stem, "", taken.iter().map(String::as_str)))
    }

    /// The names in a folder that the collection leaves out: what got one would not be shown any more.
    fn left_out(&self, folder: &ItemPath) -> Result<Vec<String>, CollectionError> {
        let root = child(&ItemPath::default(), ROOT_FILE)?;
        let yaml = self.text(&root)?.unwrap_or_default();
        let in_folder = |path: &ItemPath| path.parent().as_ref() == Some(folder);
        let paths = ignored_paths(&yaml).into_iter().filter(in_folder);
        Ok(paths.map(|path| path.name().to_owned()).collect())
    }

    /// What stands there, which must be a folder or the YAML file of an item: not the collection itself, and not what a
    /// collection or folder says of itself.
    fn kind_of_item(&self, path: &ItemPath) -> Result<FileKind, CollectionError> {
        let file = self.shown(path);
        if matches!(path.name(), ROOT_FILE | FOLDER_FILE) {
            return Err(CollectionError::NotAFile { file });
        }
        match self.kind(path)? {
            None => Err(CollectionError::Missing { file }),
            Some(FileKind::Folder) if !path.is_root() => Ok(FileKind::Folder),
            Some(kind @ (FileKind::File | FileKind::Link)) if path.name().ends_with(YAML) => Ok(kind),
            Some(_) => Err(CollectionError::NotAFile { file }),
        }
    }
}

fn is_folder(item: &Item) -> bool {
    matches!(item, Item::Folder(_))
}

/// A request without a place stands at 1.
fn place_of(item: &Item) -> u32 {
    seq_of(item).filter(|seq| *seq > 0).unwrap_or(1)
}

fn depth_check(folder: &ItemPath) -> Result<(), CollectionError> {
    if folder.as_str().split('/').count() > DEEPEST {
        return Err(CollectionError::TooDeep {
            folder: folder.clone(),
            limit: DEEPEST,
        });
    }
    Ok(())
}

/// Where something is after a folder above it was moved.
fn moved_path(path: &ItemPath, from: &ItemPath, to: &ItemPath) -> Result<ItemPath, CollectionError> {
    let rest = path.as_str().strip_prefix(from.as_str()).unwrap_or_default();
    ItemPath::new(&format!("{to}{rest}")).ok_or(CollectionError::NameEmpty)
}
