//! Sign-ins to IAM Identity Center, and what it lists, on a click.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use tokio_util::sync::CancellationToken;

use crate::credentials::Provider;
use crate::model::{
    AwsAuth, CredentialsError, Network, SignInMethod, SignInState, SignedOut, SsoAccount, SsoError, SsoRole,
    SsoSession,
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
    /// A sign-out.
    SignedOut(Result<SignedOut, CredentialsError>),
}

/// Carries it out. Once it is cancelled nothing is told any more, as another order may be under way.
pub(super) async fn carry_out(
    provider: &Provider,
    order: SsoOrder,
    network: &Arc<Network>,
    tell: impl Fn(SsoEvent) + Send + Sync,
    cancel: &CancellationToken,
) {
    let bug = bug(&order);
    let tell = |event| {
        if !cancel.is_cancelled() {
            tell(event);
        }
    };
    let work = async {
        match order {
            SsoOrder::SignIn { session, method } => {
                let on_state = |state| tell(SsoEvent::State(state));
                // Its end is told as a state.
                let signing_in = provider.sign_in(&session, method, network, &on_state, cancel);
                Box::pin(signing_in).await.ok();
                None
            }
            SsoOrder::Accounts(session) => Some(SsoEvent::Accounts(
                Box::pin(provider.accounts(&session, network)).await,
            )),
            SsoOrder::Roles { session, account_id } => {
                let roles = Box::pin(provider.roles(&session, &account_id, network)).await;
                Some(SsoEvent::Roles { account_id, roles })
            }
            SsoOrder::SignOut(auth) => Some(SsoEvent::SignedOut(
                Box::pin(sign_out(provider, &auth, network)).await,
            )),
        }
    };
    let work = AssertUnwindSafe(work).catch_unwind();
    tokio::select! {
        biased;
        () = cancel.cancelled() => {}
        ended = work => {
            if let Some(event) = ended.unwrap_or(Some(bug)) {
                tell(event);
            }
        }
    }
}

async fn sign_out(
    provider: &Provider,
    auth: &AwsAuth,
    network: &Arc<Network>,
) -> Result<SignedOut, CredentialsError> {
    let Some(session) = provider.sign_in_of(auth)? else {
        return Ok(SignedOut {
            removed: None,
            not_told: None,
        });
    };
    Ok(provider.sign_out(&session, network).await?)
}

/// What is told after a panic of our own.
fn bug(order: &SsoOrder) -> SsoEvent {
    match order {
        SsoOrder::SignIn { .. } => SsoEvent::State(SignInState::Failed(SsoError::Bug)),
        SsoOrder::Accounts(_) => SsoEvent::Accounts(Err(CredentialsError::Bug)),
        SsoOrder::Roles { account_id, .. } => SsoEvent::Roles {
            account_id: account_id.clone(),
            roles: Err(CredentialsError::Bug),
        },
        SsoOrder::SignOut(_) => SsoEvent::SignedOut(Err(CredentialsError::Bug)),
    }
}
