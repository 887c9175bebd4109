//! The cookie jar in whole sends: kept from every hop, sent where it belongs, signed when it is asked for.

use std::sync::Arc;

use countersign::engine::{Deps, exchange};
use countersign::model::{
    AuthKind, CookieUse, Exchange, HeaderRow, HeaderSource, Outcome, Redirects, Request,
};
use countersign::prepare::{JarTakesPart, jar_takes_part, with_cookies};
use countersign::resolve::{Scope, assemble, resolve};
use tokio_util::sync::CancellationToken;

use crate::support::order::{deps, execute_api, order, plain, signed};
use crate::support::server::Server;

/// Answers `/set/NAME/VALUE` with that cookie, `/go/NAME/PATH` with a cookie and a redirect to `/PATH`, and
/// reports the cookie lines that came.
fn setter() -> Server<Vec<String>> {
    Server::start(|mut connection, report| {
        while let Some(request) = connection.request() {
            let request = String::from_utf8(request).unwrap();
            let parts: Vec<&str> = request.split(' ').nth(1).unwrap().split('/').skip(1).collect();
            let reply = match parts.as_slice() {
                ["set", name, value] => {
                    format!(
                        "HTTP/1.1 200 OK\r\nSet-Cookie: {name}={value}; Path=/\r\ncontent-length: 0\r\n\r\n"
                    )
                }
                ["go", name, path @ ..] => format!(
                    "HTTP/1.1 302 Found\r\nset-cookie: {name}=1; Path=/\r\nlocation: /{}\r\ncontent-length: 0\r\n\r\n",
                    path.join("/")
                ),
                ["wall"] if !request.contains("\r\ncookie: ") => {
                    "HTTP/1.1 302 Found\r\nset-cookie: pass=1\r\nlocation: /wall\r\ncontent-length: 0\r\n\r\n"
                        .to_owned()
                }
                _ => "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_owned(),
            };
            connection.write(reply.as_bytes());
            let lines = request.lines().filter_map(|line| line.strip_prefix("cookie: "));
            report.send(lines.map(str::to_owned).collect()).unwrap();
        }
    })
}

async fn run(deps: &Deps, request: Request) -> Exchange {
    let exchange = exchange::run(deps, &order(request), &CancellationToken::new()).await;
    assert!(
        matches!(exchange.outcome, Outcome::Replied(_)),
        "{:?}",
        exchange.outcome
    );
    exchange
}

fn using(mut request: Request, cookies: CookieUse) -> Request {
    request.settings.cookies = cookies;
    request
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn unsigned_requests_keep_and_send_cookies_by_default() {
    let server = setter();
    let deps = deps();
    let url = |path: &str| execute_api(server.port(), path);
    run(&deps, plain(&url("/set/a/1"))).await;
    run(&deps, plain(&url("/set/b/2"))).await;
    let exchange = run(&deps, plain(&url("/"))).await;
    assert_eq!(
        [server.next(), server.next(), server.next()],
        [vec![], vec!["a=1".to_owned()], vec!["a=1; b=2".to_owned()]]
    );
    let wire = exchange.wire.unwrap();
    let line = wire.header("cookie").unwrap();
    assert_eq!(line.source, HeaderSource::Client("from the cookie jar"));
    let elsewhere = format!("http://localhost:{}/", server.port());
    run(&deps, plain(&elsewhere)).await;
    assert_eq!(server.next(), Vec::<String>::new(), "another host gets none");
    let another_run = crate::support::order::deps();
    run(&another_run, plain(&url("/"))).await;
    assert_eq!(server.next(), Vec::<String>::new(), "another jar has none");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn signed_requests_take_part_only_when_asked_and_sign_the_line() {
    let server = setter();
    let deps = deps();
    let url = |path: &str| execute_api(server.port(), path);
    run(&deps, signed(&url("/set/unwanted/1"))).await;
    run(&deps, using(signed(&url("/set/wanted/1")), CookieUse::On)).await;
    run(&deps, signed(&url("/"))).await;
    for _ in 0..3 {
        assert_eq!(server.next(), Vec::<String>::new());
    }
    let exchange = run(&deps, using(signed(&url("/")), CookieUse::On)).await;
    assert_eq!(server.next(), ["wanted=1"]);
    let report = exchange.report.unwrap();
    assert!(report.proof.holds());
    assert!(
        exchange.notes.iter().any(|note| note.rule == "cookies-from-jar"),
        "{:?}",
        exchange.notes
    );
    assert_eq!(
        report.signed_headers,
        ["host", "x-amz-date"],
        "proxies rewrite cookies, so the line is not signed unless the request says so"
    );
    let mut request = using(signed(&url("/")), CookieUse::On);
    request.http.auth.aws.options.signed_headers_extra = vec!["cookie".to_owned()];
    let report = run(&deps, request).await.report.unwrap();
    assert!(report.proof.holds());
    assert!(report.canonical_request.as_str().contains("\ncookie:wanted=1\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn off_neither_sends_nor_keeps() {
    let server = setter();
    let deps = deps();
    let url = |path: &str| execute_api(server.port(), path);
    run(&deps, using(plain(&url("/set/a/1")), CookieUse::Off)).await;
    run(&deps, plain(&url("/set/b/2"))).await;
    run(&deps, using(plain(&url("/")), CookieUse::Off)).await;
    for _ in 0..3 {
        assert_eq!(server.next(), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_typed_row_wins_in_one_line() {
    let server = setter();
    let deps = deps();
    let url = |path: &str| execute_api(server.port(), path);
    run(&deps, plain(&url("/set/a/jar"))).await;
    run(&deps, plain(&url("/set/b/jar"))).await;
    let mut request = plain(&url("/"));
    request.http.headers = vec![HeaderRow::new("Cookie", "a=typed")];
    run(&deps, request).await;
    server.next();
    server.next();
    assert_eq!(server.next(), ["a=typed; b=jar"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_hop_sets_cookies_for_the_next() {
    let server = setter();
    let deps = deps();
    let following = |path: &str| {
        let mut request = plain(&execute_api(server.port(), path));
        request.settings.redirects = Redirects::SameOrigin;
        request
    };
    run(&deps, following("/go/a/go/b/end")).await;
    let seen = [server.next(), server.next(), server.next()];
    assert_eq!(
        seen,
        [vec![], vec!["a=1".to_owned()], vec!["a=1; b=1".to_owned()]]
    );

    // A page that sends its visitor back to itself with a cookie is no loop.
    deps.cookies.clear();
    let exchange = run(&deps, following("/wall")).await;
    assert_eq!((exchange.hops.len(), exchange.redirect), (1, None));
}

/// Cookies are credentials: a hop to another origin goes without, and what it sets is kept for later.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn another_origin_gets_no_cookie_on_a_redirect() {
    let server = setter();
    let deps = deps();
    let there = format!("http://localhost:{}/set/new/1", server.port());
    run(
        &deps,
        plain(&format!("http://localhost:{}/set/old/1", server.port())),
    )
    .await;
    let origin = Server::<()>::start(move |mut connection, _| {
        connection.request();
        let reply = format!("HTTP/1.1 302 Found\r\nlocation: {there}\r\ncontent-length: 0\r\n\r\n");
        connection.write(reply.as_bytes());
    });
    let mut request = plain(&execute_api(origin.port(), "/"));
    request.settings.redirects = Redirects::Everywhere;
    run(&deps, request).await;
    server.next();
    assert_eq!(server.next(), Vec::<String>::new());
    run(&deps, plain(&format!("http://localhost:{}/", server.port()))).await;
    assert_eq!(server.next(), ["old=1; new=1"]);
}

/// The window draws its live report with the same function that sends.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_shown_before_sending_is_what_is_sent() {
    let server = setter();
    let deps = deps();
    run(&deps, plain(&execute_api(server.port(), "/set/a/1"))).await;
    let request = using(signed(&execute_api(server.port(), "/x?y")), CookieUse::On);
    assert_eq!(
        jar_takes_part(CookieUse::On, AuthKind::AwsSignature),
        JarTakesPart::Yes
    );
    let resolved = resolve(&request, &Scope::default()).unwrap();
    let digest = countersign::model::BodyDigest::of(b"");
    let wire = assemble(&resolved, &digest).unwrap().wire;
    let now = (deps.ambient.now)();
    let cookies = deps
        .cookies
        .for_request(&wire.endpoint, wire.target.as_str(), now);
    let shown = with_cookies(wire, &cookies, &mut Vec::new());
    let exchange = run(&deps, request).await;
    let sent = Arc::unwrap_or_clone(exchange.wire.unwrap());
    assert!(sent.headers.starts_with(&shown.headers), "{sent:?}");
}
