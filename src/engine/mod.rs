//! Runs jobs on tokio. [`exchange::run`] is the one function that sends, for window, command line and tests.

pub mod ambient;
mod build;
mod coding;
mod decoder;
mod demo;
pub mod exchange;
mod keeper;
mod latest;
mod progress;
mod receive;
mod received;
mod runner;
mod until;

pub use ambient::Ambient;
pub use demo::demo_server;
pub use exchange::{Deps, Order};
pub use latest::{LatestWorker, Queued};
pub use progress::Progress;
pub use received::{Pretty, Received};
pub use runner::{Engine, Event, QueueFull, SendId};
