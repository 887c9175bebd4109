//! How long work is given up.

use thiserror::Error;

/// Asked every few hundred kilobytes by everything that reads a whole body: true ends the work with [`Stopped`].
///
/// A closure over a token or an atomic of the caller's; this layer knows neither clocks nor threads.
pub type Stop<'a> = &'a dyn Fn() -> bool;

/// The work was given up because the caller asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("Stopped")]
pub struct Stopped;

/// A [`Stop`] that lets the work run to its end.
pub fn never() -> bool {
    false
}
