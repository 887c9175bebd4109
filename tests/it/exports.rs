//! Collections exported on the command line: into files that were not there, and without what is secret.

use std::fs;

use countersign::formats::export::{ExportFormat, ExportSource, export};
use countersign::formats::import::{CollectionTree, TreeItem};
use countersign::model::{HeaderRow, PathValue, Request, Variable};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::command::run;

/// A collection with a request, and an environment.
#[expect(
    clippy::disallowed_methods,
    reason = "a test: nobody reads it while it is written"
)]
fn collection() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    fs::create_dir(folder.path().join("environments")).unwrap();
    write(
        "opencollection.yml",
        "opencollection: 1.0.0\n\ninfo:\n  name: Shop\n",
    );
    write(
        "One.yml",
        "info:\n  name: One\n  type: http\n\nhttp:\n  method: GET\n  url: \"{{base}}/one\"\n  auth: inherit\n",
    );
    write(
        "environments/dev.yml",
        "name: dev\nvariables:\n  - name: base\n    value: https://dev.example\n",
    );
    folder
}

#[test]
fn an_export_replaces_nothing_unless_it_is_told_to() {
    let collection = collection();
    let out = TempDir::new().unwrap();
    let file = out.path().join("shop.json");
    let arguments = [
        "export",
        collection.path().to_str().unwrap(),
        "--as",
        "postman",
        "-o",
        file.to_str().unwrap(),
    ];
    let ran = run(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(out.path().join("dev.postman_environment.json").exists());
    let written = fs::read_to_string(&file).unwrap();
    let ran = run(&arguments);
    assert_eq!(ran.code, 2, "{}", ran.all());
    assert!(ran.err.contains("is there already"), "{}", ran.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), written);
    let mut replacing = arguments.to_vec();
    replacing.push("--replace");
    assert_eq!(run(&replacing).code, 0);
}

#[test]
fn an_export_is_printed_alone_and_its_report_beside_it() {
    let collection = collection();
    let ran = run(&["export", collection.path().to_str().unwrap(), "--as", "openapi"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(value["servers"][0]["url"], "https://dev.example");
    assert!(ran.err.contains("Variables and environments"), "{}", ran.err);
    let ran = run(&["export", "/nowhere", "--as", "har"]);
    assert_eq!(ran.code, 2, "{}", ran.all());
}

#[test]
fn a_global_variable_that_looks_like_a_secret_has_no_value_in_an_export() {
    let mut request = Request::default();
    "https://a.example/".clone_into(&mut request.http.url);
    request
        .http
        .headers
        .push(HeaderRow::new("X-Token", "{{apiToken}}"));
    for format in ExportFormat::ALL {
        let source = ExportSource {
            tree: CollectionTree {
                items: vec![TreeItem::Request(Box::new(request.clone()))],
                ..CollectionTree::default()
            },
            globals: vec![Variable::new("apiToken", "CANARY0123456789abcdef")],
            environment: None,
        };
        let exported = export(source, format);
        assert!(!exported.text.contains("CANARY"), "{}", exported.text);
    }
}

#[test]
fn a_path_value_keeps_its_escapes_in_an_archive() {
    let mut request = Request::default();
    "https://a.example/x/{id}/y".clone_into(&mut request.http.url);
    request.http.path_values.push(PathValue {
        name: "id".to_owned(),
        value: "a/b c".to_owned(),
        ..PathValue::default()
    });
    let source = ExportSource {
        tree: CollectionTree {
            items: vec![TreeItem::Request(Box::new(request))],
            ..CollectionTree::default()
        },
        globals: Vec::new(),
        environment: None,
    };
    let exported = export(source, ExportFormat::Har);
    let value: Value = serde_json::from_str(&exported.text).unwrap();
    assert_eq!(
        value["log"]["entries"][0]["request"]["url"],
        "https://a.example/x/a%2Fb%20c/y"
    );
}

#[test]
fn shells_and_man_get_what_they_need() {
    for (shell, word) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef countersign"),
        ("fish", "complete -c countersign"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let ran = run(&["completions", shell]);
        assert_eq!(ran.code, 0, "{}", ran.all());
        assert!(ran.out.contains(word) && ran.out.contains("import"), "{shell}");
    }
    let folder = TempDir::new().unwrap();
    let ran = run(&["man", "--output", folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let page = fs::read_to_string(folder.path().join("countersign-send.1")).unwrap();
    assert!(
        page.starts_with(".ie") || page.contains(".TH countersign-send 1"),
        "{page}"
    );
    assert!(folder.path().join("countersign.1").exists());
}
