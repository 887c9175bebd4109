//! The signing rules that differ from service to service, as data with the reason for each.

/// How the path of the target becomes the canonical URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathEncoding {
    /// The path as sent is encoded once more, so that `%2F` becomes `%252F`. All services but the S3 family.
    Double,
    /// The path is encoded once: what S3 reads as the key, strictly encoded.
    Single,
}

/// Whether dot segments and empty segments are removed from the canonical URI (RFC 3986, 6.2.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalisation {
    /// Removed. All services but the S3 family.
    On,
    /// Kept, since they are part of an object's key.
    Off,
}

/// Whether the signer adds `x-amz-content-sha256`, and with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentSha256 {
    /// The service does not ask for the header.
    NotNeeded,
    /// The header carries the hash of the body.
    BodyHash,
    /// The header says `UNSIGNED-PAYLOAD`, and so does the last line of the canonical request.
    UnsignedPayload,
}

/// How one service wants its requests signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceRules {
    /// Canonical URI: encoded once or twice.
    pub path_encoding: PathEncoding,
    /// Canonical URI: normalised or not.
    pub normalisation: Normalisation,
    /// The `x-amz-content-sha256` header.
    pub content_sha256: ContentSha256,
    /// Why these, for people.
    pub reason: &'static str,
}

impl ServiceRules {
    /// The rules of `execute-api` and of every service that asks for nothing special.
    pub const DEFAULT: Self = Self {
        path_encoding: PathEncoding::Double,
        normalisation: Normalisation::On,
        content_sha256: ContentSha256::NotNeeded,
        reason: "the rules of all services that ask for nothing special",
    };

    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>
    const S3: Self = Self {
        path_encoding: PathEncoding::Single,
        normalisation: Normalisation::Off,
        content_sha256: ContentSha256::BodyHash,
        reason: "S3 encodes the key once, keeps its dots and slashes, and requires x-amz-content-sha256",
    };

    /// The rules of the service with that signing name.
    pub fn of(service: &str) -> Self {
        match service {
            "s3" | "s3-outposts" | "s3-object-lambda" | "s3express" => Self::S3,
            "aoss" => Self {
                content_sha256: ContentSha256::BodyHash,
                reason: "OpenSearch Serverless requires x-amz-content-sha256 for writes",
                ..Self::DEFAULT
            },
            "glacier" => Self {
                content_sha256: ContentSha256::BodyHash,
                reason: "Glacier requires x-amz-content-sha256",
                ..Self::DEFAULT
            },
            "vpc-lattice-svcs" => Self {
                content_sha256: ContentSha256::UnsignedPayload,
                reason: "VPC Lattice accepts only x-amz-content-sha256: UNSIGNED-PAYLOAD",
                ..Self::DEFAULT
            },
            _ => Self::DEFAULT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_s3_family_is_encoded_once_and_everything_else_twice() {
        for service in ["s3", "s3express", "s3-outposts", "s3-object-lambda"] {
            assert_eq!(ServiceRules::of(service).path_encoding, PathEncoding::Single);
        }
        for service in ["execute-api", "sts", "lambda", "anything"] {
            assert_eq!(ServiceRules::of(service), ServiceRules::DEFAULT);
        }
    }
}
