//! Nothing outside of the collection's folder is read or written.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;

use super::{Fixture, path, put, request, request_yaml, root, tree};

#[test]
fn a_collection_may_be_reached_by_a_link() {
    let fixture = Fixture::new();
    fixture.request("list.yml", "list", 1);
    let link = fixture.folder.path().join("link");
    symlink(fixture.root(), &link).unwrap();
    let collection = fixture.store.open(&link).unwrap();
    assert_eq!(
        (collection.root, tree(&collection.items).as_str()),
        (link.clone(), "list")
    );
    let opened = fixture.store.read_request(&link, &path("list.yml")).unwrap();
    let mut request = opened.content;
    request.http.method = "PUT".to_owned();
    fixture
        .store
        .save_request(&link, &path("list.yml"), &request, &opened.revision)
        .unwrap();
    assert!(fixture.read("list.yml").contains("PUT"));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[test]
fn links_that_lead_out_are_named_and_neither_read_nor_written() {
    let fixture = Fixture::new();
    let outside = fixture.folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    put(&outside.join("x.yml"), &request_yaml("x", 1));
    symlink(outside.join("x.yml"), fixture.root().join("file.yml")).unwrap();
    symlink(&outside, fixture.root().join("folder")).unwrap();
    symlink(outside.join("new.yml"), fixture.root().join("dangling.yml")).unwrap();
    symlink("../..", fixture.root().join("up")).unwrap();
    let collection = fixture.open();
    assert_eq!(tree(&collection.items), "");
    let named: Vec<&str> = collection
        .damaged
        .iter()
        .map(|damaged| damaged.path.as_str())
        .collect();
    assert_eq!(named, ["dangling.yml", "file.yml", "folder", "up"]);
    let (store, folder) = (&fixture.store, fixture.root());
    let refused = [
        store.read_request(&folder, &path("file.yml")).unwrap_err(),
        store.read_request(&folder, &path("folder/x.yml")).unwrap_err(),
        store
            .create_request(&folder, &path("folder"), &request("new"))
            .unwrap_err(),
        store.create_folder(&folder, &path("folder"), "new").unwrap_err(),
        store.rename(&folder, &path("folder/x.yml"), "new").unwrap_err(),
        store.delete(&folder, &path("folder/x.yml")).unwrap_err(),
        store
            .move_item(&folder, &path("folder/x.yml"), &root(), 0)
            .unwrap_err(),
        store.duplicate(&folder, &path("folder/x.yml")).unwrap_err(),
        store.read_defaults(&folder, &path("folder")).unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.kind(), "leads-outside", "{error}");
    }
    let names = |folder: &std::path::Path| fs::read_dir(folder).unwrap().count();
    assert_eq!(names(&outside), 1);
    assert_eq!(
        fs::read_to_string(outside.join("x.yml")).unwrap(),
        request_yaml("x", 1)
    );
    // The link itself can be deleted: what it names stays.
    store.delete(&folder, &path("folder")).unwrap();
    store.delete(&folder, &path("file.yml")).unwrap();
    assert_eq!(names(&outside), 1);
}

#[test]
fn a_folder_that_becomes_a_link_while_it_is_open_is_not_written() {
    let fixture = Fixture::new();
    fixture.request("pets/list.yml", "list", 1);
    let (store, folder, file) = (&fixture.store, fixture.root(), path("pets/list.yml"));
    let opened = store.read_request(&folder, &file).unwrap();
    let outside = fixture.folder.path().join("outside");
    fs::rename(folder.join("pets"), &outside).unwrap();
    symlink(&outside, folder.join("pets")).unwrap();
    let mut request = opened.content;
    request.http.method = "PUT".to_owned();
    let error = store
        .save_request(&folder, &file, &request, &opened.revision)
        .unwrap_err();
    assert_eq!(error.kind(), "leads-outside");
    assert_eq!(
        fs::read_to_string(outside.join("list.yml")).unwrap(),
        request_yaml("list", 1)
    );
}

#[test]
fn a_link_inside_stays_a_link_and_what_it_names_is_written() {
    let fixture = Fixture::new();
    fixture.request("pets/list.yml", "list", 1);
    symlink("pets/list.yml", fixture.root().join("same.yml")).unwrap();
    let (store, folder, file) = (&fixture.store, fixture.root(), path("same.yml"));
    assert_eq!(tree(&fixture.open().items), "pets/[list] list");
    let opened = store.read_request(&folder, &file).unwrap();
    let mut request = opened.content;
    request.http.method = "PUT".to_owned();
    store
        .save_request(&folder, &file, &request, &opened.revision)
        .unwrap();
    assert!(fixture.read("pets/list.yml").contains("PUT"));
    assert!(
        fs::symlink_metadata(folder.join("same.yml"))
            .unwrap()
            .is_symlink()
    );
}

#[test]
fn circles_end_and_pipes_are_not_waited_for() {
    let fixture = Fixture::new();
    fixture.request("pets/list.yml", "list", 1);
    symlink(".", fixture.root().join("pets/again")).unwrap();
    symlink("loop.yml", fixture.root().join("loop.yml")).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(fixture.root().join("pipe.yml"))
        .status();
    assert!(made.unwrap().success());
    let collection = fixture.open();
    assert_eq!(tree(&collection.items), "pets/[list]");
    let named: Vec<&str> = collection
        .damaged
        .iter()
        .map(|damaged| damaged.path.as_str())
        .collect();
    assert_eq!(named, ["loop.yml", "pets/again", "pipe.yml"]);
}

#[test]
fn names_that_are_none_elsewhere_are_named() {
    use std::os::unix::ffi::OsStrExt as _;
    let fixture = Fixture::new();
    fixture.request("a\\b.yml", "x", 1);
    let name = std::ffi::OsStr::from_bytes(b"\xff.yml");
    fs::File::create(fixture.root().join(name)).unwrap();
    let collection = fixture.open();
    assert_eq!(tree(&collection.items), "");
    assert_eq!(collection.damaged.len(), 2);
    assert!(collection.damaged.iter().all(|damaged| damaged.path.is_root()));
}
