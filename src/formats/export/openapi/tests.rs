use serde_json::{Value, json};

use super::super::{ExportFormat, ExportSource, Exported, export};
use crate::formats::collection_tree::{CollectionTree, TreeFolder, TreeItem};
use crate::model::{
    ApiKeyPlacement, Assertion, AssertionOperator, AuthKind, Body, BodyKind, Environment, HeaderRow,
    PathValue, Request, Secret, Variable,
};

fn request(name: &str, method: &str, url: &str) -> Request {
    let mut request = Request::default();
    name.clone_into(&mut request.info.name);
    method.clone_into(&mut request.http.method);
    url.clone_into(&mut request.http.url);
    request
}

fn item(request: Request) -> TreeItem {
    TreeItem::Request(Box::new(request))
}

fn exported(tree: CollectionTree) -> (Value, Exported) {
    let source = ExportSource {
        tree,
        globals: Vec::new(),
        environment: None,
    };
    let exported = export(source, ExportFormat::OpenApi);
    (serde_json::from_str(&exported.text).unwrap(), exported)
}

fn words(exported: &Exported) -> Vec<String> {
    exported
        .report
        .iter()
        .map(|note| format!("{}: {}", note.place, note.text))
        .collect()
}

#[test]
fn a_signed_request_has_the_scheme_that_api_gateway_knows() {
    let mut signed = request(
        "List pets",
        "GET",
        "https://abcde12345.execute-api.eu-west-1.amazonaws.com/dev/pets",
    );
    signed.http.auth.kind = AuthKind::AwsSignature;
    signed.http.auth.aws.secret_access_key = Secret::new("CANARY");
    signed.assertions = vec![Assertion::new("res.status", AssertionOperator::Eq, "200")];
    let mut open = request(
        "Open",
        "POST",
        "https://abcde12345.execute-api.eu-west-1.amazonaws.com/dev/pets",
    );
    open.http.auth.kind = AuthKind::None;
    let (value, exported) = exported(CollectionTree {
        name: "Pets".to_owned(),
        items: vec![item(signed), item(open)],
        ..CollectionTree::default()
    });
    assert!(!exported.text.contains("CANARY"));
    assert_eq!(value["openapi"], "3.0.3");
    assert_eq!(
        value["servers"],
        json!([{ "url": "https://abcde12345.execute-api.eu-west-1.amazonaws.com" }])
    );
    assert_eq!(
        value["components"]["securitySchemes"],
        json!({ "sigv4": {
            "type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4",
        } })
    );
    let get = &value["paths"]["/dev/pets"]["get"];
    assert_eq!(get["security"], json!([{ "sigv4": [] }]));
    assert_eq!(get["summary"], "List pets");
    assert_eq!(get["operationId"], "listPets");
    assert_eq!(
        get["responses"],
        json!({ "200": { "description": "As expected" } })
    );
    assert_eq!(value["paths"]["/dev/pets"]["post"]["security"], json!([]));
}

#[test]
fn variables_become_servers_parameters_and_examples() {
    let mut one = request(
        "One",
        "PUT",
        "{{base}}/pets/:petId/{{kind}}?q=a%20b&tag=1&tag=2&t={{token}}",
    );
    one.http.path_values = vec![PathValue {
        name: "petId".to_owned(),
        value: "7".to_owned(),
        ..PathValue::default()
    }];
    one.http.headers = vec![
        HeaderRow::new("X-Team", "{{team}}"),
        HeaderRow::new("Accept", "text/csv"),
        HeaderRow::new("content-type", "application/vnd.pet+json"),
    ];
    one.http.body = Body {
        kind: BodyKind::Json,
        text: "{\"a\": [1]}".into(),
        ..Body::default()
    };
    one.http.auth.kind = AuthKind::ApiKey;
    one.http.auth.api_key.placement = ApiKeyPlacement::Header;
    let environment = |name: &str, base: &str| Environment {
        name: name.to_owned(),
        variables: vec![Variable::new("base", base), Variable::secret("token")],
        ..Environment::default()
    };
    let folder = TreeFolder {
        name: "Cats".to_owned(),
        docs: "About cats".into(),
        items: vec![item(one)],
        ..TreeFolder::default()
    };
    let (value, exported) = exported(CollectionTree {
        name: "Pets".to_owned(),
        defaults: crate::model::Defaults {
            variables: vec![Variable::new("kind", "cat"), Variable::new("team", "a")],
            ..crate::model::Defaults::default()
        },
        items: vec![TreeItem::Folder(Box::new(folder))],
        environments: vec![
            environment("dev", "https://dev.example/v1/"),
            environment("prod", "https://example/v1"),
        ],
        ..CollectionTree::default()
    });
    assert_eq!(
        value["servers"],
        json!([
            { "url": "https://dev.example/v1", "description": "dev" },
            { "url": "https://example/v1", "description": "prod" },
        ])
    );
    assert_eq!(
        value["tags"],
        json!([{ "name": "Cats", "description": "About cats" }])
    );
    let put = &value["paths"]["/pets/{petId}/{kind}"]["put"];
    let string = json!({ "type": "string" });
    assert_eq!(
        put["parameters"],
        json!([
            { "name": "petId", "in": "path", "required": true, "schema": string, "example": "7" },
            { "name": "kind", "in": "path", "required": true, "schema": string, "example": "cat" },
            { "name": "q", "in": "query", "schema": string, "example": "a b" },
            { "name": "tag", "in": "query", "schema": { "type": "array", "items": string }, "example": ["1", "2"] },
            { "name": "t", "in": "query", "schema": string },
            { "name": "X-Team", "in": "header", "schema": string, "example": "a" },
        ])
    );
    assert_eq!(
        put["requestBody"],
        json!({ "content": { "application/vnd.pet+json": { "schema": {}, "example": { "a": [1] } } } })
    );
    assert_eq!(put["security"], json!([{ "api_key": [] }]));
    assert!(
        words(&exported)
            .iter()
            .any(|note| note.contains("The header Accept")),
        "{:?}",
        words(&exported)
    );
}

#[test]
fn what_openapi_can_not_hold_is_said_and_nothing_is_written_over() {
    let (value, exported) = exported(CollectionTree {
        name: "Pets".to_owned(),
        items: vec![
            item(request("One", "GET", "https://a.example/pets/{id}")),
            item(request("Two", "GET", "https://a.example/pets/:other")),
            item(request("List", "LIST", "https://a.example/pets")),
            item(request("Elsewhere", "GET", "https://b.example")),
        ],
        ..CollectionTree::default()
    });
    assert_eq!(exported.requests, 2);
    assert_eq!(value["paths"].as_object().unwrap().len(), 2);
    assert_eq!(
        value["paths"]["/"]["get"]["servers"],
        json!([{ "url": "https://b.example" }])
    );
    let words = words(&exported);
    assert!(
        words
            .iter()
            .any(|note| note.starts_with("Two: Another request has the operation GET /pets/{id}")),
        "{words:?}"
    );
    assert!(
        words
            .iter()
            .any(|note| note.starts_with("List: OpenAPI has no operation")),
        "{words:?}"
    );
}
