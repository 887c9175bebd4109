//! Auth or a body that a file has and nobody here understands.
//!
//! It stays in the file, and what has it is not sent: a request that was to be signed, or to carry a body, must not go out
//! without because the file says so in words that are not known.

use serde::{Deserialize, Serialize};

/// Longest word of a file that is told again: anything longer is no name of a kind.
const LONGEST_KIND: usize = 40;

/// What stands there. It holds nothing of the file but the word for its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UnknownPart {
    /// Something of this kind, as `oauth2`.
    Kind(String),
    /// A mapping that does not say which kind it is.
    NoKind,
    /// The word for a kind alone, without what belongs to it.
    Word(String),
    /// A list, as several variants of a body are.
    List,
    /// A text where a mapping belongs.
    Text,
    /// The kind is known, and what it holds has another shape: a mapping in the place of a text, as an example.
    Shape {
        /// The kind, as `json`.
        kind: String,
        /// The key at fault, as `data`.
        key: String,
    },
}

impl UnknownPart {
    /// Something that calls itself by this word.
    pub fn of_kind(word: &str) -> Self {
        match word.trim() {
            "" => Self::NoKind,
            word if word.chars().count() > LONGEST_KIND => Self::Text,
            word => Self::Kind(word.to_owned()),
        }
    }

    /// What it is, behind "is", as `of the kind "oauth2"`.
    pub fn words(&self) -> String {
        match self {
            Self::Kind(kind) => format!("of the kind {kind:?}"),
            Self::Word(word) => format!("the word {word:?} alone, without its fields below it"),
            Self::NoKind => "a mapping without a type".to_owned(),
            Self::List => "a list".to_owned(),
            Self::Text => "a text".to_owned(),
            Self::Shape { kind, key } => format!("of the kind {kind:?} with a {key} of another form"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_told_and_a_text_is_not() {
        assert_eq!(UnknownPart::of_kind("oauth2").words(), "of the kind \"oauth2\"");
        assert_eq!(UnknownPart::of_kind(" "), UnknownPart::NoKind);
        assert_eq!(UnknownPart::of_kind(&"x".repeat(41)), UnknownPart::Text);
    }
}
