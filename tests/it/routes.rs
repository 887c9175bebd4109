//! The way of a send: what the connection layer is told, what it tells back, and the total time.

use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use countersign::engine::{Order, exchange};
use countersign::http::{Happening, Reply, Transport, TransportError, Watch};
use countersign::model::{
    AcceptedCertificate, Address, BodyCut, BodyEnd, ClientCertificate, Connection, ConnectionOrigin,
    Exchange, HeaderRow, Network, Outcome, Phases, Protocol, Redirects, ResponseHead, Route, Stage,
    WireRequest,
};
use countersign::sigv4::Sealed;
use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::stream::StreamExt as _;
use tokio_util::sync::CancellationToken;

use crate::support::order::{deps, deps_with, execute_api, order, plain, signed};
use crate::support::origins::{Log, leading, plain_origin};
use crate::support::server::Server;

/// What a connection layer does with a request; it stands in where the real one could not be held.
enum Then {
    Reply(u16, String),
    Refuse,
    Hang,
}

/// Writes down where it is sent, tells of a connection, and ends as it is told to.
struct Told {
    routes: Mutex<Vec<(String, Route)>>,
    then: Box<dyn Fn(&WireRequest) -> Then + Send + Sync>,
}

impl Told {
    fn new(then: impl Fn(&WireRequest) -> Then + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            routes: Mutex::default(),
            then: Box::new(then),
        })
    }

    fn routes(&self) -> Vec<(String, Route)> {
        std::mem::take(&mut *self.routes.lock().unwrap())
    }
}

fn connection() -> Connection {
    Connection {
        origin: Some(ConnectionOrigin::New),
        address: Some("127.0.0.9:443".parse().unwrap()),
        ..Connection::default()
    }
}

fn phases() -> Phases {
    Phases {
        resolving: Some(Duration::from_millis(7)),
        ..Phases::default()
    }
}

impl Transport for Told {
    fn send<'a>(
        &'a self,
        request: &'a Sealed<WireRequest>,
        route: &'a Route,
        watch: &'a Watch<'a>,
    ) -> BoxFuture<'a, Result<Reply, TransportError>> {
        let wire = request.get();
        self.routes
            .lock()
            .unwrap()
            .push((wire.endpoint.authority(), route.clone()));
        async move {
            watch(Happening::Stage(Stage::Connecting));
            watch(Happening::Connection(Box::new(connection()), phases()));
            match (self.then)(wire) {
                Then::Reply(status, location) => Ok(Reply {
                    head: ResponseHead {
                        status,
                        reason: String::new(),
                        headers: vec![("location".to_owned(), location)],
                    },
                    body: futures_util::stream::empty().boxed(),
                    connection: connection(),
                    phases: phases(),
                }),
                Then::Refuse => Err(TransportError::Refused {
                    address: wire.endpoint.authority(),
                }),
                Then::Hang => {
                    watch(Happening::Stage(Stage::Waiting));
                    pending().await
                }
            }
        }
        .boxed()
    }
}

async fn run(transport: &Arc<Told>, order: &Order) -> Exchange {
    let transport: Arc<dyn Transport> = Arc::<Told>::clone(transport);
    exchange::run(&deps_with(transport), order, &CancellationToken::new()).await
}

fn network() -> Network {
    let certificate = |host: &str| ClientCertificate {
        host: host.to_owned(),
        ..ClientCertificate::default()
    };
    let accepted = |server_name: &str| AcceptedCertificate {
        server_name: server_name.to_owned(),
        sha256: "ab".to_owned(),
    };
    Network {
        authorities: vec!["ca.pem".to_owned()],
        client_certificates: vec![certificate("*.example"), certificate("b.test")],
        accepted: vec![accepted("a.example"), accepted("b.test")],
        connect_timeout_ms: Some(3_000),
        ..Network::default()
    }
}

#[tokio::test]
async fn the_settings_of_request_and_program_make_the_route() {
    let transport = Told::new(|_| Then::Reply(200, String::new()));
    let mut request = plain("https://a.example/");
    request.settings.connect_to = "[::1]:8443".to_owned();
    request.settings.connect_timeout_ms = Some(50);
    request.settings.protocol = Protocol::Http2;
    let mut order = order(request);
    order.network = Arc::new(network());
    let exchange = run(&transport, &order).await;
    assert!(matches!(exchange.outcome, Outcome::Replied(_)));
    assert_eq!(
        (exchange.connection, exchange.timings.phases.resolving),
        (connection(), phases().resolving)
    );
    let (_, route) = transport.routes().remove(0);
    assert_eq!(route.protocol, Protocol::Http2);
    assert_eq!(
        route.connect_to,
        Some(Address {
            host: "::1".to_owned(),
            port: Some(8443)
        })
    );
    assert_eq!(route.server_name, None);
    assert_eq!(route.authorities, ["ca.pem"]);
    assert_eq!(route.client_certificate.unwrap().host, "*.example");
    assert_eq!(route.accepted.len(), 1);
    assert_eq!(route.connect_timeout, Some(Duration::from_millis(50)));
}

/// A typed host is the name that TLS asks for, and HTTP/2 can not say two.
#[tokio::test]
async fn a_host_that_differs_takes_the_name_along_and_http2_away() {
    let transport = Told::new(|_| Then::Reply(200, String::new()));
    let mut request = signed("https://abcd123456.execute-api.us-east-1.amazonaws.com/dev");
    request.http.headers = vec![HeaderRow::new("Host", "Api.Example:8443")];
    request.settings.protocol = Protocol::Http2;
    let exchange = run(&transport, &order(request)).await;
    let (_, route) = transport.routes().remove(0);
    assert_eq!(
        (route.protocol, route.server_name.as_deref()),
        (Protocol::Http1, Some("api.example"))
    );
    let notes = exchange.notes;
    assert!(
        notes.iter().any(|note| note.rule == "http2-needs-one-host"),
        "{notes:?}"
    );
}

#[tokio::test]
async fn a_setting_that_can_not_be_read_sends_nothing() {
    let transport = Told::new(|_| Then::Refuse);
    for (connect_to, server_name, kind) in [
        ("http://a", "", "connect-to-invalid"),
        ("a:99999", "", "connect-to-invalid"),
        ("", "a b", "server-name-invalid"),
    ] {
        let mut request = signed("https://abcd123456.execute-api.us-east-1.amazonaws.com/dev");
        connect_to.clone_into(&mut request.settings.connect_to);
        server_name.clone_into(&mut request.settings.server_name);
        let exchange = run(&transport, &order(request)).await;
        let Outcome::Failed(failure) = exchange.outcome else {
            panic!()
        };
        assert_eq!((failure.kind, failure.stage), (kind, Stage::Building));
    }
    assert_eq!(transport.routes(), []);
}

/// Address, name and client certificate are for the first origin; the certificate does not come back either.
#[tokio::test]
async fn another_origin_is_reached_by_its_own_way() {
    let transport = Told::new(|wire| match (wire.endpoint.host.as_str(), wire.target.as_str()) {
        ("a.example", "/") => Then::Reply(307, "/again".to_owned()),
        ("a.example", "/again") => Then::Reply(307, "https://b.test/".to_owned()),
        ("b.test", _) => Then::Reply(307, "https://a.example/back".to_owned()),
        _ => Then::Reply(200, String::new()),
    });
    let mut request = plain("https://a.example/");
    request.settings.connect_to = "127.0.0.1".to_owned();
    request.settings.server_name = "inside.example".to_owned();
    request.settings.redirects = Redirects::Everywhere;
    let mut order = order(request);
    order.network = Arc::new(network());
    run(&transport, &order).await;
    let ways: Vec<_> = transport
        .routes()
        .into_iter()
        .map(|(host, route)| {
            let certificate = route.client_certificate.map(|certificate| certificate.host);
            (
                host,
                route.connect_to.is_some(),
                route.server_name.is_some(),
                certificate,
            )
        })
        .collect();
    let star = || Some("*.example".to_owned());
    assert_eq!(
        ways,
        [
            ("a.example".to_owned(), true, true, star()),
            ("a.example".to_owned(), true, true, star()),
            ("b.test".to_owned(), false, false, None),
            ("a.example".to_owned(), true, true, None),
        ]
    );
}

#[tokio::test]
async fn what_is_known_of_a_connection_that_failed_is_kept() {
    let transport = Told::new(|_| Then::Refuse);
    let exchange = run(&transport, &order(plain("https://a.example/"))).await;
    assert!(matches!(exchange.outcome, Outcome::Failed(_)));
    assert_eq!(exchange.connection, connection());
    assert_eq!(exchange.timings.phases, phases());
}

fn timed(order: &mut Order, own: Option<u64>, program: Option<u64>) {
    order.request.settings.total_timeout_ms = own;
    order.network = Arc::new(Network {
        total_timeout_ms: program,
        ..Network::default()
    });
}

#[tokio::test]
async fn the_total_time_ends_a_send_without_a_reply_and_names_its_setting() {
    let transport = Told::new(|_| Then::Hang);
    for (own, program, seconds, setting) in [
        (Some(25), Some(60_000), "0.025 s", "this request"),
        (None, Some(30), "0.03 s", "the program"),
    ] {
        let mut order = order(signed(
            "https://abcd123456.execute-api.us-east-1.amazonaws.com/dev",
        ));
        timed(&mut order, own, program);
        let exchange = run(&transport, &order).await;
        let Outcome::Failed(failure) = exchange.outcome else {
            panic!()
        };
        assert_eq!((failure.kind, failure.stage), ("timeout", Stage::Waiting));
        assert!(failure.message.contains(seconds), "{}", failure.message);
        assert!(
            failure.message.contains("waiting for the reply"),
            "{}",
            failure.message
        );
        assert!(failure.hint.contains(setting), "{}", failure.hint);
        assert_eq!(exchange.connection, connection());
        assert!(exchange.wire.is_some() && exchange.report.is_some());
    }
}

/// In the body what came is kept, whoever ends it.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_body_that_is_cut_by_time_or_cancel_is_kept() {
    let server = Server::<()>::start(|mut connection, _| {
        connection.request();
        connection.write(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
        connection.until_closed();
    });
    let mut timed_order = order(plain(&execute_api(server.port(), "/")));
    timed(&mut timed_order, Some(300), None);
    let exchange = exchange::run(&deps(), &timed_order, &CancellationToken::new()).await;
    let Outcome::Replied(response) = exchange.outcome else {
        panic!("{:?}", exchange.outcome)
    };
    assert_eq!(
        (response.head.status, response.end),
        (200, BodyEnd::Partial(BodyCut::TimedOut))
    );
    assert_eq!(timed_order.body.snapshot(), "half");
    assert!(exchange.timings.phases.downloading.is_some());

    let order = order(plain(&execute_api(server.port(), "/")));
    let cancel = CancellationToken::new();
    let cancel_in_the_body = async {
        while order.progress.body_bytes() < 4 {
            tokio::task::yield_now().await;
        }
        cancel.cancel();
    };
    let deps = deps();
    let (exchange, ()) = tokio::join!(exchange::run(&deps, &order, &cancel), cancel_in_the_body);
    let Outcome::Cancelled { stage, response } = exchange.outcome else {
        panic!()
    };
    let response = response.unwrap();
    assert_eq!((stage, response.body_bytes), (Stage::Receiving, 4));
    assert_eq!(response.end, BodyEnd::Partial(BodyCut::Cancelled));
}

/// The total time is one for all hops.
#[tokio::test]
async fn redirects_do_not_start_the_time_anew() {
    let transport = Told::new(|wire| match wire.target.as_str() {
        "/" => Then::Reply(302, "/slow".to_owned()),
        _ => Then::Hang,
    });
    let mut order = order(plain("https://a.example/"));
    order.request.settings.redirects = Redirects::SameOrigin;
    timed(&mut order, Some(200), None);
    let exchange = run(&transport, &order).await;
    assert!(matches!(exchange.outcome, Outcome::Failed(_)));
    assert_eq!((exchange.hops.len(), transport.routes().len()), (1, 2));
}

/// Cancel between two hops ends the send, and the hops before are kept.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn cancel_ends_a_later_hop() {
    let log = Log::default();
    let first = plain_origin("A", &log);
    let held = Server::<()>::start(|mut connection, _| {
        connection.request();
        connection.until_closed();
    });
    let path = leading(302, &format!("http://localhost:{}/", held.port()));
    let mut request = plain(&execute_api(first.port(), &path));
    request.settings.redirects = Redirects::Everywhere;
    let order = order(request);
    let cancel = CancellationToken::new();
    let when_waiting = async {
        while held.accepted() == 0 || order.progress.stage() != Stage::Waiting {
            tokio::task::yield_now().await;
        }
        cancel.cancel();
    };
    let deps = deps();
    let (exchange, ()) = tokio::join!(exchange::run(&deps, &order, &cancel), when_waiting);
    assert!(matches!(
        exchange.outcome,
        Outcome::Cancelled {
            stage: Stage::Waiting,
            response: None
        }
    ));
    assert_eq!(exchange.hops.len(), 1);
}
