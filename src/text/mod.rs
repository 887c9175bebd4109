//! Line index, soft wrap and lexers for the body viewer. Pure.

/// Where the lines of a body begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineIndex {}
