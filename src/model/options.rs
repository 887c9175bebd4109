//! The signing options of one request. Every default is what the service asks for, by the rules for it.

use serde::{Deserialize, Serialize};

/// What a request says about its signature beyond credentials, region and service.
///
/// [`Default`] follows the rules of the service in everything; what is set here wins over them and is noted
/// in the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SigningOptions {
    /// Where the signature stands.
    pub location: SignatureLocation,
    /// Whether the body is signed.
    pub payload: PayloadSigning,
    /// Whether signing adds `x-amz-content-sha256`.
    pub content_sha256_header: ContentSha256Header,
    /// How often the path is encoded for the canonical request.
    pub path_encoding: PathEncodingOption,
    /// Whether dot segments are removed from the canonical request.
    pub normalize_path: PathNormalization,
    /// Whether the session token is signed.
    pub session_token_placement: TokenPlacement,
    /// Version 4 or 4A.
    pub algorithm: SigningAlgorithm,
    /// The host that is signed in place of the one sent: for a proxy that rewrites Host on the way. Empty
    /// means the host sent.
    pub signing_host: Option<String>,
    /// Names of headers that are sent and not signed, against the rule for them: for what a proxy changes.
    pub unsigned_headers: Vec<String>,
    /// Names of headers that are signed against the rule for them: for a service that insists on one.
    pub signed_headers_extra: Vec<String>,
}

/// Where the signature stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SignatureLocation {
    /// In the Authorization header: for every request that this client sends.
    #[default]
    Header,
    /// In the query, as a presigned URL: for a link that works without credentials for a while, and for
    /// WebSocket and browser clients, which can set no headers.
    #[serde(rename_all = "camelCase")]
    Query {
        /// How long it works, in seconds: 1 to 604,800 (seven days).
        expires_in: u32,
    },
}

/// Whether the body is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PayloadSigning {
    /// As the service wants it: signed, but for presigned S3 URLs and VPC Lattice.
    #[default]
    Auto,
    /// Its SHA-256 is signed: for a presigned URL that is good for this one body only.
    Signed,
    /// `UNSIGNED-PAYLOAD` is signed in its place: for S3 uploads whose body is not known yet.
    Unsigned,
}

/// Whether signing adds `x-amz-content-sha256`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ContentSha256Header {
    /// When the service requires it, or when the payload is not signed.
    #[default]
    Auto,
    /// Always: for an S3-compatible service behind a name of its own, and Lambda behind `CloudFront`.
    Always,
    /// Never: for a service that refuses headers it does not know.
    Never,
}

/// How often the path is encoded for the canonical request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PathEncodingOption {
    /// Once for the S3 family, twice for everything else.
    #[default]
    Auto,
    /// Once: for an S3-compatible service under another service name.
    Single,
    /// Twice: for a service that signs the path as it was sent.
    Double,
}

/// Whether dot segments and empty segments are removed from the path of the canonical request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PathNormalization {
    /// Kept for the S3 family, removed for everything else.
    #[default]
    Auto,
    /// Removed: for a service that resolves them before it checks the signature.
    On,
    /// Kept: for an S3-compatible service under another service name.
    Off,
}

/// Whether the session token is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TokenPlacement {
    /// Signed, but for AWS `IoT` over WebSocket.
    #[default]
    Auto,
    /// Signed with the rest: what nearly every service wants.
    Signed,
    /// Added behind the signature: AWS `IoT` over WebSocket.
    AfterSigning,
}

/// Which version of the signature.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SigningAlgorithm {
    /// Version 4, but for hosts that take only Version 4A.
    #[default]
    Auto,
    /// Version 4, for one region: what nearly every host takes.
    #[serde(rename = "sigv4")]
    SigV4,
    /// Version 4A, for a set of regions: multi-region access points of S3, global endpoints.
    #[serde(rename = "sigv4a", rename_all = "camelCase")]
    SigV4a {
        /// Regions as `us-east-1`, `us-*` or `*`. Empty means what the host says, else the region of the request,
        /// else `*`.
        region_set: Vec<String>,
    },
}
