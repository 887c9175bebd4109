//! The way to the other end, decided before a request is sealed.

use std::time::Duration;

use super::{AcceptedCertificate, ClientCertificate, Protocol, Secret};

/// How one hop is carried. Equal routes may share connections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// Version of HTTP.
    pub protocol: Protocol,
    /// Where TCP goes in place of the endpoint's host and port.
    pub connect_to: Option<Address>,
    /// Name for SNI and certificate in place of the endpoint's host.
    pub server_name: Option<String>,
    /// The proxy; `None` for a direct connection.
    pub proxy: Option<Proxy>,
    /// PEM files with further certificate authorities.
    pub authorities: Vec<String>,
    /// The client certificate for this host.
    pub client_certificate: Option<ClientCertificate>,
    /// Flawed certificates that the user accepted.
    pub accepted: Vec<AcceptedCertificate>,
    /// Time for name resolution, TCP and TLS together; `None` for no limit.
    pub connect_timeout: Option<Duration>,
}

/// A host and a port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// Name, IPv4 address, or IPv6 address without brackets.
    pub host: String,
    /// Port; `None` means the endpoint's.
    pub port: Option<u16>,
}

/// A proxy as it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// `scheme://host:port`, without credentials.
    pub url: String,
    /// User name; empty means no authentication.
    pub user: String,
    /// Password.
    pub password: Secret,
}
