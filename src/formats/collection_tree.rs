//! A whole collection in memory, between a file of another program and files of ours, with what was said on the way.

use crate::model::{Defaults, Environment, LongText, Request, Secret};

/// A whole collection, as a file of another program holds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CollectionTree {
    /// What it is called.
    pub name: String,
    /// A note about it in Markdown.
    pub docs: LongText,
    /// What its requests inherit.
    pub defaults: Defaults,
    /// Folders and requests in their order.
    pub items: Vec<TreeItem>,
    /// Its environments.
    pub environments: Vec<Environment>,
    /// Values of secret variables, which no file may have.
    pub secrets: Vec<ImportedSecret>,
    /// What does not come as it was.
    pub report: Vec<TransferNote>,
}

/// An item of a collection.
#[derive(Clone, Debug, PartialEq)]
pub enum TreeItem {
    /// A folder with what it holds.
    Folder(Box<TreeFolder>),
    /// A request.
    Request(Box<Request>),
}

/// A folder of a collection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TreeFolder {
    /// What it is called.
    pub name: String,
    /// A note about it in Markdown.
    pub docs: LongText,
    /// What its requests inherit.
    pub defaults: Defaults,
    /// Folders and requests in their order.
    pub items: Vec<TreeItem>,
}

/// The value of a secret variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedSecret {
    /// Where the variable is defined.
    pub home: SecretHome,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Secret,
}

/// Where a secret variable is defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretHome {
    /// In the collection.
    Collection,
    /// In the environment of this name.
    Environment(String),
}

/// A line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferNote {
    /// What it is about: names of folders and request, joined by `/`; empty for the collection.
    pub place: String,
    /// What became of it.
    pub outcome: TransferOutcome,
    /// What, and why, as a sentence without its end.
    pub text: String,
}

/// What became of something in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TransferOutcome {
    /// It does not come.
    Dropped,
    /// It comes in another form.
    Changed,
    /// It comes, and does nothing here.
    Kept,
}

impl TransferOutcome {
    /// As a word for reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dropped => "dropped",
            Self::Changed => "changed",
            Self::Kept => "kept",
        }
    }
}

/// How much a collection holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TreeCounts {
    /// Requests at any depth.
    pub requests: usize,
    /// Folders at any depth.
    pub folders: usize,
    /// Variables of collection, folders, requests and environments.
    pub variables: usize,
    /// Environments.
    pub environments: usize,
}

impl CollectionTree {
    /// How much it holds.
    pub fn counts(&self) -> TreeCounts {
        let mut counts = TreeCounts {
            variables: self.defaults.variables.len(),
            environments: self.environments.len(),
            ..TreeCounts::default()
        };
        for environment in &self.environments {
            counts.variables += environment.variables.len();
        }
        count(&self.items, &mut counts);
        counts
    }
}

fn count(items: &[TreeItem], counts: &mut TreeCounts) {
    for item in items {
        match item {
            TreeItem::Folder(folder) => {
                counts.folders += 1;
                counts.variables += folder.defaults.variables.len();
                count(&folder.items, counts);
            }
            TreeItem::Request(request) => {
                counts.requests += 1;
                counts.variables += request.variables.len();
            }
        }
    }
}
