//! Where the bytes of a body are read from.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use super::stop::{Stop, Stopped};

/// How many bytes are read at once from a source that is not in memory, and between two looks at the stop flag.
pub const CHUNK_BYTES: usize = 256 * 1024;

/// The bytes of a body, in memory or not: slices, [`Bytes`], or a spill file behind a type of the caller's.
///
/// Nothing here is a `std::io::Read`: rows are read from anywhere and again. A source that can fail remembers its
/// error for whoever made it, and gives what it has.
pub trait Source: Send + Sync {
    /// Length in bytes. May grow between calls, never shrink.
    fn len(&self) -> usize;

    /// The bytes of a range; fewer when it reaches beyond the end or they could not be read.
    fn read(&self, range: Range<usize>) -> Cow<'_, [u8]>;

    /// All of it, when it stands in memory in one piece: then nothing is copied.
    fn whole(&self) -> Option<&[u8]> {
        None
    }

    /// True without any byte.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Source for [u8] {
    fn len(&self) -> usize {
        <[u8]>::len(self)
    }

    fn read(&self, range: Range<usize>) -> Cow<'_, [u8]> {
        Cow::Borrowed(part(self, range))
    }

    fn whole(&self) -> Option<&[u8]> {
        Some(self)
    }
}

/// A source that is a slice inside.
macro_rules! slice_source {
    ($($kind:ty),*) => {$(
        impl Source for $kind {
            fn len(&self) -> usize {
                <[u8]>::len(self)
            }

            fn read(&self, range: Range<usize>) -> Cow<'_, [u8]> {
                Cow::Borrowed(part(self, range))
            }

            fn whole(&self) -> Option<&[u8]> {
                Some(self)
            }
        }
    )*};
}

slice_source!(Vec<u8>, Bytes, &[u8]);

impl<const N: usize> Source for [u8; N] {
    fn len(&self) -> usize {
        N
    }

    fn read(&self, range: Range<usize>) -> Cow<'_, [u8]> {
        Cow::Borrowed(part(self, range))
    }

    fn whole(&self) -> Option<&[u8]> {
        Some(self)
    }
}

impl<S: Source + ?Sized> Source for Arc<S> {
    fn len(&self) -> usize {
        (**self).len()
    }

    fn read(&self, range: Range<usize>) -> Cow<'_, [u8]> {
        (**self).read(range)
    }

    fn whole(&self) -> Option<&[u8]> {
        (**self).whole()
    }
}

/// The bytes of a range as far as there are any.
pub(super) fn part(bytes: &[u8], range: Range<usize>) -> &[u8] {
    let end = range.end.min(bytes.len());
    bytes.get(range.start.min(end)..end).unwrap_or_default()
}

/// Gives a range of the source piece by piece; ends early when `each` says so or when asked to stop.
pub(super) fn for_chunks<S: Source + ?Sized>(
    source: &S,
    range: Range<usize>,
    stop: Stop<'_>,
    mut each: impl FnMut(usize, &[u8]) -> bool,
) -> Result<(), Stopped> {
    let mut at = range.start;
    while at < range.end {
        if stop() {
            return Err(Stopped);
        }
        let chunk = source.read(at..range.end.min(at + CHUNK_BYTES));
        if chunk.is_empty() || !each(at, &chunk) {
            break;
        }
        at += chunk.len();
    }
    Ok(())
}

/// A look into a source that moves forward: the whole of a source in memory, pieces of another.
pub(super) struct Window<'a, S: ?Sized> {
    source: &'a S,
    start: usize,
    bytes: Cow<'a, [u8]>,
    /// Nothing is read from here on.
    end: usize,
    /// Bytes that are fetched at once.
    piece: usize,
}

impl<'a, S: Source + ?Sized> Window<'a, S> {
    /// A look at the first `end` bytes, fetched `piece` bytes at a time.
    pub(super) fn new(source: &'a S, end: usize, piece: usize) -> Self {
        let whole = source.whole().map(|all| part(all, 0..end));
        Self {
            source,
            start: 0,
            end: whole.map_or(end.min(source.len()), <[u8]>::len),
            bytes: Cow::Borrowed(whole.unwrap_or_default()),
            piece,
        }
    }

    /// What stands from `offset` on: at least `need` bytes unless the end is nearer.
    pub(super) fn at(&mut self, offset: usize, need: usize) -> &[u8] {
        let wanted = self.end.min(offset.saturating_add(need));
        let held = self.start + self.bytes.len();
        if offset < self.start || wanted > held {
            let until = self.end.min(offset.saturating_add(need.max(self.piece)));
            self.bytes = self.source.read(offset..until.max(offset));
            self.start = offset;
        }
        self.bytes.get(offset - self.start..).unwrap_or_default()
    }

    /// The byte at `offset`.
    pub(super) fn byte(&mut self, offset: usize) -> Option<u8> {
        self.at(offset, 1).first().copied()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::super::stop::never;
    use super::*;

    /// A source that gives copies only, as a file would, and at most `most` bytes at once.
    pub struct Spilled {
        pub bytes: Vec<u8>,
    }

    impl Source for Spilled {
        fn len(&self) -> usize {
            self.bytes.len()
        }

        fn read(&self, range: Range<usize>) -> Cow<'_, [u8]> {
            Cow::Owned(part(&self.bytes, range).to_vec())
        }
    }

    #[test]
    fn a_range_beyond_the_end_is_cut() {
        assert_eq!(b"abc".read(1..9).as_ref(), b"bc");
        assert_eq!(b"abc".read(5..9).as_ref(), b"");
        assert_eq!(Bytes::from_static(b"abc").whole(), Some(&b"abc"[..]));
    }

    #[test]
    fn chunks_stop_when_asked() {
        let mut seen = 0;
        let result = for_chunks(&b"abc"[..], 0..3, &|| true, |_, chunk| {
            seen += chunk.len();
            true
        });
        assert_eq!((result, seen), (Err(Stopped), 0));
        for_chunks(&b"abc"[..], 0..3, &never, |_, chunk| {
            seen += chunk.len();
            true
        })
        .unwrap();
        assert_eq!(seen, 3);
    }

    proptest! {
        #[test]
        fn a_window_shows_what_the_source_holds(
            bytes in proptest::collection::vec(any::<u8>(), 0..80),
            looks in proptest::collection::vec((0usize..90, 0usize..20), 0..20),
            piece in 1usize..9,
            end in 0usize..90,
        ) {
            let shown = part(&bytes, 0..end);
            let spilled = Spilled { bytes: bytes.clone() };
            let mut whole = Window::new(&bytes, end, piece);
            let mut pieces = Window::new(&spilled, end, piece);
            for (offset, need) in looks {
                let expected = part(shown, offset..offset + need);
                prop_assert_eq!(part(whole.at(offset, need), 0..need), expected);
                prop_assert_eq!(part(pieces.at(offset, need), 0..need), expected);
            }
        }
    }
}
