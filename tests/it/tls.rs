//! TLS: what was agreed on is told, flaws are named, and nothing but one accepted certificate passes.

use countersign::http::HyperTransport;
use countersign::model::{
    AcceptedCertificate, ChainTrust, Connection, ConnectionOrigin, HttpVersion, Route, TlsFacts, TlsVersion,
};
use time::macros::datetime;

use crate::support::server::Server;
use crate::support::tls::{
    Authority, Offer, TLS12, TLS13, TlsServer, believing, https, self_signed, self_signed_with, told_of,
};
use crate::support::wire::{bytes_of, send_by};

/// Writes a file of a test's own folder.
fn write(path: String, content: impl AsRef<[u8]>) {
    let mut file = std::fs::File::create(path).unwrap();
    std::io::Write::write_all(&mut file, content.as_ref()).unwrap();
}

fn tls_of(connection: &Connection) -> &TlsFacts {
    connection.tls.as_ref().expect("facts of TLS")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn version_cipher_chain_and_phases_are_told() {
    let authority = Authority::new("Good authority");
    for (versions, version) in [(TLS12, "TLS 1.2"), (TLS13, "TLS 1.3")] {
        let server = TlsServer::start(Offer {
            versions,
            ..Offer::new(authority.leaf(&["localhost", "127.0.0.1"]))
        });
        let transport = believing(&[&authority]);
        let wire = https("localhost", server.port, "POST", "/a/../b", b"body");
        let (status, connection, phases) = told_of(&transport, &Route::default(), wire.clone()).await;
        assert_eq!(status, Ok(200));
        assert_eq!(server.next().bytes, bytes_of(&wire));
        let tls = tls_of(&connection);
        assert_eq!(tls.version.map(TlsVersion::as_str), Some(version));
        let cipher = tls.cipher.as_deref().unwrap();
        assert!(cipher.starts_with("TLS_"), "{cipher}");
        assert_eq!(cipher.starts_with("TLS_ECDHE"), version == "TLS 1.2", "{cipher}");
        assert_eq!(
            (tls.server_name.as_str(), &tls.trust),
            ("localhost", &ChainTrust::Verified)
        );
        assert_eq!(tls.chain.len(), 2);
        assert_eq!(tls.chain[0].names, ["localhost", "127.0.0.1"]);
        assert_eq!(tls.chain[0].issuer, "CN=Good authority");
        assert_eq!(tls.chain[0].sha256.len(), 64);
        assert!(tls.chain[0].not_before < tls.chain[0].not_after);
        assert_eq!(connection.origin, Some(ConnectionOrigin::New));
        assert_eq!(connection.address.unwrap().port(), server.port);
        assert_eq!(connection.protocol, Some(HttpVersion::Http11));
        assert_eq!(connection.bytes_up, bytes_of(&wire).len() as u64);
        assert_eq!(
            connection.bytes_down,
            b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n".len() as u64
        );
        for phase in [
            phases.resolving,
            phases.connecting,
            phases.securing,
            phases.sending,
            phases.waiting,
        ] {
            assert!(phase.is_some(), "{phases:?}");
        }

        let (status, again, phases) = told_of(&transport, &Route::default(), wire).await;
        assert_eq!(status, Ok(200));
        assert_eq!(again.origin, Some(ConnectionOrigin::Reused));
        assert_eq!(
            (&again.tls, again.address, again.bytes_up),
            (&connection.tls, connection.address, connection.bytes_up)
        );
        assert_eq!(
            (phases.resolving, phases.connecting, phases.securing),
            (None, None, None)
        );
        assert!(phases.sending.is_some() && phases.waiting.is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn flaws_are_named_and_the_chain_is_kept() {
    let good = Authority::new("Good authority");
    let stranger = Authority::new("Stranger");
    let product = Authority::new("Zscaler Root CA");
    let cases = [
        (
            good.leaf_with(&["localhost"], |params| {
                params.not_after = datetime!(2020-02-03 04:05 UTC);
            }),
            "expired on 2020-02-03 04:05 UTC",
            "clock",
        ),
        (
            good.leaf_with(&["localhost"], |params| {
                params.not_before = datetime!(2090-01-01 00:00 UTC);
                params.not_after = datetime!(2091-01-01 00:00 UTC);
            }),
            "not valid before 2090-01-01 00:00 UTC",
            "clock",
        ),
        (
            good.leaf(&["a.example", "b.example"]),
            "it names a.example, b.example, not localhost",
            "server name",
        ),
        (
            stranger.leaf(&["localhost"]),
            "unknown authority: CN=Stranger",
            "PEM",
        ),
        (self_signed("localhost"), "is self-signed", "accept"),
        (
            product.leaf(&["localhost"]),
            "looks like an inspecting proxy: the certificate was issued by CN=Zscaler Root CA",
            "network team",
        ),
    ];
    for (leaf, message, hint) in cases {
        let end_entity = leaf.chain[0].clone();
        let server = TlsServer::start(Offer::new(leaf));
        let transport = believing(&[&good]);
        let wire = https("localhost", server.port, "GET", "/canary", b"");
        let (result, connection, phases) = told_of(&transport, &Route::default(), wire).await;
        let error = result.unwrap_err();
        assert_eq!(error.kind(), "tls-failure");
        let text = error.to_string();
        assert!(text.contains(message) && !text.contains("canary"), "{text}");
        assert!(error.hint().contains(hint), "{}", error.hint());
        let tls = tls_of(&connection);
        assert!(
            matches!(&tls.trust, ChainTrust::Refused(why) if why.contains(message)),
            "{tls:?}"
        );
        let sha256 = countersign::model::BodyDigest::of(&end_entity).sha256;
        assert_eq!(tls.chain[0].sha256, sha256);
        assert!(phases.securing.is_some() && phases.sending.is_none());
        assert!(server.is_untouched());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_accepted_certificate_passes_for_its_name_alone() {
    let good = Authority::new("Good authority");
    let accepted = |server_name: &str, sha256: &str| Route {
        accepted: vec![AcceptedCertificate {
            server_name: server_name.to_owned(),
            sha256: sha256.to_owned(),
        }],
        ..Route::default()
    };
    for leaf in [self_signed("localhost"), good.leaf(&["other.example"])] {
        let server = TlsServer::start(Offer::new(leaf));
        let transport = believing(&[&good]);
        let wire = || https("localhost", server.port, "GET", "/", b"");
        let (refused, connection, _) = told_of(&transport, &Route::default(), wire()).await;
        assert!(refused.is_err());
        let shown = tls_of(&connection).chain[0].sha256.clone();

        let (status, connection, _) = told_of(&transport, &accepted("LOCALHOST", &shown), wire()).await;
        assert_eq!(status, Ok(200));
        server.next();
        let ChainTrust::Accepted(why) = &tls_of(&connection).trust else {
            panic!("{connection:?}");
        };
        assert!(why.contains("certificate"), "{why}");

        let mut flipped = shown.clone().into_bytes();
        flipped[0] = if flipped[0] == b'0' { b'1' } else { b'0' };
        let flipped = String::from_utf8(flipped).unwrap();
        for route in [
            accepted("elsewhere.example", &shown),
            accepted("localhost", &flipped),
            accepted("localhost", ""),
            Route::default(),
        ] {
            let (refused, connection, _) = told_of(&transport, &route, wire()).await;
            assert!(refused.is_err(), "{route:?}");
            assert!(matches!(tls_of(&connection).trust, ChainTrust::Refused(_)));
            assert!(server.is_untouched());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn authorities_come_from_pem_files() {
    let authority = Authority::new("Good authority");
    let other = Authority::new("Other authority");
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    write(
        path("both.pem"),
        format!("note\n{}{}", other.pem(), authority.pem()),
    );
    write(path("other.pem"), other.pem());
    write(path("der.pem"), authority.der());
    write(path("empty.pem"), "");
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    write(path("damaged.pem"), damaged);
    let server = TlsServer::start(Offer::new(authority.leaf(&["localhost"])));
    let transport = believing(&[&other]);
    let with = |paths: &[&str]| Route {
        authorities: paths.iter().map(|name| path(name)).collect(),
        ..Route::default()
    };
    let wire = || https("localhost", server.port, "GET", "/", b"");
    for paths in [&["both.pem"][..], &["other.pem", "both.pem"]] {
        assert_eq!(told_of(&transport, &with(paths), wire()).await.0, Ok(200));
        server.next();
    }
    let refused = told_of(&transport, &with(&["other.pem"]), wire())
        .await
        .0
        .unwrap_err();
    assert!(refused.to_string().contains("unknown authority"), "{refused}");
    for (name, said) in [
        ("missing.pem", "No such file"),
        ("der.pem", "no PEM block"),
        ("empty.pem", "no PEM block"),
        ("damaged.pem", "damaged"),
        ("", "directory"),
    ] {
        let error = told_of(&transport, &with(&["both.pem", name]), wire())
            .await
            .0
            .unwrap_err();
        assert_eq!(error.kind(), "certificate-file");
        let text = error.to_string();
        assert!(text.contains(&path(name)) && text.contains(said), "{text}");
        assert!(!error.hint().is_empty());
        assert!(server.is_untouched());
    }
}

/// As `openssl req -x509` makes one: it calls itself an authority.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_servers_own_certificate_may_be_the_authority_for_its_name_and_time() {
    let good = Authority::new("Good authority");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.pem").to_str().unwrap().to_owned();
    let route = Route {
        authorities: vec![path.clone()],
        ..Route::default()
    };
    let authority = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    for (name, until, believed) in [
        ("localhost", datetime!(2090-01-01 00:00 UTC), true),
        ("other.example", datetime!(2090-01-01 00:00 UTC), false),
        ("localhost", datetime!(2020-01-01 00:00 UTC), false),
    ] {
        let leaf = self_signed_with(name, |params| {
            params.is_ca = authority;
            params.not_after = until;
        });
        let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &leaf.chain[0]);
        write(
            path.clone(),
            format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"),
        );
        let server = TlsServer::start(Offer::new(leaf));
        let wire = || https("localhost", server.port, "GET", "/", b"");
        let (result, connection, _) = told_of(&believing(&[&good]), &route, wire()).await;
        assert_eq!(result.is_ok(), believed, "{name} {result:?}");
        assert_eq!(tls_of(&connection).trust == ChainTrust::Verified, believed);
        let without = told_of(&believing(&[&good]), &Route::default(), wire()).await.0;
        assert!(without.is_err());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn servers_of_another_kind_are_named() {
    let alert = |description: u8| [0x15, 3, 1, 0, 2, 2, description];
    let cases: [(Vec<u8>, &str, &str); 4] = [
        (alert(70).to_vec(), "before 1.2", "TLS 1.2"),
        (alert(120).to_vec(), "other protocols than HTTP/1.1", "HTTP/2"),
        (
            alert(40).to_vec(),
            "refused the handshake (HandshakeFailure)",
            "client certificate",
        ),
        (b"220 mail ready\r\n".to_vec(), "does not speak TLS", "port"),
    ];
    for (bytes, message, hint) in cases {
        let server = Server::<()>::start(move |mut connection, _| {
            connection.wait_for(b"");
            connection.write(&bytes);
            connection.until_closed();
        });
        let wire = https("localhost", server.port(), "GET", "/", b"");
        let error = send_by(&HyperTransport::default(), &Route::default(), &wire)
            .await
            .err()
            .unwrap();
        assert!(error.to_string().contains(message), "{error}");
        assert!(error.hint().contains(hint), "{}", error.hint());
    }
}
