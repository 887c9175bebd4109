//! Known secrets in every encoding. Pure.
