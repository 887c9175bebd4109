//! Which host says region and service: that of the URL, unless it is a tunnel or an address and the Host row names one
//! that does.

use std::borrow::Cow;

use super::hosts::infer;
use crate::model::{Endpoint, WireRequest};
use crate::resolve::ResolvedRequest;

/// The endpoint that the request is signed for. The connection still goes where the URL says.
pub fn signing_endpoint(wire: &WireRequest) -> Cow<'_, Endpoint> {
    let sent = wire.header("host").map(|line| line.value.as_str());
    chosen(&wire.endpoint, sent)
}

/// The same before the request is built.
pub fn signing_endpoint_of<'a>(endpoint: &'a Endpoint, resolved: &ResolvedRequest) -> Cow<'a, Endpoint> {
    let mut rows = resolved.headers.iter();
    let row = rows.find(|row| row.name.as_str().trim().eq_ignore_ascii_case("host"));
    chosen(endpoint, row.map(|row| row.value.as_str().trim()))
}

fn chosen<'a>(endpoint: &'a Endpoint, host_sent: Option<&str>) -> Cow<'a, Endpoint> {
    let sent = host_sent
        .map(without_port)
        .filter(|_| infer(&endpoint.host).is_none());
    match sent.filter(|host| infer(host).is_some()) {
        Some(host) => Cow::Owned(Endpoint {
            host,
            ..endpoint.clone()
        }),
        None => Cow::Borrowed(endpoint),
    }
}

fn without_port(host: &str) -> String {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Scheme;

    #[test]
    fn the_host_row_decides_where_the_url_says_nothing() {
        let of = |url: &str, row: Option<&str>| {
            let endpoint = Endpoint {
                scheme: Scheme::Http,
                host: url.to_owned(),
                port: 8080,
            };
            chosen(&endpoint, row).host.clone()
        };
        let gateway = "abcd123456.execute-api.eu-west-1.amazonaws.com";
        for tunnel in ["127.0.0.1", "localhost", "[::1]", "abc.ngrok.app", "10.0.0.7"] {
            assert_eq!(of(tunnel, Some(gateway)), gateway, "{tunnel}");
            assert_eq!(
                of(tunnel, Some(&format!("{}:443", gateway.to_uppercase()))),
                gateway
            );
            assert_eq!(of(tunnel, Some("api.example.com")), tunnel);
            assert_eq!(of(tunnel, None), tunnel);
        }
        let sts = "sts.us-east-1.amazonaws.com";
        assert_eq!(of(sts, Some(gateway)), sts, "a host of AWS is what it says");
    }
}
