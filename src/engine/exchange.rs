//! One send, from request to exchange.
//!
//! ```text
//! Request ─resolve─▶ digest ─assemble─▶ unsigned wire ─plan, seal─▶ Sealed<WireRequest> ─send─▶ Exchange
//! ```
//!
//! Every step before the last ends in a failure with nothing sent. With AWS auth the only way to the last
//! step leads through the signer.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _};
use memchr::memmem;
use tokio_util::sync::CancellationToken;

use super::{Ambient, Progress};
use crate::blob::SharedBody;
use crate::http::{Reply, Transport, TransportError};
use crate::model::{
    AuthKind, BodyDigest, BodyEnd, Exchange, Failure, Outcome, Request, Secret, SigningReport, SigningTime,
    Stage, Timings, WireRequest,
};
use crate::resolve::{ResolveError, Scope, assemble, resolve};
use crate::sigv4::{Sealed, SignError, Signer, choose_spelling, plan, seal_unsigned};

/// Bodies above this are hashed and searched on a thread for blocking work.
const INLINE_BYTES: usize = 64 * 1024;

/// What a send needs besides the request.
#[derive(Clone)]
pub struct Deps {
    /// Clocks.
    pub ambient: Ambient,
    /// Signs and proves.
    pub signer: Signer,
    /// Sends.
    pub transport: Arc<dyn Transport>,
    /// Reading the reply body stops here.
    pub body_cap_bytes: u64,
}

/// One send as ordered.
#[derive(Clone, Debug)]
pub struct Order {
    /// What to send.
    pub request: Request,
    /// Values of its variables.
    pub scope: Scope,
    /// A pinned signing time; `None` takes the clock.
    pub time: Option<SigningTime>,
    /// Where the reply body grows.
    pub body: SharedBody,
    /// The latest stage and byte count.
    pub progress: Arc<Progress>,
}

/// Builds, signs, sends and receives. Never panics outward; cancel ends it in any stage.
///
/// It ends by itself when the reply is there: no time limit but the one for connecting. Dropping the future
/// has the effect of cancelling. Needs a tokio runtime with time and network.
pub async fn run(deps: &Deps, order: &Order, cancel: &CancellationToken) -> Exchange {
    let started = (deps.ambient.monotonic)();
    let mut sent = Sent::default();
    let outcome = {
        let steps = steps(deps, order, cancel, &mut sent);
        let steps = AssertUnwindSafe(steps).catch_unwind();
        tokio::select! {
            biased;
            () = cancel.cancelled() => Ok(Err(Stop::Cancelled)),
            ended = steps => ended,
        }
    };
    let stage = order.progress.stage();
    let outcome = match outcome {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(Stop::Failed(failure))) => Outcome::Failed(failure),
        Ok(Err(Stop::Cancelled)) => Outcome::Cancelled(stage),
        Err(_panic) => Outcome::Failed(bug(stage)),
    };
    Exchange {
        wire: sent.wire,
        report: sent.report,
        secret_occurrences: sent.secret_occurrences,
        outcome,
        timings: Timings {
            first_byte: sent.first_byte,
            total: since(deps, started),
        },
    }
}

/// The failure of a job that panicked. The text of the panic stays out: it may quote anything.
pub(super) fn bug(stage: Stage) -> Failure {
    Failure {
        kind: "internal-error",
        stage,
        message: format!("A bug in Countersign ended this request while {}", stage.doing()),
        hint: "Other requests are not affected. Please report it with the text on standard error.".to_owned(),
    }
}

/// What is known of a send that may end at any moment.
#[derive(Default)]
struct Sent {
    wire: Option<Arc<WireRequest>>,
    report: Option<Arc<SigningReport>>,
    secret_occurrences: Option<usize>,
    first_byte: Option<Duration>,
}

/// Why a send ended before its reply.
enum Stop {
    Failed(Failure),
    Cancelled,
}

impl Stop {
    fn failed(kind: &'static str, stage: Stage, message: &impl ToString, hint: String) -> Self {
        Self::Failed(Failure {
            kind,
            stage,
            message: message.to_string(),
            hint,
        })
    }

    fn building(error: &ResolveError) -> Self {
        Self::failed(error.kind(), Stage::Building, error, error.hint())
    }

    fn signing(error: &SignError) -> Self {
        Self::failed(error.kind(), Stage::Signing, error, error.hint())
    }

    fn sending(error: &TransportError, stage: Stage) -> Self {
        Self::failed(error.kind(), stage, error, error.hint())
    }
}

async fn steps(
    deps: &Deps,
    order: &Order,
    cancel: &CancellationToken,
    sent: &mut Sent,
) -> Result<Outcome, Stop> {
    order.progress.begin(Stage::Building);
    let unsigned = build(order).await?;
    order.progress.begin(Stage::Signing);
    let sealed = sign(deps, order, unsigned, sent).await?;
    if cancel.is_cancelled() {
        return Err(Stop::Cancelled);
    }
    sent.wire = Some(Arc::new(sealed.get().clone()));
    let started = (deps.ambient.monotonic)();
    let reply = deps
        .transport
        .send(&sealed, &|stage| order.progress.begin(stage))
        .await
        .map_err(|error| Stop::sending(&error, order.progress.stage()))?;
    sent.first_byte = Some(since(deps, started));
    order.progress.begin(Stage::Receiving);
    Ok(receive(deps.body_cap_bytes, order, reply).await)
}

/// The unsigned wire request.
async fn build(order: &Order) -> Result<WireRequest, Stop> {
    let resolved = resolve(&order.request, &order.scope).map_err(|error| Stop::building(&error))?;
    let resolved = choose_spelling(resolved, &order.request.http.auth);
    let digest = digest(resolved.body.clone().unwrap_or_default()).await?;
    let assembled = assemble(&resolved, &digest).map_err(|error| Stop::building(&error))?;
    Ok(assembled.wire)
}

/// Seals the request as its auth asks. The clock is read here, as late as possible.
async fn sign(
    deps: &Deps,
    order: &Order,
    unsigned: WireRequest,
    sent: &mut Sent,
) -> Result<Sealed<WireRequest>, Stop> {
    match order.request.http.auth.kind {
        AuthKind::None => Ok(seal_unsigned(unsigned)),
        AuthKind::AwsSignature => {
            let time = order
                .time
                .unwrap_or_else(|| SigningTime::new((deps.ambient.now)()));
            let plan = plan(&order.request.http.auth.aws, &unsigned.endpoint, time)
                .map_err(|error| Stop::signing(&error))?;
            let (sealed, report) = deps
                .signer
                .seal(unsigned, &plan)
                .map_err(|error| Stop::signing(&error))?;
            let secret = plan.credentials.secret_access_key;
            sent.secret_occurrences = Some(occurrences(secret, sealed.get()).await?);
            sent.report = Some(Arc::new(report));
            Ok(sealed)
        }
    }
}

/// Reads the body up to the cap. What came is kept, whatever happens.
async fn receive(cap: u64, order: &Order, reply: Reply) -> Outcome {
    let Reply { head, mut body } = reply;
    let mut body_bytes = 0_u64;
    let end = loop {
        match body.next().await {
            None => break BodyEnd::Complete,
            Some(Err(_cut_off)) => break BodyEnd::Partial,
            Some(Ok(chunk)) => {
                let room = usize::try_from(cap - body_bytes).unwrap_or(usize::MAX);
                let kept = chunk.get(..room).unwrap_or(&chunk);
                order.body.append(kept);
                body_bytes += kept.len() as u64;
                order.progress.received(body_bytes);
                if kept.len() < chunk.len() {
                    break BodyEnd::Capped { cap };
                }
            }
        }
    };
    Outcome::Replied {
        head,
        body_bytes,
        end,
    }
}

async fn digest(body: Bytes) -> Result<BodyDigest, Stop> {
    let size = body.len();
    computed(size, Stage::Building, move || BodyDigest::of(&body)).await
}

/// How often the secret stands in the bytes to be sent.
async fn occurrences(secret: Secret, wire: &WireRequest) -> Result<usize, Stop> {
    let head = wire.head_bytes();
    let body = wire.body.clone();
    let size = head.len() + body.len();
    computed(size, Stage::Signing, move || {
        let finder = memmem::Finder::new(secret.expose_for_search());
        finder.find_iter(&head).count() + finder.find_iter(&body).count()
    })
    .await
}

/// Work on `size` bytes, on a thread for blocking work when that takes long.
async fn computed<T: Send + 'static>(
    size: usize,
    stage: Stage,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Stop> {
    if size <= INLINE_BYTES {
        return Ok(work());
    }
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_panic| Stop::Failed(bug(stage)))
}

fn since(deps: &Deps, started: Instant) -> Duration {
    (deps.ambient.monotonic)().saturating_duration_since(started)
}
