mod odd;

use crate::formats::import::{CollectionTree, ImportFormat, ImportSource, TreeItem, read_import};
use crate::model::{
    ApiKeyPlacement, AuthKind, BodyKind, CredentialSource, Request, RowState, UnknownPart, VariableValue,
};

fn imported(name: &str, text: &str) -> CollectionTree {
    let mut import = read_import(ImportSource {
        name,
        bytes: text.as_bytes(),
    })
    .unwrap();
    assert_eq!(import.format, ImportFormat::OpenApi);
    import.collections.remove(0)
}

fn requests(items: &[TreeItem]) -> Vec<&Request> {
    items
        .iter()
        .flat_map(|item| match item {
            TreeItem::Folder(folder) => requests(&folder.items),
            TreeItem::Request(request) => vec![&**request],
        })
        .collect()
}

/// As `aws apigateway get-export --export-type oas30 --parameters extensions=apigateway` writes it.
const EXPORT: &str = r##"openapi: "3.0.1"
info:
  title: "PetStore"
  version: "2026-11-20T12:00:00Z"
servers:
- url: "https://abcd123456.execute-api.eu-central-1.amazonaws.com/{basePath}"
  variables:
    basePath:
      default: "/dev"
paths:
  /pets:
    get:
      parameters:
      - name: "type"
        in: "query"
        schema:
          type: "string"
      - name: "page"
        in: "query"
        required: true
        schema:
          type: "integer"
      responses:
        "200":
          description: "200 response"
      security:
      - sigv4: []
      x-amazon-apigateway-integration:
        type: "http"
    post:
      tags: [write]
      requestBody:
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/NewPet"
        required: true
      security:
      - sigv4: []
    options:
      responses: {}
  /pets/{petId}:
    parameters:
    - name: petId
      in: path
      required: true
      schema: {type: integer, example: 7}
    get:
      operationId: onePet
      x-amazon-apigateway-auth: {type: AWS_IAM}
  /{proxy+}:
    x-amazon-apigateway-any-method:
      parameters:
      - {name: proxy, in: path, required: true, schema: {type: string}}
      security:
      - sigv4: []
components:
  schemas:
    NewPet:
      type: object
      properties:
        type: {type: string, enum: [dog, cat]}
        price: {type: number}
        parent: {$ref: "#/components/schemas/NewPet"}
        id: {type: integer, readOnly: true}
  securitySchemes:
    sigv4:
      type: "apiKey"
      name: "Authorization"
      in: "header"
      x-amazon-apigateway-authtype: "awsSigv4"
"##;

#[test]
fn an_export_of_api_gateway_arrives_signed_with_region_and_service() {
    let pets = imported("export.yaml", EXPORT);
    assert_eq!(pets.name, "PetStore");
    let auth = &pets.defaults.auth;
    assert_eq!(
        (auth.kind, auth.aws.source),
        (AuthKind::AwsSignature, CredentialSource::Automatic)
    );
    assert_eq!(
        (auth.aws.region.as_str(), auth.aws.service.as_str()),
        ("eu-central-1", "execute-api")
    );
    let variables: Vec<_> = pets
        .defaults
        .variables
        .iter()
        .map(|variable| (variable.name.as_str(), &variable.value))
        .collect();
    assert_eq!(
        variables,
        [
            (
                "base",
                &VariableValue::Text(
                    "https://abcd123456.execute-api.eu-central-1.amazonaws.com/{{basePath}}".to_owned()
                )
            ),
            ("basePath", &VariableValue::Text("dev".to_owned())),
        ]
    );
    let all = requests(&pets.items);
    let told: Vec<(&str, &str, AuthKind)> = all
        .iter()
        .map(|request| {
            (
                request.http.method.as_str(),
                request.http.url.as_str(),
                request.http.auth.kind,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("GET", "{{base}}/pets?page=0", AuthKind::Inherit),
            ("POST", "{{base}}/pets", AuthKind::Inherit),
            ("OPTIONS", "{{base}}/pets", AuthKind::None),
            ("GET", "{{base}}/pets/{petId}", AuthKind::Inherit),
            ("GET", "{{base}}/{proxy+}", AuthKind::Inherit),
        ]
    );
    assert_eq!(all[0].http.disabled_params[0].name, "type");
    assert_eq!(
        (
            all[3].info.name.as_str(),
            all[3].http.path_values[0].value.as_str()
        ),
        ("onePet", "7")
    );
    assert_eq!(all[4].http.path_values[0].name, "proxy");
    let body: serde_json::Value = serde_json::from_str(&all[1].http.body.text).unwrap();
    assert_eq!((&body["type"], &body["price"]), (&"dog".into(), &0.into()));
    assert!(body["parent"]["parent"].is_object(), "a schema in itself ends");
    assert!(
        body.get("id").is_none(),
        "what the server alone writes is not sent"
    );
    assert!(
        pets.report
            .iter()
            .any(|note| note.text.contains("takes every method"))
    );
    let TreeItem::Folder(write) = &pets.items[1] else {
        panic!("{:?}", pets.items)
    };
    assert_eq!(write.name, "write");
}

#[test]
fn swagger_2_with_forms_bodies_and_other_ways_in() {
    let shop = imported(
        "shop.json",
        r##"{"swagger":"2.0","info":{"title":"Shop"},"host":"api.example.com","basePath":"/v1","schemes":["http","https"],
        "securityDefinitions":{"key":{"type":"apiKey","in":"query","name":"k"},"login":{"type":"basic"},
            "oauth":{"type":"oauth2"},"aws":{"type":"apiKey","name":"Authorization","in":"header","x-amazon-apigateway-authtype":"awsSigv4"}},
        "security":[{"key":[]}],
        "paths":{
          "/a":{"post":{"summary":"A","parameters":[{"in":"body","name":"b","schema":{"$ref":"#/definitions/A"}}]},
                "get":{"summary":"Open","security":[]}},
          "/b":{"post":{"summary":"B","security":[{"oauth":[]},{"login":[]}],"consumes":["multipart/form-data"],"parameters":[
                {"in":"formData","name":"f","type":"file"},{"in":"formData","name":"t","type":"string","default":"x"}]}},
          "/c":{"get":{"summary":"C","security":[{"oauth":[]}]}},
          "/d":{"get":{"summary":"D","security":{"aws":[]},"parameters":[{"$ref":"#/parameters/H"},{"$ref":"other.yml#/x"}]}}},
        "parameters":{"H":{"in":"header","name":"X-H","required":true,"type":"string","default":"1"}},
        "definitions":{"A":{"allOf":[{"properties":{"x":{"type":"boolean"}}},{"type":"object","properties":{"y":{"type":"array","items":{"type":"string","format":"uuid"}}}}]}}}"##,
    );
    let base = &shop.defaults.variables[0];
    assert_eq!(
        base.value,
        VariableValue::Text("https://api.example.com/v1".to_owned())
    );
    let all = requests(&shop.items);
    let by_name = |name: &str| *all.iter().find(|request| request.info.name == name).unwrap();
    let body = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(
        body(&by_name("A").http.body.text),
        serde_json::json!({ "x": true, "y": ["00000000-0000-4000-8000-000000000000"] })
    );
    assert_eq!(by_name("Open").http.auth.kind, AuthKind::None);
    let key = &shop.defaults.auth;
    assert_eq!(
        (key.kind, key.api_key.placement),
        (AuthKind::ApiKey, ApiKeyPlacement::Query)
    );
    assert_eq!(by_name("A").http.auth.kind, AuthKind::Inherit);
    let b = by_name("B");
    assert_eq!(
        (b.http.body.kind, b.http.body.parts.len()),
        (BodyKind::Multipart, 2)
    );
    assert_eq!(b.http.auth.kind, AuthKind::Basic, "the way in that is known here");
    assert_eq!(
        by_name("C").http.auth.unknown,
        Some(UnknownPart::Kind("oauth2".to_owned()))
    );
    let d = by_name("D");
    assert_eq!(
        (d.http.auth.kind, d.http.auth.aws.service.as_str()),
        (AuthKind::AwsSignature, "execute-api")
    );
    assert_eq!(
        (d.http.headers[0].value.as_str(), d.http.headers[0].state),
        ("1", RowState::Enabled)
    );
    for words in ["is not known here", "is not in this file"] {
        assert!(
            shop.report.iter().any(|note| note.text.contains(words)),
            "{words}: {:?}",
            shop.report
        );
    }
}

#[test]
fn references_in_circles_odd_values_and_aliases_end() {
    let odd = imported(
        "odd.json",
        r##"{"openapi":"3.1.0","info":null,"servers":[{"url":"/v2"}],"paths":{"/x":{"$ref":"#/paths/~1x"},"/y":{"get":{"parameters":[
            1,null,{"in":"query","name":"q","required":true,"schema":{"$ref":"#/components/schemas/L"}}],"requestBody":7}}},
            "components":{"schemas":{"L":{"$ref":"#/components/schemas/L"}}}}"##,
    );
    assert_eq!(odd.counts().requests, 1);
    assert_eq!(odd.name, "odd");
    let VariableValue::Text(base) = &odd.defaults.variables[0].value else {
        panic!("a text")
    };
    assert_eq!(
        base, "https://{{host}}/v2",
        "nothing is sent to a host that nobody named"
    );
    let mut bomb = "openapi: 3.0.0\na0: &a0 [x]\n".to_owned();
    for level in 1..40 {
        let below = format!("*a{}", level - 1);
        let line = format!("a{level}: &a{level} [{}]\n", [below.as_str(); 5].join(","));
        bomb.push_str(&line);
    }
    let source = ImportSource {
        name: "bomb.yaml",
        bytes: bomb.as_bytes(),
    };
    assert!(read_import(source).is_err());
}

/// Security of an operation, with an IAM scheme, a key, a login and one that is not known.
fn secured(security: &str) -> (Request, Vec<String>) {
    let api = imported(
        "a.json",
        &format!(
            r#"{{"openapi":"3.0.0","info":{{"title":"t"}},"servers":[{{"url":"https://x"}}],
            "paths":{{"/a":{{"get":{{"summary":"A",{security}}}}}}},
            "security":[{{"key":[]}}],
            "components":{{"securitySchemes":{{"key":{{"type":"apiKey","in":"header","name":"x-api-key"}},
                "q":{{"type":"apiKey","in":"query","name":"k"}},"login":{{"type":"http","scheme":"basic"}},
                "oauth":{{"type":"oauth2"}},"sigv4":{{"type":"apiKey","in":"header","name":"Authorization"}}}}}}}}"#
        ),
    );
    let mut request = requests(&api.items)[0].clone();
    if request.http.auth.kind == AuthKind::Inherit {
        request.http.auth = api.defaults.auth.clone();
    }
    (request, api.report.iter().map(|note| note.text.clone()).collect())
}

#[test]
fn everything_that_one_way_in_needs_comes_and_aws_signature_goes_before_others() {
    let (both, _) = secured(r#""security":[{"key":[],"sigv4":[],"q":[]}]"#);
    assert_eq!(both.http.auth.kind, AuthKind::AwsSignature);
    assert_eq!(
        (
            both.http.headers[0].name.as_str(),
            both.http.headers[0].value.as_str()
        ),
        ("x-api-key", "{{key}}")
    );
    assert_eq!(both.http.url, "{{base}}/a?k={{q}}");
    let (signed, report) = secured(r#""security":[{"key":[]},{"sigv4":[]}]"#);
    assert_eq!(signed.http.auth.kind, AuthKind::AwsSignature);
    assert!(signed.http.headers.is_empty());
    assert!(
        report.contains(&"Other ways in than sigv4: key".to_owned()),
        "{report:?}"
    );
    let (open, _) = secured(r#""x-amazon-apigateway-auth":{"type":"NONE"},"security":[{"key":[]}]"#);
    assert_eq!(
        open.http.auth.kind,
        AuthKind::ApiKey,
        "API Gateway still asks for it"
    );
    let (inherited, _) = secured(r#""security":null"#);
    assert_eq!(inherited.http.auth.kind, AuthKind::ApiKey);
    let (optional, report) = secured(r#""security":[{},{"key":[]}]"#);
    assert_eq!(optional.http.auth.kind, AuthKind::ApiKey);
    assert!(
        report.iter().any(|line| line.contains("none at all")),
        "{report:?}"
    );
}

#[test]
fn a_way_in_with_an_unknown_part_is_unknown_and_has_a_word() {
    for security in [
        r#""security":[{"myIam":[]}]"#,
        r#""security":[{"key":[],"oauth":[]}]"#,
        r#""security":[{"login":[],"sigv4":[]}]"#,
    ] {
        let (request, _) = secured(security);
        assert_eq!(request.http.auth.kind, AuthKind::None, "{security}");
        assert!(
            matches!(request.http.auth.unknown, Some(UnknownPart::Kind(_))),
            "{security}"
        );
    }
}

#[test]
fn urls_hold_what_the_description_says() {
    let api = imported(
        "a.json",
        r#"{"openapi":"3.0.0","info":{"title":"t"},"servers":[{"url":"api.my.co/v1"}],"paths":{
            "/#Action=List":{"get":{"summary":"List"}},
            "/q":{"get":{"summary":"Q","parameters":[{"name":"a","in":"query","required":true,"example":"a&b #f00"},
                {"name":"Authorization","in":"header","example":"x"}]}},
            "/own":{"servers":[{"url":"https://{r}.other.co/","variables":{"r":{"default":"eu"}}}],"get":{"summary":"Own"}}}}"#,
    );
    assert_eq!(
        api.defaults.variables[0].value,
        VariableValue::Text("https://api.my.co/v1".to_owned())
    );
    let urls: Vec<&str> = requests(&api.items)
        .iter()
        .map(|request| request.http.url.as_str())
        .collect();
    assert_eq!(
        urls,
        [
            "{{base}}/?Action=List",
            "{{base}}/q?a=a%26b%20%23f00",
            "https://eu.other.co/own"
        ]
    );
    for words in ["server of its own", "header Authorization", "behind #"] {
        assert!(api.report.iter().any(|note| note.text.contains(words)), "{words}");
    }
}

#[test]
fn a_body_that_a_path_has_for_all_its_operations_comes() {
    let api = imported(
        "a.json",
        r#"{"swagger":"2.0","info":{"title":"t"},"host":"x","paths":{"/a":{
            "parameters":[{"in":"body","name":"b","schema":{"properties":{"x":{"type":"boolean"}}}}],"post":{"summary":"A"}}}}"#,
    );
    let body = &requests(&api.items)[0].http.body;
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&body.text).unwrap(),
        serde_json::json!({ "x": true })
    );
}

/// As people wrote them, in JSON and in YAML, examples and properties alike.
#[test]
fn members_come_in_the_order_in_which_they_are_described() {
    for (content, expected) in [
        (
            r#""example":{"zip":"1","name":{"last":"x","first":"y"}}"#,
            ["zip", "name", "last", "first"],
        ),
        (
            r#""schema":{"type":"object","properties":{"zip":{},"name":{},"last":{},"first":{}}}"#,
            ["zip", "name", "last", "first"],
        ),
    ] {
        for (name, head) in [("a.json", ""), ("a.yaml", "# YAML\n")] {
            let text = format!(
                r#"{head}{{"openapi":"3.0.0","info":{{"title":"t"}},"servers":[{{"url":"https://x"}}],"paths":{{
                "/z":{{"post":{{"requestBody":{{"content":{{"application/json":{{{content}}}}}}}}}}},"/a":{{"get":{{}}}}}}}}"#
            );
            let api = imported(name, &text);
            let all = requests(&api.items);
            assert!(all[1].http.url.ends_with("/a"), "{name}");
            let body = all[0].http.body.text.to_string();
            let places = expected.map(|member| body.find(&format!("\"{member}\"")));
            assert!(places.is_sorted() && places[0].is_some(), "{name}: {body}");
        }
    }
}

#[test]
fn samples_stay_small_however_large_the_examples_are() {
    let big = "x".repeat(1 << 20);
    let members: Vec<String> = (0..50)
        .map(|number| format!(r##""m{number}":{{"$ref":"#/components/schemas/Big"}}"##))
        .collect();
    let api = imported(
        "a.json",
        &format!(
            r#"{{"openapi":"3.0.0","info":{{"title":"t"}},"servers":[{{"url":"https://x"}}],"paths":{{"/a":{{"post":{{"requestBody":{{"content":
            {{"application/json":{{"schema":{{"type":"object","properties":{{{}}}}}}}}}}}}}}}}},
            "components":{{"schemas":{{"Big":{{"example":"{big}"}}}}}}}}"#,
            members.join(",")
        ),
    );
    assert!(requests(&api.items)[0].http.body.text.len() < 64 << 10);
}

#[test]
fn an_address_without_a_scheme_is_a_host_where_it_looks_like_one() {
    for (url, base) in [
        ("v1.2/x", "https://{{host}}/v1.2/x"),
        ("localhost:8080/x", "https://localhost:8080/x"),
        ("//x.co", "https://x.co"),
        ("", "https://{{host}}"),
    ] {
        let text = format!(
            r#"{{"openapi":"3.0.0","info":{{"title":"t"}},"servers":[{{"url":"{url}"}}],"paths":{{"/a":{{"get":{{}}}}}}}}"#
        );
        let found = imported("a.json", &text).defaults.variables[0].value.clone();
        assert_eq!(found, VariableValue::Text(base.to_owned()), "{url}");
    }
}
