//! A run: many requests, one after the other or side by side, each signed afresh, checked, and told as it ends.
//!
//! ```text
//! RunPlan ──lanes──▶ request + scope + data row + captures ──exchange::run──▶ Exchange + body
//!                         ▲                                     │
//!                         └────────── captures ◀── checks ◀─────┤
//!                                                               ▼
//!                                            RunRecord (redacted, without body) ──▶ tell
//! ```
//!
//! Credentials are the provider's: it fetches new ones when those of the cache end, on every send. A body is dropped with
//! its request, so that memory does not grow with the length of a run.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, join_all};
use tokio_util::sync::CancellationToken;

use super::cookies::CookieJar;
use super::exchange::{self, Deps, Order};
use super::progress::Progress;
use super::run_checks::{CheckJob, Checked};
use super::run_plan::{RunContent, RunPlan, RunRequest, StopAt};
use super::run_record::{fault_of_unreadable, not_run, record, wants_retry};
use super::run_variables::RunVariables;
use crate::blob::SharedBody;
use crate::model::Exchange;
use crate::redact::KnownSecrets;
use crate::redact::run_record::{RunCounts, RunRecord};

/// Waited before the first retry; twice as long before each further one.
const FIRST_RETRY_DELAY: Duration = Duration::from_millis(200);
/// And at most so long.
const LONGEST_RETRY_DELAY: Duration = Duration::from_secs(5);

/// One request of a run that ended, for whoever keeps or shows it.
pub struct RunStep<'a> {
    /// What of it may be kept.
    pub record: RunRecord,
    /// What happened, for a history; `None` when nothing was tried. It is dropped behind the call.
    pub tried: Option<Tried<'a>>,
}

/// The last attempt of a request.
#[derive(Clone, Copy)]
pub struct Tried<'a> {
    /// What was sent, and what came of it.
    pub exchange: &'a Exchange,
    /// The body of the reply.
    pub body: &'a SharedBody,
    /// What was asked for.
    pub order: &'a Order,
    /// Every secret that is known of it: of the send, of the run so far, and in the reply.
    pub known: &'a KnownSecrets,
}

/// Told of each request as it ends. Called from the running task, which goes on when it returns.
pub type Tell<'a> = dyn Fn(RunStep<'_>) + Send + Sync + 'a;

/// Runs the requests of a plan. Cancel ends those under way, which are told as cancelled, and all others are told as not
/// run. Needs a tokio runtime with time and network.
pub async fn run(deps: &Deps, plan: &RunPlan, cancel: &CancellationToken, tell: &Tell<'_>) -> RunCounts {
    let run = Run {
        deps,
        plan,
        cancel,
        tell,
        lanes: Lanes::of(plan),
        is_over: AtomicBool::new(false),
        counts: Mutex::default(),
    };
    let at_once = plan.options.parallel.get().min(run.lanes.count);
    let workers: Vec<BoxFuture<'_, ()>> = (0..at_once).map(|_| run.worker().boxed()).collect();
    join_all(workers).await;
    *run.counts.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Run<'a> {
    deps: &'a Deps,
    plan: &'a RunPlan,
    cancel: &'a CancellationToken,
    tell: &'a Tell<'a>,
    lanes: Lanes<'a>,
    /// A failure ended it early.
    is_over: AtomicBool,
    counts: Mutex<RunCounts>,
}

/// Requests that run one after the other.
struct Lane<'a> {
    /// From 0.
    row: usize,
    /// Variables of its iteration, which other lanes may share.
    variables: Arc<Mutex<RunVariables>>,
    /// Number of the first one, from 0.
    first: usize,
    requests: &'a [RunRequest],
}

/// The lanes of a run, each made when its turn comes.
struct Lanes<'a> {
    plan: &'a RunPlan,
    count: usize,
    /// Requests of each.
    length: usize,
    next: AtomicUsize,
    /// Variables of a run of one iteration.
    only: Arc<Mutex<RunVariables>>,
}

impl<'a> Lanes<'a> {
    /// Rows side by side where there are several, requests side by side where not.
    fn of(plan: &'a RunPlan) -> Self {
        let rows = plan.rows.len().max(1);
        let requests = plan.requests.len();
        let is_wide = rows == 1 && plan.options.parallel.get() > 1;
        let row = plan.rows.first().cloned().unwrap_or_default();
        Self {
            plan,
            count: if is_wide { requests } else { rows },
            length: if is_wide { 1 } else { requests.max(1) },
            next: AtomicUsize::new(0),
            only: Arc::new(Mutex::new(RunVariables::of_row(1, &row))),
        }
    }

    fn next(&self) -> Option<Lane<'a>> {
        let at = self.next.fetch_add(1, Ordering::AcqRel);
        if at >= self.count {
            return None;
        }
        if self.plan.rows.len() <= 1 {
            let requests = self.plan.requests.chunks(self.length).nth(at).unwrap_or_default();
            return Some(Lane {
                row: 0,
                variables: Arc::clone(&self.only),
                first: at * self.length,
                requests,
            });
        }
        let row = self.plan.rows.get(at).cloned().unwrap_or_default();
        Some(Lane {
            row: at,
            variables: Arc::new(Mutex::new(RunVariables::of_row(at + 1, &row))),
            first: at * self.plan.requests.len(),
            requests: &self.plan.requests,
        })
    }
}

impl<'a> Run<'a> {
    async fn worker(&self) {
        let mut is_first = true;
        while let Some(lane) = self.lanes.next() {
            if !std::mem::take(&mut is_first) && !self.plan.options.delay.is_zero() && !self.is_ending() {
                self.wait(self.plan.options.delay).await;
            }
            self.lane(lane).await;
        }
    }

    async fn lane(&self, lane: Lane<'a>) {
        // The rows of data are different users as likely as not: each has cookies of its own.
        let own = (self.plan.rows.len() > 1).then(|| Deps {
            cookies: CookieJar::default(),
            ..self.deps.clone()
        });
        let deps = own.as_ref().unwrap_or(self.deps);
        for (at, request) in lane.requests.iter().enumerate() {
            if at > 0 && !self.plan.options.delay.is_zero() && !self.is_ending() {
                self.wait(self.plan.options.delay).await;
            }
            let place = Place {
                number: lane.first + at + 1,
                iteration: lane.row + 1,
                request,
            };
            if self.is_ending() {
                self.end(RunStep {
                    record: not_run(&place),
                    tried: None,
                });
                continue;
            }
            match &request.content {
                Ok(content) => Box::pin(self.request(deps, &place, content, &lane.variables)).await,
                Err(unreadable) => self.end(RunStep {
                    record: fault_of_unreadable(&place, unreadable),
                    tried: None,
                }),
            }
        }
    }

    fn is_ending(&self) -> bool {
        self.cancel.is_cancelled() || self.is_over.load(Ordering::Acquire)
    }

    async fn wait(&self, time: Duration) {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => {}
            () = tokio::time::sleep(time) => {}
        }
    }

    async fn request(
        &self,
        deps: &Deps,
        place: &Place<'_>,
        content: &Arc<RunContent>,
        variables: &Mutex<RunVariables>,
    ) {
        let mut attempts = 0;
        let mut delay = FIRST_RETRY_DELAY;
        loop {
            attempts += 1;
            let (scope, known) = {
                let variables = variables.lock().unwrap_or_else(PoisonError::into_inner);
                variables.applied(content)
            };
            let order = Arc::new(self.order(content, scope));
            let exchange = Arc::new(exchange::run(deps, &order, self.cancel).await);
            let job = CheckJob {
                content: Arc::clone(content),
                order: Arc::clone(&order),
                exchange: Arc::clone(&exchange),
                known,
            };
            let checked = job.checked(&deps.ambient, self.cancel).await;
            let record = record(
                place,
                &exchange,
                &order,
                &checked,
                attempts,
                self.plan.options.error_status,
            );
            let again = attempts <= self.plan.options.retries && wants_retry(&record, &exchange);
            if again && !self.is_ending() {
                self.wait(delay).await;
                delay = (delay * 2).min(LONGEST_RETRY_DELAY);
                if !self.is_ending() {
                    continue;
                }
            }
            let Checked {
                captured,
                given,
                known,
                ..
            } = checked;
            variables
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .keep(captured, &given);
            self.end(RunStep {
                record,
                tried: Some(Tried {
                    exchange: &exchange,
                    body: &order.body,
                    order: &order,
                    known: &known,
                }),
            });
            return;
        }
    }

    fn order(&self, content: &RunContent, scope: crate::resolve::Scope) -> Order {
        Order {
            request: (*content.request).clone(),
            scope,
            ancestors: Arc::clone(&content.ancestors),
            region: content.region.clone(),
            network: Arc::clone(&self.plan.network),
            clock: self.plan.clock,
            answers: self.plan.answers.clone(),
            body: SharedBody::default(),
            progress: Arc::new(Progress::default()),
        }
    }

    fn end(&self, step: RunStep<'_>) {
        if step.record.failed() && self.plan.options.stop == StopAt::FirstFailure {
            self.is_over.store(true, Ordering::Release);
        }
        self.counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .add(&step.record);
        (self.tell)(step);
    }
}

/// A request at its place in the run.
pub(super) struct Place<'a> {
    pub(super) number: usize,
    pub(super) iteration: usize,
    pub(super) request: &'a RunRequest,
}
