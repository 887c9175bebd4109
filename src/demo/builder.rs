//! How a demo server is ordered.

use std::io;
use std::sync::Arc;

use time::OffsetDateTime;

use super::misbehaviour::Misbehaviour;
use super::server::DemoServer;

/// The clock a server verifies against.
pub type Clock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// Clock and faults of a server to come.
#[derive(Clone)]
pub struct DemoServerBuilder {
    pub(super) clock: Clock,
    pub(super) misbehaviours: Vec<Misbehaviour>,
}

impl DemoServerBuilder {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            misbehaviours: Vec::new(),
        }
    }

    /// Adds a fault; several are applied in the order given.
    #[must_use]
    pub fn misbehave(mut self, misbehaviour: Misbehaviour) -> Self {
        self.misbehaviours.push(misbehaviour);
        self
    }

    /// Binds the port on loopback, 0 for any, and serves until the server is dropped.
    pub fn spawn(self, port: u16) -> io::Result<DemoServer> {
        DemoServer::start(self, port)
    }
}
