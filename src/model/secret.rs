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

    /// The variable that the field names in the place of a value, without braces. That is no secret and is kept with
    /// the request.
    pub fn reference(&self) -> Option<&str> {
        let name = self.0.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
        let is_name = |ch: char| ch.is_alphanumeric() || matches!(ch, '_' | '-' | '.');
        (!name.is_empty() && name.chars().all(is_name)).then_some(name)
    }

    /// True for a value, and for nothing at all: neither is ever written.
    pub fn is_no_reference(&self) -> bool {
        self.reference().is_none()
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

    /// Door to the cache file that the AWS CLI and this program share, in its own folder with mode 0600.
    pub fn expose_to_token_cache(&self) -> &str {
        &self.0
    }

    /// Door to the clipboard, after the user read a warning.
    pub fn expose_to_clipboard(&self) -> &str {
        &self.0
    }

    /// Door to the reader of a config file, which takes every value for a secret until it knows the name: for what a
    /// profile says that is none, as region and role.
    pub fn expose_setting(&self) -> &str {
        &self.0
    }

    /// Door to the operating system's key store.
    pub fn expose_to_key_store(&self) -> &str {
        &self.0
    }

    /// Door to the proxy that asks for the password.
    pub fn expose_to_proxy(&self) -> &str {
        &self.0
    }

    /// Door to STS, which is shown an MFA code or a web identity token.
    pub fn expose_to_sts(&self) -> &str {
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

/// How serde sees a secret field: the variable that it names is written, a value never. A value in a file is not read
/// either, so that nobody comes to rely on one.
pub mod reference {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Secret;

    /// Writes `{{name}}`, or an empty text.
    pub fn serialize<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
        match secret.reference() {
            Some(name) => serializer.collect_str(&format_args!("{{{{{name}}}}}")),
            None => serializer.serialize_str(""),
        }
    }

    /// Reads `{{name}}`.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        let read = Secret::new(String::deserialize(deserializer)?);
        Ok(if read.is_no_reference() {
            Secret::default()
        } else {
            read
        })
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
    fn a_variable_in_the_place_of_a_value_is_written_and_a_value_is_not() {
        #[derive(serde::Serialize, serde::Deserialize)]
        struct Form {
            #[serde(default, with = "reference", skip_serializing_if = "Secret::is_no_reference")]
            token: Secret,
        }
        for (typed, written) in [
            ("{{ prod.token }}", r#"{"token":"{{prod.token}}"}"#),
            ("{{a}}{{b}}", "{}"),
            ("x{{a}}", "{}"),
            ("{{}}", "{}"),
            ("wJalrXUtnFEMI", "{}"),
            ("", "{}"),
        ] {
            let form = Form {
                token: Secret::new(typed),
            };
            assert_eq!(serde_json::to_string(&form).unwrap(), written, "{typed}");
        }
        let read = |text: &str| serde_json::from_str::<Form>(text).unwrap().token;
        assert_eq!(read(r#"{"token":"{{a}}"}"#).reference(), Some("a"));
        assert!(read(r#"{"token":"wJalrXUtnFEMI"}"#).is_empty());
        assert!(read("{}").is_empty());
    }

    #[test]
    fn debug_shows_the_length_and_nothing_of_the_value() {
        let secret = Secret::new("wJalrXUtnFEMI");
        assert_eq!(format!("{secret:?}"), "Secret(13 bytes)");
    }
}
