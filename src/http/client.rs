//! Clients that change nothing and add nothing, kept for reuse.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::resolver::{Lookup, Resolver};
use super::tls::{Trust, client_config};

/// Idle clients kept for each key; more than this many sends at the same time make clients of their own.
const IDLE_CLIENTS: usize = 8;
/// A kept connection is used again within this time. Servers close idle ones from 5 s on, and a request that
/// crosses such a close on its way is lost, as nothing is ever sent twice.
const IDLE_CONNECTION: Duration = Duration::from_secs(4);
/// Header lines of a reply; the parser's own limit of 100 is too low for some services.
const REPLY_HEADER_LINES: usize = 2_000;

/// What makes two sends unable to share a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ClientKey {
    /// Certificate authorities.
    pub(super) trust: Trust,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClientError {
    /// The TLS library refused its settings.
    #[error("{0}")]
    Tls(#[from] rustls::Error),
    /// The HTTP library refused its settings.
    #[error("{0}")]
    Http(#[from] reqwest::Error),
}

/// Clients by key. One client serves one send at a time, so that a kept connection belongs to one send and
/// can be given up with its client.
pub(super) struct Clients {
    lookup: Arc<dyn Lookup>,
    connect_timeout: Duration,
    shelves: Mutex<HashMap<ClientKey, Shelf>>,
}

/// The TLS settings of a key, which hold its trust store and its sessions, and the idle clients.
struct Shelf {
    tls: rustls::ClientConfig,
    idle: Vec<reqwest::Client>,
}

impl Shelf {
    fn new(trust: &Trust) -> Result<Self, rustls::Error> {
        Ok(Self {
            tls: client_config(trust)?,
            idle: Vec::new(),
        })
    }
}

impl Clients {
    /// No client is made before the first send.
    pub(super) fn new(lookup: Arc<dyn Lookup>, connect_timeout: Duration) -> Self {
        Self {
            lookup,
            connect_timeout,
            shelves: Mutex::default(),
        }
    }

    /// The client used last, or a new one.
    pub(super) fn lease(self: &Arc<Self>, key: &ClientKey) -> Result<Lease, ClientError> {
        let mut shelves = self.shelves();
        if !shelves.contains_key(key) {
            shelves.insert(key.clone(), Shelf::new(&key.trust)?);
        }
        let (idle, tls) = shelves
            .get_mut(key)
            .map(|shelf| (shelf.idle.pop(), shelf.tls.clone()))
            .unzip();
        drop(shelves);
        let client = match (idle.flatten(), tls) {
            (Some(client), _) => client,
            (None, Some(tls)) => self.build(tls)?,
            (None, None) => self.build(client_config(&key.trust)?)?,
        };
        Ok(Lease {
            client: Some(client),
            key: key.clone(),
            clients: Arc::clone(self),
        })
    }

    /// Every default that would follow, retry, add or decode is off.
    fn build(&self, tls: rustls::ClientConfig) -> Result<reqwest::Client, reqwest::Error> {
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .retry(reqwest::retry::never())
            .no_proxy()
            .http1_only()
            .http1_max_headers(REPLY_HEADER_LINES)
            .tls_backend_preconfigured(tls)
            .dns_resolver(Resolver(Arc::clone(&self.lookup)))
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(IDLE_CONNECTION)
            .pool_max_idle_per_host(1)
            .build()
    }

    fn shelves(&self) -> MutexGuard<'_, HashMap<ClientKey, Shelf>> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A client while one send uses it; dropping the lease puts it back.
pub(super) struct Lease {
    client: Option<reqwest::Client>,
    key: ClientKey,
    clients: Arc<Clients>,
}

impl Lease {
    /// Starts the request; `None` only after [`Lease::retire`].
    pub(super) fn client(&self) -> Option<&reqwest::Client> {
        self.client.as_ref()
    }

    /// Gives the client and its connection up once the reply is read: the next send connects anew.
    pub(super) fn retire(&mut self) {
        self.client = None;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else { return };
        if let Some(shelf) = self.clients.shelves().get_mut(&self.key)
            && shelf.idle.len() < IDLE_CLIENTS
        {
            shelf.idle.push(client);
        }
    }
}
