//! What the page of settings asks the app to do, besides changing them.

/// A wish about the settings, with its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsAction {
    /// Move a file that is no TOML out of the way, and write a new one.
    SetAside,
    /// Write the keys that are not the usual ones to a file.
    ExportKeys {
        /// Where to, as typed.
        path: String,
    },
    /// Take the keys of a file in the place of those in force.
    ImportKeys {
        /// From where, as typed.
        path: String,
    },
    /// Ask again before a command that a profile names is run.
    ForgetCommands,
}
