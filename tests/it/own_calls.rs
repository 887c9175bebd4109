//! The program's own calls take TLS, certificates and proxies from where a send takes them.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use countersign::http::{Lookup, OwnCaller, Trust};
use countersign::model::{
    AcceptedCertificate, BodyDigest, CallLimits, CallProblem, Network, ProxyMode, ProxySettings, Secret,
};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use crate::support::proxy::{TestProxy, granting, socks};
use crate::support::server::{Server, recorder};
use crate::support::tls::{Authority, Offer, TlsServer};
use crate::tls_client::{fixture_authority, wanting};

/// Every name is on loopback.
struct Loopback;

impl Lookup for Loopback {
    fn lookup(&self, _host: String) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
        std::future::ready(Ok(vec![IpAddr::from([127, 0, 0, 1])])).boxed()
    }
}

async fn call(
    url: &str,
    network: &Network,
    environment: &[(&str, &str)],
) -> Result<http::Response<Bytes>, CallProblem> {
    let caller = OwnCaller::new(Arc::new(Loopback), Trust::System);
    let variables: Vec<(String, String)> = environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let read = move |name: &str| Some(variables.iter().find(|(known, _)| known == name)?.1.clone());
    let request = http::Request::post(url)
        .body(Bytes::from_static(b"Action=A"))
        .unwrap();
    caller
        .call(request, network, None, CallLimits::default(), &read)
        .await
}

/// The authority in a file, with the folder that it stands in.
fn kept(authority: &Authority) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("authority.pem");
    std::fs::File::create(&path)
        .unwrap()
        .write_all(authority.pem().as_bytes())
        .unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

fn by(url: String, user: &str, password: &str) -> Network {
    Network {
        proxy: ProxySettings {
            mode: ProxyMode::Explicit,
            url,
            user: user.to_owned(),
            password: Secret::new(password),
            ..ProxySettings::default()
        },
        ..Network::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn authorities_of_the_settings_and_accepted_certificates_are_believed() {
    let authority = Authority::new("of this test");
    let leaf = authority.leaf(&["sts.example"]);
    let sha256 = BodyDigest::of(&leaf.chain[0]).sha256;
    let server = TlsServer::start(Offer::new(leaf));
    let url = format!("https://sts.example:{}/", server.port);
    let CallProblem::Tls(unknown) = call(&url, &Network::default(), &[]).await.unwrap_err() else {
        panic!("nobody knows the authority")
    };
    assert!(
        unknown.contains("unknown authority") && unknown.contains("of this test"),
        "{unknown}"
    );
    assert!(server.is_untouched());

    let (_folder, path) = kept(&authority);
    let believing = Network {
        authorities: vec![path.clone()],
        ..Network::default()
    };
    let reply = call(&url, &believing, &[]).await.unwrap();
    assert_eq!((reply.status().as_u16(), &reply.body()[..]), (200, &b"ok"[..]));
    let received = server.next();
    assert_eq!(received.sni.as_deref(), Some("sts.example"));
    assert!(received.bytes.ends_with(b"\r\n\r\nAction=A"));

    let accepted = |server_name: &str| Network {
        accepted: vec![AcceptedCertificate {
            server_name: server_name.to_owned(),
            sha256: sha256.clone(),
        }],
        ..Network::default()
    };
    assert!(call(&url, &accepted("sts.example"), &[]).await.is_ok());
    assert!(matches!(
        call(&url, &accepted("other.example"), &[]).await,
        Err(CallProblem::Tls(_))
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_certificate_is_shown_to_its_host() {
    let authority = Authority::new("of this test");
    let server = TlsServer::start(Offer {
        clients: Some(wanting(&fixture_authority())),
        ..Offer::new(authority.leaf(&["localhost"]))
    });
    let (_folder, path) = kept(&authority);
    let file = |name: &str| format!("{}/tests/fixtures/tls/client/{name}", env!("CARGO_MANIFEST_DIR"));
    let shown_to = |host: &str| Network {
        client_certificates: vec![countersign::model::ClientCertificate {
            host: host.to_owned(),
            certificate: file("ec.pem"),
            key: file("ec-pkcs8.key"),
            passphrase: Secret::default(),
        }],
        authorities: vec![path.clone()],
        ..Network::default()
    };
    let url = format!("https://localhost:{}/", server.port);
    assert!(call(&url, &shown_to("localhost"), &[]).await.is_ok());
    assert!(call(&url, &shown_to("other.example"), &[]).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proxies_of_settings_and_environment_are_taken_with_their_password() {
    let authority = Authority::new("behind a proxy");
    let server = TlsServer::start(Offer::new(authority.leaf(&["sts.example"])));
    let (_folder, path) = kept(&authority);
    let url = format!("https://sts.example:{}/", server.port);
    let believing = |network: Network| Network {
        authorities: vec![path.clone()],
        ..network
    };

    let proxy = granting();
    let address = |proxy: &TestProxy| format!("127.0.0.1:{}", proxy.port);
    let network = believing(by(format!("http://{}", address(&proxy)), "bob", "pass word"));
    assert!(call(&url, &network, &[]).await.is_ok());
    let asked = proxy.next();
    assert!(
        asked.starts_with(&format!("CONNECT sts.example:{} ", server.port)),
        "{asked}"
    );
    // printf 'bob:pass word' | base64
    assert!(
        asked.to_ascii_lowercase().contains("proxy-authorization: basic ")
            && asked.contains("Ym9iOnBhc3Mgd29yZA=="),
        "{asked}"
    );

    let variables = format!("http://{}", address(&proxy));
    let network = believing(Network::default());
    assert!(call(&url, &network, &[("https_proxy", &variables)]).await.is_ok());
    assert!(proxy.next().starts_with("CONNECT "));

    for (scheme, asked) in [("socks5h", "name sts.example"), ("socks5", "address 127.0.0.1")] {
        let proxy = socks("bob", "pass word");
        let network = believing(by(format!("{scheme}://{}", address(&proxy)), "bob", "pass word"));
        assert!(call(&url, &network, &[]).await.is_ok(), "{scheme}");
        assert_eq!(proxy.next(), asked);
        let network = believing(by(format!("{scheme}://{}", address(&proxy)), "bob", "wrong"));
        let problem = call(&url, &network, &[]).await.unwrap_err();
        assert!(matches!(&problem, CallProblem::Proxy { .. }), "{problem}");
        assert!(!problem.to_string().contains("wrong"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redirect_is_a_reply_and_nothing_is_added() {
    let elsewhere = recorder();
    let location: SocketAddr = elsewhere.address;
    let server = Server::<Vec<u8>>::start(move |mut connection, report| {
        while let Some(request) = connection.request() {
            let head =
                format!("HTTP/1.1 302 Found\r\nlocation: http://{location}/\r\ncontent-length: 0\r\n\r\n");
            connection.write(head.as_bytes());
            report.send(request).unwrap();
        }
    });
    let reply = call(
        &format!("http://127.0.0.1:{}/a?b", server.port()),
        &Network::default(),
        &[],
    )
    .await;
    assert_eq!(reply.unwrap().status(), 302);
    assert_eq!(elsewhere.accepted(), 0);
    let sent = String::from_utf8(server.next()).unwrap();
    let mut lines: Vec<&str> = sent.split("\r\n\r\n").next().unwrap().lines().skip(1).collect();
    lines.sort_unstable();
    let names: Vec<&str> = lines.iter().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(names, ["accept", "content-length", "host"], "{sent}");
}
