//! Names to addresses.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use futures_util::{FutureExt as _, future::BoxFuture};

/// Looks names up. The system's resolver is [`SystemLookup`]; tests hold a lookup to stop a send there.
pub trait Lookup: Send + Sync {
    /// The addresses of a host name in the order in which to try them. Address literals never come here.
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The system's resolver, but for `localhost` and every name below it: those are loopback by RFC 6761, 6.3,
/// and asking DNS for them would make the embedded server depend on the network.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        async move {
            if is_loopback_name(&host) {
                return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
            }
            let addresses = tokio::net::lookup_host((host.as_str(), 0)).await?;
            Ok(addresses.map(|address| address.ip()).collect())
        }
        .boxed()
    }
}

/// True for `localhost` and `*.localhost`, whatever the case, with or without the final dot.
fn is_loopback_name(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host);
    name.rsplit('.')
        .next()
        .is_some_and(|last| last.eq_ignore_ascii_case("localhost"))
}

/// A lookup that failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum LookupError {
    /// The resolver answered with an error.
    #[error("{0}")]
    Failed(#[source] io::Error),
    /// The resolver answered with no address.
    #[error("the name has no address")]
    NoAddress,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_below_localhost_are_loopback_and_others_are_not() {
        for name in [
            "localhost",
            "abcd123456.execute-api.us-east-1.localhost",
            "LOCALHOST",
            "a.localhost.",
        ] {
            assert!(is_loopback_name(name), "{name}");
        }
        for name in ["", "localhost.example", "notlocalhost", "amazonaws.com"] {
            assert!(!is_loopback_name(name), "{name}");
        }
    }

    #[tokio::test]
    async fn localhost_needs_no_dns() {
        let addresses = SystemLookup.lookup("demo.localhost".to_owned()).await.unwrap();
        assert_eq!(
            addresses,
            [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)]
        );
    }
}
