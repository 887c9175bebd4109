//! The signing options of the JSON request, and which of them this version can honour.
//!
//! An option that is not honoured is refused: silently signing otherwise would be worse than not signing.

use super::json_aws::{Algorithm, Auto, JsonAws, Location, PathOption, Payload, Switch, TokenPlacement};
use super::problem::Problem;
use crate::model::AwsAuth;
use crate::sigv4::{ContentSha256, Normalisation, PathEncoding, ServiceRules, infer};

impl JsonAws {
    /// Refuses what no service gets in this version; what depends on the service is checked later.
    pub fn check(&self) -> Result<RulesAsked, Problem> {
        let refused = [
            (self.location == Location::Query, "location", "\"query\""),
            (self.payload == Payload::Unsigned, "payload", "\"unsigned\""),
            (
                self.session_token_placement == TokenPlacement::AfterSigning,
                "session_token_placement",
                "\"after_signing\"",
            ),
            (
                !self.unsigned_headers.is_empty(),
                "unsigned_headers",
                "a list of names",
            ),
            (
                !self.signed_headers_extra.is_empty(),
                "signed_headers_extra",
                "a list of names",
            ),
            (self.algorithm == Algorithm::Sigv4a, "algorithm", "\"sigv4a\""),
            (!self.region_set.is_empty(), "region_set", "a list of regions"),
            (
                self.signing_host.is_some(),
                "signing_host",
                "another host than the one sent",
            ),
        ];
        if let Some((_, option, value)) = refused.into_iter().find(|(asked, ..)| *asked) {
            return Err(unsupported(option, value));
        }
        Ok(RulesAsked {
            payload: self.payload,
            path_encoding: self.path_encoding,
            normalize_path: self.normalize_path,
            content_sha256_header: self.content_sha256_header,
        })
    }
}

/// Options that are honoured when they say what the service's own rules say.
#[derive(Clone, Copy, Debug, Default)]
pub struct RulesAsked {
    payload: Payload,
    path_encoding: PathOption,
    normalize_path: Switch,
    content_sha256_header: Switch,
}

impl RulesAsked {
    /// Compares with the rules of the service that the request is for.
    pub fn check(self, aws: &AwsAuth, host: &str) -> Result<(), Problem> {
        let service = if aws.service.is_empty() {
            infer(host).map(|hint| hint.service).unwrap_or_default()
        } else {
            aws.service.clone()
        };
        let rules = ServiceRules::of(&service);
        let path = match self.path_encoding {
            PathOption::Auto => rules.path_encoding,
            PathOption::Single => PathEncoding::Single,
            PathOption::Double => PathEncoding::Double,
        };
        let differs = [
            (path != rules.path_encoding, "path_encoding"),
            (
                self.normalize_path
                    .differs(rules.normalisation == Normalisation::On),
                "normalize_path",
            ),
            (
                self.content_sha256_header
                    .differs(rules.content_sha256 != ContentSha256::NotNeeded),
                "content_sha256_header",
            ),
            (
                self.payload == Payload::Signed && rules.content_sha256 == ContentSha256::UnsignedPayload,
                "payload",
            ),
        ];
        match differs.into_iter().find(|(asked, _)| *asked) {
            None => Ok(()),
            Some((_, option)) => Err(unsupported(
                option,
                &format!("another value than that of {service}"),
            )),
        }
    }
}

impl Switch {
    fn differs(self, of_service: bool) -> bool {
        match self {
            Self::Word(Auto::Auto) => false,
            Self::Set(asked) => asked != of_service,
        }
    }
}

/// An option that this version has no way to honour.
pub fn unsupported(option: &str, value: &str) -> Problem {
    Problem::usage(
        "unsupported",
        format!("This version can not sign with {option}: {value}"),
        format!("Leave {option} out."),
    )
}
