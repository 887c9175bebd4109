//! What is said of a mistake: a stable name, a sentence, a cure.

/// The words of one mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// Stable name, for JSON and searches.
    pub slug: &'static str,
    /// What the signer did, without a full stop.
    pub sentence: String,
    /// What to do instead, whatever the signer.
    pub cure: &'static str,
}

impl Words {
    pub fn new(slug: &'static str, sentence: impl Into<String>, cure: &'static str) -> Self {
        Self {
            slug,
            sentence: sentence.into(),
            cure,
        }
    }
}
