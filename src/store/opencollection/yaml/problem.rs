//! Why a file can not be read.

/// Why a file can not be read, and where. It holds nothing of the file's content, which may be secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {reason}")]
pub struct YamlProblem {
    /// From 1 on.
    pub line: usize,
    /// From 1 on, in characters.
    pub column: usize,
    /// For people, without a full stop.
    pub reason: String,
}

impl YamlProblem {
    /// At the beginning of the file, for what concerns all of it.
    pub(in crate::store::opencollection) fn of_file(reason: impl Into<String>) -> Self {
        Self {
            line: 1,
            column: 1,
            reason: reason.into(),
        }
    }
}
