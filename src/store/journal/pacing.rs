//! When an unwritten session is written. Pure: counts ticks instead of reading a clock.

use std::time::Duration;

/// How often the writer looks while something is unwritten. When nothing is, it sleeps.
pub(super) const TICK: Duration = Duration::from_millis(50);

/// Ticks without a change after which the session is written: 300 ms after the last change at the latest,
/// as the change falls somewhere into the first of them.
const QUIET_TICKS: u32 = 5;

/// Ticks after which it is written whatever happens: 1 s after the first change, less the time of a write.
const MOST_TICKS: u32 = 17;

/// A failed write is tried again after this many ticks (2 s).
const RETRY_TICKS: u32 = 40;

/// How long the writer has been waiting, in ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Pacing {
    /// Nothing is unwritten.
    #[default]
    Idle,
    /// Something is unwritten.
    Waiting { revision: u64, quiet: u32, total: u32 },
    /// The last write failed.
    Failed { ticks: u32 },
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Write.
    Now,
    /// Look again after a [`TICK`].
    NextTick,
    /// Sleep until woken.
    Never,
}

impl Pacing {
    /// Counts one tick; `waiting` is the revision that waits in the slot.
    pub(super) fn tick(&mut self, waiting: Option<u64>) -> Due {
        let next = match (*self, waiting) {
            (_, None) => Self::Idle,
            (Self::Idle, Some(revision)) => Self::Waiting {
                revision,
                quiet: 0,
                total: 0,
            },
            (
                Self::Waiting {
                    revision,
                    quiet,
                    total,
                },
                Some(now),
            ) => Self::Waiting {
                revision: now,
                quiet: if now == revision { quiet + 1 } else { 0 },
                total: total + 1,
            },
            (Self::Failed { ticks }, Some(_)) => Self::Failed { ticks: ticks + 1 },
        };
        *self = next;
        match next {
            Self::Idle => Due::Never,
            Self::Waiting { quiet, total, .. } if quiet >= QUIET_TICKS || total >= MOST_TICKS => Due::Now,
            Self::Failed { ticks } if ticks >= RETRY_TICKS => Due::Now,
            Self::Waiting { .. } | Self::Failed { .. } => Due::NextTick,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ticks until a write, with a change before each tick that `changes` names.
    fn ticks_to_write(changes: impl Fn(u32) -> bool) -> u32 {
        let mut pacing = Pacing::default();
        let mut revision = 1;
        assert_eq!(pacing.tick(Some(revision)), Due::NextTick);
        for tick in 1.. {
            revision += u64::from(changes(tick));
            if pacing.tick(Some(revision)) == Due::Now {
                return tick;
            }
        }
        unreachable!()
    }

    #[test]
    fn a_single_change_is_written_within_300_ms() {
        assert!(TICK * ticks_to_write(|_| false) <= Duration::from_millis(300));
    }

    #[test]
    fn the_last_of_some_changes_is_written_within_300_ms() {
        for last in 1..5 {
            let ticks = ticks_to_write(|tick| tick <= last) - last;
            // The change may have come a whole tick before it was seen.
            assert!(
                TICK * (ticks + 1) <= Duration::from_millis(300),
                "{last}: {ticks}"
            );
        }
    }

    #[test]
    fn endless_changes_are_written_within_a_second() {
        assert!(TICK * ticks_to_write(|_| true) <= Duration::from_millis(900));
    }

    #[test]
    fn nothing_unwritten_means_sleep() {
        let mut pacing = Pacing::default();
        assert_eq!(pacing.tick(None), Due::Never);
        pacing.tick(Some(1));
        assert_eq!(pacing.tick(None), Due::Never);
        assert_eq!(pacing, Pacing::Idle);
    }

    #[test]
    fn a_failed_write_is_tried_again_after_two_seconds() {
        let mut pacing = Pacing::Failed { ticks: 0 };
        let ticks = (1..100).find(|_| pacing.tick(Some(9)) == Due::Now).unwrap();
        assert_eq!(TICK * ticks, Duration::from_secs(2));
    }
}
