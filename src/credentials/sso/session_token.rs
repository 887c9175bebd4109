//! The token of a session, as the cache has it, refreshed when it is about to end.

use time::{Duration, OffsetDateTime};

use super::cache::{CachedToken, RefreshGrant, Registration};
use super::deps::SsoDeps;
use super::oidc::{Grant, Oidc};
use crate::model::{CredentialsError, Question, Secret, SsoError, SsoSession, TokenState};

/// A token with less than this left is refreshed first, as in botocore.
const REFRESH_WINDOW: Duration = Duration::minutes(15);

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
    // Whoever waits here reads what the one before has written.
    let _refreshing = deps.refreshing.lock().await;
    let Some(token) = deps.cache.read_token(session)? else {
        return Err(sign_in_needed(session));
    };
    let now = (deps.now)();
    if token.expires - now >= REFRESH_WINDOW {
        return Ok(token);
    }
    let is_good = now < token.expires;
    let Some((registration, refresh_token)) = refresh_grant(&token, now) else {
        return is_good.then_some(token).ok_or_else(|| sign_in_needed(session));
    };
    let refreshed = Oidc::of(session, deps)?
        .token(&registration, &Grant::Refresh(&refresh_token), now)
        .await;
    match refreshed {
        Ok(refreshed) => {
            deps.cache.write_token(session, &refreshed)?;
            Ok(refreshed)
        }
        Err(_) if is_good => Ok(token),
        // Another program may have refreshed it meanwhile, with the refresh token that is good once.
        Err(error) if is_refusal(&error) => deps
            .cache
            .read_token(session)?
            .filter(|now_there| now_there.access_token != token.access_token && now < now_there.expires)
            .ok_or_else(|| sign_in_needed(session)),
        Err(error) => Err(error.into()),
    }
}

/// The question that only a person answers.
pub fn sign_in_needed(session: &SsoSession) -> CredentialsError {
    Question::SignIn(Box::new(session.clone())).into()
}

/// Tokens and client secret of a session with their labels.
pub fn secrets(token: &CachedToken) -> Vec<(&'static str, Secret)> {
    let mut secrets = vec![("IAM Identity Center access token", token.access_token.clone())];
    if let Some(grant) = &token.refresh {
        secrets.push(("IAM Identity Center client secret", grant.client_secret.clone()));
        if let Some(refresh_token) = &grant.refresh_token {
            secrets.push(("IAM Identity Center refresh token", refresh_token.clone()));
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
