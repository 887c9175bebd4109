//! Files to be sent, in a folder of their own.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;

use tempfile::TempDir;

/// The folder goes with the value.
pub struct Files(TempDir);

impl Files {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The path under which a name is kept.
    pub fn place(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file and gives its path as it would be typed.
    pub fn write(&self, name: &str, content: &[u8]) -> String {
        let path = self.place(name);
        File::create(&path).unwrap().write_all(content).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// Bytes of all values, the same for the same length.
pub fn content(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| u8::try_from((at * 7 + at / 251) % 256).unwrap())
        .collect()
}
