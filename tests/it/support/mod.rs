//! What several tests here need: a client that is not ours.

pub mod raw_client;
pub mod signed_call;
