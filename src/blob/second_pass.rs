//! The second pass over a body: the bytes on their way out, which must be those of the first pass.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::FileError;
use super::file::open;
use super::first_pass::hex;
use crate::model::{BodyDigest, BodyPiece, WireBody};

/// Longest chunk: small, as a few are waiting to be sent at any time.
const CHUNK_BYTES: usize = 32 * 1024;

/// The chunks of a body in order. Each is given out once the next was read, and the last one only when length and hash
/// are those of the digest. So of a file that changed the server never gets as many bytes as `content-length` says.
///
/// Of an empty file there is nothing to hold back: it is sent as it was hashed, whatever it holds by then.
///
/// Blocks on files: for a thread of its own.
#[derive(Debug)]
pub struct SecondPass {
    pieces: VecDeque<BodyPiece>,
    files: Vec<PathBuf>,
    open: Option<(File, Arc<PathBuf>)>,
    hash: Sha256,
    expected: BodyDigest,
    unread: u64,
    held: Option<Bytes>,
    ended: Ended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    NotYet,
    Yes,
}

impl SecondPass {
    /// Opens nothing before the first chunk is asked for.
    pub fn new(body: &WireBody, expected: &BodyDigest) -> Self {
        Self {
            pieces: body.pieces().iter().cloned().collect(),
            files: body.files().map(|path| path.as_ref().clone()).collect(),
            open: None,
            hash: Sha256::new(),
            expected: expected.clone(),
            unread: expected.length,
            held: None,
            ended: Ended::NotYet,
        }
    }

    /// The next chunk, not yet judged; `None` at the end of the last piece.
    fn read(&mut self) -> Result<Option<Bytes>, FileError> {
        loop {
            if let Some((file, path)) = &mut self.open {
                let mut chunk = Vec::with_capacity(CHUNK_BYTES);
                file.take(CHUNK_BYTES as u64)
                    .read_to_end(&mut chunk)
                    .map_err(|error| FileError::of(&error, path))?;
                if !chunk.is_empty() {
                    return Ok(Some(Bytes::from(chunk)));
                }
                self.open = None;
            }
            match self.pieces.pop_front() {
                None => return Ok(None),
                Some(BodyPiece::File(path)) => {
                    let file = open(&path).map_err(|error| match error {
                        FileError::NotFound { .. } => self.changed(),
                        other => other,
                    })?;
                    self.open = Some((file, path));
                }
                Some(BodyPiece::Bytes(mut bytes)) => {
                    let chunk = bytes.split_to(bytes.len().min(CHUNK_BYTES));
                    if !bytes.is_empty() {
                        self.pieces.push_front(BodyPiece::Bytes(bytes));
                    }
                    if !chunk.is_empty() {
                        return Ok(Some(chunk));
                    }
                }
            }
        }
    }

    /// The next chunk that may go out.
    fn step(&mut self) -> Result<Option<Bytes>, FileError> {
        loop {
            let Some(chunk) = self.read()? else {
                self.ended = Ended::Yes;
                return if self.unread == 0 && hex(self.hash.clone()) == self.expected.sha256 {
                    Ok(self.held.take())
                } else {
                    Err(self.changed())
                };
            };
            self.unread = self
                .unread
                .checked_sub(chunk.len() as u64)
                .ok_or_else(|| self.changed())?;
            self.hash.update(&chunk);
            if let Some(sure) = self.held.replace(chunk) {
                return Ok(Some(sure));
            }
        }
    }

    fn changed(&self) -> FileError {
        FileError::Changed {
            paths: self.files.clone(),
        }
    }
}

impl Iterator for SecondPass {
    type Item = Result<Bytes, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended == Ended::Yes {
            return None;
        }
        let step = self.step();
        if step.is_err() {
            self.ended = Ended::Yes;
        }
        step.transpose()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::blob::testing;

    fn body(path: &Path) -> WireBody {
        WireBody::new([
            BodyPiece::Bytes("head".into()),
            BodyPiece::File(Arc::new(path.to_owned())),
            BodyPiece::Bytes("tail".into()),
        ])
    }

    fn whole(content: &[u8]) -> Vec<u8> {
        [b"head", content, b"tail"].concat()
    }

    #[test]
    fn an_unchanged_body_comes_out_whole_in_small_chunks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for length in [
            0,
            1,
            CHUNK_BYTES - 1,
            CHUNK_BYTES,
            CHUNK_BYTES + 1,
            10 * CHUNK_BYTES,
        ] {
            let content: Vec<u8> = (0..=255).cycle().take(length).collect();
            testing::write(&path, &content);
            let digest = BodyDigest::of(&whole(&content));
            let chunks: Vec<Bytes> = SecondPass::new(&body(&path), &digest)
                .map(Result::unwrap)
                .collect();
            assert!(
                chunks
                    .iter()
                    .all(|chunk| (1..=CHUNK_BYTES).contains(&chunk.len()))
            );
            assert_eq!(chunks.concat(), whole(&content));
        }
    }

    #[test]
    fn of_a_changed_file_the_last_bytes_never_come_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for length in [1, 100, CHUNK_BYTES, 3 * CHUNK_BYTES] {
            let content = vec![b'a'; length];
            let digest = BodyDigest::of(&whole(&content));
            let mut altered = content.clone();
            altered[length - 1] = b'b';
            let longer = [content.as_slice(), b"a"].concat();
            let shorter = &content[1..];
            for now in [Some(altered.as_slice()), Some(&longer), Some(shorter), None] {
                match now {
                    Some(bytes) => testing::write(&path, bytes),
                    None => fs::remove_file(&path).unwrap(),
                }
                let results: Vec<_> = SecondPass::new(&body(&path), &digest).collect();
                let error = results.last().unwrap().clone().unwrap_err();
                assert_eq!(error.kind(), "file-changed");
                let sent: usize = results.iter().flatten().map(Bytes::len).sum();
                assert!((sent as u64) < digest.length, "{sent} of {}", digest.length);
            }
        }
    }
}
