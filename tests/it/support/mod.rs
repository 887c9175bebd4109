//! What several whole-path tests share.

pub mod server;
pub mod wire;
