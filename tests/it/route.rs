//! Four hosts: the URL's, the one sent, the one connected to, and the one TLS asks for.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use countersign::http::{
    Happening, HyperTransport, Lookup, Transport as _, TransportError, Trust, Unsendable,
};
use countersign::model::{Address, ConnectionOrigin, Route, Scheme};
use futures_util::future::{BoxFuture, FutureExt as _};

use crate::support::server::{Server, recorder};
use crate::support::tls::{Authority, Offer, TlsServer, Told, at, believing, https, told_of};
use crate::support::wire::{bytes_of, header, send_by, wire};

/// A lookup that finds `known.example` on loopback and nothing else.
struct OneName;

impl Lookup for OneName {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        async move {
            match host.as_str() {
                "known.example" => Ok(vec![IpAddr::from([127, 0, 0, 1])]),
                _ => Err(io::Error::other("no such name")),
            }
        }
        .boxed()
    }
}

fn to(host: &str, port: Option<u16>) -> Route {
    Route {
        connect_to: Some(Address {
            host: host.to_owned(),
            port,
        }),
        ..Route::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_diverted_request_arrives_byte_for_byte() {
    let server = recorder();
    let transport = HyperTransport::new(Arc::new(OneName), Trust::System);
    for route in [
        to("127.0.0.1", Some(server.port())),
        to("known.example", Some(server.port())),
    ] {
        let wire = at(
            Scheme::Http,
            "api.example.com",
            80,
            wire(80, "POST", "/a/../b", &[], b"body"),
        );
        let (status, connection, _) = told_of(&transport, &route, wire.clone()).await;
        assert_eq!(status, Ok(200));
        assert_eq!(server.next(), bytes_of(&wire));
        assert!(
            String::from_utf8(bytes_of(&wire))
                .unwrap()
                .contains("host: api.example.com\r\n")
        );
        assert_eq!(connection.address, Some(server.address));
    }
    // Without a port it is the endpoint's.
    let wire = at(
        Scheme::Http,
        "api.example.com",
        server.port(),
        wire(80, "GET", "/", &[], b""),
    );
    assert_eq!(
        told_of(&transport, &to("127.0.0.1", None), wire.clone()).await.0,
        Ok(200)
    );
    assert_eq!(server.next(), bytes_of(&wire));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_diverted_request_that_fails_names_both_places() {
    let transport = HyperTransport::new(Arc::new(OneName), Trust::System);
    let wire = at(
        Scheme::Http,
        "known.example",
        80,
        wire(80, "GET", "/canary", &[], b""),
    );
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let error = send_by(&transport, &to("127.0.0.1", Some(closed)), &wire)
        .await
        .err()
        .unwrap();
    assert_eq!(error.kind(), "connection-refused");
    let text = error.to_string();
    assert!(
        text.contains(&format!("127.0.0.1:{closed} (in place of known.example:80)")),
        "{text}"
    );
    let error = send_by(&transport, &to("unknown.example", None), &wire)
        .await
        .err()
        .unwrap();
    assert!(
        matches!(&error, TransportError::Dns { host, .. } if host == "unknown.example"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn tls_asks_for_the_host_sent_unless_told_otherwise() {
    let authority = Authority::new("Good authority");
    let names = ["api.example.com", "sent.example", "other.example", "127.0.0.1"];
    let server = TlsServer::start(Offer::new(authority.leaf(&names)));
    let transport = believing(&[&authority]);
    let sent = |host: &str| {
        let mut wire = https("api.example.com", server.port, "GET", "/", b"");
        for line in &mut wire.headers {
            if line.name.as_str() == "host" {
                *line = header("host", host);
            }
        }
        wire
    };
    for (host, server_name, sni) in [
        ("api.example.com", None, Some("api.example.com")),
        ("Sent.Example:8443", None, Some("sent.example")),
        ("sent.example", Some("other.example"), Some("other.example")),
        ("127.0.0.1", None, None),
        ("api.example.com", Some("127.0.0.1"), None),
    ] {
        let route = Route {
            server_name: server_name.map(str::to_owned),
            ..to("127.0.0.1", None)
        };
        let wire = sent(host);
        let (status, connection, _) = told_of(&transport, &route, wire.clone()).await;
        assert_eq!(status, Ok(200), "{host} {server_name:?}");
        let received = server.next();
        assert_eq!(received.sni.as_deref(), sni);
        assert_eq!(received.bytes, bytes_of(&wire));
        let asked = connection.tls.unwrap().server_name;
        let expected = server_name.unwrap_or(host).to_ascii_lowercase();
        assert_eq!(asked, expected.trim_end_matches(":8443"));
    }
    // The certificate is compared with the name that was asked for.
    let route = Route {
        server_name: Some("missing.example".to_owned()),
        ..to("127.0.0.1", None)
    };
    let error = told_of(&transport, &route, sent("api.example.com"))
        .await
        .0
        .unwrap_err();
    assert!(error.to_string().contains("not missing.example"), "{error}");
    // What can not be asked for is refused before a connection.
    for (host, server_name) in [
        ("a b", None),
        ("api.example.com", Some("a b")),
        ("api.example.com", Some("")),
    ] {
        let route = Route {
            server_name: server_name.map(str::to_owned),
            ..to("127.0.0.1", None)
        };
        let (result, connection, _) = told_of(&transport, &route, sent(host)).await;
        let error = result.unwrap_err();
        assert!(
            matches!(error, TransportError::Unsendable(Unsendable::ServerName { .. })),
            "{error}"
        );
        assert!(error.hint().contains("TLS server name"));
        assert_eq!(connection.origin, None);
    }
    assert!(server.is_untouched());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn another_route_gets_another_connection() {
    let server = recorder();
    let transport = HyperTransport::default();
    let wire = wire(server.port(), "GET", "/", &[], b"");
    let timed = Route {
        connect_timeout: Some(Duration::from_secs(30)),
        ..Route::default()
    };
    let mut origins = Vec::new();
    for route in [&Route::default(), &timed, &Route::default(), &timed] {
        let (status, connection, phases) = told_of(&transport, route, wire.clone()).await;
        assert_eq!(status, Ok(200));
        assert!(phases.waiting.is_some());
        origins.push(connection.origin.unwrap());
    }
    let (new, reused) = (ConnectionOrigin::New, ConnectionOrigin::Reused);
    assert_eq!(origins, [new, new, reused, reused]);
    assert_eq!(server.accepted(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn at_most_sixteen_connections_are_kept() {
    let servers: Vec<_> = (0..20).map(|_| recorder()).collect();
    let transport = HyperTransport::default();
    let mut origins = Vec::new();
    for server in servers
        .iter()
        .chain(servers.iter().rev().take(16))
        .chain(&servers)
    {
        let wire = wire(server.port(), "GET", "/", &[], b"");
        let (status, connection, _) = told_of(&transport, &Route::default(), wire).await;
        assert_eq!(status, Ok(200));
        origins.push(connection.origin.unwrap());
    }
    assert!(
        origins[..20]
            .iter()
            .all(|origin| *origin == ConnectionOrigin::New)
    );
    assert!(
        origins[20..36]
            .iter()
            .all(|origin| *origin == ConnectionOrigin::Reused)
    );
    assert!(
        origins[36..40]
            .iter()
            .all(|origin| *origin == ConnectionOrigin::New)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_handshake_without_end_stops_at_the_time_for_connecting() {
    let server = Server::<()>::start(|connection, _| {
        connection.until_closed();
    });
    let route = Route {
        connect_timeout: Some(Duration::from_millis(20)),
        ..Route::default()
    };
    let wire = https("localhost", server.port(), "GET", "/canary", b"");
    let (result, connection, _) = told_of(&HyperTransport::default(), &route, wire).await;
    let error = result.unwrap_err();
    assert_eq!(error.kind(), "timeout");
    let text = error.to_string();
    assert!(text.contains("0.02 s") && text.contains("TLS"), "{text}");
    assert_eq!(connection.address, Some(server.address));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_body_is_told_as_it_goes_out() {
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = std::sync::Mutex::new(held);
    let server = Server::start(move |mut connection, report| {
        connection.wait_for(b"\r\n\r\n");
        held.lock().unwrap().recv().unwrap();
        let request = connection.request().unwrap();
        connection.ok();
        report.send(request.len()).unwrap();
    });
    // More than any socket takes in at once.
    let body = vec![7; 40_000_000];
    let wire = wire(server.port(), "POST", "/", &[], &body);
    let length = bytes_of(&wire).len();
    let told = Told::default();
    let release = std::sync::Mutex::new(Some(release));
    let note = |happening: Happening| {
        if matches!(happening, Happening::Sent(bytes) if bytes > 0)
            && let Some(release) = release.lock().unwrap().take()
        {
            release.send(()).unwrap();
        }
        told.note(happening);
    };
    let transport = HyperTransport::default();
    let sealed = countersign::sigv4::seal_unsigned(wire);
    let reply = transport.send(&sealed, &Route::default(), &note).await.unwrap();
    assert_eq!(server.next(), length);
    let sent = told.sent();
    assert!(sent.len() > 1 && sent.is_sorted(), "{sent:?}");
    assert!(
        sent[0] < 40_000_000,
        "the first count came while the body was held up"
    );
    assert_eq!(sent.last(), Some(&40_000_000));
    assert_eq!(reply.connection.bytes_up, length as u64);
    assert!(reply.phases.sending.is_some() && reply.phases.waiting.is_some());
}
