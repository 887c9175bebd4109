//! Exports of Insomnia and Hoppscotch and HTTP Archives on the command line: imported, looked through, and run against the
//! embedded server.

use std::fs;
use std::path::Path;

use countersign::demo::{DEMO_SECRET, DemoServer};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::command::{Ran, run, run_with};
use crate::support::files::Files;

const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";

fn import(file: &str, into: &Path) -> Ran {
    let ran = run(&["import", file, "--into", into.to_str().unwrap(), "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    ran
}

fn texts(ran: &Ran) -> Vec<String> {
    let report = ran.json()["collections"][0]["report"].clone();
    let notes = report.as_array().unwrap().iter();
    notes
        .map(|note| note["text"].as_str().unwrap().to_owned())
        .collect()
}

/// Runs everything of a collection with the secret of the demo server.
fn run_all(root: &Path, environment: &[&str]) -> Ran {
    let secrets = [
        ("COUNTERSIGN_SECRET_SECRET", DEMO_SECRET),
        ("COUNTERSIGN_SECRET_SECRET_ACCESS_KEY", DEMO_SECRET),
    ];
    let mut arguments = vec!["run", root.to_str().unwrap()];
    arguments.extend(environment);
    run_with(&secrets, "", &arguments)
}

/// No file below a folder holds the secret.
fn assert_without_secret(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_without_secret(&path);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains(DEMO_SECRET), "{}", path.display());
        }
    }
}

#[test]
fn an_export_of_insomnia_signs_as_it_did_in_the_environment_that_is_chosen() {
    let server = DemoServer::spawn(0).unwrap();
    let resources = json!([
        { "_id": "wrk", "_type": "workspace", "parentId": null, "name": "Shop" },
        { "_id": "env", "_type": "environment", "parentId": "wrk", "name": "Base",
            "data": { "api": { "base": "https://nowhere.invalid" }, "key": KEY_ID } },
        { "_id": "dev", "_type": "environment", "parentId": "env", "name": "dev",
            "data": { "api": { "base": server.address() } } },
        { "_id": "f", "_type": "request_group", "parentId": "wrk", "name": "Pets", "authentication": {
            "type": "iam", "accessKeyId": "{{ _.key }}", "secretAccessKey": DEMO_SECRET, "region": "us-east-1",
            "service": "execute-api" } },
        { "_id": "r1", "_type": "request", "parentId": "f", "name": "List", "method": "GET", "metaSortKey": 1,
            "url": "{{ _.api.base }}/dev/pets", "parameters": [{ "name": "limit", "value": "5 & more" }] },
        { "_id": "r2", "_type": "request", "parentId": "f", "name": "One", "method": "GET", "metaSortKey": 2,
            "url": "{{ _.api['base'] }}/dev/pets/:id", "pathParameters": [{ "name": "id", "value": "1" }] },
    ]);
    let export = json!({ "_type": "export", "__export_format": 4, "resources": resources });
    let files = Files::new();
    let file = files.write("insomnia.json", export.to_string().as_bytes());
    let into = TempDir::new().unwrap();
    let ran = import(&file, into.path());
    assert!(!ran.all().contains(DEMO_SECRET));
    let root = into.path().join("Shop");
    assert_without_secret(&root);
    let ran = run_all(&root, &["--environment", "dev"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let calls = server.requests();
    assert_eq!(calls.len(), 2);
}

#[test]
fn a_tree_of_insomnia_comes_with_its_report() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/imports/insomnia-5.yaml");
    let into = TempDir::new().unwrap();
    let ran = import(file.to_str().unwrap(), into.path());
    let collection = &ran.json()["collections"][0];
    assert_eq!(collection["format"], "an Insomnia export");
    assert_eq!(
        (
            &collection["requests"],
            &collection["folders"],
            &collection["environments"]
        ),
        (&json!(3), &json!(1), &json!(1))
    );
    let orders = fs::read_to_string(into.path().join("Shop/Orders/folder.yml")).unwrap();
    for line in [
        "type: awsv4",
        "region: eu-west-1",
        "service: execute-api",
        "\"{{secret}}\"",
    ] {
        assert!(orders.contains(line), "{line}: {orders}");
    }
    assert_eq!(
        texts(&ran),
        [
            "Redirects are shown and not followed, unless a request says so",
            "Its script before the request is kept as text in the note, and is not run",
            "It is a WebSocket request",
            "The base environment Base Environment comes as the variables of the collection",
        ]
    );
}

#[test]
fn a_collection_of_hoppscotch_signs_as_it_did_and_is_not_sent_without_auth_that_is_unknown() {
    let server = DemoServer::spawn(0).unwrap();
    let collection = json!({ "v": 10, "name": "Shop", "folders": [], "headers": [],
        "variables": [{ "key": "base", "initialValue": server.address(), "currentValue": "", "secret": false }],
        "auth": { "authType": "aws-signature", "authActive": true, "accessKey": KEY_ID, "secretKey": DEMO_SECRET,
            "region": "us-east-1", "serviceName": "execute-api", "addTo": "HEADERS" },
        "requests": [
            { "v": "15", "name": "List", "method": "GET", "endpoint": "<<base>>/dev/pets",
                "auth": { "authType": "inherit", "authActive": true } },
            { "v": "15", "name": "Digest", "method": "GET", "endpoint": "<<base>>/dev/pets",
                "auth": { "authType": "digest", "authActive": true, "password": "s3cr3t-of-digest" } }] });
    let files = Files::new();
    let file = files.write("shop.json", collection.to_string().as_bytes());
    let into = TempDir::new().unwrap();
    let ran = import(&file, into.path());
    assert!(!ran.all().contains(DEMO_SECRET) && !ran.all().contains("s3cr3t-of-digest"));
    let root = into.path().join("Shop");
    assert_without_secret(&root);
    let ran = run_all(&root, &[]);
    assert!(ran.out.contains("1 passed"), "{}", ran.all());
    assert!(ran.out.contains("of the kind \"digest\""), "{}", ran.all());
    assert_eq!(server.requests().len(), 1);
    let dev =
        json!([{ "v": 2, "name": "dev", "variables": [{ "key": "base", "initialValue": "https://dev" }] }]);
    let dev = files.write("dev.json", dev.to_string().as_bytes());
    import(&dev, &root);
    assert!(
        fs::read_to_string(root.join("environments/dev.yml"))
            .unwrap()
            .contains("https://dev")
    );
}

#[test]
fn a_signed_call_of_an_archive_is_signed_afresh_and_never_sent_without_its_secret() {
    let server = DemoServer::spawn(0).unwrap();
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={KEY_ID}/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=00ff"
    );
    let header = |name: &str, value: &str| json!({ "name": name, "value": value });
    let entry = |headers: Value| {
        json!({ "request": { "method": "GET", "url": format!("{}/dev/pets", server.address()), "headers": headers },
            "response": { "status": 403 } })
    };
    let archive = json!({ "log": { "entries": [entry(json!([
        header("Authorization", &authorization), header("X-Amz-Date", "20260101T000000Z"), header("Accept", "*/*")]))] } });
    let files = Files::new();
    let file = files.write("failing.har", archive.to_string().as_bytes());
    let into = TempDir::new().unwrap();
    import(&file, into.path());
    let root = into.path().join("failing");
    let ran = run_all(&root, &[]);
    assert_ne!(ran.code, 0, "{}", ran.all());
    assert_eq!(server.requests().len(), 0, "nothing goes out unsigned");
    let request = root.join("GET -dev-pets.yml");
    let text = fs::read_to_string(&request).unwrap();
    assert!(!text.contains("00ff") && !text.contains("20260101"), "{text}");
    let keys = [
        ("AWS_ACCESS_KEY_ID", KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", DEMO_SECRET),
    ];
    let ran = run_with(
        &keys,
        "",
        &[
            "send",
            request.to_str().unwrap(),
            "--credential-source",
            "environment",
        ],
    );
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert_eq!(server.requests().len(), 1);
}
