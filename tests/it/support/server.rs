//! A server that is a script: each accepted connection is handed to the test's own function, on a thread.
//! Nothing here knows HTTP beyond the end of a head and `content-length`, so nothing is forgiven.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// Far above what any step needs: only a failing test waits this long.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A listening server; its threads end with the test process.
pub struct Server<T> {
    pub address: SocketAddr,
    accepted: Arc<AtomicUsize>,
    reports: Receiver<T>,
}

impl<T: Send + 'static> Server<T> {
    /// Runs `script` for each connection; what it sends to the channel comes out of [`Server::next`].
    pub fn start(script: impl Fn(Connection, &Sender<T>) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let accepted = Arc::new(AtomicUsize::new(0));
        let (sender, reports) = channel();
        let script = Arc::new(script);
        let counter = Arc::clone(&accepted);
        named("test-server", move || {
            for stream in listener.incoming() {
                counter.fetch_add(1, Ordering::SeqCst);
                let connection = Connection::new(stream.unwrap());
                let (script, sender) = (Arc::clone(&script), sender.clone());
                named("test-connection", move || script(connection, &sender));
            }
        });
        Self {
            address,
            accepted,
            reports,
        }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The next report of a connection's script.
    pub fn next(&self) -> T {
        self.reports.recv_timeout(PATIENCE).expect("the server reports")
    }

    /// Connections accepted so far.
    pub fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }
}

fn named(name: &str, work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .unwrap();
}

/// One accepted connection with what was read beyond the last request.
pub struct Connection {
    stream: TcpStream,
    unread: Vec<u8>,
}

impl Connection {
    fn new(stream: TcpStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self {
            stream,
            unread: Vec::new(),
        }
    }

    /// The bytes of the next request, head and body; `None` when the connection ended before one began.
    pub fn request(&mut self) -> Option<Vec<u8>> {
        let head = loop {
            if let Some(at) = memchr::memmem::find(&self.unread, b"\r\n\r\n") {
                break at + 4;
            }
            if !self.fill() {
                return None;
            }
        };
        let text = String::from_utf8_lossy(&self.unread[..head]).to_ascii_lowercase();
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.parse().unwrap());
        while self.unread.len() < head + length {
            assert!(self.fill(), "the connection ended inside a body");
        }
        let rest = self.unread.split_off(head + length);
        Some(std::mem::replace(&mut self.unread, rest))
    }

    pub fn write(&mut self, bytes: &[u8]) {
        // The client may be gone, which is what some tests are about.
        self.stream.write_all(bytes).ok();
    }

    /// False when the client is gone.
    pub fn try_write(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }

    pub fn ok(&mut self) {
        self.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    }

    /// Reads until the client closes; everything that came after the last request.
    pub fn until_closed(mut self) -> Vec<u8> {
        while self.fill() {}
        self.unread
    }

    /// Blocks until these bytes are among the unread ones and leaves them there; no bytes: until any came.
    pub fn wait_for(&mut self, bytes: &[u8]) {
        while self.unread.is_empty() || memchr::memmem::find(&self.unread, bytes).is_none() {
            assert!(self.fill(), "the connection ended before {bytes:?} came");
        }
    }

    fn fill(&mut self) -> bool {
        let mut buffer = [0; 16 * 1024];
        match self.stream.read(&mut buffer) {
            Ok(0) => false,
            Ok(count) => {
                self.unread.extend_from_slice(&buffer[..count]);
                true
            }
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => false,
            Err(error) => panic!("the client neither sends nor closes: {error}"),
        }
    }
}

/// A server that answers each request with 200 and reports its bytes.
pub fn recorder() -> Server<Vec<u8>> {
    Server::start(|mut connection, report| {
        while let Some(request) = connection.request() {
            connection.ok();
            report.send(request).unwrap();
        }
    })
}
