//! Content codings of reply bodies: undone while they come, up to a cap, with the bytes as received kept apart.

use std::io::Write as _;

use countersign::blob::BodyLimits;
use countersign::engine::SendId;
use countersign::model::{BodyCut, BodyEnd, Decoding};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use crate::receiving::{answering, limited, order_to, raw_reply, read_all, reply};
use crate::support::engine::WokenEngine;
use crate::support::order::deps;
use crate::support::server::Server;

const TEXT: &[u8] = b"{\"pets\": [\"dog\", \"dog\", \"dog\", \"dog\", \"cat\"]}";

/// Encodes everything that `write` writes.
fn encoded_by(coding: &str, write: impl Fn(&mut dyn std::io::Write)) -> Vec<u8> {
    match coding {
        "gzip" | "x-gzip" | "GZIP" => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            write(&mut encoder);
            encoder.finish().unwrap()
        }
        "deflate" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            write(&mut encoder);
            encoder.finish().unwrap()
        }
        "raw deflate" => {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            write(&mut encoder);
            encoder.finish().unwrap()
        }
        "br" => {
            let mut out = Vec::new();
            write(&mut brotli::CompressorWriter::new(&mut out, 64 * 1024, 5, 22));
            out
        }
        "zstd" => {
            let mut encoder = zstd::stream::Encoder::new(Vec::new(), 3).unwrap();
            write(&mut encoder);
            encoder.finish().unwrap()
        }
        other => panic!("{other}"),
    }
}

fn encoded(coding: &str, bytes: &[u8]) -> Vec<u8> {
    encoded_by(coding, |encoder| encoder.write_all(bytes).unwrap())
}

fn reply_in(coding: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("content-encoding: {coding}\r\ncontent-length: {}", body.len());
    raw_reply(&head, body)
}

#[tokio::test]
async fn the_body_is_shown_decoded_and_kept_as_received() {
    for coding in ["gzip", "x-gzip", "GZIP", "deflate", "raw deflate", "br", "zstd"] {
        let body = encoded(coding, TEXT);
        let label = coding.trim_start_matches("raw ");
        let server = answering(reply_in(label, &body));
        let order = order_to(&server);
        let response = reply(&deps(), &order).await;
        let codings = vec![label.to_owned()];
        assert_eq!(response.decoding, Decoding::Decoded { codings }, "{coding}");
        assert_eq!(response.end, BodyEnd::Complete);
        assert_eq!(
            (order.body.snapshot(), order.body.raw().snapshot()),
            (TEXT.into(), body.clone().into())
        );
        assert_eq!(
            (response.body_bytes, response.received_bytes),
            (TEXT.len() as u64, body.len() as u64)
        );
        assert_eq!(order.progress.body_bytes(), body.len() as u64);
    }
}

#[tokio::test]
async fn without_a_coding_the_two_are_one() {
    for head in [
        "content-length: 4",
        "content-encoding: identity\r\ncontent-length: 4",
    ] {
        let server = answering(raw_reply(head, b"text"));
        let order = order_to(&server);
        let response = reply(&deps(), &order).await;
        assert_eq!(response.decoding, Decoding::None);
        let (shown, raw) = (order.body.snapshot(), order.body.raw().snapshot());
        assert_eq!((shown.as_ptr(), &shown[..]), (raw.as_ptr(), &b"text"[..]));
    }
}

#[tokio::test]
async fn codings_in_a_row_are_undone_from_the_last_one_on() {
    let body = encoded("zstd", &encoded("br", &encoded("gzip", TEXT)));
    let server = answering(raw_reply(
        "content-encoding: gzip, br\r\nContent-Encoding: Zstd",
        &body,
    ));
    let order = order_to(&server);
    let response = reply(&deps(), &order).await;
    let codings = ["Zstd", "br", "gzip"].map(str::to_owned).to_vec();
    assert_eq!(response.decoding, Decoding::Decoded { codings });
    assert_eq!(order.body.snapshot(), TEXT);
}

/// Some servers keep how an upload was framed beside the object, and say it of the reply.
#[tokio::test]
async fn the_framing_of_an_upload_is_no_coding_of_the_reply() {
    for (said, body, codings) in [
        ("aws-chunked,gzip", encoded("gzip", TEXT), vec!["gzip".to_owned()]),
        (
            "gzip, AWS-Chunked",
            encoded("gzip", TEXT),
            vec!["gzip".to_owned()],
        ),
        ("aws-chunked", TEXT.to_vec(), Vec::new()),
    ] {
        let server = answering(reply_in(said, &body));
        let order = order_to(&server);
        let response = reply(&deps(), &order).await;
        let expected = if codings.is_empty() {
            Decoding::None
        } else {
            Decoding::Decoded { codings }
        };
        assert_eq!(
            (response.decoding, order.body.snapshot()),
            (expected, TEXT.into()),
            "{said}"
        );
    }
}

#[tokio::test]
async fn fifty_codings_and_an_unknown_one_are_left_alone() {
    let fifty = (0..50).fold(TEXT.to_vec(), |bytes, _| encoded("gzip", &bytes));
    for (label, body, named) in [
        (vec!["gzip"; 50].join(", "), fifty, "50 codings"),
        ("gzip, compress".to_owned(), b"something".to_vec(), "compress"),
    ] {
        let server = answering(reply_in(&label, &body));
        let order = order_to(&server);
        let response = reply(&deps(), &order).await;
        let coding = named.to_owned();
        assert_eq!(response.decoding, Decoding::Unknown { coding });
        assert_eq!(order.body.snapshot(), body);
        assert_eq!(response.body_bytes, response.received_bytes);
    }
}

#[tokio::test]
async fn plain_text_under_a_wrong_label_is_shown() {
    for coding in ["gzip", "deflate", "br", "zstd"] {
        let server = answering(reply_in(coding, TEXT));
        let order = order_to(&server);
        let response = reply(&deps(), &order).await;
        assert!(matches!(&response.decoding, Decoding::Broken { reason, .. } if !reason.is_empty()));
        assert_eq!(response.end, BodyEnd::Complete);
        assert_eq!(
            (order.body.snapshot(), response.body_bytes),
            (TEXT.into(), TEXT.len() as u64),
            "{coding}"
        );
    }
}

/// Numbers without a pattern that a coder could find.
fn scrambled(number: u32) -> u32 {
    let mixed = number.wrapping_mul(2_654_435_761);
    (mixed ^ mixed >> 15).wrapping_mul(2_246_822_519) >> 8
}

#[tokio::test]
async fn of_a_damaged_body_the_beginning_is_shown_and_everything_is_kept() {
    let text: Vec<u8> = (0..200_000_u32)
        .flat_map(|at| format!("{} ", scrambled(at) % 9_973).into_bytes())
        .collect();
    // Brotli has no checksum: damage may go unseen.
    for coding in ["gzip", "deflate", "zstd"] {
        let mut body = encoded(coding, &text);
        let middle = body.len() / 2;
        body[middle..middle + 200].fill(0xff);
        let server = answering(reply_in(coding, &body));
        let order = order_to(&server);
        let response = reply(&deps(), &order).await;
        assert!(matches!(&response.decoding, Decoding::Broken { .. }), "{coding}");
        let shown = read_all(&order.body);
        assert!(
            shown.len() > 20_000 && shown.len() < text.len(),
            "{coding}: {}",
            shown.len()
        );
        assert!(text.starts_with(&shown[..20_000]));
        assert_eq!(read_all(&order.body.raw()), body);
        assert_eq!(
            (response.end, response.received_bytes),
            (BodyEnd::Complete, body.len() as u64)
        );
    }
}

#[tokio::test]
async fn a_coding_without_its_end_is_broken_unless_the_connection_was_cut() {
    let body = encoded("gzip", TEXT);
    let cut = &body[..body.len() - 10];
    let server = answering(reply_in("gzip", cut));
    let order = order_to(&server);
    let response = reply(&deps(), &order).await;
    assert!(
        matches!(&response.decoding, Decoding::Broken { reason, .. } if reason.contains("too early")),
        "{response:?}"
    );
    assert!(TEXT.starts_with(&order.body.snapshot()) && !order.body.is_empty());

    let server = answering(raw_reply(
        &format!("content-encoding: gzip\r\ncontent-length: {}", body.len()),
        cut,
    ));
    let order = order_to(&server);
    let response = reply(&deps(), &order).await;
    assert!(
        matches!(response.decoding, Decoding::Decoded { .. }),
        "{response:?}"
    );
    assert!(matches!(response.end, BodyEnd::Partial(BodyCut::Connection(_))));
    assert!(TEXT.starts_with(&order.body.snapshot()) && !order.body.is_empty());
}

#[test]
fn an_encoded_stream_is_shown_up_to_what_was_flushed() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"data: 1\n\n").unwrap();
    encoder.flush().unwrap();
    let half = encoder.get_ref().clone();
    let sent = half.len() as u64;
    let server = Server::<()>::start(move |mut connection, _| {
        connection.request();
        connection.write(&raw_reply("content-encoding: gzip", &half));
        // The rest never comes.
        connection.until_closed();
    });
    let engine = WokenEngine::start(deps());
    let order = order_to(&server);
    let cancel = engine.engine.try_send(SendId(1), order.clone()).unwrap();
    engine.woken_until(|_| (order.progress.body_bytes() == sent).then_some(()));
    assert_eq!(order.body.snapshot(), "data: 1\n\n");
    cancel.cancel();
    let (_, exchange, _) = engine.finished();
    let response = exchange.outcome.response().unwrap();
    assert!(
        matches!(response.decoding, Decoding::Decoded { .. }),
        "{response:?}"
    );
    assert_eq!((response.body_bytes, response.received_bytes), (9, sent));
}

const BOMB_BYTES: usize = 100_000_000;

/// A body of zeros, made without ever holding it.
fn bomb(coding: &str) -> Vec<u8> {
    let zeros = vec![0; 1_000_000];
    encoded_by(coding, |encoder| {
        for _ in 0..BOMB_BYTES / zeros.len() {
            encoder.write_all(&zeros).unwrap();
        }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_bomb_is_decoded_up_to_the_cap_and_kept_as_received() {
    const CAP: u64 = 12_000_000;
    let folder = tempfile::tempdir().unwrap();
    let limits = BodyLimits {
        memory: 1_000_000,
        decoded: CAP,
        ..BodyLimits::default()
    };
    for (label, body) in [
        ("gzip", bomb("gzip")),
        ("br", bomb("br")),
        ("zstd", bomb("zstd")),
        ("deflate", bomb("raw deflate")),
        ("gzip, gzip", encoded("gzip", &bomb("gzip"))),
    ] {
        let server = answering(reply_in(label, &body));
        let order = order_to(&server);
        let response = reply(&limited(folder.path(), limits), &order).await;
        assert!(
            matches!(&response.decoding, Decoding::Capped { cap: CAP, codings } if !codings.is_empty()),
            "{label}: {:?}",
            response.decoding
        );
        assert_eq!(
            (response.end, response.body_bytes, order.body.len()),
            (BodyEnd::Complete, CAP, CAP)
        );
        assert_eq!(order.body.whole(), None);
        assert!(read_all(&order.body).iter().all(|byte| *byte == 0));
        assert_eq!(read_all(&order.body.raw()), body);
    }
}

#[tokio::test]
async fn with_no_room_for_decoded_bytes_the_codings_stay() {
    let body = encoded("gzip", TEXT);
    let server = answering(reply_in("gzip", &body));
    let order = order_to(&server);
    let limits = BodyLimits {
        decoded: 0,
        ..BodyLimits::default()
    };
    let response = reply(&limited(std::path::Path::new("/nowhere"), limits), &order).await;
    let codings = vec!["gzip".to_owned()];
    assert_eq!(response.decoding, Decoding::Capped { codings, cap: 0 });
    assert_eq!(order.body.snapshot(), body);
}
