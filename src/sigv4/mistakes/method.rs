//! The first line of the canonical request: another method than the one sent.

use super::words::Words;

/// How the method was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MethodMistake {
    /// In small letters.
    SmallLetters,
    /// In capital letters, where the one sent is not.
    CapitalLetters,
    /// As another method.
    Another(&'static str),
    /// Not at all: the line is empty.
    Empty,
}

impl MethodMistake {
    pub(super) const USUAL: [Self; 4] = [
        Self::SmallLetters,
        Self::CapitalLetters,
        Self::Another("GET"),
        Self::Another("POST"),
    ];
    pub(super) const RARE: [Self; 6] = [
        Self::Another("PUT"),
        Self::Another("HEAD"),
        Self::Another("DELETE"),
        Self::Another("PATCH"),
        Self::Another("OPTIONS"),
        Self::Empty,
    ];

    /// The line for the method sent.
    pub(super) fn text(self, sent: &str) -> String {
        match self {
            Self::SmallLetters => sent.to_ascii_lowercase(),
            Self::CapitalLetters => sent.to_ascii_uppercase(),
            Self::Another(name) => name.to_owned(),
            Self::Empty => String::new(),
        }
    }

    pub(super) fn words(self) -> Words {
        match self {
            Self::SmallLetters | Self::CapitalLetters => Words::new(
                "method-case",
                format!(
                    "The method was signed in {} letters, and sent otherwise",
                    if self == Self::SmallLetters {
                        "small"
                    } else {
                        "capital"
                    }
                ),
                "Sign the method exactly as it is sent, which for GET, POST and their like is in capital letters.",
            ),
            Self::Another(name) => Words::new(
                "method-other",
                format!("The request was signed as {name}, and sent with another method"),
                "Sign the method that is sent; a presigned URL is good for one method only.",
            ),
            Self::Empty => Words::new(
                "method-missing",
                "The method was left out of the canonical request",
                "Begin the canonical request with the method.",
            ),
        }
    }
}
