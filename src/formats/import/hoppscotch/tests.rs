use crate::formats::import::reading::only_request;
use crate::formats::import::{
    Import, ImportError, ImportFormat, ImportSource, MOST_ITEMS, SecretHome, TreeItem, read_import,
};
use crate::model::{
    ApiKeyPlacement, Auth, AuthKind, BodyKind, PartKind, Request, RowState, SignatureLocation, UnknownPart,
    VariableValue,
};
use serde_json::{Value, json};

fn imported(value: &Value) -> Import {
    let text = value.to_string();
    read_import(ImportSource {
        name: "hoppscotch.json",
        bytes: text.as_bytes(),
    })
    .unwrap()
}

fn request_of(request: &Value) -> (Request, Vec<String>) {
    let import = imported(&json!({ "v": 3, "name": "c", "folders": [], "requests": [request] }));
    only_request(&import)
}

fn auth(auth: &Value) -> Auth {
    request_of(&json!({ "v": "7", "name": "r", "endpoint": "https://x/", "auth": auth }))
        .0
        .http
        .auth
}

#[test]
fn collections_folders_and_what_they_inherit_come() {
    let import = imported(&json!([
        { "v": 10, "name": "Shop", "description": "About", "folders": [
            { "v": 10, "name": "Orders", "folders": [], "requests": [
                { "v": "15", "name": "List", "method": "GET", "endpoint": "<<base>>/orders?x=1",
                    "params": [{ "key": "q", "value": "<<q>>", "active": true }, { "key": "off", "value": "1", "active": false }],
                    "headers": [{ "key": "X-A", "value": "<<a>>", "active": true }, { "key": "X-B", "value": "1", "active": false }],
                    "auth": { "authType": "inherit", "authActive": true }, "body": { "contentType": null, "body": null },
                    "preRequestScript": "export {};\n", "testScript": "export {};\npw.test('a', () => {})",
                    "requestVariables": [{ "key": "q", "value": "2", "active": true }], "responses": { "ok": {} } }],
              "auth": { "authType": "none", "authActive": true }, "headers": [],
              "variables": [{ "key": "who", "initialValue": "", "currentValue": "s3cr3t-of-folder", "secret": true }] }],
          "requests": [{ "v": "1", "name": "Ping", "method": "GET", "endpoint": "localhost:3000/ping",
              "auth": { "authType": "inherit", "authActive": true } }],
          "auth": { "authType": "aws-signature", "authActive": true, "accessKey": "<<ak>>", "secretKey": "<<sk>>",
              "region": "eu-west-1", "serviceName": "execute-api", "serviceToken": "", "addTo": "HEADERS" },
          "headers": [{ "key": "X-All", "value": "1", "active": true }],
          "variables": [{ "key": "base", "initialValue": "https://a", "currentValue": "", "secret": false }] },
        { "v": 1, "name": "Other", "folders": [], "requests": [{ "endpoint": "https://x/" }] },
    ]));
    assert_eq!(
        (import.format, import.collections.len()),
        (ImportFormat::Hoppscotch, 2)
    );
    let shop = &import.collections[0];
    assert_eq!((shop.name.as_str(), shop.docs.as_str()), ("Shop", "About"));
    let aws = &shop.defaults.auth;
    assert_eq!(aws.kind, AuthKind::AwsSignature);
    assert_eq!(
        (aws.aws.region.as_str(), aws.aws.service.as_str()),
        ("eu-west-1", "execute-api")
    );
    assert_eq!(aws.aws.secret_access_key.reference(), Some("sk"));
    assert_eq!(shop.defaults.headers[0].name, "X-All");
    assert_eq!(
        shop.defaults.variables[0].value,
        VariableValue::Text("https://a".to_owned())
    );
    let [TreeItem::Folder(orders), TreeItem::Request(ping)] = shop.items.as_slice() else {
        panic!("{:?}", shop.items)
    };
    assert_eq!(ping.http.url, "http://localhost:3000/ping");
    let who = &orders.defaults.variables[0];
    assert_eq!(who.value, VariableValue::Text("{{who_of_folder_1}}".to_owned()));
    assert_eq!(shop.secrets[0].home, SecretHome::Collection);
    let TreeItem::Request(list) = &orders.items[0] else {
        panic!("a request")
    };
    assert_eq!(list.http.auth.kind, AuthKind::None, "none of the folder");
    assert_eq!(list.http.url, "{{base}}/orders?x=1&q={{q}}");
    assert_eq!(list.http.disabled_params[0].after, 2);
    assert_eq!(list.http.headers[1].state, RowState::Disabled);
    assert_eq!(list.variables[0].name, "q");
    assert!(list.docs.starts_with("Script of Hoppscotch after the response"));
    let report: Vec<&str> = shop.report.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(
        report,
        [
            "The secret variable who names {{who_of_folder_1}} of the collection",
            "Its script after the response is kept as text in the note, and is not run",
            "1 saved response",
            "The URL has no scheme: it comes with http://, as Hoppscotch sends it",
        ]
    );
}

#[test]
fn every_kind_of_auth_comes_or_is_refused() {
    let basic =
        auth(&json!({ "authType": "basic", "authActive": true, "username": "u", "password": "<<p>>" }));
    assert_eq!(
        (basic.basic.username.as_str(), basic.basic.password.reference()),
        ("u", Some("p"))
    );
    let key = auth(
        &json!({ "authType": "api-key", "authActive": true, "key": "k", "value": "<<v>>", "addTo": "QUERY_PARAMS" }),
    );
    assert_eq!(
        (key.api_key.key.as_str(), key.api_key.placement),
        ("k", ApiKeyPlacement::Query)
    );
    let old = auth(
        &json!({ "authType": "api-key", "authActive": true, "key": "k", "value": "<<v>>", "addTo": "Headers" }),
    );
    assert_eq!(old.api_key.placement, ApiKeyPlacement::Header);
    let link = auth(
        &json!({ "authType": "aws-signature", "authActive": true, "accessKey": "a", "secretKey": "<<s>>", "region": "",
        "serviceName": "s3", "addTo": "QUERY_PARAMS" }),
    );
    assert_eq!(
        link.aws.options.location,
        SignatureLocation::Query { expires_in: 86_400 }
    );
    assert_eq!(link.aws.region, "us-east-1");
    let token = auth(
        &json!({ "authType": "oauth-2", "authActive": true, "addTo": "HEADERS", "grantTypeInfo": { "token": "<<t>>" } }),
    );
    assert_eq!(token.bearer.token.reference(), Some("t"));
    let off = auth(&json!({ "authType": "bearer", "authActive": false, "token": "<<t>>" }));
    assert_eq!(off.kind, AuthKind::None, "Hoppscotch sends nothing then");
    for kind in ["oauth-2", "digest", "hawk", "jwt", "akamai-eg", "newer"] {
        let unknown = auth(&json!({ "authType": kind, "authActive": true })).unknown;
        assert_eq!(unknown, Some(UnknownPart::Kind(kind.to_owned())), "{kind}");
    }
    assert_eq!(auth(&json!(null)).kind, AuthKind::Inherit);
    assert!(auth(&json!({})).unknown.is_some());
}

#[test]
fn bodies_of_every_kind_come() {
    let of = |body: Value| {
        let (request, report) = request_of(
            &json!({ "v": "7", "name": "r", "method": "POST", "endpoint": "https://x/", "headers": [], "body": body }),
        );
        (request.http, report)
    };
    let (json_body, report) =
        of(json!({ "contentType": "application/json", "body": "{\"a\": \"<<a>>\"} // note" }));
    assert_eq!(
        (json_body.body.kind, json_body.body.text.as_str()),
        (BodyKind::Json, "{\"a\": \"{{a}}\"} ")
    );
    assert_eq!(report.len(), 1);
    let (xml, _) = of(json!({ "contentType": "text/xml", "body": "<a/>" }));
    assert_eq!(
        (xml.body.kind, xml.headers[0].value.as_str()),
        (BodyKind::Xml, "text/xml")
    );
    let (form, _) = of(json!({ "contentType": "application/x-www-form-urlencoded", "body": "a: 1\n#b: 2" }));
    assert_eq!(
        (form.body.form.len(), form.body.form[1].state),
        (2, RowState::Disabled)
    );
    let (parts, report) = of(json!({ "contentType": "multipart/form-data", "body": [
        { "key": "t", "value": "1", "active": true, "isFile": false, "contentType": "text/csv" },
        { "key": "f", "value": [{}, {}], "active": false, "isFile": true }] }));
    let kinds: Vec<PartKind> = parts.body.parts.iter().map(|part| part.kind).collect();
    assert_eq!(kinds, [PartKind::Text, PartKind::File, PartKind::File]);
    assert_eq!(parts.body.parts[0].content_type, "text/csv");
    assert_eq!(
        report,
        ["Files of its body have no path in the export: they are to be chosen again"]
    );
    let (file, report) = of(json!({ "contentType": "application/octet-stream", "body": null }));
    assert!(file.body.unknown.is_some() && report.len() == 1);
    for none in [
        json!({ "contentType": null, "body": null }),
        json!({ "contentType": "application/json", "body": "" }),
    ] {
        assert_eq!(of(none).0.body.kind, BodyKind::None);
    }
    let (braces, report) = of(json!({ "contentType": "text/plain", "body": "{{a}}" }));
    assert_eq!(braces.body.text.as_str(), "{{a}}");
    assert_eq!(report.len(), 1);
}

#[test]
fn requests_of_version_0_and_of_graphql_come() {
    let (old, _) = request_of(
        &json!({ "url": "https://x", "path": "/get", "name": "old", "method": "POST",
        "auth": "Basic Auth", "httpUser": "u", "httpPassword": "<<p>>", "contentType": "application/json",
        "rawParams": "{}", "params": [{ "key": "a", "value": "1" }] }),
    );
    assert_eq!(old.http.url, "https://x/get?a=1");
    assert_eq!(old.http.auth.basic.password.reference(), Some("p"));
    assert_eq!(old.http.body.kind, BodyKind::Json);
    let (graphql, _) = request_of(
        &json!({ "v": 10, "name": "g", "url": "https://x/graphql", "query": "{ a }",
        "variables": "{\"x\": \"<<x>>\"}", "headers": [], "auth": { "authType": "none", "authActive": true } }),
    );
    assert_eq!(
        (graphql.http.method.as_str(), graphql.http.body.kind),
        ("POST", BodyKind::GraphQl)
    );
    assert_eq!(graphql.http.body.graphql.variables.as_str(), "{\"x\": \"{{x}}\"}");
}

#[test]
fn environments_of_every_version_come_together() {
    let import = imported(&json!([
        { "v": 0, "name": "dev", "variables": [{ "key": "a", "value": "<<b>>" }] },
        { "v": 2, "id": "x", "name": "Dev", "variables": [
            { "key": "a", "initialValue": "first", "currentValue": "now", "secret": false },
            { "key": "who", "initialValue": "s3cr3t", "currentValue": "", "secret": true },
            { "key": "later", "secret": true }] },
        { "v": 2, "variables": [{ "key": "g", "value": "1" }] },
    ]));
    assert_eq!(import.format, ImportFormat::HoppscotchEnvironments);
    let all = &import.collections[0];
    let names: Vec<&str> = all.environments.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["dev", "Dev 2", "Global"]);
    assert_eq!(
        all.environments[0].variables[0].value,
        VariableValue::Text("{{b}}".to_owned())
    );
    assert_eq!(
        all.environments[1].variables[0].value,
        VariableValue::Text("now".to_owned())
    );
    assert_eq!(all.environments[1].variables[2].value, VariableValue::Secret);
    let secrets: Vec<_> = all
        .secrets
        .iter()
        .map(|secret| (&secret.home, secret.name.as_str()))
        .collect();
    assert_eq!(secrets, [(&SecretHome::Environment("Dev 2".to_owned()), "who")]);
    assert_eq!(all.report.len(), 1);
}

#[test]
fn hostile_files_are_bounded_and_told() {
    let many = vec![json!({}); MOST_ITEMS + 1];
    let text = json!({ "v": 1, "name": "c", "folders": [{ "requests": many }], "requests": [] }).to_string();
    let source = ImportSource {
        name: "a.json",
        bytes: text.as_bytes(),
    };
    assert!(matches!(read_import(source), Err(ImportError::TooMany { .. })));
    let mut folder =
        json!({ "name": "f", "folders": [], "requests": [{ "name": "r", "endpoint": "https://x/" }] });
    for _ in 0..40 {
        folder = json!({ "name": "f", "folders": [folder], "requests": [],
            "headers": [{ "key": "X-A", "value": "1" }] });
    }
    let import = imported(&json!({ "v": 1, "name": "c", "folders": [folder], "requests": [] }));
    let counts = import.collections[0].counts();
    assert_eq!(
        (counts.requests, counts.folders),
        (1, crate::formats::import::DEEPEST_FOLDER - 1)
    );
    for odd in [
        json!(null),
        json!(7),
        json!("x"),
        json!([]),
        json!([[1, null, {}]]),
        json!({ "a": [1] }),
    ] {
        for key in [
            "v",
            "name",
            "endpoint",
            "url",
            "query",
            "variables",
            "method",
            "params",
            "headers",
            "auth",
            "body",
            "requestVariables",
            "responses",
            "preRequestScript",
            "contentType",
            "rawParams",
        ] {
            let mut request = json!({ "name": "r" });
            request[key] = odd.clone();
            let import = imported(
                &json!({ "v": 1, "name": "c", "requests": [request, {}, odd], "auth": odd,
                "headers": odd, "folders": [{ "name": odd, "variables": odd, "auth": odd }, odd] }),
            );
            assert!(import.collections[0].counts().requests >= 2);
        }
    }
}

#[test]
fn hostile_texts_and_names_take_no_more_time_than_others() {
    let opened = "<<".repeat(3 << 20) + ">>";
    let body = json!({ "contentType": "text/plain", "body": opened });
    let (request, _) = request_of(&json!({ "name": "r", "endpoint": "https://x/", "body": body }));
    assert_eq!(request.http.body.text.len(), opened.len());
    let import = imported(&json!(vec![json!({ "name": "dev", "variables": [] }); 15_000]));
    assert_eq!(import.collections[0].environments.len(), 15_000);
    let variables = vec![json!({ "key": "a", "value": "b", "secret": true }); MOST_ITEMS + 1];
    let text = json!({ "v": 2, "name": "dev", "variables": variables }).to_string();
    let source = ImportSource {
        name: "a.json",
        bytes: text.as_bytes(),
    };
    assert!(matches!(read_import(source), Err(ImportError::TooMany { .. })));
}
