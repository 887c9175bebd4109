//! What came back.

/// Status line and header lines of a reply, as parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseHead {
    /// Status code.
    pub status: u16,
    /// Reason phrase as sent, or the standard one when the server sent none.
    pub reason: String,
    /// Header lines in the order received. Values that are not UTF-8 are shown with replacement marks.
    pub headers: Vec<(String, String)>,
}

impl ResponseHead {
    /// The first header of that name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// How the body ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyEnd {
    /// Whole, as the framing said.
    Complete,
    /// Reading stopped at the cap of this many bytes; what came before is kept.
    Capped {
        /// The cap in bytes.
        cap: u64,
    },
    /// The connection ended or the user cancelled before the framing was satisfied; what came is kept.
    Partial,
}
