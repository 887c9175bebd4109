//! Files of Hurl, written after its grammar.

use super::super::reading::{read as import, requests};
use super::super::{ImportFormat, ImportSource, read_import};
use crate::model::{Assertion, AuthKind, BodyKind, PartKind, Redirects};

const FILE: &str = r#"# Log in
POST https://api.example/{{stage}}/login # here
[Options]
location: true
retry: 3
variable: stage=dev
max-time: 10s
[Form]
user: joe
password: {{password}}

HTTP 200
Content-Type: application/json
[Captures]
token: jsonpath "$.access.token"
odd: cookie "a[Secure]"
[Asserts]
jsonpath "$.user.name" == "Joe"
sha256 == hex,00;

# List
# of pets
GET https://api.example/pets
Authorization: Bearer {{token}}
[Query]
q: a b&c
page: {{page}}
[Cookies]
a: 1
b: 2
HTTP *

PUT https://api.example/pets/1
[Options]
aws-sigv4: aws:amz:eu-west-1:execute-api
user: AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
{
  "name": "Rex",
  "list": ["GET https://no.example"]
}
HTTP/1.1 201
{"ok": true}

POST https://api.example/upload
[Multipart]
field: value
image: file,a.png; image/png
HTTP 200

POST https://api.example/graphql
```graphql
query ($a: Int) { b }

variables {
  "a": 1
}
```

POST https://api.example/bytes
hex,00ff;
"#;

#[test]
fn a_file_comes_with_requests_checks_and_captures() {
    let import = import("shop.hurl", FILE);
    assert_eq!(import.format, ImportFormat::Hurl);
    let requests = requests(&import);
    let lines: Vec<(&str, &str, &str)> = requests
        .iter()
        .map(|request| {
            (
                request.info.name.as_str(),
                request.http.method.as_str(),
                request.http.url.as_str(),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("Log in", "POST", "https://api.example/{{stage}}/login"),
            (
                "GET /pets",
                "GET",
                "https://api.example/pets?q=a%20b%26c&page={{page}}"
            ),
            ("PUT /pets/1", "PUT", "https://api.example/pets/1"),
            ("POST /upload", "POST", "https://api.example/upload"),
            ("POST /graphql", "POST", "https://api.example/graphql"),
            ("POST /bytes", "POST", "https://api.example/bytes"),
        ]
    );
    let login = requests[0];
    assert_eq!(login.settings.redirects, Redirects::SameOrigin);
    assert_eq!(login.settings.total_timeout_ms, Some(10_000));
    assert_eq!(login.http.body.form[1].value, "{{password}}");
    let asserted: Vec<String> = login.assertions.iter().map(Assertion::words).collect();
    assert_eq!(
        asserted,
        [
            "res.status eq 200",
            "res.getHeader('content-type') eq application/json",
            "res.body.user.name eq Joe"
        ]
    );
    assert_eq!(login.captures[0].expression, "res.body.access.token");
    assert!(login.docs.contains("odd: cookie") && login.docs.contains("sha256"));
    let pets = requests[1];
    assert_eq!(pets.http.auth.bearer.token.expose_for_editing(), "{{token}}");
    assert_eq!(pets.http.headers[0].value, "a=1; b=2");
    assert!(pets.assertions.is_empty() && pets.docs.contains("of pets"));
    let signed = requests[2];
    assert_eq!(signed.http.auth.kind, AuthKind::AwsSignature);
    assert_eq!(
        (
            signed.http.auth.aws.region.as_str(),
            signed.http.auth.aws.service.as_str()
        ),
        ("eu-west-1", "execute-api")
    );
    assert_eq!(
        signed.http.auth.aws.secret_access_key.expose_for_editing(),
        "{{secret_access_key}}"
    );
    assert_eq!(signed.http.body.kind, BodyKind::Json);
    assert!(signed.docs.contains("{\"ok\": true}"));
    let parts = &requests[3].http.body.parts;
    assert_eq!(
        (
            parts[1].kind,
            parts[1].path.as_str(),
            parts[1].content_type.as_str()
        ),
        (PartKind::File, "a.png", "image/png")
    );
    assert_eq!(requests[4].http.body.graphql.variables, "{\n  \"a\": 1\n}");
    assert!(requests[5].http.body.unknown.is_some());
    let report: Vec<&str> = import.collections[0]
        .report
        .iter()
        .map(|note| note.text.as_str())
        .collect();
    assert!(report.contains(&"Its option retry"), "{report:?}");
}

#[test]
fn it_is_told_by_its_form_too() {
    let text = "GET https://x.example\nHTTP 200\n";
    assert_eq!(import("a.txt", text).format, ImportFormat::Hurl);
}

#[test]
fn hostile_files_are_read_in_one_go() {
    for text in [
        "GET https://x.example\n{".to_owned(),
        "GET https://x.example\n```".to_owned(),
        format!("GET https://x.example\n{}", "# a\n".repeat(100_000)),
        format!("GET https://x.example\nHTTP 200\n{}", "# a\n".repeat(100_000)),
        format!(
            "GET https://x.example\nHTTP 200\n[Asserts]\n{}",
            "\"\n".repeat(100_000)
        ),
        format!("GET https://x.example\n{}", "<a>\n\n".repeat(100_000)),
        format!("GET https://x.example/{}", "{{".repeat(100_000)),
        format!("GET https://x.example\n[Query]\n{}", "a: b\n".repeat(100_000)),
        "\0GET https://x.example\0\rHTTP 200\r".to_owned(),
    ] {
        let source = ImportSource {
            name: "a.hurl",
            bytes: text.as_bytes(),
        };
        read_import(source).ok();
    }
}

#[test]
fn bytes_that_are_text_and_braces_that_are_no_variables_are_sent_as_they_stand() {
    let import = super::super::reading::read(
        "a.hurl",
        "POST https://x.example/1\nhex,7b7b617d7d;\n\nPOST https://x.example/2\nbase64,Zm9v\nYmFy;\n\nPOST https://x.example/3\nhex,00ff;\n\nPOST https://x.example/4\n```json,novariable\n{\"a\": \"{{b}}\"}\n```\n\nPOST https://x.example/5\n`hi {{b}}`\n",
    );
    let requests = super::super::reading::requests(&import);
    let bodies: Vec<(BodyKind, &str)> = requests
        .iter()
        .map(|request| (request.http.body.kind, request.http.body.text.as_str()))
        .collect();
    assert_eq!(
        bodies,
        [
            (BodyKind::Raw, "{{a}}"),
            (BodyKind::Raw, "foobar"),
            (BodyKind::None, ""),
            (BodyKind::Raw, "{\"a\": \"{{b}}\"}\n"),
            (BodyKind::Text, "hi {{b}}"),
        ]
    );
    assert!(requests[2].http.body.unknown.is_some());
    assert_eq!(requests[3].http.headers[0].value, "application/json");
    assert_eq!(
        super::super::reading::report(&import),
        [
            "POST /3|dropped|A body of bytes in hex that are no text is not known here: nothing is sent until another kind is chosen",
            "POST /5|changed|Its body has no content type: it comes as text, with text/plain",
        ]
    );
}
