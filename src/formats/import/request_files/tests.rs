//! Folders of request files with their environments.

use super::super::reading::{report, requests};
use super::super::{
    Import, ImportError, ImportFile, ImportFolder, ImportFormat, SecretHome, TreeItem, read_import_folder,
};
use crate::model::VariableValue;

fn import(files: &[(&str, &str)]) -> Result<Import, ImportError> {
    let files = files.iter().map(|(path, text)| ImportFile {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
    });
    read_import_folder(&ImportFolder {
        name: "/x/shop".to_owned(),
        files: files.collect(),
        ..ImportFolder::default()
    })
}

fn variables(import: &Import, environment: &str) -> Vec<(String, Option<String>)> {
    let mut all = import.collections[0].environments.iter();
    let found = all.find(|one| one.name == environment).unwrap();
    let variables = found.variables.iter().map(|variable| {
        let text = match &variable.value {
            VariableValue::Text(text) => Some(text.clone()),
            VariableValue::Secret => None,
        };
        (variable.name.clone(), text)
    });
    variables.collect()
}

fn pair(name: &str, value: Option<&str>) -> (String, Option<String>) {
    (name.to_owned(), value.map(str::to_owned))
}

#[test]
fn files_are_folders_and_environments_of_one_name_are_one() {
    let import = import(&[
        ("a.http", "@v = 1\nGET {{host}}/a\n###\nfoo\n"),
        ("sub/a.http", "### named\nWEBSOCKET ws://x\n###\nGET {{host}}/b\n"),
        ("sub/deep/c.hurl", "GET https://x.example/c\n"),
        ("sub/empty.rest", "# nothing\n"),
        (
            "http-client.env.json",
            r#"{"dev": {"host": "https://dev.example", "key": "public-1", "id": "{{$uuid}}"}, "prod": {"host": "https://prod.example"}}"#,
        ),
        (
            "http-client.private.env.json",
            r#"{"dev": {"key": "private-value-1", "more": "private-value-2"}}"#,
        ),
        (
            ".vscode/settings.json",
            "{\n  // settings\n  \"editor.x\": 1,\n  \"rest-client.environmentVariables\": {\n    \"$shared\": {\"version\": \"v1\"},\n    \"local\": {\"host\": \"http://localhost/{{$shared version}}\", \"n\": 1},\n  },\n}\n",
        ),
    ])
    .unwrap();
    assert_eq!(import.format, ImportFormat::RequestFiles);
    let collection = &import.collections[0];
    let names: Vec<&str> = collection
        .items
        .iter()
        .map(|item| match item {
            TreeItem::Folder(folder) => folder.name.as_str(),
            TreeItem::Request(_) => panic!("a folder"),
        })
        .collect();
    assert_eq!(names, ["sub", "a"]);
    let TreeItem::Folder(file) = &collection.items[1] else {
        panic!("a folder")
    };
    assert_eq!(file.defaults.variables[0].name, "v");
    let urls: Vec<&str> = requests(&import)
        .iter()
        .map(|request| request.http.url.as_str())
        .collect();
    assert_eq!(
        urls,
        ["https://x.example/c", "{{host}}/b", "{{host}}/a", "http://foo"]
    );
    assert_eq!(
        variables(&import, "dev"),
        [
            pair("host", Some("https://dev.example")),
            pair("key", None),
            pair("id", Some("{{$uuid}}")),
            pair("more", None)
        ]
    );
    assert_eq!(
        variables(&import, "local"),
        [pair("host", Some("http://localhost/v1")), pair("n", Some("1"))]
    );
    assert_eq!(collection.defaults.variables[0].name, "version");
    let secrets: Vec<(&SecretHome, &str)> = collection
        .secrets
        .iter()
        .map(|secret| (&secret.home, secret.value.expose_for_editing()))
        .collect();
    let dev = SecretHome::Environment("dev".to_owned());
    assert_eq!(secrets, [(&dev, "private-value-1"), (&dev, "private-value-2")]);
    assert_eq!(
        report(&import),
        [
            "sub/empty.rest|dropped|It has no requests",
            "a / GET foo|changed|The URL has no scheme: it comes with http://, as it is sent",
            "sub / a / named|dropped|It is a request by WEBSOCKET, which is not sent here",
        ]
    );
}

#[test]
fn one_file_is_the_collection_itself() {
    let import = import(&[
        ("x/only.http", "@v = 1\nGET https://x.example/a\n"),
        ("http-client.env.json", "{ broken"),
    ])
    .unwrap();
    let collection = &import.collections[0];
    assert!(matches!(collection.items[0], TreeItem::Request(_)));
    assert_eq!(collection.defaults.variables[0].name, "v");
    assert_eq!(
        report(&import),
        ["|dropped|http-client.env.json, which is no JSON"]
    );
}

#[test]
fn a_folder_without_requests_is_none_and_too_many_are_refused() {
    assert_eq!(
        import(&[("http-client.env.json", "{}")]),
        Err(ImportError::NoFolder)
    );
    let many = "###\nGET https://x.example\n".repeat(11_000);
    let refused = import(&[("a.http", &many), ("b.http", &many)]);
    assert_eq!(refused, Err(ImportError::TooMany { items: 22_000 }));
}
