//! Two texts against each other: two replies, and what was signed with what the service says it expected.

pub mod reply_comparison;
pub mod service_comparison;
pub mod service_comparison_page;
