//! A process that is killed while it saves, and disks that refuse.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Child;
use std::time::Duration;

use countersign::engine::Ambient;
use countersign::store::collection::CollectionStore;
use countersign::store::places::Places;

use super::{Fixture, path, request_yaml, with_side};
use crate::child;

const ROUNDS: u32 = 50;
const LONG: Duration = Duration::from_secs(20);

fn store(folder: &Path) -> CollectionStore {
    CollectionStore::new(&Places::new(Some(folder.join("data"))).unwrap())
}

/// A child that saves a request of 40 kB, all of one number, with the same number in the file beside it.
#[test]
fn child_that_saves() {
    let Some(folder) = child::argument() else { return };
    let folder = Path::new(&folder);
    let (store, root, file) = (store(folder), folder.join("c"), path("list.yml"));
    let mut opened = store.read_request(&root, &file).unwrap();
    for number in 0_u64.. {
        let mut request = with_side(opened.content.clone(), &format!("host-{number}"));
        *request.docs = format!("{number} ").repeat(8_000).trim().to_owned();
        opened.revision = store
            .save_request(&root, &file, &request, &opened.revision)
            .unwrap()
            .revision;
        println!("\nwritten {number}");
    }
}

fn printed_numbers(child: &mut Child) -> impl Iterator<Item = u64> + use<> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.filter_map(|line| line.ok()?.strip_prefix("written ")?.parse().ok())
}

#[test]
fn a_kill_while_saving_leaves_the_old_or_the_new_content_of_each_file() {
    let clock = Ambient::system().monotonic;
    let fixture = Fixture::new();
    let mut leftovers = 0;
    for round in 0..ROUNDS {
        fixture.write("list.yml", &request_yaml("list", 1));
        let folder = fixture.folder.path().to_str().unwrap();
        let mut child = child::command("collections::kills::child_that_saves", folder)
            .spawn()
            .unwrap();
        let mut numbers = printed_numbers(&mut child);
        let last = numbers.next().unwrap();
        // Into one of the next saves: from the moment its first file is there, at another point in each round.
        let start = clock();
        while fixture.unfinished() == 0 {
            assert!(clock().duration_since(start) < LONG, "no more saves");
        }
        let start = clock();
        while clock().duration_since(start) < Duration::from_micros(u64::from(round * round) * 20) {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        leftovers += usize::from(fixture.unfinished() > 0);
        let opened = fixture
            .store
            .read_request(&fixture.root(), &path("list.yml"))
            .unwrap();
        let docs = opened.content.docs.to_string();
        let number: u64 = docs.split(' ').next().unwrap().parse().unwrap();
        assert!(docs == format!("{number} ").repeat(8_000).trim(), "round {round}");
        assert!(number >= last, "round {round}: {number} after {last} was written");
        // The file beside it is whole too, and of this save or the next.
        let beside = &opened.content.settings.server_name;
        let beside: u64 = beside.strip_prefix("host-").unwrap().parse().unwrap();
        assert!(
            beside == number || beside == number + 1,
            "round {round}: {beside} and {number}"
        );
        // Opening the collection cleans up, and nobody holds the lock.
        assert_eq!(fixture.open().damaged, []);
        assert_eq!(
            fixture.files(),
            ["list.countersign.toml", "list.yml", "opencollection.yml"]
        );
        fs::remove_file(fixture.root().join("list.countersign.toml")).unwrap();
    }
    println!("{leftovers} of {ROUNDS} kills left something unfinished");
    assert!(
        leftovers > 0,
        "no kill fell between the first content and the last name"
    );
}

/// A child whose files may not grow beyond some kilobytes, as on a disk that fills up.
#[cfg(unix)]
#[test]
fn child_on_a_small_disk() {
    let Some(folder) = child::argument() else { return };
    let folder = Path::new(&folder);
    let (store, root, file) = (store(folder), folder.join("c"), path("list.yml"));
    let opened = store.read_request(&root, &file).unwrap();
    let mut request = with_side(opened.content, "small");
    *request.docs = "large ".repeat(10_000);
    let error = store
        .save_request(&root, &file, &request, &opened.revision)
        .unwrap_err();
    assert_eq!(error.kind(), "disk-full", "{error}");
    assert!(error.hint().contains("what you typed is kept"));
    // With less it can be saved again: nothing was left that is in the way.
    "small".clone_into(&mut request.docs);
    store
        .save_request(&root, &file, &request, &opened.revision)
        .unwrap();
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_files() {
    let fixture = Fixture::new();
    fixture.request("list.yml", "list", 1);
    let folder = fixture.folder.path().to_str().unwrap();
    let child = child::command("collections::kills::child_on_a_small_disk", folder);
    let limited = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""])
        .arg(child.get_program())
        .args(child.get_args())
        .envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .output()
        .unwrap();
    assert!(limited.status.success(), "{limited:?}");
    assert_eq!(
        fixture.files(),
        ["list.countersign.toml", "list.yml", "opencollection.yml"]
    );
}

/// A child of a user who may read the collection and not write it.
#[cfg(unix)]
#[test]
fn child_that_may_only_read() {
    let Some(folder) = child::argument() else { return };
    let folder = Path::new(&folder);
    let (store, root, file) = (store(folder), folder.join("c"), path("list.yml"));
    let opened = store.read_request(&root, &file).unwrap();
    let mut request = opened.content;
    "PUT".clone_into(&mut request.http.method);
    let refused = [
        store
            .save_request(&root, &file, &request, &opened.revision)
            .unwrap_err()
            .kind(),
        store
            .create_request(&root, &super::root(), &request)
            .unwrap_err()
            .kind(),
        store
            .create_folder(&root, &super::root(), "x")
            .unwrap_err()
            .kind(),
        store.rename(&root, &file, "x").unwrap_err().kind(),
        store.delete(&root, &file).unwrap_err().kind(),
    ];
    assert_eq!(refused, ["permission-denied"; 5]);
    assert_eq!(super::tree(&store.open(&root).unwrap().items), "list");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_left_as_it_is() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65_534;
    let fixture = Fixture::new();
    fixture.request("list.yml", "list", 1);
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(fixture.folder.path(), 0o755);
    mode(&fixture.root(), 0o555);
    let folder = fixture.folder.path().to_str().unwrap();
    let mut command = child::command("collections::kills::child_that_may_only_read", folder);
    // Modes do not bind the superuser.
    if fs::metadata(fixture.root()).unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    let done = command.output().unwrap();
    mode(&fixture.root(), 0o755);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    assert_eq!(fixture.files(), ["list.yml", "opencollection.yml"]);
    assert_eq!(fixture.read("list.yml"), request_yaml("list", 1));
}
