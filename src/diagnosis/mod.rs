//! Reads an AWS error reply. Pure.

mod expectation;
mod message;

pub use expectation::{ServerExpectation, server_expectation};
pub use message::error_message;
