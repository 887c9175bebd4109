//! Hosts and ports as they are attempted and named.

use std::net::IpAddr;

use crate::model::{Endpoint, Route};

/// A host and a port to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Peer {
    /// Name or address, IPv6 without brackets.
    pub(super) host: String,
    pub(super) port: u16,
}

impl Peer {
    pub(super) fn new(host: &str, port: u16) -> Self {
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(host);
        Self {
            host: bare.to_owned(),
            port,
        }
    }

    /// Where the connection of a request ends: the place it is diverted to, or its endpoint.
    pub(super) fn of(endpoint: &Endpoint, route: &Route) -> Self {
        match &route.connect_to {
            Some(address) => Self::new(&address.host, address.port.unwrap_or(endpoint.port)),
            None => Self::new(&endpoint.host, endpoint.port),
        }
    }

    /// The host when it is an address.
    pub(super) fn ip(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// `host:port` with brackets around an IPv6 address.
    pub(super) fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

/// What messages call the other end: host and port, and where the request was diverted to.
pub(super) fn label(endpoint: &Endpoint, route: &Route) -> String {
    let named = Peer::new(&endpoint.host, endpoint.port);
    let peer = Peer::of(endpoint, route);
    if named == peer {
        named.authority()
    } else {
        format!("{} (in place of {})", peer.authority(), named.authority())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Address, Scheme};

    #[test]
    fn a_diverted_request_is_named_by_both_places() {
        let endpoint = Endpoint {
            scheme: Scheme::Https,
            host: "api.example.com".to_owned(),
            port: 443,
        };
        let mut route = Route::default();
        assert_eq!(label(&endpoint, &route), "api.example.com:443");
        route.connect_to = Some(Address {
            host: "::1".to_owned(),
            port: None,
        });
        assert_eq!(
            label(&endpoint, &route),
            "[::1]:443 (in place of api.example.com:443)"
        );
        assert_eq!(Peer::of(&endpoint, &route).ip(), "::1".parse().ok());
        assert_eq!(Peer::new("[::1]", 9).authority(), "[::1]:9");
    }
}
