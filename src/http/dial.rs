//! From a host and a port to a TCP connection.

use std::error::Error;
use std::future::{Ready, ready};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use std::vec;

use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use tokio::net::TcpStream;
use tower_service::Service;

use super::clock::now;
use super::peer::Peer;
use super::recorder::Recorder;
use super::resolver::{Lookup, LookupError};

/// Why there is no TCP connection.
#[derive(Debug)]
pub(super) enum DialError {
    /// The name has no address.
    Dns(String),
    /// Nothing listens there.
    Refused,
    /// The system gave up waiting.
    TimedOut,
    /// There is no way.
    Unreachable(String),
}

/// The addresses of a peer, and how long finding them took, which is added to what is recorded.
pub(super) async fn addresses(
    lookup: &Arc<dyn Lookup>,
    peer: &Peer,
    recorder: &Recorder<'_>,
) -> Result<Vec<IpAddr>, DialError> {
    if let Some(ip) = peer.ip() {
        return Ok(vec![ip]);
    }
    let started = now();
    let found = match lookup.lookup(peer.host.clone()).await {
        Ok(addresses) if addresses.is_empty() => Err(LookupError::NoAddress),
        Ok(addresses) => Ok(addresses),
        Err(error) => Err(LookupError::Failed(error)),
    };
    recorder.change(|_, phases| add(&mut phases.resolving, now() - started));
    found.map_err(|error| DialError::Dns(error.to_string()))
}

/// Connects to the first address that answers; IPv6 and IPv4 run side by side when the first is slow (RFC 8305).
pub(super) async fn dial(
    lookup: &Arc<dyn Lookup>,
    peer: &Peer,
    recorder: &Recorder<'_>,
) -> Result<TcpStream, DialError> {
    let addresses = addresses(lookup, peer, recorder).await?;
    let started = now();
    let mut connector = HttpConnector::new_with_resolver(Known(addresses));
    connector.set_nodelay(true);
    // The host of this URI is never looked at: the addresses are known.
    let uri = http::Uri::builder()
        .scheme("http")
        .authority(format!("known:{}", peer.port))
        .path_and_query("/")
        .build()
        .map_err(|error| DialError::Unreachable(error.to_string()))?;
    let connected = connector.call(uri).await;
    recorder.change(|_, phases| add(&mut phases.connecting, now() - started));
    let stream = connected.map_err(|error| refusal(&error))?.into_inner();
    if let Ok(address) = stream.peer_addr() {
        recorder.change(|connection, _| connection.address = Some(address));
    }
    Ok(stream)
}

/// Adds to a phase that may come about in several steps.
pub(super) fn add(phase: &mut Option<Duration>, more: Duration) {
    *phase = Some(phase.unwrap_or_default() + more);
}

fn refusal(error: &(dyn Error + 'static)) -> DialError {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return match io.kind() {
                io::ErrorKind::ConnectionRefused => DialError::Refused,
                io::ErrorKind::TimedOut => DialError::TimedOut,
                _ => DialError::Unreachable(io.to_string()),
            };
        }
        cause = error.source();
    }
    DialError::Unreachable(error.to_string())
}

/// A resolver that knows the answer.
#[derive(Clone)]
struct Known(Vec<IpAddr>);

impl Service<Name> for Known {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Ready<io::Result<Self::Response>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _name: Name) -> Self::Future {
        let addresses: Vec<_> = self.0.iter().map(|ip| SocketAddr::new(*ip, 0)).collect();
        ready(Ok(addresses.into_iter()))
    }
}
