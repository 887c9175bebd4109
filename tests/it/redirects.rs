//! Redirects: which are followed and how, what each hop carries, and that nothing secret reaches another
//! origin.

use std::collections::BTreeSet;
use std::sync::Arc;

use countersign::engine::{Deps, Order, exchange};
use countersign::model::{
    AuthKind, BodyEnd, BodyKind, Exchange, Followed, HeaderRow, Outcome, RedirectStop, Redirects, Request,
    Secret, SignatureLocation, Stage, StopReason,
};
use tokio_util::sync::CancellationToken;

use crate::support::order::{SECRET, deps, deps_with, execute_api, order, plain, signed};
use crate::support::origins::{Log, leading, plain_origin, tls_origin, trusting};
use crate::support::server::Server;

const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];

async fn run(deps: &Deps, order: &Order) -> Exchange {
    exchange::run(deps, order, &CancellationToken::new()).await
}

fn status(exchange: &Exchange) -> u16 {
    match &exchange.outcome {
        Outcome::Replied(response) => {
            assert_eq!(response.end, BodyEnd::Complete);
            response.head.status
        }
        other => panic!("{other:?}"),
    }
}

fn why(exchange: &Exchange) -> Option<StopReason> {
    exchange.redirect.as_ref().map(|stop| stop.why)
}

/// First lines of what came, with the origin's name.
fn came(log: &Log) -> Vec<String> {
    let log = std::mem::take(&mut *log.lock().unwrap());
    log.iter()
        .map(|(name, request)| {
            let line = request.lines().next().unwrap().trim_end_matches(" HTTP/1.1");
            format!("{name} {line}")
        })
        .collect()
}

fn following(mut request: Request, redirects: Redirects) -> Order {
    request.settings.redirects = redirects;
    order(request)
}

/// One origin and a request to it.
fn one_origin() -> (Log, Server<()>) {
    let log = Log::default();
    let server = plain_origin("A", &log);
    (log, server)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn by_default_a_redirect_is_shown_and_not_followed() {
    let (log, server) = one_origin();
    for code in STATUSES {
        let request = signed(&execute_api(server.port(), &leading(code, "/next#part")));
        let order = order(request);
        let exchange = run(&deps(), &order).await;
        assert_eq!(status(&exchange), code);
        assert_eq!(order.body.snapshot(), "moved");
        assert_eq!(
            exchange.redirect,
            Some(RedirectStop {
                location: execute_api(server.port(), "/next"),
                why: StopReason::Settings
            })
        );
        assert_eq!((exchange.hops.len(), came(&log).len()), (0, 1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn other_statuses_and_replies_without_a_location_are_replies() {
    let (log, server) = one_origin();
    for code in [200, 201, 300, 304, 305, 306] {
        let request = plain(&execute_api(server.port(), &leading(code, "/next")));
        let exchange = run(&deps(), &following(request, Redirects::Everywhere)).await;
        assert_eq!((exchange.redirect, came(&log).len()), (None, 1), "{code}");
    }
    let without = Server::<()>::start(|mut connection, _| {
        connection.request();
        connection.write(b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n");
    });
    let request = plain(&execute_api(without.port(), "/"));
    let exchange = run(&deps(), &following(request, Redirects::Everywhere)).await;
    assert_eq!((status(&exchange), exchange.redirect), (302, None));
}

/// Each hop of one origin is signed anew, and proved.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn within_one_origin_every_hop_is_signed_again() {
    let (log, server) = one_origin();
    for location in [
        SignatureLocation::Header,
        SignatureLocation::Query { expires_in: 900 },
    ] {
        let second = leading(307, "/end?b=2");
        let first = leading(302, &format!("{second}?{{query}}"));
        let mut request = signed(&execute_api(server.port(), &format!("{first}?a=1")));
        request.http.auth.aws.session_token = Secret::new("token-of-the-session");
        request.http.auth.aws.options.location = location;
        let exchange = run(&deps(), &following(request, Redirects::SameOrigin)).await;
        assert_eq!((status(&exchange), why(&exchange)), (200, None));
        assert_eq!(exchange.secret_occurrences, Some(0));
        let reports = exchange.hops.iter().map(|hop| {
            assert_eq!(hop.followed, Followed::SameOrigin);
            (hop.wire.clone(), hop.report.clone().unwrap())
        });
        let last = (exchange.wire.clone().unwrap(), exchange.report.clone().unwrap());
        let all: Vec<_> = reports.chain([last]).collect();
        let signatures: BTreeSet<_> = all.iter().map(|(_, report)| report.signature.clone()).collect();
        assert_eq!((all.len(), signatures.len()), (3, 3));
        let log = std::mem::take(&mut *log.lock().unwrap());
        for ((wire, report), (_, received)) in all.iter().zip(&log) {
            assert!(report.proof.holds());
            assert_eq!(String::from_utf8(wire.head_bytes()).unwrap(), *received);
            assert_eq!(
                received.matches("X-Amz-Signature=").count(),
                usize::from(report.presigned_url.is_some())
            );
            assert_eq!(
                received.matches("\r\nauthorization: ").count(),
                usize::from(report.presigned_url.is_none())
            );
        }
        assert_eq!(log.len(), 3);
        assert!(log[2].1.starts_with("GET /end?b=2"), "{}", log[2].1);
        assert!(
            exchange.hops[1].location.ends_with("/end?b=2"),
            "{}",
            exchange.hops[1].location
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn method_and_body_follow_the_status() {
    let (log, server) = one_origin();
    for (code, method, next, body) in [
        (301, "POST", "GET", false),
        (302, "POST", "GET", false),
        (303, "POST", "GET", false),
        (303, "PUT", "GET", false),
        (303, "DELETE", "GET", false),
        (303, "HEAD", "HEAD", true),
        (301, "PUT", "PUT", true),
        (302, "PATCH", "PATCH", true),
        (307, "POST", "POST", true),
        (308, "POST", "POST", true),
        (308, "DELETE", "DELETE", true),
    ] {
        for make in [plain, signed] {
            let mut request = make(&execute_api(server.port(), &leading(code, "end")));
            method.clone_into(&mut request.http.method);
            request.http.headers = vec![
                HeaderRow::new("Content-Language", "en"),
                HeaderRow::new("x-colour", "red"),
            ];
            request.http.body.kind = BodyKind::Json;
            request.http.body.text = "{\"a\":1}".into();
            let exchange = run(&deps(), &following(request, Redirects::SameOrigin)).await;
            assert_eq!(exchange.hops.len(), 1, "{code} {method}");
            let last = log.lock().unwrap().pop().unwrap().1;
            assert!(last.starts_with(&format!("{next} /r/{code}/end ")), "{last}");
            assert_eq!(last.ends_with("\r\n\r\n{\"a\":1}"), body, "{last}");
            for name in ["content-type", "content-length", "content-language"] {
                assert_eq!(last.contains(&format!("\r\n{name}: ")), body, "{last}");
            }
            assert!(last.contains("\r\nx-colour: red\r\n"), "{last}");
            log.lock().unwrap().clear();
        }
    }
}

/// A GET that a POST became stays one after a 307.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_request_that_became_a_get_stays_one() {
    let (log, server) = one_origin();
    let path = leading(303, &leading(307, "/end"));
    let mut request = signed(&execute_api(server.port(), &path));
    request.http.method = "POST".to_owned();
    request.http.body.kind = BodyKind::Text;
    request.http.body.text = "once".into();
    run(&deps(), &following(request, Redirects::SameOrigin)).await;
    let log = log.lock().unwrap();
    let methods: Vec<&str> = log
        .iter()
        .map(|(_, request)| request.split(' ').next().unwrap())
        .collect();
    assert_eq!(methods, ["POST", "GET", "GET"]);
    assert_eq!(
        log.iter().filter(|(_, request)| request.contains("once")).count(),
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn targets_of_locations_are_sent_byte_for_byte() {
    let (log, server) = one_origin();
    for (location, target) in [
        ("/a/../b//c/./d?x=%2e%2E&k", "/a/../b//c/./d?x=%2e%2E&k"),
        ("/{{demo}} é", "/%7B%7Bdemo%7D%7D%20%C3%A9"),
        ("?only=query", "{same}?only=query"),
        ("sibling/../other", "/r/302/other"),
        ("/x#fragment", "/x"),
    ] {
        let path = leading(302, location);
        let request = signed(&execute_api(server.port(), &path));
        let exchange = run(&deps(), &following(request, Redirects::SameOrigin)).await;
        let expected = target.replace("{same}", &path);
        assert_eq!(exchange.wire.unwrap().target.as_str(), expected, "{location}");
        assert_eq!(came(&log)[1], format!("A GET {expected}"), "{location}");
        assert!(exchange.report.unwrap().proof.holds());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn loops_end() {
    let itself = Server::<()>::start(|mut connection, _| {
        while connection.request().is_some() {
            connection.write(b"HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n");
        }
    });
    for make in [plain, signed] {
        let request = make(&execute_api(itself.port(), "/start"));
        let exchange = run(&deps(), &following(request, Redirects::SameOrigin)).await;
        assert_eq!((why(&exchange), exchange.hops.len()), (Some(StopReason::Loop), 1));
    }
    for (redirects, steps, stop) in [(10, 10, None), (11, 10, Some(StopReason::TooMany))] {
        let counting = Server::<()>::start(move |mut connection, _| {
            while let Some(request) = connection.request() {
                let request = String::from_utf8_lossy(&request).into_owned();
                let step: u32 = request.split([' ', '/']).nth(2).unwrap().parse().unwrap();
                if step == redirects {
                    connection.ok();
                } else {
                    let next = step + 1;
                    let reply =
                        format!("HTTP/1.1 302 Found\r\nlocation: /{next}\r\ncontent-length: 0\r\n\r\n");
                    connection.write(reply.as_bytes());
                }
            }
        });
        let request = signed(&execute_api(counting.port(), "/0"));
        let exchange = run(&deps(), &following(request, Redirects::SameOrigin)).await;
        assert_eq!((why(&exchange), exchange.hops.len()), (stop, steps));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn locations_that_are_no_web_address_end_it() {
    let (log, server) = one_origin();
    for location in [
        "file:///etc/passwd",
        "data:text/plain,x",
        "ftp://h/",
        "https://",
        "http://h:99999/",
    ] {
        let request = signed(&execute_api(server.port(), &leading(302, location)));
        let exchange = run(&deps(), &following(request, Redirects::Everywhere)).await;
        assert_eq!(
            exchange.redirect,
            Some(RedirectStop {
                location: location.to_owned(),
                why: StopReason::NotHttp
            })
        );
        assert_eq!(came(&log).len(), 1);
    }
}

const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE/to+ken=";
const CANARIES: [&str; 6] = [
    "canary-authorization",
    "canary-cookie",
    "canary-api-key",
    "canary-proxy",
    "canary-presigned",
    "canary-custom",
];

/// Requests with a canary in every place that holds secrets.
fn carriers(port: u16, path: &str) -> Vec<(&'static str, Request)> {
    let url = format!("http://localhost:{port}{path}");
    let presigned = format!(
        "{url}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID&X-Amz-Security-Token=canary-presigned-token&\
         X-Amz-Signature=canary-presigned-signature"
    );
    let rows = [
        ("Cookie", "s=canary-cookie".to_owned()),
        ("X-Api-Key", "canary-api-key".to_owned()),
        ("Proxy-Authorization", "Basic canary-proxy".to_owned()),
        ("X-Custom-Auth-Token", "canary-custom".to_owned()),
        ("x-note", format!("the key is {SECRET}")),
        ("x-colour", "red".to_owned()),
    ];
    let rows: Vec<HeaderRow> = rows.map(|(name, value)| HeaderRow::new(name, value)).to_vec();
    let complete = |mut request: Request| {
        request.http.headers.clone_from(&rows);
        request.http.auth.aws.secret_access_key = Secret::new(SECRET);
        request.http.auth.aws.session_token = Secret::new(TOKEN);
        "us-east-1".clone_into(&mut request.http.auth.aws.region);
        "execute-api".clone_into(&mut request.http.auth.aws.service);
        request
    };
    let mut query = complete(signed(&url));
    query.http.auth.aws.options.location = SignatureLocation::Query { expires_in: 900 };
    let mut unsigned = complete(plain(&presigned));
    let authorization = HeaderRow::new("Authorization", "Bearer canary-authorization");
    unsigned.http.headers.push(authorization);
    let with_kind = |kind: AuthKind| {
        let mut request = complete(plain(&url));
        let auth = &mut request.http.auth;
        auth.kind = kind;
        auth.basic.password = Secret::new("canary-custom");
        auth.bearer.token = Secret::new("canary-authorization");
        // A name by which nobody knows it for a credential.
        "x-plain".clone_into(&mut auth.api_key.key);
        auth.api_key.value = Secret::new("canary-api-key");
        request
    };
    vec![
        ("basic", with_kind(AuthKind::Basic)),
        ("bearer", with_kind(AuthKind::Bearer)),
        ("api key", with_kind(AuthKind::ApiKey)),
        ("header", complete(signed(&url))),
        ("query", query),
        ("unsigned", unsigned),
    ]
}

fn assert_nothing_secret(case: &str, request: &str) {
    let lower = request.to_ascii_lowercase();
    let encoded = TOKEN.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D");
    for secret in CANARIES.iter().copied().chain([SECRET, TOKEN, encoded.as_str()]) {
        assert!(!request.contains(secret), "{case}: {secret} in\n{request}");
    }
    for name in ["authorization", "cookie", "x-amz-", "referer", "x-api-key"] {
        assert!(!lower.contains(name), "{case}: {name} in\n{request}");
    }
    assert!(
        lower.contains("x-colour: red"),
        "{case}: other rows stay\n{request}"
    );
}

/// All statuses, settings and kinds of request, to another port, another host and another scheme: what goes
/// there carries no credential, and without the user's leave nothing goes there.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nothing_secret_reaches_another_origin() {
    let log = Log::default();
    let first = plain_origin("A", &log);
    let other = plain_origin("B", &log);
    let secure = tls_origin("S", &log);
    let deps = deps_with(Arc::new(trusting()));
    let elsewhere = [
        ("B", format!("http://localhost:{}", other.port())),
        ("A", format!("http://127.0.0.1:{}", first.port())),
        ("S", format!("https://user:canary-custom@localhost:{secure}")),
    ];
    let mut arrived = 0;
    for code in STATUSES {
        for setting in [Redirects::Stop, Redirects::SameOrigin, Redirects::Everywhere] {
            for (origin, base) in &elsewhere {
                let path = leading(code, &format!("{base}/end?{{query}}"));
                for (kind, request) in carriers(first.port(), &path) {
                    let case = format!("{code} {setting:?} {base} {kind}");
                    let exchange = run(&deps, &following(request, setting)).await;
                    let log = std::mem::take(&mut *log.lock().unwrap());
                    if setting == Redirects::Everywhere {
                        assert_eq!((status(&exchange), why(&exchange)), (200, None), "{case}");
                        assert_eq!(exchange.hops[0].followed, Followed::WithoutCredentials);
                        let [_, (name, request)] = log.as_slice() else {
                            panic!("{case}: {log:?}")
                        };
                        assert_eq!(name, origin, "{case}");
                        assert!(request.starts_with("GET /end"), "{case}\n{request}");
                        assert_nothing_secret(&case, request);
                        assert_nothing_secret(&case, &format!("{} x-colour: red", exchange.hops[0].location));
                        assert!(exchange.report.is_none(), "{case}");
                        arrived += 1;
                    } else {
                        let reason = match setting {
                            Redirects::Stop => StopReason::Settings,
                            _ => StopReason::OtherOrigin,
                        };
                        assert_eq!(
                            (status(&exchange), why(&exchange)),
                            (code, Some(reason)),
                            "{case}"
                        );
                        assert_eq!(log.len(), 1, "{case}");
                        let location = exchange.redirect.unwrap().location;
                        assert_nothing_secret(&case, &format!("{location} x-colour: red"));
                    }
                }
            }
        }
    }
    assert_eq!(arrived, 5 * 3 * 6);
}

/// From https to http nothing goes, whatever the settings.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_downgrade_is_never_followed() {
    let log = Log::default();
    let lower = plain_origin("A", &log);
    let secure = tls_origin("S", &log);
    let deps = deps_with(Arc::new(trusting()));
    for code in STATUSES {
        for setting in [Redirects::SameOrigin, Redirects::Everywhere] {
            let path = leading(code, &format!("http://localhost:{}/end?{{query}}", lower.port()));
            for (kind, mut request) in carriers(secure, &path) {
                request.http.url = request.http.url.replacen("http:", "https:", 1);
                let exchange = run(&deps, &following(request, setting)).await;
                assert_eq!(why(&exchange), Some(StopReason::Downgrade), "{code} {kind}");
                assert_eq!(log.lock().unwrap().drain(..).count(), 1);
            }
        }
    }
    assert_eq!(lower.accepted(), 0);
}

/// What was dropped on the way to another origin stays dropped on the way back.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_way_back_carries_no_credential_either() {
    let log = Log::default();
    let first = plain_origin("A", &log);
    let other = plain_origin("B", &log);
    let home = format!("http://localhost:{}", first.port());
    let back = leading(302, &format!("{home}{}", leading(307, "/end?{query}")));
    let there = leading(307, &format!("http://localhost:{}{back}?{{query}}", other.port()));
    for (kind, request) in carriers(first.port(), &there) {
        let exchange = run(&deps(), &following(request, Redirects::Everywhere)).await;
        assert_eq!(status(&exchange), 200, "{kind}");
        let followed: Vec<Followed> = exchange.hops.iter().map(|hop| hop.followed).collect();
        assert_eq!(followed, [Followed::WithoutCredentials; 3]);
        let log = std::mem::take(&mut *log.lock().unwrap());
        let names: Vec<&str> = log.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["A", "B", "A", "A"]);
        for (_, request) in &log[1..] {
            assert_nothing_secret(kind, request);
        }
    }
}

/// A body with the secret in it stays home, and so does what a typed host stands for.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_body_that_holds_a_secret_is_not_sent_on() {
    let log = Log::default();
    let first = plain_origin("A", &log);
    let other = plain_origin("B", &log);
    let path = leading(307, &format!("http://localhost:{}/end", other.port()));
    for (body, stop, requests) in [
        (
            format!("key={}", SECRET.replace('/', "%2F")),
            Some(StopReason::OtherOrigin),
            1,
        ),
        ("harmless".to_owned(), None, 2),
    ] {
        let (_, mut request) = carriers(first.port(), &path).remove(0);
        request.http.method = "POST".to_owned();
        request.http.body.kind = BodyKind::Text;
        request.http.body.text = body.into();
        request.http.headers.push(HeaderRow::new("Host", "typed.example"));
        let exchange = run(&deps(), &following(request, Redirects::Everywhere)).await;
        assert_eq!(why(&exchange), stop);
        let log = std::mem::take(&mut *log.lock().unwrap());
        assert_eq!(log.len(), requests);
        for (_, request) in log.iter().skip(1) {
            assert_nothing_secret("body", request);
            assert!(
                request.contains(&format!("\r\nhost: localhost:{}\r\n", other.port())),
                "{request}"
            );
            assert!(request.ends_with("harmless"), "{request}");
        }
    }
}

/// A redirect to a URL that the server itself presigned arrives whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_presigned_url_of_the_server_stays_whole() {
    let log = Log::default();
    let first = plain_origin("A", &log);
    let other = plain_origin("B", &log);
    let target = "/object?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0123abcd";
    let path = leading(303, &format!("http://localhost:{}{target}", other.port()));
    for (_, request) in carriers(first.port(), &path) {
        run(&deps(), &following(request, Redirects::Everywhere)).await;
        assert_eq!(came(&log)[1], format!("B GET {target}"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_failed_hop_is_the_end_and_the_hops_before_are_kept() {
    let (log, server) = one_origin();
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = gone.local_addr().unwrap().port();
    drop(gone);
    let path = leading(302, &format!("http://localhost:{port}/end"));
    let exchange = run(
        &deps(),
        &following(plain(&execute_api(server.port(), &path)), Redirects::Everywhere),
    )
    .await;
    let Outcome::Failed(failure) = &exchange.outcome else {
        panic!("{:?}", exchange.outcome)
    };
    assert_eq!(
        (failure.kind, failure.stage),
        ("connection-refused", Stage::Connecting)
    );
    assert_eq!((exchange.hops.len(), came(&log).len()), (1, 1));
    assert_eq!(exchange.hops[0].head.status, 302);
    assert_eq!(exchange.wire.unwrap().endpoint.port, port);
}

/// The body of a redirect that is followed is not kept, however long.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn bodies_of_redirects_are_dropped() {
    let server = Server::<()>::start(|mut connection, _| {
        while let Some(request) = connection.request() {
            if request.starts_with(b"GET /end ") {
                connection.ok();
                continue;
            }
            let length = if request.starts_with(b"GET /long ") {
                10_000_000
            } else {
                60_000
            };
            let head = format!("HTTP/1.1 302 Found\r\nlocation: /end\r\ncontent-length: {length}\r\n\r\n");
            connection.write(head.as_bytes());
            connection.write(&vec![b'x'; length]);
        }
    });
    for path in ["/short", "/long"] {
        let order = following(plain(&execute_api(server.port(), path)), Redirects::SameOrigin);
        let exchange = run(&deps(), &order).await;
        assert_eq!(status(&exchange), 200, "{path}");
        assert_eq!(order.body.snapshot(), "ok");
    }
}
