//! Line index, soft wrap and lexers for the body viewer. Pure.

/// Where the lines of a body begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineIndex {}

impl LineIndex {
    /// Finds the lines.
    pub fn new(_bytes: &[u8]) -> Self {
        Self {}
    }
}
