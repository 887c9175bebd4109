//! Wire requests made by hand, and the means to send them.

use bytes::Bytes;
use countersign::http::{HyperTransport, Reply, Transport as _, TransportError};
use countersign::model::{
    BodyDigest, BodyPiece, Endpoint, HeaderSource, Route, Scheme, Traced, WireHeader, WireRequest,
};
use countersign::sigv4::seal_unsigned;
use futures_util::TryStreamExt as _;

pub fn header(name: &str, value: &str) -> WireHeader {
    WireHeader {
        name: Traced::rule(name, "test"),
        value: Traced::rule(value, "test"),
        source: HeaderSource::Typed,
    }
}

/// A request with the lines that every request has, `more` before them, and `content-length` for a body.
pub fn wire(port: u16, method: &str, target: &str, more: &[(&str, &str)], body: &[u8]) -> WireRequest {
    let endpoint = Endpoint {
        scheme: Scheme::Http,
        host: "localhost".to_owned(),
        port,
    };
    let mut headers: Vec<_> = more.iter().map(|(name, value)| header(name, value)).collect();
    headers.push(header("host", &endpoint.authority()));
    headers.push(header("user-agent", "countersign-test"));
    headers.push(header("accept", "*/*"));
    let framed = headers.iter().any(|line| line.name.as_str() == "content-length");
    if !body.is_empty() && !framed {
        headers.push(header("content-length", &body.len().to_string()));
    }
    WireRequest {
        endpoint,
        method: Traced::rule(method, "test"),
        target: Traced::rule(target, "test"),
        headers,
        body: Bytes::copy_from_slice(body).into(),
        digest: BodyDigest::of(body),
    }
}

/// Head and body; files as they are now.
pub fn bytes_of(wire: &WireRequest) -> Vec<u8> {
    let mut bytes = wire.head_bytes();
    for piece in wire.body.pieces() {
        match piece {
            BodyPiece::Bytes(piece) => bytes.extend_from_slice(piece),
            BodyPiece::File(path) => bytes.extend(std::fs::read(path.as_ref()).unwrap()),
        }
    }
    bytes
}

pub async fn send(transport: &HyperTransport, wire: &WireRequest) -> Result<Reply, TransportError> {
    send_by(transport, &Route::default(), wire).await
}

/// Sends by another way than the plain one.
pub async fn send_by(
    transport: &HyperTransport,
    route: &Route,
    wire: &WireRequest,
) -> Result<Reply, TransportError> {
    transport.send(&seal_unsigned(wire.clone()), route, &|_| {}).await
}

/// Sends and reads the reply to its end.
pub async fn send_and_read(transport: &HyperTransport, wire: &WireRequest) -> (u16, Vec<u8>) {
    let reply = send(transport, wire).await.unwrap();
    let chunks: Vec<Bytes> = reply.body.try_collect().await.unwrap();
    (reply.head.status, chunks.concat())
}
