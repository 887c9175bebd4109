//! A key store that answers late, as one that waits for its password: nothing is told that is not known yet.

use std::sync::{Arc, Condvar, Mutex};

use countersign::demo::DEMO_SECRET;
use countersign::model::Secret;
use countersign::store::keys::{KeyName, KeyStore, KeyStoreError};
use countersign::ui::command::Command;
use eframe::egui::{Key, Modifiers};

use super::collections::{Collection, in_local};
use super::test_window::{TestMachine, TestWindow};
use crate::support::server::PATIENCE;

/// Has the secret of an environment or not, and tells nothing of a locked name before it is unlocked.
#[derive(Default)]
struct LockedKeyStore {
    unlocked: Mutex<bool>,
    change: Condvar,
    locked: String,
    secret_key: Option<Secret>,
}

impl LockedKeyStore {
    fn unlock(&self) {
        *self.unlocked.lock().unwrap() = true;
        self.change.notify_all();
    }
}

impl KeyStore for LockedKeyStore {
    fn get(&self, name: &KeyName) -> Result<Secret, KeyStoreError> {
        let KeyName::Variable(variable) = name else {
            return Err(KeyStoreError::NotFound);
        };
        if variable.name == self.locked {
            let unlocked = self.unlocked.lock().unwrap();
            let waited = self
                .change
                .wait_timeout_while(unlocked, PATIENCE, |unlocked| !*unlocked);
            drop(waited.unwrap());
        }
        let value = (variable.name == "secret_key").then(|| self.secret_key.clone());
        value.flatten().ok_or(KeyStoreError::NotFound)
    }

    fn set(&self, _name: &KeyName, _value: &Secret) -> Result<(), KeyStoreError> {
        Ok(())
    }

    fn delete(&self, _name: &KeyName) -> Result<(), KeyStoreError> {
        Ok(())
    }
}

/// The window with a request open in its environment, while the key store says nothing of `locked`.
fn locked(locked: &str, secret_key: Option<&str>) -> (TestWindow, Collection, Arc<LockedKeyStore>) {
    let store = Arc::new(LockedKeyStore {
        locked: locked.to_owned(),
        secret_key: secret_key.map(Secret::new),
        ..LockedKeyStore::default()
    });
    let (window, collection) = in_local(TestMachine::with_key_store(store.clone()));
    (window, collection, store)
}

/// Asks for a run of both requests.
fn run_all(window: &mut TestWindow) {
    window.run(Command::RunRequests);
    window.settle();
    window.click("Run 2 requests");
    window.settle();
}

#[test]
fn a_run_begins_when_the_key_store_has_answered() {
    let (mut window, _collection, store) = locked("secret_key", Some(DEMO_SECRET));
    run_all(&mut window);
    window.assert_sees("Reading the values of secret variables…");
    assert!(!window.is_enabled("Run 2 requests"));
    assert!(window.app().run_results().is_none(), "nothing is sent yet");
    store.unlock();
    window.until("the run ends", |window| {
        let results = window.app().run_results();
        results.is_some_and(|results| !results.is_under_way())
    });
    assert_eq!(window.app().run_results().unwrap().records().len(), 2);
}

#[test]
fn a_run_whose_page_was_closed_does_not_begin() {
    let (mut window, _collection, store) = locked("secret_key", Some(DEMO_SECRET));
    run_all(&mut window);
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    store.unlock();
    window.until("the value is there", |window| {
        !window.everything_told().contains("nothing defines")
    });
    window.settle();
    window.run(Command::RunRequests);
    window.settle();
    assert!(window.is_enabled("Run 2 requests"));
    assert!(window.app().run_results().is_none());
}

#[test]
fn what_is_found_missing_later_comes_into_the_form_that_is_open() {
    let (mut window, collection, store) = locked("of_folder", None);
    collection.write(
        "dogs/folder.yml",
        "info:\n  name: Dogs\n  type: folder\nrequest:\n  variables:\n    - secret: true\n      name: of_folder\n",
    );
    window.until("it is missing", |window| {
        window.has_button("Missing secret values…")
    });
    window.settle();
    window.run(Command::FillMissingValues);
    window.settle();
    window.fill("Value of secret_key", "typed-in-the-form-4711");
    window.assert_sees_not("folder Dogs");
    store.unlock();
    window.until("that of the folder comes too", |window| {
        window.sees("folder Dogs")
    });
    window.settle();
    window.fill("Value of of_folder", "typed-in-the-form-0815");
    assert_eq!(
        window
            .field("Value of secret_key")
            .value()
            .unwrap()
            .chars()
            .count(),
        "typed-in-the-form-4711".len(),
        "what was typed stays"
    );
}

#[test]
fn nobody_says_that_no_value_is_missing_before_it_is_known() {
    let (mut window, _collection, store) = locked("secret_key", None);
    window.run(Command::FillMissingValues);
    window.settle();
    window.assert_sees("Values of secrets are still being read: try again in a moment");
    store.unlock();
    window.until("it is missing", |window| {
        window.has_button("Missing secret values…")
    });
    window.settle();
    window.run(Command::FillMissingValues);
    window.settle();
    window.fill("Value of secret_key", "typed-in-the-form-4711");
}

#[test]
fn a_secret_that_is_awaited_is_not_called_missing_and_signs_when_it_comes() {
    let (mut window, _collection, store) = locked("secret_key", Some(DEMO_SECRET));
    window.send();
    assert!(window.sent().exchange.wire.is_none(), "nothing leaves");
    let told = window.everything_told();
    assert!(
        told.contains("the key store has not given the value of the secret {{secret_key}}"),
        "{told}"
    );
    assert!(!told.contains("is not on this computer"), "{told}");
    store.unlock();
    window.until("it is signed", |window| window.tab().draft.live.report.is_some());
    window.settle();
    window.send();
    assert_eq!(window.status(), 200);
}
