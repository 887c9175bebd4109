//! Files of requests, written after the documentation of the programs that read them.

use super::super::reading::{read as import, report, requests};
use super::super::{ImportFormat, ImportSource, TransferOutcome, read_import};
use crate::model::{Assertion, AuthKind, BodyKind, Redirects, VariableValue};

const FILE: &str = "// Calls of the shop\r
@host = https://api.example\r
@token = {{$processEnv API_TOKEN}}\r
\r
### Log in\r
# @name login\r
# @no-redirect\r
// Gets a token\r
POST {{host}}/login HTTP/1.1\r
Content-Type: application/x-www-form-urlencoded\r
\r
user=joe\r
&pass={{password}}\r
\r
> {%\r
  client.test(\"ok\", function() { client.assert(response.status === 200, \"x\"); });\r
%}\r
\r
###\r
GET {{host}}/pets\r
    ?limit=10\r
    &after={{$timestamp}}\r
Authorization: Bearer {{login.response.body.$.access.token}}\r
X-Id: {{$guid}} {{$randomInt 1 5}}\r
\r
### Sign it\r
PUT {{host}}/pets/1\r
Authorization: AWS AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY region:eu-west-1 service:execute-api\r
Content-Type: application/json\r
\r
{\r
  \"name\": \"Rex\"\r
}\r
> {% client.global.set(\"a\", compute()) %}\r
<> ./old.200.json\r
### File\r
POST https://x.example/upload\r
Content-Type: image/png\r
\r
< ./a.png\r
### Graph\r
POST https://x.example/graphql\r
X-REQUEST-TYPE: GraphQL\r
\r
query { a }\r
\r
{ \"b\": 1 }\r
### Socket\r
WEBSOCKET wss://x.example\r
###\r
/pets\r
Host: x.example:443\r
###\r
curl -X DELETE https://x.example/a -H 'x-y: z'\r
\r
# About what follows\r
### Nothing\r
";

#[test]
fn a_file_comes_with_all_that_it_says() {
    let import = import("shop.http", FILE);
    assert_eq!(import.format, ImportFormat::HttpFile);
    let collection = &import.collections[0];
    assert_eq!(collection.name, "shop");
    assert_eq!(collection.docs, "Calls of the shop");
    assert_eq!(
        collection.defaults.variables[0].value,
        VariableValue::Text("https://api.example".to_owned())
    );
    assert_eq!(
        collection.defaults.variables[1].value,
        VariableValue::Text("{{process.env.API_TOKEN}}".to_owned())
    );
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
            ("Log in", "POST", "{{host}}/login"),
            ("GET /pets", "GET", "{{host}}/pets?limit=10&after={{$timestamp}}"),
            ("Sign it", "PUT", "{{host}}/pets/1"),
            ("File", "POST", "https://x.example/upload"),
            ("Graph", "POST", "https://x.example/graphql"),
            ("GET /pets", "GET", "https://x.example:443/pets"),
            ("DELETE /a", "DELETE", "https://x.example/a"),
        ]
    );
    let login = requests[0];
    assert_eq!(login.http.body.kind, BodyKind::Form);
    assert_eq!(login.http.body.form[1].value, "{{password}}");
    assert_eq!(login.settings.redirects, Redirects::Stop);
    assert_eq!(login.docs, "Gets a token");
    let asserted: Vec<String> = login.assertions.iter().map(Assertion::words).collect();
    assert_eq!(asserted, ["res.status eq 200"]);
    assert_eq!(login.captures[0].expression, "res.body.access.token");
    assert_eq!(login.captures[0].variable, "login_access_token");
    let pets = requests[1];
    assert_eq!(
        pets.http.auth.bearer.token.expose_for_editing(),
        "{{login_access_token}}"
    );
    assert_eq!(pets.http.headers[0].value, "{{$guid}} {{$randomInt}}");
    let signed = requests[2];
    assert_eq!(signed.http.auth.kind, AuthKind::AwsSignature);
    assert_eq!(signed.http.auth.aws.region, "eu-west-1");
    assert_eq!(
        signed.http.auth.aws.secret_access_key.expose_for_editing(),
        "{{secret_access_key}}"
    );
    assert_eq!(signed.http.body.text, "{\n  \"name\": \"Rex\"\n}");
    assert!(signed.docs.contains("compute()") && signed.docs.contains("old.200.json"));
    assert_eq!(requests[3].http.body.file.path, "./a.png");
    assert_eq!(requests[4].http.body.graphql.variables, "{ \"b\": 1 }");
    assert!(requests[4].http.headers.is_empty());
    assert_eq!(requests[6].http.headers[0].value, "z");
    assert_eq!(requests[6].http.body.kind, BodyKind::None);
    let report = report(&import);
    for line in [
        "Log in|changed|Its script became 1 assertion and 0 captures",
        "Log in|changed|Other requests name its response: the capture login_access_token takes res.body.access.token",
        "Sign it|kept|Its script after the response is kept as text in the note, and is not run",
        "Socket|dropped|It is a request by WEBSOCKET, which is not sent here",
        "Nothing|dropped|A block without a request",
    ] {
        assert!(report.iter().any(|found| found == line), "{line} in {report:#?}");
    }
}

#[test]
fn it_is_told_by_its_form_too() {
    let text = "### a\nGET https://x.example\n";
    assert_eq!(import("requests.txt", text).format, ImportFormat::HttpFile);
    for text in ["GET https://x.example\n", "### a\n", "# A\n\n### B\n\nText.\n"] {
        let source = ImportSource {
            name: "a.txt",
            bytes: text.as_bytes(),
        };
        assert!(read_import(source).is_err(), "{text}");
    }
}

#[test]
fn private_environments_are_secret() {
    let text = r#"{"dev":{"host":"https://dev","n":1,"Security":{"Auth":{}}},"prod":{"key":"s3cr3t-value"}}"#;
    let open = import("a/http-client.env.json", text);
    assert_eq!(open.format, ImportFormat::HttpClientEnvironments);
    let environments = &open.collections[0].environments;
    assert_eq!((environments.len(), environments[0].variables.len()), (2, 2));
    assert_eq!(open.collections[0].report[0].outcome, TransferOutcome::Dropped);
    let private = import("http-client.private.env.json", text);
    let collection = &private.collections[0];
    assert!(
        collection
            .environments
            .iter()
            .flat_map(|environment| &environment.variables)
            .all(|variable| variable.value == VariableValue::Secret)
    );
    assert_eq!(collection.secrets.len(), 3);
}

#[test]
fn hostile_files_are_read_in_one_go() {
    for text in [
        "###\n".repeat(100_000),
        format!("GET https://x.example\n\n> {{%\n{}", "a\n".repeat(100_000)),
        format!("GET https://x.example/{}\n", "{{".repeat(100_000)),
        format!("GET https://x.example\n\n{}", "--b\n".repeat(100_000)),
        format!("@a = {}\nGET https://x.example", "{{b}}".repeat(50_000)),
        "GET https://x.example\rA: b\r\rbody".to_owned(),
        "\0\u{feff}###\0\nGET https://x.example\0".to_owned(),
    ] {
        let source = ImportSource {
            name: "a.http",
            bytes: text.as_bytes(),
        };
        read_import(source).ok();
    }
    let import = import("a.http", "GET https://x.example\rA: b\r\rbody");
    assert_eq!(requests(&import)[0].http.body.text, "body");
}

#[test]
fn lines_of_an_address_and_of_other_files_are_told_from_headers() {
    let import = import(
        "a.http",
        "import ./other.http\nrun #login\n###\nGET https://x.example/very/\n    long/\n    path\n    ?a=1\nX-A: b\n  X-B: c d\n### two\nPOST https://x.example/\n\nhello\n",
    );
    let requests = requests(&import);
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].http.url, "https://x.example/very/long/path?a=1");
    let rows: Vec<&str> = requests[0]
        .http
        .headers
        .iter()
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(rows, ["X-A", "X-B"]);
    assert_eq!(
        report(&import),
        [
            "|dropped|import ./other.http: requests of other files are not run, import them too",
            "|dropped|run #login: requests of other files are not run, import them too",
            "two|changed|Its body has no content type: it comes as text, with text/plain",
        ]
    );
}

#[test]
fn a_signature_that_was_made_before_is_said() {
    for (name, text) in [
        (
            "a.http",
            "GET https://x.example/\nAuthorization: AWS4-HMAC-SHA256 Credential=x\n",
        ),
        (
            "a.hurl",
            "GET https://x.example/\nAuthorization: AWS4-HMAC-SHA256 Credential=x\n",
        ),
    ] {
        let report = report(&import(name, text));
        assert!(
            report.iter().any(|line| line.contains("is signed already")),
            "{report:#?}"
        );
    }
}
