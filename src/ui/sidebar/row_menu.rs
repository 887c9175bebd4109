//! What can be done with a row of the tree.

use eframe::egui::{Button, Ui};

use super::tree::{RowKind, TreeRow};
use crate::ui::action::Action;
use crate::ui::collection_action::CollectionAction;
use crate::ui::export_action::ExportAction;
use crate::ui::run_action::RunAction;

/// An entry of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Open,
    Run,
    Export,
    NewRequest,
    NewFolder,
    EditDefaults,
    Rename,
    Duplicate,
    CopyPath,
    Reload,
    Close,
    Delete,
}

impl Entry {
    fn text(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Run => "Run…",
            Self::Export => "Export…",
            Self::NewRequest => "New request",
            Self::NewFolder => "New folder…",
            Self::EditDefaults => "Edit what requests inherit…",
            Self::Rename => "Rename…",
            Self::Duplicate => "Duplicate",
            Self::CopyPath => "Copy path",
            Self::Reload => "Read again",
            Self::Close => "Close collection",
            Self::Delete => "Delete",
        }
    }
}

fn entries(kind: &RowKind) -> &'static [Entry] {
    match kind {
        RowKind::Collection(_) => &[
            Entry::Run,
            Entry::NewRequest,
            Entry::NewFolder,
            Entry::EditDefaults,
            Entry::Rename,
            Entry::Export,
            Entry::CopyPath,
            Entry::Reload,
            Entry::Close,
        ],
        RowKind::Folder(_) => &[
            Entry::Run,
            Entry::NewRequest,
            Entry::NewFolder,
            Entry::EditDefaults,
            Entry::Rename,
            Entry::Duplicate,
            Entry::Export,
            Entry::CopyPath,
            Entry::Delete,
        ],
        RowKind::Request { .. } => &[
            Entry::Open,
            Entry::Run,
            Entry::Rename,
            Entry::Duplicate,
            Entry::CopyPath,
            Entry::Delete,
        ],
        RowKind::Other { .. } => &[Entry::CopyPath, Entry::Delete],
        RowKind::Damaged { .. } => &[Entry::CopyPath],
    }
}

/// Whether a row can be deleted by key.
pub fn can_delete(kind: &RowKind) -> bool {
    entries(kind).contains(&Entry::Delete)
}

/// Whether a row can be given another name.
pub fn can_rename(kind: &RowKind) -> bool {
    entries(kind).contains(&Entry::Rename)
}

/// Whether a copy of a row can be made.
pub fn can_duplicate(kind: &RowKind) -> bool {
    entries(kind).contains(&Entry::Duplicate)
}

/// Whether the menu asked for the field in which a name is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenameAsked {
    /// It did.
    Yes,
    /// It did not.
    No,
}

/// Draws the menu of a row.
pub fn row_menu_ui(ui: &mut Ui, row: &TreeRow, out: &mut Vec<Action>) -> RenameAsked {
    let mut rename = RenameAsked::No;
    for entry in entries(&row.kind) {
        if !ui
            .add(Button::new(entry.text()).frame_when_inactive(false))
            .clicked()
        {
            continue;
        }
        ui.close();
        let item = row.item.clone();
        let action = match entry {
            Entry::Open => CollectionAction::OpenRequest(item),
            Entry::NewRequest => CollectionAction::NewRequest(item),
            Entry::NewFolder => CollectionAction::NewFolder(item),
            Entry::EditDefaults => CollectionAction::EditDefaults(item),
            Entry::Duplicate => CollectionAction::DuplicateItem(item),
            Entry::CopyPath => CollectionAction::CopyPath(item),
            Entry::Reload => CollectionAction::Reload(item.root),
            Entry::Close => CollectionAction::CloseCollection(item.root),
            Entry::Delete => CollectionAction::DeleteItem(item),
            Entry::Run => {
                out.push(Action::OfRun(RunAction::Open(item)));
                continue;
            }
            Entry::Export => {
                out.push(Action::OfExport(ExportAction::Open(item)));
                continue;
            }
            Entry::Rename => {
                rename = RenameAsked::Yes;
                continue;
            }
        };
        out.push(Action::Collection(action));
    }
    rename
}
