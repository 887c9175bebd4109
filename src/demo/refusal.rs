//! Why a request was refused, in AWS's own words.
//!
//! Types and texts are those of the authenticator that AWS services share, collected from real replies.

use std::fmt;

use super::scope::ScopeProblems;
use crate::sigv4::verify::AuthorizationPart;

/// A refusal by authenticator, policy or router. Its `Display` is the `message` of the reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Unsigned, or signed for a method, stage or path that does not exist.
    #[error("Missing Authentication Token")]
    MissingToken,
    /// A presigned URL and an Authorization header at once.
    #[error("Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.")]
    TwoMethods,
    /// A piece of the Authorization header has no equal sign, as in `Bearer eyJ…`.
    #[error(
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '{hash}'."
    )]
    NotKeyValue {
        /// Base64 of the SHA-256 of the header's value.
        hash: String,
    },
    /// The header starts with a key=value pair.
    #[error("Authorization header must begin with the algorithm name, which cannot include an equal-sign")]
    NoAlgorithm,
    /// Parts of the Authorization header or the date are missing.
    #[error("{missing} (Hashed with SHA-256 and encoded with Base64) Authorization={hash}")]
    Incomplete {
        /// What is missing.
        missing: MissingParts,
        /// Base64 of the SHA-256 of the header's value.
        hash: String,
    },
    /// Parameters of a presigned URL are missing.
    #[error("{}Re-examine the query-string parameters.", missing_parameters(.names))]
    MissingParameters {
        /// The names of the parameters that are missing.
        names: Vec<&'static str>,
    },
    /// The date can not be read.
    #[error(
        "Date must be in ISO-8601 'basic format'. Got '{got}'. See http://en.wikipedia.org/wiki/ISO_8601"
    )]
    MalformedDate {
        /// The value received.
        got: String,
    },
    /// The signing time is further back than the window allows.
    #[error("Signature expired: {signed} is now earlier than {limit} ({server} - {minutes} min.)")]
    Expired {
        /// Signing time.
        signed: String,
        /// Earliest time accepted.
        limit: String,
        /// The server's clock.
        server: String,
        /// Width of the window.
        minutes: i64,
    },
    /// The signing time is further ahead than the window allows.
    #[error("Signature not yet current: {signed} is still later than {limit} ({server} + {minutes} min.)")]
    NotYetCurrent {
        /// Signing time.
        signed: String,
        /// Latest time accepted.
        limit: String,
        /// The server's clock.
        server: String,
        /// Width of the window.
        minutes: i64,
    },
    /// `host` is not among the signed headers.
    #[error("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")]
    HostNotSigned,
    /// Another algorithm than the one of Signature Version 4.
    #[error("Unsupported AWS 'algorithm': '{got}' (only AWS4-HMAC-SHA256 for now).")]
    UnsupportedAlgorithm {
        /// The first word of the header.
        got: String,
    },
    /// The credential does not have its five parts.
    #[error(
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{got}'"
    )]
    MalformedCredential {
        /// The credential received.
        got: String,
    },
    /// The credential scope is not that of this API; every problem is named.
    #[error("{0}")]
    WrongScope(ScopeProblems),
    /// No such access key, or its session token is missing or not the right one.
    #[error("The security token included in the request is invalid.")]
    UnknownKey,
    /// The session of the temporary credentials is over.
    #[error("The security token included in the request is expired")]
    ExpiredToken,
    /// The signature is not the one the server computed.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'{canonical_request}'\n\nThe String-to-Sign should have been\n'{string_to_sign}'\n"
    )]
    SignatureMismatch {
        /// The canonical request of what arrived.
        canonical_request: String,
        /// The string to sign made from it.
        string_to_sign: String,
    },
    /// The signature is right and a policy does not allow the call.
    #[error("User: {principal} is not authorized to perform: execute-api:Invoke on resource: {resource}")]
    Denied {
        /// ARN of the caller.
        principal: String,
        /// ARN of method and path, the account masked as AWS masks it.
        resource: String,
    },
}

impl Refusal {
    /// Value of `x-amzn-ErrorType`.
    pub fn error_type(&self) -> &'static str {
        match self {
            Self::MissingToken => "MissingAuthenticationTokenException",
            Self::NotKeyValue { .. }
            | Self::NoAlgorithm
            | Self::Incomplete { .. }
            | Self::MissingParameters { .. }
            | Self::MalformedDate { .. }
            | Self::UnsupportedAlgorithm { .. }
            | Self::MalformedCredential { .. } => "IncompleteSignatureException",
            Self::TwoMethods
            | Self::Expired { .. }
            | Self::NotYetCurrent { .. }
            | Self::HostNotSigned
            | Self::WrongScope(_)
            | Self::SignatureMismatch { .. } => "InvalidSignatureException",
            Self::UnknownKey => "UnrecognizedClientException",
            Self::ExpiredToken => "ExpiredTokenException",
            Self::Denied { .. } => "AccessDeniedException",
        }
    }
}

/// One sentence for each, with a space behind it.
fn missing_parameters(names: &[&str]) -> String {
    names.iter().fold(String::new(), |text, name| {
        text + "AWS query-string parameters must include '" + name + "'. "
    })
}

/// What an Authorization header lacks, shown as one sentence each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingParts {
    /// Parts of the header.
    pub parts: Vec<AuthorizationPart>,
    /// Whether there is neither `X-Amz-Date` nor `Date`.
    pub date: bool,
}

impl MissingParts {
    /// True when nothing is missing.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && !self.date
    }
}

impl fmt::Display for MissingParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sentences: Vec<String> = self
            .parts
            .iter()
            .map(|part| format!("Authorization header requires '{}' parameter.", part.as_str()))
            .collect();
        if self.date {
            sentences.push(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
                    .to_owned(),
            );
        }
        f.write_str(&sentences.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_missing_is_one_message() {
        use AuthorizationPart::{Credential, Signature, SignedHeaders};
        let missing = MissingParts {
            parts: vec![Credential, Signature, SignedHeaders],
            date: true,
        };
        let text = missing.to_string();
        for name in ["'Credential'", "'Signature'", "'SignedHeaders'", "'X-Amz-Date'"] {
            assert!(text.contains(name), "{text}");
        }
    }
}
