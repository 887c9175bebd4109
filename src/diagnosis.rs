//! Reads an AWS error reply, and the three answers of a protection test. Explains each cause of a refusal. Pure.

mod error_reply;
mod expectation;
mod help;
mod pasted;
mod protection;

pub use error_reply::{ErrorReply, error_message, error_reply};
pub use expectation::{ServerExpectation, server_expectation};
pub use help::{CauseHelp, Page, help_of, search_words};
pub use pasted::{
    Judged, LONGEST_PASTE, Likeness, PasteProblem, PastedExpectation, Repair, judge, name_of_line,
    read_expectation,
};
pub use protection::{Answer, Grade, Probe, ProtectionVerdict, protection_verdict};
