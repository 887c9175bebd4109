//! An engine whose wakes a test can wait for.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use countersign::engine::{Deps, Engine, Event, Received, SendId};
use countersign::model::Exchange;

use super::server::PATIENCE;

pub struct WokenEngine {
    pub engine: Engine,
    wakes: Receiver<()>,
}

impl WokenEngine {
    pub fn start(deps: Deps) -> Self {
        let (sender, wakes) = channel();
        // A test that has ended listens no more.
        let wake = Arc::new(move || sender.send(()).unwrap_or_default());
        let engine = Engine::start(deps, wake).unwrap();
        Self { engine, wakes }
    }

    /// Looks after each wake until `look` finds something. Without wakes it fails, so it tests those as well.
    pub fn woken_until<T>(&self, mut look: impl FnMut(&Engine) -> Option<T>) -> T {
        loop {
            if let Some(found) = look(&self.engine) {
                return found;
            }
            self.wakes
                .recv_timeout(PATIENCE)
                .expect("the engine wakes the window");
        }
    }

    /// The next send that ended.
    pub fn finished(&self) -> (SendId, Arc<Exchange>, Arc<Received>) {
        self.woken_until(|engine| match engine.try_next()? {
            Event::Finished {
                send,
                exchange,
                received,
            } => Some((send, exchange, received)),
            other => panic!("{other:?}"),
        })
    }
}
