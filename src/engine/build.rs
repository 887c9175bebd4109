//! From a request to an unsigned wire request: variables, spelling, digest of the body, header lines.

use bytes::Bytes;
use memchr::memmem;

use super::exchange::{Order, Stop, bug};
use super::redirect::Trail;
use crate::model::{BodyDigest, Secret, Stage, WireRequest};
use crate::resolve::{assemble, resolve};
use crate::sigv4::choose_spelling;

/// Bodies above this are hashed and searched on a thread for blocking work.
const INLINE_BYTES: usize = 64 * 1024;

/// The unsigned wire request of the hop under way.
pub(super) async fn build(order: &Order, trail: &Trail) -> Result<WireRequest, Stop> {
    let resolved = resolve(&order.request, &order.scope).map_err(|error| Stop::building(&error))?;
    let resolved = trail.applied_to(choose_spelling(resolved, &order.request.http.auth));
    let digest = digest(resolved.body_in_memory()).await?;
    let assembled = assemble(&resolved, &digest).map_err(|error| Stop::building(&error))?;
    Ok(assembled.wire)
}

async fn digest(body: Bytes) -> Result<BodyDigest, Stop> {
    let size = body.len();
    computed(size, Stage::Building, move || BodyDigest::of(&body)).await
}

/// How often the secret stands in the bytes to be sent.
pub(super) async fn occurrences(secret: Secret, wire: &WireRequest) -> Result<usize, Stop> {
    let head = wire.head_bytes();
    let body = wire.body.in_memory().unwrap_or_default();
    let size = head.len() + body.len();
    computed(size, Stage::Signing, move || {
        let finder = memmem::Finder::new(secret.expose_for_search());
        finder.find_iter(&head).count() + finder.find_iter(&body).count()
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
