//! One connection: requests in, replies out, until either side ends it.

use std::io::{self, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use super::gates::Phase;
use super::reader::{ReadError, ReceivedRequest, RequestReader};
use super::reply::{Connection, Reply, Stamp};
use super::server::Service;

/// A connection on which nothing moves for this long ends.
const IDLE: Duration = Duration::from_mins(1);

/// Serves one connection to its end. Every error ends it and nothing else.
pub fn serve(stream: &TcpStream, service: &Service) {
    converse(stream, service).ok();
    stream.shutdown(Shutdown::Both).ok();
}

fn converse(stream: &TcpStream, service: &Service) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_write_timeout(Some(IDLE))?;
    let mut reader = RequestReader::new(stream);
    loop {
        let go_on = || {
            let mut out: &TcpStream = stream;
            out.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
        };
        let request = match reader.next(go_on) {
            Ok(request) => Arc::new(request),
            Err(error) => return refuse(stream, service, &error),
        };
        service.capture.record(Arc::clone(&request));
        let ends = after(&request);
        let stamp = service.stamp();
        let reply = service.answer(&request, stamp);
        service.gates.pass(Phase::BeforeReply);
        send(stream, service, &reply, stamp, ends, &request.method)?;
        if ends == Connection::Close {
            return Ok(());
        }
    }
}

/// Bytes that are no request get a reply when there is someone to read it; then the connection ends.
fn refuse(stream: &TcpStream, service: &Service, error: &ReadError) -> io::Result<()> {
    let status = match error {
        ReadError::Connection(_) | ReadError::Ended => return Ok(()),
        ReadError::Malformed => 400,
        ReadError::HeadTooLong => 431,
        ReadError::BodyTooLong => 413,
    };
    send(
        stream,
        service,
        &Reply::bad_request(status),
        service.stamp(),
        Connection::Close,
        "GET",
    )
}

fn send(
    mut stream: &TcpStream,
    service: &Service,
    reply: &Reply,
    stamp: Stamp,
    ends: Connection,
    method: &str,
) -> io::Result<()> {
    let mut bytes = reply.head(stamp, ends);
    if method == "HEAD" {
        return stream.write_all(&bytes);
    }
    let (first, rest) = reply.body.split_at(reply.body.len() / 2);
    bytes.extend_from_slice(first);
    if service.gates.is_held(Phase::MidBody) {
        stream.write_all(&bytes)?;
        service.gates.pass(Phase::MidBody);
        return stream.write_all(rest);
    }
    bytes.extend_from_slice(rest);
    stream.write_all(&bytes)
}

/// Whether the peer asked to end the connection, or speaks a version that ends it by default.
fn after(request: &ReceivedRequest) -> Connection {
    let asked = request
        .header("connection")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let old = request
        .head
        .windows(10)
        .take_while(|at| !at.starts_with(b"\r\n"))
        .any(|at| at == b" HTTP/1.0\r");
    if asked.contains("close") || (old && !asked.contains("keep-alive")) {
        Connection::Close
    } else {
        Connection::KeepAlive
    }
}

impl Service {
    /// Lets the faults at work on a copy, then asks the product that the request is for.
    fn answer(&self, request: &ReceivedRequest, stamp: Stamp) -> Reply {
        if self.misbehaviours.is_empty() {
            return self.products.answer(request, stamp);
        }
        let mut altered = request.clone();
        for misbehaviour in &self.misbehaviours {
            misbehaviour.alter(&mut altered);
        }
        self.products.answer(&altered, stamp)
    }
}
