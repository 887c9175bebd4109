//! What is not sent: requests that are not understood, that the collection does not have, or that are not whole.

use std::fs;

use super::{KEY, checked, collection, ran, write};
use tempfile::TempDir;

use crate::support::command::run_with;

/// A collection that signs, with one request more.
fn with_request(path: &str, auth_and_body: &str) -> TempDir {
    let collection = collection();
    let yaml = format!(
        "info:\n  name: odd\n  type: http\nhttp:\n  method: POST\n  url: http://127.0.0.1:1/\n{auth_and_body}"
    );
    write(collection.path(), path, &yaml);
    collection
}

const LOCAL_KEYS: [&str; 2] = ["--environment", "local"];

#[test]
fn what_is_not_understood_is_refused_before_anything_leaves_and_found_by_the_check() {
    for (section, kind, word) in [
        ("  auth: Inherit\n", "auth-not-understood", "\"Inherit\""),
        ("  auth: {type: awsV4}\n", "auth-not-understood", "\"awsV4\""),
        ("  auth: [awsv4]\n", "auth-not-understood", "a list"),
        ("  auth: {type: oauth2}\n", "auth-not-understood", "\"oauth2\""),
        (
            "  auth: inherit\n  body: {type: weird}\n",
            "body-not-understood",
            "\"weird\"",
        ),
        (
            "  auth: inherit\n  body: [{title: a}]\n",
            "body-not-understood",
            "a list",
        ),
        (
            "  auth: inherit\n  body: {type: json, data: {a: 1}}\n",
            "body-not-understood",
            "\"json\" with a data of another form",
        ),
    ] {
        let collection = with_request("pets/odd.yml", section);
        for command in ["send", "sign"] {
            let flags = [&LOCAL_KEYS[..], &["--json"]].concat();
            let refused = ran(&[KEY], &collection, &[command], "pets/odd.yml", &flags);
            assert_eq!(refused.code, 2, "{section}{refused:?}");
            let error = refused.json()["error"].clone();
            assert_eq!(error["kind"], kind, "{section}");
            assert!(error["message"].as_str().unwrap().contains(word), "{error}");
            assert!(
                error["hint"].as_str().unwrap().contains("Correct the file"),
                "{error}"
            );
        }
        let found = checked(&collection, &[KEY], &["--json"]);
        assert_eq!(found.code, 1);
        assert!(
            found.json()["findings"]
                .as_array()
                .unwrap()
                .iter()
                .any(|finding| finding["kind"] == kind && finding["path"] == "pets/odd.yml"),
            "{found:?}"
        );
    }
}

#[test]
fn inherited_auth_that_is_not_understood_is_refused_with_the_name_of_what_has_it() {
    let inherits = "  auth: inherit\n";
    for (file, from, old, new) in [
        (
            "pets/folder.yml",
            "the folder Pets (pets)",
            "auth: inherit",
            "auth: {type: digest}",
        ),
        (
            "opencollection.yml",
            "the collection Shop",
            "type: awsv4",
            "type: digest",
        ),
    ] {
        let collection = with_request("pets/odd.yml", inherits);
        let text = fs::read_to_string(collection.path().join(file)).unwrap();
        write(collection.path(), file, &text.replace(old, new));
        let refused = ran(&[KEY], &collection, &["send"], "pets/odd.yml", &LOCAL_KEYS);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(
            refused.err.contains(from) && refused.err.contains("\"digest\""),
            "{refused:?}"
        );
        // What the flags say replaces it.
        let flags = [&LOCAL_KEYS[..], &["--auth", "none", "--var", "x=1"]].concat();
        let tried = ran(&[KEY], &collection, &["send"], "pets/odd.yml", &flags);
        assert_eq!(tried.code, 1, "nobody listens there: {tried:?}");
        let found = checked(&collection, &[KEY], &["--json"]);
        assert!(
            found.out.contains("auth-not-understood") && found.out.contains(file),
            "{found:?}"
        );
    }
}

#[test]
fn a_request_that_the_collection_does_not_have_is_refused_with_the_reason() {
    let inherits = "  auth: inherit\n";
    let deep = format!("{}odd.yml", "d/".repeat(40));
    for (path, reason) in [
        (deep.as_str(), "deeper than 32 folders"),
        ("node_modules/x/odd.yml", "the folder node_modules is left out"),
        (".git/odd.yml", "the folder .git is left out"),
        ("pets/old/odd.yml", "the folder pets/old is left out"),
        ("pets/alone.yml", "its file is left out"),
    ] {
        let collection = with_request(path, inherits);
        let file = collection.path().join("opencollection.yml");
        let root = fs::read_to_string(file).unwrap();
        let ignore = "extensions:\n  bruno:\n    ignore: [pets/old/, ./pets/alone.yml, 'gone*']\n";
        write(
            collection.path(),
            "opencollection.yml",
            &format!("{root}{ignore}"),
        );
        let refused = ran(&[KEY], &collection, &["send"], path, &LOCAL_KEYS);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.err.contains(reason), "{refused:?}");
        // What stands beside it is sent as ever.
        let flags = [&LOCAL_KEYS[..], &["--var", "base=http://127.0.0.1:1"]].concat();
        assert_eq!(
            ran(
                &[KEY, ("STAGE", "x")],
                &collection,
                &["send"],
                "pets/list.yml",
                &flags
            )
            .code,
            1
        );
    }
}

#[test]
fn a_dot_env_that_can_not_be_read_stops_what_names_the_environment() {
    let collection = collection();
    let environment = [KEY, ("STAGE", "of the process")];
    let flags = [&LOCAL_KEYS[..], &["--var", "base=http://127.0.0.1:1"]].concat();
    put_bytes(&collection, ".env", b"STAGE=gr\xfcn\n");
    let refused = ran(&environment, &collection, &["send"], "pets/list.yml", &flags);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.err.contains(".env of the collection can not be read"),
        "{refused:?}"
    );
    let other = ran(&environment, &collection, &["send"], "plain.yml", &flags);
    assert_eq!(other.code, 1, "it names none, and nobody listens: {other:?}");
    let found = checked(&collection, &environment, &["--json"]);
    assert!(found.out.contains("dot-env-damaged"), "{found:?}");
    // One side of a merge that is not finished would count, and nobody chose it.
    let merge = b"<<<<<<< HEAD\nSTAGE=one\n=======\nSTAGE=two\n>>>>>>> other\n";
    put_bytes(&collection, ".env", merge);
    let refused = ran(&environment, &collection, &["send"], "pets/list.yml", &flags);
    assert!(
        refused.code == 2 && refused.err.contains("a merge is not finished"),
        "{refused:?}"
    );
    #[cfg(unix)]
    {
        let elsewhere = TempDir::new().unwrap();
        write(elsewhere.path(), "env", "STAGE=elsewhere\n");
        fs::remove_file(collection.path().join(".env")).unwrap();
        std::os::unix::fs::symlink(elsewhere.path().join("env"), collection.path().join(".env")).unwrap();
        let refused = ran(&environment, &collection, &["send"], "pets/list.yml", &flags);
        assert!(
            refused.code == 2 && refused.err.contains("leads out"),
            "{refused:?}"
        );
    }
}

#[expect(clippy::disallowed_methods, reason = "files of the test")]
fn put_bytes(collection: &TempDir, path: &str, bytes: &[u8]) {
    fs::write(collection.path().join(path), bytes).unwrap();
}

#[test]
fn braces_without_a_name_are_refused_outside_bodies() {
    for (section, told) in [
        (
            "  headers: [{name: x, value: '{{?What id}}'}]\n",
            "no questions are asked here",
        ),
        (
            "  headers: [{name: x, value: '{{a b}}'}]\n",
            "{{a b}} names no variable",
        ),
        (
            "  params: [{name: id, value: '{{plus+}}', type: path}]\n",
            "{{plus+}} names no variable",
        ),
        (
            "  auth: {type: basic, username: u, password: '{{?pw}}'}\n",
            "no questions are asked here",
        ),
    ] {
        let collection = with_request("odd.yml", section);
        let yaml = fs::read_to_string(collection.path().join("odd.yml")).unwrap();
        write(
            collection.path(),
            "odd.yml",
            &yaml.replace("127.0.0.1:1/", "127.0.0.1:1/:id"),
        );
        let refused = ran(&[KEY], &collection, &["send"], "odd.yml", &LOCAL_KEYS);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.err.contains(told), "{refused:?}");
        let found = checked(&collection, &[KEY], &["--json"]);
        assert!(
            found.code == 1 && found.out.contains("variable-name-unusable"),
            "{found:?}"
        );
    }
    let body = "  auth: inherit\n  body: {type: text, data: '{{?What id}} {{a b}}'}\n";
    let collection = with_request("odd.yml", body);
    assert_eq!(
        ran(&[KEY], &collection, &["send"], "odd.yml", &LOCAL_KEYS).code,
        1,
        "it is a text"
    );
}

#[test]
fn a_broken_environment_is_named_and_not_missing() {
    let collection = collection();
    write(collection.path(), "environments/dev.yml", "name: [\n");
    write(collection.path(), "environments/side.yml", "name: side\n");
    write(
        collection.path(),
        "environments/side.countersign.toml",
        "version = \n",
    );
    for name in ["dev", "side"] {
        for command in ["send", "sign"] {
            let refused = ran(
                &[KEY],
                &collection,
                &[command],
                "pets/list.yml",
                &["--environment", name],
            );
            assert_eq!(refused.code, 2, "{refused:?}");
            assert!(
                refused.err.contains(&format!("environments/{name}."))
                    && refused.err.contains("can not be read"),
                "{refused:?}"
            );
        }
        let refused = checked(&collection, &[KEY], &["--environment", name]);
        assert!(refused.err.contains("can not be read"), "{refused:?}");
    }
    let unknown = ran(
        &[KEY],
        &collection,
        &["send"],
        "pets/list.yml",
        &["--environment", "gone"],
    );
    assert!(unknown.err.contains("has no environment gone"), "{unknown:?}");
}

#[cfg(unix)]
#[test]
fn a_linked_request_belongs_to_the_folder_that_the_link_stands_in() {
    let collection = with_request("signed/odd.yml", "  auth: inherit\n");
    write(
        collection.path(),
        "signed/folder.yml",
        "info: {name: signed, type: folder}\nrequest:\n  headers: [{name: x-where, value: signed}]\n",
    );
    std::os::unix::fs::symlink("signed/odd.yml", collection.path().join("link.yml")).unwrap();
    let flags = [&LOCAL_KEYS[..], &["--json"]].concat();
    let of = |file: &str| {
        ran(&[KEY], &collection, &["sign"], file, &flags).json()["canonical_request"].to_string()
    };
    assert!(of("signed/odd.yml").contains("x-where:signed"));
    let linked = of("link.yml");
    assert!(
        linked.contains("x-coll") && !linked.contains("x-where"),
        "{linked}"
    );
}

#[test]
fn what_is_no_request_says_what_it_is() {
    let collection = collection();
    write(
        collection.path(),
        "rpc.yml",
        "info: {name: rpc, type: grpc}\ngrpc: {url: x}\n",
    );
    for (file, told) in [
        ("rpc.yml", "of the kind grpc, which is not sent here"),
        ("pets/folder.yml", "the file of a folder"),
        ("opencollection.yml", "the file of the collection"),
        ("environments/local.yml", "an environment"),
    ] {
        let refused = ran(&[KEY], &collection, &["send"], file, &[]);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(
            refused.err.contains(told) && !refused.err.contains("Mend"),
            "{refused:?}"
        );
    }
}

#[test]
fn two_secrets_of_one_variable_of_the_environment_are_refused_unless_they_are_given_apart() {
    let collection = collection();
    write(
        collection.path(),
        "environments/local.yml",
        "name: local\nvariables:\n  - {secret: true, name: petKey}\n  - {secret: true, name: pet-key}\n",
    );
    let key = ("COUNTERSIGN_SECRET_PET_KEY", "0123456789");
    let flags = ["--environment", "local", "--var", "base=http://127.0.0.1:1"];
    let refused = ran(&[key], &collection, &["send"], "plain.yml", &flags);
    assert!(
        refused.code == 2 && refused.err.contains("petKey and pet-key"),
        "{refused:?}"
    );
    let given = [&flags[..], &["--secret-var", "petKey=env:OTHER"]].concat();
    let tried = ran(
        &[key, ("OTHER", "9876543210")],
        &collection,
        &["send"],
        "plain.yml",
        &given,
    );
    assert_eq!(tried.code, 1, "nobody listens: {tried:?}");
    let found = checked(&collection, &[], &["--json"]);
    assert!(found.out.contains("secret-names-alike"), "{found:?}");
}

#[test]
fn a_later_version_and_an_empty_path_parameter_are_said() {
    let collection = with_request("odd.yml", "  params: [{name: other, value: '', type: path}]\n");
    for (file, old, new) in [
        ("odd.yml", "127.0.0.1:1/", "127.0.0.1:1/x/:other"),
        (
            "opencollection.yml",
            "opencollection: 1.0.0",
            "opencollection: 2.0.0",
        ),
    ] {
        let text = fs::read_to_string(collection.path().join(file)).unwrap();
        write(collection.path(), file, &text.replace(old, new));
    }
    let flags = [
        &LOCAL_KEYS[..],
        &["--json", "--auth", "aws", "--access-key-id", "AKIDEXAMPLE"],
    ]
    .concat();
    let environment = [KEY, ("AWS_SECRET_ACCESS_KEY", "0123456789abcdef")];
    let signed = ran(
        &environment,
        &collection,
        &["sign"],
        "odd.yml",
        &[&flags[..], &["--service", "s", "--region", "r"]].concat(),
    );
    let warnings = signed.json()["warnings"].to_string();
    assert!(
        warnings.contains(":other") && warnings.contains("version 2.0.0"),
        "{signed:?}"
    );
    let notes = checked(&collection, &[KEY], &["--json"]).json()["notes"].to_string();
    assert!(
        notes.contains("path-parameter-empty") && notes.contains("collection-read-only"),
        "{notes}"
    );
}

#[test]
fn a_command_removes_nothing_from_the_collection() {
    let collection = collection();
    for path in [
        "keep.countersign-unfinished/a.txt",
        ".1-2.countersign-unfinished",
        "pets/.3-4.countersign-unfinished",
    ] {
        write(collection.path(), path, "mine");
    }
    checked(&collection, &[KEY], &[]);
    run_with(
        &[KEY],
        "",
        &["sign", collection.path().join("pets/list.yml").to_str().unwrap()],
    );
    for path in [
        "keep.countersign-unfinished/a.txt",
        ".1-2.countersign-unfinished",
        "pets/.3-4.countersign-unfinished",
    ] {
        assert!(collection.path().join(path).exists(), "{path}");
    }
}
