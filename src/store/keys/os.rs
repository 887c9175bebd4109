//! Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.

use keyring::{Entry, Error};
use zeroize::Zeroize as _;

use super::{KeyName, KeyStore, KeyStoreError};
use crate::model::Secret;

/// Under this name the entries stand in the user's key manager.
const SERVICE: &str = "countersign";

/// The key store that comes with the operating system.
///
/// The connection is made on the first call and kept: a key store that is started later is found after a
/// restart of the program. Calls may block on an unlock prompt of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsKeyStore;

impl KeyStore for OsKeyStore {
    fn get(&self, name: &KeyName) -> Result<Secret, KeyStoreError> {
        let password = entry(name)?.get_password();
        password.map(Secret::new).map_err(readable)
    }

    fn set(&self, name: &KeyName, value: &Secret) -> Result<(), KeyStoreError> {
        entry(name)?
            .set_password(value.expose_to_key_store())
            .map_err(readable)
    }

    fn delete(&self, name: &KeyName) -> Result<(), KeyStoreError> {
        entry(name)?.delete_credential().map_err(readable)
    }
}

fn entry(name: &KeyName) -> Result<Entry, KeyStoreError> {
    Entry::new(SERVICE, &name.account()).map_err(readable)
}

/// In the user's words. No error text of the crate holds a value; those that carry one are not printed.
fn readable(error: Error) -> KeyStoreError {
    let reason = match error {
        Error::NoEntry => return KeyStoreError::NotFound,
        Error::NoDefaultStore => return no_store(),
        Error::NoStorageAccess(cause) => {
            format!("it is locked ({cause}). Unlock it and type the value again")
        }
        Error::PlatformFailure(cause) => format!("{cause}. Check it in your system's key manager"),
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            "the entry holds something else than text. Type the value again".to_owned()
        }
        Error::TooLong(_, limit) => format!("the value is longer than the {limit} characters it takes"),
        Error::Ambiguous(entries) => format!(
            "it has {} entries for this field. Delete those named {SERVICE} in your system's key manager",
            entries.len()
        ),
        other => format!("{other}. Check it in your system's key manager"),
    };
    KeyStoreError::Refused { reason }
}

fn no_store() -> KeyStoreError {
    let cause = match Entry::store_status() {
        Err(Error::PlatformFailure(cause) | Error::NoStorageAccess(cause)) => cause.to_string(),
        Err(other) => other.to_string(),
        Ok(()) => "it went away".to_owned(),
    };
    KeyStoreError::NoStore {
        reason: format!("{WANTED} ({cause}). Secrets are kept in memory until the program ends; {CURE}"),
    }
}

const WANTED: &str = if cfg!(target_os = "macos") {
    "the Keychain did not open"
} else if cfg!(windows) {
    "the Credential Manager did not open"
} else {
    "no Secret Service on the session bus"
};

const CURE: &str = if cfg!(any(target_os = "macos", windows)) {
    "sign in to a desktop session and start again to keep them"
} else {
    "start GNOME Keyring, KWallet or KeePassXC and start again to keep them"
};
