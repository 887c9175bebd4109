//! A signing report: everything that was signed, each piece with its origins.

use std::ops::Range;

use super::{Note, SigningTime, Traced};

/// What the signature inspector shows, live and as sent.
///
/// The texts follow <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningReport {
    /// The canonical request.
    pub canonical_request: Traced,
    /// Which bytes of the canonical request are what.
    pub sections: CanonicalSections,
    /// Lower-case hex SHA-256 of the canonical request.
    pub canonical_request_hash: String,
    /// The string to sign.
    pub string_to_sign: Traced,
    /// `20261120/us-east-1/execute-api/aws4_request`; without the region for Signature Version 4A.
    pub credential_scope: Traced,
    /// Access key ID as it stands in the credential.
    pub access_key_id: String,
    /// Moment of signing.
    pub time: SigningTime,
    /// Names of the signed headers, sorted.
    pub signed_headers: Vec<String>,
    /// Lower-case hex as `aws-sigv4` returned it: 64 digits, or an ASN.1 pair of numbers for Signature Version 4A.
    pub signature: String,
    /// Value of the Authorization header; empty when the signature stands in the query.
    pub authorization: Traced,
    /// The whole presigned URL, when the signature stands in the query.
    pub presigned_url: Option<Traced>,
    /// The key that was used, as far as it may be shown.
    pub key: KeyShown,
    /// Whether the host that was signed is the one sent.
    pub host: HostSigned,
    /// Whether our own canonical request reproduces the signature.
    pub proof: Proof,
    /// Rules that were applied, with reasons.
    pub notes: Vec<Note>,
}

/// What a report shows of the signing key. Secrets stay behind a door of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyShown {
    /// Version 4: four steps of HMAC from the secret access key, made on demand and not kept.
    Chain,
    /// Version 4A: the public key that belongs to the derived private key, with which anyone can check the
    /// signature. Both numbers in lower-case hex, 64 digits.
    PublicKey {
        /// First coordinate.
        x: String,
        /// Second coordinate.
        y: String,
    },
}

/// Whether the host that was signed is the one sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostSigned {
    /// The host that was signed is the Host header sent.
    AsSent,
    /// It is not: something on the way must rewrite Host, or the service refuses the signature.
    Differs {
        /// In the signature.
        signed: String,
        /// In the Host header.
        sent: String,
    },
}

/// Byte ranges of the six sections of a canonical request, without the line feeds between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CanonicalSections {
    /// HTTP method.
    pub method: Range<usize>,
    /// Canonical URI.
    pub path: Range<usize>,
    /// Canonical query string; empty when there is none.
    pub query: Range<usize>,
    /// One range for each canonical header line, without its line feed.
    pub headers: Vec<Range<usize>>,
    /// Signed headers list.
    pub signed_headers: Range<usize>,
    /// Hashed payload.
    pub payload_hash: Range<usize>,
}

/// The result of signing the shown string to sign again and comparing with what `aws-sigv4` returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The shown canonical request reproduces the signature.
    Proved,
    /// `aws-sigv4` can not spell this request, so that the signature was made of the canonical request shown, by the
    /// crate's key derivation and signing.
    OwnCanonicalRequest,
    /// It does not: what is shown is not what was signed, and the user must be told.
    Broken {
        /// The signature that the shown string to sign gives.
        from_report: String,
    },
}

impl Proof {
    /// True when the report can be believed.
    pub fn holds(&self) -> bool {
        matches!(self, Self::Proved | Self::OwnCanonicalRequest)
    }

    /// What it says, as one sentence.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Proved => "Proved: this canonical request reproduces the signature",
            Self::OwnCanonicalRequest => {
                "Signed from this canonical request: aws-sigv4 can not spell the bytes of this query, so only its key \
                 derivation and signing were used"
            }
            Self::Broken { .. } => "Not proved: this canonical request does not reproduce the signature",
        }
    }
}
