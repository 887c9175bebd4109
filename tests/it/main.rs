//! Whole paths in one binary, so that linking stays cheap.
