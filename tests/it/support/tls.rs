//! Authorities and certificates made for a test, and a TLS server that is a script.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use countersign::http::{Happening, HyperTransport, SystemLookup, Transport as _, TransportError, Trust};
use countersign::model::{Connection, Endpoint, Phases, Route, Scheme, WireRequest};
use countersign::sigv4::seal_unsigned;
use futures_util::TryStreamExt as _;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::danger::ClientCertVerifier;
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};

use super::server::PATIENCE;
use super::wire::{header, wire};

/// TLS 1.2 alone.
pub static TLS12: &[&SupportedProtocolVersion] = &[&rustls::version::TLS12];
/// TLS 1.3 alone.
pub static TLS13: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13];

/// A certificate chain with its key.
pub struct Leaf {
    pub chain: Vec<CertificateDer<'static>>,
    pub key: PrivateKeyDer<'static>,
}

/// An authority that a test may believe or not.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for these names, after `change`.
    pub fn leaf_with(&self, names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Leaf {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.distinguished_name.push(DnType::CommonName, "leaf");
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &*self.0).unwrap();
        Leaf {
            chain: vec![certificate.der().clone(), self.0.der().clone()],
            key: PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        }
    }

    pub fn leaf(&self, names: &[&str]) -> Leaf {
        self.leaf_with(names, |_| {})
    }
}

pub fn self_signed(name: &str) -> Leaf {
    self_signed_with(name, |_| {})
}

pub fn self_signed_with(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    change(&mut params);
    Leaf {
        chain: vec![params.self_signed(&key).unwrap().der().clone()],
        key: PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
    }
}

/// What a server offers.
pub struct Offer {
    pub leaf: Leaf,
    pub versions: &'static [&'static SupportedProtocolVersion],
    pub alpn: &'static [&'static [u8]],
    pub clients: Option<Arc<dyn ClientCertVerifier>>,
}

impl Offer {
    pub fn new(leaf: Leaf) -> Self {
        Self {
            leaf,
            versions: rustls::ALL_VERSIONS,
            alpn: &[],
            clients: None,
        }
    }

    pub fn config(self) -> Arc<ServerConfig> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(self.versions)
            .unwrap();
        let builder = match self.clients {
            Some(clients) => builder.with_client_cert_verifier(clients),
            None => builder.with_no_client_auth(),
        };
        let mut config = builder.with_single_cert(self.leaf.chain, self.leaf.key).unwrap();
        config.alpn_protocols = self.alpn.iter().map(|name| name.to_vec()).collect();
        Arc::new(config)
    }
}

/// What came over TLS: the name asked for, and a request.
pub struct Received {
    pub sni: Option<String>,
    pub bytes: Vec<u8>,
}

/// A TLS server that answers each request with 200 and reports it.
pub struct TlsServer {
    pub port: u16,
    received: Receiver<Received>,
}

impl TlsServer {
    pub fn start(offer: Offer) -> Self {
        let config = offer.config();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, received) = channel();
        std::thread::Builder::new()
            .name("test-tls".to_owned())
            .spawn(move || {
                for stream in listener.incoming() {
                    let (config, sender) = (Arc::clone(&config), sender.clone());
                    std::thread::Builder::new()
                        .name("test-tls-connection".to_owned())
                        .spawn(move || {
                            let mut stream = accepted(&config, stream.unwrap());
                            while let Some(bytes) = request(&mut stream) {
                                let sni = stream.conn.server_name().map(str::to_owned);
                                let written =
                                    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
                                // The test may be over, or the client gone.
                                if written.is_err() || sender.send(Received { sni, bytes }).is_err() {
                                    break;
                                }
                            }
                        })
                        .unwrap();
                }
            })
            .unwrap();
        Self { port, received }
    }

    pub fn next(&self) -> Received {
        self.received
            .recv_timeout(PATIENCE)
            .expect("the server reports a request")
    }

    /// True when no request has come.
    pub fn is_untouched(&self) -> bool {
        self.received.try_recv().is_err()
    }
}

fn accepted(config: &Arc<ServerConfig>, stream: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    StreamOwned::new(ServerConnection::new(Arc::clone(config)).unwrap(), stream)
}

/// One request whose body has the length that its head says; `None` when the client closed or was refused.
fn request(stream: &mut StreamOwned<ServerConnection, TcpStream>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        bytes.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    bytes.extend_from_slice(&body);
    Some(bytes)
}

/// A request over https to `host`.
pub fn https(host: &str, port: u16, method: &str, target: &str, body: &[u8]) -> WireRequest {
    at(Scheme::Https, host, port, wire(port, method, target, &[], body))
}

/// The same request for another scheme and host, in its Host header too.
pub fn at(scheme: Scheme, host: &str, port: u16, mut wire: WireRequest) -> WireRequest {
    wire.endpoint = Endpoint {
        scheme,
        host: host.to_owned(),
        port,
    };
    let authority = wire.endpoint.authority();
    for line in &mut wire.headers {
        if line.name.as_str() == "host" {
            *line = header("host", &authority);
        }
    }
    wire
}

/// What a send told, in the order in which it told it.
#[derive(Default)]
pub struct Told(Mutex<Vec<Happening>>);

impl Told {
    pub fn note(&self, happening: Happening) {
        self.0.lock().unwrap().push(happening);
    }

    /// The last that was told of the connection.
    pub fn connection(&self) -> (Connection, Phases) {
        let told = self.0.lock().unwrap();
        let mut latest = told.iter().rev().filter_map(|happening| match happening {
            Happening::Connection(connection, phases) => Some(((**connection).clone(), *phases)),
            _ => None,
        });
        latest.next().unwrap_or_default()
    }

    /// Each count of body bytes that was told.
    pub fn sent(&self) -> Vec<u64> {
        let told = self.0.lock().unwrap();
        told.iter()
            .filter_map(|happening| match happening {
                Happening::Sent(bytes) => Some(*bytes),
                _ => None,
            })
            .collect()
    }
}

/// A transport that believes these authorities and no other: the system's list stays out of the tests.
pub fn believing(authorities: &[&Authority]) -> HyperTransport {
    let roots = authorities.iter().map(|authority| authority.der()).collect();
    HyperTransport::new(Arc::new(SystemLookup), Trust::SystemAnd(roots))
}

/// Sends and reads; the status, or the error, and what was told.
pub async fn told_of(
    transport: &HyperTransport,
    route: &Route,
    wire: WireRequest,
) -> (Result<u16, TransportError>, Connection, Phases) {
    let told = Told::default();
    let sent = transport
        .send(&seal_unsigned(wire), route, &|happening| told.note(happening))
        .await;
    let result = match sent {
        Ok(reply) => {
            assert_eq!((reply.connection.clone(), reply.phases), told.connection());
            let status = reply.head.status;
            reply.body.try_collect::<Vec<_>>().await.map(|_| status)
        }
        Err(error) => Err(error),
    };
    let (connection, phases) = told.connection();
    (result, connection, phases)
}
