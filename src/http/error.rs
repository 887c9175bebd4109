//! Why no reply came, as a closed list.

use std::error::Error;
use std::io;
use std::time::Duration;

use rustls::{AlertDescription, CertificateError, PeerIncompatible};

use super::identity::CertificateFileError;
use super::preflight::Unsendable;
use super::proxy::ProxyProblem;
use super::tls::{Asked, NoTrustStore};
use crate::blob::FileError;

/// Why a request got no reply, or its body no end. `address` is the host and port that were attempted; no
/// message holds a URL, as a query may hold a signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The request can not be sent as it is shown; nothing was sent.
    #[error("the request was not sent: {0}")]
    Unsendable(#[from] Unsendable),
    /// A file with certificates or a key can not be used; nothing was sent.
    #[error("the request was not sent: {0}")]
    CertificateFile(#[from] CertificateFileError),
    /// A file of the body; the server did not get a whole request.
    #[error(transparent)]
    BodyFile(#[from] FileError),
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
    /// The proxy gave no way to the host.
    #[error("no connection to {address} through the proxy {proxy}: {problem}")]
    Proxy {
        /// Host and port behind the proxy.
        address: String,
        /// Scheme, host and port of the proxy, without user and password.
        proxy: String,
        /// What was wrong.
        problem: ProxyProblem,
    },
    /// TCP was there and TLS was not.
    #[error("no TLS connection to {address}: {problem}")]
    Tls {
        /// Host and port.
        address: String,
        /// What was wrong.
        problem: TlsProblem,
    },
    /// HTTP/2 was asked for and is not spoken there.
    #[error("{address} does not speak HTTP/2")]
    NoHttp2 {
        /// Host and port.
        address: String,
    },
    /// No connection within the time for connecting.
    #[error("{address} did not answer within {} s while {}", seconds(*after), step.doing())]
    ConnectTimeout {
        /// Host and port.
        address: String,
        /// How long was waited.
        after: Duration,
        /// What was being waited for.
        step: ConnectStep,
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
    /// The reply head has no end, or too many lines.
    #[error("{address} sent a reply head that is too large: {reason}")]
    HeadTooLarge {
        /// Host and port.
        address: String,
        /// What was exceeded.
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

/// What a connection was waiting for when its time was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectStep {
    /// Files with certificates.
    Reading,
    /// The addresses of a name.
    Resolving,
    /// TCP.
    Connecting,
    /// The tunnel of a proxy.
    Tunnelling,
    /// The TLS handshake.
    Securing,
}

impl ConnectStep {
    fn doing(self) -> &'static str {
        match self {
            Self::Reading => "reading certificate files",
            Self::Resolving => "resolving the name",
            Self::Connecting => "connecting",
            Self::Tunnelling => "waiting for the proxy",
            Self::Securing => "securing the connection with TLS",
        }
    }
}

/// Seconds without needless digits.
fn seconds(after: Duration) -> f64 {
    after.as_secs_f64()
}

/// What was wrong with TLS.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlsProblem {
    /// The certificate's time is over.
    #[error("its certificate has expired on {since}")]
    Expired {
        /// Day and time.
        since: String,
    },
    /// The certificate's time has not begun.
    #[error("its certificate is not valid before {until}")]
    NotYetValid {
        /// Day and time.
        until: String,
    },
    /// The certificate is for other names.
    #[error(
        "its certificate is for another host: it names {}, not {asked}",
        or_none(names)
    )]
    WrongHost {
        /// The name that was asked for.
        asked: String,
        /// The names of the certificate.
        names: String,
    },
    /// No known authority signed the certificate.
    #[error("its certificate is signed by an unknown authority: {issuer}")]
    UnknownAuthority {
        /// Issuer of the last certificate that was sent.
        issuer: String,
    },
    /// The certificate signed itself.
    #[error("its certificate is self-signed: {subject}")]
    SelfSigned {
        /// Subject and issuer.
        subject: String,
    },
    /// Something between here and the host opens TLS.
    #[error("this looks like an inspecting proxy: the certificate was issued by {issuer}")]
    Inspected {
        /// Issuer of the last certificate that was sent.
        issuer: String,
    },
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
    /// The other side speaks TLS 1.1 or older only.
    #[error("the other side offers only versions of TLS before 1.2, which are broken")]
    OldVersion,
    /// The other side does not speak HTTP/1.1.
    #[error("the other side offers only other protocols than HTTP/1.1")]
    OtherProtocol,
    /// The other side asked for a client certificate and got none.
    #[error("the other side asks for a client certificate")]
    CertificateWanted,
    /// The other side did not like the client certificate.
    #[error("the other side refused the client certificate ({0})")]
    CertificateRefused(String),
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

fn or_none(names: &str) -> &str {
    if names.is_empty() { "no host" } else { names }
}

impl TransportError {
    /// Stable slug for JSON, as `dns-failure`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unsendable(_) => "unsendable",
            Self::CertificateFile(_) => "certificate-file",
            Self::BodyFile(file) => file.kind(),
            Self::Dns { .. } => "dns-failure",
            Self::Refused { .. } => "connection-refused",
            Self::Unreachable { .. } => "unreachable",
            Self::Proxy { problem, .. } => problem.kind(),
            Self::Tls { .. } => "tls-failure",
            Self::NoHttp2 { .. } => "no-http2",
            Self::ConnectTimeout { .. } => "timeout",
            Self::ClosedBeforeReply { .. } => "closed-before-reply",
            Self::MalformedReply { .. } => "malformed-reply",
            Self::HeadTooLarge { .. } => "head-too-large",
            Self::BodyCutOff { .. } => "body-cut-off",
            Self::Client { .. } => "client-failure",
            Self::Other { .. } => "no-reply",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Unsendable(unsendable) => return unsendable.hint(),
            Self::CertificateFile(file) => return file.hint(),
            Self::BodyFile(file) => file.hint(),
            Self::Tls { problem, .. } => return problem.hint().to_owned(),
            Self::Proxy { problem, .. } => return problem.hint().to_owned(),
            Self::Dns { .. } => {
                "Check the host name in the URL, and the network. An API that is private has a name only inside its VPC."
            }
            Self::Refused { .. } => "Check host and port, and that the service is running.",
            Self::Unreachable { .. } => "Check the network, VPN and firewall.",
            Self::NoHttp2 { .. } => "Choose HTTP/1.1 in the settings of the request.",
            Self::ConnectTimeout { .. } => {
                "Check host and port, VPN and firewall: a security group or firewall that drops packets looks like this."
            }
            Self::ClosedBeforeReply { .. } => {
                "Send again. When it happens each time, check that the URL's scheme and port fit the service."
            }
            Self::MalformedReply { .. } => "Check scheme and port: an https port answers http in this way.",
            Self::HeadTooLarge { .. } => "The server or a proxy before it needs mending.",
            Self::BodyCutOff { .. } => "Send again. What came is kept.",
            Self::Client { .. } => "Restart the program.",
            Self::Other { .. } => "Check the network and send again.",
        }
        .to_owned()
    }

    /// The cause behind an error of the HTTP library while waiting for the reply head. `asked` says whether the
    /// server wanted a client certificate; with TLS 1.3 its refusal comes only now.
    pub(super) fn before_head(error: &hyper::Error, address: &str, asked: Asked) -> Self {
        let address = address.to_owned();
        let causes = Causes::of(error);
        if let Some(file) = causes.file {
            return Self::BodyFile(file);
        }
        if let Some(problem) = causes.tls {
            let problem = problem.when_asked(asked);
            return Self::Tls { address, problem };
        }
        match causes.http {
            Some(HttpCause::TooLarge(reason)) => Self::HeadTooLarge { address, reason },
            Some(HttpCause::Malformed(reason)) => Self::MalformedReply { address, reason },
            Some(HttpCause::Closed) => Self::closed(address, asked),
            None if causes.io.is_some() => Self::closed(address, asked),
            None => Self::Other {
                address,
                reason: chain(error),
            },
        }
    }

    fn closed(address: String, asked: Asked) -> Self {
        match asked {
            Asked::InVain => Self::Tls {
                address,
                problem: TlsProblem::CertificateWanted,
            },
            Asked::No | Asked::Answered => Self::ClosedBeforeReply { address },
        }
    }

    /// The cause behind an error of the HTTP library while reading the body.
    pub(super) fn in_body(error: &hyper::Error, address: &str) -> Self {
        Self::BodyCutOff {
            address: address.to_owned(),
            reason: innermost(error),
        }
    }
}

impl TlsProblem {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Expired { .. } | Self::NotYetValid { .. } => {
                "Check this computer's clock, then the server's certificate. You can look at the certificate and accept it for this host."
            }
            Self::WrongHost { .. } => {
                "Check the host name in the URL against the names in the certificate, and the TLS server name in the settings."
            }
            Self::UnknownAuthority { .. } => {
                "Add the authority's PEM file in the network settings, or look at the certificate and accept it for this host."
            }
            Self::SelfSigned { .. } => "Look at the certificate and accept it for this host if it is yours.",
            Self::Inspected { .. } => {
                "Ask your network team for the proxy's authority as a PEM file and add it in the network settings."
            }
            Self::Revoked | Self::Certificate(_) => "The server needs another certificate.",
            Self::NoTrustStore(_) => {
                "Install the package ca-certificates, or set SSL_CERT_FILE to a file of them."
            }
            Self::NotTls => "Check scheme and port: the port may speak plain http.",
            Self::OldVersion => "The server needs TLS 1.2 or newer.",
            Self::OtherProtocol => "Choose HTTP/2 in the settings of the request.",
            Self::CertificateWanted => "Add a client certificate for this host in the network settings.",
            Self::CertificateRefused(_) => {
                "Check the client certificate of this host: its validity, and that the server knows its authority."
            }
            Self::Closed | Self::Alert(_) | Self::Other(_) => {
                "Check scheme and port, and whether the service asks for a client certificate or another TLS version."
            }
        }
    }

    /// The problem that rustls names.
    pub(super) fn of(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(certificate) => Self::of_certificate(certificate),
            rustls::Error::InvalidMessage(_) | rustls::Error::InappropriateMessage { .. } => Self::NotTls,
            rustls::Error::AlertReceived(alert) => Self::of_alert(*alert),
            rustls::Error::PeerIncompatible(
                PeerIncompatible::ServerDoesNotSupportTls12Or13
                | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
            ) => Self::OldVersion,
            rustls::Error::Other(other) => match other.0.downcast_ref::<NoTrustStore>() {
                Some(missing) => Self::NoTrustStore(missing.to_string()),
                None => Self::Other(other.to_string()),
            },
            other => Self::Other(other.to_string()),
        }
    }

    /// Flaws that need the chain to be named stand in `certificate::flaw`.
    fn of_certificate(error: &CertificateError) -> Self {
        match error {
            CertificateError::Revoked => Self::Revoked,
            other => Self::Certificate(other.to_string()),
        }
    }

    fn of_alert(alert: AlertDescription) -> Self {
        match alert {
            AlertDescription::ProtocolVersion => Self::OldVersion,
            AlertDescription::NoApplicationProtocol => Self::OtherProtocol,
            AlertDescription::CertificateRequired => Self::CertificateWanted,
            other => Self::Alert(format!("{other:?}")),
        }
    }

    /// The cause behind an error of the handshake.
    pub(super) fn in_handshake(error: &io::Error) -> Self {
        let causes = Causes::of(error);
        match (causes.tls, error.kind()) {
            (Some(problem), _) => problem,
            (
                None,
                io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe,
            ) => Self::Closed,
            (None, _) => Self::Other(innermost(error)),
        }
    }

    /// A refusal without a better name is about the client certificate when the server asked for one.
    pub(super) fn when_asked(self, asked: Asked) -> Self {
        match (self, asked) {
            (Self::Alert(_) | Self::Closed, Asked::InVain) => Self::CertificateWanted,
            (Self::Alert(alert), Asked::Answered) => Self::CertificateRefused(alert),
            (Self::Closed, Asked::Answered) => {
                Self::CertificateRefused("it closed the connection".to_owned())
            }
            (problem, _) => problem,
        }
    }
}

/// What an error chain holds that tells causes apart.
#[derive(Default)]
struct Causes {
    file: Option<FileError>,
    tls: Option<TlsProblem>,
    http: Option<HttpCause>,
    io: Option<io::ErrorKind>,
}

/// What hyper said.
enum HttpCause {
    Closed,
    Malformed(String),
    TooLarge(String),
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
        // hyper has a question for this on its server side only.
        if error.is_parse() && error.to_string().contains("too large") {
            Some(Self::TooLarge(innermost(error)))
        } else if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
            Some(Self::Closed)
        } else if error.is_parse() {
            Some(Self::Malformed(innermost(error)))
        } else {
            None
        }
    }
}

/// The last error of a chain: the one that says what happened.
pub(super) fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

/// All errors of a chain, outermost first.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
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
        let revoked = rustls::Error::InvalidCertificate(CertificateError::Revoked);
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, revoked));
        assert_eq!(TlsProblem::in_handshake(&wrapped), TlsProblem::Revoked);
    }

    #[test]
    fn a_refused_handshake_is_about_the_client_certificate_when_one_was_asked_for() {
        let alert = TlsProblem::Alert("HandshakeFailure".to_owned());
        assert_eq!(alert.clone().when_asked(Asked::No), alert);
        assert_eq!(
            alert.clone().when_asked(Asked::InVain),
            TlsProblem::CertificateWanted
        );
        assert!(matches!(
            alert.when_asked(Asked::Answered),
            TlsProblem::CertificateRefused(_)
        ));
        assert_eq!(
            TlsProblem::OldVersion.when_asked(Asked::InVain),
            TlsProblem::OldVersion
        );
    }

    #[test]
    fn a_missing_trust_store_is_named() {
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
        let error = TransportError::ConnectTimeout {
            address: "localhost:9".to_owned(),
            after: Duration::from_millis(1_500),
            step: ConnectStep::Securing,
        };
        assert_eq!(
            error.to_string(),
            "localhost:9 did not answer within 1.5 s while securing the connection with TLS"
        );
    }
}
