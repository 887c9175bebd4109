//! Clock, randomness and environment: read here and nowhere else, and passed in.

use std::sync::Arc;
use std::time::Instant;

use time::OffsetDateTime;

/// What the program takes from its surroundings. Tests give fixed values.
#[derive(Clone)]
pub struct Ambient {
    /// The wall clock.
    pub now: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
    /// The monotonic clock.
    pub monotonic: Arc<dyn Fn() -> Instant + Send + Sync>,
    /// An environment variable.
    pub environment: Arc<dyn Fn(&str) -> Option<String> + Send + Sync>,
    /// 128 random bits.
    pub random: Arc<dyn Fn() -> u128 + Send + Sync>,
}

impl Ambient {
    /// The real surroundings.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads them")]
    pub fn system() -> Self {
        Self {
            now: Arc::new(OffsetDateTime::now_utc),
            monotonic: Arc::new(Instant::now),
            environment: Arc::new(|name| std::env::var(name).ok()),
            random: Arc::new(|| 0),
        }
    }
}
