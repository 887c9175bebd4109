//! The string to sign and the credential scope inside it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-string-to-sign>

use super::applied::Version;
use crate::model::{BodyDigest, Chosen, Field, Origin, Reason, SigningAlgorithm, SigningPlan, Traced};

/// Name of the algorithm: first line of the string to sign, first word of the Authorization header.
pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The same for Signature Version 4A
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html>).
pub const ALGORITHM_V4A: &str = "AWS4-ECDSA-P256-SHA256";

/// Last part of every credential scope.
pub const TERMINATOR: &str = "aws4_request";

/// The string to sign from its three variable lines: for a verifier that has only what arrived.
pub fn string_to_sign_of(amz_date: &str, scope: &str, canonical_request: &str) -> String {
    string_to_sign_of_hash(ALGORITHM, amz_date, scope, &sha256_hex(canonical_request))
}

/// The string to sign from its four lines.
pub(super) fn string_to_sign_of_hash(
    algorithm: &str,
    amz_date: &str,
    scope: &str,
    canonical_hash: &str,
) -> String {
    format!("{algorithm}\n{amz_date}\n{scope}\n{canonical_hash}")
}

/// Lower-case hex SHA-256 of a text.
pub(super) fn sha256_hex(text: &str) -> String {
    BodyDigest::of(text.as_bytes()).sha256
}

/// The name of the algorithm of that version.
pub(super) fn algorithm(version: Version) -> Traced {
    let name = match version {
        Version::V4 => ALGORITHM,
        Version::V4a => ALGORITHM_V4A,
    };
    Traced::rule(name, "name of the algorithm")
}

/// `20261120/us-east-1/execute-api/aws4_request`, each part with its origin; Version 4A names its regions
/// elsewhere.
pub(super) fn credential_scope<Kind>(plan: &SigningPlan<Kind>, version: Version) -> Traced {
    const SLASH: Origin = Origin::Rule("slashes part the credential scope");
    let mut scope = Traced::new(&plan.time.scope_date(), Origin::Clock);
    scope.push("/", SLASH);
    if version == Version::V4 {
        scope.append(&region(plan));
        scope.push("/", SLASH);
    }
    scope.append(&chosen(&plan.service, Field::Service));
    scope.push("/", SLASH);
    scope.push(TERMINATOR, Origin::Rule("every credential scope ends so"));
    scope
}

/// The region, or the region set of Version 4A.
pub(super) fn region<Kind>(plan: &SigningPlan<Kind>) -> Traced {
    let field = match &plan.options.algorithm {
        SigningAlgorithm::SigV4a { region_set } if !region_set.is_empty() => Field::RegionSet,
        _ => Field::Region,
    };
    chosen(&plan.region, field)
}

fn chosen(value: &Chosen, field: Field) -> Traced {
    match value.reason {
        Reason::Typed => Traced::typed(&value.value, field),
        Reason::Host(_) => Traced::new(&value.value, Origin::Host),
        Reason::Rule(rule) => Traced::rule(&value.value, rule),
    }
}

/// The string to sign with its origins.
pub(super) fn string_to_sign<Kind>(
    plan: &SigningPlan<Kind>,
    version: Version,
    scope: &Traced,
    canonical_request_hash: &str,
) -> Traced {
    const LINE_FEED: Origin = Origin::Rule("line feed");
    let mut text = algorithm(version);
    text.push("\n", LINE_FEED);
    text.push(&plan.time.amz_date(), Origin::Clock);
    text.push("\n", LINE_FEED);
    text.append(scope);
    text.push("\n", LINE_FEED);
    text.push(
        canonical_request_hash,
        Origin::Rule("SHA-256 of the canonical request"),
    );
    text
}
