//! What several whole-path tests share.

pub mod engine;
pub mod order;
pub mod server;
pub mod wire;
