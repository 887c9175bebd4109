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

/// What stands for the body in a presigned URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresignedPayload {
    /// The same as in the header form.
    AsInHeaderForm,
    /// `UNSIGNED-PAYLOAD`, without a header.
    Unsigned,
}

/// Whether the session token takes part in the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenRule {
    /// It does.
    Signed,
    /// It is added when all else is signed.
    AfterSigning,
}

/// By which name the session token goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenName {
    /// `X-Amz-Security-Token`.
    Usual,
    /// `x-amz-s3session-token`: a session of a directory bucket
    /// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateSession.html>).
    S3Session,
}

impl TokenName {
    /// The header.
    pub fn header(self) -> &'static str {
        match self {
            Self::Usual => "x-amz-security-token",
            Self::S3Session => "x-amz-s3session-token",
        }
    }

    /// The parameter of a presigned URL.
    pub fn parameter(self) -> &'static str {
        match self {
            Self::Usual => "X-Amz-Security-Token",
            Self::S3Session => "X-Amz-S3session-Token",
        }
    }
}

/// How the service's requests spell their target unless the user says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsualSpelling {
    /// As typed.
    AsTyped,
    /// Strictly encoded, as the path is an object's key.
    Canonical,
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
    /// The last line of the canonical request of a presigned URL.
    pub presigned_payload: PresignedPayload,
    /// The session token.
    pub session_token: TokenRule,
    /// Name of the header or parameter that carries the session token.
    pub token_name: TokenName,
    /// The target.
    pub spelling: UsualSpelling,
    /// Why these, for people.
    pub reason: &'static str,
}

impl ServiceRules {
    /// The rules of `execute-api` and of every service that asks for nothing special.
    pub const DEFAULT: Self = Self {
        path_encoding: PathEncoding::Double,
        normalisation: Normalisation::On,
        content_sha256: ContentSha256::NotNeeded,
        presigned_payload: PresignedPayload::AsInHeaderForm,
        session_token: TokenRule::Signed,
        token_name: TokenName::Usual,
        spelling: UsualSpelling::AsTyped,
        reason: "the rules of all services that ask for nothing special",
    };

    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html> and
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>
    const S3: Self = Self {
        path_encoding: PathEncoding::Single,
        normalisation: Normalisation::Off,
        content_sha256: ContentSha256::BodyHash,
        presigned_payload: PresignedPayload::Unsigned,
        session_token: TokenRule::Signed,
        token_name: TokenName::Usual,
        spelling: UsualSpelling::Canonical,
        reason: "S3 encodes the key once, keeps its dots and slashes, and requires x-amz-content-sha256",
    };

    /// The rules of a request to the service: those of the service, but that a directory bucket is asked for a
    /// session (`GET /?session`) with the credentials of IAM, whose token has its usual name.
    pub fn of_request(service: &str, target: &str) -> Self {
        let rules = Self::of(service);
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let asks_for_session = query
            .split('&')
            .any(|parameter| parameter == "session" || parameter == "session=");
        match rules.token_name {
            TokenName::S3Session if asks_for_session => Self {
                token_name: TokenName::Usual,
                ..rules
            },
            _ => rules,
        }
    }

    /// The rules of the service with that signing name.
    pub fn of(service: &str) -> Self {
        match service {
            "s3" | "s3-outposts" | "s3-object-lambda" => Self::S3,
            "s3express" => Self {
                token_name: TokenName::S3Session,
                reason: "S3 encodes the key once, keeps its dots and slashes, and requires x-amz-content-sha256; a \
                         directory bucket takes the token of its session as x-amz-s3session-token",
                ..Self::S3
            },
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
            // <https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html#mqtt-ws>
            "iotdevicegateway" => Self {
                session_token: TokenRule::AfterSigning,
                reason: "AWS IoT over WebSocket takes the session token behind the signature",
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
    fn a_directory_bucket_takes_its_own_token_but_for_the_call_that_makes_one() {
        let name = |target| ServiceRules::of_request("s3express", target).token_name;
        assert_eq!(name("/key?partNumber=1"), TokenName::S3Session);
        assert_eq!(name("/?session"), TokenName::Usual);
        assert_eq!(name("/?session="), TokenName::Usual);
        assert_eq!(
            ServiceRules::of_request("s3", "/key").token_name,
            TokenName::Usual
        );
    }

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
