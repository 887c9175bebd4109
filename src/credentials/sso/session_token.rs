//! The token of a session, as the cache has it, refreshed when it is about to end.

use time::{Duration, OffsetDateTime};

use super::cache::{CachedToken, RefreshGrant, Registration};
use super::deps::SsoDeps;
use super::oidc::{Grant, Oidc};
use crate::model::{CredentialsError, Question, Secret, SsoError, SsoSession, TokenState};

/// A token with less than this left is refreshed first, as in botocore.
const REFRESH_WINDOW: Duration = Duration::minutes(15);
/// After a refusal the file is looked at so often, for two seconds, ...
const LOOKS: u32 = 10;
/// ... with this time between two looks.
const BETWEEN_LOOKS: std::time::Duration = std::time::Duration::from_millis(200);

/// Label of a token for the portal among the secrets of a send.
pub const ACCESS_TOKEN: &str = "IAM Identity Center access token";
/// Label of a client's secret.
pub const CLIENT_SECRET: &str = "IAM Identity Center client secret";
/// Label of a refresh token.
pub const REFRESH_TOKEN: &str = "IAM Identity Center refresh token";

/// Whether somebody is signed in, from the cache and without any call.
pub fn token_state(session: &SsoSession, deps: &SsoDeps) -> Result<TokenState, SsoError> {
    let now = (deps.now)();
    Ok(match deps.cache.read_token(session)? {
        None => TokenState::None,
        Some(token) if now < token.expires => TokenState::SignedIn { until: token.expires },
        Some(token) if refresh_grant(&token, now).is_some() => {
            TokenState::Refreshable { since: token.expires }
        }
        Some(token) => TokenState::Expired { since: token.expires },
    })
}

/// A token that works, or the question whether to sign in. One that can be refreshed is, and is written for the AWS CLI too;
/// while a refresh fails, the old one is used to its end.
pub async fn session_token(session: &SsoSession, deps: &SsoDeps) -> Result<CachedToken, CredentialsError> {
    let token = newest(session, deps).await?;
    if is_long(&token, (deps.now)()) {
        return Ok(token);
    }
    // Whoever waits here reads what the one before has written.
    let turn = deps.sessions.of(session).turn().await;
    let (session, deps) = (session.clone(), deps.clone());
    // Nobody's cancel ends it between the answer, which ends the old refresh token, and the file.
    let refreshing = tokio::spawn(async move {
        let refreshed = Box::pin(refreshed(&session, &deps)).await;
        drop(turn);
        refreshed
    });
    refreshing.await.unwrap_or(Err(CredentialsError::Bug))
}

/// The token as file and run have it, refreshed when it is about to end. It is this one's turn.
async fn refreshed(session: &SsoSession, deps: &SsoDeps) -> Result<CachedToken, CredentialsError> {
    let token = newest(session, deps).await?;
    let now = (deps.now)();
    if is_long(&token, now) {
        return Ok(token);
    }
    let is_good = now < token.expires;
    let Some((registration, refresh_token)) = refresh_grant(&token, now) else {
        return is_good.then_some(token).ok_or_else(|| sign_in_needed(session));
    };
    // A refresh token is good once: it is not spent where the next one could not be kept.
    let cache = deps.cache.clone();
    if let Err(error) = blocking(move || cache.check_writable()).await? {
        return if is_good { Ok(token) } else { Err(error.into()) };
    }
    let refreshed = Oidc::of(session, deps)?
        .token(&registration, &Grant::Refresh(&refresh_token), now)
        .await;
    match refreshed {
        Ok(refreshed) => {
            let (cache, of, written) = (deps.cache.clone(), session.clone(), refreshed.clone());
            let written = blocking(move || cache.write_token(&of, &written)).await?;
            if written.is_err() {
                let sign_in = deps.sessions.of(session);
                sign_in.keep_unwritten(refreshed.clone(), token.access_token);
            }
            Ok(refreshed)
        }
        Err(_) if is_good => Ok(token),
        Err(error) if is_refusal(&error) => of_another_program(session, &token, deps).await,
        Err(error) => Err(error.into()),
    }
}

/// Another program may have refreshed the token meanwhile, with the refresh token that is good once; its file comes a
/// moment later.
async fn of_another_program(
    session: &SsoSession,
    before: &CachedToken,
    deps: &SsoDeps,
) -> Result<CachedToken, CredentialsError> {
    for _ in 0..LOOKS {
        let there = newest(session, deps).await?;
        if there.access_token != before.access_token && (deps.now)() < there.expires {
            return Ok(there);
        }
        (deps.sleep)(BETWEEN_LOOKS).await;
    }
    Err(sign_in_needed(session))
}

/// The token of the file, or the one that could not be written there.
async fn newest(session: &SsoSession, deps: &SsoDeps) -> Result<CachedToken, CredentialsError> {
    let (cache, of) = (deps.cache.clone(), session.clone());
    let token = blocking(move || cache.read_token(&of)).await??;
    let token = token.ok_or_else(|| sign_in_needed(session))?;
    Ok(deps.sessions.of(session).newest(token))
}

fn is_long(token: &CachedToken, now: OffsetDateTime) -> bool {
    token.expires - now >= REFRESH_WINDOW
}

/// Waits for the disk on a thread for blocking work.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, SsoError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_panic| SsoError::Bug)
}

/// The question that only a person answers.
pub fn sign_in_needed(session: &SsoSession) -> CredentialsError {
    Question::SignIn(Box::new(session.clone())).into()
}

/// Tokens and client secret of a session with their labels.
pub fn secrets(token: &CachedToken) -> Vec<(&'static str, Secret)> {
    let mut secrets = vec![(ACCESS_TOKEN, token.access_token.clone())];
    if let Some(grant) = &token.refresh {
        secrets.push((CLIENT_SECRET, grant.client_secret.clone()));
        if let Some(refresh_token) = &grant.refresh_token {
            secrets.push((REFRESH_TOKEN, refresh_token.clone()));
        }
    }
    secrets
}

/// What refreshes a token, while the client that it was given to is registered.
fn refresh_grant(token: &CachedToken, now: OffsetDateTime) -> Option<(Registration, Secret)> {
    let RefreshGrant {
        refresh_token,
        client_id,
        client_secret,
        registration_expires,
    } = token.refresh.clone()?;
    let registration = Registration {
        client_id,
        client_secret,
        expires: registration_expires,
        scopes: Vec::new(),
        grant_types: Vec::new(),
    };
    (now < registration_expires).then_some((registration, refresh_token?))
}

/// The service's last word on this refresh token, other than a fault of its own.
fn is_refusal(error: &SsoError) -> bool {
    match error {
        SsoError::RegistrationEnded { .. } => true,
        SsoError::Refused { code, .. } => matches!(
            code.as_str(),
            "InvalidGrantException"
                | "ExpiredTokenException"
                | "AccessDeniedException"
                | "UnauthorizedClientException"
                | "UnsupportedGrantTypeException"
        ),
        _ => false,
    }
}
