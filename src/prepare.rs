//! The one pipeline: from a request and its [`Context`] to what is signed and sent. Pure; file digests are handed in.
//!
//! ```text
//! Request ──outline──▶ Outline ──digest of the body──▶ finish ──▶ Prepared { wire, signing, notes, secrets }
//!   variables, inherited auth, spelling                │              ├─report──▶ what the signature pane shows
//!   endpoint, what can be refused at once              │              └─seal────▶ Sealed<WireRequest>
//!                          assemble, cookies, plan ◀───┘
//! ```
//!
//! Live report, send, `sign` and the copies for other tools all come this way, and nothing else composes these steps
//! (`tests/layers.rs`): so their wire, report and notes are the same.

mod context;
mod cookie_line;
mod cross_origin;
mod detour;
mod exchange_secrets;
mod key_steps;
mod mend;
mod outline;
mod prepared;
mod protocol;
mod secrets;

pub use context::{Context, RegionFallback};
pub use cookie_line::{JarTakesPart, jar_takes_part, with_cookies};
pub use cross_origin::{describes_body, is_secret_line, without_our_signature};
pub use detour::{Carried, Detour, HopMethod, HopOrigin};
pub use exchange_secrets::{insert_exchange_secrets, received_secrets};
pub use key_steps::key_steps;
pub use mend::{Mended, kind_of, mend};
pub use outline::{Outline, outline};
pub use prepared::{Prepared, Reported, SealedRequest, Signing};
pub use secrets::Secrets;

use crate::model::{AwsAuth, BodyDigest, Request};
use crate::resolve::{ResolveError, Scope, aws_fields};

/// The AWS Signature form after variables, for whoever asks about its credentials without a request.
pub fn credentials_form(form: &AwsAuth, scope: &Scope) -> Result<AwsAuth, ResolveError> {
    aws_fields(form, scope)
}

/// Prepares a request whose body can be hashed where this is called; `digest` is asked once, after all that can be
/// refused without reading a file was looked at.
pub fn prepare<E: From<ResolveError>>(
    request: &Request,
    context: &Context<'_>,
    digest: impl FnOnce(&Outline<'_>) -> Result<BodyDigest, E>,
) -> Result<Prepared, E> {
    let outline = outline(request, context.scope, context.ancestors, context.detour)?;
    let digest = digest(&outline)?;
    Ok(outline.finish(context, &digest)?)
}
