//! The demo server against a client that signs with `aws-sigv4` alone.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use countersign::demo::{
    DemoServer, EXPIRED_KEY_ID, EXPIRED_SECRET, EXPIRED_TOKEN, Misbehaviour, Phase, TEMPORARY_KEY_ID,
    TEMPORARY_SECRET, TEMPORARY_TOKEN,
};

use crate::support::raw_client::{RawReply, connect, exchange, read_reply};
use crate::support::signed_call::{Call, NOW, SignedCall};

const PATIENCE: Duration = Duration::from_secs(20);

fn server() -> DemoServer {
    DemoServer::builder(|| NOW).spawn(0).unwrap()
}

fn send(server: &DemoServer, call: &SignedCall) -> RawReply {
    exchange(&mut connect(server.port()), &call.bytes())
}

/// Sends and checks a refusal: type and whole message.
fn refused(call: &SignedCall, error_type: &str, message: &str) {
    let reply = send(&server(), call);
    assert_eq!(reply.status, 403);
    assert_eq!(reply.header("x-amzn-ErrorType"), error_type);
    assert_eq!(reply.message(), message);
}

fn temporary() -> Call {
    Call {
        key_id: TEMPORARY_KEY_ID,
        secret: TEMPORARY_SECRET,
        token: Some(TEMPORARY_TOKEN),
        ..Call::default()
    }
}

#[test]
fn a_signed_get_lists_the_pets_with_the_headers_of_the_gateway() {
    let server = server();
    let reply = send(&server, &Call::default().sign());
    assert_eq!(reply.status, 200, "{}", reply.body);
    let pets: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(
        pets[0],
        serde_json::json!({ "id": 1, "type": "dog", "price": 249.99 })
    );
    assert_eq!(pets.as_array().unwrap().len(), 3);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("date"), "Fri, 20 Nov 2026 12:00:00 GMT");
    assert_eq!(reply.header("x-amzn-requestid").len(), 36);
    assert!(reply.header("x-amz-apigw-id").ends_with('='));
}

#[test]
fn queries_escapes_bodies_and_temporary_credentials_are_accepted() {
    let server = server();
    let post = Call {
        method: "POST",
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: r#"{"type":"cat","price":123.11}"#,
        ..Call::default()
    };
    for call in [
        Call {
            target: "/dev/pets?type=dog&limit=1",
            ..Call::default()
        },
        Call {
            target: "/dev/pets?b=%2F%20~&a=&a=1&%C3%A4",
            ..Call::default()
        },
        Call {
            target: "/dev/pets/2",
            ..Call::default()
        },
        post,
        temporary(),
    ] {
        let reply = send(&server, &call.sign());
        assert_eq!(
            reply.status, 200,
            "{} {}: {}",
            call.method, call.target, reply.body
        );
    }
}

#[test]
fn an_escaped_pet_is_verified_as_sent() {
    let reply = send(
        &server(),
        &Call {
            target: "/dev/pets/a%3Ab%20c@d",
            ..Call::default()
        }
        .sign(),
    );
    assert_eq!(reply.status, 400, "{}", reply.body);
    assert!(reply.body.contains("out of range"));
}

#[test]
fn unsigned_and_unknown_routes_miss_the_token() {
    let unsigned = Call::default().sign().without("authorization");
    refused(
        &unsigned,
        "MissingAuthenticationTokenException",
        "Missing Authentication Token",
    );
    let elsewhere = Call {
        target: "/prod/pets",
        ..Call::default()
    }
    .sign();
    refused(
        &elsewhere,
        "MissingAuthenticationTokenException",
        "Missing Authentication Token",
    );
}

#[test]
fn other_schemes_are_incomplete_signatures() {
    // SHA-256 of the header, as `printf 'Bearer abc' | openssl dgst -sha256 -binary | base64`.
    let bearer = Call::default().sign().with("authorization", "Bearer abc");
    refused(
        &bearer,
        "IncompleteSignatureException",
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded \
         with Base64): 'w1Xc6WwWEogNEZQP/dkBTThsJT4MNlKmzQanIm970rY='.",
    );
    let no_algorithm = Call::default()
        .sign()
        .replace("authorization", "AWS4-HMAC-SHA256 ", "");
    refused(
        &no_algorithm,
        "IncompleteSignatureException",
        "Authorization header must begin with the algorithm name, which cannot include an equal-sign",
    );
}

#[test]
fn missing_parts_are_listed() {
    let call = Call::default()
        .sign()
        .with("authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e");
    let reply = send(&server(), &call.without("x-amz-date"));
    assert_eq!(reply.header("x-amzn-errortype"), "IncompleteSignatureException");
    let start = "Authorization header requires 'Signature' parameter. Authorization header requires \
                 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or \
                 a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization=";
    assert!(reply.message().starts_with(start), "{}", reply.message());
}

#[test]
fn two_ways_of_signing_at_once_are_refused() {
    let call = Call {
        target: "/dev/pets?X-Amz-Algorithm=AWS4-HMAC-SHA256",
        ..Call::default()
    }
    .sign();
    refused(
        &call,
        "InvalidSignatureException",
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    );
}

#[test]
fn a_date_is_in_the_basic_format() {
    let call = Call::default().sign().with("x-amz-date", "2026-11-20T12:00:00Z");
    refused(
        &call,
        "IncompleteSignatureException",
        "Date must be in ISO-8601 'basic format'. Got '2026-11-20T12:00:00Z'. See \
         http://en.wikipedia.org/wiki/ISO_8601",
    );
}

#[test]
fn the_window_is_five_minutes_either_way() {
    let at = |offset: i64| {
        Call {
            time: NOW + time::Duration::seconds(offset),
            ..Call::default()
        }
        .sign()
    };
    refused(
        &at(-301),
        "InvalidSignatureException",
        "Signature expired: 20261120T115459Z is now earlier than 20261120T115500Z (20261120T120000Z - 5 min.)",
    );
    refused(
        &at(301),
        "InvalidSignatureException",
        "Signature not yet current: 20261120T120501Z is still later than 20261120T120500Z (20261120T120000Z + 5 \
         min.)",
    );
    let server = server();
    assert_eq!(send(&server, &at(-300)).status, 200);
    assert_eq!(send(&server, &at(300)).status, 200);
}

#[test]
fn the_host_is_signed() {
    refused(
        &Call::default().sign().replace("authorization", "host;", ""),
        "InvalidSignatureException",
        "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
}

#[test]
fn the_algorithm_and_the_credential_have_their_form() {
    refused(
        &Call::default()
            .sign()
            .replace("authorization", "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
        "IncompleteSignatureException",
        "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256' (only AWS4-HMAC-SHA256 for now).",
    );
    refused(
        &Call::default()
            .sign()
            .replace("authorization", "/aws4_request", ""),
        "IncompleteSignatureException",
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got \
         'AKIAIOSFODNN7EXAMPLE/20261120/us-east-1/execute-api'",
    );
}

#[test]
fn each_part_of_the_scope_is_checked() {
    refused(
        &Call {
            region: "eu-west-1",
            ..Call::default()
        }
        .sign(),
        "InvalidSignatureException",
        "Credential should be scoped to a valid region, not 'eu-west-1'.",
    );
    refused(
        &Call {
            service: "lambda",
            ..Call::default()
        }
        .sign(),
        "InvalidSignatureException",
        "Credential should be scoped to correct service: 'execute-api'.",
    );
    refused(
        &Call::default()
            .sign()
            .replace("authorization", "aws4_request", "aws5_request"),
        "InvalidSignatureException",
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.",
    );
    refused(
        &Call::default()
            .sign()
            .replace("authorization", "/20261120/", "/20261119/"),
        "InvalidSignatureException",
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20261119' \
         != '20261120', from '20261120T120000Z'.",
    );
}

#[test]
fn keys_and_tokens_are_known_or_invalid() {
    let invalid = "The security token included in the request is invalid.";
    refused(
        &Call {
            key_id: "AKIAI44QH8DHBEXAMPLE",
            ..Call::default()
        }
        .sign(),
        "UnrecognizedClientException",
        invalid,
    );
    refused(
        &Call {
            token: None,
            ..temporary()
        }
        .sign(),
        "UnrecognizedClientException",
        invalid,
    );
    refused(
        &Call {
            token: Some("other"),
            ..temporary()
        }
        .sign(),
        "UnrecognizedClientException",
        invalid,
    );
    let ended = Call {
        key_id: EXPIRED_KEY_ID,
        secret: EXPIRED_SECRET,
        token: Some(EXPIRED_TOKEN),
        ..Call::default()
    };
    refused(
        &ended.sign(),
        "ExpiredTokenException",
        "The security token included in the request is expired",
    );
}

#[test]
fn a_wrong_secret_gets_the_strings_of_the_very_same_request() {
    let call = Call {
        secret: "wrong",
        ..Call::default()
    };
    refused(
        &call.sign(),
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
         Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String \
         for this request should have been\n'GET\n/dev/pets\n\nhost:abcd123456.execute-api.us-east-1.amazonaws.com\
         \nx-amz-date:20261120T120000Z\n\nhost;x-amz-date\n\
         e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'\n\nThe String-to-Sign should have \
         been\n'AWS4-HMAC-SHA256\n20261120T120000Z\n20261120/us-east-1/execute-api/aws4_request\n\
         ad42b4a86a322d5f0584fbd80263f09595a4fdcaf4d47cd12a1b6628bcc0fa2e'\n",
    );
}

#[test]
fn whatever_is_altered_shows_in_the_canonical_string() {
    let signed = Call {
        headers: vec![("x-amz-meta".to_owned(), "a".to_owned())],
        target: "/dev/pets?type=dog",
        ..Call::default()
    }
    .sign();
    let mut other_query = signed.clone();
    other_query.target = "/dev/pets?type=cat".to_owned();
    let mut other_body = signed.clone();
    other_body.body = "x".to_owned();
    let mut other_method = signed.clone();
    other_method.method = "POST".to_owned();
    for (call, line) in [
        (signed.clone().with("x-amz-meta", "b"), "\nx-amz-meta:b\n"),
        (other_query, "\ntype=cat\n"),
        (
            other_body,
            "\n2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'",
        ),
        (other_method, "\n'POST\n"),
    ] {
        let reply = send(&server(), &call);
        assert_eq!(reply.header("x-amzn-errortype"), "InvalidSignatureException");
        assert!(reply.message().contains(line), "{line:?} in {}", reply.message());
    }
}

#[test]
fn a_denial_names_principal_and_resource() {
    refused(
        &Call {
            method: "DELETE",
            target: "/dev/pets/1",
            ..Call::default()
        }
        .sign(),
        "AccessDeniedException",
        "User: arn:aws:iam::123456789012:user/demo is not authorized to perform: execute-api:Invoke on resource: \
         arn:aws:execute-api:us-east-1:********9012:abcd123456/dev/DELETE/pets/1",
    );
}

#[test]
fn a_proxy_in_between_breaks_the_signature_and_a_skewed_clock_the_window() {
    let faults = [
        Misbehaviour::RewriteHeader {
            name: "host".to_owned(),
            value: "inner.example".to_owned(),
        },
        Misbehaviour::RewritePath {
            from: "/dev/pets".to_owned(),
            to: "/dev/pets/1".to_owned(),
        },
        Misbehaviour::RewriteBody { body: b"{}".to_vec() },
        Misbehaviour::DropHeader {
            name: "host".to_owned(),
        },
    ];
    for fault in faults {
        let server = DemoServer::builder(|| NOW)
            .misbehave(fault.clone())
            .spawn(0)
            .unwrap();
        let reply = send(&server, &Call::default().sign());
        assert!(
            reply.message().contains("The Canonical String"),
            "{fault:?}: {}",
            reply.body
        );
    }
    let late = Misbehaviour::SkewedClock(time::Duration::minutes(6));
    let server = DemoServer::builder(|| NOW).misbehave(late).spawn(0).unwrap();
    assert!(
        send(&server, &Call::default().sign())
            .message()
            .starts_with("Signature expired:")
    );
}

#[test]
fn a_connection_is_kept_and_its_raw_bytes_are_captured() {
    let server = server();
    let mut stream = connect(server.port());
    let call = Call {
        method: "POST",
        body: "{}",
        ..Call::default()
    }
    .sign();
    for _ in 0..3 {
        assert_eq!(exchange(&mut stream, &call.bytes()).status, 400);
        assert_eq!(server.next_request(PATIENCE).unwrap().raw, call.bytes());
    }
    assert_eq!(server.requests().len(), 3);
    assert!(server.next_request(Duration::ZERO).is_none());
}

#[test]
fn a_peer_that_waits_to_continue_is_told_so() {
    let server = server();
    let mut stream = connect(server.port());
    let head = b"POST /dev/pets HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n";
    assert_eq!(exchange(&mut stream, head).status, 100);
    assert_eq!(exchange(&mut stream, b"{}").status, 403);
}

#[test]
fn garbage_gets_400_and_the_server_lives_on() {
    let server = server();
    for bytes in [
        &b"\x16\x03\x01\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\n: x\r\n\r\n",
    ] {
        assert_eq!(exchange(&mut connect(server.port()), bytes).status, 400);
    }
    assert_eq!(send(&server, &Call::default().sign()).status, 200);
}

#[test]
fn gates_hold_a_reply_before_its_head_and_amid_its_body() {
    let server = server();
    server.hold(Phase::BeforeReply);
    server.hold(Phase::MidBody);
    let mut stream = connect(server.port());
    stream.write_all(&Call::default().sign().bytes()).unwrap();
    assert!(server.wait_until_held(Phase::BeforeReply, PATIENCE));
    server.release(Phase::BeforeReply);
    assert!(server.wait_until_held(Phase::MidBody, PATIENCE));
    server.release(Phase::MidBody);
    assert_eq!(read_reply(&mut stream).status, 200);
}

#[test]
fn dropping_the_server_ends_held_and_idle_connections_and_frees_the_port() {
    let server = server();
    server.hold(Phase::BeforeReply);
    let mut held = connect(server.port());
    held.write_all(&Call::default().sign().bytes()).unwrap();
    let mut idle = connect(server.port());
    assert!(server.wait_until_held(Phase::BeforeReply, PATIENCE));
    let port = server.port();
    drop(server);
    for stream in [&mut held, &mut idle] {
        let mut rest = Vec::new();
        // Closed or reset, without a reply.
        stream.read_to_end(&mut rest).ok();
        assert!(rest.is_empty(), "{rest:?}");
    }
    // A client may be given this very port as its own, and then reaches itself.
    let is_free = || TcpListener::bind(("127.0.0.1", port)).is_ok();
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err() || is_free());
}
