//! A collection: a folder of requests in OpenCollection YAML, as the sidebar shows it.
//!
//! The tree holds what a row of the sidebar needs; a request is read whole when it is opened.
//! <https://www.npmjs.com/package/@opencollection/types>

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Auth, Environment, HeaderRow, LongText, RequestSettings, Variable};

/// A collection as read from its folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Collection {
    /// Its folder, absolute.
    pub root: PathBuf,
    /// `info.name` of `opencollection.yml`, or else the name of the folder.
    pub name: String,
    /// What its requests inherit.
    pub defaults: Arc<Defaults>,
    /// A note about it in Markdown.
    pub docs: LongText,
    /// Folders and requests in the order of the sidebar.
    pub items: Vec<Item>,
    /// Its environments, by name.
    pub environments: Vec<Environment>,
    /// Names and values of its `.env`, in the order of the file; reached as `{{process.env.NAME}}`.
    pub dot_env: Vec<(String, String)>,
    /// Files that could not be read.
    pub damaged: Vec<DamagedFile>,
    /// Whether it can be changed.
    pub access: CollectionAccess,
}

/// What requests inherit from a collection or folder, `request` in OpenCollection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Defaults {
    /// Headers that are added unless something nearer to the request has one of that name.
    pub headers: Vec<HeaderRow>,
    /// Auth of requests that inherit. Of a folder `Inherit` means the next one above; of a collection without auth it is
    /// None, as Bruno reads it.
    pub auth: Auth,
    /// Variables.
    pub variables: Vec<Variable>,
    /// Settings that count where the request's own are at their default.
    pub settings: RequestSettings,
}

impl Defaults {
    /// Whether both say the same, whatever the identities of their rows.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        let headers_alike = self.headers.len() == other.headers.len()
            && self.headers.iter().zip(&other.headers).all(|(one, other)| {
                (&one.name, &one.value, one.state) == (&other.name, &other.value, other.state)
            });
        headers_alike
            && self.auth == other.auth
            && self.settings == other.settings
            && Variable::say_the_same(&self.variables, &other.variables)
    }
}

/// Where a file or folder of a collection stands: names from the collection's folder down, joined by `/`. Empty for the
/// collection itself. It never leads out of the collection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemPath(String);

impl ItemPath {
    /// From names joined by `/`; `None` for what leads elsewhere: absolute paths, `.`, `..`, empty names, `\` and NUL.
    pub fn new(path: &str) -> Option<Self> {
        let leads_down = |name: &str| !matches!(name, "" | "." | "..") && !name.contains(['\\', '\0']);
        (path.is_empty() || path.split('/').all(leads_down)).then(|| Self(path.to_owned()))
    }

    /// The names, joined by `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for the collection itself.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// What it stands in; `None` for the collection itself.
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        let parent = self.0.rsplit_once('/').map_or("", |(parent, _)| parent);
        Some(Self(parent.to_owned()))
    }

    /// Something in it; `None` for a name that leads elsewhere.
    pub fn child(&self, name: &str) -> Option<Self> {
        if name.contains('/') {
            return None;
        }
        if self.is_root() {
            return Self::new(name).filter(|path| !path.is_root());
        }
        Self::new(&format!("{}/{name}", self.0))
    }

    /// Its own name; empty for the collection itself.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(self.0.as_str(), |(_, name)| name)
    }

    /// Whether it is this folder, or stands in it at any depth.
    pub fn is_in(&self, folder: &Self) -> bool {
        folder.is_root()
            || self
                .0
                .strip_prefix(folder.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The path on this computer.
    pub fn below(&self, root: &Path) -> PathBuf {
        let mut path = root.to_path_buf();
        path.extend(self.0.split('/').filter(|name| !name.is_empty()));
        path
    }
}

impl fmt::Display for ItemPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file or folder of one of the open collections.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemRef {
    /// Folder of the collection, absolute.
    pub root: PathBuf,
    /// Where it stands in it.
    pub path: ItemPath,
}

impl ItemRef {
    /// The collection itself.
    pub fn root(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            path: ItemPath::default(),
        }
    }

    /// Where it stands when `from` stands at `to` from now on; `None` for what is neither that nor in it.
    pub fn moved(&self, from: &Self, to: &Self) -> Option<Self> {
        if self.root != from.root || !self.path.is_in(&from.path) || from.path.is_root() {
            return None;
        }
        let rest = self.path.as_str().get(from.path.as_str().len()..)?;
        Some(Self {
            root: to.root.clone(),
            path: ItemPath::new(&format!("{}{rest}", to.path))?,
        })
    }

    /// The path on this computer.
    pub fn full_path(&self) -> PathBuf {
        self.path.below(&self.root)
    }
}

/// A row of the tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A folder with what it holds.
    Folder(Folder),
    /// A request that can be opened and sent.
    Request(RequestItem),
    /// Something that is kept and shown as what it is, and can not be edited here.
    Other(OtherItem),
}

impl Item {
    /// Where its file or folder stands.
    pub fn path(&self) -> &ItemPath {
        match self {
            Self::Folder(folder) => &folder.path,
            Self::Request(request) => &request.path,
            Self::Other(other) => &other.path,
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        match self {
            Self::Folder(folder) => &folder.name,
            Self::Request(request) => &request.name,
            Self::Other(other) => &other.name,
        }
    }
}

/// A folder of a collection.
#[derive(Clone, Debug, PartialEq)]
pub struct Folder {
    /// Its directory.
    pub path: ItemPath,
    /// `info.name` of its `folder.yml`, or else the name of the directory.
    pub name: String,
    /// Place among its siblings from 1 on, where the file has one.
    pub seq: Option<u32>,
    /// What its requests inherit.
    pub defaults: Arc<Defaults>,
    /// A note about it in Markdown.
    pub docs: LongText,
    /// What stands in it, in the order of the sidebar.
    pub items: Vec<Item>,
}

/// A request of a collection, as its row shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestItem {
    /// Its file.
    pub path: ItemPath,
    /// `info.name`, or else the name of the file.
    pub name: String,
    /// As typed.
    pub method: String,
    /// As typed.
    pub url: String,
    /// Place among the requests of its folder, where the file has one.
    pub seq: Option<u32>,
}

/// An item of a kind that is not edited here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherItem {
    /// Its file.
    pub path: ItemPath,
    /// `info.name`, or else the name of the file.
    pub name: String,
    /// `info.type` as the file has it, as `grpc` or `websocket`.
    pub kind: String,
    /// Place among the requests of its folder, where the file has one.
    pub seq: Option<u32>,
}

/// A file that could not be read. It is left where it is and never written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DamagedFile {
    /// Which.
    pub path: ItemPath,
    /// Why, with line and column, for people.
    pub reason: String,
}

/// Whether a collection can be changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CollectionAccess {
    /// It can.
    #[default]
    ReadWrite,
    /// It is only shown.
    ReadOnly {
        /// Why, for people.
        reason: String,
    },
}

impl Collection {
    /// The item at a path, at any depth.
    pub fn item(&self, path: &ItemPath) -> Option<&Item> {
        find(&self.items, path)
    }

    /// What a request at this path stands in, the nearest folder first, without the collection.
    pub fn folders_above(&self, path: &ItemPath) -> Vec<&Folder> {
        let mut above = Vec::new();
        let mut items = self.items.as_slice();
        loop {
            let next = items.iter().find_map(|item| match item {
                Item::Folder(folder) if path.is_in(&folder.path) && *path != folder.path => Some(folder),
                _ => None,
            });
            let Some(folder) = next else { break };
            above.insert(0, folder);
            items = &folder.items;
        }
        above
    }

    /// A damaged file that a request at this path would inherit from, or a folder above it that was not looked into, as one
    /// that stands too deep: what it inherits, auth among it, is not known.
    pub fn damage_above(&self, path: &ItemPath) -> Option<&DamagedFile> {
        let is_folder_above = |folder: &ItemPath| !folder.is_root() && path != folder && path.is_in(folder);
        self.damaged.iter().find(|damaged| {
            if is_folder_above(&damaged.path) {
                return self.item(&damaged.path).is_none();
            }
            let name = damaged.path.name();
            match damaged.path.parent() {
                Some(root) if root.is_root() => {
                    matches!(name, "opencollection.yml" | "opencollection.countersign.toml")
                }
                Some(folder) => {
                    matches!(name, "folder.yml" | "folder.countersign.toml") && path.is_in(&folder)
                }
                None => false,
            }
        })
    }

    /// The folder that keeps what stands at this path out of the collection: the first one from above that is none of its
    /// folders.
    pub fn folder_left_out(&self, path: &ItemPath) -> Option<ItemPath> {
        let mut left_out = None;
        let mut folder = path.parent();
        while let Some(above) = folder.filter(|folder| !folder.is_root()) {
            if self.item(&above).is_none() {
                left_out = Some(above.clone());
            }
            folder = above.parent();
        }
        left_out
    }

    /// The environment of this name.
    pub fn environment(&self, name: &str) -> Option<&Environment> {
        self.environments
            .iter()
            .find(|environment| environment.name == name)
    }
}

fn find<'a>(items: &'a [Item], path: &ItemPath) -> Option<&'a Item> {
    items.iter().find_map(|item| match item {
        item if item.path() == path => Some(item),
        Item::Folder(folder) if path.is_in(&folder.path) => find(&folder.items, path),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leads_out_of_the_collection() {
        for path in ["", "a.yml", "pets/list.yml", "a b/ü.yml", "..a/b..", "~"] {
            assert_eq!(ItemPath::new(path).unwrap().as_str(), path);
        }
        for path in [
            "/",
            "/etc/passwd",
            "..",
            "a/../b",
            "a//b",
            "./a",
            "a/",
            "a\\b",
            "a\0b",
            "C:\\x",
        ] {
            assert_eq!(ItemPath::new(path), None, "{path}");
        }
        let pets = ItemPath::new("pets").unwrap();
        assert_eq!(pets.child("../x"), None);
        assert_eq!(pets.child(""), None);
        assert_eq!(pets.child("a.yml").unwrap().as_str(), "pets/a.yml");
        assert_eq!(ItemPath::default().child(""), None);
    }

    #[test]
    fn a_path_knows_what_it_stands_in() {
        let file = ItemPath::new("pets/cats/list.yml").unwrap();
        let cats = file.parent().unwrap();
        assert_eq!((cats.as_str(), cats.name()), ("pets/cats", "cats"));
        assert!(file.is_in(&cats) && file.is_in(&ItemPath::default()) && file.is_in(&file));
        assert!(
            !ItemPath::new("pets2/a")
                .unwrap()
                .is_in(&ItemPath::new("pets").unwrap())
        );
        assert_eq!(ItemPath::default().parent(), None);
        assert_eq!(file.below(Path::new("/c")), Path::new("/c/pets/cats/list.yml"));
    }

    #[test]
    fn folders_above_are_the_nearest_first() {
        let folder = |path: &str, items| {
            Item::Folder(Folder {
                path: ItemPath::new(path).unwrap(),
                name: path.to_owned(),
                seq: None,
                defaults: Arc::default(),
                docs: LongText::default(),
                items,
            })
        };
        let tree = folder(
            "pets",
            vec![folder("pets/cats", Vec::new()), folder("pets/c", Vec::new())],
        );
        let collection = Collection {
            root: PathBuf::from("/c"),
            name: "c".to_owned(),
            defaults: Arc::default(),
            docs: LongText::default(),
            items: vec![tree],
            environments: Vec::new(),
            dot_env: Vec::new(),
            damaged: Vec::new(),
            access: CollectionAccess::default(),
        };
        let path = ItemPath::new("pets/cats/list.yml").unwrap();
        let above: Vec<&str> = collection
            .folders_above(&path)
            .iter()
            .map(|folder| folder.name.as_str())
            .collect();
        assert_eq!(above, ["pets/cats", "pets"]);
        let cats = ItemPath::new("pets/cats").unwrap();
        assert_eq!(collection.item(&cats).unwrap().name(), "pets/cats");
        assert_eq!(collection.folders_above(&cats).len(), 1);
    }
}
