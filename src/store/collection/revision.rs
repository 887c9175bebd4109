//! Which content of a file something was read from or saved as.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::model::ItemPath;
use crate::store::opencollection::WrittenFile;

/// Content of a YAML file and of the file beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pair {
    /// `None`: there is no such file.
    pub yaml: Option<String>,
    /// `None`: there is no such file.
    pub side: Option<String>,
    /// Where the second stands, when it has not the name that it should have.
    pub orphan: Option<ItemPath>,
}

impl Pair {
    pub(super) fn of(written: WrittenFile) -> Self {
        Self {
            yaml: Some(written.yaml),
            side: written.side,
            orphan: None,
        }
    }

    /// Whether the files have this content already.
    pub(super) fn says(&self, written: &WrittenFile) -> bool {
        self.yaml.as_ref() == Some(&written.yaml) && self.side == written.side
    }

    /// As the readers and writers of the format take it.
    pub(super) fn before(&self) -> Option<(&str, Option<&str>)> {
        self.yaml.as_deref().map(|yaml| (yaml, self.side.as_deref()))
    }

    pub(super) fn revision(&self) -> Revision {
        Revision {
            yaml: self.yaml.as_deref().map(digest),
            side: self.side.as_deref().map(digest),
        }
    }
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Which content of a file and its side file something was read from: two are equal when the content is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Revision {
    yaml: Option<[u8; 32]>,
    side: Option<[u8; 32]>,
}

impl Revision {
    /// Whether there was no file.
    pub fn is_absent(&self) -> bool {
        self.yaml.is_none()
    }

    /// As text, for the journal of drafts.
    pub fn to_text(&self) -> String {
        format!("{}:{}", hex(self.yaml), hex(self.side))
    }

    /// From [`Self::to_text`].
    pub fn from_text(text: &str) -> Option<Self> {
        let (yaml, side) = text.split_once(':')?;
        let file = |hex: &str| match hex {
            "" => Some(None),
            _ => from_hex(hex).map(Some),
        };
        Some(Self {
            yaml: file(yaml)?,
            side: file(side)?,
        })
    }
}

fn hex(digest: Option<[u8; 32]>) -> String {
    digest
        .into_iter()
        .flatten()
        .fold(String::new(), |mut text, byte| {
            // Writing to a string never fails.
            write!(text, "{byte:02x}").ok();
            text
        })
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let bytes: Vec<u8> = digits?
        .chunks_exact(2)
        .map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + digit))
        .collect();
    (text.len() == 64).then_some(())?;
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_comes_back_from_its_text() {
        for side in [None, Some("x = 1".to_owned())] {
            let pair = Pair {
                yaml: Some("info:".to_owned()),
                side,
                orphan: None,
            };
            let revision = pair.revision();
            assert_eq!(Revision::from_text(&revision.to_text()), Some(revision));
        }
        // SHA-256 of the empty text.
        let empty = Pair {
            yaml: Some(String::new()),
            ..Pair::default()
        };
        assert_eq!(
            empty.revision().to_text(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855:"
        );
        assert_eq!(Revision::from_text(":"), Some(Revision::default()));
        for text in ["", "x:", "ab:", "é:"] {
            assert_eq!(Revision::from_text(text), None, "{text}");
        }
    }
}
