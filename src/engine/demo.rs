//! The embedded server with the clock of the program.

use std::io;
use std::sync::Arc;

use super::Ambient;
use crate::demo::DemoServer;

/// Starts the embedded server on loopback, 0 for any port. It verifies against the clock of `ambient`, so
/// that a fixed clock signs and verifies alike.
pub fn demo_server(ambient: &Ambient, port: u16) -> io::Result<DemoServer> {
    let now = Arc::clone(&ambient.now);
    DemoServer::builder(move || now()).spawn(port)
}

impl DemoServer {
    /// The same with the machine's clock. It stands here because only the engine may read one.
    pub fn spawn(port: u16) -> io::Result<Self> {
        demo_server(&Ambient::system(), port)
    }
}
