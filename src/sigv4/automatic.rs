//! What each signing option means while it is left to the service, in words.

use super::applied::{Applied, Payload, Sha256Header};
use super::hosts::{HostAlgorithm, HostHint};
use super::rules::{Normalisation, PathEncoding, ServiceRules, TokenRule};
use crate::model::{PayloadSigning, SigningOptions};

/// The value of every option that is left open, as a word or two, and the reason for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Automatic {
    /// Whether the body is signed.
    pub payload: &'static str,
    /// Whether `x-amz-content-sha256` is added.
    pub content_sha256: &'static str,
    /// How often the path is encoded.
    pub path_encoding: &'static str,
    /// What becomes of dot segments.
    pub normalize_path: &'static str,
    /// How the session token goes.
    pub session_token: &'static str,
    /// Which version signs.
    pub algorithm: String,
    /// Why, for people.
    pub reason: &'static str,
}

/// The automatic values for a service, at the place of the signature that the options ask for.
pub fn automatic(
    service: &str,
    target: &str,
    hint: Option<&HostHint>,
    options: &SigningOptions,
) -> Automatic {
    let rules = ServiceRules::of_request(service, target);
    // The header depends on what was chosen for the payload; the payload on where the signature stands.
    let left_open = |payload| {
        let options = SigningOptions {
            location: options.location,
            payload,
            ..SigningOptions::default()
        };
        Applied::new(rules, &options)
    };
    let signed = left_open(PayloadSigning::Auto).payload == Payload::Signed;
    let added = left_open(options.payload).sha256_header == Sha256Header::Added;
    Automatic {
        payload: if signed { "signed" } else { "not signed" },
        content_sha256: if added { "added" } else { "not added" },
        path_encoding: match rules.path_encoding {
            PathEncoding::Single => "once",
            PathEncoding::Double => "twice",
        },
        normalize_path: match rules.normalisation {
            Normalisation::On => "removed",
            Normalisation::Off => "kept",
        },
        session_token: match rules.session_token {
            TokenRule::Signed => "signed",
            TokenRule::AfterSigning => "after signing",
        },
        algorithm: match hint.map(|hint| (hint.algorithm, hint.rule)) {
            Some((HostAlgorithm::SigV4a { .. }, rule)) => {
                format!("Version 4A, as the host takes nothing else ({rule})")
            }
            _ => "Version 4, what nearly every host takes".to_owned(),
        },
        reason: rules.reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SignatureLocation;

    /// What AWS documents, see the rules of each service.
    #[test]
    fn the_words_are_those_of_the_service() {
        let words = |service: &str, location| {
            let options = SigningOptions {
                location,
                ..SigningOptions::default()
            };
            let auto = automatic(service, "/", None, &options);
            [
                auto.payload,
                auto.content_sha256,
                auto.path_encoding,
                auto.normalize_path,
                auto.session_token,
            ]
        };
        let query = SignatureLocation::Query { expires_in: 60 };
        let header = SignatureLocation::Header;
        assert_eq!(
            words("execute-api", header),
            ["signed", "not added", "twice", "removed", "signed"]
        );
        assert_eq!(words("s3", header), ["signed", "added", "once", "kept", "signed"]);
        assert_eq!(
            words("s3", query),
            ["not signed", "not added", "once", "kept", "signed"]
        );
        assert_eq!(
            words("vpc-lattice-svcs", header),
            ["not signed", "added", "twice", "removed", "signed"]
        );
        assert_eq!(words("iotdevicegateway", query)[4], "after signing");
    }
}
