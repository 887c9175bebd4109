//! Reads an AWS error reply, and the three answers of a protection test. Pure.

mod error_reply;
mod expectation;
mod protection;

pub use error_reply::{ErrorReply, error_message, error_reply};
pub use expectation::{ServerExpectation, server_expectation};
pub use protection::{Answer, Grade, Probe, ProtectionVerdict, protection_verdict};
