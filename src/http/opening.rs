//! A new connection: files, name, TCP, proxy, TLS, HTTP, in this order, within the time for connecting.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::sign::CertifiedKey;

use super::clock::now;
use super::conversation::{Conversation, Stream};
use super::dial::{DialError, add, addresses, dial};
use super::error::{ConnectStep, TlsProblem, TransportError};
use super::identity::{authorities, identity};
use super::peer::Peer;
use super::proxy::{ProxyAddress, ProxyKind, ProxyProblem, SocksTarget, connect, socks};
use super::recorder::Recorder;
use super::resolver::Lookup;
use super::tls::{Asked, Handshake, Terms, Tls};
use crate::model::{ConnectionOrigin, Endpoint, Protocol, Proxy, Route};

/// What opening a connection needs.
pub(super) struct Opening<'a> {
    pub(super) lookup: &'a Arc<dyn Lookup>,
    pub(super) tls: &'a Tls,
    pub(super) endpoint: &'a Endpoint,
    pub(super) route: &'a Route,
    pub(super) address: &'a str,
    pub(super) recorder: &'a Recorder<'a>,
}

/// What the files of a route hold.
#[derive(Default)]
struct Files {
    roots: Vec<CertificateDer<'static>>,
    identity: Option<Arc<CertifiedKey>>,
}

impl Opening<'_> {
    /// Opens the connection, or says what it was waiting for when its time was over.
    pub(super) async fn within_the_time(
        &self,
        server_name: Option<ServerName<'static>>,
    ) -> Result<Conversation, TransportError> {
        self.recorder.change(|connection, _| {
            *connection = crate::model::Connection::default();
            connection.origin = Some(ConnectionOrigin::New);
        });
        let step = Mutex::new(ConnectStep::Reading);
        let opened = self.open(server_name, &step);
        let Some(limit) = self.route.connect_timeout else {
            return opened.await;
        };
        match tokio::time::timeout(limit, opened).await {
            Ok(opened) => opened,
            Err(_elapsed) => Err(TransportError::ConnectTimeout {
                address: self.address.to_owned(),
                after: limit,
                step: self.reached(*step.lock().unwrap_or_else(PoisonError::into_inner)),
            }),
        }
    }

    /// Connecting begins with the name.
    fn reached(&self, step: ConnectStep) -> ConnectStep {
        let (_, phases) = self.recorder.known();
        let by_name = Peer::of(self.endpoint, self.route).ip().is_none();
        if step == ConnectStep::Connecting && by_name && phases.resolving.is_none() {
            ConnectStep::Resolving
        } else {
            step
        }
    }

    async fn open(
        &self,
        server_name: Option<ServerName<'static>>,
        step: &Mutex<ConnectStep>,
    ) -> Result<Conversation, TransportError> {
        let at = |next| *step.lock().unwrap_or_else(PoisonError::into_inner) = next;
        let proxy = self.route.proxy.as_ref();
        let over_tls = server_name.is_some();
        let files = if over_tls || proxy.is_some() {
            self.files().await?
        } else {
            Files::default()
        };
        let target = Peer::of(self.endpoint, self.route);
        let (stream, tunnelled) = match proxy {
            None => {
                at(ConnectStep::Connecting);
                (self.direct(&target).await?, false)
            }
            Some(proxy) => {
                at(ConnectStep::Tunnelling);
                (self.through(proxy, &target, &files).await?, true)
            }
        };
        let (stream, asked) = match server_name {
            None => (stream, Asked::No),
            Some(name) => {
                at(ConnectStep::Securing);
                self.secured(stream, name, files).await?
            }
        };
        let (facts, _) = self.recorder.known();
        Conversation::begin(stream, self.route.protocol, facts, asked)
            .await
            .map_err(|error| match (self.route.protocol, tunnelled || over_tls) {
                (Protocol::Http2, false) => TransportError::NoHttp2 {
                    address: self.address.to_owned(),
                },
                _ => TransportError::before_head(&error, self.address, asked),
            })
    }

    /// Reads the files of the route on a thread for blocking work.
    async fn files(&self) -> Result<Files, TransportError> {
        let paths = self.route.authorities.clone();
        let own = self.route.client_certificate.clone();
        if paths.is_empty() && own.is_none() {
            return Ok(Files::default());
        }
        let reading = tokio::task::spawn_blocking(move || {
            Ok(Files {
                roots: authorities(&paths)?,
                identity: own.as_ref().map(identity).transpose()?,
            })
        });
        match reading.await {
            Ok(files) => files.map_err(TransportError::CertificateFile),
            Err(error) => Err(TransportError::Client {
                reason: error.to_string(),
            }),
        }
    }

    async fn direct(&self, target: &Peer) -> Result<Box<dyn Stream>, TransportError> {
        let stream = dial(self.lookup, target, self.recorder)
            .await
            .map_err(|error| self.undialled(error, target))?;
        Ok(Box::new(stream))
    }

    fn undialled(&self, error: DialError, target: &Peer) -> TransportError {
        let address = self.address.to_owned();
        match error {
            DialError::Dns(reason) => TransportError::Dns {
                host: target.host.clone(),
                reason,
            },
            DialError::Refused => TransportError::Refused { address },
            DialError::TimedOut => TransportError::Unreachable {
                address,
                reason: "it did not answer".to_owned(),
            },
            DialError::Unreachable(reason) => TransportError::Unreachable { address, reason },
        }
    }

    /// A tunnel through the proxy. The time it takes counts as connecting.
    async fn through(
        &self,
        proxy: &Proxy,
        target: &Peer,
        files: &Files,
    ) -> Result<Box<dyn Stream>, TransportError> {
        let Some(address) = ProxyAddress::of(&proxy.url) else {
            return Err(self.unproxied("in the settings", ProxyProblem::Address));
        };
        let shown = address.to_string();
        self.recorder
            .change(|connection, _| connection.proxy = Some(shown.clone()));
        let failed = |problem| self.unproxied(&shown, problem);
        // A name that is resolved here is looked up before the proxy is bothered.
        let socks_target = match address.kind {
            ProxyKind::Socks5 => Some(SocksTarget::Address(self.resolved(target).await?)),
            ProxyKind::Socks5h => Some(SocksTarget::Name(target.clone())),
            ProxyKind::Http | ProxyKind::Https => None,
        };
        let stream = dial(self.lookup, &address.peer, self.recorder)
            .await
            .map_err(|error| failed(error.into()))?;
        let started = now();
        let stream: Box<dyn Stream> = match address.kind {
            ProxyKind::Https => self
                .proxy_secured(Box::new(stream), &address, files)
                .await
                .map_err(|problem| failed(ProxyProblem::Tls(problem)))?,
            ProxyKind::Http | ProxyKind::Socks5 | ProxyKind::Socks5h => Box::new(stream),
        };
        let tunnel = match socks_target {
            Some(target) => socks(stream, proxy, target).await,
            None => connect(stream, proxy, target).await,
        };
        self.recorder
            .change(|_, phases| add(&mut phases.connecting, now() - started));
        tunnel.map_err(failed)
    }

    fn unproxied(&self, proxy: &str, problem: ProxyProblem) -> TransportError {
        TransportError::Proxy {
            address: self.address.to_owned(),
            proxy: proxy.to_owned(),
            problem,
        }
    }

    async fn resolved(&self, target: &Peer) -> Result<SocketAddr, TransportError> {
        let found = addresses(self.lookup, target, self.recorder)
            .await
            .map_err(|error| self.undialled(error, target))?;
        let first = found.first().copied().ok_or_else(|| TransportError::Dns {
            host: target.host.clone(),
            reason: "the name has no address".to_owned(),
        })?;
        Ok(SocketAddr::new(first, target.port))
    }

    /// TLS to the proxy itself: its name, the same authorities, no client certificate.
    async fn proxy_secured(
        &self,
        stream: Box<dyn Stream>,
        proxy: &ProxyAddress,
        files: &Files,
    ) -> Result<Box<dyn Stream>, TlsProblem> {
        let name = ServerName::try_from(proxy.peer.host.clone())
            .map_err(|error| TlsProblem::Other(error.to_string()))?;
        let terms = Terms {
            name,
            protocol: Protocol::Http1,
            roots: files.roots.clone(),
            identity: None,
            accepted: self.route.accepted.clone(),
        };
        Ok(Box::new(self.tls.secure(stream, terms).await.stream?))
    }

    async fn secured(
        &self,
        stream: Box<dyn Stream>,
        name: ServerName<'static>,
        files: Files,
    ) -> Result<(Box<dyn Stream>, Asked), TransportError> {
        let terms = Terms {
            name,
            protocol: self.route.protocol,
            roots: files.roots,
            identity: files.identity,
            accepted: self.route.accepted.clone(),
        };
        let started = now();
        let Handshake { stream, facts, asked } = self.tls.secure(stream, terms).await;
        self.recorder.change(|connection, phases| {
            phases.securing = Some(now() - started);
            connection.tls = Some(facts);
        });
        let wants_http2 = self.route.protocol == Protocol::Http2;
        let no_http2 = || TransportError::NoHttp2 {
            address: self.address.to_owned(),
        };
        match stream {
            Ok(stream) if wants_http2 && stream.get_ref().1.alpn_protocol() != Some(b"h2") => Err(no_http2()),
            Ok(stream) => Ok((Box::new(stream), asked)),
            Err(TlsProblem::OtherProtocol) if wants_http2 => Err(no_http2()),
            Err(problem) => Err(TransportError::Tls {
                address: self.address.to_owned(),
                problem,
            }),
        }
    }
}
