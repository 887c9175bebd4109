//! The end of a sign-in: the portal is told, and the file is removed.

use super::cache;
use super::deps::SsoDeps;
use super::portal::Portal;
use crate::model::{SignedOut, SsoError, SsoSession};

/// Signs out, also for the AWS CLI. The file goes even when the portal can not be told, which the answer says; a damaged
/// file is put aside. Credentials that were given work until they expire.
pub async fn sign_out(session: &SsoSession, deps: &SsoDeps) -> Result<SignedOut, SsoError> {
    let file = deps.cache.token_file(session);
    let token = match deps.cache.read_token(session) {
        Err(SsoError::CacheDamaged { file, .. }) => {
            return Ok(SignedOut {
                removed: Some(cache::set_aside(&file).map(|_aside| file)?),
                not_told: None,
            });
        }
        token => token?,
    };
    let Some(token) = token else {
        return Ok(SignedOut {
            removed: None,
            not_told: None,
        });
    };
    let told = match Portal::of(session, deps) {
        Ok(portal) => portal.log_out(&token).await,
        Err(error) => Err(error),
    };
    let removed = cache::remove(&file)?.then_some(file);
    Ok(SignedOut {
        removed,
        not_told: told.err(),
    })
}
