//! Errors of STS, in the XML of the query protocol.

use crate::demo::refusal::Refusal;
use crate::demo::xml::{element, parent};

/// Why STS refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StsError {
    /// The authenticator refused.
    #[error("{}", authentication_text(.0))]
    Refused(#[from] Refusal),
    /// The trust policy, or the caller's, does not allow it; also when it asks for MFA and none came.
    #[error("User: {principal} is not authorized to perform: sts:AssumeRole on resource: {role}")]
    NotAuthorized {
        /// ARN of the caller.
        principal: String,
        /// ARN of the role.
        role: String,
    },
    /// The code is not the one of now.
    #[error("MultiFactorAuthentication failed with invalid MFA one time pass code. ")]
    MfaCode,
    /// One of serial number and code alone.
    #[error("MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code. ")]
    MfaIncomplete,
    /// No such device.
    #[error(
        "MultiFactorAuthentication failed, unable to validate MFA code. Please verify your MFA serial number is valid and associated with this user. "
    )]
    MfaSerial,
    /// The trust policy does not name the web identity.
    #[error("Not authorized to perform sts:AssumeRoleWithWebIdentity")]
    NotAuthorizedByToken,
    /// The token of a web identity has ended.
    #[error("Token expired: current date/time 1795176000 must be before the expiration date/time 1795172400")]
    IdentityTokenEnded,
    /// It is no token of a provider that the account knows.
    #[error(
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"
    )]
    IdentityTokenInvalid,
    /// A parameter is out of its bounds.
    #[error("{0}")]
    Validation(String),
    /// There is no such action.
    #[error("Could not find operation {action} for version {version}")]
    InvalidAction {
        /// The action given.
        action: String,
        /// The version given.
        version: String,
    },
    /// There is no action at all.
    #[error("Missing Action")]
    MissingAction,
}

/// Where the query protocol words it in its own way.
fn authentication_text(refusal: &Refusal) -> String {
    match refusal {
        Refusal::MissingToken => "Request is missing Authentication Token".to_owned(),
        Refusal::ExpiredToken => "The security token included in the request is expired".to_owned(),
        other => other.to_string(),
    }
}

impl StsError {
    /// Status code.
    pub fn status(&self) -> u16 {
        match self {
            Self::Refused(_) if self.code() == "IncompleteSignature" => 400,
            Self::Refused(_)
            | Self::NotAuthorized { .. }
            | Self::NotAuthorizedByToken
            | Self::MfaCode
            | Self::MfaIncomplete
            | Self::MfaSerial => 403,
            Self::IdentityTokenEnded
            | Self::IdentityTokenInvalid
            | Self::Validation(_)
            | Self::InvalidAction { .. }
            | Self::MissingAction => 400,
        }
    }

    /// The code in the document.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => match refusal.error_type() {
                "MissingAuthenticationTokenException" => "MissingAuthenticationToken",
                "IncompleteSignatureException" => "IncompleteSignature",
                "UnrecognizedClientException" => "InvalidClientTokenId",
                "ExpiredTokenException" => "ExpiredToken",
                "AccessDeniedException" => "AccessDenied",
                _ => "SignatureDoesNotMatch",
            },
            Self::NotAuthorized { .. }
            | Self::NotAuthorizedByToken
            | Self::MfaCode
            | Self::MfaIncomplete
            | Self::MfaSerial => "AccessDenied",
            Self::IdentityTokenEnded => "ExpiredTokenException",
            Self::IdentityTokenInvalid => "InvalidIdentityToken",
            Self::Validation(_) => "ValidationError",
            Self::InvalidAction { .. } => "InvalidAction",
            Self::MissingAction => "MissingAction",
        }
    }

    /// The whole document.
    pub fn document(&self, namespace: &str, request_id: &str) -> String {
        let error = parent(
            "Error",
            &[
                element("Type", "Sender"),
                element("Code", self.code()),
                element("Message", &self.to_string()),
            ]
            .concat(),
        );
        let request_id = element("RequestId", request_id);
        format!("<ErrorResponse xmlns=\"{namespace}\">{error}{request_id}</ErrorResponse>\n")
    }
}
