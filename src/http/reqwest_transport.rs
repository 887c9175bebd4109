//! The transport of the program: HTTP/1.1 by reqwest.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt as _, StreamExt as _, future::BoxFuture};
use tokio::sync::oneshot;

use super::client::{ClientKey, Clients, Lease};
use super::error::TransportError;
use super::outgoing::{Outgoing, SentBytes};
use super::preflight::{Cleared, clear};
use super::resolver::{Lookup, SystemLookup};
use super::tls::Trust;
use super::{Happening, Reply, Transport, Watch};
use crate::model::{Connection, Endpoint, Phases, ResponseHead, Route, Stage, WireRequest};
use crate::sigv4::Sealed;

/// Name resolution, TCP and TLS together may take this long. A reply may take any time: the user has Cancel.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Sends over HTTP/1.1. Needs a tokio runtime with time and network around [`Transport::send`].
pub struct ReqwestTransport {
    clients: Arc<Clients>,
    key: ClientKey,
    connect_timeout: Duration,
}

impl Default for ReqwestTransport {
    fn default() -> Self {
        Self::new(Arc::new(SystemLookup), Trust::System, CONNECT_TIMEOUT)
    }
}

impl ReqwestTransport {
    /// With another lookup, further certificate authorities or another time for connecting than the default.
    pub fn new(lookup: Arc<dyn Lookup>, trust: Trust, connect_timeout: Duration) -> Self {
        Self {
            clients: Arc::new(Clients::new(lookup, connect_timeout)),
            key: ClientKey { trust },
            connect_timeout,
        }
    }

    async fn exchange(&self, wire: &WireRequest, watch: &Watch<'_>) -> Result<Reply, TransportError> {
        let cleared = clear(wire)?;
        watch(Happening::Stage(Stage::Connecting));
        let mut lease = self.lease()?;
        let response = self.head(&lease, cleared, wire, watch).await?;
        if response.version() < reqwest::Version::HTTP_11 {
            // On a kept connection hyper would speak HTTP/1.0 to it and change the head.
            lease.retire();
        }
        Ok(reply(response, lease, wire.endpoint.clone()))
    }

    fn lease(&self) -> Result<Lease, TransportError> {
        self.clients
            .lease(&self.key)
            .map_err(|error| TransportError::Client {
                reason: error.to_string(),
            })
    }

    /// Sends and waits for the reply head, telling when the wait begins.
    async fn head(
        &self,
        lease: &Lease,
        cleared: Cleared,
        wire: &WireRequest,
        watch: &Watch<'_>,
    ) -> Result<reqwest::Response, TransportError> {
        let Some(client) = lease.client() else {
            return Err(TransportError::Client {
                reason: "it was given up".to_owned(),
            });
        };
        let (body, on_connection) = Outgoing::new(&wire.body, &wire.digest);
        let sent = body.sent();
        let mut request = reqwest::Request::new(cleared.method, cleared.url);
        *request.headers_mut() = cleared.headers;
        *request.body_mut() = Some(reqwest::Body::wrap(body));
        let executed = waiting_told(client.execute(request), on_connection, watch);
        sent_told(executed, &sent, watch)
            .await
            .map_err(|error| TransportError::before_head(error, &wire.endpoint, self.connect_timeout))
    }
}

impl Transport for ReqwestTransport {
    fn send<'a>(
        &'a self,
        request: &'a Sealed<WireRequest>,
        _route: &'a Route,
        watch: &'a Watch<'a>,
    ) -> BoxFuture<'a, Result<Reply, TransportError>> {
        self.exchange(request.get(), watch).boxed()
    }
}

/// Runs the request and tells [`Stage::Waiting`] once it has a connection.
async fn waiting_told<T>(
    execute: impl Future<Output = T>,
    mut on_connection: oneshot::Receiver<()>,
    watch: &Watch<'_>,
) -> T {
    let mut execute = std::pin::pin!(execute);
    tokio::select! {
        biased;
        Ok(()) = &mut on_connection => watch(Happening::Stage(Stage::Waiting)),
        result = &mut execute => {
            // Both may have come since the first was looked at.
            if on_connection.try_recv().is_ok() {
                watch(Happening::Stage(Stage::Waiting));
            }
            return result;
        }
    }
    execute.await
}

/// Runs the request and tells how much of its body has gone.
async fn sent_told<T>(execute: impl Future<Output = T>, sent: &SentBytes, watch: &Watch<'_>) -> T {
    let mut execute = std::pin::pin!(execute);
    loop {
        tokio::select! {
            biased;
            result = &mut execute => {
                watch(Happening::Sent(sent.bytes()));
                return result;
            }
            () = sent.changed() => watch(Happening::Sent(sent.bytes())),
        }
    }
}

/// The reply; its body keeps the client for itself until it is read or dropped.
fn reply(response: reqwest::Response, lease: Lease, endpoint: Endpoint) -> Reply {
    let head = head(&response);
    let body = response.bytes_stream().map(move |chunk| {
        let _until_the_body_is_done = &lease;
        chunk.map_err(|error| TransportError::in_body(error, &endpoint))
    });
    Reply {
        head,
        body: body.boxed(),
        connection: Connection::default(),
        phases: Phases::default(),
    }
}

fn head(response: &reqwest::Response) -> ResponseHead {
    let status = response.status();
    let sent = response.extensions().get::<hyper::ext::ReasonPhrase>();
    let reason = sent
        .map(|reason| String::from_utf8_lossy(reason.as_bytes()).into_owned())
        .filter(|reason| !reason.is_empty())
        .unwrap_or_else(|| status.canonical_reason().unwrap_or_default().to_owned());
    let headers = response.headers().iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    ResponseHead {
        status: status.as_u16(),
        reason,
        headers: headers.collect(),
    }
}
