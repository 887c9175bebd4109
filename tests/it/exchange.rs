//! One send, whole: what reaches the server, what is kept of the reply, and what never leaves.

use std::sync::Arc;

use countersign::blob::BodyLimits;
use countersign::engine::{Deps, Order, exchange};
use countersign::http::{Happening, Reply, Transport, TransportError, Watch};
use countersign::model::{
    AwsAuth, BodyCut, BodyEnd, BodyKind, Exchange, HeaderRow, Outcome, Request, Response, Route, Secret,
    SignatureLocation, Stage, TargetSpelling, WireRequest,
};
use countersign::sigv4::Sealed;
use futures_util::future::BoxFuture;
use proptest::prelude::{Strategy, any};
use proptest::test_runner::{Config, TestRunner};
use tokio_util::sync::CancellationToken;

use crate::support::order::{SECRET, deps, deps_with, execute_api, order, plain, signed};
use crate::support::server::{Server, recorder};
use crate::support::wire::bytes_of;

async fn run(deps: &Deps, order: &Order) -> Exchange {
    exchange::run(deps, order, &CancellationToken::new()).await
}

fn kind_and_stage(exchange: &Exchange) -> (&'static str, Stage) {
    match &exchange.outcome {
        Outcome::Failed(failure) => {
            assert!(
                !failure.message.is_empty() && !failure.hint.is_empty(),
                "{failure:?}"
            );
            (failure.kind, failure.stage)
        }
        other => panic!("{other:?}"),
    }
}

/// Runs the request and asserts that the server got what the exchange shows, proved when it was signed.
async fn assert_shown_is_sent(deps: &Deps, server: &Server<Vec<u8>>, request: Request) -> Exchange {
    let is_signed = request.http.auth.kind != countersign::model::AuthKind::None;
    let exchange = run(deps, &order(request)).await;
    assert!(
        matches!(&exchange.outcome, Outcome::Replied(_)),
        "{:?}",
        exchange.outcome
    );
    let wire = exchange.wire.as_ref().unwrap();
    let received = server.next();
    assert_eq!(
        String::from_utf8_lossy(&received),
        String::from_utf8_lossy(&bytes_of(wire))
    );
    assert_eq!(received, bytes_of(wire));
    assert_eq!(exchange.report.is_some(), is_signed);
    if let Some(report) = &exchange.report {
        assert!(report.proof.holds(), "{report:?}");
        let text = String::from_utf8_lossy(&received).into_owned();
        match &report.presigned_url {
            None => {
                let authorization = report.authorization.as_str();
                assert!(text.contains(&format!("\r\nauthorization: {authorization}\r\n")));
                assert!(text.contains("\r\nx-amz-date: 20261120T120000Z\r\n"));
            }
            Some(url) => {
                let target = text.split(' ').nth(1).unwrap();
                assert!(url.as_str().ends_with(target), "{text}");
                assert!(!text.contains("\r\nauthorization: "), "{text}");
            }
        }
        assert_eq!(exchange.secret_occurrences, Some(0));
    }
    exchange
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_plain_get_signs_host_and_date() {
    let server = recorder();
    let request = signed(&execute_api(server.port(), "/dev/pets"));
    let exchange = assert_shown_is_sent(&deps(), &server, request).await;
    assert_eq!(exchange.report.unwrap().signed_headers, ["host", "x-amz-date"]);
    assert!(exchange.timings.first_byte.unwrap() <= exchange.timings.total);
    let Outcome::Replied(Response {
        head,
        body_bytes,
        end,
        ..
    }) = exchange.outcome
    else {
        panic!()
    };
    assert_eq!((head.status, body_bytes, end), (200, 2, BodyEnd::Complete));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn ugly_requests_arrive_as_shown() {
    let server = recorder();
    let deps = deps();
    for target in [
        "",
        "/",
        "?",
        "/?",
        "?a",
        "/a/../b//c/./d?x=%2e%2e&k",
        "/a/%2e%2E/b'|[]:@!$&()*+,;=",
        "//x/..",
        "/%zz%4/%41",
        "/?a=1&&b",
        "/a b\"<>\\^`{|}#fragment",
        "/größe/€?ß=😀",
        "/a?b?c=d=e&+=%20",
        "/:80/@",
    ] {
        for make in [plain, signed] {
            for (method, body) in [("GET", ""), ("POST", "{\"a\": \"ß\"}"), ("DELETE", "")] {
                let mut request = make(&execute_api(server.port(), target));
                method.clone_into(&mut request.http.method);
                request.http.body.kind = if body.is_empty() {
                    BodyKind::None
                } else {
                    BodyKind::Json
                };
                request.http.body.text = body.into();
                request.http.headers = vec![
                    HeaderRow::new("X-Twice", "a  b"),
                    HeaderRow::new("X-Between", "größe"),
                    HeaderRow::new("x-twice", " c "),
                    HeaderRow::new("X-Empty", ""),
                ];
                assert_shown_is_sent(&deps, &server, request).await;
            }
        }
    }
}

/// Keys of all kinds, in the spelling of S3 and as typed, in header and query form.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn presigned_and_canonical_targets_arrive_as_shown() {
    let server = recorder();
    let deps = deps();
    for target in [
        "/a/../b",
        "//a//./b/",
        "/a%2Fb c+d?e=f+g",
        "/é😀!*'()&$@=;:,\\{^}%`]>[~<|",
        "/?X-Amz-Signature=old&acl",
    ] {
        for location in [
            SignatureLocation::Header,
            SignatureLocation::Query { expires_in: 900 },
        ] {
            for spelling in [TargetSpelling::Auto, TargetSpelling::AsTyped] {
                let mut request = signed(&format!("http://127.0.0.1:{}{target}", server.port()));
                request.settings.spelling = spelling;
                let aws = &mut request.http.auth.aws;
                "s3".clone_into(&mut aws.service);
                "eu-west-1".clone_into(&mut aws.region);
                aws.session_token = Secret::new("to/ken");
                aws.options.location = location;
                assert_shown_is_sent(&deps, &server, request).await;
            }
        }
    }
}

fn requests() -> impl Strategy<Value = Request> {
    let target =
        "(/[a-zA-Z0-9 ._~%+:@!$&'()*,;=\\[\\]|/é€-]{0,12}){0,4}(\\?[a-zA-Z0-9 ._~%+:@/?&=é-]{0,20})?";
    let row = ("[xX]-[a-zA-Z0-9-]{1,8}", "[ -~é€\\t]{0,20}");
    let rows = proptest::collection::vec(row, 0..6);
    let method = proptest::sample::select(vec!["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
    let body = proptest::option::of("[ -~\\r\\n\\té€]{0,80}");
    (
        target,
        rows,
        method,
        body,
        any::<bool>(),
        proptest::option::of("[A-Za-z0-9/+=]{1,40}"),
    )
        .prop_map(|(target, rows, method, body, sign, token)| {
            let make = if sign { signed } else { plain };
            let mut request = make(&target);
            method.clone_into(&mut request.http.method);
            request.http.headers = rows
                .into_iter()
                .map(|(name, value)| HeaderRow::new(name, value))
                .collect();
            if let Some(text) = body {
                request.http.body.kind = BodyKind::Text;
                request.http.body.text = text.into();
            }
            request.http.auth.aws.session_token = Secret::new(token.unwrap_or_default());
            request
        })
}

#[test]
fn two_hundred_random_requests_arrive_as_shown() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = recorder();
    let deps = deps();
    let config = Config {
        cases: 200,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&requests(), |mut request| {
            request.http.url = execute_api(server.port(), &request.http.url);
            runtime.block_on(assert_shown_is_sent(&deps, &server, request));
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn without_credentials_nothing_leaves() {
    let server = recorder();
    let url = execute_api(server.port(), "/dev/pets");
    let complete = signed(&url).http.auth.aws;
    let cases: Vec<(&str, AwsAuth)> = vec![
        ("nothing typed", AwsAuth::default()),
        (
            "no secret",
            AwsAuth {
                secret_access_key: Secret::default(),
                ..complete.clone()
            },
        ),
        (
            "no access key",
            AwsAuth {
                access_key_id: String::new(),
                ..complete.clone()
            },
        ),
        (
            "blank secret",
            AwsAuth {
                secret_access_key: Secret::new("  \n"),
                ..complete.clone()
            },
        ),
    ];
    for (case, aws) in cases {
        let mut request = signed(&url);
        request.http.auth.aws = aws;
        let exchange = run(&deps(), &order(request)).await;
        assert_eq!(kind_and_stage(&exchange).1, Stage::Signing, "{case}");
        assert_eq!((&exchange.wire, &exchange.report), (&None, &None), "{case}");
    }
    let no_region = signed(&format!("http://localhost:{}/", server.port()));
    let exchange = run(&deps(), &order(no_region)).await;
    assert_eq!(kind_and_stage(&exchange).1, Stage::Signing);
    assert_eq!(server.accepted(), 0);
}

#[tokio::test]
async fn a_request_that_can_not_be_built_leaves_nothing() {
    let server = recorder();
    for url in ["", "{{nowhere}}/dev", "ftp://localhost/", "http://"] {
        let exchange = run(&deps(), &order(signed(url))).await;
        assert_eq!(kind_and_stage(&exchange).1, Stage::Building, "{url}");
    }
    assert_eq!(server.accepted(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_secret_that_the_user_put_into_the_request_is_counted() {
    let server = recorder();
    let mut request = signed(&execute_api(server.port(), "/dev/pets"));
    request.http.method = "POST".to_owned();
    request.http.headers = vec![HeaderRow::new("x-oops", SECRET)];
    request.http.body.kind = BodyKind::Text;
    request.http.body.text = format!("{SECRET} {}{SECRET}", "x".repeat(100_000)).into();
    let exchange = run(&deps(), &order(request)).await;
    assert_eq!(exchange.secret_occurrences, Some(3));
    server.next();
}

#[tokio::test]
async fn nothing_listening_is_a_failure_while_connecting() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let exchange = run(&deps(), &order(signed(&execute_api(port, "/")))).await;
    assert_eq!(
        kind_and_stage(&exchange),
        ("connection-refused", Stage::Connecting)
    );
    assert!(exchange.wire.is_some() && exchange.report.is_some());
    assert_eq!(exchange.timings.first_byte, None);
}

/// A server that answers every request with these bytes and closes.
fn answering(reply: Vec<u8>) -> Server<()> {
    Server::start(move |mut connection, _| {
        connection.request();
        connection.write(&reply);
    })
}

/// The text of the reason is the transport's and has tests there.
fn cut_off() -> BodyEnd {
    BodyEnd::Partial(BodyCut::Connection(String::new()))
}

async fn body_of(deps: &Deps, reply: &[u8]) -> (Vec<u8>, BodyEnd) {
    let server = answering(reply.to_vec());
    let order = order(plain(&format!("http://localhost:{}/", server.port())));
    let exchange = run(deps, &order).await;
    let Outcome::Replied(Response { body_bytes, end, .. }) = exchange.outcome else {
        panic!("{:?}", exchange.outcome);
    };
    let body = order.body.snapshot();
    assert_eq!(body.len() as u64, body_bytes);
    assert_eq!(order.progress.body_bytes(), body_bytes);
    let end = match end {
        BodyEnd::Partial(BodyCut::Connection(_)) => cut_off(),
        end => end,
    };
    (body.to_vec(), end)
}

#[tokio::test]
async fn what_came_is_kept_however_the_body_ends() {
    let deps = deps();
    for (reply, body, end) in [
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nbody",
            "body",
            BodyEnd::Complete,
        ),
        (
            "HTTP/1.1 200 OK\r\n\r\nuntil the end",
            "until the end",
            BodyEnd::Complete,
        ),
        ("HTTP/1.1 204 No Content\r\n\r\n", "", BodyEnd::Complete),
        (
            "HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n",
            "",
            BodyEnd::Complete,
        ),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
            "body",
            BodyEnd::Complete,
        ),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na",
            "a",
            BodyEnd::Complete,
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",
            "half",
            cut_off(),
        ),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
            "half",
            cut_off(),
        ),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n",
            "half",
            cut_off(),
        ),
    ] {
        let (kept, kept_end) = body_of(&deps, reply.as_bytes()).await;
        assert_eq!(
            (String::from_utf8(kept).unwrap().as_str(), kept_end),
            (body, end),
            "{reply}"
        );
    }
}

#[tokio::test]
async fn a_body_is_read_up_to_the_cap() {
    let deps = Deps {
        limits: BodyLimits {
            body: 100_000,
            ..BodyLimits::default()
        },
        ..deps()
    };
    for (length, kept, end) in [
        (99_999, 99_999, BodyEnd::Complete),
        (100_000, 100_000, BodyEnd::Complete),
        (100_001, 100_000, BodyEnd::Capped { cap: 100_000 }),
        (5_000_000, 100_000, BodyEnd::Capped { cap: 100_000 }),
    ] {
        let mut reply = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n").into_bytes();
        reply.resize(reply.len() + length, b'x');
        let (body, body_end) = body_of(&deps, &reply).await;
        assert_eq!((body.len(), body_end), (kept, end), "{length}");
    }
}

struct Panics;

impl Transport for Panics {
    fn send<'a>(
        &'a self,
        _request: &'a Sealed<WireRequest>,
        _route: &'a Route,
        watch: &'a Watch<'a>,
    ) -> BoxFuture<'a, Result<Reply, TransportError>> {
        watch(Happening::Stage(Stage::Connecting));
        panic!("on purpose: {SECRET}")
    }
}

#[tokio::test]
async fn a_panic_is_a_failure_of_its_own_send() {
    let deps = deps_with(Arc::new(Panics));
    let exchange = run(&deps, &order(signed(&execute_api(1, "/")))).await;
    assert_eq!(kind_and_stage(&exchange), ("internal-error", Stage::Connecting));
    assert!(!format!("{exchange:?}").contains(SECRET));
}
