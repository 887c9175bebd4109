//! The sentences: what a piece is and why it is there.
//!
//! After <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>, in our words.

use super::super::applied::Version;
use super::super::rules::{ContentSha256, Normalisation, PathEncoding};
use super::super::signed_choice_with;
use super::changes::is_typed_row;
use super::facts::Facts;
use super::{PieceKind, Rule};
use crate::model::{BodyDigest, HeaderSource, HostSigned, Origin, Traced};

const CANONICAL: Rule = Rule {
    title: "Create a canonical request",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request",
};
const STRING_TO_SIGN: Rule = Rule {
    title: "Create a string to sign",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-string-to-sign",
};
const SIGNATURE: Rule = Rule {
    title: "Calculate the signature",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#calculate-signature",
};
const ADDED: Rule = Rule {
    title: "Add the signature to the request",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#add-signature-to-request",
};
const TEMPORARY: Rule = Rule {
    title: "Temporary security credentials",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#temporary-security-credentials",
};
const S3_HEADER: Rule = Rule {
    title: "Signature calculations for the Authorization header (Amazon S3)",
    url: "https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html",
};
const S3_QUERY: Rule = Rule {
    title: "Authenticating requests: using query parameters (Amazon S3)",
    url: "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html",
};
const V4A: Rule = Rule {
    title: "How Signature Version 4A works",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html#how-sigv4a-works",
};
const ELEMENTS: Rule = Rule {
    title: "Elements of an AWS API request signature",
    url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html",
};

/// The rule behind a piece.
pub(super) fn rule_of(facts: &Facts<'_>, kind: PieceKind, name: &str) -> Rule {
    let is_s3 = facts.usual.path_encoding == PathEncoding::Single;
    let in_query = facts.texts.presigned_url.is_some();
    match kind {
        PieceKind::PayloadHash | PieceKind::Expires if is_s3 && in_query => S3_QUERY,
        PieceKind::Path | PieceKind::PayloadHash if is_s3 => S3_HEADER,
        PieceKind::SecurityToken => TEMPORARY,
        PieceKind::HeaderLine if kind.holds_token(name) => TEMPORARY,
        PieceKind::HeaderLine if name == "x-amz-region-set" => V4A,
        PieceKind::Method
        | PieceKind::Path
        | PieceKind::Query
        | PieceKind::QueryParameter
        | PieceKind::HeaderLine
        | PieceKind::EndOfHeaders
        | PieceKind::SignedHeaders
        | PieceKind::SignedHeader
        | PieceKind::PayloadHash => CANONICAL,
        PieceKind::Algorithm if facts.version == Version::V4a => V4A,
        PieceKind::Algorithm | PieceKind::AccessKeyId | PieceKind::Expires => ELEMENTS,
        PieceKind::Credential | PieceKind::Url => ADDED,
        PieceKind::Time
        | PieceKind::RequestHash
        | PieceKind::Scope
        | PieceKind::ScopeDate
        | PieceKind::ScopeRegion
        | PieceKind::ScopeService
        | PieceKind::ScopeTerminator => STRING_TO_SIGN,
        PieceKind::Signature
        | PieceKind::SecretKey
        | PieceKind::KeyDate
        | PieceKind::KeyRegion
        | PieceKind::KeyService
        | PieceKind::KeySigning
            if facts.version == Version::V4 =>
        {
            SIGNATURE
        }
        _ => V4A,
    }
}

/// The sentence of a piece whose words do not depend on its text.
pub(super) fn what_of(facts: &Facts<'_>, kind: PieceKind) -> String {
    let v4a = facts.version == Version::V4a;
    let elsewhere = facts.is_elsewhere();
    let in_query = facts.texts.presigned_url.is_some();
    let text = match kind {
        PieceKind::Algorithm if v4a => {
            "Signature Version 4A: ECDSA on the curve P-256, with SHA-256. The service checks it with a public key"
        }
        PieceKind::Algorithm => {
            "Signature Version 4: HMAC with SHA-256. The service calculates the signature again and compares the two"
        }
        PieceKind::Credential => {
            "Access key ID and credential scope: whose key the service takes, and what it is good for"
        }
        PieceKind::AccessKeyId => {
            "Says whose secret access key the service checks the signature with; it is no secret"
        }
        PieceKind::Scope if v4a => {
            "The signature is good for this date and service only; its regions stand in X-Amz-Region-Set"
        }
        PieceKind::Scope => "The signature is good for this date, region and service only",
        PieceKind::ScopeDate => "The date of signing in UTC: the signing key is one of this day",
        PieceKind::ScopeTerminator if v4a => "The termination string: it ends every credential scope",
        PieceKind::ScopeTerminator => {
            "The termination string: it ends every credential scope and is the last input of the signing key"
        }
        PieceKind::SignedHeaders if elsewhere => {
            "The names of the signed headers, as the request lists them: they tell the service which lines to check"
        }
        PieceKind::SignedHeaders => {
            "The names of the signed headers, in lower case, sorted, and joined with semicolons: they tell the \
             service which lines to check"
        }
        PieceKind::Signature if elsewhere && !v4a => {
            "What the signer took for HMAC-SHA256 of the string to sign with the signing key: the service calculates \
             it again and compares the two"
        }
        PieceKind::Signature if v4a => {
            "The string to sign, signed with the private key: two numbers r and s in one ASN.1 text, in hex"
        }
        PieceKind::Signature => "HMAC-SHA256 of the string to sign with the signing key, in lower-case hex",
        PieceKind::SignatureR => {
            "The first number of the signature, decoded from it: it is not sent by itself"
        }
        PieceKind::SignatureS => {
            "The second number of the signature, decoded from it: it is not sent by itself"
        }
        PieceKind::Url => {
            "The URL with its own query; what follows is added by signing and makes it work by itself"
        }
        PieceKind::Method => "The HTTP method, as it is sent: a signature of a GET is no good for a DELETE",
        PieceKind::QueryParameter => {
            "A parameter: name and value are percent-encoded each by itself, all but A-Z a-z 0-9 - . _ ~"
        }
        PieceKind::EndOfHeaders => "Each canonical header ends its line, and an empty line ends them all",
        PieceKind::Time if elsewhere => {
            "When the request says that it was signed, in UTC: the service compares it with its clock"
        }
        PieceKind::Time if in_query => "When the URL was signed, in UTC: the same as in X-Amz-Date",
        PieceKind::Time => {
            "When the request was signed, in UTC: the same as in x-amz-date. Most services refuse a request that does \
             not arrive within five minutes of it"
        }
        PieceKind::RequestHash => {
            "SHA-256 of the canonical request, in lower-case hex: all of its lines are in it, so each of them changes \
             the signature"
        }
        PieceKind::Expires => {
            "For how many seconds from X-Amz-Date the URL works: at most 604800, seven days"
        }
        PieceKind::RegionSet => "The regions in which the signature is good, separated by commas",
        PieceKind::SecretKey if v4a => {
            "The derivation starts from AWS4A and the secret access key: the key of an HMAC, never sent"
        }
        PieceKind::SecretKey => {
            "The derivation starts from AWS4 and the secret access key: the key of the first HMAC, never sent"
        }
        PieceKind::KeyDate => {
            "kDate: HMAC-SHA256 of the date, with AWS4 and the secret access key as its key"
        }
        PieceKind::KeyRegion => "kRegion: HMAC-SHA256 of the region, with kDate as its key",
        PieceKind::KeyService => "kService: HMAC-SHA256 of the service, with kRegion as its key",
        PieceKind::KeySigning => {
            "kSigning: HMAC-SHA256 of aws4_request, with kService as its key. It signs everything of this day, region \
             and service"
        }
        PieceKind::KeyDerivation => {
            "HMAC-SHA256 in counter mode (NIST SP 800-108) over algorithm, access key ID and a counter, which starts \
             at 1 and goes up while the number is too large for the curve; one more than it is the private key, which \
             is never shown"
        }
        PieceKind::PublicKeyX => {
            "First coordinate of the public key that belongs to the private key: it checks signatures and makes none"
        }
        PieceKind::PublicKeyY => "Second coordinate of the public key",
        // These depend on their text and have functions of their own.
        PieceKind::Path
        | PieceKind::Query
        | PieceKind::HeaderLine
        | PieceKind::SignedHeader
        | PieceKind::PayloadHash
        | PieceKind::ScopeRegion
        | PieceKind::ScopeService
        | PieceKind::SecurityToken => "",
    };
    text.to_owned()
}

/// The path, by the rules that were applied to it.
pub(super) fn path(facts: &Facts<'_>) -> String {
    let rules = facts.applied.rules;
    let encoding = match rules.path_encoding {
        PathEncoding::Single => "percent-encoded once",
        PathEncoding::Double => "percent-encoded twice: as it is sent, and once more here",
    };
    let dots = match rules.normalisation {
        Normalisation::On => "without empty and dot segments",
        Normalisation::Off => "with its dots and double slashes kept",
    };
    let why = if rules.path_encoding != facts.usual.path_encoding
        || rules.normalisation != facts.usual.normalisation
    {
        ", as the signing options say"
    } else if rules.path_encoding == PathEncoding::Single {
        ", as it is the key of an object"
    } else {
        ""
    };
    format!("The path of the URL, {dots}{why}, {encoding}")
}

/// The query.
pub(super) fn query(query: &Traced) -> String {
    if query.is_empty() {
        "The request has no query, so this line is empty".to_owned()
    } else {
        "The parameters as name=value, percent-encoded, sorted by name and then by value, joined with &"
            .to_owned()
    }
}

/// A canonical header line.
pub(super) fn header(facts: &Facts<'_>, name: &str, line: &Traced) -> String {
    let elsewhere = facts.is_elsewhere();
    if elsewhere && facts.lines_of(name).next().is_none() {
        return format!("The list of signed headers names {name}, and the request has no such header");
    }
    let source = source(facts, name, line);
    match name {
        "host" => match facts.texts.host {
            HostSigned::AsSent => {
                "The host the request is for. Signature Version 4 requires it, so the signature is no good elsewhere"
                    .to_owned()
            }
            HostSigned::Differs { sent, .. } => format!(
                "The signing host of the options: {sent} is sent, so a proxy has to rewrite it or the signature fails"
            ),
        },
        "x-amz-date" => "The signing time, which the service compares with its clock".to_owned(),
        "x-amz-security-token" => {
            "The session token of temporary security credentials: without it their access key ID is unknown"
                .to_owned()
        }
        "x-amz-s3session-token" => "The token of the session with a directory bucket".to_owned(),
        "x-amz-region-set" => {
            "The regions in which the signature is good: Version 4A names them here and not in the scope".to_owned()
        }
        "x-amz-content-sha256" if elsewhere => {
            "The payload hash as the request states it: the service takes it as the last line of the canonical request"
                .to_owned()
        }
        "x-amz-content-sha256" => content_sha256(facts, source),
        _ if elsewhere => "Name and value of a header that the request lists among the signed ones".to_owned(),
        _ => format!(
            "Name and value of a header. {}",
            signed_choice_with(name, source, &facts.typed.auth.aws.options).reason()
        ),
    }
}

fn content_sha256(facts: &Facts<'_>, source: HeaderSource) -> String {
    let required = facts.usual.content_sha256 != ContentSha256::NotNeeded;
    match source {
        HeaderSource::Typed => {
            "The payload hash as typed in this row: the service takes it as the last line of the canonical request"
                .to_owned()
        }
        _ if required => format!("The payload hash as a header, which {} requires", facts.service),
        _ => "The payload hash as a header, added by the signing options".to_owned(),
    }
}

/// Who put a canonical header line there: the row it came from, else what the client sends, else signing.
fn source(facts: &Facts<'_>, name: &str, line: &Traced) -> HeaderSource {
    match (is_typed_row(line), facts.source_of(name)) {
        (true, _) => HeaderSource::Typed,
        (false, HeaderSource::Typed) => HeaderSource::Signer,
        (false, source) => source,
    }
}

/// A name in the list of signed headers.
pub(super) fn signed_header(name: &str) -> String {
    format!("Names the canonical header {name}: the service takes its value from the request it gets")
}

/// Region and service of the scope, with where they come from.
pub(super) fn chosen(word: &str, text: &Traced) -> String {
    let from = match text.segments().first().map(|segment| &segment.origin) {
        Some(Origin::Typed { .. } | Origin::Variable { .. }) => "as typed",
        Some(Origin::Host) => "read from the host",
        Some(Origin::Rule(rule)) => rule,
        _ => return format!("The {word} the request is for"),
    };
    format!("The {word} the request is for, {from}")
}

/// The last line of the canonical request.
pub(super) fn payload(facts: &Facts<'_>, hash: &Traced) -> String {
    let text = hash.as_str();
    let origin = hash.segments().first().map(|segment| &segment.origin);
    match origin {
        Some(Origin::BodyDigest) if text == BodyDigest::of(&[]).sha256 => {
            "SHA-256 of an empty body, in lower-case hex: the same for every request without a body"
                .to_owned()
        }
        Some(Origin::BodyDigest) => {
            let bytes = facts.wire.digest.length;
            let plural = if bytes == 1 { "byte" } else { "bytes" };
            format!(
                "SHA-256 of the body, {bytes} {plural}, in lower-case hex: one changed byte makes another hash"
            )
        }
        Some(Origin::Rule(reason)) if text == "UNSIGNED-PAYLOAD" => {
            format!("The body is not signed: {reason}")
        }
        Some(Origin::Received) => format!("As the request says{}", meaning(text)),
        Some(Origin::Typed { .. } | Origin::Variable { .. }) => {
            format!("As typed in the x-amz-content-sha256 row{}", meaning(text))
        }
        _ => "What stands for the body".to_owned(),
    }
}

/// What a stated payload hash means.
fn meaning(text: &str) -> &'static str {
    match text {
        "UNSIGNED-PAYLOAD" => ": the body is not signed",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER" => ": a streamed body that is not signed, with trailers",
        _ if text.starts_with("STREAMING-") => ": a body that is signed in chunks",
        _ => ", which services believe: it is not computed from the body",
    }
}

/// The session token in a query.
pub(super) fn token(facts: &Facts<'_>) -> String {
    let token = "The session token of temporary security credentials";
    match facts.applied.token {
        super::super::rules::TokenRule::Signed => {
            format!("{token}: without it their access key ID is unknown")
        }
        super::super::rules::TokenRule::AfterSigning => {
            format!("{token}, added behind the signature and not signed")
        }
    }
}
