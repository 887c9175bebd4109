//! Whole paths in one binary, so that linking stays cheap.

mod signing_properties;
mod suite;
