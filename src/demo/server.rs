//! The server: its sockets, its threads, and the handles tests hold it by.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use time::OffsetDateTime;

use super::builder::{Clock, DemoServerBuilder};
use super::capture::Capture;
use super::connection;
use super::gates::{Gates, Phase};
use super::misbehaviour::Misbehaviour;
use super::products::{HTTP_API_HOST, OIDC_HOST, PORTAL_HOST, Products, REST_API_HOST, S3_HOST, STS_HOST};
use super::reader::ReceivedRequest;
use super::reply::Stamp;

/// Connections served at once; more are closed unanswered.
const MOST_CONNECTIONS: usize = 128;

/// A running server on loopback; stops when dropped.
pub struct DemoServer {
    port: u16,
    service: Arc<Service>,
    listening: Vec<Listening>,
}

/// One listening socket with the thread that accepts on it.
struct Listening {
    address: SocketAddr,
    thread: JoinHandle<()>,
}

/// What all connections of a server share.
pub(super) struct Service {
    clock: Clock,
    pub(super) misbehaviours: Vec<Misbehaviour>,
    pub(super) gates: Gates,
    pub(super) capture: Capture,
    pub(super) products: Products,
    replies: AtomicU64,
    connections: Mutex<Connections>,
}

#[derive(Default)]
struct Connections {
    open: BTreeMap<u64, TcpStream>,
    next: u64,
    stopped: bool,
}

impl DemoServer {
    /// A server that verifies against `clock`; faults may be ordered before [`DemoServerBuilder::spawn`].
    pub fn builder(clock: impl Fn() -> OffsetDateTime + Send + Sync + 'static) -> DemoServerBuilder {
        DemoServerBuilder::new(Arc::new(clock))
    }

    pub(super) fn start(order: DemoServerBuilder, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let port = listener.local_addr()?.port();
        let sso_faults = order.misbehaviours.iter().filter_map(Misbehaviour::sso).collect();
        let mut server = Self {
            port,
            service: Arc::new(Service {
                clock: order.clock,
                misbehaviours: order.misbehaviours,
                gates: Gates::default(),
                capture: Capture::default(),
                products: Products::new(sso_faults),
                replies: AtomicU64::new(0),
                connections: Mutex::default(),
            }),
            listening: Vec::new(),
        };
        server.listen(listener)?;
        // Clients that try IPv6 first find it too; where the machine has none, they fall back.
        if let Ok(listener) = TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
            server.listen(listener)?;
        }
        Ok(server)
    }

    fn listen(&mut self, listener: TcpListener) -> io::Result<()> {
        let address = listener.local_addr()?;
        let service = Arc::clone(&self.service);
        let thread = Builder::new()
            .name("demo-accept".to_owned())
            .spawn(move || accept(&listener, &service))?;
        self.listening.push(Listening { address, thread });
        Ok(())
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Value of `{{demo}}`: a name from which region and service are inferred as for the real thing.
    pub fn address(&self) -> String {
        self.address_of(REST_API_HOST)
    }

    /// Address of the HTTP API.
    pub fn http_api_address(&self) -> String {
        self.address_of(HTTP_API_HOST)
    }

    /// Address of S3, for URLs in path style; a bucket in front of it gives the other style.
    pub fn s3_address(&self) -> String {
        self.address_of(S3_HOST)
    }

    /// Address of STS.
    pub fn sts_address(&self) -> String {
        self.address_of(STS_HOST)
    }

    /// Address of IAM Identity Center's sign-in, as an endpoint for its clients.
    pub fn oidc_address(&self) -> String {
        self.address_of(OIDC_HOST)
    }

    /// Address of IAM Identity Center's portal, as an endpoint for its clients.
    pub fn portal_address(&self) -> String {
        self.address_of(PORTAL_HOST)
    }

    fn address_of(&self, host: &str) -> String {
        format!("http://{host}:{}", self.port)
    }

    /// Stops every reply at this phase until [`Self::release`].
    pub fn hold(&self, phase: Phase) {
        self.service.gates.hold(phase);
    }

    /// Lets replies pass this phase again.
    pub fn release(&self, phase: Phase) {
        self.service.gates.release(phase);
    }

    /// Waits until a reply is held at this phase; false when none came in time.
    pub fn wait_until_held(&self, phase: Phase, timeout: Duration) -> bool {
        self.service.gates.wait_until_reached(phase, timeout)
    }

    /// The requests read so far, with their exact bytes.
    pub fn requests(&self) -> Vec<Arc<ReceivedRequest>> {
        self.service.capture.all()
    }

    /// The next request that was not returned here before, waiting for it.
    pub fn next_request(&self, timeout: Duration) -> Option<Arc<ReceivedRequest>> {
        self.service.capture.next(timeout)
    }
}

impl Drop for DemoServer {
    fn drop(&mut self) {
        self.service.stop();
        for listening in self.listening.drain(..) {
            // Wakes the accept call, which then sees that the server has stopped.
            TcpStream::connect(listening.address).ok();
            listening.thread.join().ok();
        }
    }
}

impl fmt::Debug for DemoServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemoServer")
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

fn accept(listener: &TcpListener, service: &Arc<Service>) {
    let mut threads: Vec<JoinHandle<()>> = Vec::new();
    for stream in listener.incoming() {
        if service.is_stopped() {
            break;
        }
        threads.retain(|thread| !thread.is_finished());
        let Ok(stream) = stream else { continue };
        let Some(number) = service.open(&stream) else {
            continue;
        };
        let service = Arc::clone(service);
        let serve = move || {
            connection::serve(&stream, &service);
            service.close(number);
        };
        if let Ok(thread) = Builder::new().name("demo-connection".to_owned()).spawn(serve) {
            threads.push(thread);
        }
    }
    for thread in threads {
        thread.join().ok();
    }
}

impl Service {
    /// The server's clock with its faults.
    pub(super) fn now(&self) -> OffsetDateTime {
        self.misbehaviours
            .iter()
            .fold((self.clock)(), |now, fault| fault.skew(now))
    }

    /// Marks one reply.
    pub(super) fn stamp(&self) -> Stamp {
        Stamp {
            now: self.now(),
            serial: self.replies.fetch_add(1, Ordering::Relaxed),
        }
    }

    fn open(&self, stream: &TcpStream) -> Option<u64> {
        let mut connections = self.connections();
        if connections.stopped || connections.open.len() >= MOST_CONNECTIONS {
            return None;
        }
        let number = connections.next;
        connections.next += 1;
        connections.open.insert(number, stream.try_clone().ok()?);
        Some(number)
    }

    fn close(&self, number: u64) {
        self.connections().open.remove(&number);
    }

    fn stop(&self) {
        let mut connections = self.connections();
        connections.stopped = true;
        for stream in connections.open.values() {
            stream.shutdown(Shutdown::Both).ok();
        }
        drop(connections);
        self.gates.abandon();
    }

    fn is_stopped(&self) -> bool {
        self.connections().stopped
    }

    fn connections(&self) -> MutexGuard<'_, Connections> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
