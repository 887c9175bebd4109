//! A reply body as its viewer reads it: in memory, or from its file piece by piece.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use bytes::Bytes;

use super::SharedBody;
use crate::text::Source;

/// A body as it was at one moment. What of it is in memory is never copied, and the rest is read from
/// its file when it is asked for: for a worker, unless [`Source::whole`] gives it.
#[derive(Default)]
pub struct BodySource {
    body: SharedBody,
    front: Bytes,
    len: usize,
    failed: OnceLock<String>,
}

impl BodySource {
    /// Takes the body as it is now.
    pub fn new(body: SharedBody) -> Self {
        Self {
            front: body.snapshot(),
            len: usize::try_from(body.len()).unwrap_or(usize::MAX),
            body,
            failed: OnceLock::new(),
        }
    }

    /// The first `len` bytes of a body that is still received. Nothing is copied until it is read, so also what is in
    /// memory is for a worker.
    pub fn growing(body: SharedBody, len: usize) -> Self {
        Self {
            front: Bytes::new(),
            len,
            body,
            failed: OnceLock::new(),
        }
    }

    /// Why a part of the body could not be read, when one could not.
    pub fn failed(&self) -> Option<&str> {
        self.failed.get().map(String::as_str)
    }
}

impl Source for BodySource {
    fn len(&self) -> usize {
        self.len
    }

    fn read(&self, range: Range<usize>) -> Cow<'_, [u8]> {
        let end = range.end.min(self.len);
        let start = range.start.min(end);
        if let Some(bytes) = self.front.get(start..end) {
            return Cow::Borrowed(bytes);
        }
        let mut bytes = vec![0; end - start];
        let count = match self.body.read_at(start as u64, &mut bytes) {
            Ok(count) => count,
            Err(error) => {
                self.failed.set(error.to_string()).ok();
                0
            }
        };
        bytes.truncate(count);
        Cow::Owned(bytes)
    }

    fn whole(&self) -> Option<&[u8]> {
        (self.front.len() == self.len).then_some(&*self.front)
    }
}

/// The length alone: a body may hold credentials.
impl fmt::Debug for BodySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BodySource({} bytes)", self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BodyLimits, BodyWriter, SpillFolder};
    use super::*;

    #[test]
    fn of_a_body_in_a_file_the_front_is_in_memory_and_the_rest_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let limits = BodyLimits {
            memory: 10,
            ..BodyLimits::default()
        };
        let spills = SpillFolder::new(folder.path());
        let mut writer = BodyWriter::new(SharedBody::default(), limits, spills);
        let bytes: Vec<u8> = (0..SharedBody::FRONT_BYTES + 5000)
            .map(|at| u8::try_from(at % 251).unwrap())
            .collect();
        writer.append(&bytes).unwrap();
        let source = BodySource::new(writer.body().clone());
        assert_eq!(source.len(), bytes.len());
        assert_eq!(source.whole(), None);
        assert!(matches!(source.read(5..9), Cow::Borrowed(part) if part == &bytes[5..9]));
        let end = SharedBody::FRONT_BYTES - 3;
        assert_eq!(source.read(end..bytes.len() + 99), &bytes[end..]);
        assert_eq!(source.failed(), None);
    }

    #[test]
    fn a_body_in_memory_is_not_copied() {
        let body = SharedBody::default();
        body.append(b"hello ");
        body.append(b"world");
        let source = BodySource::new(body);
        assert_eq!(source.whole(), Some(&b"hello world"[..]));
        assert!(matches!(source.read(6..99), Cow::Borrowed(b"world")));
        assert!(source.read(50..99).is_empty());
    }
}
