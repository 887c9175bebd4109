//! Never unsigned by accident: whatever keeps a request from being signed, nothing reaches the network, on the
//! first hop and on later ones.

use countersign::engine::exchange;
use countersign::model::{
    AwsAuth, CredentialsError, Exchange, HeaderRow, Outcome, Redirects, Request, Secret, SignatureLocation,
    SigningAlgorithm, Stage,
};
use countersign::sigv4::SignError;
use tokio_util::sync::CancellationToken;

use crate::support::order::{deps, execute_api, order, signed};
use crate::support::origins::{Log, plain_origin};
use crate::support::server::Server;

/// Every reason that signing has to fail. A new one makes this match incomplete, and needs a row below.
fn has_a_row(error: &SignError) -> bool {
    match error {
        SignError::Credentials(CredentialsError::AccessKeyIdMissing | CredentialsError::SecretMissing)
        | SignError::AccessKeyIdUnusable { .. }
        | SignError::SessionTokenUnusable { .. }
        | SignError::RegionMissing { .. }
        | SignError::RegionUnusable { .. }
        | SignError::ServiceMissing { .. }
        | SignError::ServiceUnusable { .. }
        | SignError::TargetTooLong { .. }
        | SignError::ExpiresOutOfRange { .. }
        | SignError::SigningHostUnusable { .. } => true,
        // The other sources have their rows in credential_failures.rs. Our own checks stand in front of those of aws-sigv4: no request is known that it alone refuses.
        // And rows are counted before, when the request is built.
        SignError::Credentials(_) | SignError::Refused { .. } | SignError::TooManyHeaders { .. } => false,
    }
}

type Spoil = fn(&mut Request);

fn aws(request: &mut Request) -> &mut AwsAuth {
    &mut request.http.auth.aws
}

/// What is wrong, the slug, and a word that the message or its hint must have.
const ROWS: [(&str, Spoil, &str, &str); 21] = [
    (
        "nothing typed",
        |r| *aws(r) = AwsAuth::default(),
        "access-key-id-missing",
        "access key ID",
    ),
    (
        "no key ID",
        |r| aws(r).access_key_id.clear(),
        "access-key-id-missing",
        "Auth tab",
    ),
    (
        "blank key ID",
        |r| " \u{200B}\n".clone_into(&mut aws(r).access_key_id),
        "access-key-id-missing",
        "AKIA",
    ),
    (
        "slash",
        |r| aws(r).access_key_id.push('/'),
        "access-key-id-unusable",
        "a slash",
    ),
    (
        "control",
        |r| aws(r).access_key_id.push('\u{7}'),
        "access-key-id-unusable",
        "a control character",
    ),
    (
        "not ASCII",
        |r| aws(r).access_key_id.push('é'),
        "access-key-id-unusable",
        "outside ASCII",
    ),
    (
        "no secret",
        |r| aws(r).secret_access_key = Secret::default(),
        "secret-missing",
        "secret access key",
    ),
    (
        "blank secret",
        |r| aws(r).secret_access_key = Secret::new(" \t\n"),
        "secret-missing",
        "Auth tab",
    ),
    (
        "token control",
        |r| aws(r).session_token = Secret::new("a\u{0}b"),
        "session-token-unusable",
        "Copy",
    ),
    (
        "token not ASCII",
        |r| aws(r).session_token = Secret::new("tökén"),
        "session-token-unusable",
        "Copy",
    ),
    (
        "no region",
        |r| r.http.url = nameless(&r.http.url),
        "region-missing",
        "us-east-1",
    ),
    (
        "region control",
        |r| "us\u{1}east".clone_into(&mut aws(r).region),
        "region-unusable",
        "control",
    ),
    (
        "no service",
        |r| {
            r.http.url = nameless(&r.http.url);
            "us-east-1".clone_into(&mut aws(r).region);
        },
        "service-missing",
        "execute-api",
    ),
    (
        "service control",
        |r| "a\u{7f}".clone_into(&mut aws(r).service),
        "service-unusable",
        "control",
    ),
    (
        "long target",
        |r| {
            r.http.url.push('?');
            r.http.url.push_str(&"é".repeat(9_000));
        },
        "target-too-long",
        "Shorten",
    ),
    (
        "no life",
        |r| aws(r).options.location = SignatureLocation::Query { expires_in: 0 },
        "expires-out-of-range",
        "604800",
    ),
    (
        "too long a life",
        |r| aws(r).options.location = SignatureLocation::Query { expires_in: 604_801 },
        "expires-out-of-range",
        "604800",
    ),
    (
        "signing host",
        |r| aws(r).options.signing_host = Some("a\nb".to_owned()),
        "signing-host-unusable",
        "control",
    ),
    (
        "no secret for 4A",
        |r| {
            aws(r).secret_access_key = Secret::default();
            aws(r).options.algorithm = SigningAlgorithm::SigV4a {
                region_set: vec!["*".to_owned()],
            };
        },
        "secret-missing",
        "secret access key",
    ),
    (
        "no secret for a presigned URL",
        |r| {
            aws(r).secret_access_key = Secret::default();
            aws(r).options.location = SignatureLocation::Query { expires_in: 60 };
        },
        "secret-missing",
        "secret access key",
    ),
    (
        "key ID of 4A",
        |r| {
            aws(r).access_key_id.push('/');
            aws(r).options.algorithm = SigningAlgorithm::SigV4a {
                region_set: Vec::new(),
            };
        },
        "access-key-id-unusable",
        "a slash",
    ),
];

/// The same server under a name that says nothing of region and service.
fn nameless(url: &str) -> String {
    url.replace("abcd123456.execute-api.us-east-1.localhost", "localhost")
}

async fn run(request: Request) -> Exchange {
    exchange::run(&deps(), &order(request), &CancellationToken::new()).await
}

fn assert_not_signed(case: &str, exchange: &Exchange, kind: &str, word: &str) {
    let Outcome::Failed(failure) = &exchange.outcome else {
        panic!("{case}: {:?}", exchange.outcome);
    };
    assert_eq!((failure.kind, failure.stage), (kind, Stage::Signing), "{case}");
    let text = format!("{} {}", failure.message, failure.hint);
    assert!(text.contains(word), "{case}: {text}");
    assert!(!failure.hint.is_empty() && !failure.message.is_empty(), "{case}");
    assert_eq!((&exchange.wire, &exchange.report), (&None, &None), "{case}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_can_not_be_signed_opens_no_connection() {
    let server = Server::<()>::start(|_, _| panic!("a connection"));
    let mut kinds = Vec::new();
    for (case, spoil, kind, word) in ROWS {
        for redirects in [Redirects::Stop, Redirects::Everywhere] {
            let mut request = signed(&execute_api(server.port(), "/dev/pets"));
            request.settings.redirects = redirects;
            spoil(&mut request);
            assert_not_signed(case, &run(request).await, kind, word);
        }
        kinds.push(kind);
    }
    assert_eq!(server.accepted(), 0);
    let unreached = [
        SignError::Refused {
            reason: String::new(),
        },
        SignError::TooManyHeaders { count: 0, limit: 0 },
    ];
    for error in unreached {
        assert!(!has_a_row(&error) && !kinds.contains(&error.kind()));
    }
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(
        kinds.len(),
        11,
        "each kind of SignError that can be reached has a row: {kinds:?}"
    );
}

#[tokio::test]
async fn a_request_with_too_many_rows_opens_no_connection() {
    let server = Server::<()>::start(|_, _| panic!("a connection"));
    let mut request = signed(&execute_api(server.port(), "/dev/pets"));
    let rows = (0..1_001).map(|number| HeaderRow::new(format!("x-{number}"), "v"));
    request.http.headers = rows.collect();
    let exchange = run(request).await;
    let Outcome::Failed(failure) = exchange.outcome else {
        panic!()
    };
    assert_eq!(
        (failure.kind, failure.stage),
        ("too-many-headers", Stage::Building)
    );
    assert_eq!(server.accepted(), 0);
}

/// The first hop is signed and redirects; what can not be signed there is not sent on.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_later_hop_that_can_not_be_signed_is_not_sent() {
    let log = Log::default();
    let server = Server::<Vec<u8>>::start(|mut connection, report| {
        while let Some(request) = connection.request() {
            let long = "%C3%A9".repeat(9_000);
            let reply = format!("HTTP/1.1 307 Moved\r\nlocation: /?{long}\r\ncontent-length: 0\r\n\r\n");
            connection.write(reply.as_bytes());
            report.send(request).unwrap();
        }
    });
    let other = plain_origin("B", &log);
    for redirects in [Redirects::SameOrigin, Redirects::Everywhere] {
        let mut request = signed(&execute_api(server.port(), "/dev/pets"));
        request.settings.redirects = redirects;
        let exchange = run(request).await;
        assert_not_signed("second hop", &exchange, "target-too-long", "Shorten");
        assert_eq!(exchange.hops.len(), 1);
        assert!(server.next().starts_with(b"GET /dev/pets HTTP/1.1\r\n"));
    }
    assert_eq!(other.accepted(), 0);
    let mut request = signed(&execute_api(server.port(), "/dev/pets"));
    request.settings.redirects = Redirects::Stop;
    run(request).await;
    assert!(
        server.next().starts_with(b"GET /dev/pets HTTP/1.1\r\n"),
        "nothing came between"
    );
}
