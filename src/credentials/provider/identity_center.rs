//! IAM Identity Center for whoever has a provider: signing in and out, and the lists to choose from. Each is asked by a
//! click or a command, never by a send.

use std::path::Path;
use std::sync::Arc;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use tokio_util::sync::CancellationToken;

use super::Provider;
use crate::credentials::client::sdk_client;
use crate::credentials::sso::{self, OnState, Sessions, SsoDeps, TokenCache, session_key};
use crate::credentials::surroundings::Surroundings;
use crate::model::{
    AwsAuth, BaseSource, CredentialSource, CredentialsError, IdentityCenterForm, Network, OwnEndpoints,
    SignInMethod, SignInState, SignedIn, SignedOut, SsoAccount, SsoError, SsoRole, SsoSession, TokenState,
};

/// Stands for an account and a role where only the sign-in matters.
const NO_ACCOUNT: &str = "000000000000";

impl Provider {
    /// Signs in; see [`sso::sign_in`]. The caller opens the browser.
    pub async fn sign_in(
        &self,
        session: &SsoSession,
        method: SignInMethod,
        network: &Arc<Network>,
        on_state: OnState<'_>,
        cancel: &CancellationToken,
    ) -> Result<SignedIn, SsoError> {
        let (session, deps) = match self.asked_for(session, network) {
            Ok(asked_for) => asked_for,
            Err(error) => {
                on_state(SignInState::Failed(error.clone()));
                return Err(error);
            }
        };
        let signed_in = sso::sign_in(&session, method, &deps, on_state, cancel).await;
        // Whoever signs in may be somebody else.
        self.0.cache.forget_session(session_key(&session));
        signed_in
    }

    /// Signs out where this session signed in, also for the AWS CLI.
    pub async fn sign_out(
        &self,
        session: &SsoSession,
        network: &Arc<Network>,
    ) -> Result<SignedOut, SsoError> {
        let (session, deps) = self.asked_for(session, network)?;
        let signed_out = sso::sign_out(&session, &deps).await;
        self.0.cache.forget_session(session_key(&session));
        signed_out
    }

    /// All accounts of who is signed in.
    pub async fn accounts(
        &self,
        session: &SsoSession,
        network: &Arc<Network>,
    ) -> Result<Vec<SsoAccount>, CredentialsError> {
        let (session, deps) = self.asked_for(session, network)?;
        sso::accounts(&session, &deps).await
    }

    /// All roles in an account of who is signed in.
    pub async fn roles(
        &self,
        session: &SsoSession,
        account_id: &str,
        network: &Arc<Network>,
    ) -> Result<Vec<SsoRole>, CredentialsError> {
        let (session, deps) = self.asked_for(session, network)?;
        sso::roles(&session, account_id, &deps).await
    }

    /// Whether somebody is signed in; asks nobody.
    pub fn token_state(&self, session: &SsoSession) -> Result<TokenState, SsoError> {
        let (session, deps) = self.asked_for(session, &Arc::default())?;
        sso::token_state(&session, &deps)
    }

    /// Where the credentials of a form sign in; `None` when they come from elsewhere. It may wait for the disk.
    pub fn sign_in_of(&self, auth: &AwsAuth) -> Result<Option<SsoSession>, CredentialsError> {
        Ok(match self.plan(auth)?.base {
            BaseSource::IdentityCenter(step) => Some(step.session),
            _ => None,
        })
    }

    /// A session as the config files know it, and what is needed to ask for it. One that is typed and stands in a file too
    /// is the file's, so that its token is the AWS CLI's.
    fn asked_for(
        &self,
        session: &SsoSession,
        network: &Arc<Network>,
    ) -> Result<(SsoSession, SsoDeps), SsoError> {
        let plan = self.plan(&form_of(session)).map_err(|error| SsoError::Settings {
            message: error.to_string(),
            hint: error.hint(),
        })?;
        let session = match plan.base {
            BaseSource::IdentityCenter(step) if session.name.is_none() => step.session,
            _ => session.clone(),
        };
        let http = sdk_client(&self.0.surroundings, &self.0.log, network);
        let deps = sso_deps(&self.0.surroundings, http, &self.0.sessions, plan.endpoints)?;
        Ok((session, deps))
    }
}

/// The form whose plan has the endpoints of a session.
fn form_of(session: &SsoSession) -> AwsAuth {
    match &session.profile {
        Some(profile) => AwsAuth {
            source: CredentialSource::Profile,
            profile: profile.clone(),
            ..AwsAuth::default()
        },
        None => AwsAuth {
            source: CredentialSource::IdentityCenter,
            identity_center: IdentityCenterForm {
                start_url: session.start_url.value.clone(),
                region: session.region.value.clone(),
                account_id: NO_ACCOUNT.to_owned(),
                role_name: "none".to_owned(),
            },
            ..AwsAuth::default()
        },
    }
}

/// What IAM Identity Center is asked with, in these surroundings.
pub(in crate::credentials) fn sso_deps(
    surroundings: &Surroundings,
    http: SharedHttpClient,
    sessions: &Arc<Sessions>,
    endpoints: OwnEndpoints,
) -> Result<SsoDeps, SsoError> {
    let set = |name| (surroundings.environment)(name).filter(|value| !value.is_empty());
    let home = set("HOME")
        .or_else(|| set("USERPROFILE"))
        .ok_or(SsoError::NoHome)?;
    let mut deps = SsoDeps::new(
        http,
        TokenCache::of_home(Path::new(&home)),
        Arc::clone(&surroundings.now),
        Arc::clone(&surroundings.secret_bits),
    )
    .at(endpoints);
    deps.sessions = Arc::clone(sessions);
    Ok(deps)
}
