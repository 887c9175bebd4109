//! The header lines of a signature: those that signing adds, and those that it covers.

use std::borrow::Cow;

use super::applied::{Applied, Location, Payload, Sha256Header, Version};
use super::headers::{NOT_IN_PRESIGNED_URLS, SET_BY_SIGNING, names};
use super::rules::TokenRule;
use super::string_to_sign::region;
use crate::model::{
    Field, HeaderSource, Origin, SigningOptions, SigningPlan, Traced, WireHeader, WireRequest,
};

pub(super) const CONTENT_SHA256: &str = "x-amz-content-sha256";
const REGION_SET: &str = "x-amz-region-set";

/// What signing adds to the header block, but for the Authorization header.
pub(super) fn added_headers<Kind>(
    unsigned: &WireRequest,
    payload_hash: &Traced,
    applied: &Applied,
    plan: &SigningPlan<Kind>,
    token: Option<&Traced>,
) -> Vec<WireHeader> {
    let mut lines = Vec::new();
    if applied.location == Location::Header {
        lines.push(added(
            "x-amz-date",
            Traced::new(&plan.time.amz_date(), Origin::Clock),
        ));
    }
    if is_left_to_signing(&unsigned.headers, applied) {
        lines.push(added(CONTENT_SHA256, payload_hash.clone()));
    }
    if applied.location == Location::Header {
        if applied.version == Version::V4a {
            lines.push(added(REGION_SET, region(plan)));
        }
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#temporary-security-credentials>
        lines.extend(token.map(|token| added(applied.rules.token_name.header(), token.clone())));
    }
    lines
}

/// The lines to sign: those given, with the signing host in place of the one sent, and those added.
pub(super) fn signed_lines<'given: 'line, 'line>(
    given: impl Iterator<Item = &'given WireHeader>,
    added: &'line [WireHeader],
    applied: &Applied,
    options: &SigningOptions,
) -> Vec<Cow<'line, WireHeader>> {
    let in_query = applied.location != Location::Header;
    let mut lines: Vec<Cow<'line, WireHeader>> = given
        .filter(|line| {
            let name = line.name.as_str();
            let left_out = in_query && NOT_IN_PRESIGNED_URLS.contains(&name);
            !is_replaced(name, added) && !left_out
        })
        .map(Cow::Borrowed)
        .collect();
    if let Some(host) = options
        .signing_host
        .as_deref()
        .map(str::trim)
        .filter(|host| !host.is_empty())
    {
        for line in lines.iter_mut().filter(|line| line.name.as_str() == "host") {
            line.to_mut().value = Traced::typed(host, Field::SigningHost);
        }
    }
    let takes_part = |line: &&WireHeader| {
        let name = line.name.as_str();
        let behind = name == applied.rules.token_name.header() && applied.token == TokenRule::AfterSigning;
        !behind && !names(&options.unsigned_headers, name)
    };
    lines.extend(added.iter().filter(takes_part).map(Cow::Borrowed));
    lines
}

/// True for a row whose name is the signer's to set.
pub(super) fn is_replaced(name: &str, added: &[WireHeader]) -> bool {
    SET_BY_SIGNING.contains(&name) || has(added, name)
}

/// Where `x-amz-content-sha256` is to be added, rows of that name without a value are filled in.
fn is_left_to_signing(lines: &[WireHeader], applied: &Applied) -> bool {
    applied.sha256_header == Sha256Header::Added && typed_payload_hash(lines).is_none()
}

pub(super) fn has(lines: &[WireHeader], name: &str) -> bool {
    lines.iter().any(|line| line.name.as_str() == name)
}

/// A header line that signing adds.
pub(super) fn added(name: &str, value: Traced) -> WireHeader {
    WireHeader {
        name: Traced::rule(name, "added by signing"),
        value,
        source: HeaderSource::Signer,
    }
}

/// The last line of the canonical request: a typed `x-amz-content-sha256` says what it is, as the services
/// believe that header; else the options and the service's rule do.
pub(super) fn payload_hash(unsigned: &WireRequest, applied: &Applied) -> Traced {
    if let Some(typed) = typed_payload_hash(&unsigned.headers) {
        return typed;
    }
    match applied.payload {
        Payload::Unsigned(reason) => Traced::rule("UNSIGNED-PAYLOAD", reason),
        Payload::Signed => Traced::new(&unsigned.digest.sha256, Origin::BodyDigest),
    }
}

pub(super) fn typed_payload_hash(lines: &[WireHeader]) -> Option<Traced> {
    lines
        .iter()
        .find(|line| line.name.as_str() == CONTENT_SHA256 && !line.value.is_empty())
        .map(|line| line.value.clone())
}
