//! Clock, randomness and environment: read here and nowhere else, and passed in.

use std::env::VarError;
use std::ffi::OsString;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Arc;
use std::time::Instant;

use futures_util::FutureExt as _;
use time::OffsetDateTime;

use crate::credentials::{OwnRequest, PROCESS_LIMIT, Provider, Surroundings};
use crate::http::OwnCaller;

/// Reads one variable of the environment; `None` when it is not set or not UTF-8.
type ReadVariable = dyn Fn(&str) -> Option<String> + Send + Sync;

/// What the program takes from its surroundings. Tests give fixed values.
#[derive(Clone)]
pub struct Ambient {
    /// The wall clock.
    pub now: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
    /// The monotonic clock.
    pub monotonic: Arc<dyn Fn() -> Instant + Send + Sync>,
    /// An environment variable.
    pub environment: Arc<ReadVariable>,
    /// 128 random bits, good enough for identities and for nothing that must not be guessed.
    pub random: Arc<dyn Fn() -> u128 + Send + Sync>,
    /// 256 bits that nobody can guess, from the operating system; `None` when it gives none.
    pub secret_bits: Arc<dyn Fn() -> Option<[u8; 32]> + Send + Sync>,
}

impl Ambient {
    /// The real surroundings.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads them")]
    pub fn system() -> Self {
        Self {
            now: Arc::new(OffsetDateTime::now_utc),
            monotonic: Arc::new(Instant::now),
            environment: Arc::new(variable),
            random: Arc::new(random),
            secret_bits: Arc::new(secret_bits),
        }
    }

    /// The sources of credentials in these surroundings.
    pub fn credentials(&self) -> Provider {
        Provider::new(self.credential_surroundings(OwnCaller::default()))
    }

    /// What those sources are taken from, and who makes their calls.
    pub fn credential_surroundings(&self, caller: OwnCaller) -> Surroundings {
        let caller = Arc::new(caller);
        let environment = Arc::clone(&self.environment);
        let call = move |ordered: OwnRequest| {
            let (caller, environment) = (Arc::clone(&caller), Arc::clone(&environment));
            let call = async move {
                let OwnRequest {
                    request,
                    network,
                    connect_timeout,
                    limits,
                } = ordered;
                caller
                    .call(request, &network, connect_timeout, limits, &*environment)
                    .await
            };
            call.boxed()
        };
        Surroundings {
            environment: Arc::clone(&self.environment),
            now: Arc::clone(&self.now),
            monotonic: Arc::clone(&self.monotonic),
            call: Arc::new(call),
            secret_bits: Arc::clone(&self.secret_bits),
            process_limit: PROCESS_LIMIT,
        }
    }
}

/// A variable of the environment. One of AWS that is not UTF-8 is set all the same, and refused where it is used: the source
/// behind it would sign as somebody else.
#[expect(clippy::disallowed_methods, reason = "the one place that reads them")]
fn variable(name: &str) -> Option<String> {
    match std::env::var(name) {
        Ok(value) => Some(value),
        Err(VarError::NotUnicode(value)) if name.starts_with("AWS_") => {
            Some(value.to_string_lossy().into_owned())
        }
        Err(_) => None,
    }
}

/// The arguments of the process, the name of the program first.
pub fn arguments() -> impl Iterator<Item = OsString> {
    std::env::args_os()
}

/// Operating system and processor, as in `linux (x86_64)`.
pub fn operating_system() -> String {
    format!("{} ({})", std::env::consts::OS, std::env::consts::ARCH)
}

/// Bits from the seed of the standard library's hash maps, which the operating system gives.
fn random() -> u128 {
    let half = || u128::from(RandomState::new().build_hasher().finish());
    half() << 64 | half()
}

/// From the operating system's own source for keys.
fn secret_bits() -> Option<[u8; 32]> {
    let mut bits = [0; 32];
    getrandom::fill(&mut bits).ok()?;
    Some(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_bits_differ_from_call_to_call() {
        let ambient = Ambient::system();
        let drawn: std::collections::BTreeSet<u128> = (0..1_000).map(|_| (ambient.random)()).collect();
        assert_eq!(drawn.len(), 1_000);
        assert!(drawn.iter().any(|bits| bits >> 64 != 0));
        let bits = || (ambient.secret_bits)().unwrap();
        assert_ne!(bits(), bits());
    }
}
