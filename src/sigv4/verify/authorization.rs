//! The Authorization header as a verifier reads it, whatever it holds.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#add-signature-to-request>

use std::collections::BTreeMap;

/// The header taken apart. A part that is missing or empty is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// First word, not judged yet.
    pub algorithm: String,
    /// Value of `Credential`, not taken apart yet.
    pub credential: Option<String>,
    /// Value of `SignedHeaders` as written.
    pub signed_headers: Option<String>,
    /// Value of `Signature`.
    pub signature: Option<String>,
}

/// Why the value can not be taken apart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizationError {
    /// The header starts with a key=value pair.
    #[error("the Authorization header starts with '{first}' in place of the name of the algorithm")]
    NoAlgorithm {
        /// Its first word up to the equal sign.
        first: String,
    },
    /// A piece has no equal sign, as in `Bearer eyJ…`. The piece itself may be a secret and is not kept.
    #[error("the Authorization header of the scheme '{scheme}' has a part that is no key=value pair")]
    NotKeyValue {
        /// First word of the header.
        scheme: String,
    },
}

/// A part that every Authorization header of Signature Version 4 has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizationPart {
    /// `Credential=`.
    Credential,
    /// `Signature=`.
    Signature,
    /// `SignedHeaders=`.
    SignedHeaders,
}

impl AuthorizationPart {
    /// The key that stands before its `=`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Credential => "Credential",
            Self::Signature => "Signature",
            Self::SignedHeaders => "SignedHeaders",
        }
    }
}

impl Authorization {
    /// Takes the value apart: the algorithm, then pairs between commas or spaces. Of two pairs with one key
    /// the last counts.
    pub fn parse(value: &str) -> Result<Self, AuthorizationError> {
        let value = value.trim();
        let (algorithm, rest) = value.split_once(' ').unwrap_or((value, ""));
        if let Some((first, _)) = algorithm.split_once('=') {
            return Err(AuthorizationError::NoAlgorithm {
                first: first.to_owned(),
            });
        }
        let pairs: BTreeMap<&str, &str> = rest
            .split([',', ' '])
            .filter(|piece| !piece.is_empty())
            .map(|piece| piece.split_once('='))
            .collect::<Option<_>>()
            .ok_or_else(|| AuthorizationError::NotKeyValue {
                scheme: algorithm.to_owned(),
            })?;
        let part = |key: AuthorizationPart| {
            pairs
                .get(key.as_str())
                .filter(|text| !text.is_empty())
                .map(|text| (*text).to_owned())
        };
        Ok(Self {
            algorithm: algorithm.to_owned(),
            credential: part(AuthorizationPart::Credential),
            signed_headers: part(AuthorizationPart::SignedHeaders),
            signature: part(AuthorizationPart::Signature),
        })
    }

    /// The parts that are not there, in the order in which AWS lists them.
    pub fn missing(&self) -> Vec<AuthorizationPart> {
        [
            (AuthorizationPart::Credential, &self.credential),
            (AuthorizationPart::Signature, &self.signature),
            (AuthorizationPart::SignedHeaders, &self.signed_headers),
        ]
        .into_iter()
        .filter(|(_, value)| value.is_none())
        .map(|(part, _)| part)
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_whole_header_is_read_with_and_without_spaces() {
        for value in [
            "AWS4-HMAC-SHA256 Credential=k/d/r/s/t, SignedHeaders=host;X-Amz-Date, Signature=ab",
            "AWS4-HMAC-SHA256 Credential=k/d/r/s/t,SignedHeaders=host;X-Amz-Date,Signature=ab",
            "  AWS4-HMAC-SHA256  Signature=ab,,  SignedHeaders=host;X-Amz-Date Credential=k/d/r/s/t ",
        ] {
            let read = Authorization::parse(value).unwrap();
            assert_eq!(read.algorithm, "AWS4-HMAC-SHA256");
            assert_eq!(read.credential.as_deref(), Some("k/d/r/s/t"));
            assert_eq!(read.signed_headers.as_deref(), Some("host;X-Amz-Date"));
            assert_eq!(read.signature.as_deref(), Some("ab"));
            assert!(read.missing().is_empty());
        }
    }

    #[test]
    fn other_schemes_are_told_apart_and_their_token_is_not_kept() {
        let error = Authorization::parse("Bearer eyJhbGciOi").unwrap_err();
        assert_eq!(
            error,
            AuthorizationError::NotKeyValue {
                scheme: "Bearer".to_owned()
            }
        );
        assert!(!error.to_string().contains("eyJ"));
        assert!(matches!(
            Authorization::parse("Credential=a, Signature=b"),
            Err(AuthorizationError::NoAlgorithm { .. })
        ));
    }

    #[test]
    fn an_empty_part_is_missing() {
        use AuthorizationPart::{Credential, Signature, SignedHeaders};
        let missing = |value: &str| Authorization::parse(value).unwrap().missing();
        assert_eq!(missing("eyJh"), [Credential, Signature, SignedHeaders]);
        assert_eq!(
            missing("AWS4-HMAC-SHA256 Credential=a, SignedHeaders=, Signature=b"),
            [SignedHeaders]
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), tail in "[ =,;/A-Za-z\u{e4}]{0,60}") {
            Authorization::parse(&text).ok();
            Authorization::parse(&format!("AWS4-HMAC-SHA256 {tail}")).ok();
        }
    }
}
