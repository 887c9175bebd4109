//! Sign-ins to IAM Identity Center, and what it lists, on a click.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use tokio_util::sync::CancellationToken;

use crate::credentials::Provider;
use crate::model::{
    AwsAuth, CredentialsError, Network, SignInMethod, SignInState, SignedOut, SsoAccount, SsoRole, SsoSession,
};

/// What is wanted of IAM Identity Center besides credentials.
#[derive(Clone, Debug)]
pub enum SsoOrder {
    /// A sign-in.
    SignIn {
        /// Where.
        session: Box<SsoSession>,
        /// By which grant.
        method: SignInMethod,
    },
    /// The accounts of the person who signed in.
    Accounts(Box<SsoSession>),
    /// The roles of that person in an account.
    Roles {
        /// Who signed in.
        session: Box<SsoSession>,
        /// Twelve digits.
        account_id: String,
    },
    /// The end of the sign-in that credentials come from.
    SignOut(Box<AwsAuth>),
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum SsoEvent {
    /// A sign-in stands somewhere else now.
    State(SignInState),
    /// The accounts.
    Accounts(Result<Vec<SsoAccount>, CredentialsError>),
    /// The roles in an account.
    Roles {
        /// Twelve digits.
        account_id: String,
        /// The roles.
        roles: Result<Vec<SsoRole>, CredentialsError>,
    },
    /// A panic of our own ended the work.
    Bug,
    /// A sign-out.
    SignedOut(Result<SignedOut, CredentialsError>),
}

/// Carries an order out, and tells what comes of it; nothing once it is cancelled.
pub(super) async fn carry_out(
    provider: &Provider,
    order: SsoOrder,
    network: &Arc<Network>,
    cancel: &CancellationToken,
    tell: &(dyn Fn(SsoEvent) + Send + Sync),
) {
    let work = async {
        match &order {
            SsoOrder::SignIn { session, method } => {
                let on_state = |state| tell_unless_cancelled(cancel, tell, SsoEvent::State(state));
                // The end is told as a state.
                provider
                    .sign_in(session, *method, network, &on_state, cancel)
                    .await
                    .ok();
                None
            }
            SsoOrder::Accounts(session) => {
                Some(SsoEvent::Accounts(provider.accounts(session, network).await))
            }
            SsoOrder::Roles { session, account_id } => Some(SsoEvent::Roles {
                account_id: account_id.clone(),
                roles: provider.roles(session, account_id, network).await,
            }),
            SsoOrder::SignOut(auth) => Some(SsoEvent::SignedOut(signed_out(provider, auth, network).await)),
        }
    };
    let work = AssertUnwindSafe(work).catch_unwind();
    let made = tokio::select! {
        biased;
        () = cancel.cancelled() => return,
        made = work => made,
    };
    match made {
        Ok(Some(event)) => tell_unless_cancelled(cancel, tell, event),
        Ok(None) => {}
        Err(_panic) => tell(SsoEvent::Bug),
    }
}

fn tell_unless_cancelled(
    cancel: &CancellationToken,
    tell: &(dyn Fn(SsoEvent) + Send + Sync),
    event: SsoEvent,
) {
    if !cancel.is_cancelled() {
        tell(event);
    }
}

/// Ends the sign-in behind the credentials of a form; one without a sign-in has nothing to end.
async fn signed_out(
    provider: &Provider,
    auth: &AwsAuth,
    network: &Arc<Network>,
) -> Result<SignedOut, CredentialsError> {
    match provider.sign_in_of(auth)? {
        Some(session) => Ok(provider.sign_out(&session, network).await?),
        None => Ok(SignedOut {
            removed: None,
            not_told: None,
        }),
    }
}
