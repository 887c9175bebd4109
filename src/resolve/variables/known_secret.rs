//! What is known of the value of a secret variable.

use crate::model::Secret;

/// What is known of the value of a secret variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownSecret {
    /// It is here.
    Value(Secret),
    /// This computer does not have it.
    Missing,
    /// The key store was asked for it, and has not answered.
    Awaited,
}

/// `None`, and an empty one, mean that this computer does not have it.
impl From<Option<Secret>> for KnownSecret {
    fn from(secret: Option<Secret>) -> Self {
        match secret {
            Some(secret) if !secret.is_empty() => Self::Value(secret),
            _ => Self::Missing,
        }
    }
}
