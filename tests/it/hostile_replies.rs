//! Replies that are wrong, endless or huge end in a named result, with bounded memory and without a wait.

use countersign::http::{HyperTransport, TransportError};
use countersign::model::Route;
use futures_util::TryStreamExt as _;

use crate::support::server::Server;
use crate::support::wire::{send, send_by, wire};

/// The status and the body as far as it came, or why there is none.
async fn read(port: u16, method: &str) -> Result<(u16, Vec<u8>, Option<TransportError>), TransportError> {
    let wire = wire(port, method, "/canary", &[], b"");
    let mut reply = send(&HyperTransport::default(), &wire).await?;
    let mut body = Vec::new();
    let error = loop {
        match reply.body.try_next().await {
            Ok(Some(bytes)) => body.extend_from_slice(&bytes),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    Ok((reply.head.status, body, error))
}

/// A server that answers each connection's first request with these bytes and closes.
fn saying(reply: Vec<u8>) -> Server<()> {
    Server::start(move |mut connection, _| {
        connection.request();
        connection.write(&reply);
    })
}

/// A server that sends a start and then a piece again and again until the client hangs up.
fn repeating(start: &'static str, piece: &'static str) -> Server<usize> {
    Server::start(move |mut connection, report| {
        connection.request();
        connection.write(start.as_bytes());
        let pieces = piece.repeat(1_000);
        let mut sent = start.len();
        while connection.try_write(pieces.as_bytes()) {
            sent += pieces.len();
        }
        report.send(sent).unwrap();
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn heads_without_end_are_given_up() {
    for (start, piece) in [
        ("", "HTTP/1.1 100 Continue\r\n\r\n"),
        ("", "HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n"),
        ("HTTP/1.1 200 OK\r\nx-endless: ", "aaaaaaaaaaaaaaaa"),
        ("HTTP/1.1 200 OK\r\n", "x-line: a\r\n"),
        ("HTTP/1.1 200 ", "OKOKOKOK"),
    ] {
        let server = repeating(start, piece);
        let error = read(server.port(), "GET").await.unwrap_err();
        assert_eq!(error.kind(), "head-too-large", "{start}{piece} {error}");
        assert!(!error.to_string().contains("canary") && !error.hint().is_empty());
        // What the sockets hold comes on top of the bound of one megabyte.
        let sent = server.next();
        assert!(sent < 32_000_000, "{sent} bytes were taken");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn large_heads_are_taken_or_named() {
    let with = |lines: String| format!("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n{lines}\r\nok").into_bytes();
    let lines = |count: usize| "x-line: a\r\n".repeat(count);
    for (reply, good) in [
        (with(lines(1_900)), true),
        (with(lines(10_000)), false),
        (with(format!("x-long: {}\r\n", "a".repeat(100_000))), true),
        (with(format!("x-long: {}\r\n", "a".repeat(1_000_000))), false),
    ] {
        let server = saying(reply);
        match read(server.port(), "GET").await {
            Ok((status, body, error)) => {
                assert!(good);
                assert_eq!((status, body.as_slice(), error), (200, b"ok".as_slice(), None));
            }
            Err(error) => {
                assert!(!good, "{error}");
                assert_eq!(error.kind(), "head-too-large", "{error}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_few_informational_replies_are_passed_over() {
    let early = "HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n".repeat(50);
    let server = saying(format!("{early}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").into_bytes());
    let (status, body, error) = read(server.port(), "GET").await.unwrap();
    assert_eq!((status, body.as_slice(), error), (200, b"ok".as_slice(), None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_no_reply_is_named() {
    for nonsense in [
        "<html>an HTTP/0.9 reply</html>\r\n\r\n",
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "HTTP/3.7 200 OK\r\n\r\n",
        "HTTP/1.1 99999 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nbad\0name: a\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    ] {
        let server = saying(nonsense.as_bytes().to_vec());
        let error = read(server.port(), "GET").await.unwrap_err();
        assert_eq!(error.kind(), "malformed-reply", "{nonsense:?} {error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_body_that_breaks_its_framing_is_kept_as_far_as_it_came() {
    let ok = "HTTP/1.1 200 OK\r\n";
    for (reply, came) in [
        (format!("{ok}content-length: 9\r\n\r\nabc"), "abc"),
        (
            format!("{ok}content-length: 18446744073709551615\r\n\r\nabc"),
            "abc",
        ),
        (
            format!("{ok}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n"),
            "abc",
        ),
        (
            format!("{ok}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"),
            "abc",
        ),
        (
            format!("{ok}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\nfffffffffffffffff\r\n"),
            "abc",
        ),
        (
            format!(
                "{ok}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n3;{}\r\n",
                "x".repeat(100_000)
            ),
            "abc",
        ),
    ] {
        let server = saying(reply.clone().into_bytes());
        match read(server.port(), "GET").await {
            Ok((status, body, error)) => {
                assert_eq!((status, body.as_slice()), (200, came.as_bytes()), "{reply:?}");
                assert_eq!(error.map(|error| error.kind()), Some("body-cut-off"), "{reply:?}");
            }
            // A length that no body can have.
            Err(error) => assert!(
                error.kind() == "head-too-large" && reply.contains("18446744073709551615"),
                "{reply:?} {error}"
            ),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_reply_that_has_no_body_ends_at_its_head() {
    for (method, status) in [("GET", 204), ("GET", 304), ("HEAD", 200), ("HEAD", 404)] {
        for more in ["content-length: 5\r\n", "transfer-encoding: chunked\r\n", ""] {
            let reply = format!("HTTP/1.1 {status} Whatever\r\n{more}\r\n5\r\nabcde");
            let server = Server::<()>::start(move |mut connection, _| {
                while connection.request().is_some() {
                    connection.write(reply.as_bytes());
                }
            });
            let transport = HyperTransport::default();
            // The bytes behind the head belong to no exchange, the next one neither.
            for _ in 0..2 {
                let wire = wire(server.port(), method, "/", &[], b"");
                let reply = send_by(&transport, &Route::default(), &wire).await.unwrap();
                assert_eq!(reply.head.status, status);
                let body: Vec<_> = reply.body.try_collect().await.unwrap();
                assert_eq!(body.concat(), b"");
            }
        }
    }
}
