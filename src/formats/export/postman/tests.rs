use serde_json::{Value, json};

use super::super::{ExportFormat, ExportSource, Exported, export};
use crate::formats::collection_tree::{CollectionTree, TreeFolder, TreeItem};
use crate::formats::import::{ImportSource, read_import};
use crate::model::{
    Assertion, AssertionOperator, Auth, AuthKind, Body, BodyKind, Capture, CredentialSource, DisabledParam,
    Environment, FormRow, HeaderRow, PathValue, Request, RowState, Secret, UnknownPart, Variable,
};

fn request(method: &str, url: &str) -> Request {
    let mut request = Request::default();
    format!("{method} {url}").clone_into(&mut request.info.name);
    method.clone_into(&mut request.http.method);
    url.clone_into(&mut request.http.url);
    request.http.auth.kind = AuthKind::Inherit;
    request
}

fn tree(items: Vec<TreeItem>) -> CollectionTree {
    CollectionTree {
        name: "Shop".to_owned(),
        items,
        ..CollectionTree::default()
    }
}

fn item(request: Request) -> TreeItem {
    TreeItem::Request(Box::new(request))
}

fn exported(tree: CollectionTree) -> (Value, Exported) {
    let source = ExportSource {
        tree,
        globals: vec![Variable::new("team", "blue")],
        environment: None,
    };
    let exported = export(source, ExportFormat::Postman);
    (serde_json::from_str(&exported.text).unwrap(), exported)
}

fn words(exported: &Exported) -> Vec<String> {
    exported
        .report
        .iter()
        .map(|note| format!("{}: {}", note.place, note.text))
        .collect()
}

fn awsv4(value: &Value) -> Vec<(String, Value)> {
    let fields = value["auth"]["awsv4"].as_array().unwrap();
    fields
        .iter()
        .map(|field| (field["key"].as_str().unwrap().to_owned(), field["value"].clone()))
        .collect()
}

fn aws(region: &str, service: &str) -> Auth {
    let mut auth = Auth {
        kind: AuthKind::AwsSignature,
        ..Auth::default()
    };
    "{{key}}".clone_into(&mut auth.aws.access_key_id);
    auth.aws.secret_access_key = Secret::new("{{secret}}");
    region.clone_into(&mut auth.aws.region);
    service.clone_into(&mut auth.aws.service);
    auth
}

#[test]
fn aws_signature_has_the_names_of_postmans_signer() {
    let mut tree = tree(vec![item(request("GET", "https://api.example.com/pets"))]);
    tree.defaults.auth = aws("eu-west-1", "execute-api");
    let (value, _) = exported(tree);
    assert_eq!(value["auth"]["type"], "awsv4");
    assert_eq!(
        awsv4(&value),
        [
            ("accessKey".to_owned(), json!("{{key}}")),
            ("secretKey".to_owned(), json!("{{secret}}")),
            ("sessionToken".to_owned(), json!("")),
            ("region".to_owned(), json!("eu-west-1")),
            ("service".to_owned(), json!("execute-api")),
            ("addAuthDataToQuery".to_owned(), json!(false)),
        ]
    );
    assert_eq!(value["item"][0]["request"].get("auth"), None, "it inherits");
}

#[test]
fn region_and_service_of_a_host_are_written_out_for_each_request() {
    let mut tree = tree(vec![
        item(request(
            "GET",
            "https://{{id}}.execute-api.eu-west-1.amazonaws.com/dev",
        )),
        item(request("GET", "https://queue.amazonaws.com/")),
    ]);
    tree.defaults.auth = aws("", "");
    tree.defaults.variables = vec![Variable::new("id", "abcde12345")];
    let (value, _) = exported(tree);
    let of = |at: usize, key: &str| {
        let fields = awsv4(&value["item"][at]["request"]);
        fields.into_iter().find(|(name, _)| name == key).unwrap().1
    };
    assert_eq!(
        (of(0, "region"), of(0, "service")),
        (json!("eu-west-1"), json!("execute-api"))
    );
    assert_eq!(
        (of(1, "region"), of(1, "service")),
        (json!("us-east-1"), json!("sqs"))
    );
}

#[test]
fn no_value_of_a_secret_leaves() {
    let mut keys = request("GET", "https://a.example/");
    keys.http.auth = aws("us-east-1", "s3");
    "AKIAIOSFODNN7EXAMPLE".clone_into(&mut keys.http.auth.aws.access_key_id);
    keys.http.auth.aws.secret_access_key = Secret::new("CANARYkeyCANARYkeyCANARYkeyCANARYkey1234");
    keys.http.headers.push(HeaderRow::new(
        "Authorization",
        "Bearer canary-token-canary-token-canary",
    ));
    keys.variables.push(Variable::secret("pin"));
    keys.http.headers.push(HeaderRow::new("X-Pin", "{{pin}}"));
    let mut tree = tree(vec![item(keys)]);
    tree.defaults.variables = vec![Variable::secret("token")];
    tree.environments = vec![Environment {
        name: "dev".to_owned(),
        variables: vec![Variable::secret("password"), Variable::new("host", "h")],
        ..Environment::default()
    }];
    let (value, exported) = exported(tree);
    let everything = format!("{exported:?}").to_lowercase();
    assert!(!everything.contains("canary"), "{everything}");
    let names: Vec<&str> = value["variable"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["key"].as_str().unwrap())
        .collect();
    assert!(names.contains(&"token") && names.contains(&"pin"), "{names:?}");
    for variable in value["variable"].as_array().unwrap() {
        assert_eq!(
            (&variable["type"], &variable["value"]),
            (&json!("secret"), &json!("")),
            "{variable}"
        );
    }
    assert_eq!(exported.beside[0].name, "dev");
    let environment: Value = serde_json::from_str(&exported.beside[0].text).unwrap();
    assert_eq!(
        environment["values"],
        json!([
            { "key": "password", "value": "", "type": "secret", "enabled": true },
            { "key": "host", "value": "h", "type": "default", "enabled": true },
        ])
    );
}

#[test]
fn credentials_that_postman_can_not_fetch_become_variables_to_be_filled_in() {
    let mut profile = request("GET", "https://a.example/");
    profile.http.auth = aws("us-east-1", "s3");
    profile.http.auth.aws.source = CredentialSource::Profile;
    "prod".clone_into(&mut profile.http.auth.aws.profile);
    let (value, exported) = exported(tree(vec![item(profile)]));
    let fields = awsv4(&value["item"][0]["request"]);
    assert_eq!(fields[0].1, "{{AWS_ACCESS_KEY_ID}}");
    assert_eq!(fields[2].1, "{{AWS_SESSION_TOKEN}}");
    assert_eq!(value["variable"].as_array().unwrap().len(), 3);
    assert!(
        words(&exported)
            .iter()
            .any(|note| note.contains("the profile prod")),
        "{:?}",
        words(&exported)
    );
}

#[test]
fn a_url_has_its_parts_and_its_parameters() {
    let mut url = request(
        "GET",
        "https://api.example.com:8443/{stage}/pets/:petId/{file}.json?q=a%2Fb&e=&k#part",
    );
    let value = |name: &str, value: &str| PathValue {
        name: name.to_owned(),
        value: value.to_owned(),
        ..PathValue::default()
    };
    url.http.path_values = vec![
        value("stage", "a/b"),
        value("petId", "{{id}}"),
        value("file", "x y"),
    ];
    url.http.disabled_params.push(DisabledParam {
        name: "off".to_owned(),
        value: Some("1".to_owned()),
        after: 1,
        ..DisabledParam::default()
    });
    let (value, _) = exported(tree(vec![item(url)]));
    let url = &value["item"][0]["request"]["url"];
    assert_eq!(
        url["raw"],
        "https://api.example.com:8443/:stage/pets/:petId/x%20y.json?q=a%2Fb&e=&k#part"
    );
    assert_eq!(url["protocol"], "https");
    assert_eq!(url["host"], json!(["api", "example", "com"]));
    assert_eq!(url["port"], "8443");
    assert_eq!(url["path"], json!([":stage", "pets", ":petId", "x%20y.json"]));
    assert_eq!(
        url["query"],
        json!([
            { "key": "q", "value": "a%2Fb" },
            { "key": "off", "value": "1", "disabled": true },
            { "key": "e", "value": "" },
            { "key": "k", "value": null },
        ])
    );
    assert_eq!(url["hash"], "part");
    assert_eq!(
        url["variable"],
        json!([{ "key": "stage", "value": "a%2Fb" }, { "key": "petId", "value": "{{id}}" }])
    );
    let (value, _) = exported(tree(vec![item(request("GET", "{{base.url}}/a"))]));
    let url = &value["item"][0]["request"]["url"];
    assert_eq!(
        (&url["host"], &url["path"]),
        (&json!(["{{base.url}}"]), &json!(["a"]))
    );
}

#[test]
fn what_a_folder_gives_stands_in_its_requests() {
    let mut own = request("POST", "https://h/{{stage}}");
    own.http.headers.push(HeaderRow {
        state: RowState::Disabled,
        ..HeaderRow::new("X-Off", "1")
    });
    own.http.body = Body {
        kind: BodyKind::Json,
        text: "{\"id\":\"{{$uuid}}\",\"t\":\"{{team}}\"}".into(),
        ..Body::default()
    };
    let folder = TreeFolder {
        name: "Cats".to_owned(),
        defaults: crate::model::Defaults {
            headers: vec![HeaderRow::new("X-Folder", "{{stage}}")],
            auth: Auth {
                kind: AuthKind::Inherit,
                ..Auth::default()
            },
            variables: vec![Variable::new("stage", "dev")],
            ..crate::model::Defaults::default()
        },
        items: vec![item(own)],
        ..TreeFolder::default()
    };
    let (value, exported) = exported(tree(vec![TreeItem::Folder(Box::new(folder))]));
    let request = &value["item"][0]["item"][0]["request"];
    assert_eq!(
        request["header"],
        json!([{ "key": "X-Off", "value": "1", "disabled": true }, { "key": "X-Folder", "value": "dev" }])
    );
    assert_eq!(request["url"]["raw"], "https://h/dev");
    assert_eq!(
        request["body"]["raw"],
        "{\"id\":\"{{$guid}}\",\"t\":\"{{team}}\"}"
    );
    assert_eq!(request["body"]["options"]["raw"]["language"], "json");
    assert_eq!(
        value["variable"],
        json!([{ "key": "team", "value": "blue", "type": "default" }])
    );
    let words = words(&exported);
    assert!(
        words
            .iter()
            .any(|note| note.starts_with("Cats: Headers of the folder")),
        "{words:?}"
    );
    assert!(
        words
            .iter()
            .any(|note| note.starts_with("Cats: Its variables stand")),
        "{words:?}"
    );
}

#[test]
fn auth_that_is_switched_off_or_not_understood_is_said() {
    let mut off = request("GET", "https://a.example/");
    off.http.auth.kind = AuthKind::None;
    let mut unknown = request("GET", "https://a.example/");
    unknown.http.auth.unknown = Some(UnknownPart::Kind("digest".to_owned()));
    let mut tree = tree(vec![item(off), item(unknown)]);
    tree.defaults.auth = aws("us-east-1", "s3");
    let (value, exported) = exported(tree);
    assert_eq!(value["item"][0]["request"]["auth"], json!({ "type": "noauth" }));
    assert_eq!(value["item"][1]["request"]["auth"], json!({ "type": "digest" }));
    assert!(
        words(&exported).iter().any(|note| note.contains("\"digest\"")),
        "{:?}",
        words(&exported)
    );
}

#[test]
fn postman_does_what_ours_does_with_redirects_and_bodies() {
    let mut with_body = request("GET", "https://a.example/");
    with_body.http.body = Body {
        kind: BodyKind::Form,
        form: vec![FormRow {
            name: "a".to_owned(),
            value: "b".to_owned(),
            ..FormRow::default()
        }],
        ..Body::default()
    };
    let (value, _) = exported(tree(vec![item(with_body)]));
    assert_eq!(
        value["item"][0]["protocolProfileBehavior"],
        json!({ "followRedirects": false, "disableBodyPruning": true })
    );
}

#[test]
fn checks_come_back_from_the_script() {
    let mut checked = request("GET", "https://a.example/");
    checked.http.auth.kind = AuthKind::None;
    checked.assertions = vec![
        Assertion::new("res.status", AssertionOperator::Eq, "200"),
        Assertion::new("res.responseTime", AssertionOperator::Lt, "500"),
        Assertion::new("res.body.pets[0].kind", AssertionOperator::Eq, "cat"),
        Assertion::new("res.status", AssertionOperator::In, "200, 201"),
    ];
    checked.captures = vec![Capture::new("res.body.id", "id")];
    let mut lost = checked.clone();
    lost.assertions = vec![Assertion::new("xpath('//a')", AssertionOperator::Eq, "1")];
    lost.captures.clear();
    let (_, exported) = exported(tree(vec![item(checked.clone()), item(lost)]));
    assert!(
        words(&exported)
            .iter()
            .any(|note| note.contains("The assertion xpath('//a') eq 1")),
        "{:?}",
        words(&exported)
    );
    let source = ImportSource {
        name: "a.json",
        bytes: exported.text.as_bytes(),
    };
    let again = read_import(source).unwrap().collections.remove(0);
    let TreeItem::Request(read) = &again.items[0] else {
        panic!()
    };
    let said = |of: &Request| of.assertions.iter().map(Assertion::words).collect::<Vec<_>>();
    let mut wanted = said(&checked);
    wanted[3] = "res.status in 200,201".to_owned();
    assert_eq!(said(read), wanted);
    assert_eq!(read.captures[0].expression, "res.body.id");
    assert_eq!(read.captures[0].variable, "id");
}
