//! Reading one file of a collection to be edited, and saving it unless somebody else changed it meanwhile.

use std::path::PathBuf;

use crate::model::{CollectionAccess, CollectionError, ItemPath};
use crate::store::files::FolderLock;
use crate::store::opencollection::{
    Layout, WriteProblem, WrittenFile, YamlProblem, read_head, read_root, side_is_of,
};

use super::commit::{Change, commit};
use super::ground::{Ground, LARGEST_FILE, child, side};
use super::listing::{access_of, damaged_of};
use super::names::ROOT_FILE;
use super::orphans::Orphans;
use super::revision::{Pair, Revision};

/// Something that was read to be edited.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened<T> {
    /// What the file says.
    pub content: T,
    /// For saving it again.
    pub revision: Revision,
    /// The YAML file on this computer.
    pub file: PathBuf,
}

/// Something was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// For saving it again.
    pub revision: Revision,
    /// What became of comments and of the order of lines.
    pub layout: Layout,
}

/// Why something was not saved. The file is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// The file is not the one that was read. To save all the same, give the revision of `theirs`.
    #[error("the file was changed by another program since it was opened")]
    Changed(Box<Conflict>),
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] CollectionError),
}

impl SaveError {
    /// Stable slug.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Changed(_) => "file-changed",
            Self::Failed(error) => error.kind(),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Changed(_) => "Compare both, then keep yours or take theirs".to_owned(),
            Self::Failed(error) => error.hint(),
        }
    }
}

/// Both sides of a file that somebody else changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The YAML on the disk; `None` when the file was removed.
    pub theirs: Option<String>,
    /// What it would be with what was to be saved; `None` when theirs is damaged, so that it is not written over.
    pub ours: Option<String>,
    /// Of theirs.
    pub revision: Revision,
}

impl Ground<'_> {
    /// Whether the collection may be changed at all.
    pub(super) fn writable(&self) -> Result<(), CollectionError> {
        let root = child(&ItemPath::default(), ROOT_FILE)?;
        let yaml = self.text(&root)?.unwrap_or_default();
        // A damaged file of the collection says nothing of its version, and its requests can be saved.
        let access = read_root(&yaml, None).map(|file| access_of(&file));
        match access {
            Ok(CollectionAccess::ReadOnly { reason }) => Err(CollectionError::ReadOnly { reason }),
            Ok(CollectionAccess::ReadWrite) | Err(_) => Ok(()),
        }
    }

    /// A request with the file beside it. A file of that kind without a request belongs to the one request that it was
    /// saved with, when Bruno gave that another name.
    pub(super) fn request(&self, yaml: &ItemPath) -> Result<Pair, CollectionError> {
        self.request_among(yaml, &Orphans::default())
    }

    /// The same with what is known of the folders already.
    pub(super) fn request_among(&self, yaml: &ItemPath, orphans: &Orphans) -> Result<Pair, CollectionError> {
        let mut pair = self.pair(yaml)?;
        if let (Some(text), None) = (&pair.yaml, &pair.side)
            && let Some((orphan, content)) = self.orphan_of(yaml, text, orphans)?
        {
            pair.side = Some(content);
            pair.orphan = Some(orphan);
        }
        Ok(pair)
    }

    fn orphan_of(
        &self,
        path: &ItemPath,
        yaml: &str,
        orphans: &Orphans,
    ) -> Result<Option<(ItemPath, String)>, CollectionError> {
        let folder = path.parent().unwrap_or_default();
        let orphans = orphans.of(self, &folder)?;
        if orphans.is_empty() {
            return Ok(None);
        }
        let Ok(head) = read_head(yaml) else {
            return Ok(None);
        };
        let mut found = None;
        for name in orphans.iter() {
            let orphan = child(&folder, name)?;
            let content = match self.text(&orphan) {
                Ok(content) => content.unwrap_or_default(),
                // It says nothing of whose it is.
                Err(
                    CollectionError::Damaged { .. }
                    | CollectionError::TooLarge { .. }
                    | CollectionError::LeadsOutside { .. }
                    | CollectionError::NotAFile { .. }
                    | CollectionError::Denied { .. },
                ) => continue,
                Err(error) => return Err(error),
            };
            if side_is_of(&content, &head) {
                if found.is_some() {
                    return Ok(None);
                }
                found = Some((orphan, content));
            }
        }
        Ok(found)
    }

    /// What a file says, to be edited.
    pub(super) fn opened<T>(
        &self,
        path: &ItemPath,
        pair: &Pair,
        read: impl Fn(&str, Option<&str>) -> Result<T, YamlProblem>,
    ) -> Result<Opened<T>, CollectionError> {
        let file = self.shown(path);
        let Some((yaml, beside)) = pair.before() else {
            return Err(CollectionError::Missing { file });
        };
        match read(yaml, beside) {
            Ok(content) => Ok(Opened {
                content,
                revision: pair.revision(),
                file,
            }),
            Err(problem) => Err(CollectionError::Damaged {
                file: self.shown(&damaged_of(path, pair, read)),
                reason: problem.to_string(),
            }),
        }
    }

    /// Saves a file that was read as `base`, with the lock held. `write` gives the new content for what is there.
    pub(super) fn save(
        &self,
        path: &ItemPath,
        current: &Pair,
        base: &Revision,
        write: impl Fn(Option<(&str, Option<&str>)>) -> Result<WrittenFile, WriteProblem>,
        lock: &FolderLock,
    ) -> Result<Saved, SaveError> {
        let written = write(current.before());
        let revision = current.revision();
        if revision != *base {
            // What is to be saved may be there already: the names changed, and the last step failed.
            if let Ok(written) = &written
                && current.says(written)
            {
                return Ok(Saved {
                    revision,
                    layout: written.layout,
                });
            }
            return Err(SaveError::Changed(Box::new(Conflict {
                theirs: current.yaml.clone(),
                ours: written.ok().map(|written| written.yaml),
                revision,
            })));
        }
        let written = written.map_err(|problem| self.unwritable(path, &problem))?;
        let layout = written.layout;
        let after = Pair::of(written);
        self.put(path, current, &after, lock)?;
        Ok(Saved {
            revision: after.revision(),
            layout,
        })
    }

    /// What could not be read again is not written.
    fn small_enough(&self, path: &ItemPath, content: Option<&str>) -> Result<(), CollectionError> {
        let bytes = u64::try_from(content.map_or(0, str::len)).unwrap_or(u64::MAX);
        if bytes > LARGEST_FILE {
            return Err(CollectionError::TooLarge {
                file: self.shown(path),
                bytes,
                limit: LARGEST_FILE,
            });
        }
        Ok(())
    }

    /// Brings a file and the one beside it from one content to another. The file beside it changes first: it says which
    /// YAML it is for, and where the two differ the YAML counts.
    pub(super) fn put(
        &self,
        path: &ItemPath,
        before: &Pair,
        after: &Pair,
        lock: &FolderLock,
    ) -> Result<(), CollectionError> {
        let beside = side(path)?;
        self.small_enough(path, after.yaml.as_deref())?;
        self.small_enough(&beside, after.side.as_deref())?;
        let mut changes = Vec::new();
        let had_side = before.side.is_some() && before.orphan.is_none();
        if after.side != before.side || before.orphan.is_some() {
            if after.side.is_some() || had_side {
                changes.push(Change {
                    path: self.target(&beside)?,
                    content: after.side.clone(),
                });
            }
            if let Some(orphan) = &before.orphan {
                changes.push(Change {
                    path: self.entry(orphan)?,
                    content: None,
                });
            }
        }
        if after.yaml != before.yaml {
            changes.push(Change {
                path: self.target(path)?,
                content: after.yaml.clone(),
            });
        }
        commit(self.files, &changes, lock)
    }
}
