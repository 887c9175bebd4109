//! The end of a sign-in: the portal is told, and the file is removed.

use super::cache;
use super::deps::SsoDeps;
use super::portal::Portal;
use crate::model::{SignedOut, SsoError, SsoSession};

/// Signs out, also for the AWS CLI. The file goes even when the portal can not be told, which the answer says; a damaged
/// file is put aside. Credentials that were given work until they expire.
pub async fn sign_out(session: &SsoSession, deps: &SsoDeps) -> Result<SignedOut, SsoError> {
    // Not in the middle of somebody's refresh, which would write the file anew.
    let sign_in = deps.sessions.of(session);
    let _turn = sign_in.turn().await;
    let signed_out = signed_out(session, deps).await;
    sign_in.changed();
    signed_out
}

async fn signed_out(session: &SsoSession, deps: &SsoDeps) -> Result<SignedOut, SsoError> {
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
    // The one that could not be written is the one to end.
    let token = token.map(|token| deps.sessions.of(session).newest(token));
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
