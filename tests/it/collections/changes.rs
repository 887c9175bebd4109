//! New names and places, copies, deleting and its undo.

use std::fs;

use countersign::model::{CollectionError, Item};

use super::{Fixture, path, request, root, tree, with_side};

#[test]
fn a_new_request_stands_last_in_a_readable_file_that_no_system_confuses() {
    let fixture = Fixture::new();
    fixture.request("a.yml", "a", 7);
    let create = |name: &str| {
        let created = fixture
            .store
            .create_request(&fixture.root(), &root(), &request(name));
        created.unwrap().0.as_str().to_owned()
    };
    assert_eq!(create("GET /pets/{id}"), "GET -pets-{id}.yml");
    assert_eq!(create("get /pets/{ID}"), "get -pets-{ID}-2.yml");
    assert_eq!(create("CON"), "CON-1.yml");
    assert_eq!(create("folder"), "folder-1.yml");
    assert_eq!(create("  "), "Request.yml");
    let long = create(&"猫".repeat(300));
    assert!(long.len() <= 255, "{}", long.len());
    let cats = "猫".repeat(300);
    assert_eq!(
        tree(&fixture.open().items),
        format!("a GET /pets/{{id}} get /pets/{{ID}} CON folder Request {cats}")
    );
    assert!(fixture.read("GET -pets-{id}.yml").contains("seq: 8"));
}

#[test]
fn a_rename_takes_the_file_beside_along() {
    let fixture = Fixture::new();
    let (store, folder) = (&fixture.store, fixture.root());
    let (file, before) = store
        .create_request(&folder, &root(), &with_side(request("list"), "pets.internal"))
        .unwrap();
    fixture.request("other.yml", "other", 1);
    let moved = store.rename(&folder, &file, "Other").unwrap();
    assert_eq!(moved.path.as_str(), "Other-2.yml");
    assert_eq!((moved.rewritten.len(), &moved.rewritten[0].before), (1, &before));
    let opened = store.read_request(&folder, &moved.path).unwrap();
    assert_eq!(opened.content.info.name, "Other");
    assert_eq!(opened.content.settings.server_name, "pets.internal");
    assert_eq!(opened.revision, moved.rewritten[0].after);
    assert_eq!(
        fixture.files(),
        [
            "Other-2.countersign.toml",
            "Other-2.yml",
            "opencollection.yml",
            "other.yml"
        ]
    );
    // Another case alone is another name for the same file.
    let moved = store.rename(&folder, &moved.path, "OTHER-2").unwrap();
    assert_eq!(moved.path.as_str(), "OTHER-2.yml");
    assert_eq!(
        store
            .read_request(&folder, &moved.path)
            .unwrap()
            .content
            .settings
            .server_name,
        "pets.internal"
    );
    // The same name again changes nothing.
    let again = store.rename(&folder, &moved.path, "OTHER-2").unwrap();
    assert_eq!((again.path, again.rewritten), (moved.path, Vec::new()));
}

#[test]
fn a_folder_is_made_renamed_and_keeps_what_stands_in_it() {
    let fixture = Fixture::new();
    let (store, folder) = (&fixture.store, fixture.root());
    let pets = store.create_folder(&folder, &root(), "Pets: all").unwrap();
    assert_eq!(pets.as_str(), "Pets- all");
    store.create_request(&folder, &pets, &request("list")).unwrap();
    fixture.write("Pets- all/notes.txt", "mine");
    let moved = store.rename(&folder, &pets, "environments").unwrap();
    assert_eq!(moved.path.as_str(), "environments-1");
    assert_eq!(moved.rewritten[0].path.as_str(), "environments-1/folder.yml");
    assert_eq!(tree(&fixture.open().items), "environments/[list]");
    assert_eq!(fixture.read("environments-1/notes.txt"), "mine");
    // A directory without a file of its own gets one.
    fixture.request("plain/x.yml", "x", 1);
    store.rename(&folder, &path("plain"), "With: colon").unwrap();
    assert_eq!(tree(&fixture.open().items), "environments/[list] With: colon/[x]");
}

#[test]
fn a_move_writes_as_few_files_as_do() {
    let fixture = Fixture::new();
    for (name, seq) in [("a", 1), ("b", 2), ("c", 3), ("d", 4)] {
        fixture.request(&format!("{name}.yml"), name, seq);
    }
    let (store, folder) = (&fixture.store, fixture.root());
    let written = |name: &str, place: usize| {
        let moved = store.move_item(&folder, &path(name), &root(), place).unwrap();
        assert_eq!(moved.path.as_str(), name);
        for file in &moved.rewritten {
            let now = store.read_request(&folder, &file.path).unwrap().revision;
            assert_eq!(file.after, now);
        }
        (tree(&fixture.open().items), moved.rewritten.len())
    };
    assert_eq!(written("b.yml", 3), ("a c d b".to_owned(), 1));
    assert_eq!(written("b.yml", 3), ("a c d b".to_owned(), 0));
    assert_eq!(written("d.yml", 1).0, "a d c b");
    assert_eq!(written("b.yml", 99).0, "a d c b");
    assert_eq!(written("b.yml", 0).0, "b a d c");
}

#[test]
fn a_move_to_another_folder_takes_the_file_beside_along_and_a_free_name() {
    let fixture = Fixture::new();
    fixture.request("pets/list.yml", "first", 1);
    let (store, folder) = (&fixture.store, fixture.root());
    let (file, _) = store
        .create_request(&folder, &root(), &with_side(request("list"), "pets.internal"))
        .unwrap();
    let moved = store.move_item(&folder, &file, &path("pets"), 0).unwrap();
    assert_eq!(moved.path.as_str(), "pets/list-2.yml");
    assert_eq!(tree(&fixture.open().items), "pets/[list first]");
    let opened = store.read_request(&folder, &moved.path).unwrap();
    assert_eq!(opened.content.settings.server_name, "pets.internal");
    assert_eq!(
        fixture.files(),
        [
            "opencollection.yml",
            "pets/list-2.countersign.toml",
            "pets/list-2.yml",
            "pets/list.yml"
        ]
    );
}

#[test]
fn folders_move_among_each_other_and_never_into_themselves() {
    let fixture = Fixture::new();
    for name in ["a", "b", "c"] {
        fixture.request(&format!("{name}/{name}.yml"), name, 1);
    }
    let (store, folder) = (&fixture.store, fixture.root());
    let moved = store.move_item(&folder, &path("c"), &root(), 0).unwrap();
    assert_eq!(
        (tree(&fixture.open().items).as_str(), moved.rewritten.len()),
        ("c/[c] a/[a] b/[b]", 1)
    );
    store.move_item(&folder, &path("a"), &path("b"), 0).unwrap();
    assert_eq!(tree(&fixture.open().items), "c/[c] b/[a/[a] b]");
    for inside in ["b", "b/a"] {
        let error = store
            .move_item(&folder, &path("b"), &path(inside), 0)
            .unwrap_err();
        assert!(matches!(error, CollectionError::IntoItself { .. }), "{error}");
    }
}

#[test]
fn a_copy_has_all_that_the_original_has() {
    let fixture = Fixture::new();
    let (store, folder) = (&fixture.store, fixture.root());
    let (file, _) = store
        .create_request(&folder, &path(""), &with_side(request("list"), "pets.internal"))
        .unwrap();
    let copy = store.duplicate(&folder, &file).unwrap();
    assert_eq!(copy.as_str(), "list copy.yml");
    let opened = store.read_request(&folder, &copy).unwrap().content;
    assert_eq!(
        (opened.info.name.as_str(), opened.settings.server_name.as_str()),
        ("list copy", "pets.internal")
    );
    fixture.request("pets/cats/x.yml", "x", 1);
    fixture.write("pets/folder.yml", "info:\n  name: Pets\n  type: folder\n");
    fixture.write("pets/body.json", "{}");
    let copy = store.duplicate(&folder, &path("pets")).unwrap();
    assert_eq!(copy.as_str(), "Pets copy");
    assert_eq!(
        tree(&fixture.open().items),
        "Pets/[cats/[x]] Pets copy/[cats/[x]] list list copy"
    );
    assert_eq!(fixture.read("Pets copy/body.json"), "{}");
}

#[test]
fn what_was_deleted_comes_back_as_it_was() {
    let fixture = Fixture::new();
    let (store, folder) = (&fixture.store, fixture.root());
    let (file, _) = store
        .create_request(&folder, &path(""), &with_side(request("list"), "pets.internal"))
        .unwrap();
    fixture.request("pets/cats/x.yml", "x", 1);
    fixture.write("pets/cats/body.bin", "body");
    let before = fixture.files();
    let first = store.delete(&folder, &file).unwrap();
    let second = store.delete(&folder, &path("pets/cats")).unwrap();
    assert_eq!(fixture.files(), ["opencollection.yml"]);
    fs::remove_dir(folder.join("pets")).unwrap();
    assert_eq!(store.restore(&second).unwrap().as_str(), "pets/cats");
    assert_eq!(store.restore(&first).unwrap(), file);
    assert_eq!(fixture.files(), before);
    let opened = store.read_request(&folder, &file).unwrap();
    assert_eq!(opened.content.settings.server_name, "pets.internal");
    assert_eq!(store.restore(&first).unwrap_err().kind(), "undo-gone");
    for (gone, kind) in [
        ("gone.yml", "file-missing"),
        ("", "not-a-file"),
        ("opencollection.yml", "not-a-file"),
    ] {
        assert_eq!(store.delete(&folder, &path(gone)).unwrap_err().kind(), kind);
    }
}

#[test]
fn what_was_deleted_comes_back_beside_what_has_its_name_now() {
    let fixture = Fixture::new();
    fixture.request("list.yml", "first", 1);
    fixture.request("pets/x.yml", "x", 1);
    let (store, folder) = (&fixture.store, fixture.root());
    let file = store.delete(&folder, &path("list.yml")).unwrap();
    let pets = store.delete(&folder, &path("pets")).unwrap();
    fixture.request("LIST.yml", "second", 1);
    fixture.request("pets/y.yml", "y", 1);
    assert_eq!(store.restore(&file).unwrap().as_str(), "list-2.yml");
    assert_eq!(store.restore(&pets).unwrap().as_str(), "pets-2");
    assert_eq!(tree(&fixture.open().items), "pets/[y] pets-2/[x] second first");
}

#[test]
fn what_a_collection_says_of_itself_is_no_item() {
    let fixture = Fixture::new();
    fixture.write("pets/folder.yml", "info:\n  name: Pets\n  type: folder\n");
    fixture.write("pets/notes.txt", "mine");
    let (store, folder) = (&fixture.store, fixture.root());
    let before = fixture.files();
    for file in ["", "opencollection.yml", "pets/folder.yml", "pets/notes.txt"] {
        let refused = [
            store.rename(&folder, &path(file), "x").unwrap_err().kind(),
            store
                .move_item(&folder, &path(file), &root(), 0)
                .unwrap_err()
                .kind(),
            store.duplicate(&folder, &path(file)).unwrap_err().kind(),
        ];
        assert_eq!(refused, ["not-a-file"; 3], "{file}");
    }
    assert_eq!(fixture.files(), before);
}

#[test]
fn only_the_newest_of_what_was_deleted_is_kept() {
    let fixture = Fixture::new();
    let (store, folder) = (&fixture.store, fixture.root());
    let mut deleted = Vec::new();
    for _ in 0..55 {
        fixture.request("list.yml", "list", 1);
        deleted.push(store.delete(&folder, &path("list.yml")).unwrap());
    }
    let kept = fs::read_dir(fixture.data().join("deleted")).unwrap().count();
    assert_eq!(kept, 50);
    assert_eq!(store.restore(&deleted[0]).unwrap_err().kind(), "undo-gone");
    store.restore(&deleted[54]).unwrap();
    store.trim_deleted();
    store.restore(&deleted[10]).unwrap();
}

#[test]
fn what_countersign_knows_follows_a_request_that_bruno_renamed() {
    let fixture = Fixture::new();
    let (store, folder) = (&fixture.store, fixture.root());
    let (file, _) = store
        .create_request(&folder, &root(), &with_side(request("list"), "pets.internal"))
        .unwrap();
    // Bruno renames the YAML and the name in it.
    let renamed = fixture.read("list.yml").replace("name: list", "name: all");
    fixture.write("all.yml", &renamed);
    fs::remove_file(file.below(&folder)).unwrap();
    let opened = store.read_request(&folder, &path("all.yml")).unwrap();
    assert_eq!(opened.content.settings.server_name, "pets.internal");
    let mut request = opened.content;
    request.http.method = "PUT".to_owned();
    store
        .save_request(&folder, &path("all.yml"), &request, &opened.revision)
        .unwrap();
    assert_eq!(
        fixture.files(),
        ["all.countersign.toml", "all.yml", "opencollection.yml"]
    );
    let opened = store.read_request(&folder, &path("all.yml")).unwrap();
    assert_eq!(opened.content.settings.server_name, "pets.internal");
}

#[test]
fn a_new_request_does_not_take_what_belonged_to_another() {
    let fixture = Fixture::new();
    let (store, folder) = (&fixture.store, fixture.root());
    let (file, _) = store
        .create_request(&folder, &root(), &with_side(request("list"), "pets.internal"))
        .unwrap();
    fs::remove_file(file.below(&folder)).unwrap();
    let mut other = request("list");
    other.http.method = "PUT".to_owned();
    let (file, _) = store.create_request(&folder, &root(), &other).unwrap();
    assert_eq!(file.as_str(), "list-2.yml");
}

#[test]
fn items_that_are_not_edited_here_are_moved_and_kept() {
    let fixture = Fixture::new();
    let rpc = "info:\n  name: rpc\n  type: grpc\n  seq: 1\ngrpc:\n  url: x # mine\n";
    fixture.write("rpc.yml", rpc);
    fixture.request("list.yml", "list", 2);
    let (store, folder) = (&fixture.store, fixture.root());
    store.move_item(&folder, &path("rpc.yml"), &root(), 1).unwrap();
    assert_eq!(fixture.read("rpc.yml"), rpc.replace("seq: 1", "seq: 3"));
    let moved = store.rename(&folder, &path("rpc.yml"), "call").unwrap();
    let collection = fixture.open();
    let Some(Item::Other(other)) = collection.item(&moved.path) else {
        panic!("not kept");
    };
    assert_eq!((other.name.as_str(), other.kind.as_str()), ("call", "grpc"));
}

#[test]
fn a_name_with_no_room_for_the_file_beside_it_is_read_saved_and_told() {
    let fixture = Fixture::new();
    let (store, folder) = (&fixture.store, fixture.root());
    // The longest that the usual file systems take.
    let name = format!("{}.yml", "m".repeat(251));
    fixture.request(&name, "long", 1);
    assert_eq!(tree(&fixture.open().items), "long");
    let opened = store.read_request(&folder, &path(&name)).unwrap();
    let mut request = opened.content;
    request.http.method = "PUT".to_owned();
    let saved = store
        .save_request(&folder, &path(&name), &request, &opened.revision)
        .unwrap();
    assert!(fixture.read(&name).contains("method: PUT"));
    let before = fixture.read(&name);
    let refused = store.save_request(
        &folder,
        &path(&name),
        &with_side(request, "pets.internal"),
        &saved.revision,
    );
    assert_eq!(refused.unwrap_err().kind(), "name-too-long");
    assert_eq!(fixture.read(&name), before);
    assert_eq!(fixture.unfinished(), 0);
    let moved = store.rename(&folder, &path(&name), "short").unwrap();
    assert_eq!(moved.path.as_str(), "short.yml");
}

#[test]
fn nothing_gets_a_name_under_which_it_would_not_be_shown() {
    let fixture = Fixture::new();
    fixture.write(
        "opencollection.yml",
        "opencollection: 1.0.0\ninfo:\n  name: Pets\nextensions:\n  bruno:\n    ignore:\n      - drafts\n      - sub/old.yml\n",
    );
    fixture.request("sub/environments/a.yml", "a", 1);
    fixture.request("sub/list.yml", "list", 1);
    let (store, folder) = (&fixture.store, fixture.root());
    let moved = store
        .move_item(&folder, &path("sub/environments"), &root(), 0)
        .unwrap();
    assert_eq!(moved.path.as_str(), "environments-2");
    let renamed = store.rename(&folder, &moved.path, "Drafts").unwrap();
    assert_eq!(renamed.path.as_str(), "Drafts-2");
    let renamed = store.rename(&folder, &path("sub/list.yml"), "old").unwrap();
    assert_eq!(renamed.path.as_str(), "sub/old-2.yml");
    assert_eq!(tree(&fixture.open().items), "Drafts/[a] sub/[old]");
}
