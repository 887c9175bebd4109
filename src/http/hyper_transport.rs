//! The transport of the program: hyper on connections of our own making.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{FutureExt as _, Stream, StreamExt as _, future::BoxFuture};
use http::{Request, Response};
use http_body_util::{BodyDataStream, BodyExt as _};
use hyper::body::Incoming;

use super::clock::now;
use super::connection_pool::{ConnectionPool, Destination};
use super::conversation::{Conversation, Departing};
use super::error::TransportError;
use super::meter::{Counted, Meter};
use super::opening::Opening;
use super::outgoing::Outgoing;
use super::peer::label;
use super::preflight::{Cleared, clear};
use super::recorder::Recorder;
use super::resolver::{Lookup, SystemLookup};
use super::tls::{Tls, Trust};
use super::{Reply, Transport, Watch};
use crate::model::{
    Connection, ConnectionOrigin, HttpVersion, Protocol, ResponseHead, Route, Stage, WireRequest,
};
use crate::sigv4::Sealed;

/// Name resolution, TCP and TLS together may take this long when nothing else is set. A reply may take any
/// time: the user has Cancel.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Sends over HTTP/1.1 and HTTP/2. Needs a tokio runtime with time and network around [`Transport::send`].
pub struct HyperTransport {
    lookup: Arc<dyn Lookup>,
    tls: Tls,
    pool: Arc<ConnectionPool>,
}

impl Default for HyperTransport {
    fn default() -> Self {
        Self::new(Arc::new(SystemLookup), Trust::System)
    }
}

impl HyperTransport {
    /// With another lookup or further certificate authorities than the default. Reads nothing.
    pub fn new(lookup: Arc<dyn Lookup>, trust: Trust) -> Self {
        Self {
            lookup,
            tls: Tls::new(trust),
            pool: Arc::default(),
        }
    }

    async fn exchange(
        &self,
        wire: &WireRequest,
        route: &Route,
        watch: &Watch<'_>,
    ) -> Result<Reply, TransportError> {
        let cleared = clear(wire, route)?;
        let recorder = Recorder::new(watch);
        let destination = Destination {
            endpoint: wire.endpoint.clone(),
            route: route.clone(),
            server_name: cleared
                .server_name
                .as_ref()
                .map(|name| name.to_str().into_owned())
                .unwrap_or_default(),
        };
        let mut sending = Sending {
            transport: self,
            destination,
            address: label(&wire.endpoint, route),
            recorder,
            head_bytes: wire.head_bytes().len() as u64,
        };
        sending.recorder.stage(Stage::Connecting);
        let (conversation, response) = sending.head(cleared, wire).await?;
        Ok(sending.reply(conversation, response))
    }
}

impl Transport for HyperTransport {
    fn send<'a>(
        &'a self,
        request: &'a Sealed<WireRequest>,
        route: &'a Route,
        watch: &'a Watch<'a>,
    ) -> BoxFuture<'a, Result<Reply, TransportError>> {
        self.exchange(request.get(), route, watch).boxed()
    }
}

/// One exchange under way.
struct Sending<'a> {
    transport: &'a HyperTransport,
    destination: Destination,
    address: String,
    recorder: Recorder<'a>,
    head_bytes: u64,
}

impl Sending<'_> {
    fn protocol(&self) -> Protocol {
        self.destination.route.protocol
    }

    /// Sends on a kept connection or a new one, and waits for the reply head.
    ///
    /// A kept connection may end at the moment of use. When hyper then says that nothing of the request was
    /// written, a new connection is opened for it; in every other case nothing is ever sent twice.
    async fn head(
        &mut self,
        cleared: Cleared,
        wire: &WireRequest,
    ) -> Result<(Conversation, Response<Incoming>), TransportError> {
        let server_name = cleared.server_name.clone();
        let body = Outgoing::new(&wire.body, &wire.digest);
        let nowhere = Arc::new(Meter::default());
        let mut request = cleared.with(Counted::new(body, self.protocol(), nowhere));
        let kept = self.transport.pool.take(&self.destination).await;
        let mut reused = kept.is_some();
        let mut conversation = match kept {
            Some(kept) => self.reused(kept),
            None => self.open(server_name.clone()).await?,
        };
        loop {
            self.recorder.stage(Stage::Waiting);
            let meter = Arc::clone(&conversation.meter);
            request = request.map(|body| body.on(Arc::clone(&meter)));
            let error = match self.answer(&mut conversation, request).await {
                Ok(response) => return Ok((conversation, response)),
                Err(error) => error,
            };
            let mut error = *error;
            match error.take_message() {
                Some(unsent) if reused => {
                    request = unsent;
                    reused = false;
                    self.recorder.stage(Stage::Connecting);
                    conversation = self.open(server_name.clone()).await?;
                }
                _ => return Err(self.failure(error.into_error(), &mut conversation).await),
            }
        }
    }

    fn reused(&self, kept: Conversation) -> Conversation {
        let facts = Connection {
            origin: Some(ConnectionOrigin::Reused),
            bytes_up: 0,
            bytes_down: 0,
            ..kept.facts.clone()
        };
        self.recorder.change(|connection, phases| {
            *connection = facts;
            *phases = crate::model::Phases::default();
        });
        kept
    }

    async fn open(
        &self,
        server_name: Option<rustls::pki_types::ServerName<'static>>,
    ) -> Result<Conversation, TransportError> {
        let opening = Opening {
            lookup: &self.transport.lookup,
            tls: &self.transport.tls,
            endpoint: &self.destination.endpoint,
            route: &self.destination.route,
            address: &self.address,
            recorder: &self.recorder,
        };
        opening.within_the_time(server_name).await
    }

    /// Sends, telling how much of the body is out, and records how long it took.
    async fn answer(
        &self,
        conversation: &mut Conversation,
        request: Request<Departing>,
    ) -> Result<Response<Incoming>, Box<hyper::client::conn::TrySendError<Request<Departing>>>> {
        let meter = Arc::clone(&conversation.meter);
        meter.begin();
        let started = now();
        let told = Mutex::new(0);
        let result = {
            let mut answer = std::pin::pin!(conversation.send(request));
            loop {
                tokio::select! {
                    biased;
                    result = &mut answer => break result,
                    () = meter.changed() => self.tell_sent(&meter, &told),
                }
            }
        };
        meter.head_came();
        self.tell_sent(&meter, &told);
        self.record(&meter, started, result.as_ref().ok());
        result
    }

    /// Bytes of the body that are out: on HTTP/1.1 those written, on HTTP/2 those taken for writing.
    fn body_out(&self, meter: &Meter) -> u64 {
        let counts = meter.counts();
        match self.protocol() {
            Protocol::Http1 => counts.up.saturating_sub(self.head_bytes).min(counts.body),
            Protocol::Http2 => counts.body,
        }
    }

    fn tell_sent(&self, meter: &Meter, told: &Mutex<u64>) {
        let out = self.body_out(meter);
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        if out > *told {
            *told = out;
            self.recorder.sent(out);
        }
    }

    fn record(&self, meter: &Meter, started: Instant, response: Option<&Response<Incoming>>) {
        let counts = meter.counts();
        let ended = now();
        let sent = match self.protocol() {
            Protocol::Http1 => counts.last_up,
            Protocol::Http2 => counts.body_end.or(counts.last_up),
        };
        let sent = sent.map(|sent| sent.clamp(started, ended));
        let up = match self.protocol() {
            Protocol::Http1 => counts.up,
            Protocol::Http2 if counts.up > 0 => self.head_bytes + counts.body,
            Protocol::Http2 => 0,
        };
        self.recorder.change(|connection, phases| {
            phases.sending = sent.map(|sent| sent - started);
            connection.bytes_up = up;
            if let Some(response) = response {
                phases.waiting = sent.map(|sent| ended - sent);
                connection.protocol = version(response.version());
                connection.bytes_down = head_length(response);
            }
        });
    }

    async fn failure(&self, mut error: hyper::Error, conversation: &mut Conversation) -> TransportError {
        if error.is_canceled()
            && let Some(cause) = conversation.cause_of_end().await
        {
            error = cause;
        }
        let counts = conversation.meter.counts();
        if let Some(endless) = counts.endless {
            return TransportError::HeadTooLarge {
                address: self.address.clone(),
                reason: endless.to_string(),
            };
        }
        let plain = conversation.facts.tls.is_none();
        if self.protocol() == Protocol::Http2 && plain {
            // A server of HTTP/1.1 answers the preface of HTTP/2 in its own words, or hangs up.
            if counts.greeting.is_empty() || counts.greeting.starts_with(b"HTTP/") {
                return TransportError::NoHttp2 {
                    address: self.address.clone(),
                };
            }
        }
        TransportError::before_head(&error, &self.address, conversation.asked)
    }

    /// The reply; its body keeps the connection for itself until it is read or dropped.
    fn reply(self, conversation: Conversation, response: Response<Incoming>) -> Reply {
        let head = head(&response);
        let keep = response.version() >= http::Version::HTTP_11;
        let (connection, phases) = self.recorder.known();
        let body = Arriving {
            stream: response.into_body().into_data_stream(),
            held: Some(Held {
                conversation,
                destination: self.destination,
                pool: Arc::clone(&self.transport.pool),
                keep,
            }),
            address: self.address,
        };
        Reply {
            head,
            body: body.boxed(),
            connection,
            phases,
        }
    }
}

/// A connection while its reply body arrives.
struct Held {
    conversation: Conversation,
    destination: Destination,
    pool: Arc<ConnectionPool>,
    /// Over HTTP/1.0 hyper would change the next request's head.
    keep: bool,
}

/// A reply body. Dropped before its end it closes the socket; at its end the connection is kept.
struct Arriving {
    stream: BodyDataStream<Incoming>,
    held: Option<Held>,
    address: String,
}

impl Stream for Arriving {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.held.is_none() {
            return Poll::Ready(None);
        }
        let next = ready!(self.stream.poll_next_unpin(cx));
        Poll::Ready(match next {
            Some(Ok(bytes)) => Some(Ok(bytes)),
            Some(Err(error)) => {
                self.held = None;
                Some(Err(TransportError::in_body(&error, &self.address)))
            }
            None => {
                match self.held.take() {
                    Some(held) if held.keep => held.pool.put(held.destination, held.conversation),
                    Some(held) => held.conversation.part(),
                    None => {}
                }
                None
            }
        })
    }
}

fn version(version: http::Version) -> Option<HttpVersion> {
    match version {
        http::Version::HTTP_10 => Some(HttpVersion::Http10),
        http::Version::HTTP_11 => Some(HttpVersion::Http11),
        http::Version::HTTP_2 => Some(HttpVersion::Http2),
        _ => None,
    }
}

/// Length of status line, header lines and empty line as HTTP/1.1 writes them.
fn head_length(response: &Response<Incoming>) -> u64 {
    let head = head(response);
    let lines = head
        .headers
        .iter()
        .map(|(name, value)| name.len() + value.len() + 4);
    (lines.sum::<usize>() + "HTTP/1.1 200 ".len() + head.reason.len() + 4) as u64
}

fn head(response: &Response<Incoming>) -> ResponseHead {
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
