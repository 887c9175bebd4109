//! The embedded server with the clock of the program.

use std::io;
use std::sync::Arc;

use super::Ambient;
use crate::demo::{DemoServer, Misbehaviour};

/// Starts the embedded server on loopback, 0 for any port. It verifies against the clock of `ambient`, so
/// that a fixed clock signs and verifies alike.
pub fn demo_server(ambient: &Ambient, port: u16) -> io::Result<DemoServer> {
    let now = Arc::clone(&ambient.now);
    DemoServer::builder(move || now()).spawn(port)
}

/// Starts another one that stands behind a proxy, which rewrites the header `x-amz-meta-team` and JSON bodies: for
/// practice.
pub fn demo_proxy(ambient: &Ambient) -> io::Result<DemoServer> {
    let now = Arc::clone(&ambient.now);
    let header = Misbehaviour::RewriteHeader {
        name: "x-amz-meta-team".to_owned(),
        value: "everybody".to_owned(),
    };
    DemoServer::builder(move || now())
        .misbehave(header)
        .misbehave(Misbehaviour::CompactJsonBody)
        .spawn(0)
}

impl DemoServer {
    /// The same with the machine's clock. It stands here because only the engine may read one.
    pub fn spawn(port: u16) -> io::Result<Self> {
        demo_server(&Ambient::system(), port)
    }
}
