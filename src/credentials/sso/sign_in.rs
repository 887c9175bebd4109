//! One sign-in, by either way, from the first call to the file in the cache.

use std::path::PathBuf;

use tokio_util::sync::CancellationToken;

use super::cache::{self, CachedToken};
use super::deps::SsoDeps;
use super::oidc::Oidc;
use super::session_token::secrets;
use super::{browser, device};
use crate::model::{SignInMethod, SignInState, SignedIn, SsoError, SsoSession};

/// Told of each state as it begins.
pub type OnState<'a> = &'a (dyn Fn(SignInState) + Send + Sync);

/// Signs in anew, also when somebody is signed in. Waits for a person, in every state until `cancel`; the caller opens
/// the browser. The end is told as a state too.
pub async fn sign_in(
    session: &SsoSession,
    method: SignInMethod,
    deps: &SsoDeps,
    on_state: OnState<'_>,
    cancel: &CancellationToken,
) -> Result<SignedIn, SsoError> {
    let ended = tokio::select! {
        biased;
        () = cancel.cancelled() => Err(SsoError::Cancelled),
        ended = to_the_end(session, method, deps, on_state) => ended,
    };
    on_state(match &ended {
        Ok(signed_in) => SignInState::Done {
            until: signed_in.until,
        },
        Err(error) => SignInState::Failed(error.clone()),
    });
    ended
}

async fn to_the_end(
    session: &SsoSession,
    method: SignInMethod,
    deps: &SsoDeps,
    on_state: OnState<'_>,
) -> Result<SignedIn, SsoError> {
    let oidc = Oidc::of(session, deps)?;
    // Before a person is asked for what could not be kept.
    deps.cache.check_writable()?;
    on_state(SignInState::Registering);
    let mut set_aside = Vec::new();
    let token = match method {
        SignInMethod::Browser => browser::token(session, &oidc, deps, on_state, &mut set_aside).await?,
        SignInMethod::DeviceCode => device::token(session, &oidc, deps, on_state, &mut set_aside).await?,
    };
    // Not in the middle of somebody's refresh, which would write its token over this one.
    let sign_in = deps.sessions.of(session);
    let _turn = sign_in.turn().await;
    let signed_in = keep(session, &token, deps, set_aside)?;
    sign_in.changed();
    Ok(signed_in)
}

/// Writes the token. What stood there and is damaged is not overwritten.
fn keep(
    session: &SsoSession,
    token: &CachedToken,
    deps: &SsoDeps,
    mut set_aside: Vec<PathBuf>,
) -> Result<SignedIn, SsoError> {
    if let Err(SsoError::CacheDamaged { file, .. }) = deps.cache.read_token(session) {
        set_aside.push(cache::set_aside(&file)?);
    }
    Ok(SignedIn {
        until: token.expires,
        file: deps.cache.write_token(session, token)?,
        set_aside,
        further_secrets: secrets(token),
    })
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::model::{Sourced, ValueSource};

    /// A session of the form.
    pub fn session() -> SsoSession {
        let form = |value: &str| Sourced {
            value: value.to_owned(),
            from: ValueSource::Form,
        };
        SsoSession {
            name: None,
            start_url: form("https://d-1234567890.awsapps.com/start"),
            region: form("us-east-1"),
            scopes: Vec::new(),
            profile: None,
        }
    }

    #[test]
    fn a_profile_without_a_session_signs_in_with_a_code_as_in_the_aws_cli() {
        let form = session();
        assert_eq!(SignInMethod::usual(&form), SignInMethod::Browser);
        let legacy = SsoSession {
            profile: Some("old".to_owned()),
            ..form
        };
        assert_eq!(SignInMethod::usual(&legacy), SignInMethod::DeviceCode);
        let named = SsoSession {
            name: Some(legacy.region.clone()),
            ..legacy
        };
        assert_eq!(SignInMethod::usual(&named), SignInMethod::Browser);
    }
}
