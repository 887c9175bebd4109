//! What a run of the window has told so far: its records, in the order in which they are looked at, and its times.

use std::cmp::{Ordering, Reverse};
use std::time::Duration;

use time::OffsetDateTime;

use crate::redact::Redacted;
use crate::redact::run_record::{RunCounts, RunEnding, RunRecord};
use crate::text::measure::grouped;

/// A run, under way or ended.
#[derive(Debug)]
pub struct RunResults {
    /// Whether it goes on.
    pub progress: RunProgress,
    /// When it began.
    pub began: OffsetDateTime,
    /// The environment that it ran in; empty for none.
    pub environment: String,
    /// How many requests it has in all.
    pub expected: usize,
    /// Whether there are data rows.
    pub iterations: Iterations,
    /// What of the files has no part in it, in sentences.
    pub notes: Vec<Redacted<String>>,
    /// Number of the chosen record.
    pub selected: Option<usize>,
    /// Number of the record whose row takes the keyboard.
    pub wanted: Option<usize>,
    records: Vec<RunRecord>,
    counts: RunCounts,
    order: RunOrdering,
    filter: RunFilter,
    /// Places in `records`, as they are shown.
    shown: Vec<usize>,
}

/// Whether a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunProgress {
    /// It does.
    UnderWay,
    /// It was cancelled, and what is under way ends.
    Ending,
    /// It ended after so long.
    Ended(Duration),
    /// A fault of the program ended it.
    Broke,
}

/// Whether a run has data rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Iterations {
    /// Each request runs once.
    One,
    /// Each request runs once for each row.
    OfRows,
}

/// The order of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunOrdering {
    /// What failed first, and then as it ran.
    #[default]
    FailuresFirst,
    /// As it ran.
    AsRun,
    /// What took longest first.
    SlowestFirst,
}

/// What the table shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunFilter {
    /// Everything.
    #[default]
    All,
    /// What failed.
    Failed,
}

/// A column of the chart: the requests that share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The longest time of them.
    pub longest: Duration,
    /// Number of the one that took it.
    pub number: usize,
    /// Whether one of them failed.
    pub outcome: BarOutcome,
}

/// What a column of the chart says of its requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarOutcome {
    /// None failed.
    Good,
    /// One did.
    Failed,
}

/// Times of the requests that were sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Half took less.
    pub median: Duration,
    /// 19 of 20 took less.
    pub high: Duration,
    /// The longest.
    pub longest: Duration,
}

impl RunResults {
    /// A run that begins.
    pub fn new(expected: usize, iterations: Iterations, began: OffsetDateTime) -> Self {
        Self {
            progress: RunProgress::UnderWay,
            began,
            environment: String::new(),
            expected,
            iterations,
            notes: Vec::new(),
            selected: None,
            wanted: None,
            records: Vec::new(),
            counts: RunCounts::default(),
            order: RunOrdering::default(),
            filter: RunFilter::default(),
            shown: Vec::new(),
        }
    }

    /// Takes a record in at its place.
    pub fn add(&mut self, record: RunRecord) {
        self.counts.add(&record);
        let at = self.records.len();
        self.records.push(record);
        let (records, order, filter) = (&self.records, self.order, self.filter);
        let Some(new) = records.get(at).filter(|new| is_in(filter, new)) else {
            return;
        };
        let place = self.shown.partition_point(|known| {
            records
                .get(*known)
                .is_some_and(|known| compared(order, known, new) == Ordering::Less)
        });
        self.shown.insert(place, at);
    }

    /// Everything that was told, as it came.
    pub fn records(&self) -> &[RunRecord] {
        &self.records
    }

    /// The numbers so far.
    pub fn counts(&self) -> &RunCounts {
        &self.counts
    }

    /// Order and filter of the table.
    pub fn view(&self) -> (RunOrdering, RunFilter) {
        (self.order, self.filter)
    }

    /// Shows the table otherwise.
    pub fn set_view(&mut self, (order, filter): (RunOrdering, RunFilter)) {
        if (order, filter) == (self.order, self.filter) {
            return;
        }
        (self.order, self.filter) = (order, filter);
        let mut shown: Vec<(usize, &RunRecord)> = self
            .records
            .iter()
            .enumerate()
            .filter(|(_, record)| is_in(filter, record))
            .collect();
        shown.sort_by(|(_, one), (_, other)| compared(order, one, other));
        self.shown = shown.into_iter().map(|(at, _)| at).collect();
    }

    /// Rows of the table.
    pub fn rows(&self) -> usize {
        self.shown.len()
    }

    /// The record of a row.
    pub fn row(&self, at: usize) -> Option<&RunRecord> {
        self.records.get(*self.shown.get(at)?)
    }

    /// The row of the record of this number.
    pub fn row_of(&self, number: usize) -> Option<usize> {
        self.shown.iter().position(|at| {
            self.records
                .get(*at)
                .is_some_and(|record| record.number == number)
        })
    }

    /// The chosen record.
    pub fn selected(&self) -> Option<&RunRecord> {
        let number = self.selected?;
        self.records.iter().find(|record| record.number == number)
    }

    /// Number of the first one that failed.
    pub fn first_failure(&self) -> Option<usize> {
        let failed = self.records.iter().filter(|record| record.failed());
        failed.map(|record| record.number).min()
    }

    /// Chooses the record so many rows further down, or up, and gives its row the keyboard.
    pub fn step(&mut self, step: isize) {
        let last = self.rows().saturating_sub(1);
        let from = self.selected.and_then(|number| self.row_of(number));
        let at = from.map_or(0, |from| from.saturating_add_signed(step).min(last));
        self.choose_row(at);
    }

    /// Chooses a row and gives it the keyboard.
    pub fn choose_row(&mut self, at: usize) {
        let number = self.row(at).map(|record| record.number);
        self.selected = number;
        self.wanted = number;
    }

    /// How far it is, in a few words.
    pub fn progress_words(&self) -> String {
        let (done, failed) = (self.counts.requests, self.counts.failed);
        let so_far = format!(
            "Run: {} of {}",
            grouped(done as u64),
            grouped(self.expected as u64)
        );
        if failed == 0 {
            so_far
        } else {
            format!("{so_far}, {} failed", grouped(failed as u64))
        }
    }

    /// How it ended, in a few words.
    pub fn end_words(&self) -> String {
        let RunCounts {
            passed,
            failed,
            not_run,
            ..
        } = self.counts;
        let number = |count: usize| grouped(count as u64);
        let mut parts = vec![format!("{} passed", number(passed))];
        if failed > 0 {
            parts.push(format!("{} failed", number(failed)));
        }
        if not_run > 0 {
            parts.push(format!("{} not run", number(not_run)));
        }
        parts.join(", ")
    }

    /// True while it goes on.
    pub fn is_under_way(&self) -> bool {
        matches!(self.progress, RunProgress::UnderWay | RunProgress::Ending)
    }

    /// The chart in at most so many columns, over all requests that are expected.
    pub fn bars(&self, columns: usize) -> Vec<Option<Bar>> {
        let columns = columns.min(self.expected).max(1);
        let mut bars: Vec<Option<Bar>> = vec![None; columns];
        for record in self.records.iter().filter(|record| record.exchange.is_some()) {
            let place = record
                .number
                .saturating_sub(1)
                .min(self.expected.saturating_sub(1));
            let Some(bar) = bars.get_mut(place * columns / self.expected.max(1)) else {
                continue;
            };
            let outcome = if record.failed() {
                BarOutcome::Failed
            } else {
                BarOutcome::Good
            };
            let of_record = Bar {
                longest: record.duration,
                number: record.number,
                outcome,
            };
            let before = bar.get_or_insert(of_record);
            if record.duration > before.longest {
                (before.longest, before.number) = (record.duration, record.number);
            }
            if outcome == BarOutcome::Failed {
                before.outcome = outcome;
            }
        }
        bars
    }

    /// Its times; `None` before anything was sent.
    pub fn times(&self) -> Option<Times> {
        let sent = self.records.iter().filter(|record| record.exchange.is_some());
        let mut times: Vec<Duration> = sent.map(|record| record.duration).collect();
        times.sort_unstable();
        let at = |hundredths: usize| {
            times
                .get((times.len().checked_sub(1)? * hundredths).div_ceil(100))
                .copied()
        };
        Some(Times {
            median: at(50)?,
            high: at(95)?,
            longest: times.last().copied()?,
        })
    }
}

fn is_in(filter: RunFilter, record: &RunRecord) -> bool {
    match filter {
        RunFilter::All => true,
        RunFilter::Failed => record.failed(),
    }
}

/// Which of two records stands above the other.
fn compared(order: RunOrdering, one: &RunRecord, other: &RunRecord) -> Ordering {
    let key = |record: &RunRecord| match order {
        RunOrdering::FailuresFirst => (u8::from(!record.failed()), Reverse(Duration::ZERO), record.number),
        RunOrdering::AsRun => (0, Reverse(Duration::ZERO), record.number),
        RunOrdering::SlowestFirst => (
            u8::from(record.ending == RunEnding::NotRun),
            Reverse(record.duration),
            record.number,
        ),
    };
    key(one).cmp(&key(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ExchangeId, ItemPath};
    use crate::redact::KnownSecrets;

    fn record(number: usize, millis: u64, ending: RunEnding) -> RunRecord {
        let known = KnownSecrets::default();
        RunRecord {
            number,
            iteration: 1,
            path: ItemPath::default(),
            name: format!("r{number}"),
            exchange: (ending != RunEnding::NotRun).then(|| ExchangeId::from_random(number as u128)),
            method: known.redact("GET"),
            url: known.redact("https://h/"),
            ending,
            status: None,
            checks: Vec::new(),
            attempts: 1,
            duration: Duration::from_millis(millis),
            body_bytes: 0,
            cause: None,
        }
    }

    fn results() -> RunResults {
        let mut results = RunResults::new(6, Iterations::One, OffsetDateTime::UNIX_EPOCH);
        for (number, millis, ending) in [
            (3, 30, RunEnding::Failed(None)),
            (1, 10, RunEnding::Passed),
            (2, 90, RunEnding::Passed),
            (5, 0, RunEnding::NotRun),
            (4, 20, RunEnding::Failed(None)),
        ] {
            results.add(record(number, millis, ending));
        }
        results
    }

    fn numbers(results: &RunResults) -> Vec<usize> {
        (0..results.rows())
            .filter_map(|at| results.row(at))
            .map(|record| record.number)
            .collect()
    }

    #[test]
    fn what_failed_comes_first_whenever_it_came_and_other_orders_are_chosen() {
        let mut results = results();
        assert_eq!(numbers(&results), [3, 4, 1, 2, 5]);
        results.set_view((RunOrdering::AsRun, RunFilter::All));
        assert_eq!(numbers(&results), [1, 2, 3, 4, 5]);
        results.set_view((RunOrdering::SlowestFirst, RunFilter::All));
        assert_eq!(numbers(&results), [2, 3, 4, 1, 5]);
        results.add(record(6, 50, RunEnding::Passed));
        assert_eq!(numbers(&results), [2, 6, 3, 4, 1, 5]);
        results.set_view((RunOrdering::AsRun, RunFilter::Failed));
        assert_eq!(numbers(&results), [3, 4]);
        results.add(record(7, 50, RunEnding::Passed));
        assert_eq!(numbers(&results), [3, 4]);
        assert_eq!((results.counts().passed, results.counts().failed), (4, 2));
    }

    #[test]
    fn the_keyboard_goes_from_row_to_row_and_stays_at_the_ends() {
        let mut results = results();
        results.step(1);
        assert_eq!(results.selected, Some(3));
        results.step(2);
        assert_eq!(results.selected, Some(1));
        results.step(-10);
        assert_eq!(results.selected, Some(3));
        results.step(100);
        assert_eq!(results.selected, Some(5));
    }

    #[test]
    fn a_column_of_the_chart_has_the_longest_and_the_worst_of_its_requests() {
        let results = results();
        let bars = results.bars(3);
        let first = bars[0].unwrap();
        assert_eq!((first.number, first.longest), (2, Duration::from_millis(90)));
        assert_eq!(first.outcome, BarOutcome::Good);
        let second = bars[1].unwrap();
        assert_eq!((second.number, second.outcome), (3, BarOutcome::Failed));
        assert_eq!(bars[2], None, "what was not run took no time");
        assert_eq!(results.bars(100).len(), 6, "a column for each request at most");
    }

    #[test]
    fn times_are_of_what_was_sent() {
        let times = results().times().unwrap();
        assert_eq!(times.longest, Duration::from_millis(90));
        assert_eq!(times.median, Duration::from_millis(30));
        assert_eq!(times.high, Duration::from_millis(90));
        let empty = RunResults::new(1, Iterations::One, OffsetDateTime::UNIX_EPOCH);
        assert_eq!(empty.times(), None);
    }
}
