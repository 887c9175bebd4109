//! Which headers are signed, and why.
//!
//! Signature Version 4 asks for `host`, `content-type` when sent, and every `x-amz-*`
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>). What else
//! is signed must reach the service unchanged, so nothing that proxies or gateways rewrite is.

use crate::model::{HeaderSource, SignatureLocation, SigningOptions, WireHeader};

/// Headers that the signer sets whatever the service; a row of that name is not sent.
pub(super) const SET_BY_SIGNING: [&str; 3] = ["authorization", "x-amz-date", "x-amz-security-token"];

/// What `aws-sigv4` never signs in the query form.
pub(super) const NOT_IN_PRESIGNED_URLS: [&str; 2] = ["x-amz-user-agent", "x-amz-checksum-mode"];

/// Whether a header line is signed, with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedChoice {
    /// Signed: `host`.
    Host,
    /// Signed: `content-type`.
    ContentType,
    /// Signed: `content-md5`.
    ContentMd5,
    /// Signed: the name starts with `x-amz-`.
    Amazon,
    /// Signed: the user typed it.
    Typed,
    /// Not signed: `authorization`, which holds the signature.
    HoldsTheSignature,
    /// Not signed: it is for one connection only and ends at the next hop (RFC 9110, 7.6.1).
    HopByHop,
    /// Not signed: proxies and gateways add to it or rewrite it.
    RewrittenOnTheWay,
    /// Not signed: caches in between may act on it and take it away.
    ForCaches,
    /// Not signed: the client added it.
    AddedByClient,
    /// Not signed: presigned URLs leave it to whoever uses them.
    NotInPresignedUrls,
    /// Signed against the rule for it: the user said so.
    Asked,
    /// Not signed against the rule for it: the user said so.
    TakenOut,
}

impl SignedChoice {
    /// Whether the header is signed.
    pub fn is_signed(self) -> bool {
        match self {
            Self::Host | Self::ContentType | Self::ContentMd5 | Self::Amazon | Self::Typed | Self::Asked => {
                true
            }
            Self::HoldsTheSignature
            | Self::HopByHop
            | Self::RewrittenOnTheWay
            | Self::ForCaches
            | Self::AddedByClient
            | Self::NotInPresignedUrls
            | Self::TakenOut => false,
        }
    }

    /// The reason, for people.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Host => "Signed because Signature Version 4 requires host",
            Self::ContentType => "Signed because Signature Version 4 asks for content-type when it is sent",
            Self::ContentMd5 => "Signed because it guards the body",
            Self::Amazon => "Signed because every x-amz-* header must be",
            Self::Typed => "Signed because it is a row of the header table",
            Self::HoldsTheSignature => "Not signed because it holds the signature itself",
            Self::HopByHop => "Not signed because it ends at the next proxy",
            Self::RewrittenOnTheWay => "Not signed because proxies and gateways rewrite it",
            Self::ForCaches => "Not signed because caches on the way may take it away",
            Self::AddedByClient => "Not signed because this client adds it and proxies may change it",
            Self::NotInPresignedUrls => "Not signed because presigned URLs leave it to whoever uses them",
            Self::Asked => "Signed because the signing options of the request name it",
            Self::TakenOut => "Not signed because the signing options of the request take it out",
        }
    }
}

/// Whether a header of that lower-case name is signed.
pub fn signed_choice(name: &str, source: HeaderSource) -> SignedChoice {
    match name {
        "host" => SignedChoice::Host,
        "content-type" => SignedChoice::ContentType,
        "content-md5" => SignedChoice::ContentMd5,
        "authorization" => SignedChoice::HoldsTheSignature,
        "connection" | "expect" | "keep-alive" | "te" | "trailer" | "transfer-encoding" | "upgrade" => {
            SignedChoice::HopByHop
        }
        "cookie" | "via" | "forwarded" | "x-amzn-trace-id" | "traceparent" | "tracestate" | "baggage"
        | "user-agent" | "accept-encoding" | "content-length" => SignedChoice::RewrittenOnTheWay,
        "range" | "cache-control" => SignedChoice::ForCaches,
        _ if name.starts_with("x-amz-") => SignedChoice::Amazon,
        _ if name.starts_with("proxy-") => SignedChoice::HopByHop,
        _ if name.starts_with("x-forwarded-") => SignedChoice::RewrittenOnTheWay,
        _ if name.starts_with("if-") => SignedChoice::ForCaches,
        _ => match source {
            HeaderSource::Typed => SignedChoice::Typed,
            HeaderSource::Client(_) => SignedChoice::AddedByClient,
            HeaderSource::Signer => SignedChoice::Amazon,
        },
    }
}

/// The same under the signing options of a request, which can turn the choice for a header around.
pub fn signed_choice_with(name: &str, source: HeaderSource, options: &SigningOptions) -> SignedChoice {
    let by_rule = signed_choice(name, source);
    if by_rule == SignedChoice::HoldsTheSignature {
        return by_rule;
    }
    if options.location != SignatureLocation::Header && NOT_IN_PRESIGNED_URLS.contains(&name) {
        return SignedChoice::NotInPresignedUrls;
    }
    match by_rule.is_signed() {
        true if names(&options.unsigned_headers, name) => SignedChoice::TakenOut,
        false if names(&options.signed_headers_extra, name) && !names(&options.unsigned_headers, name) => {
            SignedChoice::Asked
        }
        _ => by_rule,
    }
}

/// True when a list of names as typed holds that lower-case name.
pub(super) fn names(list: &[String], name: &str) -> bool {
    list.iter().any(|typed| typed.trim().eq_ignore_ascii_case(name))
}

/// True for a lower-case name that signing sets itself: a row of that name is in conflict with it and is not
/// sent under AWS auth.
pub fn is_set_by_signing(name: &str) -> bool {
    SET_BY_SIGNING.contains(&name)
}

/// True for a line of the unsigned request that is signed as it stands.
pub(super) fn is_signed_as_typed(header: &WireHeader, options: &SigningOptions) -> bool {
    let name = header.name.as_str();
    !is_set_by_signing(name) && signed_choice_with(name, header.source, options).is_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_signature_version_4_asks_for_is_signed_whoever_added_it() {
        for name in [
            "host",
            "content-type",
            "content-md5",
            "x-amz-date",
            "x-amz-meta-a",
        ] {
            assert!(
                signed_choice(name, HeaderSource::Client("")).is_signed(),
                "{name}"
            );
        }
    }

    /// The list that botocore 1.44 keeps out, and the ones that load balancers were seen to rewrite.
    #[test]
    fn what_changes_on_the_way_is_never_signed() {
        for name in [
            "authorization",
            "baggage",
            "connection",
            "cookie",
            "expect",
            "forwarded",
            "if-match",
            "keep-alive",
            "proxy-authorization",
            "range",
            "te",
            "traceparent",
            "tracestate",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "via",
            "x-amzn-trace-id",
            "x-forwarded-for",
            "cache-control",
            "accept-encoding",
            "content-length",
        ] {
            assert!(!signed_choice(name, HeaderSource::Typed).is_signed(), "{name}");
        }
    }

    #[test]
    fn the_options_of_a_request_turn_the_choice_around() {
        let options = SigningOptions {
            unsigned_headers: vec![" X-Amz-Meta-A ".to_owned(), "accept".to_owned()],
            signed_headers_extra: vec![
                "User-Agent".to_owned(),
                "ACCEPT".to_owned(),
                "authorization".to_owned(),
            ],
            ..SigningOptions::default()
        };
        let choice = |name| signed_choice_with(name, HeaderSource::Client(""), &options);
        assert_eq!(choice("x-amz-meta-a"), SignedChoice::TakenOut);
        assert_eq!(choice("user-agent"), SignedChoice::Asked);
        assert_eq!(choice("accept"), SignedChoice::AddedByClient);
        assert_eq!(choice("authorization"), SignedChoice::HoldsTheSignature);
        assert_eq!(choice("host"), SignedChoice::Host);
    }

    #[test]
    fn accept_is_signed_when_typed_and_not_when_added() {
        assert!(signed_choice("accept", HeaderSource::Typed).is_signed());
        assert!(!signed_choice("accept", HeaderSource::Client("")).is_signed());
    }
}
