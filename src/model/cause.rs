//! Why a request was refused or got no reply, as a closed list with stable names.

use serde::{Deserialize, Serialize};

/// Why a request was refused or got no reply.
///
/// The names stay: findings in reports, filters of the history and tests go by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The request arrived without a signature.
    UnsignedRequest,
    /// No such method, stage or path, or it was not deployed.
    RouteOrStageNotFound,
    /// A presigned URL and an Authorization header at once.
    TwoAuthMethods,
    /// The Authorization header is of another kind than Signature Version 4.
    NotASigv4Header,
    /// Parts of the signature are missing.
    IncompleteAuthorization,
    /// The signing time can not be read.
    MalformedDate,
    /// Signed for a time that is over: the clock is behind, or the request is old.
    ClockBehind,
    /// Signed for a time that has not come.
    ClockAhead,
    /// `host` is not among the signed headers.
    HostNotSigned,
    /// The service does not take this algorithm.
    UnsupportedAlgorithm,
    /// The credential has not the five parts that it needs.
    MalformedCredential,
    /// Signed for another region.
    WrongRegion,
    /// Signed for another service.
    WrongService,
    /// The date of the credential scope is not that of the signing time.
    ScopeDateMismatch,
    /// The service does not know the access key ID.
    UnknownAccessKey,
    /// A temporary access key ID came without its session token.
    SessionTokenMissing,
    /// The session token is not one, or not that of the key.
    SessionTokenInvalid,
    /// The temporary credentials have ended.
    CredentialsExpired,
    /// Both sides signed the same text with different keys.
    WrongSecretKey,
    /// What arrived is not what was signed.
    RequestAltered,
    /// The signature does not match, and the service does not say what it computed.
    SignatureMismatch,
    /// No policy allows it.
    NotAuthorized,
    /// A policy denies it.
    ExplicitDeny,
    /// An authorizer of the API refused it.
    AuthorizerDenied,
    /// API Gateway refused it before authorization: API key, web ACL, domain or endpoint.
    ApiKeyOrWaf,
    /// An HTTP API refused it, which never says why.
    HttpApiForbidden,
    /// The policy of a VPC endpoint had the Authorization header checked.
    PrivateEndpointPolicy,
    /// No policy allows calling the function URL, or the call is unsigned.
    FunctionUrlPermission,
    /// The service wants the hash of the body in `x-amz-content-sha256`.
    ContentSha256Required,
    /// The body is not the one whose hash was sent.
    ContentSha256Mismatch,
    /// The service takes only `UNSIGNED-PAYLOAD`.
    UnsignedPayloadRequired,
    /// Headers that have to be signed were not.
    HeadersNotSigned,
    /// The life of the presigned URL is not one that the service takes.
    PresignExpiryInvalid,
    /// The presigned URL has ended.
    PresignedUrlExpired,
    /// The bucket is at another endpoint.
    BucketRedirect,
    /// A directory bucket takes session credentials in a header of their own.
    S3expressSession,
    /// A header is missing that the protocol asks for.
    MissingHeader,
    /// The account has no subscription to the service.
    ServiceNotEnabled,
    /// STS is not active in this region for the account.
    StsRegionDisabled,
    /// The role asks for a code of an MFA device.
    MfaRequired,
    /// The code of the MFA device was not accepted.
    MfaInvalid,
    /// The token of an identity provider or the session policy was not accepted.
    WebIdentityInvalid,
    /// The caller is known and has no role in `OpenSearch`.
    OpensearchRoleMapping,
    /// `AppSync` refused the call or a field.
    AppsyncUnauthorized,
    /// No policy allows it at `IoT`.
    IotPolicy,
    /// The user has no such role in this account.
    SsoRoleNotAssigned,
    /// The distribution takes URLs signed for `CloudFront`.
    CloudfrontSignedUrlRequired,
    /// `CloudFront` refused it, and the origin never saw it.
    CloudfrontBlocked,
    /// The API key in the Authorization header was not accepted.
    BearerKeyInvalid,
    /// The host has no address.
    DnsFailure,
    /// Nothing listens there.
    ConnectionRefused,
    /// No TLS connection came about.
    TlsFailure,
    /// Nothing came in time.
    Timeout,
    /// The proxy gave no way to the host.
    ProxyFailure,
    /// There is nothing at this path, and it has nothing to do with the signature.
    NotFound,
    /// The service failed, whatever the signature.
    ServerError,
    /// Too many requests.
    Throttled,
    /// Nothing is known of it.
    Unknown,
}

impl Cause {
    /// All of them, in the order of the list.
    pub const ALL: [Self; 58] = [
        Self::UnsignedRequest,
        Self::RouteOrStageNotFound,
        Self::TwoAuthMethods,
        Self::NotASigv4Header,
        Self::IncompleteAuthorization,
        Self::MalformedDate,
        Self::ClockBehind,
        Self::ClockAhead,
        Self::HostNotSigned,
        Self::UnsupportedAlgorithm,
        Self::MalformedCredential,
        Self::WrongRegion,
        Self::WrongService,
        Self::ScopeDateMismatch,
        Self::UnknownAccessKey,
        Self::SessionTokenMissing,
        Self::SessionTokenInvalid,
        Self::CredentialsExpired,
        Self::WrongSecretKey,
        Self::RequestAltered,
        Self::SignatureMismatch,
        Self::NotAuthorized,
        Self::ExplicitDeny,
        Self::AuthorizerDenied,
        Self::ApiKeyOrWaf,
        Self::HttpApiForbidden,
        Self::PrivateEndpointPolicy,
        Self::FunctionUrlPermission,
        Self::ContentSha256Required,
        Self::ContentSha256Mismatch,
        Self::UnsignedPayloadRequired,
        Self::HeadersNotSigned,
        Self::PresignExpiryInvalid,
        Self::PresignedUrlExpired,
        Self::BucketRedirect,
        Self::S3expressSession,
        Self::MissingHeader,
        Self::ServiceNotEnabled,
        Self::StsRegionDisabled,
        Self::MfaRequired,
        Self::MfaInvalid,
        Self::WebIdentityInvalid,
        Self::OpensearchRoleMapping,
        Self::AppsyncUnauthorized,
        Self::IotPolicy,
        Self::SsoRoleNotAssigned,
        Self::CloudfrontSignedUrlRequired,
        Self::CloudfrontBlocked,
        Self::BearerKeyInvalid,
        Self::DnsFailure,
        Self::ConnectionRefused,
        Self::TlsFailure,
        Self::Timeout,
        Self::ProxyFailure,
        Self::NotFound,
        Self::ServerError,
        Self::Throttled,
        Self::Unknown,
    ];

    /// The stable name, as `wrong-region`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::UnsignedRequest => "unsigned-request",
            Self::RouteOrStageNotFound => "route-or-stage-not-found",
            Self::TwoAuthMethods => "two-auth-methods",
            Self::NotASigv4Header => "not-a-sigv4-header",
            Self::IncompleteAuthorization => "incomplete-authorization",
            Self::MalformedDate => "malformed-date",
            Self::ClockBehind => "clock-behind",
            Self::ClockAhead => "clock-ahead",
            Self::HostNotSigned => "host-not-signed",
            Self::UnsupportedAlgorithm => "unsupported-algorithm",
            Self::MalformedCredential => "malformed-credential",
            Self::WrongRegion => "wrong-region",
            Self::WrongService => "wrong-service",
            Self::ScopeDateMismatch => "scope-date-mismatch",
            Self::UnknownAccessKey => "unknown-access-key",
            Self::SessionTokenMissing => "session-token-missing",
            Self::SessionTokenInvalid => "session-token-invalid",
            Self::CredentialsExpired => "credentials-expired",
            Self::WrongSecretKey => "wrong-secret-key",
            Self::RequestAltered => "request-altered",
            Self::SignatureMismatch => "signature-mismatch",
            Self::NotAuthorized => "not-authorized",
            Self::ExplicitDeny => "explicit-deny",
            Self::AuthorizerDenied => "authorizer-denied",
            Self::ApiKeyOrWaf => "api-key-or-waf",
            Self::HttpApiForbidden => "http-api-forbidden",
            Self::PrivateEndpointPolicy => "private-endpoint-policy",
            Self::FunctionUrlPermission => "function-url-permission",
            Self::ContentSha256Required => "content-sha256-required",
            Self::ContentSha256Mismatch => "content-sha256-mismatch",
            Self::UnsignedPayloadRequired => "unsigned-payload-required",
            Self::HeadersNotSigned => "headers-not-signed",
            Self::PresignExpiryInvalid => "presign-expiry-invalid",
            Self::PresignedUrlExpired => "presigned-url-expired",
            Self::BucketRedirect => "bucket-redirect",
            Self::S3expressSession => "s3express-session",
            Self::MissingHeader => "missing-header",
            Self::ServiceNotEnabled => "service-not-enabled",
            Self::StsRegionDisabled => "sts-region-disabled",
            Self::MfaRequired => "mfa-required",
            Self::MfaInvalid => "mfa-invalid",
            Self::WebIdentityInvalid => "web-identity-invalid",
            Self::OpensearchRoleMapping => "opensearch-role-mapping",
            Self::AppsyncUnauthorized => "appsync-unauthorized",
            Self::IotPolicy => "iot-policy",
            Self::SsoRoleNotAssigned => "sso-role-not-assigned",
            Self::CloudfrontSignedUrlRequired => "cloudfront-signed-url-required",
            Self::CloudfrontBlocked => "cloudfront-blocked",
            Self::BearerKeyInvalid => "bearer-key-invalid",
            Self::DnsFailure => "dns-failure",
            Self::ConnectionRefused => "connection-refused",
            Self::TlsFailure => "tls-failure",
            Self::Timeout => "timeout",
            Self::ProxyFailure => "proxy-failure",
            Self::NotFound => "not-found",
            Self::ServerError => "server-error",
            Self::Throttled => "throttled",
            Self::Unknown => "unknown",
        }
    }

    /// The cause of that name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.slug() == slug)
    }

    /// True for what any server can say or any network can do: no word about signatures is in it.
    pub fn is_general(self) -> bool {
        matches!(
            self,
            Self::DnsFailure
                | Self::ConnectionRefused
                | Self::TlsFailure
                | Self::Timeout
                | Self::ProxyFailure
                | Self::NotFound
                | Self::ServerError
                | Self::Throttled
                | Self::Unknown
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_is_found_by_the_name_that_it_is_saved_under() {
        for cause in Cause::ALL {
            assert_eq!(Cause::from_slug(cause.slug()), Some(cause));
            let saved = serde_json::to_value(cause).unwrap();
            assert_eq!(saved, cause.slug());
        }
        let mut slugs: Vec<_> = Cause::ALL.iter().map(|cause| cause.slug()).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), Cause::ALL.len());
        assert_eq!(Cause::from_slug("Unknown"), None);
    }
}
