//! A whole collection in memory, as it is exported.

use super::CollectionStore;
use super::listing::NOT_A_REQUEST;
use super::orphans::Orphans;
use crate::formats::collection_tree::{CollectionTree, TransferNote, TransferOutcome, TreeFolder, TreeItem};
use crate::model::{Collection, Folder, Item, ItemPath};

impl CollectionStore {
    /// Everything at or below a path, with the folders that it stands in; the root means all. What can not be read, or is no
    /// request, has a line in the report.
    pub fn read_tree(&self, collection: &Collection, below: &ItemPath) -> CollectionTree {
        let mut reading = Reading {
            store: self,
            collection,
            below,
            orphans: Orphans::default(),
            report: Vec::new(),
        };
        let items = reading.items(&collection.items, "");
        for damaged in &collection.damaged {
            if damaged.path.is_in(below) {
                let outcome = TransferOutcome::Dropped;
                let text = if damaged.reason == NOT_A_REQUEST {
                    "It is no request".to_owned()
                } else {
                    format!("Its file can not be read: {}", damaged.reason)
                };
                reading.report.push(note(damaged.path.as_str(), outcome, text));
            }
        }
        let name = match collection.item(below) {
            Some(item) => item.name().to_owned(),
            None => collection.name.clone(),
        };
        CollectionTree {
            name,
            docs: collection.docs.clone(),
            defaults: collection.defaults.as_ref().clone(),
            items,
            environments: collection.environments.clone(),
            secrets: Vec::new(),
            report: reading.report,
        }
    }
}

struct Reading<'a> {
    store: &'a CollectionStore,
    collection: &'a Collection,
    below: &'a ItemPath,
    orphans: Orphans,
    report: Vec<TransferNote>,
}

impl Reading<'_> {
    fn items(&mut self, items: &[Item], above: &str) -> Vec<TreeItem> {
        items.iter().filter_map(|item| self.item(item, above)).collect()
    }

    fn item(&mut self, item: &Item, above: &str) -> Option<TreeItem> {
        let path = item.path();
        // What leads to it comes too: requests inherit from it.
        if !path.is_in(self.below) && !self.below.is_in(path) {
            return None;
        }
        let place = match above {
            "" => item.name().to_owned(),
            above => format!("{above} / {}", item.name()),
        };
        match item {
            Item::Folder(folder) => Some(self.folder(folder, &place)),
            Item::Request(_) => self.request(path, &place),
            Item::Other(other) => {
                let text = format!("It is of the type {}, which is not exported", other.kind);
                self.report.push(note(&place, TransferOutcome::Dropped, text));
                None
            }
        }
    }

    fn folder(&mut self, folder: &Folder, place: &str) -> TreeItem {
        TreeItem::Folder(Box::new(TreeFolder {
            name: folder.name.clone(),
            docs: folder.docs.clone(),
            defaults: folder.defaults.as_ref().clone(),
            items: self.items(&folder.items, place),
        }))
    }

    fn request(&mut self, path: &ItemPath, place: &str) -> Option<TreeItem> {
        if let Some(damaged) = self.collection.damage_above(path) {
            let text = format!(
                "{} can not be read, so it is not known what this request inherits",
                damaged.path
            );
            self.report.push(note(place, TransferOutcome::Dropped, text));
            return None;
        }
        match self
            .store
            .read_request_among(&self.collection.root, path, &self.orphans)
        {
            Ok(opened) => Some(TreeItem::Request(Box::new(opened.content))),
            Err(error) => {
                let text = format!("It can not be read: {error}");
                self.report.push(note(place, TransferOutcome::Dropped, text));
                None
            }
        }
    }
}

fn note(place: &str, outcome: TransferOutcome, text: String) -> TransferNote {
    TransferNote {
        place: place.to_owned(),
        outcome,
        text,
    }
}
