//! Errors of S3: status, code, text and the further elements that make them worth reading.

use super::scope::ScopeFault;
use crate::demo::xml::{element, parent};
use crate::sigv4::verify::Rebuilt;

/// Why S3 refuses. Its `Display` is the message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum S3Error {
    /// Not signed at all.
    #[error("Access Denied")]
    Unsigned,
    /// Signed in two ways.
    #[error(
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified"
    )]
    TwoMethods {
        /// Value of the Authorization header.
        authorization: String,
    },
    /// A signature of another version.
    #[error("The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.")]
    OtherMechanism,
    /// Another scheme, as `Bearer`.
    #[error("Unsupported Authorization Type")]
    OtherScheme {
        /// Value of the Authorization header.
        authorization: String,
    },
    /// The parts of the header are not there.
    #[error(
        "The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature."
    )]
    HeaderParts,
    /// One of the parts has another name.
    #[error("The authorization header is malformed; missing {0}.")]
    HeaderPartMissing(&'static str),
    /// The credential in the header is wrong.
    #[error("The authorization header is malformed; {0}")]
    HeaderScope(ScopeFault),
    /// Parameters of a presigned URL are missing.
    #[error(
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
    )]
    QueryParts,
    /// Another algorithm in the query.
    #[error("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"")]
    QueryAlgorithm,
    /// The date in the query is no date.
    #[error("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")]
    QueryDate,
    /// The credential in the query is wrong.
    #[error("Error parsing the X-Amz-Credential parameter; {0}")]
    QueryScope(ScopeFault),
    /// The life is no number.
    #[error("X-Amz-Expires should be a number")]
    ExpiresNoNumber,
    /// The life is below zero.
    #[error("X-Amz-Expires must be non-negative")]
    ExpiresNegative,
    /// The life is longer than a week.
    #[error(
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds"
    )]
    ExpiresTooLong,
    /// There is no date, or none that can be read.
    #[error("AWS authentication requires a valid Date or x-amz-date header")]
    DateMissing,
    /// The header's date is too far from the server's clock.
    #[error("The difference between the request time and the current time is too large.")]
    TimeTooSkewed {
        /// Signing time.
        request_time: String,
        /// The server's clock.
        server_time: String,
    },
    /// The presigned URL is over.
    #[error("Request has expired")]
    Expired {
        /// `X-Amz-Expires`.
        secs: String,
        /// When it was over.
        expires: String,
        /// The server's clock.
        server_time: String,
    },
    /// The presigned URL is of the future.
    #[error("Request is not valid yet")]
    NotValidYet,
    /// `x-amz-*` headers, or the host, are not signed.
    #[error("There were headers present in the request which were not signed")]
    HeadersNotSigned {
        /// Their names, with commas.
        names: String,
    },
    /// The header that S3 wants on every request is missing.
    #[error("Missing required header for this request: x-amz-content-sha256")]
    ContentSha256Missing,
    /// It is neither a hash nor one of the words allowed.
    #[error(
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value."
    )]
    ContentSha256Invalid {
        /// The value given.
        value: String,
    },
    /// It is not the hash of the body.
    #[error("The provided 'x-amz-content-sha256' header does not match what was computed.")]
    ContentSha256Mismatch {
        /// Value of the header.
        client: String,
        /// Hash of the body.
        computed: String,
    },
    /// No such key, or a temporary one without its token.
    #[error("The AWS Access Key Id you provided does not exist in our records.")]
    UnknownKey {
        /// The access key ID.
        key_id: String,
    },
    /// Another token than the key's.
    #[error("The provided token is malformed or otherwise invalid.")]
    InvalidToken,
    /// The session is over.
    #[error("The provided token has expired.")]
    ExpiredToken,
    /// The signature is not the one computed.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your key and signing method."
    )]
    SignatureMismatch {
        /// The access key ID.
        key_id: String,
        /// The signature given.
        signature: String,
        /// What was computed.
        rebuilt: Rebuilt,
    },
    /// No such bucket.
    #[error("The specified bucket does not exist")]
    NoSuchBucket {
        /// The bucket that was asked for.
        bucket: String,
    },
    /// No such object.
    #[error("The specified key does not exist.")]
    NoSuchKey {
        /// The object key that was asked for, decoded.
        key: String,
    },
    /// Too much for the demo.
    #[error("Your proposed upload exceeds the maximum allowed size")]
    EntityTooLarge {
        /// Bytes that all objects together may have.
        most: usize,
    },
    /// Not part of the demo.
    #[error("A header you provided implies functionality that is not implemented")]
    NotImplemented,
    /// Not part of the demo either.
    #[error("The specified method is not allowed against this resource.")]
    MethodNotAllowed,
}

impl S3Error {
    /// Status code.
    pub fn status(&self) -> u16 {
        match self {
            Self::Unsigned
            | Self::DateMissing
            | Self::TimeTooSkewed { .. }
            | Self::Expired { .. }
            | Self::NotValidYet
            | Self::HeadersNotSigned { .. }
            | Self::UnknownKey { .. }
            | Self::SignatureMismatch { .. } => 403,
            Self::NoSuchBucket { .. } | Self::NoSuchKey { .. } => 404,
            Self::MethodNotAllowed => 405,
            Self::NotImplemented => 501,
            _ => 400,
        }
    }

    /// The code in the document.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unsigned
            | Self::DateMissing
            | Self::Expired { .. }
            | Self::NotValidYet
            | Self::HeadersNotSigned { .. } => "AccessDenied",
            Self::TwoMethods { .. } | Self::OtherScheme { .. } | Self::ContentSha256Invalid { .. } => {
                "InvalidArgument"
            }
            Self::OtherMechanism | Self::ContentSha256Missing => "InvalidRequest",
            Self::HeaderParts | Self::HeaderPartMissing(_) | Self::HeaderScope(_) => {
                "AuthorizationHeaderMalformed"
            }
            Self::QueryParts
            | Self::QueryAlgorithm
            | Self::QueryDate
            | Self::QueryScope(_)
            | Self::ExpiresNoNumber
            | Self::ExpiresNegative
            | Self::ExpiresTooLong => "AuthorizationQueryParametersError",
            Self::TimeTooSkewed { .. } => "RequestTimeTooSkewed",
            Self::ContentSha256Mismatch { .. } => "XAmzContentSHA256Mismatch",
            Self::UnknownKey { .. } => "InvalidAccessKeyId",
            Self::InvalidToken => "InvalidToken",
            Self::ExpiredToken => "ExpiredToken",
            Self::SignatureMismatch { .. } => "SignatureDoesNotMatch",
            Self::NoSuchBucket { .. } => "NoSuchBucket",
            Self::NoSuchKey { .. } => "NoSuchKey",
            Self::EntityTooLarge { .. } => "EntityTooLarge",
            Self::NotImplemented => "NotImplemented",
            Self::MethodNotAllowed => "MethodNotAllowed",
        }
    }

    /// The further elements.
    fn extras(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TwoMethods { authorization } | Self::OtherScheme { authorization } => vec![
                ("ArgumentName", "Authorization".to_owned()),
                ("ArgumentValue", authorization.clone()),
            ],
            Self::ContentSha256Invalid { value } => vec![
                ("ArgumentName", "x-amz-content-sha256".to_owned()),
                ("ArgumentValue", value.clone()),
            ],
            Self::HeaderScope(fault) | Self::QueryScope(fault) => fault
                .region()
                .map(|region| ("Region", region.to_owned()))
                .into_iter()
                .collect(),
            Self::TimeTooSkewed {
                request_time,
                server_time,
            } => vec![
                ("RequestTime", request_time.clone()),
                ("ServerTime", server_time.clone()),
                ("MaxAllowedSkewMilliseconds", "900000".to_owned()),
            ],
            Self::Expired {
                secs,
                expires,
                server_time,
            } => vec![
                ("X-Amz-Expires", secs.clone()),
                ("Expires", expires.clone()),
                ("ServerTime", server_time.clone()),
            ],
            Self::HeadersNotSigned { names } => vec![("HeadersNotSigned", names.clone())],
            Self::ContentSha256Mismatch { client, computed } => vec![
                ("ClientComputedContentSHA256", client.clone()),
                ("S3ComputedContentSHA256", computed.clone()),
            ],
            Self::UnknownKey { key_id } => vec![("AWSAccessKeyId", key_id.clone())],
            Self::SignatureMismatch {
                key_id,
                signature,
                rebuilt,
            } => vec![
                ("AWSAccessKeyId", key_id.clone()),
                ("StringToSign", rebuilt.string_to_sign.clone()),
                ("SignatureProvided", signature.clone()),
                ("StringToSignBytes", hex_bytes(&rebuilt.string_to_sign)),
                ("CanonicalRequest", rebuilt.canonical_request.clone()),
                ("CanonicalRequestBytes", hex_bytes(&rebuilt.canonical_request)),
            ],
            Self::NoSuchBucket { bucket } => vec![("BucketName", bucket.clone())],
            Self::NoSuchKey { key } => vec![("Key", key.clone())],
            Self::EntityTooLarge { most } => vec![("MaxSizeAllowed", most.to_string())],
            _ => Vec::new(),
        }
    }

    /// The whole document.
    pub fn document(&self, request_id: &str, host_id: &str) -> String {
        let mut children = vec![
            element("Code", self.code()),
            element("Message", &self.to_string()),
        ];
        children.extend(self.extras().iter().map(|(name, text)| element(name, text)));
        children.push(element("RequestId", request_id));
        children.push(element("HostId", host_id));
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}",
            parent("Error", &children.concat())
        )
    }
}

/// `41 57 53 34`: each byte, so that invisible characters show.
fn hex_bytes(text: &str) -> String {
    let bytes: Vec<String> = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    bytes.join(" ")
}
