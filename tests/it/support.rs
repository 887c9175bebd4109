//! What several whole-path tests share.

pub mod command;
pub mod credentials;
pub mod engine;
pub mod files;
pub mod kinds;
pub mod order;
pub mod origins;
pub mod proxy;
pub mod raw_client;
pub mod refusals;
pub mod server;
pub mod signed_call;
pub mod sso;
pub mod tls;
pub mod wire;
