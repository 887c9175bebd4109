//! Origins that redirect as their paths say and write every request down, over plain HTTP and over TLS.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use countersign::http::{HyperTransport, SystemLookup, Trust};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::server::Server;

/// What came, in order: which origin, and the whole request.
pub type Log = Arc<Mutex<Vec<(&'static str, String)>>>;

/// An origin over plain HTTP.
pub fn plain_origin(name: &'static str, log: &Log) -> Server<()> {
    let log = Arc::clone(log);
    Server::start(move |mut connection, _| {
        while let Some(request) = connection.request() {
            let request = String::from_utf8_lossy(&request).into_owned();
            let reply = answer(&request);
            log.lock().unwrap().push((name, request));
            connection.write(reply.as_bytes());
        }
    })
}

/// An origin over TLS, with a certificate for localhost: one request for each connection.
pub fn tls_origin(name: &'static str, log: &Log) -> u16 {
    let key = PrivateKeyDer::try_from(include_bytes!("../../fixtures/tls/leaf.key").to_vec()).unwrap();
    let certificate = CertificateDer::from(include_bytes!("../../fixtures/tls/good.der").as_slice());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let log = Arc::clone(log);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::Builder::new()
        .name("test-tls-origin".to_owned())
        .spawn(move || {
            for stream in listener.incoming() {
                let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
                let mut stream = rustls::StreamOwned::new(connection, stream.unwrap());
                let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
                while memchr::memmem::find(&request, b"\r\n\r\n").is_none() {
                    match stream.read(&mut buffer) {
                        Ok(count) if count > 0 => request.extend_from_slice(&buffer[..count]),
                        _ => break,
                    }
                }
                if request.is_empty() {
                    continue;
                }
                let request = String::from_utf8_lossy(&request).into_owned();
                let reply = answer(&request).replacen("\r\n", "\r\nconnection: close\r\n", 1);
                log.lock().unwrap().push((name, request));
                stream.write_all(reply.as_bytes()).unwrap();
                stream.conn.send_close_notify();
                stream.flush().unwrap();
            }
        })
        .unwrap();
    port
}

/// A transport that believes the certificate of [`tls_origin`].
pub fn trusting() -> HyperTransport {
    let authority = include_bytes!("../../fixtures/tls/ca.der").to_vec();
    let trust = Trust::SystemAnd(Arc::new([authority]));
    HyperTransport::new(Arc::new(SystemLookup), trust)
}

/// A path that is answered with this status and location. `{query}` in it becomes the query of the request.
pub fn leading(status: u16, location: &str) -> String {
    let hex = location.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    format!("/r/{status}/{hex}")
}

/// The reply: a redirect when the path asks for one, else 200.
fn answer(request: &str) -> String {
    let target = request.split(' ').nth(1).unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut parts = path.split('/').skip(1);
    let is_hex = |text: &&str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let body = |text: &'static str| if request.starts_with("HEAD ") { "" } else { text };
    let (Some("r"), Some(status), Some(hex)) = (parts.next(), parts.next(), parts.next().filter(is_hex))
    else {
        return format!("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", body("ok"));
    };
    let bytes: Vec<u8> = hex
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    let location = String::from_utf8(bytes).unwrap().replace("{query}", query);
    let moved = body("moved");
    format!("HTTP/1.1 {status} Moved\r\nlocation: {location}\r\ncontent-length: 5\r\n\r\n{moved}")
}
