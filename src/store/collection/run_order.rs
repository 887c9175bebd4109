//! Which requests of a collection are run, in the order of the sidebar.

use super::listing::NOT_A_REQUEST;
use super::names::ROOT_FILE;
use crate::model::{Collection, Item, ItemPath};

/// What is run of a collection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunOrder {
    /// Requests and damaged files at their places, each once.
    pub places: Vec<RunPlace>,
    /// What was meant too and is not run here, in a sentence each.
    pub others: Vec<String>,
}

/// A request at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunPlace {
    /// One that can be listed.
    Request {
        /// Its file.
        path: ItemPath,
        /// What it is called.
        name: String,
        /// As typed.
        method: String,
    },
    /// A file that can not be read: a failure of the run, not a gap in it.
    Damaged {
        /// Where it stands.
        path: ItemPath,
        /// What is wrong with it.
        reason: String,
    },
}

impl RunPlace {
    /// Its file.
    pub fn path(&self) -> &ItemPath {
        match self {
            Self::Request { path, .. } | Self::Damaged { path, .. } => path,
        }
    }
}

/// Everything at or below the selected paths, in the order of the sidebar; the root selects everything.
pub fn run_order(collection: &Collection, selected: &[ItemPath]) -> RunOrder {
    let is_selected = |path: &ItemPath| selected.iter().any(|chosen| path.is_in(chosen));
    let mut order = RunOrder::default();
    walk(&collection.items, &mut |item| match item {
        Item::Request(request) if is_selected(&request.path) => order.places.push(RunPlace::Request {
            path: request.path.clone(),
            name: request.name.clone(),
            method: request.method.clone(),
        }),
        Item::Other(other) if is_selected(&other.path) => order.others.push(format!(
            "{} is of type {} and is not run here",
            other.path, other.kind
        )),
        _ => {}
    });
    for damaged in &collection.damaged {
        let path = &damaged.path;
        if !is_selected(path) || path.as_str().starts_with("environments/") {
            continue;
        }
        if damaged.reason == NOT_A_REQUEST {
            order.others.push(format!("{path} is no request and is not run"));
        } else {
            let file = || ItemPath::new(ROOT_FILE).unwrap_or_default();
            order.places.push(RunPlace::Damaged {
                path: if path.is_root() { file() } else { path.clone() },
                reason: damaged.reason.clone(),
            });
        }
    }
    order
}

fn walk<'a>(items: &'a [Item], visit: &mut dyn FnMut(&'a Item)) {
    for item in items {
        visit(item);
        if let Item::Folder(folder) = item {
            walk(&folder.items, visit);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::model::{CollectionAccess, DamagedFile, Folder, LongText, OtherItem, RequestItem};

    fn path(text: &str) -> ItemPath {
        ItemPath::new(text).unwrap()
    }

    fn request(text: &str) -> Item {
        Item::Request(RequestItem {
            path: path(text),
            name: text.to_owned(),
            method: "GET".to_owned(),
            url: String::new(),
            seq: None,
        })
    }

    fn collection() -> Collection {
        let folder = Folder {
            path: path("cats"),
            name: "Cats".to_owned(),
            seq: None,
            defaults: Arc::default(),
            docs: LongText::default(),
            items: vec![request("cats/b.yml"), request("cats/a.yml")],
        };
        let other = OtherItem {
            path: path("live.yml"),
            name: "live".to_owned(),
            kind: "websocket".to_owned(),
            seq: None,
        };
        let damaged = |text: &str, reason: &str| DamagedFile {
            path: path(text),
            reason: reason.to_owned(),
        };
        Collection {
            root: PathBuf::from("/c"),
            name: "c".to_owned(),
            defaults: Arc::default(),
            docs: LongText::default(),
            environments: Vec::new(),
            dot_env: Vec::new(),
            access: CollectionAccess::default(),
            items: vec![Item::Folder(folder), request("z.yml"), Item::Other(other)],
            damaged: vec![
                damaged("broken.yml", "no YAML"),
                damaged("environments/dev.yml", "no YAML"),
                damaged("values.yml", NOT_A_REQUEST),
            ],
        }
    }

    fn paths(order: &RunOrder) -> Vec<&str> {
        order.places.iter().map(|place| place.path().as_str()).collect()
    }

    #[test]
    fn all_of_it_is_in_the_order_of_the_sidebar_and_what_is_no_request_is_said() {
        let order = run_order(&collection(), &[ItemPath::default()]);
        assert_eq!(paths(&order), ["cats/b.yml", "cats/a.yml", "z.yml", "broken.yml"]);
        assert_eq!(
            order.others,
            [
                "live.yml is of type websocket and is not run here",
                "values.yml is no request and is not run"
            ]
        );
    }

    #[test]
    fn what_is_selected_twice_is_run_once() {
        let order = run_order(&collection(), &[path("cats/a.yml"), path("cats"), path("z.yml")]);
        assert_eq!(paths(&order), ["cats/b.yml", "cats/a.yml", "z.yml"]);
        assert!(order.others.is_empty());
    }
}
