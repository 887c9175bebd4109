//! No secret of a send is in the history, wherever it stood.

use std::fs;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign::engine::exchange;
use countersign::http::{Reply, Transport, TransportError, Watch};
use countersign::model::{
    Connection, Exchange, HeaderRow, Phases, Request, ResponseHead, Route, RowState, Secret,
    SignatureLocation, Variable, VariableLayer, WireRequest,
};
use countersign::redact::KnownSecrets;
use countersign::sigv4::Sealed;
use countersign::store::history::{BodyOf, HistoryEntry, HistoryPlace, KeptBody, RequestKept, Sent};
use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::stream::StreamExt as _;
use tokio_util::sync::CancellationToken;

use super::{Fixture, MOST_BODY_BYTES, Made, found, search};
use crate::support::order::{SECRET, deps_with, order, signed};

const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE+SESSION/TOKEN==";
const API_KEY: &str = "canary/api+key=0001";
const COOKIE: &str = "canary-cookie-0002";
const BEARER: &str = "canary.bearer.0003";
const OFF: &str = "canary-switched-off-0004";
const STS_SECRET: &str = "canary/Sts+SecretAccessKey/000000000005x";
const STS_TOKEN: &str = "canary/sts+session/token=000000000000006";
const REFRESH: &str = "canary-refresh-token-0007";
const ECR: &str = "QVdTOmNhbmFyeS1lY3ItMDAwOA==";

/// Gives out credentials, as STS and Cognito do, and repeats what was sent.
struct GivesCredentials;

fn reply_body() -> String {
    format!(
        "{{\"Credentials\": {{\"AccessKeyId\": \"ASIAEXAMPLE\", \"SecretAccessKey\": \"{STS_SECRET}\", \"SessionToken\": \
         \"{}\", \"Expiration\": 1795000000}}, \"AuthenticationResult\": {{\"RefreshToken\": \"{REFRESH}\"}}, \
         \"authorizationData\": [{{\"authorizationToken\": \"{ECR}\"}}], \"NextToken\": \"place-in-the-list\", \
         \"seen\": [\"{}\", \"{}\", \"{}\"], \"animal\": \"wombat\"}}",
        STS_TOKEN.replace('/', "\\/"),
        STANDARD.encode(format!("x{SECRET}y")),
        percent(TOKEN),
        API_KEY
    )
}

fn percent(text: &str) -> String {
    let bytes: Vec<String> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    bytes.concat()
}

impl Transport for GivesCredentials {
    fn send<'a>(
        &'a self,
        _request: &'a Sealed<WireRequest>,
        _route: &'a Route,
        _watch: &'a Watch<'a>,
    ) -> BoxFuture<'a, Result<Reply, TransportError>> {
        let reply = Reply {
            head: ResponseHead {
                status: 200,
                reason: "OK".to_owned(),
                headers: vec![
                    ("set-cookie".to_owned(), format!("sid={COOKIE}; Path=/")),
                    ("x-echo".to_owned(), STS_TOKEN.to_owned()),
                ],
            },
            body: futures_util::stream::iter([Ok(reply_body().into())]).boxed(),
            connection: Connection::default(),
            phases: Phases::default(),
        };
        async move { Ok(reply) }.boxed()
    }
}

fn request(location: SignatureLocation) -> Request {
    let mut request = signed("https://abcd123456.execute-api.us-east-1.amazonaws.com/dev/pets?q=1");
    let http = &mut request.http;
    "POST".clone_into(&mut http.method);
    http.auth.aws.session_token = Secret::new(TOKEN);
    http.auth.aws.options.location = location;
    http.headers = vec![
        HeaderRow::new("X-Api-Key", API_KEY),
        HeaderRow::new("Cookie", format!("sid={COOKIE}")),
        HeaderRow::new("X-Note", format!("hex {}", hex(SECRET))),
        HeaderRow {
            state: RowState::Disabled,
            ..HeaderRow::new("Authorization", format!("Bearer {OFF}"))
        },
    ];
    http.body.kind = countersign::model::BodyKind::Json;
    http.body.text = format!(
        "{{\"note\": \"{SECRET} {TOKEN}\", \"password\": \"{BEARER}\", \"again\": \"{}\"}}",
        STANDARD.encode(TOKEN)
    )
    .into();
    request
}

fn hex(text: &str) -> String {
    let bytes: Vec<String> = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    bytes.concat()
}

/// All secrets, to be searched for in every encoding.
fn canaries() -> KnownSecrets {
    let mut known = KnownSecrets::default();
    for secret in [
        SECRET, TOKEN, API_KEY, COOKIE, BEARER, OFF, STS_SECRET, STS_TOKEN, REFRESH, ECR,
    ] {
        known.insert("canary", &Secret::new(secret));
    }
    known
}

async fn send(request: &Request) -> Exchange {
    let deps = deps_with(Arc::new(GivesCredentials));
    exchange::run(&deps, &order(request.clone()), &CancellationToken::new()).await
}

/// Every byte of the history: files as they are, and all that is compressed in them.
fn everything(fixture: &Fixture) -> Vec<u8> {
    let mut all = Vec::new();
    for file in fixture.files() {
        let bytes = fs::read(&file).unwrap();
        if file.extension().is_some_and(|extension| extension == "zst") {
            all.extend(zstd::decode_all(bytes.as_slice()).unwrap());
        }
        all.extend(bytes);
    }
    let connection = rusqlite::Connection::open(fixture.places.history_file()).unwrap();
    for sql in [
        "SELECT data FROM contents WHERE length(data) > 0",
        "SELECT data FROM texts",
    ] {
        let mut statement = connection.prepare(sql).unwrap();
        let blobs = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        for blob in blobs {
            all.extend(zstd::decode_all(blob.unwrap().as_slice()).unwrap());
        }
    }
    all
}

fn kept_in(fixture: &Fixture, exchange: &Exchange, request: &Request) {
    let wire = exchange.wire.as_ref().unwrap();
    let sent_body = wire.body.in_memory().unwrap();
    let reply_body = reply_body();
    let place = HistoryPlace {
        environment: Some(format!("env {API_KEY}")),
        ..HistoryPlace::default()
    };
    let sent = Sent {
        exchange,
        request,
        sent_body: BodyOf::Bytes(&sent_body),
        reply_body: BodyOf::Bytes(reply_body.as_bytes()),
        findings: &[],
        place: &place,
    };
    // What the caller knows besides what the exchange tells: nothing.
    let entry = HistoryEntry::new(&sent, &KnownSecrets::default(), MOST_BODY_BYTES);
    fixture.open().write(&entry).unwrap();
}

#[tokio::test]
async fn no_secret_of_a_signed_send_is_kept() {
    let canaries = canaries();
    for location in [
        SignatureLocation::Header,
        SignatureLocation::Query { expires_in: 900 },
    ] {
        let fixture = Fixture::new();
        let request = request(location);
        let exchange = send(&request).await;
        // They are in what is handed over.
        let wire = exchange.wire.as_ref().unwrap();
        let body = wire.body.in_memory().unwrap();
        assert!(canaries.count_occurrences(&body) >= 4);
        assert!(canaries.count_occurrences(&wire.head_bytes()) >= 4);
        assert!(canaries.count_occurrences(reply_body().as_bytes()) >= 7);
        kept_in(&fixture, &exchange, &request);
        let all = everything(&fixture);
        let text = String::from_utf8_lossy(&all).into_owned();
        assert_eq!(canaries.count_occurrences(&all), 0);
        // What is no secret is there, also in what was compressed.
        assert!(memchr::memmem::find_iter(&all, b"wombat").count() >= 2);
        assert!(text.contains("place-in-the-list") && text.contains("[session token, "));
        let report = exchange.report.as_ref().unwrap();
        // A header-form Authorization stays; a presigned URL does not.
        assert_eq!(text.contains(&report.signature), report.presigned_url.is_none());
        let kept = fixture.open().read(exchange.id).unwrap();
        assert_eq!(kept.request_kept, RequestKept::SecretsTakenOut);
        assert!(matches!(kept.reply_body, KeptBody::Whole(_)));
        assert_eq!(
            found(&fixture.open(), &search("wombat")),
            [super::number_of(exchange.id)]
        );
    }
}

#[tokio::test]
async fn a_short_secret_is_not_kept_where_the_request_puts_it() {
    const PIN: &str = "zq7 x";
    let spelled = |text: &str| {
        [PIN, "zq7%20x", "zq7%2520x", "enE3IHg"]
            .into_iter()
            .any(|pin| text.contains(pin))
    };
    let fixture = Fixture::new();
    let mut request =
        signed("https://abcd123456.execute-api.us-east-1.amazonaws.com/{{pin}}/pets?b={{pin}}&a=1");
    request
        .http
        .headers
        .push(HeaderRow::new("x-plain", "before {{pin}} after"));
    let mut order = order(request.clone());
    order.scope = order.scope.define(
        VariableLayer::Environment,
        "environment dev",
        &Variable::secret("pin"),
        Some(Secret::new(PIN)),
    );
    let deps = deps_with(Arc::new(GivesCredentials));
    let exchange = exchange::run(&deps, &order, &CancellationToken::new()).await;
    let wire = exchange.wire.as_ref().unwrap();
    assert!(
        spelled(&String::from_utf8_lossy(&wire.head_bytes())),
        "it is sent"
    );
    kept_in(&fixture, &exchange, &request);
    let text = String::from_utf8_lossy(&everything(&fixture)).into_owned();
    assert!(!spelled(&text));
    assert!(text.contains("before [secret variable] after") && text.contains("b=[secret variable]"));
}

#[test]
fn the_search_for_canaries_finds_them() {
    let fixture = Fixture::new();
    let mut made = Made::new(1).header("x-plain", "canary-unknown-0009");
    made.sent_body = b"canary-unknown-0009 in the body".repeat(3);
    made.request.http.url = "https://example.com/?a=canary-unknown-0009".to_owned();
    fixture.open().write(&made.entry()).unwrap();
    let mut known = KnownSecrets::default();
    known.insert("canary", &Secret::new("canary-unknown-0009"));
    // In the record, the request, the searched text and the body.
    assert!(known.count_occurrences(&everything(&fixture)) >= 6);
}

#[test]
fn credentials_in_other_forms_of_replies_are_not_kept() {
    for (body, secret) in [
        (
            format!(
                "<GetSessionTokenResult><Credentials><SecretAccessKey>{STS_SECRET}</SecretAccessKey></Credentials></GetSessionTokenResult>"
            ),
            STS_SECRET,
        ),
        (
            format!("<AccessKey><SecretAccessKey>{STS_SECRET}</SecretAccessKey></AccessKey>"),
            STS_SECRET,
        ),
        (
            format!("{{\"roleCredentials\":{{\"secretAccessKey\":\"{STS_SECRET}\"}}}}"),
            STS_SECRET,
        ),
        (
            format!("{{\"Credentials\":{{\"SecretKey\":\"{STS_SECRET}\"}}}}"),
            STS_SECRET,
        ),
        (
            format!("{{\"accessToken\":\"{REFRESH}\",\"expiresIn\":28800}}"),
            REFRESH,
        ),
        (format!("{{\"access_token\":\"{REFRESH}\"}}"), REFRESH),
        (format!("{{\"clientSecret\":\"{REFRESH}\"}}"), REFRESH),
        (
            format!("{{\"authorizationData\":[{{\"authorizationToken\":\"{ECR}\"}}]}}"),
            ECR,
        ),
        (format!("{{\"SecretString\":\"{REFRESH}\"}}"), REFRESH),
        (
            format!("{{\"url\":\"https://b.s3.amazonaws.com/k?X-Amz-Signature={REFRESH}\"}}"),
            REFRESH,
        ),
    ] {
        let fixture = Fixture::new();
        fixture
            .open()
            .write(&Made::new(1).reply(body.clone()).entry())
            .unwrap();
        let mut known = KnownSecrets::default();
        known.insert("canary", &Secret::new(secret));
        assert_eq!(known.count_occurrences(body.as_bytes()), 1);
        assert_eq!(known.count_occurrences(&everything(&fixture)), 0, "{body}");
    }
}
