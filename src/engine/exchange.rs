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

use futures_util::FutureExt as _;
use tokio_util::sync::CancellationToken;

use super::build::{build, occurrences};
use super::receive::receive;
use super::{Ambient, Progress};
use crate::blob::SharedBody;
use crate::http::{Happening, Transport, TransportError};
use crate::model::{
    AuthKind, Connection, Exchange, Failure, Network, Outcome, Phases, Request, Route, SigningReport,
    SigningTime, Stage, Timings, WireRequest,
};
use crate::resolve::{ResolveError, Scope};
use crate::sigv4::{Sealed, SignError, Signer, plan, seal_unsigned};

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
    /// How the program reaches the network.
    pub network: Arc<Network>,
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
        Ok(Err(Stop::Cancelled)) => Outcome::Cancelled {
            stage,
            response: None,
        },
        Err(_panic) => Outcome::Failed(bug(stage)),
    };
    Exchange {
        wire: sent.wire,
        report: sent.report,
        secret_occurrences: sent.secret_occurrences,
        hops: Vec::new(),
        redirect: None,
        connection: sent.connection,
        outcome,
        timings: Timings {
            phases: sent.phases,
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
    connection: Connection,
    phases: Phases,
}

/// Why a send ended before its reply.
pub(super) enum Stop {
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

    pub(super) fn building(error: &ResolveError) -> Self {
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
        .send(&sealed, &Route::default(), &|happening| {
            if let Happening::Stage(stage) = happening {
                order.progress.begin(stage);
            }
        })
        .await
        .map_err(|error| Stop::sending(&error, order.progress.stage()))?;
    sent.first_byte = Some(since(deps, started));
    order.progress.begin(Stage::Receiving);
    Ok(receive(deps.body_cap_bytes, order, reply).await)
}

/// Seals the request as its auth asks. The clock is read here, as late as possible.
async fn sign(
    deps: &Deps,
    order: &Order,
    unsigned: WireRequest,
    sent: &mut Sent,
) -> Result<Sealed<WireRequest>, Stop> {
    match order.request.http.auth.kind {
        AuthKind::None | AuthKind::Basic | AuthKind::Bearer | AuthKind::ApiKey => Ok(seal_unsigned(unsigned)),
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

fn since(deps: &Deps, started: Instant) -> Duration {
    (deps.ambient.monotonic)().saturating_duration_since(started)
}
