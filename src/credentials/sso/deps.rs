//! What a sign-in and the calls after it need.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use futures_util::future::{BoxFuture, FutureExt as _};
use time::OffsetDateTime;

use super::cache::TokenCache;
use super::sessions::Sessions;
use crate::model::OwnEndpoints;

/// What IAM Identity Center is asked with. Clones share what is known of the sign-ins.
#[derive(Clone)]
pub struct SsoDeps {
    /// Carries the calls.
    pub http_client: SharedHttpClient,
    /// Where the AWS CLI looks for tokens too.
    pub cache: TokenCache,
    /// Where the calls go, when it is not to AWS's own hosts.
    pub endpoints: OwnEndpoints,
    /// The wall clock.
    pub now: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
    /// Waits; tests do not.
    pub sleep: Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>,
    /// 256 bits that nobody can guess.
    pub secret_bits: Arc<dyn Fn() -> Option<[u8; 32]> + Send + Sync>,
    /// The sign-ins of this run.
    pub sessions: Arc<Sessions>,
}

impl SsoDeps {
    /// With the real time to wait.
    pub fn new(
        http_client: SharedHttpClient,
        cache: TokenCache,
        now: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
        secret_bits: Arc<dyn Fn() -> Option<[u8; 32]> + Send + Sync>,
    ) -> Self {
        Self {
            http_client,
            cache,
            endpoints: OwnEndpoints::default(),
            now,
            sleep: Arc::new(|duration| tokio::time::sleep(duration).boxed()),
            secret_bits,
            sessions: Arc::default(),
        }
    }

    /// With the endpoints of a plan.
    #[must_use]
    pub fn at(mut self, endpoints: OwnEndpoints) -> Self {
        self.endpoints = endpoints;
        self
    }
}

impl fmt::Debug for SsoDeps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SsoDeps")
            .field("cache", &self.cache)
            .field("endpoints", &self.endpoints)
            .finish_non_exhaustive()
    }
}
