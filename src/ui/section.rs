//! The parts that the request editor is divided into.

/// Parts of the request editor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// Query and path parameters.
    Params,
    /// Credentials, region, service.
    #[default]
    Auth,
    /// Header table.
    Headers,
    /// Body editor.
    Body,
    /// What its reply is checked for, and what is taken from it.
    Checks,
    /// How the request is sent.
    Settings,
    /// The note about it.
    Docs,
}
