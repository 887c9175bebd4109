//! One send, from request to exchange.
//!
//! ```text
//! Request ─outline─▶ credentials, digest ─finish─▶ Prepared ─seal─▶ Sealed<WireRequest> ─send─▶ reply
//!    ▲                                                                                           │
//!    └─────────────────────── a redirect that is followed ◀──────────────────────────────────────┤
//!                                                                                                ▼
//!                                                                                            Exchange
//! ```
//!
//! Every step before the last ends in a failure with nothing sent. With AWS auth the only way to the last
//! step leads through the signer, but for redirects to other origins, which carry no credential at all.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt as _, StreamExt as _};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use super::build::{Built, Given, build, computed, occurrences};
use super::cookies::{CookieJar, JarChange};
use super::deadline::{Deadline, Over};
use super::receive::receive;
use super::redirect::{Next, Trail};
use super::route::route;
use super::{Ambient, Progress};
use crate::blob::{BodyLimits, SharedBody, SpillFolder};
use crate::credentials::Provider;
use crate::http::{Happening, Reply, Transport, TransportError};
use crate::model::{
    Answers, AuthKind, BodyPiece, ChainLink, Connection, CredentialsError, Exchange, ExchangeId, Failure,
    Followed, Hop, Network, Note, Outcome, Phases, Question, RedirectStop, Request, ResponseHead, Secret,
    SigningClock, SigningReport, Stage, StopReason, Timings, WireRequest,
};
use crate::prepare::{Carried, JarTakesPart, RegionFallback, SealedRequest, Secrets, jar_takes_part};
use crate::resolve::{Ancestor, ResolveError, Scope, inherited_settings};
use crate::sigv4::{Sealed, SignError, Signer};

/// The body of a redirect that is followed is read up to here; a longer one ends its connection.
const DROPPED_BODY_BYTES: usize = 64 * 1024;
/// And for so long.
const DROPPED_BODY_TIME: Duration = Duration::from_secs(1);

/// What a send needs besides the request.
#[derive(Clone)]
pub struct Deps {
    /// Clocks, randomness and environment.
    pub ambient: Ambient,
    /// Signs and proves.
    pub signer: Signer,
    /// Carries one hop.
    pub transport: Arc<dyn Transport>,
    /// How much of a reply body is kept.
    pub limits: BodyLimits,
    /// Where bodies go that are too large for the memory.
    pub spills: SpillFolder,
    /// The cookies of this run.
    pub cookies: CookieJar,
    /// The sources of credentials.
    pub credentials: Provider,
}

/// One send as ordered.
#[derive(Clone, Debug)]
pub struct Order {
    /// What to send, as typed.
    pub request: Request,
    /// Values of its variables, but for dynamic ones, which each send has of its own.
    pub scope: Scope,
    /// What it stands in, the nearest first.
    pub ancestors: Arc<[Ancestor]>,
    /// Taken where neither form nor host names a region.
    pub region: Option<RegionFallback>,
    /// How the program reaches the network.
    pub network: Arc<Network>,
    /// The moment it is signed for.
    pub clock: SigningClock,
    /// What a person said about its credentials.
    pub answers: Answers,
    /// Where the reply body grows, decoded; the bytes as received are its [`SharedBody::raw`].
    pub body: SharedBody,
    /// The latest stage and byte count.
    pub progress: Arc<Progress>,
}

/// Builds, signs, sends and receives. Never panics outward; cancel and the total time end it in any stage.
///
/// Dropping the future has the effect of cancelling. Needs a tokio runtime with time and network.
pub async fn run(deps: &Deps, order: &Order, cancel: &CancellationToken) -> Exchange {
    let id = ExchangeId::from_random((deps.ambient.random)());
    let began = (deps.ambient.now)();
    let order = &as_sent(order, (deps.ambient.random)(), began);
    let started = (deps.ambient.monotonic)();
    let deadline = Deadline::new(order, cancel);
    let mut sent = Sent::default();
    // On the heap: it is large, and callers wrap it in futures of their own.
    let steps = Box::pin(steps(deps, order, &deadline, &mut sent));
    let steps = AssertUnwindSafe(steps).catch_unwind().await;
    let stage = order.progress.stage();
    let outcome = match steps {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(Stop::Failed(failure))) => Outcome::Failed(failure),
        Ok(Err(Stop::Over(Over::Cancelled))) => Outcome::Cancelled {
            stage,
            response: None,
        },
        Ok(Err(Stop::Over(Over::TimedOut))) => Outcome::Failed(deadline.timed_out(stage)),
        Err(_panic) => Outcome::Failed(bug(stage)),
    };
    let (mut connection, mut phases) = sent.heard();
    connection.bytes_down += sent.body_bytes_down;
    phases.downloading = phases.downloading.or(sent.downloading);
    Exchange {
        id,
        began,
        wire: sent.wire,
        report: sent.report,
        notes: sent.notes,
        secret_occurrences: sent.secret_occurrences,
        hops: sent.hops,
        redirect: sent.redirect,
        connection,
        outcome,
        chain: sent.chain,
        secrets: sent.secrets.all(),
        question: sent.question,
        timings: Timings {
            phases,
            first_byte: sent.first_byte,
            total: since(deps, started),
        },
    }
}

/// The order with the settings that count, and with dynamic values of its own for all its hops.
fn as_sent(order: &Order, seed: u128, began: OffsetDateTime) -> Order {
    let mut order = order.clone();
    order.request.settings = inherited_settings(&order.request.settings, &order.ancestors).0;
    order.scope = order.scope.with_dynamic(seed, began);
    order
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

/// What is known of a send that may end at any moment. All but the hops is of the last hop.
#[derive(Default)]
struct Sent {
    wire: Option<Arc<WireRequest>>,
    report: Option<Arc<SigningReport>>,
    notes: Vec<Note>,
    secret_occurrences: Option<usize>,
    chain: Vec<ChainLink>,
    question: Option<Question>,
    /// Looked for in every hop since the one that it signed.
    signing_secret: Option<Secret>,
    /// The secrets of the hop under way.
    secrets: Secrets,
    hops: Vec<Hop>,
    redirect: Option<RedirectStop>,
    first_byte: Option<Duration>,
    downloading: Option<Duration>,
    body_bytes_down: u64,
    heard: Arc<Mutex<(Connection, Phases)>>,
}

impl Sent {
    /// A hop begins: what was known of the one before is in its place among the hops.
    fn begin_hop(&mut self) {
        self.wire = None;
        self.report = None;
        self.notes.clear();
        self.first_byte = None;
        self.heard = Arc::default();
    }

    /// A redirect is followed.
    fn pass(&mut self, wire: Arc<WireRequest>, head: ResponseHead, location: String, followed: Followed) {
        self.hops.push(Hop {
            wire,
            report: self.report.take(),
            notes: std::mem::take(&mut self.notes),
            head,
            location,
            followed,
        });
        self.begin_hop();
    }

    /// What the connection layer told, also of a hop that came to nothing.
    fn heard(&self) -> (Connection, Phases) {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Why a send ended before its reply.
pub(super) enum Stop {
    Failed(Failure),
    Over(Over),
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

    pub(super) fn credentials(error: &CredentialsError, stage: Stage) -> Self {
        Self::failed(error.kind(), stage, error, error.hint())
    }

    fn signing(error: &SignError) -> Self {
        Self::failed(error.kind(), Stage::Signing, error, error.hint())
    }

    fn sending(error: &TransportError, stage: Stage) -> Self {
        Self::failed(error.kind(), stage, error, error.hint())
    }
}

/// Hop after hop, up to the reply that is shown.
async fn steps(
    deps: &Deps,
    order: &Order,
    deadline: &Deadline<'_>,
    sent: &mut Sent,
) -> Result<Outcome, Stop> {
    let mut trail = Trail::default();
    let mut given = Given::default();
    let first = deadline.within(build(deps, order, &trail, &mut given)).await;
    match &given.0 {
        Some(Ok(given)) => sent.chain.clone_from(&given.chain),
        Some(Err(error)) => sent.question = error.question().cloned(),
        None => {}
    }
    let mut next = first?;
    loop {
        trail.visit(&next.prepared.wire);
        let kind = next.prepared.auth.kind;
        let (wire, reply) = deadline
            .within(one_hop(deps, order, deadline, &trail, next, sent))
            .await?;
        if keep_cookies(deps, order, kind, &wire, &reply) == JarChange::Changed {
            trail.forget();
        }
        let redirects = order.request.settings.redirects;
        let stop = match trail.next(redirects, &wire, &sent.secrets.known(), &reply.head) {
            Next::End(stop) => stop,
            Next::Follow { location, followed } => {
                match deadline.within(build_next(deps, order, &trail, &mut given)).await {
                    Ok(None) => Some(RedirectStop {
                        location,
                        why: StopReason::OtherOrigin,
                    }),
                    Ok(Some(following)) => {
                        sent.pass(wire, reply.head, location, followed);
                        deadline.within(read_away(reply.body)).await?;
                        next = following;
                        continue;
                    }
                    Err(stop) => {
                        sent.pass(wire, reply.head, location, followed);
                        return Err(stop);
                    }
                }
            }
        };
        sent.redirect = stop;
        order.progress.begin(Stage::Receiving);
        let began = (deps.ambient.monotonic)();
        let outcome = Box::pin(receive(deps, order, deadline, reply)).await;
        sent.downloading = Some(since(deps, began));
        sent.body_bytes_down = received_bytes(&outcome);
        return Ok(outcome);
    }
}

/// Prepares a later hop; `None` when it would take a secret to another origin.
async fn build_next(
    deps: &Deps,
    order: &Order,
    trail: &Trail,
    given: &mut Given,
) -> Result<Option<Built>, Stop> {
    let next = build(deps, order, trail, given).await?;
    let is_free = is_free_of_secrets(trail, &next.prepared.wire).await?;
    Ok(is_free.then_some(next))
}

/// Keeps what a reply sets, of every hop.
fn keep_cookies(deps: &Deps, order: &Order, auth: AuthKind, wire: &WireRequest, reply: &Reply) -> JarChange {
    if jar_takes_part(order.request.settings.cookies, auth) == JarTakesPart::No {
        return JarChange::None;
    }
    let lines = reply
        .head
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .map(|(_, value)| value.as_str());
    let now = (deps.ambient.now)();
    deps.cookies
        .keep(lines, &wire.endpoint, wire.target.as_str(), now)
}

/// The last look before a request goes to another origin: whatever its rows and body are made of, no known
/// secret stands in it, in any encoding. Files are not looked into.
async fn is_free_of_secrets(trail: &Trail, wire: &WireRequest) -> Result<bool, Stop> {
    let Some(known) = trail.forbidden().cloned() else {
        return Ok(true);
    };
    let (head, body) = (wire.head_bytes(), wire.body.clone());
    let size = head.len() + usize::try_from(wire.digest.length).unwrap_or(usize::MAX / 2);
    computed(size, Stage::Building, move || {
        let in_body = body.pieces().iter().any(|piece| match piece {
            BodyPiece::Bytes(bytes) => known.count_occurrences(bytes) > 0,
            BodyPiece::File(_) => false,
        });
        !in_body && known.count_occurrences(&head) == 0
    })
    .await
}

/// Signs and sends one request, up to the reply head.
async fn one_hop(
    deps: &Deps,
    order: &Order,
    deadline: &Deadline<'_>,
    trail: &Trail,
    built: Built,
    sent: &mut Sent,
) -> Result<(Arc<WireRequest>, Reply), Stop> {
    sent.begin_hop();
    let settings = trail.settings(&order.request.settings);
    let environment = &*deps.ambient.environment;
    let prepared = &built.prepared;
    let mut route = route(
        &settings,
        prepared.protocol,
        &order.network,
        &prepared.wire,
        environment,
    )
    .map_err(Stop::Failed)?;
    if trail.carried() == Carried::None {
        route.client_certificate = None;
    }
    order.progress.begin(Stage::Signing);
    let sealed = seal(deps, built, sent).await?;
    if deadline.cancel.is_cancelled() {
        return Err(Stop::Over(Over::Cancelled));
    }
    let wire = Arc::new(sealed.get().clone());
    sent.wire = Some(Arc::clone(&wire));
    let started = (deps.ambient.monotonic)();
    let heard = Arc::clone(&sent.heard);
    let hear = |connection, phases| {
        *heard.lock().unwrap_or_else(PoisonError::into_inner) = (connection, phases);
    };
    let watch = |happening| match happening {
        Happening::Stage(stage) => order.progress.begin(stage),
        Happening::Connection(connection, phases) => hear(*connection, phases),
        Happening::Sent(bytes) => order.progress.gone(bytes),
    };
    let reply = deps
        .transport
        .send(&sealed, &route, &watch)
        .await
        .map_err(|error| Stop::sending(&error, order.progress.stage()))?;
    sent.first_byte = Some(since(deps, started));
    hear(reply.connection.clone(), reply.phases);
    Ok((wire, reply))
}

/// Reads the body of a redirect that is followed, when it is short: then its connection can be used again.
async fn read_away(body: BoxStream<'static, Result<Bytes, TransportError>>) -> Result<(), Stop> {
    let read = body
        .scan(0, |bytes, chunk| {
            let go_on = chunk.is_ok_and(|chunk| {
                *bytes += chunk.len();
                *bytes <= DROPPED_BODY_BYTES
            });
            std::future::ready(go_on.then_some(()))
        })
        .for_each(std::future::ready);
    // A body that takes longer is not worth its connection.
    tokio::time::timeout(DROPPED_BODY_TIME, read).await.ok();
    Ok(())
}

/// Bytes of body that came: the connection layer counts up to the head.
fn received_bytes(outcome: &Outcome) -> u64 {
    match outcome {
        Outcome::Replied(response)
        | Outcome::Cancelled {
            response: Some(response),
            ..
        } => response.received_bytes,
        Outcome::Failed(_) | Outcome::Cancelled { response: None, .. } => 0,
    }
}

/// Seals the request as the auth of its hop asks, and looks for the secret access key in all that will be sent.
async fn seal(deps: &Deps, built: Built, sent: &mut Sent) -> Result<Sealed<WireRequest>, Stop> {
    let Built { prepared, in_body } = built;
    sent.secrets = prepared.secrets.clone();
    if let Some(secret) = prepared.secrets.never_sent() {
        sent.signing_secret = Some(secret.clone());
    }
    let SealedRequest { wire, report, notes } = prepared
        .seal(deps.signer)
        .map_err(|error| Stop::signing(&error))?;
    sent.secrets.add_presigned(wire.get().target.as_str());
    sent.report = report.map(Arc::new);
    sent.notes = notes;
    if let Some(secret) = sent.signing_secret.clone() {
        let found = occurrences(secret, wire.get(), in_body).await?;
        sent.secret_occurrences = Some(sent.secret_occurrences.unwrap_or(0) + found);
    }
    Ok(wire)
}

fn since(deps: &Deps, started: Instant) -> Duration {
    (deps.ambient.monotonic)().saturating_duration_since(started)
}
