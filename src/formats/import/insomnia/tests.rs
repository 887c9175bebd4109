mod hostile;

use crate::formats::import::reading::only_request;
use crate::formats::import::{
    CollectionTree, DEEPEST_FOLDER, Import, ImportError, ImportFormat, ImportSource, MOST_ITEMS, SecretHome,
    TransferOutcome, TreeItem, read_import,
};
use crate::model::{
    ApiKeyPlacement, Auth, AuthKind, BodyKind, CookieUse, PartKind, Redirects, Request, RowState,
    UnknownPart, VariableValue,
};
use serde_json::{Value, json};

fn imported(name: &str, text: &str) -> Import {
    read_import(ImportSource {
        name,
        bytes: text.as_bytes(),
    })
    .unwrap()
}

/// Version 4 with a workspace and these resources.
fn flat(resources: &[Value]) -> Import {
    let mut all = vec![json!({ "_id": "wrk", "_type": "workspace", "parentId": null, "name": "Shop" })];
    all.extend_from_slice(resources);
    let export = json!({ "_type": "export", "__export_format": 4, "resources": all });
    let import = imported("insomnia.json", &export.to_string());
    assert_eq!(import.format, ImportFormat::Insomnia);
    import
}

fn request_of(fields: &Value) -> (Request, Vec<String>) {
    let mut request =
        json!({ "_id": "req", "_type": "request", "parentId": "wrk", "name": "r", "url": "https://x/" });
    for (key, value) in fields.as_object().unwrap() {
        request[key] = value.clone();
    }
    let import = flat(&[request]);
    only_request(&import)
}

fn auth(fields: &Value) -> Auth {
    request_of(&json!({ "authentication": fields })).0.http.auth
}

/// Names of folders and requests, each with what it holds.
fn outline(items: &[TreeItem]) -> String {
    let items = items.iter().map(|item| match item {
        TreeItem::Request(request) => request.info.name.clone(),
        TreeItem::Folder(folder) => format!("{}[{}]", folder.name, outline(&folder.items)),
    });
    items.collect::<Vec<_>>().join(" ")
}

fn texts(collection: &CollectionTree) -> Vec<&str> {
    collection.report.iter().map(|note| note.text.as_str()).collect()
}

fn variables(collection: &CollectionTree) -> Vec<(&str, &VariableValue)> {
    let table = &collection.defaults.variables;
    table.iter().map(|row| (row.name.as_str(), &row.value)).collect()
}

fn text(value: &str) -> VariableValue {
    VariableValue::Text(value.to_owned())
}

#[test]
fn a_flat_list_becomes_a_tree_in_insomnias_order() {
    let import = flat(&[
        json!({ "_id": "r2", "_type": "request", "parentId": "f1", "name": "second", "metaSortKey": -1, "url": "https://x/2" }),
        json!({ "_id": "r1", "_type": "request", "parentId": "f1", "name": "first", "metaSortKey": -5.5, "url": "https://x/1" }),
        json!({ "_id": "r0", "_type": "request", "parentId": "wrk", "name": "top", "metaSortKey": 9, "url": "https://x/0" }),
        json!({ "_id": "f1", "_type": "request_group", "parentId": "f0", "name": "inner", "metaSortKey": 0 }),
        json!({ "_id": "f0", "_type": "request_group", "parentId": "wrk", "name": "outer", "metaSortKey": -100,
            "description": "About", "environment": { "page": { "size": 5 } },
            "authentication": { "type": "iam", "accessKeyId": "{{ _.ak }}", "secretAccessKey": "{{ _.sk }}",
                "sessionToken": "", "region": "eu-west-1", "service": "execute-api" } }),
    ]);
    let shop = &import.collections[0];
    assert_eq!(shop.name, "Shop");
    assert_eq!(outline(&shop.items), "outer[inner[first second]] top");
    let TreeItem::Folder(outer) = &shop.items[0] else {
        panic!("a folder")
    };
    assert_eq!(outer.docs.as_str(), "About");
    assert_eq!(outer.defaults.variables[0].name, "page.size");
    let aws = &outer.defaults.auth;
    assert_eq!(aws.kind, AuthKind::AwsSignature);
    assert_eq!(
        (
            aws.aws.access_key_id.as_str(),
            aws.aws.region.as_str(),
            aws.aws.service.as_str()
        ),
        ("{{ak}}", "eu-west-1", "execute-api")
    );
    assert_eq!(aws.aws.secret_access_key.reference(), Some("sk"));
    assert_eq!(shop.report, []);
}

#[test]
fn environments_are_flattened_and_the_base_is_for_all() {
    let import = flat(&[
        json!({ "_id": "r", "_type": "request", "parentId": "wrk", "name": "r", "url": "{{ _.api.hosts[0] }}/x",
            "authentication": { "type": "bearer", "token": "{{ _.jwt }}" } }),
        json!({ "_id": "env", "_type": "environment", "parentId": "wrk", "name": "Base Environment",
            "data": { "api": { "hosts": ["https://a", "https://b"], "on": true, "none": null, "empty": {} },
                "jwt": "eyJ.s3cr3t", "__insomnia_vault": { "pin": "encrypted" } } }),
        json!({ "_id": "dev", "_type": "environment", "parentId": "env", "name": "Dev", "color": "#00ff7F",
            "data": { "who": "{{ _.me }}", "jwt": "dev-s3cr3t" }, "metaSortKey": 2 }),
        json!({ "_id": "dev2", "_type": "environment", "parentId": "env", "name": "dev", "color": "red", "metaSortKey": 3,
            "environmentType": "kv", "data": {}, "kvPairData": [
                { "name": "a", "value": "1", "type": "str", "enabled": true },
                { "name": "off", "value": "2", "type": "str", "enabled": false },
                { "name": "tree", "value": "{\"x\":{\"y\":1}}", "type": "json", "enabled": true },
                { "name": "key", "value": "encrypted", "type": "secret", "enabled": true }] }),
        json!({ "_id": "jar", "_type": "cookie_jar", "parentId": "wrk", "name": "Default Jar", "cookies": [{}, {}] }),
    ]);
    let shop = &import.collections[0];
    assert_eq!(
        variables(shop),
        [
            ("api.hosts.0", &text("https://a")),
            ("api.hosts.1", &text("https://b")),
            ("api.on", &text("true")),
            ("api.none", &text("")),
            ("api.empty", &text("{}")),
            ("jwt", &VariableValue::Secret),
            ("vault.pin", &VariableValue::Secret),
        ]
    );
    let [dev, second] = shop.environments.as_slice() else {
        panic!("two environments")
    };
    assert_eq!((dev.name.as_str(), dev.color.as_str()), ("Dev", "#00ff7F"));
    assert_eq!((second.name.as_str(), second.color.as_str()), ("dev 2", ""));
    let rows: Vec<(&str, RowState)> = second
        .variables
        .iter()
        .map(|row| (row.name.as_str(), row.state))
        .collect();
    assert_eq!(
        rows,
        [
            ("a", RowState::Enabled),
            ("off", RowState::Disabled),
            ("tree.x.y", RowState::Enabled),
            ("vault.key", RowState::Enabled)
        ]
    );
    let secret = shop
        .secrets
        .iter()
        .find(|secret| secret.home == SecretHome::Environment("Dev".to_owned()));
    assert_eq!(secret.unwrap().name, "jwt");
    let TreeItem::Request(request) = &shop.items[0] else {
        panic!("a request")
    };
    assert_eq!(request.http.url, "{{api.hosts.0}}/x");
    let report = texts(shop);
    for line in [
        "2 cookies of the jar Default Jar",
        "The base environment Base Environment comes as the variables of the collection",
        "Another environment is called dev too: this one comes as dev 2",
    ] {
        assert!(report.contains(&line), "{line}: {report:?}");
    }
}

#[test]
fn every_kind_of_auth_comes_or_is_refused() {
    assert_eq!(auth(&json!({})).kind, AuthKind::Inherit);
    assert_eq!(auth(&json!({ "type": "none" })).kind, AuthKind::None);
    let off = request_of(&json!({ "authentication": { "type": "basic", "disabled": true } }));
    assert_eq!(off.0.http.auth.kind, AuthKind::Inherit);
    assert_eq!(
        off.1,
        ["Its auth of the kind \"basic\" is switched off and does not come"]
    );
    let basic = auth(&json!({ "type": "basic", "username": "u", "password": "{{ _.p }}" }));
    assert_eq!(
        (basic.basic.username.as_str(), basic.basic.password.reference()),
        ("u", Some("p"))
    );
    let bearer = auth(&json!({ "type": "bearer", "token": "{{ _.t }}", "prefix": "" }));
    assert_eq!(bearer.bearer.token.reference(), Some("t"));
    let other = auth(&json!({ "type": "bearer", "token": "{{ _.t }}", "prefix": "Token" }));
    assert_eq!(
        (other.kind, other.api_key.key.as_str()),
        (AuthKind::ApiKey, "Authorization")
    );
    let query = auth(&json!({ "type": "apikey", "key": "k", "value": "{{v}}", "addTo": "queryParams" }));
    assert_eq!(
        (query.api_key.key.as_str(), query.api_key.placement),
        ("k", ApiKeyPlacement::Query)
    );
    let cookie = auth(&json!({ "type": "apikey", "key": "k", "value": "{{v}}", "addTo": "cookie" }));
    assert_eq!(cookie.api_key.key, "Cookie");
    let fetched = auth(&json!({ "type": "oauth2", "grantType": "implicit", "accessToken": "{{ _.t }}" }));
    assert_eq!(fetched.bearer.token.reference(), Some("t"));
    for kind in [
        "oauth2", "digest", "hawk", "ntlm", "oauth1", "asap", "netrc", "newer",
    ] {
        let unknown = auth(&json!({ "type": kind })).unknown;
        assert_eq!(unknown, Some(UnknownPart::Kind(kind.to_owned())), "{kind}");
    }
    assert!(
        auth(&json!("odd")).unknown.is_some(),
        "what is no object is never sent as none"
    );
}

#[test]
fn parameters_headers_and_bodies_of_every_kind_come() {
    let (request, report) = request_of(&json!({
        "method": "PUT", "url": "{{ _.base }}/a/:id?x=1",
        "parameters": [{ "name": "q", "value": "a b&c" }, { "name": "off", "value": "1", "disabled": true }],
        "pathParameters": [{ "name": "id", "value": "{{ _.id }}" }, { "name": "other", "value": "1" }],
        "headers": [{ "name": "X-A", "value": "{{ _.a }}" }, { "name": "X-B", "value": "1", "disabled": true }, { "name": "" }],
        "body": { "mimeType": "application/vnd.api+json", "text": "{\"a\": \"{{ _.a }}\"}" },
        "settingFollowRedirects": "on", "settingSendCookies": false }));
    assert_eq!(request.http.url, "{{base}}/a/:id?x=1&q=a%20b%26c");
    assert_eq!(request.http.disabled_params[0].after, 2);
    assert_eq!(request.http.path_values.len(), 1);
    assert_eq!(request.http.path_values[0].value, "{{id}}");
    assert_eq!(request.http.body.kind, BodyKind::Json);
    assert_eq!(request.http.body.text.as_str(), "{\"a\": \"{{a}}\"}");
    let headers: Vec<_> = request
        .http
        .headers
        .iter()
        .map(|row| (row.name.as_str(), row.state))
        .collect();
    assert_eq!(
        headers,
        [
            ("X-A", RowState::Enabled),
            ("X-B", RowState::Disabled),
            ("Content-Type", RowState::Enabled)
        ]
    );
    assert_eq!(request.settings.redirects, Redirects::SameOrigin);
    assert_eq!(request.settings.cookies, CookieUse::Off);
    assert_eq!(report, Vec::<String>::new());
    let body = |body: Value| request_of(&json!({ "method": "POST", "body": body })).0.http.body;
    let form = body(json!({ "mimeType": "application/x-www-form-urlencoded",
        "params": [{ "name": "a", "value": "{{ _.a }}" }, { "name": "b", "disabled": true }] }));
    assert_eq!(
        (form.kind, form.form[0].value.as_str()),
        (BodyKind::Form, "{{a}}")
    );
    assert_eq!(form.form[1].state, RowState::Disabled);
    let text_form = body(json!({ "mimeType": "application/x-www-form-urlencoded", "text": "a=1&b=%20" }));
    assert_eq!(text_form.form[1].value, " ");
    let parts = body(json!({ "mimeType": "multipart/form-data", "params": [
        { "name": "t", "value": "1", "type": "text", "multiline": "application/json" },
        { "name": "f", "type": "file", "fileName": "/home/a.png" }] }));
    assert_eq!(parts.parts[0].content_type, "application/json");
    assert_eq!(
        (parts.parts[1].kind, parts.parts[1].path.as_str()),
        (PartKind::File, "/home/a.png")
    );
    let file = body(json!({ "mimeType": "application/octet-stream", "fileName": "/a.bin" }));
    assert_eq!((file.kind, file.file.path.as_str()), (BodyKind::File, "/a.bin"));
    assert!(
        body(json!({ "mimeType": "application/octet-stream" }))
            .unknown
            .is_some()
    );
    let graphql = body(json!({ "mimeType": "application/graphql",
        "text": "{\"query\":\"{ a }\",\"variables\":{\"x\":\"{{ _.x }}\"},\"operationName\":\"o\"}" }));
    assert_eq!(graphql.kind, BodyKind::GraphQl);
    assert_eq!(graphql.graphql.variables.as_str(), "{\"x\":\"{{x}}\"}");
    assert_eq!(graphql.graphql.operation_name, "o");
    for none in [
        json!({}),
        json!(null),
        json!({ "mimeType": "multipart/form-data", "params": [] }),
    ] {
        assert_eq!(body(none).kind, BodyKind::None);
    }
}

#[test]
fn tags_and_scripts_stay_as_text_and_are_told() {
    let (request, report) = request_of(&json!({
        "url": "https://x/{% response 'body', 'req_1', 'b64::JC50' %}", "description": "About",
        "preRequestScript": "insomnia.environment.set('a', 1)", "afterResponseScript": " ",
        "headers": [{ "name": "X", "value": "{{ _.a | upper }}" }, { "name": "Y", "value": "{% uuid 'v4' %}" }],
        "settingRenderRequestBody": false, "settingRebuildPath": false, "settingStoreCookies": false,
        "body": { "mimeType": "text/plain", "text": "{{ _.a }}" } }));
    assert!(request.http.url.contains("{% response"));
    assert_eq!(request.http.headers[1].value, "{{$uuid}}");
    assert!(
        request
            .docs
            .starts_with("About\n\nScript of Insomnia before the request")
    );
    assert_eq!(
        report,
        [
            "Its setting to store no cookies",
            "Insomnia leaves templates in its body as they are: here variables are put in",
            "Its setting to leave dots in the path: see the signing options of the request",
            "Its script before the request is kept as text in the note, and is not run",
            "1 template tag is kept as text: none is run here",
            "1 template is kept as text: it is more than the name of a variable",
        ]
    );
}

const TREE: &str = r#"
type: collection.insomnia.rest/5.0
schema_version: "5.1"
name: Weather
meta:
  id: wrk_1
  description: About it
collection:
  - url: "{{ _.host }}/later"
    name: Later
    meta: { id: req_2, sortKey: -1 }
    method: GET
    authentication: { type: iam, accessKeyId: AKIAIOSFODNN7EXAMPLE, secretAccessKey: "{{ _.sk }}", region: eu-west-1, service: execute-api }
  - name: Forecasts
    meta: { id: fld_1, sortKey: -5 }
    environment: { unit: C }
    headers:
      - { name: X-Folder, value: "1" }
    scripts: { preRequest: "insomnia.environment.set('x', 1)" }
    children:
      - url: "{{ _.host }}/today"
        name: Today
        meta: { id: req_1, sortKey: -10, description: Today's }
        method: POST
        body: { mimeType: application/json, text: "{}" }
        settings: { followRedirects: "off", encodeUrl: true, cookies: { send: true, store: true } }
  - url: wss://x
    name: Socket
    meta: { id: ws-req_1 }
  - url: grpc://x
    name: Remote
    meta: { id: greq_1 }
    protoMethodName: /a/b
    reflectionApi: { enabled: false }
cookieJar: { name: Default Jar, cookies: [ { key: a } ] }
environments:
  name: Base Environment
  data: { host: "https://x" }
  subEnvironments:
    - name: Dev
      data: { host: "https://dev" }
"#;

#[test]
fn a_tree_in_yaml_comes_whole() {
    let import = imported("weather.yaml", TREE);
    let weather = &import.collections[0];
    assert_eq!(
        (weather.name.as_str(), weather.docs.as_str()),
        ("Weather", "About it")
    );
    assert_eq!(outline(&weather.items), "Forecasts[Today] Later");
    let TreeItem::Folder(forecasts) = &weather.items[0] else {
        panic!("a folder")
    };
    assert_eq!(forecasts.defaults.headers[0].name, "X-Folder");
    assert_eq!(forecasts.defaults.variables[0].name, "unit");
    assert!(forecasts.docs.contains("insomnia.environment.set"));
    assert_eq!(variables(weather), [("host", &text("https://x"))]);
    assert_eq!(weather.environments[0].name, "Dev");
    let dropped: Vec<(&str, &str)> = weather
        .report
        .iter()
        .filter(|note| note.outcome == TransferOutcome::Dropped)
        .map(|note| (note.place.as_str(), note.text.as_str()))
        .collect();
    assert_eq!(
        dropped,
        [
            ("", "1 cookie of the jar Default Jar"),
            ("Socket", "It is a WebSocket request"),
            ("Remote", "It is a gRPC request")
        ]
    );
}

#[test]
fn a_file_of_environments_alone_gives_each_the_base() {
    let text = "type: environment.insomnia.rest/5.0\nname: Env\nenvironments:\n  name: Base\n  data: { a: 1, b: 2 }\n  subEnvironments:\n    - { name: Dev, data: { b: 3 } }\n";
    let import = imported("env.yaml", text);
    let found: Vec<(&str, Vec<&str>)> = import.collections[0]
        .environments
        .iter()
        .map(|one| {
            (
                one.name.as_str(),
                one.variables.iter().map(|row| row.name.as_str()).collect(),
            )
        })
        .collect();
    assert_eq!(found, [("Dev", vec!["b", "a"]), ("Base", vec!["a", "b"])]);
    assert_eq!(import.collections[0].report.len(), 1);
    let spec = "type: spec.insomnia.rest/5.0\nname: API\nspec:\n  contents:\n    openapi: 3.0.0\n    paths: { /a: { get: {} } }\n";
    let import = imported("a.yaml", spec);
    assert_eq!(
        (
            import.collections[0].name.as_str(),
            import.collections[0].counts().requests
        ),
        ("API", 1)
    );
    let flat_spec = json!({ "_id": "s", "_type": "api_spec", "parentId": "wrk", "contents": "openapi: 3.0.0\npaths: { /a: { get: {} } }" });
    assert_eq!(flat(&[flat_spec]).collections[0].counts().requests, 1);
    let empty = "type: spec.insomnia.rest/5.0\nname: API\nspec: { contents: { openapi: 3.0.0 } }\n";
    let error = read_import(ImportSource {
        name: "a.yaml",
        bytes: empty.as_bytes(),
    })
    .unwrap_err();
    assert_eq!(
        error,
        ImportError::Nothing {
            format: ImportFormat::Insomnia
        }
    );
}

#[test]
fn a_token_without_a_prefix_and_a_form_that_is_none_are_sent_as_they_were() {
    let of = |request: Value| {
        let mut whole = json!({ "_id": "r", "_type": "request", "parentId": "wrk", "name": "a", "method": "POST", "url": "https://x/" });
        for (key, value) in request.as_object().unwrap() {
            whole[key] = value.clone();
        }
        only_request(&flat(&[whole]))
    };
    let (token, _) = of(
        json!({ "authentication": { "type": "oauth2", "accessToken": "{{ _.t }}", "tokenPrefix": "NO_PREFIX" } }),
    );
    let key = &token.http.auth.api_key;
    assert_eq!(
        (key.key.as_str(), key.value.reference()),
        ("Authorization", Some("t"))
    );
    let form = "application/x-www-form-urlencoded";
    let (body, report) = of(json!({ "body": { "mimeType": form, "text": "{\"a\":1}" },
        "headers": [{ "name": "A", "value": "b", "description": "why" }] }));
    assert_eq!(
        (body.http.body.kind, body.http.body.text.as_str()),
        (BodyKind::Text, "{\"a\":1}")
    );
    assert_eq!(body.http.headers[1].value, form);
    assert_eq!(report, ["Descriptions of rows of its tables"]);
    let (nested, _) = of(json!({ "body": { "mimeType": "application/json", "text": { "a": 1 } } }));
    assert_eq!(nested.http.body.text, "{\"a\":1}");
}
