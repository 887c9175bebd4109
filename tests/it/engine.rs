//! The queue between window and threads.

use std::net::TcpStream;

use countersign::engine::{Event, QueueFull, SendId};
use countersign::model::{Outcome, Response, Secret};

use crate::support::engine::WokenEngine;
use crate::support::order::{deps, execute_api, order, signed};
use crate::support::server::{Server, recorder};

#[test]
fn a_send_ends_in_one_event_with_its_body() {
    let server = recorder();
    let engine = WokenEngine::start(deps());
    for send in 0..5 {
        let order = order(signed(&execute_api(server.port(), "/dev/pets")));
        engine.engine.try_send(SendId(send), order).unwrap();
        let (finished, exchange, received) = engine.finished();
        assert_eq!((finished, &received.bytes[..]), (SendId(send), b"ok".as_slice()));
        assert!(
            matches!(exchange.outcome, Outcome::Replied(_)),
            "{:?}",
            exchange.outcome
        );
        server.next();
    }
    assert!(engine.try_next().is_none());
}

#[test]
fn the_queue_refuses_the_thirty_third_send_until_an_event_is_taken() {
    let server = Server::<()>::start(|mut connection, seen| {
        connection.request();
        seen.send(()).unwrap();
        connection.until_closed();
    });
    let engine = WokenEngine::start(deps());
    let make = || order(signed(&execute_api(server.port(), "/dev/pets")));
    let cancels: Vec<_> = (0..32)
        .map(|send| engine.engine.try_send(SendId(send), make()).unwrap())
        .collect();
    (0..32).for_each(|_| server.next());
    assert!(matches!(
        engine.engine.try_send(SendId(32), make()),
        Err(QueueFull)
    ));
    cancels[5].cancel();
    let (send, ..) = engine.finished();
    assert_eq!(send, SendId(5));
    engine.engine.try_send(SendId(33), make()).unwrap();
    server.next();
    cancels
        .iter()
        .for_each(tokio_util::sync::CancellationToken::cancel);
    for _ in 0..31 {
        engine.finished();
    }
}

#[test]
fn a_growing_body_wakes_the_window() {
    let server = Server::<()>::start(|mut connection, _| {
        connection.request();
        connection.write(b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n");
        connection.write(b"half");
        // The rest never comes: only a wake can tell the window of the first half.
        connection.until_closed();
    });
    let engine = WokenEngine::start(deps());
    let order = order(signed(&execute_api(server.port(), "/dev/pets")));
    let (progress, body) = (order.progress.clone(), order.body.clone());
    engine.engine.try_send(SendId(1), order).unwrap();
    engine.woken_until(|_| (progress.body_bytes() == 4).then_some(()));
    assert_eq!(body.snapshot(), "half");
}

/// An engine whose embedded server runs, and the server's port.
fn with_demo() -> (WokenEngine, u16) {
    let engine = WokenEngine::start(deps());
    engine.engine.start_demo();
    let port = demo_port(&engine);
    (engine, port)
}

fn demo_port(engine: &WokenEngine) -> u16 {
    engine.woken_until(|engine| match engine.try_next()? {
        Event::DemoReady { address, port } => {
            assert!(address.ends_with(&format!(".localhost:{port}")), "{address}");
            Some(port)
        }
        other => panic!("{other:?}"),
    })
}

#[test]
fn the_embedded_server_accepts_the_example_credentials() {
    let (engine, port) = with_demo();
    let order = order(signed(&execute_api(port, "/dev/pets")));
    engine.engine.try_send(SendId(1), order).unwrap();
    let (_, exchange, received) = engine.finished();
    let Outcome::Replied(Response { head, .. }) = &exchange.outcome else {
        panic!("{:?}", exchange.outcome);
    };
    assert_eq!((head.status, head.reason.as_str()), (200, "OK"));
    assert_eq!(received.expectation, None);
}

#[test]
fn a_wrong_secret_brings_what_the_server_expected() {
    let (engine, port) = with_demo();
    let mut request = signed(&execute_api(port, "/dev/pets"));
    request.http.auth.aws.secret_access_key = Secret::new("wrong");
    engine.engine.try_send(SendId(1), order(request)).unwrap();
    let (_, exchange, received) = engine.finished();
    let Outcome::Replied(Response { head, .. }) = &exchange.outcome else {
        panic!("{:?}", exchange.outcome);
    };
    assert_eq!(head.status, 403);
    let expected = &received.expectation.as_ref().unwrap().canonical_request;
    let report = exchange.report.as_ref().unwrap();
    assert_eq!(
        expected,
        report.canonical_request.as_str(),
        "only the secret differs"
    );
}

#[test]
fn the_embedded_server_is_started_once_and_ends_with_the_engine() {
    let (engine, port) = with_demo();
    engine.engine.start_demo();
    assert_eq!(demo_port(&engine), port);
    drop(engine);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}
