//! The page of help of each cause: what it means, how services say it, how to check, how to mend it.
//!
//! Texts only. They say what is true of the cause everywhere; what is true of one request stands in its finding.

mod content;
mod credentials;
mod form;
mod gateway;
mod general;
mod no_reply;
mod pages;
mod permission;
mod scope;
mod sts;
#[cfg(test)]
mod tests;
mod time;

use crate::model::Cause;

/// Everything that is known of a cause, for somebody who meets it for the first time.
///
/// A paragraph or step of one sentence has no full stop. A command to type stands in back-ticks; in it, words in
/// capitals are to be replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CauseHelp {
    /// The cause as a sentence, without a full stop.
    pub title: &'static str,
    /// What it means, in paragraphs.
    pub meaning: &'static [&'static str],
    /// How services say it: type and message, with `…` for what changes from reply to reply. Empty when no service
    /// says it.
    pub said: &'static [&'static str],
    /// How to find out whether it is this, the cheapest step first.
    pub checks: &'static [&'static str],
    /// What mends it, the likeliest first.
    pub fixes: &'static [&'static str],
    /// Where AWS or the standard writes about it.
    pub page: Option<Page>,
}

/// A page of AWS's documentation, or of a standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// What the page calls itself.
    pub title: &'static str,
    /// Address for a browser.
    pub url: &'static str,
}

/// The help for a cause. Total, so that no cause comes without help.
pub fn help_of(cause: Cause) -> &'static CauseHelp {
    match cause {
        Cause::UnsignedRequest => &form::UNSIGNED_REQUEST,
        Cause::RouteOrStageNotFound => &gateway::ROUTE_OR_STAGE_NOT_FOUND,
        Cause::TwoAuthMethods => &form::TWO_AUTH_METHODS,
        Cause::NotASigv4Header => &form::NOT_A_SIGV4_HEADER,
        Cause::IncompleteAuthorization => &form::INCOMPLETE_AUTHORIZATION,
        Cause::MalformedDate => &time::MALFORMED_DATE,
        Cause::ClockBehind => &time::CLOCK_BEHIND,
        Cause::ClockAhead => &time::CLOCK_AHEAD,
        Cause::HostNotSigned => &form::HOST_NOT_SIGNED,
        Cause::UnsupportedAlgorithm => &form::UNSUPPORTED_ALGORITHM,
        Cause::MalformedCredential => &scope::MALFORMED_CREDENTIAL,
        Cause::WrongRegion => &scope::WRONG_REGION,
        Cause::WrongService => &scope::WRONG_SERVICE,
        Cause::ScopeDateMismatch => &time::SCOPE_DATE_MISMATCH,
        Cause::UnknownAccessKey => &credentials::UNKNOWN_ACCESS_KEY,
        Cause::SessionTokenMissing => &credentials::SESSION_TOKEN_MISSING,
        Cause::SessionTokenInvalid => &credentials::SESSION_TOKEN_INVALID,
        Cause::CredentialsExpired => &credentials::CREDENTIALS_EXPIRED,
        Cause::WrongSecretKey => &credentials::WRONG_SECRET_KEY,
        Cause::RequestAltered => &content::REQUEST_ALTERED,
        Cause::SignatureMismatch => &content::SIGNATURE_MISMATCH,
        Cause::NotAuthorized => &permission::NOT_AUTHORIZED,
        Cause::ExplicitDeny => &permission::EXPLICIT_DENY,
        Cause::AuthorizerDenied => &gateway::AUTHORIZER_DENIED,
        Cause::ApiKeyOrWaf => &gateway::API_KEY_OR_WAF,
        Cause::HttpApiForbidden => &gateway::HTTP_API_FORBIDDEN,
        Cause::PrivateEndpointPolicy => &gateway::PRIVATE_ENDPOINT_POLICY,
        Cause::FunctionUrlPermission => &permission::FUNCTION_URL_PERMISSION,
        Cause::ContentSha256Required => &content::CONTENT_SHA256_REQUIRED,
        Cause::ContentSha256Mismatch => &content::CONTENT_SHA256_MISMATCH,
        Cause::UnsignedPayloadRequired => &content::UNSIGNED_PAYLOAD_REQUIRED,
        Cause::HeadersNotSigned => &form::HEADERS_NOT_SIGNED,
        Cause::PresignExpiryInvalid => &time::PRESIGN_EXPIRY_INVALID,
        Cause::PresignedUrlExpired => &time::PRESIGNED_URL_EXPIRED,
        Cause::BucketRedirect => &scope::BUCKET_REDIRECT,
        Cause::S3expressSession => &scope::S3EXPRESS_SESSION,
        Cause::MissingHeader => &form::MISSING_HEADER,
        Cause::ServiceNotEnabled => &credentials::SERVICE_NOT_ENABLED,
        Cause::StsRegionDisabled => &sts::STS_REGION_DISABLED,
        Cause::MfaRequired => &sts::MFA_REQUIRED,
        Cause::MfaInvalid => &sts::MFA_INVALID,
        Cause::WebIdentityInvalid => &sts::WEB_IDENTITY_INVALID,
        Cause::OpensearchRoleMapping => &permission::OPENSEARCH_ROLE_MAPPING,
        Cause::AppsyncUnauthorized => &permission::APPSYNC_UNAUTHORIZED,
        Cause::IotPolicy => &permission::IOT_POLICY,
        Cause::SsoRoleNotAssigned => &sts::SSO_ROLE_NOT_ASSIGNED,
        Cause::CloudfrontSignedUrlRequired => &gateway::CLOUDFRONT_SIGNED_URL_REQUIRED,
        Cause::CloudfrontBlocked => &gateway::CLOUDFRONT_BLOCKED,
        Cause::BearerKeyInvalid => &credentials::BEARER_KEY_INVALID,
        Cause::DnsFailure => &no_reply::DNS_FAILURE,
        Cause::ConnectionRefused => &no_reply::CONNECTION_REFUSED,
        Cause::TlsFailure => &no_reply::TLS_FAILURE,
        Cause::Timeout => &no_reply::TIMEOUT,
        Cause::ProxyFailure => &no_reply::PROXY_FAILURE,
        Cause::NotFound => &general::NOT_FOUND,
        Cause::ServerError => &general::SERVER_ERROR,
        Cause::Throttled => &general::THROTTLED,
        Cause::Unknown => &general::UNKNOWN,
    }
}

/// What a search over pages of help looks in: the title, the stable name, and what services say.
pub fn search_words(cause: Cause) -> String {
    let help = help_of(cause);
    let mut words = format!("{} {}", help.title, cause.slug());
    for said in help.said {
        words.push(' ');
        words.push_str(said);
    }
    words
}
