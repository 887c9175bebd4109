//! Pages that lie over the window.

/// What became of a page in this frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Still open.
    Open,
    /// To be closed.
    Close,
}
