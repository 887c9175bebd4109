//! From a request to an unsigned wire request: variables, spelling, digest of the body, header lines.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use memchr::memmem;

use super::Progress;
use super::deadline::Over;
use super::exchange::{Order, Stop, bug};
use super::redirect::Trail;
use crate::blob::{FileError, FirstPass, FirstPassError, LookFor, first_pass, total_bytes};
use crate::model::{BodyDigest, Failure, Secret, Stage, WireBody, WireRequest};
use crate::resolve::{ResolvedRequest, assemble, resolve};
use crate::sigv4::choose_spelling;

/// Bodies above this are hashed and searched on a thread for blocking work.
const INLINE_BYTES: usize = 64 * 1024;

/// The unsigned wire request.
pub(super) struct Built {
    pub(super) wire: WireRequest,
    /// How often the secret access key stands in a body with files, which is searched while it is hashed.
    pub(super) in_body: Option<usize>,
}

/// Makes the unsigned wire request of the hop under way; the files of its body are read once. Dropping the future
/// stops the reading.
pub(super) async fn build(order: &Order, trail: &Trail) -> Result<Built, Stop> {
    let resolved = resolve(&order.request, &order.scope).map_err(|error| Stop::building(&error))?;
    let resolved = trail.applied_to(choose_spelling(resolved, &order.request.http.auth));
    let (digest, in_body) = if let Some(bytes) = resolved.body_in_memory() {
        (digest(bytes).await?, None)
    } else {
        let found = Box::pin(first_pass_of(order, &resolved)).await?;
        (found.digest, Some(found.secret_occurrences))
    };
    order.progress.total(digest.length);
    let assembled = assemble(&resolved, &digest).map_err(|error| Stop::building(&error))?;
    Ok(Built {
        wire: assembled.wire,
        in_body,
    })
}

async fn digest(body: Bytes) -> Result<BodyDigest, Stop> {
    let size = body.len();
    computed(size, Stage::Building, move || BodyDigest::of(&body)).await
}

/// The first pass over a body with files, on a thread for blocking work.
async fn first_pass_of(order: &Order, resolved: &ResolvedRequest) -> Result<FirstPass, Stop> {
    // What can be refused without reading a file is refused first.
    let unread = BodyDigest {
        sha256: String::new(),
        length: 0,
    };
    assemble(resolved, &unread).map_err(|error| Stop::building(&error))?;
    order.progress.begin(Stage::Hashing);
    let secret = order.request.http.auth.aws.secret_access_key.clone();
    let body = resolved.body.clone().unwrap_or_default();
    let boundary = resolved.boundary.clone();
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
