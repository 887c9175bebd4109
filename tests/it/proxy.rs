//! Proxies: everything goes through a tunnel, byte for byte, and each failure names the proxy and no password.

use std::io::{self, Write as _};
use std::net::{IpAddr, TcpListener};
use std::sync::Arc;

use countersign::http::{HyperTransport, Lookup, TransportError, Trust};
use countersign::model::{Proxy, Route, Scheme, Secret, WireRequest};
use futures_util::future::{BoxFuture, FutureExt as _};
use tokio::net::{TcpListener as AsyncListener, TcpStream as AsyncStream};
use tokio_rustls::TlsAcceptor;

use crate::support::proxy::{TestProxy, granting, head, port_of, socks};
use crate::support::server::recorder;
use crate::support::tls::{Authority, Offer, TlsServer, at, believing, https, told_of};
use crate::support::wire::{bytes_of, wire};

const CANARY: &str = "c4nary:pässword@";

/// Knows the proxy and one host.
struct Names;

impl Lookup for Names {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        async move {
            match host.as_str() {
                "proxy.example" => Ok(vec![IpAddr::from([127, 0, 0, 1])]),
                "local.example" => Ok(vec![IpAddr::from([127, 0, 0, 9])]),
                _ => Err(io::Error::other("no such name")),
            }
        }
        .boxed()
    }
}

fn transport() -> HyperTransport {
    HyperTransport::new(Arc::new(Names), Trust::System)
}

fn by(url: String, user: &str, password: &str) -> Route {
    Route {
        proxy: Some(Proxy {
            url,
            user: user.to_owned(),
            password: Secret::new(password),
        }),
        ..Route::default()
    }
}

/// A request for a host that only the proxy can find.
fn far(port: u16) -> WireRequest {
    at(
        Scheme::Http,
        "far.example",
        port,
        wire(port, "POST", "/a/../b?x=%2e", &[("x-a", "1")], b"body"),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn plain_http_goes_through_a_tunnel_byte_for_byte() {
    let (server, proxy) = (recorder(), granting());
    let transport = transport();
    let route = by(format!("http://proxy.example:{}", proxy.port), "", "");
    let wire = far(server.port());
    for _ in 0..3 {
        let (status, connection, phases) = told_of(&transport, &route, wire.clone()).await;
        assert_eq!(status, Ok(200));
        assert_eq!(server.next(), bytes_of(&wire));
        let shown = format!("http://proxy.example:{}", proxy.port);
        assert_eq!(connection.proxy, Some(shown));
        assert_eq!(connection.address.unwrap().port(), proxy.port);
        assert!(phases.waiting.is_some());
    }
    let authority = format!("far.example:{}", server.port());
    assert_eq!(
        proxy.next(),
        format!("CONNECT {authority} HTTP/1.1\r\nhost: {authority}\r\n\r\n")
    );
    assert_eq!(server.accepted(), 1, "the tunnel is used again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn https_goes_through_a_tunnel_and_tls_is_with_the_host() {
    let authority = Authority::new("Good authority");
    let server = TlsServer::start(Offer::new(authority.leaf(&["far.example"])));
    let proxy = granting();
    let route = by(
        format!("http://user:{CANARY}127.0.0.1:{}", proxy.port),
        "user",
        "pass word",
    );
    let wire = https("far.example", server.port, "POST", "/", b"body");
    let (status, connection, phases) = told_of(&believing(&[&authority]), &route, wire.clone()).await;
    assert_eq!(status, Ok(200));
    let received = server.next();
    assert_eq!(received.bytes, bytes_of(&wire));
    assert_eq!(received.sni.as_deref(), Some("far.example"));
    assert_eq!(connection.proxy, Some(format!("http://127.0.0.1:{}", proxy.port)));
    assert_eq!(connection.tls.unwrap().server_name, "far.example");
    assert!(phases.connecting.is_some() && phases.securing.is_some());
    // "user:pass word" by `printf 'user:pass word' | base64`.
    assert!(
        proxy
            .next()
            .contains("\r\nproxy-authorization: Basic dXNlcjpwYXNzIHdvcmQ=\r\n")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_tunnel_leads_to_the_address_connected_to() {
    let (server, proxy) = (recorder(), granting());
    let route = Route {
        connect_to: Some(countersign::model::Address {
            host: "::1".to_owned(),
            port: Some(server.port()),
        }),
        ..by(format!("http://127.0.0.1:{}", proxy.port), "", "")
    };
    let wire = far(80);
    assert_eq!(told_of(&transport(), &route, wire.clone()).await.0, Ok(200));
    assert_eq!(server.next(), bytes_of(&wire));
    assert!(
        proxy
            .next()
            .starts_with(&format!("CONNECT [::1]:{} ", server.port()))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_proxy_is_reached_over_tls() {
    let authority = Authority::new("Good authority");
    let config = Offer::new(authority.leaf(&["localhost"])).config();
    let listener = AsyncListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let acceptor = TlsAcceptor::from(config);
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            let target = port_of(&String::from_utf8(head).unwrap());
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
            stream.flush().await.unwrap();
            let mut far = AsyncStream::connect(("127.0.0.1", target)).await.unwrap();
            tokio::io::copy_bidirectional(&mut stream, &mut far).await.ok();
        }
    });
    let server = TlsServer::start(Offer::new(authority.leaf(&["far.example"])));
    let route = by(format!("https://localhost:{port}"), "", "");
    let wire = https("far.example", server.port, "GET", "/", b"");
    assert_eq!(
        told_of(&believing(&[&authority]), &route, wire.clone()).await.0,
        Ok(200)
    );
    assert_eq!(server.next().bytes, bytes_of(&wire));
    // The proxy's own certificate is verified as well.
    let stranger = Authority::new("Stranger");
    let (result, connection, _) = told_of(&believing(&[&stranger]), &route, wire).await;
    let error = result.unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("no TLS connection to the proxy") && text.contains("unknown authority"),
        "{text}"
    );
    assert_eq!(connection.tls, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn socks_resolves_here_or_there_and_takes_a_password() {
    let server = recorder();
    for (user, password) in [("", ""), ("user", "pass word")] {
        let proxy = socks(user, password);
        for (scheme, host, asked) in [
            ("socks5h", "far.example", "name far.example"),
            ("socks5", "local.example", "address 127.0.0.9"),
        ] {
            let transport = transport();
            let route = by(format!("{scheme}://proxy.example:{}", proxy.port), user, password);
            let wire = at(Scheme::Http, host, server.port(), far(server.port()));
            let (status, connection, phases) = told_of(&transport, &route, wire.clone()).await;
            assert_eq!(status, Ok(200), "{scheme}");
            assert_eq!(server.next(), bytes_of(&wire));
            assert_eq!(proxy.next(), asked);
            assert!(connection.proxy.unwrap().starts_with(scheme));
            assert!(phases.connecting.is_some());
        }
    }
}

/// Sends through a proxy that will not do; the error has that kind, names the proxy, and no secret.
async fn refused(route: &Route, wire: WireRequest, kind: &str, said: &str, hint: &str) {
    let (result, connection, _) = told_of(&transport(), route, wire).await;
    let error = result.unwrap_err();
    assert!(matches!(error, TransportError::Proxy { .. }), "{error}");
    assert_eq!(error.kind(), kind, "{error}");
    let text = error.to_string();
    assert!(
        text.contains(said) && text.contains("far.example") || text.contains("refused.example"),
        "{text}"
    );
    assert!(error.hint().contains(hint), "{}", error.hint());
    let all = format!("{text} {} {error:?} {connection:?} {route:?}", error.hint());
    assert!(!all.contains(CANARY) && !all.contains("c4nary"), "{all}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn each_refusal_of_a_proxy_is_named() {
    for (reply, user, kind, said, hint) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n",
            "",
            "proxy-authentication",
            "asks for a user name",
            "Enter user name and password",
        ),
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 4\r\n\r\nwhat",
            "user",
            "proxy-authentication",
            "did not accept user name and password",
            "Check user name and password",
        ),
        (
            "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n",
            "",
            "proxy-failure",
            "does not allow it (403",
            "CONNECT",
        ),
        (
            "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n",
            "",
            "proxy-failure",
            "could not reach the host (502",
            "URL",
        ),
        (
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
            "",
            "proxy-failure",
            "is not a proxy",
            "scheme, host and port",
        ),
        (
            "SSH-2.0-OpenSSH_9.6\r\n\r\n",
            "",
            "proxy-failure",
            "is not a proxy",
            "scheme, host and port",
        ),
        ("", "", "proxy-failure", "closed the connection", "running"),
    ] {
        let proxy = TestProxy::start(move |stream, _| {
            head(stream);
            stream.write_all(reply.as_bytes()).unwrap();
            None
        });
        let route = by(format!("http://proxy.example:{}", proxy.port), user, CANARY);
        refused(&route, far(80), kind, said, hint).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn each_way_to_no_proxy_is_named() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    for (url, said) in [
        (
            format!("http://proxy.example:{closed}"),
            "the proxy refused the connection",
        ),
        (
            "http://nowhere.example:3128".to_owned(),
            "name could not be resolved: no such name",
        ),
        (format!("ftp://user:{CANARY}proxy.example"), "scheme://host:port"),
    ] {
        let route = Route {
            proxy: Some(Proxy {
                url: url.clone(),
                user: "user".to_owned(),
                password: Secret::new(CANARY),
            }),
            ..Route::default()
        };
        let (result, ..) = told_of(&transport(), &route, far(80)).await;
        let error = result.unwrap_err();
        let text = format!("{error} {} {error:?}", error.hint());
        assert!(text.contains(said) && !text.contains("c4nary"), "{text}");
        assert_eq!(error.kind(), "proxy-failure");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn each_refusal_of_a_socks_proxy_is_named() {
    let open = socks("", "");
    let guarded = socks("user", "right");
    let url = |proxy: &TestProxy| format!("socks5h://proxy.example:{}", proxy.port);
    let unreachable = at(Scheme::Http, "refused.example", 80, far(80));
    refused(
        &by(url(&open), "", ""),
        unreachable,
        "proxy-failure",
        "Connection refused",
        "URL",
    )
    .await;
    refused(
        &by(url(&guarded), "", ""),
        far(80),
        "proxy-authentication",
        "asks for a user name",
        "Enter",
    )
    .await;
    refused(
        &by(url(&guarded), "user", CANARY),
        far(80),
        "proxy-authentication",
        "did not accept",
        "Check user name",
    )
    .await;
    let http = TestProxy::start(|stream, _| {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        None
    });
    refused(
        &by(url(&http), "", ""),
        far(80),
        "proxy-failure",
        "is not a proxy of this kind",
        "scheme",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_name_that_socks5_can_not_resolve_here_is_not_the_proxys_fault() {
    let proxy = socks("", "");
    let route = by(format!("socks5://proxy.example:{}", proxy.port), "", "");
    let error = told_of(&transport(), &route, far(80)).await.0.unwrap_err();
    assert!(
        matches!(&error, TransportError::Dns { host, .. } if host == "far.example"),
        "{error}"
    );
}
