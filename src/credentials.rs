//! From the source that a request names to credentials that may sign it, with what is known of them.
//!
//! Asked before anything is built, so that every secret of a send is known when its body is searched. A source that
//! has to ask somebody does so here and nowhere else; it ends with credentials or with one closed error, never with a
//! request for the user.

#[cfg(test)]
mod as_botocore;
mod cache;
mod call_log;
mod carry_out;
mod client;
pub mod config_file;
mod config_files;
mod config_paths;
mod download;
mod keys;
mod link;
mod link_key;
mod login;
mod metadata;
mod plan;
mod process;
mod profile_list;
mod profiles;
mod provider;
pub mod sso;
mod sts;
mod surroundings;
mod token_file;
mod told;

pub use plan::has_refusal;
pub use provider::Provider;
pub use surroundings::{Ask, CallOut, OwnRequest, PROCESS_LIMIT, Surroundings};
