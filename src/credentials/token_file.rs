//! Small files with tokens, which others write and this program only reads.

use std::io;
use std::path::Path;

use crate::blob::read_file;

/// Tokens, and caches of sign-ins, have a few kilobytes.
pub(super) const LARGEST_TOKEN_FILE: u64 = 64 * 1024;

/// Reads such a file. A pipe or a device is none: reading one might never end. It may wait for the disk: call it on a
/// thread for blocking work.
pub(super) fn read_token_file(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    read_file(path, limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_small_files_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        let mut file = std::fs::File::create_new(&path).unwrap();
        io::Write::write_all(&mut file, b"token").unwrap();
        assert_eq!(read_token_file(&path, LARGEST_TOKEN_FILE).unwrap(), b"token");
        file.set_len(LARGEST_TOKEN_FILE + 1).unwrap();
        let large = read_token_file(&path, LARGEST_TOKEN_FILE).unwrap_err();
        assert_eq!(large.kind(), io::ErrorKind::FileTooLarge);
        let missing = read_token_file(&folder.path().join("b"), LARGEST_TOKEN_FILE).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        assert!(read_token_file(folder.path(), LARGEST_TOKEN_FILE).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_and_a_device_are_no_files() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        let zero = folder.path().join("zero");
        std::os::unix::fs::symlink("/dev/zero", &zero).unwrap();
        for path in [pipe, zero] {
            let refused = read_token_file(&path, LARGEST_TOKEN_FILE).unwrap_err();
            assert_eq!(refused.to_string(), "it is no file", "{}", path.display());
        }
    }
}
