//! Credentials without a send: fetched, or asked about, on a click.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use tokio_util::sync::CancellationToken;

use crate::credentials::{Ask, Provider};
use crate::model::{Answers, AwsAuth, CredentialsError, DraftId, Network};

/// What is wanted of credentials besides a send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialTask {
    /// Their source is asked for new ones.
    Fetch,
    /// STS is asked whose they are.
    WhoAmI,
}

/// An order about the credentials of a tab.
#[derive(Clone, Debug)]
pub struct CredentialsAsked {
    /// The tab.
    pub draft: DraftId,
    /// Tells it from other orders of the tab, whose answers may still be on their way.
    pub number: u64,
    /// What is wanted.
    pub task: CredentialTask,
    /// The form after variables.
    pub auth: Box<AwsAuth>,
    /// What a person said.
    pub answers: Answers,
    /// How the program reaches the network.
    pub network: Arc<Network>,
}

/// Carries it out; `None` when it was cancelled. What it gives is in the provider then.
pub(super) async fn carry_out(
    provider: &Provider,
    asked: &CredentialsAsked,
    cancel: &CancellationToken,
) -> Option<Result<(), CredentialsError>> {
    let ask = Ask {
        answers: asked.answers.clone(),
        network: Arc::clone(&asked.network),
    };
    let work = async {
        match asked.task {
            CredentialTask::Fetch => provider.refresh(&asked.auth, &ask).await.map(|_given| ()),
            CredentialTask::WhoAmI => provider.who_am_i(&asked.auth, &ask).await.map(|_identities| ()),
        }
    };
    let work = AssertUnwindSafe(work).catch_unwind();
    tokio::select! {
        biased;
        () = cancel.cancelled() => None,
        result = work => Some(result.unwrap_or(Err(CredentialsError::Bug))),
    }
}
