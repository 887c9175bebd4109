//! Why no reply came, as a closed list.

use std::error::Error;
use std::io;
use std::time::Duration;

use rustls::{AlertDescription, CertificateError};

use super::preflight::Unsendable;
use super::resolver::LookupError;
use super::tls::NoTrustStore;
use crate::blob::FileError;
use crate::model::{Endpoint, Scheme};

/// Why a request got no reply, or its body no end. `address` is the host and port that were attempted; no
/// message holds a URL, as a query may hold a signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The request can not be sent as it is shown; nothing was sent.
    #[error("the request was not sent: {0}")]
    Unsendable(#[from] Unsendable),
    /// A file of the body; the server did not get a whole request.
    #[error(transparent)]
    File(#[from] FileError),
    /// The host name has no address.
    #[error("the name {host} could not be resolved: {reason}")]
    Dns {
        /// The name that was looked up.
        host: String,
        /// What the resolver said.
        reason: String,
    },
    /// Nothing listens there.
    #[error("{address} refused the connection")]
    Refused {
        /// Host and port.
        address: String,
    },
    /// There is no way to the host.
    #[error("no connection to {address}: {reason}")]
    Unreachable {
        /// Host and port.
        address: String,
        /// What the system said.
        reason: String,
    },
    /// TCP was there and TLS was not.
    #[error("no TLS connection to {address}: {problem}")]
    Tls {
        /// Host and port.
        address: String,
        /// What was wrong.
        problem: TlsProblem,
    },
    /// No connection within the time for connecting.
    #[error("{address} did not answer within {} s", after.as_secs())]
    ConnectTimeout {
        /// Host and port.
        address: String,
        /// How long was waited.
        after: Duration,
    },
    /// The connection ended before a reply head came.
    #[error("{address} closed the connection before it replied")]
    ClosedBeforeReply {
        /// Host and port.
        address: String,
    },
    /// What came is no HTTP reply.
    #[error("{address} sent something that is not an HTTP reply: {reason}")]
    MalformedReply {
        /// Host and port.
        address: String,
        /// What the parser said.
        reason: String,
    },
    /// The body ended before its framing said so.
    #[error("{address} ended the body too early: {reason}")]
    BodyCutOff {
        /// Host and port.
        address: String,
        /// What the HTTP library said.
        reason: String,
    },
    /// The HTTP or TLS library could not start.
    #[error("the HTTP client could not start: {reason}")]
    Client {
        /// What it said.
        reason: String,
    },
    /// Anything else, so that no cause is lost.
    #[error("no reply from {address}: {reason}")]
    Other {
        /// Host and port.
        address: String,
        /// The causes, outermost first.
        reason: String,
    },
}

/// What was wrong with TLS.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlsProblem {
    /// The certificate's time is over.
    #[error("its certificate has expired")]
    Expired,
    /// The certificate's time has not begun.
    #[error("its certificate is not valid yet")]
    NotYetValid,
    /// The certificate is for other names.
    #[error("its certificate is for another host")]
    WrongHost,
    /// No known authority signed the certificate.
    #[error("its certificate is signed by an unknown authority")]
    UnknownAuthority,
    /// The authority took the certificate back.
    #[error("its certificate was revoked")]
    Revoked,
    /// Another flaw of the certificate.
    #[error("its certificate was not accepted: {0}")]
    Certificate(String),
    /// This computer has no list of authorities.
    #[error("this computer's certificate authorities could not be read: {0}")]
    NoTrustStore(String),
    /// The other side does not speak TLS.
    #[error("the other side does not speak TLS")]
    NotTls,
    /// The other side ended the handshake without a reason.
    #[error("the other side closed the connection during the handshake")]
    Closed,
    /// The other side ended the handshake with this alert.
    #[error("the other side refused the handshake ({0})")]
    Alert(String),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl TransportError {
    /// Stable slug for JSON, as `dns-failure`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unsendable(_) => "unsendable",
            Self::File(file) => file.kind(),
            Self::Dns { .. } => "dns-failure",
            Self::Refused { .. } => "connection-refused",
            Self::Unreachable { .. } => "unreachable",
            Self::Tls { .. } => "tls-failure",
            Self::ConnectTimeout { .. } => "timeout",
            Self::ClosedBeforeReply { .. } => "closed-before-reply",
            Self::MalformedReply { .. } => "malformed-reply",
            Self::BodyCutOff { .. } => "body-cut-off",
            Self::Client { .. } => "client-failure",
            Self::Other { .. } => "no-reply",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unsendable(unsendable) => return unsendable.hint(),
            Self::File(file) => file.hint(),
            Self::Tls { problem, .. } => return problem.hint().to_owned(),
            Self::Dns { .. } => {
                "Check the host name in the URL, and the network. An API that is private has a name only inside its VPC."
            }
            Self::Refused { .. } => "Check host and port, and that the service is running.",
            Self::Unreachable { .. } => "Check the network, VPN and firewall.",
            Self::ConnectTimeout { .. } => {
                "Check host and port, VPN and firewall: a security group or firewall that drops packets looks like this."
            }
            Self::ClosedBeforeReply { .. } => {
                "Send again. When it happens each time, check that the URL's scheme and port fit the service."
            }
            Self::MalformedReply { .. } => "Check scheme and port: an https port answers http in this way.",
            Self::BodyCutOff { .. } => "Send again. What came is kept.",
            Self::Client { .. } => "Restart the program.",
            Self::Other { .. } => "Check the network and send again.",
        }
        .to_owned()
    }

    /// The cause behind an error of reqwest while waiting for the reply head.
    pub(super) fn before_head(error: reqwest::Error, endpoint: &Endpoint, connect_timeout: Duration) -> Self {
        let error = error.without_url();
        let causes = Causes::of(&error);
        let address = address(endpoint);
        if let Some(file) = causes.file {
            return Self::File(file);
        }
        if let Some(lookup) = causes.lookup {
            return Self::Dns {
                host: endpoint.host.clone(),
                reason: lookup,
            };
        }
        if error.is_connect() || causes.tls.is_some() {
            if let Some(problem) = causes.tls {
                return Self::Tls { address, problem };
            }
            return Self::connecting(&error, &causes, endpoint, connect_timeout);
        }
        match causes.http {
            Some(HttpCause::Closed) => Self::ClosedBeforeReply { address },
            Some(HttpCause::Malformed(reason)) => Self::MalformedReply { address, reason },
            None if causes.io.is_some() => Self::ClosedBeforeReply { address },
            None => Self::Other {
                address,
                reason: chain(&error),
            },
        }
    }

    fn connecting(
        error: &reqwest::Error,
        causes: &Causes,
        endpoint: &Endpoint,
        connect_timeout: Duration,
    ) -> Self {
        let address = address(endpoint);
        if error.is_timeout() {
            return Self::ConnectTimeout {
                address,
                after: connect_timeout,
            };
        }
        match causes.io {
            Some(io::ErrorKind::ConnectionRefused) => Self::Refused { address },
            Some(io::ErrorKind::TimedOut) => Self::ConnectTimeout {
                address,
                after: connect_timeout,
            },
            Some(
                io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe,
            ) if endpoint.scheme == Scheme::Https => Self::Tls {
                address,
                problem: TlsProblem::Closed,
            },
            _ => Self::Unreachable {
                address,
                reason: innermost(error),
            },
        }
    }

    /// The cause behind an error of reqwest while reading the body.
    pub(super) fn in_body(error: reqwest::Error, endpoint: &Endpoint) -> Self {
        Self::BodyCutOff {
            address: address(endpoint),
            reason: innermost(&error.without_url()),
        }
    }
}

impl TlsProblem {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Expired | Self::NotYetValid => {
                "Check this computer's clock, then the server's certificate."
            }
            Self::WrongHost => "Check the host name in the URL against the names in the certificate.",
            Self::UnknownAuthority => {
                "Add the authority to this computer's trusted certificates; behind an inspecting proxy that is the proxy's own."
            }
            Self::Revoked | Self::Certificate(_) => "The server needs another certificate.",
            Self::NoTrustStore(_) => {
                "Install the package ca-certificates, or set SSL_CERT_FILE to a file of them."
            }
            Self::NotTls => "Check scheme and port: the port may speak plain http.",
            Self::Closed | Self::Alert(_) | Self::Other(_) => {
                "Check scheme and port, and whether the service asks for a client certificate or another TLS version."
            }
        }
    }

    fn of(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(certificate) => Self::of_certificate(certificate),
            rustls::Error::InvalidMessage(_) | rustls::Error::InappropriateMessage { .. } => Self::NotTls,
            rustls::Error::AlertReceived(alert) => Self::of_alert(*alert),
            rustls::Error::Other(other) => match other.0.downcast_ref::<NoTrustStore>() {
                Some(missing) => Self::NoTrustStore(missing.to_string()),
                None => Self::Other(other.to_string()),
            },
            other => Self::Other(other.to_string()),
        }
    }

    fn of_certificate(error: &CertificateError) -> Self {
        match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotYetValid,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::WrongHost
            }
            CertificateError::UnknownIssuer => Self::UnknownAuthority,
            CertificateError::Revoked => Self::Revoked,
            other => Self::Certificate(other.to_string()),
        }
    }

    fn of_alert(alert: AlertDescription) -> Self {
        Self::Alert(format!("{alert:?}"))
    }
}

/// What an error chain holds that tells causes apart.
#[derive(Default)]
struct Causes {
    file: Option<FileError>,
    lookup: Option<String>,
    tls: Option<TlsProblem>,
    http: Option<HttpCause>,
    io: Option<io::ErrorKind>,
}

/// What hyper said.
enum HttpCause {
    Closed,
    Malformed(String),
}

impl Causes {
    fn of(error: &(dyn Error + 'static)) -> Self {
        let mut causes = Self::default();
        causes.look_at(error);
        causes
    }

    /// Looks at one link of the chain and at what stands behind it. `io::Error` hides the error it wraps from
    /// `source`, so that one is opened.
    fn look_at(&mut self, error: &(dyn Error + 'static)) {
        if let Some(file) = error.downcast_ref::<FileError>() {
            self.file.get_or_insert_with(|| file.clone());
        } else if let Some(lookup) = error.downcast_ref::<LookupError>() {
            self.lookup.get_or_insert_with(|| lookup.to_string());
        } else if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            self.tls.get_or_insert_with(|| TlsProblem::of(tls));
        } else if let Some(http) = error.downcast_ref::<hyper::Error>() {
            self.http = self.http.take().or_else(|| HttpCause::of(http));
        }
        let io = error.downcast_ref::<io::Error>();
        if let Some(inner) = io.and_then(io::Error::get_ref) {
            self.look_at(inner);
        } else if let Some(source) = error.source() {
            self.look_at(source);
        }
        if let Some(io) = io {
            self.io.get_or_insert(io.kind());
        }
    }
}

impl HttpCause {
    fn of(error: &hyper::Error) -> Option<Self> {
        if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
            Some(Self::Closed)
        } else if error.is_parse() {
            Some(Self::Malformed(innermost(error)))
        } else {
            None
        }
    }
}

/// `host:port`, the port always.
fn address(endpoint: &Endpoint) -> String {
    format!("{}:{}", endpoint.host, endpoint.port)
}

/// The last error of a chain: the one that says what happened.
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

/// All errors of a chain, outermost first.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_found_through_io_errors() {
        let expired = rustls::Error::InvalidCertificate(CertificateError::Expired);
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, expired));
        assert_eq!(Causes::of(&wrapped).tls, Some(TlsProblem::Expired));
        let lookup = io::Error::other(LookupError::NoAddress);
        assert_eq!(
            Causes::of(&lookup).lookup.as_deref(),
            Some("the name has no address")
        );
        let refused = io::Error::other(io::Error::from(io::ErrorKind::ConnectionRefused));
        assert_eq!(Causes::of(&refused).io, Some(io::ErrorKind::ConnectionRefused));
    }

    #[test]
    fn each_flaw_of_a_certificate_has_its_name() {
        for (error, problem) in [
            (CertificateError::Expired, TlsProblem::Expired),
            (CertificateError::NotValidYet, TlsProblem::NotYetValid),
            (CertificateError::NotValidForName, TlsProblem::WrongHost),
            (CertificateError::UnknownIssuer, TlsProblem::UnknownAuthority),
            (CertificateError::Revoked, TlsProblem::Revoked),
        ] {
            assert_eq!(TlsProblem::of(&rustls::Error::InvalidCertificate(error)), problem);
        }
        let missing = rustls::OtherError(std::sync::Arc::new(NoTrustStore("none".to_owned())));
        assert_eq!(
            TlsProblem::of(&rustls::Error::Other(missing)),
            TlsProblem::NoTrustStore("none".to_owned())
        );
    }

    #[test]
    fn every_error_names_what_was_attempted_and_what_to_do() {
        let error = TransportError::Refused {
            address: "localhost:9".to_owned(),
        };
        assert_eq!(error.to_string(), "localhost:9 refused the connection");
        assert!(error.hint().contains("port"));
    }
}
