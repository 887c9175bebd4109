//! The faults that a signed request can be seen to have without knowing the secret: a closed list.

use super::authorization::AuthorizationError;
use super::claim::SignaturePlace;

/// One fault. Its `Display` says what is wrong; [`Fault::cure`] what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Neither an Authorization header nor a signature in the query.
    #[error("The request carries no signature: no Authorization header, and no X-Amz-Signature in the query")]
    NotSigned,
    /// The Authorization header is of another kind.
    #[error("This is no signature of Signature Version 4: {0}")]
    OtherScheme(AuthorizationError),
    /// A presigned URL with an Authorization header.
    #[error("The request is signed twice: in the query and in the Authorization header")]
    TwoAuthMethods,
    /// More than one Authorization header line.
    #[error("There are {count} Authorization headers")]
    AuthorizationRepeated {
        /// How many.
        count: usize,
    },
    /// A parameter of the signature stands in the query more than once.
    #[error("{name} stands in the query more than once")]
    ParameterRepeated {
        /// The name of the parameter, as in the query.
        name: String,
    },
    /// A part of the signature is not there.
    #[error("{part} is missing: the signature is in the {}", place_name(*.place))]
    PartMissing {
        /// Name of the part, as `Credential` or `X-Amz-Date`.
        part: &'static str,
        /// Where it is looked for.
        place: SignaturePlace,
    },
    /// The algorithm is none of Signature Version 4.
    #[error("'{algorithm}' is no algorithm of Signature Version 4")]
    UnknownAlgorithm {
        /// The name given.
        algorithm: String,
    },
    /// The credential does not have its parts.
    #[error("The credential '{credential}' does not have the parts {form}")]
    CredentialMalformed {
        /// The credential given.
        credential: String,
        /// How it is written.
        form: &'static str,
    },
    /// Part of the credential scope is empty.
    #[error("The {part} in the credential scope is empty")]
    ScopePartEmpty {
        /// `region` or `service`.
        part: &'static str,
    },
    /// The scope is for another region than the host.
    #[error("The credential scope names the region {region}, and {host} is in {of_host}")]
    RegionOfAnotherHost {
        /// Region in the scope.
        region: String,
        /// The host, without its port.
        host: String,
        /// Region in its name.
        of_host: String,
    },
    /// The scope is for another service than the host.
    #[error("The credential scope names the service {service}, and {host} takes signatures for {of_host}")]
    ServiceOfAnotherHost {
        /// Service in the scope.
        service: String,
        /// The host, without its port.
        host: String,
        /// Signing name of its service.
        of_host: String,
    },
    /// The scope's date is no date.
    #[error("The date '{date}' in the credential scope is not written as YYYYMMDD")]
    ScopeDateMalformed {
        /// The date given.
        date: String,
    },
    /// The scope does not end as it should.
    #[error("The credential scope ends in '{terminator}' and not in 'aws4_request'")]
    WrongTerminator {
        /// The last part given.
        terminator: String,
    },
    /// No signing time.
    #[error("There is no signing time: neither X-Amz-Date nor Date")]
    DateMissing,
    /// The signing time can not be read.
    #[error("The signing time '{date}' is not written as 20261120T120000Z")]
    DateMalformed {
        /// The time given.
        date: String,
    },
    /// Signing time and scope are of two days.
    #[error("The credential scope says {scope_date} and the signing time {signed_at}: two different days")]
    ScopeDateMismatch {
        /// Date in the scope.
        scope_date: String,
        /// Signing time.
        signed_at: String,
    },
    /// Too old for the time asked about.
    #[error("Expired: signed at {signed_at}, good until {until}, and it is {now}")]
    Expired {
        /// Signing time.
        signed_at: String,
        /// Last moment at which it is accepted.
        until: String,
        /// The time asked about.
        now: String,
    },
    /// Too far in the future for the time asked about.
    #[error("Not yet valid: signed at {signed_at}, good from {from}, and it is {now}")]
    NotYetValid {
        /// Signing time.
        signed_at: String,
        /// First moment at which it is accepted.
        from: String,
        /// The time asked about.
        now: String,
    },
    /// `X-Amz-Expires` is no number, or one out of range.
    #[error("X-Amz-Expires is '{expires}': it has to be a number of seconds from 1 to 604800")]
    ExpiresOutOfRange {
        /// The value given.
        expires: String,
    },
    /// S3 asks for it.
    #[error("X-Amz-Expires is missing, and S3 requires it")]
    ExpiresMissing,
    /// `host` is not signed.
    #[error("The host is not signed: SignedHeaders does not name it")]
    HostNotSigned,
    /// A header is named as signed and was not sent.
    #[error("The header {name} is named in SignedHeaders and not there")]
    HeaderMissing {
        /// Lower-case name.
        name: String,
    },
    /// An `x-amz-*` header was sent and not signed.
    #[error("The header {name} is there and not signed: every x-amz-* header has to be")]
    HeaderNotSigned {
        /// Lower-case name.
        name: String,
    },
    /// The list is out of order.
    #[error("SignedHeaders is not sorted: {first} comes before {second}")]
    SignedHeadersUnsorted {
        /// A name.
        first: String,
        /// The name after it, which should stand in front of it.
        second: String,
    },
    /// A name stands in the list more than once.
    #[error("SignedHeaders names {name} more than once")]
    SignedHeadersRepeat {
        /// The name.
        name: String,
    },
    /// A name is not in small letters.
    #[error("SignedHeaders names '{name}', which is not in small letters")]
    SignedHeadersUpperCase {
        /// The name as written.
        name: String,
    },
    /// A piece of the list is no header name.
    #[error("SignedHeaders has the piece '{piece}', which is no header name")]
    SignedHeadersMalformed {
        /// The piece as written.
        piece: String,
    },
    /// The signature is not 64 hex digits in small letters.
    #[error("The signature has to be {expected}, and is '{signature}'")]
    SignatureMalformed {
        /// The signature given.
        signature: String,
        /// The form that a signature has in this place.
        expected: &'static str,
    },
    /// Temporary credentials without their token.
    #[error(
        "The access key ID {access_key_id} is one of temporary credentials, and there is no session token"
    )]
    TokenMissing {
        /// The key ID.
        access_key_id: String,
    },
    /// A token beside a long-term key.
    #[error("There is a session token, and the access key ID {access_key_id} is a long-term one")]
    TokenUnexpected {
        /// The key ID.
        access_key_id: String,
    },
    /// S3 asks for the header.
    #[error("The header x-amz-content-sha256 is missing, and {service} requires it")]
    ContentSha256Missing {
        /// Signing name.
        service: String,
    },
    /// The header is not the hash of the body.
    #[error("x-amz-content-sha256 says {claimed}, and the body has {computed}")]
    ContentSha256Mismatch {
        /// Value of the header.
        claimed: String,
        /// SHA-256 of the body.
        computed: String,
    },
}

fn place_name(place: SignaturePlace) -> &'static str {
    match place {
        SignaturePlace::Header => "Authorization header",
        SignaturePlace::Query => "query",
    }
}

impl Fault {
    /// Stable name, for JSON and for searches.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NotSigned => "unsigned-request",
            Self::OtherScheme(_) => "not-a-sigv4-header",
            Self::TwoAuthMethods | Self::AuthorizationRepeated { .. } => "two-auth-methods",
            Self::ParameterRepeated { .. } => "parameter-repeated",
            Self::PartMissing { .. } | Self::DateMissing => "incomplete-authorization",
            Self::UnknownAlgorithm { .. } => "unsupported-algorithm",
            Self::CredentialMalformed { .. }
            | Self::ScopePartEmpty { .. }
            | Self::ScopeDateMalformed { .. }
            | Self::WrongTerminator { .. } => "malformed-credential",
            Self::RegionOfAnotherHost { .. } => "wrong-region",
            Self::ServiceOfAnotherHost { .. } => "wrong-service",
            Self::DateMalformed { .. } => "malformed-date",
            Self::ScopeDateMismatch { .. } => "scope-date-mismatch",
            Self::Expired { .. } => "expired",
            Self::NotYetValid { .. } => "not-yet-valid",
            Self::ExpiresOutOfRange { .. } | Self::ExpiresMissing => "presign-expiry-invalid",
            Self::HostNotSigned => "host-not-signed",
            Self::HeaderMissing { .. } => "missing-header",
            Self::HeaderNotSigned { .. } => "headers-not-signed",
            Self::SignedHeadersUnsorted { .. }
            | Self::SignedHeadersRepeat { .. }
            | Self::SignedHeadersUpperCase { .. }
            | Self::SignedHeadersMalformed { .. } => "malformed-signed-headers",
            Self::SignatureMalformed { .. } => "malformed-signature",
            Self::TokenMissing { .. } => "session-token-missing",
            Self::TokenUnexpected { .. } => "session-token-unexpected",
            Self::ContentSha256Missing { .. } => "content-sha256-required",
            Self::ContentSha256Mismatch { .. } => "content-sha256-mismatch",
        }
    }

    /// What to do about it.
    pub fn cure(&self) -> &'static str {
        match self {
            Self::NotSigned => {
                "Copy the request with its Authorization header; HAR exports of browsers often leave it out."
            }
            Self::OtherScheme(_) | Self::UnknownAlgorithm { .. } => "Sign with AWS4-HMAC-SHA256.",
            Self::TwoAuthMethods => {
                "Use the presigned URL without an Authorization header, or the header with a plain URL."
            }
            Self::AuthorizationRepeated { .. } | Self::ParameterRepeated { .. } => {
                "Sign the request again, without what an earlier signature left in it."
            }
            Self::PartMissing { .. } | Self::DateMissing => {
                "Check what was cut off, or sign the request again."
            }
            Self::CredentialMalformed { .. }
            | Self::ScopePartEmpty { .. }
            | Self::ScopeDateMalformed { .. }
            | Self::WrongTerminator { .. } => {
                "Sign with an access key ID, a region and a service without slashes."
            }
            Self::RegionOfAnotherHost { .. } => "Sign for the region that the host is in.",
            Self::ServiceOfAnotherHost { .. } => "Sign with the signing name of the service behind the host.",
            Self::DateMalformed { .. } => "Write X-Amz-Date in UTC as 20261120T120000Z.",
            Self::ScopeDateMismatch { .. } => "Take date and scope from one reading of the clock, in UTC.",
            Self::Expired { .. } => "Sign it again, and check the clock of the machine that signs.",
            Self::NotYetValid { .. } => "Check the clock of the machine that signs.",
            Self::ExpiresOutOfRange { .. } | Self::ExpiresMissing => {
                "Presign for 1 to 604800 seconds, which is a week."
            }
            Self::HostNotSigned => "Sign the host header.",
            Self::HeaderMissing { .. } => {
                "Send what was signed: a proxy or a client may have dropped the header."
            }
            Self::HeaderNotSigned { .. } => "Add the header before signing, not after.",
            Self::SignedHeadersUnsorted { .. }
            | Self::SignedHeadersRepeat { .. }
            | Self::SignedHeadersUpperCase { .. }
            | Self::SignedHeadersMalformed { .. } => {
                "List the names once each, in small letters, sorted, with semicolons between them."
            }
            Self::SignatureMalformed { .. } => {
                "Check what was cut off or changed when the signature was copied."
            }
            Self::TokenMissing { .. } => {
                "Send the session token of these credentials in x-amz-security-token."
            }
            Self::TokenUnexpected { .. } => "Leave the session token out, or use the key ID it belongs to.",
            Self::ContentSha256Missing { .. } => "Send and sign x-amz-content-sha256.",
            Self::ContentSha256Mismatch { .. } => {
                "Hash the body that is sent, and do not change it afterwards."
            }
        }
    }
}
