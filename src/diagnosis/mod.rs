//! Reads an AWS error reply, and the three answers of a protection test. Pure.

mod expectation;
mod message;
mod protection;

pub use expectation::{ServerExpectation, server_expectation};
pub use message::error_message;
pub use protection::{Answer, Grade, Probe, ProtectionVerdict, protection_verdict};
