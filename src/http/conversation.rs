//! HTTP over one connection, one exchange at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::{TrySendError, http1, http2};
use hyper::rt::Executor;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::meter::{Counted, Meter, Metered};
use super::outgoing::Outgoing;
use super::tls::Asked;
use crate::model::{Connection, Protocol};

/// Header lines of a reply; the parser's own limit of 100 is too low for some services.
const REPLY_HEADER_LINES: usize = 2_000;

/// How long the end of a connection may take to say why, once it is known to be over.
const ENDING: Duration = Duration::from_millis(100);

/// A byte stream of any kind: TCP, a tunnel, TLS.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// The body as it is handed to hyper.
pub(super) type Departing = Counted<Outgoing>;

/// A connection that speaks HTTP. Dropping it closes the socket at once; [`Conversation::part`] says goodbye.
pub(super) struct Conversation {
    sender: Sender,
    tasks: Tasks,
    ended: oneshot::Receiver<hyper::Result<()>>,
    /// The counts of the connection.
    pub(super) meter: Arc<Meter>,
    /// What is known of it.
    pub(super) facts: Connection,
    /// Whether the server asked for a client certificate.
    pub(super) asked: Asked,
}

enum Sender {
    Http1(http1::SendRequest<Departing>),
    Http2(http2::SendRequest<Departing>),
}

impl Conversation {
    /// Begins HTTP on a stream. Needs a tokio runtime.
    pub(super) async fn begin(
        stream: Box<dyn Stream>,
        protocol: Protocol,
        facts: Connection,
        asked: Asked,
    ) -> hyper::Result<Self> {
        let meter = Arc::new(Meter::new(protocol));
        let io = TokioIo::new(Metered {
            stream,
            meter: Arc::clone(&meter),
        });
        let tasks = Tasks::default();
        let (end, ended) = oneshot::channel();
        // Nobody listens when the end came after the last exchange.
        let driven = |result| end.send(result).unwrap_or_default();
        let sender = match protocol {
            Protocol::Http1 => {
                let (sender, connection) = http1::Builder::new()
                    .max_headers(REPLY_HEADER_LINES)
                    .handshake(io)
                    .await?;
                tasks.execute(async move { driven(connection.await) });
                Sender::Http1(sender)
            }
            Protocol::Http2 => {
                let (sender, connection) = http2::Builder::new(tasks.clone()).handshake(io).await?;
                tasks.execute(async move { driven(connection.await) });
                Sender::Http2(sender)
            }
        };
        Ok(Self {
            sender,
            tasks,
            ended,
            meter,
            facts,
            asked,
        })
    }

    /// Ends when a request can go out, or never can.
    pub(super) async fn ready(&mut self) -> hyper::Result<()> {
        match &mut self.sender {
            Sender::Http1(sender) => sender.ready().await,
            Sender::Http2(sender) => sender.ready().await,
        }
    }

    /// True when the other side ended it.
    pub(super) fn is_closed(&self) -> bool {
        match &self.sender {
            Sender::Http1(sender) => sender.is_closed(),
            Sender::Http2(sender) => sender.is_closed(),
        }
    }

    /// Sends one request. An error with the message in it means that no byte of it went out.
    pub(super) async fn send(
        &mut self,
        request: Request<Departing>,
    ) -> Result<Response<Incoming>, Box<TrySendError<Request<Departing>>>> {
        match &mut self.sender {
            Sender::Http1(sender) => sender.try_send_request(request).await.map_err(Box::new),
            Sender::Http2(sender) => sender.try_send_request(request).await.map_err(Box::new),
        }
    }

    /// Why the connection ended between two exchanges, when it did: the request that came too late is told only
    /// that it was cancelled.
    pub(super) async fn cause_of_end(&mut self) -> Option<hyper::Error> {
        match tokio::time::timeout(ENDING, &mut self.ended).await {
            Ok(Ok(Err(error))) => Some(error),
            _ => None,
        }
    }

    /// Lets the connection end in good order: TLS and HTTP/2 say that it is over.
    pub(super) fn part(self) {
        self.tasks.lock().detach_all();
    }
}

impl Drop for Conversation {
    fn drop(&mut self) {
        self.tasks.lock().abort_all();
    }
}

/// The tasks that drive a connection, ended together.
#[derive(Clone, Default)]
struct Tasks(Arc<Mutex<JoinSet<()>>>);

impl Tasks {
    fn lock(&self) -> MutexGuard<'_, JoinSet<()>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<F> Executor<F> for Tasks
where
    F: Future + Send + 'static,
{
    fn execute(&self, task: F) {
        let mut tasks = self.lock();
        while tasks.try_join_next().is_some() {}
        // What went wrong on a connection reaches the exchange on it.
        tasks.spawn(async move {
            task.await;
        });
    }
}
