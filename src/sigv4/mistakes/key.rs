//! The chain of keys from the secret access key to the signing key, made otherwise.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#calculate-signature>

use aws_sigv4::sign::v4::calculate_signature;
use zeroize::Zeroizing;

use super::words::Words;
use crate::sigv4::proof::unhex;
use crate::sigv4::string_to_sign::TERMINATOR;

/// What was done in place of the four steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyMistake {
    /// The chain began with the secret without `AWS4` in front.
    NoPrefix,
    /// It began with `AWS4` twice.
    PrefixTwice,
    /// It began with `aws4`.
    PrefixSmall,
    /// The secret itself was the key, as in Signature Version 2.
    SecretAlone,
    /// `AWS4` and the secret were the key.
    PrefixedSecretAlone,
    /// Each step's hex digits were the key of the next.
    HexSteps,
    /// The signing key's hex digits were the key of the signature.
    HexAtEnd,
    /// Region and service were swapped.
    Swapped,
    /// The step with `aws4_request` was left out.
    NoTerminator,
    /// In each step key and text were swapped.
    ArgumentsSwapped,
    /// The key was made of the whole scope in one step.
    ScopeInOneStep,
}

/// What the chain is made of.
#[derive(Clone, Copy)]
pub(super) struct KeyParts<'a> {
    pub secret: &'a [u8],
    pub date: &'a str,
    pub region: &'a str,
    pub service: &'a str,
}

/// A key, wiped when it goes.
pub(super) type Key = Zeroizing<Vec<u8>>;

/// `HMAC-SHA256(key, text)`, by the function of `aws-sigv4` that makes signatures.
fn hmac(key: &[u8], text: &[u8]) -> Key {
    let hex = Zeroizing::new(calculate_signature(key, text));
    Zeroizing::new(unhex(&hex).unwrap_or_default())
}

fn hmac_hex(key: &[u8], text: &str) -> Key {
    Zeroizing::new(calculate_signature(key, text.as_bytes()).into_bytes())
}

fn prefixed(prefix: &str, secret: &[u8]) -> Key {
    Zeroizing::new([prefix.as_bytes(), secret].concat())
}

/// The key of the region, kRegion: the first two steps without a mistake.
pub(super) fn region_key(secret: &[u8], date: &str, region: &str) -> Key {
    let date_key = hmac(&prefixed("AWS4", secret), date.as_bytes());
    hmac(&date_key, region.as_bytes())
}

/// The last two steps without a mistake.
pub(super) fn signing_key(region_key: &[u8], service: &str) -> Key {
    hmac(&hmac(region_key, service.as_bytes()), TERMINATOR.as_bytes())
}

impl KeyMistake {
    pub(super) const USUAL: [Self; 5] = [
        Self::NoPrefix,
        Self::SecretAlone,
        Self::HexSteps,
        Self::HexAtEnd,
        Self::Swapped,
    ];
    pub(super) const RARE: [Self; 6] = [
        Self::PrefixTwice,
        Self::PrefixSmall,
        Self::PrefixedSecretAlone,
        Self::NoTerminator,
        Self::ArgumentsSwapped,
        Self::ScopeInOneStep,
    ];

    /// The key of the signature.
    pub(super) fn key(self, parts: KeyParts<'_>) -> Key {
        let KeyParts {
            secret,
            date,
            region,
            service,
        } = parts;
        let usual = prefixed("AWS4", secret);
        let chain = |start: &[u8], texts: &[&str]| {
            let first = Zeroizing::new(start.to_vec());
            texts.iter().fold(first, |key, text| hmac(&key, text.as_bytes()))
        };
        match self {
            Self::NoPrefix => chain(secret, &[date, region, service, TERMINATOR]),
            Self::PrefixTwice => chain(
                &prefixed("AWS4AWS4", secret),
                &[date, region, service, TERMINATOR],
            ),
            Self::PrefixSmall => chain(&prefixed("aws4", secret), &[date, region, service, TERMINATOR]),
            Self::SecretAlone => Zeroizing::new(secret.to_vec()),
            Self::PrefixedSecretAlone => usual,
            Self::HexSteps => [date, region, service, TERMINATOR]
                .iter()
                .fold(usual, |key, text| hmac_hex(&key, text)),
            Self::HexAtEnd => hmac_hex(&chain(&usual, &[date, region, service]), TERMINATOR),
            Self::Swapped => chain(&usual, &[date, service, region, TERMINATOR]),
            Self::NoTerminator => chain(&usual, &[date, region, service]),
            Self::ArgumentsSwapped => [date, region, service, TERMINATOR]
                .iter()
                .fold(usual, |key, text| hmac(text.as_bytes(), &key)),
            Self::ScopeInOneStep => {
                let scope = super::scope::scope_text(date, region, service, TERMINATOR);
                hmac(&usual, scope.as_bytes())
            }
        }
    }

    pub(super) fn words(self) -> Words {
        const CHAIN: &str = "Begin with \"AWS4\" and the secret access key, and take HMAC-SHA256 of day, region, service and \
                             \"aws4_request\", each with the bytes of the one before as key.";
        let (slug, sentence) = match self {
            Self::NoPrefix => (
                "key-no-prefix",
                "The signing key was made without AWS4 in front of the secret access key",
            ),
            Self::PrefixTwice => (
                "key-prefix-twice",
                "AWS4 was put in front of the secret access key twice",
            ),
            Self::PrefixSmall => (
                "key-prefix-small",
                "aws4 was put in front of the secret access key in small letters",
            ),
            Self::SecretAlone => (
                "key-not-derived",
                "The string to sign was signed with the secret access key itself, as in Signature Version 2",
            ),
            Self::PrefixedSecretAlone => (
                "key-not-derived",
                "The string to sign was signed with AWS4 and the secret access key, without the steps of the signing key",
            ),
            Self::HexSteps | Self::HexAtEnd => (
                "key-in-hex",
                "The signing key was made of hex digits in place of the bytes that they stand for",
            ),
            Self::Swapped => (
                "key-region-service-swapped",
                "Region and service were swapped in the signing key",
            ),
            Self::NoTerminator => (
                "key-no-terminator",
                "The signing key was made without its last step, aws4_request",
            ),
            Self::ArgumentsSwapped => (
                "key-arguments-swapped",
                "Key and text of each HMAC of the signing key were swapped",
            ),
            Self::ScopeInOneStep => (
                "key-in-one-step",
                "The signing key was made of the whole scope in one step",
            ),
        };
        Words::new(slug, sentence, CHAIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The signing key that AWS's General Reference published for 30 August 2015, us-east-1, iam ("Task 3:
    /// Calculate the signature for AWS Signature Version 4").
    #[test]
    fn without_a_mistake_it_is_the_published_signing_key() {
        let region_key = region_key(
            b"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            "20150830",
            "us-east-1",
        );
        let key = signing_key(&region_key, "iam");
        assert_eq!(
            *key,
            unhex("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9").unwrap()
        );
    }

    #[test]
    fn every_mistake_gives_another_key() {
        let parts = KeyParts {
            secret: b"secret",
            date: "20150830",
            region: "us-east-1",
            service: "iam",
        };
        let mut keys: Vec<Vec<u8>> = KeyMistake::USUAL
            .into_iter()
            .chain(KeyMistake::RARE)
            .map(|mistake| mistake.key(parts).to_vec())
            .collect();
        let right = signing_key(&region_key(parts.secret, parts.date, parts.region), parts.service);
        keys.push(right.to_vec());
        keys.sort();
        let count = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }
}
