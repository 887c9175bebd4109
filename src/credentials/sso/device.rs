//! Signing in with a browser anywhere, by a code that a person compares (RFC 8628).

use std::path::PathBuf;
use std::time::Duration;

use time::OffsetDateTime;

use super::cache::{CachedToken, Registration};
use super::deps::SsoDeps;
use super::oidc::{DeviceCodes, Grant, Oidc};
use super::registration::{Origin, forget, registered};
use super::sign_in::OnState;
use crate::model::{SignInMethod, SignInState, SsoError, SsoSession};

/// RFC 8628, 3.5: seconds that are added when the service asks for less haste.
const SLOW_DOWN_SECS: u32 = 5;
/// So many questions in a row may get no answer: a short break of the network ends no sign-in.
const MOST_UNANSWERED: u32 = 3;

/// A token, when the person has said yes.
pub async fn token(
    session: &SsoSession,
    oidc: &Oidc<'_>,
    deps: &SsoDeps,
    on_state: OnState<'_>,
    set_aside: &mut Vec<PathBuf>,
) -> Result<CachedToken, SsoError> {
    let (registration, codes) = codes(session, oidc, deps, set_aside).await?;
    let expires = (deps.now)().saturating_add(codes.life);
    on_state(SignInState::WaitingForCode {
        user_code: codes.user_code.clone(),
        url: codes.url.clone(),
        url_with_code: codes.url_with_code.clone(),
        expires,
    });
    ask_until_answered(&registration, &codes, expires, oidc, deps).await
}

/// Codes for this sign-in. A registration that is kept may have been forgotten there; then there is a new one.
async fn codes(
    session: &SsoSession,
    oidc: &Oidc<'_>,
    deps: &SsoDeps,
    set_aside: &mut Vec<PathBuf>,
) -> Result<(Registration, DeviceCodes), SsoError> {
    let method = SignInMethod::DeviceCode;
    let kept = registered(session, method, oidc, deps, set_aside).await?;
    match oidc.device_codes(&kept.registration).await {
        Err(error @ SsoError::RegistrationEnded { .. }) => {
            forget(session, method, deps)?;
            if kept.origin == Origin::New {
                return Err(error);
            }
            let new = registered(session, method, oidc, deps, set_aside)
                .await?
                .registration;
            let codes = oidc.device_codes(&new).await?;
            Ok((new, codes))
        }
        codes => Ok((kept.registration, codes?)),
    }
}

async fn ask_until_answered(
    registration: &Registration,
    codes: &DeviceCodes,
    expires: OffsetDateTime,
    oidc: &Oidc<'_>,
    deps: &SsoDeps,
) -> Result<CachedToken, SsoError> {
    let mut interval_secs = codes.interval_secs;
    let mut unanswered = 0;
    loop {
        (deps.sleep)(Duration::from_secs(u64::from(interval_secs))).await;
        let now = (deps.now)();
        if now >= expires {
            return Err(SsoError::TooLate);
        }
        let error = match oidc
            .token(registration, &Grant::Device(&codes.device_code), now)
            .await
        {
            Ok(token) => return Ok(token),
            Err(error) => error,
        };
        match error.code() {
            Some("AuthorizationPendingException") => unanswered = 0,
            Some("SlowDownException") => {
                unanswered = 0;
                interval_secs = interval_secs.saturating_add(SLOW_DOWN_SECS);
            }
            Some("ExpiredTokenException") => return Err(SsoError::TooLate),
            Some("AccessDeniedException") => return Err(SsoError::Denied),
            None if matches!(error, SsoError::NotReached { .. }) && unanswered < MOST_UNANSWERED => {
                unanswered += 1;
            }
            _ => return Err(error),
        }
    }
}
