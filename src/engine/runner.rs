//! The threads behind the window.

use std::io;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use tokio::runtime::Runtime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::ambient::Ambient;
use super::cookies::CookieJar;
use super::credential_job::{self, CredentialsAsked};
use super::demo::{demo_proxy, demo_server};
use super::exchange::{self, Deps, Order};
use super::mailbox::Wake;
use super::progress::Progress;
use super::received::Received;
use super::run::{RunStep, run};
use super::run_plan::RunPlan;
use super::sso_job::{self, SsoEvent, SsoOrder};
use crate::blob::SharedBody;
use crate::credentials::Provider;
use crate::demo::DemoServer;
use crate::model::{
    AwsAuth, CredentialPlan, CredentialsError, DownloadError, Exchange, Network, Outcome, SigningTime, Stage,
};
use crate::redact::run_record::RunCounts;

/// Jobs under way, counting those whose event was not taken yet.
const SENDS: usize = 32;
/// The window is woken for progress at most this often.
const WAKE_INTERVAL: Duration = Duration::from_millis(16);

/// Identity of one send of this run, chosen by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SendId(pub u64);

/// The queue of sends is full.
#[derive(Debug, thiserror::Error)]
#[error("too many requests are under way")]
pub struct QueueFull;

/// What the engine tells the window.
#[derive(Debug)]
pub enum Event {
    /// A send ended, whichever way.
    Finished {
        /// Which of the sends.
        send: SendId,
        /// The request as sent and how it ended.
        exchange: Arc<Exchange>,
        /// Its body, ready to be shown.
        received: Arc<Received>,
    },
    /// What was wanted of credentials is done; `None` when it was cancelled.
    CredentialsAnswered {
        /// The order.
        asked: CredentialsAsked,
        /// How it ended; what was fetched is in the provider.
        result: Option<Result<(), CredentialsError>>,
    },
    /// The way to the credentials of a form, or why there is none.
    Planned(Box<Result<CredentialPlan, CredentialsError>>),
    /// IAM Identity Center answered, or a sign-in goes on.
    Sso(SsoEvent),
    /// A file was downloaded, or not; `None` when that was cancelled.
    Downloaded {
        /// Tells it from other downloads.
        number: u64,
        /// What it holds.
        result: Option<Result<Bytes, DownloadError>>,
    },
    /// The embedded server listens; the value of `{{demo}}`.
    DemoReady {
        /// `http://…localhost:port`, without a final slash.
        address: String,
        /// The port on loopback.
        port: u16,
    },
    /// The embedded server behind a proxy listens; the value of `{{proxy}}`.
    DemoProxyReady {
        /// `http://…localhost:port`, without a final slash.
        address: String,
    },
    /// The embedded server could not start.
    DemoFailed {
        /// Cause and next step.
        message: String,
    },
}

/// An event on its way. A finished send keeps its place among the sends until the event is opened, so that no more
/// than those wait.
#[derive(Debug)]
pub struct PostedEvent {
    event: Event,
    _place: Option<OwnedSemaphorePermit>,
}

impl PostedEvent {
    /// The event.
    pub fn open(self) -> Event {
        self.event
    }
}

/// Owns the tokio runtime and its bounded queues. Dropping it ends every send and the embedded server, and
/// does not wait for them.
pub struct Engine {
    deps: Arc<Deps>,
    outbox: Outbox,
    places: Arc<Semaphore>,
    demo: Arc<Mutex<Option<DemoServer>>>,
    demo_proxy: Mutex<Option<DemoServer>>,
    /// `None` only while dropping.
    runtime: Option<Runtime>,
}

/// Where jobs leave their events.
#[derive(Clone)]
struct Outbox {
    post: Arc<dyn Fn(PostedEvent) + Send + Sync>,
    wake: Wake,
}

impl Outbox {
    fn put(&self, event: Event, place: Option<OwnedSemaphorePermit>) {
        (self.post)(PostedEvent { event, _place: place });
    }
}

impl Engine {
    /// Starts the threads. From any of them `post` is called with each event, and `wake` while a send makes progress, at
    /// most every 16 ms.
    pub fn start(
        deps: Deps,
        post: impl Fn(PostedEvent) + Send + Sync + 'static,
        wake: Wake,
    ) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("countersign-engine")
            .enable_io()
            .enable_time()
            .build()?;
        let spills = deps.spills.clone();
        runtime.spawn_blocking(move || spills.sweep());
        Ok(Self {
            deps: Arc::new(deps),
            outbox: Outbox {
                post: Arc::new(post),
                wake,
            },
            places: Arc::new(Semaphore::new(SENDS)),
            demo: Arc::default(),
            demo_proxy: Mutex::default(),
            runtime: Some(runtime),
        })
    }

    /// A place among the jobs under way, and what cancels the job that takes it.
    fn begin(&self) -> Result<(OwnedSemaphorePermit, &Runtime, CancellationToken), QueueFull> {
        let place = Arc::clone(&self.places)
            .try_acquire_owned()
            .map_err(|_full| QueueFull)?;
        let runtime = self.runtime.as_ref().ok_or(QueueFull)?;
        Ok((place, runtime, CancellationToken::new()))
    }

    /// Queues a send; never waits. The token cancels it.
    pub fn try_send(&self, send: SendId, order: Order) -> Result<CancellationToken, QueueFull> {
        let (place, runtime, cancel) = self.begin()?;
        let job = finish(
            Arc::clone(&self.deps),
            self.outbox.clone(),
            send,
            order,
            cancel.clone(),
            place,
        );
        runtime.spawn(job);
        Ok(cancel)
    }

    /// Begins a run beside the sends; never waits. `tell` is called with each request as it ends, where it
    /// may wait: the run goes on behind it, and sends beside it are not held up. `ended` is called once with the numbers, or
    /// with nothing when a bug ended it. The token cancels it.
    pub fn start_run(
        &self,
        plan: RunPlan,
        tell: impl Fn(RunStep<'_>) + Send + Sync + 'static,
        ended: impl FnOnce(Option<RunCounts>) + Send + 'static,
    ) -> Result<CancellationToken, QueueFull> {
        let runtime = self.runtime.as_ref().ok_or(QueueFull)?;
        let cancel = CancellationToken::new();
        let (deps, stop) = (Arc::clone(&self.deps), cancel.clone());
        runtime.spawn(async move {
            let tell = |step: RunStep<'_>| tokio::task::block_in_place(|| tell(step));
            let run = Box::pin(run(&deps, &plan, &stop, &tell));
            ended(AssertUnwindSafe(run).catch_unwind().await.ok());
        });
        Ok(cancel)
    }

    /// Queues what is wanted of credentials besides a send; never waits. The token cancels it.
    pub fn ask_credentials(&self, asked: CredentialsAsked) -> Result<CancellationToken, QueueFull> {
        let (place, runtime, cancel) = self.begin()?;
        let (deps, outbox, stop) = (Arc::clone(&self.deps), self.outbox.clone(), cancel.clone());
        runtime.spawn(async move {
            let result = credential_job::carry_out(&deps.credentials, &asked, &stop).await;
            outbox.put(Event::CredentialsAnswered { asked, result }, Some(place));
        });
        Ok(cancel)
    }

    /// Has the way to the credentials of a form, after variables, read from environment and config files; nobody is asked.
    pub fn plan_credentials(&self, auth: AwsAuth) {
        let (provider, outbox) = (self.deps.credentials.clone(), self.outbox.clone());
        if let Some(runtime) = &self.runtime {
            runtime.spawn_blocking(move || {
                let plan = std::panic::catch_unwind(AssertUnwindSafe(|| provider.plan(&auth)));
                let plan = plan.unwrap_or(Err(CredentialsError::Bug));
                outbox.put(Event::Planned(Box::new(plan)), None);
            });
        }
    }

    /// Queues what is wanted of IAM Identity Center; never waits. The token cancels it.
    pub fn ask_sso(&self, order: SsoOrder, network: Arc<Network>) -> Result<CancellationToken, QueueFull> {
        let (place, runtime, cancel) = self.begin()?;
        let (deps, outbox, stop) = (Arc::clone(&self.deps), self.outbox.clone(), cancel.clone());
        runtime.spawn(async move {
            let _place = place;
            let tell = |event| outbox.put(Event::Sso(event), None);
            sso_job::carry_out(&deps.credentials, order, &network, tell, &stop).await;
        });
        Ok(cancel)
    }

    /// Queues the download of a file by the program's own client; never waits. The token cancels it.
    pub fn download(
        &self,
        number: u64,
        url: String,
        most_bytes: usize,
        network: Arc<Network>,
    ) -> Result<CancellationToken, QueueFull> {
        let (place, runtime, cancel) = self.begin()?;
        let (deps, outbox, stop) = (Arc::clone(&self.deps), self.outbox.clone(), cancel.clone());
        runtime.spawn(async move {
            let download = deps.credentials.download(&url, most_bytes, &network);
            let result = stop.run_until_cancelled(download).await;
            outbox.put(Event::Downloaded { number, result }, Some(place));
        });
        Ok(cancel)
    }

    /// The sources of credentials, with what was fetched in this run.
    pub fn credentials(&self) -> &Provider {
        &self.deps.credentials
    }

    /// The cookies of this run.
    pub fn cookies(&self) -> &CookieJar {
        &self.deps.cookies
    }

    /// Starts the embedded server; answers with an event. One that runs is kept and answers again.
    pub fn start_demo(&self) {
        let demo = Arc::clone(&self.demo);
        let ambient = self.deps.ambient.clone();
        let outbox = self.outbox.clone();
        let started = std::thread::Builder::new()
            .name("countersign-demo-start".to_owned())
            .spawn(move || {
                let event = demo_event(&demo, &ambient);
                outbox.put(event, None);
            });
        if let Err(error) = started {
            self.outbox.put(demo_failed(&error), None);
        }
    }
}

impl Engine {
    /// Starts the embedded server behind a proxy; answers with an event. One that runs is kept and answers again.
    pub fn start_demo_proxy(&self) {
        let mut proxy = self.demo_proxy.lock().unwrap_or_else(PoisonError::into_inner);
        let started = match proxy.take() {
            Some(server) => Ok(server),
            None => demo_proxy(&self.deps.ambient),
        };
        let event = match started {
            Ok(server) => {
                let address = server.address();
                *proxy = Some(server);
                Event::DemoProxyReady { address }
            }
            Err(error) => demo_failed(&error),
        };
        self.outbox.put(event, None);
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        drop(
            self.demo_proxy
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        // A thread that answers a second start may still hold the shared place, so the server is taken out.
        drop(self.demo.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A send from its start to its event.
async fn finish(
    deps: Arc<Deps>,
    outbox: Outbox,
    send: SendId,
    order: Order,
    cancel: CancellationToken,
    place: OwnedSemaphorePermit,
) {
    let exchange = with_wakes(
        exchange::run(&deps, &order, &cancel),
        &order.progress,
        &outbox.wake,
    )
    .await;
    let (exchange, received) = prepared(exchange, order.body, SigningTime::new((deps.ambient.now)())).await;
    let event = Event::Finished {
        send,
        exchange: Arc::new(exchange),
        received: Arc::new(received),
    };
    outbox.put(event, Some(place));
}

/// Runs the job and wakes the window for its progress, at most every [`WAKE_INTERVAL`].
async fn with_wakes<T>(job: impl Future<Output = T>, progress: &Progress, wake: &Wake) -> T {
    let mut job = std::pin::pin!(job);
    loop {
        let changed = async {
            progress.changed().await;
            wake();
            tokio::time::sleep(WAKE_INTERVAL).await;
        };
        tokio::select! {
            biased;
            result = &mut job => return result,
            () = changed => {}
        }
    }
}

/// Makes what the window shows of a body, on a thread for blocking work.
async fn prepared(exchange: Exchange, body: SharedBody, now: SigningTime) -> (Exchange, Received) {
    let of = exchange.clone();
    let work = tokio::task::spawn_blocking(move || Received::prepare(body, &of, now));
    match work.await {
        Ok(received) => (exchange, received),
        Err(_panic) => failed_to_prepare(exchange),
    }
}

/// The exchange of a reply that could not be prepared: a failure, so that no empty body is taken for it.
fn failed_to_prepare(exchange: Exchange) -> (Exchange, Received) {
    let exchange = Exchange {
        outcome: Outcome::Failed(exchange::bug(Stage::Receiving)),
        ..exchange
    };
    (exchange, Received::default())
}

fn demo_event(demo: &Mutex<Option<DemoServer>>, ambient: &Ambient) -> Event {
    let mut demo = demo.lock().unwrap_or_else(PoisonError::into_inner);
    let server = match demo.take() {
        Some(server) => Ok(server),
        None => demo_server(ambient, 0),
    };
    match server {
        Ok(server) => {
            let event = Event::DemoReady {
                address: server.address(),
                port: server.port(),
            };
            *demo = Some(server);
            event
        }
        Err(error) => demo_failed(&error),
    }
}

fn demo_failed(error: &io::Error) -> Event {
    Event::DemoFailed {
        message: format!(
            "The embedded server could not start: {error}. Other requests work; try again after closing programs."
        ),
    }
}
