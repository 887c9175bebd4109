//! Picking values out of a JSON body with JSONPath.
//!
//! <https://www.rfc-editor.org/rfc/rfc9535>, all of it. The crates that read it query values of their own, some ten
//! times as large as the body; this one goes over the [`Tape`], which the tree uses too, and takes no more than its
//! results. Where the standard leaves a choice: of a repeated key a name picks the last value, and a wildcard every one;
//! of lines of JSON each is a root.

mod eval;
mod parse;
mod query;
mod value;

use std::ops::Range;

use thiserror::Error;

use super::measure::grouped;
use super::{NodeId, Stop, Stopped, Tape};
use eval::{End, Evaluation};

/// Longest path.
pub const LONGEST_JSON_PATH_BYTES: usize = 1_000;
/// So many results are kept; the rest is counted.
pub const MOST_RESULTS: usize = 100_000;

/// Values that a path may look at: some ten seconds.
const MOST_VISITS: usize = 200_000_000;

/// Why a path gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JsonPathError {
    /// The path can not be read.
    #[error("The path can not be read at character {at}: {message}")]
    Path {
        /// From 1.
        at: usize,
        /// What is wrong.
        message: String,
    },
    /// The path is longer than [`LONGEST_JSON_PATH_BYTES`], has more than a hundred steps or is nested too deeply.
    #[error("The path is too long (1,000 bytes, 100 steps) or nested too deeply: name less of the way")]
    PathTooLong,
    /// The body is in a file.
    #[error("A body of more than 64 MiB is not filtered by a path: search it instead")]
    BodyTooLong,
    /// The body has more values than a tape holds.
    #[error("A body of more than 12 million values is not filtered by a path: search it instead")]
    TooManyValues,
    /// The body is not JSON.
    #[error("The body can not be filtered: {0}")]
    Body(String),
    /// The path would look at too many values.
    #[error("The path looks at more than 200 million values: name more of the way to those you want")]
    TooMuchWork,
    /// The caller asked to stop.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl From<End> for JsonPathError {
    fn from(end: End) -> Self {
        match end {
            End::TooMuchWork => Self::TooMuchWork,
            End::Stopped | End::Enough => Self::Stopped(Stopped),
        }
    }
}

/// What a path picks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picked {
    /// The first [`MOST_RESULTS`], in the order of the standard.
    pub results: Vec<PickedNode>,
    /// Number of all.
    pub total: usize,
}

/// A value that was picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickedNode {
    /// Its node in the tape.
    pub node: NodeId,
    /// Its bytes in the body, as they came.
    pub range: Range<usize>,
}

/// The values of a body that a path picks. `tape` is the body's. For a worker: some 50 ns for each value it looks at.
pub fn json_path(body: &[u8], tape: &Tape, path: &str, stop: Stop<'_>) -> Result<Picked, JsonPathError> {
    limited(body, tape, path, MOST_VISITS, stop)
}

fn limited(
    body: &[u8],
    tape: &Tape,
    path: &str,
    most_visits: usize,
    stop: Stop<'_>,
) -> Result<Picked, JsonPathError> {
    if path.len() > LONGEST_JSON_PATH_BYTES {
        return Err(JsonPathError::PathTooLong);
    }
    let query = parse::parse(path.trim())?;
    if tape.is_cut() {
        return Err(JsonPathError::TooManyValues);
    }
    if let Some(error) = tape.error() {
        let at = grouped(error.offset as u64);
        return Err(JsonPathError::Body(format!("at byte {at}, {error}")));
    }
    let Some(first) = tape.node(0) else {
        return Err(JsonPathError::Body("it holds no value".to_owned()));
    };
    if stop() {
        return Err(Stopped.into());
    }
    let evaluation = Evaluation::new(body, tape, first, most_visits, stop);
    let mut picked = Picked::default();
    let mut root = Some(first);
    while let Some(line) = root {
        evaluation.pick(&query, line, &mut |node| {
            picked.total += 1;
            if picked.results.len() < MOST_RESULTS {
                let range = tape.range(node);
                picked.results.push(PickedNode { node, range });
            }
            Ok(())
        })?;
        root = tape.next_sibling(line);
    }
    Ok(picked)
}

#[cfg(test)]
mod tests;
