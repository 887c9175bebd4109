//! Digests of bodies with files, kept as long as the files look the same.

use std::convert::Infallible;
use std::ops::ControlFlow;

use super::FileError;
use super::file::{FileStamp, stamp};
use super::first_pass::{FirstPassError, LookFor, first_pass};
use crate::model::{BodyDigest, WireBody};

/// Bodies remembered: a few for each open tab.
const REMEMBERED: usize = 32;

/// Remembers digests by the body and by length and time of its files, so that an edit elsewhere in the request does
/// not read a file again. For previews: before a request is sent its files are read in any case.
#[derive(Debug, Default)]
pub struct DigestMemo {
    /// Latest last.
    known: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    body: WireBody,
    stamps: Vec<FileStamp>,
    digest: BodyDigest,
}

impl DigestMemo {
    /// The digest, from the files when they look different from the last time. Blocks on files.
    pub fn digest(&mut self, body: &WireBody, boundary: Option<&str>) -> Result<BodyDigest, FileError> {
        let stamps = body
            .files()
            .map(|path| stamp(path))
            .collect::<Result<Vec<_>, _>>()?;
        let same = |known: &&Known| known.body == *body && known.stamps == stamps;
        if let Some(known) = self.known.iter().find(same) {
            return Ok(known.digest.clone());
        }
        let look_for = LookFor {
            secret: b"",
            boundary,
        };
        let digest = match first_pass::<Infallible>(body, look_for, &mut |_| ControlFlow::Continue(())) {
            Ok(found) => found.digest,
            Err(FirstPassError::File(error)) => return Err(error),
            Err(FirstPassError::Stopped(never)) => match never {},
        };
        if self.known.len() >= REMEMBERED {
            self.known.remove(0);
        }
        self.known.push(Known {
            body: body.clone(),
            stamps,
            digest: digest.clone(),
        });
        Ok(digest)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use super::*;
    use crate::blob::testing;
    use crate::model::BodyPiece;

    #[test]
    fn a_file_that_looks_the_same_is_not_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        testing::write(&path, b"first");
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        let body = WireBody::new([BodyPiece::File(Arc::new(path.clone()))]);
        let mut memo = DigestMemo::default();
        assert_eq!(memo.digest(&body, None), Ok(BodyDigest::of(b"first")));
        // The same length and time: only a second read could tell.
        testing::write(&path, b"other");
        let touch = |time| {
            let file = fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(time).unwrap();
        };
        touch(modified);
        assert_eq!(memo.digest(&body, None), Ok(BodyDigest::of(b"first")));
        touch(modified + std::time::Duration::from_secs(1));
        assert_eq!(memo.digest(&body, None), Ok(BodyDigest::of(b"other")));
        testing::write(&path, b"longer than before");
        touch(modified);
        assert_eq!(
            memo.digest(&body, None),
            Ok(BodyDigest::of(b"longer than before"))
        );
        fs::remove_file(&path).unwrap();
        assert_eq!(memo.digest(&body, None).unwrap_err().kind(), "file-not-found");
    }
}
