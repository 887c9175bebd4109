//! The key store of the operating system, where there is one, and the sentence where there is none.

use countersign::model::{DraftId, Secret};
use countersign::store::keys::{KeyName, KeyStore as _, KeyStoreError, OsKeyStore, SecretPart};

use crate::child;

/// Writes into the key store of the user who runs the tests, so it has to be asked for.
#[test]
fn values_are_kept_changed_and_deleted() {
    if child::environment("COUNTERSIGN_TEST_OS_KEY_STORE").as_deref() != Some("1") {
        return;
    }
    let number = std::process::id();
    let draft = DraftId::from_random(u128::from(number));
    let names = [SecretPart::SecretAccessKey, SecretPart::SessionToken]
        .map(|part| KeyName::Draft(draft.clone(), part));
    for name in &names {
        assert_eq!(OsKeyStore.get(name), Err(KeyStoreError::NotFound));
        for value in ["wJalrXUtnFEMI/K7MDENG", "längerer Schlüssel", &"t".repeat(2_000)] {
            OsKeyStore.set(name, &Secret::new(value)).unwrap();
            assert_eq!(OsKeyStore.get(name).unwrap(), Secret::new(value));
        }
    }
    let reader = child::command("key_store::child_that_reads", &number.to_string())
        .output()
        .unwrap();
    assert!(reader.status.success(), "{reader:?}");
    for name in &names {
        OsKeyStore.delete(name).unwrap();
        assert_eq!(OsKeyStore.delete(name), Err(KeyStoreError::NotFound));
    }
}

/// A child that finds what another process kept.
#[test]
fn child_that_reads() {
    let Some(number) = child::argument().and_then(|number| number.parse().ok()) else {
        return;
    };
    let kept = OsKeyStore.get(&KeyName::Draft(
        DraftId::from_random(number),
        SecretPart::SessionToken,
    ));
    assert_eq!(kept.unwrap().len(), 2_000);
}

/// A child whose session bus is nowhere.
#[cfg(target_os = "linux")]
#[test]
fn child_without_a_bus() {
    if child::argument().is_none() {
        return;
    }
    let name = &KeyName::Draft(DraftId::from_random(1), SecretPart::SecretAccessKey);
    for error in [
        OsKeyStore.get(name).unwrap_err(),
        OsKeyStore.set(name, &Secret::new("value")).unwrap_err(),
        OsKeyStore.delete(name).unwrap_err(),
    ] {
        assert!(matches!(error, KeyStoreError::NoStore { .. }), "{error:?}");
        println!("\nsentence {error}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_key_store_the_sentence_names_cause_and_cure() {
    let output = child::command("key_store::child_without_a_bus", "")
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    let sentences: Vec<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("sentence "))
        .collect();
    assert_eq!(sentences.len(), 3, "{text}");
    for sentence in sentences {
        assert!(
            sentence.starts_with("this computer has no key store that answers: no Secret Service"),
            "{sentence}"
        );
        assert!(sentence.contains("start GNOME Keyring"), "{sentence}");
    }
}
