//! Whole paths in one binary, so that linking stays cheap.

mod child;
mod journal;
mod key_store;
