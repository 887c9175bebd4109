//! Bodies of every kind arrive byte for byte as shown, and independent readers find in them what was typed.

use std::sync::Arc;

use countersign::engine::{Deps, exchange};
use countersign::model::{
    Body, BodyDigest, BodyKind, Exchange, FileBody, FormRow, GraphQl, HeaderRow, Outcome, PartKind, PartRow,
    Protocol, Request, RowState,
};
use futures_util::stream;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use crate::http2::{List, Recorder};
use crate::support::files::{Files, content};
use crate::support::order::{deps, deps_with, execute_api, order, plain, signed};
use crate::support::server::recorder;
use crate::support::tls::{Authority, Offer, TlsServer, believing};
use crate::support::wire::bytes_of;

/// Texts that an encoder could get wrong.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,30}",
        "[\\r\\n\\t \"%;=&+é€😀\\\\-]{0,20}",
        select(vec![
            "--countersign-",
            "\r\n--",
            "\u{0}",
            "a\u{feff}b",
            "}}",
            "%22",
            "%0D%0A"
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

/// Names of parts, without what browsers send as it is and the judge reads in another way: control characters, and a
/// backslash, which it takes for an escape.
fn part_name() -> impl Strategy<Value = String> {
    text().prop_map(|name| {
        let readable = |ch: &char| *ch != '\\' && (!ch.is_control() || matches!(ch, '\r' | '\n' | '\t'));
        name.chars().filter(readable).collect()
    })
}

fn state() -> impl Strategy<Value = RowState> {
    select(vec![
        RowState::Enabled,
        RowState::Enabled,
        RowState::Enabled,
        RowState::Disabled,
    ])
}

fn form() -> impl Strategy<Value = Vec<FormRow>> {
    let row = (text(), text(), state()).prop_map(|(name, value, state)| FormRow {
        name,
        value,
        state,
        ..FormRow::default()
    });
    proptest::collection::vec(row, 0..6)
}

fn parts(paths: Vec<String>) -> impl Strategy<Value = Vec<PartRow>> {
    let content_type = select(vec![
        "",
        "",
        "application/json",
        "text/plain; charset=utf-8",
        "image/x-ü",
    ]);
    let row = (
        part_name(),
        any::<bool>(),
        text(),
        select(paths),
        part_name(),
        content_type,
        state(),
    )
        .prop_map(
            |(name, is_file, text, path, file_name, content_type, state)| PartRow {
                name,
                kind: if is_file { PartKind::File } else { PartKind::Text },
                text,
                path,
                file_name: if file_name.len() % 2 == 0 {
                    file_name
                } else {
                    String::new()
                },
                content_type: content_type.to_owned(),
                state,
                ..PartRow::default()
            },
        );
    proptest::collection::vec(row, 0..5)
}

fn graphql() -> impl Strategy<Value = GraphQl> {
    let variables = select(vec![
        "",
        "{}",
        " {\"a\": [1, 2.50, \"é\"]}\n",
        "{\"n\":12345678901234567890}",
    ]);
    (text(), variables, "[A-Za-z]{0,5}").prop_map(|(query, variables, operation_name)| GraphQl {
        query: query.into(),
        variables: variables.into(),
        operation_name,
    })
}

fn bodies(paths: Vec<String>) -> impl Strategy<Value = Body> {
    let kind = select(vec![
        BodyKind::None,
        BodyKind::Json,
        BodyKind::Xml,
        BodyKind::Text,
        BodyKind::Raw,
        BodyKind::Form,
        BodyKind::Multipart,
        BodyKind::Multipart,
        BodyKind::File,
        BodyKind::File,
        BodyKind::GraphQl,
    ]);
    let boundary = select(vec!["", "", "simple", "with space", "a:b=c?"]);
    (
        kind,
        text(),
        form(),
        parts(paths.clone()),
        boundary,
        select(paths),
        graphql(),
    )
        .prop_map(|(kind, text, form, parts, boundary, path, graphql)| Body {
            kind,
            text: text.into(),
            form,
            parts,
            boundary: boundary.to_owned(),
            file: FileBody {
                path,
                content_type: String::new(),
            },
            graphql,
            ..Body::default()
        })
}

fn requests(paths: Vec<String>) -> impl Strategy<Value = Request> {
    let method = select(vec!["GET", "POST", "PUT", "PATCH", "DELETE"]);
    (bodies(paths), method, any::<bool>(), "[a-z]{0,3}").prop_map(|(body, method, sign, row)| {
        let mut request = if sign { signed("") } else { plain("") };
        method.clone_into(&mut request.http.method);
        request.http.body = body;
        if !row.is_empty() {
            request.http.headers.push(HeaderRow::new("x-row", row));
        }
        request
    })
}

/// What a server received.
enum Arrived {
    /// Every byte, on HTTP/1.1.
    Bytes(Vec<u8>),
    /// A header list and a body, on HTTP/2.
    List(List),
}

/// Sends, compares everything that arrived, and gives the body with its content type.
async fn sent(deps: &Deps, arrived: &dyn Fn() -> Arrived, request: Request) -> (Vec<u8>, Option<String>) {
    let exchange = exchange::run(deps, &order(request), &CancellationToken::new()).await;
    assert!(
        matches!(exchange.outcome, Outcome::Replied(_)),
        "{:?}",
        exchange.outcome
    );
    let Exchange { wire, report, .. } = exchange;
    let wire = wire.unwrap();
    assert!(report.is_none_or(|report| report.proof.holds()));
    let body = match arrived() {
        Arrived::Bytes(received) => {
            let shown = bytes_of(&wire);
            assert_eq!(received.len(), shown.len());
            assert!(received == shown, "{}", String::from_utf8_lossy(&received));
            received[wire.head_bytes().len()..].to_vec()
        }
        Arrived::List(list) => {
            let body = list.body.clone();
            assert_eq!(list, List::with_body(&wire, body.clone()));
            body
        }
    };
    assert_eq!(wire.digest, BodyDigest::of(&body));
    let content_type = wire
        .header("content-type")
        .map(|line| line.value.as_str().to_owned());
    (body, content_type)
}

/// What is sent of a body, as an independent reader of its format finds it.
async fn assert_read_back(typed: &Body, body: Vec<u8>, content_type: Option<&str>) {
    match typed.kind {
        BodyKind::None => assert_eq!(body, b""),
        BodyKind::Json | BodyKind::Xml | BodyKind::Text | BodyKind::Raw => {
            assert_eq!(body, typed.text.as_bytes());
        }
        BodyKind::Form => {
            let rows = typed.form.iter().filter(|row| {
                row.state == RowState::Enabled && !(row.name.is_empty() && row.value.is_empty())
            });
            let rows: Vec<_> = rows.map(|row| (row.name.clone(), row.value.clone())).collect();
            let read: Vec<_> = url::form_urlencoded::parse(&body).into_owned().collect();
            assert_eq!(read, rows);
        }
        BodyKind::Multipart => assert_parts(&typed.parts, body, content_type).await,
        BodyKind::File => assert_eq!(body, std::fs::read(&typed.file.path).unwrap()),
        BodyKind::GraphQl => assert_operation(&typed.graphql, &body),
    }
}

/// Names are read as they are escaped: a reader can not know whether `%22` was typed.
fn escaped(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

async fn assert_parts(typed: &[PartRow], body: Vec<u8>, content_type: Option<&str>) {
    let is_sent = |part: &&PartRow| {
        let blank = part.name.is_empty() && part.kind == PartKind::Text && part.text.is_empty();
        part.state == RowState::Enabled && !blank
    };
    let typed: Vec<&PartRow> = typed.iter().filter(is_sent).collect();
    let Some(content_type) = content_type else {
        assert!(typed.is_empty() && body.is_empty());
        return;
    };
    let boundary = multer::parse_boundary(content_type).unwrap();
    let whole = stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(body))]);
    let mut read = multer::Multipart::new(whole, boundary);
    for part in typed {
        let field = read.next_field().await.unwrap().expect("as many parts as typed");
        assert_eq!(field.name(), Some(escaped(&part.name).as_str()));
        let file_name = match part.kind {
            PartKind::File if part.file_name.is_empty() => part.path.rsplit('/').next().map(escaped),
            _ if part.file_name.is_empty() => None,
            _ => Some(escaped(&part.file_name)),
        };
        assert_eq!(field.file_name(), file_name.as_deref());
        if !part.content_type.is_empty() {
            let sent = field.headers().get("content-type").unwrap().as_bytes();
            assert_eq!(sent, part.content_type.as_bytes());
        }
        let expected = match part.kind {
            PartKind::Text => part.text.clone().into_bytes(),
            PartKind::File => std::fs::read(&part.path).unwrap(),
        };
        assert_eq!(field.bytes().await.unwrap(), expected);
    }
    assert!(read.next_field().await.unwrap().is_none());
}

fn assert_operation(typed: &GraphQl, body: &[u8]) {
    if typed.query.is_empty() && typed.variables.is_empty() && typed.operation_name.is_empty() {
        assert_eq!(body, b"");
        return;
    }
    let read: serde_json::Value = serde_json::from_slice(body).unwrap();
    assert_eq!(read["query"], typed.query.as_str());
    assert_eq!(
        read.get("operationName").is_some(),
        !typed.operation_name.is_empty()
    );
    let variables = typed.variables.trim();
    assert_eq!(read.get("variables").is_some(), !variables.is_empty());
    assert!(String::from_utf8_lossy(body).contains(variables));
}

/// A thousand requests to this URL with bodies of every kind, compared and read back.
fn thousand(runtime: &Runtime, deps: &Deps, url: &str, protocol: Protocol, arrived: &dyn Fn() -> Arrived) {
    let files = Files::new();
    let paths: Vec<String> = [
        ("empty", 0),
        ("one.json", 1),
        ("a piece.png", 16 * 1024),
        ("a chunk.csv", 32 * 1024),
        ("more \"quoted\".tar.gz", 32 * 1024 + 1),
        ("large é.bin", 300_000),
    ]
    .into_iter()
    .map(|(name, length)| files.write(name, &content(length)))
    .collect();
    let config = Config {
        cases: 1_000,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&requests(paths), |mut request| {
            url.clone_into(&mut request.http.url);
            request.settings.protocol = protocol;
            let typed = request.http.body.clone();
            // A variable by chance is another test's matter, and so is a typed boundary that occurs in a text.
            let scope = order(request.clone()).scope;
            let refused = countersign::resolve::resolve(&request, &scope);
            prop_assume!(refused.is_ok());
            runtime.block_on(async {
                let (body, content_type) = sent(deps, arrived, request).await;
                assert_read_back(&typed, body, content_type.as_deref()).await;
            });
            Ok::<(), TestCaseError>(())
        })
        .unwrap();
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn a_thousand_random_bodies_arrive_as_shown_and_read_back_as_typed() {
    let server = recorder();
    let url = execute_api(server.port(), "/dev/pets?a=b");
    let arrived = || Arrived::Bytes(server.next());
    thousand(&runtime(), &deps(), &url, Protocol::Http1, &arrived);
}

/// The URL of the demo API over TLS, and who may speak for it.
fn over_tls(authority: &Authority, alpn: &'static [&'static [u8]]) -> Offer {
    Offer {
        alpn,
        ..Offer::new(authority.leaf(&["abcd123456.execute-api.us-east-1.localhost"]))
    }
}

#[test]
fn a_thousand_random_bodies_arrive_as_shown_over_tls() {
    let authority = Authority::new("Good authority");
    let server = TlsServer::start(over_tls(&authority, &[b"http/1.1"]));
    let url = execute_api(server.port, "/dev/pets?a=b").replace("http://", "https://");
    let deps = deps_with(Arc::new(believing(&[&authority])));
    let arrived = || Arrived::Bytes(server.next().bytes);
    thousand(&runtime(), &deps, &url, Protocol::Http1, &arrived);
}

#[test]
fn a_thousand_random_bodies_arrive_as_shown_over_http2() {
    let runtime = runtime();
    let authority = Authority::new("Good authority");
    let server = runtime.block_on(Recorder::start(Some(over_tls(&authority, &[b"h2"]))));
    let url = execute_api(server.port, "/dev/pets?a=b").replace("http://", "https://");
    let deps = deps_with(Arc::new(believing(&[&authority])));
    let arrived = || Arrived::List(server.next());
    thousand(&runtime, &deps, &url, Protocol::Http2, &arrived);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn content_types_follow_the_kind_unless_a_row_has_one() {
    let files = Files::new();
    let server = recorder();
    let arrived = || Arrived::Bytes(server.next());
    let deps = deps();
    let url = execute_api(server.port(), "/");
    let of = |kind, text: &str| Body {
        kind,
        text: text.into(),
        form: vec![FormRow {
            name: "a".to_owned(),
            ..FormRow::default()
        }],
        file: FileBody {
            path: files.write("photo.jpeg", b"x"),
            ..FileBody::default()
        },
        graphql: GraphQl {
            query: "{ a }".into(),
            ..GraphQl::default()
        },
        ..Body::default()
    };
    for (kind, content_type) in [
        (BodyKind::None, None),
        (BodyKind::Json, Some("application/json")),
        (BodyKind::Xml, Some("application/xml")),
        (BodyKind::Text, Some("text/plain; charset=utf-8")),
        (BodyKind::Raw, None),
        (BodyKind::Form, Some("application/x-www-form-urlencoded")),
        (BodyKind::File, Some("image/jpeg")),
        (BodyKind::GraphQl, Some("application/json")),
    ] {
        // A GET has a body like any other request.
        for method in ["GET", "POST"] {
            let mut request = signed(&url);
            method.clone_into(&mut request.http.method);
            request.http.body = of(kind, "<a/>");
            let (_, sent_as) = sent(&deps, &arrived, request.clone()).await;
            assert_eq!(sent_as.as_deref(), content_type, "{kind:?}");
            request.http.headers = vec![HeaderRow::new("Content-Type", "x/y")];
            let (_, sent_as) = sent(&deps, &arrived, request).await;
            assert_eq!(sent_as.as_deref(), Some("x/y"), "{kind:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_secret_in_a_file_is_counted() {
    let files = Files::new();
    let server = recorder();
    let secret = crate::support::order::SECRET;
    let mut bytes = vec![b'x'; 256 * 1024 - 10];
    bytes.extend_from_slice(format!("{secret}{secret}").as_bytes());
    let mut request = signed(&execute_api(server.port(), "/"));
    request.http.method = "PUT".to_owned();
    request.http.headers = vec![HeaderRow::new("x-oops", secret)];
    request.http.body = Body {
        kind: BodyKind::File,
        file: FileBody {
            path: files.write("a", &bytes),
            ..FileBody::default()
        },
        ..Body::default()
    };
    let exchange = exchange::run(&deps(), &order(request), &CancellationToken::new()).await;
    assert_eq!(exchange.secret_occurrences, Some(3));
    server.next();
}
