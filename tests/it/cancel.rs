//! Cancel ends a send in every phase, and the server sees the connection close.

use std::io;
use std::net::IpAddr;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use countersign::engine::{Order, SendId, exchange};
use countersign::http::{HyperTransport, Lookup, Trust};
use countersign::model::{BodyKind, Outcome, Stage};
use futures_util::future::{BoxFuture, FutureExt as _};
use tokio_util::sync::CancellationToken;

use crate::support::engine::WokenEngine;
use crate::support::order::{deps, deps_with, execute_api, order, plain, signed};
use crate::support::server::{PATIENCE, Server};

/// What a holding server tells.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Held,
    Closed,
}

/// Orders the send, waits until it is `held` in `stage`, cancels, and sees that it ended there.
fn assert_cancelled(engine: &WokenEngine, order: &Order, stage: Stage, held: impl FnOnce()) {
    let cancel = engine.engine.try_send(SendId(7), order.clone()).unwrap();
    held();
    // The server may see the request before the client's own thread notes that it went out.
    engine.woken_until(|_| (order.progress.stage() == stage).then_some(()));
    cancel.cancel();
    let (send, exchange, received) = engine.finished();
    assert_eq!(send, SendId(7));
    assert_eq!(received.bytes, order.body.snapshot());
    assert!(matches!(exchange.outcome, Outcome::Cancelled { stage: at, .. } if at == stage));
}

/// A lookup that never answers, and tells when it begins and when it is dropped.
struct HeldLookup(Sender<Seen>);

struct TellsDrop(Sender<Seen>);

impl Drop for TellsDrop {
    fn drop(&mut self) {
        self.0.send(Seen::Closed).unwrap();
    }
}

impl Lookup for HeldLookup {
    fn lookup(&self, _host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let guard = TellsDrop(self.0.clone());
        self.0.send(Seen::Held).unwrap();
        async move {
            let _guard = guard;
            std::future::pending().await
        }
        .boxed()
    }
}

fn next(seen: &Receiver<Seen>) -> Seen {
    seen.recv_timeout(PATIENCE).unwrap()
}

#[test]
fn while_the_name_is_looked_up() {
    let (sender, seen) = channel();
    let transport = HyperTransport::new(Arc::new(HeldLookup(sender)), Trust::System);
    let engine = WokenEngine::start(deps_with(Arc::new(transport)));
    let order = order(signed(
        "http://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets",
    ));
    assert_cancelled(&engine, &order, Stage::Connecting, || {
        assert_eq!(next(&seen), Seen::Held);
    });
    assert_eq!(next(&seen), Seen::Closed);
}

/// A server that reads until it has `wait_for`, writes `reply`, and then waits for the client to close.
fn holding(wait_for: &'static [u8], reply: &'static [u8]) -> Server<Seen> {
    Server::start(move |mut connection, seen| {
        connection.wait_for(wait_for);
        connection.write(reply);
        seen.send(Seen::Held).unwrap();
        connection.until_closed();
        seen.send(Seen::Closed).unwrap();
    })
}

#[test]
fn while_the_tls_handshake_is_held() {
    let server = holding(b"", b"");
    let engine = WokenEngine::start(deps());
    let order = order(plain(&format!("https://localhost:{}/", server.port())));
    assert_cancelled(&engine, &order, Stage::Connecting, || {
        assert_eq!(server.next(), Seen::Held);
    });
    assert_eq!(server.next(), Seen::Closed);
}

#[test]
fn while_no_reply_comes() {
    let server = holding(b"\r\n\r\n", b"");
    let engine = WokenEngine::start(deps());
    let order = order(signed(&execute_api(server.port(), "/dev/pets")));
    assert_cancelled(&engine, &order, Stage::Waiting, || {
        assert_eq!(server.next(), Seen::Held);
    });
    assert_eq!(server.next(), Seen::Closed);
}

#[test]
fn while_the_head_is_incomplete() {
    let server = holding(b"\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n");
    let engine = WokenEngine::start(deps());
    let order = order(signed(&execute_api(server.port(), "/dev/pets")));
    assert_cancelled(&engine, &order, Stage::Waiting, || {
        assert_eq!(server.next(), Seen::Held);
    });
    assert_eq!(server.next(), Seen::Closed);
}

#[test]
fn while_the_body_is_held_half_way() {
    let server = holding(b"\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
    let engine = WokenEngine::start(deps());
    let order = order(signed(&execute_api(server.port(), "/dev/pets")));
    let progress = Arc::clone(&order.progress);
    assert_cancelled(&engine, &order, Stage::Receiving, || {
        engine.woken_until(|_| (progress.body_bytes() == 4).then_some(()));
    });
    assert_eq!(server.next(), Seen::Held);
    assert_eq!(server.next(), Seen::Closed);
    assert_eq!(order.body.snapshot(), "half", "what came is kept");
}

#[test]
fn while_a_large_request_body_goes_out() {
    const BODY_BYTES: usize = 32 * 1024 * 1024;
    let (release, released) = channel::<()>();
    let released = Mutex::new(released);
    // The server reads no further than the head, so that the buffers between the two fill up.
    let server = Server::start(move |mut connection, seen| {
        connection.wait_for(b"\r\n\r\n");
        seen.send(0).unwrap();
        released.lock().unwrap().recv().unwrap();
        seen.send(connection.until_closed().len()).unwrap();
    });
    let engine = WokenEngine::start(deps());
    let mut request = signed(&execute_api(server.port(), "/dev/pets"));
    request.http.method = "POST".to_owned();
    request.http.body.kind = BodyKind::Text;
    request.http.body.text = "x".repeat(BODY_BYTES).into();
    assert_cancelled(&engine, &order(request), Stage::Waiting, || {
        assert_eq!(server.next(), 0);
    });
    release.send(()).unwrap();
    assert!(server.next() < BODY_BYTES, "the rest of the body never left");
}

#[tokio::test]
async fn before_anything_was_done() {
    let server = holding(b"", b"");
    let cancel = CancellationToken::new();
    cancel.cancel();
    let order = order(signed(&execute_api(server.port(), "/dev/pets")));
    let exchange = exchange::run(&deps(), &order, &cancel).await;
    assert!(matches!(
        exchange.outcome,
        Outcome::Cancelled {
            stage: Stage::Building,
            ..
        }
    ));
    assert_eq!(exchange.wire, None);
    assert_eq!(server.accepted(), 0);
}

#[test]
fn dropping_the_engine_closes_every_connection() {
    let server = holding(b"\r\n\r\n", b"");
    let engine = WokenEngine::start(deps());
    for send in 0..3 {
        let order = order(signed(&execute_api(server.port(), "/dev/pets")));
        engine.engine.try_send(SendId(send), order).unwrap();
        assert_eq!(server.next(), Seen::Held);
    }
    drop(engine);
    for _ in 0..3 {
        assert_eq!(server.next(), Seen::Closed);
    }
}
