//! The operating system's key store.
//!
//! A [`KeyStore`] answers when it likes, as the system may ask the user to unlock it first; so the window
//! talks to a [`KeyThread`].

mod memory;
mod os;
mod thread;

pub use memory::{MemoryKeyStore, NoKeyStore};
pub use os::OsKeyStore;
pub use thread::{FLUSH_LIMIT, KeyThread};

use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::model::{DraftId, Secret};

/// Which secret of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretPart {
    /// The secret access key of the AWS Signature form.
    SecretAccessKey,
    /// The session token of the AWS Signature form.
    SessionToken,
    /// The password of Basic auth.
    Password,
    /// The token of Bearer auth.
    BearerToken,
    /// The key of API key auth.
    ApiKey,
}

impl SecretPart {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::SecretAccessKey,
        Self::SessionToken,
        Self::Password,
        Self::BearerToken,
        Self::ApiKey,
    ];

    /// Its name in the key store; never changes, as stored entries are found by it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SecretAccessKey => "secret-access-key",
            Self::SessionToken => "session-token",
            Self::Password => "password",
            Self::BearerToken => "bearer-token",
            Self::ApiKey => "api-key",
        }
    }
}

/// What a value of the key store belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyName {
    /// A secret field of a draft, or of the shared authorization.
    Draft(DraftId, SecretPart),
    /// A secret variable.
    Variable(VariableKey),
}

impl KeyName {
    /// The account of the entry in the key store; never changes, as stored entries are found by it. It holds names and
    /// no value.
    pub fn account(&self) -> String {
        match self {
            Self::Draft(draft, part) => format!("{}/{}", draft.as_str(), part.as_str()),
            Self::Variable(VariableKey { place, name }) => format!("variable/{}/{name}", place.as_str()),
        }
    }
}

/// A secret variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariableKey {
    /// What it stands in.
    pub place: VariablePlace,
    /// Its name, without braces.
    pub name: String,
}

/// What a secret variable stands in: the global variables, or an environment of a collection.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariablePlace(String);

impl VariablePlace {
    /// The global variables of this data folder.
    pub fn global() -> Self {
        Self("global".to_owned())
    }

    /// An environment of the collection in this folder. A clone in another folder has values of its own.
    pub fn environment(root: &Path, name: &str) -> Self {
        Self(format!("{}/{name}", of_folder(root)))
    }

    /// The variables of the collection in this folder, whatever the environment.
    pub fn collection(root: &Path) -> Self {
        Self(of_folder(root))
    }

    /// The variables of a folder or request of the collection in this folder.
    pub fn item(root: &Path, path: &str) -> Self {
        Self(format!("{}:{path}", of_folder(root)))
    }

    /// Whether it is a folder or request at this path of the collection in this folder, or stands below it.
    pub fn is_in(&self, root: &Path, path: &str) -> bool {
        self.below(root, path).is_some()
    }

    /// The same place after what is at one path of a collection was moved to another one; `None` for what did not move.
    #[must_use]
    pub fn moved(&self, root: &Path, from: &str, to: &str) -> Option<Self> {
        let rest = self.below(root, from)?;
        Some(Self(format!("{}:{to}{rest}", of_folder(root))))
    }

    /// The rest of a path below another one.
    fn below(&self, root: &Path, path: &str) -> Option<&str> {
        let rest = self.0.strip_prefix(&Self::item(root, path).0)?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    }

    /// The text form, which goes into the account.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A folder in 32 hex digits: accounts of key stores are short, and paths are not.
fn of_folder(root: &Path) -> String {
    use std::fmt::Write as _;

    let digest = Sha256::digest(root.as_os_str().as_encoded_bytes());
    let mut text = String::with_capacity(32);
    for byte in digest.iter().take(16) {
        write!(text, "{byte:02x}").ok();
    }
    text
}

/// Why a secret is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyStoreError {
    /// No Secret Service, Keychain or Credential Manager answers.
    #[error("this computer has no key store that answers: {reason}")]
    NoStore {
        /// What was tried, what it said, and how to get a key store.
        reason: String,
    },
    /// The store works and has no such entry.
    #[error("the key store has no value for this field: type it again")]
    NotFound,
    /// The store answered with an error.
    #[error("the key store refused: {reason}")]
    Refused {
        /// What it said and what to do.
        reason: String,
    },
}

/// A place that keeps secrets; calls may block on an unlock prompt.
pub trait KeyStore: Send + Sync {
    /// The value that was set last.
    fn get(&self, name: &KeyName) -> Result<Secret, KeyStoreError>;
    /// Keeps a value in place of the one before.
    fn set(&self, name: &KeyName, value: &Secret) -> Result<(), KeyStoreError>;
    /// Removes a value; [`KeyStoreError::NotFound`] when there is none.
    fn delete(&self, name: &KeyName) -> Result<(), KeyStoreError>;
}

/// An answer from the key store thread.
#[derive(Debug)]
pub enum KeyEvent {
    /// A value was looked up.
    Loaded {
        /// Which.
        name: KeyName,
        /// The value, or why there is none.
        result: Result<Secret, KeyStoreError>,
    },
    /// A value was kept or removed.
    Saved {
        /// Which.
        name: KeyName,
        /// Why it was not, if so.
        result: Result<(), KeyStoreError>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_of_an_entry_never_changes() {
        let draft = KeyName::Draft(DraftId::from_random(1), SecretPart::SessionToken);
        assert_eq!(draft.account(), "00000000000000000000000000000001/session-token");
        let in_dev = |name: &str| {
            KeyName::Variable(VariableKey {
                place: VariablePlace::environment(Path::new("/work/pets"), "dev"),
                name: name.to_owned(),
            })
        };
        // printf /work/pets | sha256sum
        assert_eq!(
            in_dev("token").account(),
            "variable/1050d5e5021600442ed37c53847ab1d7/dev/token"
        );
        let global = KeyName::Variable(VariableKey {
            place: VariablePlace::global(),
            name: "token".to_owned(),
        });
        assert_eq!(global.account(), "variable/global/token");
    }
}
