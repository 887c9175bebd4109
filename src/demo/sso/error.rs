//! How OIDC and portal refuse.

use serde_json::json;

use crate::demo::reply::{Reply, Sender};

/// Why a request to IAM Identity Center was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SsoRefusal {
    /// Nothing is at this path and method.
    UnknownOperation,
    /// A parameter is missing or can not be.
    InvalidRequest(&'static str),
    /// Client and secret do not belong together, or their time is over.
    InvalidClient,
    /// The client may not do this.
    UnauthorizedClient,
    /// No such kind of grant.
    UnsupportedGrantType,
    /// Where the browser is to be sent is not what was registered.
    InvalidRedirectUri,
    /// Code, verifier or refresh token are not good, or not any more.
    InvalidGrant,
    /// The person has not answered yet.
    AuthorizationPending,
    /// The client asks too often.
    SlowDown,
    /// The person said no.
    AccessDenied,
    /// The person did not answer in time.
    ExpiredToken,
    /// The portal does not know the bearer token.
    Unauthorized,
    /// The portal: the account or role is not the user's.
    Forbidden,
}

impl SsoRefusal {
    /// Name of the error, status, and OAuth's own code (RFC 6749, 5.2; RFC 8628, 3.5) where it comes from OIDC.
    fn parts(self) -> (&'static str, u16, Option<&'static str>) {
        match self {
            Self::UnknownOperation => ("UnknownOperationException", 404, None),
            Self::InvalidRequest(_) => ("InvalidRequestException", 400, Some("invalid_request")),
            Self::InvalidClient => ("InvalidClientException", 401, Some("invalid_client")),
            Self::UnauthorizedClient => ("UnauthorizedClientException", 400, Some("unauthorized_client")),
            Self::UnsupportedGrantType => (
                "UnsupportedGrantTypeException",
                400,
                Some("unsupported_grant_type"),
            ),
            Self::InvalidRedirectUri => ("InvalidRedirectUriException", 400, Some("invalid_redirect_uri")),
            Self::InvalidGrant => ("InvalidGrantException", 400, Some("invalid_grant")),
            Self::AuthorizationPending => (
                "AuthorizationPendingException",
                400,
                Some("authorization_pending"),
            ),
            Self::SlowDown => ("SlowDownException", 400, Some("slow_down")),
            Self::AccessDenied => ("AccessDeniedException", 400, Some("access_denied")),
            Self::ExpiredToken => ("ExpiredTokenException", 400, Some("expired_token")),
            Self::Unauthorized => ("UnauthorizedException", 401, None),
            Self::Forbidden => ("ForbiddenException", 403, None),
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::UnknownOperation => "No operation is at this path",
            Self::InvalidRequest(what) => what,
            Self::InvalidClient => "Invalid client provided",
            Self::UnauthorizedClient => "The client is not registered for this grant",
            Self::UnsupportedGrantType => "The grant type is not supported",
            Self::InvalidRedirectUri => "The redirect URI is not one that was registered",
            Self::InvalidGrant => "Invalid grant provided",
            Self::AuthorizationPending => "Authorization is still pending",
            Self::SlowDown => "Too many requests",
            Self::AccessDenied => "The user denied the request",
            Self::ExpiredToken => "The code has expired",
            Self::Unauthorized => "Session token not found or invalid",
            Self::Forbidden => "No access",
        }
    }

    /// The error document: OAuth's fields from OIDC, a message from the portal.
    pub fn reply(self) -> Reply {
        let (name, status, code) = self.parts();
        let body = match code {
            Some(code) => json!({ "error": code, "error_description": self.message() }),
            None => json!({ "message": self.message() }),
        };
        Reply::new(Sender::Sso, status, body.to_string()).with("x-amzn-ErrorType", name)
    }
}
