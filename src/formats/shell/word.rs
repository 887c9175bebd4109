//! One word of a command, with the places at which a shell would put something else.

use std::ops::Range;

/// Bytes, since `$'\xff'` can write any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    bytes: Vec<u8>,
    /// What stands as written and a shell would replace: `$NAME`, `${NAME}`, `$(…)`, `%NAME%`.
    expansions: Vec<Range<usize>>,
}

impl Word {
    /// Adds what the shell passes on.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Adds what the shell would replace, as it is written.
    pub fn push_expansion(&mut self, written: &str) {
        let start = self.bytes.len();
        self.push(written.as_bytes());
        self.expansions.push(start..self.bytes.len());
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes as text; what is no UTF-8 becomes U+FFFD.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// True when the shell would replace some of it.
    pub fn has_expansion(&self) -> bool {
        !self.expansions.is_empty()
    }

    /// Its pieces in order, and whether the shell would replace them.
    pub fn pieces(&self) -> impl Iterator<Item = (&[u8], bool)> {
        let mut at = 0;
        let mut pieces = Vec::with_capacity(self.expansions.len() * 2 + 1);
        for range in &self.expansions {
            pieces.push((at..range.start, false));
            pieces.push((range.clone(), true));
            at = range.end;
        }
        pieces.push((at..self.bytes.len(), false));
        pieces
            .into_iter()
            .filter_map(|(range, is_expansion)| Some((self.bytes.get(range)?, is_expansion)))
            .filter(|(bytes, _)| !bytes.is_empty())
    }

    /// What follows the first `at` bytes.
    #[must_use]
    pub fn after(&self, at: usize) -> Self {
        Self {
            bytes: self.bytes.get(at..).unwrap_or_default().to_vec(),
            expansions: self
                .expansions
                .iter()
                .filter(|range| range.start >= at)
                .map(|range| range.start - at..range.end - at)
                .collect(),
        }
    }

    /// What stands before and after the first such byte that no expansion holds.
    pub fn split_once(&self, byte: u8) -> Option<(Self, Self)> {
        let at = self.bytes.iter().enumerate().position(|(at, found)| {
            *found == byte && !self.expansions.iter().any(|range| range.contains(&at))
        })?;
        let before = Self {
            bytes: self.bytes.get(..at).unwrap_or_default().to_vec(),
            expansions: self
                .expansions
                .iter()
                .filter(|range| range.end <= at)
                .cloned()
                .collect(),
        };
        Some((before, self.after(at + 1)))
    }

    /// The same without blanks around.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let start = self.bytes.len() - self.bytes.trim_ascii_start().len();
        let mut word = self.after(start);
        word.bytes.truncate(word.bytes.trim_ascii_end().len());
        word
    }
}

impl From<&[u8]> for Word {
    fn from(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.to_vec(),
            expansions: Vec::new(),
        }
    }
}
