//! The rows of the sidebar: which items of the open collections are in sight.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{Collection, Item, ItemPath, ItemRef};
use crate::ui::live::Problem;

/// A collection in the sidebar.
#[derive(Clone, Debug)]
pub struct ShownCollection {
    /// Its folder.
    pub root: PathBuf,
    /// What is known of it.
    pub content: ShownContent,
}

impl ShownCollection {
    /// What it is called: its name, or that of its folder while it is not read.
    pub fn name(&self) -> String {
        match &self.content {
            ShownContent::Open(collection) => collection.name.clone(),
            ShownContent::Opening | ShownContent::Failed(_) => {
                let name = self.root.file_name().unwrap_or(self.root.as_os_str());
                name.to_string_lossy().into_owned()
            }
        }
    }

    /// The collection, once it is read.
    pub fn collection(&self) -> Option<&Arc<Collection>> {
        match &self.content {
            ShownContent::Open(collection) => Some(collection),
            ShownContent::Opening | ShownContent::Failed(_) => None,
        }
    }
}

/// What is known of a collection.
#[derive(Clone, Debug)]
pub enum ShownContent {
    /// It is being read.
    Opening,
    /// All of it.
    Open(Arc<Collection>),
    /// It could not be read.
    Failed(Problem),
}

/// A row in sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeRow {
    /// What it is of.
    pub item: ItemRef,
    /// How deep it stands, 0 for a collection.
    pub depth: usize,
    /// What it is called.
    pub name: String,
    /// What it shows.
    pub kind: RowKind,
}

/// What a row shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A collection.
    Collection(Fold),
    /// A folder.
    Folder(Fold),
    /// A request with its method.
    Request {
        /// As typed.
        method: String,
    },
    /// An item of a kind that is only shown, as `grpc`.
    Other {
        /// `info.type`.
        kind: String,
    },
    /// A file that could not be read, and why.
    Damaged {
        /// For people.
        reason: String,
    },
}

impl RowKind {
    /// Whether something stands in it, and whether that is in sight.
    pub fn fold(&self) -> Option<Fold> {
        match self {
            Self::Collection(fold) | Self::Folder(fold) => Some(*fold),
            Self::Request { .. } | Self::Other { .. } | Self::Damaged { .. } => None,
        }
    }
}

/// Whether what stands in a row is in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// It is.
    Open,
    /// It is not.
    Closed,
}

/// The rows in sight: those below open folders, and with a filter those that it finds with all that they stand in.
/// A filter is found in names, methods and URLs, word by word.
pub fn visible_rows(
    collections: &[ShownCollection],
    unfolded: &BTreeSet<ItemRef>,
    filter: &str,
) -> Vec<TreeRow> {
    let filter = Filter::new(filter);
    let mut rows = Vec::new();
    for shown in collections {
        let root = ItemRef::root(&shown.root);
        let is_open = filter.is_on() || unfolded.contains(&root);
        let at = rows.len();
        rows.push(TreeRow {
            item: root,
            depth: 0,
            name: shown.name(),
            kind: RowKind::Collection(fold(is_open)),
        });
        if let ShownContent::Failed(problem) = &shown.content
            && is_open
        {
            rows.push(not_read(shown, problem));
        }
        let Some(collection) = shown.collection().filter(|_| is_open) else {
            continue;
        };
        let place = Placement {
            root: &shown.root,
            unfolded,
            filter: &filter,
        };
        place.items(&collection.items, 1, &mut rows);
        for damaged in &collection.damaged {
            let name = damaged.path.as_str();
            let name = if name.is_empty() {
                "opencollection.yml"
            } else {
                name
            };
            if filter.finds(&[name]) {
                rows.push(TreeRow {
                    item: place.item(&damaged.path),
                    depth: 1,
                    name: name.to_owned(),
                    kind: RowKind::Damaged {
                        reason: damaged.reason.clone(),
                    },
                });
            }
        }
        if filter.is_on() && rows.len() == at + 1 && !filter.finds(&[&collection.name]) {
            rows.pop();
        }
    }
    rows
}

/// The row that says why a collection could not be read.
fn not_read(shown: &ShownCollection, problem: &Problem) -> TreeRow {
    TreeRow {
        item: ItemRef {
            root: shown.root.clone(),
            path: ItemPath::new("opencollection.yml").unwrap_or_default(),
        },
        depth: 1,
        name: problem.message.clone(),
        kind: RowKind::Damaged {
            reason: format!("{}. {}", problem.message, problem.hint),
        },
    }
}

struct Placement<'a> {
    root: &'a PathBuf,
    unfolded: &'a BTreeSet<ItemRef>,
    filter: &'a Filter,
}

impl Placement<'_> {
    fn item(&self, path: &ItemPath) -> ItemRef {
        ItemRef {
            root: self.root.clone(),
            path: path.clone(),
        }
    }

    fn items(&self, items: &[Item], depth: usize, rows: &mut Vec<TreeRow>) {
        for item in items {
            match item {
                Item::Folder(folder) => {
                    let row = self.item(&folder.path);
                    let is_open = self.filter.is_on() || self.unfolded.contains(&row);
                    let at = rows.len();
                    rows.push(TreeRow {
                        item: row,
                        depth,
                        name: folder.name.clone(),
                        kind: RowKind::Folder(fold(is_open)),
                    });
                    if is_open {
                        self.items(&folder.items, depth + 1, rows);
                    }
                    if self.filter.is_on() && rows.len() == at + 1 && !self.filter.finds(&[&folder.name]) {
                        rows.pop();
                    }
                }
                Item::Request(request) => {
                    if self.filter.finds(&[&request.name, &request.method, &request.url]) {
                        rows.push(TreeRow {
                            item: self.item(&request.path),
                            depth,
                            name: request.name.clone(),
                            kind: RowKind::Request {
                                method: request.method.clone(),
                            },
                        });
                    }
                }
                Item::Other(other) => {
                    if self.filter.finds(&[&other.name, &other.kind]) {
                        rows.push(TreeRow {
                            item: self.item(&other.path),
                            depth,
                            name: other.name.clone(),
                            kind: RowKind::Other {
                                kind: other.kind.clone(),
                            },
                        });
                    }
                }
            }
        }
    }
}

fn fold(is_open: bool) -> Fold {
    if is_open { Fold::Open } else { Fold::Closed }
}

/// Words in lower case, all of which have to be found.
struct Filter(Vec<String>);

impl Filter {
    fn new(typed: &str) -> Self {
        Self(typed.split_whitespace().map(str::to_lowercase).collect())
    }

    fn is_on(&self) -> bool {
        !self.0.is_empty()
    }

    fn finds(&self, texts: &[&str]) -> bool {
        let finds = |word: &String| texts.iter().any(|text| contains(text, word));
        self.0.iter().all(finds)
    }
}

/// Whether a text has this word of lower case in it, in any case.
fn contains(text: &str, word: &str) -> bool {
    if text.is_ascii() && word.is_ascii() {
        let (text, word) = (text.as_bytes(), word.as_bytes());
        return text
            .windows(word.len())
            .any(|part| part.eq_ignore_ascii_case(word));
    }
    text.to_lowercase().contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CollectionAccess, DamagedFile, Folder, LongText, OtherItem, RequestItem};

    fn path(path: &str) -> ItemPath {
        ItemPath::new(path).unwrap()
    }

    fn request(at: &str, name: &str, method: &str, url: &str) -> Item {
        Item::Request(RequestItem {
            path: path(at),
            name: name.to_owned(),
            method: method.to_owned(),
            url: url.to_owned(),
            seq: None,
        })
    }

    fn pets() -> ShownCollection {
        let folder = Folder {
            path: path("cats"),
            name: "Cats".to_owned(),
            seq: None,
            defaults: Arc::default(),
            docs: LongText::default(),
            items: vec![
                request("cats/list.yml", "List cats", "GET", "{{base}}/cats"),
                request("cats/feed.yml", "Füttern", "POST", "{{base}}/feed"),
            ],
        };
        let collection = Collection {
            root: PathBuf::from("/pets"),
            name: "Pets".to_owned(),
            defaults: Arc::default(),
            docs: LongText::default(),
            items: vec![
                Item::Folder(folder),
                request("all.yml", "All", "GET", "{{base}}/all"),
                Item::Other(OtherItem {
                    path: path("stream.yml"),
                    name: "Stream".to_owned(),
                    kind: "grpc".to_owned(),
                    seq: None,
                }),
            ],
            environments: Vec::new(),
            dot_env: Vec::new(),
            damaged: vec![DamagedFile {
                path: path("bad.yml"),
                reason: "line 1".to_owned(),
            }],
            access: CollectionAccess::default(),
        };
        ShownCollection {
            root: PathBuf::from("/pets"),
            content: ShownContent::Open(Arc::new(collection)),
        }
    }

    fn names(unfolded: &[&str], filter: &str) -> Vec<(usize, String)> {
        let unfolded = unfolded
            .iter()
            .map(|at| ItemRef {
                root: PathBuf::from("/pets"),
                path: path(at),
            })
            .collect();
        visible_rows(&[pets()], &unfolded, filter)
            .into_iter()
            .map(|row| (row.depth, row.name))
            .collect()
    }

    fn owned(rows: &[(usize, &str)]) -> Vec<(usize, String)> {
        rows.iter()
            .map(|(depth, name)| (*depth, (*name).to_owned()))
            .collect()
    }

    #[test]
    fn what_stands_in_a_closed_folder_is_out_of_sight() {
        assert_eq!(names(&[], ""), owned(&[(0, "Pets")]));
        let open = [
            (0, "Pets"),
            (1, "Cats"),
            (1, "All"),
            (1, "Stream"),
            (1, "bad.yml"),
        ];
        assert_eq!(names(&[""], ""), owned(&open));
        let deep = names(&["", "cats"], "");
        assert_eq!(
            deep.get(2..4).unwrap(),
            owned(&[(2, "List cats"), (2, "Füttern")])
        );
    }

    #[test]
    fn a_filter_finds_at_any_depth_and_shows_what_it_stands_in() {
        assert_eq!(
            names(&[], "list"),
            owned(&[(0, "Pets"), (1, "Cats"), (2, "List cats")])
        );
        assert_eq!(
            names(&[], "FÜTT"),
            owned(&[(0, "Pets"), (1, "Cats"), (2, "Füttern")])
        );
        assert_eq!(names(&[], "get all"), owned(&[(0, "Pets"), (1, "All")]));
        assert_eq!(
            names(&[], "base}}/feed"),
            owned(&[(0, "Pets"), (1, "Cats"), (2, "Füttern")])
        );
        assert_eq!(names(&[], "grpc"), owned(&[(0, "Pets"), (1, "Stream")]));
        assert_eq!(names(&[], "cats").len(), 3);
        assert_eq!(names(&[], "no such"), owned(&[]));
        // The collection's own name finds it alone.
        assert_eq!(names(&[], "pets"), owned(&[(0, "Pets")]));
    }

    #[test]
    fn a_collection_that_is_not_read_has_the_name_of_its_folder() {
        let shown = ShownCollection {
            root: PathBuf::from("/work/petshop"),
            content: ShownContent::Opening,
        };
        let rows = visible_rows(&[shown], &BTreeSet::new(), "");
        assert_eq!(rows.first().unwrap().name, "petshop");
    }
}
