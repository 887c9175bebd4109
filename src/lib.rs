//! Countersign: sign a request with AWS Signature Version 4, send it, and see what was signed.
//!
//! The layers, from the bottom up, are the modules below; a lower one never names a higher one
//! (`tests/layers.rs` checks). ARCHITECTURE.md draws the way of one Send through them.

pub mod model;

pub mod redact;
pub mod resolve;
pub mod sigv4;
pub mod text;

pub mod formats;

pub mod diagnosis;

pub mod blob;
pub mod checks;
pub mod prepare;

pub mod credentials;
pub mod demo;
pub mod http;
pub mod store;

pub mod engine;

pub mod cli;

#[cfg(feature = "window")]
pub mod app;
#[cfg(feature = "window")]
pub mod ui;
