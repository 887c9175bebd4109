//! What the params table knows beyond the URL's own text.

use serde::{Deserialize, Serialize};

use super::RowId;

/// A query parameter that is switched off. The URL's text holds only what is sent, so these are kept aside.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DisabledParam {
    /// Identity for this run; not saved.
    #[serde(skip)]
    pub row: RowId,
    /// Name as typed.
    pub name: String,
    /// Value as typed; `None` for a name without `=`.
    pub value: Option<String>,
    /// How many parameters of the URL stand before it in the table.
    pub after: usize,
}

/// The value of a path parameter, `{petId}` or `:petId` in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PathValue {
    /// Identity for this run; not saved.
    #[serde(skip)]
    pub row: RowId,
    /// Name without braces or colon.
    pub name: String,
    /// Value as typed, not encoded. Empty: the parameter is sent as it stands in the URL.
    pub value: String,
}
