//! Whole paths in one binary, so that linking stays cheap.

mod cancel;
mod raw_socket;
mod support;
