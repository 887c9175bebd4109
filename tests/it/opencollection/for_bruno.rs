//! Files for Bruno to judge, in a process of its own: `tests/foreign/bruno.py`.

use std::fs;
use std::path::{Path, PathBuf};

use countersign::model::{
    ApiKeyPlacement, Assertion, AssertionOperator, Auth, AuthKind, AwsAuth, Body, BodyKind, CredentialSource,
    Defaults, Environment, FormRow, GraphQl, HeaderRow, PartKind, PartRow, PathValue, Request, RowState,
    Secret, Variable, VariableValue, is_of_opencollection,
};
use countersign::store::opencollection::{
    FolderFile, RootFile, WrittenFile, as_saved, read_environment, read_request, same_content,
    write_environment, write_folder, write_request, write_root,
};
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::generated;
use crate::child;

/// What the script asks for.
#[derive(serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
enum Told {
    /// Writes a collection that Bruno runs.
    Collection {
        folder: PathBuf,
        demo: String,
        echo: String,
    },
    /// Writes files by chance, and beside each what Bruno has to read in it.
    Write { folder: PathBuf },
    /// Reads those files again after Bruno saved them, with the files beside them as they were.
    ReadAgain { folder: PathBuf, saved: PathBuf },
}

#[test]
fn files_in_a_process_of_its_own() {
    let Some(told) = child::argument() else { return };
    let answer = match serde_json::from_str(&told).unwrap() {
        Told::Collection { folder, demo, echo } => collection(&folder, &demo, &echo),
        Told::Write { folder } => write(&folder),
        Told::ReadAgain { folder, saved } => read_again(&folder, &saved),
    };
    println!("\nANSWER {answer}");
}

fn put(folder: &Path, name: &str, file: &WrittenFile) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    put_text(&path, &file.yaml);
    if let Some(side) = &file.side {
        put_text(&path.with_extension("countersign.toml"), side);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test: nobody reads it while it is written"
)]
fn put_text(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

/// Signed with the keys of collection, folder or request; all kinds of bodies; and sources that Bruno has not.
fn collection(folder: &Path, demo: &str, echo: &str) -> Value {
    let keys = |access_key_id: &str, secret: &str| AwsAuth {
        access_key_id: access_key_id.to_owned(),
        secret_access_key: Secret::new(secret),
        region: "{{region}}".to_owned(),
        service: "execute-api".to_owned(),
        ..AwsAuth::default()
    };
    let root = RootFile {
        name: "For Bruno".to_owned(),
        defaults: Defaults {
            headers: vec![HeaderRow::new("X-Collection", "{{team}}")],
            auth: signed(keys("{{accessKeyId}}", "{{secretAccessKey}}")),
            variables: vec![Variable::new("team", "a"), Variable::new("stage", "wrong")],
            ..Defaults::default()
        },
        docs: "# For Bruno\n".into(),
        ..RootFile::default()
    };
    put(folder, "opencollection.yml", &write_root(&root, None).unwrap());
    let cats = FolderFile {
        name: "Cats".to_owned(),
        defaults: Defaults {
            headers: vec![HeaderRow::new("X-Folder", "cats")],
            auth: signed(keys("{{accessKeyId}}", "{{folderSecret}}")),
            variables: vec![Variable::new("stage", "dev")],
            ..Defaults::default()
        },
        ..FolderFile::default()
    };
    put(folder, "cats/folder.yml", &write_folder(&cats, None).unwrap());
    let environment = Environment {
        name: "local".to_owned(),
        variables: vec![
            Variable::new("demo", demo),
            Variable::new("echo", echo),
            Variable::new("region", "us-east-1"),
            Variable::new("accessKeyId", "AKIAIOSFODNN7EXAMPLE"),
            Variable::secret("secretAccessKey"),
            Variable::secret("folderSecret"),
        ],
        ..Environment::default()
    };
    put(
        folder,
        "environments/local.yml",
        &write_environment(&environment, None).unwrap(),
    );
    let mut names = Vec::new();
    for (name, request) in demo_requests()
        .into_iter()
        .chain(echo_requests())
        .chain(sources())
    {
        let mut request = request;
        name.clone_into(&mut request.info.name);
        put(
            folder,
            &format!("{name}.yml"),
            &write_request(&request, None).unwrap(),
        );
        names.push(name);
    }
    put_text(&folder.join("upload.bin"), "bytes of a file\r\n");
    json!({ "names": names })
}

fn signed(aws: AwsAuth) -> Auth {
    Auth {
        kind: AuthKind::AwsSignature,
        aws,
        ..Auth::default()
    }
}

fn request(method: &str, url: &str) -> Request {
    let mut request = Request::default();
    method.clone_into(&mut request.http.method);
    url.clone_into(&mut request.http.url);
    request.http.auth.kind = AuthKind::Inherit;
    request
}

/// Those whose signature the demo server checks.
fn demo_requests() -> Vec<(&'static str, Request)> {
    let mut list = request("GET", "{{demo}}/dev/pets?type=cat&limit=2");
    list.http.headers.push(HeaderRow {
        state: RowState::Disabled,
        ..HeaderRow::new("X-Off", "never")
    });
    let mut one = request("GET", "{{demo}}/{{stage}}/pets/:petId");
    one.http.path_values.push(PathValue {
        name: "petId".to_owned(),
        value: "2".to_owned(),
        ..PathValue::default()
    });
    let mut create = request("POST", "{{demo}}/{{stage}}/pets");
    create.variables.push(Variable::new("kind", "cat"));
    create.http.body = Body {
        kind: BodyKind::Json,
        text: "{\n  \"type\": \"{{kind}}\",\n  \"name\": \"Ünal\",\n  \"price\": 1.5\n}".into(),
        ..Body::default()
    };
    vec![("cats/one", one), ("cats/create", create), ("list", list)]
}

/// Those whose bytes an echo tells, signed too.
fn echo_requests() -> Vec<(&'static str, Request)> {
    let body = |kind, text: &str| {
        let mut request = request("POST", "{{echo}}/body/a%20b?q=a%2Fb&e=&k#part");
        request.http.body.kind = kind;
        request.http.body.text = text.into();
        request
    };
    let mut form = body(BodyKind::Form, "");
    form.http.body.form = vec![
        FormRow {
            name: "a b".to_owned(),
            value: "1&2".to_owned(),
            ..FormRow::default()
        },
        FormRow {
            name: "off".to_owned(),
            state: RowState::Disabled,
            ..FormRow::default()
        },
    ];
    let mut multipart = body(BodyKind::Multipart, "");
    // Bruno can not sign this kind, and fails.
    multipart.http.auth.kind = AuthKind::None;
    let part = |name: &str, kind, text: &str, path: &str| PartRow {
        name: name.to_owned(),
        kind,
        text: text.to_owned(),
        path: path.to_owned(),
        ..PartRow::default()
    };
    multipart.http.body.parts = vec![
        part("note", PartKind::Text, "two\nlines", ""),
        part("file", PartKind::File, "", "upload.bin"),
    ];
    let mut file = body(BodyKind::File, "");
    "upload.bin".clone_into(&mut file.http.body.file.path);
    "application/octet-stream".clone_into(&mut file.http.body.file.content_type);
    let mut graphql = body(BodyKind::GraphQl, "");
    graphql.http.body.graphql = GraphQl {
        query: "query One {\n  pet { name }\n}\n".into(),
        variables: "{\"a\": 1}".into(),
        operation_name: String::new(),
    };
    let mut key = request("GET", "{{echo}}/key");
    key.http.auth.kind = AuthKind::ApiKey;
    key.http.auth.api_key.value = Secret::new("{{secretAccessKey}}");
    let mut basic = request("GET", "{{echo}}/basic");
    basic.http.auth.kind = AuthKind::Basic;
    "ana".clone_into(&mut basic.http.auth.basic.username);
    basic.http.auth.basic.password = Secret::new("{{secretAccessKey}}");
    let mut none = request("GET", "{{echo}}/none");
    none.http.auth.kind = AuthKind::None;
    vec![
        // Without a line end, which Bruno trims away.
        ("json", body(BodyKind::Json, "{\r\n  \"a\": [1, 2]\r\n}")),
        ("xml", body(BodyKind::Xml, "<a>\n  <b/>\n</a>\n")),
        ("text", body(BodyKind::Text, "line 1\nline 2\n\n")),
        ("form", form),
        ("multipart", multipart),
        ("file", file),
        ("graphql", graphql),
        ("key", key),
        ("basic", basic),
        ("none", none),
    ]
}

/// Credentials from elsewhere.
fn sources() -> Vec<(&'static str, Request)> {
    let source = |name: &'static str, url: &str, source, profile: &str| {
        let mut request = request("GET", url);
        request.http.auth = signed(AwsAuth {
            source,
            profile: profile.to_owned(),
            region: "us-east-1".to_owned(),
            service: "execute-api".to_owned(),
            ..AwsAuth::default()
        });
        (name, request)
    };
    let pets = "{{demo}}/dev/pets";
    vec![
        source("source-environment", pets, CredentialSource::Environment, ""),
        source("source-automatic", pets, CredentialSource::Automatic, ""),
        source("source-profile", pets, CredentialSource::Profile, "demo"),
        source(
            "source-profile-of-environment",
            pets,
            CredentialSource::Profile,
            "",
        ),
        source(
            "source-no-profile",
            "{{echo}}/no-profile",
            CredentialSource::Profile,
            "missing",
        ),
        source(
            "source-typed-empty",
            "{{echo}}/guarded",
            CredentialSource::Typed,
            "",
        ),
        source(
            "source-identity-center",
            "{{echo}}/guarded",
            CredentialSource::IdentityCenter,
            "",
        ),
        source(
            "source-container",
            "{{echo}}/guarded",
            CredentialSource::Container,
            "",
        ),
        source(
            "source-instance",
            "{{echo}}/guarded",
            CredentialSource::Instance,
            "",
        ),
    ]
}

const COUNT: usize = 400;

/// The same at every run.
fn by_chance<T>(strategy: &impl Strategy<Value = T>) -> Vec<T> {
    let mut runner = TestRunner::deterministic();
    (0..COUNT)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

/// Requests, of which every second is saved over the one before it, and environments.
fn write(folder: &Path) -> Value {
    let mut expected = Vec::new();
    let requests = by_chance(&generated::request());
    let mut before: Option<WrittenFile> = None;
    for (at, request) in requests.iter().enumerate() {
        let old = before.take().filter(|_| at % 2 == 1);
        let old = old
            .as_ref()
            .map(|file| (file.yaml.as_str(), file.side.as_deref()));
        let file = write_request(request, old).unwrap();
        let name = format!("request-{at:03}.yml");
        put(folder, &name, &file);
        expected.push(json!({ "file": name, "request": in_bruno(&as_saved(request)) }));
        before = Some(file);
    }
    for (at, environment) in by_chance(&generated::environment()).iter().enumerate() {
        let name = format!("environment-{at:03}.yml");
        put(folder, &name, &write_environment(environment, None).unwrap());
        let variables = rows_in_bruno(&environment.variables);
        expected.push(
            json!({ "file": name, "environment": { "name": environment.name, "variables": variables } }),
        );
    }
    put_text(&folder.join("expected.json"), &Value::from(expected).to_string());
    json!({ "written": COUNT * 2 })
}

/// A request in the words of Bruno's own reader.
fn in_bruno(request: &Request) -> Value {
    let http = &request.http;
    let headers: Vec<Value> = http
        .headers
        .iter()
        .map(|row| json!([row.name, row.value, row.state == RowState::Enabled]))
        .collect();
    let body = &http.body;
    let body = match body.kind {
        BodyKind::None => json!({ "mode": "none" }),
        BodyKind::Json => json!({ "mode": "json", "text": body.text }),
        BodyKind::Xml => json!({ "mode": "xml", "text": body.text }),
        BodyKind::Text | BodyKind::Raw => json!({ "mode": "text", "text": body.text }),
        BodyKind::GraphQl => {
            json!({ "mode": "graphql", "text": body.graphql.query, "variables": body.graphql.variables })
        }
        BodyKind::File => {
            json!({ "mode": "file", "rows": [[body.file.path, body.file.content_type, true]] })
        }
        BodyKind::Form => {
            let rows = body.form.iter();
            let rows: Vec<Value> = rows
                .map(|row| json!([row.name, row.value, row.state == RowState::Enabled]))
                .collect();
            json!({ "mode": "formUrlEncoded", "rows": rows })
        }
        BodyKind::Multipart => {
            let rows = body.parts.iter().map(|part| {
                let value = match part.kind {
                    PartKind::Text => json!(part.text),
                    PartKind::File => json!([part.path]),
                };
                json!([
                    part.name,
                    value,
                    part.content_type,
                    part.state == RowState::Enabled
                ])
            });
            json!({ "mode": "multipartForm", "rows": rows.collect::<Vec<Value>>() })
        }
    };
    json!({
        "name": request.info.name,
        "method": http.method,
        "url": http.url,
        "headers": headers,
        "body": body,
        "auth": auth_in_bruno(&http.auth),
        "variables": rows_in_bruno(&request.variables),
        "docs": request.docs,
        "encodeUrl": false,
        "followRedirects": request.settings.redirects != countersign::model::Redirects::Stop,
        "timeout": request.settings.total_timeout_ms.unwrap_or(0),
    })
}

fn rows_in_bruno(variables: &[Variable]) -> Vec<Value> {
    let rows = variables.iter().map(|variable| {
        let value = match &variable.value {
            VariableValue::Text(text) => text.as_str(),
            VariableValue::Secret => "",
        };
        json!([variable.name, value, variable.state == RowState::Enabled])
    });
    rows.collect()
}

fn auth_in_bruno(auth: &Auth) -> Value {
    let secret = |secret: &Secret| {
        secret
            .reference()
            .map_or_else(String::new, |name| format!("{{{{{name}}}}}"))
    };
    match auth.kind {
        AuthKind::None => json!({ "mode": "none" }),
        AuthKind::Inherit => json!({ "mode": "inherit" }),
        AuthKind::Basic => {
            json!({ "mode": "basic", "texts": [auth.basic.username, secret(&auth.basic.password)] })
        }
        AuthKind::Bearer => json!({ "mode": "bearer", "texts": [secret(&auth.bearer.token)] }),
        AuthKind::ApiKey => {
            let placement = match auth.api_key.placement {
                ApiKeyPlacement::Header => "header",
                ApiKeyPlacement::Query => "queryparams",
            };
            json!({ "mode": "apikey", "texts": [auth.api_key.key, secret(&auth.api_key.value), placement] })
        }
        AuthKind::AwsSignature => {
            json!({ "mode": "awsv4", "texts": [auth.aws.region, auth.aws.service] })
        }
    }
}

/// Bruno has operator and value in one text, whose first word is the operator where it is one that it knows.
fn operator_as_bruno_keeps(assertion: &Assertion, is_white: fn(char) -> bool) -> (AssertionOperator, String) {
    let operator = assertion.operator.as_str();
    let text = match assertion.value.as_str() {
        "" => operator.to_owned(),
        value => format!("{operator} {value}"),
    };
    let trimmed = text.trim_matches(is_white);
    let (word, rest) = trimmed.split_once(' ').unwrap_or((trimmed, ""));
    match AssertionOperator::from(word.to_owned()) {
        AssertionOperator::Other(_) => (AssertionOperator::Eq, text),
        known if known.takes_value() => (known, rest.to_owned()),
        known => (known, String::new()),
    }
}

/// What Bruno has no way to keep: blank texts of some fields, and whether a parameter that is off has a `=`.
fn as_bruno_keeps(request: &Request) -> Request {
    let mut kept = as_saved(request);
    // As JavaScript trims: https://tc39.es/ecma262/#prod-WhiteSpace
    let is_white: fn(char) -> bool = |char| (char.is_whitespace() && char != '\u{85}') || char == '\u{feff}';
    let is_blank = |text: &str| text.trim_matches(is_white).is_empty();
    let is_graphql = kept.http.body.kind == BodyKind::GraphQl;
    if is_blank(&kept.info.name) {
        "Untitled Request".clone_into(&mut kept.info.name);
    }
    if is_blank(&kept.http.method) {
        if is_graphql { "POST" } else { "GET" }.clone_into(&mut kept.http.method);
    }
    if is_blank(&kept.http.url) {
        kept.http.url = String::new();
    }
    if is_blank(&kept.docs) {
        kept.docs = "".into();
    }
    for param in &mut kept.http.disabled_params {
        param.value.get_or_insert_default();
    }
    for variable in &mut kept.variables {
        if is_blank(&variable.description) {
            variable.description = String::new();
        }
    }
    for assertion in &mut kept.assertions {
        if is_of_opencollection(&assertion.expression) {
            (assertion.operator, assertion.value) = operator_as_bruno_keeps(assertion, is_white);
        }
    }
    for part in &mut kept.http.body.parts {
        if is_blank(&part.content_type) {
            part.content_type = String::new();
        }
    }
    let graphql = &mut kept.http.body.graphql;
    for text in [&mut graphql.query, &mut graphql.variables] {
        if is_blank(text) {
            *text = "".into();
        }
    }
    kept
}

/// Whether it is YAML. npm yaml writes control characters and others as they are, which no file may have
/// (<https://yaml.org/spec/1.2.2/#51-character-set>).
fn is_yaml(text: &str) -> bool {
    let is_break = |char| matches!(char, '\t' | '\n' | '\r' | '\u{85}');
    let is_odd = |char| matches!(char, '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}');
    text.chars().all(|char| is_break(char) || !is_odd(char))
}

fn read_again(folder: &Path, saved: &Path) -> Value {
    let mut lost = Vec::new();
    let mut skipped = 0;
    let side_of = |name: &str| fs::read_to_string(folder.join(name).with_extension("countersign.toml")).ok();
    for (at, request) in by_chance(&generated::request()).iter().enumerate() {
        let name = format!("request-{at:03}.yml");
        let yaml = fs::read_to_string(saved.join(&name)).unwrap();
        if !is_yaml(&yaml) {
            skipped += 1;
            continue;
        }
        match read_request(&yaml, side_of(&name).as_deref()) {
            Ok(read) if same_content(&read, &as_bruno_keeps(request)) => {}
            Ok(read) => lost.push(format!(
                "{name}: {read:#?}\nin place of\n{:#?}\n{yaml}",
                as_bruno_keeps(request)
            )),
            Err(problem) => lost.push(format!("{name}: {problem}\n{yaml}")),
        }
    }
    for (at, environment) in by_chance(&generated::environment()).iter().enumerate() {
        let name = format!("environment-{at:03}.yml");
        let yaml = fs::read_to_string(saved.join(&name)).unwrap();
        if !is_yaml(&yaml) {
            skipped += 1;
            continue;
        }
        let read = match read_environment(&yaml, side_of(&name).as_deref(), &environment.name) {
            Ok(read) => read,
            Err(problem) => {
                lost.push(format!("{name}: {problem}\n{yaml}"));
                continue;
            }
        };
        let of = |environment: &Environment| {
            let request = Request {
                variables: environment.variables.clone(),
                ..Request::default()
            };
            (request, environment.color.clone(), environment.caution)
        };
        let (read, meant) = (of(&read), of(environment));
        if !same_content(&read.0, &meant.0) || (read.1, read.2) != (meant.1, meant.2) {
            lost.push(format!(
                "{name}: {:#?}\nin place of\n{:#?}\n{yaml}",
                read.0.variables, meant.0.variables
            ));
        }
    }
    json!({ "lost": lost, "read": COUNT * 2 - skipped, "skipped": skipped })
}
