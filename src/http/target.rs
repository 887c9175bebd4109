//! A URL whose request target is exactly the given text.
//!
//! reqwest takes a [`Url`], and parsing one collapses dot segments, drops tabs and escapes as browsers do: an
//! S3 key `a/../b` would become `/b`, another object, after it was signed. So only the origin is parsed, and
//! the target is put behind it in `Url`'s internal form, which is public with the crate feature `serde` and
//! pinned by the exact version in Cargo.toml. A debug build of `url` checks the normal form and refuses;
//! Cargo.toml turns that check off.

use serde_json::Value;
use url::Url;

use crate::model::Endpoint;

/// Position of the text, the start of the query and the start of the fragment in the internal form.
const TEXT: usize = 0;
const QUERY_START: usize = 8;
const FRAGMENT_START: usize = 9;

/// Why no URL could be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// The host is no host name and no address.
    #[error("{host} is not a host name: {reason}")]
    Host {
        /// The host as it was given.
        host: String,
        /// What the URL parser said.
        reason: String,
    },
    /// The target can not stand in a request line.
    #[error("the request target can not stand in a request line: {reason}")]
    Target {
        /// What is wrong with it.
        reason: String,
    },
}

/// The URL that makes reqwest connect to `endpoint` and send `target` byte for byte.
pub(super) fn exact_url(endpoint: &Endpoint, target: &str) -> Result<Url, TargetError> {
    let origin = format!(
        "{}://{}:{}/",
        endpoint.scheme.as_str(),
        endpoint.host,
        endpoint.port
    );
    let base = Url::parse(&origin).map_err(|error| TargetError::Host {
        host: endpoint.host.clone(),
        reason: error.to_string(),
    })?;
    let url = with_target(&base, target).map_err(|error| TargetError::Target {
        reason: error.to_string(),
    })?;
    let uri = http::Uri::try_from(url.as_str()).map_err(|error| TargetError::Target {
        reason: error.to_string(),
    })?;
    let sent = uri.path_and_query().map_or("", http::uri::PathAndQuery::as_str);
    if sent == target {
        Ok(url)
    } else {
        Err(TargetError::Target {
            reason: format!("it would be sent as {sent}"),
        })
    }
}

/// `base`, which ends with its path `/`, with everything from the path on replaced.
fn with_target(base: &Url, target: &str) -> serde_json::Result<Url> {
    let origin = base.as_str().strip_suffix('/').unwrap_or(base.as_str());
    let query_start = target.find('?').map(|at| origin.len() + at);
    let mut form = base.serialize_internal(serde_json::value::Serializer)?;
    if let Some(fields) = form.as_array_mut() {
        for (position, value) in [
            (TEXT, Value::from(format!("{origin}{target}"))),
            (QUERY_START, Value::from(query_start)),
            (FRAGMENT_START, Value::Null),
        ] {
            if let Some(field) = fields.get_mut(position) {
                *field = value;
            }
        }
    }
    Url::deserialize_internal(form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Scheme;

    fn endpoint(host: &str, port: u16) -> Endpoint {
        Endpoint {
            scheme: Scheme::Http,
            host: host.to_owned(),
            port,
        }
    }

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
            for host in ["example.com", "127.0.0.1", "[::1]", "a_b.example.com"] {
                for port in [80, 8080] {
                    let url = exact_url(&endpoint(host, port), target).unwrap();
                    let authority = Endpoint::authority(&endpoint(host, port));
                    assert_eq!(url.as_str(), format!("http://{authority}{target}"));
                    assert_eq!(url.query(), target.split_once('?').map(|(_, query)| query));
                    assert_eq!(url.fragment(), None);
                }
            }
        }
    }

    #[test]
    fn what_can_not_stand_in_a_request_line_is_refused() {
        for target in ["", "a", "/a b", "/a#b", "/<", "/?\"", "/\u{1}", "*"] {
            let refused = exact_url(&endpoint("example.com", 80), target);
            assert!(
                matches!(refused, Err(TargetError::Target { .. })),
                "{target:?} {refused:?}"
            );
        }
        let refused = exact_url(&endpoint("a b", 80), "/");
        assert!(matches!(refused, Err(TargetError::Host { .. })), "{refused:?}");
    }
}
