//! Runs jobs on tokio. [`exchange::run`] is the one function that sends, for window, command line and tests.

pub mod ambient;
pub mod exchange;
mod progress;
mod runner;

pub use ambient::Ambient;
pub use exchange::{Deps, Order};
pub use progress::Progress;
pub use runner::{Engine, Event, QueueFull, Received, SendId};
