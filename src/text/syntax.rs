//! How a body is coloured.

use super::kind::Kind;

/// How a body is coloured and whether it has a pretty form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// JSON, or lines of JSON.
    Json,
    /// XML.
    Xml,
    /// HTML: scripts and style sheets are not markup.
    Html,
    /// Anything else: addresses and dates.
    #[default]
    Plain,
}

impl Syntax {
    /// The syntax of [`Kind::of`].
    pub fn guess(content_type: Option<&str>, bytes: &[u8]) -> Self {
        Kind::of(content_type, bytes).syntax()
    }
}
