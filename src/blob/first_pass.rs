//! The first pass over a body: its digest, and what must be known of its bytes before they are sent.

use std::io::Read as _;
use std::ops::ControlFlow;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::FileError;
use super::file::open;
use super::search::Search;
use crate::model::{BodyDigest, BodyPiece, WireBody};

/// Read at once: what is in memory of a file, and how long a stop may take.
const CHUNK_BYTES: usize = 256 * 1024;

/// What is looked for on the way.
#[derive(Clone, Copy, Debug, Default)]
pub struct LookFor<'a> {
    /// Counted in the whole body; empty for nothing.
    pub secret: &'a [u8],
    /// Boundary of a multipart body, without the hyphens in front: refused in a file.
    pub boundary: Option<&'a str>,
}

/// What the first pass found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstPass {
    /// Of the whole body.
    pub digest: BodyDigest,
    /// How often the secret stands in it.
    pub secret_occurrences: usize,
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirstPassError<Stopped> {
    /// A file.
    File(FileError),
    /// The caller stopped it.
    Stopped(Stopped),
}

impl<Stopped> From<FileError> for FirstPassError<Stopped> {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

/// Reads the body once, at constant memory whatever its size. `progress` is told the bytes read after each chunk and
/// may stop it. Blocks on files: not for a UI thread, nor for a thread that drives connections.
pub fn first_pass<Stopped>(
    body: &WireBody,
    look_for: LookFor<'_>,
    progress: &mut dyn FnMut(u64) -> ControlFlow<Stopped>,
) -> Result<FirstPass, FirstPassError<Stopped>> {
    let mut reading = Reading {
        hash: Sha256::new(),
        length: 0,
        secret: Search::new(look_for.secret),
        progress,
    };
    for piece in body.pieces() {
        match piece {
            BodyPiece::Bytes(bytes) => {
                for chunk in bytes.chunks(CHUNK_BYTES) {
                    reading.take(chunk)?;
                }
            }
            BodyPiece::File(path) => reading.take_file(path, look_for.boundary)?,
        }
    }
    Ok(FirstPass {
        digest: BodyDigest {
            sha256: hex(reading.hash),
            length: reading.length,
        },
        secret_occurrences: reading.secret.found(),
    })
}

struct Reading<'a, Stopped> {
    hash: Sha256,
    length: u64,
    secret: Search,
    progress: &'a mut dyn FnMut(u64) -> ControlFlow<Stopped>,
}

impl<Stopped> Reading<'_, Stopped> {
    fn take(&mut self, chunk: &[u8]) -> Result<(), FirstPassError<Stopped>> {
        self.hash.update(chunk);
        self.secret.feed(chunk);
        self.length += chunk.len() as u64;
        match (self.progress)(self.length) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(stopped) => Err(FirstPassError::Stopped(stopped)),
        }
    }

    fn take_file(&mut self, path: &Path, boundary: Option<&str>) -> Result<(), FirstPassError<Stopped>> {
        let mut file = open(path)?;
        let delimiter = boundary
            .map(|boundary| format!("--{boundary}"))
            .unwrap_or_default();
        let mut delimiter = Search::new(delimiter.as_bytes());
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            let count = match file.read(&mut buffer) {
                Ok(count) => count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(FileError::of(&error, path).into()),
            };
            let chunk = buffer.get(..count).unwrap_or_default();
            if chunk.is_empty() {
                return Ok(());
            }
            delimiter.feed(chunk);
            if delimiter.found() > 0 {
                return Err(FileError::Boundary {
                    path: path.to_owned(),
                    boundary: boundary.unwrap_or_default().to_owned(),
                }
                .into());
            }
            self.take(chunk)?;
        }
    }
}

/// The digest in lower-case hex.
pub(super) fn hex(hash: Sha256) -> String {
    use std::fmt::Write as _;
    hash.finalize()
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            write!(hex, "{byte:02x}").ok();
            hex
        })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::blob::testing;

    fn file(path: PathBuf) -> BodyPiece {
        BodyPiece::File(Arc::new(path))
    }

    fn read(body: &WireBody, look_for: LookFor<'_>) -> Result<FirstPass, FirstPassError<()>> {
        first_pass(body, look_for, &mut |_| ControlFlow::Continue(()))
    }

    #[test]
    fn the_digest_is_that_of_all_pieces_and_the_secret_is_counted_across_borders() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut content = vec![b'x'; CHUNK_BYTES - 3];
        content.extend_from_slice(b"secret and secr");
        testing::write(&path, &content);
        let body = WireBody::new([
            BodyPiece::Bytes("a secret;".into()),
            file(path),
            BodyPiece::Bytes("et".into()),
        ]);
        let whole = [b"a secret;".as_slice(), &content, b"et"].concat();
        let found = read(
            &body,
            LookFor {
                secret: b"secret",
                boundary: None,
            },
        )
        .unwrap();
        assert_eq!(found.digest, BodyDigest::of(&whole));
        assert_eq!(found.secret_occurrences, 3);
    }

    #[test]
    fn a_boundary_in_a_file_is_refused_also_across_chunks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut content = vec![b'-'; CHUNK_BYTES - 1];
        content.extend_from_slice(b"-mark-");
        testing::write(&path, &content);
        let body = WireBody::new([file(path)]);
        let look_for = |boundary| LookFor {
            secret: b"",
            boundary: Some(boundary),
        };
        let Err(FirstPassError::File(error)) = read(&body, look_for("mark")) else {
            panic!()
        };
        assert_eq!(error.kind(), "boundary-in-part");
        assert!(read(&body, look_for("other")).is_ok());
    }

    #[test]
    fn it_stops_between_two_chunks() {
        let body = WireBody::from(vec![0; 4 * CHUNK_BYTES]);
        let mut told = Vec::new();
        let stopped = first_pass(&body, LookFor::default(), &mut |bytes| {
            told.push(bytes);
            if told.len() == 2 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert_eq!(stopped, Err(FirstPassError::Stopped(())));
        assert_eq!(told, [CHUNK_BYTES as u64, 2 * CHUNK_BYTES as u64]);
    }
}
