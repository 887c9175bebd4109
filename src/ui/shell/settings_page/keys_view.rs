//! What the table of keys is at: at rest, listening for keys, or asking about keys that another command has.

use eframe::egui::KeyboardShortcut;

use crate::ui::command::Command;

/// What the table is at.
#[derive(Debug)]
pub(super) struct KeysView {
    pub(super) at: At,
    /// The file that is written or read, as typed.
    pub(super) path: String,
    pub(super) front: Front,
}

/// What the keyboard is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum At {
    /// As everywhere.
    Rest,
    /// The next keys are those of the command.
    Listening {
        command: Command,
        how: How,
        heard: Heard,
        /// Why the keys pressed last can not be had.
        refused: Option<String>,
    },
    /// Another command has the keys.
    Clash {
        command: Command,
        how: How,
        keys: KeyboardShortcut,
        owner: Command,
    },
}

/// Whether the button that listens has the keyboard focus yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    NotYet,
    Listens,
}

/// What becomes of the keys before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// They go.
    Change,
    /// They stay.
    Add,
}

/// What stands above the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Front {
    Nothing,
    Export,
    Import,
}

impl KeysView {
    pub(super) fn new(path: String) -> Self {
        Self {
            at: At::Rest,
            path,
            front: Front::Nothing,
        }
    }

    pub(super) fn picked(&mut self, path: String) {
        self.path = path;
    }

    pub(super) fn is_listening(&self, command: Command) -> bool {
        matches!(&self.at, At::Listening { command: at, .. } if *at == command)
    }
}
