//! Saving beside other programs.

use std::fs;
use std::path::Path;
use std::thread;

use countersign::model::{CollectionError, Environment, Variable};
use countersign::store::collection::{CollectionStore, Revision, SaveError};
use countersign::store::places::Places;

use super::{Fixture, path, put, request, request_yaml, root, with_side};
use crate::child;

#[test]
fn one_edit_changes_one_line_of_one_file_and_saving_again_nothing() {
    let fixture = Fixture::new();
    let text = format!("# mine\n{}\nx-unknown: kept\n", request_yaml("list", 1));
    fixture.write("list.yml", &text);
    let opened = fixture
        .store
        .read_request(&fixture.root(), &path("list.yml"))
        .unwrap();
    assert_eq!(opened.file, fixture.root().join("list.yml"));
    let mut request = opened.content;
    request.http.method = "PUT".to_owned();
    let save = |base: &Revision| {
        fixture
            .store
            .save_request(&fixture.root(), &path("list.yml"), &request, base)
            .unwrap()
            .revision
    };
    let revision = save(&opened.revision);
    assert_eq!(
        fixture.read("list.yml"),
        text.replace("method: GET", "method: PUT")
    );
    assert_eq!(save(&revision), revision);
    assert_eq!(fixture.files(), ["list.yml", "opencollection.yml"]);
}

#[test]
fn what_only_countersign_knows_stands_beside_and_goes_when_it_is_gone() {
    let fixture = Fixture::new();
    let (store, folder) = (&fixture.store, fixture.root());
    let (file, revision) = store
        .create_request(&folder, &root(), &with_side(request("list"), "pets.internal"))
        .unwrap();
    assert_eq!(file.as_str(), "list.yml");
    assert_eq!(
        fixture.files(),
        ["list.countersign.toml", "list.yml", "opencollection.yml"]
    );
    let opened = store.read_request(&folder, &file).unwrap();
    assert_eq!(opened.content.settings.server_name, "pets.internal");
    assert_eq!(opened.revision, revision);
    let plain = with_side(opened.content, "");
    store
        .save_request(&folder, &file, &plain, &opened.revision)
        .unwrap();
    assert_eq!(fixture.files(), ["list.yml", "opencollection.yml"]);
}

#[test]
fn what_another_program_changed_is_not_written_over() {
    let fixture = Fixture::new();
    fixture.request("list.yml", "list", 1);
    let (store, folder, file) = (&fixture.store, fixture.root(), path("list.yml"));
    let opened = store.read_request(&folder, &file).unwrap();
    let mut ours = opened.content;
    ours.http.method = "PUT".to_owned();
    let theirs = request_yaml("list", 7);
    fixture.write("list.yml", &theirs);
    let error = store
        .save_request(&folder, &file, &ours, &opened.revision)
        .unwrap_err();
    assert_eq!(
        (error.kind(), fixture.read("list.yml")),
        ("file-changed", theirs.clone())
    );
    let SaveError::Changed(conflict) = error else {
        panic!("{error}");
    };
    assert_eq!(conflict.theirs.as_deref(), Some(theirs.as_str()));
    let both = theirs.replace("method: GET", "method: PUT");
    assert_eq!(conflict.ours.as_deref(), Some(both.as_str()));
    // The user keeps theirs and the own edit on top of it.
    store
        .save_request(&folder, &file, &ours, &conflict.revision)
        .unwrap();
    assert_eq!(fixture.read("list.yml"), both);
}

#[test]
fn a_change_of_the_file_beside_is_a_change_too() {
    let fixture = Fixture::new();
    let (store, folder) = (&fixture.store, fixture.root());
    let (file, revision) = store
        .create_request(&folder, &root(), &with_side(request("list"), "one"))
        .unwrap();
    let side = fixture.read("list.countersign.toml").replace("one", "two");
    fixture.write("list.countersign.toml", &side);
    let ours = with_side(request("list"), "three");
    let error = store.save_request(&folder, &file, &ours, &revision).unwrap_err();
    assert_eq!(error.kind(), "file-changed");
    assert_eq!(fixture.read("list.countersign.toml"), side);
}

#[test]
fn a_removed_file_and_a_damaged_one_are_conflicts() {
    let fixture = Fixture::new();
    fixture.request("list.yml", "list", 1);
    let (store, folder, file) = (&fixture.store, fixture.root(), path("list.yml"));
    let opened = store.read_request(&folder, &file).unwrap();
    fixture.write("list.yml", "info: [\n");
    let error = store
        .save_request(&folder, &file, &opened.content, &opened.revision)
        .unwrap_err();
    let SaveError::Changed(conflict) = error else {
        panic!("{error}");
    };
    assert_eq!(
        (conflict.theirs.as_deref(), conflict.ours),
        (Some("info: [\n"), None)
    );
    // Damaged means left alone, even when asked.
    let error = store
        .save_request(&folder, &file, &opened.content, &conflict.revision)
        .unwrap_err();
    assert_eq!(
        (error.kind(), fixture.read("list.yml").as_str()),
        ("unwritable", "info: [\n")
    );
    fs::remove_file(folder.join("list.yml")).unwrap();
    let error = store
        .save_request(&folder, &file, &opened.content, &opened.revision)
        .unwrap_err();
    let SaveError::Changed(conflict) = error else {
        panic!("{error}");
    };
    assert!(conflict.theirs.is_none() && conflict.revision.is_absent());
    store
        .save_request(&folder, &file, &opened.content, &conflict.revision)
        .unwrap();
    assert_eq!(
        store.read_request(&folder, &file).unwrap().content.info.name,
        "list"
    );
}

#[test]
fn what_is_there_already_is_no_conflict() {
    let fixture = Fixture::new();
    fixture.request("list.yml", "list", 1);
    let (store, folder, file) = (&fixture.store, fixture.root(), path("list.yml"));
    let opened = store.read_request(&folder, &file).unwrap();
    let mut request = opened.content;
    request.http.method = "PUT".to_owned();
    fixture.write("list.yml", &request_yaml("list", 1).replace("GET", "PUT"));
    let saved = store
        .save_request(&folder, &file, &request, &opened.revision)
        .unwrap();
    assert_eq!(
        saved.revision,
        store.read_request(&folder, &file).unwrap().revision
    );
}

#[test]
fn two_windows_lose_no_write() {
    let fixture = Fixture::new();
    fixture.request("list.yml", "list", 1);
    let (folder, file) = (fixture.root(), path("list.yml"));
    let add = |name: &str| {
        for number in 0..40 {
            loop {
                let opened = fixture.store.read_request(&folder, &file).unwrap();
                let mut request = opened.content;
                let variable = Variable::new(format!("{name}{number}"), "x");
                request.variables.push(variable);
                match fixture
                    .store
                    .save_request(&folder, &file, &request, &opened.revision)
                {
                    Ok(_) => break,
                    Err(SaveError::Changed(_)) => {}
                    Err(SaveError::Failed(error)) => panic!("{error}"),
                }
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| add("a"));
        scope.spawn(|| add("b"));
    });
    let request = fixture.store.read_request(&folder, &file).unwrap().content;
    assert_eq!(request.variables.len(), 80);
    assert_eq!(fixture.files(), ["list.yml", "opencollection.yml"]);
}

/// A child that adds variables to a request, as another instance of the program.
#[test]
fn child_that_adds() {
    let Some(argument) = child::argument() else { return };
    let (folder, name) = argument.rsplit_once('|').unwrap();
    let places = Places::new(Some(Path::new(folder).join("data"))).unwrap();
    let (store, folder, file) = (
        CollectionStore::new(&places),
        Path::new(folder).join("c"),
        path("list.yml"),
    );
    for number in 0..30 {
        loop {
            let opened = store.read_request(&folder, &file).unwrap();
            let mut request = opened.content;
            request
                .variables
                .push(Variable::new(format!("{name}{number}"), "x"));
            match store.save_request(&folder, &file, &request, &opened.revision) {
                Ok(_) => break,
                Err(SaveError::Changed(_)) => {}
                Err(SaveError::Failed(error)) => panic!("{error}"),
            }
        }
    }
}

#[test]
fn two_instances_lose_no_write() {
    let fixture = Fixture::new();
    fixture.request("list.yml", "list", 1);
    let folder = fixture.folder.path().to_str().unwrap();
    let children: Vec<_> = ["a", "b"]
        .map(|name| format!("{folder}|{name}"))
        .iter()
        .map(|argument| {
            child::command("collections::saves::child_that_adds", argument)
                .spawn()
                .unwrap()
        })
        .collect();
    for child in children {
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    }
    let opened = fixture
        .store
        .read_request(&fixture.root(), &path("list.yml"))
        .unwrap();
    assert_eq!(opened.content.variables.len(), 60);
    assert_eq!(fixture.files(), ["list.yml", "opencollection.yml"]);
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    let fixture = Fixture::new();
    fixture.request("list.yml", "list", 1);
    let (store, folder, file) = (&fixture.store, fixture.root(), path("list.yml"));
    let opened = store.read_request(&folder, &file).unwrap();
    let mut request = opened.content;
    *request.docs = "large ".repeat(3_000_000);
    let error = store
        .save_request(&folder, &file, &request, &opened.revision)
        .unwrap_err();
    assert_eq!(error.kind(), "file-too-large");
    assert_eq!(fixture.read("list.yml"), request_yaml("list", 1));
}

#[cfg(unix)]
#[test]
fn files_keep_their_modes_and_write_protected_ones_their_content() {
    use std::os::unix::fs::PermissionsExt as _;
    let fixture = Fixture::new();
    fixture.request("list.yml", "list", 1);
    let (store, folder, file) = (&fixture.store, fixture.root(), path("list.yml"));
    let on_disk = folder.join("list.yml");
    let set = |mode| fs::set_permissions(&on_disk, fs::Permissions::from_mode(mode)).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for (at, given) in [0o600, 0o644, 0o664, 0o755].into_iter().enumerate() {
        set(given);
        let opened = store.read_request(&folder, &file).unwrap();
        let mut request = opened.content;
        request.http.method = format!("M{at}");
        store
            .save_request(&folder, &file, &request, &opened.revision)
            .unwrap();
        assert_eq!(mode(&on_disk), given);
    }
    set(0o444);
    let before = fixture.read("list.yml");
    let opened = store.read_request(&folder, &file).unwrap();
    let mut request = opened.content;
    request.http.method = "NEVER".to_owned();
    let error = store
        .save_request(&folder, &file, &request, &opened.revision)
        .unwrap_err();
    assert_eq!(
        (error.kind(), fixture.read("list.yml")),
        ("write-protected", before)
    );
    // A new file is as any other program would make it.
    let (made, _) = store.create_request(&folder, &root(), &request).unwrap();
    put(&folder.join("other"), "");
    assert_eq!(mode(&made.below(&folder)), mode(&folder.join("other")));
    let deleted = store.delete(&folder, &made).unwrap();
    let kept = fixture.data().join("deleted");
    assert_eq!(
        (mode(&kept), mode(&kept.join("1")), mode(&fixture.data())),
        (0o700, 0o700, 0o700)
    );
    store.restore(&deleted).unwrap();
}

#[test]
fn defaults_of_folders_and_of_the_collection_are_saved_each_in_its_file() {
    let fixture = Fixture::new();
    fixture.request("pets/list.yml", "list", 1);
    let (store, folder) = (&fixture.store, fixture.root());
    for (at, file) in [(root(), "opencollection.yml"), (path("pets"), "pets/folder.yml")] {
        let opened = store.read_defaults(&folder, &at).unwrap();
        assert_eq!(opened.revision.is_absent(), at == path("pets"));
        let mut content = opened.content;
        content
            .defaults
            .variables
            .push(Variable::new("base", "https://example.com"));
        store
            .save_defaults(&folder, &at, &content, &opened.revision)
            .unwrap();
        assert!(fixture.read(file).contains("https://example.com"));
        let error = store.save_defaults(&folder, &at, &content, &opened.revision);
        // The same content again is no conflict, another one is.
        error.unwrap();
        content.defaults.variables.clear();
        let error = store
            .save_defaults(&folder, &at, &content, &opened.revision)
            .unwrap_err();
        assert_eq!(error.kind(), "file-changed");
    }
    let collection = fixture.open();
    assert_eq!(collection.defaults.variables.len(), 1);
    assert_eq!(collection.name, "Pets");
}

#[test]
fn environments_are_made_saved_renamed_and_deleted() {
    let fixture = Fixture::new();
    let (store, folder) = (&fixture.store, fixture.root());
    let environment = Environment {
        name: "dev/1".to_owned(),
        variables: vec![Variable::new("base", "x"), Variable::secret("key")],
        ..Environment::default()
    };
    let (name, revision) = store.create_environment(&folder, &environment).unwrap();
    assert_eq!(name, "dev-1");
    let taken = Environment {
        name: "DEV-1".to_owned(),
        ..Environment::default()
    };
    assert_eq!(
        store.create_environment(&folder, &taken).unwrap_err().kind(),
        "name-taken"
    );
    let opened = store.read_environment(&folder, &name).unwrap();
    assert_eq!((opened.content.variables.len(), &opened.revision), (2, &revision));
    let mut changed = opened.content;
    changed.color = "#00ff00".to_owned();
    store.save_environment(&folder, &changed, &revision).unwrap();
    assert_eq!(
        store
            .save_environment(&folder, &environment_named(&changed, ""), &revision)
            .unwrap_err()
            .kind(),
        "file-changed"
    );
    let (name, _) = store.rename_environment(&folder, &name, "Dev-1").unwrap();
    assert_eq!(name, "Dev-1");
    assert!(fixture.read("environments/Dev-1.yml").contains("name: Dev-1"));
    assert_eq!(
        store.rename_environment(&folder, "gone", "x").unwrap_err().kind(),
        "file-missing"
    );
    let deleted = store.delete_environment(&folder, &name).unwrap();
    assert_eq!(fixture.open().environments, []);
    store.restore(&deleted).unwrap();
    assert_eq!(fixture.open().environments[0].color, "#00ff00");
}

/// The same with another colour.
fn environment_named(environment: &Environment, color: &str) -> Environment {
    Environment {
        color: color.to_owned(),
        ..environment.clone()
    }
}

#[test]
fn a_typed_secret_is_in_no_file_and_in_no_error() {
    let fixture = Fixture::new();
    let mut secret = request("list");
    secret.http.auth.kind = countersign::model::AuthKind::AwsSignature;
    secret.http.auth.aws.secret_access_key = countersign::model::Secret::new("canary/Secret+Key");
    let error = fixture
        .store
        .create_request(&fixture.root(), &root(), &secret)
        .unwrap_err();
    assert!(matches!(error, CollectionError::Unwritable { .. }));
    assert!(!format!("{error} {error:?}").contains("canary"));
    assert_eq!(fixture.files(), ["opencollection.yml"]);
}

#[test]
fn a_collection_is_made_and_found_from_within() {
    let fixture = Fixture::without_collection();
    let folder = fixture.root().join("new");
    fixture.store.create_collection(&folder, "New one").unwrap();
    assert_eq!(fixture.store.open(&folder).unwrap().name, "New one");
    let error = fixture.store.create_collection(&folder, "Again").unwrap_err();
    assert_eq!(error.kind(), "already-a-collection");
    let (file, _) = fixture
        .store
        .create_request(&folder, &root(), &request("x"))
        .unwrap();
    let real = fs::canonicalize(&folder).unwrap();
    assert_eq!(fixture.store.root_of(&file.below(&folder)), Some(real.clone()));
    assert_eq!(fixture.store.root_of(&folder), Some(real));
    assert_eq!(fixture.store.root_of(&fixture.root()), None);
}
