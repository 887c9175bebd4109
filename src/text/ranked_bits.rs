//! One bit for each of many things, with "how many before" and "where is the n-th".

use std::ops::Range;

const WORD_BITS: usize = 64;

/// Bits with their ranks: 1.5 bits each. Finding is a binary search; after a change the ranks are counted again, some
/// tenths of a millisecond for ten million.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RankedBits {
    words: Vec<u64>,
    /// Set bits before each word.
    ranks: Vec<u32>,
    len: usize,
    count: usize,
}

impl RankedBits {
    /// So many bits, none set.
    pub(super) fn new(len: usize) -> Self {
        let words = len.div_ceil(WORD_BITS);
        Self {
            words: vec![0; words],
            ranks: vec![0; words],
            len,
            count: 0,
        }
    }

    pub(super) fn get(&self, at: usize) -> bool {
        self.words
            .get(at / WORD_BITS)
            .is_some_and(|word| word >> (at % WORD_BITS) & 1 == 1)
    }

    /// Sets or clears one bit. [`Self::rank`] and [`Self::select`] need [`Self::recount`] then.
    pub(super) fn put(&mut self, at: usize, bit: bool) {
        if at >= self.len {
            return;
        }
        if let Some(word) = self.words.get_mut(at / WORD_BITS) {
            let mask = 1 << (at % WORD_BITS);
            *word = if bit { *word | mask } else { *word & !mask };
        }
    }

    /// Sets or clears a range, as [`Self::put`].
    pub(super) fn put_range(&mut self, range: Range<usize>, bit: bool) {
        let range = range.start..range.end.min(self.len);
        let mut at = range.start;
        while at < range.end {
            let Some(word) = self.words.get_mut(at / WORD_BITS) else {
                return;
            };
            let from = at % WORD_BITS;
            let bits = (WORD_BITS - from).min(range.end - at);
            let mask = (u64::MAX >> (WORD_BITS - bits)) << from;
            *word = if bit { *word | mask } else { *word & !mask };
            at += bits;
        }
    }

    /// Counts the ranks again.
    pub(super) fn recount(&mut self) {
        let mut before = 0_u32;
        for (word, rank) in self.words.iter().zip(&mut self.ranks) {
            *rank = before;
            before += word.count_ones();
        }
        self.count = before as usize;
    }

    /// Number of set bits.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Number of set bits before `at`.
    pub(super) fn rank(&self, at: usize) -> usize {
        let Some((word, rank)) = self.words.get(at / WORD_BITS).zip(self.ranks.get(at / WORD_BITS)) else {
            return self.count;
        };
        let below = word & !(u64::MAX << (at % WORD_BITS));
        (*rank + below.count_ones()) as usize
    }

    /// Place of the set bit of that number, from 0.
    pub(super) fn select(&self, number: usize) -> Option<usize> {
        if number >= self.count {
            return None;
        }
        let word = self
            .ranks
            .partition_point(|rank| *rank as usize <= number)
            .checked_sub(1)?;
        let mut bits = *self.words.get(word)?;
        for _ in *self.ranks.get(word)? as usize..number {
            bits &= bits.wrapping_sub(1);
        }
        Some(word * WORD_BITS + bits.trailing_zeros() as usize)
    }

    /// The next set bit after `at`.
    pub(super) fn next_after(&self, at: usize) -> Option<usize> {
        let from = at + 1;
        let mut word = from / WORD_BITS;
        let mut bits = self.words.get(word)? & (u64::MAX << (from % WORD_BITS));
        while bits == 0 {
            word += 1;
            bits = *self.words.get(word)?;
        }
        Some(word * WORD_BITS + bits.trailing_zeros() as usize)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn equal_a_vector_of_bools(
            len in 0usize..300,
            changes in proptest::collection::vec((0usize..310, 0usize..200, any::<bool>()), 0..12),
        ) {
            let mut bits = RankedBits::new(len);
            let mut plain = vec![false; len];
            for (start, size, bit) in changes {
                if size % 3 == 0 {
                    bits.put(start, bit);
                    plain.iter_mut().skip(start).take(1).for_each(|slot| *slot = bit);
                } else {
                    bits.put_range(start..start + size, bit);
                    plain.iter_mut().skip(start).take(size).for_each(|slot| *slot = bit);
                }
            }
            bits.recount();
            let set: Vec<usize> = (0..len).filter(|at| plain[*at]).collect();
            prop_assert_eq!(bits.count(), set.len());
            for at in 0..len + 70 {
                prop_assert_eq!(bits.get(at), plain.get(at).copied().unwrap_or(false));
                prop_assert_eq!(bits.rank(at), set.iter().filter(|other| **other < at).count());
                prop_assert_eq!(bits.select(at), set.get(at).copied());
                prop_assert_eq!(bits.next_after(at), set.iter().copied().find(|other| *other > at));
            }
        }
    }
}
