//! What the sources are taken from, and what is said when they are asked.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use time::OffsetDateTime;

use crate::model::{Answers, CallLimits, CallProblem, Network};

/// A command of `credential_process` may run this long.
pub const PROCESS_LIMIT: Duration = Duration::from_mins(1);

/// Makes one of the program's own calls.
pub type CallOut =
    dyn Fn(OwnRequest) -> BoxFuture<'static, Result<http::Response<Bytes>, CallProblem>> + Send + Sync;

/// Reads one variable of the environment; `None` when it is not set. What is not UTF-8 has U+FFFD in the place of bytes in
/// the variables of AWS, and counts as not set in all others.
pub type ReadVariable = dyn Fn(&str) -> Option<String> + Send + Sync;

/// What the sources are taken from. Tests give fixed values.
#[derive(Clone)]
pub struct Surroundings {
    /// An environment variable; `HOME` is where `~/.aws` is.
    pub environment: Arc<ReadVariable>,
    /// The wall clock.
    pub now: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
    /// The monotonic clock.
    pub monotonic: Arc<dyn Fn() -> Instant + Send + Sync>,
    /// The program's own calls, by the client that has TLS and proxies.
    pub call: Arc<CallOut>,
    /// 256 bits that nobody can guess; `None` when the system gives none.
    pub secret_bits: Arc<dyn Fn() -> Option<[u8; 32]> + Send + Sync>,
    /// How long a command may run.
    pub process_limit: Duration,
}

/// One of the program's own calls, as it is ordered.
pub struct OwnRequest {
    /// What is asked, with its body.
    pub request: http::Request<Bytes>,
    /// Proxy, certificates and times.
    pub network: Arc<Network>,
    /// A shorter time for the connection than that of the settings, as metadata services have it.
    pub connect_timeout: Option<Duration>,
    /// How much may come, and how long it may take.
    pub limits: CallLimits,
}

/// What is said when credentials are asked for.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// What a person said before.
    pub answers: Answers,
    /// How the program reaches the network.
    pub network: Arc<Network>,
}
