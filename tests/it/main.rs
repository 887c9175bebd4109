//! Whole paths in one binary, so that linking stays cheap.

mod cancel;
mod engine;
mod exchange;
mod no_reply;
mod raw_socket;
mod support;
