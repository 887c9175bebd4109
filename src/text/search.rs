//! Finding text or a pattern in a whole body.
//!
//! A body is searched in windows that overlap, so that a file of a gigabyte needs some megabytes and a stop is heard
//! between them. A match longer than the overlap (64 kB) may be found shorter than in one piece.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use regex::bytes::{Regex, RegexBuilder};
use thiserror::Error;

use super::{Source, Stop, Stopped};

/// So many matches are kept; the rest is counted.
pub const MOST_MATCHES: usize = 100_000;
/// Longest text or pattern in bytes.
pub const LONGEST_QUERY_BYTES: usize = 10_000;

const WINDOW_BYTES: usize = 1 << 20;
const OVERLAP_BYTES: usize = 64 * 1024;
/// Bytes before a window that decide about a word's start and a line's start: one character.
const CONTEXT_BYTES: usize = 4;

const REGEX_BYTES: usize = 4 << 20;
const NESTING: u32 = 100;

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The text or the pattern.
    pub text: String,
    /// How it is read.
    pub kind: QueryKind,
    /// Which letters are alike.
    pub case: CaseMatch,
    /// Where a match may stand.
    pub extent: Extent,
}

/// How a query is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueryKind {
    /// As it stands.
    #[default]
    Text,
    /// As a regular expression of the crate `regex`, whose time is linear.
    Regex,
}

/// Which letters are alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseMatch {
    /// Only the same.
    #[default]
    Exact,
    /// Upper and lower case, by Unicode's simple folding.
    Any,
}

/// Where a match may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// Anywhere.
    #[default]
    Anywhere,
    /// Neither after nor before a letter, a digit or an underscore.
    WholeWord,
}

impl Query {
    /// A text, found in its own case, anywhere.
    pub fn text(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            kind: QueryKind::Text,
            case: CaseMatch::Exact,
            extent: Extent::Anywhere,
        }
    }

    /// A regular expression.
    pub fn regex(pattern: &str) -> Self {
        Self {
            kind: QueryKind::Regex,
            ..Self::text(pattern)
        }
    }

    /// In upper and lower case.
    #[must_use]
    pub fn in_any_case(self) -> Self {
        Self {
            case: CaseMatch::Any,
            ..self
        }
    }

    /// As a whole word.
    #[must_use]
    pub fn as_whole_word(self) -> Self {
        Self {
            extent: Extent::WholeWord,
            ..self
        }
    }
}

/// Why a search gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SearchError {
    /// The pattern can not be read.
    #[error("The pattern can not be read: {0}")]
    Pattern(String),
    /// The pattern is too large when it is unrolled.
    #[error("The pattern is too large: use smaller repetitions")]
    TooLarge,
    /// The query is longer than [`LONGEST_QUERY_BYTES`].
    #[error("The search text is longer than 10,000 bytes")]
    TooLong,
    /// The caller asked to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// The first [`MOST_MATCHES`] matches as bytes of the source, in order, none empty, none overlapping.
    pub ranges: Vec<Range<usize>>,
    /// Number of all matches.
    pub total: usize,
}

impl Matches {
    /// Number of the first kept match that begins at `offset` or after it; the first of all when there is none.
    pub fn next_from(&self, offset: usize) -> Option<usize> {
        let next = self.ranges.partition_point(|range| range.start < offset);
        let is_past = next >= self.ranges.len();
        (!self.ranges.is_empty()).then_some(if is_past { 0 } else { next })
    }

    /// Number of the last kept match that begins before `offset`; the last of all when there is none.
    pub fn previous_from(&self, offset: usize) -> Option<usize> {
        let next = self.ranges.partition_point(|range| range.start < offset);
        let last = self.ranges.len().checked_sub(1)?;
        Some(next.checked_sub(1).unwrap_or(last))
    }

    /// The matches that touch a range of bytes, such as a row's: for marking them.
    pub fn within(&self, bytes: Range<usize>) -> &[Range<usize>] {
        let first = self.ranges.partition_point(|range| range.end <= bytes.start);
        let end = self.ranges.partition_point(|range| range.start < bytes.end);
        self.ranges.get(first..end.max(first)).unwrap_or_default()
    }
}

/// All matches of a query in a source. An empty query finds nothing.
pub fn find_all<S: Source + ?Sized>(
    source: &S,
    query: &Query,
    stop: Stop<'_>,
) -> Result<Matches, SearchError> {
    let mut found = Matches::default();
    let finder = Finder::new(query)?;
    finder.visit(source, 0, stop, |range| {
        found.total += 1;
        if found.ranges.len() < MOST_MATCHES {
            found.ranges.push(range);
        }
        true
    })?;
    Ok(found)
}

/// The first match that begins at `offset` or after it: for "next" beyond the kept matches.
pub fn find_next<S: Source + ?Sized>(
    source: &S,
    query: &Query,
    offset: usize,
    stop: Stop<'_>,
) -> Result<Option<Range<usize>>, SearchError> {
    let mut found = None;
    Finder::new(query)?.visit(source, offset, stop, |range| {
        found = Some(range);
        false
    })?;
    Ok(found)
}

enum Finder {
    Nothing,
    Text {
        finder: Box<memmem::Finder<'static>>,
        extent: Extent,
    },
    Pattern(Regex),
}

impl Finder {
    fn new(query: &Query) -> Result<Self, SearchError> {
        if query.text.len() > LONGEST_QUERY_BYTES {
            return Err(SearchError::TooLong);
        }
        if query.text.is_empty() {
            return Ok(Self::Nothing);
        }
        if query.kind == QueryKind::Text && query.case == CaseMatch::Exact {
            return Ok(Self::Text {
                finder: Box::new(memmem::Finder::new(query.text.as_bytes()).into_owned()),
                extent: query.extent,
            });
        }
        let pattern: Cow<'_, str> = match query.kind {
            QueryKind::Text => Cow::Owned(regex::escape(&query.text)),
            QueryKind::Regex => Cow::Borrowed(&query.text),
        };
        let pattern = match (query.extent, query.kind) {
            (Extent::Anywhere, _) => pattern,
            (Extent::WholeWord, QueryKind::Regex) => Cow::Owned(format!(r"\b(?:{pattern})\b")),
            // `\b` asks for a letter on one side: a text that begins with a mark has none.
            (Extent::WholeWord, QueryKind::Text) => {
                Cow::Owned(format!(r"\b{{start-half}}{pattern}\b{{end-half}}"))
            }
        };
        RegexBuilder::new(&pattern)
            .case_insensitive(query.case == CaseMatch::Any)
            .multi_line(true)
            .crlf(true)
            .size_limit(REGEX_BYTES)
            .dfa_size_limit(REGEX_BYTES)
            .nest_limit(NESTING)
            .build()
            .map(Self::Pattern)
            .map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => SearchError::TooLarge,
                other => SearchError::Pattern(last_line(&other.to_string())),
            })
    }

    /// Gives the matches from `offset` on until `each` has enough.
    fn visit<S: Source + ?Sized>(
        &self,
        source: &S,
        offset: usize,
        stop: Stop<'_>,
        mut each: impl FnMut(Range<usize>) -> bool,
    ) -> Result<(), Stopped> {
        let end = source.len();
        let mut at = offset;
        while at < end && !matches!(self, Self::Nothing) {
            let base = at.saturating_sub(CONTEXT_BYTES);
            let bytes = source.read(base..end.min(at + WINDOW_BYTES + OVERLAP_BYTES));
            if bytes.len() <= at - base {
                break;
            }
            let is_last = base + bytes.len() >= end;
            // What begins in the overlap is left to the next window.
            let until = if is_last {
                bytes.len()
            } else {
                bytes.len() - OVERLAP_BYTES
            };
            let mut local = at - base;
            while local < until {
                if stop() {
                    return Err(Stopped);
                }
                let Some(range) = self.find(&bytes, local).filter(|range| range.start < until) else {
                    local = local.max(until);
                    break;
                };
                local = range.end;
                if !each(base + range.start..base + range.end) {
                    return Ok(());
                }
            }
            at = (base + local).max(at + 1);
        }
        if stop() { Err(Stopped) } else { Ok(()) }
    }

    /// The first match in `bytes` that begins at `from` or after it and is not empty.
    fn find(&self, bytes: &[u8], from: usize) -> Option<Range<usize>> {
        let mut from = from;
        loop {
            let found = match self {
                Self::Nothing => None,
                Self::Text { finder, extent } => {
                    let start = from + finder.find(bytes.get(from..)?)?;
                    let range = start..start + finder.needle().len();
                    if *extent == Extent::WholeWord && !is_word(bytes, &range) {
                        from = start + 1;
                        continue;
                    }
                    Some(range)
                }
                Self::Pattern(regex) => regex.find_at(bytes, from).map(|found| found.range()),
            }?;
            if !found.is_empty() {
                return Some(found);
            }
            from = found.end + 1;
            if from > bytes.len() {
                return None;
            }
        }
    }
}

/// Whether no letter, digit or underscore touches the range.
fn is_word(bytes: &[u8], range: &Range<usize>) -> bool {
    let before = bytes
        .get(range.start.saturating_sub(4)..range.start)
        .unwrap_or_default();
    let after = bytes
        .get(range.end..bytes.len().min(range.end + 4))
        .unwrap_or_default();
    let last = (0..before.len())
        .rev()
        .find_map(|at| std::str::from_utf8(before.get(at..)?).ok()?.chars().next());
    let first = (1..=after.len()).find_map(|len| std::str::from_utf8(after.get(..len)?).ok()?.chars().next());
    let is_part = |ch: Option<char>| ch.is_some_and(|ch| ch.is_alphanumeric() || ch == '_');
    !is_part(last) && !is_part(first)
}

/// What a pattern's error says after its drawing of the place.
fn last_line(error: &str) -> String {
    let line = error
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or(error);
    line.trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests;
