//! The proof: what is shown is signed again, or checked with the public key, and compared with what
//! `aws-sigv4` returned.

use aws_sigv4::sign::v4a;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};

use super::applied::Version;
use super::sdk_signature::SdkSignature;
use super::verify::signature_of;
use crate::model::{Field, KeyShown, Proof, Secret, SigningAlgorithm, SigningPlan, Traced};
use crate::resolve::percent::{Slash, encoded};

/// Compares the shown string to sign, Authorization header and target with what `aws-sigv4` returned.
pub(super) fn prove<Kind>(
    plan: &SigningPlan<Kind>,
    string_to_sign: &str,
    authorization: &str,
    target: &str,
    sdk_signature: &SdkSignature,
) -> Proof {
    let signed_again = match version(plan) {
        Version::V4 => {
            let again = signature_of(
                &plan.credentials.secret_access_key,
                plan.time,
                &plan.region.value,
                &plan.service.value,
                string_to_sign,
            );
            if again == sdk_signature.signature {
                Ok(())
            } else {
                Err(again)
            }
        }
        Version::V4a if verifies(plan, string_to_sign, &sdk_signature.signature) => Ok(()),
        Version::V4a => Err(String::new()),
    };
    match signed_again {
        Err(from_report) => Proof::Broken { from_report },
        Ok(()) if authorization != sdk_signature.authorization || !holds_all(target, sdk_signature) => {
            Proof::Broken {
                from_report: sdk_signature.signature.clone(),
            }
        }
        Ok(()) => Proof::Proved,
    }
}

fn version<Kind>(plan: &SigningPlan<Kind>) -> Version {
    match plan.options.algorithm {
        SigningAlgorithm::Auto | SigningAlgorithm::SigV4 => Version::V4,
        SigningAlgorithm::SigV4a { .. } => Version::V4a,
    }
}

/// True when every query parameter that `aws-sigv4` returned stands in the target, as it returned it.
fn holds_all(target: &str, sdk_signature: &SdkSignature) -> bool {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let sent: Vec<&str> = query.split('&').collect();
    sdk_signature.parameters.iter().all(|(name, value)| {
        let value = encoded(&Traced::typed(value, Field::Url), Slash::Encoded);
        let parameter = format!("{name}={}", value.as_str());
        sent.iter().any(|sent| *sent == parameter)
    })
}

/// Checks a Version 4A signature with the public key of the plan's credentials.
fn verifies<Kind>(plan: &SigningPlan<Kind>, string_to_sign: &str, signature: &str) -> bool {
    public_key(plan).is_some_and(|key| verifies_with(&key, string_to_sign, signature))
}

/// The same with the credentials that a verifier has.
pub(super) fn v4a_verifies(
    access_key_id: &str,
    secret: &Secret,
    string_to_sign: &str,
    signature: &str,
) -> bool {
    ecdsa_key_of(access_key_id, secret).is_some_and(|key| key.verifies(string_to_sign, signature))
}

/// The key with which a verifier checks many signatures of Version 4A of the same credentials.
pub(super) struct EcdsaKey(VerifyingKey);

impl EcdsaKey {
    /// Whether the signature, DER in hex digits, is one of the string to sign.
    pub(super) fn verifies(&self, string_to_sign: &str, signature: &str) -> bool {
        verifies_with(&self.0, string_to_sign, signature)
    }
}

/// That of the credentials, when they make one.
pub(super) fn ecdsa_key_of(access_key_id: &str, secret: &Secret) -> Option<EcdsaKey> {
    public_key_of(access_key_id, secret).map(EcdsaKey)
}

fn verifies_with(key: &VerifyingKey, string_to_sign: &str, signature: &str) -> bool {
    unhex(signature)
        .and_then(|der| Signature::from_der(&der).ok())
        .is_some_and(|signature| key.verify(string_to_sign.as_bytes(), &signature).is_ok())
}

/// What the report shows of the key.
pub(super) fn key_shown<Kind>(plan: &SigningPlan<Kind>) -> KeyShown {
    if version(plan) == Version::V4 {
        return KeyShown::Chain;
    }
    let point = public_key(plan).map(|key| key.to_sec1_point(false));
    KeyShown::PublicKey {
        x: hex(point.as_ref().and_then(|point| point.x().map(|x| &x[..]))),
        y: hex(point.as_ref().and_then(|point| point.y().map(|y| &y[..]))),
    }
}

pub(super) fn hex(bytes: Option<&[u8]>) -> String {
    use std::fmt::Write as _;
    bytes
        .unwrap_or_default()
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").ok();
            text
        })
}

/// The public key that belongs to the private key that `aws-sigv4` derives from the credentials.
fn public_key<Kind>(plan: &SigningPlan<Kind>) -> Option<VerifyingKey> {
    let credentials = &plan.credentials;
    public_key_of(&credentials.access_key_id, &credentials.secret_access_key)
}

fn public_key_of(access_key_id: &str, secret: &Secret) -> Option<VerifyingKey> {
    let private = v4a::generate_signing_key(access_key_id, secret.expose_for_signing());
    SigningKey::from_slice(private.as_ref())
        .ok()
        .map(|key| *key.verifying_key())
}

pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|ch| ch.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits?;
    let pairs = digits.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs
        .map(|pair| match pair {
            [high, low] => Some(high * 16 + low),
            _ => None,
        })
        .collect()
}
