//! Occurrences of a few bytes in a stream, across the borders of its chunks.

use memchr::memmem::Finder;

/// Counts occurrences that do not overlap, first come first, as a search of the whole would.
pub(super) struct Search {
    finder: Finder<'static>,
    /// What a match may still begin with: shorter than the needle.
    carry: Vec<u8>,
    found: usize,
}

impl Search {
    /// Nothing is found of an empty needle.
    pub(super) fn new(needle: &[u8]) -> Self {
        Self {
            finder: Finder::new(needle).into_owned(),
            carry: Vec::new(),
            found: 0,
        }
    }

    /// The next chunk.
    pub(super) fn feed(&mut self, chunk: &[u8]) {
        let length = self.finder.needle().len();
        if length == 0 {
            return;
        }
        self.carry.extend_from_slice(chunk);
        let mut searched = 0;
        for at in self.finder.find_iter(&self.carry) {
            self.found += 1;
            searched = at + length;
        }
        let kept = (length - 1).min(self.carry.len() - searched);
        self.carry.drain(..self.carry.len() - kept);
    }

    /// Occurrences so far.
    pub(super) fn found(&self) -> usize {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn chunks_give_the_count_of_the_whole(
            needle in "[ab]{1,4}", text in "[ab]{0,60}", sizes in proptest::collection::vec(1..5_usize, 60)
        ) {
            let whole = Finder::new(&needle).find_iter(text.as_bytes()).count();
            let mut search = Search::new(needle.as_bytes());
            let mut rest = text.as_bytes();
            for size in sizes {
                let (chunk, after) = rest.split_at(size.min(rest.len()));
                search.feed(chunk);
                rest = after;
            }
            prop_assert_eq!(search.found(), whole);
        }
    }

    #[test]
    fn nothing_is_found_of_nothing() {
        let mut search = Search::new(b"");
        search.feed(b"abc");
        assert_eq!(search.found(), 0);
    }
}
