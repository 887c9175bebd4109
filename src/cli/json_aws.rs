//! The `aws` object of the JSON request.

use serde::Deserialize;

/// Credentials, scope, and the options that only some services need. Everything may be left out, and unknown
/// keys are errors.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JsonAws {
    /// Access key ID; the environment's when it is missing.
    pub access_key_id: Option<String>,
    /// Secret access key; the environment's when it is missing.
    pub secret_access_key: Option<String>,
    /// Session token of temporary credentials.
    pub session_token: Option<String>,
    /// Region; the host's when it is missing.
    pub region: Option<String>,
    /// Signing name; the host's when it is missing.
    pub service: Option<String>,
    /// Signing time as `20261120T120000Z`; now when it is missing.
    pub time: Option<String>,
    /// Header or query.
    pub location: Location,
    /// Seconds for which a presigned URL works; only read for `location: query`.
    pub expires_in: Option<u64>,
    /// Signed or not.
    pub payload: Payload,
    /// Once or twice.
    pub path_encoding: PathOption,
    /// Whether dot segments are removed from the canonical path.
    pub normalize_path: Switch,
    /// Whether `x-amz-content-sha256` is added.
    pub content_sha256_header: Switch,
    /// Before or after signing.
    pub session_token_placement: TokenPlacement,
    /// Names of headers that are not to be signed.
    pub unsigned_headers: Vec<String>,
    /// Names of headers to be signed beyond the default.
    pub signed_headers_extra: Vec<String>,
    /// Version 4 or 4A.
    pub algorithm: Algorithm,
    /// Regions of a version 4A signature.
    pub region_set: Vec<String>,
    /// The host to sign in place of the one sent.
    pub signing_host: Option<String>,
}

/// Where the signature stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Location {
    /// In the Authorization header.
    #[default]
    Header,
    /// In the query: a presigned URL.
    Query,
}

/// Whether the body is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payload {
    /// As the service wants it.
    #[default]
    Auto,
    /// The SHA-256 of the body is signed.
    Signed,
    /// `UNSIGNED-PAYLOAD` is signed in place of the body's hash.
    Unsigned,
}

/// How often the path is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PathOption {
    /// As the service wants it.
    #[default]
    Auto,
    /// Once.
    Single,
    /// Twice.
    Double,
}

/// Whether the session token is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenPlacement {
    /// As the service wants it.
    #[default]
    Auto,
    /// The session token is one of the signed headers or parameters.
    Signed,
    /// It is added behind the signature.
    AfterSigning,
}

/// Which signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// The one that the host takes.
    #[default]
    Auto,
    /// Version 4.
    Sigv4,
    /// Version 4A.
    Sigv4a,
}

/// `"auto"`, `true` or `false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Switch {
    /// As the service wants it.
    Word(Auto),
    /// As said.
    Set(bool),
}

/// The one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auto {
    /// `"auto"`.
    Auto,
}

impl Default for Switch {
    fn default() -> Self {
        Self::Word(Auto::Auto)
    }
}
