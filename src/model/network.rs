//! How the program reaches the network: for all requests together.

use serde::{Deserialize, Serialize};

use super::Secret;

/// Network settings of the program. The user's files and addresses, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Network {
    /// Which proxy.
    pub proxy: ProxySettings,
    /// PEM files with further certificate authorities.
    pub authorities: Vec<String>,
    /// Client certificates by host.
    pub client_certificates: Vec<ClientCertificate>,
    /// Milliseconds for name resolution, TCP and TLS together; `None` means 10 seconds, 0 no limit.
    pub connect_timeout_ms: Option<u64>,
    /// Milliseconds for a whole exchange; `None` and 0 mean no limit.
    pub total_timeout_ms: Option<u64>,
    /// Certificates that the user accepted in spite of their flaws, until the program ends.
    #[serde(skip)]
    pub accepted: Vec<AcceptedCertificate>,
}

/// Which proxy is used for which host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ProxySettings {
    /// Where the proxy comes from.
    pub mode: ProxyMode,
    /// `http://`, `https://`, `socks5://` (names resolved here) or `socks5h://` (names resolved there), for
    /// [`ProxyMode::Explicit`].
    pub url: String,
    /// User name for the proxy; empty means none.
    pub user: String,
    /// Password for the proxy; never written by serde.
    #[serde(skip)]
    pub password: Secret,
    /// Hosts that are reached directly, as in `NO_PROXY`: names with or without a leading dot, addresses,
    /// networks as `10.0.0.0/8`, `*` for all.
    pub bypass: String,
}

/// Where the proxy comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ProxyMode {
    /// `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, else the system's settings where they can be read.
    /// Loopback is always reached directly.
    #[default]
    System,
    /// None.
    Direct,
    /// The one of these settings.
    Explicit,
}

/// A client certificate for one host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ClientCertificate {
    /// Host name, or `*.name` for all below it.
    pub host: String,
    /// PEM file with the certificate chain, or PKCS#12 file with both.
    pub certificate: String,
    /// PEM file with the key; empty when the certificate's file holds it.
    pub key: String,
    /// Passphrase of the file; never written by serde.
    #[serde(skip)]
    pub passphrase: Secret,
}

/// A certificate that the user looked at and accepted for one host.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AcceptedCertificate {
    /// The name that was asked for by SNI, or the address.
    pub server_name: String,
    /// SHA-256 of the end-entity certificate in lower-case hex.
    pub sha256: String,
}
