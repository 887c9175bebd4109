//! Where the user's files live.

use std::path::PathBuf;

/// The folders of one installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// Journal and settings.
    pub data_dir: PathBuf,
}
