//! Every operation of every change fails, is cut short, or is the one before which the machine stops: each file has its
//! old content or its new one, and what was not done is told.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign::model::{Environment, Request, Variable};
use countersign::store::collection::{CollectionStore, Orphans};
use countersign::store::places::Places;

use super::faulty::{Disk, Fault, FaultyFiles};
use super::{path, request, request_yaml, root, with_side};

const ROOT: &str = "/home/c";

/// A change of a collection. `Err` is the slug of its error.
struct Kind {
    name: &'static str,
    change: fn(&CollectionStore) -> Result<(), &'static str>,
}

const KINDS: &[Kind] = &[
    Kind {
        name: "save both files",
        change: |store| save(store, "side.yml", &|request| with_side(request, "new")),
    },
    Kind {
        name: "save a first file beside",
        change: |store| save(store, "list.yml", &|request| with_side(request, "new")),
    },
    Kind {
        name: "save without the file beside",
        change: |store| save(store, "side.yml", &|request| with_side(request, "")),
    },
    Kind {
        name: "save a request that Bruno renamed",
        change: |store| save(store, "renamed.yml", &|request| request),
    },
    Kind {
        name: "create a request",
        change: |store| {
            let request = with_side(request("new"), "new");
            let created = store.create_request(Path::new(ROOT), &path("pets"), &request);
            created.map(drop).map_err(|error| error.kind())
        },
    },
    Kind {
        name: "create a folder",
        change: |store| {
            let created = store.create_folder(Path::new(ROOT), &root(), "new: one");
            created.map(drop).map_err(|error| error.kind())
        },
    },
    Kind {
        name: "save the defaults of a folder",
        change: |store| {
            let folder = path("pets");
            let opened = store.read_defaults(Path::new(ROOT), &folder);
            let opened = opened.map_err(|error| error.kind())?;
            let mut content = opened.content;
            content.defaults.variables.push(Variable::new("new", "x"));
            let saved = store.save_defaults(Path::new(ROOT), &folder, &content, &opened.revision);
            saved.map(drop).map_err(|error| error.kind())
        },
    },
    Kind {
        name: "create an environment",
        change: |store| {
            let environment = Environment {
                name: "new".to_owned(),
                color: "#00ff00".to_owned(),
                ..Environment::default()
            };
            let created = store.create_environment(Path::new(ROOT), &environment);
            created.map(drop).map_err(|error| error.kind())
        },
    },
    Kind {
        name: "rename a request",
        change: |store| {
            let renamed = store.rename(Path::new(ROOT), &path("side.yml"), "other");
            renamed.map(drop).map_err(|error| error.kind())
        },
    },
    Kind {
        name: "rename a folder",
        change: |store| {
            let renamed = store.rename(Path::new(ROOT), &path("pets"), "other");
            renamed.map(drop).map_err(|error| error.kind())
        },
    },
    Kind {
        name: "move a request",
        change: |store| {
            let moved = store.move_item(Path::new(ROOT), &path("side.yml"), &path("pets"), 0);
            moved.map(drop).map_err(|error| error.kind())
        },
    },
    Kind {
        name: "duplicate a folder",
        change: |store| {
            let copied = store.duplicate(Path::new(ROOT), &path("pets"));
            copied.map(drop).map_err(|error| error.kind())
        },
    },
    Kind {
        name: "delete a request",
        change: |store| {
            let deleted = store.delete(Path::new(ROOT), &path("side.yml"));
            deleted.map(drop).map_err(|error| error.kind())
        },
    },
    Kind {
        name: "delete a folder and put it back",
        change: |store| {
            let deleted = store.delete(Path::new(ROOT), &path("pets"));
            let deleted = deleted.map_err(|error| error.kind())?;
            store.restore(&deleted).map(drop).map_err(|error| error.kind())
        },
    },
];

fn save(
    store: &CollectionStore,
    file: &str,
    change: &dyn Fn(Request) -> Request,
) -> Result<(), &'static str> {
    let opened = store.read_request(Path::new(ROOT), &path(file));
    let opened = opened.map_err(|error| error.kind())?;
    let mut request = change(opened.content);
    "PUT".clone_into(&mut request.http.method);
    let saved = store.save_request(Path::new(ROOT), &path(file), &request, &opened.revision);
    saved.map(drop).map_err(|error| error.kind())
}

fn at(file: &str) -> PathBuf {
    Path::new(ROOT).join(file)
}

/// A collection as an earlier version of itself was saved.
fn disk() -> Disk {
    let files = FaultyFiles::with(&Disk::from([(
        at("opencollection.yml"),
        b"opencollection: 1.0.0\ninfo:\n  name: Pets\n".to_vec(),
    )]));
    let store = store(&files);
    let root_folder = Path::new(ROOT);
    for (name, host) in [("side", "old"), ("was", "old"), ("list", "")] {
        store
            .create_request(root_folder, &root(), &with_side(request(name), host))
            .unwrap();
    }
    let mut disk = files.now();
    let renamed = disk.remove(&at("was.yml")).unwrap();
    disk.insert(at("renamed.yml"), renamed);
    disk.insert(at("pets/x.yml"), request_yaml("x", 1).into_bytes());
    disk.insert(at("pets/y.yml"), request_yaml("y", 2).into_bytes());
    disk.insert(
        at("pets/folder.yml"),
        b"info:\n  name: Pets\n  type: folder\n".to_vec(),
    );
    disk
}

fn store(files: &FaultyFiles) -> CollectionStore {
    let places = Places::new(Some(PathBuf::from("/home/data"))).unwrap();
    CollectionStore::on(Arc::new(files.clone()), &places)
}

/// Without what a killed program leaves, which no program reads.
fn finished(disk: &Disk) -> Disk {
    let is_finished = |path: &Path| {
        !path
            .iter()
            .any(|name| name.to_string_lossy().ends_with("unfinished"))
    };
    disk.iter()
        .filter(|(path, _)| is_finished(path))
        .map(|(path, content)| (path.clone(), content.clone()))
        .collect()
}

/// All contents that one run of a change gives to files, wherever they stand: no other may ever be seen.
fn contents(disks: &[&Disk]) -> BTreeSet<Vec<u8>> {
    disks.iter().flat_map(|disk| disk.values().cloned()).collect()
}

/// Each file is whole, and every request of before is there once more, by its old or its new name.
fn assert_whole(what: &str, found: &Disk, old: &Disk, new: &Disk, seen: &BTreeSet<Vec<u8>>) {
    let found = finished(found);
    for (path, content) in &found {
        assert!(
            seen.contains(content),
            "{what}: {} has {:?}",
            path.display(),
            String::from_utf8_lossy(content)
        );
        let is_known = old.contains_key(path) || new.contains_key(path) || path.starts_with("/home/data");
        assert!(is_known, "{what}: {} has come", path.display());
    }
    // What is neither in the old nor in the new state removed, is there, or kept while it is put back.
    for path in old.keys().filter(|path| new.contains_key(*path)) {
        let is_kept =
            |found: &PathBuf| found.starts_with("/home/data") && found.file_name() == path.file_name();
        let is_there = found.contains_key(path) || found.keys().any(is_kept);
        assert!(is_there, "{what}: {} is gone", path.display());
    }
    // No request is lost: it stands under its name of before or of after, or is kept.
    let is_request = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "yml");
    for path in old
        .keys()
        .filter(is_request)
        .filter(|path| !new.contains_key(*path))
    {
        let is_kept =
            |found: &&PathBuf| found.starts_with("/home/data") && found.file_name() == path.file_name();
        let is_renamed = |found: &&PathBuf| new.contains_key(*found) && !old.contains_key(*found);
        let mut names = found.keys().filter(is_request);
        assert!(
            found.contains_key(path) || names.any(|found| is_kept(&found) || is_renamed(&found)),
            "{what}: {} is lost",
            path.display()
        );
    }
}

#[test]
fn each_operation_may_fail_or_be_the_last() {
    let old = disk();
    for kind in KINDS {
        let files = FaultyFiles::with(&old);
        (kind.change)(&store(&files)).unwrap_or_else(|error| panic!("{}: {error}", kind.name));
        let (new, operations) = (files.now(), files.operations());
        assert_eq!(finished(&new), new, "{}: nothing unfinished", kind.name);
        // Contents between the steps of one change, as a new name before the new place.
        let steps: Vec<Disk> = (0..=operations)
            .map(|stop| {
                let files = FaultyFiles::with(&old);
                files.fail(Fault::Stop(stop));
                (kind.change)(&store(&files)).ok();
                finished(&files.now())
            })
            .collect();
        let seen = contents(&steps.iter().collect::<Vec<_>>());
        assert_read(kind.name, &steps);
        let mut told = 0;
        for at in 0..operations {
            for fault in [Fault::Fail(at), Fault::Shorten(at)] {
                let what = format!("{} {fault:?}", kind.name);
                let files = FaultyFiles::with(&old);
                files.fail(fault);
                let outcome = (kind.change)(&store(&files));
                let found = files.now();
                assert_whole(&what, &found, &old, &new, &seen);
                assert_eq!(finished(&found), found, "{what}: something unfinished was left");
                if outcome.is_ok() {
                    assert_eq!(found, new, "{what}: said to be done");
                } else if kind.name.starts_with("save") {
                    // Both files are of one save.
                    assert!(found == old || found == new, "{what}: a part was saved");
                }
                told += usize::from(outcome.is_err());
            }
            let what = format!("{} stopped at {at}", kind.name);
            let files = FaultyFiles::with(&old);
            files.fail(Fault::Stop(at));
            let outcome = (kind.change)(&store(&files));
            let crashed = files.after_a_crash();
            for found in &crashed {
                assert_whole(&what, found, &old, &new, &seen);
            }
            assert_read(kind.name, &crashed);
            told += usize::from(outcome.is_err());
        }
        // All but three steps of cleaning up are told when they fail.
        assert!(
            told + 9 >= 3 * operations,
            "{}: {told} of {operations}",
            kind.name
        );
        // What is said to be done is durable.
        let files = FaultyFiles::with(&old);
        (kind.change)(&store(&files)).unwrap();
        for found in files.after_a_crash() {
            assert_eq!(found, new, "{}: not durable", kind.name);
        }
    }
}

/// Whatever a change leaves, the collection opens, with nothing damaged, and every request in it.
fn assert_read(name: &str, disks: &[Disk]) {
    for disk in disks {
        let files = FaultyFiles::with(disk);
        let store = store(&files);
        let collection = store.open(Path::new(ROOT)).unwrap();
        assert_eq!(collection.damaged, [], "{name}");
        for path in disk.keys().filter(|path| path.starts_with(ROOT)) {
            let inside = path.strip_prefix(ROOT).unwrap().to_str().unwrap();
            if inside.ends_with("side.yml") || inside.ends_with("other.yml") {
                let opened = store.read_request(Path::new(ROOT), &super::path(inside)).unwrap();
                let server_name = opened.content.settings.server_name;
                assert!(
                    ["old", "new", ""].contains(&server_name.as_str()),
                    "{name}: {server_name:?}"
                );
                if name.starts_with("rename") || name.starts_with("move") {
                    assert_eq!(
                        server_name, "old",
                        "{name}: {inside} is without the file beside it"
                    );
                }
            }
        }
    }
}

#[test]
fn content_is_on_the_disk_before_its_name_and_names_before_it_is_said() {
    let files = FaultyFiles::with(&disk());
    (KINDS[0].change)(&store(&files)).unwrap();
    assert_eq!(
        files.trace(),
        [
            "create unfinished",
            "write unfinished",
            "sync unfinished",
            "create unfinished",
            "write unfinished",
            "sync unfinished",
            "rename to side.countersign.toml",
            "rename to side.yml",
            "sync c",
        ]
    );
}

#[test]
fn a_disk_that_refuses_is_told_with_its_cause() {
    let old = disk();
    let files = FaultyFiles::with(&old);
    let mut kinds = BTreeSet::new();
    for at in 0..200 {
        files.fail(Fault::Shorten(at));
        if let Err(kind) = (KINDS[0].change)(&store(&files)) {
            kinds.insert(kind);
        }
    }
    assert_eq!(kinds, BTreeSet::from(["disk-full"]));
    assert_ne!(files.now(), old);
}

#[test]
fn a_folder_is_listed_once_for_all_its_requests() {
    let files = FaultyFiles::with(&disk());
    let store = store(&files);
    let orphans = Orphans::default();
    for name in ["renamed.yml", "list.yml", "pets/x.yml", "pets/y.yml"] {
        let alone = store.read_request(Path::new(ROOT), &path(name)).unwrap();
        let before = files.listings();
        let among = store
            .read_request_among(Path::new(ROOT), &path(name), &orphans)
            .unwrap();
        assert_eq!(among, alone, "{name}");
        let is_first = !matches!(name, "list.yml" | "pets/y.yml");
        assert_eq!(files.listings() - before, usize::from(is_first), "{name}");
    }
}
