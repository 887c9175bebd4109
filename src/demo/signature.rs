//! Computes the signature of what arrived and compares, by the same steps that `verify` offers to users.

use super::keys::AccessKey;
use super::reader::ReceivedRequest;
use crate::model::{self, BodyDigest, ReceivedBody};
use crate::sigv4::verify::{Claim, Rebuilt, Verdict, rebuild, rebuild_with_body_hash, verdict};

impl ReceivedRequest {
    /// The request in the form that claims are read from, with the hash of its body.
    pub fn to_verify(&self) -> model::ReceivedRequest {
        model::ReceivedRequest {
            method: self.method.clone(),
            target: self.target.clone(),
            headers: self.headers.clone(),
            body: ReceivedBody::Hash(BodyDigest::of(&self.body).sha256),
        }
    }

    /// The claim of the request, when it makes one.
    pub fn claim(&self) -> Option<Claim> {
        Claim::of(&self.to_verify()).ok()
    }
}

/// The names of `SignedHeaders` in small letters.
pub fn signed_names(claim: &Claim) -> Vec<String> {
    claim
        .signed_names()
        .iter()
        .map(|name| name.to_ascii_lowercase())
        .collect()
}

/// [`check`] where `x-amz-content-sha256` says nothing about the last line: it is the hash of the body.
pub fn check_with_body_hash(
    request: &model::ReceivedRequest,
    claim: &Claim,
    key: &AccessKey,
) -> Result<(), Rebuilt> {
    // The header itself stays in the canonical headers as it was sent.
    check_by(key, claim, rebuild_with_body_hash(request, claim).ok())
}

/// `Err` holds what the server computed, when the signature is not the one of this request and key.
pub fn check(request: &model::ReceivedRequest, claim: &Claim, key: &AccessKey) -> Result<(), Rebuilt> {
    check_by(key, claim, rebuild(request, claim).ok())
}

fn check_by(key: &AccessKey, claim: &Claim, rebuilt: Option<Rebuilt>) -> Result<(), Rebuilt> {
    let rebuilt = rebuilt.unwrap_or_default();
    match verdict(claim, &rebuilt, &key.secret) {
        Verdict::Valid => Ok(()),
        Verdict::SignatureDiffers { .. } | Verdict::Unknown(_) => Err(rebuilt),
    }
}
