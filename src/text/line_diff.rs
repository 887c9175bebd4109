//! What changed between two texts, line by line, and word by word within a changed line.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput, Interner, Token};
use memchr::memchr_iter;
use thiserror::Error;
use unicode_width::UnicodeWidthChar as _;

use super::source::part;
use super::{Stop, Stopped};

/// Longest text that is compared.
pub const MOST_DIFF_BYTES: usize = 64_000_000;

/// Most lines of a text. The comparison gives up exactness before time, and can not be stopped while it runs.
pub const MOST_DIFF_LINES: usize = 1_000_000;

/// Longest line of which the changed words are looked for.
const MOST_WORD_BYTES: usize = 16_000;

/// Why two texts are not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DiffError {
    /// One is longer than [`MOST_DIFF_BYTES`].
    #[error("A text of more than 64 MB is not compared")]
    TooLong,
    /// One has more lines than [`MOST_DIFF_LINES`].
    #[error("A text of more than 1,000,000 lines is not compared")]
    TooManyLines,
    /// The caller asked to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Lines of one text that stand in the place of lines of the other; one side may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// Lines of the first text, from 0.
    pub before: Range<usize>,
    /// Lines of the second text, from 0.
    pub after: Range<usize>,
}

/// The comparison of two texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineDiff {
    hunks: Vec<Hunk>,
    before: Starts,
    after: Starts,
}

/// Where the lines of a text begin, and its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Starts(Vec<u32>);

/// A row of the comparison: numbers of lines, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffRow {
    /// In both.
    Same {
        /// In the first text.
        before: usize,
        /// In the second text.
        after: usize,
    },
    /// In the first text only.
    Removed(usize),
    /// In the second text only.
    Added(usize),
    /// Lines in the same place of both: [`changed_words`] tells what differs.
    Changed {
        /// In the first text.
        before: usize,
        /// In the second text.
        after: usize,
    },
}

/// Compares two texts. Line ends count: `\r\n` differs from `\n`.
pub fn diff_lines(before: &[u8], after: &[u8], stop: Stop<'_>) -> Result<LineDiff, DiffError> {
    if before.len().max(after.len()) > MOST_DIFF_BYTES {
        return Err(DiffError::TooLong);
    }
    let (starts_before, starts_after) = (Starts::of(before), Starts::of(after));
    if starts_before.lines().max(starts_after.lines()) > MOST_DIFF_LINES {
        return Err(DiffError::TooManyLines);
    }
    if stop() {
        return Err(Stopped.into());
    }
    let mut input: InternedInput<&[u8]> = InternedInput {
        before: Vec::new(),
        after: Vec::new(),
        interner: Interner::new(starts_before.lines() + starts_after.lines()),
    };
    input.update_before((0..starts_before.lines()).map(|line| part(before, starts_before.range(line))));
    input.update_after((0..starts_after.lines()).map(|line| part(after, starts_after.range(line))));
    if stop() {
        return Err(Stopped.into());
    }
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_no_heuristic(&input);
    if stop() {
        return Err(Stopped.into());
    }
    let lines = |range: Range<u32>| range.start as usize..range.end as usize;
    let hunks = diff
        .hunks()
        .map(|hunk| Hunk {
            before: lines(hunk.before),
            after: lines(hunk.after),
        })
        .collect();
    Ok(LineDiff {
        hunks,
        before: starts_before,
        after: starts_after,
    })
}

impl LineDiff {
    /// What differs, in order.
    pub fn hunks(&self) -> &[Hunk] {
        &self.hunks
    }

    /// True when the texts are the same.
    pub fn is_same(&self) -> bool {
        self.hunks.is_empty()
    }

    /// How many lines the two texts have.
    pub fn lines(&self) -> (usize, usize) {
        (self.before.lines(), self.after.lines())
    }

    /// The bytes of a line of the first text, with its line end.
    pub fn before(&self, line: usize) -> Range<usize> {
        self.before.range(line)
    }

    /// The bytes of a line of the second text, with its line end.
    pub fn after(&self, line: usize) -> Range<usize> {
        self.after.range(line)
    }

    /// The rows of the comparison with so many lines of context around each change (`usize::MAX`: all lines). In a
    /// hunk, lines are paired in order, and what is over is removed or added.
    pub fn rows(&self, context: usize) -> Vec<DiffRow> {
        let mut rows = Vec::new();
        let mut from = (0, 0);
        let end = Hunk {
            before: self.before.lines()..self.before.lines(),
            after: self.after.lines()..self.after.lines(),
        };
        for (number, hunk) in self.hunks.iter().chain([&end]).enumerate() {
            let same = hunk.before.start - from.0;
            let is_last = number == self.hunks.len();
            let is_lead = number == 0 && context != usize::MAX;
            let head = if is_lead { 0 } else { context.min(same) };
            let tail = if is_last { 0 } else { context.min(same) };
            for line in 0..same {
                if line < head || line + tail >= same {
                    rows.push(DiffRow::Same {
                        before: from.0 + line,
                        after: from.1 + line,
                    });
                }
            }
            let pairs = hunk.before.len().min(hunk.after.len());
            let (paired, over) = (hunk.before.start + pairs, hunk.after.start + pairs);
            rows.extend((0..pairs).map(|line| DiffRow::Changed {
                before: hunk.before.start + line,
                after: hunk.after.start + line,
            }));
            rows.extend((paired..hunk.before.end).map(DiffRow::Removed));
            rows.extend((over..hunk.after.end).map(DiffRow::Added));
            from = (hunk.before.end, hunk.after.end);
        }
        rows
    }
}

impl Starts {
    fn of(text: &[u8]) -> Self {
        let mut starts: Vec<u32> = [0]
            .into_iter()
            .chain(memchr_iter(b'\n', text).map(|at| to_u32(at + 1)))
            .collect();
        if starts.last() != Some(&to_u32(text.len())) {
            starts.push(to_u32(text.len()));
        }
        Self(starts)
    }

    fn lines(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    fn range(&self, line: usize) -> Range<usize> {
        match (self.0.get(line), self.0.get(line + 1)) {
            (Some(start), Some(end)) => *start as usize..*end as usize,
            _ => 0..0,
        }
    }
}

/// The bytes of two lines that differ, in words. Lines beyond 16 kB differ as a whole.
pub fn changed_words(before: &str, after: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    if before.len().max(after.len()) > MOST_WORD_BYTES {
        return (one_range(before), one_range(after));
    }
    let (of_before, of_after) = (words(before), words(after));
    let mut interner: Interner<&str> = Interner::new(of_before.len() + of_after.len());
    let tokens = |text, words: &[Range<usize>], interner: &mut Interner<_>| -> Vec<Token> {
        let word = |range: &Range<usize>| str::get(text, range.clone()).unwrap_or_default();
        words.iter().map(|range| interner.intern(word(range))).collect()
    };
    let tokens_before = tokens(before, &of_before, &mut interner);
    let tokens_after = tokens(after, &of_after, &mut interner);
    let mut diff = Diff::default();
    diff.compute_with(
        Algorithm::Myers,
        &tokens_before,
        &tokens_after,
        interner.num_tokens(),
    );
    let span = |words: &[Range<usize>], tokens: Range<u32>| {
        let chosen = words.get(tokens.start as usize..tokens.end as usize)?;
        Some(chosen.first()?.start..chosen.last()?.end)
    };
    let before = diff
        .hunks()
        .filter_map(|hunk| span(&of_before, hunk.before))
        .collect();
    let after = diff
        .hunks()
        .filter_map(|hunk| span(&of_after, hunk.after))
        .collect();
    (before, after)
}

/// Runs of letters and digits with their combining marks; every other character by itself. Finer than the words of
/// Unicode, where a host name is one.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut in_word = false;
    for (at, ch) in text.char_indices() {
        let is_mark = ch.width() == Some(0);
        let is_part = ch.is_alphanumeric() || ch == '_';
        match found.last_mut() {
            Some(last) if is_mark || (is_part && in_word) => last.end = at + ch.len_utf8(),
            _ => found.push(at..at + ch.len_utf8()),
        }
        in_word = is_part || (is_mark && in_word);
    }
    found
}

fn one_range(text: &str) -> Vec<Range<usize>> {
    if text.is_empty() {
        Vec::new()
    } else {
        std::iter::once(0..text.len()).collect()
    }
}

/// Texts are far below 4 GiB.
fn to_u32(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::never;
    use super::DiffRow::{Added, Changed, Same};
    use super::*;

    fn diff(before: &str, after: &str) -> LineDiff {
        diff_lines(before.as_bytes(), after.as_bytes(), &never).unwrap()
    }

    #[test]
    fn lines_that_differ_and_their_rows() {
        let found = diff("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n");
        let hunks: Vec<_> = found
            .hunks()
            .iter()
            .map(|hunk| (hunk.before.clone(), hunk.after.clone()))
            .collect();
        assert_eq!(hunks, [(1..2, 1..2), (4..4, 4..5)]);
        assert_eq!(
            found.rows(1),
            [
                Same { before: 0, after: 0 },
                Changed { before: 1, after: 1 },
                Same { before: 2, after: 2 },
                Same { before: 3, after: 3 },
                Added(4),
            ]
        );
        assert_eq!(found.rows(0), [Changed { before: 1, after: 1 }, Added(4)]);
        assert_eq!(found.after(4), 8..10);
        let same = diff("x\n", "x\n");
        assert!(same.is_same() && same.rows(3).is_empty());
        assert_eq!(same.rows(usize::MAX), [Same { before: 0, after: 0 }]);
        assert!(!diff("x\r\n", "x\n").is_same());
        assert_eq!(diff("", "a").rows(3), [Added(0)]);
    }

    #[test]
    fn words_that_differ() {
        let (before, after) = ("host:a.example x", "host:b.example y z");
        let (removed, added) = changed_words(before, after);
        let text = |of: &str, ranges: Vec<Range<usize>>| -> Vec<String> {
            ranges
                .into_iter()
                .map(|range| of.get(range).unwrap().to_owned())
                .collect()
        };
        assert_eq!(text(before, removed), ["a", "x"]);
        assert_eq!(text(after, added), ["b", "y z"]);
        let (removed, added) = changed_words("", &"x".repeat(20_000));
        assert_eq!((removed.len(), added.first()), (0, Some(&(0..20_000))));
    }

    #[test]
    fn limits_and_a_stop() {
        let lines = "\n".repeat(MOST_DIFF_LINES + 1);
        assert_eq!(
            diff_lines(lines.as_bytes(), b"", &never),
            Err(DiffError::TooManyLines)
        );
        assert_eq!(diff_lines(b"a", b"b", &|| true), Err(DiffError::Stopped(Stopped)));
    }

    #[test]
    fn texts_with_nothing_in_common_end_soon() {
        let text = |numbers: &mut dyn Iterator<Item = usize>| {
            let mut text = String::new();
            numbers.for_each(|number| text.extend([number.to_string().as_str(), "\n"]));
            text
        };
        let found = diff(
            &text(&mut (0..40_000).map(|line| line * 7 + 1)),
            &text(&mut (0..40_000).map(|line| line * 7 + 2)),
        );
        assert_eq!(found.hunks().len(), 1);
        let shuffled = text(&mut (0..20_000).map(|line| line * 7919 % 20_011));
        let sorted = text(&mut (0..20_000));
        assert!(!diff(&shuffled, &sorted).is_same());
    }

    proptest! {
        #[test]
        fn the_hunks_make_one_text_of_the_other(before in "([a-d]\n){0,12}[a-d]?", after in "([a-d]\n){0,12}[a-d]?") {
            let found = diff(&before, &after);
            let mut made = String::new();
            let mut from = 0;
            for hunk in found.hunks() {
                for line in from..hunk.before.start {
                    made.push_str(before.get(found.before(line)).unwrap());
                }
                for line in hunk.after.clone() {
                    made.push_str(after.get(found.after(line)).unwrap());
                }
                from = hunk.before.end;
            }
            for line in from..before.split_inclusive('\n').count() {
                made.push_str(before.get(found.before(line)).unwrap());
            }
            prop_assert_eq!(made, after.clone());
            let all = found.rows(usize::MAX);
            let of_before = all.iter().filter(|row| !matches!(row, DiffRow::Added(_))).count();
            let of_after = all.iter().filter(|row| !matches!(row, DiffRow::Removed(_))).count();
            prop_assert_eq!(of_before, before.split_inclusive('\n').count());
            prop_assert_eq!(of_after, after.split_inclusive('\n').count());
        }

        #[test]
        fn words_outside_of_the_ranges_are_the_same(before in "[ab .é-]{0,30}", after in "[ab .é-]{0,30}") {
            let kept = |text: &str, ranges: &[Range<usize>]| -> String {
                let is_out = |at: &usize| !ranges.iter().any(|range| range.contains(at));
                text.char_indices().filter(|(at, _)| is_out(at)).map(|(_, ch)| ch).collect()
            };
            let (removed, added) = changed_words(&before, &after);
            prop_assert_eq!(kept(&before, &removed), kept(&after, &added));
        }
    }
}
