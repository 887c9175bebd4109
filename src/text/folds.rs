//! Rows that are folded away in a view of rows.

use std::collections::BTreeMap;
use std::ops::Range;

/// Folded ranges, and the way between all rows and those that are shown.
///
/// A fold inside another one is kept and comes back with it. Changing it counts the folds again, so some ten thousand
/// are fine; for "fold all" the tree is the view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folds {
    /// Start and end of each fold.
    folds: BTreeMap<usize, usize>,
    /// The outermost ones, with the rows hidden before each.
    hidden: Vec<(Range<usize>, usize)>,
}

impl Folds {
    /// Hides the rows of a range; `JsonRows::fold` gives it.
    pub fn fold(&mut self, rows: Range<usize>) {
        if rows.start < rows.end {
            self.folds.insert(rows.start, rows.end);
            self.count();
        }
    }

    /// Shows the rows of the fold that begins at `start`.
    pub fn unfold(&mut self, start: usize) {
        self.folds.remove(&start);
        self.count();
    }

    /// Whether a fold begins at `start`, which is the row after the one with the bracket.
    pub fn is_folded(&self, start: usize) -> bool {
        self.folds.contains_key(&start)
    }

    /// The row after the last one that is hidden.
    pub fn end(&self) -> usize {
        self.hidden.last().map_or(0, |(range, _)| range.end)
    }

    /// Shows everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Opens every fold that hides a row.
    pub fn reveal(&mut self, row: usize) {
        self.folds.retain(|start, end| !(*start..*end).contains(&row));
        self.count();
    }

    /// Number of rows that are shown, of so many.
    pub fn shown(&self, rows: usize) -> usize {
        rows - self
            .hidden
            .last()
            .map_or(0, |(range, before)| before + range.len())
            .min(rows)
    }

    /// The row that is shown at that number.
    pub fn row(&self, shown: usize) -> usize {
        let folds = self
            .hidden
            .partition_point(|(range, before)| range.start - before <= shown);
        let hidden = folds
            .checked_sub(1)
            .and_then(|last| self.hidden.get(last))
            .map_or(0, |(range, before)| before + range.len());
        shown + hidden
    }

    /// Where a row is shown; a hidden one gives the row before its fold.
    pub fn shown_at(&self, row: usize) -> usize {
        let folds = self.hidden.partition_point(|(range, _)| range.start <= row);
        match folds.checked_sub(1).and_then(|last| self.hidden.get(last)) {
            Some((range, before)) if row < range.end => (range.start - before).saturating_sub(1),
            Some((range, before)) => row - before - range.len(),
            None => row,
        }
    }

    fn count(&mut self) {
        self.hidden.clear();
        let (mut end, mut before) = (0, 0);
        for (start, fold_end) in &self.folds {
            if *start < end {
                continue;
            }
            self.hidden.push((*start..*fold_end, before));
            before += fold_end - start;
            end = *fold_end;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn equal_a_list_of_rows(
            // Folds nest as brackets do.
            marks in proptest::collection::vec((0usize..10, 0usize..3), 0..8),
            outer in any::<bool>(),
        ) {
            let rows = 120;
            let mut ranges: Vec<Range<usize>> = marks.iter().map(|(at, len)| at * 12 + 2..at * 12 + 3 + len * 3).collect();
            if outer {
                ranges.push(14..61);
            }
            let mut folds = Folds::default();
            for range in &ranges {
                folds.fold(range.clone());
            }
            // The fold made last from a start is the one that counts.
            let mut last = BTreeMap::new();
            for range in ranges {
                last.insert(range.start, range.end);
            }
            let is_hidden = |row: &usize| last.iter().any(|(start, end)| (*start..*end).contains(row));
            let shown: Vec<usize> = (0..rows).filter(|row| !is_hidden(row)).collect();
            prop_assert_eq!(folds.shown(rows), shown.len());
            for (number, row) in shown.iter().enumerate() {
                prop_assert_eq!(folds.row(number), *row);
                prop_assert_eq!(folds.shown_at(*row), number);
            }
            for row in (0..rows).filter(is_hidden) {
                let before = shown.iter().rposition(|shown| *shown < row);
                prop_assert_eq!(Some(folds.shown_at(row)), before);
                let mut opened = folds.clone();
                opened.reveal(row);
                prop_assert_eq!(opened.row(opened.shown_at(row)), row);
            }
        }
    }

    #[test]
    fn unfolding_brings_rows_back() {
        let mut folds = Folds::default();
        folds.fold(3..5);
        folds.fold(1..9);
        assert!(folds.is_folded(3));
        assert_eq!((folds.shown(10), folds.row(1)), (2, 9));
        folds.unfold(1);
        assert_eq!((folds.shown(10), folds.row(3)), (8, 5));
        folds.clear();
        assert_eq!(folds.shown(10), 10);
        assert_eq!(folds.shown(0), 0);
    }
}
