//! An engine whose wakes a test can wait for.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use countersign::engine::{Deps, Engine, Event, Mailbox, PostedEvent, Received, SendId};
use countersign::model::Exchange;

use super::server::PATIENCE;

pub struct WokenEngine {
    pub engine: Engine,
    events: Arc<Mailbox<PostedEvent>>,
    wakes: Receiver<()>,
}

impl WokenEngine {
    pub fn start(deps: Deps) -> Self {
        let (sender, wakes) = channel();
        // A test that has ended listens no more.
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || sender.send(()).unwrap_or_default());
        let events = Arc::new(Mailbox::new(Arc::clone(&wake)));
        let mailbox = Arc::clone(&events);
        let engine = Engine::start(deps, move |event| mailbox.put(event), wake).unwrap();
        Self {
            engine,
            events,
            wakes,
        }
    }

    /// Looks after each wake until `look` finds something. Without wakes it fails, so it tests those as well.
    pub fn woken_until<T>(&self, mut look: impl FnMut(&Self) -> Option<T>) -> T {
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            self.wakes
                .recv_timeout(PATIENCE)
                .expect("the engine wakes the window");
        }
    }

    /// The next event, without waiting.
    pub fn try_next(&self) -> Option<Event> {
        self.events.take().map(PostedEvent::open)
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
