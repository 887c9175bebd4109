//! Folders of collections: listing, saving beside other programs, names, links, deleting, watching, kills.

mod changes;
mod crashes;
mod faulty;
mod kills;
mod links;
mod listing;
mod saves;
mod watching;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use countersign::model::{Collection, Item, ItemPath, Request};
use countersign::store::collection::CollectionStore;
use countersign::store::places::Places;

/// A folder with a collection in it, and a data folder beside it.
struct Fixture {
    folder: tempfile::TempDir,
    store: CollectionStore,
}

impl Fixture {
    fn new() -> Self {
        let fixture = Self::without_collection();
        fixture.write(
            "opencollection.yml",
            "opencollection: 1.0.0\n\ninfo:\n  name: Pets\n",
        );
        fixture
    }

    fn without_collection() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("c")).unwrap();
        let places = Places::new(Some(folder.path().join("data"))).unwrap();
        Self {
            store: CollectionStore::new(&places),
            folder,
        }
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("c")
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A file as a person or another program writes it.
    fn write(&self, path: &str, text: &str) {
        self.write_bytes(path, text.as_bytes());
    }

    fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let file = self.root().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::File::create(file).unwrap().write_all(bytes).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    fn request(&self, path: &str, name: &str, seq: u32) {
        self.write(path, &request_yaml(name, seq));
    }

    fn open(&self) -> Collection {
        self.store.open(&self.root()).unwrap()
    }

    /// How many files in the collection's own folder are being written, or were left by a killed program.
    fn unfinished(&self) -> usize {
        let names = fs::read_dir(self.root())
            .unwrap()
            .flatten()
            .map(|entry| entry.file_name());
        names
            .filter(|name| name.to_string_lossy().ends_with("unfinished"))
            .count()
    }

    /// Files and folders below the collection, by name.
    fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        walk(&self.root(), "", &mut found);
        found.sort();
        found
    }
}

fn walk(folder: &Path, before: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{before}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            walk(&entry.path(), &format!("{name}/"), found);
        } else {
            found.push(name);
        }
    }
}

fn put(file: &Path, text: &str) {
    fs::File::create(file)
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
}

fn request_yaml(name: &str, seq: u32) -> String {
    format!(
        "info:\n  name: {name}\n  type: http\n  seq: {seq}\n\nhttp:\n  method: GET\n  url: \"{{{{base}}}}/{name}\"\n  \
         auth: inherit\n"
    )
}

fn path(path: &str) -> ItemPath {
    ItemPath::new(path).unwrap()
}

fn root() -> ItemPath {
    ItemPath::default()
}

/// With something that only the file beside the YAML keeps.
fn with_side(mut request: Request, server_name: &str) -> Request {
    server_name.clone_into(&mut request.settings.server_name);
    request
}

/// A request with this name and URL.
fn request(name: &str) -> Request {
    let mut request = Request::default();
    name.clone_into(&mut request.info.name);
    request.http.url = format!("https://example.com/{name}");
    request
}

/// Names of a tree, folders with `/`, each level in brackets.
fn tree(items: &[Item]) -> String {
    let each = |item: &Item| match item {
        Item::Folder(folder) => format!("{}/[{}]", folder.name, tree(&folder.items)),
        Item::Request(request) => request.name.clone(),
        Item::Other(other) => format!("{}:{}", other.kind, other.name),
    };
    items.iter().map(each).collect::<Vec<_>>().join(" ")
}
