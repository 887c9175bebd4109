//! Collections of Bruno, written after the grammar of its reader.

use super::super::reading::requests_in as requests;
use super::super::{CollectionTree, ImportFile, ImportFolder, TreeItem, read_import_folder};
use crate::model::{AuthKind, BodyKind, CredentialSource, PartKind, VariableValue};

fn file(path: &str, text: &str) -> ImportFile {
    ImportFile {
        path: path.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

fn folder(files: &[ImportFile]) -> ImportFolder {
    ImportFolder {
        name: "/x/pets".to_owned(),
        files: files.to_vec(),
        ..ImportFolder::default()
    }
}

const REQUEST: &str = r#"meta {
  name: Create pet
  type: http
  seq: 2
  tags: [
    smoke
  ]
}

post {
  url: {{base}}/pets/:id?a=1
  body: json
  auth: awsv4
}

params:query {
  a: 1
  ~b: 2
  lost: 3
}

params:path {
  id: 7
}

headers {
  content-type: application/json
  ~x-off: 1
  "a:b": c
}

auth:awsv4 {
  accessKeyId: AKIAIOSFODNN7EXAMPLE
  secretAccessKey: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
  sessionToken:
  service: execute-api
  region: eu-west-1
  profileName:
}

body:json {
  {
    "name": "Rex"
  }
}

vars:pre-request {
  x: 1
}

vars:post-response {
  id: res.body.id
  up: res.body.name.toUpperCase()
}

assert {
  res.status: eq 201
  ~res.body.id: isNumber
  res.body.name: Rex
}

script:pre-request {
  const a = { b: 1 };
}

tests {
  test("x", function() {});
}

settings {
  encodeUrl: true
  timeout: 5000
  maxRedirects: 3
}

docs {
  # A note
    indented
}
"#;

fn shop() -> CollectionTree {
    let files = [
        file(
            "bruno.json",
            r#"{"version":"1","name":"Pets","type":"collection","ignore":[],"proxy":{"use":"x"}}"#,
        ),
        file(
            "collection.bru",
            "auth {\n  mode: bearer\n}\n\nauth:bearer {\n  token: {{token}}\n}\n\nheaders {\n  x-all: 1\n}\n",
        ),
        file(
            "b/two.bru",
            "meta {\n  name: Two\n  seq: 2\n}\n\nget {\n  url: https://x/2\n  auth: inherit\n}\n",
        ),
        file(
            "b/one.bru",
            "meta {\n  name: One\n  seq: 1\n}\n\nget {\n  url: https://x/1\n}\n",
        ),
        file(
            "b/folder.bru",
            "meta {\n  name: Bees\n  seq: 1\n}\n\nauth {\n  mode: none\n}\n\nvars:pre-request {\n  f: 1\n}\n",
        ),
        file(
            "a/folder.bru",
            "meta {\n  name: Apes\n  seq: 2\n}\n\nauth {\n  mode: digest\n}\n",
        ),
        file(
            "a/ws.bru",
            "meta {\n  name: Socket\n  type: ws\n}\n\nws {\n  url: wss://x\n}\n",
        ),
        file("create.bru", REQUEST),
        file(
            "environments/dev.bru",
            "vars {\n  base: https://dev\n  ~off: 1\n}\nvars:secret [\n  token,\n  ~other\n]\ncolor: #ff0000\n",
        ),
    ];
    let import = read_import_folder(&folder(&files)).unwrap();
    import.collections.into_iter().next().unwrap()
}

#[test]
fn a_folder_comes_with_all_that_its_files_say() {
    let collection = &shop();
    assert_eq!(collection.name, "Pets");
    assert_eq!(collection.defaults.auth.kind, AuthKind::Bearer);
    let names: Vec<&str> = requests(&collection.items)
        .iter()
        .map(|request| request.info.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["One", "Two", "Create pet"],
        "by their numbers, folders first"
    );
    let TreeItem::Folder(bees) = &collection.items[0] else {
        panic!("a folder comes first")
    };
    assert_eq!(
        (bees.name.as_str(), bees.defaults.auth.kind),
        ("Bees", AuthKind::Inherit)
    );
    let all = requests(&collection.items);
    assert_eq!(all[0].http.auth.kind, AuthKind::None);
    assert_eq!(all[1].http.auth.kind, AuthKind::Inherit);
    let pet = all[2];
    assert_eq!(
        (pet.http.method.as_str(), pet.http.url.as_str()),
        ("POST", "{{base}}/pets/:id?a=1")
    );
    assert_eq!(pet.http.path_values[0].value, "7");
    let off: Vec<&str> = pet
        .http
        .disabled_params
        .iter()
        .map(|param| param.name.as_str())
        .collect();
    assert_eq!(off, ["b", "lost"]);
    assert_eq!(pet.http.headers.len(), 3);
    assert_eq!(pet.http.headers.iter().filter(|row| row.is_sent()).count(), 2);
    assert_eq!(pet.http.auth.kind, AuthKind::AwsSignature);
    assert_eq!(pet.http.auth.aws.region, "eu-west-1");
    assert_eq!(
        pet.http.auth.aws.secret_access_key.expose_for_editing(),
        "{{secret_access_key}}"
    );
    assert_eq!(pet.http.body.kind, BodyKind::Json);
    assert_eq!(pet.http.body.text, "{\n  \"name\": \"Rex\"\n}");
    let assertions: Vec<String> = pet
        .assertions
        .iter()
        .map(crate::model::Assertion::words)
        .collect();
    assert_eq!(
        assertions,
        [
            "res.status eq 201",
            "res.body.id isNumber",
            "res.body.name eq Rex"
        ]
    );
    assert!(!pet.assertions[1].counts());
    assert_eq!(pet.captures.len(), 1);
    assert_eq!(pet.settings.total_timeout_ms, Some(5000));
    for kept in [
        "# A note\n  indented",
        "const a = { b: 1 };",
        "toUpperCase",
        "test(\"x\"",
    ] {
        assert!(pet.docs.contains(kept), "{kept} in {}", pet.docs.as_str());
    }
    let dev = &collection.environments[0];
    assert_eq!((dev.name.as_str(), dev.color.as_str()), ("dev", "#ff0000"));
    assert_eq!(dev.variables.len(), 4);
    assert_eq!(dev.variables[2].value, VariableValue::Secret);
}

#[test]
fn what_of_a_folder_does_not_come_as_it_was_is_said() {
    let collection = shop();
    let report: Vec<String> = collection
        .report
        .iter()
        .map(|note| format!("{}|{}|{}", note.place, note.outcome.as_str(), note.text))
        .collect();
    for line in [
        "|dropped|proxy of bruno.json",
        "Apes|dropped|Auth of the kind \"digest\" is not known here: nothing is sent until another kind is chosen",
        "Apes / Socket|dropped|It is a WebSocket, which is not opened here",
        "Create pet|dropped|Its tags",
        "Create pet|changed|The parameter lost is not in the URL, which Bruno sends: it comes switched off",
        "Create pet|kept|The variable up is worked out by a script: it is kept as text in the note",
        "Create pet|dropped|Its setting maxRedirects",
    ] {
        assert!(report.iter().any(|found| found == line), "{line} in {report:#?}");
    }
}

#[test]
fn bodies_and_auth_of_each_kind_come() {
    let of = |mode: &str, auth: &str, more: &str| {
        let text = format!(
            "meta {{\n  name: x\n}}\n\nput {{\n  url: https://x\n  body: {mode}\n  auth: {auth}\n}}\n\n{more}"
        );
        let collection = super::file("x", &text);
        let request = requests(&collection.items)[0].clone();
        (request.http, collection.report.len())
    };
    let (http, _) = of(
        "formUrlEncoded",
        "none",
        "body:form-urlencoded {\n  a: 1\n  ~b: 2\n}\n",
    );
    assert_eq!((http.body.kind, http.body.form.len()), (BodyKind::Form, 2));
    let parts = "body:multipart-form {\n  a: 1 @contentType(text/plain)\n  f: @file(a.png|b.png) @contentType(image/png)\n}\n";
    let (http, _) = of("multipartForm", "none", parts);
    assert_eq!(http.body.parts.len(), 3);
    assert_eq!(http.body.parts[0].content_type, "text/plain");
    assert_eq!(
        (http.body.parts[2].kind, http.body.parts[2].path.as_str()),
        (PartKind::File, "b.png")
    );
    let file = "body:file {\n  ~file: @file(a.json) @contentType(application/json)\n  file: @file(b.json) @contentType(application/xml)\n}\n";
    let (http, notes) = of("file", "none", file);
    assert_eq!(
        (http.body.file.path.as_str(), http.body.file.content_type.as_str()),
        ("b.json", "application/xml")
    );
    assert_eq!(notes, 1);
    let graphql = "body:graphql {\n  { a }\n}\n\nbody:graphql:vars {\n  {\"b\": 1}\n}\n";
    let (http, notes) = of("graphql", "none", graphql);
    assert_eq!(http.body.graphql.query, "{ a }");
    assert_eq!(http.body.graphql.variables, "{\"b\": 1}");
    assert_eq!(notes, 0);
    let (http, notes) = of(
        "other",
        "oauth2",
        "body:other {\n  SELECT\n}\n\nauth:oauth2 {\n  grant_type: password\n}\n",
    );
    assert!(http.body.unknown.is_some() && http.auth.unknown.is_some());
    assert_eq!(notes, 2);
    let (http, _) = of(
        "none",
        "awsv4",
        "auth:awsv4 {\n  profileName: dev\n  region: us-east-1\n}\n",
    );
    assert_eq!(
        (http.auth.aws.source, http.auth.aws.profile.as_str()),
        (CredentialSource::Profile, "dev")
    );
    let (http, _) = of(
        "none",
        "apikey",
        "auth:apikey {\n  key: k\n  value: {{v}}\n  placement: queryparams\n}\n",
    );
    assert_eq!(http.auth.kind, AuthKind::ApiKey);
    let (http, notes) = of(
        "json",
        "none",
        "body:json {\n  {}\n}\n\nbody:text {\n  a\n}\n\nauth:basic {\n  username: a\n  password: b\n}\n",
    );
    assert_eq!(http.body.kind, BodyKind::Json);
    assert_eq!(notes, 2, "what is not chosen is said");
}

#[test]
fn broken_files_are_said_and_refuse_none_of_the_others() {
    let files = [
        file("bruno.json", "{"),
        file(
            "good.bru",
            "meta {\n  name: Good\n}\nget {\n  url: https://x\n}\n",
        ),
        file("open.bru", "get {\n  url: https://y"),
        file("empty.bru", ""),
        ImportFile {
            path: "bytes.bru".to_owned(),
            bytes: vec![0xff, 0],
        },
    ];
    let import = read_import_folder(&folder(&files)).unwrap();
    let collection = &import.collections[0];
    assert_eq!(collection.name, "pets");
    assert_eq!(requests(&collection.items).len(), 2);
    assert_eq!(collection.report.len(), 4, "{:#?}", collection.report);
}

#[test]
fn what_bruno_ignores_does_not_come_and_is_said() {
    let request = "meta {\n  name: a\n}\nget {\n  url: https://x\n}\n";
    let settings = r#"{"name":"Pets","ignore":["old","one.bru","*.txt","","deep\\er"]}"#;
    let import = read_import_folder(&folder(&[
        file("kept.bru", request),
        file("older/a.bru", request),
        file("sub/old/a.bru", request),
        file("old/a.bru", request),
        file("old/b/c.bru", request),
        file("one.bru", request),
        file("deep/er/x.bru", request),
        file("mocks/m.bru", request),
        file("bruno.json", settings),
    ]))
    .unwrap();
    let collection = &import.collections[0];
    assert_eq!(collection.counts().requests, 3);
    let report: Vec<&str> = collection.report.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(
        report,
        [
            "deep/er, which Bruno ignores: 1 file",
            "mocks, which Bruno ignores: 1 file",
            "old, which Bruno ignores: 2 files",
            "one.bru, which Bruno ignores: 1 file",
        ]
    );
}

#[test]
fn descriptions_and_comments_that_do_not_come_are_said() {
    let text = "meta {\n  name: a\n}\npost {\n  url: https://x/:id?p=1\n  body: json\n}\nparams:query {\n  @description('page')\n  p: 1\n}\nparams:path {\n  ~id: 7\n}\nbody:json {\n  {\n    // why\n    \"a\": \"http://b\" /* c */\n  }\n}\nvars:post-response {\n  ~x: res.body.a + 1\n}\n";
    let form = "meta {\n  name: b\n}\npost {\n  url: https://x\n  body: formUrlEncoded\n}\nbody:form-urlencoded {\n  @description('d')\n  a: 1\n}\n";
    let parts = "meta {\n  name: c\n}\npost {\n  url: https://x\n  body: multipartForm\n}\nbody:multipart-form {\n  @description('d')\n  a: 1\n}\n";
    let sparql =
        "meta {\n  name: d\n}\npost {\n  url: https://x\n  body: sparql\n}\nbody:sparql {\n  SELECT 1\n}\n";
    let import = read_import_folder(&folder(&[
        file("bruno.json", "{\"name\":\"Pets\"}"),
        file("a.bru", text),
        file("b.bru", form),
        file("c.bru", parts),
        file("d.bru", sparql),
    ]))
    .unwrap();
    let collection = &import.collections[0];
    let report: Vec<String> = collection
        .report
        .iter()
        .map(|note| format!("{}|{}", note.place, note.text))
        .collect();
    assert_eq!(
        report,
        [
            "a|The comments in its JSON, which Bruno does not send",
            "a|The descriptions of the parameters",
            "a|The variable x is worked out by a script: it is kept as text in the note",
            "b|The descriptions of the rows of its form",
            "c|The descriptions of the parts of its body",
        ]
    );
    let requests = requests(&collection.items);
    assert_eq!(requests[0].http.body.text, "{\n  \n  \"a\": \"http://b\" \n}");
    assert_eq!(requests[0].http.path_values[0].value, "7");
    assert!(requests[0].docs.contains("~x: res.body.a + 1"));
    let sparql = &requests[3].http;
    assert_eq!(
        (sparql.body.kind, sparql.body.text.as_str()),
        (BodyKind::Text, "SELECT 1")
    );
    assert_eq!(sparql.headers[0].value, "application/sparql-query");
}
