//! The Authorization header as the shared AWS authenticator reads it.

use std::collections::BTreeMap;

use base64::Engine as _;
use sha2::{Digest as _, Sha256};

use super::refusal::Refusal;

/// The header taken apart, with all its parts there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// First word, not judged yet.
    pub algorithm: String,
    /// Value of `Credential`, not taken apart yet.
    pub credential: String,
    /// Names in `SignedHeaders`, in their order, lower-case.
    pub signed_headers: Vec<String>,
    /// Value of `Signature`.
    pub signature: String,
}

/// Whether the request brings a date of its own in `X-Amz-Date` or `Date`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateHeader {
    /// One of the two is there.
    Present,
    /// Neither is.
    Absent,
}

impl Authorization {
    /// Reads the value; missing parts and a missing date are refused in one message, as AWS does.
    pub fn parse(value: &str, date: DateHeader) -> Result<Self, Refusal> {
        let value = value.trim();
        let (algorithm, rest) = value.split_once(' ').unwrap_or((value, ""));
        if algorithm.contains('=') {
            return Err(Refusal::NoAlgorithm);
        }
        let pairs = key_value_pairs(rest, value)?;
        let part = |name: &str| pairs.get(name).copied().filter(|text| !text.is_empty());
        match (part("Credential"), part("SignedHeaders"), part("Signature"), date) {
            (Some(credential), Some(signed_headers), Some(signature), DateHeader::Present) => Ok(Self {
                algorithm: algorithm.to_owned(),
                credential: credential.to_owned(),
                signed_headers: signed_headers.split(';').map(str::to_ascii_lowercase).collect(),
                signature: signature.to_owned(),
            }),
            (credential, signed_headers, signature, date) => Err(Refusal::Incomplete {
                missing: missing_parts(credential, signature, signed_headers, date),
                hash: hashed(value),
            }),
        }
    }
}

fn key_value_pairs<'a>(rest: &'a str, whole: &str) -> Result<BTreeMap<&'a str, &'a str>, Refusal> {
    rest.split([',', ' '])
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            piece
                .split_once('=')
                .ok_or_else(|| Refusal::NotKeyValue { hash: hashed(whole) })
        })
        .collect()
}

fn missing_parts(
    credential: Option<&str>,
    signature: Option<&str>,
    signed_headers: Option<&str>,
    date: DateHeader,
) -> String {
    let parts = [
        ("Credential", credential),
        ("Signature", signature),
        ("SignedHeaders", signed_headers),
    ];
    let mut sentences: Vec<String> = parts
        .iter()
        .filter(|(_, value)| value.is_none())
        .map(|(name, _)| format!("Authorization header requires '{name}' parameter."))
        .collect();
    if date == DateHeader::Absent {
        sentences.push(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.".to_owned(),
        );
    }
    sentences.join(" ")
}

/// AWS no longer repeats the header it could not read: it gives this hash instead.
fn hashed(value: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(Sha256::digest(value.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(value: &str, date: DateHeader) -> Refusal {
        Authorization::parse(value, date).unwrap_err()
    }

    #[test]
    fn a_whole_header_is_read_with_and_without_spaces() {
        for value in [
            "AWS4-HMAC-SHA256 Credential=k/d/r/s/t, SignedHeaders=host;X-Amz-Date, Signature=ab",
            "AWS4-HMAC-SHA256 Credential=k/d/r/s/t,SignedHeaders=host;x-amz-date,Signature=ab",
        ] {
            let read = Authorization::parse(value, DateHeader::Present).unwrap();
            assert_eq!(read.credential, "k/d/r/s/t");
            assert_eq!(read.signed_headers, ["host", "x-amz-date"]);
        }
    }

    #[test]
    fn a_bearer_token_is_not_a_key_value_pair() {
        let Refusal::NotKeyValue { hash } = refusal("Bearer eyJh", DateHeader::Absent) else {
            panic!("expected NotKeyValue");
        };
        assert_eq!(hash.len(), 44);
    }

    #[test]
    fn a_bare_token_lacks_every_part() {
        let text = refusal("eyJh", DateHeader::Absent).to_string();
        for name in ["'Credential'", "'Signature'", "'SignedHeaders'", "'X-Amz-Date'"] {
            assert!(text.contains(name), "{text}");
        }
    }

    #[test]
    fn the_algorithm_comes_first() {
        assert_eq!(
            refusal("Credential=a, Signature=b", DateHeader::Present),
            Refusal::NoAlgorithm
        );
    }
}
