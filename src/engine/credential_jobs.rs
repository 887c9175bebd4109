//! Jobs for the sources of credentials that are no send: fetch them now, and who they belong to.

use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

use crate::credentials::{Ask, Provider};
use crate::model::{AwsAuth, CallerIdentity, CredentialsError, Provided};

/// Such jobs under way: a person clicks for each.
pub(super) const CREDENTIAL_JOBS: usize = 8;

/// Identity of one such job of this run, chosen by the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CredentialJobId(pub u64);

/// What a job for credentials is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialJob {
    /// Ask the source, unless its credentials are still good.
    Fetch,
    /// Ask the source, whatever is known.
    Refresh,
    /// Ask STS who the credentials of each identity belong to.
    WhoAmI,
}

/// How a job for credentials ended.
#[derive(Debug)]
pub enum CredentialsTold {
    /// What the source gave.
    Fetched(Box<Provided>),
    /// Each identity, the one that signs last.
    Identities(Result<Vec<CallerIdentity>, CredentialsError>),
    /// Somebody cancelled it.
    Cancelled,
}

/// Runs a job to its end; the token ends it at any moment.
pub(super) async fn run(
    credentials: Provider,
    job: CredentialJob,
    auth: AwsAuth,
    ask: Ask,
    cancel: CancellationToken,
    _place: OwnedSemaphorePermit,
) -> CredentialsTold {
    let work = async {
        match job {
            CredentialJob::Fetch => {}
            CredentialJob::Refresh => credentials.forget(&auth),
            CredentialJob::WhoAmI => {
                return CredentialsTold::Identities(credentials.who_am_i(&auth, &ask).await);
            }
        }
        CredentialsTold::Fetched(Box::new(credentials.provide(&auth, &ask).await))
    };
    cancel
        .run_until_cancelled(work)
        .await
        .unwrap_or(CredentialsTold::Cancelled)
}
