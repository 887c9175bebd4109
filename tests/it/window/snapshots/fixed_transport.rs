//! Sends that look the same each time: one port for the embedded server, one duration, and prepared replies of every
//! other host.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::Ordering::SeqCst;
use std::sync::atomic::{AtomicU16, AtomicU64};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use countersign::engine::Ambient;
use countersign::http::{Happening, HyperTransport, Reply, Transport, TransportError, Watch};
use countersign::model::{
    Address, CertificateFacts, ChainTrust, Connection, ConnectionOrigin, HttpVersion, Phases, ResponseHead,
    Route, Scheme, Stage, TlsFacts, TlsVersion, WireRequest,
};
use countersign::sigv4::Sealed;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt as _, StreamExt as _};
use time::macros::datetime;

/// Where the embedded server seems to listen.
pub const PORT: u16 = 43117;
/// From the order to the reply head, and to the end of the body.
const TO_HEAD: Duration = Duration::from_millis(80);
const TO_END: Duration = Duration::from_millis(84);

/// What a host answers.
pub struct Prepared {
    pub status: u16,
    pub reason: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Prepared {
    pub fn ok(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            reason: "OK",
            headers: vec![("content-type", content_type.to_owned())],
            body: body.into(),
        }
    }
}

/// Stands between the window and the network.
#[derive(Default)]
pub struct FixedTransport {
    /// Where the embedded server listens in truth.
    pub demo_port: AtomicU16,
    /// What other hosts answer, one reply for each send. A host that has none is not found; one that has none left
    /// never answers.
    pub replies: Mutex<HashMap<&'static str, VecDeque<Prepared>>>,
    /// Time that sends have taken, in milliseconds.
    spent: AtomicU64,
    real: HyperTransport,
}

impl FixedTransport {
    /// A clock that only a send moves.
    pub fn clock(self: &Arc<Self>) -> Arc<dyn Fn() -> Instant + Send + Sync> {
        let (start, fixed_transport) = ((Ambient::system().monotonic)(), Arc::clone(self));
        Arc::new(move || start + Duration::from_millis(fixed_transport.spent.load(SeqCst)))
    }

    async fn ask_demo(
        &self,
        request: &Sealed<WireRequest>,
        route: &Route,
        watch: &Watch<'_>,
    ) -> Result<Reply, TransportError> {
        let there = Address {
            host: "127.0.0.1".to_owned(),
            port: Some(self.demo_port.load(SeqCst)),
        };
        let route = Route {
            connect_to: Some(there),
            ..route.clone()
        };
        let hear = |happening| match happening {
            Happening::Connection(..) => {}
            other => watch(other),
        };
        let reply = self.real.send(request, &route, &hear).await?;
        let connection = Connection {
            origin: Some(ConnectionOrigin::New),
            address: Some(([127, 0, 0, 1], PORT).into()),
            ..reply.connection
        };
        let phases = phases(&connection);
        Ok(Reply {
            connection,
            phases,
            ..reply
        })
    }

    async fn ask_elsewhere(&self, wire: &WireRequest, watch: &Watch<'_>) -> Result<Reply, TransportError> {
        watch(Happening::Stage(Stage::Connecting));
        let prepared = self
            .replies
            .lock()
            .unwrap()
            .get_mut(wire.endpoint.host.as_str())
            .map(VecDeque::pop_front);
        let Some(prepared) = prepared else {
            return Err(TransportError::Dns {
                host: wire.endpoint.host.clone(),
                reason: "failed to lookup address information: Name or service not known".to_owned(),
            });
        };
        let connection = Connection {
            origin: Some(ConnectionOrigin::New),
            address: Some(([203, 0, 113, 7], wire.endpoint.port).into()),
            proxy: None,
            protocol: Some(HttpVersion::Http11),
            tls: (wire.endpoint.scheme == Scheme::Https).then(|| tls(&wire.endpoint.host)),
            bytes_up: wire.head_bytes().len() as u64 + wire.digest.length,
            bytes_down: 240,
        };
        let phases = phases(&connection);
        watch(Happening::Connection(Box::new(connection.clone()), phases));
        watch(Happening::Stage(Stage::Waiting));
        let Some(prepared) = prepared else {
            return std::future::pending().await;
        };
        let headers = prepared.headers.into_iter();
        Ok(Reply {
            head: ResponseHead {
                status: prepared.status,
                reason: prepared.reason.to_owned(),
                headers: headers.map(|(name, value)| (name.to_owned(), value)).collect(),
            },
            body: futures_util::stream::iter([Ok(Bytes::from(prepared.body))]).boxed(),
            connection,
            phases,
        })
    }
}

/// The transport of a window.
pub struct Posing(pub Arc<FixedTransport>);

impl Transport for Posing {
    fn send<'a>(
        &'a self,
        request: &'a Sealed<WireRequest>,
        route: &'a Route,
        watch: &'a Watch<'a>,
    ) -> BoxFuture<'a, Result<Reply, TransportError>> {
        async move {
            let wire = request.get();
            let begun = self.0.spent.load(SeqCst);
            let reply = if wire.endpoint.port == PORT {
                self.0.ask_demo(request, route, watch).await?
            } else {
                self.0.ask_elsewhere(wire, watch).await?
            };
            let set = move |fixed_transport: &FixedTransport, after: Duration| {
                fixed_transport
                    .spent
                    .store(begun + u64::try_from(after.as_millis()).unwrap(), SeqCst);
            };
            set(&self.0, TO_HEAD);
            let fixed_transport = Arc::clone(&self.0);
            let body: BoxStream<'static, _> =
                reply.body.inspect(move |_| set(&fixed_transport, TO_END)).boxed();
            Ok(Reply { body, ..reply })
        }
        .boxed()
    }
}

fn phases(connection: &Connection) -> Phases {
    let millis = |count| Some(Duration::from_millis(count));
    let secure = connection.tls.is_some();
    Phases {
        resolving: millis(2),
        connecting: millis(7),
        securing: secure.then_some(Duration::from_millis(19)),
        sending: millis(1),
        waiting: if secure { millis(51) } else { millis(70) },
        ..Phases::default()
    }
}

fn tls(host: &str) -> TlsFacts {
    let certificate = |subject: &str, issuer: &str, sha: &str| CertificateFacts {
        subject: subject.to_owned(),
        issuer: issuer.to_owned(),
        names: vec![host.to_owned()],
        not_before: datetime!(2026-06-01 0:00 UTC),
        not_after: datetime!(2027-06-30 23:59:59 UTC),
        sha256: sha.repeat(8),
    };
    TlsFacts {
        version: Some(TlsVersion::Tls13),
        cipher: Some("TLS13_AES_128_GCM_SHA256".to_owned()),
        server_name: host.to_owned(),
        chain: vec![
            certificate(
                &format!("CN={host}"),
                "C=US, O=Example Trust, CN=Example RSA 2048",
                "9f3a41d0",
            ),
            certificate(
                "C=US, O=Example Trust, CN=Example RSA 2048",
                "C=US, O=Example Trust, CN=Example Root 1",
                "51c2be07",
            ),
        ],
        trust: ChainTrust::Verified,
    }
}
