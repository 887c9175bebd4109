//! A request target that is sent exactly as given.
//!
//! A URL parser collapses dot segments, drops tabs and escapes as browsers do: an S3 key `a/../b` would become
//! `/b`, another object, after it was signed. So no URL is made: hyper takes the target itself.

use http::uri::PathAndQuery;

/// Longest target in bytes, a little less than the HTTP library can hold.
const LONGEST: usize = 65_500;

/// Why the target can not be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// The host is no host name and no address.
    #[error("{host} is not a host name: {reason}")]
    Host {
        /// The host as it was given.
        host: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The target can not stand in a request line.
    #[error("the request target can not stand in a request line: {reason}")]
    Target {
        /// What is wrong with it.
        reason: String,
    },
}

/// The target as hyper sends it: byte for byte, in origin form (RFC 9112, 3.2.1).
pub(super) fn exact_target(target: &str) -> Result<PathAndQuery, TargetError> {
    if !target.starts_with('/') {
        return Err(TargetError::Target {
            reason: "it does not begin with /".to_owned(),
        });
    }
    if target.len() > LONGEST {
        return Err(TargetError::Target {
            reason: format!("it has {} bytes", target.len()),
        });
    }
    let sent: PathAndQuery = target
        .parse()
        .map_err(|error: http::uri::InvalidUri| TargetError::Target {
            reason: error.to_string(),
        })?;
    if sent.as_str() == target {
        Ok(sent)
    } else {
        Err(TargetError::Target {
            reason: format!("it would be sent as {sent}"),
        })
    }
}

/// A host that can be connected to: a name without blanks and delimiters, or an address.
pub(super) fn checked_host(host: &str) -> Result<(), TargetError> {
    host.parse::<http::uri::Authority>()
        .ok()
        .filter(|authority| authority.host() == host && !host.is_empty())
        .map(|_good| ())
        .ok_or_else(|| TargetError::Host {
            host: host.to_owned(),
            reason: "it has a character that no host name has".to_owned(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_that_a_parser_would_rewrite_are_kept() {
        for target in [
            "/",
            "/?",
            "/a/../b//c/./d?x=%2e%2e&k",
            "/a/%2e%2E/b'|[]:@!$&()*+,;=",
            "//x/..",
            "/%zz%4/%41",
            "/?a=1&&b?c",
        ] {
            assert_eq!(exact_target(target).unwrap().as_str(), target);
        }
    }

    #[test]
    fn what_can_not_stand_in_a_request_line_is_refused() {
        let long = format!("/{}", "a".repeat(LONGEST));
        for target in ["", "a", "/a b", "/a#b", "/<", "/?\"", "/\u{1}", "*", &long] {
            let refused = exact_target(target);
            assert!(
                matches!(refused, Err(TargetError::Target { .. })),
                "{target:?} {refused:?}"
            );
        }
    }

    #[test]
    fn hosts_are_names_and_addresses() {
        for host in ["example.com", "127.0.0.1", "[::1]", "a_b.example.com"] {
            assert_eq!(checked_host(host), Ok(()), "{host}");
        }
        for host in ["", "a b", "a/b", "user@host", "host:80", "a\nb"] {
            assert!(checked_host(host).is_err(), "{host:?}");
        }
    }
}
