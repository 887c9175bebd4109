//! Changes by other programs are told, together, and nothing else is.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use countersign::store::collection::{Watch, Watched, watch};

use super::{Fixture, path, request_yaml};
use crate::child;

const LONG: Duration = Duration::from_secs(20);
/// Longer than changes are gathered.
const SHORT: Duration = Duration::from_millis(700);

fn watched(root: &Path) -> (Watch, Receiver<Watched>) {
    let (told, inbox) = channel();
    let on_watched = Box::new(move |what| drop(told.send(what)));
    (watch(root, on_watched).unwrap(), inbox)
}

fn is_told(inbox: &Receiver<Watched>) {
    assert_eq!(inbox.recv_timeout(LONG), Ok(Watched::Changed));
    // What belongs to the same change, on a busy machine.
    while inbox.recv_timeout(SHORT).is_ok() {}
}

fn is_quiet(inbox: &Receiver<Watched>) {
    assert_eq!(inbox.recv_timeout(SHORT), Err(RecvTimeoutError::Timeout));
}

#[test]
fn edits_new_folders_and_removals_are_told() {
    let fixture = Fixture::new();
    fixture.request("list.yml", "list", 1);
    let (_watch, inbox) = watched(&fixture.root());
    is_quiet(&inbox);
    fixture.request("list.yml", "changed", 1);
    is_told(&inbox);
    fixture.request("new/deep/x.yml", "x", 1);
    is_told(&inbox);
    // In a folder that was not there when the watch began.
    fixture.request("new/deep/x.yml", "y", 1);
    is_told(&inbox);
    fs::remove_dir_all(fixture.root().join("new")).unwrap();
    is_told(&inbox);
    fixture.request("new/deep/x.yml", "z", 1);
    is_told(&inbox);
    fixture.request("new/deep/x.yml", "w", 1);
    is_told(&inbox);
}

#[test]
fn reading_and_what_is_no_part_of_the_collection_is_not_told() {
    let fixture = Fixture::new();
    fixture.request("list.yml", "list", 1);
    fixture.write(".git/index", "x");
    fixture.write("node_modules/x/index.js", "x");
    let (_watch, inbox) = watched(&fixture.root());
    fixture.open();
    fixture
        .store
        .read_request(&fixture.root(), &path("list.yml"))
        .unwrap();
    fixture.write(".git/index", "y");
    fixture.write("node_modules/x/index.js", "y");
    fs::create_dir(fixture.folder.path().join("beside")).unwrap();
    is_quiet(&inbox);
}

#[test]
fn many_changes_at_once_are_told_a_few_times() {
    let fixture = Fixture::new();
    let (_watch, inbox) = watched(&fixture.root());
    for number in 0..500 {
        fixture.request(&format!("{number}.yml"), "x", 1);
    }
    assert_eq!(inbox.recv_timeout(LONG), Ok(Watched::Changed));
    let mut more = 0;
    while inbox.recv_timeout(SHORT).is_ok() {
        more += 1;
    }
    assert!(more < 10, "{more}");
}

#[test]
fn a_collection_that_is_replaced_is_watched_on() {
    let fixture = Fixture::new();
    fixture.request("list.yml", "list", 1);
    let (_watch, inbox) = watched(&fixture.root());
    // As a checkout that writes a new folder and puts it in the place of the old one.
    let other = fixture.folder.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::copy(
        fixture.root().join("opencollection.yml"),
        other.join("opencollection.yml"),
    )
    .unwrap();
    fs::rename(fixture.root(), fixture.folder.path().join("old")).unwrap();
    is_told(&inbox);
    fs::rename(&other, fixture.root()).unwrap();
    is_told(&inbox);
    fixture.request("list.yml", "again", 1);
    is_told(&inbox);
    // What is written to the old folder is no change.
    super::put(
        &fixture.folder.path().join("old/list.yml"),
        &request_yaml("old", 1),
    );
    is_quiet(&inbox);
    fs::remove_dir_all(fixture.root()).unwrap();
    is_told(&inbox);
    fs::create_dir(fixture.root()).unwrap();
    is_told(&inbox);
    fixture.request("list.yml", "again", 1);
    is_told(&inbox);
}

#[test]
fn after_its_end_a_watch_tells_nothing() {
    let fixture = Fixture::new();
    let (watch, inbox) = watched(&fixture.root());
    drop(watch);
    fixture.request("list.yml", "list", 1);
    assert_eq!(inbox.recv_timeout(LONG), Err(RecvTimeoutError::Disconnected));
}

/// A child, whose threads are those of one watch alone.
#[cfg(target_os = "linux")]
#[test]
fn child_that_watches() {
    if child::argument().is_none() {
        return;
    }
    let fixture = Fixture::new();
    for number in 0..100 {
        fixture.request(&format!("{number}/x.yml"), "x", 1);
    }
    let (_watch, inbox) = watched(&fixture.root());
    is_quiet(&inbox);
    let before = wake_ups();
    // Both kinds of switches for the thread of the system's messages and for ours.
    assert_eq!(before.len(), 4, "{before:?}");
    is_quiet(&inbox);
    is_quiet(&inbox);
    assert_eq!(wake_ups(), before);
    // The same count sees work.
    fixture.request("1/x.yml", "y", 1);
    is_told(&inbox);
    assert_ne!(wake_ups(), before);
}

/// How often the threads of a watch were switched to.
#[cfg(target_os = "linux")]
fn wake_ups() -> Vec<u64> {
    let mut counted = Vec::new();
    for task in fs::read_dir("/proc/self/task").unwrap().flatten() {
        let name = fs::read_to_string(task.path().join("comm")).unwrap_or_default();
        if name.starts_with("countersign-wat") || name.starts_with("notify-rs") {
            let status = fs::read_to_string(task.path().join("status")).unwrap_or_default();
            let switches = status
                .lines()
                .filter_map(|line| line.split_once("ctxt_switches:")?.1.trim().parse::<u64>().ok());
            counted.extend(switches);
        }
    }
    counted
}

#[cfg(target_os = "linux")]
#[test]
fn a_watch_costs_nothing_at_rest() {
    let done = child::command("collections::watching::child_that_watches", "yes")
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
}
