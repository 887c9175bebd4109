//! The registration of this program: made once for each way of signing in, and kept beside the tokens.

use std::path::PathBuf;

use time::{Duration, OffsetDateTime};

use super::cache::{self, Registration};
use super::deps::SsoDeps;
use super::oidc::Oidc;
use crate::model::{SignInMethod, SsoError, SsoSession};

/// One that ends so soon is not used any more, as in the AWS CLI.
const LEAST_LIFE: Duration = Duration::minutes(15);

/// A registration, and whether it is new.
#[derive(Debug)]
pub struct Registered {
    /// The registration.
    pub registration: Registration,
    /// Where it came from.
    pub origin: Origin,
}

/// Where a registration came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From the cache: the service may have forgotten it.
    Kept,
    /// Made for this sign-in.
    New,
}

/// The one that is kept, or a new one. A damaged file is put aside and named.
pub async fn registered(
    session: &SsoSession,
    method: SignInMethod,
    oidc: &Oidc<'_>,
    deps: &SsoDeps,
    set_aside: &mut Vec<PathBuf>,
) -> Result<Registered, SsoError> {
    let kept = match deps.cache.read_registration(session, method) {
        Err(SsoError::CacheDamaged { file, .. }) => {
            set_aside.push(cache::set_aside(&file)?);
            None
        }
        kept => kept?,
    };
    if let Some(registration) = kept.filter(|kept| serves(kept, method, (deps.now)())) {
        return Ok(Registered {
            registration,
            origin: Origin::Kept,
        });
    }
    let registration = oidc.register(method).await?;
    deps.cache.write_registration(session, method, &registration)?;
    Ok(Registered {
        registration,
        origin: Origin::New,
    })
}

/// Forgets the one that is kept.
pub fn forget(session: &SsoSession, method: SignInMethod, deps: &SsoDeps) -> Result<(), SsoError> {
    cache::remove(&deps.cache.registration_file(session, method)).map(|_was_there| ())
}

/// The AWS CLI writes grants for the browser alone, and the registration of one way does not do for the other.
fn serves(kept: &Registration, method: SignInMethod, now: OffsetDateTime) -> bool {
    let is_for_browser = kept.grant_types.iter().any(|grant| grant == "authorization_code");
    kept.expires - now >= LEAST_LIFE && is_for_browser == (method == SignInMethod::Browser)
}
