//! Named values that the texts of requests refer to as `{{name}}`.

use serde::{Deserialize, Serialize};

use super::{RowId, RowState};

/// A variable of a request, folder, collection, environment or of the whole program, as its table shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Variable {
    /// Identity for this run; not saved.
    #[serde(skip)]
    pub row: RowId,
    /// Name without braces, as typed.
    pub name: String,
    /// What it stands for.
    pub value: VariableValue,
    /// Whether it counts.
    pub state: RowState,
    /// A note for people; empty means none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
}

impl Variable {
    /// An enabled variable whose value stands in the file.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: VariableValue::Text(value.into()),
            ..Self::default()
        }
    }

    /// An enabled variable whose value is in the key store.
    pub fn secret(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: VariableValue::Secret,
            ..Self::default()
        }
    }

    /// Whether two tables say the same, whatever the identities of their rows.
    pub fn say_the_same(one: &[Self], other: &[Self]) -> bool {
        let alike = |(one, other): (&Self, &Self)| {
            let other = Self {
                row: one.row,
                ..other.clone()
            };
            *one == other
        };
        one.len() == other.len() && one.iter().zip(other).all(alike)
    }

    /// True when texts can refer to it: enabled and with a name.
    pub fn counts(&self) -> bool {
        self.state == RowState::Enabled && !self.name.trim().is_empty()
    }
}

/// What a variable stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum VariableValue {
    /// This text, which may name other variables.
    Text(String),
    /// A value that no file has: `secret: true` in OpenCollection. It is in the key store of this computer, or was given
    /// to this run.
    Secret,
}

impl Default for VariableValue {
    fn default() -> Self {
        Self::Text(String::new())
    }
}
