//! What is listed, in which order, and what is named as damaged.

use std::fs;

use countersign::model::{AuthKind, Caution, CollectionAccess, CollectionError, Environment, Item};

use super::{Fixture, path, request_yaml, root, tree};

#[test]
fn the_tree_is_the_one_that_bruno_shows() {
    let fixture = Fixture::new();
    fixture.request("z.yml", "z", 2);
    fixture.request("a.yml", "a", 3);
    fixture.write("m.yml", "info:\n  name: m\n  type: http\n");
    fixture.write("rpc.yml", "info:\n  name: rpc\n  type: grpc\n  seq: 9\n");
    fixture.write("gql.yml", "info:\n  name: gql\n  type: graphql\n  seq: 5\n");
    fixture.request("plain/x.yml", "x", 1);
    fixture.write("late/folder.yml", "info:\n  name: Alpha\n  type: folder\n");
    fixture.write(
        "first/folder.yml",
        "info:\n  name: Zulu\n  type: folder\n  seq: 1\n",
    );
    fixture.request("plain/environments/e.yml", "e", 1);
    for skipped in [
        ".git/x.yml",
        "plain/.git/x.yml",
        "node_modules/x.yml",
        "environments/dev.yml",
        "a.yaml",
        "notes.txt",
        "folder.yml",
        "plain/opencollection.yml",
    ] {
        fixture.write(skipped, "name: x\nvariables: []\n");
    }
    let collection = fixture.open();
    assert_eq!(
        tree(&collection.items),
        "Zulu/[] Alpha/[] plain/[environments/[e] x] m z a gql grpc:rpc"
    );
    assert_eq!(collection.damaged, []);
    assert_eq!(collection.name, "Pets");
    assert_eq!(collection.environments[0].name, "dev");
    let Item::Folder(plain) = collection.item(&path("plain")).unwrap() else {
        panic!("not a folder");
    };
    assert_eq!(plain.defaults.auth.kind, AuthKind::Inherit);
    assert_eq!(collection.access, CollectionAccess::ReadWrite);
}

#[test]
fn a_folder_that_is_no_collection_is_refused_with_a_next_step() {
    let fixture = Fixture::without_collection();
    for root in [fixture.root(), fixture.root().join("gone")] {
        let error = fixture.store.open(&root).unwrap_err();
        assert!(matches!(error, CollectionError::NotACollection { .. }), "{error}");
        assert!(error.hint().contains("opencollection.yml"));
    }
}

#[test]
fn environments_and_the_process_environment_are_read() {
    let fixture = Fixture::new();
    fixture.write(".env", "TOKEN=abc\nEMPTY=\n");
    fixture.write(
        "environments/Prod.yml",
        "name: other\ncolor: \"#ff0000\"\nvariables:\n  - name: base\n    value: x\n",
    );
    fixture.write("environments/dev.yml", "name: dev\n");
    let collection = fixture.open();
    let names: Vec<&str> = collection
        .environments
        .iter()
        .map(|environment| environment.name.as_str())
        .collect();
    assert_eq!(names, ["dev", "Prod"]);
    let dot_env = [("TOKEN", "abc"), ("EMPTY", "")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(collection.dot_env, dot_env);
}

#[test]
fn one_damaged_file_hides_no_other_and_is_left_as_it_is() {
    let fixture = Fixture::new();
    fixture.request("good.yml", "good", 1);
    fixture.request("folder/good.yml", "inner", 1);
    let damaged = [
        ("a.yml", "info: [\n"),
        ("b.yml", "services:\n  web: 1\n"),
        ("folder/folder.yml", "info:\n\t- x\n"),
        ("environments/e.yml", "name: [\n"),
    ];
    for (file, text) in damaged {
        fixture.write(file, text);
    }
    fixture.write_bytes("c.yml", b"info: \xff\n");
    fixture.write("d.yml", &"# large\n".repeat(3_000_000));
    let collection = fixture.open();
    assert_eq!(tree(&collection.items), "folder/[inner] good");
    let mut named: Vec<&str> = collection
        .damaged
        .iter()
        .map(|damaged| damaged.path.as_str())
        .collect();
    named.sort_unstable();
    assert_eq!(
        named,
        [
            "a.yml",
            "b.yml",
            "c.yml",
            "d.yml",
            "environments/e.yml",
            "folder/folder.yml"
        ]
    );
    let reason = |file: &str| {
        let damaged = collection
            .damaged
            .iter()
            .find(|damaged| damaged.path.as_str() == file);
        damaged.unwrap().reason.clone()
    };
    assert!(reason("a.yml").contains("line "), "{}", reason("a.yml"));
    assert_eq!(reason("b.yml"), "it has no info.type, so it is no request");
    assert_eq!(reason("c.yml"), "byte 7 is no UTF-8");
    assert!(reason("d.yml").contains("24000000 bytes"), "{}", reason("d.yml"));
    for (file, text) in damaged {
        assert_eq!(fixture.read(file), text);
    }
    // What inherits from a damaged file is named: its auth is not known.
    let above = |file: &str| {
        collection
            .damage_above(&path(file))
            .map(|damaged| damaged.path.as_str())
    };
    assert_eq!(above("folder/good.yml"), Some("folder/folder.yml"));
    assert_eq!(above("good.yml"), None);
}

#[test]
fn a_damaged_file_of_the_collection_opens_the_rest() {
    let fixture = Fixture::new();
    fixture.request("good.yml", "good", 1);
    fixture.write("opencollection.yml", "info: {\n");
    let collection = fixture.open();
    assert_eq!(
        (tree(&collection.items).as_str(), collection.name.as_str()),
        ("good", "c")
    );
    let damaged = collection.damage_above(&path("good.yml")).unwrap();
    assert_eq!(damaged.path.as_str(), "opencollection.yml");
    // Requests can be saved, the damaged file is not written.
    let opened = fixture
        .store
        .read_request(&fixture.root(), &path("good.yml"))
        .unwrap();
    let saved = fixture.store.save_request(
        &fixture.root(),
        &path("good.yml"),
        &opened.content,
        &opened.revision,
    );
    saved.unwrap();
    let error = fixture.store.read_defaults(&fixture.root(), &root()).unwrap_err();
    assert_eq!(error.kind(), "file-damaged");
    assert_eq!(fixture.read("opencollection.yml"), "info: {\n");
}

#[test]
fn a_damaged_file_of_countersign_is_the_one_that_is_named() {
    let fixture = Fixture::new();
    fixture.request("good.yml", "good", 1);
    fixture.write("good.countersign.toml", "version = \n");
    fixture.write("opencollection.countersign.toml", "version = \n");
    let collection = fixture.open();
    assert_eq!(
        collection.damaged[0].path.as_str(),
        "opencollection.countersign.toml"
    );
    assert!(collection.damage_above(&path("good.yml")).is_some());
    let error = fixture
        .store
        .read_request(&fixture.root(), &path("good.yml"))
        .unwrap_err();
    let CollectionError::Damaged { file, .. } = error else {
        panic!("{error}");
    };
    assert!(file.ends_with("good.countersign.toml"), "{}", file.display());
}

#[test]
fn a_later_version_of_the_format_is_shown_and_not_changed() {
    let fixture = Fixture::new();
    fixture.request("good.yml", "good", 1);
    fixture.write(
        "opencollection.yml",
        "opencollection: 2.0.0\ninfo:\n  name: Later\n",
    );
    let collection = fixture.open();
    let CollectionAccess::ReadOnly { reason } = &collection.access else {
        panic!("writable");
    };
    assert!(reason.contains("2.0.0"), "{reason}");
    let before = fixture.files();
    let (store, folder, good) = (&fixture.store, fixture.root(), path("good.yml"));
    let opened = store.read_request(&folder, &good).unwrap();
    let mut request = opened.content;
    request.http.method = "PUT".to_owned();
    let refused = [
        store
            .save_request(&folder, &good, &request, &opened.revision)
            .unwrap_err()
            .kind(),
        store
            .create_request(&folder, &root(), &request)
            .unwrap_err()
            .kind(),
        store.create_folder(&folder, &root(), "x").unwrap_err().kind(),
        store.rename(&folder, &good, "x").unwrap_err().kind(),
        store.move_item(&folder, &good, &root(), 0).unwrap_err().kind(),
        store.duplicate(&folder, &good).unwrap_err().kind(),
        store.delete(&folder, &good).unwrap_err().kind(),
    ];
    assert_eq!(refused, ["collection-read-only"; 7]);
    assert_eq!(fixture.files(), before);
    assert_eq!(fixture.read("good.yml"), request_yaml("good", 1));
}

#[test]
fn a_file_cut_at_any_byte_hides_no_other() {
    let fixture = Fixture::new();
    fixture.request("good.yml", "good", 1);
    let root_file = fixture.read("opencollection.yml");
    let whole: [(&str, String); 5] = [
        ("cut.yml", request_yaml("cut", 2)),
        ("opencollection.yml", root_file.clone()),
        (
            "folder/folder.yml",
            "info:\n  name: Ü\n  type: folder\nrequest:\n  auth: inherit\n".to_owned(),
        ),
        (
            "environments/e.yml",
            "name: e\nvariables:\n  - secret: true\n    name: k\n".to_owned(),
        ),
        (
            "folder/folder.countersign.toml",
            "version = 1\n\n[settings]\nserverName = \"x\"\n".to_owned(),
        ),
    ];
    for (file, text) in &whole {
        for end in 0..=text.len() {
            fixture.write_bytes(file, &text.as_bytes()[..end]);
            let collection = fixture.open();
            assert!(
                collection.item(&path("good.yml")).is_some(),
                "{file} cut at {end}"
            );
            let is_only_damage = collection
                .damaged
                .iter()
                .all(|damaged| damaged.path.as_str() == *file);
            assert!(is_only_damage, "{file} cut at {end}: {:?}", collection.damaged);
            // Whatever is listed can be opened or says why not.
            for item in &collection.items {
                if let Item::Request(request) = item {
                    fixture.store.read_request(&fixture.root(), &request.path).ok();
                }
            }
            assert_eq!(
                fs::read(fixture.root().join(file)).unwrap(),
                &text.as_bytes()[..end]
            );
        }
        fixture.write(file, text);
    }
    assert_eq!(fixture.open().damaged, []);
}

#[test]
fn flipped_bits_anywhere_hide_no_other_file() {
    let fixture = Fixture::new();
    fixture.request("good.yml", "good", 1);
    let whole: [(&str, String); 4] = [
        ("flipped.yml", request_yaml("flipped", 2)),
        ("opencollection.yml", fixture.read("opencollection.yml")),
        (
            "folder/folder.yml",
            "info:\n  name: \u{dc}\n  type: folder\n".to_owned(),
        ),
        (
            "flipped.countersign.toml",
            "version = 1\n\n[settings]\nserverName = \"x\"\n".to_owned(),
        ),
    ];
    // A linear congruential generator, the same in every run (Knuth, MMIX).
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for (file, text) in &whole {
        for _ in 0..300 {
            let mut bytes = text.clone().into_bytes();
            for _ in 0..=random(3) {
                let at = random(bytes.len());
                bytes[at] ^= 1 << random(8);
            }
            fixture.write_bytes(file, &bytes);
            let collection = fixture.open();
            let shown = String::from_utf8_lossy(&bytes);
            assert!(collection.item(&path("good.yml")).is_some(), "{shown}");
            assert!(collection.damaged.len() <= 1, "{shown}: {:?}", collection.damaged);
            // Whatever is listed can be opened or says why not.
            fixture
                .store
                .read_request(&fixture.root(), &path("flipped.yml"))
                .ok();
            assert_eq!(fs::read(fixture.root().join(file)).unwrap(), bytes);
        }
        fixture.write(file, text);
    }
}

#[test]
fn folders_deeper_than_the_limit_are_named_and_not_shown() {
    let fixture = Fixture::new();
    let deep = vec!["d"; 40].join("/");
    fixture.request(&format!("{deep}/x.yml"), "x", 1);
    let collection = fixture.open();
    assert_eq!(collection.damaged.len(), 1);
    assert!(
        collection.damaged[0].reason.contains("32 folders"),
        "{:?}",
        collection.damaged
    );
    let parent = path(&vec!["d"; 32].join("/"));
    let error = fixture
        .store
        .create_folder(&fixture.root(), &parent, "e")
        .unwrap_err();
    assert_eq!(error.kind(), "too-deep");
}

#[test]
fn a_mark_of_danger_is_not_lost_when_another_program_renames_the_environment() {
    let fixture = Fixture::new();
    let environment = Environment {
        name: "prod".to_owned(),
        caution: Caution::Dangerous,
        ..Environment::default()
    };
    fixture
        .store
        .create_environment(&fixture.root(), &environment)
        .unwrap();
    assert!(fixture.open().damaged.is_empty());
    let file = |name: &str| fixture.root().join("environments").join(name);
    fs::rename(file("prod.yml"), file("production.yml")).unwrap();
    let damaged = fixture.open().damaged;
    assert_eq!(damaged.len(), 1);
    assert_eq!(damaged[0].path.as_str(), "environments/prod.countersign.toml");
    fs::rename(file("prod.countersign.toml"), file("production.countersign.toml")).unwrap();
    let collection = fixture.open();
    assert!(collection.damaged.is_empty());
    assert_eq!(collection.environments[0].caution, Caution::Dangerous);
}
