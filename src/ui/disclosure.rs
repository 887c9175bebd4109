//! Whether a part of a panel that unfolds is unfolded.

/// Whether a part of a form is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Disclosure {
    /// The title stands alone.
    #[default]
    Closed,
    /// All of it.
    Open,
}
