//! What panels ask the app to do with collections and what stands in them.

use std::path::PathBuf;

use crate::model::{DraftId, ItemPath, ItemRef};

/// A wish about a collection, with its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CollectionAction {
    /// Open the collection in this folder.
    OpenCollection(PathBuf),
    /// Take it out of the sidebar; its files stay.
    CloseCollection(PathBuf),
    /// Make a new one.
    CreateCollection {
        /// The folder that its folder is made in, as typed.
        folder: String,
        /// What it is called.
        name: String,
    },
    /// Read it again.
    Reload(PathBuf),
    /// Open a request in a tab, or bring its tab to the front.
    OpenRequest(ItemRef),
    /// Make an empty request in this folder and open it.
    NewRequest(ItemRef),
    /// Make a folder in this one.
    NewFolder(ItemRef),
    /// Give it another name.
    RenameItem(ItemRef, String),
    /// Make a copy beside it.
    DuplicateItem(ItemRef),
    /// Delete it; that can be taken back.
    DeleteItem(ItemRef),
    /// Take the last deletion back.
    UndoDelete,
    /// Put it elsewhere in its collection.
    MoveItem {
        /// What.
        item: ItemRef,
        /// The folder that takes it.
        folder: ItemPath,
        /// In front of this sibling; `None` for the end.
        before: Option<ItemPath>,
    },
    /// Put the path of its file on the clipboard.
    CopyPath(ItemRef),
    /// Show what requests inherit from this folder or collection.
    EditDefaults(ItemRef),
    /// Write what is typed on the page of what requests inherit.
    SaveDefaults,
    /// Go on with that, though something in it looks like a secret.
    SaveDefaultsWithSuspects(WithSuspects),
    /// Save the request of a tab into this folder of a collection.
    SaveAs {
        /// The tab.
        draft: DraftId,
        /// Collection and folder.
        folder: ItemRef,
        /// What the request is called.
        name: String,
        /// Environment that takes typed secrets as variables.
        environment: String,
    },
    /// Go on with a save that has something like a secret in it.
    SaveWithSuspects(WithSuspects),
    /// Say what happens to a request whose file changed while it was edited.
    Resolve(DraftId, Resolution),
}

/// What happens to a request whose file changed while it was edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// The file is written over with what is in the tab.
    KeepMine,
    /// The tab shows what is in the file; the edits can be brought back by Undo.
    TakeTheirs,
}

/// What happens to what looks like a secret in a request that is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithSuspects {
    /// It becomes a secret variable.
    MakeVariables,
    /// It is written to the file.
    Keep,
}
