//! Reply bodies: as they come, as they are cut, and from servers that do not keep to the rules.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};

use countersign::blob::{BodyLimits, SharedBody, SpillFolder};
use countersign::engine::{Deps, Order, SendId, exchange};
use countersign::model::{BodyCut, BodyEnd, Decoding, Network, Outcome, Response, Stage};
use tokio_util::sync::CancellationToken;

use crate::support::engine::WokenEngine;
use crate::support::order::{deps, order, plain};
use crate::support::server::{Connection, PATIENCE, Server};

/// Small limits and a folder of the test's own for spill files.
pub fn limited(folder: &Path, limits: BodyLimits) -> Deps {
    Deps {
        limits,
        spills: SpillFolder::new(folder),
        ..deps()
    }
}

/// An order for this server.
pub fn order_to<T: Send + 'static>(server: &Server<T>) -> Order {
    order(plain(&format!("http://127.0.0.1:{}/", server.port())))
}

/// The reply to the order, which the test expects.
pub async fn reply(deps: &Deps, order: &Order) -> Response {
    let exchange = exchange::run(deps, order, &CancellationToken::new()).await;
    match exchange.outcome {
        Outcome::Replied(response) => {
            assert!(exchange.timings.phases.downloading.unwrap() <= exchange.timings.total);
            response
        }
        other => panic!("{other:?}"),
    }
}

/// A server that answers with these bytes and closes.
pub fn answering(reply: Vec<u8>) -> Server<()> {
    Server::start(move |mut connection, _| {
        connection.request();
        connection.write(&reply);
    })
}

/// A reply with this head and body, both to the byte.
pub fn raw_reply(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes(), body].concat()
}

/// All of a body, wherever it is.
pub fn read_all(body: &SharedBody) -> Vec<u8> {
    let mut all = vec![0; usize::try_from(body.len()).unwrap()];
    let count = body.read_at(0, &mut all).unwrap();
    assert_eq!(count, all.len());
    all
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

/// Lets a server go on, step by step.
struct Gate(Mutex<Receiver<()>>);

fn gate() -> (Sender<()>, Gate) {
    let (open, opened) = channel();
    (open, Gate(Mutex::new(opened)))
}

impl Gate {
    fn wait(&self) {
        let opened = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        opened.recv_timeout(PATIENCE).unwrap();
    }
}

/// A server that writes each piece when the gate opens, and then holds the connection.
fn stepping(pieces: Vec<Vec<u8>>) -> (Sender<()>, Server<()>) {
    let (open, gate) = gate();
    let server = Server::start(move |mut connection: Connection, _: &Sender<()>| {
        connection.request();
        for piece in &pieces {
            gate.wait();
            connection.write(piece);
        }
        connection.until_closed();
    });
    (open, server)
}

#[test]
fn a_body_is_seen_byte_by_byte_as_it_comes() {
    let text = b"data: 1\n\n";
    let head = raw_reply("content-type: text/event-stream\r\ncontent-length: 9", b"");
    let mut pieces = vec![head];
    pieces.extend(text.iter().map(|byte| vec![*byte]));
    let (open, server) = stepping(pieces);
    let engine = WokenEngine::start(deps());
    let order = order_to(&server);
    engine.engine.try_send(SendId(1), order.clone()).unwrap();
    assert_eq!(order.progress.head(), None);
    open.send(()).unwrap();
    let head = engine.woken_until(|_| order.progress.head());
    assert_eq!(
        (head.status, head.header("Content-Type")),
        (200, Some("text/event-stream"))
    );
    for so_far in 1..=text.len() {
        open.send(()).unwrap();
        engine.woken_until(|_| (order.progress.body_bytes() == so_far as u64).then_some(()));
        assert_eq!(order.body.prefix(100), text[..so_far]);
    }
    let (_, exchange, received) = engine.finished();
    let response = exchange.outcome.response().unwrap();
    assert_eq!(
        (&response.end, &received.bytes[..]),
        (&BodyEnd::Complete, &text[..])
    );
}

#[test]
fn cancelled_after_the_head_it_keeps_the_head_and_what_came() {
    for body in ["", "some of it"] {
        let (open, server) = stepping(vec![raw_reply(
            "x-mark: yes\r\ncontent-length: 100",
            body.as_bytes(),
        )]);
        let engine = WokenEngine::start(deps());
        let order = order_to(&server);
        let cancel = engine.engine.try_send(SendId(1), order.clone()).unwrap();
        open.send(()).unwrap();
        engine.woken_until(|_| {
            let has_body = order.progress.body_bytes() == body.len() as u64;
            (order.progress.head().is_some() && has_body).then_some(())
        });
        cancel.cancel();
        let (_, exchange, received) = engine.finished();
        let Outcome::Cancelled {
            stage: Stage::Receiving,
            response: Some(response),
        } = &exchange.outcome
        else {
            panic!("{:?}", exchange.outcome);
        };
        assert_eq!(
            (response.head.status, response.head.header("x-mark")),
            (200, Some("yes"))
        );
        assert_eq!(response.end, BodyEnd::Partial(BodyCut::Cancelled));
        assert_eq!(
            (response.body_bytes, response.received_bytes),
            (body.len() as u64, body.len() as u64)
        );
        assert_eq!(received.bytes, body);
    }
}

/// With a total time that is over at once, as the server says nothing more.
async fn timed_out(server: &Server<()>) -> Outcome {
    let mut order = order_to(server);
    order.network = Arc::new(Network {
        total_timeout_ms: Some(300),
        ..Network::default()
    });
    exchange::run(&deps(), &order, &CancellationToken::new())
        .await
        .outcome
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn when_the_time_is_over_in_the_body_what_came_is_kept() {
    let (open, server) = stepping(vec![raw_reply("content-length: 9", b"half")]);
    open.send(()).unwrap();
    match timed_out(&server).await {
        Outcome::Replied(response) => {
            assert_eq!(response.end, BodyEnd::Partial(BodyCut::TimedOut));
            assert_eq!((response.body_bytes, response.head.status), (4, 200));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn when_the_time_is_over_before_the_head_the_failure_names_the_stage() {
    let (_open, server) = stepping(vec![Vec::new()]);
    match timed_out(&server).await {
        Outcome::Failed(failure) => {
            assert_eq!((failure.kind, failure.stage), ("timeout", Stage::Waiting));
            assert!(failure.message.contains("0.3 s") && failure.message.contains("waiting for the reply"));
        }
        other => panic!("{other:?}"),
    }
}

/// A server that writes the same chunk until the client has gone.
fn endless(head: &'static str, chunk: Vec<u8>) -> Server<()> {
    Server::start(move |mut connection, ended| {
        connection.request();
        connection.write(&raw_reply(head, b""));
        while connection.try_write(&chunk) {}
        ended.send(()).unwrap();
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_endless_body_ends_at_the_cap_with_little_of_it_in_memory() {
    const CAP: u64 = 20_000_000;
    let folder = tempfile::tempdir().unwrap();
    let limits = BodyLimits {
        memory: 1 << 20,
        body: CAP,
        ..BodyLimits::default()
    };
    for (head, chunk, text) in [
        ("content-type: text/plain", vec![b'x'; 10_000], "xxxxxxxxxx"),
        (
            "transfer-encoding: chunked",
            [b"1f40\r\n".as_slice(), &b"data: 1\n".repeat(1000), b"\r\n"].concat(),
            "data: 1\nda",
        ),
    ] {
        let server = endless(head, chunk);
        let order = order_to(&server);
        let response = reply(&limited(folder.path(), limits), &order).await;
        assert_eq!(response.end, BodyEnd::Capped { cap: CAP });
        assert_eq!((order.body.len(), response.received_bytes), (CAP, CAP));
        server.next();
        assert_eq!(order.body.whole(), None);
        assert_eq!(order.body.snapshot().len(), SharedBody::FRONT_BYTES);
        assert_eq!(files(folder.path()), 1);
        assert!(read_all(&order.body).starts_with(text.as_bytes()));
        drop(order);
        assert_eq!(files(folder.path()), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_body_that_can_not_be_kept_ends_there_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let not_a_folder = folder.path().join("file");
    std::fs::File::create(&not_a_folder).unwrap();
    let limits = BodyLimits {
        memory: 100_000,
        ..BodyLimits::default()
    };
    let server = endless("content-type: text/plain", vec![b'x'; 1000]);
    let order = order_to(&server);
    let response = reply(&limited(&not_a_folder, limits), &order).await;
    assert!(
        matches!(&response.end, BodyEnd::Partial(BodyCut::Storage(reason)) if !reason.is_empty()),
        "{response:?}"
    );
    server.next();
    assert!(order.body.len() <= 100_000 && response.body_bytes == order.body.len());
    assert_eq!(order.body.whole().unwrap().len() as u64, order.body.len());
}

/// How a reply ends, its kept body and whether the server's bytes were all that was needed.
async fn ended(reply_bytes: Vec<u8>) -> (String, BodyEnd) {
    let server = answering(reply_bytes);
    let order = order_to(&server);
    let response = reply(&deps(), &order).await;
    assert_eq!(response.decoding, Decoding::None);
    assert_eq!(response.body_bytes, order.body.len());
    (String::from_utf8(read_all(&order.body)).unwrap(), response.end)
}

#[tokio::test]
async fn framing_that_is_wrong_marks_the_body_and_keeps_what_came() {
    for (head, body, kept) in [
        ("content-length: 10", "too short", "too short"),
        ("transfer-encoding: chunked", "4\r\nhalf\r\n", "half"),
        ("transfer-encoding: chunked", "4\r\nhalf\r\n4\r\nha", "halfha"),
        ("transfer-encoding: chunked", "4\r\nhalf\r\nxyz\r\n", "half"),
        ("transfer-encoding: chunked", "4\r\nhalf\r\n-1\r\n", "half"),
        (
            "transfer-encoding: chunked",
            "4\r\nhalf\r\nfffffffffffffffff\r\nrest",
            "half",
        ),
        ("transfer-encoding: chunked", "4\r\nhalfand more\r\n", "half"),
        ("transfer-encoding: chunked", "4\r\nhalf\r\n\r\n", "half"),
        ("transfer-encoding: chunked", "4\r\nhalf\r\n0\r\n", "half"),
    ] {
        let (body, end) = ended(raw_reply(head, body.as_bytes())).await;
        assert_eq!(body, kept, "{head}");
        assert!(
            matches!(&end, BodyEnd::Partial(BodyCut::Connection(reason)) if !reason.is_empty()),
            "{head}: {end:?}"
        );
    }
}

#[tokio::test]
async fn framing_that_is_odd_and_allowed_gives_the_whole_body() {
    for (head, body, kept) in [
        ("content-length: 4", "bodyand more that nobody announced", "body"),
        (
            "transfer-encoding: chunked",
            "4;name=value\r\nbody\r\n0\r\n\r\n",
            "body",
        ),
        (
            "transfer-encoding: chunked",
            "0004\r\nbody\r\n000\r\n\r\n",
            "body",
        ),
        (
            "transfer-encoding: chunked",
            "4\r\nbody\r\n0\r\nx-checksum: abc\r\nx-other: 1\r\n\r\n",
            "body",
        ),
        (
            "transfer-encoding: CHUNKED",
            "4\r\nbody\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            "body",
        ),
        ("connection: close", "up to the end", "up to the end"),
    ] {
        let (body, end) = ended(raw_reply(head, body.as_bytes())).await;
        assert_eq!((body.as_str(), end), (kept, BodyEnd::Complete), "{head}");
    }
}

#[tokio::test]
async fn a_reply_that_has_no_body_ends_although_bytes_follow() {
    for (method, line, head) in [
        ("GET", "204 No Content", "content-length: 4"),
        ("GET", "204 No Content", "content-encoding: gzip"),
        ("GET", "204 No Content", "transfer-encoding: chunked"),
        (
            "GET",
            "304 Not Modified",
            "content-encoding: gzip\r\ncontent-length: 4",
        ),
        ("HEAD", "200 OK", "content-encoding: br\r\ncontent-length: 4"),
        ("HEAD", "200 OK", "transfer-encoding: chunked"),
    ] {
        let server = answering(format!("HTTP/1.1 {line}\r\n{head}\r\n\r\nbody").into_bytes());
        let mut order = order_to(&server);
        order.request.http.method = method.to_owned();
        let response = reply(&deps(), &order).await;
        assert_eq!(
            (
                response.end,
                response.decoding,
                response.received_bytes,
                order.body.len()
            ),
            (BodyEnd::Complete, Decoding::None, 0, 0),
            "{method} {line} {head}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn bytes_behind_a_body_are_not_taken_for_the_next_reply() {
    let server = Server::<()>::start(|mut connection, _| {
        while connection.request().is_some() {
            connection.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 500 Forged\r\ncontent-length: 0\r\n\r\n");
        }
    });
    let deps = deps();
    for _ in 0..3 {
        let order = order_to(&server);
        let response = reply(&deps, &order).await;
        assert_eq!((response.head.status, order.body.snapshot()), (200, "ok".into()));
    }
}
