//! Collections of other programs on the command line: imported, looked through, and run against the embedded server.

use std::fs;
use std::path::Path;

use countersign::demo::{DEMO_SECRET, DemoServer};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::command::{Ran, run, run_with};
use crate::support::files::Files;

/// A collection with AWS Signature above it, a folder, a script that only checks, and names that lead elsewhere.
fn shop(base: &str) -> String {
    json!({
        "info": { "name": "Shop: v1/../../etc",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
        "auth": { "type": "awsv4", "awsv4": [
            { "key": "accessKey", "value": "AKIAIOSFODNN7EXAMPLE" }, { "key": "secretKey", "value": DEMO_SECRET },
            { "key": "region", "value": "us-east-1" }, { "key": "service", "value": "execute-api" } ] },
        "variable": [{ "key": "base", "value": base }],
        "item": [
            { "name": "../../Pets", "item": [
                { "name": "List", "request": { "method": "GET", "url": "{{base}}/dev/pets" }, "event": [
                    { "listen": "test", "script": { "exec": "pm.response.to.have.status(200);" } }] },
                { "name": "list", "request": "{{base}}/dev/pets/1" }] },
            { "name": "CON", "request": { "url": "{{base}}/dev/pets", "auth": { "type": "digest", "digest": [] } } }]
    })
    .to_string()
}

fn import(files: &[&str], into: &Path, more: &[&str]) -> Ran {
    let mut arguments = vec!["import"];
    arguments.extend(files);
    arguments.extend(["--into", into.to_str().unwrap()]);
    arguments.extend(more);
    run(&arguments)
}

/// All files below a folder, by their path in it.
fn files_in(folder: &Path) -> Vec<String> {
    fn add(folder: &Path, above: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{above}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                add(&entry.path(), &format!("{name}/"), found);
            } else {
                found.push(name);
            }
        }
    }
    let mut found = Vec::new();
    add(folder, "", &mut found);
    found.sort();
    found
}

#[test]
fn an_imported_collection_is_run_and_signs_as_it_did_and_no_file_has_the_secret() {
    let server = DemoServer::spawn(0).unwrap();
    let files = Files::new();
    let file = files.write("shop.json", shop(&server.address()).as_bytes());
    let into = TempDir::new().unwrap();
    let ran = import(&[&file], into.path(), &[]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(ran.out.contains("3 requests, 1 folder"), "{}", ran.out);
    assert!(
        ran.out.contains("COUNTERSIGN_SECRET_SECRET_ACCESS_KEY"),
        "{}",
        ran.out
    );
    assert_eq!(
        files_in(into.path()),
        [
            "Shop- v1-..-..-etc/CON-1.yml",
            "Shop- v1-..-..-etc/Pets/List.yml",
            "Shop- v1-..-..-etc/Pets/folder.yml",
            "Shop- v1-..-..-etc/Pets/list-2.yml",
            "Shop- v1-..-..-etc/opencollection.countersign.toml",
            "Shop- v1-..-..-etc/opencollection.yml",
        ],
        "nothing leads out, and no two names are one on any system"
    );
    let root = into.path().join("Shop- v1-..-..-etc");
    for name in files_in(&root) {
        let text = fs::read_to_string(root.join(&name)).unwrap();
        assert!(!text.contains(DEMO_SECRET), "{name}");
    }
    assert!(!ran.all().contains(DEMO_SECRET));
    let secret = [("COUNTERSIGN_SECRET_SECRET_ACCESS_KEY", DEMO_SECRET)];
    let pets = root.join("Pets");
    let run = run_with(&secret, "", &["run", pets.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.all());
    assert!(run.out.contains("2 passed"), "{}", run.out);
    // What is not known here is refused, and not sent without auth.
    let run = run_with(&secret, "", &["run", root.to_str().unwrap()]);
    assert!(run.out.contains("of the kind \"digest\""), "{}", run.out);
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn into_a_collection_it_becomes_a_folder_and_its_environments_stand_beside_the_others() {
    let files = Files::new();
    let shop = files.write("shop.json", shop("https://x").as_bytes());
    let dev = files.write(
        "dev.json",
        br#"{"name":"dev","values":[{"key":"a","value":"1"}]}"#,
    );
    let into = TempDir::new().unwrap();
    let alone = import(&[&dev], into.path(), &[]);
    assert_eq!(alone.code, 2, "{}", alone.all());
    assert!(
        alone.err.contains("has environments and no requests"),
        "{}",
        alone.err
    );
    assert_eq!(import(&[&shop], into.path(), &[]).code, 0);
    let root = into.path().join("Shop- v1-..-..-etc");
    assert_eq!(import(&[&shop, &dev, &dev], &root, &[]).code, 0);
    let found = files_in(&root);
    for name in [
        "Shop- v1-..-..-etc/folder.yml",
        "Shop- v1-..-..-etc/Pets/List.yml",
        "environments/dev.yml",
        "environments/dev 2.yml",
    ] {
        assert!(found.iter().any(|file| file == name), "{name}: {found:?}");
    }
    let ran = run(&["collection", "check", root.to_str().unwrap(), "--json"]);
    let found = ran.json();
    let damaged = found.to_string().contains("can not be read");
    assert!(!damaged, "{found}");
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let files = Files::new();
    let file = files.write("shop.json", shop("https://x").as_bytes());
    let into = TempDir::new().unwrap();
    let ran = import(&[&file], into.path(), &["--dry-run", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let report = &ran.json()["collections"][0];
    assert_eq!((&report["requests"], &report["place"]), (&json!(3), &Value::Null));
    let outcomes: Vec<&str> = report["report"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["changed", "changed", "dropped", "changed"]);
    let redirects = report["report"][0]["text"].as_str().unwrap();
    assert!(redirects.starts_with("Redirects are shown"), "{redirects}");
    assert_eq!(report["secrets"], json!(["secret_access_key"]));
    assert!(files_in(into.path()).is_empty());
}

#[test]
fn what_can_not_be_imported_says_why_and_nothing_of_the_others_is_written() {
    let files = Files::new();
    let good = files.write("shop.json", shop("https://x").as_bytes());
    let into = TempDir::new().unwrap();
    for (name, content, says) in [
        ("a.json", &b"{\"info\":"[..], "it ends in the middle"),
        ("b.json", b"{}", "no format that is known"),
        ("c.json", b"\xff\xfe", "no text in UTF-8"),
        (
            "d.json",
            br#"{"info":{"name":"x"},"item":[]}"#,
            "no request and no environment",
        ),
    ] {
        let bad = files.write(name, content);
        let ran = import(&[&good, &bad], into.path(), &[]);
        assert_eq!(ran.code, 2, "{name}: {}", ran.all());
        assert!(ran.err.contains(says), "{name}: {}", ran.err);
    }
    let gone = import(&[&good], &into.path().join("none"), &[]);
    assert!(gone.err.contains("is no folder"), "{}", gone.err);
    assert!(files_in(into.path()).is_empty());
}

#[test]
fn hundreds_of_requests_of_one_name_each_get_their_file() {
    let items: Vec<Value> = (0..300)
        .map(|_| json!({ "name": "Same", "request": "https://x" }))
        .collect();
    let text = json!({ "info": { "name": "Many" }, "item": items }).to_string();
    let files = Files::new();
    let file = files.write("many.json", text.as_bytes());
    let into = TempDir::new().unwrap();
    let ran = import(&[&file], into.path(), &[]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert_eq!(files_in(&into.path().join("Many")).len(), 301);
}

#[test]
fn without_auth_of_its_own_it_takes_none_of_the_collection_that_it_comes_into() {
    let server = DemoServer::spawn(0).unwrap();
    let files = Files::new();
    let shop = files.write("shop.json", shop(&server.address()).as_bytes());
    let plain = json!({ "info": { "name": "Plain" }, "item": [
        { "name": "Pets", "item": [{ "name": "List", "request": format!("{}/dev/pets", server.address()) }] }] });
    let plain = files.write("plain.json", plain.to_string().as_bytes());
    let into = TempDir::new().unwrap();
    assert_eq!(import(&[&shop], into.path(), &[]).code, 0);
    let root = into.path().join("Shop- v1-..-..-etc");
    assert_eq!(import(&[&plain], &root, &[]).code, 0);
    let secret = [("COUNTERSIGN_SECRET_SECRET_ACCESS_KEY", DEMO_SECRET)];
    run_with(&secret, "", &["run", root.join("Plain").to_str().unwrap()]);
    let sent = server.requests();
    assert_eq!(sent.len(), 1);
    assert!(
        sent.iter().all(|request| {
            !request
                .headers
                .iter()
                .any(|(name, _)| name.eq_ignore_ascii_case("authorization"))
        }),
        "{sent:?}"
    );
}

/// A collection with the variable `base`, and what an account has besides it.
fn dump(environments: &Value) -> String {
    json!({
        "version": 1,
        "collections": [
            { "info": { "name": "Empty" }, "item": [] },
            { "name": "Old", "requests": [{}] },
            { "info": { "name": "Api" }, "variable": [{ "key": "base", "value": "https://live" }],
                "item": [{ "name": "Get", "request": "{{base}}/x" }] }],
        "environments": environments
    })
    .to_string()
}

#[test]
fn variables_stay_below_environments_and_what_is_empty_is_passed_over() {
    let files = Files::new();
    let dev = json!([{ "name": "dev", "values": [{ "key": "base", "value": "https://dev" }] }]);
    let account = files.write("account.json", dump(&dev).as_bytes());
    let into = TempDir::new().unwrap();
    let ran = import(&[&account], into.path(), &[]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(
        ran.out.contains("The collection Empty, which has no request"),
        "{}",
        ran.out
    );
    assert_eq!(
        files_in(into.path()),
        [
            "Api/Get.yml",
            "Api/environments/dev.yml",
            "Api/opencollection.yml"
        ]
    );
    let other = json!({ "info": { "name": "Target" }, "item": [{ "name": "a", "request": "https://x" }] });
    let other = files.write("other.json", other.to_string().as_bytes());
    assert_eq!(import(&[&other], into.path(), &[]).code, 0);
    let root = into.path().join("Target");
    let read = |file: &str| fs::read_to_string(root.join(file)).unwrap();
    assert_eq!(import(&[&account], &root, &[]).code, 0);
    assert!(read("opencollection.yml").contains("https://live"));
    assert!(!read("Api/folder.yml").contains("https://live"));
    assert!(
        !root.join("environments/dev 2.yml").exists(),
        "once and not for what is empty"
    );
    // The name is taken now, and an environment defines it.
    let again = import(&[&account], &root, &[]);
    assert!(
        again.out.contains("The variable base does not come"),
        "{}",
        again.out
    );
    assert!(!read("Api-2/folder.yml").contains("https://live"));
}

#[test]
fn of_what_fails_nothing_stays_and_what_was_written_before_is_told() {
    let files = Files::new();
    let long = "x".repeat(17 << 20);
    let other = json!({ "info": { "name": "Target" }, "item": [
        { "name": "a", "request": "https://x" },
        { "name": "Long", "request": { "method": "POST", "url": "https://x", "body": { "mode": "raw", "raw": long } } }] });
    let other = files.write("other.json", other.to_string().as_bytes());
    let into = TempDir::new().unwrap();
    // A request that could not be read again is left out.
    let ran = import(&[&other], into.path(), &[]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(
        ran.out
            .contains("Its body is longer than 8 MiB: nothing is sent until another body is chosen"),
        "{}",
        ran.out
    );
    let root = into.path().join("Target");
    assert_eq!(files_in(&root), ["Long.yml", "a.yml", "opencollection.yml"]);
    assert!(fs::read_to_string(root.join("Long.yml")).unwrap().len() < 1_000);
    let small = json!({ "info": { "name": "Small" }, "item": [{ "name": "b", "request": "https://x" }] });
    let small = files.write("small.json", small.to_string().as_bytes());
    let dev = json!([
        { "name": "dev", "values": [{ "key": "a", "value": "1" }] },
        { "name": "long", "values": [{ "key": "a", "value": long }] }]);
    let account = files.write("account.json", dump(&dev).as_bytes());
    let before = fs::read_to_string(root.join("opencollection.yml")).unwrap();
    let ran = import(&[&small, &account], &root, &["--json"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let report = ran.json();
    assert_eq!(report["error"]["kind"], "file-too-large", "{report}");
    assert_eq!(report["collections"][0]["name"], "Small");
    assert!(report["collections"][0]["place"].is_string());
    assert_eq!(
        files_in(&root),
        [
            "Long.yml",
            "Small/b.yml",
            "Small/folder.yml",
            "a.yml",
            "opencollection.yml"
        ]
    );
    assert_eq!(
        fs::read_to_string(root.join("opencollection.yml")).unwrap(),
        before
    );
}

/// One signed request to the embedded server in each format that is lines of text, with its literal secret.
fn signed_lines(server: &str, files: &Files) -> Vec<String> {
    let key = "AKIAIOSFODNN7EXAMPLE";
    let http = format!(
        "@base = {server}\n### List\nGET {{{{base}}}}/dev/pets\nAuthorization: AWS {key} {DEMO_SECRET} region:us-east-1 service:execute-api\n\n> {{% client.test(\"ok\", () => client.assert(response.status === 200)) %}}\n"
    );
    let hurl = format!(
        "GET {server}/dev/pets\n[Options]\naws-sigv4: aws:amz:us-east-1:execute-api\nuser: {key}:{DEMO_SECRET}\nHTTP 200\n"
    );
    let script = format!(
        "BASE={server}\n# List\ncurl --aws-sigv4 aws:amz:us-east-1:execute-api --user '{key}:{DEMO_SECRET}' \"$BASE/dev/pets\" | jq .\n"
    );
    let bru = format!(
        "meta {{\n  name: List\n}}\n\nget {{\n  url: {server}/dev/pets\n  auth: awsv4\n}}\n\nauth:awsv4 {{\n  accessKeyId: {key}\n  secretAccessKey: {DEMO_SECRET}\n  service: execute-api\n  region: us-east-1\n}}\n\nassert {{\n  res.status: eq 200\n}}\n"
    );
    vec![
        files.write("one.http", http.as_bytes()),
        files.write("two.hurl", hurl.as_bytes()),
        files.write("three.sh", script.as_bytes()),
        files.write("four.bru", bru.as_bytes()),
    ]
}

#[test]
fn what_is_imported_of_text_files_signs_as_it_did_and_no_file_has_the_secret() {
    let server = DemoServer::spawn(0).unwrap();
    let files = Files::new();
    let sources = signed_lines(&server.address(), &files);
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    let into = TempDir::new().unwrap();
    let ran = import(&sources, into.path(), &[]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(!ran.all().contains(DEMO_SECRET));
    for name in files_in(into.path()) {
        let text = fs::read_to_string(into.path().join(&name)).unwrap();
        assert!(!text.contains(DEMO_SECRET), "{name}");
    }
    for name in ["one", "two", "three", "four"] {
        let root = into.path().join(name);
        let secret = [("COUNTERSIGN_SECRET_SECRET_ACCESS_KEY", DEMO_SECRET)];
        let run = run_with(&secret, "", &["run", root.to_str().unwrap()]);
        assert_eq!(run.code, 0, "{name}: {}", run.all());
        assert!(run.out.contains("1 passed"), "{name}: {}", run.out);
    }
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn a_folder_of_bruno_comes_as_one_collection_and_other_folders_say_what_they_are() {
    let shop = "tests/fixtures/imports/bru/shop";
    let into = TempDir::new().unwrap();
    let ran = import(&[shop], into.path(), &[]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    assert!(ran.out.contains("6 requests, 1 folder"), "{}", ran.out);
    assert_eq!(
        files_in(into.path()),
        [
            "Shop/Form.yml",
            "Shop/GraphQL.yml",
            "Shop/Orders/Create order.yml",
            "Shop/Orders/List orders.yml",
            "Shop/Orders/folder.yml",
            "Shop/Upload.yml",
            "Shop/XML and a method of its own.yml",
            "Shop/environments/dev.yml",
            "Shop/opencollection.yml",
        ]
    );
    // By the file that makes it one, too.
    let settings = format!("{shop}/bruno.json");
    let again = import(&[&settings], into.path(), &["--dry-run"]);
    assert!(again.out.contains("6 requests, 1 folder"), "{}", again.out);
    let made = into.path().join("Shop");
    let ours = import(&[made.to_str().unwrap()], into.path(), &[]);
    assert_eq!(ours.code, 2, "{}", ours.all());
    assert!(ours.err.contains("opens as it is"), "{}", ours.err);
}

#[test]
fn names_that_no_file_can_have_and_paths_that_are_too_long_keep_nothing_out() {
    let files = Files::new();
    let mut inner = json!({ "name": "leaf", "request": "https://x.example" });
    for _ in 0..22 {
        inner = json!({ "name": "n".repeat(240), "item": [inner] });
    }
    let collection = json!({ "info": { "name": "???" }, "item": [inner, { "name": "//", "request": "https://x.example" }] });
    let collection = files.write("odd.json", collection.to_string().as_bytes());
    let into = TempDir::new().unwrap();
    let ran = import(&[&collection], into.path(), &["--json"]);
    assert_eq!(ran.code, 0, "{}", ran.all());
    let place = into.path().join("Imported");
    let found = files_in(&place);
    assert!(found.contains(&"Request.yml".to_owned()));
    let leaf = found.iter().find(|file| file.ends_with("/leaf.yml")).unwrap();
    assert_eq!(leaf.matches('/').count(), 22);
    assert!(leaf.len() < 1_000);
    // Environments whose names are long or none at all come as often as they are imported.
    for name in ["e".repeat(300), "???".to_owned()] {
        let environment = json!({ "name": name, "values": [{ "key": "a", "value": "b" }] });
        let environment = files.write("environment.json", environment.to_string().as_bytes());
        for _ in 0..3 {
            let ran = import(&[&environment], &place, &[]);
            assert_eq!(ran.code, 0, "{}", ran.all());
        }
    }
    let environments = files_in(&place.join("environments"));
    assert_eq!(environments.len(), 6, "{environments:?}");
    assert!(environments.contains(&"Environment 3.yml".to_owned()));
}
