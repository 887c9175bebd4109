//! The connection that carried a request: addresses, TLS, and how long each phase took.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What is known of a connection. Filled as it comes about, so that a failed one says how far it got.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// New, or kept from an earlier exchange; `None` before there is one.
    pub origin: Option<ConnectionOrigin>,
    /// Address of the other end: the proxy's when there is one.
    pub address: Option<SocketAddr>,
    /// The proxy without its credentials, as `http://proxy:3128`.
    pub proxy: Option<String>,
    /// As the reply says.
    pub protocol: Option<HttpVersion>,
    /// TLS; `None` for plain text.
    pub tls: Option<TlsFacts>,
    /// Bytes of request line, header lines and body that went out, without TLS and framing.
    pub bytes_up: u64,
    /// Bytes of status line, header lines and body that came, without TLS and framing.
    pub bytes_down: u64,
}

/// Version of HTTP that a reply came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HttpVersion {
    /// RFC 1945.
    #[serde(rename = "HTTP/1.0")]
    Http10,
    /// RFC 9112.
    #[serde(rename = "HTTP/1.1")]
    Http11,
    /// RFC 9113.
    #[serde(rename = "HTTP/2")]
    Http2,
}

impl HttpVersion {
    /// As on a status line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http10 => "HTTP/1.0",
            Self::Http11 => "HTTP/1.1",
            Self::Http2 => "HTTP/2",
        }
    }
}

/// Version of TLS on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TlsVersion {
    /// RFC 5246.
    #[serde(rename = "TLS 1.2")]
    Tls12,
    /// RFC 8446.
    #[serde(rename = "TLS 1.3")]
    Tls13,
}

impl TlsVersion {
    /// The name for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tls12 => "TLS 1.2",
            Self::Tls13 => "TLS 1.3",
        }
    }
}

/// Whether a connection was opened for the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConnectionOrigin {
    /// Opened for it.
    New,
    /// Kept from an earlier one: no name resolution, no TCP and no TLS handshake.
    Reused,
}

/// What TLS agreed on, as far as it got.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsFacts {
    /// The version that both ends agreed on.
    pub version: Option<TlsVersion>,
    /// IANA name of the cipher suite.
    pub cipher: Option<String>,
    /// The name asked for.
    pub server_name: String,
    /// The certificate chain as the server sent it, end entity first.
    pub chain: Vec<CertificateFacts>,
    /// Whether the chain was believed.
    pub trust: ChainTrust,
}

/// Whether a certificate chain was believed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChainTrust {
    /// Not looked at yet.
    #[default]
    Unknown,
    /// By the authorities of the computer or the settings.
    Verified,
    /// Only because the user accepted this certificate; the text says what is wrong with it.
    Accepted(String),
    /// Not; the text says why.
    Refused(String),
}

/// A certificate for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateFacts {
    /// Distinguished name of whom it is for.
    pub subject: String,
    /// Distinguished name of who signed it.
    pub issuer: String,
    /// DNS names and addresses it is good for.
    pub names: Vec<String>,
    /// Valid from.
    pub not_before: OffsetDateTime,
    /// Valid until.
    pub not_after: OffsetDateTime,
    /// SHA-256 of its DER form in lower-case hex.
    pub sha256: String,
}

/// How long each phase took; `None` where it did not happen or was not reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phases {
    /// First pass over the files of the body.
    pub hashing: Option<Duration>,
    /// Name resolution.
    pub resolving: Option<Duration>,
    /// TCP, with the proxy's tunnel when there is one.
    pub connecting: Option<Duration>,
    /// TLS handshake.
    pub securing: Option<Duration>,
    /// From the connection to the last byte of the request.
    pub sending: Option<Duration>,
    /// From the last byte of the request to the reply head.
    pub waiting: Option<Duration>,
    /// From the reply head to the last byte of the body.
    pub downloading: Option<Duration>,
}
