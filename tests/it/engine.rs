//! The queue between window and threads.

use countersign::engine::{QueueFull, SendId};
use countersign::model::Outcome;

use crate::support::engine::WokenEngine;
use crate::support::order::{deps, execute_api, order, signed};
use crate::support::server::{PATIENCE, Server, recorder};

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
            matches!(exchange.outcome, Outcome::Replied { .. }),
            "{:?}",
            exchange.outcome
        );
        server.next();
    }
    assert!(engine.engine.try_next().is_none());
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
        assert!(engine.engine.next_blocking(PATIENCE).is_some());
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
