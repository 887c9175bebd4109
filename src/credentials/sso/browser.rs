//! Signing in with a browser of this machine: authorization code with PKCE.
//! RFC 6749, 4.1; RFC 7636; RFC 8252.

use std::path::PathBuf;
use std::time::Duration;

use super::cache::CachedToken;
use super::callback::Callback;
use super::deps::SsoDeps;
use super::endpoint::page_to_open;
use super::oidc::{Grant, Oidc};
use super::pkce::Pkce;
use super::registration::{forget, registered};
use super::sign_in::OnState;
use crate::model::{SignInMethod, SignInState, SsoError, SsoSession};

/// A person has this long, as in the AWS CLI.
const PATIENCE: Duration = Duration::from_mins(10);

/// A token, when the browser has come back and the code was exchanged.
pub async fn token(
    session: &SsoSession,
    oidc: &Oidc<'_>,
    deps: &SsoDeps,
    on_state: OnState<'_>,
    set_aside: &mut Vec<PathBuf>,
) -> Result<CachedToken, SsoError> {
    let pkce = Pkce::draw(deps)?;
    let callback = Callback::bind().await?;
    let registered = registered(session, SignInMethod::Browser, oidc, deps, set_aside).await?;
    let registration = registered.registration;
    let redirect_uri = callback.redirect_uri();
    let url = pkce.authorize_url(
        &oidc.endpoint.url,
        &registration.client_id,
        &redirect_uri,
        &session.scopes,
    );
    on_state(SignInState::WaitingForBrowser {
        url: page_to_open(&url)?,
    });
    let code = tokio::select! {
        biased;
        code = callback.code(&pkce.state) => code?,
        () = (deps.sleep)(PATIENCE) => return Err(SsoError::TooLate),
    };
    on_state(SignInState::Exchanging);
    let grant = Grant::Code {
        code: &code,
        verifier: &pkce.verifier,
        redirect_uri: &redirect_uri,
    };
    match oidc.token(&registration, &grant, (deps.now)()).await {
        Err(error @ SsoError::RegistrationEnded { .. }) => {
            // The next sign-in registers anew.
            forget(session, SignInMethod::Browser, deps)?;
            Err(error)
        }
        Err(error) if error.code() == Some("ExpiredTokenException") => Err(SsoError::TooLate),
        Err(error) if error.code() == Some("AccessDeniedException") => Err(SsoError::Denied),
        ended => ended,
    }
}
