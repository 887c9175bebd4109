//! The kinds of pieces and the texts they stand in.

/// A text of the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PieceSection {
    /// The header added to the request.
    Authorization,
    /// The URL with the signature in its query, in place of the header.
    PresignedUrl,
    /// What both sides compute from the request.
    CanonicalRequest,
    /// What the signing key signs.
    StringToSign,
    /// How the key is made that signs.
    SigningKey,
}

impl PieceSection {
    /// In reading order.
    pub const ALL: [Self; 5] = [
        Self::Authorization,
        Self::PresignedUrl,
        Self::CanonicalRequest,
        Self::StringToSign,
        Self::SigningKey,
    ];

    /// The words over the piece, in AWS's terms.
    pub fn title(self) -> &'static str {
        match self {
            Self::Authorization => "Authorization",
            Self::PresignedUrl => "Presigned URL",
            Self::CanonicalRequest => "Canonical request",
            Self::StringToSign => "String to sign",
            Self::SigningKey => "Signing key",
        }
    }
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PieceKind {
    /// Name of the algorithm.
    Algorithm,
    /// Access key ID and credential scope.
    Credential,
    /// Says whose key signs.
    AccessKeyId,
    /// The credential scope.
    Scope,
    /// Date of the scope.
    ScopeDate,
    /// Region of the scope; Version 4A has none.
    ScopeRegion,
    /// Service of the scope.
    ScopeService,
    /// `aws4_request`.
    ScopeTerminator,
    /// The list of signed headers.
    SignedHeaders,
    /// A name in that list.
    SignedHeader,
    /// The signature.
    Signature,
    /// First number of a signature of Version 4A, decoded from it.
    SignatureR,
    /// Second number of a signature of Version 4A, decoded from it.
    SignatureS,
    /// A presigned URL up to what signing adds.
    Url,
    /// HTTP method.
    Method,
    /// Canonical URI.
    Path,
    /// Canonical query string.
    Query,
    /// A parameter of the query that is not one of the signature.
    QueryParameter,
    /// A canonical header.
    HeaderLine,
    /// The empty line behind the canonical headers.
    EndOfHeaders,
    /// Hash of the body, or what stands for it.
    PayloadHash,
    /// Moment of signing.
    Time,
    /// Hash of the canonical request.
    RequestHash,
    /// Seconds for which a presigned URL works.
    Expires,
    /// Session token in the query.
    SecurityToken,
    /// Region set of Version 4A in the query.
    RegionSet,
    /// What the derivation of the key starts from: words, never the secret.
    SecretKey,
    /// First step of the derivation.
    KeyDate,
    /// Second step.
    KeyRegion,
    /// Third step.
    KeyService,
    /// Fourth step: the signing key.
    KeySigning,
    /// What Version 4A derives the private key over.
    KeyDerivation,
    /// First coordinate of the public key of Version 4A.
    PublicKeyX,
    /// Second coordinate.
    PublicKeyY,
}

impl PieceKind {
    /// Short caption, at most 16 letters.
    pub fn label(self) -> &'static str {
        match self {
            Self::Algorithm => "Algorithm",
            Self::Credential => "Credential",
            Self::AccessKeyId => "Access key ID",
            Self::Scope => "Scope",
            Self::ScopeDate => "Date",
            Self::ScopeRegion => "Region",
            Self::ScopeService => "Service",
            Self::ScopeTerminator => "Terminator",
            Self::SignedHeaders => "Signed headers",
            Self::SignedHeader => "Signed header",
            Self::Signature => "Signature",
            Self::SignatureR => "r",
            Self::SignatureS => "s",
            Self::Url => "URL",
            Self::Method => "Method",
            Self::Path => "Path",
            Self::Query => "Query",
            Self::QueryParameter => "Parameter",
            Self::HeaderLine => "Header",
            Self::EndOfHeaders => "End of headers",
            Self::PayloadHash => "Payload hash",
            Self::Time => "Time",
            Self::RequestHash => "Hash of request",
            Self::Expires => "Expires",
            Self::SecurityToken => "Session token",
            Self::RegionSet => "Region set",
            Self::SecretKey => "Secret",
            Self::KeyDate => "kDate",
            Self::KeyRegion => "kRegion",
            Self::KeyService => "kService",
            Self::KeySigning => "kSigning",
            Self::KeyDerivation => "Derivation",
            Self::PublicKeyX => "Public key x",
            Self::PublicKeyY => "Public key y",
        }
    }

    /// Whether the text of a piece of this kind and name holds the session token, which is shown masked.
    pub fn holds_token(self, name: &str) -> bool {
        match self {
            Self::SecurityToken => true,
            Self::HeaderLine => matches!(name, "x-amz-security-token" | "x-amz-s3session-token"),
            _ => false,
        }
    }
}
