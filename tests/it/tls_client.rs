//! Client certificates in every form in which OpenSSL writes them.

use std::sync::Arc;

use countersign::http::TransportError;
use countersign::model::{ClientCertificate, Route, Secret};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;

use crate::support::tls::{Authority, Offer, TLS12, TLS13, TlsServer, believing, https, told_of};

const PASSPHRASE: &str = "open sesame";
const WRONG: &str = "canary passphrase";

fn path(name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    format!("{}/tests/fixtures/tls/client/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn shown(certificate: &str, key: &str, passphrase: &str) -> Route {
    Route {
        client_certificate: Some(ClientCertificate {
            host: "localhost".to_owned(),
            certificate: path(certificate),
            key: path(key),
            passphrase: Secret::new(passphrase),
        }),
        ..Route::default()
    }
}

/// Wants a certificate of this authority.
pub fn wanting(authority: &CertificateDer<'static>) -> Arc<dyn ClientCertVerifier> {
    let mut roots = RootCertStore::empty();
    roots.add(authority.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .unwrap()
}

pub fn fixture_authority() -> CertificateDer<'static> {
    CertificateDer::from_pem_file(path("authority.pem")).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_form_of_key_and_file_is_shown() {
    let authority = Authority::new("Good authority");
    for versions in [TLS12, TLS13] {
        let server = TlsServer::start(Offer {
            versions,
            clients: Some(wanting(&fixture_authority())),
            ..Offer::new(authority.leaf(&["localhost"]))
        });
        let transport = believing(&[&authority]);
        for (certificate, key, passphrase) in [
            ("ec.pem", "ec-pkcs8.key", ""),
            ("ec.pem", "ec-sec1.key", ""),
            ("rsa.pem", "rsa-pkcs1.key", ""),
            ("rsa.pem", "rsa-pkcs8.key", "needless"),
            ("ec.pem", "ec-encrypted.key", PASSPHRASE),
            ("ec.pem", "ec-scrypt.key", PASSPHRASE),
            ("ec-both.pem", "", ""),
            ("ec.p12", "", PASSPHRASE),
            ("ec-open.p12", "", ""),
            ("rsa-legacy.p12", "", PASSPHRASE),
        ] {
            let route = shown(certificate, key, passphrase);
            let wire = https("localhost", server.port, "GET", "/", b"");
            let (status, ..) = told_of(&transport, &route, wire).await;
            assert_eq!(status, Ok(200), "{certificate} {key}");
            server.next();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_server_that_wants_another_certificate_or_any_is_named() {
    let authority = Authority::new("Good authority");
    let other = Authority::new("Other client authority");
    let other = CertificateDer::from(other.der());
    for versions in [TLS12, TLS13] {
        for (wanted, route, said) in [
            (
                fixture_authority(),
                Route::default(),
                "asks for a client certificate",
            ),
            (
                other.clone(),
                shown("ec.pem", "ec-pkcs8.key", ""),
                "refused the client certificate",
            ),
        ] {
            let server = TlsServer::start(Offer {
                versions,
                clients: Some(wanting(&wanted)),
                ..Offer::new(authority.leaf(&["localhost"]))
            });
            let wire = https("localhost", server.port, "GET", "/", b"");
            let (result, connection, _) = told_of(&believing(&[&authority]), &route, wire).await;
            let error = result.unwrap_err();
            assert_eq!(error.kind(), "tls-failure");
            assert!(error.to_string().contains(said), "{error}");
            assert!(error.hint().contains("client certificate"), "{}", error.hint());
            assert_eq!(connection.tls.unwrap().chain.len(), 2);
            assert!(server.is_untouched());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn files_that_can_not_be_used_are_named_and_nothing_is_sent() {
    let authority = Authority::new("Good authority");
    let server = TlsServer::start(Offer::new(authority.leaf(&["localhost"])));
    let transport = believing(&[&authority]);
    for (certificate, key, passphrase, file, said) in [
        ("none.pem", "", "", "none.pem", "No such file"),
        ("ec.pem", "none.key", "", "none.key", "No such file"),
        ("ec.pem", "", "", "ec.pem", "no PEM block \"PRIVATE KEY\""),
        (
            "ec-pkcs8.key",
            "",
            "",
            "ec-pkcs8.key",
            "no PEM block \"CERTIFICATE\"",
        ),
        ("ec.pem", "rsa-pkcs8.key", "", "ec.pem", "does not belong"),
        (
            "ec.pem",
            "ec-encrypted.key",
            "",
            "ec-encrypted.key",
            "needs a passphrase",
        ),
        (
            "ec.pem",
            "ec-encrypted.key",
            WRONG,
            "ec-encrypted.key",
            "passphrase does not open it",
        ),
        (
            "ec.pem",
            "ec-scrypt.key",
            WRONG,
            "ec-scrypt.key",
            "does not open it",
        ),
        ("rsa.pem", "rsa-old.key", PASSPHRASE, "rsa-old.key", "old form"),
        ("ec.p12", "", "", "ec.p12", "needs a passphrase"),
        ("ec.p12", "", WRONG, "ec.p12", "does not open it"),
        ("rsa-legacy.p12", "", WRONG, "rsa-legacy.p12", "does not open it"),
        ("make.sh", "", "", "make.sh", "it "),
    ] {
        let route = shown(certificate, key, passphrase);
        let wire = https("localhost", server.port, "GET", "/", b"");
        let error = told_of(&transport, &route, wire).await.0.unwrap_err();
        assert!(matches!(error, TransportError::CertificateFile(_)), "{error}");
        let text = format!("{error} {} {error:?}", error.hint());
        assert!(text.contains(&path(file)) && text.contains(said), "{text}");
        assert!(!text.contains(WRONG), "{text}");
        assert!(server.is_untouched());
    }
}
