//! What each signing option means while it is left to the service, in words.

use super::hosts::{HostAlgorithm, HostHint};
use super::rules::{ContentSha256, Normalisation, PathEncoding, PresignedPayload, ServiceRules, TokenRule};
use crate::model::{PayloadSigning, SignatureLocation, SigningOptions};

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
    let presigned = options.location != SignatureLocation::Header;
    let unsigned = rules.content_sha256 == ContentSha256::UnsignedPayload
        || (presigned && rules.presigned_payload == PresignedPayload::Unsigned);
    let added = match rules.content_sha256 {
        ContentSha256::NotNeeded => options.payload == PayloadSigning::Unsigned && !presigned,
        ContentSha256::BodyHash | ContentSha256::UnsignedPayload => !presigned,
    };
    Automatic {
        payload: if unsigned { "not signed" } else { "signed" },
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
    use super::super::applied::{Applied, Payload, Sha256Header};
    use super::*;

    #[test]
    fn the_words_say_what_the_signer_does() {
        for service in [
            "execute-api",
            "s3",
            "aoss",
            "glacier",
            "vpc-lattice-svcs",
            "iotdevicegateway",
            "s3express",
        ] {
            for location in [
                SignatureLocation::Header,
                SignatureLocation::Query { expires_in: 60 },
            ] {
                for payload in [PayloadSigning::Auto, PayloadSigning::Unsigned] {
                    let options = SigningOptions {
                        location,
                        payload,
                        ..SigningOptions::default()
                    };
                    let words = automatic(service, "/", None, &options);
                    let applied = Applied::new(ServiceRules::of(service), &options);
                    let what = format!("{service} {location:?} {payload:?}");
                    assert_eq!(
                        words.content_sha256 == "added",
                        applied.sha256_header == Sha256Header::Added,
                        "{what}"
                    );
                    if payload == PayloadSigning::Auto {
                        assert_eq!(
                            words.payload == "signed",
                            applied.payload == Payload::Signed,
                            "{what}"
                        );
                    }
                    assert_eq!(
                        words.session_token == "signed",
                        applied.token == TokenRule::Signed,
                        "{what}"
                    );
                }
            }
        }
    }
}
