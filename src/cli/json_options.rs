//! The `aws` object of the JSON request as credentials and signing options.

use super::draft::parse_time;
use super::json_aws::{Algorithm, Auto, JsonAws, Location, PathOption, Payload, Switch, TokenPlacement};
use super::problem::Problem;
use crate::model::{
    Auth, AuthKind, AwsAuth, ContentSha256Header, PathEncodingOption, PathNormalization, PayloadSigning,
    Secret, SignatureLocation, SigningAlgorithm, SigningOptions, SigningTime, TokenPlacement as Placement,
};

/// How long a presigned URL works when the request does not say: a quarter of an hour.
const USUAL_SECONDS: u64 = 900;

impl JsonAws {
    /// Auth, and the signing time when one is given.
    pub fn into_auth(self) -> Result<(Auth, Option<SigningTime>), Problem> {
        let time = self.time.as_deref().map(parse_time).transpose()?;
        let options = self.options();
        let auth = Auth {
            kind: AuthKind::AwsSignature,
            aws: AwsAuth {
                access_key_id: self.access_key_id.unwrap_or_default(),
                secret_access_key: Secret::new(self.secret_access_key.unwrap_or_default()),
                session_token: Secret::new(self.session_token.unwrap_or_default()),
                region: self.region.unwrap_or_default(),
                service: self.service.unwrap_or_default(),
                options,
                ..AwsAuth::default()
            },
            ..Auth::default()
        };
        Ok((auth, time))
    }

    fn options(&self) -> SigningOptions {
        SigningOptions {
            location: match self.location {
                Location::Header => SignatureLocation::Header,
                Location::Query => presigned(self.expires_in.unwrap_or(USUAL_SECONDS)),
            },
            payload: match self.payload {
                Payload::Auto => PayloadSigning::Auto,
                Payload::Signed => PayloadSigning::Signed,
                Payload::Unsigned => PayloadSigning::Unsigned,
            },
            content_sha256_header: match self.content_sha256_header {
                Switch::Word(Auto::Auto) => ContentSha256Header::Auto,
                Switch::Set(true) => ContentSha256Header::Always,
                Switch::Set(false) => ContentSha256Header::Never,
            },
            path_encoding: match self.path_encoding {
                PathOption::Auto => PathEncodingOption::Auto,
                PathOption::Single => PathEncodingOption::Single,
                PathOption::Double => PathEncodingOption::Double,
            },
            normalize_path: match self.normalize_path {
                Switch::Word(Auto::Auto) => PathNormalization::Auto,
                Switch::Set(true) => PathNormalization::On,
                Switch::Set(false) => PathNormalization::Off,
            },
            session_token_placement: match self.session_token_placement {
                TokenPlacement::Auto => Placement::Auto,
                TokenPlacement::Signed => Placement::Signed,
                TokenPlacement::AfterSigning => Placement::AfterSigning,
            },
            algorithm: match self.algorithm {
                Algorithm::Auto => SigningAlgorithm::Auto,
                Algorithm::Sigv4 => SigningAlgorithm::SigV4,
                Algorithm::Sigv4a => SigningAlgorithm::SigV4a {
                    region_set: self.region_set.clone(),
                },
            },
            signing_host: self.signing_host.clone(),
            unsigned_headers: self.unsigned_headers.clone(),
            signed_headers_extra: self.signed_headers_extra.clone(),
        }
    }
}

/// The query form; a number beyond what can be asked for is as far out of range as the largest that can.
pub fn presigned(seconds: u64) -> SignatureLocation {
    SignatureLocation::Query {
        expires_in: u32::try_from(seconds).unwrap_or(u32::MAX),
    }
}
