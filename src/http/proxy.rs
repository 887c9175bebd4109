//! Through a proxy: a tunnel for every target, so that what is shown is what goes through.
//!
//! Plain http goes through a tunnel too. In the other form of RFC 9112, 3.2.2, the proxy gets a rewritten
//! request and sends on another one, of which nobody could say that it is what was signed.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, StatusCode, header};
use http_body_util::Empty;
use hyper_util::rt::TokioIo;
use tokio::task::JoinSet;
use tokio_socks::IntoTargetAddr as _;
use tokio_socks::tcp::Socks5Stream;

use super::conversation::Stream;
use super::dial::DialError;
use super::error::{TlsProblem, innermost};
use super::peer::Peer;
use crate::model::Proxy;

/// What was wrong with a proxy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyProblem {
    /// The address is none.
    #[error("the proxy's address is not scheme://host:port with http, https, socks5 or socks5h")]
    Address,
    /// The proxy's name has no address.
    #[error("the proxy's name could not be resolved: {0}")]
    Dns(String),
    /// Nothing listens there.
    #[error("the proxy refused the connection")]
    Refused,
    /// There is no way to the proxy.
    #[error("the proxy could not be reached: {0}")]
    Unreachable(String),
    /// TLS to the proxy itself.
    #[error("no TLS connection to the proxy: {0}")]
    Tls(TlsProblem),
    /// 407 without a user name.
    #[error("the proxy asks for a user name and a password")]
    CredentialsNeeded,
    /// 407 with one.
    #[error("the proxy did not accept user name and password")]
    CredentialsRefused,
    /// The proxy does not want to.
    #[error("the proxy does not allow it ({0})")]
    Denied(String),
    /// The proxy tried and could not.
    #[error("the proxy could not reach the host ({0})")]
    HostUnreachable(String),
    /// What came is no reply of a proxy.
    #[error("what answered is not a proxy of this kind: {0}")]
    NotAProxy(String),
    /// The proxy ended the connection.
    #[error("the proxy closed the connection")]
    Closed,
}

impl ProxyProblem {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::CredentialsNeeded | Self::CredentialsRefused => "proxy-authentication",
            _ => "proxy-failure",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Address => "Write the proxy as http://host:port in the network settings.",
            Self::Dns(_) | Self::Refused | Self::Unreachable(_) | Self::Closed => {
                "Check the proxy's address in the network settings or in HTTPS_PROXY, and that it is running."
            }
            Self::Tls(problem) => problem.hint(),
            Self::CredentialsNeeded => "Enter user name and password of the proxy in the network settings.",
            Self::CredentialsRefused => {
                "Check user name and password of the proxy in the network settings; only Basic authentication is spoken."
            }
            Self::Denied(_) => {
                "Ask the proxy's keeper to allow a tunnel (CONNECT) to this host and port, or add the host to those reached directly."
            }
            Self::HostUnreachable(_) => {
                "Check host and port in the URL; the proxy may need another name, or the host may be reached directly."
            }
            Self::NotAProxy(_) => "Check scheme, host and port of the proxy in the network settings.",
        }
    }
}

impl From<DialError> for ProxyProblem {
    fn from(error: DialError) -> Self {
        match error {
            DialError::Dns(reason) => Self::Dns(reason),
            DialError::Refused => Self::Refused,
            DialError::TimedOut => Self::Unreachable("it did not answer".to_owned()),
            DialError::Unreachable(reason) => Self::Unreachable(reason),
        }
    }
}

/// What a proxy speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ProxyKind {
    /// CONNECT over TCP.
    Http,
    /// CONNECT over TLS.
    Https,
    /// SOCKS 5; names are resolved here.
    Socks5,
    /// SOCKS 5; names are resolved there.
    Socks5h,
}

/// A proxy's address, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ProxyAddress {
    pub(super) kind: ProxyKind,
    pub(super) peer: Peer,
}

impl ProxyAddress {
    /// Reads `scheme://host:port`. Whatever stands before an `@` is not looked at and not kept.
    pub(super) fn of(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let (kind, port) = match scheme.to_ascii_lowercase().as_str() {
            "http" => (ProxyKind::Http, 80),
            "https" => (ProxyKind::Https, 443),
            "socks5" => (ProxyKind::Socks5, 1080),
            "socks5h" => (ProxyKind::Socks5h, 1080),
            _ => return None,
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        let authority = authority.rsplit('@').next().unwrap_or(authority);
        let authority: http::uri::Authority = authority.parse().ok()?;
        let port = match authority.as_str().strip_prefix(authority.host())? {
            "" => port,
            written => written.strip_prefix(':')?.parse().ok()?,
        };
        let host = authority.host();
        (!host.is_empty()).then(|| Self {
            kind,
            peer: Peer::new(&host.to_ascii_lowercase(), port),
        })
    }
}

/// `scheme://host:port`, safe to show.
impl fmt::Display for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.kind {
            ProxyKind::Http => "http",
            ProxyKind::Https => "https",
            ProxyKind::Socks5 => "socks5",
            ProxyKind::Socks5h => "socks5h",
        };
        write!(f, "{scheme}://{}", self.peer.authority())
    }
}

/// Asks an HTTP proxy for a tunnel (RFC 9110, 9.3.6).
pub(super) async fn connect(
    stream: Box<dyn Stream>,
    proxy: &Proxy,
    target: &Peer,
) -> Result<Box<dyn Stream>, ProxyProblem> {
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| broken(&error))?;
    let mut driver = JoinSet::new();
    driver.spawn(connection.with_upgrades());
    let request = tunnel_request(proxy, target).ok_or(ProxyProblem::Address)?;
    let response = sender
        .send_request(request)
        .await
        .map_err(|error| broken(&error))?;
    let status = response.status();
    if !status.is_success() {
        return Err(refused(status, proxy));
    }
    let tunnel = hyper::upgrade::on(response)
        .await
        .map_err(|error| broken(&error))?;
    Ok(Box::new(TokioIo::new(tunnel)))
}

fn tunnel_request(proxy: &Proxy, target: &Peer) -> Option<Request<Empty<Bytes>>> {
    let authority = target.authority();
    let mut request = Request::builder()
        .method(Method::CONNECT)
        .uri(authority.as_str())
        .header(header::HOST, authority.as_str());
    if !proxy.user.is_empty() {
        let credentials = STANDARD.encode(format!("{}:{}", proxy.user, proxy.password.expose_to_proxy()));
        let mut value = HeaderValue::try_from(format!("Basic {credentials}")).ok()?;
        value.set_sensitive(true);
        request = request.header(header::PROXY_AUTHORIZATION, value);
    }
    request.body(Empty::new()).ok()
}

fn refused(status: StatusCode, proxy: &Proxy) -> ProxyProblem {
    match status {
        StatusCode::PROXY_AUTHENTICATION_REQUIRED if proxy.user.is_empty() => ProxyProblem::CredentialsNeeded,
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => ProxyProblem::CredentialsRefused,
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            ProxyProblem::HostUnreachable(status.to_string())
        }
        StatusCode::FORBIDDEN | StatusCode::METHOD_NOT_ALLOWED | StatusCode::UNAUTHORIZED => {
            ProxyProblem::Denied(status.to_string())
        }
        other if other.is_client_error() => {
            ProxyProblem::NotAProxy(format!("it answered CONNECT with {other}"))
        }
        other => ProxyProblem::Denied(other.to_string()),
    }
}

fn broken(error: &hyper::Error) -> ProxyProblem {
    if error.is_parse() {
        ProxyProblem::NotAProxy(innermost(error))
    } else {
        ProxyProblem::Closed
    }
}

/// Where a SOCKS proxy is asked to connect to.
pub(super) enum SocksTarget {
    /// An address, resolved here.
    Address(std::net::SocketAddr),
    /// A name that the proxy resolves.
    Name(Peer),
}

/// Asks a SOCKS 5 proxy for a connection (RFC 1928), with user name and password when there are any (RFC 1929).
pub(super) async fn socks(
    stream: Box<dyn Stream>,
    proxy: &Proxy,
    target: SocksTarget,
) -> Result<Box<dyn Stream>, ProxyProblem> {
    let target = match &target {
        SocksTarget::Address(address) => Ok(tokio_socks::TargetAddr::Ip(*address)),
        SocksTarget::Name(peer) => (peer.host.as_str(), peer.port).into_target_addr(),
    }
    .map_err(|error| socks_problem(&error, proxy))?;
    let connected = if proxy.user.is_empty() {
        Socks5Stream::connect_with_socket(stream, target).await
    } else {
        let password = proxy.password.expose_to_proxy();
        Socks5Stream::connect_with_password_and_socket(stream, target, &proxy.user, password).await
    };
    let tunnel = connected.map_err(|error| socks_problem(&error, proxy))?;
    Ok(Box::new(tunnel.into_inner()))
}

fn socks_problem(error: &tokio_socks::Error, proxy: &Proxy) -> ProxyProblem {
    use tokio_socks::Error;
    match error {
        Error::Io(_) => ProxyProblem::Closed,
        Error::NoAcceptableAuthMethods | Error::UnknownAuthMethod | Error::AuthorizationRequired
            if proxy.user.is_empty() =>
        {
            ProxyProblem::CredentialsNeeded
        }
        Error::NoAcceptableAuthMethods
        | Error::UnknownAuthMethod
        | Error::AuthorizationRequired
        | Error::InvalidAuthValues(_)
        | Error::PasswordAuthFailure(_) => ProxyProblem::CredentialsRefused,
        Error::ConnectionNotAllowedByRuleset
        | Error::CommandNotSupported
        | Error::AddressTypeNotSupported => ProxyProblem::Denied(error.to_string()),
        Error::InvalidResponseVersion | Error::InvalidReservedByte | Error::UnknownAddressType => {
            ProxyProblem::NotAProxy(error.to_string())
        }
        _ => ProxyProblem::HostUnreachable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_shown_without_credentials() {
        for (url, shown) in [
            ("http://proxy", "http://proxy:80"),
            ("HTTPS://Proxy:8443/", "https://proxy:8443"),
            ("socks5://127.0.0.1", "socks5://127.0.0.1:1080"),
            ("socks5h://[::1]:9", "socks5h://[::1]:9"),
            ("http://user:p@ss@proxy:1", "http://proxy:1"),
        ] {
            assert_eq!(ProxyAddress::of(url).unwrap().to_string(), shown);
        }
        for url in [
            "",
            "proxy:80",
            "ftp://proxy",
            "http://",
            "http://a b",
            "http://a:x",
            "http://a:99999",
            "socks4://a",
        ] {
            assert_eq!(ProxyAddress::of(url), None, "{url}");
        }
    }
}
