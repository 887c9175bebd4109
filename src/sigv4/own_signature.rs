//! Requests that `aws-sigv4` can not spell: our own canonical request, signed by the crate's key derivation and its HMAC
//! or ECDSA.
//!
//! The crate reads a query as text, so that bytes that are no UTF-8 become U+FFFD; botocore and the AWS Common Runtime
//! sign them as they are.

use aws_sigv4::sign::v4a;

use super::applied::Version;
use super::verify::signature_of;
use crate::model::{SigningPlan, Traced};
use crate::resolve::escapes_are_text;

/// Whether the canonical request that `aws-sigv4` makes of this target is the one that services make.
pub(super) fn sdk_spells(target: &Traced) -> bool {
    target
        .split_once('?')
        .is_none_or(|(_, query)| query.as_str().split(['&', '=']).all(escapes_are_text))
}

/// The signature of the string to sign.
pub(super) fn sign_string<Kind>(plan: &SigningPlan<Kind>, version: Version, string_to_sign: &str) -> String {
    let credentials = &plan.credentials;
    match version {
        Version::V4 => signature_of(
            &credentials.secret_access_key,
            plan.time,
            &plan.region.value,
            &plan.service.value,
            string_to_sign,
        ),
        Version::V4a => {
            let key = v4a::generate_signing_key(
                &credentials.access_key_id,
                credentials.secret_access_key.expose_for_signing(),
            );
            v4a::calculate_signature(key, string_to_sign.as_bytes())
        }
    }
}
