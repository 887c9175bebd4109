//! The rules of one signature: those of the service, with what the user set on the request in their place.

use super::rules::{ContentSha256, Normalisation, PathEncoding, PresignedPayload, ServiceRules, TokenRule};
use crate::model::{
    ContentSha256Header, Note, PathEncodingOption, PathNormalization, PayloadSigning, SignatureLocation,
    SigningAlgorithm, SigningOptions, TokenPlacement,
};

/// What stands for the body in the last line of the canonical request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Payload {
    /// The SHA-256 of the body, in lower-case hex.
    Signed,
    /// `UNSIGNED-PAYLOAD`, with the reason for it.
    Unsigned(&'static str),
}

/// Whether signing adds `x-amz-content-sha256`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sha256Header {
    /// It does.
    Added,
    /// It does not.
    NotAdded,
}

/// Where the signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    /// Header form.
    Header,
    /// Query form, good for so many seconds.
    Query(u32),
}

/// Which version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// HMAC, one region.
    V4,
    /// ECDSA, a set of regions.
    V4a,
}

/// The rules of one signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Applied {
    /// The service's, with path encoding and normalisation as they are applied.
    pub rules: ServiceRules,
    pub payload: Payload,
    pub sha256_header: Sha256Header,
    pub token: TokenRule,
    pub location: Location,
    pub version: Version,
}

impl Applied {
    /// The rules of the service where the options do not say otherwise.
    pub fn new(service: ServiceRules, options: &SigningOptions) -> Self {
        let mut rules = service;
        match options.path_encoding {
            PathEncodingOption::Auto => {}
            PathEncodingOption::Single => rules.path_encoding = PathEncoding::Single,
            PathEncodingOption::Double => rules.path_encoding = PathEncoding::Double,
        }
        match options.normalize_path {
            PathNormalization::Auto => {}
            PathNormalization::On => rules.normalisation = Normalisation::On,
            PathNormalization::Off => rules.normalisation = Normalisation::Off,
        }
        let location = match options.location {
            SignatureLocation::Header => Location::Header,
            SignatureLocation::Query { expires_in } => Location::Query(expires_in),
        };
        Self {
            rules,
            payload: match options.payload {
                PayloadSigning::Auto => usual_payload(&service, location),
                PayloadSigning::Signed => Payload::Signed,
                PayloadSigning::Unsigned => Payload::Unsigned("asked for in the signing options"),
            },
            sha256_header: match options.content_sha256_header {
                ContentSha256Header::Auto => usual_header(&service, location, options.payload),
                ContentSha256Header::Always => Sha256Header::Added,
                ContentSha256Header::Never => Sha256Header::NotAdded,
            },
            token: match options.session_token_placement {
                TokenPlacement::Auto => service.session_token,
                TokenPlacement::Signed => TokenRule::Signed,
                TokenPlacement::AfterSigning => TokenRule::AfterSigning,
            },
            location,
            version: match options.algorithm {
                SigningAlgorithm::Auto | SigningAlgorithm::SigV4 => Version::V4,
                SigningAlgorithm::SigV4a { .. } => Version::V4a,
            },
        }
    }

    /// What the options change in the rules of the service, one note each.
    pub fn overrides(
        &self,
        service: &ServiceRules,
        service_name: &str,
        options: &SigningOptions,
    ) -> Vec<Note> {
        let usual = Self::new(
            *service,
            &SigningOptions {
                location: options.location,
                ..SigningOptions::default()
            },
        );
        let mut notes = Vec::new();
        let mut note = |rule, is: &str, usual: &str| {
            notes.push(Note::new(
                rule,
                format!("{is}, as the request says; for {service_name} the rule is: {usual}"),
            ));
        };
        if self.rules.path_encoding != usual.rules.path_encoding {
            let (is, rule) = in_words(
                self.rules.path_encoding == PathEncoding::Single,
                ["once", "twice"],
            );
            note(
                "path-encoding-overridden",
                &format!("The path is encoded {is}"),
                rule,
            );
        }
        if self.rules.normalisation != usual.rules.normalisation {
            let (is, rule) = in_words(self.rules.normalisation == Normalisation::On, ["removed", "kept"]);
            note(
                "normalize-path-overridden",
                &format!("Dot segments are {is} in the canonical path"),
                rule,
            );
        }
        if is_signed(self.payload) != is_signed(usual.payload) {
            let (is, rule) = in_words(is_signed(self.payload), ["signed", "not signed"]);
            note("payload-overridden", &format!("The body is {is}"), rule);
        }
        if options.content_sha256_header != ContentSha256Header::Auto
            && self.sha256_header != usual.sha256_header
        {
            let (is, rule) = in_words(self.sha256_header == Sha256Header::Added, ["added", "not added"]);
            note(
                "content-sha256-header-overridden",
                &format!("x-amz-content-sha256 is {is}"),
                rule,
            );
        }
        if self.token != usual.token {
            let (is, rule) = in_words(self.token == TokenRule::Signed, ["signed", "added after signing"]);
            note(
                "session-token-placement-overridden",
                &format!("The session token is {is}"),
                rule,
            );
        }
        notes
    }
}

/// The word for what is, and the word for what would be otherwise.
fn in_words(is_first: bool, [first, second]: [&'static str; 2]) -> (&'static str, &'static str) {
    if is_first {
        (first, second)
    } else {
        (second, first)
    }
}

fn is_signed(payload: Payload) -> bool {
    payload == Payload::Signed
}

fn usual_payload(service: &ServiceRules, location: Location) -> Payload {
    match (location, service.presigned_payload, service.content_sha256) {
        (Location::Query(_), PresignedPayload::Unsigned, _) => {
            Payload::Unsigned("the body of a presigned S3 URL is not known when it is signed")
        }
        (_, _, ContentSha256::UnsignedPayload) => Payload::Unsigned(service.reason),
        _ => Payload::Signed,
    }
}

/// Only the header tells a service that the payload is not signed; in the query form S3 takes it as given.
fn usual_header(service: &ServiceRules, location: Location, payload: PayloadSigning) -> Sha256Header {
    let required = service.content_sha256 != ContentSha256::NotNeeded || payload == PayloadSigning::Unsigned;
    match location {
        Location::Header if required => Sha256Header::Added,
        Location::Header => Sha256Header::NotAdded,
        Location::Query(_) => usual_header_of_presigned(service, payload),
    }
}

/// The query form of S3 carries no such header
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>); every other service
/// learns of an unsigned payload from it.
fn usual_header_of_presigned(service: &ServiceRules, payload: PayloadSigning) -> Sha256Header {
    match (service.presigned_payload, service.content_sha256, payload) {
        (PresignedPayload::Unsigned, ..) => Sha256Header::NotAdded,
        (_, ContentSha256::UnsignedPayload, _) | (_, _, PayloadSigning::Unsigned) => Sha256Header::Added,
        _ => Sha256Header::NotAdded,
    }
}
