//! Says why a request was refused, and reads the three answers of a protection test. Pure.
//!
//! ```text
//! request, signed text, reply, times ──scene──▶ what is known ──rules──▶ findings ──scrub──▶ ranked list
//!                                                 └─ mismatch: the service's strings beside ours
//! no reply ─────────────────────────────────────────────────── no_reply ──▶ findings
//! ```
//!
//! | room | knows |
//! |---|---|
//! | `reply` | where each service puts code and message, whole or cut |
//! | `pattern` | how a message is matched |
//! | `rules` | one row for each thing that services say |
//! | `rules/refine` | what the request adds to a row |
//! | `mismatch` | what a differing line means |
//! | `denial` | ARNs and the smallest policies |
//! | `general` | what any server says, and what is left when nothing is known |
//! | `scrub` | that no secret leaves in a finding |
//! | `help` | a page about each cause |

mod asked;
mod clock;
mod denial;
mod diagnosable;
mod diagnose;
mod error_reply;
mod expectation;
mod general;
mod help;
mod mismatch;
mod no_reply;
mod pasted;
mod pattern;
mod protection;
mod reply;
mod rule;
mod rules;
mod s3_action;
mod scene;
mod scrub;

pub use clock::{ClockOffset, WORTH_A_WARNING_SECONDS, clock_offset, is_worth_a_warning};
pub use diagnosable::{Diagnosable, Requested, SentAt, SignedText};
pub use diagnose::diagnose;
pub use error_reply::{ErrorReply, error_message, error_reply};
pub use expectation::{ServerExpectation, server_expectation};
pub use help::{CauseHelp, Page, help_of, search_words};
pub use pasted::{
    Judged, LONGEST_PASTE, Likeness, PasteProblem, PastedExpectation, Repair, judge, name_of_line,
    read_expectation,
};
pub use protection::{Answer, Grade, Probe, ProtectionVerdict, protection_verdict};
