//! The request of one hop, prepared: its credentials first, then the digest of its body.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use memchr::memmem;

use super::Progress;
use super::deadline::Over;
use super::exchange::{Deps, Order, Stop, bug};
use super::redirect::Trail;
use crate::blob::{FileError, FirstPass, FirstPassError, LookFor, first_pass, total_bytes};
use crate::credentials::Ask;
use crate::model::{
    AuthKind, AwsAuth, BodyDigest, CredentialSource, Failure, Provided, Secret, Stage, WireBody, WireRequest,
};
use crate::prepare::{Context, Outline, Prepared, outline};

/// Bodies above this are hashed and searched on a thread for blocking work.
const INLINE_BYTES: usize = 64 * 1024;

/// What the source of a send's credentials gave: asked once, for all its hops.
#[derive(Default)]
pub(super) struct Given(pub(super) Option<Provided>);

/// A request that is complete but for its signature.
pub(super) struct Built {
    pub(super) prepared: Prepared,
    /// How often the secret access key stands in a body with files, which is searched while it is hashed.
    pub(super) in_body: Option<usize>,
}

/// Prepares the request of the hop under way; the files of its body are read once. Dropping the future stops the
/// reading. The clock is read when the body has been.
pub(super) async fn build(
    deps: &Deps,
    order: &Order,
    trail: &Trail,
    given: &mut Given,
) -> Result<Built, Stop> {
    order.progress.begin(Stage::Building);
    let outline = outline(&order.request, &order.scope, &order.ancestors, trail.detour())
        .map_err(|error| Stop::building(&error))?;
    if outline.kind() == AuthKind::AwsSignature && given.0.is_none() {
        let aws = &outline.auth().aws;
        if aws.source != CredentialSource::Typed || !aws.roles.is_empty() {
            // Nobody is asked for a request that can not be sent.
            outline.without_body().map_err(|error| Stop::building(&error))?;
        }
        given.0 = Some(fetched(deps, order, aws).await);
    }
    if let Some(Err(error)) = &given.0 {
        outline.without_body().map_err(|error| Stop::building(&error))?;
        return Err(Stop::credentials(error, order.progress.stage()));
    }
    order.progress.begin(Stage::Building);
    let (digest, in_body) = if let Some(bytes) = outline.body_in_memory() {
        (digest(bytes).await?, None)
    } else {
        let found = Box::pin(first_pass_of(order, &outline, given)).await?;
        (found.digest, Some(found.secret_occurrences))
    };
    order.progress.total(digest.length);
    let now = (deps.ambient.now)();
    let context = Context {
        scope: &order.scope,
        ancestors: &order.ancestors,
        credentials: &|aws| {
            given
                .0
                .clone()
                .unwrap_or_else(|| deps.credentials.at_hand(aws, order.answers.send_as))
        },
        cookies: &|endpoint, target, _| deps.cookies.for_request(endpoint, target, now),
        region: order.region.as_ref(),
        time: order.clock.at(now),
        detour: trail.detour(),
    };
    let prepared = outline
        .finish(&context, &digest)
        .map_err(|error| Stop::building(&error))?;
    Ok(Built { prepared, in_body })
}

/// Asks the source. What is typed is no fetching.
async fn fetched(deps: &Deps, order: &Order, aws: &AwsAuth) -> Provided {
    let is_typed = aws.source == CredentialSource::Typed && aws.roles.is_empty();
    order.progress.begin(if is_typed {
        Stage::Signing
    } else {
        Stage::FetchingCredentials
    });
    let ask = Ask {
        answers: order.answers.clone(),
        network: Arc::clone(&order.network),
    };
    deps.credentials.provide(aws, &ask).await
}

async fn digest(body: Bytes) -> Result<BodyDigest, Stop> {
    let size = body.len();
    computed(size, Stage::Building, move || BodyDigest::of(&body)).await
}

/// The first pass over a body with files, on a thread for blocking work.
async fn first_pass_of(order: &Order, outline: &Outline<'_>, given: &Given) -> Result<FirstPass, Stop> {
    outline.without_body().map_err(|error| Stop::building(&error))?;
    order.progress.begin(Stage::Hashing);
    let secret = given.secret();
    let body = outline.body().cloned().unwrap_or_default();
    let boundary = outline.boundary().map(str::to_owned);
    let told = Arc::clone(&order.progress);
    let stop = StopWhenDropped::default();
    let stopped = Arc::clone(&stop.0);
    let work = move || read_through(&body, &secret, boundary.as_deref(), &told, &stopped);
    let read = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_panic| Stop::Failed(bug(Stage::Hashing)))?;
    read.map_err(|error| match error {
        FirstPassError::File(file) => failed(&file),
        FirstPassError::Stopped(()) => Stop::Over(Over::Cancelled),
    })
}

fn read_through(
    body: &WireBody,
    secret: &Secret,
    boundary: Option<&str>,
    progress: &Progress,
    stopped: &AtomicBool,
) -> Result<FirstPass, FirstPassError<()>> {
    progress.total(total_bytes(body)?);
    let look_for = LookFor {
        secret: secret.expose_for_search(),
        boundary,
    };
    first_pass(body, look_for, &mut |bytes| {
        progress.read(bytes);
        if stopped.load(Ordering::Acquire) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
}

impl Given {
    /// The secret access key, empty when there is none.
    fn secret(&self) -> Secret {
        match &self.0 {
            Some(Ok(given)) => given.credentials.secret_access_key.clone(),
            Some(Err(_)) | None => Secret::default(),
        }
    }
}

/// A thread for blocking work goes on when nobody waits for it any more, unless it is told.
#[derive(Default)]
struct StopWhenDropped(Arc<AtomicBool>);

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

fn failed(file: &FileError) -> Stop {
    Stop::Failed(Failure {
        kind: file.kind(),
        stage: Stage::Hashing,
        message: file.to_string(),
        hint: file.hint().to_owned(),
    })
}

/// How often the secret stands in the bytes to be sent; `in_body` when the body was searched already.
pub(super) async fn occurrences(
    secret: Secret,
    wire: &WireRequest,
    in_body: Option<usize>,
) -> Result<usize, Stop> {
    let head = wire.head_bytes();
    let body = wire.body.in_memory().unwrap_or_default();
    let size = head.len() + body.len();
    computed(size, Stage::Signing, move || {
        let finder = memmem::Finder::new(secret.expose_for_search());
        let in_body = in_body.unwrap_or_else(|| finder.find_iter(&body).count());
        finder.find_iter(&head).count() + in_body
    })
    .await
}

/// Work on `size` bytes, on a thread for blocking work when that takes long.
pub(super) async fn computed<T: Send + 'static>(
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
