//! The layers that variables stand in.

use serde::{Deserialize, Serialize};

/// Whose variables they are. A later layer hides an earlier one, in the order of Bruno
/// (<https://docs.usebruno.com/variables/overview>): what is nearest to the request counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum VariableLayer {
    /// Values of the running program, as `demo`, the address of the embedded server.
    Process,
    /// For all requests of this person.
    Global,
    /// For all requests of a collection.
    Collection,
    /// Of the environment that is chosen.
    Environment,
    /// Of a folder of the collection; a folder within it hides it.
    Folder,
    /// Of the request itself.
    Request,
    /// Given to one run alone, as by `--var` of the command line.
    Runtime,
}

impl VariableLayer {
    /// The word for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Global => "global",
            Self::Collection => "collection",
            Self::Environment => "environment",
            Self::Folder => "folder",
            Self::Request => "request",
            Self::Runtime => "runtime",
        }
    }
}
