//! A value that must never be printed, logged or stored in a file.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// A secret access key, session token or other value that only leaves through a named door.
///
/// It has no `Display` and no `Serialize`, and its `Debug` shows the length alone, so a secret can not
/// reach a log, a panic text, the journal or a saved file by accident. Each door below names its one use.
#[derive(Clone, Default, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secret(String);

impl Secret {
    /// Takes ownership of a secret text.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// True when nothing was typed. An empty session token means "none" everywhere.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Door to the signer: the HMAC key, or the value of `X-Amz-Security-Token`.
    pub fn expose_for_signing(&self) -> &str {
        &self.0
    }

    /// Door to the header line or parameter that carries the value to the one host it is for: a cookie, or what Basic,
    /// Bearer and API key auth add.
    pub fn expose_for_sending(&self) -> &str {
        &self.0
    }

    /// Door to the text field in which the user types the value.
    pub fn expose_for_editing(&self) -> &str {
        &self.0
    }

    /// Door to the text field in which the user types the value, for changing it.
    pub fn expose_for_editing_mut(&mut self) -> &mut String {
        &mut self.0
    }

    /// Door to the operating system's key store.
    pub fn expose_to_key_store(&self) -> &str {
        &self.0
    }

    /// Door to the proxy that asks for the password.
    pub fn expose_to_proxy(&self) -> &str {
        &self.0
    }

    /// Door to the file that the passphrase opens.
    pub fn expose_for_unlocking(&self) -> &str {
        &self.0
    }

    /// Door to the searches that look for the value in order to hide it or to prove its absence.
    pub fn expose_for_search(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_length_and_nothing_of_the_value() {
        let secret = Secret::new("wJalrXUtnFEMI");
        assert_eq!(format!("{secret:?}"), "Secret(13 bytes)");
    }
}
