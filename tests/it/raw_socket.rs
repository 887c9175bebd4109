//! Shown is sent: the bytes a raw socket receives are the bytes of the wire request.

use std::sync::Mutex;

use countersign::http::{Happening, HyperTransport, Transport as _, TransportError, Unsendable};
use countersign::model::{Route, Stage, WireRequest};
use countersign::sigv4::seal_unsigned;
use futures_util::StreamExt as _;

use crate::support::server::{Server, recorder};
use crate::support::wire::{bytes_of, header, send, send_and_read, wire};

const TARGETS: &[&str] = &[
    "/",
    "/?",
    "/??",
    "/dev/pets",
    "/a/../b//c/./d?x=%2e%2e&k",
    "/a/%2e%2E/b'|[]:@!$&()*+,;=",
    "//x/..",
    "///",
    "/..",
    "/./",
    "/%zz%4/%41",
    "/%e2%82%ac/%E2%82%AC",
    "/?a=1&&b",
    "/?a=b=c&=d&e=&+=%20",
    "/p?q='|[]/?:@!$&()*+,;=../..",
    "/trailing/",
    "/a%2Fb%5Cc",
    "/key%23with%3Fmarks",
];

/// Asserts that the server got exactly what `wire` shows.
async fn assert_sent(transport: &HyperTransport, server: &Server<Vec<u8>>, wire: &WireRequest) {
    let (status, body) = send_and_read(transport, wire).await;
    assert_eq!((status, body.as_slice()), (200, b"ok".as_slice()));
    let received = server.next();
    assert_eq!(
        String::from_utf8_lossy(&received),
        String::from_utf8_lossy(&bytes_of(wire))
    );
    assert_eq!(received, bytes_of(wire));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_target_arrives_byte_for_byte() {
    let server = recorder();
    let transport = HyperTransport::default();
    for target in TARGETS {
        let wire = wire(server.port(), "GET", target, &[], b"");
        assert_sent(&transport, &server, &wire).await;
    }
    for length in [1_000, 10_000, 65_000] {
        let target = format!("/{}", "a/".repeat(length / 2));
        let wire = wire(server.port(), "GET", &target, &[], b"");
        assert_sent(&transport, &server, &wire).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_header_set_arrives_byte_for_byte() {
    let many: Vec<(String, String)> = (0..300)
        .map(|count| (format!("x-header-{count}"), "v".repeat(count)))
        .collect();
    let many: Vec<(&str, &str)> = many
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let sets: &[&[(&str, &str)]] = &[
        &[("x-twice", "a"), ("x-twice", "b"), ("x-twice", "a")],
        &[
            ("x-inner", "a  b   c"),
            ("x-tab", "a\tb"),
            ("x-quoted", "\"a   b\""),
        ],
        &[("x-utf8", "größe €😀"), ("x-empty", ""), ("x-comma", "a,b , c")],
        &[("x-around", "  a  ")],
        &[("connection", "close")],
        &[
            ("connection", "keep-alive"),
            ("te", "trailers"),
            ("keep-alive", "timeout=5"),
        ],
        &[("connection", "x-hop"), ("x-hop", "1")],
        &[("expect", "100-continue")],
        &[
            ("referer", "http://elsewhere.example/"),
            ("cookie", "a=b"),
            ("cookie", "c=d"),
        ],
        &[("accept-encoding", "gzip, br"), ("range", "bytes=0-1")],
        &[(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=A/1/r/s/aws4_request, SignedHeaders=host, Signature=0",
        )],
        &[("proxy-authorization", "Basic QTpC"), ("upgrade", "h2c")],
        &[
            ("date", "x"),
            ("trailer", "x-t"),
            ("x-amz-date", "20261120T120000Z"),
        ],
        &many,
    ];
    let server = recorder();
    let transport = HyperTransport::default();
    for set in sets {
        for (method, body) in [("GET", "".as_bytes()), ("POST", b"{\"a\":1}")] {
            let wire = wire(server.port(), method, "/dev/pets?a=b", set, body);
            assert_sent(&transport, &server, &wire).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_method_and_body_arrives_byte_for_byte() {
    let server = recorder();
    let transport = HyperTransport::default();
    let large: Vec<u8> = (0..=255).cycle().take(3_000_000).collect();
    let bodies: &[&[u8]] = &[b"", b"{}", b"\r\n\r\n", b"0\r\n\r\n", &[0, 255, 13, 10], &large];
    for method in [
        "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "REPORT", "get", "M-SEARCH",
    ] {
        for body in bodies {
            let wire = wire(server.port(), method, "/", &[], body);
            assert_sent(&transport, &server, &wire).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_content_length_of_zero_is_sent_and_none_is_added() {
    let server = recorder();
    let transport = HyperTransport::default();
    let with = wire(server.port(), "POST", "/", &[("content-length", "0")], b"");
    assert!(
        String::from_utf8(bytes_of(&with))
            .unwrap()
            .contains("content-length: 0\r\n")
    );
    assert_sent(&transport, &server, &with).await;
    let without = wire(server.port(), "POST", "/", &[], b"");
    assert_sent(&transport, &server, &without).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_typed_content_length_above_the_body_is_sent_as_typed() {
    let server = Server::start(|mut connection, report| {
        connection.wait_for(b"\r\n\r\n");
        connection.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
        report.send(connection.until_closed()).unwrap();
    });
    for body in ["", "body"] {
        let transport = HyperTransport::default();
        let wire = wire(
            server.port(),
            "POST",
            "/",
            &[("content-length", "9")],
            body.as_bytes(),
        );
        let reply = send(&transport, &wire).await.unwrap();
        assert_eq!(reply.head.status, 400);
        drop((reply, transport));
        assert_eq!(server.next(), bytes_of(&wire));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_connection_is_used_again_and_sends_the_same_bytes() {
    let server = recorder();
    let transport = HyperTransport::default();
    for _ in 0..20 {
        let wire = wire(server.port(), "POST", "/a/../b", &[("x", "1")], b"body");
        assert_sent(&transport, &server, &wire).await;
    }
    assert!(server.accepted() < 20, "{} connections", server.accepted());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_connection_that_the_server_will_close_is_not_used_again() {
    let server = Server::start(|mut connection, report| {
        let request = connection.request().unwrap();
        connection.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok");
        report.send(request).unwrap();
    });
    let transport = HyperTransport::default();
    for _ in 0..50 {
        let wire = wire(server.port(), "POST", "/", &[], b"body");
        assert_sent(&transport, &server, &wire).await;
    }
    assert_eq!(server.accepted(), 50);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn connecting_and_waiting_are_told_for_new_and_kept_connections() {
    let server = recorder();
    let transport = HyperTransport::default();
    for body in [b"".as_slice(), b"body"] {
        for _ in 0..5 {
            let wire = wire(server.port(), "POST", "/", &[], body);
            let stages = Mutex::new(Vec::new());
            let sealed = seal_unsigned(wire);
            let note = |happening| {
                if let Happening::Stage(stage) = happening {
                    stages.lock().unwrap().push(stage);
                }
            };
            let reply = transport.send(&sealed, &Route::default(), &note).await.unwrap();
            reply.body.for_each(|_| std::future::ready(())).await;
            assert_eq!(*stages.lock().unwrap(), [Stage::Connecting, Stage::Waiting]);
        }
    }
    assert!(server.accepted() < 10, "{} connections", server.accepted());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_of_http_1_0_does_not_change_the_next_request() {
    let server = Server::start(|mut connection, report| {
        while let Some(request) = connection.request() {
            connection.write(b"HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok");
            report.send(request).unwrap();
        }
    });
    let transport = HyperTransport::default();
    for _ in 0..5 {
        let wire = wire(server.port(), "GET", "/", &[], b"");
        assert_sent(&transport, &server, &wire).await;
    }
    assert_eq!(server.accepted(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_redirect_is_shown_and_not_followed() {
    let server = Server::start(|mut connection, report| {
        while let Some(request) = connection.request() {
            connection.write(
                b"HTTP/1.1 302 Elsewhere\r\nlocation: /next\r\nset-cookie: a=b\r\nset-cookie: c=d\r\ncontent-length: 0\r\n\r\n",
            );
            report.send(request).unwrap();
        }
    });
    let transport = HyperTransport::default();
    for _ in 0..2 {
        let wire = wire(server.port(), "GET", "/first", &[], b"");
        let reply = send(&transport, &wire).await.unwrap();
        assert_eq!(
            (reply.head.status, reply.head.reason.as_str()),
            (302, "Elsewhere")
        );
        assert_eq!(reply.head.header("Location"), Some("/next"));
        assert_eq!(
            reply
                .head
                .headers
                .iter()
                .filter(|(name, _)| name == "set-cookie")
                .count(),
            2
        );
        assert_eq!(
            server.next(),
            bytes_of(&wire),
            "no cookie and no referer the second time"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_would_be_changed_on_the_way_is_refused_before_a_connection() {
    let server = recorder();
    let transport = HyperTransport::default();
    let make = |method, target, more: &[(&str, &str)], body| wire(server.port(), method, target, more, body);
    let without = |name: &str| {
        let mut wire = make("POST", "/", &[], b"body".as_slice());
        wire.headers.retain(|line| line.name.as_str() != name);
        wire
    };
    let mut apart = make("GET", "/", &[("x-a", "1")], b"");
    apart.headers.push(header("x-a", "2"));
    let long = format!("/{}", "a".repeat(70_000));
    let refused = [
        make("CONNECT", "/", &[], b""),
        make("A B", "/", &[], b""),
        make("GET", "/a b", &[], b""),
        make("GET", "/#fragment", &[], b""),
        make("GET", &long, &[], b""),
        make("GET", "/", &[("X-Upper", "1")], b""),
        make("GET", "/", &[("x-line", "a\r\nb: c")], b""),
        make("POST", "/", &[("transfer-encoding", "chunked")], b"a"),
        make("GET", "/", &[("transfer-encoding", "gzip")], b""),
        make("POST", "/", &[("content-length", "3")], b"body"),
        make(
            "POST",
            "/",
            &[("content-length", "4"), ("content-length", "5")],
            b"body",
        ),
        make("POST", "/", &[("content-length", "+4")], b"body"),
        make("GET", "/", &[("content-length", "x")], b""),
        without("host"),
        without("content-length"),
        apart,
    ];
    for wire in refused {
        let error = send(&transport, &wire).await.err().unwrap();
        assert!(matches!(error, TransportError::Unsendable(_)), "{error}");
        assert!(!error.hint().is_empty());
    }
    let bad_host = WireRequest {
        endpoint: countersign::model::Endpoint {
            host: "a b".to_owned(),
            ..make("GET", "/", &[], b"").endpoint
        },
        ..make("GET", "/", &[], b"")
    };
    let error = send(&transport, &bad_host).await.err().unwrap();
    assert!(
        matches!(error, TransportError::Unsendable(Unsendable::Target(_))),
        "{error}"
    );
    assert_eq!(server.accepted(), 0);
}
