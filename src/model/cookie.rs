//! A cookie as the jar keeps it (RFC 6265).

use time::OffsetDateTime;

use super::Secret;

/// One cookie. Its value may log somebody in, so it is a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    /// Name.
    pub name: String,
    /// Value.
    pub value: Secret,
    /// Domain without a leading dot.
    pub domain: String,
    /// Whether hosts below the domain get it.
    pub scope: CookieScope,
    /// Path.
    pub path: String,
    /// When it ends; `None` means with the program.
    pub expires: Option<OffsetDateTime>,
    /// Sent over TLS only.
    pub secure: bool,
    /// Hidden from scripts.
    pub http_only: bool,
}

/// Which hosts get a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieScope {
    /// Only the host that set it.
    HostOnly,
    /// The domain and every host below it.
    Domain,
}
