//! What one request says about how it is sent.

use serde::{Deserialize, Serialize};

/// Settings of one request. Every default is the one for the whole program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RequestSettings {
    /// How path and query are spelled.
    pub spelling: TargetSpelling,
    /// Version of HTTP.
    pub protocol: Protocol,
    /// What happens at a redirect.
    pub redirects: Redirects,
    /// Whether the cookie jar takes part.
    pub cookies: CookieUse,
    /// Address to connect to in place of the URL's host, as `host`, `host:port` or `[::1]:port`; empty means the
    /// URL's.
    pub connect_to: String,
    /// Name for SNI and certificate in place of the host sent; empty means the host sent.
    pub server_name: String,
    /// Milliseconds for name resolution, TCP and TLS together; `None` means that of the program, 0 no limit.
    pub connect_timeout_ms: Option<u64>,
    /// Milliseconds from the start to the last byte of the body; `None` means that of the program, 0 no limit.
    pub total_timeout_ms: Option<u64>,
}

/// How path and query are spelled on the request line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TargetSpelling {
    /// Canonical for requests signed for the S3 family, as typed for all others.
    #[default]
    Auto,
    /// Only what HTTP forbids is escaped: for a service that tells `%2F` from `/` or `?a` from `?a=`.
    AsTyped,
    /// Everything but unreserved characters is escaped: the one spelling on which all signers agree. For
    /// object keys of any kind.
    Canonical,
}

/// Version of HTTP on the connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Protocol {
    /// HTTP/1.1, where the bytes sent are known.
    #[default]
    #[serde(rename = "http1")]
    Http1,
    /// HTTP/2 only: a header list in place of bytes. By ALPN on TLS, by prior knowledge without.
    #[serde(rename = "http2")]
    Http2,
}

/// What happens when a reply redirects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Redirects {
    /// The reply is shown, and the user decides.
    #[default]
    Stop,
    /// Within one origin the request is signed again and sent on, up to ten times; another origin stops.
    SameOrigin,
    /// As [`Redirects::SameOrigin`]; another origin is followed without any credential.
    Everywhere,
}

/// Whether cookies are sent and kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CookieUse {
    /// For requests that are not signed.
    #[default]
    Auto,
    /// For this request too.
    On,
    /// Not for this request.
    Off,
}
