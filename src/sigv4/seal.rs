//! The seal that a request needs to leave the machine.

use crate::model::WireRequest;

/// A value that only this layer makes: the wire request is complete, signed when auth asked for it.
#[derive(Debug)]
pub struct Sealed<T>(T);

impl<T> Sealed<T> {
    pub(super) fn new(value: T) -> Self {
        Self(value)
    }

    /// The sealed value, to be read only.
    pub fn get(&self) -> &T {
        &self.0
    }
}

/// Seals a request whose auth is None.
pub fn seal_unsigned(wire: WireRequest) -> Sealed<WireRequest> {
    Sealed::new(wire)
}
