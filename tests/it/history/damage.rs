//! Damaged, newer and protected files.

use std::fs;

use countersign::store::disk;
use countersign::store::history::{Access, HistoryError, HistoryNotice, HistoryQuery};

use super::{Fixture, Made, NOW, fill, found, search};

/// A closed history of some pages, and its bytes.
fn filled() -> (Fixture, Vec<u8>) {
    let fixture = Fixture::new();
    fill(&mut fixture.open(), 60);
    let bytes = fs::read(fixture.places.history_file()).unwrap();
    assert!(bytes.len() > 100_000);
    (fixture, bytes)
}

/// The damaged bytes are still there under another name, and the new history works.
fn assert_set_aside(fixture: &Fixture, damaged: &[u8]) {
    let (mut database, notices) = fixture.open_damaged();
    let [HistoryNotice::SetAside { file, .. }] = notices.as_slice() else {
        panic!("{} bytes: {notices:?}", damaged.len());
    };
    assert_eq!(fs::read(file).unwrap(), damaged);
    let text = notices[0].to_string();
    assert!(
        text.contains("a new one was begun") && text.contains("corrupt-20261120T120000Z"),
        "{text}"
    );
    assert_eq!(found(&database, &search("")), Vec::<u128>::new());
    database.write(&Made::new(1).entry()).unwrap();
    assert_eq!(found(&database, &search("pets")), [1]);
}

#[test]
fn a_file_that_is_cut_or_no_database_is_set_aside() {
    let (_, bytes) = filled();
    let mut cases: Vec<Vec<u8>> = [
        1,
        16,
        99,
        100,
        512,
        4095,
        4096,
        8192,
        bytes.len() / 2,
        bytes.len() - 4096,
    ]
    .iter()
    .map(|length| bytes[..*length].to_vec())
    .collect();
    cases.push(b"no database at all, but longer than the head of one. ".repeat(40));
    cases.push(vec![0; 20_000]);
    cases.push([&[0xff; 100][..], &bytes[100..]].concat());
    cases.push([&bytes[..100], &vec![0xa5; bytes.len() - 100]].concat());
    for damaged in cases {
        let fixture = Fixture::new();
        disk::create_folder(&fixture.places.data_dir).unwrap();
        disk::write(&fixture.places.history_file(), &damaged).unwrap();
        assert_set_aside(&fixture, &damaged);
    }
}

#[test]
fn damaged_ones_stand_beside_each_other_with_their_bodies() {
    let fixture = Fixture::new();
    let large = Made::new(1).reply(super::noise(500_000));
    fixture.open().write(&large.entry()).unwrap();
    for _ in 0..2 {
        disk::write(&fixture.places.history_file(), &[7; 5000]).unwrap();
        let (database, notices) = fixture.open_damaged();
        assert_eq!(notices.len(), 1);
        drop(database);
    }
    let names = fixture.names();
    for name in [
        "history.sqlite3.corrupt-20261120T120000Z",
        "history.sqlite3.corrupt-20261120T120000Z-2",
        "history.sqlite3",
    ] {
        assert!(names.iter().any(|other| other == name), "{name}: {names:?}");
    }
    assert!(
        fixture
            .places
            .data_dir
            .join("history-bodies.corrupt-20261120T120000Z")
            .is_dir()
    );
}

#[test]
fn flipped_bytes_never_panic_and_are_found_or_do_no_harm() {
    let (_, bytes) = filled();
    let (mut set_aside, mut on_use, mut entry, mut harmless) = (0, 0, 0, 0);
    for at in (0..bytes.len()).step_by(bytes.len() / 150) {
        let fixture = Fixture::new();
        disk::create_folder(&fixture.places.data_dir).unwrap();
        let mut damaged = bytes.clone();
        damaged[at] ^= 0xff;
        disk::write(&fixture.places.history_file(), &damaged).unwrap();
        let (mut database, notices) = fixture.open_damaged();
        if !notices.is_empty() {
            set_aside += 1;
            continue;
        }
        let mut found_damage = None;
        let mut damaged_entries = 0;
        for query in [HistoryQuery::default(), search("pets")] {
            found_damage = found_damage.or(database.page(&query, None, 100).err());
        }
        for number in 1..=60 {
            match database.read(Made::new(number).id()) {
                Ok(_) | Err(HistoryError::Missing { .. }) => {}
                Err(HistoryError::EntryDamaged { .. }) => damaged_entries += 1,
                Err(error) => found_damage = found_damage.or(Some(error)),
            }
        }
        found_damage = found_damage.or(database.write(&Made::new(1000).entry()).err());
        match found_damage {
            Some(HistoryError::Damaged { reason, .. }) => {
                // As the thread does it: set aside in the middle of the work.
                let (mut anew, notices) = database.begin_anew(&reason, NOW).unwrap();
                anew.write(&Made::new(1).entry()).unwrap();
                assert!(notices.len() <= 1);
                on_use += 1;
            }
            Some(HistoryError::Other { .. }) => on_use += 1,
            Some(error) => panic!("byte {at}: {error:?}"),
            None if damaged_entries > 0 => entry += 1,
            None => harmless += 1,
        }
    }
    println!("set aside {set_aside}, on use {on_use}, one exchange {entry}, harmless {harmless}");
    assert!(set_aside > 0 && on_use + entry > 0);
}

#[test]
fn a_damaged_file_that_another_program_has_open_is_not_moved() {
    let (fixture, bytes) = filled();
    let other = fixture.open();
    // Damaged behind its back.
    let mut damaged = bytes;
    damaged[..50].fill(0x55);
    std::io::Write::write_all(
        &mut fs::OpenOptions::new()
            .write(true)
            .open(fixture.places.history_file())
            .unwrap(),
        &damaged,
    )
    .unwrap();
    let error = countersign::store::history::Database::open(&fixture.places, NOW).unwrap_err();
    assert!(matches!(error, HistoryError::DamagedInUse { .. }), "{error:?}");
    assert!(error.hint().contains("Close the other"), "{}", error.hint());
    assert!(fixture.places.history_file().exists());
    drop(other);
}

#[test]
fn a_newer_one_is_shown_and_not_changed() {
    let (fixture, _) = filled();
    let connection = rusqlite::Connection::open(fixture.places.history_file()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let bytes = fs::read(fixture.places.history_file()).unwrap();
    let (mut database, notices) = fixture.open_damaged();
    assert_eq!(database.access(), Access::ReadOnly);
    assert!(
        matches!(notices.as_slice(), [HistoryNotice::Newer { .. }]),
        "{notices:?}"
    );
    assert_eq!(found(&database, &search("pets")).len(), 60);
    let id = Made::new(3).id();
    assert_eq!(database.read(id).unwrap().row.id, id);
    let limits = countersign::store::history::HistoryLimits::default();
    for error in [
        database.write(&Made::new(100).entry()).unwrap_err(),
        database.delete(id).unwrap_err(),
        database
            .clear(countersign::store::history::Clearing::All)
            .unwrap_err(),
        database
            .pin(id, countersign::store::history::Pin::Pinned)
            .unwrap_err(),
        database.trim(&limits, NOW).unwrap_err(),
    ] {
        assert!(matches!(error, HistoryError::Newer { .. }), "{error:?}");
    }
    drop(database);
    assert_eq!(fs::read(fixture.places.history_file()).unwrap(), bytes);
}

/// A child of a user who may read the folder and not write it.
#[cfg(unix)]
#[test]
fn child_that_may_only_read() {
    let Some(folder) = crate::child::argument() else {
        return;
    };
    let places = countersign::store::places::Places::new(Some(folder.into())).unwrap();
    let error = countersign::store::history::Database::open(&places, NOW).unwrap_err();
    println!("\nerror {} | {error} | {}", error.kind(), error.hint());
    assert!(
        matches!(error, HistoryError::Disk { .. } | HistoryError::Protected { .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("--data-dir") || error.hint().contains("--data-dir"));
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_told_and_left_as_it_is() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65_534;
    let (fixture, bytes) = filled();
    let mode = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(fixture.folder.path(), 0o755);
    mode(&fixture.places.history_file(), 0o444);
    for with_lock in [true, false] {
        let lock = fixture.places.history_lock_file();
        mode(&fixture.places.data_dir, 0o755);
        if with_lock {
            mode(&lock, 0o666);
        } else {
            fs::remove_file(&lock).unwrap();
        }
        mode(&fixture.places.data_dir, 0o555);
        let data = fixture.places.data_dir.to_str().unwrap();
        let mut command = crate::child::command("history::damage::child_that_may_only_read", data);
        // Modes do not bind the superuser.
        if fs::metadata(fixture.folder.path()).unwrap().uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        let done = command.output().unwrap();
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success() && text.contains("\nerror "), "{text}");
        assert_eq!(fs::read(fixture.places.history_file()).unwrap(), bytes);
    }
    mode(&fixture.places.data_dir, 0o755);
}
