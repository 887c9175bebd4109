//! What other tools write, read into our own types: always a value with warnings, or an error with its cure.
//!
//! ```text
//! curl command ─┐
//! raw HTTP/1.1 ─┤
//! HAR entry ────┼──▶ Imported { request, warnings }
//! presigned URL ┘
//! ```
//!
//! A reply that was saved is read by [`from_saved_reply`].
//!
//! Pure and total: no file is opened, no command is run, nothing is expanded, and no input makes it panic.

pub mod code;
pub mod collection_tree;
pub mod copy;
pub mod credentials;
mod curl;
mod curl_trace;
pub mod data_rows;
mod error;
pub mod export;
mod har;
pub mod har_export;
pub mod import;
pub mod kept_exchange;
mod left_out;
mod markdown;
pub mod paste;
pub mod plan_rows;
mod presigned_url;
mod raw_http;
pub mod run_report;
mod saved_reply;
pub mod shell;
pub mod signature_report;
pub mod signed_elsewhere;
pub mod support_bundle;
mod url_parts;
mod warning;

pub use curl::{
    CommandCredentials, ImportedRequest, Program, from_curl, from_curl_with, request_from_curl,
    request_from_curl_with,
};
pub use error::FormatError;
pub use har::from_har;
pub use left_out::LeftOutReason;
pub use presigned_url::from_url;
pub use raw_http::from_raw_http;
pub use saved_reply::{HarEntry, SavedReply, from_saved_reply};
pub use warning::Warning;

use crate::model::ReceivedRequest;

/// A request that another tool wrote, with what could not be taken over as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The request as it would be sent, or was.
    pub request: ReceivedRequest,
    /// What may not be as meant.
    pub warnings: Vec<Warning>,
}
