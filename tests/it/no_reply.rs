//! Every cause of a missing reply has its own name, and each names what was attempted.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use countersign::http::{HyperTransport, Lookup, TlsProblem, TransportError, Trust};
use countersign::model::{Endpoint, Route, Scheme, WireRequest};
use futures_util::future::{BoxFuture, FutureExt as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::support::server::Server;
use crate::support::wire::{send, send_and_read, send_by, wire};

/// The error of sending a request, which must name `address` and a next step and hold no path or query.
async fn error_of(transport: &HyperTransport, wire: &WireRequest, address: &str) -> TransportError {
    let error = send(transport, wire).await.err().expect("no reply");
    let message = error.to_string();
    assert!(message.contains(address), "{message}");
    assert!(
        !message.contains("secret-path") && !message.contains("http://"),
        "{message}"
    );
    assert!(!error.hint().is_empty() && !error.kind().is_empty());
    error
}

fn plain(port: u16) -> WireRequest {
    wire(port, "GET", "/secret-path?secret-path", &[], b"")
}

fn tls(port: u16) -> WireRequest {
    let wire = plain(port);
    WireRequest {
        endpoint: Endpoint {
            scheme: Scheme::Https,
            ..wire.endpoint.clone()
        },
        ..wire
    }
}

struct NoSuchName;

impl Lookup for NoSuchName {
    fn lookup(&self, _host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        async { Err(io::Error::other("no such name")) }.boxed()
    }
}

struct NeverAnswers;

impl Lookup for NeverAnswers {
    fn lookup(&self, _host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        std::future::pending().boxed()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_name_that_does_not_resolve() {
    let transport = HyperTransport::new(Arc::new(NoSuchName), Trust::System);
    let error = error_of(&transport, &plain(80), "localhost").await;
    assert_eq!(error.kind(), "dns-failure");
    assert!(error.to_string().contains("no such name"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_connection_that_takes_too_long() {
    let route = Route {
        connect_timeout: Some(Duration::from_millis(10)),
        ..Route::default()
    };
    let transport = HyperTransport::new(Arc::new(NeverAnswers), Trust::System);
    let error = send_by(&transport, &route, &plain(80)).await.err().unwrap();
    assert_eq!(error.kind(), "timeout");
    let message = error.to_string();
    assert!(
        message.contains("localhost:80") && message.contains("0.01 s while resolving"),
        "{message}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_port_where_nothing_listens() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let error = error_of(
        &HyperTransport::default(),
        &plain(port),
        &format!("localhost:{port}"),
    )
    .await;
    assert_eq!(error.kind(), "connection-refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_that_closes_without_a_reply() {
    let server = Server::<()>::start(|mut connection, _| {
        connection.request();
    });
    let address = format!("localhost:{}", server.port());
    let error = error_of(&HyperTransport::default(), &plain(server.port()), &address).await;
    assert_eq!(error.kind(), "closed-before-reply");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_that_closes_inside_the_head() {
    let server = Server::<()>::start(|mut connection, _| {
        connection.request();
        connection.write(b"HTTP/1.1 200 OK\r\ncontent-le");
    });
    let address = format!("localhost:{}", server.port());
    let error = error_of(&HyperTransport::default(), &plain(server.port()), &address).await;
    assert_eq!(error.kind(), "closed-before-reply");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_that_speaks_something_else() {
    for nonsense in [
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\na b: c\r\n\r\n",
    ] {
        let server = Server::<()>::start(move |mut connection, _| {
            connection.request();
            connection.write(nonsense.as_bytes());
            connection.until_closed();
        });
        let address = format!("localhost:{}", server.port());
        let error = error_of(&HyperTransport::default(), &plain(server.port()), &address).await;
        assert_eq!(error.kind(), "malformed-reply", "{nonsense:?} {error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_port_that_speaks_plain_http_when_asked_for_tls() {
    let server = Server::<()>::start(|mut connection, _| {
        connection.wait_for(b"");
        connection.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
        connection.until_closed();
    });
    let address = format!("localhost:{}", server.port());
    let error = error_of(&HyperTransport::default(), &tls(server.port()), &address).await;
    assert!(
        matches!(
            error,
            TransportError::Tls {
                problem: TlsProblem::NotTls,
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_that_closes_during_the_handshake() {
    let server = Server::<()>::start(|mut connection, _| connection.wait_for(b""));
    let address = format!("localhost:{}", server.port());
    let error = error_of(&HyperTransport::default(), &tls(server.port()), &address).await;
    assert!(
        matches!(
            error,
            TransportError::Tls {
                problem: TlsProblem::Closed,
                ..
            }
        ),
        "{error}"
    );
}

/// A TLS server with the certificate of that name, for `connections` connections, that answers 200.
fn tls_server(certificate: &'static [u8], connections: usize) -> u16 {
    let key = PrivateKeyDer::try_from(include_bytes!("../fixtures/tls/leaf.key").to_vec()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate)], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::Builder::new()
        .name("test-tls".to_owned())
        .spawn(move || {
            for stream in listener.incoming().take(connections) {
                let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
                let mut stream = rustls::StreamOwned::new(connection, stream.unwrap());
                let mut buffer = [0; 4096];
                if stream.read(&mut buffer).is_ok_and(|count| count > 0) {
                    stream
                        .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
                        .unwrap();
                    stream.flush().unwrap();
                    // The client closes once it has read the reply.
                    assert!(stream.read(&mut buffer).is_ok_and(|count| count == 0));
                }
            }
        })
        .unwrap();
    port
}

/// A transport that believes the authority of the fixtures.
fn trusting() -> HyperTransport {
    let authority = include_bytes!("../fixtures/tls/ca.der").to_vec();
    let trust = Trust::SystemAnd(Arc::new([authority]));
    HyperTransport::new(Arc::new(countersign::http::SystemLookup), trust)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn tls_with_a_good_certificate_gets_a_reply() {
    let port = tls_server(include_bytes!("../fixtures/tls/good.der"), 1);
    let (status, body) = send_and_read(&trusting(), &tls(port)).await;
    assert_eq!((status, body.as_slice()), (200, b"ok".as_slice()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn each_bad_certificate_is_named() {
    let cases: [(&'static [u8], &str); 3] = [
        (include_bytes!("../fixtures/tls/expired.der"), "has expired"),
        (
            include_bytes!("../fixtures/tls/not-yet.der"),
            "is not valid before",
        ),
        (
            include_bytes!("../fixtures/tls/other-host.der"),
            "is for another host",
        ),
    ];
    for (certificate, expected) in cases {
        let port = tls_server(certificate, 1);
        let error = error_of(&trusting(), &tls(port), &format!("localhost:{port}")).await;
        assert!(
            error.kind() == "tls-failure" && error.to_string().contains(expected),
            "{error}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_unknown_authority_is_named() {
    let port = tls_server(include_bytes!("../fixtures/tls/good.der"), 1);
    // An authority that signed nothing here stands in for the system's list, which may be empty.
    let stranger = include_bytes!("../fixtures/tls/stranger.der").to_vec();
    let trust = Trust::SystemAnd(Arc::new([stranger]));
    let transport = HyperTransport::new(Arc::new(countersign::http::SystemLookup), trust);
    let error = error_of(&transport, &tls(port), &format!("localhost:{port}")).await;
    assert!(
        matches!(
            error,
            TransportError::Tls {
                problem: TlsProblem::UnknownAuthority { .. },
                ..
            }
        ),
        "{error}"
    );
}
