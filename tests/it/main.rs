//! Whole paths in one binary, so that linking stays cheap.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do, and lie outside of test functions"
)]

mod bodies;
mod bodies_changing;
mod bodies_command_line;
mod cancel;
mod code;
mod collections;
mod command_line;
mod command_line_json;
mod cookies;
mod copy_as;
mod copy_as_commands;
mod credential_failures;
mod credential_limits;
mod credential_pastes;
mod credential_texts;
mod credential_values;
#[cfg(test)]
mod credentials;
mod credentials_command_line;
#[cfg(test)]
mod credentials_judged;
mod credentials_signing;
mod curl_credentials;
mod curl_hints;
mod curl_import;
mod curl_variables;
mod demo_products;
mod demo_server;
mod demo_sso;
mod demo_sts;
mod diagnosis;
mod diagnosis_clock;
mod diagnosis_doubts;
mod engine;
mod exchange;
mod explain;
mod exports;
mod fuzz;
#[path = "fuzz_targets/all.rs"]
mod fuzz_targets;
mod given_credentials;
mod history;
mod hostile_replies;
mod hosts;
mod http2;
mod imports;
mod imports_readers;
mod inheritance;
mod mistakes;
mod never_unsigned;
mod no_reply;
mod opencollection;
#[cfg(test)]
mod own_calls;
mod pieces;
mod presigned_urls;
mod proxy;
mod raw_socket;
mod receiving;
mod receiving_cli;
mod receiving_codings;
mod redirects;
mod request_files;
mod route;
mod routes;
mod routes_command_line;
mod run;
mod s3_examples;
mod signing_options;
mod signing_properties;
mod sso_browser;
mod sso_command_line;
mod sso_device;
mod sso_provider;
mod sso_refresh;
mod sso_tokens;
mod suite;
mod support;
mod tls;
mod tls_client;
mod ugly_inputs;
mod verify;

#[cfg(test)]
mod child;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod json_path;
#[cfg(test)]
mod key_store;

#[cfg(all(test, feature = "window"))]
mod one_pipeline;

#[cfg(all(test, feature = "window"))]
mod window;
