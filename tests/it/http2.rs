//! HTTP/2: the header list that a server receives is the wire's, in its order, and the body too.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use bytes::Bytes;
use countersign::http::{HyperTransport, TransportError, Unsendable};
use countersign::model::{ConnectionOrigin, HttpVersion, Protocol, Route, Scheme, WireRequest};
use futures_util::TryStreamExt as _;
use proptest::collection::vec;
use proptest::prelude::{Strategy as _, prop_oneof};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::support::server::{PATIENCE, Server, recorder};
use crate::support::tls::{Authority, Offer, TlsServer, Told, at, believing, https, told_of};
use crate::support::wire::{header, send_by, wire};

fn http2() -> Route {
    Route {
        protocol: Protocol::Http2,
        ..Route::default()
    }
}

/// A reply body far above every window.
const LARGE: usize = 30_000_000;

/// What an HTTP/2 server received.
#[derive(Debug, PartialEq, Eq)]
pub struct List {
    method: String,
    scheme: String,
    authority: String,
    path: String,
    headers: Vec<(String, Vec<u8>)>,
    pub body: Vec<u8>,
}

impl List {
    /// The list that a wire request stands for, its body in memory.
    fn of(wire: &WireRequest) -> Self {
        Self::with_body(wire, wire.body.in_memory().unwrap().to_vec())
    }

    /// The list that a wire request stands for, with this body.
    pub fn with_body(wire: &WireRequest, body: Vec<u8>) -> Self {
        let (host, headers): (Vec<_>, Vec<_>) = wire
            .headers
            .iter()
            .map(|line| {
                let name = line.name.as_str().to_owned();
                (name, line.value.as_str().as_bytes().to_vec())
            })
            .partition(|(name, _)| name == "host");
        Self {
            method: wire.method.as_str().to_owned(),
            scheme: wire.endpoint.scheme.as_str().to_owned(),
            authority: String::from_utf8(host[0].1.clone()).unwrap(),
            path: wire.target.as_str().to_owned(),
            headers,
            body,
        }
    }
}

/// A server that records lists and answers 200.
pub struct Recorder {
    pub port: u16,
    lists: Receiver<List>,
}

impl Recorder {
    pub async fn start(tls: Option<Offer>) -> Self {
        let acceptor = tls.map(|offer| TlsAcceptor::from(offer.config()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, lists) = channel();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                tokio::spawn(async move {
                    match acceptor {
                        None => serve(stream, &sender).await,
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                serve(stream, &sender).await;
                            }
                        }
                    }
                });
            }
        });
        Self { port, lists }
    }

    pub fn next(&self) -> List {
        self.lists.recv_timeout(PATIENCE).expect("the server reports")
    }
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, lists: &Sender<List>) {
    let mut connection = h2::server::Builder::new()
        .max_header_list_size(1 << 20)
        .handshake::<_, Bytes>(stream)
        .await
        .unwrap();
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let lists = lists.clone();
        tokio::spawn(async move {
            let (parts, mut incoming) = request.into_parts();
            let mut body = Vec::new();
            while let Some(Ok(piece)) = incoming.data().await {
                incoming.flow_control().release_capacity(piece.len()).unwrap();
                body.extend_from_slice(&piece);
            }
            let list = List {
                method: parts.method.to_string(),
                scheme: parts.uri.scheme_str().unwrap_or_default().to_owned(),
                authority: parts.uri.authority().map(ToString::to_string).unwrap_or_default(),
                path: parts
                    .uri
                    .path_and_query()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                headers: parts
                    .headers
                    .iter()
                    .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
                    .collect(),
                body,
            };
            let mut stream = respond.send_response(http::Response::new(()), false).unwrap();
            let body = match list.path.as_str() {
                "/large" => Bytes::from(vec![7; LARGE]),
                _ => Bytes::from_static(b"ok"),
            };
            stream.send_data(body, true).unwrap();
            // The test may be over.
            lists.send(list).ok();
        });
    }
}

/// Methods, targets, header tables and bodies of any kind that HTTP/2 can carry.
fn requests(port: u16, scheme: Scheme) -> impl proptest::strategy::Strategy<Value = WireRequest> {
    let method = prop_oneof!["GET", "POST", "PUT", "DELETE", "PATCH", "REPORT", "get"];
    let target = "/[a-zA-Z0-9/._~!$&'()*+,;=:@%|-]{0,40}(\\?[a-zA-Z0-9/._~!$&'()*+,;=:@%?|-]{0,40})?";
    let name = "x-[a-z0-9-]{1,12}";
    let value = "([!-~\u{e9}\u{20ac}]([ -~\u{e9}\u{20ac}]{0,30}[!-~])?)?";
    let headers = vec((name, value, 1..3_usize), 0..8);
    let body = vec(proptest::num::u8::ANY, 0..2_000);
    (method, target, headers, body).prop_map(move |(method, target, headers, body)| {
        let mut lines: Vec<(String, String)> = Vec::new();
        for (name, value, count) in headers {
            if lines.iter().all(|(known, _)| *known != name) {
                lines.extend((0..count).map(|_| (name.clone(), value.clone())));
            }
        }
        let more: Vec<_> = lines
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        at(
            scheme,
            "localhost",
            port,
            wire(port, &method, &target, &more, &body),
        )
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn six_hundred_generated_requests_arrive_as_lists() {
    let authority = Authority::new("Good authority");
    for scheme in [Scheme::Http, Scheme::Https] {
        let tls = (scheme == Scheme::Https).then(|| Offer {
            alpn: &[b"h2", b"http/1.1"],
            ..Offer::new(authority.leaf(&["localhost"]))
        });
        let server = Recorder::start(tls).await;
        let transport = believing(&[&authority]);
        let mut runner = TestRunner::deterministic();
        let requests = requests(server.port, scheme);
        for count in 0..300 {
            let wire = requests.new_tree(&mut runner).unwrap().current();
            let (status, connection, phases) = told_of(&transport, &http2(), wire.clone()).await;
            assert_eq!(status, Ok(200));
            assert_eq!(server.next(), List::of(&wire));
            assert_eq!(connection.protocol, Some(HttpVersion::Http2));
            let new = connection.origin == Some(ConnectionOrigin::New);
            assert_eq!(new, count == 0, "one connection serves all");
            assert_eq!(phases.connecting.is_some(), new);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn hard_lists_arrive_too() {
    let server = Recorder::start(None).await;
    let transport = HyperTransport::default();
    let large: Vec<u8> = (0..=255).cycle().take(3_000_000).collect();
    let port = server.port;
    let many: Vec<_> = (0..300)
        .map(|count| (format!("x-header-{count}"), "v".repeat(count)))
        .collect();
    let many: Vec<_> = many
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    for wire in [
        wire(port, "POST", "/", &[], b""),
        wire(port, "POST", "/", &[("content-length", "0")], b""),
        wire(
            port,
            "GET",
            "/a/../b//c/./d?x=%2e%2e&k",
            &[("te", "trailers")],
            b"",
        ),
        wire(
            port,
            "GET",
            "//x/..",
            &[("cookie", "a=b"), ("cookie", "c=d")],
            b"",
        ),
        wire(
            port,
            "GET",
            "/?",
            &[("x-twice", "a"), ("x-twice", "b"), ("x-twice", "a")],
            b"",
        ),
        wire(port, "GET", "/", &many, b""),
        wire(port, "PUT", "/", &[("expect", "100-continue")], &large),
    ] {
        let (status, connection, _) = told_of(&transport, &http2(), wire.clone()).await;
        assert_eq!(status, Ok(200));
        assert_eq!(server.next(), List::of(&wire));
        assert_eq!(
            connection.bytes_up,
            crate::support::wire::bytes_of(&wire).len() as u64
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_large_reply_comes_whole() {
    let server = Recorder::start(None).await;
    let wire = wire(server.port, "GET", "/large", &[], b"");
    let reply = send_by(&HyperTransport::default(), &http2(), &wire)
        .await
        .unwrap();
    let body: Vec<Bytes> = reply.body.try_collect().await.unwrap();
    assert_eq!(body.iter().map(Bytes::len).sum::<usize>(), LARGE);
}

/// Frames made by hand (RFC 9113, 4.1): the library would not send these.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn hostile_frames_end_in_a_named_error() {
    let settings = b"\0\0\0\x04\0\0\0\0\0";
    // HEADERS on stream 1 with END_HEADERS: `:status: 100` without indexing.
    let informational = b"\0\0\x05\x01\x04\0\0\0\x01\x08\x03100";
    let unknown = b"\0\0\x01\xff\0\0\0\0\0a";
    let cases: [(&[u8], &[u8], &[&str]); 4] = [
        (
            settings,
            informational,
            &["head-too-large", "no-reply", "closed-before-reply"],
        ),
        (settings, unknown, &["head-too-large"]),
        // PUSH_PROMISE, which a client that asked for none does not take.
        (
            settings,
            b"\0\0\x04\x05\x04\0\0\0\x01\0\0\0\x02",
            &["no-reply", "closed-before-reply"],
        ),
        (
            b"\xff\xff\xff\0\0\0\0\0\0",
            b"a",
            &["no-reply", "closed-before-reply"],
        ),
    ];
    for (start, piece, kinds) in cases {
        let server = Server::<()>::start(move |mut connection, _| {
            connection.wait_for(b"PRI * HTTP/2.0");
            connection.write(start);
            let pieces = piece.repeat(1_000);
            while connection.try_write(&pieces) {}
        });
        let wire = wire(server.port(), "GET", "/canary", &[], b"");
        let error = told_of(&HyperTransport::default(), &http2(), wire)
            .await
            .0
            .unwrap_err();
        assert!(kinds.contains(&error.kind()), "{} {error}", error.kind());
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_http2_can_not_carry_is_refused_before_a_connection() {
    let server = recorder();
    for (more, name) in [
        (("connection", "close"), "connection"),
        (("keep-alive", "timeout=5"), "keep-alive"),
        (("proxy-connection", "close"), "proxy-connection"),
        (("upgrade", "h2c"), "upgrade"),
        (("te", "gzip"), "te"),
    ] {
        let wire = wire(server.port(), "GET", "/", &[more], b"");
        let error = told_of(&HyperTransport::default(), &http2(), wire)
            .await
            .0
            .unwrap_err();
        assert!(
            matches!(error, TransportError::Unsendable(Unsendable::NotInHttp2 { .. })),
            "{error}"
        );
        assert!(error.to_string().contains(&format!("header {name}")), "{error}");
        assert!(error.hint().contains("HTTP/1.1"));
    }
    let mut other = wire(server.port(), "GET", "/", &[], b"");
    for line in &mut other.headers {
        if line.name.as_str() == "host" {
            *line = header("host", "elsewhere.example");
        }
    }
    let framed = wire(
        server.port(),
        "POST",
        "/",
        &[("transfer-encoding", "chunked")],
        b"a",
    );
    for (wire, said) in [(other, "elsewhere.example"), (framed, "transfer-encoding")] {
        let error = told_of(&HyperTransport::default(), &http2(), wire)
            .await
            .0
            .unwrap_err();
        assert_eq!(error.kind(), "unsendable");
        assert!(error.to_string().contains(said), "{error}");
    }
    assert_eq!(server.accepted(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_without_http2_is_named() {
    let authority = Authority::new("Good authority");
    // With ALPN for HTTP/1.1 alone, and without ALPN.
    for alpn in [&[b"http/1.1".as_slice()][..], &[]] {
        let server = TlsServer::start(Offer {
            alpn: if alpn.is_empty() { &[] } else { &[b"http/1.1"] },
            ..Offer::new(authority.leaf(&["localhost"]))
        });
        let wire = https("localhost", server.port, "GET", "/canary", b"");
        let error = told_of(&believing(&[&authority]), &http2(), wire)
            .await
            .0
            .unwrap_err();
        named(&error);
        assert!(server.is_untouched());
    }
    for answer in ["HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n", ""] {
        let server = Server::<()>::start(move |mut connection, _| {
            connection.wait_for(b"PRI * HTTP/2.0");
            connection.write(answer.as_bytes());
        });
        let wire = wire(server.port(), "GET", "/canary", &[], b"");
        named(
            &told_of(&HyperTransport::default(), &http2(), wire)
                .await
                .0
                .unwrap_err(),
        );
    }
}

fn named(error: &TransportError) {
    assert!(matches!(error, TransportError::NoHttp2 { .. }), "{error}");
    assert!(error.hint().contains("HTTP/1.1") && !error.to_string().contains("canary"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_of_http2_alone_is_named_when_asked_for_http1() {
    let authority = Authority::new("Good authority");
    let server = Recorder::start(Some(Offer {
        alpn: &[b"h2"],
        ..Offer::new(authority.leaf(&["localhost"]))
    }))
    .await;
    let wire = https("localhost", server.port, "GET", "/", b"");
    let error = told_of(&believing(&[&authority]), &Route::default(), wire)
        .await
        .0
        .unwrap_err();
    assert!(error.hint().contains("Choose HTTP/2"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_body_in_flight_is_told_and_a_cancelled_send_closes_the_connection() {
    let (started, closed) = (Arc::new(tokio::sync::Notify::new()), channel());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (notify, (sender, receiver)) = (Arc::clone(&started), closed);
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut connection = h2::server::handshake(stream).await.unwrap();
        let (_request, _respond) = connection.accept().await.unwrap().unwrap();
        notify.notify_one();
        // Neither reads the body nor replies; ends when the client does.
        let ended = connection.accept().await;
        sender.send(ended.is_none_or(|last| last.is_err())).unwrap();
    });
    let sealed = countersign::sigv4::seal_unsigned(wire(port, "POST", "/", &[], &vec![0; 3_000_000]));
    let transport = HyperTransport::default();
    let (route, told) = (http2(), Told::default());
    {
        let note = |happening| told.note(happening);
        let sending = countersign::http::Transport::send(&transport, &sealed, &route, &note);
        tokio::select! {
            _reply = sending => panic!("a reply came"),
            () = started.notified() => {}
        }
    }
    assert!(receiver.recv_timeout(PATIENCE).unwrap());
    let sent = told.sent();
    assert!(sent.last().is_none_or(|bytes| *bytes < 3_000_000), "{sent:?}");
}
